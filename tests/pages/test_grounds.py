"""Pages that explain: grounds of a colour, doubt, smoothing, two rules, method, patterns."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.rules import registry
from tests.pages.conftest import Open
from tests.reported_kit import as_reported

MANTUIL = "63.71.01.1001"
DAY = "2021-03-01"


def test_the_card_shows_the_arithmetic_and_the_next_colour(open_page: Open) -> None:
    page = open_page("kelurahan", zone=MANTUIL, rule="insidensi7", date=DAY)
    labels, sentences = page.all(".//dl[@class='jt-why']/dt"), page.all(".//dl[@class='jt-why']/dd")
    card = dict(zip(labels, sentences, strict=True))
    assert card["Jendela"] == "23 Feb 2021 sampai 1 Mar 2021 (7 hari)"
    cases = int(card["Insidensi"].split(" × ")[0])
    assert card["Insidensi"].startswith(f"{cases} × 100.000 ÷ 16.987 = ")
    assert "kasus lagi →" in card["Ke warna lain"]
    assert "versi 1; satuan hukum kota" in card["Aturan"]
    assert card["Peluang warna"].endswith(("ragu.", "yakin."))


def test_stripes_are_explained_and_counted(open_page: Open) -> None:
    page = open_page(rule="insidensi7", date=DAY)
    doubtful = [z for z, cells in page.table().items() if "ragu" in cells[-1]]
    assert doubtful
    assert f"warna {len(doubtful)} kelurahan ragu" in page.one(".//div[@class='jt-foot']")
    archived = open_page()
    assert "ragu" not in archived.words


def test_smoothed_rates_are_a_switch_and_part_of_the_link(open_page: Open) -> None:
    page = open_page(rule="insidensi7", date=DAY)
    before = page.tally()
    page.app.segmented_control(key="rates").select("smoothed")
    page.run()
    assert page.address["rates"] == "smoothed"
    assert page.tally() != before
    assert "Warna dari angka yang dihaluskan" in page.words
    again = open_page(**page.address)
    assert again.tally() == page.tally()
    wrong = open_page(rule="insidensi7", date=DAY, rates="ajaib")
    assert any("ajaib" in notice for notice in wrong.notices())
    assert wrong.tally() == before


def test_the_archive_has_nothing_to_smooth(open_page: Open) -> None:
    assert open_page().app.get("button_group") == []


def test_a_day_under_a_rule_that_was_not_in_force_has_a_banner(open_page: Open) -> None:
    page = open_page(rule="bjm-2020-06", date=DAY)
    (banner,) = page.all(".//p[@class='jt-what-if']")
    assert banner.startswith("Aturan ini tidak berlaku pada 1 Maret 2021.")
    assert open_page(rule="bjm-2020-06", date="2020-07-03").all(".//p[@class='jt-what-if']") == []


def test_rts_stand_beside_the_worst_of_them(open_page: Open) -> None:
    page = open_page("kelurahan", zone=MANTUIL, rule="ppkm-rt", date=DAY)
    assert "RT terberat" in page.words
    assert "Dari 39 RT:" in page.words


@pytest.mark.parametrize(
    ("rule", "said"),
    [("kmk4805", "satu kematian"), ("satgas-skor", "skor kota"), ("dbd-klb", "covid19")],
)
def test_a_rule_that_is_none_for_a_kelurahan_is_refused_with_why(
    open_page: Open, rule: str, said: str
) -> None:
    page = open_page(rule=rule)
    assert any(said in notice for notice in page.notices())
    assert page.address["rule"] == "resmi"


def test_two_rules_side_by_side(open_page: Open) -> None:
    page = open_page("aturan", rule="insidensi7", date=DAY)
    rows = page.table()
    assert len(rows) == 52
    page.app.selectbox(key="other_banjarmasin_insidensi7").select("cdc-transmisi")
    page.run()
    different = [cells for cells in page.table().values() if cells[1][2:] != cells[2][2:]]
    assert page.one(".//h1") == f"{len(different)} dari 52 kelurahan berbeda warna"
    assert page.all(".//p[@class='jt-simulated']") == ["SIMULASI, bukan data resmi"]
    counted = [int(words.split()[-1]) for words in page.all(".//ul[@class='jt-tally jt-pairs']/li")]
    assert sum(counted) == 52


@pytest.mark.parametrize(("lang", "mark"), [("id", "BELUM DIVERIFIKASI"), ("en", "NOT VERIFIED")])
def test_the_method_is_written_out_of_the_registry(open_page: Open, lang: str, mark: str) -> None:
    page = open_page("metode", lang=lang)
    sections = {s.get("id"): "".join(s.itertext()) for s in page.tree.findall(".//section")}
    assert set(registry()) <= set(sections)
    assert {key for key, words in sections.items() if mark in words} == {"kmk4805", "ecdc-v2"}


def test_patterns_draw_clusters_and_say_them(open_page: Open) -> None:
    page = open_page("pola", rule="insidensi7", date=DAY)
    clusters = page.all(".//ol[@class='jt-clusters']/li")
    assert clusters
    assert all("kasus sejak" in sentence and "p = 0,0" in sentence for sentence in clusters)
    assert f'"clusters":{{"day":"{DAY}"' in page.map()["feature_group"]
    assert page.all(".//p[@class='jt-simulated']") == ["SIMULASI, bukan data resmi"]
    assert "Banjarmasin Utara" in page.words
    assert "EARS" in page.words


def test_the_public_view_gives_no_small_count_away(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import streamlit as st

    st.cache_resource.clear()
    as_reported(f"sqlite:///{tmp_path / 'store.db'}")
    settings.setenv("JAGA_HOME", str(tmp_path))
    try:
        page = open_page(rule="insidensi7", date=DAY)
        cases = {cells[3] for cells in page.table().values()}
        assert not cases & {"1", "2", "3", "4"}
        assert "–" in cases
        assert page.app.get("button_group") == []
        one = open_page("kelurahan", zone=MANTUIL, rule="insidensi7", date=DAY)
        assert one.app.get("vega_lite_chart") == []
        assert open_page("pola", rule="insidensi7", date=DAY).notices() != []
        refused = open_page(rule="bjm-2020-04", date=DAY)
        assert any("tidak terbuka untuk umum" in notice for notice in refused.notices())
    finally:
        st.cache_resource.clear()
