"""A backup back into a store: as a whole or not at all, and never over what is there unasked.

Everything happens in one writing transaction, so that a dashboard that is open sees the store as it
was until it is as it becomes. What was there before is kept aside as a backup file of its own; an
SQLite file that is damaged is moved aside.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geo.errors import InputError, Problem, StoreError
from geo.io import backup, faults, moments, outbox, versions
from geo.io.backup import Manifest, Progress
from geo.io.bulk import insert_rows
from geo.io.engine import make_file, place, sqlite_file, transaction

_KINDS: dict[type, tuple[type, ...]] = {sa.Boolean: (bool,), sa.Integer: (int,), sa.String: (str,)}


@dataclass(frozen=True)
class Restored:
    """What was restored; ``aside`` is where the former contents are, None where there were none."""

    manifest: Manifest
    aside: Path | None


def restore(
    file: Path, engine: sa.Engine, *, force: bool = False, progress: Progress = backup.ignore
) -> Restored:
    """Fill the store with a backup. The file is read whole first, and nothing is touched where it
    does not hold to its manifest (InputError). A store that holds anything is refused without
    ``force``; one of another version is brought to ours. StoreError as always."""
    where = place(engine)
    manifest = backup.verify(file)
    if not versions.known(manifest.schema):
        raise InputError(versions.fault(manifest.schema, str(file)))
    _find_room(file, engine, manifest)
    made, moved = _make_file(engine, force=force)
    kept = None
    try:
        with transaction(engine, write=True) as connection:
            kept = _aside(connection, file, where, force=force)
            versions.clear(connection)
            versions.make(connection, manifest.schema)
            _fill(connection, file, manifest, progress)
            versions.upgrade(connection, where)
            outbox.hold_back(connection)
    except BaseException:
        engine.dispose()
        store = sqlite_file(engine)
        if store is not None and made:
            for part in _files(store):
                part.unlink(missing_ok=True)
        if store is not None and moved is not None:
            _move(moved, store)
        if kept is not None:
            kept.unlink()
        raise
    return Restored(manifest, moved or kept)


def _make_file(engine: sa.Engine, *, force: bool) -> tuple[bool, Path | None]:
    """Make an SQLite file where there is none; with ``force`` put a damaged one aside before. Gives
    whether it was made, and where the damaged one is."""
    try:
        if make_file(engine):
            return True, None
        with transaction(engine) as connection:
            versions.found(connection)
        return False, None
    except StoreError as error:
        file = sqlite_file(engine)
        if error.problems[0].key != "store_broken" or not force or file is None:
            raise
    engine.dispose()
    aside = file.with_name(f"{file.name}.{_stamp()}")
    _move(file, aside)
    return make_file(engine), aside


def _move(file: Path, to: Path) -> None:
    """Move an SQLite file with those that belong to it."""
    try:
        for old, new in zip(_files(file), _files(to), strict=True):
            if old.exists():
                old.rename(new)
    except OSError as error:
        raise StoreError(faults.problem(error, str(file))) from error


def _aside(connection: sa.Connection, file: Path, where: str, *, force: bool) -> Path | None:
    """A backup of what is there, None where that is nothing; InputError where it holds anything and
    may not be replaced."""
    version = versions.found(connection)
    if version is None:
        return None
    if not versions.known(version):
        versions.check(connection, where)
    tables = (table for table in versions.contents(connection) if table.name != "meta")
    count = sa.func.count()
    rows = sum(connection.scalar(sa.select(count).select_from(table)) or 0 for table in tables)
    if not rows:
        return None
    if not force:
        raise InputError(Problem("restore_full", where, {"rows": rows}))
    aside = file.absolute().with_name(f"{file.stem}.{_stamp()}.zip")
    backup.dump(connection, version, aside)
    return aside


def _fill(connection: sa.Connection, file: Path, manifest: Manifest, progress: Progress) -> None:
    done = 0
    with backup.opened(file) as pack:
        for table in versions.contents(connection):
            if table.name in backup.LEFT_OUT:
                continue
            part = manifest.tables.get(table.name)
            wrong = InputError(Problem("backup_changed", str(file), {"part": table.name}))
            if part is None or set(part.columns) != set(table.c.keys()):
                raise wrong
            columns = [table.c[name] for name in part.columns]
            seen: set[tuple[type, ...]] = set()
            for chunk in backup.chunks(pack, file, manifest, table.name):
                kinds = {tuple(map(type, row)) for row in chunk} - seen
                if not all(_fits(kind, columns) for kind in kinds):
                    raise wrong
                seen |= kinds
                insert_rows(connection, table, part.columns, [tuple(row) for row in chunk])
                done += len(chunk)
                progress(done, manifest.rows)
            _count_on(connection, table)


def _fits(kinds: tuple[type, ...], columns: list[sa.Column[Any]]) -> bool:
    """True where a row of these Python types is one of the table."""
    return all(
        (kind is type(None) and column.nullable)
        or any(isinstance(column.type, sql) and kind in fit for sql, fit in _KINDS.items())
        for kind, column in zip(kinds, columns, strict=True)
    )


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let the next number of a table follow its last one; SQLite does so by itself."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1:
        return
    number = keys[0]
    sequence = sa.func.pg_get_serial_sequence(table.name, number.name)
    if connection.scalar(sa.select(sequence)) is not None:
        last = sa.func.max(number)
        count = sa.func.setval(sequence, sa.func.coalesce(last, 1), last.is_not(None))
        connection.execute(sa.select(count).select_from(table))


def _find_room(file: Path, engine: sa.Engine, manifest: Manifest) -> None:
    """StoreError where the rows can't find room on an SQLite file's disk; asked before any work."""
    store = sqlite_file(engine)
    if store is None:
        return
    folder = next((f for f in store.absolute().parents if f.is_dir()), Path("/"))
    needed = sum(part.bytes for part in manifest.tables.values())
    free = shutil.disk_usage(folder).free
    if needed > free:
        values = {"needed": needed // 10**6 + 1, "free": free // 10**6}
        raise StoreError(Problem("restore_room", str(folder), values))


def _files(file: Path) -> list[Path]:
    """An SQLite file and those beside it that belong to it."""
    return [file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))]


def _stamp() -> str:
    """This moment for a file name, in UTC."""
    return moments.read(moments.now()).strftime("%Y%m%dT%H%M%S")
