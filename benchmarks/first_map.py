"""From opening the dashboard to coloured zones: time, and bytes over the wire.

    python -m benchmarks.first_map

The page opens as a new viewer gets it (Banjarmasin), once with a server that has just started, on
a store that is prepared, and an empty browser (cold), then WARM_RUNS times in the same browser
(warm). Prints two markdown tables; ends with 1 where a limit is missed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext

from benchmarks.measure import Wire, chromium, kb, machine, table
from tests.browser.conftest import serve, stop

WARM_RUNS = 5
ZONES = 52
LIMIT_BYTES, LIMIT_S = 200_000, 1.5

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
    """One opening of the page, up to the coloured map."""

    seconds: float
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
        dashboard = serve(Path(home))
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.add_init_script(WATCH % ZONES)
            cold = opening(context, dashboard.url)
            warm = [opening(context, dashboard.url) for _ in range(WARM_RUNS)]
        finally:
            stop(dashboard)
        print(f"{machine(browser)}\n")
    runs = [("cold", cold), *((f"warm {i}", run) for i, run in enumerate(warm, start=1))]
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
    median = statistics.median(run.seconds for run in warm)
    size = max(run.answer for run in (cold, *warm))
    checks = [
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
    found = Opening(
        page.evaluate("() => window.coloured") / 1000, wire.made, wire.socket, wire.static
    )
    page.wait_for_timeout(1500)
    page.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
