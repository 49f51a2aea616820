"""The page on methods, written out of the registry and the modules' own constants."""

from __future__ import annotations

from html import escape

from geo import alike
from geo import skill as measured
from geo.render import html, skill, words
from geo.render.why import rule_lines
from geo.rules import Rule
from geo.text import text

ITEMS = {
    "incidence": "geo/rules.py",
    "garwood": "geo/rates.py",
    "chance": "geo/doubt.py",
    "smoothing": "geo/smoothing.py",
    "stale": "geo/staleness.py",
    "pressure": "geo/pressure.py",
    "alike": "geo/alike.py",
    "effect": "geo/effect.py",
    "suppression": "geo/suppression.py",
    "simulation": "geo/simulate.py",
}
"""What is computed, and the module that does it; the words stand under ``method.item``."""


def rule(of: Rule, lang: str, refused: str | None) -> str:
    """One rule in full: what it says, bounds with their colours, doubt, grounds."""
    unverified = "" if of.verified else f" <b>{escape(text('rule_words.unverified', lang))}</b>"
    title = escape(words.rule(of, "title", lang))
    why_not = f'<p class="jt-when">{escape(refused)}</p>' if refused else ""
    lines = "".join(
        f"<dt>{escape(label)}</dt><dd>{_linked(sentence)}</dd>"
        for label, sentence in rule_lines(of, lang)
    )
    return (
        f'<section class="jt-rule" id="{escape(of.key)}"><h3>{title}'
        f"{unverified} <code>{escape(of.key)}</code></h3>{why_not}"
        f"<p>{escape(words.rule(of, 'explain', lang))}</p>{_bounds(of, lang)}"
        f"<p>{escape(words.rule(of, 'doubt', lang))}</p>"
        f'<dl class="jt-why">{lines}</dl></section>'
    )


def items(lang: str) -> str:
    """Formulas, each with its limit and the module that computes it; at last what the back-test of
    the pressure from next door found."""
    sections = []
    for key, module in ITEMS.items():
        part = {
            name: escape(
                text(f"method.item.{key}.{name}", lang, days=Rule.stale_days, weeks=alike.WEEKS)
            )
            for name in ("title", "formula", "limit")
        }
        where = escape(text("method.where", lang, module=module))
        sections.append(
            f'<section class="jt-rule"><h3>{part["title"]}</h3>'
            f'<p class="jt-formula">{part["formula"]}</p><p>{part["limit"]}</p>'
            f'<p class="jt-when">{where}</p></section>'
        )
    return "".join(sections) + skill.section(measured.read(), lang)


def _bounds(of: Rule, lang: str) -> str:
    rows = "".join(
        f"<li>{html.chip(level, lang)} {escape(words.level(level, lang))}: "
        f"{escape(words.bound(of, level, lang) or '')}</li>"
        for level in of.levels
        if words.bound(of, level, lang)
    )
    return f'<ul class="jt-bounds">{rows}</ul>' if rows else ""


def _linked(sentence: str) -> str:
    """Addresses in a list of sources as links."""
    return ", ".join(html.source_link(part) for part in sentence.split(", "))
