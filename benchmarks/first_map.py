"""From opening the dashboard to coloured zones: time, and bytes over the wire.

    python -m benchmarks.first_map

The page opens as a new viewer gets it (Banjarmasin), in a browser with an empty cache that waits
for a server on a prepared store (start: from `streamlit run` on, COLD_RUNS times), then WARM_RUNS
times in that browser (warm). Prints two markdown tables; ends with 1 where a limit is missed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import BrowserContext

from benchmarks.measure import Wire, chromium, kb, machine, table
from tests.browser.conftest import serve, stop

COLD_RUNS, WARM_RUNS = 5, 5
ZONES = 52
LIMIT_BYTES, LIMIT_S, LIMIT_START_S = 200_000, 1.5, 2.5

WATCH = """
if (window === window.top) {
  const look = () => {
    const frame = document.querySelector("iframe[title*='folium']");
    const inside = frame && frame.contentDocument;
    const paths = inside ? inside.querySelectorAll("[data-ready] path[data-level][fill^='#']") : [];
    if (paths.length === %d) window.coloured = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
"""Notes when every zone has its colour, in milliseconds since navigation."""


@dataclass(frozen=True)
class Opening:
    """One opening of the page, up to the coloured map; ``at`` is the moment of that (Unix time)."""

    seconds: float
    at: float
    made: int
    socket: int
    static: int

    @property
    def answer(self) -> int:
        """Bytes made for this viewer: all but static files."""
        return self.made + self.socket


def main() -> int:
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        prepare = [sys.executable, "-m", "geo", "prepare", "--quiet"]
        subprocess.run(prepare, check=True, env={**os.environ, "JAGA_HOME": home})
        cold, warm = [], []
        for last in (number == COLD_RUNS for number in range(1, COLD_RUNS + 1)):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.add_init_script(WATCH % ZONES)
            began = time.time()
            dashboard = serve(Path(home))
            try:
                first = opening(context, dashboard.url)
                cold.append(replace(first, seconds=first.at - began))
                if last:
                    warm = [opening(context, dashboard.url) for _ in range(WARM_RUNS)]
            finally:
                stop(dashboard)
                context.close()
        print(f"{machine(browser)}\n")
    named = {"start": cold, "warm": warm}
    runs = [(f"{name} {i}", run) for name, each in named.items() for i, run in enumerate(each, 1)]
    heads = ("Run", "to coloured zones", "websocket", "other answers", "static files")
    print(
        table(
            heads,
            (
                (name, f"{r.seconds:.2f} s", kb(r.socket), kb(r.made), kb(r.static))
                for name, r in runs
            ),
        )
    )
    start = statistics.median(run.seconds for run in cold)
    median = statistics.median(run.seconds for run in warm)
    size = max(run.answer for run in (*cold, *warm))
    checks = [
        (
            "from `streamlit run` on (median)",
            f"{start:.2f} s",
            f"{LIMIT_START_S} s",
            start <= LIMIT_START_S,
        ),
        ("time, warm (median)", f"{median:.2f} s", f"{LIMIT_S} s", median <= LIMIT_S),
        ("bytes besides static files", kb(size), kb(LIMIT_BYTES), size <= LIMIT_BYTES),
    ]
    print()
    print(
        table(
            ("What", "measured", "limit", "held"),
            ([*words, "yes" if held else "NO"] for *words, held in checks),
        )
    )
    return 0 if all(held for *_, held in checks) else 1


def opening(context: BrowserContext, url: str) -> Opening:
    """Open the page in a new tab and wait for the colours."""
    page = context.new_page()
    wire = Wire(page)
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.coloured", timeout=120_000)
    coloured, origin = page.evaluate("() => [window.coloured, performance.timeOrigin]")
    at = (origin + coloured) / 1000
    found = Opening(coloured / 1000, at, wire.made, wire.socket, wire.static)
    page.wait_for_timeout(1500)
    page.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
