"""The share of consultations from afar, with published exact intervals."""

from __future__ import annotations

from typing import Any

import pytest

from geo.response import Origin, Telehealth
from geo.telehealth import share, weeks
from tests.register_kit import on

# Clopper-Pearson as published: Newcombe (1998), Statistics in Medicine 17, table I, the method
# "exact"; 10 of 100 is the example of many textbooks.
PUBLISHED = [
    (10, 100, 0.0490, 0.1762),
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0000, 0.1684),
    (1, 29, 0.0009, 0.1776),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), PUBLISHED)
def test_published_intervals(k: int, n: int, low: float, high: float) -> None:
    assert share(k, n - k) == pytest.approx((k / n, low, high), abs=0.00005)
    # The same contacts seen from the other side.
    assert share(n - k, k) == pytest.approx((1 - k / n, 1 - high, 1 - low), abs=0.00005)


@pytest.mark.parametrize("n", [1, 10, 300, 100_000])
def test_none_at_all_is_the_rule_of_three_for_two_sides(n: int) -> None:
    """(1 - p)^n = 0.025: p is 0.975 for one contact and about 3.69 / n for many."""
    found = share(0, n)
    assert found is not None
    assert found[:2] == (0.0, 0.0)
    assert (1 - found[2]) ** n == pytest.approx(0.025)
    assert n < 300 or found[2] == pytest.approx(3.689 / n, rel=0.01)


def test_all_of_them() -> None:
    assert share(20, 0) == pytest.approx((1.0, 0.8316, 1.0), abs=0.00005)


def test_nobody_came() -> None:
    assert share(0, 0) is None


def week(day: str, name: str, afar: int, visits: int, origin: Origin = "entered") -> Telehealth:
    counts: dict[str, Any] = {"consultations": afar, "visits": visits}
    return Telehealth(puskesmas=name, date=on(day), origin=origin, **counts)


def test_weeks_of_one_puskesmas_and_of_all() -> None:
    records = [
        week("2021-03-15", "Baru", 2, 8),
        week("2021-03-01", "Lama", 10, 90),
        week("2021-03-01", "Baru", 0, 20),
    ]
    first, second = weeks(records)
    assert (first.week, first.puskesmas) == (on("2021-03-01"), "")
    assert (first.consultations, first.visits, first.simulated) == (10, 110, False)
    assert first.share == pytest.approx(10 / 120)
    # 8 March was not reported: it is missing, not zero.
    assert (second.week, second.consultations, second.visits) == (on("2021-03-15"), 2, 8)
    assert not second.simulated
    (own,) = weeks(records, "Lama")
    assert (own.share, own.low, own.high) == pytest.approx((0.1, 0.0490, 0.1762), abs=0.00005)
    assert weeks(records, "Tetap") == ()


def test_real_and_invented_weeks_are_never_added() -> None:
    real = week("2021-03-01", "Lama", 5, 5)
    invented = week("2021-03-01", "Baru", 500, 5, "simulated")
    (made,) = weeks([real, invented])
    assert (made.consultations, made.visits, made.simulated) == (5, 5, False)
    (alone,) = weeks([invented])
    assert (alone.consultations, alone.simulated) == (500, True)
    (of_one,) = weeks([real, invented], "Baru")
    assert of_one.consultations == 500


def test_a_week_counts_from_its_last_day_on() -> None:
    one = week("2021-03-01", "Lama", 5, 5)
    assert not one.over(on("2021-03-06"))
    assert one.over(on("2021-03-07"))


def test_of_one_week_the_last_record_counts() -> None:
    (made,) = weeks([week("2021-03-01", "Lama", 1, 9), week("2021-03-01", "Lama", 3, 7)])
    assert (made.consultations, made.visits) == (3, 7)


def test_a_week_with_nobody_has_no_share() -> None:
    (made,) = weeks([week("2021-03-01", "Lama", 0, 0)])
    assert (made.share, made.low, made.high) == (None, None, None)
