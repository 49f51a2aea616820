"""The store: what is added comes back, what is broken says so, nothing is half done."""

from __future__ import annotations

import datetime as dt
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from geo import text
from geo.errors import InputError, StoreError
from geo.io import engine
from geo.io.store import NewBatch, Store

A, B = "63.71.01.1001", "63.71.01.1002"


def observed(*rows: tuple[str, str, str, int | None], measure: str = "cumulative") -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["zone_id", "date", "indicator", "value"])
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    table["value"] = table["value"].astype("Int64")
    flag = table["value"].isna().map({True: "suppressed", False: ""})
    return table.assign(measure=measure, flag=flag)


def apart(*rows: tuple[str, str, str, int | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["label", "date", "indicator", "value"])
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    return table.astype({"value": "Int64"}).assign(measure="cumulative")


def batch(sha256: str, kind: str = "import", city: str = "kota", disease: str = "dbd") -> NewBatch:
    return NewBatch(city, disease, kind, f"{sha256}.csv", sha256, "catatan")  # type: ignore[arg-type]


def values(store: Store) -> dict[tuple[str, str, str], int | None]:
    table = store.observations("kota", "dbd")
    return {
        (row.zone_id, str(row.date.date()), row.indicator): None
        if row.value is pd.NA
        else row.value
        for row in table.itertuples()
    }


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


def test_what_is_added_comes_back_in_the_schema_types(store: Store) -> None:
    rows = observed((A, "2020-10-06", "positif", 5), (B, "2020-10-06", "positif", None))
    others = apart(("LUAR KOTA", "2020-10-06", "positif", 7))
    assert store.add(batch("1"), rows, others) == 1
    table = store.observations("kota", "dbd")
    assert table.to_dict("records") == [
        {
            "zone_id": A,
            "date": pd.Timestamp("2020-10-06"),
            "indicator": "positif",
            "measure": "cumulative",
            "value": 5,
            "flag": "",
            "days": 1,
        },
        {
            "zone_id": B,
            "date": pd.Timestamp("2020-10-06"),
            "indicator": "positif",
            "measure": "cumulative",
            "value": None,
            "flag": "suppressed",
            "days": 1,
        },
    ]
    assert table.dtypes.astype(str).tolist() == [
        "str",
        "datetime64[ns]",
        "str",
        "str",
        "Int64",
        "str",
        "Int64",
    ]
    assert store.unallocated("kota", "dbd").to_dict("records") == [
        {
            "label": "LUAR KOTA",
            "date": pd.Timestamp("2020-10-06"),
            "indicator": "positif",
            "measure": "cumulative",
            "value": 7,
            "days": 1,
        }
    ]


def test_an_unknown_city_gives_empty_tables_in_the_same_types(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    empty, full = store.observations("lain", "dbd"), store.observations("kota", "dbd")
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)
    assert store.observations("kota", "covid19").empty
    assert store.batches("lain", "dbd") == []


def test_indicators_can_be_chosen(store: Store) -> None:
    rows = observed((A, "2020-10-06", "positif", 5), (A, "2020-10-06", "sembuh", 2))
    store.add(batch("1"), rows, apart())
    assert store.observations("kota", "dbd", ["sembuh"])["value"].tolist() == [2]
    assert store.observations("kota", "dbd", [])["value"].tolist() == []


def test_the_newest_batch_wins_and_nothing_is_lost(store: Store, url: str) -> None:
    store.add(
        batch("1"),
        observed((A, "2020-10-06", "positif", 5), (B, "2020-10-06", "positif", 1)),
        apart(("LUAR", "2020-10-06", "positif", 7)),
    )
    store.add(
        batch("2"),
        observed((A, "2020-10-06", "positif", 4), (A, "2020-10-07", "positif", 6)),
        apart(("LUAR", "2020-10-06", "positif", 8)),
    )
    assert values(store) == {
        (A, "2020-10-06", "positif"): 4,
        (B, "2020-10-06", "positif"): 1,
        (A, "2020-10-07", "positif"): 6,
    }
    assert store.unallocated("kota", "dbd")["value"].tolist() == [8]
    with sqlite3.connect(url.removeprefix("sqlite:///")) as raw:
        assert raw.execute("SELECT count(*) FROM observations").fetchone() == (4,)


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    rows = observed((A, "2020-10-06", "positif", 5))
    store.add(batch("1"), rows, apart())
    before = store.revision("kota", "dbd")
    assert store.add(batch("1"), rows, apart()) is None
    assert store.revision("kota", "dbd") == before
    assert len(store.batches("kota", "dbd")) == 1
    assert store.add(batch("1", disease="covid19"), rows, apart()) == 2


def test_a_new_reading_of_a_file_replaces_the_earlier_one_as_a_whole(store: Store) -> None:
    store.add(
        batch("1"),
        observed((A, "2020-10-06", "positif", 5)),
        apart(("Mantuwil", "2020-10-06", "positif", 3)),
    )
    mended = observed((A, "2020-10-06", "positif", 5), (B, "2020-10-06", "positif", 3))
    assert store.add(batch("1"), mended, apart()) == 2
    assert store.observations("kota", "dbd")["value"].sum() == 8
    assert store.unallocated("kota", "dbd").empty
    assert store.add(batch("1"), mended, apart()) is None


def test_an_import_replaces_the_simulation(store: Store) -> None:
    assert not store.is_simulated("kota", "dbd")
    store.add(batch("s", "simulated"), observed((A, "2020-10-06", "positif", 99)), apart())
    assert store.is_simulated("kota", "dbd")
    assert values(store) == {(A, "2020-10-06", "positif"): 99}
    store.add(batch("1"), observed((B, "2020-10-07", "positif", 1)), apart())
    assert values(store) == {(B, "2020-10-07", "positif"): 1}
    assert not store.is_simulated("kota", "dbd")
    store.add(batch("t", "simulated"), observed((A, "2020-10-06", "positif", 98)), apart())
    assert values(store) == {(B, "2020-10-07", "positif"): 1}


def test_an_import_may_be_in_another_measure_than_the_simulation(store: Store) -> None:
    simulated = observed((A, "2020-10-06", "positif", 9), measure="new")
    store.add(batch("s", "simulated"), simulated, apart())
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 1)), apart())
    assert values(store) == {(A, "2020-10-06", "positif"): 1}


def test_one_indicator_is_never_counted_in_two_measures(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    other = observed((A, "2020-10-07", "positif", 2), (A, "2020-10-07", "sembuh", 1), measure="new")
    with pytest.raises(InputError) as caught:
        store.add(batch("2"), other, apart())
    (problem,) = caught.value.problems
    assert (problem.key, problem.where) == ("measure_differs", "2.csv")
    assert dict(problem.values) == {
        "indicator": "positif",
        "found": "new",
        "expected": "cumulative",
    }
    assert len(store.batches("kota", "dbd")) == 1


def test_the_history_is_newest_first_with_aware_moments(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    store.add(batch("2"), observed((A, "2020-10-07", "positif", 6)), apart())
    newest, oldest = store.batches("kota", "dbd")
    assert (newest.id, newest.file_name, newest.sha256, newest.rows) == (2, "2.csv", "2", 1)
    assert (newest.kind, newest.note, newest.city, newest.disease) == (
        "import",
        "catatan",
        "kota",
        "dbd",
    )
    assert newest.created_at.utcoffset() == dt.timedelta(0)
    assert newest.created_at >= oldest.created_at


def test_the_revision_changes_with_each_batch_of_that_city_only(store: Store) -> None:
    seen = [store.revision("kota", "dbd")]
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    seen.append(store.revision("kota", "dbd"))
    store.add(batch("2", city="lain"), observed((A, "2020-10-06", "positif", 5)), apart())
    assert store.revision("kota", "dbd") == seen[-1]
    store.add(batch("3"), observed((A, "2020-10-07", "positif", 5)), apart())
    seen.append(store.revision("kota", "dbd"))
    assert len(set(seen)) == 3


def test_a_batch_is_stored_as_a_whole_or_not_at_all(store: Store) -> None:
    twice = apart(("LUAR", "2020-10-06", "positif", 7), ("LUAR", "2020-10-06", "positif", 8))
    with pytest.raises(StoreError):
        store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), twice)
    assert store.observations("kota", "dbd").empty
    assert store.batches("kota", "dbd") == []
    assert store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart()) == 1


KILLED = """
import os, signal, sys
from geo.io import store as module
from tests.test_store import A, apart, batch, observed
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
    monkeypatch.setattr(engine, "BUSY_S", 0.1)
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
    assert dict(problem.values) == {"found": version, "expected": "0002"}
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
