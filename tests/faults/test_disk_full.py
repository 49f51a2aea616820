"""No room for what is to be stored: the command that staff use, on a disk of a few megabytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo.io.store import Store
from geo.text import text
from tests.intake_kit import ZONES, write_city
from tests.store_killed import faults_of, load
from tests.test_store_faults import small_disk

__all__ = ["small_disk"]

pytestmark = pytest.mark.faults("disk_full")


def large(file: Path, years: int = 12) -> Path:
    """A file of every zone on many days: megabytes in the store."""
    rows = ["kode;kelurahan;tanggal;ukuran;positif;sembuh"]
    for year in range(2012, 2012 + years):
        for month in range(1, 13):
            for day in range(1, 29):
                rows += (
                    f"{zone};{name};{year}-{month:02}-{day:02};new;{day};{month}"
                    for zone, name in zip(ZONES["zone_id"], ZONES["name"], strict=True)
                )
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def test_an_import_is_refused_and_goes_through_later(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], seen: list[str]
) -> None:
    url, cities = f"sqlite:///{small_disk / 'store.db'}", str(write_city(tmp_path))
    store = Store.create(url)
    small, big = tmp_path / "small", tmp_path / "big"
    small.mkdir()
    big.mkdir()
    large(small / "small.csv", 1)
    large(big / "big.csv")
    assert load(url, cities, small) < 2
    before = store.observations("uji", "dbd")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 1_000_000)))
    for _ in range(2):
        capsys.readouterr()
        assert load(url, cities, big) == 2
        said = capsys.readouterr().err
        assert text("problem.store_full.todo", "id") in said and "Traceback" not in said
        assert store.observations("uji", "dbd").equals(before)
        assert [one.file_name for one in store.batches("uji", "dbd")] == ["small.csv"]
        assert faults_of(store) == []
    ballast.unlink()
    assert load(url, cities, big) < 2
    assert len(store.observations("uji", "dbd")) == 12 * len(before)
    assert faults_of(store) == []
    store.close()
    seen.append("refused twice as store_full, stored with room again")
