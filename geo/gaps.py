"""Where nothing is known to be done though the risk asks for it: a list to act on, for any day.

Red (or black) kelurahan, and those whose cases rise, without an active response; Puskesmas without
a programme; Jogo Tonggo whose daily report is overdue; Kampung Siaga nobody looked at; overdue
tasks. No record is not the same as no response: the list says what is not recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from geo import catchments
from geo.action_ledger import Line
from geo.levels import BY_KEY, severity_of
from geo.register import Register
from geo.response import Report, Task
from geo.response_kinds import REPORT_EVERY
from geo.siaga import readiness

Reason = Literal["severe", "rising", "unconfirmed", "programme", "report", "check", "task"]
REASONS: tuple[str, ...] = get_args(Reason)
OF_ZONES: tuple[Reason, ...] = ("severe", "rising", "unconfirmed")
"""Reasons that a kelurahan asks for a response."""
SEVERE = 3
"""Severity from which a level asks for a response: red."""


@dataclass(frozen=True)
class Gap:
    """One thing to act on. ``zone_id``, ``rw`` and ``puskesmas`` say where, "" what does not apply;
    ``days`` since the last sign or since it was due, None where there never was one; ``kinds`` are
    responses that nobody confirmed any more (``unconfirmed``); ``title`` of a task. ``simulated``:
    what it speaks of is invented; ``geo.response_view`` knows that."""

    reason: Reason
    zone_id: str = ""
    rw: str = ""
    puskesmas: str = ""
    days: int | None = None
    level: str = ""
    kinds: tuple[str, ...] = ()
    title: str = ""
    role: str = ""
    simulated: bool = False


def of_zones(
    register: Register,
    disease: str,
    day: dt.date,
    levels: dict[str, str],
    rising: Collection[str] = (),
) -> tuple[Gap, ...]:
    """Kelurahan that ask for a response and have none that is known to be active, most severe
    first. ``levels`` are the day's level keys by zone_id, ``rising`` zones whose cases rise."""
    lines = by_zone(register, disease, day)
    found = []
    for zone_id, level in levels.items():
        severe = asks(level)
        if not severe and zone_id not in rising:
            continue
        here = lines.get(zone_id, ())
        if any(line.state_on(day) == "active" for line in here):
            continue
        weak = tuple(sorted({line.kind for line in here if line.state_on(day) == "unconfirmed"}))
        signs = [sign for line in here if (sign := line.last_sign(day))]
        since = (day - max(signs)).days if signs else None
        reason: Reason = "unconfirmed" if weak else "severe" if severe else "rising"
        found.append(Gap(reason, zone_id, days=since, level=level, kinds=weak))
    return tuple(sorted(found, key=lambda gap: (-severity_of(gap.level), gap.zone_id)))


def asks(level: str) -> bool:
    """True for a level of a kelurahan's own that asks for a response; an RT's colour does not."""
    return (BY_KEY[level].severity or 0) >= SEVERE


def by_zone(register: Register, disease: str, day: dt.date) -> dict[str, tuple[Line, ...]]:
    """The lines that reach each kelurahan on a day; a Puskesmas' line reaches its known catchment
    of that day. Lines of the whole city reach none by themselves."""
    found: dict[str, list[Line]] = {}
    for line in register.lines_for(disease):
        zones: tuple[str, ...] = (line.zone_id,) if line.zone_id else ()
        if not zones and line.puskesmas:
            zones = catchments.zones_of(register, line.puskesmas, day)
        for zone_id in zones:
            found.setdefault(zone_id, []).append(line)
    return {zone_id: tuple(lines) for zone_id, lines in found.items()}


def of_puskesmas(register: Register, disease: str, day: dt.date) -> tuple[Gap, ...]:
    """Puskesmas that exist on the day and have no active programme, by name."""
    active = {
        line.puskesmas
        for line in register.lines_for(disease)
        if line.kind == "programme" and line.state_on(day) == "active"
    }
    return tuple(
        Gap("programme", puskesmas=one.puskesmas)
        for one in catchments.open_on(register, day)
        if one.puskesmas not in active
    )


def of_reports(register: Register, disease: str, day: dt.date) -> tuple[Gap, ...]:
    """RW whose Jogo Tonggo began and has not ended, and whose last report is older than it should
    be; the longest overdue first. Reports that wait for a second pair of eyes have arrived. Of whom
    only public pages tell, and no report ever came, nobody here awaits one."""
    arrived: dict[tuple[str, str], dt.date] = {}
    for report in register.records:
        if isinstance(report, Report) and report.date <= day:
            key = (report.zone_id, report.rw)
            arrived[key] = max(arrived.get(key, report.date), report.date)
    found = []
    for line in register.lines_for(disease):
        if line.kind != "jogo_tonggo" or not line.rw:
            continue
        if line.state_on(day) not in ("active", "unconfirmed") or line.start is None:
            continue
        last = arrived.get((line.zone_id, line.rw))
        if last is None and all(entry.origin == "fact" for entry in line.entries):
            continue
        late = (day - (last or line.start)).days - REPORT_EVERY
        if late > 0:
            days = None if last is None else (day - last).days
            found.append(Gap("report", line.zone_id, line.rw, days=days))
    return tuple(sorted(found, key=lambda gap: (-(gap.days or 10_000), gap.zone_id, gap.rw)))


def of_checks(register: Register, disease: str, day: dt.date) -> tuple[Gap, ...]:
    """Kampung Siaga that are active and of which an item was never looked at or not lately; those
    that nobody confirmed any more ask for that first."""
    found = []
    for line in register.lines_for(disease):
        if line.kind != "kampung" or not line.zone_id:
            continue
        if line.state_on(day) != "active":
            continue
        items = readiness(register, line.zone_id, line.rw, day).items
        if any(item.date is None or item.old for item in items):
            dates = [item.date for item in items if item.date]
            days = (day - min(dates)).days if len(dates) == len(items) else None
            found.append(Gap("check", line.zone_id, line.rw, days=days))
    return tuple(found)


def of_tasks(register: Register, day: dt.date) -> tuple[Gap, ...]:
    """Tasks that were set by that day, are past their due date and were not done by then."""
    found = [
        Gap(
            "task",
            task.zone_id,
            task.rw,
            days=(day - task.due).days,
            title=task.title,
            role=task.role,
        )
        for task in register.of(Task)
        if task.late(day)
    ]
    return tuple(sorted(found, key=lambda gap: -(gap.days or 0)))
