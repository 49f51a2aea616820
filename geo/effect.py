"""Did it help? Cases before and after a response, against matched neighbours that had none.

Difference in differences of logarithms (``geo.effect_match`` has the formula), from reported daily
cases: the ``window`` days that end before the response began, and ``window`` days from ``lag`` days
after it began, when those infected before have mostly been reported. Rates are cases per person;
in a zone's own change people cancel, so the change is taken of counts, but controls are matched by
rate, so a treated zone without known people has no answer.

Two checks stand beside the result, as Bertrand, Duflo and Mullainathan (2004) and Abadie, Diamond
and Hainmueller (2010) ask: the same computed for days before anything began ("placebo dates"), and
for each zone that had no response ("placebo zones"). Both should be near 1; a result that many of
them reach is no finding.

No experiment: who gets a response is not drawn by lot. A verdict says what differs, never why.
Responses that nobody recorded, other causes of that time, and testing that changed are in it; where
neighbours profit too, it looks smaller than it is.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geo.effect_match import FAR, Contrast, Windows, change, contrast, orders
from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.neighbourhood import known
from geo.rate_arrays import PER, Numbers
from geo.rates import Flags
from geo.series import at_least

WINDOW, LAG = 28, 7
PLACEBO_DATES, PLACEBO_STEP = 3, 14
DOUBT = 0.1
"""Share of placebo zones as far from 1 above which a verdict is doubtful."""
_TIE = 1e-9

Verdict = Literal["lower", "higher", "unclear", "unknown"]
REASONS = ("none", "hidden", "early", "not_over", "missing", "people", "few_cases", "few_controls")
"""Why an effect is unknown: nobody reported cases; counts are hidden from the reader; the window
before begins before the record; the window after is not over; days without a report or with a
revision; people unknown; too few cases before; too few controls."""


@dataclass(frozen=True)
class Zone:
    """One zone's cases before and after, rates per 100,000 people in the window, and its ``change``
    as a logarithm. ``order`` of a control: 1 touches a treated zone, 2 touches one of these, 0
    neither; 0 for a treated zone. ``weight``: its share of the mean of its side."""

    zone_id: str
    before: int
    after: int
    before_rate: float
    after_rate: float
    change: float
    order: int
    weight: float


@dataclass(frozen=True)
class PlaceboDate:
    """The result for a day on which nothing began."""

    day: dt.date
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """``ratio``: cases per person after the response began, as a multiple of what the controls'
    change leads to expect; ``low`` to ``high`` is the 95 % interval. NaN where ``verdict`` is
    "unknown", and ``reason`` (of REASONS) says why. "lower": the interval lies below 1.

    ``treated_change`` and ``control_change`` are mean changes as logarithms, ``adjusted`` what the
    controls' change is corrected by for their other level and slope before. ``as_extreme`` is the
    share of placebo zones whose ratio is at least as far from 1, NaN where there are none. Placebo
    dates and zones that can't be computed are left out.
    """

    treated: tuple[str, ...]
    start: dt.date
    window: int
    lag: int
    verdict: Verdict
    reason: str = ""
    zones: tuple[Zone, ...] = ()
    controls: tuple[Zone, ...] = ()
    treated_change: float = math.nan
    control_change: float = math.nan
    adjusted: float = math.nan
    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    placebo_dates: tuple[PlaceboDate, ...] = ()
    placebo_zones: tuple[tuple[str, float], ...] = ()
    as_extreme: float = math.nan

    @property
    def before(self) -> tuple[dt.date, dt.date]:
        """First and last day of the window before."""
        return self.start - dt.timedelta(days=self.window), self.start - dt.timedelta(days=1)

    @property
    def after(self) -> tuple[dt.date, dt.date]:
        """First and last day of the window after."""
        first = self.start + dt.timedelta(days=self.lag)
        return first, first + dt.timedelta(days=self.window - 1)

    @property
    def doubtful(self) -> bool:
        """True where there is a verdict that the placebos do not bear out: more than DOUBT of the
        zones are as far from 1, or a date before had a verdict too."""
        early = any(not one.low <= 1 <= one.high for one in self.placebo_dates)
        return self.verdict in ("lower", "higher") and (early or self.as_extreme > DOUBT)


def effect(
    facts: Facts,
    treated: Sequence[str],
    start: dt.date,
    untouched: Collection[str],
    *,
    until: dt.date | None = None,
    window: int = WINDOW,
    lag: int = LAG,
) -> Effect:
    """What came after a response that began on ``start`` in the zones ``treated``, together.

    ``untouched`` are zones that had no such response from the first day before to the last day
    after; only these may be controls. Of earlier responses, which placebo dates may meet, nothing
    is known here. No day after ``until`` is looked at (default: the record's last): the end of the
    response, or the day that is shown. Daily new cases as in ``Facts.cases``; a window with a
    missing day or a revision is unknown. A reader who may not see small counts gets no answer:
    the ratio of two windows would give them away. InputError for zones that the city has not, none
    at all, a window below 2 or a lag below 0 days.
    """
    at_least("window", window, 2)
    at_least("lag", lag, 0)
    ids = tuple(dict.fromkeys(treated))
    if not ids:
        raise InputError(Problem("set_none", "zones", {"most": len(facts.zone_ids)}))
    known(facts, ids)
    empty = Effect(ids, start, window, lag, "unknown")
    rows = [facts.zone_ids.index(zone_id) for zone_id in ids]
    allowed = np.array([z in untouched and z not in ids for z in facts.zone_ids], dtype=bool)
    order = orders(facts.zone_ids, facts.neighbours)
    why = _why_not(facts, empty, until)
    if why:
        return replace(empty, reason=why)
    of = _windows(facts, empty, order)
    made = contrast(of, rows, allowed)
    if made.why:
        return replace(empty, reason=made.why)
    placebo_zones = tuple(_placebo_zones(facts, of, allowed))
    least = abs(made.log_ratio) - _TIE
    far = [abs(math.log(ratio)) >= least for _, ratio in placebo_zones]
    return Effect(
        ids,
        start,
        window,
        lag,
        "lower" if made.high < 0 else "higher" if made.low > 0 else "unclear",
        "",
        tuple(_zone(facts, of, row, 0, 1 / len(rows)) for row in rows),
        _controls(facts, of, rows, made),
        made.treated,
        made.controls,
        made.adjusted,
        math.exp(made.log_ratio),
        math.exp(made.low),
        math.exp(made.high),
        tuple(_placebo_dates(facts, empty, rows, allowed, order)),
        placebo_zones,
        sum(far) / len(far) if far else math.nan,
    )


def _why_not(facts: Facts, of: Effect, until: dt.date | None) -> str:
    """Why no numbers are looked at, "" where they are."""
    panel = facts.cases
    if not panel.days_reported:
        return "none"
    if not facts.policy.detail:
        return "hidden"
    # A running total tells no new cases of its first day.
    first = panel.days[0] + dt.timedelta(days=1 if panel.cumulative_source else 0)
    if of.before[0] < first:
        return "early"
    return "not_over" if of.after[1] > min(until or panel.days[-1], panel.days[-1]) else ""


def _windows(facts: Facts, of: Effect, order: Numbers) -> Windows:
    """The numbers of both windows; a window that holds a revision is unknown."""
    middle = of.start - dt.timedelta(days=of.window - of.window // 2)
    day = dt.timedelta(days=1)
    spans = ((of.before[0], middle - day), (middle, of.before[1]), of.after)
    counts: list[Numbers] = []
    for first, last in spans:
        total = facts.cases.total(first, last)
        begin, end = facts.cases.position(first), facts.cases.position(last)
        if begin is not None and end is not None:
            revised = facts.cases.negative[:, begin : end + 1].any(axis=1)
            total = np.where(revised, np.nan, total)
        counts.append(total)
    first_half, second_half, after = counts
    return Windows(first_half, second_half, after, facts.people, order)


def _zone(facts: Facts, of: Windows, row: int, order: int, weight: float) -> Zone:
    before, after = float(of.before[row]), float(of.after[row])
    scale = PER / float(of.people[row])
    return Zone(
        facts.zone_ids[row],
        int(before),
        int(after),
        before * scale,
        after * scale,
        float(change(of.before[row], of.after[row])),
        order,
        weight,
    )


def _controls(facts: Facts, of: Windows, rows: Sequence[int], made: Contrast) -> tuple[Zone, ...]:
    """The controls, nearest first."""
    nearest = of.order[list(rows)].min(axis=0)
    used = sorted(np.flatnonzero(made.weights), key=lambda row: (nearest[row], row))
    return tuple(
        _zone(facts, of, int(row), int(nearest[row]) % FAR, float(made.weights[row]))
        for row in used
    )


def _placebo_dates(
    facts: Facts, of: Effect, rows: Sequence[int], allowed: Flags, order: Numbers
) -> list[PlaceboDate]:
    """Days before, whose window after is over before the response began; the latest first."""
    found = []
    for number in range(PLACEBO_DATES):
        back = of.window + of.lag + number * PLACEBO_STEP
        then = Effect(of.treated, of.start - dt.timedelta(days=back), of.window, of.lag, "unknown")
        if _why_not(facts, then, None):
            continue
        made = contrast(_windows(facts, then, order), rows, allowed)
        if not made.why:
            limits = (math.exp(v) for v in (made.log_ratio, made.low, made.high))
            found.append(PlaceboDate(then.start, *limits))
    return found


def _placebo_zones(facts: Facts, of: Windows, allowed: Flags) -> list[tuple[str, float]]:
    """The ratio of each zone without a response, as if it had had one."""
    made = {row: contrast(of, [row], allowed) for row in map(int, np.flatnonzero(allowed))}
    return [
        (facts.zone_ids[row], math.exp(one.log_ratio)) for row, one in made.items() if not one.why
    ]
