"""The city's day as a picture of 1200 × 630 for who shares a link, the same bytes everywhere."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import resvg_py
from PIL import Image

from geo.levels import BY_KEY
from geo.render import lettering, miniature, words
from geo.site.content import Content
from geo.text import day, number, text

WIDTH, HEIGHT = 1200, 630
_EDGE, _ROOM = 56, 480
_MAP_LEFT = _EDGE + _ROOM + 40
_INK, _MUTED, _PAPER = "#1b2430", "#5b6670", "#f7f7f4"
Colour = tuple[int, int, int]


def png(of: Content, shapes: miniature.Shapes, lang: str) -> bytes:
    """The picture; ``shapes`` are the city's outlines of ``geo.render.miniature``."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg(of, shapes, lang),
        skip_system_fonts=True,
        font_files=[str(lettering.FILE)],
        font_family=lettering.TYPEFACE,
    )
    with Image.open(io.BytesIO(drawn)) as image:
        few = _few_colours(np.asarray(image.convert("RGB")), _palette(of))
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _palette(of: Content) -> list[Colour]:
    """The colours that the picture keeps, for a third of the bytes: those of the levels as they
    are, each with what lies between it and its borders and patterns, and shades of the letters."""
    ink, muted, paper, white = map(_rgb, (_INK, _MUTED, _PAPER, "#ffffff"))
    found = [paper, white]
    for dark in (ink, muted):
        found += [_mixed(dark, paper, step / 5) for step in range(5)]
    found += [_mixed(white, ink, step / 4) for step in range(1, 4)]
    for key in (key for key, count in of.view.tally.items() if count):
        colour = _rgb(BY_KEY[key].colour)
        found += [colour, _mixed(colour, white, 0.5)]
        found += [_mixed(colour, (0, 0, 0), share) for share in (0.3, 0.6)]
    return list(dict.fromkeys(found))


def _rgb(written: str) -> Colour:
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _few_colours(pixels: npt.NDArray[np.uint8], palette: list[Colour]) -> Image.Image:
    """Each pixel in the nearest colour of the palette; one that is in it stays as it is."""
    packed = pixels.astype(np.int32) @ np.array([65536, 256, 1])
    found, where = np.unique(packed, return_inverse=True)
    parts = np.stack([found >> 16, (found >> 8) & 255, found & 255], axis=1)
    far = ((parts[:, None, :] - np.array(palette)[None]) ** 2).sum(axis=2)
    nearest = far.argmin(axis=1).astype(np.uint8)
    image = Image.fromarray(nearest[where].reshape(packed.shape))
    image.putpalette([part for colour in palette for part in colour])
    return image


def svg(of: Content, shapes: miniature.Shapes, lang: str) -> str:
    """The same as SVG, before it is drawn."""
    view = of.view
    top, out = 0, []
    if view.simulated:
        out.append(f'<rect width="{WIDTH}" height="64" fill="{_INK}"/>')
        said = text("simulated.banner", lang)
        out.append(lettering.line(said, _EDGE, 43, 30, 800, "#fff"))
        top = 64
    size, lines = lettering.fitted(words.title(view, lang), range(52, 33, -2), 800, _ROOM, 4)
    y = top + 62.0
    name = f"{text('app.name', lang)} · {of.city}"
    out.append(lettering.line(name, _EDGE, y, 24, 700, _MUTED))
    y += 20
    for line in lines:
        y += size * 1.16
        out.append(lettering.line(line, _EDGE, y, size, 800, _INK))
    y += 46
    out.append(lettering.line(day(view.day, lang), _EDGE, y, 26, 600, _MUTED))
    out.append(_counts(of, lang, y + 30))
    out.append(_foot(of, lang))
    room = HEIGHT - top - 48
    out.append(_map(of, shapes, _MAP_LEFT, top + 24, WIDTH - _MAP_LEFT - 32, room))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{lettering.TYPEFACE}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>{"".join(out)}</svg>'
    )


def _counts(of: Content, lang: str, top: float) -> str:
    """Levels that there are with their number of zones, in two columns at most."""
    out = []
    shown = [(key, count) for key, count in of.view.tally.items() if count][:6]
    for place, (key, count) in enumerate(shown):
        level = BY_KEY[key]
        x, y = _EDGE + (place % 2) * _ROOM / 2, top + (place // 2) * 56
        out.append(
            f'<rect x="{x:g}" y="{y:g}" width="40" height="40" rx="9" fill="{level.colour}" '
            'stroke="#7f7f7f" stroke-opacity=".4"/>'
        )
        middle = ' text-anchor="middle"'
        out.append(lettering.line(level.letter, x + 20, y + 29, 25, 800, level.ink, middle))
        word = f"{number(count, lang)} {words.level(key, lang)}"
        fit, lines = lettering.fitted(word, range(26, 15, -1), 700, _ROOM / 2 - 60, 1)
        out.append(lettering.line(lines[0], x + 52, y + 29, fit, 700, _INK))
    return "".join(out)


def _foot(of: Content, lang: str) -> str:
    rule = of.view.rule
    said = f"{words.rule(rule, 'title', lang)}, {text('panel.version', lang, version=rule.version)}"
    said += f" · {text('site.snapshot', lang, id=of.snapshot)}"
    lines = lettering.wrap(said, 18, 500, _ROOM)[:3]
    first = HEIGHT - 36 - 24 * (len(lines) - 1)
    return "".join(
        lettering.line(line, _EDGE, first + 24 * row, 18, 500, _MUTED)
        for row, line in enumerate(lines)
    )


def _map(
    of: Content, shapes: miniature.Shapes, x: float, y: float, wide: float, high: float
) -> str:
    """The zones in the colours of the day, as large as they fit."""
    drawn = miniature.svg(shapes, {zone.zone_id: zone.level for zone in of.view.zones})
    scale = min(wide / shapes.width, high / shapes.height)
    left = x + (wide - shapes.width * scale) / 2
    above = y + (high - shapes.height * scale) / 2
    inside = drawn[drawn.index("<defs>") : drawn.rindex("</svg>")]
    return f'<g transform="translate({left:.1f} {above:.1f}) scale({scale:.4f})">{inside}</g>'
