"""How old a zone's newest report may be for its colour to stand.

A colour belongs to the day whose numbers made it and is never carried on to a day without any.
Some colours outlive the report nevertheless: a closed week that the public sees until the next one
closes, a weekly or monthly table until the next is due, a stratum of three years. They stand for
N days after the zone's newest report and then turn stale. N is ``stale_days`` of the city, else of
the rule; where a number covers several days it is at least that period. 0 turns the limit off; the
archive and the houses per RT, whose days stand alone, have none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geo.facts import Facts
from geo.panel import Panel
from geo.rules import Rule

Flags = npt.NDArray[np.bool_]
_OWN_DAYS = ("archive", "rt_houses", "by_date")
"""Kinds whose days stand alone: nothing of them is shown on another day."""


def limit(facts: Facts, rule: Rule) -> int:
    """N in days for a rule in a city, 0 where there is no limit."""
    own = facts.city.stale_days
    chosen = rule.stale_days if own is None else own
    if rule.kind in _OWN_DAYS or chosen == 0:
        return 0
    return max(chosen, facts.period if facts.period > 1 else 0)


def late(panel: Panel, days: Sequence[dt.date], limit: int) -> Flags:
    """True where a zone's newest report is older than ``limit`` days, shape (zones, days)."""
    old = ages(panel, days)
    return np.asarray(np.isfinite(old) & (old > limit))


def ages(panel: Panel, days: Sequence[dt.date]) -> npt.NDArray[np.float64]:
    """Days from each zone's newest report to each of ``days``, shape (zones, days); 0 where it was
    reported that very day, infinite where there was no report yet."""
    out = np.full((len(panel.zone_ids), len(days)), np.inf)
    if not panel.days:
        return out
    places = np.arange(len(panel.days))
    newest = np.maximum.accumulate(np.where(panel.reported, places, -1), axis=1)
    offsets = np.array([(day - panel.days[0]).days for day in days], dtype=np.int64)
    begun = np.flatnonzero(offsets >= 0)
    seen = newest[:, np.minimum(offsets[begun], len(panel.days) - 1)]
    out[:, begun] = np.where(seen >= 0, offsets[begun] - seen, np.inf)
    return out


def source(missing: Flags, period: int) -> npt.NDArray[np.int64]:
    """For each zone and day the column whose number stands for it: its own, or where that is
    ``missing`` the last one known, if a number covers ``period`` days and the next is not overdue.
    """
    own = np.broadcast_to(np.arange(missing.shape[1]), missing.shape)
    if period <= 1:
        return own
    known = np.maximum.accumulate(np.where(missing, -1, own), axis=1)
    return np.where(missing & (known >= 0) & (own - known <= period), known, own)
