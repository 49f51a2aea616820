"""Would the neighbours have warned? A rule of ``geo.pressure`` tried on a series that is over.

The event, fixed beforehand: in the 7 days after day t a zone has at least LEVEL cases per 100,000,
and at least FACTOR times the incidence of the 7 days that end on t.

Nothing looks ahead. Every 7 days, at an origin, each rule gets the lag and thresholds that were
best on all days whose outcome was known by then (smallest Brier score, with the chances counted
there), and is judged with these on the 7 days from the origin on. Lags are on offer as soon as
LEAST_DAYS days can be judged with them; all on offer are compared on the same zones and days.

Beside "pressure" stand rules that know no neighbour: "same_number" (the next week is as the last:
never a rise), "same_event" (what rose last week rises again), "own_trend" (the zone's own growth,
thresholds chosen alike) and "city" (the very rule of "pressure" with the whole city in the place of
the neighbours, so that what a wave or the chance lull of a zone gives away is not taken for word
from next door).

A bulk revision, a day on which at least half of the zones fell, says nothing of the days that it
corrects: windows that hold it are unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from geo import pressure, scores
from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.pressure import NEVER, Flags, Trigger, warned
from geo.rate_arrays import PER, Numbers
from geo.scores import Split, Tally

HORIZON = 7
LEVEL = 50.0
"""Per 100,000 in 7 days: where orange begins under the rule insidensi7."""
FACTOR = 1.5
STEP = 7
LEAST_DAYS = 14
LAGS = range(15)
RATIOS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
GROWTHS = (0.0, 1.0, 1.25, 1.5, 2.0, 3.0)
FLOORS = (0.0, 20.0, 50.0)
BULK = 0.5

RULES = ("pressure", "same_number", "same_event", "own_trend", "city")
FIXED = {"same_number": NEVER, "same_event": Trigger(0, 0.0, FACTOR, LEVEL)}
_AROUND = {"pressure": "near", "city": "city"}
"""What a rule looks at; the others look at the zone itself."""


@dataclass(frozen=True)
class Series:
    """Incidence per 100,000 in 7 days, NaN unknown, shape (zones, days): the zone's ``own``, around
    it (``near``), and the whole ``city``'s, the same in each row. ``masked``: days of bulk
    revisions."""

    days: tuple[dt.date, ...]
    own: Numbers
    near: Numbers
    city: Numbers
    masked: tuple[dt.date, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What a rule was given at an origin, with the chances counted before it."""

    origin: int
    trigger: Trigger
    chances: Split


@dataclass(frozen=True)
class Judged:
    """All that was judged, flat: what ``happened``, the origin (``blocks``) and day of each case,
    and by rule what was ``warned``, with which ``chances``, and what was chosen (``choices``).
    ``whole`` is what all days together choose for pressure."""

    happened: Flags
    blocks: Numbers
    columns: Numbers
    warned: Mapping[str, Flags]
    chances: Mapping[str, Numbers]
    choices: Mapping[str, tuple[Chosen, ...]]
    whole: Trigger


def series(facts: Facts) -> Series:
    """The incidences of a city of which daily numbers, people and outlines are known; InputError
    where one of these is not there at all."""
    panel, where = facts.cases, facts.city.key
    problems = []
    if facts.period > 1 or not panel.days:
        problems.append(Problem("backtest_daily", where))
    if np.isnan(facts.people).all():
        problems.append(Problem("backtest_people", where))
    if not any(facts.neighbours.values()):
        problems.append(Problem("backtest_outlines", where))
    if problems:
        raise InputError(problems)
    fell, known = panel.negative.sum(axis=0), (~np.isnan(panel.new)).sum(axis=0)
    bulk = np.flatnonzero((known > 0) & (fell >= BULK * known))
    counts = panel.window(pressure.WINDOW)
    for column in bulk:
        counts[:, column : column + pressure.WINDOW] = np.nan
    counts = np.where(counts >= 0, counts, np.nan)
    everywhere, _ = pressure.around(counts, facts.people, np.ones((1, len(counts))))
    return Series(
        days=panel.days,
        own=counts * PER / np.where(facts.people > 0, facts.people, np.nan)[:, None],
        near=pressure.around(counts, facts.people, pressure.near_matrix(facts))[0],
        city=np.broadcast_to(everywhere, counts.shape),
        masked=tuple(panel.days[column] for column in bulk),
    )


def happened(own: Numbers, ahead: Numbers) -> Flags:
    """The event, from incidences of the 7 days up to now and of the 7 days after."""
    return np.asarray((ahead >= LEVEL) & (ahead >= FACTOR * own))


def judge(of: Series) -> Judged:
    """Every origin in turn; InputError where the series is too short for one."""
    table = _Table(of)
    last = len(of.days) - 1
    starts = [o for o in range(last - HORIZON + 1) if table.lags(o) >= 0]
    origins = range(starts[0], last - HORIZON + 1, STEP) if starts else ()
    choices: dict[str, list[Chosen]] = {rule: [] for rule in RULES}
    flags: dict[str, list[Flags]] = {rule: [] for rule in RULES}
    chances: dict[str, list[Numbers]] = {rule: [] for rule in RULES}
    events, blocks, columns = [], [], []
    for origin in origins:
        made = {rule: table.choose(rule, origin) for rule in RULES}
        until = min(origin + STEP, last - HORIZON + 1)
        known = table.base[:, origin:until].copy()
        for rule, one in made.items():
            now, before = table.pair(rule, one.trigger.lag)
            known &= ~np.isnan(now[:, origin:until] + before[:, origin:until])
        rows, days = np.nonzero(known)
        days = days + origin
        events.append(table.events[rows, days])
        blocks.append(np.full(len(rows), float(origin)))
        columns.append(days.astype(np.float64))
        for rule, one in made.items():
            now, before = table.pair(rule, one.trigger.lag)
            warns = warned(one.trigger, of.own[rows, days], now[rows, days], before[rows, days])
            choices[rule].append(one)
            flags[rule].append(warns)
            chances[rule].append(np.where(warns, one.chances.after, one.chances.without))
    if not sum(map(len, events)):
        raise InputError(Problem("backtest_short", "series", {"days": len(of.days)}))
    return Judged(
        np.concatenate(events),
        np.concatenate(blocks),
        np.concatenate(columns),
        {rule: np.concatenate(found) for rule, found in flags.items()},
        {rule: np.concatenate(found) for rule, found in chances.items()},
        {rule: tuple(found) for rule, found in choices.items()},
        table.choose("pressure", last).trigger,
    )


def candidates(rule: str, most: int) -> Iterator[tuple[int, list[Trigger]]]:
    """What a rule may be given, by lag up to ``most``; of equally good ones the first is taken."""
    if rule in FIXED:
        yield 0, [FIXED[rule]]
        return
    near = rule in _AROUND
    for lag in range(most + 1) if near else (0,):
        grid = product(RATIOS if near else (0.0,), GROWTHS, FLOORS)
        yield lag, [Trigger(lag, *one) for one in grid]


class _Table:
    """A series laid out for judging: for each zone and day what is known, and what came."""

    def __init__(self, of: Series) -> None:
        self.of = of
        ahead = _later(of.own, -HORIZON)
        self.events = happened(of.own, ahead)
        self.base = ~np.isnan(of.own + ahead + _later(of.own, 7))
        self.known = []
        so_far = self.base
        for lag in LAGS:
            both = sum(sum(self.pair(rule, lag)) for rule in _AROUND)
            so_far = so_far & ~np.isnan(both)
            self.known.append(so_far)

    def pair(self, rule: str, lag: int) -> tuple[Numbers, Numbers]:
        """What the rule looks at, ``lag`` days ago and a week before that."""
        looked = getattr(self.of, _AROUND.get(rule, "own"))
        return _later(looked, lag), _later(looked, lag + 7)

    def lags(self, origin: int) -> int:
        """The largest lag on offer at an origin; -1 where it is too early for any."""
        end = max(0, origin - HORIZON + 1)
        enough = [lag for lag in LAGS if self.known[lag][:, :end].any(axis=0).sum() >= LEAST_DAYS]
        return max(enough, default=-1)

    def choose(self, rule: str, origin: int) -> Chosen:
        """The best thresholds on days whose outcome was known at the origin. A warning must make
        the event likelier; where none does, the rule never warns."""
        most = self.lags(origin)
        end = max(0, origin - HORIZON + 1)
        mask = self.known[max(most, 0)][:, :end]
        came = self.events[:, :end][mask]
        own = self.of.own[:, :end][mask]
        size, all_events = len(came), int(came.sum())
        never = Tally(0, all_events, 0, size - all_events)
        best, found, least = NEVER, never, _brier(never)
        for lag, triggers in candidates(rule, most):
            now, before = (values[:, :end][mask] for values in self.pair(rule, lag))
            for trigger in triggers:
                counts = scores.tally(warned(trigger, own, now, before), came)
                chances = scores.split(counts)
                if rule not in FIXED and not chances.after > chances.without:
                    continue
                value = _brier(counts)
                if value < least or rule in FIXED:
                    best, found, least = trigger, counts, value
        return Chosen(origin, best, scores.split(found))


def _brier(counts: Tally) -> float:
    """The Brier score of chances on the very cases that they were counted on."""
    chances = scores.split(counts)
    after, without = chances.after, chances.without
    hit, miss = counts.hits * (1 - after) ** 2, counts.missed * (1 - without) ** 2
    wrong, right = counts.false_alarms * after**2, counts.quiet * without**2
    cases = counts.warnings + counts.missed + counts.quiet
    return (hit + miss + wrong + right) / cases if cases else 0.0


def _later(values: Numbers, days: int) -> Numbers:
    """The values of ``days`` before, in the place of each day; negative: of days after."""
    moved, length = np.full(values.shape, np.nan), values.shape[1]
    if 0 <= days < length:
        moved[:, days:] = values[:, : length - days]
    elif -length < days < 0:
        moved[:, :days] = values[:, -days:]
    return moved
