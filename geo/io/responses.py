"""The stored register of responses: every version is kept, taking one back is another version.

Whoever writes names the version that was read; where somebody else wrote in between, nothing is
stored and the person is told. A version that waits does not count before a second person confirms
it; what was confirmed before goes on counting meanwhile. Every write is one line of the log, in the
same transaction. Whole files are in ``geo.io.response_batches``.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import audit, moments
from geo.io.response_versions import Version, following, four_eyes, parted, read, row_of, writers
from geo.io.tables import RESPONSES
from geo.response import Record, part_of

_ID_BYTES = 8  # of chance; no character of an id is one that a command takes for an option


def save(
    connection: sa.Connection,
    by: str,
    city: str,
    record: Record,
    *,
    state: str = "kept",
    record_id: str | None = None,
    after: int = 0,
) -> Version:
    """A new record, or the version of ``record_id`` that follows the version ``after``.

    InputError where there is no such record in this city or it is of another part, where it was
    taken back, and where another version than ``after`` is the newest by now.
    """
    part, origin_file = part_of(record), ""
    if record_id is None:
        record_id, after = new_id(), 0
    else:
        last = _held(connection, city, record_id, after)
        if last.part != part:
            raise unknown(record_id)
        if last.removed:
            raise InputError(Problem("response_is_removed", record_id))
        origin_file = last.origin_file
    made = row_of(record_id, after + 1, city, record, state, by, origin_file)
    return _add(connection, by, "response_save", made)


def confirm(connection: sa.Connection, by: str, city: str, record_id: str, after: int) -> Version:
    """Let a version that waits count. InputError as in ``save``, where it does not wait, and where
    ``by`` is among those who wrote anything of what is to be confirmed."""
    last = _held(connection, city, record_id, after)
    if last.state != "waiting":
        raise InputError(Problem("response_not_waiting", record_id))
    four_eyes(by, history(connection, record_id))
    return _next(connection, by, "response_confirm", last, last.record, "kept")


def remove(
    connection: sa.Connection, by: str, city: str, record_id: str, after: int, why: str = ""
) -> Version:
    """Take a record back; ``why`` becomes the note that says so. InputError as in ``save``."""
    last = _held(connection, city, record_id, after)
    if last.removed:
        raise InputError(Problem("response_is_removed", record_id))
    record = replace(last.record, note=why) if why else last.record
    return _next(connection, by, "response_remove", last, record, "removed")


def bring_back(
    connection: sa.Connection, by: str, city: str, record_id: str, after: int
) -> Version:
    """Bring back what was taken back, waiting if it waited then. InputError as in ``save``."""
    last = _held(connection, city, record_id, after)
    if not last.removed:
        raise InputError(Problem("response_is_kept", record_id))
    before = next(one for one in history(connection, record_id) if not one.removed)
    return _next(connection, by, "response_restore", last, before.record, before.state)


def undo(connection: sa.Connection, by: str, city: str, record_id: str, after: int) -> Version:
    """What the version before ``after`` said, with its state, as a new version; the first version
    is taken back. To undo that too brings back what was undone. InputError as in ``save``."""
    last = _held(connection, city, record_id, after)
    found = history(connection, record_id, 2)[1:]
    record, state = (found[0].record, found[0].state) if found else (last.record, "removed")
    return _next(connection, by, "response_undo", last, record, state)


def current(
    connection: sa.Connection,
    city: str,
    as_of: dt.datetime | None = None,
    parts: Collection[str] | None = None,
) -> list[Record]:
    """What is recorded of a city at ``as_of`` (None: now): each record in its newest version, none
    that was taken back; the last written last. ``parts`` None: of every part.

    A newest version that waits is flagged, and the one that goes on counting meanwhile comes with
    it, of the same id.
    """
    where = _of(city, parts)
    if as_of is not None:
        where.append(RESPONSES.c.at <= moments.written(as_of))
    found = [one for one in newest_of(connection, where) if not one.removed]
    for versions in pasts(connection, where, RESPONSES.c.state == "waiting"):
        counting = parted(versions)[1]
        found += [counting] if counting else []
    return [one.record for one in sorted(found, key=lambda one: one.turn)]


def waiting(connection: sa.Connection, city: str, but: str | None = None) -> list[Version]:
    """What a second person has to confirm, the last written last; without what the person ``but``
    wrote anything of."""
    past = pasts(connection, _of(city), RESPONSES.c.state == "waiting")
    return [one[0] for one in past if but is None or but not in writers(one)]


def latest(
    connection: sa.Connection, city: str, parts: Collection[str] | None = None
) -> list[Version]:
    """Every record of a city in its newest version, taken back or not, the last written last;
    ``parts`` None: of every part."""
    return newest_of(connection, _of(city, parts))


def newest(connection: sa.Connection, record_id: str) -> Version | None:
    """The newest version, also where it was taken back; None where there is no such record."""
    return next(iter(history(connection, record_id, 1)), None)


def history(connection: sa.Connection, record_id: str, limit: int | None = None) -> list[Version]:
    """Every version of a record, the newest first; [] where there is no such record."""
    query = sa.select(RESPONSES).where(RESPONSES.c.record_id == record_id)
    query = query.order_by(RESPONSES.c.version.desc()).limit(limit)
    return [read(row) for row in connection.execute(query)]


def turn(connection: sa.Connection, city: str) -> int:
    """A number that grows whenever anything of a city's responses is written; 0 before that."""
    last = sa.select(sa.func.max(RESPONSES.c.id)).where(RESPONSES.c.city == city)
    return connection.scalar(last) or 0


def unknown(record_id: str) -> InputError:
    """What is said of a record that is not there."""
    return InputError(Problem("response_unknown", record_id[:40]))


def newest_of(
    connection: sa.Connection,
    where: Iterable[sa.ColumnElement[bool]],
    *also: sa.ColumnElement[bool],
) -> list[Version]:
    """Records in the newest of the versions ``where`` allows, if this one is as ``also`` says; the
    last written last."""
    query = sa.select(RESPONSES).where(RESPONSES.c.id.in_(_last(where)), *also)
    return [read(row) for row in connection.execute(query.order_by(RESPONSES.c.id))]


def pasts(
    connection: sa.Connection,
    where: Iterable[sa.ColumnElement[bool]],
    *also: sa.ColumnElement[bool],
) -> list[list[Version]]:
    """Every version of each record of ``newest_of``, newest first; the last written last."""
    where = tuple(where)
    meant = sa.select(RESPONSES.c.record_id).where(RESPONSES.c.id.in_(_last(where)), *also)
    query = sa.select(RESPONSES).where(RESPONSES.c.record_id.in_(meant), *where)
    found: dict[str, list[Version]] = {}
    for row in connection.execute(query.order_by(RESPONSES.c.id.desc())):
        found.setdefault(row.record_id, []).append(read(row))
    return list(found.values())[::-1]


def _last(where: Iterable[sa.ColumnElement[bool]]) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.max(RESPONSES.c.id)).where(*where).group_by(RESPONSES.c.record_id)


def _of(city: str, parts: Collection[str] | None = None) -> list[sa.ColumnElement[bool]]:
    """Versions of a city, and of parts."""
    of_parts = [] if parts is None else [RESPONSES.c.part.in_(sorted(parts))]
    return [RESPONSES.c.city == city, *of_parts]


def new_id() -> str:
    """The id of a record that is new."""
    return secrets.token_hex(_ID_BYTES)


def _held(connection: sa.Connection, city: str, record_id: str, after: int) -> Version:
    """The newest version, if it is the one that the person read."""
    last = newest(connection, record_id)
    if last is None or last.city != city:
        raise unknown(record_id)
    if last.record.version != after:
        values = {"found": after, "newest": last.record.version, "by": last.record.by or "–"}
        raise InputError(Problem("response_version", record_id, values))
    return last


def _next(
    connection: sa.Connection, by: str, action: str, last: Version, record: Record, state: str
) -> Version:
    return _add(connection, by, action, following(last, record, state, by))


def _add(connection: sa.Connection, by: str, action: str, row: dict[str, Any]) -> Version:
    connection.execute(RESPONSES.insert().values(**row))
    detail = {name: row[name] for name in ("version", "part", "zone_id", "state")}
    audit.write(connection, by, action, row["city"], row["record_id"], detail)
    return history(connection, row["record_id"], 1)[0]
