"""View models: numbers and keys, no words. Map, table, chart and export of one question come from
one of these, so that they can't disagree."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo import archive as zone_archive
from geo.facts import Facts
from geo.levels import BY_KEY, severity_of
from geo.panel import seven_day_mean
from geo.reasons import Phrase, reason
from geo.rules import Rule, member
from geo.zoning import Zoning, statuses_on, zoning

WEEK = dt.timedelta(days=7)
COUNTED = ("incidence_bands", "count_bands", "doubling")
"""Kinds of rules that look at cases of the zone."""


@dataclass(frozen=True)
class ZoneStatus:
    """One zone on one day under one rule.

    ``level`` is a key of ``geo.levels``. ``cases`` are the window's cases, ``population`` people,
    ``incidence`` cases per 100,000 (None too where a revision made ``cases`` negative); each None
    where unknown or where the rule does not use it.
    ``inferred``: not stated, but follows from the city's totals. ``contradiction``: sources differ.
    ``hidden``: the reader may not see the count. ``doubtful``: see ``geo.doubt``. ``detail``: what
    else the rule looked at, see ``geo.colouring.details``.
    """

    zone_id: str
    name: str
    district: str
    level: str
    reason: Phrase
    cases: int | None = None
    population: int | None = None
    incidence: float | None = None
    hidden: bool = False
    doubtful: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)
    inferred: bool = False
    contradiction: bool = False
    approximate: bool = False
    urls: tuple[str, ...] = ()
    title: str = ""
    note: str = ""
    contradicts: str = ""


@dataclass(frozen=True)
class CityView:
    """A city on one day under one rule.

    ``tally`` counts zones per level, most severe first; levels of the rule are always present, of
    the archive those of which the day's totals say that there are none: zones that a source counts
    and nobody names are not 0.
    ``stated`` are the day's totals per level as a source gave them, {} where none did.
    ``before`` is the same count seven days earlier with ``before_stated`` True where it is a total
    that the source stated; None where that day is unknown. ``window_cases`` sums the rule's window
    over the zones where it is known (``window_known`` of them); None where counts are hidden. It is
    the same sum for all who see small counts hidden, whichever zone is their own.
    """

    facts: Facts
    rule: Rule
    day: dt.date
    smoothed: bool
    zones: tuple[ZoneStatus, ...]
    tally: Mapping[str, int]
    stated: Mapping[str, int]
    before: Mapping[str, int] | None
    before_stated: bool
    window_cases: int | None
    window_known: int
    figures: zone_archive.CityFigures | None
    period: str | None

    @property
    def simulated(self) -> bool:
        """True where a number or colour of this view comes from the simulation."""
        return is_simulated(self.facts, self.rule)

    @property
    def reported(self) -> bool:
        """True where at least one zone has a level of its own or holds an RT that has one."""
        return any(BY_KEY[z.level].severity is not None or "rt" in z.level for z in self.zones)

    def zone(self, zone_id: str) -> ZoneStatus:
        return next(zone for zone in self.zones if zone.zone_id == zone_id)


@dataclass(frozen=True)
class ZoneView:
    """One zone: its status, neighbours on the same day, past levels and curve.

    ``past`` pairs days with level keys. ``curve`` pairs days with new cases and their seven-day
    mean, None where unknown; it is empty under the archive where the only counts are simulated.
    ``stated`` are counts that a public source gave for this zone: (day, measure, value, url).
    """

    city: CityView
    status: ZoneStatus
    neighbours: tuple[ZoneStatus, ...]
    past: tuple[tuple[dt.date, str], ...]
    curve: tuple[tuple[dt.date, float | None, float | None], ...]
    more_severe: int
    same_level: int
    ranked: int
    stated: tuple[tuple[dt.date, str, int, str], ...] = ()


def is_simulated(facts: Facts, rule: Rule) -> bool:
    """True where a rule colours this city by simulated numbers: not under the archive, nor by
    houses that somebody counted."""
    kinds = {one.kind for one in (*rule.members, rule)}
    return facts.simulated and "archive" not in kinds and not (facts.rt and "rt_houses" in kinds)


def city_view(facts: Facts, rule: Rule, day: dt.date, *, smoothed: bool = False) -> CityView:
    """The city on ``day``; days without any report give a view whose zones all say so.

    ``rule`` may be one of a by_date family: the view then carries the member of that day.
    """
    rule = member(rule, day)
    rows = statuses_on(facts, rule, day, smoothed=smoothed)
    shown = [] if rule.kind == "archive" else list(rule.levels)
    zones = tuple(_status(facts, rule, day, *row) for row in _records(facts, rows))
    known = [int(n) for n in rows["shared"].dropna()] if rule.kind in COUNTED else []
    hidden = any(zone.hidden for zone in zones)
    before, stated = _before(facts, rule, day - WEEK, smoothed)
    archive = facts.archive if rule.kind == "archive" else None
    if archive is not None:
        totals = zone_archive.totals_on(archive, day)
        shown = [key for key, total in totals.items() if total == 0]
    return CityView(
        facts=facts,
        rule=rule,
        day=day,
        smoothed=smoothed,
        zones=zones,
        tally=_tally([zone.level for zone in zones], shown),
        stated=zone_archive.totals_on(archive, day) if archive else {},
        before=before,
        before_stated=stated,
        window_cases=sum(known) if known and not hidden else None,
        window_known=len(known),
        figures=zone_archive.figures_on(archive, day) if archive else None,
        period=zone_archive.period_of(archive, day) if archive else None,
    )


def zone_view(city: CityView, zone_id: str, zoned: Zoning | None = None) -> ZoneView:
    """One zone of a city view; ``zoned`` may be passed where it is already known."""
    facts = city.facts
    zoned = zoned or zoning(facts, city.rule, smoothed=city.smoothed)
    row = facts.zone_ids.index(zone_id)
    keys = {level.code: level.key for level in BY_KEY.values()}
    status = city.zone(zone_id)
    severities = [BY_KEY[z.level].severity for z in city.zones]
    own = BY_KEY[status.level].severity
    ranked = [s for s in severities if s is not None]
    invented = facts.simulated and city.rule.kind == "archive"
    return ZoneView(
        city=city,
        status=status,
        neighbours=tuple(city.zone(other) for other in facts.neighbours.get(zone_id, ())),
        past=tuple(
            (day, keys[code]) for day, code in zip(zoned.days, zoned.codes[row], strict=True)
        ),
        curve=_curve(facts, row) if facts.policy.sees(zone_id) and not invented else (),
        more_severe=sum(own is not None and s > own for s in ranked),
        same_level=sum(s == own for s in ranked) if own is not None else 0,
        ranked=len(ranked),
        stated=zone_archive.stated_cases(facts.archive, zone_id) if facts.archive else (),
    )


def _records(facts: Facts, rows: Any) -> list[tuple[int, Mapping[str, Any]]]:
    return list(enumerate(rows.to_dict("records")))


def _status(
    facts: Facts, rule: Rule, day: dt.date, position: int, row: Mapping[str, Any]
) -> ZoneStatus:
    zone_id = row["zone_id"]
    people, cases = facts.people[position], row["cases"]
    counted = rule.kind in COUNTED
    has_cases, has_people = bool(cases == cases), bool(people == people and people > 0)
    urls = tuple(filter(None, (row["url"], *str(row["also_urls"] or "").split(" "))))
    return ZoneStatus(
        zone_id=zone_id,
        name=facts.names[zone_id],
        district=facts.districts[zone_id],
        level=row["level"],
        reason=reason(rule, day, row, float(people) if has_people else None),
        cases=int(cases) if counted and has_cases else None,
        population=int(people) if has_people else None,
        incidence=float(cases) * 100_000 / float(people)
        if rule.by_incidence and has_cases and cases >= 0 and has_people
        else None,
        hidden=bool(row["hidden"]),
        doubtful=bool(row["doubtful"]),
        detail=row["detail"],
        inferred=bool(row["inferred"]),
        contradiction=bool(row["contradiction"]),
        approximate=bool(row["approximate"]),
        urls=urls,
        title=row["title"] or "",
        note=row["note"] or "",
        contradicts=row["contradicts"] or "",
    )


def _tally(levels: list[str], always: list[str]) -> dict[str, int]:
    """Zones per level: levels of RT first where there are any, then the most severe first."""
    counts = Counter(levels)
    keys = [key for key in BY_KEY if key in counts or key in always]
    keys.sort(key=lambda key: ("rt" not in key, -severity_of(key)))
    return {key: counts[key] for key in keys}


def _before(
    facts: Facts, rule: Rule, day: dt.date, smoothed: bool
) -> tuple[dict[str, int] | None, bool]:
    """Zones per level on an earlier day: stated totals first, else counted zones."""
    if rule.kind == "archive":
        if facts.archive is None:
            return None, False
        stated = zone_archive.totals_on(facts.archive, day)
        if stated:
            return dict(stated), True
        if day not in zone_archive.days(facts.archive):
            return None, False
    rows = statuses_on(facts, rule, day, smoothed=smoothed)
    levels = [str(level) for level in rows["level"]]
    known = any(BY_KEY[level].severity is not None or "rt" in level for level in levels)
    return (_tally(levels, []), False) if known else (None, False)


def _curve(facts: Facts, row: int) -> tuple[tuple[dt.date, float | None, float | None], ...]:
    new = facts.cases.new[row : row + 1]
    mean = seven_day_mean(new)
    return tuple(
        (day, _number(count), _number(average))
        for day, count, average in zip(facts.cases.days, new[0], mean[0], strict=True)
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
