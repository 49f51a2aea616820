"""The store itself: batches in, a panel out, size, backup and restore, on SQLite and PostgreSQL.

    python -m benchmarks.store [DAYS]

Made numbers with a fixed seed: five indicators of 267 zones, one batch a day (default: 500). Each
panel is read by a fresh process, and its time is that of the whole process, start and imports
included; the inner time is the reading alone. PostgreSQL is one of our own in a temporary folder,
with its safe defaults; where its programs are missing, only SQLite is measured, and that is said.
Prints a markdown table; ends with 1 where a limit is missed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa

from benchmarks.measure import kb, machine, table
from geo.io import backup
from geo.io.engine import make_engine, sqlite_file
from geo.io.restore import restore
from geo.io.store import NewBatch, Store
from geo.schema import INDICATORS, UNALLOCATED_COLUMNS
from tests.store_kit import Server, programs

ZONES, DAYS, SEED = 267, 500, 20201006
CITY, DISEASE = "contoh", "covid19"
KINDS = INDICATORS[:5]
IDS = [f"99.99.{1 + at // 30:02d}.{1001 + at % 30}" for at in range(ZONES)]
IMPORT_S, PANEL_S = 90.0, 1.0
REPEATS = 5
READ = """
import sys, time
import numpy as np
from geo import panel
from geo.io.store import Store
url, city, disease, indicator, *zones = sys.argv[1:]
begin = time.perf_counter()
store = Store.open(url)
found = panel.build(store.observations(city, disease, (indicator,)), zones, indicator)
print(time.perf_counter() - begin, *found.cumulative.shape, np.isnan(found.cumulative).sum())
"""
"""The panel of cases as a city's map asks for it; a process that loads nothing else."""


def batches(days: int) -> Iterator[tuple[NewBatch, pd.DataFrame]]:
    """One a day: cumulative numbers that grow."""
    rng = np.random.default_rng(SEED)
    counts = np.zeros((ZONES, len(KINDS)), dtype=np.int64)
    for at in range(days):
        counts += rng.poisson(2, counts.shape)
        day = pd.Timestamp("2020-03-01") + pd.Timedelta(days=at)
        rows = {"zone_id": np.repeat(IDS, len(KINDS)), "date": day.as_unit("ns")}
        rows |= {"indicator": list(KINDS) * ZONES, "measure": "cumulative", "flag": "", "days": 1}
        rows["value"] = pd.array(counts.ravel(), dtype="Int64")
        yield NewBatch(CITY, DISEASE, "import", f"{day:%F}.xlsx", f"{at:064d}"), pd.DataFrame(rows)


def measured(name: str, url: str, other: str, folder: Path, days: int) -> list[str]:
    """One row of the table."""
    store, nobody = Store.create(url), pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))
    begin = time.perf_counter()
    for batch, rows in batches(days):
        store.add(batch, rows, nobody)
    imported = time.perf_counter() - begin
    store.close()
    size = bytes_of(url)
    whole, inner = zip(*(cold(url, days) for _ in range(REPEATS)), strict=True)
    engine, target = make_engine(url), make_engine(other)
    file = folder / f"{name}.zip"
    begin = time.perf_counter()
    backup.write(engine, file)
    backed = time.perf_counter() - begin
    begin = time.perf_counter()
    restore(file, target)
    restored = time.perf_counter() - begin
    engine.dispose()
    target.dispose()
    cold_s = statistics.median(whole)
    held = imported * 495 / days <= IMPORT_S and cold_s <= PANEL_S
    numbers = [f"{imported:.1f} s", f"{imported * 495 / days:.1f} s", kb(size), f"{cold_s:.2f} s"]
    numbers += [f"{statistics.median(inner):.2f} s", f"{backed:.1f} s", kb(file.stat().st_size)]
    return [name, *numbers, f"{restored:.1f} s", "yes" if held else "NO"]


def bytes_of(url: str) -> int:
    """What the store takes on disk."""
    engine = make_engine(url)
    file = sqlite_file(engine)
    if file is not None:
        return sum(f.stat().st_size for f in file.parent.glob(f"{file.name}*"))
    with engine.connect() as connection:
        size = connection.scalar(sa.select(sa.func.pg_database_size(engine.url.database)))
    engine.dispose()
    return int(size or 0)


def cold(url: str, days: int) -> tuple[float, float]:
    """Seconds of a fresh process that reads the panel, and of the reading in it."""
    words = [url, CITY, DISEASE, KINDS[0], *IDS]
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", READ, *words], capture_output=True, text=True, check=True
    )
    whole = time.perf_counter() - begin
    inner, zones, found, unknown = done.stdout.split()
    if (int(zones), int(found), int(unknown)) != (ZONES, days, 0):
        sys.exit(f"the panel is not whole: {done.stdout}")
    return whole, float(inner)


def main(arguments: list[str]) -> int:
    """0 where every limit holds."""
    days = int(arguments[0]) if arguments else DAYS
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        urls = [f"sqlite:///{folder / name / 'store.db'}" for name in ("first", "second")]
        rows.append(measured("SQLite", urls[0], urls[1], folder, days))
        found = programs()
        if found is None:
            print("PostgreSQL: not measured, it is not installed\n")
        else:
            server = Server(found, safe=True)
            try:
                row = measured("PostgreSQL", server.fresh(), server.fresh(), folder, days)
            finally:
                server.end()
            rows.append(row)
    print(f"{machine()}, {ZONES} zones, {days} days, {ZONES * days * len(KINDS):,} rows\n")
    heads = ("Engine", "import", "of 495 days", "on disk", "panel, cold", "reading in it")
    print(table((*heads, "backup", "its file", "restore", "held"), rows))
    print(f"\nLimits: {IMPORT_S:.0f} s for 495 days, {PANEL_S:.0f} s for the cold panel.")
    return 0 if all(row[-1] == "yes" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
