"""Series of counts in time: what a count is, days that nobody knows, epidemic weeks.

Counts are new cases, whole persons, days along the last axis; NaN is an unknown day. A negative
day is a revision: it takes back cases of earlier days that it does not name, so what happened on
the day itself is unknown, and it becomes NaN. A week may hold one: there it only corrects the sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from geo.errors import InputError, Problem
from geo.rate_arrays import Numbers, numbers

STARTS = {"sunday": 6, "monday": 0}
"""First day of an epidemic week, as ``date.weekday`` counts. The ministry's weekly early warning
reports (SKDR) run from Sunday to Saturday, as secondary sources cite its manual of 2014; ISO and
WHO weeks start on Monday."""

WEEK = 7


@dataclass(frozen=True, order=True)
class Week:
    """An epidemic week; ``year`` is the one that at least four of its days lie in."""

    year: int
    number: int


@dataclass(frozen=True)
class Weekly:
    """Sums of whole epidemic weeks, weeks along the last axis; NaN where a day is unknown or the
    sum is negative. ``first_days`` is the day that each week starts on."""

    first_days: tuple[dt.date, ...]
    counts: Numbers


def counted(values: Any, where: str = "counts") -> Numbers:
    """Counts as floats with NaN where unknown or negative; fractions are an InputError."""
    counts = whole(values, where)
    return np.where(counts < 0, np.nan, counts)


def whole(values: Any, where: str = "counts") -> Numbers:
    """Whole numbers as floats, negative ones kept; fractional and infinite ones are a fault."""
    found = np.atleast_1d(numbers(values))
    with np.errstate(invalid="ignore"):
        wrong = np.isinf(found) | (found % 1 != 0) & ~np.isnan(found)
    if wrong.any():
        values = {"n": int(wrong.sum()), "found": float(found[wrong][0])}
        raise InputError(Problem("series_counts", where, values))
    return found


def at_least(where: str, found: float, least: float) -> None:
    """A setting below its least value is an InputError; so is what is no number."""
    if not least <= found < np.inf:
        raise InputError(Problem("series_setting", where, {"found": found, "least": least}))


def tail_of(confidence: float) -> float:
    """What a two-sided interval leaves out on each side."""
    if not 0 < confidence < 1:
        raise InputError(Problem("rates_confidence", "confidence", {"found": confidence}))
    return (1 - confidence) / 2


def epidemic_week(day: dt.date, starts: str = "sunday") -> Week:
    """The epidemic week of a day. The week's fourth day decides its year: four of seven days."""
    middle = _week_start(day, starts) + dt.timedelta(days=3)
    return Week(middle.year, (middle.timetuple().tm_yday - 1) // WEEK + 1)


def first_day(week: Week, starts: str = "sunday") -> dt.date:
    """The day that a week starts on; the 4th of January always lies in week 1."""
    if dt.MINYEAR < week.year < dt.MAXYEAR and 1 <= week.number <= 53:
        start = _week_start(dt.date(week.year, 1, 4), starts)
        start += dt.timedelta(days=WEEK * (week.number - 1))
        if epidemic_week(start, starts) == week:
            return start
    found = {"year": week.year, "number": week.number}
    raise InputError(Problem("series_week", "week", found))


def weekly(counts: Any, days: Sequence[dt.date], starts: str = "sunday") -> Weekly:
    """Daily counts of days without a gap, summed to epidemic weeks; a cut-off week is unknown."""
    values = whole(counts)
    check_days(values, days)
    if not days:
        return Weekly((), np.empty((*values.shape[:-1], 0)))
    start = _week_start(days[0], starts)
    before = (days[0] - start).days
    after = -(before + len(days)) % WEEK
    edges = [(0, 0)] * (values.ndim - 1) + [(before, after)]
    padded = np.pad(values, edges, constant_values=np.nan)
    sums = padded.reshape(*values.shape[:-1], -1, WEEK).sum(axis=-1)
    firsts = tuple(start + dt.timedelta(days=WEEK * i) for i in range(sums.shape[-1]))
    return Weekly(firsts, np.where(sums < 0, np.nan, sums))


def check_days(counts: Numbers, days: Sequence[dt.date]) -> None:
    """Days must be as many as the counts' last axis, each the day after the one before."""
    steps = {(later - day).days for day, later in pairwise(days)}
    if len(days) != counts.shape[-1] or steps - {1}:
        found = {"days": len(days), "counts": counts.shape[-1], "step": max(steps, default=1)}
        raise InputError(Problem("series_days", "days", found))


def _week_start(day: dt.date, starts: str) -> dt.date:
    if starts not in STARTS:
        raise InputError(Problem("series_starts", "starts", {"found": starts}))
    return day - dt.timedelta(days=(day.weekday() - STARTS[starts]) % WEEK)
