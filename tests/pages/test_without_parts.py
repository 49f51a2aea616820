"""Every page opens where nothing but the default is installed, and says what it can't show."""

from __future__ import annotations

import pytest
import streamlit as st

from geo.cities import read_cities
from geo.parts import PARTS
from geo.text import LANGUAGES, text
from geo.writers import formats
from pages.shared import frame
from tests.pages.conftest import Open
from tests.parts_kit import without

MANTUIL = "63.71.01.1001"
FIELDS = {"rule": "insidensi7", "date": "2021-07-19"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part is installed, and no answer is kept from a time when one was."""
    st.cache_resource.clear()
    st.cache_data.clear()
    without(monkeypatch, *PARTS)


def missing(part: str, lang: str) -> str:
    return text("problem.part_missing.found", lang, name=text(f"part.name.{part}", lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("city", sorted(read_cities()))
@pytest.mark.parametrize("page", frame.PAGES)
def test_every_page_opens(open_page: Open, page: str, city: str, lang: str) -> None:
    shown = open_page(page, city=city, lang=lang)
    assert text("failure.title", lang) not in shown.words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_and_a_kelurahan_keep_their_numbers(open_page: Open, lang: str) -> None:
    shown = open_page(lang=lang, **FIELDS)
    assert not any(missing(part, lang) in shown.words for part in PARTS)
    one = open_page("kelurahan", zone=MANTUIL, lang=lang, **FIELDS)
    assert not any(missing(part, lang) in one.words for part in PARTS)
    assert "95" in one.words  # the interval


@pytest.mark.parametrize("lang", LANGUAGES)
def test_patterns_say_what_is_missing_beside_the_map(open_page: Open, lang: str) -> None:
    shown = open_page("pola", lang=lang, **FIELDS)
    assert shown.map()
    assert any(missing("statistics", lang) in one for one in shown.notices())
    assert not shown.all(".//ol[@class='jt-clusters']/li")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_board_says_that_no_pair_is_tested(open_page: Open, lang: str) -> None:
    shown = open_page("bandingkan", zone=MANTUIL, lang=lang, **FIELDS)
    assert shown.words.casefold().count(text("pairs.unknown.part", lang)) >= 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", ["telesehat", "dampak"])
def test_the_register_says_it_too(open_page: Open, part: str, lang: str) -> None:
    shown = open_page("respons", part=part, lang=lang, rule="insidensi7", date="2020-10-06")
    assert any(missing("statistics", lang) in one for one in shown.notices())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_files_that_can_not_be_made_are_shut_with_the_reason(open_page: Open, lang: str) -> None:
    shown = open_page("taklimat", lang=lang, **FIELDS)
    buttons = {
        one.proto.id.rpartition("-")[2]: one.proto for one in shown.app.get("download_button")
    }
    for key, one in formats.FORMATS.items():
        (button,) = [b for name, b in buttons.items() if name == f"file_{key}"]
        assert button.disabled == bool(one.part), key
        assert not one.part or missing(one.part, lang) in button.help
    assert any(missing("exports", lang) in one for one in shown.notices())
