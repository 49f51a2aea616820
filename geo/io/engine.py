"""A database engine by URL, its transactions and its faults in our own words.

SQLite runs in WAL mode (readers go on while a file is being loaded), and a writing transaction
takes the write lock at its start, so that two imports of one file can't both find it new. A fault
closes the connections that were open: the next transaction opens its own, so that whoever holds an
engine is well again as soon as the database is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from geo.errors import Problem, StoreError
from geo.io import faults

REACH_S = 3
"""Seconds that a PostgreSQL server has to acknowledge what was sent."""
CONNECT_S = 5
"""Seconds that it has to accept a connection: two answers at least, each of which may be late."""
_WRITE_LOCK = 6_371_337_4
"""Our number among PostgreSQL's advisory locks: one writing transaction at a time."""


def make_engine(url: str) -> sa.Engine:
    """The engine of ``url``; StoreError where the URL can't be read or its driver is missing."""
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
        engine = sa.create_engine(parsed, **_options(parsed, backend))
    except exc.ArgumentError as error:
        raise StoreError(Problem("store_url", url, {"found": str(error)})) from error
    except ModuleNotFoundError as error:
        shown = parsed.render_as_string(hide_password=True)
        raise StoreError(Problem("store_driver", shown, {"module": error.name or ""})) from error
    if backend == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if file := sqlite_file(engine):
            _watch_file(engine, file)
    elif backend == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of an SQLite engine; None for another engine or a store in memory."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name.startswith((":memory:", "file:")):
        return None
    return Path(name)


def place(engine: sa.Engine) -> str:
    """Where the store is, for messages: the SQLite file, or the URL without its password."""
    return str(sqlite_file(engine) or engine.url.render_as_string(hide_password=True))


def make_file(engine: sa.Engine) -> bool:
    """Make folder and file of an SQLite store where they are missing, and set its WAL mode; True
    where the file was made. Nothing to do for other engines."""
    file = sqlite_file(engine)
    if file is None:
        return False
    made = not file.exists()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=faults.BUSY_S)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    except (OSError, sqlite3.Error) as error:
        raise StoreError(faults.problem(error, str(file))) from error
    return made


def copy_file(file: Path, copy: Path) -> None:
    """A whole copy of an SQLite store, also of one that is in use."""
    try:
        with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise StoreError(faults.problem(error, str(copy))) from error


@contextmanager
def transaction(
    engine: sa.Engine, *, write: bool = False, snapshot: bool = False
) -> Iterator[sa.Connection]:
    """One transaction, committed as a whole or not at all; driver faults come out as StoreError.

    With ``write`` no other writing transaction runs at the same time. With ``snapshot`` everything
    is read as it was at one moment, however long that takes; in other transactions that only read,
    PostgreSQL gives up on a statement that takes a little longer than ``faults.BUSY_S``.
    """
    connected = engine.dialect.name != "postgresql"
    try:
        with engine.connect() as raw:
            connected = True
            options: dict[str, Any] = {"jaga_write": write, "jaga_patient": write or snapshot}
            if snapshot and engine.dialect.name == "postgresql":
                options["isolation_level"] = "REPEATABLE READ"
            connection = raw.execution_options(**options)
            with connection.begin():
                yield connection
    except (exc.SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        problem = faults.problem(error, place(engine))
        # A server too slow for one connection more may well answer on those that stand.
        if problem.key != "store_locked" and connected:
            engine.dispose()
        raise StoreError(problem) from error


def _options(url: sa.URL, backend: str) -> dict[str, Any]:
    """What ``create_engine`` is told beside the URL, whose own fields win."""
    if backend == "sqlite":
        return {"connect_args": {"timeout": faults.BUSY_S}}
    if backend != "postgresql":
        return {"pool_pre_ping": True}
    limits = {
        "connect_timeout": CONNECT_S,
        "tcp_user_timeout": REACH_S * 1000,
        "keepalives_idle": 30,
        "application_name": "jaga-tetangga",
    }
    limits = {name: value for name, value in limits.items() if name not in url.query}
    return {"connect_args": limits, "pool_pre_ping": True, "pool_timeout": faults.BUSY_S}


def _watch_file(engine: sa.Engine, file: Path) -> None:
    """Never make a file by connecting to it, and leave one that was put aside."""

    def there(_dialect: object, _record: object, _args: object, _more: object) -> None:
        if not file.is_file():
            raise StoreError(Problem("store_missing", str(file)))

    def note(_connection: object, record: Any) -> None:
        record.info["file"] = _identity(file)

    def same(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get("file") != _identity(file):
            raise exc.DisconnectionError

    event.listen(engine, "do_connect", there)
    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", same)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("jaga_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    options, wait_ms = connection.get_execution_options(), int(faults.BUSY_S * 1000)
    limit = 0 if options.get("jaga_patient") else wait_ms * 6 // 5  # a wait for a lock ends first
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = {wait_ms}; SET LOCAL statement_timeout = {limit}"
    )
    if options.get("jaga_write"):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
