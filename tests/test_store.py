"""The embedded store: what is broken says so, nothing is half done, no file is made or lost."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from geo import text
from geo.errors import StoreError
from geo.io import faults
from geo.io.store import Store
from geo.io.tables import VERSION
from tests.store_kit import A, apart, batch, observed, values


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'folder' / 'store.db'}"


@pytest.fixture
def store(url: str) -> Store:
    return Store.create(url)


def fault(call: object) -> str:
    with pytest.raises(StoreError) as caught:
        call()  # type: ignore[operator]
    (problem,) = caught.value.problems
    for lang in text.LANGUAGES:
        assert "python -m geo prepare" in text.problem(problem, lang) or problem.key in (
            "store_locked",
            "store_driver",
        )
    return problem.key


KILLED = """
import os, signal, sys
from geo.io import store as module
from tests.store_kit import A, apart, batch, observed
real = module.insert_table
def insert(connection, table, *rest):
    real(connection, table, *rest)
    if table.name == "observations":
        os.kill(os.getpid(), signal.SIGKILL)
module.insert_table = insert
module.Store.open(sys.argv[1]).add(batch("2"), observed((A, "2020-10-07", "positif", 6)), apart())
"""


def test_a_load_that_is_killed_in_the_middle_leaves_no_trace(store: Store, url: str) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    root = Path(__file__).resolve().parent.parent
    ended = subprocess.run([sys.executable, "-c", KILLED, url], cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    again = Store.open(url)
    assert values(again) == {(A, "2020-10-06", "positif"): 5}
    assert [b.sha256 for b in again.batches("kota", "dbd")] == ["1"]
    assert again.add(batch("2"), observed((A, "2020-10-07", "positif", 6)), apart()) == 2


def test_readers_go_on_while_a_file_is_being_loaded(store: Store, url: str) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    writer = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM observations")
    assert values(store) == {(A, "2020-10-06", "positif"): 5}
    writer.execute("ROLLBACK")
    writer.close()


def test_a_locked_store_says_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "BUSY_S", 0.1)
    store = Store.create(url)
    writer = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    rows = observed((A, "2020-10-06", "positif", 5))
    assert fault(lambda: store.add(batch("1"), rows, apart())) == "store_locked"
    writer.execute("ROLLBACK")
    writer.close()
    assert store.add(batch("1"), rows, apart()) == 1


def test_creating_twice_keeps_what_is_there(store: Store, url: str) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    assert values(Store.create(url)) == {(A, "2020-10-06", "positif"): 5}
    assert values(Store.open(url)) == {(A, "2020-10-06", "positif"): 5}


def test_opening_a_missing_store_makes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    assert fault(lambda: Store.open(f"sqlite:///{file}")) == "store_missing"
    assert not file.exists()


def test_an_empty_database_is_no_store_until_it_is_made_one(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.touch()
    assert fault(lambda: Store.open(f"sqlite:///{file}")) == "store_missing"
    Store.create(f"sqlite:///{file}")
    assert Store.open(f"sqlite:///{file}").batches("kota", "dbd") == []


@pytest.mark.parametrize("make", [Store.open, Store.create])
def test_a_file_that_is_no_database_is_kept_and_refused(tmp_path: Path, make: object) -> None:
    file = tmp_path / "store.db"
    file.write_text("bukan basis data " * 100, encoding="utf-8")
    assert fault(lambda: make(f"sqlite:///{file}")) == "store_broken"  # type: ignore[operator]
    assert file.read_text(encoding="utf-8").startswith("bukan")


@pytest.mark.parametrize(("version", "key"), [("0001", "store_older"), ("9999", "store_newer")])
@pytest.mark.parametrize("make", [Store.open, Store.create])
def test_another_schema_version_is_refused(
    store: Store, url: str, make: object, version: str, key: str
) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
    with pytest.raises(StoreError) as caught:
        make(url)  # type: ignore[operator]
    (problem,) = caught.value.problems
    assert problem.key == key
    assert dict(problem.values) == {"found": version, "expected": VERSION}
    assert ("python -m geo migrate" in text.problem(problem, "en")) == (key == "store_older")


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE people (name TEXT)")
    assert fault(lambda: Store.create(f"sqlite:///{file}")) == "store_version"
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("people",)]


def test_a_url_that_can_not_be_read_or_driven_is_refused() -> None:
    assert fault(lambda: Store.open("store.db")) == "store_url"
    with pytest.raises(StoreError) as caught:
        Store.open("oracle://staf:rahasia@tuan/nama")
    (problem,) = caught.value.problems
    assert problem.key == "store_driver"
    assert "rahasia" not in problem.where


def test_a_folder_that_can_not_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert fault(lambda: Store.create(f"sqlite:///{tmp_path}/file/store.db")) == "store_failed"
