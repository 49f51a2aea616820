"""A slide laid out as a picture: wide for a screen, square or tall to send.

Wide: the map or chart on the left, words on the right. Square and tall: the finding on top, the map
under it, then the tally or list. Sizes are those of a 1080 pixel high picture; every picture
carries place, day, rule, data, snapshot, and SIMULASI where it is one.
"""

from __future__ import annotations

from geo.levels import BY_KEY
from geo.render import city_map, lettering, miniature, slide_column, slide_words
from geo.render.drawing import (
    INK,
    PAPER,
    WATER,
    Area,
    Box,
    Drawing,
    Graph,
    Part,
    Words,
)
from geo.render.words import level as level_word
from geo.slides import Briefing, Chart, Slide
from geo.text import text

SIZES = {"wide": (1920, 1080), "square": (1080, 1080), "tall": (1080, 1350)}
_EDGE, _GAP, _RADIUS = 64, 48, 24
_COLUMN = 600
_CURVE = {"new": "#9fc3c5", "mean": "#0a5f65"}


def lay(
    slide: Slide, briefing: Briefing, shapes: miniature.Shapes, lang: str, size: str = "wide"
) -> Drawing:
    """The picture of one slide; ``size`` is a key of SIZES. A list that is longer than its room is
    cut, and says so."""
    wide, high = SIZES[size]
    parts: list[Part] = [Box(Area(0, 0, wide, high), PAPER)]
    if size == "wide":
        has_panel = bool((slide.map and shapes.paths) or slide.chart)
        panel = Area(_EDGE, 56, wide - 2 * _EDGE - _COLUMN - _GAP, high - 112)
        column = Area(panel.right + _GAP, 56, _COLUMN, high - 112)
        if not has_panel:
            column = Area(_EDGE, 56, wide - 2 * _EDGE, high - 112)
        parts += slide_column.column(slide, briefing, lang, column)
    else:
        has_panel = True
        head, top = slide_column.head(slide, briefing, lang, Area(_EDGE, 52, wide - 2 * _EDGE, 400))
        below = 310 if size == "tall" else 330 if slide.figures and slide.tally else 210
        panel = Area(_EDGE, top + 8, wide - 2 * _EDGE, high - top - 8 - below - 100)
        rest = Area(_EDGE, panel.bottom + 20, wide - 2 * _EDGE, below - 20)
        parts += [*head, *slide_column.below(slide, lang, rest)]
        parts += slide_column.foot(slide, briefing, lang, Area(_EDGE, high - 88, rest.wide, 60))
    if has_panel:
        parts += _panel(slide, shapes, lang, panel, 22 if size == "wide" else 20)
    if slide.view.simulated:
        parts += _banner(panel if has_panel else Area(wide - _EDGE - 420, 40, 420, 56), lang)
    title = slide_words.title(slide, briefing, lang)
    said = " ".join(slide_words.sentences(slide, lang))
    return Drawing(wide, high, tuple(parts), title, said)


def _panel(
    slide: Slide, shapes: miniature.Shapes, lang: str, area: Area, size: float
) -> list[Part]:
    """The map or the chart on its ground."""
    ground = Box(area, WATER, _RADIUS)
    inner = Area(area.x + 16, area.y + 16, area.wide - 32, area.high - 32)
    if slide.view.simulated:
        inner = Area(inner.x, inner.y + 56, inner.wide, inner.high - 56)
    if slide.chart is not None and not slide.map:
        room = Area(inner.x + 24, inner.y + 24, inner.wide - 48, inner.high - 40)
        return [ground, graph(slide.chart, lang, room)]
    if not shapes.paths:
        return []
    return [ground, *city_map.parts(slide, shapes, inner, lang, size)]


def graph(chart: Chart, lang: str, area: Area) -> Graph:
    """A slide's chart, with words and colours for its series."""
    if chart.kind == "spread":
        names = {key: level_word(key, lang) for key in chart.series}
        colours = {key: BY_KEY[key].colour for key in chart.series}
    else:
        names = {key: text(f"briefing.curve_{key}", lang) for key in chart.series}
        colours = {key: _CURVE[key] for key in chart.series}
    alt = text(f"briefing.{chart.kind}_alt", lang)
    return Graph(area, chart, names, colours, alt, lang)


def _banner(area: Area, lang: str) -> list[Part]:
    """SIMULASI across the top of the picture's main part."""
    said = text("simulated.banner", lang)
    size = 30
    wide = min(lettering.width(said, size, 800) + 48, area.wide)
    size, lines = lettering.fitted(said, range(size, 17, -1), 800, area.wide - 40, 1)
    return [
        Box(Area(area.x, area.y, wide, 56), INK, 12),
        Words((lines[0],), area.x + 24, area.y + 39, size, 800, PAPER, role="banner"),
    ]
