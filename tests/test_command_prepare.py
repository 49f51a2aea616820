"""A fresh checkout made ready: once, by whoever comes first, and never over someone's data."""

from __future__ import annotations

import dataclasses
import multiprocessing
import sqlite3
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from geo import text
from geo.__main__ import main
from geo.cities import City, read_cities
from geo.errors import StoreError
from geo.io import embedded
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS

ROWS = 52 * 709 * 3


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[embedded.Step]]:
    """A prepared store's URL and static folder, and what was done."""
    folder = tmp_path_factory.mktemp("ready")
    url = f"sqlite:///{folder / 'home' / 'store.db'}"
    return url, folder / "static", embedded.prepare(url, read_cities(), folder / "static")


def test_the_first_run_does_everything(ready: tuple[str, Path, list[embedded.Step]]) -> None:
    url, static, steps = ready
    assert [step.key for step in steps] == ["assets", "store", "simulation"]
    assert dict(steps[2].values) == {"n": ROWS, "city": "Kota Banjarmasin"}
    assert (static / "leaflet" / "leaflet.js").is_file()
    store = Store.open(url)
    (batch,) = store.batches("banjarmasin", "covid19")
    assert (batch.kind, batch.rows, batch.note) == ("simulated", ROWS, "SIMULASI, bukan data resmi")
    assert store.is_simulated("banjarmasin", "covid19")
    assert store.batches("semarang", "covid19") == []
    store.close()


def test_the_second_run_is_quick_and_does_nothing(
    ready: tuple[str, Path, list[embedded.Step]],
) -> None:
    url, static, _ = ready
    start = time.process_time()
    assert embedded.prepare(url, read_cities(), static) == []
    assert time.process_time() - start < 2


def small_city(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, City]:
    """Banjarmasin with a two-row series, so that a test need not simulate."""
    from geo import simulated

    series = pd.DataFrame(
        {
            "zone_id": ["63.71.01.1001", "63.71.01.1002"],
            "date": pd.to_datetime(["2020-10-06", "2020-10-06"]),
            "indicator": "positif",
            "measure": "cumulative",
            "value": pd.array([0, 3], dtype="Int64"),
            "flag": "",
        }
    )
    monkeypatch.setattr(simulated, "for_city", lambda city: series)
    return {"banjarmasin": read_cities()["banjarmasin"]}


def test_imported_data_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cities = small_city(tmp_path, monkeypatch)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    own = pd.DataFrame(
        {
            "zone_id": ["63.71.01.1001"],
            "date": pd.to_datetime(["2020-10-06"]),
            "indicator": ["positif"],
            "measure": ["cumulative"],
            "value": pd.array([1], dtype="Int64"),
            "flag": [""],
        }
    )
    batch = NewBatch("banjarmasin", "covid19", "import", "dinkes.xlsx", "0" * 64)
    store.add(batch, own, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS)))
    steps = embedded.prepare(url, cities, tmp_path / "static")
    assert [step.key for step in steps] == ["assets"]
    assert [batch.kind for batch in store.batches("banjarmasin", "covid19")] == ["import"]
    store.close()


def test_only_a_city_that_asks_for_it_is_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = dataclasses.replace(small_city(tmp_path, monkeypatch)["banjarmasin"], simulation=False)
    steps = embedded.prepare(f"sqlite:///{tmp_path / 's.db'}", {city.key: city}, tmp_path / "x")
    assert [step.key for step in steps] == ["assets", "store"]


def test_a_damaged_store_is_not_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"this was a spreadsheet once" * 100)
    with pytest.raises(StoreError, match="store_broken"):
        embedded.prepare(f"sqlite:///{file}", {}, tmp_path / "static")
    assert file.read_bytes().startswith(b"this was")


def test_whoever_waits_too_long_is_told_so(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "store.db.lock", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError) as caught:
        embedded.prepare(f"sqlite:///{tmp_path / 'store.db'}", {}, tmp_path / "static", wait_s=0.1)
    holder.close()
    (fault,) = caught.value.problems
    assert fault.key == "prepare_busy"
    assert all("0.1" in text.problem(fault, lang) for lang in text.LANGUAGES)
    embedded.prepare(f"sqlite:///{tmp_path / 'store.db'}", {}, tmp_path / "static", wait_s=0.1)


def _prepare(url: str, static: str) -> None:
    keys = [step.key for step in embedded.prepare(url, read_cities(), Path(static))]
    sys.exit(10 if "simulation" in keys else 0)


def test_two_processes_at_once_store_one_batch(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=_prepare, args=(url, str(tmp_path / "static"))) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    assert sorted(process.exitcode or 0 for process in both) == [0, 10]
    store = Store.open(url)
    assert len(store.batches("banjarmasin", "covid19")) == 1
    store.close()


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("id", "SIMULASI dimuat untuk Kota Banjarmasin: 2 baris", "Semua sudah siap."),
        ("en", "SIMULASI loaded for Kota Banjarmasin: 2 rows", "Everything is ready."),
    ],
)
def test_the_command_says_what_it_did(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    first: str,
    second: str,
) -> None:
    small_city(tmp_path, monkeypatch)
    monkeypatch.setattr("geo.commands.prepare.STATIC", tmp_path / "static")
    arguments = ["prepare", "--db", f"sqlite:///{tmp_path / 'store.db'}", "--lang", lang]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert first in said
    assert str(tmp_path / "store.db") in said
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"{second}\n"
    assert main([*arguments, "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_the_simulate_command_writes_a_marked_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "series.csv"
    assert main(["simulate", "--city", "banjarmasin", "--out", str(file)]) == 0
    assert "SIMULASI" in capsys.readouterr().out
    table = pd.read_csv(file, dtype={"zone_id": str}, keep_default_na=False)
    assert list(table.columns) == [
        "zone_id", "date", "indicator", "measure", "value", "flag", "note",
    ]  # fmt: skip
    assert set(table["note"]) == {"SIMULASI, bukan data resmi"}
    assert len(table) == ROWS
    assert table["date"].min() == "2020-03-22"
    assert table["date"].max() == "2022-02-28"


def test_the_simulate_command_refuses_what_it_can_not_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "series.csv"
    for city, said in (("surabaya", "banjarmasin, semarang"), ("semarang", "arsip zona")):
        assert main(["simulate", "--city", city, "--out", str(file)]) == 2
        assert said in capsys.readouterr().err
    assert not file.exists()
