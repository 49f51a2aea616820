"""One kind of response in two cities: who started when, at what level of cases, what followed.

Cases are told only where they are of one kind with the responses: an invented response stands
beside invented cases, a real one beside reported cases or what a source stated of the whole city.
What followed is not what it brought about: that is asked by ``geo.effect``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from geo.action_ledger import Line
from geo.archive import CityFigures, figures_on
from geo.facts import Facts
from geo.register import Register

AFTER = (14, 28, 56)
"""Days after the start on which the city's week is looked at again."""
WEEK = 7
_NEAR = 14
"""A stated figure so many days away at most still speaks of the start. Own choice."""


@dataclass(frozen=True)
class Week:
    """The city's cases in the seven days up to and with ``day``, over the kelurahan that reported
    (``reporting`` of ``total``); None where no kelurahan did. ``after`` days after the start."""

    day: dt.date
    after: int
    cases: int | None
    reporting: int
    total: int


@dataclass(frozen=True)
class Began:
    """A kind in one city. ``first`` and ``last`` starts among ``lines``, None where no day is
    known; ``zones`` of ``total`` kelurahan are named, ``undated`` lines have no day. ``simulated``:
    the lines are invented ones. ``weeks`` begin with the start itself; they are empty, and ``why``
    says so, where there are no cases to tell: "none", "mixed" (only invented cases beside a real
    response), "hidden". ``stated`` is what a source said of the city near the start.
    """

    kind: str
    lines: tuple[Line, ...]
    first: dt.date | None
    last: dt.date | None
    zones: int
    total: int
    undated: int
    simulated: bool
    weeks: tuple[Week, ...]
    why: str
    stated: CityFigures | None


def kinds(*registers: tuple[Register, str]) -> tuple[str, ...]:
    """Kinds that any of these registers has for its disease: those that the most of them have
    first, then those that are real in the most of them, then by their first start."""
    has: dict[str, set[int]] = {}
    real: dict[str, set[int]] = {}
    starts: dict[str, dt.date] = {}
    for number, (register, disease) in enumerate(registers):
        for line in register.lines_for(disease):
            has.setdefault(line.kind, set()).add(number)
            if not line.simulated:
                real.setdefault(line.kind, set()).add(number)
            start = line.start or dt.date.max
            starts[line.kind] = min(starts.get(line.kind, start), start)

    def order(kind: str) -> tuple[int, int, dt.date]:
        return -len(has[kind]), -len(real.get(kind, ())), starts[kind]

    return tuple(sorted(has, key=order))


def began(facts: Facts, register: Register, kind: str) -> Began:
    """What is recorded of a kind in a city. Where real and invented ones stand together only the
    real ones are told."""
    lines = [line for line in register.lines_for(facts.disease.key) if line.kind == kind]
    real = [line for line in lines if not line.simulated]
    lines = real or lines
    starts = [line.start for line in lines if line.start]
    first = min(starts, default=None)
    simulated = bool(lines) and not real
    weeks, why = _weeks(facts, first, simulated=simulated) if first else ((), "none")
    return Began(
        kind=kind,
        lines=tuple(lines),
        first=first,
        last=max(starts, default=None),
        zones=len({line.zone_id for line in lines if line.zone_id}),
        total=len(facts.zone_ids),
        undated=len(lines) - len(starts),
        simulated=simulated,
        weeks=weeks,
        why=why,
        stated=_stated(facts, first) if first and not simulated else None,
    )


def _weeks(facts: Facts, first: dt.date, *, simulated: bool) -> tuple[tuple[Week, ...], str]:
    if not facts.cases.days_reported:
        return (), "none"
    if not facts.policy.detail:
        return (), "hidden"
    if facts.simulated and not simulated:
        return (), "mixed"
    window = facts.cases.window(WEEK)
    found = []
    for after in (0, *AFTER):
        day = first + dt.timedelta(days=after)
        at = facts.cases.position(day)
        column = window[:, at] if at is not None else np.full(len(facts.zone_ids), np.nan)
        known = ~np.isnan(column)
        total = int(np.nansum(column)) if known.any() else None
        cases = total if total is not None and total >= 0 else None
        found.append(Week(day, after, cases, int(known.sum()), len(column)))
    return tuple(found), ""


def _stated(facts: Facts, first: dt.date) -> CityFigures | None:
    """The stated figures nearest to the start, up to ``_NEAR`` days away; of two as near the
    earlier one."""
    if facts.archive is None:
        return None
    for away in range(_NEAR + 1):
        for day in (first - dt.timedelta(days=away), first + dt.timedelta(days=away)):
            found = figures_on(facts.archive, day)
            if found is not None and found.cases is not None:
                return found
    return None
