"""A briefing as a deck (PPTX): one slide a screen, all of it native and open to change: zones that
can be recoloured, charts with their numbers, text, the finding as the slide's title."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from pptx.oxml import parse_xml

from geo.errors import Problem
from geo.render import miniature, slide_layout, slide_words, word
from geo.render.drawing import PAPER, Area, Box, Drawing, Graph, Words
from geo.render.words import level as level_word
from geo.slides import Briefing, Slide
from geo.text import text
from geo.writers import deck_charts, deck_template, zipped
from geo.writers.deck_fill import MAIN
from geo.writers.deck_shapes import Sheet
from geo.writers.deck_words import LOCALES, Frame, words_area

_EDGE = 64
"""Pixels between a title that fills its column and the end of the slide."""
_PROPERTY = 255
"""Characters that a property of an Office file takes."""


def deck(
    briefing: Briefing, shapes: miniature.Shapes, lang: str, template: Path | None = None
) -> tuple[bytes, tuple[Problem, ...]]:
    """The deck, and what is wrong with the template. A template gives its slide size, theme and
    layout; its own slides are left out. One that can't be used gives a Problem, and the deck in our
    own look. The same briefing gives the same bytes."""
    made, layout, problems = deck_template.prepare(template)
    own = template is None or bool(problems)
    for slide in briefing.slides:
        drawing = slide_layout.lay(slide, briefing, shapes, lang)
        frame = deck_template.frame(made, layout, drawing.wide, drawing.high, own)
        page = made.slides.add_slide(layout)
        _draw(page, drawing, frame, lang, own)
        if not _note(page, notes(slide, briefing, shapes, lang), lang):
            name = template.name if template else ""
            problems = (Problem("deck_template_no_notes", name, fatal=False),)
    _properties(made.core_properties, briefing, lang)
    out = io.BytesIO()
    made.save(out)
    return zipped.again(out.getvalue(), briefing.view.day), problems


def notes(slide: Slide, briefing: Briefing, shapes: miniature.Shapes, lang: str) -> str:
    """What is said to a slide: its finding and sentences, the whole list, what has no outline on
    the map, and where it all comes from."""
    view = slide.view
    said = [text("simulated.banner", lang)] if view.simulated else []
    said += [slide_words.title(slide, briefing, lang), slide_words.place(briefing, slide, lang)]
    said += slide_words.sentences(slide, lang)
    for row in slide.rows:
        said.append(": ".join(filter(None, slide_words.row(row, slide, lang))))
    if slide.map:
        bare = [z for z in view.zones if z.zone_id not in shapes.paths]
        names = [f"{view.facts.names[z.zone_id]} ({level_word(z.level, lang)})" for z in bare]
        if names:
            said.append(text("deck.no_outline", lang, names=", ".join(names)))
    return "\n".join([*map(word.tidy, said), slide_words.foot(briefing, slide, lang)])


def _draw(page: Any, drawing: Drawing, frame: Frame, lang: str, own: bool) -> None:
    """The parts as shapes. The paper is the slide's own ground; on a template it is a sheet under
    the title, so that letters can be read on any ground."""
    title = page.shapes.title
    for one in list(page.placeholders):
        if one.shape_id != title.shape_id:
            one._element.getparent().remove(one._element)
    tree = page.shapes._spTree
    sheet = Sheet(tree, frame, lang)
    for part in drawing.parts:
        if part == Box(Area(0, 0, drawing.wide, drawing.high), PAPER):
            if not own:
                title._element.addprevious(sheet.add(part))
        elif isinstance(part, Graph):
            shape = deck_charts.add(page, part, frame)
            about = shape._element.nvGraphicFramePr.cNvPr
            about.set("id", str(sheet.number()))
            about.set("name", text("deck.chart", lang))
            about.set("descr", part.alt)
        elif isinstance(part, Words) and part.role == "title":
            _title(title, part, drawing, frame, sheet)
        else:
            sheet.add(part)


def _title(shape: Any, part: Words, drawing: Drawing, frame: Frame, sheet: Sheet) -> None:
    """The finding in the title's own placeholder, where outline and screen readers look for it."""
    area = words_area(part)
    shape.left, shape.top = frame.x(area.x), frame.y(area.y)
    wide = max(area.wide, drawing.wide - _EDGE - area.x)
    shape.width, shape.height = frame.length(wide), frame.length(area.high)
    shape.text_frame.text = drawing.title
    body = shape.text_frame._txBody.bodyPr
    for key in ("lIns", "tIns", "rIns", "bIns"):
        body.set(key, "0")
    body.set("anchor", "t")
    body.set("wrap", "square")
    body[:] = [parse_xml(f"<a:normAutofit {MAIN}/>")]
    paragraph = shape.text_frame.paragraphs[0]._p
    paragraph.insert(0, parse_xml(sheet.pen.paragraph(part)))
    run = paragraph.r_lst[0]
    run.insert(0, parse_xml(sheet.pen.letters(part.size, part.weight, part.colour)))


def _note(page: Any, said: str, lang: str) -> bool:
    """The speaker's notes; False where the template's notes have no room for text."""
    frame = page.notes_slide.notes_text_frame
    if frame is None:
        return False
    frame.text = said
    for run in frame._txBody.iter("{*}r"):
        run.get_or_add_rPr().set("lang", LOCALES[lang])
    return True


def _short(said: str) -> str:
    """Text for a property of the file, which holds no more."""
    kept = word.tidy(said)
    return kept if len(kept) <= _PROPERTY else f"{kept[: _PROPERTY - 1]}…"


def _properties(core: Any, briefing: Briefing, lang: str) -> None:
    """What the file says of itself; its moments are the briefing's day."""
    view = briefing.view
    core.title = _short(word.sentence(briefing.title, lang))
    core.subject = _short(slide_words.foot(briefing, briefing.slides[0], lang))
    core.author = core.last_modified_by = text("app.name", lang)
    core.keywords = text("simulated.banner", lang) if view.simulated else ""
    core.identifier, core.language = briefing.snapshot, LOCALES[lang]
    core.created = core.modified = dt.datetime.combine(view.day, dt.time())
    core.revision, core.comments = 1, ""
