"""The page Wilayah as a viewer gets it: areas, sums, the way down, and what its map is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st

from geo import rollup
from geo.cities import read_cities
from pages.shared import overview
from pages.shared.frame import MENU, OWN_FIELDS, PAGES
from tests.pages.conftest import Open, Screen
from tests.two_cities_kit import with_semarang
from tests.web_stores import SUNDAY, ZONES, reported, weekly

DAY = "2020-10-06"
SIM = {"rule": "insidensi7", "date": DAY}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Semarang reports too: 3 new cases a day in its first kelurahan, none elsewhere."""
    home = tmp_path_factory.mktemp("both")
    with_semarang(home)
    return home


@pytest.fixture
def open_both(both: Path, settings: pytest.MonkeyPatch, fresh: None) -> Iterator[Any]:
    st.cache_resource.clear()
    settings.setenv("JAGA_HOME", str(both))
    yield lambda **fields: Screen("wilayah", fields)
    st.cache_resource.clear()


def rows(screen: Screen) -> dict[str, list[str]]:
    """The table by the code of each area: what its cells say."""
    return {
        str(row.get("data-area")): [" ".join(" ".join(c.itertext()).split()) for c in row]
        for row in screen.tree.findall(".//tr[@data-area]")
    }


def sent(screen: Screen) -> dict[str, Any]:
    """The map's payload."""
    script = screen.map()["feature_group"]
    found = re.search(r"JagaOverview\.update\((\{.*\})\);", script)
    assert found
    return dict(json.loads(found[1]))


def led(link: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(link)
    return parts.path, {key: value[0] for key, value in parse_qs(parts.query).items()}


def test_it_is_a_page_that_others_lead_to(open_page: Open) -> None:
    assert "wilayah" in PAGES and "wilayah" not in MENU
    assert OWN_FIELDS["wilayah"] == ("area",)
    for page in ("peta", "bandingkan"):
        found = [
            link for link in open_page(page).app.get("page_link") if "wilayah" in link.proto.page
        ]
        assert [link.proto.label for link in found] == ["Semua kota dan kecamatan"]


def test_everything_by_province_with_a_city_that_cannot_answer(open_page: Open) -> None:
    """On 6 October 2020 the city of Banjarmasin named 45 green, 6 yellow, 1 red; Semarang has no
    archive, which is neither green nor zero."""
    screen = open_page("wilayah", date=DAY)
    assert screen.one(".//h1") == "45 dari 229 kelurahan hijau; satu merah"
    assert screen.tally() == {"merah": "1", "kuning": "6", "hijau": "45", "": "177"}
    assert rows(screen) == {
        "63": ["Kalimantan Selatan", "1 merah, 6 kuning, 45 hijau", "52 dari 52"],
        "33": ["Jawa Tengah", "arsip zona resmi belum ada", "0 dari 177"],
    }
    assert (
        "177 kelurahan tidak diwarnai: aturan ini tidak dapat dijawab di Kota Semarang."
        in screen.words
    )
    assert "wilayah di atasnya tidak diberi warna sendiri" in screen.words
    assert "Tiap petak punya skala sendiri" in screen.words
    assert "45 warna disimpulkan" in screen.words
    assert "SIMULASI" not in screen.words
    made = sent(screen)
    assert [city[:2] for city in made["cities"]] == [
        ["33.74", "Kota Semarang"],
        ["63.71", "Kota Banjarmasin"],
    ]
    assert len(made["zones"]) == len(made["codes"]) == 229
    counted = {code: made["codes"].count(code) for code in set(made["codes"])}
    assert counted == {" ": 177, "h": 45, "k": 6, "m": 1}
    assert (made["opens"], made["badge"], len(made["panels"])) == ("kota", "", 2)


def test_down_to_a_kelurahan_by_links(open_page: Open) -> None:
    code, seen = "", []
    for _ in range(4):
        screen = open_page("wilayah", date=DAY, **({"area": code} if code else {}))
        assert screen.notices() == []
        seen.append(len(rows(screen)))
        links = [led(link) for link in screen.links(".//tr[@data-area]")]
        page, fields = links[0]
        assert all(where[1]["date"] == DAY for where in links)
        code = fields.get("area", "")
    assert seen == [2, 1, 5, 12]
    assert (page, fields["city"]) == ("kelurahan", "banjarmasin")
    (worst,) = [z for z in rows(screen) if z == fields["zone"]]
    assert rows(screen)[worst][1] == "M merah"
    crumbs = screen.all(".//nav//li")
    assert crumbs[:3] == ["Semua kota", "Provinsi Kalimantan Selatan", "Kota Banjarmasin"]
    back = [led(link)[1].get("area") for link in screen.links(".//nav")]
    assert back == [None, "63", "63.71"]


def test_the_table_of_a_kota_adds_up_to_its_own_map_page(open_page: Open) -> None:
    peta = open_page("peta", **SIM)
    screen = open_page("wilayah", area="63.71", **SIM)
    cells = rows(screen).values()
    total = sum(int(cell[3]) for cell in cells)
    assert len(cells) == 5 and total > 0
    assert f"{total} kasus dalam 7 hari" in peta.words
    assert f"{total} kasus dalam 7 hari, dari 52 dari 52 kelurahan." in screen.words
    assert screen.tally() == peta.tally()
    assert sent(screen)["badge"] == "SIMULASI, bukan data resmi"
    assert screen.all(".//p[@class='jt-simulated']") == ["SIMULASI, bukan data resmi"]


def test_a_simulated_city_beside_a_real_one_is_named(open_both: Any) -> None:
    """21 cases a week in 10,000 people are 210 per 100,000; over 177 kelurahan 1.2."""
    screen = open_both(**SIM)
    assert screen.all(".//p[@class='jt-simulated']") == [
        "Kota Banjarmasin: SIMULASI, bukan data resmi"
    ]
    found = rows(screen)
    assert found["63"][0] == "Kalimantan Selatan SIMULASI"
    assert found["33"][0] == "Jawa Tengah"
    assert sent(screen)["badge"] == "Kota Banjarmasin: SIMULASI, bukan data resmi"
    assert [city[2] for city in sent(screen)["cities"]] == [False, True]
    semarang = open_both(area="33.74", **SIM)
    assert semarang.all(".//p[@class='jt-simulated']") == []


@pytest.mark.parametrize("view", ["public", "official"])
def test_what_the_public_may_not_see_is_in_no_sum(
    tmp_path: Path, settings: pytest.MonkeyPatch, fresh: None, view: str
) -> None:
    """The first four kelurahan, all in 63.71.01, have 1 to 4 cases."""
    st.cache_resource.clear()
    settings.setenv("JAGA_DB", reported(tmp_path))
    settings.setenv("JAGA_VIEW", view)
    fields = {"area": "63.71", "rule": "insidensi7", "date": str(SUNDAY)}
    found = rows(Screen("wilayah", fields))
    sums = dict.fromkeys(found, 0)
    for zone, count in zip(ZONES, weekly(0)[:, 1], strict=True):
        sums[zone[:8]] += int(count)
    shown = {code: cells[3] for code, cells in found.items()}
    if view == "public":
        assert shown["63.71.01"] == found["63.71.01"][4] == "disamarkan"
        del shown["63.71.01"], sums["63.71.01"]
    assert shown == {code: str(total) for code, total in sums.items()}
    root = Screen("wilayah", {**fields, "area": "63"})
    hidden = "Jumlah kasus disamarkan karena sebagian angka kecil di dalamnya disamarkan."
    assert (hidden in root.words) == (view == "public")
    assert (rows(root)["63.71"][3] == "disamarkan") == (view == "public")
    st.cache_resource.clear()


def test_a_city_with_numbers_of_its_own(open_both: Any) -> None:
    """Of Semarang's 21 cases nothing is hidden; its 0 are zeros."""
    semarang = open_both(area="33.74", **SIM)
    assert rows(semarang)["33.74.01"][2:] == ["15 dari 15", "21", "14,0", "6 Okt 2020"]
    assert rows(semarang)["33.74.02"][3] == "0"
    early = open_both(area="33.74", rule="insidensi7", date="2020-04-07")
    assert rows(early)["33.74.01"][3:5] == ["15", "10,0"]


@pytest.mark.parametrize("wrong", ["99", "63.71.01.1001", "<b>"])
def test_an_area_that_is_not_known_is_said(open_page: Open, wrong: str) -> None:
    screen = open_page("wilayah", date=DAY, area=wrong)
    (said,) = screen.notices()
    assert wrong in said and "33, 33.74, 33.74.01" in said
    assert len(rows(screen)) == 2


def test_a_city_without_a_day_borrows_one(open_page: Open) -> None:
    screen = open_page("wilayah", city="semarang", rule="insidensi7", lang="en")
    assert "the day follows Kota Banjarmasin" in " ".join(screen.notices())
    assert screen.one(".//h1").endswith("of 229 kelurahan green") or "229" in screen.one(".//h1")
    assert rows(screen)["33"][1] == "177 no data"


def test_a_press_means_an_area_of_this_map_alone() -> None:
    city = read_cities()["banjarmasin"]
    zone = rollup.Zone("63.71.01.1001", "Mantuil", "Banjarmasin Selatan", "hijau")
    root = rollup.nation([rollup.CityDay(city, (zone,), simulated=False)])
    kota = rollup.path(root, "63.71")[-1]
    found = overview.pressed(kota, "63.71.01.1001")
    assert found is not None and (found.city, found.kind) == ("banjarmasin", "kelurahan")
    assert overview.pressed(kota, "33.74") is None
