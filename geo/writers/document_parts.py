"""What a page of a document shows, as plain values: the template only reads them, so that no name
can become a command of its language."""

from __future__ import annotations

import re
from typing import Any

from geo.levels import BY_KEY
from geo.render import city_map, drawing_svg, miniature, slide_layout, slide_words
from geo.render.drawing import WATER, Area, Box, Chip, Drawing, Part
from geo.render.word import tidy
from geo.render.words import capital
from geo.render.words import level as level_word
from geo.slides import Briefing, Row, Slide
from geo.text import number, text
from geo.views import CityView

_LONG = re.compile(r"\S{25,}")
_PIECE = 12
_BREAK = "\u200b"
"""Words of more letters than any real one may be broken after every ``_PIECE``."""
_EDGE = 14

Size = tuple[int, int]


def plain(written: str) -> str:
    """Text of one line without signs that steer it; a word that is too long may be broken."""
    pieces = re.compile(f"(.{{{_PIECE}}})(?=.)")
    return _LONG.sub(lambda found: pieces.sub(rf"\1{_BREAK}", found[0]), tidy(written))


def heading(slide: Slide, briefing: Briefing, lang: str) -> dict[str, Any]:
    """A slide's words: finding, sentences, its large numbers."""
    return {
        "title": plain(slide_words.title(slide, briefing, lang)),
        "said": [plain(one) for one in slide_words.sentences(slide, lang)],
        "figures": [
            {
                "label": plain(capital(slide_words.figure_label(one, lang))),
                "value": plain(slide_words.figure(one, lang)),
            }
            for one in slide.figures
        ],
    }


def tally(view: CityView, lang: str) -> list[dict[str, Any]]:
    """Zones per level, the calmest first: word, count, share of all, and who they are."""
    counts = dict(view.tally)
    keys = sorted(counts, key=lambda key: (BY_KEY[key].severity is None, BY_KEY[key].severity or 0))
    total = max(sum(counts.values()), 1)
    return [
        {
            "level": key,
            "word": plain(capital(level_word(key, lang))),
            "count": number(counts[key], lang),
            "share": counts[key] / total,
            "colour": BY_KEY[key].colour,
            "names": [plain(zone.name) for zone in view.zones if zone.level == key],
        }
        for key in keys
    ]


def table(slide: Slide, lang: str) -> dict[str, Any]:
    """A slide's rows under the heads of the columns that say anything; {} where it has none."""
    last = "bound" if slide.kind == "method" else "said"
    cells = [_cells(row, slide, lang) for row in slide.rows]
    made: dict[str, list[dict[str, str]]] = {"place": [], "level": [], "before": [], last: []}
    for one in cells:
        for key, cell in zip(made, one, strict=True):
            made[key].append(cell)
    kept = {key: column for key, column in made.items() if any(cell["word"] for cell in column)}
    if not kept:
        return {}
    return {
        "heads": [text(f"document.head.{key}", lang) for key in kept],
        "keys": list(kept),
        "rows": [list(row) for row in zip(*kept.values(), strict=True)],
    }


def _cells(row: Row, slide: Slide, lang: str) -> tuple[dict[str, str], ...]:
    """Place, level, level before, and what is said; each a word and the level it names."""
    said = "" if row.before else slide_words.row(row, slide, lang)[1]
    return (
        {"word": plain(row.name), "level": ""},
        _level(row.level, lang),
        _level(row.before, lang),
        {"word": plain(said), "level": ""},
    )


def _level(key: str | None, lang: str) -> dict[str, str]:
    return {"word": capital(level_word(key, lang)) if key else "", "level": key or ""}


def map_of(
    slide: Slide, shapes: miniature.Shapes, lang: str, size: Size, letters: float
) -> dict[str, str]:
    """The slide's map as a picture; {} where it has none or the city no outline."""
    if not slide.map or not shapes.paths:
        return {}
    wide, high = size
    room = Area(_EDGE, _EDGE, wide - 2 * _EDGE, high - 2 * _EDGE)
    ground: Part = Box(Area(0, 0, wide, high), WATER, 16)
    return _picture(
        (ground, *city_map.parts(slide, shapes, room, lang, letters)), size, slide, lang
    )


def chart_of(slide: Slide, lang: str, size: Size) -> dict[str, str]:
    """The slide's chart as a picture; {} where it has none, or a map instead."""
    if slide.chart is None or slide.map:
        return {}
    graph = slide_layout.graph(slide.chart, lang, Area(0, 0, *size))
    return _picture((graph,), size, slide, lang)


def _picture(parts: tuple[Part, ...], size: Size, slide: Slide, lang: str) -> dict[str, str]:
    map_alt = city_map.alt(slide, lang)
    alt = next((part.alt for part in parts if hasattr(part, "alt")), map_alt)
    return {"svg": drawing_svg.svg(Drawing(*size, parts, alt)), "alt": plain(alt)}


def chips(lang: str) -> dict[str, str]:
    """The square of every level with its letter, as pictures by level key."""
    return {
        key: drawing_svg.svg(Drawing(40, 40, (Chip(key, 0, 0, 40),), level_word(key, lang)))
        for key in BY_KEY
    }
