"""What every file says of itself, as keys and words: place, day, rule, data, snapshot."""

from __future__ import annotations

from geo.render import slide_words, words
from geo.slides import Briefing, Slide
from geo.text import text


def as_slide(briefing: Briefing) -> Slide:
    """The briefing's own view where words are asked for by slide."""
    return Slide("about", briefing.view, briefing.title)


def about(briefing: Briefing, lang: str, slide: Slide | None = None) -> dict[str, str]:
    """Keys in English, words in the language; ``slide`` where the file is of that one alone. The
    first is SIMULASI where there is anything simulated, and absent where not."""
    of = slide or as_slide(briefing)
    view = of.view
    said = {"disclaimer": text("simulated.banner", lang)} if view.simulated else {}
    what_if = words.what_if(view, lang)
    if what_if:
        said["what_if"] = what_if
    return said | {
        "title": slide_words.title(of, briefing, lang),
        "place": slide_words.place(briefing, of, lang),
        "date": view.day.isoformat(),
        "rule": view.rule.key,
        "rule_version": view.rule.version,
        "data": slide_words.source(view, lang),
        "made_from": slide_words.foot(briefing, of, lang),
        "snapshot": briefing.snapshot,
        "made_by": text("app.name", lang),
    }
