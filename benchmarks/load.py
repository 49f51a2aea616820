"""Many viewers at once on one process: latencies, errors, CPU and memory.

    python -m benchmarks.load [--viewers 200] [--minutes 5] [--soak | --quick]

It starts the dashboard as deploy/start does, on a fresh folder with the simulated data that a
newcomer sees. A real Chromium opens it once, which says what files a first visit needs. Then
viewers arrive, each for the first time, and stay: load_client.py speaks Streamlit's protocol,
load_viewer.py says what they do. --soak: 30 minutes, in which viewers leave after about 5 and
others take their place; a row every 5 minutes. --quick: 20 viewers for a minute.
Exits 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load_viewer
from benchmarks.load_server import Watch, first_visit, served
from benchmarks.load_viewer import FIRST, KINDS, Told, Visit
from benchmarks.measure import p95, table

P95_S, SESSION_MB, FLAT = 0.5, 15.0, 0.05
"""Limits: an interaction's p95; memory a session beyond the base; how much more the soak's last
third may need than its middle one, in time (p95) and in memory."""
WINDOW_S = 300.0
WARM, WARM_S = 8, 45.0
"""Viewers that come before the base is taken, and for how long: they fill the caches that all
share, so that what grows afterwards is the sessions'."""


@dataclass
class Run:
    """What came of it. Moments are of ``time.monotonic``; ``own`` is the generator's share of a
    core, ``base``, ``full`` and ``after`` are MB of the server's process."""

    told: Told
    begun: float
    full_at: float
    end: float = 0.0
    base: float = 0.0
    full: float = 0.0
    after: float = 0.0
    own: float = 0.0

    def took(self, kinds: Sequence[str], start: float = 0.0, end: float = 1e18) -> list[float]:
        """Seconds of the interactions of some kinds that ended between two moments."""
        done = self.told.done
        return [one.seconds for one in done if one.kind in kinds and start <= one.at < end]


def main() -> int:
    """Print the tables; 1 where a limit is missed."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        with served(Path(folder), asked.port) as (url, pid):
            visit, where = first_visit(url)
            watch = Watch(pid)
            run = asyncio.run(_measure(url, visit, watch, asked))
        log = (Path(folder) / "log").read_text(encoding="utf-8", errors="replace")
    print(
        f"{asked.viewers} viewers, arriving over {asked.arrive:g} s, then {asked.minutes:g} min. "
    )
    print(f"Think time: lognormal, median {load_viewer.MEDIAN_S:g} s, σ {load_viewer.SPREAD:g}.")
    print(f"{where}\n")
    _interactions(run)
    held = _soak(run, watch) if asked.soak else True
    held &= _limits(run, asked.viewers, log)
    _facts(run, watch)
    for words, count in Counter(run.told.errors).most_common(10):
        print(f"{count} x {words}", file=sys.stderr)
    return 0 if held else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5.0, help="once all have come")
    parser.add_argument("--arrive", type=float, default=60.0, help="seconds until all have come")
    parser.add_argument("--soak", action="store_true", help="30 minutes, viewers come and go")
    parser.add_argument("--quick", action="store_true", help="20 viewers, a minute")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--settle", type=float, default=None, help="seconds after all have gone")
    asked = parser.parse_args()
    if asked.soak:
        asked.minutes = 30.0
    if asked.quick:
        asked.viewers, asked.minutes, asked.arrive = min(asked.viewers, 20), 1.0, 10.0
    if asked.settle is None:
        # Streamlit holds a closed session for two minutes, should its tab come back.
        asked.settle = 10.0 if asked.quick else 150.0
    return asked


async def _measure(url: str, visit: Visit, watch: Watch, asked: argparse.Namespace) -> Run:
    clock = asyncio.get_running_loop().time
    warm = Told()
    early = [load_viewer.live(url, -i, visit, warm, clock() + WARM_S) for i in range(1, WARM + 1)]
    await asyncio.gather(*early)
    if warm.errors:
        sys.exit(f"it fails before any load: {warm.errors[:3]}")
    now = time.monotonic()
    run = Run(Told(), now, now + asked.arrive, base=watch.look().mb)
    looking = asyncio.create_task(watch.keep_looking())
    own, until = time.process_time(), clock() + asked.arrive + asked.minutes * 60

    async def arrive(number: int) -> None:
        await asyncio.sleep(asked.arrive * number / asked.viewers)
        seed = asked.seed * 100_000 + number
        if asked.soak:
            await load_viewer.come_and_go(url, seed, visit, run.told, until)
        else:
            await load_viewer.live(url, seed, visit, run.told, until)

    viewers = asyncio.gather(*(arrive(number) for number in range(asked.viewers)))
    await asyncio.sleep(until - clock() - 0.5)
    run.full, run.end = watch.look().mb, time.monotonic()
    run.own = (time.process_time() - own) / (run.end - run.begun)
    await viewers
    await asyncio.sleep(asked.settle)
    run.after = watch.look().mb
    looking.cancel()
    return run


def _interactions(run: Run) -> None:
    rows = []
    for kind in (*KINDS, FIRST):
        done = [one for one in run.told.done if one.kind == kind]
        if len(done) > 1:
            each = [
                f"{statistics.median(one.messages for one in done):.0f}",
                f"{statistics.median(one.bytes for one in done) / 1000:.1f}",
            ]
            rows.append([kind, str(len(done)), *_times([one.seconds for one in done]), *each])
    spans = (("while arriving", 0.0, run.full_at), ("afterwards", run.full_at, 1e18))
    for name, start, end in (*spans, ("all", 0.0, 1e18)):
        took = run.took(KINDS, start, end)
        rows.append([name, str(len(took)), *_times(took), "", ""])
    heads = ["Interaction", "count", "median ms", "p95 ms", "max ms", "messages", "kB, unpacked"]
    print(table(heads, rows), "\n")


def _times(took: Sequence[float]) -> list[str]:
    if len(took) < 2:
        return ["-"] * 3
    return [f"{s * 1000:.0f}" for s in (statistics.median(took), p95(took), max(took))]


def _limits(run: Run, viewers: int, log: str) -> bool:
    """The limits' table; True where all are held."""
    faults = len(re.findall(r"Traceback|\bERROR\b", log))
    limits = (
        ("p95 of an interaction", p95(run.took(KINDS)) * 1000, P95_S * 1000, "ms"),
        ("errors that viewers met", float(len(run.told.errors)), 0.0, ""),
        ("errors in the server's log", float(faults), 0.0, ""),
        ("memory a session beyond the base", (run.full - run.base) / viewers, SESSION_MB, "MB"),
    )
    rows = []
    for name, value, limit, unit in limits:
        said = [
            f"{number:.{2 if unit == 'MB' else 0}f} {unit}".strip() for number in (value, limit)
        ]
        rows.append([name, *said, "yes" if value <= limit else "NO"])
    print(table(["Limit", "measured", "limit", "held"], rows), "\n")
    return all(value <= limit for _, value, limit, _ in limits)


def _facts(run: Run, watch: Watch) -> None:
    told, span = run.told, run.end - run.full_at
    _, busy, whole = watch.between(run.full_at, run.end)
    count = len(run.took(KINDS, run.full_at, run.end))
    others = max(whole - busy - run.own, 0.0)
    each_ms = busy * span / max(count, 1) * 1000
    memory = f"{run.base:.0f}, {run.full:.0f}, {run.after:.0f} MB"
    facts = (
        ("interactions a second, all there", f"{count / span:.1f}"),
        ("runs a second that pages begin by themselves", f"{told.own_runs / span:.1f}"),
        ("server: cores", f"{busy:.2f}"),
        ("server: CPU for each interaction, all it does", f"{each_ms:.0f} ms"),
        ("generator: cores", f"{run.own:.2f}"),
        ("others on this machine: cores", f"{others:.2f}"),
        ("memory before, with all, after", memory),
        ("files of first visits", f"{told.files}, {told.file_bytes / 1e6:.0f} MB"),
    )
    print(table(["Fact", "value"], facts))


def _soak(run: Run, watch: Watch) -> bool:
    """A row every five minutes; True where the last third is as the middle one."""

    def at(first: float, last: float) -> tuple[float, float, float]:
        took = run.took(KINDS, first, last)
        return (p95(took) if len(took) > 1 else 0.0), *watch.between(first, last)[:2]

    rows, first, start, end = [], run.full_at, run.full_at, run.end
    while first < end - 5:
        last = min(first + WINDOW_S, end)
        slow, mb, busy = at(first, last)
        span = f"{(first - start) / 60:.0f} to {(last - start) / 60:.0f}"
        rows.append([span, f"{slow * 1000:.0f}", f"{mb:.0f}", f"{busy:.2f}"])
        first = last
    print(table(["Minute", "p95 ms", "memory MB", "cores"], rows), "\n")
    third = (end - start) / 3
    middle, final = at(start + third, end - third), at(end - third, end)
    grown = [now / before - 1 for before, now in zip(middle[:2], final[:2], strict=True)]
    held = max(grown) <= FLAT
    said = ", ".join(f"{name} {by:+.1%}" for name, by in zip(("p95", "memory"), grown, strict=True))
    print(
        f"Last third beside the middle one, limit {FLAT:+.0%}: {said}: {'yes' if held else 'NO'}\n"
    )
    return held


if __name__ == "__main__":
    sys.exit(main())
