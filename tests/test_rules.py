"""The rule registry, and the borders of the 7-day incidence walked case by case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo import text
from geo.errors import ConfigError
from geo.levels import BY_KEY
from geo.rules import Rule, classify, registry
from geo.settings import DATA

RULES = registry()
NAN = float("nan")

# First count of cases that is orange (50 per 100,000) and red (150 per 100,000), by hand:
# population / 2,000 and 3 x population / 2,000, a fraction rounded up.
FIRST_ORANGE_AND_RED = {
    20_000: (10, 30),
    100_000: (50, 150),
    700_000: (350, 1_050),
    12_000: (6, 18),
    5_000: (3, 8),  # 2.5 and 7.5
    31_027: (16, 47),  # 15.51 and 46.54
    14_000: (7, 21),  # 50 * (14,000 / 100,000) is 7.000000000000001 in floats
    34_000: (17, 51),  # 150 * (34,000 / 100,000) is 51.00000000000001 in floats
    2_001: (2, 4),  # 1.0005 and 3.0015
    2_000: (1, 3),  # one case is 50: never yellow
    1_999: (1, 3),  # 50.03 and 150.08 for 1 and 3 cases
    667: (1, 2),  # one case is 149.93
    666: (1, 1),  # one case is 150.15: neither yellow nor orange
    1: (1, 1),
}


def codes(rule: Rule, cases: list, people: list) -> str:
    return "".join(classify(rule, np.array(cases, dtype=float), np.array(people, dtype=float)))


@pytest.mark.parametrize(("people", "firsts"), FIRST_ORANGE_AND_RED.items())
def test_every_count_up_to_past_red(people: int, firsts: tuple[int, int]) -> None:
    orange, red = firsts
    expected = "h" + "k" * (orange - 1) + "o" * (red - orange) + "m" * 5
    found = codes(RULES["insidensi7"], list(range(red + 5)), [people] * (red + 5))
    assert found == expected


def test_twenty_thousand_people_spelled_out() -> None:
    cases = [0, 1, 9, 10, 29, 30, 20_000]
    assert codes(RULES["insidensi7"], cases, [20_000] * 7) == "hkkoomm"


def test_no_case_is_green_even_where_nobody_was_counted() -> None:
    assert codes(RULES["insidensi7"], [0, 0, 0], [20_000, 0, NAN]) == "hhh"


def test_cases_without_a_population_have_no_level() -> None:
    assert codes(RULES["insidensi7"], [1, 1, 1], [0, NAN, -5]) == "???"


def test_an_unknown_or_revised_count_has_no_level() -> None:
    assert codes(RULES["insidensi7"], [NAN, -1, -500], [20_000] * 3) == "???"


def test_one_population_a_zone_serves_all_days() -> None:
    # Two zones of 20,000 and 2,000 people with 0, 1 and 3 cases.
    cases = np.array([[0.0, 1.0, 3.0], [0.0, 1.0, 3.0]])
    found = classify(RULES["insidensi7"], cases, np.array([[20_000.0], [2_000.0]]))
    assert found.tolist() == [["h", "k", "k"], ["h", "o", "m"]]


def test_the_registry_holds_the_archive_and_the_incidence() -> None:
    official, weekly = RULES["resmi"], RULES["insidensi7"]
    assert (official.kind, official.indicative, official.levels) == ("archive", False, ())
    assert weekly.window_days == 7
    assert weekly.levels == ("hijau", "kuning", "oranye", "merah")
    assert "4805/2021" in str(weekly.regulation)


@pytest.mark.parametrize("key", RULES)
def test_what_a_rule_says_of_itself(key: str) -> None:
    rule = RULES[key]
    assert rule.key == key
    assert rule.version
    assert rule.certainty in ("P", "N", "M", "D")
    assert set(rule.levels) <= set(BY_KEY)
    if rule.kind != "archive" and rule.colours_zones:
        # A regulation made for a city, a house rule, a remembered one: none is a kelurahan's own.
        assert rule.indicative or rule.legal_level == "kelurahan"
    assert rule.verified == (rule.certainty != "M")
    if not rule.colours_zones:
        assert rule.legal_level == "kota"


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("key", RULES)
def test_a_rule_has_its_words(key: str, lang: str) -> None:
    for part in ("title", "short", "explain", "doubt"):
        assert text.text(f"rule.{key}.{part}", lang).strip()
    if RULES[key].certainty == "M":
        words = " ".join(text.text(f"rule.{key}.{part}", lang) for part in ("title", "short"))
        assert "resmi" not in words.lower() and "official" not in words.lower()


FAULTS = {
    "bounds that fall": ("below = 50 ", "below = 200 ", "200"),
    "a last band with a bound": ('{ level = "merah" }', '{ level = "merah", below = 500 }', "500"),
    "an unknown level": ('level = "kuning"', 'level = "ungu"', "ungu"),
    "an unknown kind": ('kind = "incidence_bands"', 'kind = "ramalan"', "ramalan"),
    "an unknown certainty": (
        'certainty = "N"\nindicative = true',
        'certainty = "Z"\nindicative = true',
        "Z",
    ),
    "an unknown field": ('unit = "cases"', 'unit = "cases"\nwarna = "biru"', "warna"),
    "a missing field": ('unit = "cases"\n', "", "unit"),
    "no window": ("window_days = 7\n", "", "window_days"),
    "falling bounds": ("below = 150", "below = 40", "50, 40"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_rule_is_named_with_what_is_wrong(fault: str, tmp_path: Path) -> None:
    right, wrong, named = FAULTS[fault]
    whole = (DATA / "rules.toml").read_text(encoding="utf-8")
    assert right in whole
    start = whole.index("[insidensi7]")
    file = tmp_path / "rules.toml"
    file.write_text(whole[:start] + whole[start:].replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        registry(file)
    (problem,) = raised.value.problems
    assert problem.where == f"{file} [insidensi7]"
    for lang in text.LANGUAGES:
        assert named in text.problem(problem, lang)


def test_faults_of_several_rules_come_together(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    whole = (DATA / "rules.toml").read_text(encoding="utf-8")
    file.write_text(whole.replace('certainty = "N"', 'certainty = "Z"'), encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        registry(file)
    assert len(raised.value.problems) == whole.count('certainty = "N"') > 1


def test_a_missing_or_broken_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        registry(tmp_path / "none.toml")
    assert [problem.key for problem in raised.value.problems] == ["file_missing"]
    broken = tmp_path / "broken.toml"
    broken.write_text("[resmi\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        registry(broken)
    assert [problem.key for problem in raised.value.problems] == ["toml_broken"]
