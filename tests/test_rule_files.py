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
        ("2021-01-01", "2021-01-01T00:00:00", ("rule_field_type", "valid_from")),
        ("2021-01-01", '"2021-01-01"', ("rule_field_type", "valid_from")),
        ("indicative = true", "indicative = 1", ("rule_field_type", "indicative")),
        ('["Peraturan uji"]', "[3]", ("rule_field_type", "sources")),
        ('["Peraturan uji"]', '"Peraturan uji"', ("rule_field_type", "sources")),
        ("below = 20", "below = true", ("rule_bands", "[True, None]")),
        ("no_cases = true", 'no_cases = "ya"', ("rule_bands", "[20, None]")),
        ("no_cases = true", "no_cases = true, below = 1", ("rule_bands", "[20, None]")),
        ('level = "merah"', 'level = "merah", no_cases = true', ("rule_bands", "[20]")),
        ('{ level = "merah" }', '"merah"', None),
        ('level = "merah"', 'level = ["merah"]', ("rule_level", "['merah']")),
        ("per = 100000", "per = -1", ("rule_positive", "per")),
    ],
)
def test_a_fault_is_named(
    tmp_path: Path, right: str, wrong: str, expected: tuple[str, str] | None
) -> None:
    assert right in SOUND
    content = SOUND.replace(right, wrong, 1)
    if wrong == "[resmi]":
        content = content.replace("uji.text", "resmi.text")
    found = faults(tmp_path, content)
    assert expected in found if expected else [key for key, _ in found] == ["rule_bands"]


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
        ('level = "merah"', "level = [3]", "rule_level"),
        ('rate = ">=50"', 'warna = ">=50"', "rule_field_unknown"),
        ('[{ level = "merah", rate = ">=50" }, { level = "hijau" }]', "[]", "rule_box_last"),
        ('{ level = "hijau" }', '"hijau"', "rule_level"),
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


@pytest.mark.parametrize("members", ["[]", "[3]", '[["insidensi7"]]', '"ppkm-rt-v1"'])
def test_members_are_at_least_one_key(tmp_path: Path, members: str) -> None:
    right = 'boxes = [{ level = "merah", rate = ">=50" }, { level = "hijau" }]'
    content = BOXES.replace('"boxes"', '"by_date"').replace(right, f"members = {members}")
    assert [field for _, field in faults(tmp_path, content)] == ["members"]
    sound = BOXES.replace('"boxes"', '"by_date"').replace(right, 'members = ["ppkm-rt-v1"]')
    assert load(own=write(tmp_path, sound))["kotak"].members[0].key == "ppkm-rt-v1"


LISTED = 'boxes = [{ level = "merah", rate = ">=50" }, { level = "hijau" }]'
FOUR = (
    'bands = [{ level = "hijau" }, { level = "kuning" }, { level = "oranye" }, { level = "merah" }]'
)
TWO = 'bands = [{ level = "hijau" }, { level = "merah" }]'
SPLIT = 'bands = [{ level = "merah", below = 60 }, { level = "hijau" }]'
POINTS = "falling = 25, flat = 20, rising = 15"
MATRIX = "levels = [[1, 2, 2], [2, 2, 3], [2, 3, 3], [3, 3, 4]]"
RATES = "cases = [20, 50, 150], hospitalised = [5, 10, 30], deaths = [1, 2, 5]"
CAPACITY = 'positivity = ["<5", "<=15"], contacts = [">14", ">=5"], occupancy = ["<=60", "<=80"]'


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "expected"),
    [
        (
            "three_years",
            f"{FOUR}\ntables = {{ larvae_free = 95 }}",
            f"{TWO}\ntables = {{ larvae_free = 95 }}",
            ("rule_band_count", "2"),
        ),
        (
            "three_years",
            f"{FOUR}\ntables = {{ larvae_free = 95.5 }}",
            f"{FOUR}\ntables = {{ larvae_free = true }}",
            ("rule_field_type", "tables.larvae_free"),
        ),
        (
            "doubling",
            f"{TWO}\ntables = {{ ratio = 2, least = 3 }}",
            f"{FOUR}\ntables = {{ ratio = 2, least = 3 }}",
            ("rule_band_count", "4"),
        ),
        (
            "doubling",
            f"{TWO}\ntables = {{ ratio = 2, least = 3 }}",
            f"{TWO}\ntables = {{ ratio = 2 }}",
            ("rule_field_missing", "tables.least"),
        ),
        (
            "trend_score",
            f'{SPLIT}\nwindow_days = 14\ntables = {{ {POINTS}, charts = ["positif"] }}',
            f"{SPLIT}\nwindow_days = 14\ntables = {{ {POINTS}, charts = [] }}",
            ("rule_field_type", "tables.charts"),
        ),
        (
            "trend_score",
            f'{SPLIT}\nwindow_days = 14\ntables = {{ {POINTS}, charts = ["positif"] }}',
            f'{SPLIT}\nwindow_days = 14\ntables = {{ {POINTS}, charts = "positif" }}',
            ("rule_field_type", "tables.charts"),
        ),
        (
            "city_level",
            f"per = 100000\ntables = {{ {RATES}, {CAPACITY}, {MATRIX} }}",
            f"per = 100000\ntables = {{ {RATES}, {CAPACITY}, levels = [[1, 2, 2]] }}",
            ("rule_field_type", "tables.levels"),
        ),
        (
            "city_level",
            f"per = 100000\ntables = {{ {RATES}, {CAPACITY}, {MATRIX} }}",
            f"per = 100000\ntables = {{ {RATES}, {CAPACITY.replace('<5', '5')}, {MATRIX} }}",
            ("rule_field_type", "tables.positivity"),
        ),
        (
            "city_level",
            f"per = 100000\ntables = {{ {RATES}, {CAPACITY}, {MATRIX} }}",
            f"per = 100000\ntables = {{ {RATES.replace('20, ', '')}, {CAPACITY}, {MATRIX} }}",
            ("rule_field_type", "tables.cases"),
        ),
        (
            "imported_score",
            f"{SPLIT}\ntables = {{ decimals = 2, lowest = 0, highest = 300 }}",
            f'{SPLIT}\ntables = {{ decimals = "dua", lowest = 0, highest = 300 }}',
            ("rule_field_type", "tables.decimals"),
        ),
    ],
)
def test_the_tables_of_each_kind(
    tmp_path: Path, kind: str, right: str, wrong: str, expected: tuple[str, str]
) -> None:
    head = BOXES.replace('"boxes"', f'"{kind}"')
    assert load(own=write(tmp_path, head.replace(LISTED, right)))["kotak"].kind == kind
    assert faults(tmp_path, head.replace(LISTED, wrong)) == [expected]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"[uji\n", "toml_broken"),
        (b"[uji]\nunit = '\xff'\n", "toml_broken"),
        (b"uji = 3\n", "rule_no_table"),
        (b"[[uji]]\nunit = 'x'\n", "rule_no_table"),
        (None, "file_missing"),
    ],
)
def test_no_rules_at_all(tmp_path: Path, content: bytes | None, key: str) -> None:
    file = tmp_path / "own.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        load(own=file)
    assert [fault.key for fault in raised.value.problems][:1] == [key]
    assert str(file) in raised.value.problems[0].where
