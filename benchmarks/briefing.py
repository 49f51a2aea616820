"""How long a briefing's files take to make, and how much memory, each in a process of its own.

    python -m benchmarks.briefing

Banjarmasin's simulated year, the briefing of 18 July 2021 over and over until it has ten slides:
52 zones on every map; films show the last 365 days of the record. Prints a markdown table; ends
with 1 where a limit is missed.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measure import kb, machine, table
from geo.render.miniature import Shapes
from geo.slides import Briefing
from tests.slides_kit import banjarmasin

SLIDES, TIMES, LIMIT_MB = 10, 5, 1000.0
FILM_DAYS, BATCH = 365, ("pptx", "pdf", "png", "xlsx")
Made = Callable[[Briefing, Shapes], bytes]


@dataclass(frozen=True)
class Kind:
    """A kind of file: what makes it, and the seconds that it may take."""

    name: str
    make: Made
    limit_s: float
    times: int = TIMES


def pptx(briefing: Briefing, shapes: Shapes) -> bytes:
    from geo.writers.deck import deck

    return deck(briefing, shapes, "id")[0]


def pdf(briefing: Briefing, shapes: Shapes) -> bytes:
    from geo.writers.document import report

    return report(briefing, shapes, "id")


def poster(briefing: Briefing, shapes: Shapes) -> bytes:
    from geo.writers.document import poster as a3

    return a3(briefing, shapes, "id")


def mp4(briefing: Briefing, shapes: Shapes) -> bytes:
    from geo.writers import film

    return film.mp4(briefing, shapes, "id", briefing.zoned.days[-FILM_DAYS:])


def gif(briefing: Briefing, shapes: Shapes) -> bytes:
    from geo.writers import film

    return film.gif(briefing, shapes, "id", briefing.zoned.days[-FILM_DAYS:])


def reports(briefing: Briefing, shapes: Shapes) -> bytes:
    """The report of every kelurahan."""
    return batch(briefing, shapes, ("pdf",))


def batch(briefing: Briefing, shapes: Shapes, keys: tuple[str, ...] = BATCH) -> bytes:
    """The files of every kelurahan, here by one process: a Pool's own may have no children."""
    from geo import boundaries
    from geo.commands import briefing_batch
    from geo.slides import Ground

    view = briefing.view
    zones = boundaries.read(view.facts.city)
    centres = boundaries.centres(zones, view.facts.city.utm)
    ground = Ground(view.facts, view.rule, view.day, briefing.zoned, centres)
    order = briefing_batch.Order(ground, briefing.snapshot, shapes, zones, "id")
    briefing_batch._PROCESSES = 1
    jobs = [(zone_id, key) for zone_id in view.facts.zone_ids for key in keys]
    with tempfile.TemporaryDirectory() as folder:
        for problems in briefing_batch.run(order, jobs, Path(folder)):
            assert not problems, problems
        return b"".join(file.read_bytes() for file in Path(folder).iterdir())


KINDS = (
    Kind("PPTX, 10 slides", pptx, 8.0),
    Kind("PDF, A4 report of 10 slides", pdf, 6.0),
    Kind("PDF, A3 map", poster, 6.0),
    Kind("MP4, 365 days", mp4, 60.0),
    Kind("GIF, 365 days", gif, 60.0),
    Kind("52 kelurahan: PDF", reports, 60.0, 1),
    Kind("52 kelurahan: PPTX, PDF, PNG, XLSX", batch, 180.0, 1),
)
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
    often = f"each {TIMES} times, the 52 kelurahan once"
    print(f"{machine()}; {often}, one process a kind, first with its imports\n")
    print(table(heads, rows))
    return 0 if held else 1


def measure(kind: Kind) -> tuple[list[float], float, int]:
    """Seconds of each run, the process's largest memory in MB (its data included), bytes."""
    made, shapes = banjarmasin()
    again = made.slides * SLIDES
    briefing = replace(made, slides=again[:SLIDES])
    seconds, size = [], 0
    for _ in range(kind.times):
        start = time.perf_counter()
        size = len(kind.make(briefing, shapes))
        seconds.append(time.perf_counter() - start)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, size


if __name__ == "__main__":
    sys.exit(main())
