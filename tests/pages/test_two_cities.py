"""Two cities and two days on the page that compares: what is said, what the link holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from tests.pages.conftest import Open, Screen
from tests.two_cities_kit import with_semarang

RULE, DAY = "insidensi7", "2020-10-06"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("both")
    with_semarang(home)
    return home


@pytest.fixture
def both(counted: Path, settings: pytest.MonkeyPatch) -> Iterator[None]:
    """Semarang has counts and populations."""
    st.cache_resource.clear()
    settings.setenv("JAGA_HOME", str(counted))
    settings.setenv("JAGA_VIEW", "official")
    yield
    st.cache_resource.clear()


def open_cities(open_page: Open, **fields: Any) -> Screen:
    given = {"mode": "kota", "with": "semarang", "rule": RULE, "date": DAY}
    return open_page("bandingkan", **{**given, **fields})


def maps(page: Screen) -> list[dict[str, Any]]:
    """What each map is given: its payload."""
    found = []
    for component in page.app.get("component_instance"):
        script = json.loads(component.proto.json_args)["feature_group"]
        start = script.index("JagaZoneMap.update(") + len("JagaZoneMap.update(")
        found.append(json.JSONDecoder().raw_decode(script, start)[0])
    return found


def keys(page: Screen) -> set[str]:
    return {str(item.get("data-key")) for item in page.tree.findall(".//ul[@class='jt-cannot']/li")}


def test_both_cities_on_the_same_day(open_page: Open, both: None) -> None:
    page = open_cities(open_page)
    assert page.one(".//h1").endswith("dari 52 kelurahan di Banjarmasin, 176 dari 177 di Semarang")
    assert page.all(".//p[@class='jt-simulated']") == ["Banjarmasin: SIMULASI"]
    first, second = maps(page)
    assert (first["open"], second["open"]) == (DAY, DAY)
    assert first["link"]["group"] == second["link"]["group"]
    assert [one["link"]["what"] for one in (first, second)] == [["time"], ["time"]]
    assert (first["label"], second["label"]) == (
        "Peta zona Kota Banjarmasin",
        "Peta zona Kota Semarang",
    )
    assert {"simulated_one", "legal_unit", "own_rules", "population_undated", "testing"} == keys(
        page
    )
    assert page.address == {
        "city": "banjarmasin",
        "date": DAY,
        "rule": RULE,
        "lang": "id",
        "mode": "kota",
        "with": "semarang",
    }


def test_aligned_by_the_first_ten_cases(open_page: Open, both: None) -> None:
    """Day 180 since 9 April in Banjarmasin; since 4 April in Semarang it is 1 October."""
    page = open_cities(open_page, align="first10", lang="en")
    first, second = maps(page)
    assert (first["open"], second["open"]) == (DAY, "2020-10-01")
    assert (first["link"]["offset_days"], second["link"]["offset_days"]) == (0, -5)
    when = page.one(".//p[@class='jt-when']")
    assert "Tuesday, 6 October 2020, day 180" in when
    assert "Thursday, 1 October 2020, day 180" in when
    assert page.address["align"] == "first10"
    assert "days_apart" not in keys(page)


def test_a_day_of_the_other_city_of_its_own(open_page: Open, both: None) -> None:
    """Semarang's record ends on 31 December: that day goes with each later one of Banjarmasin. A
    ``day2`` that the first city's day does not go with gives way to the nearest."""
    later = {"city": "semarang", "with": "banjarmasin", "date": "2020-12-31"}
    page = open_cities(open_page, **later, day2="2021-02-01")
    assert [one["open"] for one in maps(page)] == ["2020-12-31", "2021-02-01"]
    assert "days_apart" in keys(page)
    assert [one["open"] for one in maps(open_cities(open_page, **later))] == ["2020-12-31"] * 2
    assert maps(open_cities(open_page, day2="2020-10-20"))[1]["open"] == DAY


def test_a_city_without_counts(open_page: Open) -> None:
    page = open_cities(open_page)
    assert "Semarang belum dapat dibandingkan" in page.one(".//h1")
    assert {"no_cases", "population_none"} <= keys(page)
    assert len(maps(page)) == 2  # outlines without a colour


def test_under_the_archive_a_rule_for_both_is_offered(open_page: Open, both: None) -> None:
    page = open_cities(open_page, rule="resmi")
    assert {"no_archive", "archive_rules"} <= keys(page)
    (button,) = [b for b in page.app.button if "untuk keduanya" in b.label]
    button.click()
    page.run()
    assert page.address["rule"] == RULE
    assert page.one(".//h1").endswith("176 dari 177 di Semarang")


def test_a_link_that_asks_for_what_is_not_there(open_page: Open, both: None) -> None:
    page = open_cities(open_page, align="bulan", **{"with": "<b>kota"})
    assert [notice.split(":")[0] for notice in page.notices()] == ["?with=", "?align="]
    assert "<b>kota" not in page.html
    assert len(maps(page)) == 2
    same = open_cities(open_page, **{"with": "banjarmasin"})
    (notice,) = same.notices()
    assert notice.startswith("?with=: banjarmasin adalah kota yang sedang dilihat.")
    assert "di Semarang" in same.one(".//h1")


def test_the_public_sees_no_running_total(
    open_page: Open, both: None, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("JAGA_VIEW", "public")
    st.cache_resource.clear()
    page = open_cities(open_page, align="first10")
    assert "start_hidden" in keys(page)
    assert page.notices() == [
        "Tetap menurut tanggal: jumlah kasus harian Semarang tidak terbuka untuk umum."
    ]
    assert open_cities(open_page).notices() == []
    assert [one["link"]["offset_days"] for one in maps(page)] == [0, 0]


def test_another_page_does_not_inherit_the_fields(open_page: Open, both: None) -> None:
    page = open_cities(open_page)
    links = [href for href in page.links(".//p[@class='jt-to']") if href]
    assert len(links) == 2
    assert all("with=" not in href and "mode=" not in href for href in links)
    assert "city=semarang" in links[1]
    assert "with" not in open_page("peta", **page.address).address


def test_two_days_side_by_side(open_page: Open) -> None:
    page = open_page("bandingkan", mode="hari", rule="resmi", date=DAY, day2="2020-07-03")
    first, second = maps(page)
    assert (first["open"], second["open"]) == ("2020-07-03", DAY)
    assert first["link"]["what"] == second["link"]["what"] == ["view"]
    assert page.address["day2"] == "2020-07-03"
    rows = page.table()
    assert rows
    assert all(before != after for _, before, after, *_ in rows.values())
    again = open_page("bandingkan", **{**page.address, "date": "2020-07-03", "day2": DAY})
    assert again.one(".//h1") == page.one(".//h1")  # always from the earlier day to the later


def test_two_days_without_a_second(open_page: Open) -> None:
    same = open_page("bandingkan", mode="hari", rule="resmi", date=DAY, day2=DAY)
    assert same.one(".//h1") == "Belum ada dua hari yang dapat dibandingkan"
    wrong = open_page("bandingkan", mode="hari", rule="resmi", date=DAY, day2="kemarin")
    assert [notice.split(":")[0] for notice in wrong.notices()] == ["?day2="]
    far = open_page("bandingkan", mode="hari", rule="resmi", date=DAY, day2="1990-01-01")
    assert maps(far)[0]["open"] == "2020-04-10"
    empty = open_page("bandingkan", mode="hari", city="semarang")
    assert "belum ada data" in empty.one(".//h1")
