"""Whole files of responses in the store: brought, confirmed and taken back in one go each.

What a file corrects becomes a version of the record that was there; taking the file back brings
that one back as it was before.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import audit, responses
from geo.io.response_versions import Version, following, four_eyes, insert, row_of
from geo.io.tables import RESPONSES
from geo.response import Record, part_of, written


def add_many(
    connection: sa.Connection,
    by: str,
    city: str,
    records: Sequence[Record],
    origin_file: str,
    *,
    state: str = "kept",
    corrections: Sequence[tuple[Version, Record]] = (),
) -> list[str]:
    """The records of one file, all or none, and the ids of the new ones; nothing is changed where
    a load of this file (by its SHA-256) still stands. ``origin_file`` is "<sha256> <file name>",
    ``corrections`` what the file says of records that are there, each with its newest version."""
    sha256 = origin_file.partition(" ")[0]
    said = (*records, *(record for _, record in corrections))
    if not said or stands(connection, city, sha256):
        return []
    ids = [responses.new_id() for _ in records]
    rows = [
        row_of(record_id, 1, city, record, state, by, origin_file)
        for record_id, record in zip(ids, records, strict=True)
    ]
    rows += [following(last, new, state, by, origin_file) for last, new in corrections]
    insert(connection, rows)
    detail = {"rows": len(rows), "part": part_of(said[0]), "file": origin_file, "state": state}
    detail |= {"corrected": len(corrections)} if corrections else {}
    audit.write(connection, by, "response_file", city, sha256, detail)
    return ids


def of_file(connection: sa.Connection, city: str, sha256: str) -> list[Version]:
    """The newest versions of the records of a city whose newest version is a file's."""
    return responses.newest_of(connection, [RESPONSES.c.city == city], _from(sha256))


def stands(connection: sa.Connection, city: str, sha256: str) -> bool:
    """True where a file brought anything that was not taken back, corrected since or not."""
    brought = sa.select(RESPONSES.c.record_id).where(RESPONSES.c.city == city, _from(sha256))
    of_them = RESPONSES.c.record_id.in_(brought)
    there = responses.pasts(connection, [RESPONSES.c.city == city], of_them)
    kept = (past for past in there if not past[0].removed)
    return any(_is_from(one, sha256) for past in kept for one in _valid(past))


def confirm(connection: sa.Connection, by: str, city: str, sha256: str) -> list[Version]:
    """Let count what waits of a file, as it was waiting. InputError where nothing of it waits, and
    where ``by`` wrote anything of it."""
    waits = RESPONSES.c.state == "waiting"
    past = responses.pasts(connection, [RESPONSES.c.city == city], _from(sha256), waits)
    if not past:
        raise InputError(Problem("response_file_unknown", sha256[:64]))
    for versions in past:
        four_eyes(by, versions)
    there = [versions[0] for versions in past]
    rows = [following(one, one.record, "kept", by) for one in there]
    insert(connection, rows)
    detail = {"rows": len(rows), "file": there[0].origin_file}
    audit.write(connection, by, "response_file_confirm", city, sha256, detail)
    return there


def take_back(connection: sa.Connection, by: str, city: str, sha256: str) -> list[Version]:
    """Take back everything that a file brought and that was not taken back yet, as it is now; what
    it corrected says again what it said before. InputError where nothing of it is there."""
    gone = RESPONSES.c.state != "removed"
    past = responses.pasts(connection, [RESPONSES.c.city == city], _from(sha256), gone)
    if not past:
        raise InputError(Problem("response_file_unknown", sha256[:64]))
    rows = []
    for versions in past:
        last, earlier = versions[0], _valid(versions)
        before = next((one for one in reversed(earlier) if not _is_from(one, sha256)), None)
        if before is None:
            rows.append(following(last, last.record, "removed", by))
        else:
            said = before.record, before.state, by, before.origin_file
            rows.append(following(last, *said))
    insert(connection, rows)
    there = [versions[0] for versions in past]
    detail = {"rows": len(rows), "file": there[0].origin_file}
    audit.write(connection, by, "response_file_remove", city, sha256, detail)
    return there


def _from(sha256: str) -> sa.ColumnElement[bool]:
    return RESPONSES.c.origin_file.startswith(f"{sha256} ", autoescape=True)


def _is_from(version: Version, sha256: str) -> bool:
    return version.origin_file.startswith(f"{sha256} ")


def _valid(versions: Sequence[Version]) -> list[Version]:
    """Versions (newest first) in the order in which they were written, without those of files that
    were taken back: a version that says again what one before them said."""
    kept: list[Version] = []
    for one in reversed(versions):
        for back, earlier in enumerate(reversed(kept)):
            between = {later.origin_file for later in kept[len(kept) - back :]}
            again = _said(one) == _said(earlier)
            if back and again and len(between) == 1 and between.isdisjoint({"", one.origin_file}):
                del kept[len(kept) - back :]
                break
        else:
            kept.append(one)
    return kept


def _said(version: Version) -> tuple[str, str, str]:
    return version.origin_file, version.state, repr(written(version.record))
