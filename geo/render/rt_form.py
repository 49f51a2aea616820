"""The RT form as HTML: names, the running total, and what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from geo.render import history, html
from geo.rt_form import Form
from geo.text import day, moment, number, text

_SHOWN = 3
"""So many of the last batches are shown."""

Last = tuple[dt.date, int]


class _Batch(Protocol):
    """What is shown of a batch (see geo.io.batches.Batch)."""

    @property
    def id(self) -> int: ...
    @property
    def created_at(self) -> dt.datetime: ...
    @property
    def state(self) -> str: ...


Sent = Sequence[tuple[_Batch, Any]]
"""Batches with their tables zone_id, rt, date, houses, the last brought in first."""


def last_numbers(sent: Sent) -> dict[str, Last]:
    """For each RT that was ever sent, and whose batch was not retracted: the latest day with its
    houses, of batches of one day the last."""
    found: dict[str, Last] = {}
    for batch, table in sent:
        if batch.state == "retracted":
            continue
        for name, when, houses in zip(table["rt"], table["date"], table["houses"], strict=True):
            if name not in found or when > found[name][0]:
                found[name] = (when, int(houses))
    return found


def name(rt: str, last: Last | None, lang: str) -> str:
    """An RT's name, and under it what was sent last."""
    words = ""
    if last is not None:
        values = {"n": last[1], "day": day(last[0], lang, "short")}
        words = f"<small>{escape(text('rt_form.last', lang, **values))}</small>"
    return f'<span class="jt-rt">RT {escape(rt)}{words}</span>'


def totals(form: Form, lang: str) -> str:
    """Houses with cases so far, and how many RTs have a number."""
    filled = len(form.numbers)
    rts = text("rt_form.filled", lang, n=filled, total=len(form.entries))
    rest = f" · {text('rt_form.left_out', lang, n=form.open)}" if form.open and filled else ""
    total = number(form.total, lang) if filled else "–"
    return (
        f'<p class="jt-rt-total" role="status"><b>{escape(total)}</b> '
        f"{escape(text('rt_form.houses', lang, n=form.total))}"
        f"<small>{escape(rts + rest)}</small></p>"
    )


def thanks(batch: int | None, form: Form, lang: str) -> str:
    """That the form has arrived, and what in it."""
    values = {"id": batch, "rts": len(form.numbers), "houses": number(form.total, lang)}
    said = text("rt_form.arrived", lang, **values)
    return html.notice([said])


def sent(found: Sent, timezone: str, lang: str) -> str:
    """The last batches with their numbers."""
    if not found:
        return ""
    items = "".join(_one(*pair, timezone, lang) for pair in found[:_SHOWN])
    return (
        f'<h2 class="jt-heading">{escape(text("rt_form.sent", lang))}</h2>'
        f'<ul class="jt-rt-sent">{items}</ul>'
    )


def _one(batch: _Batch, table: Any, timezone: str, lang: str) -> str:
    when = moment(batch.created_at.astimezone(ZoneInfo(timezone)), lang)
    days = ", ".join(day(d, lang, "short") for d in sorted(set(table["date"])))
    rows = _listed(zip(table["rt"], table["houses"], strict=True), lang)
    head = text("rt_form.one", lang, id=batch.id, days=days, moment=when)
    total = number(int(table["houses"].sum()), lang)
    houses = text("rt_form.houses", lang, n=int(table["houses"].sum()))
    return (
        f"<li><p>{history.state(batch.state, lang)} {escape(head)}</p>"
        f"<p><b>{escape(total)}</b> {escape(houses)}: {escape(rows)}</p></li>"
    )


def _listed(rows: Iterable[tuple[str, int]], lang: str) -> str:
    return " · ".join(f"RT {rt}: {number(houses, lang)}" for rt, houses in rows)
