"""Words and marks that the sections of the page on responses share; all values escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from geo.action_ledger import Line, State
from geo.render import html
from geo.response import Origin, Record
from geo.response_kinds import KINDS
from geo.response_view import ResponseView
from geo.suppression import Policy
from geo.text import day, number, text

ZoneLink = Callable[[str], str]
"""Gives an address for a zone_id."""
FIRST = 8
"""Rows of a long table that stand open."""


def kind(key: str, lang: str) -> str:
    return text(f"response.kind.{key}", lang)


def place(names: Mapping[str, str], zone_id: str, rw: str, puskesmas: str, lang: str) -> str:
    """Where something is: a kelurahan and RW, a Puskesmas, or the whole city; plain text."""
    parts = [names.get(zone_id, zone_id)] if zone_id else []
    parts += [f"RW {rw}"] if rw else []
    parts += [f"Puskesmas {puskesmas}"] if puskesmas else []
    return ", ".join(parts) or text("response_page.whole_city", lang)


def linked(names: Mapping[str, str], zone_id: str, rw: str, puskesmas: str, to: ZoneLink) -> str:
    """The same as HTML, a kelurahan with the way to its page; "" for the whole city."""
    parts = []
    if zone_id:
        name = escape(names.get(zone_id, zone_id))
        parts.append(f'<a href="{escape(to(zone_id), quote=True)}">{name}</a>')
    parts += [f"RW {escape(rw)}"] if rw else []
    parts += [f"Puskesmas {escape(puskesmas)}"] if puskesmas else []
    return ", ".join(parts)


def state(of: State, lang: str) -> str:
    """A state as a badge: filled where it goes on, dashed where nobody confirmed it."""
    return f'<span class="jt-rs jt-rs-{of}">{escape(text(f"response.state.{of}", lang))}</span>'


def origin(of: Origin, lang: str) -> str:
    """Where a record is from, as a badge; an invented one stands out."""
    return f'<span class="jt-ro jt-ro-{of}">{escape(text(f"response.origin.{of}", lang))}</span>'


def concealed(record: Record, policy: Policy) -> bool:
    """True where this reader does not see a record's numbers: an unknown one may have been said."""
    return record.origin == "entered" and not policy.sees(record.zone_id)


def figure(value: int | None, hidden: bool, lang: str) -> str:
    """A number; where there is none, whether it is hidden from the reader or was not said."""
    if value is not None:
        return number(value, lang)
    return text("response_page.hidden" if hidden else "response_page.not_said", lang)


def source(of: Record) -> str:
    """The address a record rests on as a link, other words as they are; "" where it names none."""
    return html.source_link(of.source) if of.source else ""


def banner(view: ResponseView, lang: str) -> str:
    """What must be said before any number of the view."""
    of_city = html.banners(view.city, lang)
    invented = view.simulated and not view.city.simulated
    return (html.simulated(lang) if invented else "") + of_city


def finding(
    title: str, view: ResponseView, sentences: Iterable[str], lang: str, mark: str = ""
) -> str:
    """A section's head: its sentence as the title, the day, what stands under it. ``mark``: HTML
    of SIMULASI where only some of what is shown is invented."""
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence)
    when = f"{day(view.day, lang)} · {view.city.facts.city.name}"
    return (
        f'<div class="jt-finding">{mark}<h1>{escape(title)}</h1>'
        f'<p class="jt-when">{escape(when)}</p>{said}</div>'
    )


def mark(invented: bool, lang: str) -> str:
    return html.simulated(lang) if invented else ""


def short(on: dt.date | None, lang: str) -> str:
    """A day, or that it is not known."""
    return day(on, lang, "short") if on else text("response_page.no_day", lang)


def way(address: str, label: str) -> str:
    """A link that is pressed to act."""
    return f'<a class="jt-act" href="{escape(address, quote=True)}">{escape(label)}</a>'


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    kind: str = "",
    lang: str = "",
) -> str:
    """Rows of HTML cells under named columns, the first a row's head; on a phone each row is a
    card that names its cells. With ``lang`` the rows behind the first ``FIRST`` are folded."""
    if lang and len(rows) > FIRST + 1:
        more = len(rows) - FIRST
        label = escape(text("response_page.more_rows", lang, n=more, more=number(more, lang)))
        rest = table(caption, heads, rows[FIRST:], kind)
        shown = table(caption, heads, rows[:FIRST], kind)
        return f'{shown}<details class="jt-more"><summary>{label}</summary>{rest}</details>'
    named = list(heads)
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in named)
    body = ""
    for first, *cells in rows:
        body += f'<tr><th scope="row">{first}</th>' + "".join(
            f'<td data-label="{escape(head, quote=True)}">{cell}</td>'
            for head, cell in zip(named[1:], cells, strict=True)
        )
        body += "</tr>"
    label = escape(caption, quote=True)
    return (
        f'<div class="jt-table jt-rows-cards {kind}" tabindex="0" role="region" '
        f'aria-label="{label}"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def hint(key: str, lang: str) -> str:
    return f'<p class="jt-hint">{escape(text(key, lang))}</p>'


def titled(view: ResponseView, line: Line, lang: str) -> str:
    """One response in a sentence: what, and where; plain text."""
    said = line.programme or kind(line.kind, lang)
    names = view.city.facts.names
    return f"{said}, {place(names, line.zone_id, line.rw, line.puskesmas, lang)}"


def named(view: ResponseView, line: Line, lang: str) -> str:
    """One response as its name in a list: where it is from is said of an invented one."""
    invented = f" · {text('response.origin.simulated', lang)}" if line.simulated else ""
    return f"{titled(view, line, lang)} · {short(line.start, lang)}{invented}"


def chosen(names: Mapping[str, str], of: str, zone_id: str, puskesmas: str, lang: str) -> str:
    """What a list is filtered by, its parts in words; "" where it is not."""
    parts = [kind(of, lang)] if of else []
    if zone_id or puskesmas:
        parts.append(place(names, zone_id, "", puskesmas, lang))
    return ", ".join(parts)


def foot(lang: str) -> str:
    """How long each kind counts as going on after its last sign of life."""
    spans: dict[int, list[str]] = {}
    for one in KINDS:
        spans.setdefault(one.lasts, []).append(kind(one.key, lang))
    parts = [
        text("response_page.lasts", lang, days=number(days, lang), kinds=", ".join(kinds))
        for days, kinds in sorted(spans.items())
    ]
    spans_said = escape(text("response_page.states", lang, spans="; ".join(parts)))
    label = escape(text("response_page.states_how", lang))
    return (
        f'<div class="jt-foot"><p>{escape(text("response_page.origins", lang))}</p>'
        f"<details><summary>{label}</summary><p>{spans_said}</p></details></div>"
    )
