"""Making a fresh checkout ready to run: the store, the browser files, the simulated series.

The app does this on its first start and ``python -m geo prepare`` by hand; whoever comes second
finds nothing to do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geo import assets, text
from geo.cities import City
from geo.errors import Problem, StoreError
from geo.io.engine import make_engine, sqlite_file
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS

WAIT_S = 60.0
"""Seconds to wait for another process that is preparing the same store."""


@dataclass(frozen=True)
class Step:
    """One thing that was done: a text key below ``prepare`` and its values."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def prepare(
    url: str, cities: Mapping[str, City], static_dir: Path, wait_s: float = WAIT_S
) -> list[Step]:
    """Make the store at ``url``, the browser files and the simulated series where they are missing.

    A city with ``simulation`` gets its series only where the store holds nothing of it, neither
    simulated nor imported. Returns what was done, [] where nothing was. Safe when several processes
    start at once: with SQLite one works and the others wait (StoreError after ``wait_s`` seconds);
    with any store, a series that is stored already is not stored again. Raises StoreError, and
    ConfigError where a city's files are broken.
    """
    steps = []
    copied = assets.ensure(static_dir)
    if copied:
        steps.append(Step("assets", {"n": len(copied), "folder": str(static_dir)}))
    with _alone(url, wait_s):
        store, created = _open_or_create(url)
        try:
            if created:
                steps.append(Step("store", {"place": _shown(url)}))
            for city in cities.values():
                if city.simulation and (rows := _simulate(store, city)):
                    steps.append(Step("simulation", {"n": rows, "city": city.name}))
        finally:
            store.close()
    return steps


def _open_or_create(url: str) -> tuple[Store, bool]:
    """The store, and whether it had to be made."""
    try:
        return Store.open(url), False
    except StoreError as error:
        if error.problems[0].key != "store_missing":
            raise
    return Store.create(url), True


def _simulate(store: Store, city: City) -> int:
    """Store the city's series; the number of rows stored, 0 where the store has data of it."""
    from geo import simulated  # geometry libraries: slow to load, needed once

    if store.batches(city.key, simulated.DISEASE):
        return 0
    observations = simulated.for_city(city)
    batch = NewBatch(
        city=city.key,
        disease=simulated.DISEASE,
        kind="simulated",
        file_name=simulated.file_name(city),
        sha256=hashlib.sha256(simulated.csv_text(observations).encode()).hexdigest(),
        note=text.text("simulated.banner", "id"),
    )
    added = store.add(batch, observations, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS)))
    return len(observations) if added is not None else 0


@contextmanager
def _alone(url: str, wait_s: float) -> Iterator[None]:
    """Keep other processes out while one prepares an SQLite store.

    The lock is a transaction on an empty SQLite file beside the store: it waits on its own, works
    on every system, and is gone with the process, also with one that was killed.
    """
    file = sqlite_file(make_engine(url))
    if file is None:
        yield
        return
    lock = file.with_name(f"{file.name}.lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(lock, timeout=wait_s, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(Problem("store_failed", str(file), {"found": str(error)})) from error
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreError(Problem("prepare_busy", str(file), {"seconds": wait_s})) from error
        yield
    finally:
        connection.close()


def _shown(url: str) -> str:
    engine = make_engine(url)
    return str(sqlite_file(engine) or engine.url.render_as_string(hide_password=True))
