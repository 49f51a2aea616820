"""Dengue: strata of three calendar years and the sign of an outbreak, from daily reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from geo import dengue
from geo.panel import Panel, build
from geo.rules import registry
from tests import toy

RULES = registry()
STRATA, OUTBREAK = RULES["dbd-strata"], RULES["dbd-klb"]
YES, NO, OPEN = dengue.YES, dengue.NO, dengue.OPEN


def panel(first: dt.date, last: dt.date, cases: Mapping[dt.date, float]) -> Panel:
    """One zone with a report on every day, zero where ``cases`` says nothing."""
    days = tuple(first + dt.timedelta(days=i) for i in range((last - first).days + 1))
    new = np.array([[cases.get(day, 0.0) for day in days]])
    return Panel(("a",), days, new.cumsum(axis=1), new, np.zeros(new.shape, dtype=bool), False)


@pytest.mark.parametrize(
    ("first", "last", "cases", "expected"),
    [
        (dt.date(2023, 1, 1), dt.date(2023, 12, 31), {}, NO),
        (dt.date(2023, 1, 1), dt.date(2023, 12, 31), {dt.date(2023, 12, 31): 1}, YES),
        (dt.date(2022, 12, 31), dt.date(2024, 1, 1), {dt.date(2022, 12, 31): 1}, NO),
        (dt.date(2022, 12, 31), dt.date(2024, 1, 1), {dt.date(2024, 1, 1): 1}, NO),
        (dt.date(2023, 1, 2), dt.date(2023, 12, 31), {}, OPEN),
        (dt.date(2023, 1, 2), dt.date(2023, 12, 31), {dt.date(2023, 6, 1): 1}, YES),
        (dt.date(2023, 1, 1), dt.date(2023, 12, 31), {dt.date(2023, 6, 1): float("nan")}, OPEN),
        # A case that was taken back is none; more taken back than reported can't be told.
        (dt.date(2023, 1, 1), dt.date(2023, 12, 31),
         {dt.date(2023, 6, 1): 1, dt.date(2023, 6, 2): -1}, NO),
        (dt.date(2023, 1, 1), dt.date(2023, 12, 31), {dt.date(2023, 6, 1): -1}, OPEN),
        (dt.date(2010, 1, 1), dt.date(2010, 1, 2), {}, OPEN),
    ],
)  # fmt: skip
def test_whether_2023_had_a_case(
    first: dt.date, last: dt.date, cases: dict[dt.date, float], expected: int
) -> None:
    assert dengue.year_had_case(panel(first, last, cases), 2023).tolist() == [expected]


@pytest.mark.parametrize(("first", "expected"), [(1, NO), (2, OPEN)])
def test_a_leap_year_has_a_day_more(first: int, expected: int) -> None:
    # From 2 January 2024 to its end there are 365 days, and one of the year is not known.
    made = panel(dt.date(2024, 1, first), dt.date(2025, 3, 31), {dt.date(2025, 3, 4): 3})
    assert dengue.year_had_case(made, 2024).tolist() == [expected]
    month, before = dengue.month_and_mean(made, dt.date(2025, 3, 5))
    assert month.tolist() == [3]
    code = dengue.alert(month, before, OUTBREAK).tolist()
    assert code == (["m"] if expected == NO else ["?"])


@pytest.mark.parametrize(
    ("years", "code"),
    [
        ((YES, YES, YES), "m"),
        ((YES, NO, YES), "o"),
        ((NO, NO, YES), "o"),
        ((YES, NO, OPEN), "o"),  # not every year, whatever the open one was
        ((YES, YES, OPEN), "?"),
        ((NO, NO, OPEN), "?"),
        ((OPEN, OPEN, OPEN), "?"),
        ((NO, NO, NO), "?"),  # potensial or bebas: houses without larvae decide
    ],
)
def test_strata_of_three_years(years: tuple[int, int, int], code: str) -> None:
    assert dengue.strata(np.array(years)[:, None], STRATA).tolist() == [code]


@pytest.mark.parametrize(
    ("month", "before", "code"),
    [
        (3, 24, "h"), (4, 24, "m"),  # a mean of 2 a month
        (2, 0, "h"), (3, 0, "m"),  # at least three cases
        (2, 6, "h"), (3, 18, "m"), (3, 19, "h"),  # means of 0.5, 1.5 and 1.58
        (0, 0, "h"), (float("nan"), 24, "?"), (4, float("nan"), "?"), (-1, 24, "?"), (4, -1, "?"),
    ],
)  # fmt: skip
def test_the_sign_of_an_outbreak(month: float, before: float, code: str) -> None:
    found = dengue.alert(np.array([float(month)]), np.array([float(before)]), OUTBREAK)
    assert found.tolist() == [code]


def test_the_month_counts_from_its_first_day_and_the_year_before_whole() -> None:
    cases = {
        dt.date(2021, 12, 31): 50, dt.date(2022, 1, 1): 7, dt.date(2022, 12, 31): 17,
        dt.date(2023, 1, 31): 9, dt.date(2023, 2, 1): 2, dt.date(2023, 2, 10): 2,
        dt.date(2023, 2, 11): 40,
    }  # fmt: skip
    made = panel(dt.date(2021, 12, 1), dt.date(2023, 2, 20), cases)
    month, before = dengue.month_and_mean(made, dt.date(2023, 2, 10))
    assert (month.tolist(), before.tolist()) == ([4], [24])


def test_a_month_whose_first_days_were_not_reported_is_unknown() -> None:
    made = panel(dt.date(2023, 2, 2), dt.date(2023, 2, 20), {})
    month, before = dengue.month_and_mean(made, dt.date(2023, 2, 10))
    assert np.isnan(month).all() and np.isnan(before).all()


def test_bands_stand_in_the_order_that_the_strata_take_them() -> None:
    assert STRATA.levels == ("hijau", "kuning", "oranye", "merah")
    assert OUTBREAK.levels == ("hijau", "merah")
    assert toy.DISEASE.key not in STRATA.diseases


def monthly(counts: Mapping[str, float]) -> Panel:
    """One zone with a number for each of these months, "2023-01"."""
    ends = pd.to_datetime(list(counts)) + pd.offsets.MonthEnd(0)
    table = pd.DataFrame(
        {
            "zone_id": toy.IDS[0],
            "date": ends.astype("datetime64[ns]"),
            "indicator": "positif",
            "measure": "new",
            "value": pd.array(list(counts.values()), dtype="Int64"),
            "flag": "",
            "days": pd.array(ends.day, dtype="Int64"),
        }
    )
    return build(table, toy.IDS[:1], "positif")


YEAR = {f"2023-{month:02}": 2 for month in range(1, 13)}


def test_months_drive_the_sign_of_an_outbreak_on_their_last_day() -> None:
    # 24 cases in 2023, so a mean of 2 a month: 4 in February 2024 is twice that.
    made = monthly(YEAR | {"2024-01": 1, "2024-02": 4})
    month, before = dengue.month_and_mean(made, dt.date(2024, 2, 29))
    assert (month.tolist(), before.tolist()) == ([4], [24])
    assert dengue.alert(month, before, OUTBREAK).tolist() == ["m"]
    calm, _ = dengue.month_and_mean(made, dt.date(2024, 1, 31))
    assert dengue.alert(calm, before, OUTBREAK).tolist() == ["h"]
    for day in (dt.date(2024, 2, 28), dt.date(2024, 2, 1), dt.date(2024, 3, 31)):
        month, _ = dengue.month_and_mean(made, day)
        assert np.isnan(month).all()


def test_months_drive_the_strata() -> None:
    none = dict.fromkeys(YEAR, 0)
    assert dengue.year_had_case(monthly(YEAR), 2023).tolist() == [YES]
    assert dengue.year_had_case(monthly(none), 2023).tolist() == [NO]
    del none["2023-12"]
    assert dengue.year_had_case(monthly(none), 2023).tolist() == [OPEN]
    assert dengue.year_had_case(monthly(none | {"2023-11": 1}), 2023).tolist() == [YES]
    assert dengue.year_had_case(monthly({"2022-12": 5, "2024-01": 5}), 2023).tolist() == [OPEN]
