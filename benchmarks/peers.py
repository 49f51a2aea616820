"""The ways that are compared: how each is served, what it shows, and how one of its days is asked.

Ours as the page Peta; folium rebuilt by st_folium; TimeSliderChoropleth; Plotly's frames; pydeck;
Altair; ipyleaflet's static HTML. All draw the same outlines in the same colours.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from benchmarks import synthetic
from benchmarks.shop import UnavailableError, served
from tests.browser.conftest import free_port, serve, stop

APPS = Path(__file__).parent / "apps"
CENTRE = (-3.38, 114.12)


@dataclass(frozen=True)
class Task:
    """What all have to draw: colours per day and zone, in the order of ``zones``."""

    folder: Path
    made: synthetic.Made
    zones: gpd.GeoDataFrame
    days: list[str]
    colours: list[list[str]]


@dataclass(frozen=True)
class Served:
    """A way that is up: its address, and its server's process where it has one of its own."""

    url: str
    process: int | None = None


@dataclass(frozen=True)
class Way:
    """One way to show the days. ``script`` defines, on the page's ``way``: ``colour(i)`` of a
    zone as drawn ("" where nothing is), ``step(day)``, ``back()`` to the first day. ``remote``: a
    step is the server's work, and its page can be opened at ``?day=``."""

    key: str
    name: str
    script: str
    serve: Callable[[Task], AbstractContextManager[Served]]
    remote: bool = False


PATHS = """
let kept = null, list = [];
way.colour = i => {
  const here = where();
  if (!here) return "";
  if (!list.length || kept !== here || !list[0].isConnected) {
    list = [...here.querySelectorAll(SELECTOR)];
    kept = here;
  }
  return list[i] ? list[i].getAttribute("fill") || "" : "";
};
"""
"""Zones that are SVG paths: what their element says, which is what is drawn."""

INSIDE = """
const where = () => {
  const frame = document.querySelector("FRAME");
  return frame && frame.contentDocument;
};
"""

PIXELS = """
let pen = null;
const read = (canvas, x, y) => {
  if (!pen || pen.canvas !== canvas) pen = canvas.getContext("webgl2");
  const held = pen.getParameter(pen.FRAMEBUFFER_BINDING), found = new Uint8Array(4);
  pen.bindFramebuffer(pen.FRAMEBUFFER, null);
  pen.readPixels(x, canvas.height - 1 - y, 1, 1, pen.RGBA, pen.UNSIGNED_BYTE, found);
  pen.bindFramebuffer(pen.FRAMEBUFFER, held);
  return found;
};
way.colour = i => {
  const canvas = where();
  const at = canvas && spot(i, canvas);
  if (!at) return "";
  const scale = canvas.width / canvas.getBoundingClientRect().width;
  const [r, g, b, a] = read(canvas, Math.round(at[0] * scale), Math.round(at[1] * scale));
  return a < 255 ? "" : "#" + [r, g, b].map(n => n.toString(16).padStart(2, "0")).join("");
};
"""
"""Zones that are pixels: one inside each, read from the canvas."""

SLIDER = """
way.step = () => document.querySelector("[data-testid=stSlider] input").dispatchEvent(
  new KeyboardEvent("keydown", {key: "ArrowRight", code: "ArrowRight", bubbles: true}));
"""
"""Streamlit's slider, moved by its arrow key."""

RANGE = """
way.step = day => {
  const input = where().querySelector("input[type=range]");
  input.value = String(day);
  input.dispatchEvent(new Event("input", {bubbles: true}));
};
way.back = () => way.step(0);
"""

OURS = """
way.step = () => where().querySelector(".jaga-track").dispatchEvent(
  new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
way.back = () => where().defaultView.jaga.time.show(0);
"""

PLOTLY = """
const plot = () => document.querySelector(".js-plotly-plot");
const where = () => {
  const shown = plot() && plot()._fullLayout && plot()._fullLayout.map;
  return shown && shown._subplot && shown._subplot.map && shown._subplot.map.getCanvas();
};
const spot = i => {
  const {x, y} = plot()._fullLayout.map._subplot.map.project(points[i]);
  return [x, y];
};
way.step = day => {
  const bar = plot().querySelector(".slider-group");
  const {_dims: size, steps} = plot()._fullLayout.sliders[0];
  const inset = 10 + size.inputAreaStart;
  const reach = size.inputAreaLength - 2 * inset;
  const at = bar.getScreenCTM().e + inset + reach * day / (steps.length - 1);
  const down = {clientX: at, clientY: bar.getScreenCTM().f + 5, bubbles: true, view: window};
  bar.querySelector(".slider-rail-touch-rect").dispatchEvent(new MouseEvent("mousedown", down));
  bar.dispatchEvent(new MouseEvent("mouseup", down));
};
way.back = () => way.step(0);
"""

DECK = """
const where = () => document.querySelector("[data-testid=stDeckGlJsonChart] canvas");
const across = lon => 512 * 2 ** 10.7 * (lon + 180) / 360;
const bent = lat => Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI);
const down = lat => 512 * 2 ** 10.7 * (0.5 - bent(lat));
const spot = (i, canvas) => {
  const box = canvas.getBoundingClientRect(), [lon, lat] = points[i];
  return [box.width / 2 + across(lon) - across(114.12), box.height / 2 + down(lat) - down(-3.38)];
};
"""

VEGA = """
const where = () => document.querySelector("[data-testid=stVegaLiteChart] svg");
way.step = day => {
  const input = document.querySelector(".vega-bind input[type=range]");
  input.value = String(day);
  input.dispatchEvent(new Event("input", {bubbles: true}));
};
way.back = () => way.step(0);
"""
"""Streamlit has Vega draw SVG."""

WIDGETS = """
const where = () => document.querySelector(".leaflet-container") && document;
"""

WIDGET_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>days</title>
LIBRARIES</head><body>
<input type="range" min="0" max="LAST" value="0" style="width:100%">
<div id="map"></div>
<script type="application/json" id="state">STATE</script>
<script>
const days = DAYS, colours = COLOURS, row = ROW;
const show = async ({HTMLManager}, {requireLoader}) => {
  const manager = new HTMLManager({loader: requireLoader});
  const state = JSON.parse(document.querySelector("#state").textContent);
  const models = await manager.set_state(state);
  const find = id => models.find(model => model.model_id === id);
  const view = await manager.create_view(find("MAP"));
  manager.display_view(view, document.querySelector("#map"));
  document.querySelector("input").addEventListener("input", event => {
    const day = days[event.target.value];
    find("LAYER").set("style", zone => ({fillColor: colours[day[row[zone.id]]]}));
  });
};
require(["@jupyter-widgets/html-manager", "@jupyter-widgets/html-manager/dist/libembed-amd"],
  (manager, embed) => { show(manager, embed); });
</script></body></html>
"""


def geojson(zones: gpd.GeoDataFrame) -> dict[str, Any]:
    """The zones as GeoJSON with their code as feature id and five decimals, as in our map."""
    plain = zones[["zone_id", "geometry"]].set_index("zone_id", drop=False)
    rounded = plain.set_geometry(plain.geometry.set_precision(1e-5))
    found: dict[str, Any] = json.loads(rounded.to_json(drop_id=False))
    return found


def write(task: Task) -> None:
    """What the peers' apps find beside them."""
    shutil.copytree(APPS, task.folder / "apps", dirs_exist_ok=True)
    place = task.folder / "apps"
    zones = geojson(task.zones)
    _dump(place / "zones.json", zones)
    _dump(place / "days.json", task.colours)
    seen = sorted({colour for day in task.colours for colour in day})
    for row, zone in enumerate(zones["features"]):
        zone["properties"] = {
            "levels": [seen.index(day[row]) for day in task.colours],
            "colours": [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in seen],
        }
    (place / "static").mkdir(exist_ok=True)
    _dump(place / "static" / "levels.json", zones)


def _dump(file: Path, found: object) -> None:
    file.write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")


@contextmanager
def dashboard(folder: Path, made: synthetic.Made) -> Iterator[Served]:
    """The page Peta as a viewer gets it, with the made city.

    As officials see it, with a window of cases for each day: the public's windows end on Sundays,
    so that six steps of seven would change nothing.
    """
    running = serve(folder, JAGA_CITIES=str(made.cities), JAGA_LIVE_S="30", JAGA_VIEW="official")
    page = f"city={synthetic.KEY}&date={synthetic.FIRST_DAY.isoformat()}&rule=insidensi7"
    try:
        yield Served(f"{running.url}/?{page}", running.process.pid)
    finally:
        stop(running)


def _app(name: str) -> Callable[[Task], AbstractContextManager[Served]]:
    """One of the peers' apps under Streamlit, with what our own server is set to."""

    @contextmanager
    def serving(task: Task) -> Iterator[Served]:
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", f"{name}.py"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
        command += ["--server.enableStaticServing", "true", "--client.toolbarMode", "minimal"]
        command += ["--server.enableWebsocketCompression", "true"]
        command += ["--browser.gatherUsageStats", "false"]
        process = subprocess.Popen(
            command, cwd=task.folder / "apps", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.125)
            else:
                raise UnavailableError(f"{name} did not start")
            yield Served(url, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)

    return serving


@contextmanager
def _widgets(task: Task) -> Iterator[Served]:
    """ipyleaflet's map, embedded by ipywidgets in a page, and a slider of the page's own.

    No Python answers in a static page, and a jslink can't turn a number into colours: a few lines
    set the layer's style through its model, which is what the kernel would have them do.
    """
    place = task.folder / "widgets"
    place.mkdir(exist_ok=True)
    if not (place / "index.html").exists():
        _write_widgets(task, place / "index.html")
    with served(place) as url:
        yield Served(f"{url}/index.html")


def _write_widgets(task: Task, file: Path) -> None:
    try:
        import ipyleaflet
        from ipywidgets import Layout
        from ipywidgets.embed import dependency_state, embed_data
    except ImportError:
        raise UnavailableError("ipyleaflet is missing (benchmarks/requirements.txt)") from None
    zones = geojson(task.zones)
    for zone, colour in zip(zones["features"], task.colours[0], strict=True):
        zone["properties"] = {"style": {"fillColor": colour}}
    plain = {"fillOpacity": 1, "color": "#ffffff", "weight": 1}
    layer = ipyleaflet.GeoJSON(data=zones, style=plain)
    high = Layout(height="620px")
    drawn = ipyleaflet.Map(center=CENTRE, zoom=12, layers=[layer], layout=high)
    state = dependency_state([drawn], drop_defaults=True)
    colours = sorted({colour for day in task.colours for colour in day})
    parts = {
        "LIBRARIES": "".join(
            f'<script src="{url}" crossorigin data-jupyter-widgets-cdn-only></script>'
            for url in _libraries()
        ),
        "LAST": len(task.colours) - 1,
        "STATE": embed_data(views=[drawn], state=state)["manager_state"],
        "DAYS": [[colours.index(colour) for colour in day] for day in task.colours],
        "COLOURS": colours,
        "ROW": {zone["id"]: row for row, zone in enumerate(zones["features"])},
        "MAP": drawn.model_id,
        "LAYER": layer.model_id,
    }
    page = WIDGET_PAGE
    for name, part in parts.items():
        written = part if isinstance(part, str) else json.dumps(part, separators=(",", ":"))
        page = page.replace(name, written, 1)
    file.write_text(page, encoding="utf-8")


def _libraries() -> list[str]:
    """The addresses that ipywidgets itself names."""
    from ipywidgets import embed

    return [
        *re.findall(r'src="(http[^"]+)"', embed.load_requirejs_template),
        embed.DEFAULT_EMBED_REQUIREJS_URL,
    ]


OUR_FRAME = INSIDE.replace("FRAME", "iframe[title*='folium']")
OUR_PATHS = PATHS.replace("SELECTOR", '"[data-ready] path[data-zone]"')
VEGA_PATHS = PATHS.replace("SELECTOR", '".mark-shape path"')
LEAFLET = PATHS.replace("SELECTOR", '"path.leaflet-interactive"')

WAYS = (
    Way(
        "ours",
        "Jaga Tetangga",
        OUR_FRAME + OUR_PATHS + OURS,
        lambda task: dashboard(task.folder, task.made),
    ),
    Way(
        "folium",
        "folium rebuilt by st_folium",
        OUR_FRAME + LEAFLET + SLIDER,
        _app("folium_rebuilt"),
        remote=True,
    ),
    Way(
        "slider",
        "TimeSliderChoropleth",
        INSIDE.replace("FRAME", "iframe[data-testid=stIFrame]") + LEAFLET + RANGE,
        _app("time_slider"),
    ),
    Way("plotly", "Plotly, frames", PIXELS + PLOTLY, _app("plotly_frames")),
    Way("deck", "pydeck", PIXELS + DECK + SLIDER, _app("deck"), remote=True),
    Way("vega", "Altair", VEGA + VEGA_PATHS, _app("vega")),
    Way("widgets", "ipyleaflet, static", WIDGETS + LEAFLET + RANGE, _widgets),
)
