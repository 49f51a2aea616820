"""The map of a whole city as parts of a picture: zones, names, leaders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import shapely

from geo.levels import BY_KEY, severity_of
from geo.render import city_names, miniature
from geo.render.drawing import INK, Area, Part, Rule, Words, Zones
from geo.render.near_map import path, polygon
from geo.render.words import level as level_word
from geo.slides import Slide
from geo.text import day, number, text


def parts(slide: Slide, shapes: miniature.Shapes, area: Area, lang: str, size: float) -> list[Part]:
    """The slide's map in an area, names in letters of ``size``; nothing where the city has no
    outline."""
    if not shapes.paths:
        return []
    levels = {zone.zone_id: zone.level for zone in slide.view.zones}
    return drawn(shapes, levels, slide.view.facts.names, slide.marked, area, size, alt(slide, lang))


def drawn(
    shapes: miniature.Shapes,
    levels: Mapping[str, str],
    names: Mapping[str, str],
    marked: tuple[str, ...],
    area: Area,
    size: float,
    alt: str,
) -> list[Part]:
    """Zones with their levels, marked ones by an ink line, and the names that find room."""
    fitted = fit(shapes, area)
    paths = {zone_id: path(shape) for zone_id, shape in fitted.items()}
    first = frozenset(z for z in fitted if severity_of(levels.get(z, "tanpa_data")) > 0)
    matter = first | frozenset(marked[:1]) & fitted.keys()
    order = sorted(
        fitted,
        key=lambda z: (
            marked.index(z) if z in marked else len(marked),
            -severity_of(levels.get(z, "tanpa_data")),
            -fitted[z].area,
        ),
    )
    placed = city_names.place(fitted, names, order, matter, size, area.wide, area.high)
    out: list[Part] = [Zones(area, paths, levels, {z: names.get(z, z) for z in paths}, marked, alt)]
    for name in placed:
        fill = BY_KEY[levels.get(name.zone_id, "tanpa_data")]
        if name.leader:
            x1, y1, x2, y2 = name.leader
            out.append(Rule(area.x + x1, area.y + y1, area.x + x2, area.y + y2, INK, 2))
        ink, halo = (INK, "#ffffff") if name.leader else (fill.ink, fill.colour)
        x, y = area.x + name.x, area.y + name.y
        step = name.size * 1.12
        out.append(Words(name.lines, x, y, name.size, name.weight, ink, step, "middle", "", halo))
    return out


def alt(slide: Slide, lang: str) -> str:
    """The map in words."""
    view = slide.view
    counts = [f"{number(n, lang)} {level_word(key, lang)}" for key, n in view.tally.items() if n]
    values = {"count": len(view.zones), "day": day(view.day, lang), "counts": ", ".join(counts)}
    return text("briefing.map_alt", lang, **values)


def fit(shapes: miniature.Shapes, area: Area) -> dict[str, shapely.Geometry]:
    """The outlines moved and scaled into the middle of an area, in its own pixels."""
    outlines = _outlines(tuple(shapes.paths.items()))
    west, north, east, south = shapely.total_bounds(list(outlines.values()))
    room = 0.94
    scale = room * min(area.wide / (east - west), area.high / (south - north))
    left = (area.wide - scale * (west + east)) / 2
    top = (area.high - scale * (north + south)) / 2
    return {
        zone_id: shapely.transform(shape, lambda xy: xy * scale + (left, top))
        for zone_id, shape in outlines.items()
    }


@lru_cache(maxsize=8)
def _outlines(paths: tuple[tuple[str, str], ...]) -> dict[str, shapely.Geometry]:
    shapes = {zone_id: _surface(polygon(drawn)) for zone_id, drawn in paths}
    return {zone_id: shape for zone_id, shape in shapes.items() if not shape.is_empty}


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """An outline without the lines and points to which its narrowest parts shrank in a picture."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
