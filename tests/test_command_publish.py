"""The command ``publish`` as a writer of sites; as one that lets a batch count, see
tests/test_command_batches.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.__main__ import main
from geo.commands import publish
from geo.io.store import NewBatch, Store
from geo.site import folder
from tests.store_kit import observed

A, B = "63.71.01.1001", "63.71.01.1002"
Run = Callable[..., tuple[int, str, str]]


def batch(store: Store, number: int, count: int) -> None:
    rows = observed((A, "2021-03-01", "positif", 1), (A, "2021-03-08", "positif", count))
    none = pd.DataFrame(columns=["label", "date", "indicator", "measure", "value"])
    store.add(
        NewBatch("banjarmasin", "covid19", "import", f"{number}.csv", str(number)), rows, none
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    batch(store, 1, 31)
    store.close()
    return url


@pytest.fixture
def geo(url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["publish", *words, "--db", url])
        read = capsys.readouterr()
        return code, read.out, read.err

    return run


def test_writes_the_site_of_the_city_and_says_how_large_it_is(geo: Run, tmp_path: Path) -> None:
    out = tmp_path / "site"
    code, said, error = geo("--out", str(out), "--rule", "insidensi7", "--city", "banjarmasin")
    assert (code, error) == (0, "")
    files = [file for file in out.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    assert f"106 halaman, {len(files)} berkas" in said
    assert f"{size / 1000:.1f}".replace(".", ",") in said
    marker = json.loads((out / folder.MARKER).read_text())
    assert (marker["city"], marker["rule"], marker["date"]) == (
        "banjarmasin",
        "insidensi7",
        "2021-03-08",
    )
    before = {file: file.read_bytes() for file in files}
    assert geo("--out", str(out), "--rule", "insidensi7")[0] == 0
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before


def test_shows_what_the_public_may_see_and_offers_nothing_else(geo: Run, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert geo("--out", str(out), "--rule", "insidensi7", "--lang", "en")[0] == 0
    page = (out / "kelurahan" / f"{A}.html").read_text()
    assert "30" not in page.split("<main")[1].split("Neighbours")[0].replace("30 Sept", "")
    assert "counts of 1 to 4 cases are hidden" in page
    assert not (out / "en").exists()
    with pytest.raises(SystemExit):
        geo("--out", str(out), "--view", "official")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ((), "tepat salah satunya"),
        (("1", "--out", "x"), "tepat salah satunya"),
        (("1", "--rule", "resmi"), "--rule tidak berlaku"),
        (("--out", "x", "--note", "so"), "--note tidak berlaku"),
        (("--out", "x", "--watch", "0"), "--watch 0.0 tidak berlaku"),
        (("--out", "x", "--url", "jaga.example"), "bukan alamat situs"),
        (("--out", "x", "--url", "https://jaga.example/?a=1"), "bukan alamat situs"),
        (("--out", "x", "--city", "atlantis"), "atlantis"),
    ],
)
def test_what_does_not_go_together_is_refused(geo: Run, words: tuple[str, ...], key: str) -> None:
    code, out, error = geo(*words)
    assert (code, out) == (2, "")
    assert key in error
    assert not Path("x").exists()


def test_watching_writes_anew_when_what_counts_changes(
    geo: Run, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, turns, seen = tmp_path / "site", [], []

    def waited(seconds: float) -> None:
        turns.append(seconds)
        seen.append(json.loads((out / folder.MARKER).read_text())["snapshot"])
        if len(turns) == 2:
            store = Store.open(url)
            batch(store, 2, 90)
            store.close()
        if len(turns) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(publish.time, "sleep", waited)
    words = ("--out", str(out), "--rule", "insidensi7", "--watch", "7")
    assert geo(*words)[0] == 0
    assert turns == [7.0] * 4
    assert seen[0] == seen[1] != seen[2] == seen[3]
