"""A version of a record of the register of responses, as it stands in the store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import moments
from geo.io.bulk import insert_rows
from geo.io.tables import RESPONSES
from geo.response import Record, part_of, stored, written

STATES = ("kept", "waiting", "removed")
_COLUMNS = tuple(column.name for column in RESPONSES.c if column.name != "id")


@dataclass(frozen=True)
class Version:
    """One version of a record: ``record`` with its version, by and at, and the ``state`` that it
    was given. ``origin_file`` is "<sha256> <file name>" where a whole file brought it, else "";
    ``turn`` grows with everything that is written."""

    record: Record
    city: str
    part: str
    state: str
    origin_file: str
    turn: int

    @property
    def removed(self) -> bool:
        return self.state == "removed"


def read(row: sa.Row[Any]) -> Version:
    """The version that a row of the table holds."""
    kept = {"id": row.record_id, "version": row.version, "by": row.by, "at": moments.read(row.at)}
    record = stored(row.part, json.loads(row.body), **kept, waiting=row.state == "waiting")
    return Version(record, row.city, row.part, row.state, row.origin_file, row.id)


def following(
    last: Version, record: Record, state: str, by: str, origin_file: str | None = None
) -> dict[str, Any]:
    """The row of the version after ``last``; ``origin_file`` None: the one that it has."""
    origin_file = last.origin_file if origin_file is None else origin_file
    number = last.record.version + 1
    return row_of(last.record.id, number, last.city, record, state, by, origin_file)


def row_of(
    record_id: str, version: int, city: str, record: Record, state: str, by: str, origin_file: str
) -> dict[str, Any]:
    """What stands in the table of a version."""
    body = json.dumps(written(record), ensure_ascii=False)
    said = {"part": part_of(record), "zone_id": record.zone_id, "body": body}
    kept = {"record_id": record_id, "version": version, "city": city, "state": state}
    return {**said, **kept, "at": moments.now(), "by": by, "origin_file": origin_file}


def insert(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add versions, without a line in the log."""
    tuples = [tuple(row[name] for name in _COLUMNS) for row in rows]
    insert_rows(connection, RESPONSES, _COLUMNS, tuples)


def parted(versions: Sequence[Version]) -> tuple[Sequence[Version], Version | None]:
    """Of a record whose newest version waits, newest first: what is to be confirmed, and what goes
    on counting meanwhile: the last one that was kept. Where it says the same, its confirmation was
    undone, so it is not that one."""
    said = written(versions[0].record)
    for number, one in enumerate(versions):
        if one.state == "kept" and written(one.record) != said:
            return versions[:number], one
    return versions, None


def writers(versions: Sequence[Version]) -> set[str]:
    """Who wrote anything of what is to be confirmed of a record; its versions newest first."""
    return {one.record.by for one in parted(versions)[0] if one.state == "waiting"}


def four_eyes(by: str, versions: Sequence[Version]) -> None:
    """InputError where ``by`` is among the ``writers`` of these versions of one record."""
    if by in writers(versions):
        raise InputError(Problem("response_four_eyes", versions[0].record.id, {"by": by or "–"}))
