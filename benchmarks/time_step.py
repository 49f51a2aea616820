"""One step in time on 267 zones and 365 days: our map, and three other ways to do the same.

    python -m benchmarks.time_step

Needs Chromium, npm (d3 and jQuery for TimeSliderChoropleth) and benchmarks/requirements.txt. All
four draw the same outlines in the same colours; after the last step each is held to the colours
that it has to show. README.md says what the columns mean.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page
from playwright.sync_api import Error as BrowserError

from benchmarks import peers, synthetic
from benchmarks.measure import Wire, chromium, kb, machine, p95, table
from geo import boundaries
from geo.cities import read_cities
from tests.browser.conftest import serve, stop

STEPS = 364
REBUILDS = 40
PATIENCE_MS = 180_000
FRAME_MS = 1000 / 60

SINGLE = """async ({count, act}) => {
  const step = new Function(`return (${act})`)();
  const idle = () => new Promise(done => setTimeout(done, 20));
  const painted = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  const script = [], work = [], shown = [];
  for (let i = 1; i <= count; i += 1) {
    await idle();
    const start = performance.now();
    await step(i);
    script.push(performance.now() - start);
    document.body.getBoundingClientRect();
    work.push(performance.now() - start);
    shown.push(await painted() - start);
  }
  return {script, work, shown};
}"""
"""Each step on its own: input, its work with style and layout forced, then the next frame."""

RUN = """async ({count, act}) => {
  const step = new Function(`return (${act})`)();
  const times = [];
  for (let i = 1; i <= count; i += 1) {
    times.push(await new Promise(done => requestAnimationFrame(done)));
    await step(i);
  }
  times.push(await new Promise(done => requestAnimationFrame(done)));
  return times.slice(1).map((time, i) => time - times[i]);
}"""
"""A step in every frame, as when playing: milliseconds between frames."""

FILLS = "paths => paths.map(path => getComputedStyle(path).fill)"

WATCH = """colours => {
  const drawn = () => {
    const frame = document.querySelector("iframe[title*='folium']");
    const inside = frame && frame.contentDocument;
    if (!inside) return "";
    const paths = [...inside.querySelectorAll("path.leaflet-interactive")];
    return paths.map(path => path.getAttribute("fill")).join();
  };
  window.begun = window.shown = null;
  const key = event => { window.begun = performance.now(); };
  document.addEventListener("keydown", key, {capture: true, once: true});
  const look = () => {
    if (drawn() === colours) window.shown = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@dataclass(frozen=True)
class Measured:
    """One way's numbers: milliseconds of each step, and bytes.

    ``script`` and ``work`` are () where a step's work is done by the server. ``dropped``: while a
    step ran in each frame, the frames of 60 a second that were not there, in per cent; None where
    there is no such run.
    """

    name: str
    script: tuple[float, ...]
    work: tuple[float, ...]
    shown: tuple[float, ...]
    busy: float
    dropped: float | None
    step_bytes: float
    page_bytes: int


@dataclass(frozen=True)
class Task:
    """What all have to draw: colours per day and zone, in the order of ``zones``."""

    zones: Any
    days: list[str]
    colours: list[list[str]]


def main() -> int:
    """Print the table; 1 where something could not be measured."""
    rows, missing = [], 0
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        folder = Path(place)
        print(f"{machine(browser)}\n", flush=True)
        ours, task, notes = measure_ours(browser, folder)
        rows.append(row(ours))
        ways: tuple[tuple[str, Callable[[Browser, Path, Task], Measured]], ...] = (
            ("folium rebuilt by st_folium", measure_rebuilt),
            ("TimeSliderChoropleth", measure_slider),
            ("Plotly choropleth, frames", measure_plotly),
        )
        for name, way in ways:
            try:
                rows.append(row(way(browser, folder, task)))
            except (peers.UnavailableError, BrowserError) as reason:
                why = str(reason).splitlines()[0]
                rows.append([name, f"not measured: {why}", *[""] * 8])
                missing = 1
    heads = ("Way", "script, median", "with layout, median", "p95", "input to frame, median", "p95")
    print(table((*heads, "main thread", "frames dropped", "bytes a step", "page once"), rows))
    print("\n" + "\n".join(f"- {note}" for note in notes))
    return missing


def row(way: Measured) -> list[str]:
    work = ["on the server", "", ""]
    if way.work:
        median = statistics.median
        work = [ms(median(way.script)), ms(median(way.work)), ms(p95(way.work))]
    return [
        way.name,
        *work,
        ms(statistics.median(way.shown)),
        ms(p95(way.shown)),
        ms(way.busy),
        "–" if way.dropped is None else f"{way.dropped:.0f} %",
        kb(way.step_bytes) if way.step_bytes >= 1 else "0",
        kb(way.page_bytes),
    ]


def ms(value: float) -> str:
    return f"{value:.1f} ms"


def measure_ours(browser: Browser, folder: Path) -> tuple[Measured, Task, list[str]]:
    """The page Peta as a viewer gets it, with the made city; also what the others have to draw."""
    made = synthetic.make(folder)
    dashboard = serve(folder, JAGA_CITIES=str(made.cities), JAGA_LIVE_S="30")
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        wire = Wire(page)
        city = boundaries.read(read_cities(made.cities)[synthetic.KEY])
        first = synthetic.FIRST_DAY.isoformat()
        page.goto(f"{dashboard.url}/?city={synthetic.KEY}&date={first}&rule=insidensi7")
        page.frame_locator("iframe[title*='folium']").locator("[data-ready]").wait_for(
            state="attached", timeout=60_000
        )
        page.wait_for_timeout(3000)
        frame = next(f for f in page.frames if f.evaluate("() => 'jaga' in window"))
        codes, levels, days = frame.evaluate(
            "() => [jaga.view.codes, jaga.view.levels, jaga.view.days]"
        )
        colours = [[levels[code]["colour"] for code in day] for day in codes]
        task = Task(boundaries.display(city), days, colours)
        track = "document.querySelector('.jaga-track')"
        key = "new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true})"
        act = f"() => {{ {track}.dispatchEvent({key}); }}"
        back = "() => jaga.time.show(0)"
        measured = in_page("Jaga Tetangga", page, frame, wire, act, back, "path[data-zone]", task)
        notes = at_rest(page, frame, wire, task)
        page.close()
        return measured, task, notes
    finally:
        stop(dashboard)


def at_rest(page: Page, frame: Frame, wire: Wire, task: Task) -> list[str]:
    """What comes once, when time has come to rest: the names, and the page beside the map."""
    before = wire.total
    page.wait_for_timeout(6000)
    told = wire.total - before
    names = frame.evaluate(
        "() => Array.from({length: 15}, () => { const t = performance.now(); jaga.labels.place();"
        " document.body.getBoundingClientRect(); return performance.now() - t; })"
    )
    pairs = zip(task.colours, task.colours[1:], strict=False)
    changed = [sum(a != b for a, b in zip(*pair, strict=True)) for pair in pairs]
    corners = int(task.zones.geometry.count_coordinates().sum())
    return [
        f"{len(task.zones)} zones with {corners} corners, {len(task.days)} days;"
        f" {statistics.mean(changed):.0f} zones change colour in a step on average,"
        f" {max(changed)} at most",
        "once when our time bar comes to rest: names placed anew in"
        f" {ms(statistics.median(names))}; {kb(told)} for the page beside the map",
    ]


def in_page(
    name: str,
    page: Page,
    frame: Frame,
    wire: Wire,
    act: str,
    back: str,
    paths: str,
    task: Task,
) -> Measured:
    """Measure a way whose steps are done by the browser alone."""
    page_bytes = wire.total
    frame.evaluate(back)
    page.wait_for_timeout(500)
    sent, busy = wire.total, wire.busy_ms()
    single = frame.evaluate(SINGLE, {"count": STEPS, "act": act})
    busy = (wire.busy_ms() - busy) / STEPS
    step_bytes = (wire.total - sent) / STEPS
    hold(frame, paths, task.colours[STEPS])
    frame.evaluate(back)
    page.wait_for_timeout(500)
    frames = frame.evaluate(RUN, {"count": STEPS, "act": act})
    hold(frame, paths, task.colours[STEPS])
    wanted = sum(max(1, round(time / FRAME_MS)) for time in frames)
    dropped = 100 * (1 - len(frames) / wanted)
    shown = tuple(single["shown"])
    script, work = tuple(single["script"]), tuple(single["work"])
    return Measured(name, script, work, shown, busy, dropped, step_bytes, page_bytes)


def hold(frame: Frame, paths: str, expected: list[str]) -> None:
    """Stop where the zones don't have the colours of the day."""
    drawn = [colour_of(fill) for fill in frame.locator(paths).evaluate_all(FILLS)]
    if drawn != expected:
        wrong = sum(a != b for a, b in zip(drawn, expected, strict=False))
        sys.exit(f"{frame.url}: {len(drawn)} zones drawn, {wrong} in a wrong colour")


def colour_of(fill: str | None) -> str:
    """A fill as #rrggbb, also where it was written as rgb()."""
    if fill and fill.startswith("rgb("):
        return "#" + "".join(f"{int(part):02x}" for part in fill[4:-1].split(","))
    return fill or ""


def measure_rebuilt(browser: Browser, folder: Path, task: Task) -> Measured:
    """Key on the slider -> the script runs again -> the map is there in the new day's colours."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    peers.supply(context)
    with peers.rebuilding_app(folder, task.zones, task.colours) as url:
        page = context.new_page()
        wire = Wire(page)
        page.goto(url)
        page.evaluate(WATCH, ",".join(task.colours[0]))
        page.wait_for_function("() => window.shown !== null", timeout=60_000)
        page.wait_for_timeout(2000)
        page_bytes, busy = wire.total, wire.busy_ms()
        page.get_by_role("slider").focus()
        start = first_lively(task)
        for _ in range(start):
            page.keyboard.press("ArrowRight")
        page.evaluate(WATCH, ",".join(task.colours[start]))
        page.wait_for_function("() => window.shown !== null", timeout=60_000)
        page.wait_for_timeout(2000)
        sent, busy = wire.total, wire.busy_ms()
        shown = []
        for day in range(start + 1, start + 1 + REBUILDS):
            page.evaluate(WATCH, ",".join(task.colours[day]))
            page.keyboard.press("ArrowRight")
            page.wait_for_function("() => window.shown !== null", timeout=60_000)
            shown.append(page.evaluate("() => window.shown - window.begun"))
            page.wait_for_timeout(300)
        busy = (wire.busy_ms() - busy) / REBUILDS
        step_bytes = (wire.total - sent) / REBUILDS
    context.close()
    name = "folium rebuilt by st_folium"
    return Measured(name, (), (), tuple(shown), busy, None, step_bytes, page_bytes)


def first_lively(task: Task) -> int:
    """The first day from which on REBUILDS days in a row each change a zone."""
    same = [a == b for a, b in zip(task.colours, task.colours[1:], strict=False)]
    return next(i for i in range(len(same)) if not any(same[i : i + REBUILDS]))


def measure_slider(browser: Browser, folder: Path, task: Task) -> Measured:
    """TimeSliderChoropleth, saved by folium as a page of its own."""
    peers.write_slider(folder, task.zones, task.colours)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    peers.supply(context, *peers.SCRIPTS)
    with peers.served(folder) as url:
        page = context.new_page()
        wire = Wire(page)
        page.goto(f"{url}/slider.html", timeout=PATIENCE_MS)
        page.locator("input[type=range]").wait_for(timeout=PATIENCE_MS)
        page.wait_for_timeout(2000)
        to = "document.querySelector('input[type=range]')"
        moved = "s.dispatchEvent(new Event('input'))"
        act = f"i => {{ const s = {to}; s.value = String(i); {moved}; }}"
        back = f"() => {{ const s = {to}; s.value = '0'; {moved}; }}"
        frame, paths = page.main_frame, "path.leaflet-interactive"
        measured = in_page("TimeSliderChoropleth", page, frame, wire, act, back, paths, task)
    context.close()
    return measured


def measure_plotly(browser: Browser, folder: Path, task: Task) -> Measured:
    """Plotly's frames, written by plotly as a page of its own."""
    seen = sorted({colour for day in task.colours for colour in day})
    levels = {colour: number for number, colour in enumerate(seen)}
    peers.write_plotly(folder, task.zones, levels, task.colours)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    peers.supply(context)
    with peers.served(folder) as url:
        page = context.new_page()
        wire = Wire(page)
        page.goto(f"{url}/plotly.html", timeout=PATIENCE_MS)
        drawn = f"() => document.querySelectorAll('.choropleth path').length === {len(task.zones)}"
        try:
            page.wait_for_function(drawn, timeout=PATIENCE_MS)
        except BrowserError:
            seconds = PATIENCE_MS // 1000
            raise peers.UnavailableError(f"nothing drawn after {seconds} s") from None
        page.wait_for_timeout(2000)
        now = json.dumps(
            {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}
        )
        to = "document.querySelector('.plotly-graph-div')"
        act = f"i => Plotly.animate({to}, [String(i)], {now})"
        back = f"() => Plotly.animate({to}, ['0'], {now}).then(() => true)"
        paths = ".choropleth path"
        name = "Plotly choropleth, frames"
        measured = in_page(name, page, page.main_frame, wire, act, back, paths, task)
    context.close()
    return measured


if __name__ == "__main__":
    sys.exit(main())
