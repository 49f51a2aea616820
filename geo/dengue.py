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
    """Per zone: YES where a case was reported that year, NO where the whole year is known, be it by
    days, weeks or months, and none was, OPEN else, also where revisions took away more than the
    year added."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    total, part = panel.total(first, last), panel.part(first, last)
    found = np.where(np.isnan(total), part > 0, total > 0)
    return np.where(found, YES, np.where(total == 0, NO, OPEN))


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
    where they are not fully known. Of a monthly table the month is known on its last day."""
    before = day.year - 1
    return (
        panel.total(day.replace(day=1), day),
        panel.total(dt.date(before, 1, 1), dt.date(before, 12, 31)),
    )


def alert(
    month: npt.NDArray[np.float64], year_before: npt.NDArray[np.float64], rule: Rule
) -> npt.NDArray[np.str_]:
    """Level codes: the second band where 12 * month >= ratio * year_before and month >= least."""
    calm, raised = (BY_KEY[level].code for level in rule.levels)
    over = (12 * month >= rule.tables["ratio"] * year_before) & (month >= rule.tables["least"])
    known = ~np.isnan(month) & ~np.isnan(year_before) & (month >= 0) & (year_before >= 0)
    return np.where(known, np.where(over, raised, calm), UNKNOWN)
