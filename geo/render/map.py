"""The base map: a folium map that needs no internet, with the city's outlines in our own layer.

What a viewer downloads is served by the app itself (``static/``): Leaflet from its wheel, our
plugin from this project. The base map of a city never changes while its outlines don't, so that
zoom and pan survive everything; what changes travels in ``geo.render.timeline``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import folium
import geopandas as gpd
import shapely
from branca.element import MacroElement
from folium.template import Template

from geo.render import packed
from geo.settings import STATIC

_STATIC_URL = "../../app/static"
_OURS = ("packed.js", "zonemap.js", "labels.js", "responses.js", "timebar.js", "linked.js")


def versioned(path: str) -> str:
    """The served address of a file of ours; its content's hash keeps caches from being stale."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"{_STATIC_URL}/{path}?v={digest}"


class OfflineMap(folium.Map):
    """folium's map with every script and style from the app's own static folder."""

    default_js: list[tuple[str, str]] = [  # noqa: RUF012  (folium reads a class attribute)
        ("leaflet", f"{_STATIC_URL}/leaflet/leaflet.js"),
        *((name, versioned(f"jaga/{name}")) for name in _OURS),
    ]
    default_css: list[tuple[str, str]] = [  # noqa: RUF012
        ("leaflet_css", f"{_STATIC_URL}/leaflet/leaflet.css"),
        ("zonemap_css", versioned("jaga/zonemap.css")),
        ("responses_css", versioned("jaga/responses.css")),
    ]


class ZoneLayer(MacroElement):
    """folium plugin: the zones' outlines, drawn by static/jaga/zonemap.js."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.JagaZoneMap.mount({{ this._parent.get_name() }}, {{ this.geometry }});"
        "{% endmacro %}"
    )

    def __init__(self, geometry: str) -> None:
        super().__init__()
        self._name = "ZoneLayer"
        self.geometry = geometry


def base_map(geometry: str) -> OfflineMap:
    """A new map of one city from ``outlines(...)``; cheap, made anew for each run."""
    drawn = OfflineMap(
        tiles=None,
        zoom_control=True,
        scroll_wheel_zoom=False,
        keyboard=False,
        zoom_snap=0.1,
        zoom_delta=0.5,
        attribution_control=True,
        dragging=True,
        min_zoom=9,
        max_zoom=18,
    )
    ZoneLayer(geometry).add_to(drawn)
    return drawn


def outlines(zones: gpd.GeoDataFrame) -> str:
    """JSON of the zones' outlines for the plugin: bounds, and per zone its codes, words, rings in
    Google's polyline encoding (five decimals, about a metre) and places for its name."""
    west, south, east, north = (round(float(value), 5) for value in zones.total_bounds)
    return to_script(
        {
            "bounds": [[south, west], [north, east]],
            "zones": [
                {
                    "id": row.zone_id,
                    "name": row.name_,
                    "district": row.district,
                    "shape": [
                        [encode(ring) for ring in (part.exterior, *part.interiors)]
                        for part in _parts(row.geometry)
                    ],
                    "labels": _label_places(row.geometry),
                }
                for row in zones.rename(columns={"name": "name_"}).itertuples(index=False)
            ],
        }
    )


def to_script(value: Any) -> str:
    """JSON that is safe inside a script, and in a template on the way there: no tag can be closed,
    no line separator can break it, and no packed text or name looks like a placeholder."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "{%#":
        text = text.replace(f"{{{mark}", f"{{\\u{ord(mark):04x}")
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def encode(ring: shapely.LinearRing) -> str:
    """A ring as Google's encoded polyline: latitude first, five decimals, no closing point."""
    last = (0, 0)
    out: list[str] = []
    for x, y in ring.coords[:-1]:
        point = (round(y * 1e5), round(x * 1e5))
        for now, before in zip(point, last, strict=True):
            out.append(packed.step(now - before))
        last = point
    return "".join(out)


def _parts(shape: shapely.Geometry) -> Iterable[shapely.Polygon]:
    return shape.geoms if shape.geom_type == "MultiPolygon" else (shape,)


def _label_places(shape: shapely.Geometry) -> list[list[float]]:
    """Places to try for a zone's name: the centre of the largest circle inside, the centroid."""
    largest = max(_parts(shape), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=1e-4).coords[0]
    middle = largest.centroid.coords[0]
    return [[round(y, 5), round(x, 5)] for x, y in (centre, middle)]
