"""One kind of response in two cities, side by side: who started when, at what level, what came."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from geo.facts import Facts
from geo.render import html
from geo.render.response_lines import name
from geo.render.spread import table
from geo.render.two_cities import short
from geo.text import day, number, text
from geo.two_responses import Began, Week

_LISTED = 8
"""So many places are named a city, the first to start first."""


def shown(sides: Sequence[tuple[Facts, Began]], lang: str) -> str:
    """A column a city with its sentences and places, then the weeks of both in one table."""
    columns = "".join(_side(facts, made, lang) for facts, made in sides)
    weeks = _weeks(sides, lang) if any(made.weeks for _, made in sides) else ""
    foot = escape(text("two_responses.foot", lang))
    return f'<div class="jt-two">{columns}</div>{weeks}<div class="jt-foot"><p>{foot}</p></div>'


def _side(facts: Facts, made: Began, lang: str) -> str:
    city = short(facts.city.name)
    mark = html.simulated(lang) if made.simulated else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in _sentences(facts, made, lang))
    items = "".join(_place(facts, made, n, lang) for n in range(min(_LISTED, len(made.lines))))
    more = len(made.lines) - _LISTED
    if more > 0:
        items += f"<li><small>{escape(text('response_line.more', lang, n=more))}</small></li>"
    places = f'<ul class="jt-responses">{items}</ul>' if items else ""
    return f"<section><h3>{escape(city)}</h3>{mark}{said}{places}</section>"


def _sentences(facts: Facts, made: Began, lang: str) -> list[str]:
    kind = text(f"response.kind.{made.kind}", lang)
    if not made.lines:
        return [text("two_responses.nothing", lang, kind=kind)]
    found = []
    values = {"kind": kind, "n": len(made.lines), "zones": made.zones, "total": made.total}
    if made.first is None or made.last is None:
        found.append(text("two_responses.undated", lang, **values))
    else:
        first, last = day(made.first, lang, "long"), day(made.last, lang, "long")
        key = "one_day" if made.first == made.last else "span"
        found.append(text(f"two_responses.{key}", lang, first_day=first, last_day=last, **values))
    if made.weeks and made.weeks[0].cases is not None:
        week = made.weeks[0]
        counts = {"n": week.cases, "reporting": week.reporting, "total": week.total}
        found.append(text("two_responses.level", lang, **counts))
    elif made.stated is not None and made.stated.cases is not None:
        at = {"n": number(made.stated.cases, lang), "day": day(made.stated.day, lang, "long")}
        found.append(text("two_responses.stated", lang, **at))
    elif made.first is not None:
        found.append(text(f"two_responses.why_{made.why or 'none'}", lang))
    return found


def _place(facts: Facts, made: Began, at: int, lang: str) -> str:
    line = made.lines[at]
    place = facts.names.get(line.zone_id) or line.puskesmas or facts.city.name
    since = day(line.start, lang, "short") if line.start else line.entries[-1].about or "–"
    source = next((entry.link for entry in line.entries if entry.link), "")
    link = f" · {html.source_link(source)}" if source else ""
    what = f"{name(line, lang)} · " if line.rw or line.programme else ""
    return f"<li><span>{escape(place)} <small>{escape(what + since)}{link}</small></span></li>"


def _weeks(sides: Sequence[tuple[Facts, Began]], lang: str) -> str:
    """Cases of the city's week at the start and after it, and how they compare with the start."""
    heads = [text("two_responses.week", lang), *(short(facts.city.name) for facts, _ in sides)]
    afters = next(made.weeks for _, made in sides if made.weeks)
    rows = [
        (
            text("two_responses.after", lang, n=one.after)
            if one.after
            else text("two_responses.at_start", lang),
            [_week(made, at, lang) for _, made in sides],
        )
        for at, one in enumerate(afters)
    ]
    marked = any(made.simulated and made.weeks for _, made in sides)
    caption = text("two_responses.caption", lang)
    if marked:
        caption += f" · {text('simulated.banner', lang)}"
    return table(caption, heads, rows)


def _week(made: Began, at: int, lang: str) -> str:
    if not made.weeks or made.weeks[at].cases is None:
        return "–"
    week, start = made.weeks[at], made.weeks[0]
    said = number(week.cases, lang)
    if at and _comparable(week, start):
        times = number((week.cases or 0) / (start.cases or 1), lang, 1)
        said += f" ({text('two_responses.times', lang, n=times)})"
    return said


def _comparable(week: Week, start: Week) -> bool:
    return bool(start.cases) and week.reporting == start.reporting
