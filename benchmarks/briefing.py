"""How long a briefing's files take to make, and how much memory, each in a process of its own.

    python -m benchmarks.briefing

Banjarmasin's simulated year, the briefing of 18 July 2021 over and over until it has ten slides:
52 zones on every map. Prints a markdown table; ends with 1 where a limit is missed.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.measure import kb, machine, table
from geo.render.miniature import Shapes
from geo.slides import Briefing
from tests.slides_kit import banjarmasin

SLIDES, TIMES, LIMIT_MB = 10, 5, 1000.0
Made = Callable[[Briefing, Shapes], bytes]


@dataclass(frozen=True)
class Kind:
    """A kind of file: what makes it, and the seconds that it may take."""

    name: str
    make: Made
    limit_s: float


def pptx(briefing: Briefing, shapes: Shapes) -> bytes:
    from geo.writers.deck import deck

    return deck(briefing, shapes, "id")[0]


KINDS = (Kind("PPTX, 10 slides", pptx, 8.0),)
"""One row each; a new format is one more entry."""


def main() -> int:
    rows, held = [], True
    for kind in KINDS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak, size = pool.apply(measure, (kind,))
        good = max(seconds) <= kind.limit_s and peak <= LIMIT_MB
        held = held and good
        times = (seconds[0], statistics.median(seconds), max(seconds), kind.limit_s)
        said = (f"{one:.2f} s" for one in times)
        rows.append((kind.name, kb(size), *said, f"{peak:.0f} MB", "yes" if good else "NO"))
    heads = ("File", "size", "first", "median", "slowest", "limit", "memory at most", "held")
    print(f"{machine()}; each {TIMES} times, one process a kind, first with its imports\n")
    print(table(heads, rows))
    return 0 if held else 1


def measure(kind: Kind) -> tuple[list[float], float, int]:
    """Seconds of each run, the process's largest memory in MB (its data included), bytes."""
    made, shapes = banjarmasin()
    again = made.slides * SLIDES
    briefing = replace(made, slides=again[:SLIDES])
    seconds, size = [], 0
    for _ in range(TIMES):
        start = time.perf_counter()
        size = len(kind.make(briefing, shapes))
        seconds.append(time.perf_counter() - start)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, size


if __name__ == "__main__":
    sys.exit(main())
