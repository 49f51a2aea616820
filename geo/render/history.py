"""The history of batches and what each went through; file names and notes are escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from html import escape
from typing import Protocol
from zoneinfo import ZoneInfo

from geo import inert
from geo.text import moment, number, text


class _Batch(Protocol):
    """What the table needs of a batch (see geo.io.batches.Batch)."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def other_rows(self) -> int: ...
    @property
    def gap(self) -> int: ...
    @property
    def created_at(self) -> dt.datetime: ...
    @property
    def created_by(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def state_note(self) -> str: ...


class _Turn(Protocol):
    """A state that a batch took (see geo.io.batches.Turn)."""

    @property
    def state(self) -> str: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def note(self) -> str: ...


_COLUMNS = ("number", "state", "file", "content", "rows", "brought")


def table(batches: Iterable[_Batch], counting: frozenset[int], timezone: str, lang: str) -> str:
    """Batches as rows, in the order given; ``counting`` are those whose numbers count."""
    heads = "".join(
        f'<th scope="col"{_right(key)}>{escape(text(f"history.column.{key}", lang))}</th>'
        for key in _COLUMNS
    )
    rows = "".join(_row(batch, batch.id in counting, timezone, lang) for batch in batches)
    caption = escape(text("history.caption", lang))
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def state(key: str, lang: str, *, counts: bool = True) -> str:
    """A state as a small label; published ones that others have replaced say so."""
    words = text(f"history.state.{key}", lang)
    if key == "published" and not counts:
        words = text("history.state.replaced", lang)
        key = "replaced"
    return f'<span class="jt-state jt-state-{key}">{escape(words)}</span>'


def line(batch: _Batch, counts: bool, timezone: str, lang: str) -> str:
    """A batch as one line of text."""
    key = "replaced" if batch.state == "published" and not counts else batch.state
    when = moment(batch.created_at.astimezone(ZoneInfo(timezone)), lang)
    by = batch.created_by or text("history.nobody", lang)
    parts = [
        f"#{batch.id}",
        text(f"history.state.{key}", lang),
        inert.plain(batch.file_name),
        text(f"history.content.{batch.content}", lang),
        number(batch.rows, lang),
        f"{when} · {by}",
    ]
    if batch.kind == "simulated":
        parts.append(text("history.simulated", lang))
    if batch.gap:
        parts.append(text("history.gap", lang, n=batch.gap))
    return "  ".join(parts)


def title(batch: _Batch, lang: str) -> str:
    """A batch in a list of choices."""
    return f"#{batch.id} · {batch.file_name} · {text(f'history.state.{batch.state}', lang)}"


def turns(found: Iterable[_Turn], timezone: str, lang: str) -> str:
    """Every state of one batch with its moment, its person and the reason given."""
    rows = []
    for turn in found:
        by = turn.by or text("history.nobody", lang)
        when = moment(turn.at.astimezone(ZoneInfo(timezone)), lang)
        note = f"<br/>{escape(turn.note)}" if turn.note else ""
        rows.append(f"<li>{state(turn.state, lang)} {escape(when)} · {escape(by)}{note}</li>")
    return f'<ol class="jt-turns">{"".join(rows)}</ol>'


def _row(batch: _Batch, counts: bool, timezone: str, lang: str) -> str:
    when = moment(batch.created_at.astimezone(ZoneInfo(timezone)), lang)
    by = batch.created_by or text("history.nobody", lang)
    simulated = batch.kind == "simulated"
    mark = f' <b class="jt-sim">{escape(text("history.simulated", lang))}</b>' if simulated else ""
    rows = number(batch.rows, lang)
    if batch.other_rows:
        rows += " + " + text("history.others", lang, n=number(batch.other_rows, lang))
    gap = ""
    if batch.gap:
        gap = f"<small>{escape(text('history.gap', lang, n=batch.gap))}</small>"
    return (
        f'<tr><th scope="row">#{batch.id}</th><td>{state(batch.state, lang, counts=counts)}</td>'
        f"<td>{escape(batch.file_name)}{mark}{gap}</td>"
        f"<td>{escape(text(f'history.content.{batch.content}', lang))}</td>"
        f'<td class="r">{escape(rows)}</td><td>{escape(when)} · {escape(by)}</td></tr>'
    )


def _right(key: str) -> str:
    return ' class="r"' if key == "rows" else ""


def spellings(found: Iterable[tuple[str, str | None, str]], lang: str) -> str:
    """Accepted spellings: as written, the zone's name (None: no zone) and who accepted it."""
    heads = "".join(
        f'<th scope="col">{escape(text(f"spellings.{key}", lang))}</th>'
        for key in ("written", "means", "by")
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(written)}</th>'
        f"<td>{escape(name or text('spellings.outside', lang))}</td><td>{escape(by)}</td></tr>"
        for written, name, by in found
    )
    caption = escape(text("spellings.caption", lang))
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )
