"""Classification of large panels, patterns in space, and what a first import loads; no browser.

    python -m benchmarks.statistics

Made data with a fixed seed. Prints a markdown table; ends with 1 where a limit is missed. Each
measurement runs in a process of its own, so that memory is its own peak.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

SEED = 11


def classify(zones: int, days: int) -> None:
    """One rule over a whole panel of window counts."""
    from geo.rules import classify as coded
    from geo.rules import registry

    rng = np.random.default_rng(SEED)
    counts = rng.poisson(4, (zones, days)).astype(np.float64)
    people = rng.integers(2_000, 40_000, zones).astype(np.float64)
    rule = registry()["insidensi7"]
    begin = time.perf_counter()
    coded(rule, counts, people[:, None])
    report(time.perf_counter() - begin)


def lisa(zones: int) -> None:
    """LISA with its false discovery rate, and enough permutations for a lone hot spot."""
    from geo import hotspots

    rng = np.random.default_rng(SEED)
    values, weights = rng.normal(size=zones), neighbours(places(zones))
    begin = time.perf_counter()
    hotspots.lisa(values, weights, hotspots.enough(zones), SEED)
    report(time.perf_counter() - begin)


def scan(zones: int) -> None:
    """A prospective scan of 90 days, windows of up to 28, 999 replications."""
    from geo import hotspots

    rng = np.random.default_rng(SEED)
    people = rng.integers(5_000, 30_000, zones).astype(np.float64)
    cases = rng.poisson(people[:, None] / 40_000, (zones, 90)).astype(np.float64)
    begin = time.perf_counter()
    hotspots.space_time_scan(cases, people, places(zones), 28, 0.5, 999, SEED)
    report(time.perf_counter() - begin)


def first_import() -> None:
    """What the views load before any statistic is asked for."""
    begin = time.perf_counter()
    import geo.views

    heavy = {"scipy", "geopandas", "streamlit"} & set(sys.modules)
    if heavy or not geo.views:
        sys.exit(f"loaded too early: {', '.join(sorted(heavy))}")
    report(time.perf_counter() - begin)


def places(zones: int) -> np.ndarray:
    return np.random.default_rng(SEED + 1).random((zones, 2)) * 20_000


def neighbours(spots: np.ndarray) -> np.ndarray:
    """Each zone with the five nearest ones, both ways."""
    distance = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    weights = np.zeros(distance.shape)
    for zone, near in enumerate(np.argsort(distance, axis=1)[:, 1:6]):
        weights[zone, near] = weights[near, zone] = 1
    return weights


def report(seconds: float) -> None:
    """Seconds and the process's peak memory in GB, for the parent."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{seconds} {peak}")


ROWS: dict[str, tuple[str, Callable[[], None], float]] = {
    "import": ("import of the views, no scipy", first_import, 2.0),
    "small": ("classification, 267 zones × 500 days", lambda: classify(267, 500), 0.05),
    "large": ("classification, 83,000 zones × 365 days", lambda: classify(83_000, 365), 10.0),
    "lisa": ("LISA with false discovery rate, 267 zones", lambda: lisa(267), 1.0),
    "scan52": ("prospective scan, 52 zones, 999 replications", lambda: scan(52), 2.0),
    "scan267": ("prospective scan, 267 zones, 999 replications", lambda: scan(267), 60.0),
}
GB = 3.0


def main() -> int:
    """0 where every limit holds."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    print(f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| What | measured | limit | peak memory | held |\n| --- | ---: | ---: | ---: | ---: |")
    missed = 0
    for key, (words, _, limit) in ROWS.items():
        command = [sys.executable, "-m", "benchmarks.statistics", key]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, peak = map(float, done.stdout.split())
        held = seconds <= limit and peak <= GB
        missed += not held
        shown = f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"
        print(f"| {words} | {shown} | {limit:g} s | {peak:.2f} GB | {'yes' if held else 'NO'} |")
    return int(missed > 0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ROWS[sys.argv[1]][1]()
    else:
        sys.exit(main())
