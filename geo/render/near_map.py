"""A zone and its neighbours as a still map, drawn as large as they allow, with their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import shapely

from geo.levels import severity_of
from geo.render import lettering, miniature
from geo.views import ZoneView

_AROUND = 0.06
"""What is left free around the neighbours, as a share of their width and height."""
_OWN, _MOST = 0.3, 4
"""The share of the picture that the zone itself fills at least, at the cost of far ends of its
neighbours; but never enlarged more than ``_MOST`` times for it."""
_LINES, _WIDEST, _GRID = 4, 0.5, 8
"""A name takes up to so many lines and that share of the width, else it is left out; it is tried on
so many places across and down its zone."""
_INK, _WATER, _LINE = "#1b2430", "#dfe9ea", "#cfd5d5"
Box = tuple[float, float, float, float]


def draw(view: ZoneView, of: miniature.Shapes, x: float, y: float, wide: int, high: int) -> str:
    """The map as a nested SVG of ``wide`` × ``high`` at ``x``, ``y``; "" where the zone has no
    outline. Zones further off are left white: nothing is said of them."""
    own = view.status.zone_id
    if own not in of.paths:
        return ""
    near = {zone.zone_id: zone for zone in (view.status, *view.neighbours)}
    outlines = {zone_id: polygon(path) for zone_id, path in of.paths.items()}
    shifted = moved(outlines, [key for key in near if key in outlines], wide, high)
    frame = shapely.box(0, 0, wide, high)
    seen = {key: shape for key, shape in shifted.items() if shape.intersects(frame)}
    paths = {key: path(shape) for key, shape in seen.items()}
    far = "".join(f'<path d="{path}"/>' for key, path in paths.items() if key not in near)
    shapes = miniature.Shapes(wide, high, {key: paths[key] for key in near if key in paths})
    levels = {key: zone.level for key, zone in near.items()}
    drawn = miniature.svg(shapes, levels)
    inside = f'<g fill="#fff" stroke="{_LINE}" stroke-width="2">{far}</g>'
    inside += drawn[drawn.index("<defs>") : drawn.rindex("</svg>")]
    outline = f'<path d="{shapes.paths[own]}" fill="none" stroke="{_INK}" stroke-width="6"/>'
    order = sorted(near.values(), key=lambda z: (z.zone_id != own, -severity_of(z.level), z.name))
    places = {zone.zone_id: zone.name for zone in order if zone.zone_id in seen}
    parts = {key: seen[key].intersection(frame) for key in places}
    letters = dict.fromkeys(parts, (26, 700)) | {own: (32, 800)}
    written = names(parts, places, letters, wide, high)
    return (
        f'<svg x="{x:g}" y="{y:g}" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<rect width="{wide}" height="{high}" fill="{_WATER}"/>{inside}{outline}{written}</svg>'
    )


def polygon(path: str) -> shapely.Geometry:
    """The outline that SVG path data of ``geo.render.miniature`` stands for."""
    rings = []
    for ring in filter(None, path.split("Z")):
        points = re.findall(r"(-?[\d.]+),(-?[\d.]+)", ring)
        if len(points) >= 3:
            rings.append(shapely.Polygon([(float(x), float(y)) for x, y in points]))
    return shapely.symmetric_difference_all([shapely.make_valid(ring) for ring in rings])


def moved(
    outlines: Mapping[str, shapely.Geometry],
    near: Sequence[str],
    wide: int,
    high: int,
    least: float = _OWN,
) -> dict[str, shapely.Geometry]:
    """All outlines, moved and enlarged so that ``near`` fill the picture; further, where the first
    of them would be too small to see: it fills at least ``least`` of the width or height."""
    all_of, own = shapely.total_bounds([outlines[key] for key in near]), outlines[near[0]].bounds
    fill = (1 - 2 * _AROUND) * _scale(all_of, wide, high)
    scale = max(fill, min(least * _scale(own, wide, high), _MOST * fill))
    left, top = (
        _start(all_of[i], all_of[i + 2], (own[i] + own[i + 2]) / 2, scale, room)
        for i, room in ((0, wide), (1, high))
    )
    return {
        key: shapely.transform(shape, lambda xy: xy * scale + (left, top))
        for key, shape in outlines.items()
    }


def _scale(bounds: Sequence[float], wide: int, high: int) -> float:
    west, north, east, south = bounds
    return min(wide / max(east - west, 1e-6), high / max(south - north, 1e-6))


def _start(low: float, high: float, middle: float, scale: float, room: int) -> float:
    """Where a picture of ``room`` pixels begins: all in the middle where they fit, else ``middle``
    there, without going beyond the ends."""
    spare = _AROUND * room
    if scale * (high - low) <= room - 2 * spare + 1e-6:
        return room / 2 - scale * (low + high) / 2
    return max(min(room / 2 - scale * middle, spare - scale * low), room - spare - scale * high)


def path(shape: shapely.Geometry) -> str:
    """SVG path data of an outline, to a tenth of a pixel."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings
    )


def names(
    parts: Mapping[str, shapely.Geometry],
    called: Mapping[str, str],
    letters: Mapping[str, tuple[int, int]],
    wide: int,
    high: int,
) -> str:
    """The names in their zones, as far as they keep clear of each other and of the border, first
    come, first served; ``letters`` are their sizes and weights."""
    taken: list[Box] = []
    out = []
    halo = ' text-anchor="middle" stroke="#fff" paint-order="stroke" '
    halo += 'stroke-linejoin="round"'
    for zone_id, part in parts.items():
        size, weight = letters[zone_id]
        for x, y, radius in _places(part):
            ways = _ways(called[zone_id], size, weight, max(3.2 * radius, 3.5 * size))
            boxes = [(lines, _box(lines, x, y, size, weight, wide, high)) for lines in ways]
            free = [
                (lines, box)
                for lines, box in boxes
                if box[2] - box[0] < _WIDEST * wide and not any(_meet(box, it) for it in taken)
            ]
            if not free:
                continue
            lines, box = free[0]
            edge = f'{halo} stroke-width="{min(6, size / 4):g}"'
            taken.append(box)
            for row, said in enumerate(lines):
                base = box[1] + size * (0.92 + 1.1 * row)
                middle = (box[0] + box[2]) / 2
                out.append(lettering.line(said, middle, base, size, weight, _INK, edge))
            break
    return "".join(out)


def _places(part: shapely.Geometry) -> list[tuple[float, float, float]]:
    """Places for a name inside a zone, the roomiest first, each with its distance to the border."""
    circle = shapely.maximum_inscribed_circle(part, tolerance=1)
    (x, y), widest = circle.coords[0], circle.length
    west, north, east, south = part.bounds
    steps = [(i + 0.5) / _GRID for i in range(_GRID)]
    grid = [
        shapely.Point(west + across * (east - west), north + down * (south - north))
        for down in steps
        for across in steps
    ]
    inside = [(p.x, p.y, p.distance(part.boundary)) for p in grid if part.contains(p)]
    return [(x, y, widest), *sorted(inside, key=lambda place: -place[2])]


def _box(
    lines: Sequence[str], x: float, y: float, size: int, weight: int, wide: int, high: int
) -> Box:
    """What the lines of a name take up around a place, moved into the picture."""
    half = max(lettering.width(line, size, weight) for line in lines) / 2 + 6
    tall = size * 1.1 * len(lines)
    middle = min(max(x, half + 4), wide - half - 4)
    top = min(max(y - tall / 2, 6), high - tall - 6)
    return middle - half, top, middle + half, top + tall


def _ways(name: str, size: int, weight: int, room: float) -> list[list[str]]:
    """A name in the lines that its zone has room for, and in one line."""
    longest = max(lettering.width(one, size, weight) for one in name.split() or [name])
    ways = [lettering.wrap(name, size, weight, max(room, longest)), [lettering.tidy(name)]]
    return [way for way in ways if len(way) <= _LINES and way[0]]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
