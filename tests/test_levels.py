"""The table of levels: every one can be told apart, read, and put in order."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from geo import text
from geo.levels import BY_CODE, BY_KEY, LEVELS, PUBLISHED_LEVELS, Level, severity_of
from geo.settings import STATIC

COLOURED = ("hijau", "kuning", "oranye", "merah", "hitam")


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2: sRGB made linear, weights 0.2126, 0.7152, 0.0722."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_keys_and_codes_are_unique_and_a_code_is_one_character() -> None:
    assert len(BY_KEY) == len(BY_CODE) == len(LEVELS)
    assert all(len(level.code) == 1 for level in LEVELS)
    # " ", "i" and "c" are marks of a timeline, "?" is what a rule can't tell.
    assert not {" ", "i", "c", "?"} & set(BY_CODE)


def test_two_levels_never_share_letter_and_pattern() -> None:
    for one, other in combinations(LEVELS, 2):
        assert one.letter != other.letter
        assert one.pattern != other.pattern


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_a_letter_reads_on_its_fill(level: Level) -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast(level.ink, level.colour) >= 4.5


def test_colours_are_those_that_colour_blind_eyes_can_tell_apart() -> None:
    # The palette whose distances were computed for simulated deutan and protan vision.
    chosen = [BY_KEY[key].colour for key in COLOURED[:4]]
    assert chosen == ["#b8e3b0", "#f7d13d", "#e8601c", "#8a0f1f"]


def test_order_of_risk() -> None:
    assert [BY_KEY[key].severity for key in COLOURED] == [0, 1, 2, 3, 4]
    assert all(level.severity is None for level in LEVELS if level.key not in COLOURED)


def test_for_ordering_an_rt_has_its_colour_s_weight_and_nothing_known_is_below_green() -> None:
    expected = {"memuat_rt_kuning": 1, "memuat_rt_oranye": 2, "memuat_rt_merah": 3}
    assert {key: severity_of(key) for key in expected} == expected
    assert severity_of("hijau") == 0 and severity_of("hitam") == 4
    for key in ("tidak_dilaporkan", "tanpa_data", "usang", "disamarkan"):
        assert severity_of(key) == -1


def test_published_words_hide_why_there_is_no_data() -> None:
    rt = ["memuat_rt_kuning", "memuat_rt_oranye", "memuat_rt_merah"]
    assert list(PUBLISHED_LEVELS) == [*COLOURED, *rt, "tidak_dilaporkan", "tanpa_data"]
    assert {BY_KEY[key].published for key in ("usang", "disamarkan")} == {"tanpa_data"}


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_level_has_a_word_of_its_own(lang: str) -> None:
    words = [text.text(f"level.{level.key}", lang) for level in LEVELS]
    assert len(set(words)) == len(words)


def test_the_map_s_script_draws_every_pattern() -> None:
    script = (STATIC / "jaga" / "zonemap.js").read_text(encoding="utf-8")
    for pattern in {level.pattern for level in LEVELS} - {""}:
        assert re.search(rf"[\"']?{re.escape(pattern)}[\"']?\s*:", script), pattern
