"""Stored briefings: every version is kept, taking one back is another version.

Whoever saves names the version that was read; where somebody else saved in between, nothing is
stored and the person is told, so that no version is lost under another.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import audit, moments
from geo.io.tables import BRIEFINGS
from geo.scenes import Briefing, Scene, read, stored, written

STATES = ("kept", "removed")
_ID_BYTES = 9
"""Of chance in an id: 12 characters that nobody guesses."""


def save(
    connection: sa.Connection,
    by: str,
    city: str,
    disease: str,
    title: str,
    scenes: Sequence[Scene],
    *,
    briefing_id: str | None = None,
    after: int = 0,
) -> Briefing:
    """A new briefing, or the version of ``briefing_id`` that follows the version ``after``.

    InputError with every fault of title and scenes; where there is no such briefing in this city;
    where another version than ``after`` is the newest by now.
    """
    title, kept = read(written(title, scenes))
    if briefing_id is None:
        briefing_id, after = secrets.token_urlsafe(_ID_BYTES), 0
    else:
        _hold(newest(connection, briefing_id), briefing_id, city, after)
    body = json.dumps(written(title, kept), ensure_ascii=False)
    fields = {"city": city, "disease": disease, "state": "kept", "body": body}
    return _add(connection, by, briefing_id, after + 1, fields)


def remove(connection: sa.Connection, by: str, city: str, briefing_id: str, after: int) -> Briefing:
    """Take a briefing back, as it is in its newest version ``after``. InputError as in ``save``,
    and where it was taken back already."""
    return _turned(connection, by, city, briefing_id, after, "removed")


def restore(
    connection: sa.Connection, by: str, city: str, briefing_id: str, after: int
) -> Briefing:
    """Bring back what was taken back. InputError as in ``remove``."""
    return _turned(connection, by, city, briefing_id, after, "kept")


def newest(connection: sa.Connection, briefing_id: str) -> Briefing | None:
    """The newest version, also where it is removed; None where there is no such briefing."""
    found = versions(connection, briefing_id, 1)
    return found[0] if found else None


def version(connection: sa.Connection, briefing_id: str, number: int) -> Briefing | None:
    """One version, None where there is none."""
    query = sa.select(BRIEFINGS).where(BRIEFINGS.c.briefing_id == briefing_id)
    row = connection.execute(query.where(BRIEFINGS.c.version == number)).first()
    return None if row is None else _briefing(row)


def versions(
    connection: sa.Connection, briefing_id: str, limit: int | None = None
) -> list[Briefing]:
    """Every version, the newest first."""
    query = sa.select(BRIEFINGS).where(BRIEFINGS.c.briefing_id == briefing_id)
    query = query.order_by(BRIEFINGS.c.version.desc())
    rows = connection.execute(query.limit(limit) if limit is not None else query)
    return [_briefing(row) for row in rows]


def listing(connection: sa.Connection, city: str, *, removed: bool = False) -> list[Briefing]:
    """A city's briefings in their newest version, the last saved first; with ``removed`` those
    that were taken back instead."""
    last = sa.select(sa.func.max(BRIEFINGS.c.id)).where(BRIEFINGS.c.city == city)
    query = (
        sa.select(BRIEFINGS)
        .where(BRIEFINGS.c.id.in_(last.group_by(BRIEFINGS.c.briefing_id)))
        .where(BRIEFINGS.c.state == STATES[removed])
        .order_by(BRIEFINGS.c.id.desc())
    )
    return [_briefing(row) for row in connection.execute(query)]


def unknown(briefing_id: str) -> InputError:
    """What is said of a briefing that is not there, or that the reader may not open."""
    return InputError(Problem("briefing_unknown", briefing_id[:40]))


def _turned(
    connection: sa.Connection, by: str, city: str, briefing_id: str, after: int, state: str
) -> Briefing:
    last = _hold(newest(connection, briefing_id), briefing_id, city, after)
    if last.removed == (state == "removed"):
        raise InputError(Problem(f"briefing_is_{state}", briefing_id))
    query = sa.select(BRIEFINGS.c.disease, BRIEFINGS.c.body)
    query = query.where(BRIEFINGS.c.briefing_id == briefing_id, BRIEFINGS.c.version == after)
    row = connection.execute(query).one()
    fields = {"city": city, "disease": row.disease, "state": state, "body": row.body}
    return _add(connection, by, briefing_id, after + 1, fields)


def _hold(last: Briefing | None, briefing_id: str, city: str, after: int) -> Briefing:
    """The newest version, if it is the one that the person read."""
    if last is None or last.city != city:
        raise unknown(briefing_id)
    if last.version != after:
        values = {"found": after, "newest": last.version, "by": last.created_by or "–"}
        raise InputError(Problem("briefing_version", briefing_id, values))
    return last


def _add(
    connection: sa.Connection, by: str, briefing_id: str, number: int, fields: dict[str, str]
) -> Briefing:
    keys = {"briefing_id": briefing_id, "version": number}
    connection.execute(BRIEFINGS.insert().values(**keys, **fields, at=moments.now(), by=by))
    made = version(connection, briefing_id, number)
    if made is None:
        raise unknown(briefing_id)
    action = "briefing_remove" if made.removed else "briefing_save"
    detail = {"version": number, "title": made.title, "scenes": len(made.scenes)}
    audit.write(connection, by, action, made.city, briefing_id, detail)
    return made


def _briefing(row: sa.Row[tuple[object, ...]]) -> Briefing:
    title, scenes = stored(json.loads(row.body))
    return Briefing(
        id=row.briefing_id,
        version=row.version,
        city=row.city,
        disease=row.disease,
        title=title,
        scenes=scenes,
        created_by=row.by,
        created_at=moments.read(row.at),
        removed=row.state == "removed",
    )
