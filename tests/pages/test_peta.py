"""The map page: what it opens on, what it says, and that all of it agrees."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Open

LEVELS_6_OCT = {"merah": "1", "kuning": "6", "hijau": "45"}
YELLOW_6_OCT = {
    "63.71.01.1010",
    "63.71.02.1001",
    "63.71.03.1004",
    "63.71.03.1007",
    "63.71.03.1008",
    "63.71.05.1004",
}


def test_it_opens_on_the_sixth_of_october_as_reported(open_page: Open) -> None:
    page = open_page()
    assert page.address == {
        "city": "banjarmasin", "date": "2020-10-06", "rule": "resmi", "lang": "id",
    }  # fmt: skip
    assert page.one(".//h1") == "45 dari 52 kelurahan hijau; satu merah"
    assert page.tally() == LEVELS_6_OCT
    assert "Selasa, 6 Oktober 2020 · status resmi" in page.words
    assert "Seberang Mesjid merah, enam kelurahan kuning." in page.words


def test_it_says_what_is_inferred_or_approximate_and_where_it_is_from(open_page: Open) -> None:
    page = open_page()
    foot = page.one(".//div[@class='jt-foot']")
    assert "3.335 kasus kumulatif, 295 aktif, 2.810 sembuh, 160 meninggal" in foot
    assert "45 hijau disimpulkan" in foot
    assert "Tanggal perkiraan" in foot
    assert page.links(".//div[@class='jt-foot']") == [
        "https://bakabar.com/post/akhirnya-banjarmasin-resmi-tinggalkan-zona-merah-covid-19-l7bbmqu0?page=2",
        "https://sonora.id/read/422369597/masih-ada-satu-kelurahan-zona-merah-di-kota-banjarmasin",
    ]
    assert "SIMULASI" not in page.words


def test_the_table_says_what_the_map_shows(open_page: Open) -> None:
    page = open_page()
    table = page.table()
    assert len(table) == 52
    said = {zone: cells[2] for zone, cells in table.items()}
    assert said["63.71.05.1007"] == "M merah"
    assert {zone for zone, words in said.items() if words == "K kuning"} == YELLOW_6_OCT
    assert sum(words == "H hijau" for words in said.values()) == 45
    assert table["63.71.05.1007"][3] == ""
    assert table["63.71.01.1010"][3] == "tanggal perkiraan"
    assert "disimpulkan" in table["63.71.05.1009"][3]
    outlines = re.findall(r'"(63\.71\.0\d\.\d{4})"', str(page.map()["script"]))
    assert set(outlines) == set(table)


def test_zones_to_look_at_lead_to_their_page(open_page: Open) -> None:
    page = open_page()
    links = [link for link in page.app.get("page_link") if link.proto.label == "Seberang Mesjid"]
    assert len(links) == 1
    assert "zone=63.71.05.1007" in links[0].proto.query_string
    assert page.all(".//span[@class='jt-look']")[0] == "merah · tanpa tetangga kuning ke atas"


def test_english_says_the_same(open_page: Open) -> None:
    page = open_page(lang="en")
    assert page.one(".//h1") == "45 of 52 kelurahan green; one red"
    assert page.tally() == LEVELS_6_OCT
    assert "Tuesday, 6 October 2020" in page.words
    assert "3,335 cases so far" in page.words
    for word in ("hijau", "Oktober", "Sumber:", "Aturan"):
        assert word not in page.words


def test_four_black_kelurahan_in_july(open_page: Open) -> None:
    page = open_page(date="2020-07-03")
    assert page.one(".//h1") == "Empat dari 52 kelurahan hitam"
    assert page.tally()["hitam"] == "4"


def test_what_nobody_reported_is_never_green(open_page: Open) -> None:
    page = open_page(date="2020-10-14")
    assert page.tally() == {"merah": "2", "tidak_dilaporkan": "50"}
    assert page.one(".//h1") == "Dua dari 52 kelurahan merah"


def test_a_red_rt_does_not_make_a_red_kelurahan(open_page: Open) -> None:
    page = open_page(date="2021-08-24")
    assert page.one(".//h1") == "Empat kelurahan memuat RT merah"
    assert page.tally()["memuat_rt_merah"] == "4"
    assert "merah" not in page.tally()
    assert "bukan zona kelurahan" in page.words


@pytest.mark.parametrize(
    ("lang", "banner", "indicative"),
    [
        ("id", "SIMULASI, bukan data resmi", "Indikatif: batas KMK 4805/2021 dibuat untuk kota"),
        ("en", "SIMULASI, not official data", "Indicative: "),
    ],
)
def test_incidence_is_marked_simulated_and_indicative(
    open_page: Open, lang: str, banner: str, indicative: str
) -> None:
    page = open_page(rule="insidensi7", lang=lang)
    assert page.all(".//p[@class='jt-simulated']") == [banner]
    assert banner in page.one(".//caption")
    assert banner in page.map()["feature_group"]
    assert indicative in page.words
    assert "4805/2021" in page.words


def test_each_rate_and_colour_of_the_table_can_be_worked_out_by_hand(open_page: Open) -> None:
    page = open_page(rule="insidensi7")
    table = page.table()
    assert len(table) == 52
    counts = dict.fromkeys(("hijau", "kuning", "oranye", "merah"), 0)
    for _, _, level, cases, rate, people, _ in table.values():
        count, living = int(cases.replace(".", "")), int(people.replace(".", ""))
        exact = 100_000 * count / living
        assert abs(float(rate.replace(".", "").replace(",", ".")) - exact) <= 0.0501
        bounds = [(count == 0, "hijau"), (exact < 50, "kuning"), (exact < 150, "oranye")]
        colour = next((name for true, name in bounds if true), "merah")
        assert level.split()[1] == colour
        counts[colour] += 1
    assert counts["hijau"] < 52
    assert {level: int(count) for level, count in page.tally().items()} == counts


def test_a_city_without_cases_shows_its_outlines_and_the_next_command(open_page: Open) -> None:
    page = open_page(city="semarang")
    assert page.one(".//h1") == "Kota Semarang: belum ada data Covid-19"
    assert page.one(".//pre") == "python -m geo import FOLDER --city semarang --disease covid19"
    zones = re.findall(r'"(33\.74\.\d\d\.\d{4})"', str(page.map()["script"]))
    assert len(set(zones)) == 177
    assert "SIMULASI" not in page.words
    assert "date" not in page.address
    assert "hijau" not in page.words
    english = open_page(city="semarang", lang="en")
    assert english.one(".//h1") == "Kota Semarang: no Covid-19 data yet"


def test_another_disease_borrows_neither_archive_nor_simulation(open_page: Open) -> None:
    page = open_page(disease="dbd")
    assert page.one(".//h1") == "Kota Banjarmasin: belum ada data Demam berdarah (DBD)"
    assert page.tally() == {}
    assert page.table() == {}


def test_choosing_a_city_starts_at_its_own_day_rule_and_zone(open_page: Open) -> None:
    page = open_page(zone="63.71.05.1007", date="2020-07-03")
    page.app.selectbox(key="pick_city").select("semarang")
    assert page.run().address == {"city": "semarang", "rule": "insidensi7", "lang": "id"}
    assert page.notices() == []


def test_choosing_a_rule_keeps_city_and_zone(open_page: Open) -> None:
    page = open_page(zone="63.71.05.1007", date="2020-07-03")
    page.app.selectbox(key="pick_rule").select("insidensi7")
    assert page.run().address == {
        "city": "banjarmasin", "date": "2020-10-06", "rule": "insidensi7",
        "zone": "63.71.05.1007", "lang": "id",
    }  # fmt: skip


def test_choosing_a_language_changes_nothing_else(open_page: Open) -> None:
    page = open_page(date="2020-07-03")
    page.app.selectbox(key="pick_lang").select("en")
    page.run()
    assert page.one(".//h1") == "Four of 52 kelurahan black"
    assert page.address["date"] == "2020-07-03"


def test_searching_a_kelurahan_opens_its_page(open_page: Open) -> None:
    page = open_page()
    page.app.selectbox(key="zone_search_banjarmasin").select("63.71.05.1004")
    page.run()
    assert page.one(".//h1") == "K Teluk Dalam: kuning"
    assert page.address["zone"] == "63.71.05.1004"
