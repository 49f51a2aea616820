"""What the server imports as it starts, and by the first map: time a package, and what is left out.

    python -m benchmarks.imports

Each row is the median of five cold processes (the files are in the machine's cache). "Start" is
``import app``, as the server does it before it listens; "map" is that and one run of the page Peta
on a prepared store. Times are the package's own, of its modules together, by ``-X importtime``.
Prints markdown tables; ends with 1 where a package that has no business there is imported, or the
start's imports or those up to the map take longer than the limit.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.measure import machine, table
from geo.cities import read_cities
from geo.io import embedded
from geo.parts import PARTS
from geo.settings import ROOT, STATIC

RUNS = 5
LIMIT_MS = {"start": 1000, "map": 1800}
HEAVY = sorted({module for modules in PARTS.values() for module in modules} | {"openpyxl"})
NOT_AT = {"start": HEAVY, "map": HEAVY}
"""What neither may import: each part's modules, and what writes workbooks."""
SHOWN = 18
CODE = {
    "start": "import app",
    "map": (
        "import app; from streamlit.testing.v1 import AppTest;"
        f"page = AppTest.from_file({str(ROOT / 'app.py')!r}, default_timeout=60);"
        "page.query_params.update({'city': 'banjarmasin', 'rule': 'insidensi7'}); page.run();"
        "assert not page.exception and page.get('component_instance'), 'no map'"
    ),
}
TELL = ";import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| +(\S+)")


def main() -> int:
    """Print both tables; 0 where every limit is held."""
    with tempfile.TemporaryDirectory() as folder:
        embedded.prepare(f"sqlite:///{Path(folder) / 'store.db'}", read_cities(), STATIC)
        runs = {name: [cold(code, folder) for _ in range(RUNS)] for name, code in CODE.items()}
    times = {name: medians([found for found, _ in each]) for name, each in runs.items()}
    loaded = {name: set().union(*(there for _, there in each)) for name, each in runs.items()}
    rows, held = [], True
    for name, limit in LIMIT_MS.items():
        whole = statistics.median(sum(found.values()) for found, _ in runs[name])
        wrong = [module for module in NOT_AT[name] if module in loaded[name]]
        held = held and whole <= limit and not wrong
        rows.append([f"imports, {name}", f"{whole:.0f} ms", f"{limit} ms", mark(whole <= limit)])
        words = ", ".join(wrong) or "none"
        rows.append([f"of what is not needed, {name}", words, "none", mark(not wrong)])
    print(table(["measured", "found", "limit", "held"], rows))
    order = sorted(times["map"], key=lambda one: -times["map"][one])
    several = [
        [one, *(f"{times[name].get(one, 0):.0f} ms" for name in CODE)] for one in order[:SHOWN]
    ]
    print("\n" + table(["package", *CODE], several))
    left = [module for module in HEAVY if module not in loaded["map"]]
    print(f"\nNot imported by the first map: {', '.join(left)}.\n\n{machine()}")
    return 0 if held else 1


def cold(code: str, home: str) -> tuple[dict[str, float], set[str]]:
    """One new process: milliseconds by top package, and what it has imported in the end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JAGA_")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code + TELL],
        cwd=ROOT,
        env=clean | {"JAGA_HOME": home},
        capture_output=True,
        text=True,
        check=True,
    )
    spent: Counter[str] = Counter()
    for took, module in _LINE.findall(done.stderr):
        spent[module.partition(".")[0]] += int(took)
    return {one: took / 1000 for one, took in spent.items()}, set(done.stdout.split())


def medians(each: list[dict[str, float]]) -> dict[str, float]:
    """The median of each package over the processes; 0 where one of them did without it."""
    names = set().union(*each)
    return {one: statistics.median(found.get(one, 0.0) for found in each) for one in names}


def mark(held: bool) -> str:
    return "yes" if held else "NO"


if __name__ == "__main__":
    sys.exit(main())
