"""How sure a colour is: chances held to published tables, one class of green and yellow, 0.8."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import doubt
from geo.rules import Band, Rule, classify, registry
from geo.zoning import statuses_on
from tests import toy

RULES = registry()
WEEKLY = RULES["insidensi7"]
# The first two bounds of KMK 4805/2021 are 20 and 50; insidensi7 leaves the first one out.
THREE = replace(
    WEEKLY,
    bands=(Band("hijau", 20), Band("kuning", 50), Band("oranye", 150), Band("merah")),
)


def one(rule: Rule, cases: float, people: float) -> np.ndarray:
    return np.asarray(doubt.chances(rule, np.array([[float(cases)]]), np.array([people]))[0, 0])


@pytest.mark.parametrize(
    ("key", "bounds"),
    [
        ("insidensi7", [50, 150]),
        ("insidensi14", [100, 300]),  # bounds a week, a window of two
        ("cdc-transmisi", [10, 50, 100]),
        ("harvard", [7, 70, 175]),  # bounds a day, a window of seven
    ],
)
def test_bounds_in_the_window_by_hand(key: str, bounds: list[float]) -> None:
    assert doubt.bounds_per_100k(RULES[key]) == bounds
    tenth = replace(RULES[key], per=10_000)
    assert doubt.bounds_per_100k(tenth) == [10 * bound for bound in bounds]


@pytest.mark.parametrize(
    ("cases", "people", "above_20", "above_50", "above_150"),
    [
        (0, 10_000, 0.045500, 0.001565, 0),
        (1, 5_000, 0.572407, 0.171797, 0.001817),
        (1, 10_000, 0.261464, 0.018566, 1.4e-6),
        (2, 10_000, 0.549416, 0.075235, 1.5e-5),
        (3, 5_000, 0.959840, 0.659963, 0.035999),
        (5, 10_000, 0.969917, 0.530387, 0.001585),
        (8, 10_000, 0.999483, 0.903610, 0.026345),
        (15, 10_000, 1.000000, 0.999874, 0.517297),
        (15, 30_000, 0.999149, 0.517297, 0),
    ],
)
def test_the_table_of_exceedance(
    cases: int, people: int, above_20: float, above_50: float, above_150: float
) -> None:
    expected = [1 - above_20, above_20 - above_50, above_50 - above_150, above_150]
    assert one(THREE, cases, people) == pytest.approx(expected, abs=2e-6)
    assert one(WEEKLY, cases, people) == pytest.approx(
        [1 - above_50, above_50 - above_150, above_150], abs=2e-6
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.sampled_from(["insidensi7", "insidensi14", "cdc-transmisi", "harvard"]),
    st.integers(0, 300),
    st.integers(1, 200_000),
)
def test_chances_add_up_to_one_and_the_own_one_is_among_them(
    key: str, cases: int, people: int
) -> None:
    rule = RULES[key]
    chances = one(rule, cases, people)
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert (chances >= -1e-12).all()
    counts, size = np.array([[float(cases)]]), np.array([float(people)])
    own = doubt.certainty(rule, classify(rule, counts, size[:, None]), counts, size)[0, 0]
    # Classes are in the order of rates: the rate itself, held to the bounds, tells which it is.
    window_rate = cases * 100_000 / people
    place = sum(window_rate >= bound for bound in doubt.bounds_per_100k(rule))
    assert own == pytest.approx(chances[place])


@pytest.mark.parametrize(
    ("cases", "people", "own", "unsure"),
    [
        (1, 5_000, 1 - 0.171797, False),  # kuning, 0.83
        (8, 10_000, 0.903610 - 0.026345, False),  # oranye, 0.88
        (3, 5_000, 0.659963 - 0.035999, True),  # oranye, 0.62
        (15, 10_000, 0.517297, True),  # merah exactly at its bound
        (5, 10_000, 0.530387 - 0.001585, True),  # oranye exactly at its bound
        (0, 10_000, 1 - 0.001565, False),  # no case: green or yellow
    ],
)
def test_doubt_begins_below_four_fifths(cases: int, people: int, own: float, unsure: bool) -> None:
    counts, size = np.array([[float(cases)]]), np.array([float(people)])
    codes = classify(WEEKLY, counts, size[:, None])
    assert doubt.certainty(WEEKLY, codes, counts, size)[0, 0] == pytest.approx(own, abs=2e-6)
    assert doubt.doubtful(WEEKLY, codes, counts, size).tolist() == [[unsure]]


def test_green_and_yellow_are_one_class_only_after_a_band_without_cases() -> None:
    codes = np.array([["h", "k", "o", "m", "x", "t"]])
    assert doubt.own_class(WEEKLY, codes).tolist() == [[0, 0, 1, 2, -1, -1]]
    assert doubt.own_class(RULES["harvard"], codes).tolist() == [[0, 1, 2, 3, -1, -1]]


def test_smoothed_chances_of_six_zones() -> None:
    cases = np.array([[0.0], [1], [2], [12], [5], [40]])
    people = np.array([5_000.0, 8_000, 10_000, 15_000, 20_000, 30_000])
    above_50 = [0.09842274, 0.09368274, 0.11724425, 0.92807814, 0.0627823, 0.9999999]
    above_150 = [8.8e-5, 1.1e-5, 5.3e-6, 0.00228511, 3e-9, 0.12645085]
    made = doubt.chances(WEEKLY, cases, people, smoothed=True)[:, 0]
    assert 1 - made[:, 0] == pytest.approx(above_50, abs=1e-6)
    assert made[:, 2] == pytest.approx(above_150, abs=1e-6)


def test_no_zone_is_known_on_no_day() -> None:
    none = doubt.chances(WEEKLY, np.empty((9, 0)), np.full(9, 1_000.0), smoothed=True)
    assert none.shape == (9, 0, 3)


def test_a_rule_per_ten_thousand_is_the_same_rule_crude_and_smoothed() -> None:
    bands = (Band("hijau", no_cases=True), Band("kuning", 5), Band("oranye", 15), Band("merah"))
    tenth = replace(WEEKLY, per=10_000, bands=bands)
    for smoothed in (False, True):
        rows = [
            statuses_on(toy.facts(), rule, toy.LAST, smoothed=smoothed) for rule in (WEEKLY, tenth)
        ]
        assert rows[0]["level"].tolist() == rows[1]["level"].tolist()
        assert rows[0]["doubtful"].tolist() == rows[1]["doubtful"].tolist()
    # 160 per 100,000 of square 3 is drawn below 150, by either writing of the bounds.
    assert rows[1]["level"].tolist()[:3] == ["hijau", "kuning", "oranye"]
