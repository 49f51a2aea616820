"""The forms of the register of responses as HTML: what is wrong at a field, what a record says,
who wrote it when, and what others changed meanwhile. All values escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from geo.errors import Problem
from geo.render import html
from geo.render import response_words as shared
from geo.response import Record, part_of
from geo.response_form import cells_of, changed, rt_houses, said, statements
from geo.siaga import Item
from geo.text import day, moment, number, sentences, text

_TABLES = {
    "kind": "response.kind",
    "role": "response.role",
    "item": "response.siaga",
    "level": "response.level",
    "side": "response.side",
    "state": "response.task",
    "disease": "disease",
}
"""Where the words of a choice stand, by the field's name."""
_PLACE = ("zone_id", "rw", "puskesmas")
_TITLES = ("kind", "item", "programme", "title", "side")
_WHEN = ("date", "start", "opened")


def label(name: str, lang: str, part: str = "") -> str:
    """What a field is called; the houses of a report are those with a case."""
    if (part, name) == ("report", "houses"):
        return text("response_form.houses", lang)
    return text(f"response.field.{name}", lang)


def choice(name: str, key: str, lang: str) -> str:
    """The word of a choice."""
    return text(f"{_TABLES[name]}.{key}", lang)


def value(name: str, known: Any, names: Mapping[str, str], lang: str) -> str:
    """A cell in words, plain; None is what nobody said."""
    if known is None:
        return text("response_form.not_said", lang)
    if name == "houses" and not isinstance(known, int):
        told = ((rt, count) for rt, count in rt_houses(known) if count is not None)
        return " · ".join(f"RT {rt}: {number(count, lang)}" for rt, count in told)
    if isinstance(known, bool):
        return text(f"response_form.{'yes' if known else 'no'}", lang)
    if isinstance(known, int):
        return number(known, lang)
    if isinstance(known, dt.date):
        return day(known, lang, "short")
    if name == "zone_id":
        return names.get(known, str(known))
    return choice(name, known, lang) if name in _TABLES else str(known)


def fault(of: Problem, lang: str) -> str:
    """What was found, what was expected and what to do, to stand at its field."""
    sentence = sentences(of, lang)
    return sentence[:1].upper() + sentence[1:]


def faults(found: Iterable[Problem], lang: str) -> str:
    """What is wrong at a field, to stand under it."""
    return "".join(
        f'<p class="jt-fault" role="alert">{escape(fault(one, lang))}</p>' for one in found
    )


def title(record: Record, names: Mapping[str, str], lang: str) -> str:
    """What a record is, where and when, in one line; plain text."""
    known = cells_of(record)
    kinds = [value(name, known[name], names, lang) for name in _TITLES if name in known]
    part = text(f"response.part.{part_of(record)}", lang)
    zone_id, rw, puskesmas = (str(known.get(name, "")) for name in _PLACE)
    where = shared.place(names, zone_id, rw, puskesmas, lang)
    when = next((day(known[name], lang, "short") for name in _WHEN if name in known), "")
    return " · ".join([": ".join([part, *kinds[:1]]), where, *([when] if when else [])])


def body(record: Record, names: Mapping[str, str], lang: str) -> str:
    """Everything that a record says but for what its title tells."""
    known, part = cells_of(record), part_of(record)
    told = {*_PLACE, *_TITLES[:2], *[name for name in _WHEN if name in known][:1]}
    rows = "".join(
        f"<dt>{escape(label(name, lang, part))}</dt>"
        f"<dd>{escape(value(name, cell, names, lang))}</dd>"
        for name, cell in known.items()
        if name not in told
    )
    return f'<dl class="jt-said-of">{rows}</dl>' if rows else ""


def stamp(record: Record, timezone: str, lang: str) -> str:
    """Version, writer and moment; plain text."""
    when = moment(record.at.astimezone(ZoneInfo(timezone)), lang) if record.at else "–"
    values = {"version": record.version, "by": record.by or "–", "moment": when}
    return text("response_form.stamp", lang, **values)


def card(
    record: Record, state: str, names: Mapping[str, str], timezone: str, lang: str, more: str = ""
) -> str:
    """A record in a list: its state, what it is, who wrote it when; ``more`` is HTML below."""
    badge = escape(text(f"response_book.state.{state}", lang))
    return (
        f'<div class="jt-rf-card"><p><span class="jt-rs jt-rf-{escape(state)}">{badge}</span> '
        f"<b>{escape(title(record, names, lang))}</b></p>"
        f"<p><small>{escape(stamp(record, timezone, lang))}</small></p>{more}</div>"
    )


def reason(record: Record, lang: str) -> str:
    """The note of a version that was sent back or taken back; "" where it has none."""
    said_why = text("response_form.reason_was", lang, why=record.note)
    return f'<p class="jt-rf-why">{escape(said_why)}</p>' if record.note else ""


def differences(
    before: Record, now: Record, names: Mapping[str, str], timezone: str, lang: str
) -> str:
    """What a later version of a record says otherwise, field by field."""
    rows = "".join(
        f"<li><b>{escape(label(name, lang, part_of(now)))}</b>: "
        f"{escape(value(name, one, names, lang))} → {escape(value(name, other, names, lang))}</li>"
        for name, one, other in changed(before, now)
    )
    head = f"<p>{escape(stamp(now, timezone, lang))}</p>"
    same = f"<p>{escape(text('response_form.same', lang))}</p>"
    return f'<div class="jt-rf-diff">{head}{f"<ul>{rows}</ul>" if rows else same}</div>'


def saved(record: Record, questions: Sequence[Problem], names: Mapping[str, str], lang: str) -> str:
    """That a record was saved, what became of it, and the questions that stay beside it."""
    key = "response_form.saved_waiting" if record.waiting else "response_form.saved"
    values = {"title": title(record, names, lang)}
    return html.notice([text(key, lang, **values)]) + asked(questions, lang)


def asked(questions: Iterable[Problem], lang: str) -> str:
    """The questions that a saved record leaves open; "" where there are none."""
    told = "".join(f"<li>{escape(fault(one, lang))}</li>" for one in questions)
    head = escape(text("response_form.questions", lang))
    return f'<div class="jt-rf-asked"><p>{head}</p><ul>{told}</ul></div>' if told else ""


def counted(record: Record, lang: str) -> str:
    """How many houses of a report count from now on; "" where it gives none."""
    known = cells_of(record)
    houses, of = known.get("houses"), known.get("disease")
    if not isinstance(houses, Mapping) or not of:
        return ""
    disease = choice("disease", of, lang)
    total = sum(houses.values())
    values = {"n": total, "houses": number(total, lang), "rts": number(len(houses), lang)}
    return html.notice([text("response_form.counted", lang, disease=disease, **values)])


def statement(name: str, last: Any, when: dt.date | None, lang: str) -> str:
    """A statement of a report, and under it what was reported last."""
    under = ""
    if last is not None and when is not None:
        values = {"day": day(when, lang, "short"), "n": value(name, last, {}, lang)}
        under = f"<small>{escape(text('rt_form.last', lang, **values))}</small>"
    return f'<span class="jt-rt jt-rf-name">{escape(label(name, lang))}{under}</span>'


def totals(shown: Mapping[str, Any], lang: str) -> str:
    """Houses with cases so far, and how much of the report has an answer."""
    known = [count for _, count in rt_houses(shown.get("houses")) if count is not None]
    total = number(sum(known), lang) if known else "–"
    filled = text(
        "response_form.filled", lang, n=number(said(shown), lang), total=number(statements(), lang)
    )
    return (
        f'<p class="jt-rt-total" role="status"><b>{escape(total)}</b> '
        f"{escape(text('rt_form.houses', lang, n=sum(known)))}<small>{escape(filled)}</small></p>"
    )


def looked_at(item: Item, lang: str) -> str:
    """One of the five siaga, and how it was last found."""
    if item.date is None:
        last = text("response_form.never_looked", lang)
    else:
        key = "old" if item.old else "ready" if item.ready else "not"
        word = text(f"response_form.was_{key}", lang)
        last = text("response_form.last_look", lang, state=word, day=day(item.date, lang, "short"))
    name = escape(text(f"response.siaga.{item.key}", lang))
    return f'<span class="jt-rt jt-rf-name">{name}<small>{escape(last)}</small></span>'


def place(name: str, district: str) -> str:
    """The own kelurahan, which is not chosen."""
    return f'<p class="jt-rt-place"><b>{escape(name)}</b> · {escape(district)}</p>'


def hint(sentence: str) -> str:
    return f'<p class="jt-rf-hint">{escape(sentence)}</p>'
