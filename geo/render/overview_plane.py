"""Outlines of many cities on one sheet: whole numbers, small enough to travel.

Where an area's cities fill its frame they are drawn as they lie. Else a map at one scale would be
sea with specks, Banjarmasin and Semarang 400 km apart: then every province that fills its own frame
gets a panel, and where not even that is so every city one, each at its own scale with north up. The
panels stand in the order of codes, so that a city keeps its place from day to day.

Corners are rounded to whole units of the sheet after the outlines were simplified together, so that
shared borders stay shared, corner by corner: the browser finds the lines of kecamatan and kota as
those that separate two of them. Nothing of a day is in here, so a sheet is made once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo import coverage
from geo.render import packed

WIDE, HIGH = 4096, 2560
"""Units of the sheet: about four to a pixel of a map 1,000 pixels wide."""
FINE = 2.0
"""Units by which an outline may be off: half a pixel."""
LODS_M = (60.0, 240.0, 960.0)
"""Metres by which outlines that are kept for overviews may be off, the finest first."""
_DEGREE_M = 111_320.0
_FULL = 0.3
"""Cities whose own frames fill so much of the common one are drawn as they lie."""
_ROOM, NAME_HIGH = 0.92, 190
"""The part of a panel that its outline may take, and units above it for the name."""


@dataclass(frozen=True)
class Outlines:
    """One city's zones in EPSG:4326, in the order of ``zone_ids``, for each of ``LODS_M``."""

    city: str
    code: str
    zone_ids: tuple[str, ...]
    shapes: tuple[tuple[shapely.Geometry, ...], ...]

    @property
    def province(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True)
class Panel:
    """The codes of the cities that are drawn at one scale, and where their name stands, in units of
    the sheet."""

    codes: tuple[str, ...]
    name_at: tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """Zones packed for the browser: ``zones`` pairs a zone_id with its polygons, each a list of
    rings, outline first, in steps of ``geo.render.packed``. ``panels`` is one where everything is
    drawn as it lies."""

    zones: tuple[tuple[str, list[list[str]]], ...]
    panels: tuple[Panel, ...]


def outlines(city: str, code: str, zone_ids: Sequence[str], shapes: Any) -> Outlines:
    """A city's zones thinned for overviews; ``shapes`` is a coverage in EPSG:4326."""
    levels, thin = [], np.asarray(shapes)
    for tolerance in LODS_M:
        thin = coverage.simplify(thin, tolerance / _DEGREE_M)
        levels.append(tuple(thin))
    return Outlines(city, code, tuple(zone_ids), tuple(levels))


def sheet(cities: Sequence[Outlines]) -> Sheet:
    """All zones of some cities on one sheet."""
    ordered = sorted(cities, key=lambda one: one.code)
    groups = _groups(ordered)
    zones: list[tuple[str, list[list[str]]]] = []
    panels = []
    for box, group in zip(_boxes(len(groups)), groups, strict=True):
        place = _Place.of(_bounds(group), box, named=len(groups) > 1)
        name_at = round(box[0] + box[2] / 2), round(place.top) - 30
        panels.append(Panel(tuple(one.code for one in group), name_at))
        fits = [i for i, tolerance in enumerate(LODS_M) if tolerance <= FINE * place.metres]
        for one in group:
            zones += _packed(one.zone_ids, one.shapes[max(fits, default=0)], place)
    return Sheet(tuple(zones), tuple(panels))


def close(zone_ids: Sequence[str], shapes: Any, code: str) -> Sheet:
    """The zones of one kota or kecamatan alone, from its full outlines."""
    full = np.asarray(shapes)
    box = (0.0, 0.0, float(WIDE), float(HIGH))
    place = _Place.of(tuple(shapely.total_bounds(full)), box, named=False)
    thin = coverage.simplify(full, FINE * place.metres / _DEGREE_M)
    return Sheet(tuple(_packed(zone_ids, list(thin), place)), (Panel((code,), (0, 0)),))


@dataclass(frozen=True)
class _Place:
    """How degrees become units: one scale in both directions, y downwards."""

    west: float
    north: float
    across: float
    units: float
    left: float
    top: float

    @property
    def metres(self) -> float:
        """Metres of one unit."""
        return _DEGREE_M / self.units

    @classmethod
    def of(
        cls,
        bounds: tuple[float, float, float, float],
        box: tuple[float, float, float, float],
        *,
        named: bool,
    ) -> _Place:
        west, south, east, north = bounds
        across = math.cos(math.radians((south + north) / 2))
        wide, high = (east - west) * across, north - south
        x, y, room, depth = box
        name = NAME_HIGH if named else 0
        part = _ROOM if named else 1.0
        units = part * min(room / max(wide, 1e-9), (depth - name) / max(high, 1e-9))
        left = x + (room - wide * units) / 2
        top = y + name + (depth - name - high * units) / 2
        return cls(west, north, across, units, left, top)

    def __call__(self, corners: np.ndarray) -> np.ndarray:
        x = self.left + (corners[:, 0] - self.west) * self.across * self.units
        y = self.top + (self.north - corners[:, 1]) * self.units
        return np.column_stack([x, y]).round()


def _groups(cities: Sequence[Outlines]) -> list[list[Outlines]]:
    """Which cities share a panel."""
    if _fill(cities):
        return [list(cities)]
    provinces: dict[str, list[Outlines]] = {}
    for one in cities:
        provinces.setdefault(one.province, []).append(one)
    groups = []
    for group in provinces.values():
        groups += [group] if _fill(group) else [[one] for one in group]
    return groups


def _fill(cities: Sequence[Outlines]) -> bool:
    west, south, east, north = _bounds(cities)
    own = [_bounds([one]) for one in cities]
    filled = sum((e - w) * (n - s) for w, s, e, n in own)
    return filled >= _FULL * (east - west) * (north - south)


def _bounds(cities: Sequence[Outlines]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds([s for one in cities for s in one.shapes[-1]])
    return float(west), float(south), float(east), float(north)


def _boxes(n: int) -> list[tuple[float, float, float, float]]:
    """So many equal places, in rows, as large as the sheet allows."""
    columns = max(range(1, n + 1), key=lambda c: min(WIDE / c, HIGH / -(-n // c)))
    rows = -(-n // columns)
    wide, high = WIDE / columns, HIGH / rows
    return [((i % columns) * wide, (i // columns) * high, wide, high) for i in range(n)]


def _packed(
    zone_ids: Sequence[str], shapes: Sequence[shapely.Geometry], place: _Place
) -> list[tuple[str, list[list[str]]]]:
    return [
        (zone_id, _polygons(shape, place)) for zone_id, shape in zip(zone_ids, shapes, strict=True)
    ]


def _polygons(shape: shapely.Geometry, place: _Place) -> list[list[str]]:
    """A zone's polygons; one that shrank to less than a triangle is left out, but the largest."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    made = []
    for number, part in enumerate(parts):
        outer = _ring(part.exterior, place)
        if len(outer) < 3:
            if number:
                continue
            x, y = outer[0]
            outer = [(x, y), (x + 1, y), (x, y + 1)]
        holes = [ring for ring in (_ring(hole, place) for hole in part.interiors) if len(ring) > 2]
        made.append([_steps(ring) for ring in (outer, *holes)])
    return made


def _ring(ring: shapely.LinearRing, place: _Place) -> list[tuple[int, int]]:
    """Corners in units, none twice in a row, the first not again at the end."""
    corners = place(shapely.get_coordinates(ring)).astype(int)
    moved = np.any(corners != np.roll(corners, 1, axis=0), axis=1)
    kept = corners[moved] if moved.any() else corners[:1]
    return [(int(x), int(y)) for x, y in kept]


def _steps(ring: Sequence[tuple[int, int]]) -> str:
    last, out = (0, 0), []
    for point in ring:
        out += [packed.step(now - before) for now, before in zip(point, last, strict=True)]
        last = point
    return "".join(out)


def place_names(panels: Sequence[Panel], names: Mapping[str, str]) -> list[list[Any]]:
    """The names above the panels: x, y in units, the name of what is in it. Nothing for a single
    panel: that is the area itself."""
    if len(panels) < 2:
        return []
    found = []
    for panel in panels:
        alone = len(panel.codes) == 1
        code = panel.codes[0] if alone else panel.codes[0].partition(".")[0]
        found.append([*panel.name_at, names[code]])
    return found
