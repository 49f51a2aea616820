"""Names on a map of a whole city: where they fit into their zone; for the few that matter most and
don't fit, beside it with a line that leads there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from geo.render import lettering

Place = tuple[float, float, float, float]
_GRID = 6
_LEADERS = 8
"""So many names may stand outside their zone."""
_FAR = (70, 110, 160, 220, 300)


@dataclass(frozen=True)
class Name:
    """One name: its lines, centred at ``x``, the first baseline at ``y``; ``leader`` is where its
    line ends inside the zone, None where the name stands in it."""

    zone_id: str
    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    weight: int
    leader: tuple[float, float, float, float] | None = None


def place(
    shapes: Mapping[str, shapely.Geometry],
    names: Mapping[str, str],
    order: Sequence[str],
    matter: frozenset[str],
    size: float,
    wide: float,
    high: float,
) -> list[Name]:
    """The names that find room, asked in ``order``; those in ``matter`` are bolder, and may stand
    beside their zone. ``shapes`` are in pixels of a picture of ``wide`` × ``high``."""
    taken: list[Place] = []
    out: list[Name] = []
    left = []
    for zone_id in order:
        weight = 800 if zone_id in matter else 600
        found = _inside(shapes[zone_id], names[zone_id], size, weight, taken)
        if found:
            lines, box = found
            taken.append(box)
            out.append(_name(zone_id, lines, box, size, weight))
        elif zone_id in matter:
            left.append(zone_id)
    outside = shapely.union_all(list(shapes.values()))
    for zone_id in left[:_LEADERS]:
        beside = _beside(shapes[zone_id], names[zone_id], size, taken, outside, wide, high)
        if beside:
            lines, box, leader = beside
            taken.append(box)
            out.append(_name(zone_id, lines, box, size, 800, leader))
    return out


def _name(
    zone_id: str,
    lines: Sequence[str],
    box: Place,
    size: float,
    weight: int,
    leader: Place | None = None,
) -> Name:
    middle = (box[0] + box[2]) / 2
    return Name(zone_id, tuple(lines), middle, box[1] + size * 0.92, size, weight, leader)


def _inside(
    shape: shapely.Geometry, name: str, size: float, weight: int, taken: Sequence[Place]
) -> tuple[list[str], Place] | None:
    roomy = shape.buffer(size * 0.2)
    shapely.prepare(roomy)
    ways = _ways(name, size, weight)
    for x, y in _spots(shape):
        for lines in ways:
            box = _box(lines, x, y, size, weight)
            if roomy.contains(shapely.box(*box)) and not any(_meet(box, it) for it in taken):
                return lines, box
    return None


def _beside(
    shape: shapely.Geometry,
    name: str,
    size: float,
    taken: Sequence[Place],
    city: shapely.Geometry,
    wide: float,
    high: float,
) -> tuple[list[str], Place, Place] | None:
    """A free place near the zone, outside the city before inside it, the nearest first."""
    start = shape.representative_point()
    lines = [lettering.tidy(name)]
    if not lines[0]:
        return None
    best: tuple[float, Place, Place] | None = None
    for far in _FAR:
        for turn in range(16):
            angle = turn * math.pi / 8
            x, y = start.x + far * math.cos(angle), start.y + far * math.sin(angle)
            box = _box(lines, x, y, size, 800)
            if box[0] < 4 or box[1] < 4 or box[2] > wide - 4 or box[3] > high - 4:
                continue
            if any(_meet(box, it) for it in taken) or shapely.box(*box).intersects(shape):
                continue
            end = _edge(box, start.x, start.y)
            line = shapely.LineString([end, (start.x, start.y)])
            crossed = sum(line.intersects(shapely.box(*it)) for it in taken)
            cost = far + 200 * shapely.box(*box).intersects(city) + 400 * crossed
            if best is None or cost < best[0]:
                best = cost, box, (*end, start.x, start.y)
    return (lines, best[1], best[2]) if best else None


def _edge(box: Place, x: float, y: float) -> tuple[float, float]:
    """The middle of the side of a box that faces a point."""
    left, top, right, bottom = box
    if left <= x <= right:
        return (left + right) / 2, bottom if y > bottom else top
    return (right if x > right else left), (top + bottom) / 2


def _spots(shape: shapely.Geometry) -> list[tuple[float, float]]:
    """Places inside a zone, the roomiest first."""
    circle = shapely.maximum_inscribed_circle(shape, tolerance=1)
    west, north, east, south = shape.bounds
    steps = [(i + 0.5) / _GRID for i in range(_GRID)]
    across = [west + step * (east - west) for step in steps]
    down = [north + step * (south - north) for step in steps]
    points = shapely.points([(x, y) for y in down for x in across])
    inside = points[shapely.contains(shape, points)]
    order = sorted(inside, key=lambda p: -p.distance(shape.boundary))
    return [circle.coords[0], *((p.x, p.y) for p in order)]


def _ways(name: str, size: float, weight: int) -> list[list[str]]:
    """A name in one line, and broken into two or three."""
    words = lettering.tidy(name).split()
    if not words:
        return []  # a name of signs that nobody sees
    whole = lettering.width(" ".join(words), size, weight)
    longest = max(lettering.width(word, size, weight) for word in words)
    rooms = (whole, max(longest, whole * 0.62), longest)
    ways = [lettering.wrap(" ".join(words), size, weight, room + 1) for room in rooms]
    return [list(way) for way in dict.fromkeys(map(tuple, ways))]


def _box(lines: Sequence[str], x: float, y: float, size: float, weight: int) -> Place:
    half = max(lettering.width(line, size, weight) for line in lines) / 2
    tall = size * 1.12 * len(lines)
    return x - half, y - tall / 2, x + half, y + tall / 2


def _meet(one: Place, other: Place) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
