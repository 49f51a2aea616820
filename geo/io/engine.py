"""A database engine by URL, its transactions and its faults in our own words.

SQLite runs in WAL mode (readers go on while a file is being loaded), and a writing transaction
takes the write lock at its start, so that two imports of one file can't both find it new.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event, exc

from geo.errors import Problem, StoreError

BUSY_S = 5.0
"""Seconds that a transaction waits for another program's lock before it gives up."""
_WRITE_LOCK = 6_371_337_4
"""Our number among PostgreSQL's advisory locks: one writing transaction at a time."""


def make_engine(url: str) -> sa.Engine:
    """The engine of ``url``; StoreError where the URL can't be read or its driver is missing."""
    try:
        parsed = sa.make_url(url)
        lite = parsed.get_backend_name() == "sqlite"
        engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_S} if lite else {})
    except exc.ArgumentError as error:
        raise StoreError(Problem("store_url", url, {"found": str(error)})) from error
    except ModuleNotFoundError as error:
        shown = parsed.render_as_string(hide_password=True)
        raise StoreError(Problem("store_driver", shown, {"module": error.name or ""})) from error
    if lite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of an SQLite engine; None for another engine or a store in memory."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name)


def place(engine: sa.Engine) -> str:
    """Where the store is, for messages: the SQLite file, or the URL without its password."""
    return str(sqlite_file(engine) or engine.url.render_as_string(hide_password=True))


@contextmanager
def transaction(engine: sa.Engine, *, write: bool = False) -> Iterator[sa.Connection]:
    """One transaction, committed as a whole or not at all; driver faults come out as StoreError.

    With ``write`` no other writing transaction runs at the same time.
    """
    try:
        with engine.connect() as raw:
            connection = raw.execution_options(jaga_write=write)
            with connection.begin():
                if write and engine.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
                yield connection
    except exc.SQLAlchemyError as error:
        raise StoreError(_problem(error, place(engine))) from error


def _problem(error: exc.SQLAlchemyError, where: str) -> Problem:
    found = str(getattr(error, "orig", None) or error)
    words = found.lower()
    if "locked" in words or "busy" in words:
        return Problem("store_locked", where, {"seconds": int(BUSY_S)})
    if "not a database" in words or "malformed" in words or "disk image" in words:
        return Problem("store_broken", where, {"found": found})
    return Problem("store_failed", where, {"found": found})


def _set_up_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # we say BEGIN ourselves
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("jaga_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
