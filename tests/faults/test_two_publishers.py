"""Two publish at once, in processes of their own, on both engines."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.io.store import Store
from geo.settings import ROOT
from tests.intake_kit import write_city
from tests.store_killed import DAYS, FILES, faults_of, write_files
from tests.store_kit import ENGINES, A, apart, batch, fresh_url, observed, values
from tests.test_store_contract import at_once

pytestmark = pytest.mark.faults("two_publishers")

ROUNDS = 2


def importing(url: str, cities: str, folder: Path) -> subprocess.Popen[str]:
    """The command that staff use, begun."""
    words = ["import", str(folder), "--city", "uji", "--disease", "dbd", "--cities", cities]
    return subprocess.Popen(
        [sys.executable, "-m", "geo", *words, "--db", url],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_two_processes_import(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, seen: list[str]
) -> None:
    url, cities = fresh_url(engine, request, tmp_path), str(write_city(tmp_path))
    Store.create(url).close()
    began = time.monotonic()
    for number in range(ROUNDS):
        folders = [tmp_path / f"{number}-{who}" for who in "ab"]
        for who, folder in enumerate(folders):
            write_files(folder, 10 * number + who + 1)
        shared = write_files(tmp_path / f"{number}-both", 100 + number)
        for folder in folders:
            for file in shared:
                (folder / file.name).write_bytes(file.read_bytes())
        both = [importing(url, cities, folder) for folder in folders]
        said = [one.communicate(timeout=90) for one in both]
        assert [one.returncode < 2 for one in both] == [True, True], said
        assert all("Traceback" not in errors for _, errors in said)
    took = (time.monotonic() - began) / ROUNDS
    store = Store.open(url)
    stored = store.batches("uji", "dbd")
    # Of a round: three files of each, and three that both have, stored once.
    assert len(stored) == ROUNDS * 3 * FILES
    assert len({one.sha256 for one in stored}) == len(stored)
    assert faults_of(store) == []
    assert len({one.id for one in stored}) == len(stored)
    day = store.observations("uji", "dbd")["date"]
    assert day.nunique() == DAYS
    store.close()
    seen.append(
        f"{engine}: {len(stored)} files of {ROUNDS} rounds stored once, {took:.1f} s a round"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_two_decide_about_one_draft(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, seen: list[str]
) -> None:
    url = fresh_url(engine, request, tmp_path)
    stores = [Store.create(url), Store.open(url)]
    refused = 0
    for number in range(10):
        table = observed((A, f"2020-10-{number + 1:02}", "positif", number))
        key = stores[0].add(batch(f"{number}"), table, apart(), state="draft")
        assert key is not None
        given = at_once([lambda s=s, k=key: s.decide(k, "published", "uji") for s in stores])  # type: ignore[misc]
        wrong = [one for one in given if isinstance(one, Exception)]
        assert len(wrong) == 1 and isinstance(wrong[0], InputError), given
        assert wrong[0].problems[0].key == "batch_state"
        refused += 1
    assert set(values(stores[0]).values()) == set(range(10))
    assert faults_of(stores[0]) == []
    for one in stores:
        one.close()
    seen.append(f"{engine}: 10 drafts published once, {refused} second decisions refused")
