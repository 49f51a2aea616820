"""Seconds and bytes of ``python -m geo publish --out``: the site of Banjarmasin with 365 simulated
days, in both languages.

    python -m benchmarks.publish

Makes a store of its own; one cold process each time. Prints markdown tables; ends with 1 where a
limit is missed.
"""

from __future__ import annotations

import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pandas as pd

from benchmarks.measure import kb, machine, table
from geo import simulated
from geo.cities import read_cities
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import ROOT
from geo.site import build

LIMIT_S, LIMIT_BYTES = 10.0, 1_000_000
DAYS, TIMES = 365, 3
CITY = "banjarmasin"


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        url, out = f"sqlite:///{Path(place) / 'store.db'}", Path(place) / "site"
        zones = fill(url)
        seconds = [publish(url, out) for _ in range(TIMES)]
        sizes = {
            file.relative_to(out).as_posix(): file for file in out.rglob("*") if file.is_file()
        }
        plain, packed = Counter[str](), Counter[str]()
        for path, file in sizes.items():
            content = file.read_bytes()
            plain[build.kind(path)] += len(content)
            packed[build.kind(path)] += len(gzip.compress(content, mtime=0))
    median, total = statistics.median(seconds), sum(plain.values())
    print(f"{machine()}; {zones} zones, {DAYS} days, {len(sizes)} files\n")
    rows = [(kind, kb(plain[kind]), kb(packed[kind])) for kind in build.KINDS]
    rows.append(("all", kb(total), kb(sum(packed.values()))))
    print(table(("Files", "bytes", "compressed"), rows))
    held = (median <= LIMIT_S, total <= LIMIT_BYTES)
    said = ["yes" if one else "NO" for one in held]
    print()
    print(
        table(
            ("What", "measured", "limit", "held"),
            [
                (
                    f"time, cold process, median of {TIMES}",
                    f"{median:.2f} s",
                    f"{LIMIT_S:.0f} s",
                    said[0],
                ),
                ("bytes before compression", kb(total), kb(LIMIT_BYTES), said[1]),
            ],
        )
    )
    return 0 if all(held) else 1


def fill(url: str) -> int:
    """A store with the last DAYS days of the simulated series; how many zones it speaks of."""
    observations = simulated.for_city(read_cities()[CITY])
    first = observations["date"].max() - pd.Timedelta(days=DAYS - 1)
    kept = observations[observations["date"] >= first]
    store = Store.create(url)
    none = pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))
    store.add(NewBatch(CITY, simulated.DISEASE, "simulated", "365.csv", "365"), kept, none)
    store.close()
    return int(kept["zone_id"].nunique())


def publish(url: str, out: Path) -> float:
    """Seconds of one cold run."""
    words = ["publish", "--out", str(out), "--city", CITY, "--rule", "insidensi7", "--db", url]
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "geo", *words], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
