"""Responses for the live map: the lines that reach each kelurahan, as days from the map's first.

Drawn by static/jaga/responses.js. What it says of a day is what ``Line.state_on`` and
``geo.gaps.by_zone`` say of it, so that map, page and list of gaps can't disagree.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from geo import text
from geo.action_ledger import Line, Span
from geo.changes import meaning
from geo.facts import Facts
from geo.gaps import asks
from geo.levels import LEVELS
from geo.register import Register
from geo.render.map import to_script
from geo.response import Catchment
from geo.response_kinds import CHECK_LASTS, KINDS, SIAGA
from geo.rules import Rule
from geo.siaga import readiness
from geo.views import WEEK

Days = tuple[dt.date, dt.date]
"""From and to, both within; ``date.min`` and ``date.max`` where no day is known."""

SCALE = "".join(
    level.code
    for level in sorted(LEVELS, key=lambda level: level.severity or 0)
    if level.severity is not None
)
"""Codes of the levels that lie on one scale, mild to severe."""

_DAY = dt.timedelta(days=1)
_WORDS = (
    *("button", "panel", "options", "close", "kinds", "all", "none", "gaps", "gaps_about"),
    *("gaps_severe", "gaps_rising", "gaps_unknown"),
    *("legend", "legend_active", "legend_unconfirmed", "legend_ready", "legend_dot"),
    *("since", "since_unconfirmed", "ready", "unchecked", "old", "simulated", "nothing", "rest"),
)


def layer(
    register: Register,
    disease: str,
    zone_ids: Sequence[str],
    first: dt.date,
    last: dt.date,
    lang: str,
    apart: Collection[dt.date] = (),
) -> dict[str, Any] | None:
    """Responses that reach a kelurahan from ``first`` to ``last``; None where none does.

    ``kinds`` are those that occur. ``zones`` has a list of lines for each of ``zone_ids``, a line
    being [kind, 1 where invented, where, spans, looks]: a span is [first day, last day or None, 1
    active or 0 unconfirmed], a look is [day, ready siaga of five, or None where all looks are too
    old by then]; before its first look a Kampung Siaga's readiness is not known. Days are counted
    from ``first``, earlier ones below 0. ``severe``: codes of levels that ask for a response;
    ``scale``: codes that can be compared, mild to severe; ``apart``: days whose colours can't be
    compared with those of the day a week before, though it is on the map (see ``apart``).
    """
    lines = [line for line in register.lines_for(disease) if line.start]
    several = Counter(map(_place, lines))
    found: dict[str, list[tuple[Line, list[list[Any]]]]] = defaultdict(list)
    for line in lines:
        for zone_id, known in _reached(register, line):
            shown = [_counted(span, first) for span in _cut(line.spans, known)]
            if any(begun <= (last - first).days and _still(until) for begun, until, _ in shown):
                found[zone_id].append((line, shown))
    drawn = {zone_id: found[zone_id] for zone_id in zone_ids if zone_id in found}
    if not drawn:
        return None
    occurring = {line.kind for lines in drawn.values() for line, _ in lines}
    kinds = [kind for kind in KINDS if kind.key in occurring]
    number = {kind.key: n for n, kind in enumerate(kinds)}
    body = {
        "kinds": [
            {
                "key": kind.key,
                "mark": kind.mark,
                "name": text.text(f"response.kind.{kind.key}", lang),
                "group": kind.group,
            }
            for kind in kinds
        ],
        "zones": [
            [
                [
                    number[line.kind],
                    int(line.simulated),
                    _where(line, several, lang),
                    shown,
                    _looks(register, line, first),
                ]
                for line, shown in drawn.get(zone_id, ())
            ]
            for zone_id in zone_ids
        ],
        "severe": "".join(level.code for level in LEVELS if asks(level.key)),
        "scale": SCALE,
        "apart": sorted((day - first).days for day in apart),
        "siaga": len(SIAGA),
        "words": {name: text.raw(f"response_map.{name}", lang) for name in _WORDS},
    }
    return {**body, "hash": hashlib.sha256(to_script(body).encode()).hexdigest()[:16]}


def apart(facts: Facts, rule: Rule, days: Collection[dt.date]) -> tuple[dt.date, ...]:
    """Those of ``days`` on which a colour means something else than a week before, where that day
    is among them: which zones rose can't be told (``geo.response_view`` says the same of one day).
    """
    known = {day: meaning(facts, rule, day) for day in days}
    return tuple(day for day in days if known.get(day - WEEK, known[day]) != known[day])


def _reached(register: Register, line: Line) -> Iterable[tuple[str, list[Days]]]:
    """The kelurahan that a line reaches, and when: its own always, those of a Puskesmas while it
    existed and they are known to be its (``geo.gaps.by_zone`` says the same of one day)."""
    if line.zone_id:
        yield line.zone_id, [(dt.date.min, dt.date.max)]
        return
    own: dict[str, list[Catchment]] = defaultdict(list)
    for one in register.catchments:
        if line.puskesmas and one.puskesmas == line.puskesmas:
            own[one.zone_id].append(one)
    centre = register.puskesmas.get(line.puskesmas)
    opened = (centre and centre.opened) or dt.date.min
    closed = (centre and centre.closed) or dt.date.max
    for zone_id, catchments in own.items():
        known = ((c.start or dt.date.min, c.end or dt.date.max) for c in catchments)
        within = [(max(start, opened), min(end, closed)) for start, end in known]
        yield zone_id, _together((start, end) for start, end in within if start <= end)


def _together(periods: Iterable[Days]) -> list[Days]:
    """Periods in order, those that touch or overlap as one."""
    found: list[Days] = []
    for start, end in sorted(periods):
        if found and (found[-1][1] == dt.date.max or start <= found[-1][1] + _DAY):
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _cut(spans: Iterable[Span], known: list[Days]) -> Iterable[Span]:
    """The parts of spans that lie within these periods."""
    for span in spans:
        last = span.end or dt.date.max
        for start, end in known:
            begun, until = max(span.start, start), min(last, end)
            if begun <= until:
                yield Span(begun, None if until == dt.date.max else until, span.state)


def _counted(span: Span, first: dt.date) -> list[Any]:
    until = span.end and (span.end - first).days
    return [(span.start - first).days, until, int(span.state == "active")]


def _still(until: int | None) -> bool:
    """True where a span reaches the map's days."""
    return until is None or until >= 0


def _looks(register: Register, line: Line, first: dt.date) -> list[list[int | None]]:
    """How many siaga of a Kampung Siaga are ready, at each day that this changes; None where every
    look has become too old to say so."""
    if line.kind != "kampung":
        return []
    after = dt.timedelta(days=CHECK_LASTS + 1)
    checks = register.checks_by_place.get((line.zone_id, line.rw), ())
    found: list[list[int | None]] = []
    for day in sorted({day for check in checks for day in (check.date, check.date + after)}):
        now = readiness(register, line.zone_id, line.rw, day)
        fresh = any(item.date and not item.old for item in now.items)
        ready = now.ready if fresh else None
        if not found or found[-1][1] != ready:
            found.append([(day - first).days, ready])
    return found


def _place(line: Line) -> tuple[str, ...]:
    return line.kind, line.zone_id, line.rw, line.puskesmas, line.programme.casefold()


def _where(line: Line, several: Mapping[tuple[str, ...], int], lang: str) -> str:
    """What tells a line from others of its kind in a kelurahan; "" where nothing does."""
    parts = [line.programme] if line.programme else []
    parts += [f"Puskesmas {line.puskesmas}"] if line.puskesmas else []
    parts += [f"RW {line.rw}"] if line.rw else []
    twin = line.disease and several[_place(line)] > 1
    parts += [text.text(f"disease.{line.disease}", lang)] if twin else []
    return ", ".join(parts)
