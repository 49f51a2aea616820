"""Killed, full, forbidden, locked, gone: each is a StoreError with words, nothing is half done, and
the same open store goes on as soon as the trouble is over."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from geo import text
from geo.errors import StoreError
from geo.io import faults
from geo.io.engine import sqlite_file
from geo.io.store import Store
from geo.io.tables import BATCHES
from tests.intake_kit import write_city
from tests.store_killed import faults_of, load
from tests.store_kit import (
    ENGINES,
    A,
    Server,
    apart,
    batch,
    fresh_url,
    observed,
    unprivileged,
    values,
)

ROOT = Path(__file__).resolve().parent.parent
ONE = {(A, "2020-10-06", "positif"): 1}


def fault(call: Callable[[], object]) -> str:
    """The key of the StoreError that comes, soon and with words in both languages."""
    begin = time.monotonic()
    with pytest.raises(StoreError) as caught:
        call()
    assert time.monotonic() - begin < 8
    (problem,) = caught.value.problems
    for lang in text.LANGUAGES:
        assert len(text.problem(problem, lang)) > 60
    return problem.key


def one(store: Store, name: str = "1") -> int | None:
    return store.add(batch(name), observed((A, "2020-10-06", "positif", 1)), apart())


def many(store: Store, name: str, zones: int = 3000) -> int | None:
    rows = [(f"63.{at // 9000 + 10}.01.{at % 9000 + 1000}", "2020-10-06", "positif", at)
            for at in range(zones)]  # fmt: skip
    return store.add(batch(name), observed(*rows), apart())


@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 100), ("postgresql", 20)])
def test_an_import_killed_at_any_point_leaves_whole_batches_only(
    engine: str, kills: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url, cities = fresh_url(engine, request, tmp_path), str(write_city(tmp_path))
    Store.create(url).close()
    folder = tmp_path / "files"
    command = [sys.executable, "-m", "tests.store_killed", url, cities, str(folder), str(kills)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    rounds = [json.loads(line) for line in done.stdout.splitlines()]
    assert [said["wrong"] for said in rounds] == [[]] * kills
    assert sum(said["killed"] for said in rounds) >= kills * 0.5
    # The kills reached an import before its first file, between two files, and after the last one.
    stored = Counter(said["stored"] for said in rounds)
    assert len(stored) >= (3 if kills == 100 else 2), stored
    assert load(url, cities, folder) < 2
    store = Store.open(url)
    with store.reading() as connection:
        names = list(connection.scalars(sa.select(BATCHES.c.file_name)))
    assert sorted(names) == sorted(f.name for f in folder.rglob("*.csv"))
    assert faults_of(store) == []
    store.close()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few MB of our own; skips where none may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="jaga-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def fill_up(store: Store, name: str) -> None:
    for at in range(400):
        many(store, f"{name}{at}")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_full_disk(engine: str, small_disk: Path, request: pytest.FixtureRequest) -> None:
    if engine == "sqlite":
        url = f"sqlite:///{small_disk / 'store.db'}"
    else:
        url = request.getfixturevalue("server").fresh(small_disk)
    store = Store.create(url)
    one(store)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 6_000_000)))
    assert fault(lambda: fill_up(store, "x")) == "store_full"
    assert faults_of(store) == []
    before = values(store)
    assert before[A, "2020-10-06", "positif"] == 1
    assert fault(lambda: fill_up(store, "y")) == "store_full"
    ballast.unlink()
    assert many(store, "z") is not None
    assert faults_of(store) == []
    assert len(values(store)) == 3001
    store.close()
    if engine == "postgresql":
        request.getfixturevalue("server").drop(url)


def test_an_sqlite_file_that_may_not_grow(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = Store.create(fresh_url("sqlite", request, tmp_path))
    one(store)
    limit = [200]
    engine = store._engine
    event.listen(
        engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {limit[0]}")
    )
    assert fault(lambda: fill_up(store, "x")) == "store_full"
    assert faults_of(store) == []
    limit[0] = 10**6
    assert many(store, "z") is not None
    assert faults_of(store) == []
    store.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can reach and use, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="jaga-open-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.parametrize("part", ["file", "folder"])
def test_a_store_that_may_not_be_written(part: str, open_folder: Path) -> None:
    file = open_folder / "store.db"
    with unprivileged():
        store = Store.create(f"sqlite:///{file}")
        one(store)
        store.close()
        changed, right, wrong = (file, 0o644, 0o444)
        if part == "folder":
            changed, right, wrong = (open_folder, 0o777, 0o555)
    changed.chmod(wrong)
    with unprivileged():
        assert fault(lambda: one(store, "2")) == "store_denied"
        if part == "folder":
            assert fault(lambda: Store.create(f"sqlite:///{open_folder}/new.db")) == "store_denied"
            assert fault(lambda: Store.create(f"sqlite:///{open_folder}/a/b.db")) == "store_denied"
    for path in [
        changed,
        *open_folder.glob("store.db-*"),
    ]:  # SQLite's own files took over the right
        path.chmod(right)
    with unprivileged():
        assert one(store, "2") == 2
        assert values(store) == ONE
        store.close()


def test_a_store_that_may_not_be_read(open_folder: Path) -> None:
    file = open_folder / "store.db"
    with unprivileged():
        store = Store.create(f"sqlite:///{file}")
        one(store)
        store.close()
    file.chmod(0)
    with unprivileged():
        assert fault(lambda: values(store)) == "store_denied"
        assert fault(lambda: Store.open(f"sqlite:///{file}")) == "store_denied"
    file.chmod(0o644)
    with unprivileged():
        assert values(store) == ONE
        store.close()


def test_a_file_that_is_gone_for_a_while(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = Store.create(fresh_url("sqlite", request, tmp_path))
    one(store)
    file = sqlite_file(store._engine)
    assert file is not None
    away = file.with_name("away")
    store.close()
    file.rename(away)
    assert fault(lambda: values(store)) == "store_missing"
    assert fault(lambda: one(store, "2")) == "store_missing"
    assert not file.exists()
    away.rename(file)
    assert values(store) == ONE
    other = Store.create(f"sqlite:///{away}")
    one(other)
    one(other, "2")
    other.close()
    away.replace(file)  # a backup of the file, say: the open store must not go on with the old one
    assert len(store.batches("kota", "dbd")) == 2
    store.close()


def test_a_file_that_is_damaged_for_a_while(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = Store.create(fresh_url("sqlite", request, tmp_path))
    one(store)
    store.close()
    file = sqlite_file(store._engine)
    assert file is not None
    whole = file.read_bytes()
    file.write_bytes(b"x" * len(whole))
    assert fault(lambda: values(store)) == "store_broken"
    assert fault(lambda: one(store, "2")) == "store_broken"
    file.write_bytes(whole)
    assert one(store, "2") == 2
    store.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a quarter of a second where they are five."""
    monkeypatch.setattr(faults, "BUSY_S", 0.25)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_store_that_another_one_writes_to(
    engine: str, hurried: None, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = fresh_url(engine, request, tmp_path)
    store, other = Store.create(url), Store.create(url)
    one(store)
    with other.writing() as connection:
        connection.execute(BATCHES.update().values(note="sedang ditulis"))
        assert fault(lambda: one(store, "2")) == "store_locked"
        assert values(store) == ONE
        assert store.batches("kota", "dbd")[0].note == "catatan"
    assert one(store, "2") == 2
    store.close()
    other.close()


def test_a_table_that_somebody_keeps_locked(hurried: None, server: Server) -> None:
    store, admin = Store.create(server.fresh()), None
    one(store)
    admin = sa.create_engine(store._engine.url)
    with admin.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE observations")
        assert fault(lambda: values(store)) == "store_locked"
    assert values(store) == ONE
    admin.dispose()
    store.close()


def test_a_question_that_takes_too_long(hurried: None, server: Server) -> None:
    store = Store.create(server.fresh())

    def slow() -> None:
        with store.reading() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(20)")

    assert fault(slow) == "store_unreachable"
    assert one(store) == 1
    with store.writing() as connection:  # an import may take longer
        connection.exec_driver_sql("SELECT pg_sleep(0.4)")
    store.close()


def test_a_postgresql_that_is_gone_and_back(server: Server) -> None:
    url = server.fresh()
    store, idle = Store.create(url), Store.open(url)
    one(store)
    assert values(idle) == ONE
    try:
        server.stop()
        for _ in range(2):
            assert fault(lambda: values(store)) == "store_unreachable"
            assert fault(lambda: one(store, "2")) == "store_unreachable"
            assert fault(store.check) == "store_unreachable"
            assert fault(lambda: Store.open(url)) == "store_unreachable"
    finally:
        server.start()
    assert values(store) == ONE
    assert one(store, "2") is not None
    server.stop()
    server.start()  # nobody asked in between: connections that look well are not
    assert values(idle) == ONE
    assert one(idle, "3") is not None
    store.close()
    idle.close()


def test_a_postgresql_that_goes_while_a_batch_is_stored(server: Server) -> None:
    store = Store.create(server.fresh())
    one(store)

    def cut() -> None:
        with store.writing() as connection:
            connection.execute(BATCHES.update().values(note="sedang ditulis"))
            server.stop()
            server.start()

    assert fault(cut) == "store_unreachable"
    assert store.batches("kota", "dbd")[0].note == "catatan"
    assert one(store, "2") is not None
    store.close()


def test_a_connection_that_is_ended_is_opened_again(server: Server) -> None:
    store = Store.create(server.fresh())
    one(store)
    admin = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'jaga-tetangga'"
        )
    admin.dispose()
    assert values(store) == ONE
    store.close()


def test_a_server_that_never_answers() -> None:
    """It takes the connection and stays silent: the screen still has its answer in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://jaga:rahasia@127.0.0.1:{silent.getsockname()[1]}/jaga"
        with pytest.raises(StoreError) as caught:
            Store.open(url)
        assert fault(lambda: Store.open(url)) == "store_unreachable"
    (problem,) = caught.value.problems
    assert "rahasia" not in text.problem(problem, "id")


def test_a_database_or_user_that_is_not_there_is_said(server: Server) -> None:
    assert fault(lambda: Store.open(server.url("nowhere"))) == "store_failed"
    store = Store.create(server.fresh())
    url = sa.make_url(store._engine.url)
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE guest LOGIN")
    guest = url.set(username="guest").render_as_string()
    assert fault(lambda: Store.open(guest)) == "store_denied"
    store.close()


def test_a_value_that_the_database_refuses_stores_nothing(server: Server) -> None:
    store = Store.create(server.fresh())
    table = observed((A, "2020-10-06", "positif", 2**40))
    assert fault(lambda: store.add(batch("1"), table, apart())) == "store_failed"
    zero = apart(("a\0b", "2020-10-06", "positif", 1))
    table = observed((A, "2020-10-06", "positif", 1))
    assert fault(lambda: store.add(batch("1"), table, zero)) == "store_failed"
    assert faults_of(store) == []
    assert store.batches("kota", "dbd") == []
    store.close()


def test_a_lock_file_left_by_sqlite_is_no_trouble(tmp_path: Path) -> None:
    """The files of a killed process are beside the store: it opens and is whole."""
    file = tmp_path / "store.db"
    store = Store.create(f"sqlite:///{file}")
    one(store)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE batches SET note = 'di WAL'")
        raw.commit()
        for end in ("", "-wal", "-shm"):
            shutil.copy(f"{file}{end}", f"{tmp_path}/copy.db{end}")
    copy = Store.open(f"sqlite:///{tmp_path}/copy.db")
    assert copy.batches("kota", "dbd")[0].note == "di WAL"
    assert faults_of(copy) == []
    copy.close()
    store.close()
