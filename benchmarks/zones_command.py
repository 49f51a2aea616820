"""Wall time of ``python -m geo zones``, a cold process each time: start, imports, store, output.

    python -m benchmarks.zones_command

Makes a store of its own. Prints a markdown table; ends with 1 where the limit is missed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import kb, machine, table
from geo.cities import read_cities
from geo.io import embedded
from geo.settings import ROOT

LIMIT_S = 3.0
TIMES = 5
ASKED = (
    ("banjarmasin", "resmi", "2020-10-06"),
    ("banjarmasin", "insidensi7", "2021-07-19"),
    ("semarang", "insidensi7", "2021-07-19"),
)


def main() -> int:
    rows, held = [], True
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{Path(place) / 'store.db'}"
        embedded.prepare(url, read_cities(), Path(place) / "static")
        for city, rule, day in ASKED:
            for kind in ("csv", "json", "geojson"):
                words = ["--city", city, "--rule", rule, "--date", day, "--format", kind]
                seconds, size = measure([*words, "--db", url])
                median = statistics.median(seconds)
                held = held and median <= LIMIT_S
                rows.append(
                    (
                        f"{city}, {rule}, {kind}",
                        kb(size),
                        f"{median:.2f} s",
                        f"{max(seconds):.2f} s",
                        f"{LIMIT_S:.0f} s",
                        "yes" if median <= LIMIT_S else "NO",
                    )
                )
    print(f"{machine()}; each {TIMES} times, one process at a time\n")
    print(table(("Zones", "output", "median", "slowest", "limit", "held"), rows))
    return 0 if held else 1


def measure(words: list[str]) -> tuple[list[float], int]:
    """Seconds of each run, and the bytes that one prints."""
    seconds, size = [], 0
    for _ in range(TIMES):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "geo", "zones", *words],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        seconds.append(time.perf_counter() - start)
        size = len(done.stdout)
    return seconds, size


if __name__ == "__main__":
    sys.exit(main())
