"""Our map beside the other ways to build this dashboard, on 267 and on 52 zones with 365 days.

    python -m benchmarks.beside            all of it, some 15 minutes
    python -m benchmarks.beside --quick    few repetitions, to see that everything runs
    python -m benchmarks.beside --only ours,vega --zones 52

Needs Chromium, npm (the libraries that folium and ipywidgets load from a content network) and
benchmarks/requirements.txt. Prints, for each size, a table of ratios, one of what was measured, and
for each cell in which we are not ahead, why; then machine and versions. Ends with 1 where a
way could not be measured or shows a wrong colour, or where a cell has no reason. README.md says
what the rows mean.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from benchmarks import reasons, synthetic
from benchmarks.measure import Tap, Wire, chromium, machine, memory_kb, processor_s, table
from benchmarks.peers import WAYS, Served, Task, Way, dashboard, write
from benchmarks.results import Measured, absolute, behind, ratios
from benchmarks.shop import UnavailableError, hosts
from geo import boundaries
from geo.cities import read_cities

SIZES = (267, 52)
PATIENCE_MS = 60_000
FRAME_MS = 1000 / 60
RESTS = 3
VERSIONS = ("streamlit", "folium", "streamlit-folium", "plotly", "pydeck", "altair", "ipyleaflet")

START = """
if (window === window.top) {
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    const more = kind.startsWith("webgl") ? {...options, preserveDrawingBuffer: true} : options;
    return get.call(this, kind, more);
  };
  const way = window.way = {};
  const points = POINTS;
  { SCRIPT }
  const parts = c => [1, 3, 5].map(at => parseInt(c.slice(at, at + 2), 16));
  const near = (a, b) => a === b || (a.length === 7 && b.length === 7
    && parts(a).every((part, at) => Math.abs(part - parts(b)[at]) <= 2));
  way.shows = wanted => wanted.every(([zone, colour]) => near(way.colour(zone), colour));
  way.painted = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  const first = FIRST.map((colour, zone) => [zone, colour]);
  const look = () => {
    let there = false;
    try { there = way.shows(first); } catch { /* not built yet */ }
    if (there) way.painted().then(time => { window.coloured = time; });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
"""Notes when every zone has its colour of the first day, in milliseconds since navigation. WebGL
keeps its pixels after a frame, or nobody could read them."""

SINGLE = """async ({steps, idle}) => {
  const shown = [];
  for (const [day, wanted] of steps) {
    await new Promise(done => setTimeout(done, idle));
    const start = performance.now();
    way.step(day);
    let time = await way.painted();
    while (!way.shows(wanted)) {
      if (time - start > 20000) throw new Error(`day ${day} is not shown`);
      time = await way.painted();
    }
    shown.push(time - start);
  }
  return shown;
}"""
"""Each step on its own: from its input to the first task after the frame that shows it."""

RUN = """async ({steps}) => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const began = await frame();
  let time = began;
  for (const [day, wanted] of steps) {
    way.step(day);
    do {
      time = await frame();
      if (time - began > 90000) throw new Error(`day ${day} is not shown`);
    } while (!way.shows(wanted));
  }
  return time - began;
}"""
"""A step in every frame, or as soon as the one before is seen: milliseconds for all."""

WRONG = """wanted => wanted.filter(pair => !way.shows([pair])).length"""
ELEMENTS = """() => document.querySelectorAll("*").length"""


@dataclass(frozen=True)
class Pace:
    """How often each thing is done."""

    cold: int
    sessions: int
    steps: int
    played: int
    remote: int
    remote_played: int
    tapped: int


FULL = Pace(2, 10, 180, 360, 25, 15, 10)
QUICK = Pace(1, 3, 20, 60, 5, 4, 3)


def main() -> int:
    """Print the tables; 1 where something could not be measured or has no reason."""
    asked = _arguments()
    pace = QUICK if asked.quick else FULL
    ways = [
        way for way in WAYS if asked.only is None or way.key in ("ours", *asked.only.split(","))
    ]
    failed = False
    with hosts() as others, chromium(others) as browser:
        for count in asked.zones or SIZES:
            with tempfile.TemporaryDirectory() as place:
                task = _task(browser, Path(place), count)
                failed |= _compare(browser, task, ways, pace)
        versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
        print(f"\n{machine(browser)}; {versions}")
    return int(failed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--only", help=f"besides ours: {', '.join(way.key for way in WAYS[1:])}")
    parser.add_argument("--zones", type=int, action="append", help="a size instead of 267 and 52")
    return parser.parse_args()


def _compare(browser: Browser, task: Task, ways: Sequence[Way], pace: Pace) -> bool:
    """Measure and print one size; True where that failed."""
    found: list[Measured] = []
    failed = False
    for way in ways:
        print(f"{len(task.zones)} zones: {way.name}", file=sys.stderr, flush=True)
        try:
            found.append(_measure(browser, way, task, pace))
        except (UnavailableError, BrowserError, WrongError) as reason:
            print(f"{way.name} was not measured: {str(reason).splitlines()[0]}\n", flush=True)
            failed = True
            if way.key == "ours":
                return True
    corners = int(task.zones.geometry.count_coordinates().sum())
    print(f"### {len(task.zones)} zones with {corners} corners, {len(task.days)} days\n")
    ours, peers = found[0], found[1:]
    heads = [measured.name for measured in peers]
    print(table(("Theirs ÷ ours", *heads), ratios(ours, peers)))
    print("\n" + table(("Measured", ours.name, *heads), absolute((ours, *peers))) + "\n")
    for name, rows, ratio_of in _grouped(behind(ours, peers)):
        why = [reasons.why(key, row) for key, row in rows]
        failed |= None in why
        told = " ".join(dict.fromkeys(line or "No reason is known." for line in why))
        print(f"- {name} ({ratio_of}): {told}")
    print(flush=True)
    return failed


def _grouped(
    cells: Sequence[tuple[str, str, str, str]],
) -> Iterator[tuple[str, list[tuple[str, str]], str]]:
    """Cells by row: its name, (way, row) of each, and the ways with their ratios in words."""
    for name in dict.fromkeys(cell[2] for cell in cells):
        mine = [cell for cell in cells if cell[2] == name]
        ways = {way.key: way.name for way in WAYS}
        told = ", ".join(f"{ways[key]} {ratio}" for key, _, _, ratio in mine)
        yield name, [(key, row) for key, row, _, _ in mine], told


class WrongError(Exception):
    """A way does not show what it has to."""


def _task(browser: Browser, folder: Path, count: int) -> Task:
    """A made city, and the colours that our page gives it: what all have to draw."""
    made = synthetic.make(folder, count)
    with dashboard(folder, made) as served:
        page = browser.new_page()
        page.goto(served.url)
        frame = page.frame_locator("iframe[title*='folium']")
        frame.locator("[data-ready]").wait_for(state="attached", timeout=PATIENCE_MS)
        inside = next(f for f in page.frames if f.evaluate("() => 'jaga' in window"))
        codes, levels, days = inside.evaluate(
            "() => [jaga.view.codes, jaga.view.levels, jaga.view.days]"
        )
        page.close()
    colours = [[levels[code]["colour"] for code in day] for day in codes]
    zones = boundaries.display(boundaries.read(read_cities(made.cities)[synthetic.KEY]))
    task = Task(folder, made, zones, days, colours)
    write(task)
    return task


def _steps(task: Task, days: Sequence[int]) -> list[tuple[int, list[tuple[int, str]]]]:
    """Each of ``days`` with up to three zones that change on it, to see that it is shown."""
    found = []
    for day in days:
        now, before = task.colours[day], task.colours[day - 1]
        changed = [(i, now[i]) for i in range(len(now)) if now[i] != before[i]]
        found.append((day, changed[:: max(1, len(changed) // 3)][:3]))
    return found


def _lively(task: Task, length: int) -> int:
    """The day before ``length`` days in a row that each change a zone, or before the most such."""
    same = [a == b for a, b in zip(task.colours, task.colours[1:], strict=False)]
    starts = range(len(same) - length)
    return min(starts, key=lambda start: sum(same[start : start + length]))


def _measure(browser: Browser, way: Way, task: Task, pace: Pace) -> Measured:
    """Serve it ``pace.cold`` times for a cold opening; the last server does all the rest."""
    cold = []
    for left in reversed(range(pace.cold)):
        with way.serve(task) as served, _context(browser, way, task) as context:
            page, seconds = _open(context, served.url)
            cold.append(seconds)
            page.close()
            if left:
                continue
            warm, memory = _sessions(context, served, pace)
            shown, busy, processor, kept = _walk(context, way, served, task, pace)
            rest_s = _rest_s(context, way, served, task)
        # on a server of its own, so that what a browser and a server keep is out of it
    with way.serve(task) as served, _context(browser, way, task) as context:
        counted = _count(context, way, served, task, pace)
    return Measured(
        way.key,
        way.name,
        {
            "cold": statistics.median(cold),
            "warm": statistics.median(warm),
            "step": statistics.median(shown),
            "step95": statistics.quantiles(shown, n=20, method="inclusive")[-1],
            "kept": kept,
            "busy": busy,
            "cpu": processor,
            "rest_cpu": rest_s,
            "memory": memory,
            **counted,
        },
    )


@contextmanager
def _context(browser: Browser, way: Way, task: Task) -> Iterator[BrowserContext]:
    """An empty browser that watches for the first day's colours."""
    inner = task.zones.geometry.representative_point()
    points = [[round(p.x, 6), round(p.y, 6)] for p in inner]
    script = START.replace("SCRIPT", way.script).replace("POINTS", json.dumps(points))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, ignore_https_errors=True)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(script.replace("FIRST", json.dumps(task.colours[0])))
    try:
        yield context
    finally:
        context.close()


def _open(context: BrowserContext, url: str, page: Page | None = None) -> tuple[Page, float]:
    """A new tab, and the seconds until its zones were coloured."""
    page = page or context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.coloured")
    seconds = page.evaluate("() => window.coloured") / 1000
    page.wait_for_timeout(600)
    return page, seconds


def _sessions(
    context: BrowserContext, served: Served, pace: Pace
) -> tuple[list[float], float | None]:
    """Warm openings that all stay open: seconds of each, and the server's kB for each."""
    pages = [_open(context, served.url)[0]]
    pages[0].wait_for_timeout(1500)
    before = memory_kb(served.process) if served.process else 0
    seconds = []
    for _ in range(pace.sessions):
        page, took = _open(context, served.url)
        pages.append(page)
        seconds.append(took)
    pages[0].wait_for_timeout(1500)
    grown = (memory_kb(served.process) - before) / pace.sessions if served.process else 0.0
    for page in pages:
        page.close()
    return seconds, grown


def _walk(
    context: BrowserContext, way: Way, served: Served, task: Task, pace: Pace
) -> tuple[list[float], float, float, float]:
    """Milliseconds of each step, the main thread's and the server's for one, and the share of the
    frames of 60 a second that showed a new day while playing."""
    count = pace.remote if way.remote else pace.steps
    played = pace.remote_played if way.remote else pace.played
    start = _lively(task, max(count, played)) if way.remote else 0
    page = _at(context, way, served.url, start)
    wire = Wire(page)
    steps = _steps(task, range(start + 1, start + 1 + count))
    busy, processor = wire.busy_ms(), _processor(served)
    shown = page.evaluate(SINGLE, {"steps": steps, "idle": 300 if way.remote else 20})
    busy = (wire.busy_ms() - busy) / count
    processor = (_processor(served) - processor) * 1000 / count
    _hold(page, way, task, start + count)
    if way.remote:
        page.close()
        page = _at(context, way, served.url, start)
    else:
        page.evaluate("() => way.back()")
        page.wait_for_timeout(700)
    steps = _steps(task, range(start + 1, start + 1 + played))
    took = page.evaluate(RUN, {"steps": steps})
    _hold(page, way, task, start + played)
    page.close()
    frames = max(played, round(took / FRAME_MS))
    return shown, busy, processor, 100 * played / frames


def _at(context: BrowserContext, way: Way, url: str, day: int) -> Page:
    """A tab at the day from which steps begin."""
    if not day:
        return _open(context, url)[0]
    page = context.new_page()
    page.goto(f"{url}/?day={day}", wait_until="commit")
    page.wait_for_function("() => document.querySelector('[data-testid=stSlider] input')")
    page.wait_for_timeout(3000)
    return page


def _hold(page: Page, way: Way, task: Task, day: int) -> None:
    """Every zone has the colour of the day."""
    page.wait_for_timeout(200)
    wrong = page.evaluate(WRONG, list(enumerate(task.colours[day])))
    if wrong:
        raise WrongError(f"{wrong} of {len(task.zones)} zones in a wrong colour on day {day}")


def _processor(served: Served) -> float:
    return processor_s(served.process) if served.process else 0.0


def _rest_s(context: BrowserContext, way: Way, served: Served, task: Task) -> float:
    """The server's milliseconds for one step, with all that it does once time has come to rest."""
    start = _lively(task, RESTS)
    page = _at(context, way, served.url, start if way.remote else 0)
    page.wait_for_timeout(2000)
    used = _processor(served)
    for step in range(RESTS):
        page.evaluate("day => way.step(day)", (start if way.remote else 0) + 1 + step)
        page.wait_for_timeout(2000)
    used = (_processor(served) - used) * 1000 / RESTS
    page.close()
    return used


def _count(
    context: BrowserContext, way: Way, served: Served, task: Task, pace: Pace
) -> dict[str, float]:
    """Bytes on the wire: first load with an empty browser, a step, a step with rest; and the size
    of the page."""
    parts = urlsplit(served.url)
    with Tap(f"{parts.scheme}://{parts.netloc}") as tap:
        url = served.url.replace(f"{parts.scheme}://{parts.netloc}", tap.url)
        page = context.new_page()
        wire = Wire(page)
        _open(context, url, page)
        page.wait_for_timeout(2500)
        plain = served.process is None
        static = wire.static + wire.made * plain
        made = 0 if plain else wire.made
        size, elements = wire.unpacked, sum(f.evaluate(ELEMENTS) for f in page.frames)
        first = static + made + tap.socket
        found = {"first": first, "static": static, "made": made, "socket": tap.socket}
        start = 0
        if way.remote:
            page.close()
            start = _lively(task, pace.tapped)
            page = _at(context, way, url, start)
            wire = Wire(page)
        moved = wire.static + wire.made + tap.socket
        steps = _steps(task, range(start + 1, start + 1 + pace.tapped))
        page.evaluate(SINGLE, {"steps": steps, "idle": 300 if way.remote else 20})
        moved = (wire.static + wire.made + tap.socket - moved) / pace.tapped
        page.wait_for_timeout(2500)
        rest = wire.static + wire.made + tap.socket
        page.evaluate("day => way.step(day)", start + 1 + pace.tapped)
        page.wait_for_timeout(3000)
        rest = wire.static + wire.made + tap.socket - rest
        page.close()
    return {**found, "step_bytes": moved, "rest_bytes": rest, "size": size, "elements": elements}


if __name__ == "__main__":
    sys.exit(main())
