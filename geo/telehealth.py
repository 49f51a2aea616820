"""How many consultations happen from afar, so that "fewer visits in person" can be seen.

share = consultations / (consultations + visits), with the exact 95 % interval of Clopper and
Pearson (1934): lower = Beta(0.025; k, n - k + 1), upper = Beta(0.975; k + 1, n - k), 0 and 1 at the
ends. It counts contacts, not persons, as if each were drawn by itself: whoever comes again makes
the interval too narrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from geo.parts import require
from geo.response import Telehealth


@dataclass(frozen=True)
class Share:
    """A week (from Monday ``week``) of a Puskesmas, or of all that reported ("" ). ``share``,
    ``low``, ``high`` from 0 to 1; None where nobody came in either way."""

    week: dt.date
    puskesmas: str
    consultations: int
    visits: int
    share: float | None
    low: float | None
    high: float | None
    simulated: bool


def share(consultations: int, visits: int) -> tuple[float, float, float] | None:
    """The share and its exact 95 % limits; None where both are 0."""
    total = consultations + visits
    if total == 0:
        return None
    require("statistics")
    from scipy.stats import beta

    low = float(beta.ppf(0.025, consultations, visits + 1)) if consultations else 0.0
    high = float(beta.ppf(0.975, consultations + 1, visits)) if visits else 1.0
    return consultations / total, low, high


def weeks(records: Iterable[Telehealth], puskesmas: str = "") -> tuple[Share, ...]:
    """The weeks of one Puskesmas, or of all together, in order. A week that nobody reported on is
    missing; of one Puskesmas and week the last record counts. Which Puskesmas reported may differ
    from week to week, and with it the sum. Invented weeks are left out where there are real ones:
    a sum of both would be neither."""
    mine = [one for one in records if puskesmas in ("", one.puskesmas)]
    real = [one for one in mine if not one.simulated]
    last = {(one.date, one.puskesmas): one for one in real or mine}
    by_week: dict[dt.date, list[Telehealth]] = {}
    for (week, _), one in sorted(last.items()):
        by_week.setdefault(week, []).append(one)
    return tuple(_added(week, puskesmas, found) for week, found in by_week.items())


def _added(week: dt.date, puskesmas: str, found: list[Telehealth]) -> Share:
    consultations = sum(one.consultations for one in found)
    visits = sum(one.visits for one in found)
    of, low, high = share(consultations, visits) or (None, None, None)
    simulated = any(one.simulated for one in found)
    return Share(week, puskesmas, consultations, visits, of, low, high, simulated)
