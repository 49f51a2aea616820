"""The entries of the action ledger as a table: what, where, when, who, how many, from where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from geo.action_ledger import Line, State
from geo.render import response_words as shared
from geo.response import Entry
from geo.response_view import ResponseView
from geo.text import number, text

MOST = 40
"""Rows of the table; more are for the filters."""
COUNTED: tuple[State, ...] = ("active", "unconfirmed", "ended", "undated")
"""States that every line which had begun is in, one of them each."""
NUMBERS = ("people", "tested", "positive", "houses", "packages")


def finding(view: ResponseView, lines: Sequence[Line], lang: str, of: str = "") -> str:
    """How many lines are known and how many go on; ``of`` names what is filtered by."""
    states = [line.state_on(view.day) for line in lines]
    active = states.count("active")
    key = "title" if lines else "title_none"
    title = text(
        f"response_page.ledger.{key if lines or not of else 'title_none_of'}",
        lang,
        n=len(lines),
        total=number(len(lines), lang),
        active=number(active, lang),
        of=of,
    )
    if not lines:
        empty = [text("response_page.ledger.not_recorded", lang)]
        return shared.finding(title, view, empty, lang, shared.mark(view.city.simulated, lang))
    counts = {state: number(states.count(state), lang) for state in COUNTED}
    said = [text("response_page.chosen", lang, parts=of)] if of else []
    said.append(text("response_page.ledger.counts", lang, **counts))
    invented = sum(line.simulated for line in lines)
    if 0 < invented < len(lines):
        values = {"n": invented, "invented": number(invented, lang)}
        said.append(text("response_page.ledger.invented", lang, **values))
    mark = shared.mark(bool(invented) or view.city.simulated, lang)
    return shared.finding(title, view, said, lang, mark)


def undated(lines: Sequence[Line], lang: str) -> str:
    """How many lines the chart can't show; "" where it shows all."""
    n = sum(not line.spans for line in lines)
    return text("response_page.ledger.undated", lang, n=n, lines=number(n, lang)) if n else ""


def legend(lang: str) -> str:
    """What bars, dots and heights of the time axis mean."""
    parts = (("active", "active"), ("unconfirmed", "unconfirmed"), ("single", "single"))
    items = "".join(
        f'<li><i class="jt-key-{shape}" aria-hidden="true"></i>'
        f"{escape(text(f'response_page.chart.key_{key}', lang))}</li>"
        for shape, key in parts
    )
    many = escape(text("response_page.chart.key_many", lang))
    return f'<ul class="jt-keys">{items}<li>{many}</li></ul>'


def known(lines: Sequence[Line], on: dt.date) -> list[tuple[Line, Entry]]:
    """Every entry that had begun by then with its line, the newest first, those without a day last;
    of one day what is real before what is invented."""
    found = [
        (line, entry)
        for line in lines
        for entry in line.entries
        if entry.start is None or entry.start <= on
    ]
    return sorted(
        found,
        key=lambda pair: (
            -(pair[1].start or dt.date.min).toordinal(),
            pair[1].simulated,
            pair[1].kind,
            pair[1].zone_id,
            pair[1].rw,
        ),
    )


def table(view: ResponseView, lines: Sequence[Line], lang: str, to: shared.ZoneLink) -> str:
    """The newest ``MOST`` entries, and how many there are."""
    found = known(lines, view.day)
    columns = ("kind", "place", "dates", "state", "role", "numbers", "note", "source")
    heads = [text(f"response_page.column.{name}", lang) for name in columns]
    rows = [_row(line, entry, view, lang, to) for line, entry in found[:MOST]]
    caption = text("response_page.ledger.caption", lang)
    more = ""
    if len(found) > MOST:
        values = {"most": number(MOST, lang), "total": number(len(found), lang)}
        said = escape(text("response_page.ledger.more", lang, **values))
        more = f'<p class="jt-hint">{said}</p>'
    return shared.table(caption, heads, rows, "jt-ledger") + more


def _row(line: Line, entry: Entry, view: ResponseView, lang: str, to: shared.ZoneLink) -> list[str]:
    names = view.city.facts.names
    named = f"<small>{escape(entry.programme)}</small>" if entry.programme else ""
    mark = f'<b class="jt-mark" aria-hidden="true">{escape(line.of.mark)}</b>'
    place = shared.linked(names, entry.zone_id, entry.rw, entry.puskesmas, to)
    if entry.rt:
        place += f", RT {escape(entry.rt)}"
    return [
        f"{mark}{escape(shared.kind(entry.kind, lang))}{named}",
        place or escape(text("response_page.whole_city", lang)),
        escape(dates(entry, lang)),
        shared.state(line.state_on(view.day), lang),
        escape(text(f"response.role.{entry.role}", lang)) if entry.role else "–",
        _numbers(line, entry, view, lang),
        escape(entry.note) or "–",
        f"{shared.origin(entry.origin, lang)} {shared.source(entry)}",
    ]


def dates(entry: Entry, lang: str) -> str:
    """From when to when, or only about when."""
    if entry.start is None:
        return text("response_page.about", lang, about=entry.about or "–")
    start = shared.short(entry.start, lang)
    if entry.end is None:
        return text("response_page.from", lang, start=start)
    return start if entry.end == entry.start else f"{start} – {shared.short(entry.end, lang)}"


def _numbers(line: Line, entry: Entry, view: ResponseView, lang: str) -> str:
    if shared.concealed(entry, view.city.facts.policy) and line.of.counts:
        return escape(text("response_page.hidden", lang))
    said = []
    for name in NUMBERS:
        n = getattr(entry, name)
        if n is not None:
            said.append(text(f"response_page.count.{name}", lang, n=n, shown=number(n, lang)))
    return escape(" · ".join(said)) or "–"
