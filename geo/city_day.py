"""One city's kelurahan on a day, as little as an overview of hundreds of cities needs of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from geo import rule_choice
from geo.cities import City
from geo.facts import Facts
from geo.rules import Rule, member
from geo.views import COUNTED, is_simulated
from geo.zoning import statuses_on


@dataclass(frozen=True)
class Zone:
    """One kelurahan on the day. ``level`` is None where the rule can't be asked in its city.

    ``cases`` are the window's, as this reader sees them of a kelurahan; ``shared`` the same for
    sums: those that everybody may see. Both are None where unknown or hidden, and ``hidden`` tells
    that this reader may not see it. ``people``, ``last_report``: None where unknown. ``unsure``:
    the level is inferred, contradicted or doubtful (see ``geo.views.ZoneStatus``)."""

    zone_id: str
    name: str
    district: str
    level: str | None
    cases: int | None = None
    shared: int | None = None
    hidden: bool = False
    people: int | None = None
    last_report: dt.date | None = None
    unsure: bool = False


@dataclass(frozen=True)
class CityDay:
    """What one city adds: small, so that hundreds of them can be kept.

    ``why`` says why the rule can't be asked here (a key of ``geo.rule_choice``, or
    "rule_no_archive"), "" where it can.
    """

    city: City
    zones: tuple[Zone, ...]
    simulated: bool
    why: str = ""


def city_day(facts: Facts, rule: Rule, day: dt.date, *, smoothed: bool = False) -> CityDay:
    """One city's kelurahan on a day under a rule, or why it can't be asked there.

    ``rule`` may be one of a by_date family.
    """
    why = _why(rule, facts)
    ids, names, districts = facts.zone_ids, facts.names, facts.districts
    if why:
        plain = tuple(Zone(one, names[one], districts[one], None) for one in ids)
        return CityDay(facts.city, plain, simulated=False, why=why)
    rule = member(rule, day)
    rows = statuses_on(facts, rule, day, smoothed=smoothed)
    if rule.kind not in COUNTED:
        rows = rows.assign(cases=None, shared=None)
    elif facts.policy.own_zone is None:
        rows = rows.assign(shared=rows["cases"])
    # Who knows one kelurahan by another window gets sums only where nothing is hidden from anybody.
    rows = rows.assign(unsure=rows["inferred"] | rows["contradiction"] | rows["doubtful"])
    wanted = ("level", "cases", "shared", "hidden", "last_report", "unsure")
    columns = (rows[name] for name in wanted)
    zones = tuple(
        Zone(
            one,
            names[one],
            districts[one],
            level,
            _whole(n),
            _whole(sum_),
            bool(hid),
            _whole(p),
            at,
            bool(unsure),
        )
        for one, level, n, sum_, hid, at, unsure, p in zip(ids, *columns, facts.people, strict=True)
    )
    return CityDay(facts.city, zones, is_simulated(facts, rule))


def _why(rule: Rule, facts: Facts) -> str:
    fault = rule_choice.refusal(rule, facts)
    if fault is not None:
        return fault.key
    return "rule_no_archive" if rule.kind == "archive" and facts.archive is None else ""


def _whole(value: float | None) -> int | None:
    return None if value is None or value != value else int(value)
