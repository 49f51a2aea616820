"""What tests of the store share: small batches, and a PostgreSQL of our own in a temporary folder.

The server listens on a Unix socket only, belongs to this test run and is stopped at its end. Where
its programs are missing the tests skip with a reason; with ``CI=true`` that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from geo.io.store import NewBatch, Store

A, B = "63.71.01.1001", "63.71.01.1002"
ENGINES = ("sqlite", "postgresql")
_UNPRIVILEGED = ("postgres", "nobody")


def observed(*rows: tuple[str, str, str, int | None], measure: str = "cumulative") -> pd.DataFrame:
    """OBSERVATIONS of (zone, day, indicator, value); None is a suppressed number."""
    table = pd.DataFrame(rows, columns=["zone_id", "date", "indicator", "value"])
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    table["value"] = table["value"].astype("Int64")
    flag = table["value"].isna().map({True: "suppressed", False: ""})
    return table.assign(measure=measure, flag=flag)


def apart(*rows: tuple[str, str, str, int | None]) -> pd.DataFrame:
    """UNALLOCATED of (label, day, indicator, value)."""
    table = pd.DataFrame(rows, columns=["label", "date", "indicator", "value"])
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    return table.astype({"value": "Int64"}).assign(measure="cumulative")


def batch(sha256: str, kind: str = "import", city: str = "kota", disease: str = "dbd") -> NewBatch:
    return NewBatch(city, disease, kind, f"{sha256}.csv", sha256, "catatan")  # type: ignore[arg-type]


def values(store: Store, **asked: object) -> dict[tuple[str, str, str], int | None]:
    """(zone, day, indicator) -> value of all that counts; None is a suppressed number."""
    table = store.observations("kota", "dbd", **asked)  # type: ignore[arg-type]
    return {
        (row.zone_id, str(row.date.date()), row.indicator): None
        if row.value is pd.NA
        else row.value
        for row in table.itertuples()
    }


@contextmanager
def unprivileged() -> Iterator[None]:
    """Without root's right to write everywhere; a user who is not root has none already."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


class Server:
    """A PostgreSQL in a folder of its own; ``start`` and ``stop`` may be called again and again."""

    def __init__(self, programs: Path, *, safe: bool = False) -> None:
        """``safe``: as it would run in earnest, flushing to the disk."""
        self.folder = Path(tempfile.mkdtemp(prefix="jaga-pg-"))
        self._programs, self._numbers = programs, count()
        self._free: list[str] = []
        self._as = _other_user()
        if self._as:
            shutil.chown(self.folder, self._as[0])
        self._data = self.folder / "data"
        self._run("initdb", "-A", "trust", "-U", "jaga", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        lines = ["listen_addresses = ''", f"unix_socket_directories = '{self.folder}'"]
        lines += [] if safe else ["fsync = off", "full_page_writes = off"]
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\n".join([*lines, ""]))
        self.start()

    def start(self) -> None:
        """Up, and ready to answer."""
        log = self.folder / "log"
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(log), "start")

    def stop(self) -> None:
        """Down at once, as if its machine were gone."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def end(self) -> None:
        """Stop and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://jaga@/{database}?host={self.folder}"

    def fresh(self, disk: Path | None = None) -> str:
        """The URL of an empty database, whose files are on ``disk`` where it is given."""
        if disk is None and self._free:
            return self._free.pop()
        number = next(self._numbers)
        place = ""
        if disk is not None:
            folder = disk / "tables"
            folder.mkdir()
            if self._as:
                shutil.chown(folder, self._as[0])
            self._say(f"CREATE TABLESPACE disk_{number} LOCATION '{folder}'")
            place = f" TABLESPACE disk_{number}"
        self._say(f"CREATE DATABASE jaga_{number}{place}")
        return self.url(f"jaga_{number}")

    def release(self, url: str) -> None:
        """Empty a database for the next who asks: a new one takes 300 files on the disk."""
        name = sa.make_url(url).database
        self._say(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        )
        self._say("DROP SCHEMA public CASCADE; CREATE SCHEMA public", url)
        self._free.append(url)

    def drop(self, url: str) -> None:
        """Give back a database that has a disk of its own."""
        name = sa.make_url(url).database or ""
        self._say(f"DROP DATABASE {name} WITH (FORCE)")
        self._say(f"DROP TABLESPACE {name.replace('jaga', 'disk')}")

    def _say(self, statement: str, url: str = "") -> None:
        engine = sa.create_engine(url or self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as[1:], str(self._programs / program), "-D", str(self._data), *arguments]
        # The server inherits what pg_ctl has open: a pipe would never end.
        with (self.folder / "said").open("w", encoding="utf-8") as said:
            done = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said)
        if done.returncode:
            logs = [self.folder / name for name in ("said", "log")]
            pytest.fail("\n".join(f.read_text(encoding="utf-8") for f in logs if f.is_file()))


def _other_user() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: whom to be instead, and the words that do it."""
    if os.geteuid() != 0:
        return ()
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    name = next(user for user in _UNPRIVILEGED if user in known)
    if shutil.which("setpriv"):
        group = str(pwd.getpwnam(name).pw_gid)
        return name, "setpriv", "--reuid", name, "--regid", group, "--clear-groups"
    return name, "runuser", "-u", name, "--"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several; None where none."""
    named = shutil.which("initdb")
    folders = [Path(named).resolve().parent] if named else []
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parent.name), reverse=True
    )
    whole = (f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists())
    return next(whole, None)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for the whole test run."""
    found = programs()
    if found is None:
        message = "no PostgreSQL is installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    running = Server(found)
    yield running
    running.end()


def fresh_url(engine: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """An empty place on this engine."""
    if engine == "sqlite":
        return f"sqlite:///{folder / 'folder' / 'store.db'}"
    server: Server = request.getfixturevalue("server")
    url = server.fresh()
    request.addfinalizer(lambda: server.release(url))
    return url
