"""Two rules on dengue (DBD): strata by three calendar years, and the outbreak (KLB) alert.

Strata: a case in each of the last three calendar years is endemis (merah), in some of them sporadis
(oranye), in none potensial (kuning) where more than 5 % of houses have larvae, else bebas (hijau).
Alert: cases of the month so far of at least twice the monthly mean of the year before, and at least
``least`` (ours: two cases instead of one are no outbreak).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from geo.levels import BY_KEY
from geo.panel import Panel
from geo.rules import UNKNOWN, Rule

YES, NO, OPEN = 1, 0, -1


def year_had_case(panel: Panel, year: int) -> npt.NDArray[np.int64]:
    """Per zone: YES where a case was reported that year, NO where every day is known and none was,
    OPEN else, also where revisions took away more than the year added."""
    new = _between(panel, dt.date(year, 1, 1), dt.date(year, 12, 31))
    total = np.nansum(new, axis=1)
    complete = ~np.isnan(new).any(axis=1) & (new.shape[1] == _days_of(year)) & (total == 0)
    return np.where(total > 0, YES, np.where(complete, NO, OPEN))


def strata(years: npt.NDArray[np.int64], rule: Rule) -> npt.NDArray[np.str_]:
    """Level codes from ``years`` of shape (3, zones); "?" where a year or the larvae are open.

    Which of potensial and bebas a zone without a case is depends on houses without larvae, which
    this table does not hold.
    """
    out = np.full(years.shape[1], UNKNOWN, dtype="<U1")
    out[(years == YES).all(axis=0)] = BY_KEY[rule.levels[3]].code
    out[(years == YES).any(axis=0) & (years == NO).any(axis=0)] = BY_KEY[rule.levels[2]].code
    return out


def month_and_mean(
    panel: Panel, day: dt.date
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Per zone: cases of the month up to ``day`` and the total of the calendar year before; NaN
    where a day of it is unknown."""
    month = _between(panel, day.replace(day=1), day)
    before = _between(panel, dt.date(day.year - 1, 1, 1), dt.date(day.year - 1, 12, 31))
    return _total(month, day.day), _total(before, _days_of(day.year - 1))


def alert(
    month: npt.NDArray[np.float64], year_before: npt.NDArray[np.float64], rule: Rule
) -> npt.NDArray[np.str_]:
    """Level codes: the second band where 12 * month >= ratio * year_before and month >= least."""
    calm, raised = (BY_KEY[level].code for level in rule.levels)
    over = (12 * month >= rule.tables["ratio"] * year_before) & (month >= rule.tables["least"])
    known = ~np.isnan(month) & ~np.isnan(year_before) & (month >= 0) & (year_before >= 0)
    return np.where(known, np.where(over, raised, calm), UNKNOWN)


def _days_of(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _between(panel: Panel, first: dt.date, last: dt.date) -> npt.NDArray[np.float64]:
    """New cases of the days from ``first`` to ``last`` that the panel has."""
    chosen = [i for i, day in enumerate(panel.days) if first <= day <= last]
    return panel.new[:, chosen]


def _total(new: npt.NDArray[np.float64], least_days: int) -> npt.NDArray[np.float64]:
    if new.shape[1] < least_days:
        return np.full(new.shape[0], np.nan)
    return np.asarray(new.sum(axis=1))
