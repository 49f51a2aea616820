"""A briefing as PDF: a report on A4 sheets and a poster on one A3 sheet.

Maps and charts stay drawings, text stays text with its structure (PDF/UA), and the typeface is
inside the file. The same briefing gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from geo.parts import require
from geo.render import miniature, slide_words
from geo.slides import Briefing, Slide
from geo.text import raw, text
from geo.views import CityView
from geo.writers import document_parts, typefaces

_HERE = Path(__file__).resolve().parent
_STANDARD = "ua-1"
_LOOK = "look.typ"
_CHART, _CHART_WIDE = (965, 500), (1400, 480)
_MAP_ALONE, _MAP, _MAP_LARGE = (860, 400), (860, 470), (860, 770)
_MAP_FIRST, _MAP_POSTER = (1240, 860), (1620, 1544)
_LETTERS, _LETTERS_POSTER = 18, 20
"""Sizes of pictures in their own pixels: letters of a map come out at 7 points and more."""
_NAMES = 60
"""Under a level on the poster so many kelurahan are named; more are a count."""


def report(briefing: Briefing, shapes: miniature.Shapes, lang: str) -> bytes:
    """The briefing as a report: a section a slide, in the order of the slides."""
    sections = [
        _section(slide, briefing, shapes, lang, place == 0)
        for place, slide in enumerate(briefing.slides)
    ]
    pairs = zip(briefing.slides, sections, strict=True)
    runs = [
        {**dict(zip(("foot", "simulated"), key, strict=True)), "sections": [one for _, one in of]}
        for key, of in groupby(pairs, key=lambda pair: _rests_on(pair[0], briefing, lang))
    ]
    shown = _about(briefing, briefing.slides[0], lang) | {"runs": runs}
    return _compile("report.typ", shown)


def poster(briefing: Briefing, shapes: miniature.Shapes, lang: str) -> bytes:
    """The map of the day on one sheet, with the count of zones per level and their names: the
    briefing's first slide with map and counts, or its first map."""
    maps = [slide for slide in briefing.slides if slide.map]
    slide = next((one for one in maps if one.tally), (maps or briefing.slides)[0])
    foot, simulated = _rests_on(slide, briefing, lang)
    counted = [
        {**one, "names": _few(one["names"], lang)} for one in document_parts.tally(slide.view, lang)
    ]
    drawn = document_parts.map_of(slide, shapes, lang, _MAP_POSTER, _LETTERS_POSTER)
    shown = _about(briefing, slide, lang) | document_parts.heading(slide, briefing, lang)
    shown |= {"foot": foot, "simulated": simulated, "tally": counted, "map": drawn}
    place = text("document.poster", lang, place=slide_words.place(briefing, slide, lang))
    shown["document"] = document_parts.plain(place)
    return _compile("poster.typ", shown)


def _few(names: list[str], lang: str) -> str:
    """Names with commas, the first of them where they are many."""
    rest = len(names) - _NAMES
    said = ", ".join(names[:_NAMES])
    return f"{said}. {text('briefing.rest', lang, n=rest)}" if rest > 0 else said


def _section(
    slide: Slide, briefing: Briefing, shapes: miniature.Shapes, lang: str, first: bool
) -> dict[str, Any]:
    """One slide. Nothing stands twice: counts per level go to the map that a later slide has of
    them, and a map on which nothing is marked is left out where an earlier slide has drawn it."""
    maps = [one for one in briefing.slides if one.map and _alike(one.view, slide.view)]
    again = shapes.paths and any(one.tally for one in maps)
    counted = slide.tally and (slide.map or not again)
    if maps and maps[0] is not slide and not slide.marked and not slide.tally:
        slide = replace(slide, map=False)
    size = _MAP if slide.rows else _MAP_LARGE if slide.tally else _MAP_ALONE
    if first and not slide.tally:
        size = _MAP_FIRST
    chart = document_parts.chart_of(slide, lang, _CHART_WIDE if first else _CHART)
    drawn = document_parts.map_of(slide, shapes, lang, size, _LETTERS)
    return {
        **document_parts.heading(slide, briefing, lang),
        "picture": chart or drawn,
        "tally": document_parts.tally(slide.view, lang) if counted else [],
        "table": document_parts.table(slide, lang),
    }


def _alike(one: CityView, other: CityView) -> bool:
    """Whether two views colour the zones alike, of the same day and rule."""
    if one is other:
        return True
    return (one.day, one.rule, one.zones) == (other.day, other.rule, other.zones)


def _rests_on(slide: Slide, briefing: Briefing, lang: str) -> tuple[str, str]:
    """What the foot of a page says, and the banner over it ("" where nothing is simulated)."""
    banner = text("simulated.banner", lang) if slide.view.simulated else ""
    return document_parts.plain(slide_words.foot(briefing, slide, lang)), banner


def _about(briefing: Briefing, slide: Slide, lang: str) -> dict[str, Any]:
    """What holds for the whole document: its name, place and day, words of the template."""
    heads = ("figure", "value", "level", "count")
    day = slide.view.day
    return {
        "lang": lang,
        "document": document_parts.plain(slide_words.say(briefing.title, lang)),
        "about": document_parts.plain(slide_words.foot(briefing, slide, lang)),
        "kind": text("document.kind", lang),
        "place": document_parts.plain(slide_words.place(briefing, slide, lang)),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "page": raw("document.page", lang),
        "heads": {key: text(f"document.head.{key}", lang) for key in heads},
        "chips": document_parts.chips(lang),
    }


def _compile(template: str, shown: Mapping[str, Any]) -> bytes:
    """The template with its values as PDF. A name in a script that no typeface here has would break
    the promise of PDF/UA; then the file is made without it, and the name still is its text."""
    require("exports")
    import typst

    sources: Any = {name: (_HERE / name).read_bytes() for name in (template, _LOOK)}
    sources["main.typ"] = sources.pop(template)
    sources["shown.json"] = json.dumps(shown, ensure_ascii=False).encode()
    fonts = [str(typefaces.folder())]
    options: dict[str, Any] = {"font_paths": fonts, "ignore_system_fonts": True}
    try:
        return bytes(typst.compile(sources, **options | {"pdf_standards": _STANDARD}))
    except typst.TypstError:
        return bytes(typst.compile(sources, **options))
