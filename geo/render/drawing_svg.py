"""A drawing as SVG and as PNG: the same bytes on every machine, in our own typeface."""

from __future__ import annotations

from html import escape

import resvg_py

from geo.levels import BY_KEY
from geo.render import graph_svg, lettering, miniature
from geo.render.drawing import Box, Chip, Drawing, Graph, Part, Rule, Words, Zones
from geo.render.word import tidy

_COARSER = 1.5
"""Patterns are that much coarser than on the page: they survive a projector and a video call."""


def png(of: Drawing, wide: int | None = None) -> bytes:
    """The picture; ``wide`` pixels across, its own width where None."""
    return resvg_py.svg_to_bytes(
        svg_string=svg(of),
        width=wide,
        skip_system_fonts=True,
        font_files=[str(lettering.FILE)],
        font_family=lettering.TYPEFACE,
    )


def svg(of: Drawing) -> str:
    """The picture as SVG; title and description are there for who can't see it."""
    inside = "".join(part(one) for one in of.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {of.wide} {of.high}" '
        f'width="{of.wide}" height="{of.high}" font-family="{lettering.TYPEFACE}" role="img">'
        f"<title>{escape(tidy(of.title))}</title><desc>{escape(tidy(of.alt))}</desc>"
        f"<defs>{miniature.patterns(scale=_COARSER)}</defs>{inside}</svg>"
    )


def part(of: Part) -> str:
    """One part as SVG."""
    match of:
        case Box(area, fill, radius):
            return (
                f'<rect x="{area.x:g}" y="{area.y:g}" width="{area.wide:g}" '
                f'height="{area.high:g}" rx="{radius:g}" fill="{fill}"/>'
            )
        case Words():
            return _words(of)
        case Chip():
            return _chip(of)
        case Rule(x1, y1, x2, y2, colour, width):
            return (
                f'<path d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" stroke="{colour}" '
                f'stroke-width="{width:g}" fill="none"/>'
            )
        case Zones():
            return _zones(of)
        case Graph():
            return graph_svg.graph(of)


def _words(of: Words) -> str:
    more = f' text-anchor="{of.anchor}"' if of.anchor != "start" else ""
    if of.halo:
        more += f' stroke="{of.halo}" stroke-width="{of.size / 4.5:.1f}" paint-order="stroke"'
        more += ' stroke-linejoin="round"'
    if of.role:
        more += f' class="{of.role}"'
    return "".join(
        lettering.line(said, of.x, of.y + row * of.step, of.size, of.weight, of.colour, more)
        for row, said in enumerate(of.lines)
    )


def _chip(of: Chip) -> str:
    level = BY_KEY[of.level]
    pattern = ""
    if level.pattern:
        pattern = _square(of, f"url(#{level.pattern})")
    half = of.size / 2
    middle = ' text-anchor="middle"'
    x, y, size = of.x + half, of.y + half + of.size * 0.19, of.size * 0.52
    if level.pattern:
        middle += f' stroke="{level.colour}" stroke-width="{size / 5:.1f}" paint-order="stroke"'
    letter = lettering.line(level.letter, x, y, size, 800, level.ink, middle)
    return _square(of, level.colour) + pattern + letter


def _square(of: Chip, fill: str) -> str:
    return (
        f'<rect x="{of.x:g}" y="{of.y:g}" width="{of.size:g}" height="{of.size:g}" '
        f'rx="{of.size * 0.2:g}" fill="{fill}"/>'
    )


def _zones(of: Zones) -> str:
    drawn = []
    for zone_id, path in of.paths.items():
        level = BY_KEY[of.levels.get(zone_id, "tanpa_data")]
        name = escape(tidy(of.names.get(zone_id, zone_id)), quote=True)
        shapes = f'<path d="{path}" fill="{level.colour}"/>'
        if level.pattern:
            shapes += f'<path d="{path}" fill="url(#{level.pattern})" stroke="none"/>'
        drawn.append(
            f'<g class="zone" data-zone="{escape(zone_id)}" data-name="{name}">{shapes}</g>'
        )
    lines = "".join(f'<path d="{of.paths[z]}"/>' for z in of.marked if z in of.paths)
    return (
        f'<g transform="translate({of.area.x:g} {of.area.y:g})" class="zones" role="img" '
        f'aria-label="{escape(of.alt, quote=True)}">'
        f'<g stroke="#fff" stroke-width="2" stroke-linejoin="round">{"".join(drawn)}</g>'
        f'<g fill="none" stroke="#1b2430" stroke-width="4" stroke-linejoin="round" '
        f'class="marked">{lines}</g></g>'
    )
