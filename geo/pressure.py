"""Pressure from next door: the cases of a zone's neighbours in 7 days, per 100,000 of their people.

P = 100,000 × Σ cases of the neighbours ÷ Σ people of the neighbours, over the neighbours of order 1
whose cases and people are known, in the 7 days that end ``lag`` days before the day shown. That is
the neighbours' incidence, each weighing by its people.

Unknown are a window that is not reported whole or that a revision made negative, and a zone without
people. P is unknown where the known neighbours hold less than LEAST_KNOWN of all neighbours'
people; one whose people are not known counts there as many as the others on average.

Everybody who sees small counts hidden gets the same P, made of what the public sees: the week that
closed last, ``lag`` days before. Where a neighbour is hidden there is no P but the two numbers that
anybody can work out, as if all hidden ones had the lowest or the highest hidden count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.facts import Facts
from geo.rate_arrays import PER, Numbers
from geo.reasons import Phrase
from geo.suppression import hide_panel, window_end

WINDOW = 7
LEAST_KNOWN = 0.8
"""Our own choice: a fifth of the people around may be unknown."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Trigger:
    """When to warn: where what is around (``lag`` days ago) was at least ``floor`` per 100,000, at
    least ``ratio`` times the zone's own incidence of today and at least ``growth`` times what it
    was a week before. 0 asks nothing; an infinite floor never warns."""

    lag: int
    ratio: float
    growth: float
    floor: float


NEVER = Trigger(0, 0.0, 0.0, np.inf)


@dataclass(frozen=True)
class Pressure:
    """What the neighbours of a zone mean for it on a day.

    ``ends``: last day of the neighbours' window. ``neighbours`` of order 1, ``known`` of them have
    cases and people, ``share`` of the people around live there (None without neighbours or people).
    ``cases`` and ``people`` are those of the known ones, ``incidence`` per 100,000; None where
    ``why`` says what is lacking: "hidden", "missing" (cases), "population", "island",
    "no_outlines". Where hidden, ``low`` and ``high`` are what is possible. ``simulated``: so are
    the counts.
    """

    zone_id: str
    ends: dt.date
    lag: int
    neighbours: int
    known: int = 0
    share: float | None = None
    cases: int | None = None
    people: int | None = None
    incidence: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""
    simulated: bool = False


def pressure(facts: Facts, zone_id: str, day: dt.date, lag: int = 0) -> Pressure:
    """The pressure on one zone on ``day``; any day, also one that nobody reported on."""
    cases, hidden = _windows(facts, day - dt.timedelta(days=lag))
    return _pressure(facts, zone_id, day, lag, cases, hidden)


def pressures(facts: Facts, day: dt.date, lag: int = 0) -> tuple[Pressure, ...]:
    """The pressure on every zone, in the order of ``facts.zone_ids``."""
    cases, hidden = _windows(facts, day - dt.timedelta(days=lag))
    return tuple(_pressure(facts, one, day, lag, cases, hidden) for one in facts.zone_ids)


def warning(facts: Facts, zone_id: str, day: dt.date, trigger: Trigger) -> bool | None:
    """Whether the rule warns a zone on a day; None where a number that it needs is not known."""
    row = facts.zone_ids.index(zone_id)
    cases, _ = _windows(facts, day)
    own = np.where(cases[row] >= 0, cases[row], np.nan) * PER / facts.people[row]
    around = pressure(facts, zone_id, day, trigger.lag).incidence
    before = pressure(facts, zone_id, day, trigger.lag + 7).incidence
    if not np.isfinite(own) or around is None or (trigger.growth and before is None):
        return None
    return bool(warned(trigger, own, around, before or 0.0))


def warned(trigger: Trigger, own: Any, around: Any, before: Any) -> Flags:
    """The rule on incidences per 100,000: the zone's own of today, what is around and what was
    there a week before that. False where one that it asks for is unknown."""
    around = np.asarray(around, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        found = (around > 0) & (around >= trigger.floor)
        if trigger.ratio:
            found = found & (around >= trigger.ratio * np.asarray(own))
        if trigger.growth:
            found = found & (around >= trigger.growth * np.asarray(before))
    return np.asarray(found)


def around(cases: Any, people: Any, near: Any) -> tuple[Numbers, Numbers]:
    """Incidence per 100,000 around each zone and the share of people it is known of; both of shape
    (zones, days).

    ``cases`` are window counts (zones, days), NaN unknown and below 0 too; ``people`` (zones,);
    ``near`` (rows, zones) is True where a zone is around the row's.
    """
    near = np.asarray(near, dtype=np.float64)
    people = np.where(np.asarray(people) > 0, people, np.nan)
    has_people = ~np.isnan(people)
    counts = np.asarray(cases, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        known = (counts >= 0) & has_people[:, None]
    persons = np.where(has_people, people, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = near.sum(axis=1) / (near @ has_people)
        everyone = (near @ persons) * missing
        there = near @ (persons[:, None] * known)
        share = there / everyone[:, None]
        rate = near @ np.where(known, counts, 0.0) / there * PER
    return np.where(share >= LEAST_KNOWN, rate, np.nan), share


def near_matrix(facts: Facts) -> Flags:
    """True where the column's zone is a neighbour of order 1 of the row's."""
    place = {zone_id: i for i, zone_id in enumerate(facts.zone_ids)}
    near = np.zeros((len(place), len(place)), dtype=bool)
    for zone_id, others in facts.neighbours.items():
        for other in others:
            if zone_id in place and other in place and other != zone_id:
                near[place[zone_id], place[other]] = True
    return near


def sentence(of: Pressure) -> Phrase:
    """What the pressure is, or why it is not known."""
    values: dict[str, Any] = {"days": WINDOW, "ends": of.ends, "known": of.known}
    values |= {"neighbours": of.neighbours}
    if not of.why:
        return Phrase(
            "pressure.known",
            {**values, "rate": of.incidence, "cases": of.cases, "n": of.cases},
        )
    if of.why == "hidden" and of.low is not None:
        return Phrase("pressure.range", {**values, "low": of.low, "high": of.high})
    return Phrase(f"pressure.unknown.{of.why}", values)


def _windows(facts: Facts, day: dt.date) -> tuple[Numbers, Flags]:
    """Window counts of all zones on a day as everybody with this policy sees them, and where one is
    hidden; a number of a week or month stands until the next is due."""
    policy = replace(facts.policy, own_zone=None)
    panel, zones = facts.cases, len(facts.zone_ids)
    unknown = np.full(zones, np.nan), np.zeros(zones, dtype=bool)
    if not panel.days or day < panel.days[0]:
        return unknown
    extra = (day - panel.days[-1]).days
    if extra > 0:
        panel = panel.stretched(min(extra, max(WINDOW, facts.period)))
    column = panel.position(day)
    if column is None:
        return unknown
    groups = [facts.districts[zone_id] for zone_id in facts.zone_ids]
    shown = hide_panel(panel.window(WINDOW), panel.days, groups, policy, WINDOW)
    counts, hidden = shown.counts, shown.hidden
    if facts.period > 1:
        from geo.staleness import source

        columns = source(np.isnan(counts) & ~hidden, facts.period)[:, column]
        rows = np.arange(zones)
        return counts[rows, columns], hidden[rows, columns]
    return counts[:, column], hidden[:, column]


def _pressure(
    facts: Facts, zone_id: str, day: dt.date, lag: int, cases: Numbers, hidden: Flags
) -> Pressure:
    policy = replace(facts.policy, own_zone=None)
    ends = window_end(day - dt.timedelta(days=lag), policy)
    place = {one: i for i, one in enumerate(facts.zone_ids)}
    others = [o for o in facts.neighbours.get(zone_id, ()) if o in place and o != zone_id]
    made = Pressure(zone_id, ends, lag, len(others), simulated=facts.simulated)
    if not others:
        return replace(made, why="island" if zone_id in facts.neighbours else "no_outlines")
    rows = np.array([place[other] for other in others])
    people, counts, covered = facts.people[rows], cases[rows], hidden[rows]
    if not np.nansum(people) > 0:
        return replace(made, why="population")
    low, high = (np.where(covered, bound, counts) for bound in policy.range)
    everyone = np.ones((1, len(others)))
    rates, shares = zip(*(around(n[:, None], people, everyone) for n in (low, high)), strict=True)
    with np.errstate(invalid="ignore"):
        known = (low >= 0) & (people > 0)
    made = replace(made, known=int(known.sum()), share=float(shares[0][0, 0]))
    if np.isnan(rates[0][0, 0]):
        few = np.isnan(low) | (low < 0)
        return replace(made, why="missing" if few[people > 0].any() else "population")
    if covered[known].any():
        return replace(made, why="hidden", low=float(rates[0][0, 0]), high=float(rates[1][0, 0]))
    return replace(
        made,
        cases=int(counts[known].sum()),
        people=int(people[known].sum()),
        incidence=float(rates[0][0, 0]),
    )
