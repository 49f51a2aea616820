"""One slide of the meeting's screen as HTML: its picture, tagged so that the browser can play time
on it and find a kelurahan, and the same content as plain words.

The words are for screen readers, and for a phone, where they stand below the map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape

from geo.levels import BY_CODE
from geo.render import drawing_svg, miniature, slide_layout, slide_words
from geo.render.drawing import ACCENT, GREY, WATER, Box, Chip, Drawing, Part, Rule, Words, Zones
from geo.render.words import capital
from geo.render.words import level as level_word
from geo.slides import Briefing, Slide
from geo.text import number, text
from geo.zoning import Zoning

_EDGE = 64
"""Pixels between the words of a picture and its right edge."""


def played(slide: Slide, briefing: Briefing) -> Zoning | None:
    """The levels of the days that the slide plays; None where time stands still on it."""
    zoned = slide.zoned or briefing.zoned
    known = set(zoned.days)
    days = [day for day in slide.span if day in known]
    return zoned if slide.map and len(days) > 1 else None


def section(slide: Slide, briefing: Briefing, shapes: miniature.Shapes, lang: str) -> str:
    """The slide's section without its own place in the briefing, which ``meeting`` adds."""
    always = dict(slide.view.tally)
    zoned = played(slide, briefing)
    shown = slide
    if zoned is not None and slide.tally:
        shown = replace(slide, view=replace(slide.view, tally=_levels_ever(slide, zoned)))
    drawn = slide_layout.lay(shown, briefing, shapes, lang)
    known = slide.view.facts.names
    often = Counter(known.values())
    names = {name: zone_id for zone_id, name in known.items() if often[name] == 1}
    return words(shown, briefing, lang, always) + picture(drawn, names, always)


def picture(drawn: Drawing, names: Mapping[str, str], always: Mapping[str, int]) -> str:
    """The drawing as SVG without definitions of its own: the document has them once.

    ``names`` leads from a name to its zone_id; ``always`` are the levels whose count is shown on
    the slide's own day, the others wait for a day that has them.
    """
    panel = next((p.area for p in drawn.parts if isinstance(p, Box) and p.fill == WATER), None)
    box = f"{panel.x:g} {panel.y:g} {panel.wide:g} {panel.high:g}" if panel else ""
    inside = "".join(_tagged(drawn.parts, names, always))
    return (
        f'<svg class="picture" viewBox="0 0 {drawn.wide} {drawn.high}" data-panel="{box}" '
        f'aria-hidden="true" focusable="false">{inside}</svg>'
    )


def words(slide: Slide, briefing: Briefing, lang: str, always: Mapping[str, int]) -> str:
    """Everything that the slide says, as HTML."""

    def line(said: str, kind: str) -> str:
        return f'<p class="{kind}">{escape(said)}</p>'

    out = [line(slide_words.place(briefing, slide, lang), "place")]
    out.append(f"<h1>{escape(slide_words.title(slide, briefing, lang))}</h1>")
    if slide.view.simulated:
        out.insert(0, line(text("simulated.banner", lang), "banner"))
    if slide.figures:
        pairs = "".join(
            f"<div><dt>{escape(slide_words.figure_label(one, lang))}</dt>"
            f"<dd>{escape(slide_words.figure(one, lang))}</dd></div>"
            for one in slide.figures
        )
        out.append(f'<dl class="figures">{pairs}</dl>')
    if slide.tally:
        counts = slide.view.tally
        rows = "".join(
            f'<li data-level="{key}"{"" if key in always else " hidden"}>'
            f"{escape(capital(level_word(key, lang)))}: <b>{number(n, lang)}</b></li>"
            for key, n in counts.items()
        )
        out.append(f'<ul class="counts">{rows}</ul>')
    if slide.rows:
        pairs_of = (slide_words.row(one, slide, lang) for one in slide.rows)
        rows = "".join(f"<li><b>{escape(name)}</b> {escape(said)}</li>" for name, said in pairs_of)
        out.append(f'<ul class="rows">{rows}</ul>')
    out += [line(said, "said") for said in slide_words.sentences(slide, lang)]
    out.append(line(slide_words.foot(briefing, slide, lang), "foot"))
    return f'<div class="words">{"".join(out)}</div>'


def _levels_ever(slide: Slide, zoned: Zoning) -> dict[str, int]:
    """The day's tally, and 0 for every level of another day that is played."""
    span = set(slide.span)
    columns = [i for i, day in enumerate(zoned.days) if day in span]
    ever = Counter(str(code) for code in zoned.codes[:, columns].ravel())
    return {**{BY_CODE[code].key: 0 for code in ever}, **slide.view.tally}


def _tagged(
    parts: tuple[Part, ...], names: Mapping[str, str], always: Mapping[str, int]
) -> Iterator[str]:
    """The parts as SVG: names of zones, the day's words and the tally in groups of their own."""
    on_map, level = False, ""
    for part in parts:
        drawn = drawing_svg.part(part)
        if isinstance(part, Zones):
            on_map = True
            yield drawn
        elif on_map and isinstance(part, Rule):
            yield f'<g class="leader">{drawn}</g>'
        elif on_map and isinstance(part, Words) and part.halo:
            zone_id = names.get(" ".join(part.lines), "")
            yield f'<g class="name" data-zone="{escape(zone_id)}">{drawn}</g>'
        elif isinstance(part, Chip):
            level = part.level
            hidden = "" if level in always else ' visibility="hidden"'
            yield f'<g class="level" data-level="{level}"{hidden}>{drawn}</g>'
        elif level and isinstance(part, Box) and part.radius == 7:
            kind = "track" if part.fill == GREY else "filled"
            where = f'data-level="{level}" data-wide="{part.area.wide:g}"'
            hidden = "" if level in always else ' visibility="hidden"'
            yield f'<g class="{kind}" {where}{hidden}>{drawn}</g>'
        elif level and isinstance(part, Words) and part.anchor == "end":
            hidden = "" if level in always else ' visibility="hidden"'
            yield f'<g class="count" data-level="{level}"{hidden}>{drawn}</g>'
            level = ""
        elif isinstance(part, Words) and part.role == "title":
            room = 1920 - _EDGE - part.x
            yield (
                f'<g class="finding" data-size="{part.size:g}" data-room="{room:g}" '
                f'data-lines="{len(part.lines)}">{drawn}</g>'
            )
        elif isinstance(part, Words) and part.colour == ACCENT and part.weight == 700:
            yield f'<g class="when">{drawn}</g>'
        elif level and isinstance(part, Words):
            hidden = "" if level in always else ' visibility="hidden"'
            yield f'<g class="word" data-level="{level}"{hidden}>{drawn}</g>'
        else:
            on_map = on_map and not isinstance(part, Box)
            yield drawn
