"""A slide's words in a language: title, sentences, labels, and the foot of every picture."""

from __future__ import annotations

from geo.early_word import local
from geo.reasons import Phrase
from geo.render import word, words
from geo.slides import Briefing, Figure, Row, Slide
from geo.text import day, number, text
from geo.views import CityView

_OWN = ("briefing.", "early_word.", "grounds.")
"""Phrases whose values are written as they are; the others get ``<value>_word``."""


def say(phrase: Phrase, lang: str) -> str:
    """A phrase of a slide as a sentence."""
    if phrase.key.startswith(_OWN):
        return word.sentence(phrase, lang)
    return words.phrase(phrase, lang)


def title(slide: Slide, briefing: Briefing, lang: str) -> str:
    """The finding; what a person wrote instead of it, where they did."""
    return briefing.own_words.get(slide.key) or say(slide.title, lang)


def sentences(slide: Slide, lang: str) -> list[str]:
    """What is said under the title, warnings first; the rule's own words on its slide."""
    said = [say(one, lang) for one in slide.said]
    if slide.kind == "method":
        said = [*rule_lines(slide.view, lang), *said]
    what_if = words.what_if(slide.view, lang)
    if what_if and slide.kind in ("city", "map", "method"):
        said.insert(0, what_if)
    if slide.note:
        said.append(word.tidy(slide.note))
    return said


def rule_lines(view: CityView, lang: str) -> list[str]:
    """What a rule does, when it held, and how sure its text is."""
    rule = view.rule
    said = [words.rule(rule, "explain", lang), words.validity(rule, lang)]
    certainty = text(f"rule_words.certainty_{rule.certainty}", lang)
    said.append(f"{words.capital(certainty)}.")
    return said


def figure(of: Figure, lang: str) -> str:
    """The number alone; a dash where it is unknown."""
    shown = number(of.value, lang, of.decimals)
    return f"{shown} {text('briefing.of', lang, total=number(of.of, lang))}" if of.of else shown


def figure_label(of: Figure, lang: str) -> str:
    """What the number is, and its 95 % limits."""
    label = word.written(of.label, lang)
    if of.low is None or of.high is None:
        return label
    limits = {"low": number(of.low, lang, 1), "high": number(of.high, lang, 1)}
    return f"{label} ({text('briefing.range', lang, **limits)})"


def row(of: Row, slide: Slide, lang: str) -> tuple[str, str]:
    """A row's name and what is said of it."""
    if slide.kind == "method" and of.level:
        bound = words.bound(slide.view.rule, of.level, lang)
        return words.capital(words.level(of.level, lang)), bound or ""
    if of.before and of.level:
        was = text("briefing.was", lang, before=words.level(of.before, lang))
        return of.name, f"{words.level(of.level, lang)}, {was}"
    return of.name, say(of.said, lang) if of.said else ""


def place(briefing: Briefing, slide: Slide, lang: str) -> str:
    """Where and when the slide speaks of."""
    view = slide.view
    name = view.facts.names[briefing.zone] if briefing.zone else view.facts.city.name
    return text("briefing.place", lang, city=name, day=day(view.day, lang))


def foot(briefing: Briefing, slide: Slide, lang: str) -> str:
    """Rule and version, what the data are, and the snapshot."""
    rule = slide.view.rule
    values = {"rule": words.rule(rule, "short", lang), "version": rule.version}
    values |= {"source": source(slide.view, lang), "snapshot": briefing.snapshot}
    said = text("briefing.foot", lang, **values)
    if not rule.verified:
        said = f"{said} {text('rule_words.unverified', lang)}."
    return said


def source(view: CityView, lang: str) -> str:
    """What the data of a view are, as one sentence."""
    if view.simulated:
        return text("briefing.source.simulated", lang)
    if view.rule.kind == "archive":
        read_on = view.facts.city.archive_read
        if read_on is None:
            return text("briefing.source.archive_undated", lang)
        return text("briefing.source.archive", lang, day=day(read_on, lang, "long"))
    if view.facts.updated_at is None:
        return text("briefing.source.none", lang)
    at = Phrase("briefing.source.loaded", {"at": local(view, view.facts.updated_at)})
    return word.written(at, lang)
