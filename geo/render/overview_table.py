"""What an area is made of, a row each: name, bar of levels, sums, and where to go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape

from geo.levels import BY_KEY
from geo.render import html, words
from geo.render.overview import Link, counts, name, why
from geo.rollup import Area, ranked
from geo.rules import Rule
from geo.text import day, number, text
from geo.views import COUNTED

_NUMBERS = ("known", "cases", "rate", "reports")
_MARKED = ("province", "kota")
"""Rows that say it themselves where they are simulated; further down it stands above the table."""


def table(area: Area, on: dt.date, rule: Rule, link: Link, lang: str) -> str:
    """What an area is made of, a row each, the most severe first."""
    kind = area.children[0].kind
    heads = [kind, "level" if kind == "kelurahan" else "levels"]
    heads += ["known"] if kind != "kelurahan" else []
    heads += ["cases"] if rule.kind in COUNTED else []
    heads += ["rate"] if rule.by_incidence else []
    heads += ["reports"] if rule.kind != "archive" else []
    days = rule.window_days
    columns = {key: escape(text(f"overview.column.{key}", lang, days=days)) for key in heads}
    top = "".join(f'<th scope="col"{_right(key)}>{said}</th>' for key, said in columns.items())
    rows = "".join(_row(one, columns, link, lang) for one in ranked(area.children))
    rule_words = words.rule(rule, "short", lang)
    place = name(area, lang)
    caption = escape(
        text("overview.caption", lang, place=place, day=day(on, lang), rule=rule_words)
    )
    return (
        f'<div class="jt-table jt-areas" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(area: Area, columns: Mapping[str, str], link: Link, lang: str) -> str:
    named = area.name or (name(area, lang) if area.kind == "province" else area.code)
    mark = text("overview.mark", lang) if area.simulated and area.kind in _MARKED else ""
    small = f" <small>{escape(mark)}</small>" if mark else ""
    cells = {
        "level": f'<td class="l">{_own_level(area, lang)}</td>',
        "levels": f'<td class="l">{_stack(area, lang)}</td>',
    }
    numbers = {
        "known": _of(area.spoken, area.zones, lang),
        "cases": _cases(area, lang),
        "rate": _hidden(area, lang) or number(area.rate, lang, 1),
        "reports": _reports(area, lang),
    }
    for key, said in numbers.items():
        label = columns.get(key, "")
        cells[key] = f'<td class="r" data-label="{label}">{escape(said)}</td>'
    return (
        f'<tr data-area="{area.code}"><th scope="row"><a href="{escape(link(area), quote=True)}">'
        f"{escape(named)}</a>{small}</th>{''.join(cells[key] for key in list(columns)[1:])}</tr>"
    )


def _stack(area: Area, lang: str) -> str:
    """The area's kelurahan side by side, the most severe first, those that say nothing last; and
    the same in words."""
    if area.unasked == area.zones:
        return escape(why(area, lang))
    parts = "".join(
        f'<i class="p-{BY_KEY[key].pattern}" data-level="{key}" '
        f'style="flex-grow:{area.by_level[key]};background-color:{BY_KEY[key].colour}"></i>'
        for key in area.by_level
    )
    empty = f'<i class="jt-blank" style="flex-grow:{area.unasked}"></i>' if area.unasked else ""
    return (
        f'<span class="jt-stack" aria-hidden="true">{parts}{empty}</span>'
        f'<span class="jt-counts">{escape(counts(area.by_level, lang))}</span>'
    )


def _own_level(area: Area, lang: str) -> str:
    for key in area.by_level:
        return f"{html.chip(key, lang)} {escape(words.level(key, lang))}"
    return escape(why(area, lang))


def _cases(area: Area, lang: str) -> str:
    if area.cases is None or area.kind == "kelurahan" or area.counted == area.zones:
        return _hidden(area, lang) or number(area.cases, lang)
    return f"{number(area.cases, lang)} ({_of(area.counted, area.zones, lang)})"


def _hidden(area: Area, lang: str) -> str:
    return text("overview.hidden", lang) if area.hidden else ""


def _reports(area: Area, lang: str) -> str:
    if area.reports is None:
        return "–"
    first, last = (day(one, lang, "short") for one in area.reports)
    return last if first == last else text("overview.reports", lang, first=first, last=last)


def _of(n: int, total: int, lang: str) -> str:
    return text("overview.of", lang, n=number(n, lang), total=number(total, lang))


def _right(key: str) -> str:
    return ' class="r"' if key in _NUMBERS else ""
