"""The store: is it there, of our version, quick, whole, and not ahead of the clock; and is there a
backup of it?"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import backup, moments, versions
from geo.io.checkup import Check, Ground
from geo.io.engine import place, sqlite_file, transaction
from geo.io.tables import AUDIT, BATCH_STATES, BATCHES, OBSERVATIONS, VERSION

SLOW_READ_MS, SLOW_WRITE_MS = 200, 1000
AHEAD_S = 60
"""Seconds that a stored moment may be later than the clock: machines differ a little."""
OLD_D, LOST_D = 2, 8
"""Days after which the newest backup is old, and after which there is none worth the name."""
_TRIES = 5
_SHOWN = 5
_SAME = "UPDATE alembic_version SET version_num = version_num"
"""A write that leaves everything as it is."""


def store(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Does the store answer, and is it of this program's version?"""
    file = sqlite_file(ground.engine)
    if file is not None and not file.is_file():
        problems.append(Problem("store_missing", str(file)))
        return {}
    with transaction(ground.engine) as connection:
        versions.check(connection, place(ground.engine))
        batches = connection.scalar(sa.select(sa.func.count()).select_from(BATCHES)) or 0
    return {"place": place(ground.engine), "version": VERSION, "batches": batches}


def speed(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """How long do reading and writing take? Each is done a few times; the middle one counts."""
    ground.stands_on("store")

    def reads() -> None:
        with transaction(ground.engine) as connection:
            connection.execute(sa.select(sa.func.max(BATCH_STATES.c.id))).scalar()

    def writes() -> None:
        with transaction(ground.engine, write=True) as connection:
            connection.exec_driver_sql(_SAME)

    read, write = _milliseconds(reads), _milliseconds(writes)
    where = place(ground.engine)
    if read > SLOW_READ_MS or write > SLOW_WRITE_MS:
        values = {
            "read": round(read),
            "write": round(write),
            "most_read": SLOW_READ_MS,
            "most_write": SLOW_WRITE_MS,
        }
        problems.append(Problem("checkup_slow", where, values, fatal=False))
    return {"read": round(read, 1), "write": round(write, 1)}


def integrity(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is every page of an SQLite file whole, and has every batch as many rows as it was stored
    with?"""
    ground.stands_on("store")
    where = place(ground.engine)
    with transaction(ground.engine, snapshot=True) as connection:
        if ground.engine.dialect.name == "sqlite":
            said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
            if said != ["ok"]:
                problems.append(Problem("checkup_damaged", where, {"found": said[0][:120]}))
                return {}
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                values = {"found": f"foreign_key_check: {orphans[0][0]}"}
                problems.append(Problem("checkup_damaged", where, values))
        counted = (
            sa.select(OBSERVATIONS.c.batch_id, sa.func.count().label("n"))
            .group_by(OBSERVATIONS.c.batch_id)
            .subquery()
        )
        there = sa.func.coalesce(counted.c.n, 0)
        query = (
            sa.select(BATCHES.c.id)
            .outerjoin(counted, counted.c.batch_id == BATCHES.c.id)
            .where(BATCHES.c.content == "cases", BATCHES.c.rows != there)
            .order_by(BATCHES.c.id)
        )
        wrong = [f"#{key}" for key in connection.scalars(query)]
        rows = connection.scalar(sa.select(sa.func.count()).select_from(OBSERVATIONS)) or 0
    if wrong:
        found = ", ".join(wrong[:_SHOWN])
        problems.append(Problem("checkup_rows", where, {"found": found, "count": len(wrong)}))
    return {"rows": rows}


def clock(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is the clock later than all that is stored?"""
    ground.stands_on("store")
    columns = (BATCH_STATES.c.at, BATCHES.c.created_at, AUDIT.c.at)
    with transaction(ground.engine) as connection:
        found = [connection.scalar(sa.select(sa.func.max(column))) for column in columns]
    newest = max((moments.read(one) for one in found if one), default=None)
    if newest is not None and newest > ground.now + dt.timedelta(seconds=AHEAD_S):
        values = {"now": _shown(ground.now), "newest": _shown(newest)}
        problems.append(Problem("checkup_clock", place(ground.engine), values))
    return {"now": _shown(ground.now)}


def backups(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is the newest backup of the folder young enough, and one of ours?"""
    folder = ground.backups
    if folder is None or not folder.is_dir():
        problems.append(Problem("checkup_no_folder", str(folder)))
        return {}
    files = sorted(folder.glob("*.zip"), key=lambda file: file.stat().st_mtime, reverse=True)
    made: dt.datetime | None = None
    broken: list[Problem] = []
    for file in files:
        try:
            made = moments.read(backup.read_manifest(file).made_at)
        except InputError as error:
            broken += error.problems
            continue
        break
    problems += [Problem(one.key, one.where, one.values, fatal=False) for one in broken[:_SHOWN]]
    if made is None:
        problems.append(Problem("checkup_no_backup", str(folder)))
        return {}
    days = (ground.now - made).total_seconds() / 86_400
    if days > OLD_D:
        values = {"found": round(days, 1), "expected": OLD_D}
        problems.append(Problem("checkup_old_backup", str(file), values, fatal=days > LOST_D))
    return {"file": file.name, "days": round(max(0.0, days), 1)}


def _milliseconds(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _shown(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("store", store),
    ("speed", speed),
    ("integrity", integrity),
    ("clock", clock),
)
