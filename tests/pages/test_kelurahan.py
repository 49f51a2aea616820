"""The page of one kelurahan: why this colour, by whose word, and who lives next door."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open

SEBERANG_MESJID = "63.71.05.1007"
PEMURUS_DALAM = "63.71.01.1010"
NEIGHBOURS = {
    "63.71.04.1006": "Surgi Mufti",
    "63.71.04.1008": "Antasan Kecil Timur",
    "63.71.05.1005": "Antasan Besar",
    "63.71.05.1006": "Pasar Lama",
    "63.71.05.1008": "Gadang",
    "63.71.05.1009": "Melayu",
}
"""Read off the city's boundary file: whoever shares a border with Seberang Mesjid."""


@pytest.mark.parametrize(
    ("lang", "title", "reason", "place", "standing"),
    [
        (
            "id",
            "M Seberang Mesjid: merah",
            "Diberitakan berzona merah pada 6 Oktober 2020.",
            "Kecamatan Banjarmasin Tengah, Kota Banjarmasin · 6.354 penduduk",
            "(52): 0 lebih berat, 0 lain sama",
        ),
        (
            "en",
            "M Seberang Mesjid: red",
            "Reported as red on 6 October 2020.",
            "Banjarmasin Tengah district (kecamatan), Kota Banjarmasin · 6,354 people",
            "(52): 0 worse, 0 equal",
        ),
    ],
)
def test_the_red_kelurahan_of_october(
    open_page: Open, lang: str, title: str, reason: str, place: str, standing: str
) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06", lang=lang)
    assert page.one(".//h1") == title
    assert page.level() == title.split(": ")[1]
    head = page.one(".//div[@class='jt-finding']")
    assert reason in head
    assert place in head
    assert standing in head
    assert page.links(".//div[@class='jt-finding']") == [
        "https://sonora.id/read/422369597/masih-ada-satu-kelurahan-zona-merah-di-kota-banjarmasin",
        "https://bakabar.com/post/akhirnya-banjarmasin-resmi-tinggalkan-zona-merah-covid-19-l7bbmqu0?page=2",
    ]


def test_neighbours_are_named_with_their_level_and_lead_to_their_page(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID)
    near = page.all(".//ul[@class='jt-near']/li")
    assert sorted(near) == sorted(f"H {name} hijau" for name in NEIGHBOURS.values())
    links = page.links(".//ul[@class='jt-near']")
    assert {link.split("zone=")[1].split("&")[0] for link in links} == set(NEIGHBOURS)
    assert all(link.startswith("kelurahan?city=banjarmasin&date=2020-10-06") for link in links)


def test_past_zones_each_with_day_and_word(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID)
    strip = page.tree.findall(".//ol[@class='jt-strip few']/li/a")
    said = [block.get("aria-label") for block in strip]
    assert len(said) == 28
    assert said[0] == "10 Apr 2020: merah"
    assert "27 Okt 2020: hijau" in said
    assert [b.get("aria-label") for b in strip if b.get("aria-current")] == ["6 Okt 2020: merah"]


def test_stated_counts_come_with_their_page(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID)
    rows = page.all(".//div[@class='jt-table']//tr")
    assert [row.rsplit(" ", 1)[0] for row in rows] == [
        "10 Apr 2020 positif kumulatif 2",
        "24 Apr 2020 positif kumulatif 3",
    ]
    assert all(link.startswith("https://") for link in page.links(".//div[@class='jt-table']"))


def test_a_contested_status_shows_both_sources(open_page: Open) -> None:
    page = open_page("kelurahan", zone=PEMURUS_DALAM, date="2020-07-02")
    head = page.one(".//div[@class='jt-finding']")
    assert page.one(".//h1") == "X Pemurus Dalam: hitam"
    assert "Sumber lain: Pemurus Dalam, zona merah, 2 Juli 2020." in head
    assert "ibantah Dinas Kesehatan di halaman yang sama: merah tua, bukan hitam" in head


def test_an_inferred_level_says_so(open_page: Open) -> None:
    page = open_page("kelurahan", zone="63.71.05.1009")
    assert page.one(".//h1") == "H Melayu: hijau"
    assert "Tidak disebut namanya; hijau disimpulkan" in page.words


def test_a_kelurahan_nobody_reported(open_page: Open) -> None:
    page = open_page("kelurahan", zone="63.71.05.1009", date="2020-10-14")
    assert page.one(".//h1") == "– Melayu: tidak dilaporkan"
    assert "Tidak dilaporkan bukan berarti hijau." in page.words
    assert "Zonanya hari ini tidak diketahui, jadi tidak dibandingkan." in page.words


def test_simulated_days_never_stand_in_for_the_official_record(open_page: Open) -> None:
    official = open_page("kelurahan", zone=SEBERANG_MESJID)
    assert "Deret harian yang ada hanya simulasi" in official.words
    assert official.app.get("vega_lite_chart") == []
    page = open_page("kelurahan", zone=SEBERANG_MESJID, rule="insidensi7")
    assert "Indikatif: batas KMK 4805/2021 dibuat untuk kota, bukan kelurahan." in page.words


@pytest.mark.parametrize(
    ("lang", "banner"),
    [("id", "SIMULASI, bukan data resmi"), ("en", "SIMULASI, not official data")],
)
def test_simulated_numbers_and_curve_say_so(open_page: Open, lang: str, banner: str) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, rule="insidensi7", lang=lang)
    assert page.all(".//p[@class='jt-simulated']") == [banner]
    (chart,) = page.app.get("vega_lite_chart")
    assert banner in chart.proto.spec


def test_an_incidence_level_shows_its_sum(open_page: Open) -> None:
    table = open_page(rule="insidensi7").table()
    zone, cells = next((z, c) for z, c in table.items() if c[2] == "K kuning")
    page = open_page("kelurahan", zone=zone, rule="insidensi7")
    _, _, _, cases, rate, people, _ = cells
    reason = f"{cases} kasus dalam 7 hari dari {people} penduduk = {rate} per 100.000: kuning."
    assert reason in page.words


def test_without_a_kelurahan_the_page_asks_for_one(open_page: Open) -> None:
    for lang, said in (("id", "Pilih kelurahan di atas"), ("en", "Choose a kelurahan above")):
        page = open_page("kelurahan", lang=lang)
        assert page.all(".//h1") == []
        (notice,) = page.notices()
        assert notice.startswith(said)


def test_a_city_without_cases_has_nothing_to_show_of_a_kelurahan(open_page: Open) -> None:
    page = open_page("kelurahan", city="semarang", zone="33.74.01.1001")
    assert page.one(".//h1") == "Kota Semarang: belum ada data Covid-19"
    assert page.level() is None


def test_choosing_a_day_keeps_the_kelurahan(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID)
    days = page.app.selectbox(key="day_choice_banjarmasin_resmi")
    assert len(days.options) == 28
    assert days.options[-1] == "Jumat, 10 April 2020"
    days.select_index(len(days.options) - 1)
    page.run()
    assert (page.address["date"], page.address["zone"]) == ("2020-04-10", SEBERANG_MESJID)
    assert "Diberitakan berzona merah pada 10 April 2020." in page.words
