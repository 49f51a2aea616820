"""The page of one kelurahan: why this colour, its past, its curve, its neighbours."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open

SEBERANG_MESJID = "63.71.05.1007"


def test_level_reason_place_and_source(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06")
    assert page.one(".//h1") == "M Seberang Mesjid: merah"
    assert page.level() == "merah"
    assert "Diberitakan berzona merah pada 6 Oktober 2020." in page.words
    assert "Kecamatan Banjarmasin Tengah, Kota Banjarmasin" in page.words
    links = page.links(".//div[@class='jt-finding']")
    assert links
    assert all(link.startswith("https://") for link in links)


def test_an_inferred_level_says_so(open_page: Open) -> None:
    page = open_page("kelurahan", zone="63.71.05.1009", date="2020-10-06")
    assert page.level() == "hijau"
    assert "Tidak disebut namanya; hijau disimpulkan" in page.words


def test_not_reported_is_not_green(open_page: Open) -> None:
    page = open_page("kelurahan", zone="63.71.05.1009", date="2020-10-14")
    assert page.level() == "tidak dilaporkan"
    assert "Tidak dilaporkan bukan berarti hijau." in page.words


def test_neighbours_are_links_to_the_same_day(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06")
    links = page.links(".//ul[@class='jt-near']")
    assert len(links) >= 2
    assert all("date=2020-10-06" in link and "kelurahan?" in link for link in links)
    assert not any(f"zone={SEBERANG_MESJID}" in link for link in links)


def test_the_past_has_a_block_for_each_day_on_record(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06")
    blocks = page.links(".//ol[@class='jt-strip few']")
    assert len(blocks) == 28
    assert sum("date=2020-10-06" in link for link in blocks) == 1


@pytest.mark.parametrize(
    ("lang", "banner"),
    [("id", "SIMULASI, bukan data resmi"), ("en", "SIMULASI, not official data")],
)
def test_simulated_numbers_and_curve_say_so(open_page: Open, lang: str, banner: str) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, rule="insidensi7", lang=lang)
    assert page.all(".//p[@class='jt-simulated']") == [banner]
    (chart,) = page.app.get("vega_lite_chart")
    assert banner in chart.proto.spec


def test_without_a_zone_the_page_asks_for_one(open_page: Open) -> None:
    page = open_page("kelurahan")
    assert page.notices() == ["Pilih kelurahan di atas, atau ketuk satu di peta."]


def test_another_day_is_chosen_from_those_on_record(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06")
    box = page.app.selectbox(key="day_choice_banjarmasin_resmi")
    assert len(box.options) == 28
    box.select_index(box.options.index("Jumat, 3 Juli 2020"))
    assert page.run().address["date"] == "2020-07-03"
