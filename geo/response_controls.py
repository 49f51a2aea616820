"""Kelurahan without a kind of response around its start: only these may be controls of an effect.

What nobody recorded can't be left out: a zone here is one of which no such response is recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from geo.action_ledger import Line
from geo.register import Register


def untouched(
    register: Register,
    kind: str,
    disease: str,
    zone_ids: Collection[str],
    start: dt.date,
    *,
    window: int,
    lag: int,
) -> frozenset[str]:
    """The zones that no line of this kind reaches, active or unconfirmed, on any day from
    ``window`` days before ``start`` to the last of ``window`` days that begin ``lag`` days after.

    A line of the whole city, and one of a Puskesmas none of whose catchment is known on any of
    these days, may reach every zone: then there are none. One of a Puskesmas with a known catchment
    may reach every zone without a known Puskesmas as well. A line without a day may have been
    there.
    """
    first = start - dt.timedelta(days=window)
    last = start + dt.timedelta(days=lag + window - 1)
    left = set(zone_ids)
    for line in register.lines_for(disease):
        if line.kind != kind or not _goes_on(line, first, last):
            continue
        reached = _reached(register, line, left, first, last)
        if not reached:
            return frozenset()
        left -= reached
    return frozenset(left)


def _goes_on(line: Line, first: dt.date, last: dt.date) -> bool:
    if line.start is None:
        return True
    return any(span.start <= last and (span.end or last) >= first for span in line.spans)


def _reached(
    register: Register, line: Line, zone_ids: Collection[str], first: dt.date, last: dt.date
) -> set[str]:
    """The zones that a line may reach; empty where it may be any. A Puskesmas whose catchment is
    known in part may serve whichever kelurahan has no known Puskesmas."""
    if line.zone_id:
        return {line.zone_id}
    around = [
        one
        for one in register.catchments
        if (one.start or dt.date.min) <= last and (one.end or dt.date.max) >= first
    ]
    own = {one.zone_id for one in around if one.puskesmas == line.puskesmas}
    placed = {one.zone_id for one in around}
    return own | (set(zone_ids) - placed) if own else set()
