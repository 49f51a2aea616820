"""Which kelurahan a Puskesmas serves on a day, and whom its programmes reached.

Most catchments of Banjarmasin were never published: what is not known stays unknown, it is never
shared out by distance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from geo.register import Register
from geo.response import Catchment, Puskesmas, Session


def of_zone(register: Register, zone_id: str, day: dt.date) -> Catchment | None:
    """The catchment that a kelurahan is in on a day; None where it is not known."""
    found = [c for c in register.catchments if c.zone_id == zone_id and c.on(day)]
    return found[-1] if found else None


def zones_of(register: Register, puskesmas: str, day: dt.date) -> tuple[str, ...]:
    """The kelurahan known to be a Puskesmas' on a day, by code; () where none is known."""
    centre = register.puskesmas.get(puskesmas)
    if centre is not None and not centre.existed(day):
        return ()
    found = {c.zone_id for c in register.catchments if c.puskesmas == puskesmas and c.on(day)}
    return tuple(sorted(found))


def open_on(register: Register, day: dt.date) -> tuple[Puskesmas, ...]:
    """Puskesmas that are not known to have been closed on that day, by name."""
    return tuple(one for one in register.puskesmas.values() if one.existed(day))


def unknown(register: Register, zone_ids: tuple[str, ...], day: dt.date) -> tuple[str, ...]:
    """Kelurahan whose Puskesmas is not known on that day."""
    return tuple(zone for zone in zone_ids if of_zone(register, zone, day) is None)


@dataclass(frozen=True)
class Coverage:
    """A programme of a Puskesmas from ``start`` to ``end``, both within.

    ``reached`` adds up the people of the sessions that say so (``counted`` of ``sessions``):
    somebody who came twice counts twice. ``people`` are those of the known catchment on the last
    day, ``per_1000`` = 1000 reached / people; None where the catchment or its people are not known.
    """

    puskesmas: str
    programme: str
    start: dt.date
    end: dt.date
    sessions: int
    counted: int
    reached: int
    zones: tuple[str, ...]
    people: int | None
    per_1000: float | None
    simulated: bool


def coverage(
    register: Register, people: Mapping[str, float], start: dt.date, end: dt.date
) -> tuple[Coverage, ...]:
    """Every programme with a session in these days, by Puskesmas and name. ``people`` by zone_id,
    NaN where unknown."""
    held: dict[tuple[str, str], list[Session]] = {}
    for session in register.of(Session):
        if start <= session.date <= end:
            key = (session.puskesmas, session.programme.casefold())
            held.setdefault(key, []).append(session)
    return tuple(
        _coverage(register, people, puskesmas, sessions[0].programme, start, end, sessions)
        for (puskesmas, _), sessions in sorted(held.items())
    )


def _coverage(
    register: Register,
    people: Mapping[str, float],
    puskesmas: str,
    programme: str,
    start: dt.date,
    end: dt.date,
    sessions: list[Session],
) -> Coverage:
    zones = zones_of(register, puskesmas, end)
    known = [people.get(zone, float("nan")) for zone in zones]
    total = sum(known) if zones and all(n == n for n in known) else None
    counts = [session.people for session in sessions if session.people is not None]
    reached = sum(counts)
    return Coverage(
        puskesmas=puskesmas,
        programme=programme,
        start=start,
        end=end,
        sessions=len(sessions),
        counted=len(counts),
        reached=reached,
        zones=zones,
        people=int(total) if total is not None else None,
        per_1000=1000 * reached / total if total and counts else None,
        simulated=any(session.simulated for session in sessions),
    )
