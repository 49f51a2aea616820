"""A message of zone changes in a language, as plain text that fits into a chat."""

from __future__ import annotations

from geo.alerts import KINDS, Alert
from geo.changes import Change
from geo.inert import plain
from geo.render import words
from geo.text import day, number, text

MOST = 10
"""Zones that are named of each kind; further ones are a count, so that a chat takes the text."""


def message(alert: Alert, lang: str, url: str | None) -> str:
    """The text: what is invented says so first, then the changes, what they rest on, the link."""
    view = alert.view
    facts, rule = view.facts, view.rule
    said = [text("simulated.banner", lang)] if alert.simulated else []
    disease = text(f"disease.{facts.disease.key}", lang)
    shown = day(view.day, lang)
    said.append(text("alert.title", lang, city=plain(facts.city.name), disease=disease, day=shown))
    for kind in KINDS:
        if changes := getattr(alert.changes, kind):
            said.append(_kind(kind, changes, compared=alert.day_before is not None, lang=lang))
    if alert.day_before is None:
        said.append(text("alert.alone", lang))
    elif alert.day_before == view.day:
        said.append(text("alert.revised", lang))
    else:
        said.append(text("alert.compared", lang, day=day(alert.day_before, lang, "long")))
    if alert.changes.same:
        said.append(text("alert.same", lang, n=number(alert.changes.same, lang)))
    title = plain(words.rule(rule, "short", lang))
    said.append(text("alert.rule", lang, rule=title, version=rule.version))
    said += [note] if (note := words.what_if(view, lang)) else []
    return "\n".join([*said, *([url] if url else [])])


def _kind(kind: str, changes: tuple[Change, ...], *, compared: bool, lang: str) -> str:
    """One kind of change with the zones' names."""
    form = "step" if compared else "now"
    named = [
        text(
            f"alert.{form}",
            lang,
            name=plain(change.name),
            before=words.level(change.before, lang),
            after=words.level(change.after, lang),
        )
        for change in changes[:MOST]
    ]
    if rest := len(changes) - len(named):
        named.append(text("alert.rest", lang, n=number(rest, lang)))
    return text(f"alert.{kind}", lang, n=number(len(changes), lang), zones="; ".join(named))
