"""The page on data quality: simulated, reported, public, empty; and the map of today."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import streamlit as st

from geo import text
from tests.pages.conftest import Open, Screen
from tests.reported_kit import as_reported

RULE = {"rule": "insidensi7"}


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_simulated_data_say_so_and_hide_nothing(open_page: Open, lang: str) -> None:
    page = open_page("mutu", lang=lang, **RULE)
    assert text.text("simulated.banner", lang) in page.words
    assert page.one(".//h1").startswith("100")
    assert text.text("quality.delay.simulated", lang) in page.words
    assert text.text("quality.revision.none", lang) in page.words
    assert len(page.tree.findall(".//details[@class='jt-heat-group']")) == 5
    assert len(page.tree.findall(".//div[@class='jt-heat-row']")) == 52


def test_every_figure_has_its_definition_at_a_tap(open_page: Open) -> None:
    page = open_page("mutu", **RULE)
    sections = ("completeness", "age", "weekday", "delay", "outside", "revision")
    assert page.all(".//h2")[:6] == [text.text(f"quality.{s}.title", "id") for s in sections]
    assert len(page.tree.findall(".//details[@class='jt-def']/summary")) == 6
    assert "kosong bukan nol" in page.words


def test_the_public_sees_who_reported_but_no_count(
    fresh: None, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_reported(f"sqlite:///{tmp_path / 'store.db'}")
    settings.setenv("JAGA_HOME", str(tmp_path))
    st.cache_resource.clear()
    page = Screen("mutu", dict(RULE))
    assert text.text("quality.private", "id") in page.words
    assert page.one(".//h1").startswith("100")
    titles = page.all(".//h2")
    hidden = ("delay", "outside", "revision")
    assert not {text.text(f"quality.{s}.title", "id") for s in hidden} & set(titles)
    assert "SIMULASI" not in page.words
    settings.setenv("JAGA_VIEW", "official")
    st.cache_resource.clear()
    everything = Screen("mutu", dict(RULE))
    assert text.text("quality.delay.title", "id") in everything.words
    assert text.text("quality.private", "id") not in everything.words
    st.cache_resource.clear()


def test_a_city_without_reports_says_what_to_load(open_page: Open) -> None:
    page = open_page("mutu", city="semarang")
    assert "python -m geo import" in page.words
    assert page.tree.find(".//div[@class='jt-heat']") is None


def test_the_page_is_not_in_the_menu(open_page: Open) -> None:
    from pages.shared import frame

    assert "mutu" in frame.PAGES and "mutu" not in frame.MENU


def test_today_can_be_asked_for_and_is_stale_everywhere(open_page: Open) -> None:
    today = dt.datetime.now(ZoneInfo("Asia/Makassar")).date()
    page = open_page("peta", date=today.isoformat(), **RULE)
    assert page.notices() == [] and page.address["date"] == today.isoformat()
    assert page.tally()["usang"] == "52" and page.tally()["hijau"] == "0"
    zone = open_page("kelurahan", date=today.isoformat(), zone="63.71.05.1007", **RULE)
    assert zone.level() == "data usang"
    tomorrow = (today + dt.timedelta(days=2)).isoformat()
    later = open_page("peta", date=tomorrow, **RULE)
    assert len(later.notices()) == 1 and later.address["date"] != tomorrow


def test_the_archive_carries_no_day_to_today(open_page: Open) -> None:
    page = open_page("peta", date="2021-12-31", rule="resmi")
    assert len(page.notices()) == 1
    assert page.address["date"] != "2021-12-31"
