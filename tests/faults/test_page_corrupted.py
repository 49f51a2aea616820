"""Pages of the SQLite file are damaged: found by looking or by reading, and a backup brings it all
back."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import JagaError
from geo.io import backup, checkup, restore
from geo.io.checkup import Ground
from geo.io.checkup import store as looks
from geo.io.engine import make_engine
from geo.io.store import Store
from tests.store_kit import apart, batch, observed

pytestmark = pytest.mark.faults("page_corrupted")

MOST = 120


def filled(file: Path) -> str:
    url = f"sqlite:///{file}"
    store = Store.create(url)
    for number in range(4):
        rows = [
            (f"63.71.01.{1001 + zone}", f"2020-{month:02}-{day:02}", "positif", zone + day)
            for zone in range(30)
            for month in range(number * 3 + 1, number * 3 + 4)
            for day in range(1, 29)
        ]
        store.add(batch(f"{number}"), observed(*rows), apart())
    store.close()
    with sqlite3.connect(file) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return url


def doctor(url: str) -> bool:
    """True where it finds the store well."""
    ground = Ground(db=url)
    try:
        found = checkup.look(ground, looks.CHECKS)
    finally:
        ground.close()
    return all(one.state == "ok" for one in found if one.check in ("store", "integrity"))


def read(url: str) -> pd.DataFrame | str:
    """What the store says, or the key of why it doesn't. Any other exception is a fault of ours."""
    try:
        store = Store.open(url)
        try:
            store.batches("kota", "dbd")
            return store.observations("kota", "dbd")
        finally:
            store.close()
    except JagaError as failure:
        return failure.problems[0].key


def test_no_damaged_page_gives_other_numbers_unnoticed(tmp_path: Path, seen: list[str]) -> None:
    file = tmp_path / "store.db"
    url = filled(file)
    right, whole = read(url), file.read_bytes()
    assert isinstance(right, pd.DataFrame) and len(right) == 4 * 30 * 84
    size = int.from_bytes(whole[16:18], "big")
    pages, chance = len(whole) // size, random.Random(8)  # noqa: S311
    assert doctor(url) and pages > MOST
    found = {"told": 0, "harmless": 0}
    for page in [*sorted(chance.sample(range(1, pages), MOST - 1)), 0]:
        damaged = bytearray(whole)
        damaged[page * size : (page + 1) * size] = chance.randbytes(size)
        file.write_bytes(damaged)
        for end in ("-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)
        said = read(url)
        if isinstance(said, str):
            assert said in ("store_broken", "store_foreign", "store_failed"), said
            found["told"] += 1
        elif said.equals(right):
            found["told" if not doctor(url) else "harmless"] += 1
        else:
            assert not doctor(url), f"page {page} gives other numbers and nobody notices"
            found["told"] += 1
    assert found["told"] > MOST * 0.9
    seen.append(
        f"{found['told']} of {MOST} damaged pages told of, {found['harmless']} held nothing"
    )


def test_flipped_bytes_raise_nothing_but_faults_in_words(tmp_path: Path, seen: list[str]) -> None:
    file = tmp_path / "store.db"
    url = filled(file)
    right, whole = read(url), file.read_bytes()
    assert isinstance(right, pd.DataFrame)
    chance = random.Random(9)  # noqa: S311
    told = silent = harmless = 0
    for _ in range(MOST):
        damaged = bytearray(whole)
        damaged[chance.randrange(100, len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        for end in ("-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)
        said = read(url)
        if isinstance(said, pd.DataFrame) and said.equals(right):
            harmless += 1
        elif isinstance(said, str) or not doctor(url):
            told += 1
        else:
            silent += 1
    seen.append(
        f"of {MOST} single flipped bits {told} told of, {harmless} changed no number, {silent} "
        "changed a stored number or word and were not found"
    )


def test_a_backup_brings_it_back(tmp_path: Path, seen: list[str]) -> None:
    file, kept = tmp_path / "store.db", tmp_path / "kept.zip"
    url = filled(file)
    right = read(url)
    engine = make_engine(url)
    backup.write(engine, kept)
    engine.dispose()
    content = bytearray(file.read_bytes())
    content[8192:-8192] = b"\xa5" * (len(content) - 16384)
    file.write_bytes(content)
    assert not doctor(url)
    assert isinstance(right, pd.DataFrame)
    engine = make_engine(url)
    restore.restore(kept, engine, force=True)
    engine.dispose()
    assert doctor(url)
    again = read(url)
    assert isinstance(again, pd.DataFrame) and again.equals(right)
    seen.append("restored from a backup, every number as before")
