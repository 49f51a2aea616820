"""Every rule of the registry walked over its borders, with levels worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import rule_files, text
from geo.levels import BY_CODE, BY_KEY
from geo.rules import NEVER, classify, first_counts, member, registry

RULES = registry()
KINDS = ("incidence_bands", "count_bands", "rt_houses")
BANDED = {key: rule for key, rule in RULES.items() if rule.kind in KINDS}
BY_RATE = ["insidensi7", "insidensi14", "cdc-transmisi", "harvard"]

# rule, people, the first count of each level after the first one; worked out by hand.
BORDERS = [
    ("insidensi7", 20_000, {"kuning": 1, "oranye": 10, "merah": 30}),
    ("insidensi7", 5_000, {"kuning": 1, "oranye": 3, "merah": 8}),  # 2.5 and 7.5
    ("insidensi7", 700_000, {"kuning": 1, "oranye": 350, "merah": 1_050}),
    ("insidensi7", 1_000, {"oranye": 1, "merah": 2}),  # one case is 100, two are 200
    ("insidensi14", 20_000, {"kuning": 1, "oranye": 20, "merah": 60}),
    ("cdc-transmisi", 20_000, {"kuning": 2, "oranye": 10, "merah": 20}),
    ("cdc-transmisi", 12_345, {"kuning": 2, "oranye": 7, "merah": 13}),  # 1.23, 6.17, 12.3
    ("harvard", 20_000, {"kuning": 2, "oranye": 14, "merah": 35}),  # 1.4, 14, 35 in seven days
    ("bjm-2020-04", 20_000, {"merah": 1}),
    ("bjm-2020-06", 20_000, {"merah": 1, "hitam": 51}),
    ("ppkm-rt-v1", 1, {"kuning": 1, "oranye": 6, "merah": 11}),
    ("ppkm-rt-v2", 1, {"kuning": 1, "oranye": 3, "merah": 6}),
    ("bjm-2021-02", 1, {"kuning": 1, "oranye": 6, "merah": 11}),
    ("bjm-2021-04", 1, {"kuning": 1, "oranye": 3, "merah": 6}),
]


def levels(key: str, counts: Sequence[float], people: float) -> list[str]:
    codes = classify(RULES[key], np.array(counts, dtype=float), np.full(len(counts), people))
    return [BY_CODE[code].key if code in BY_CODE else "?" for code in codes]


def test_every_banded_rule_is_walked() -> None:
    assert {key for key, _, _ in BORDERS} == set(BANDED)


@pytest.mark.parametrize(("key", "people", "starts"), BORDERS)
def test_every_count_from_none_to_beyond_the_last_border(
    key: str, people: int, starts: dict[str, int]
) -> None:
    last = max(starts.values()) + 20
    expected, level = [], "hijau"
    by_count = {count: name for name, count in starts.items()}
    for count in range(last):
        level = by_count.get(count, level)
        expected.append(level)
    assert levels(key, range(last), people) == expected


@pytest.mark.parametrize("key", [k for k, r in BANDED.items() if r.by_incidence])
def test_what_is_not_known_has_no_level(key: str) -> None:
    assert levels(key, [float("nan"), -1], 20_000) == ["?", "?"]
    assert levels(key, [1, 1], float("nan")) == ["?", "?"]
    assert levels(key, [1], 0) == ["?"]
    without_people = "hijau" if RULES[key].bands[0].no_cases else "?"
    assert levels(key, [0], float("nan")) == [without_people]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from(["insidensi7", "insidensi14", "cdc-transmisi", "harvard"]),
    st.integers(1, 2_000_000),
)
def test_a_border_is_the_exact_fraction(key: str, people: int) -> None:
    rule = RULES[key]
    starts = first_counts(rule, np.array([float(people)]))[:, 0]
    for band, start in zip(rule.bands, starts, strict=False):
        if band.no_cases or band.below is None:
            continue
        rate = Fraction(rule.per * rule.bound_days, people * int(rule.window_days or 1))
        assert int(start) * rate >= band.below
        assert (int(start) - 1) * rate < band.below or int(start) == 1


def test_without_people_no_count_reaches_a_band() -> None:
    starts = first_counts(RULES["harvard"], np.array([np.nan, 0.0]))
    assert (starts == NEVER).all()


def test_a_whole_panel_is_classified_as_each_zone_alone() -> None:
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 60, (5_000, 3)).astype(float)
    people = rng.integers(500, 40_000, 5_000).astype(float)
    whole = classify(RULES["insidensi7"], counts, people[:, None])
    for row in (0, 4_095, 4_096, 4_999):
        alone = classify(RULES["insidensi7"], counts[row], np.full(3, people[row]))
        assert list(whole[row]) == list(alone)


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (dt.date(2020, 10, 6), "ppkm-rt-v1"),
        (dt.date(2021, 4, 5), "ppkm-rt-v1"),
        (dt.date(2021, 4, 6), "ppkm-rt-v2"),
        (dt.date(2022, 1, 1), "ppkm-rt-v2"),
    ],
)
def test_the_rt_rule_switches_on_the_sixth_of_april_2021(day: dt.date, meant: str) -> None:
    assert member(RULES["ppkm-rt"], day).key == meant


@pytest.mark.parametrize(
    ("key", "day", "valid"),
    [
        ("ppkm-rt-v1", dt.date(2021, 2, 8), False),
        ("ppkm-rt-v1", dt.date(2021, 2, 9), True),
        ("ppkm-rt-v1", dt.date(2021, 4, 5), True),
        ("ppkm-rt-v1", dt.date(2021, 4, 6), False),
        ("bjm-2021-04", dt.date(2021, 4, 5), False),
        ("bjm-2021-04", dt.date(2026, 1, 1), True),
        ("insidensi7", dt.date(1999, 1, 1), True),
    ],
)
def test_when_a_rule_was_in_force(key: str, day: dt.date, valid: bool) -> None:
    assert RULES[key].in_force(day) is valid


def test_what_is_only_remembered_is_not_verified_and_says_so() -> None:
    unverified = {key for key, rule in RULES.items() if not rule.verified}
    assert unverified == {"kmk4805", "ecdc-v2"}
    for key in unverified:
        assert "diingat" in text.text(f"rule.{key}.doubt", "id")
        assert "remembered" in text.text(f"rule.{key}.doubt", "en")


def test_a_city_rule_never_colours_a_kelurahan() -> None:
    assert not any(RULES[key].colours_zones for key in ("kmk4805", "satgas-skor", "ecdc-v1"))
    assert all(rule.sources for key, rule in RULES.items() if key != "resmi")


# Inmendagri 3/2021 and 7/2021: none, 1 to 5 and 6 to 10 houses; none, 1 to 2 and 3 to 5.
H_TO_12 = {
    "ppkm-rt-v1": "hkkkkkooooomm",
    "bjm-2021-02": "hkkkkkooooomm",
    "ppkm-rt-v2": "hkkooommmmmmm",
    "bjm-2021-04": "hkkooommmmmmm",
}


@pytest.mark.parametrize("key", H_TO_12)
def test_none_to_twelve_houses(key: str) -> None:
    codes = classify(RULES[key], np.arange(13.0), np.ones(13))
    assert "".join(codes) == H_TO_12[key]


@pytest.mark.parametrize("key", RULES)
def test_an_entry_says_everything(key: str) -> None:
    rule = RULES[key]
    assert rule.kind in rule_files.KINDS
    assert rule.legal_level in rule_files.LEGAL_LEVELS
    assert rule.certainty in rule_files.CERTAINTIES
    assert rule.verified == (rule.certainty != "M")
    assert set(rule.levels) <= set(BY_KEY)
    assert {box["level"] for box in rule.boxes} <= set(BY_KEY)
    assert all(source.strip() for source in rule.sources)
    for part in ("title", "short", "explain", "doubt"):
        said = [text.text(f"rule.{key}.{part}", lang) for lang in ("id", "en")]
        assert all(said)
        assert part == "short" or said[0] != said[1]
        assert all("{" not in sentence for sentence in said)


def test_titles_tell_rules_apart() -> None:
    for lang in ("id", "en"):
        titles = [text.text(f"rule.{key}.title", lang) for key in RULES]
        assert len(set(titles)) == len(RULES)


def test_what_is_our_own_design_cites_no_validity_and_says_so() -> None:
    assert {key for key, rule in RULES.items() if rule.certainty == "D"} == {"insidensi14"}
    assert "own" in text.text("rule.insidensi14.doubt", "en")


def test_a_rule_of_another_legal_unit_is_indicative_for_a_kelurahan() -> None:
    for rule in RULES.values():
        if rule.colours_zones and rule.legal_level != "kelurahan":
            assert rule.indicative, rule.key
