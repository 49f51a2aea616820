"""The same zones and days by other means, as pages to measure: folium rebuilt for each step,
folium's TimeSliderChoropleth, Plotly's frames.

Their scripts come from npm (``npm pack``) and from plotly's wheel, are kept in .jaga/ and are
handed to the browser in place of the addresses that the pages name.
"""

from __future__ import annotations

import functools
import http.server
import importlib
import json
import shutil
import subprocess
import sys
import tarfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import folium
import geopandas as gpd
from folium.plugins import TimeSliderChoropleth
from playwright.sync_api import BrowserContext, Route

from geo import assets
from geo.settings import ROOT, STATIC
from tests.browser.conftest import LOCAL, free_port

KEPT = ROOT / ".jaga" / "npm"
SCRIPTS = {
    "d3.v4.min.js": ("d3", "4.13.0", "build/d3.min.js"),
    "moment.min.js": ("moment", "2.18.1", "min/moment.min.js"),
    "jquery-3.7.1.min.js": ("jquery", "3.7.1", "dist/jquery.min.js"),
}
"""File name in a page's addresses -> npm package, version, path inside it."""

KINDS = {".css": "text/css", ".js": "text/javascript", ".json": "application/json"}
_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
NO_WORLD = {
    "type": "Topology",
    "arcs": [],
    "objects": {name: {"type": "GeometryCollection", "geometries": []} for name in _LAYERS},
}

Colours = Sequence[Sequence[str]]
"""Colour per day and zone."""

REBUILT = """
import json
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

here = Path(__file__).parent


@st.cache_data
def read():
    zones = json.loads((here / "zones.json").read_text())
    return zones, json.loads((here / "colours.json").read_text())


zones, colours = read()
day = st.slider("day", 0, len(colours) - 1, 0)
fill = {zone["id"]: colour for zone, colour in zip(zones["features"], colours[day])}
drawn = folium.Map(location=[-3.38, 114.12], zoom_start=12, tiles=None)
folium.GeoJson(
    zones,
    style_function=lambda zone: {
        "fillColor": fill[zone["id"]], "fillOpacity": 1, "color": "#ffffff", "weight": 1
    },
).add_to(drawn)
st_folium(drawn, key="map", height=620, use_container_width=True, returned_objects=[])
"""


class UnavailableError(Exception):
    """Something that a peer needs can't be had; the message says what."""


def geojson(zones: gpd.GeoDataFrame) -> dict[str, object]:
    """The zones as GeoJSON with their code as feature id and five decimals, as in our map."""
    plain = zones[["zone_id", "geometry"]].set_index("zone_id", drop=False)
    rounded = plain.set_geometry(plain.geometry.set_precision(1e-5))
    found: dict[str, object] = json.loads(rounded.to_json(drop_id=False))
    return found


def write_slider(folder: Path, zones: gpd.GeoDataFrame, colours: Colours) -> None:
    """slider.html: TimeSliderChoropleth."""
    ids = zones["zone_id"].str.replace(".", "", regex=False)
    data = geojson(zones.assign(zone_id=ids))
    styles = {
        zone: {
            str(1_609_459_200 + 86_400 * day): {"color": colours[day][row], "opacity": 1}
            for day in range(len(colours))
        }
        for row, zone in enumerate(ids)
    }
    drawn = folium.Map(location=[-3.38, 114.12], zoom_start=12, tiles=None)
    TimeSliderChoropleth(json.dumps(data), styledict=styles).add_to(drawn)
    drawn.save(folder / "slider.html")


def write_plotly(
    folder: Path, zones: gpd.GeoDataFrame, levels: dict[str, int], colours: Colours
) -> None:
    """plotly.html: a choropleth whose frames hold nothing but the day's numbers, the lean way.

    ``levels``: colour -> whole number; the scale has a step for each.
    """
    try:
        go = importlib.import_module("plotly.graph_objects")
    except ImportError:
        raise UnavailableError("plotly is not installed (benchmarks/requirements.txt)") from None
    count = len(levels)
    steps = [[(n + end) / count, c] for c, n in levels.items() for end in (0, 1)]
    numbers = [[levels[colour] for colour in day] for day in colours]
    first = go.Choropleth(
        geojson=geojson(zones),
        locations=zones["zone_id"].to_list(),
        z=numbers[0],
        zmin=-0.5,
        zmax=count - 0.5,
        colorscale=steps,
        showscale=False,
    )
    frames = [
        go.Frame(name=str(day), data=[go.Choropleth(z=row)]) for day, row in enumerate(numbers)
    ]
    figure = go.Figure(data=[first], frames=frames)
    figure.update_geos(visible=False, fitbounds="locations")
    figure.write_html(folder / "plotly.html", include_plotlyjs="directory", auto_play=False)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A file server on localhost for the folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def rebuilding_app(folder: Path, zones: gpd.GeoDataFrame, colours: Colours) -> Iterator[str]:
    """The small Streamlit app that draws its map anew for each step of its slider."""
    (folder / "zones.json").write_text(json.dumps(geojson(zones)), encoding="utf-8")
    (folder / "colours.json").write_text(json.dumps(colours), encoding="utf-8")
    (folder / "rebuilt.py").write_text(REBUILT, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "rebuilt.py", "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    command += ["--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=folder, **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise UnavailableError("the small app did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def supply(context: BrowserContext, *scripts: str) -> None:
    """Answer what the pages ask of other hosts from files of this machine.

    Leaflet and ``scripts`` (keys of SCRIPTS) are given. What else folium names (marker icons,
    Bootstrap) draws no zone and is answered with an empty file, as is Plotly's map of the world
    with one that has no land: the figure shows none of it, but waits for it.
    """
    assets.ensure(STATIC)
    files = {"leaflet.js": STATIC / "leaflet/leaflet.js"}
    files["leaflet.css"] = STATIC / "leaflet/leaflet.css"
    files |= {name: _from_npm(*SCRIPTS[name]) for name in scripts}

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.hostname in LOCAL or address.scheme in ("data", "blob"):
            route.continue_()
            return
        name = Path(address.path).name
        body = files[name].read_bytes() if name in files else b""
        if name == "world_110m.json":
            body = json.dumps(NO_WORLD).encode()
        kind = KINDS.get(Path(name).suffix, "text/plain")
        route.fulfill(body=body, content_type=kind, headers={"access-control-allow-origin": "*"})

    context.route("**/*", answer)


def _from_npm(package: str, version: str, inside: str) -> Path:
    """A file of an npm package, fetched once."""
    kept = KEPT / f"{package}-{version}" / Path(inside).name
    if kept.exists():
        return kept
    npm = shutil.which("npm")
    if npm is None:
        raise UnavailableError(f"npm is not here to fetch {package}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [npm, "pack", "--silent", f"{package}@{version}"],
        cwd=kept.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )
    archive = kept.parent / f"{package}-{version}.tgz"
    if done.returncode or not archive.exists():
        raise UnavailableError(f"npm could not fetch {package}@{version}")
    with tarfile.open(archive) as packed:
        found = packed.extractfile(f"package/{inside}")
        if found is None:
            raise UnavailableError(f"{package}@{version} holds no {inside}")
        kept.write_bytes(found.read())
    return kept
