"""The small map of the lurah's board: one kelurahan with its neighbours of order 1 and 2, by name.

One's own has a thick line of ink, those that touch it a thin one, the next ones none; further off
is paper. Lines of ink are cased in white, as they are lost on dark red, and grow thinner with the
outline, so that none covers a small kelurahan.
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from geo.board import Board
from geo.render import near_map
from geo.render.lettering import TYPEFACE
from geo.render.miniature import Shapes
from geo.render.miniature import svg as still

_WIDE, _LOWEST, _HIGHEST = 480, 300, 480
_OWN = 0.3
"""The share of the picture that one's own kelurahan fills at least; where it is tiny, the far ends
of its neighbours lie outside."""
_LETTERS = ((20, 800), (16, 700), (14, 500))
"""Size and weight of the names, by order."""
_INK = "#1b2430"
_THICK, _THIN, _LEAST, _CASE = 4.0, 1.4, 1.2, 1.1
"""The widest line of one's own, the line of those that touch it, the least of either, and the white
on both sides of it."""
_SHARE = 0.035
"""A line is at most so wide, of the side of a square as large as the outline."""


def svg(of: Board, shapes: Shapes, alt: str) -> str:
    """The map as an SVG picture; "" where the kelurahan has no outline."""
    own = of.own.zone.zone_id
    near = [own, *of.hood.of_order(1), *of.hood.of_order(2)]
    near = [zone_id for zone_id in near if zone_id in shapes.paths]
    if own not in near:
        return ""
    outlines = {key: near_map.polygon(path) for key, path in shapes.paths.items()}
    west, north, east, south = shapely.total_bounds([outlines[key] for key in near])
    asked = _WIDE * (south - north) / max(east - west, 1e-6)
    high = round(min(max(asked, _LOWEST), _HIGHEST))
    frame = shapely.box(0, 0, _WIDE, high)
    shifted = near_map.moved(outlines, near, _WIDE, high, _OWN)
    seen = {key: shape for key, shape in shifted.items() if shape.intersects(frame)}
    levels = {zone.zone_id: zone.level for zone in of.city.zones if zone.zone_id in near}
    paths = {key: near_map.path(shape) for key, shape in seen.items()}
    drawn = still(Shapes(_WIDE, high, paths), levels, words=alt)
    touching = [key for key in of.hood.of_order(1) if key in paths]
    lines = _lines([(paths[key], seen[key]) for key in touching], _THIN)
    lines += _lines([(paths[own], seen[own])], _THICK)
    called = {key: of.city.facts.names[key] for key in near if key in seen}
    parts = {key: seen[key].intersection(frame) for key in called}
    orders = {own: 0} | {zone.zone_id: zone.order for zone in of.hood.neighbours}
    letters = {key: _LETTERS[orders[key]] for key in called}
    names = near_map.names(parts, called, letters, _WIDE, high)
    return (
        f'{drawn.removesuffix("</svg>")}<g fill="none" stroke-linejoin="round">'
        f"{lines}</g><g font-family=\"'{TYPEFACE}', sans-serif\">{names}</g></svg>"
    )


def _lines(outlines: Sequence[tuple[str, shapely.Geometry]], most: float) -> str:
    """Lines of one kind: all casings first, so that none covers another's ink."""
    wide = [max(_LEAST, min(most, _SHARE * shape.area**0.5)) for _, shape in outlines]
    cases, inks = (
        "".join(
            f'<path d="{path}" stroke="{colour}" stroke-width="{width + more:.1f}"/>'
            for (path, _), width in zip(outlines, wide, strict=True)
        )
        for colour, more in (("#fff", 2 * _CASE), (_INK, 0.0))
    )
    return cases + inks
