"""Two cities under one rule and on one scale of classes: the studi komparasi as numbers and keys.

Both are seen with the reader's own facts, so that a policy that hides small counts in one city
hides them here too. Nothing is averaged over zones whose number is not known: medians and quartiles
say of how many zones they speak, and where counts are hidden they are the range that these leave
possible. What can't be compared at all is listed by ``geo.incomparable``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.facts import Facts
from geo.levels import LEVELS
from geo.panel import Panel
from geo.rates import PER
from geo.rules import Rule, member
from geo.selection import nearest_day
from geo.views import CityView
from geo.zoning import Zoning

FIRST = 10
"""Cumulative cases of the whole city from which its days are counted; our own choice."""
ALIGNMENTS = ("calendar", "first10")

Numbers = npt.NDArray[np.float64]
Range = tuple[float, float]
"""The lowest and highest value that the shown counts leave possible; twice the same where they
leave one."""


@dataclass(frozen=True)
class Start:
    """The day on which a city's running total, as reported, first was FIRST or more.

    ``day`` is None where that can't be known, and ``why`` says so: "none" (no counts), "never",
    "above" (the first report already was), "hidden" (running totals are not this reader's).
    ``reporting`` of ``total`` zones had no gap up to the day before; while some had, the day is the
    latest possible one.
    """

    day: dt.date | None
    why: str = ""
    reporting: int = 0
    total: int = 0

    @property
    def complete(self) -> bool:
        return self.reporting == self.total


@dataclass(frozen=True)
class Spread:
    """Zones at each level on each day: ``counts`` has a row for each of ``levels``, mild first, and
    a column for each of ``days``. Only levels of risk; the other zones are not known."""

    days: tuple[dt.date, ...]
    levels: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    total: int

    @property
    def known(self) -> npt.NDArray[np.int64]:
        """Zones with a level of risk on each day."""
        return np.asarray(self.counts.sum(axis=0))

    @property
    def shares(self) -> Numbers:
        """Of the known zones of each day the part at each level; NaN on a day without any."""
        known = self.known.astype(np.float64)
        return np.asarray(self.counts / np.where(known > 0, known, np.nan))


@dataclass(frozen=True)
class Rates:
    """Cases in the rule's window per 100,000 people: ``quartiles`` (lower, median, upper) over the
    ``known`` zones, and ``city``, the cases of these zones over their people. ``hidden`` of the
    known zones have a count that the reader may not see. ``people`` live in the known zones."""

    known: int
    hidden: int
    total: int
    quartiles: tuple[Range, Range, Range]
    city: Range
    people: int


@dataclass(frozen=True)
class Side:
    """One of the two. ``zoned`` is None where the rule can't colour this city for this reader, and
    ``view`` where there is no day to show."""

    facts: Facts
    zoned: Zoning | None
    view: CityView | None
    start: Start
    spread: Spread | None
    rates: Rates | None

    @property
    def name(self) -> str:
        return self.facts.city.name

    @property
    def blind(self) -> bool:
        """True where the rule divides by people and nobody's number is known here: then only zones
        without a case have a colour, and their share would say that all is well."""
        by_people = self.view is not None and self.view.rule.by_incidence
        return by_people and bool(np.isnan(self.facts.people).all())

    @property
    def since(self) -> int | None:
        """Days from the start to the day shown, None where either is unknown."""
        if self.view is None or self.start.day is None:
            return None
        return (self.view.day - self.start.day).days


@dataclass(frozen=True)
class TwoCities:
    """Both cities under ``rule``. ``offset``: the days that the second city's clock runs ahead of
    the first one's, 0 by the calendar. ``aligned`` tells that it follows the starts; False too
    where that was asked for and a start is not known."""

    rule: Rule
    first: Side
    second: Side
    align: str
    offset: int

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second

    @property
    def aligned(self) -> bool:
        return self.align == "first10" and None not in (self.first.start.day, self.second.start.day)


def start(facts: Facts) -> Start:
    """When the city's running total reached FIRST."""
    if not facts.policy.detail:
        return Start(None, "hidden")
    panel = facts.cases
    reported = np.flatnonzero(panel.reported.any(axis=0))
    if not len(reported):
        return Start(None, "none")
    held, gapless = _running(panel)
    reached = np.flatnonzero(held.sum(axis=0) >= FIRST)
    if not len(reached):
        return Start(None, "never")
    if reached[0] <= reported[0]:
        return Start(None, "above")
    column = int(reached[0])
    whole = int(gapless[:, column - 1].sum())
    return Start(panel.days[column], "", whole, len(facts.zone_ids))


def offset(first: Start, second: Start, align: str) -> int:
    """Days from the first city's start to the second one's; 0 by the calendar and where unknown."""
    if align != "first10" or first.day is None or second.day is None:
        return 0
    return (second.day - first.day).days


def other_day(days: Sequence[dt.date], day: dt.date | None, ahead: int) -> dt.date | None:
    """The day among ``days`` that goes with a day of the other city, ``ahead`` days later: the
    nearest on record; None where there is none."""
    return nearest_day(tuple(days), day + dt.timedelta(days=ahead)) if day is not None else None


def side(
    facts: Facts, zoned: Zoning | None, view: CityView | None, begun: Start, levels: Sequence[str]
) -> Side:
    """One city, its zones counted by ``levels`` (see ``scale``)."""
    made = spread(zoned, levels) if zoned is not None else None
    return Side(facts, zoned, view, begun, made, rates(view) if view is not None else None)


def scale(rule: Rule, *zonings: Zoning | None) -> tuple[str, ...]:
    """The levels of risk that both cities are counted by, mild first: the rule's own, and whatever
    else one of them has."""
    rules = (rule, *rule.members)
    used = {level for one in rules for level in one.levels}
    codes = {code for zoned in zonings if zoned is not None for code in np.unique(zoned.codes)}
    risks = [level for level in LEVELS if level.severity is not None]
    return tuple(level.key for level in risks if level.key in used or level.code in codes)


def spread(zoned: Zoning, levels: Sequence[str]) -> Spread:
    """A city's zones counted by level, day by day."""
    codes = {level.key: level.code for level in LEVELS}
    rows = [(zoned.codes == codes[key]).sum(axis=0) for key in levels]
    shape = (len(levels), len(zoned.days))
    counts = np.array(rows, dtype=np.int64).reshape(shape)
    return Spread(zoned.days, tuple(levels), counts, len(zoned.codes))


def rates(view: CityView) -> Rates | None:
    """The day's rates; None where the rule does not look at any, or no zone has one."""
    if not view.rule.by_incidence:
        return None
    lowest, highest = view.facts.policy.range
    low, high, people, hidden = [], [], [], 0
    for zone in view.zones:
        if zone.population is None:
            continue
        if zone.hidden:
            low.append(float(lowest))
            high.append(float(highest))
            hidden += 1
        elif zone.cases is not None and zone.cases >= 0:
            low.append(float(zone.cases))
            high.append(float(zone.cases))
        else:
            continue
        people.append(float(zone.population))
    if not people:
        return None
    at_risk, ends = np.array(people), (np.array(low), np.array(high))
    quarters = [np.percentile(end * PER / at_risk, (25, 50, 75)) for end in ends]
    lower, median, upper = ((float(a), float(b)) for a, b in zip(*quarters, strict=True))
    everybody = float(at_risk.sum())
    city = tuple(float(end.sum()) * PER / everybody for end in ends)
    return Rates(
        known=len(people),
        hidden=hidden,
        total=len(view.zones),
        quartiles=(lower, median, upper),
        city=(city[0], city[1]),
        people=int(everybody),
    )


def same_version(rule: Rule, first: dt.date, second: dt.date) -> bool:
    """True where one version of the rule stands for both days."""
    return member(rule, first).key == member(rule, second).key


def _running(panel: Panel) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Each zone's running total as far as it was reported, shape (zones, days), and where nothing
    of it is missing. A running total that was not reported is the last one that was."""
    if not panel.cumulative_source and panel.periods is None:
        known = ~np.isnan(panel.new)
        held = np.cumsum(np.where(known, panel.new, 0.0), axis=1)
        return held, np.logical_and.accumulate(known, axis=1)
    columns = np.arange(panel.cumulative.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(panel.cumulative), -1, columns), axis=1)
    rows = np.arange(len(panel.cumulative))[:, None]
    return np.where(last >= 0, panel.cumulative[rows, last], 0.0), last >= 0
