"""Where a city and its districts are heading: growth and, for them alone, the reproduction number.

A kelurahan has too few cases for either; it has alarms (``geo.alarms``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo import trends
from geo.facts import Facts

HISTORY_DAYS = 120
"""Days before the one that is asked for that the reproduction number looks back on."""


@dataclass(frozen=True)
class Reproduced:
    """Reproduction number of the last seven days with its 95 % limits."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Direction:
    """The city (``district`` None) or one district. ``cases`` are those of the last seven days,
    None where unknown or, by revisions, below 0. ``reproduction`` is None where a window has fewer
    than 12 cases, a day is unknown, or the disease has no serial interval."""

    district: str | None
    cases: int | None
    growth: trends.Growth
    reproduction: Reproduced | None


def directions(facts: Facts, day: dt.date) -> tuple[Direction, ...]:
    """The city first, then its districts in order of name; () where the day has no report, where
    nobody reports day by day, or where the reader may not see sums of districts."""
    column = facts.cases.position(day)
    if column is None or not facts.policy.detail:
        return ()
    new = facts.cases.new[:, max(0, column - HISTORY_DAYS + 1) : column + 1]
    sums = facts.added(new)
    if sums is None:
        return ()
    city, districts = sums
    return tuple(_direction(facts, *pair) for pair in ((None, city), *districts.items()))


def _direction(facts: Facts, name: str | None, new: npt.NDArray[np.float64]) -> Direction:
    week = new[-7:].sum() if len(new) >= 7 else np.nan
    return Direction(
        district=name,
        cases=int(week) if week >= 0 else None,
        growth=trends.growth(new),
        reproduction=_reproduced(facts, new),
    )


def _reproduced(facts: Facts, new: npt.NDArray[np.float64]) -> Reproduced | None:
    interval = facts.disease.serial_interval
    if interval is None or len(new) < 8:
        return None
    made = trends.reproduction_number(np.where(new < 0, np.nan, new), interval)
    mean, low, high = (float(values[-1]) for values in (made.mean, made.low, made.high))
    return None if np.isnan(mean) else Reproduced(mean, low, high)
