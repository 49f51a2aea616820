"""The page that compares: one's own kelurahan beside others, kept in the link."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.pages.signed_in import sign_in

MANTUIL, BASIRIH = "63.71.01.1001", "63.71.03.1004"
FIELDS = {"rule": "insidensi7", "date": "2021-07-19"}


def zones(page: Any) -> list[str]:
    return [str(row.get("data-zone")) for row in page.tree.findall(".//tr[@data-zone]")]


def test_neighbours_stand_beside_the_kelurahan_of_the_link(open_page: Open) -> None:
    page = open_page("bandingkan", zone=MANTUIL, **FIELDS)
    assert page.one(".//h1").startswith("H Mantuil hijau; 2 dari 2 yang dibandingkan lebih berat")
    assert zones(page)[0] == MANTUIL
    assert len(zones(page)) == 3
    assert "SIMULASI" in page.words
    assert "Uji pasti dua laju Poisson" in page.words
    assert len(page.tree.findall(".//img[@class='jt-mini']")) == 1 + 3


def test_without_a_kelurahan_it_asks_for_one(open_page: Open) -> None:
    page = open_page("bandingkan", **FIELDS)
    assert "Pilih kelurahan Anda: ia akan berdampingan dengan tetangganya." in page.words
    ways = page.tree.findall(".//div[@class='jt-pick']//a")
    assert len(ways) == 52
    assert all("zone=63.71." in str(way.get("href")) for way in ways)


def test_a_lurah_is_at_home_at_once(open_page: Open, settings: pytest.MonkeyPatch) -> None:
    sign_in(settings, "lurah", "banjarmasin", MANTUIL)
    page = open_page("bandingkan", **FIELDS)
    assert zones(page)[0] == MANTUIL


def test_a_set_of_ones_own_stands_in_the_link(open_page: Open) -> None:
    page = open_page("bandingkan", zone=MANTUIL, beside="chosen", zones=BASIRIH, **FIELDS)
    assert zones(page) == [MANTUIL, BASIRIH]
    page.app.multiselect(key="board_set").select("63.71.01.1002")
    page.run()
    assert page.address["zones"] == f"{BASIRIH},63.71.01.1002"
    assert len(zones(page)) == 3
    page.app.selectbox(key="board_kind").select("district")
    page.run()
    assert page.address["beside"] == "district"
    assert len(zones(page)) == 12
    page.app.selectbox(key="board_kind").select("alike")
    page.run()
    assert len(zones(page)) == 6
    assert "Paling mirip menurut" in page.words


def test_the_archive_has_a_board_too(open_page: Open) -> None:
    page = open_page("bandingkan", zone=MANTUIL, date="2020-10-06", rule="resmi", lang="en")
    assert page.one(".//h1").startswith("H Mantuil is green; none of the 2 compared is worse")
    assert "No pair can be tested yet" in page.words


@pytest.mark.parametrize("mode", ["kota", "hari"])
def test_the_other_modes_open_by_their_link(open_page: Open, mode: str) -> None:
    page = open_page("bandingkan", mode=mode, **FIELDS)
    assert page.address["mode"] == mode


def test_fields_that_a_link_can_not_have_are_told(open_page: Open) -> None:
    page = open_page("bandingkan", zone=MANTUIL, mode="xx", beside="yy", **FIELDS)
    assert [notice.split(":")[0] for notice in page.notices()] == ["?mode=", "?beside="]
    assert len(zones(page)) == 3
    named = ",".join([BASIRIH, "99.99.99.9999"])
    page = open_page("bandingkan", zone=MANTUIL, beside="chosen", zones=named, **FIELDS)
    (notice,) = page.notices()
    assert notice.startswith("?zones=: kelurahan ini tidak ada di Kota Banjarmasin: 99.99.99.9999.")
    assert zones(page) == [MANTUIL, BASIRIH]
    nine = ",".join(f"63.71.03.100{n}" for n in range(1, 10))
    page = open_page("bandingkan", zone=MANTUIL, beside="chosen", zones=nine, **FIELDS)
    assert "?zones=: 9 kelurahan disebut. Seharusnya paling banyak 8." in page.notices()[0]
    assert len(zones(page)) == 9


def test_another_city_takes_no_set_of_the_old_one_along(open_page: Open) -> None:
    page = open_page(
        "bandingkan", zone=MANTUIL, beside="chosen", zones=BASIRIH, **{"with": "semarang"}, **FIELDS
    )
    page.app.selectbox(key="pick_city").select("semarang")
    page.run()
    assert page.address["city"] == "semarang"
    assert {"zones", "with"} & set(page.address) == set()
    assert page.notices() == []
