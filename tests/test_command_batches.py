"""The commands ``batches``, ``publish`` and ``retract``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.__main__ import main
from geo.io.store import NewBatch, Store
from tests.store_kit import observed

A = "63.71.01.1001"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    none = pd.DataFrame(columns=["label", "date", "indicator", "measure", "value"])
    for number, gap in ((1, 0), (2, 7)):
        batch = NewBatch("banjarmasin", "covid19", "import", f"{number}.csv", f"{number}", gap=gap)
        rows = observed((A, f"2021-03-0{number}", "positif", 5))
        store.add(batch, rows, none, state="draft")
    store.close()
    return url


@pytest.fixture
def geo(url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--db", url])
        read = capsys.readouterr()
        return code, read.out, read.err

    return run


def states(geo: Run) -> dict[int, tuple[str, bool]]:
    rows = json.loads(geo("batches", "--city", "banjarmasin", "--format", "json")[1])
    return {row["id"]: (row["state"], row["counts"]) for row in rows}


def test_a_draft_counts_once_it_is_published_and_no_more_once_retracted(geo: Run) -> None:
    assert states(geo) == {1: ("draft", False), 2: ("draft", False)}
    assert geo("publish", "1")[0] == 0
    assert states(geo)[1] == ("published", True)
    code, out, _ = geo("retract", "1", "--note", "salah kota", "--lang", "en")
    assert (code, out) == (0, "Batch #1 is retracted; what counted before it counts again.\n")
    assert states(geo)[1] == ("retracted", False)
    lines = geo("batches", "--city", "banjarmasin")[1].splitlines()
    assert lines[0].startswith("#1  ditarik  1.csv  kasus  1  ")
    assert lines[1].endswith("beda 7 orang dengan jumlah di berkas")


def test_a_gap_has_to_be_explained(geo: Run) -> None:
    code, _, err = geo("publish", "2")
    assert code == 2
    assert "berbeda 7 orang" in err
    assert states(geo)[2] == ("draft", False)
    assert geo("publish", "2", "--note", "7 orang masih diverifikasi")[0] == 0
    assert states(geo)[2] == ("published", True)


def test_what_is_not_there_or_has_no_reason_is_refused(geo: Run) -> None:
    code, _, err = geo("publish", "99")
    assert (code, "tidak ada batch" in err) == (2, True)
    geo("publish", "1")
    assert geo("publish", "1")[0] == 2
    code, _, err = geo("retract", "1", "--note", "  ")
    assert (code, "tidak ada alasan" in err) == (2, True)
