"""A small still map as one SVG picture: for two maps beside each other, reports and pictures.

The page's own map moves and answers; this one is a picture with the same colours, letters' patterns
and borders, drawn on the server and without a script.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

import geopandas as gpd
import shapely

from geo.levels import BY_KEY

_WIDTH = 600
_MARGIN = 8
_PAPER = 'fill="#8a979b" fill-opacity="0.16"'
_POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_DETAIL_M = 25.0
"""Corners closer to the line between their neighbours than this many metres are left out."""

_PATTERNS = {
    "dots": ("8", '<circle cx="2" cy="2" r="1.1" fill="#7a6200"/>'),
    "lines": ("7", '<path d="M-1,1l2,-2M0,7l7,-7M6,8l2,-2" stroke="#7a2a00" stroke-width="1.1"/>'),
    "dense": ("5", '<path d="M-1,1l2,-2M0,5l5,-5M4,6l2,-2" stroke="#3d000a" stroke-width="1.4"/>'),
    "cross": ("6", '<path d="M0,0l6,6M0,6l6,-6" stroke="#777" stroke-width="1"/>'),
    "thin": ("6", '<path d="M-1,1l2,-2M0,6l6,-6M5,7l2,-2" stroke="#b9b7ae" stroke-width=".9"/>'),
    "sparse": ("9", '<circle cx="4" cy="4" r=".9" fill="#b6bcc0"/>'),
    "hidden": ("5", '<path d="M2,0v5" stroke="#a99fc2" stroke-width="1"/>'),
    "stale": ("8", '<path d="M0,0l8,8" stroke="#aab4bb" stroke-width="1.6"/>'),
    "rt-kuning": ("9", '<circle cx="4" cy="4" r="2.6" fill="#e3b90f"/>'),
    "rt-oranye": ("9", '<circle cx="4" cy="4" r="2.6" fill="#e8601c"/>'),
    "rt-merah": ("9", '<circle cx="4" cy="4" r="2.6" fill="#8a0f1f"/>'),
}


@dataclass(frozen=True)
class Shapes:
    """Outlines of a city in a picture of ``width`` × ``height``: SVG path data by zone_id."""

    width: int
    height: int
    paths: Mapping[str, str]


def shapes(zones: gpd.GeoDataFrame, utm: str) -> Shapes:
    """The zones' outlines in metres of ``utm``, thinned together so that borders still meet."""
    flat = zones.to_crs(utm)
    thin = shapely.coverage_simplify(flat.geometry.to_numpy(), _DETAIL_M)
    west, south, east, north = shapely.total_bounds(thin)
    scale = (_WIDTH - 2 * _MARGIN) / (east - west)

    def path(shape: shapely.Geometry) -> str:
        parts = shape.geoms if shape.geom_type == "MultiPolygon" else (shape,)
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return "".join(
            "M"
            + "L".join(
                f"{_MARGIN + (x - west) * scale:.1f},{_MARGIN + (north - y) * scale:.1f}"
                for x, y in ring.coords[:-1]
            )
            + "Z"
            for ring in rings
        )

    paths = {
        zone_id: path(shape)
        for zone_id, shape in zip(flat["zone_id"], thin, strict=True)
        if not shape.is_empty
    }
    return Shapes(_WIDTH, round((north - south) * scale) + 2 * _MARGIN, paths)


def svg(
    of: Shapes,
    levels: Mapping[str, str],
    *,
    marked: frozenset[str] = frozenset(),
    focus: frozenset[str] = frozenset(),
    words: str = "",
) -> str:
    """The map as SVG; ``levels`` gives each zone's level key, ``marked`` zones get an ink line.

    A zone without a level is left as paper. Where ``focus`` names zones the picture is cut to them.
    ``words`` is the picture's title for who can't see it.
    """
    used = {BY_KEY[key].pattern for key in levels.values()} & _PATTERNS.keys()
    defs = patterns(used)
    drawn = []
    for zone_id, path in of.paths.items():
        level = BY_KEY[levels[zone_id]] if zone_id in levels else None
        fill = f'fill="{level.colour}"' if level else _PAPER
        drawn.append(f'<path d="{path}" {fill}/>')
        if level and level.pattern in used:
            drawn.append(f'<path d="{path}" fill="url(#{level.pattern})" stroke="none"/>')
    lines = "".join(f'<path d="{of.paths[z]}"/>' for z in of.paths if z in marked)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_view(of, focus)}" '
        f'role="img"><title>{escape(words)}</title><defs>{defs}</defs>'
        f'<g stroke="#fff" stroke-width="1.2" stroke-linejoin="round">{"".join(drawn)}</g>'
        f'<g fill="none" stroke="#1b2430" stroke-width="2.6" stroke-linejoin="round">{lines}</g>'
        "</svg>"
    )


def patterns(used: Collection[str] = _PATTERNS.keys(), scale: float = 1) -> str:
    """The fill patterns of levels as SVG definitions, by their names in ``geo.levels``; ``scale``
    makes them coarser for large pictures."""
    grown = f' patternTransform="scale({scale:g})"' if scale != 1 else ""
    return "".join(
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{grown}>'
        f"{mark}</pattern>"
        for name, (size, mark) in _PATTERNS.items()
        if name in used
    )


def _view(of: Shapes, focus: frozenset[str]) -> str:
    """The part of the picture that is shown, as an SVG viewBox."""
    points = [
        (float(x), float(y))
        for zone_id in focus
        for x, y in _POINT.findall(of.paths.get(zone_id, ""))
    ]
    if not points:
        return f"0 0 {of.width} {of.height}"
    xs, ys = zip(*points, strict=True)
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    return f"{left:.0f} {top:.0f} {max(xs) + _MARGIN - left:.0f} {max(ys) + _MARGIN - top:.0f}"


def image(drawn: str, alt: str) -> str:
    """An SVG as a picture inside a page; nothing in it can run or load anything."""
    data = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img class="jt-mini" alt="{escape(alt, quote=True)}" '
        f'src="data:image/svg+xml;base64,{data}"/>'
    )
