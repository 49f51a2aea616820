"""Responses of a place as short words: what, since when, in which state, and where it is from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

from geo.action_ledger import Line
from geo.render import html
from geo.response import Entry
from geo.text import day, text

NOTES = 3
"""So many entries of a line are told with note and source, the last ones."""
SHOWN = ("active", "unconfirmed", "ended", "undated")
"""States in the order that they are listed in; what is only planned is not there yet."""


def sorted_on(lines: Iterable[Line], on: dt.date) -> list[Line]:
    """Lines that are known on a day: active first, then unconfirmed, ended, undated; the newest
    sign first."""
    known = [line for line in lines if line.state_on(on) in SHOWN]
    return sorted(
        known,
        key=lambda line: (
            SHOWN.index(line.state_on(on)),
            -(line.last_sign(on) or dt.date.min).toordinal(),
            line.kind,
        ),
    )


def name(line: Line, lang: str) -> str:
    """The kind, with the programme's or RW's name where it has one."""
    said = line.programme or text(f"response.kind.{line.kind}", lang)
    return f"{said}, RW {line.rw}" if line.rw else said


def when(line: Line, on: dt.date, lang: str) -> str:
    """Since when, and whether that is known to go on."""
    state = line.state_on(on)
    if state == "undated":
        about = next((entry.about for entry in line.entries if entry.about), "")
        return text("response_line.undated", lang, about=about or "–")
    start, last = line.start, line.last_sign(on)
    if state == "ended":
        ended = line.spans[-1].end if line.spans else None
        return text("response_line.ended", lang, day=day(ended, lang, "short") if ended else "–")
    values = {
        "start": day(start, lang, "short") if start else "–",
        "last": day(last, lang, "short") if last else "–",
    }
    return text(f"response_line.{state}", lang, **values)


def brief(lines: Sequence[Line], on: dt.date, lang: str, most: int = 3) -> str:
    """A cell: active and unconfirmed lines with their start, or that none is recorded."""
    going = [x for x in sorted_on(lines, on) if x.state_on(on) in ("active", "unconfirmed")]
    if not going:
        return f"<small>{escape(text('response_line.none', lang))}</small>"
    items = "".join(_item(line, on, lang) for line in going[:most])
    more = len(going) - most
    rest = f"<li><small>{escape(text('response_line.more', lang, n=more))}</small></li>"
    return f'<ul class="jt-responses">{items}{rest if more > 0 else ""}</ul>'


def marks(lines: Sequence[Line], on: dt.date, lang: str) -> str:
    """A narrow cell: the marks of active and unconfirmed kinds, each once, and how many lines of
    each there are; ``legend`` says what the marks mean."""
    going = {state: [x for x in lines if x.state_on(on) == state] for state in SHOWN[:2]}
    if not any(going.values()):
        return f"<small>{escape(text('response_line.none', lang))}</small>"
    box = '<span data-state="{}"><b class="jt-mark" aria-hidden="true">{}</b></span>'
    shown = [
        box.format(state, escape(mark))
        for state, found in going.items()
        for mark in dict.fromkeys(line.of.mark for line in found)
    ]
    said = [
        text(f"response_line.count_{state}", lang, n=len(found))
        for state, found in going.items()
        if found
    ]
    sim = any(line.simulated for found in going.values() for line in found)
    mark = f"<small>{escape(text('response.origin.simulated', lang))}</small>" if sim else ""
    count = f'<small class="jt-count">{escape(", ".join(said))}</small>'
    return f'<span class="jt-marks">{"".join(shown)}</span>{count}{mark}'


def legend(lines: Iterable[Line], on: dt.date, lang: str) -> str:
    """What the marks of ``marks`` mean, in words; "" where there are none."""
    going = [line for line in lines if line.state_on(on) in SHOWN[:2]]
    kinds = dict.fromkeys(line.of for line in sorted(going, key=lambda line: line.of.mark))
    said = [f"{kind.mark} {text(f'response.kind.{kind.key}', lang)}" for kind in kinds]
    return f"{text('response_line.title', lang)}: {', '.join(said)}." if said else ""


def listed(lines: Sequence[Line], on: dt.date, lang: str) -> str:
    """Every line that is known on a day, with its newest note and source."""
    known = sorted_on(lines, on)
    if not known:
        return f"<p>{escape(text('response_line.none_long', lang))}</p>"
    items = "".join(_item(line, on, lang, whole=True) for line in known)
    return f'<ul class="jt-responses">{items}</ul>'


def simulated(lines: Iterable[Line], on: dt.date, lang: str) -> str:
    """The SIMULASI mark where one of the lines that are shown is invented; "" else."""
    shown = any(line.simulated for line in lines if line.state_on(on) in SHOWN)
    return html.simulated(lang) if shown else ""


def _item(line: Line, on: dt.date, lang: str, *, whole: bool = False) -> str:
    mark = f'<b class="jt-mark" aria-hidden="true">{escape(line.of.mark)}</b>'
    sim = f" · {escape(text('response.origin.simulated', lang))}" if line.simulated else ""
    said = f"{escape(name(line, lang))} <small>{escape(when(line, on, lang))}{sim}</small>"
    more = "".join(_entry(entry, line, lang) for entry in _begun(line, on)) if whole else ""
    state = line.state_on(on)
    return f'<li data-kind="{line.kind}" data-state="{state}">{mark}<span>{said}{more}</span></li>'


def _begun(line: Line, on: dt.date) -> list[Entry]:
    """The last entries that had begun by then, and undated ones."""
    return [e for e in line.entries if e.start is None or e.start <= on][-NOTES:]


def _entry(entry: Entry, line: Line, lang: str) -> str:
    """When it was, in which RT, and what its source says; notes are written in Indonesian."""
    where = []
    if entry.start and len(line.entries) > 1:
        where.append(day(entry.start, lang, "short"))
    where += [f"RT {entry.rt}"] if entry.rt else []
    head = f"<b>{escape(', '.join(where))}</b> " if where else ""
    note = f'<span lang="id">{escape(entry.note)}</span> ' if entry.note else ""
    source = html.source_link(entry.source) if entry.source else ""
    return f"<p>{head}{note}{source}</p>" if note or source or entry.rt else ""
