"""A city's own rules: a sound file works, each fault of another is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import text
from geo.errors import ConfigError
from geo.rules import load

SOUND = """
[uji]
version = "1"
kind = "incidence_bands"
legal_level = "kelurahan"
unit = "cases"
certainty = "D"
indicative = true
sources = ["Peraturan uji"]
valid_from = 2021-01-01
valid_to = 2021-12-31
window_days = 7
bound_days = 7
per = 100000
bands = [
  { level = "hijau", no_cases = true },
  { level = "kuning", below = 20 },
  { level = "merah" },
]
[uji.text.id]
title = "Aturan uji"
short = "uji"
explain = "Penjelasan."
doubt = "Keraguan."
[uji.text.en]
title = "Trial rule"
short = "trial"
explain = "Explanation."
doubt = "Doubt."
"""


def write(folder: Path, content: str) -> Path:
    file = folder / "own.toml"
    file.write_text(content, encoding="utf-8")
    return file


def faults(folder: Path, content: str) -> list[tuple[str, str]]:
    with pytest.raises(ConfigError) as raised:
        load(own=write(folder, content))
    for fault in raised.value.problems:
        for lang in text.LANGUAGES:
            assert text.problem(fault, lang)
    return [
        (p.key, str(p.values.get("field") or p.values.get("found"))) for p in raised.value.problems
    ]


def test_a_sound_file_joins_the_registry(tmp_path: Path) -> None:
    rules = load(own=write(tmp_path, SOUND))
    assert list(rules)[-1] == "uji"
    assert rules["uji"].levels == ("hijau", "kuning", "merah")
    assert rules["uji"].words["en"]["title"] == "Trial rule"
    assert "resmi" in rules


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ('unit = "cases"\n', "", ("rule_field_missing", "unit")),
        ('unit = "cases"', 'unit = "cases"\nwarna = 1', ("rule_field_unknown", "warna")),
        ("window_days = 7", 'window_days = "7"', ("rule_field_type", "window_days")),
        ("window_days = 7", "window_days = true", ("rule_field_type", "window_days")),
        ("window_days = 7", "window_days = 0", ("rule_positive", "window_days")),
        ("window_days = 7\n", "", ("rule_field_missing", "window_days")),
        ('kind = "incidence_bands"', 'kind = "ramalan"', ("rule_choice", "kind")),
        ('legal_level = "kelurahan"', 'legal_level = "desa"', ("rule_choice", "legal_level")),
        ('certainty = "D"', 'certainty = "N"', ("rule_own_certainty", "N")),
        ("below = 20", "below = 20.5", ("rule_bands", "[20.5, None]")),
        ("below = 20", "below = 0", ("rule_bands", "[0, None]")),
        ('"kuning", below = 20', '"kuning"', ("rule_bands", "[None, None]")),
        ('level = "merah" }', 'level = "merah", below = 30 }', ("rule_bands", "[20, 30]")),
        ('level = "merah"', 'level = "ungu"', ("rule_level", "ungu")),
        ('level = "merah"', 'level = "merah", atas = 3', ("rule_field_unknown", "bands.atas")),
        ("valid_to = 2021-12-31", "valid_to = 2020-12-31", ("rule_validity", "None")),
        ("[uji]", "[resmi]", ("rule_twice", "resmi")),
        ('doubt = "Doubt."', "", ("rule_field_missing", "text.en.doubt")),
    ],
)
def test_a_fault_is_named(
    tmp_path: Path, right: str, wrong: str, expected: tuple[str, str]
) -> None:
    assert right in SOUND
    content = SOUND.replace(right, wrong, 1)
    if wrong == "[resmi]":
        content = content.replace("uji.text", "resmi.text")
    assert expected in faults(tmp_path, content)


def test_bounds_that_fall(tmp_path: Path) -> None:
    content = SOUND.replace(
        '{ level = "merah" },', '{ level = "oranye", below = 10 },\n  { level = "merah" },'
    )
    assert faults(tmp_path, content) == [("rule_bands", "[20, 10, None]")]


def test_every_fault_at_once(tmp_path: Path) -> None:
    content = SOUND.replace('unit = "cases"\n', "").replace('certainty = "D"', 'certainty = "N"')
    assert {key for key, _ in faults(tmp_path, content)} == {
        "rule_field_missing", "rule_own_certainty",
    }  # fmt: skip


BOXES = """
[kotak]
version = "1"
kind = "boxes"
legal_level = "kota"
unit = "rates"
certainty = "D"
indicative = true
sources = []
boxes = [{ level = "merah", rate = ">=50" }, { level = "hijau" }]
[kotak.text]
id = { title = "a", short = "a", explain = "a", doubt = "a" }
en = { title = "a", short = "a", explain = "a", doubt = "a" }
"""


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ('">=50"', '"=>50"', "rule_condition"),
        ('">=50"', '"banyak"', "rule_condition"),
        ('{ level = "hijau" }', '{ level = "hijau", rate = "<50" }', "rule_box_last"),
        ('level = "merah"', 'level = "ungu"', "rule_level"),
    ],
)
def test_boxes(tmp_path: Path, right: str, wrong: str, expected: str) -> None:
    assert "kotak" in load(own=write(tmp_path, BOXES))
    assert expected in {key for key, _ in faults(tmp_path, BOXES.replace(right, wrong, 1))}


def test_a_member_must_be_a_rule_on_rts(tmp_path: Path) -> None:
    content = BOXES.replace('kind = "boxes"', 'kind = "by_date"').replace(
        'boxes = [{ level = "merah", rate = ">=50" }, { level = "hijau" }]',
        'members = ["insidensi7", "tiada"]',
    )
    assert faults(tmp_path, content) == [("rule_member", "insidensi7"), ("rule_member", "tiada")]


@pytest.mark.parametrize("content", ["[uji\n", "uji = 3\n"])
def test_no_rules_at_all(tmp_path: Path, content: str) -> None:
    with pytest.raises(ConfigError):
        load(own=write(tmp_path, content))
