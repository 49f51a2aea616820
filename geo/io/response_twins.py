"""Two records of the very same thing: the later one corrects the earlier, or is refused.

Side by side they would be added up though one of them is right. What is the same says
``geo.response_reading.subject``.
"""

from __future__ import annotations

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import responses
from geo.io.response_versions import Version
from geo.io.tables import RESPONSES
from geo.response import Record, Report, part_of, written
from geo.response_reading import subject

_TELLING = ("puskesmas", "programme", "zone_id", "rw", "item", "disease", "date", "start")


def of(
    connection: sa.Connection, city: str, record: Record, but: str | None = None
) -> Version | None:
    """The record that stands and speaks of the same, in its newest version; ``but`` is the id of
    one that is not meant. None where there is none."""
    about = subject(record)
    if about is None:
        return None
    of_part = RESPONSES.c.city == city, RESPONSES.c.part == part_of(record)
    here = RESPONSES.c.zone_id == record.zone_id
    there = (one for one in reversed(responses.newest_of(connection, of_part, here)))
    standing = (one for one in there if not one.removed and one.record.id != but)
    return next((one for one in standing if subject(one.record) == about), None)


def check(connection: sa.Connection, before: Version, made: Version) -> None:
    """InputError where the version after ``before`` would stand beside another record of the same
    as ``before`` did not."""
    if before.removed or subject(before.record) != subject(made.record):
        twin = of(connection, made.city, made.record, made.record.id)
        if twin is not None:
            raise InputError(recorded(twin))


def state(record: Record, before: Version | None) -> str:
    """What a record is written as after ``before``: a report waits, unless it says what was
    confirmed already."""
    if not isinstance(record, Report):
        return "kept"
    return before.state if before is not None and same(record, before) else "waiting"


def same(record: Record, last: Version) -> bool:
    """True where both say the same, word for word."""
    return written(record) == written(last.record)


def recorded(twin: Version) -> Problem:
    """The fault that there is a record of the same, and which."""
    last = twin.record
    values = {"found": last.id, "version": last.version, "by": last.by or "–"}
    return Problem("response_recorded", last.id, values)


def known(twin: Version) -> Problem:
    """The question of a record that is there word for word."""
    last = twin.record
    values = {"found": last.id, "version": last.version, "by": last.by or "–"}
    return Problem("response_known", last.id, values, fatal=False)


def corrected(record: Record, last: Version, where: str) -> Problem:
    """The question of a record that takes the place of what ``last`` said of the same."""
    values = {"found": told(record), "id": last.record.id, "version": last.record.version + 1}
    return Problem("response_corrected", where, values, fatal=False)


def told(record: Record) -> str:
    """What a record speaks of, in one line."""
    cells = (getattr(record, name, None) for name in _TELLING)
    return " · ".join(str(cell) for cell in cells if cell)
