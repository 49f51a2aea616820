"""An overview in words: how many kelurahan stand at each level, in an area and in its parts.

A bar is a share of all kelurahan of the area, so that what did not report takes its own place, and
where the rule can't be asked it stays empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from babel.lists import format_list

from geo.findings import headline_of
from geo.levels import BY_KEY, severity_of
from geo.reasons import Phrase
from geo.render import html, words
from geo.rollup import SILENT, Area, attention, beneath
from geo.rules import Rule
from geo.text import day, number, text
from geo.views import COUNTED

Link = Callable[[Area], str]
"""The address of an area's page."""
Names = Mapping[str, str]
"""Names of cities by their keys."""
_GROUPED = ("green", "total")
"""Numbers of a headline that run into the thousands here."""
_NAMED = 3
"""Up to so many cities are named in a sentence; more are a number."""


def name(area: Area, lang: str) -> str:
    """What an area is called on its own."""
    if area.kind == "nation":
        return text("overview.everything", lang)
    if area.kind == "province":
        key = "overview.province" if area.name else "overview.province_unnamed"
        return text(key, lang, name=area.name, code=area.code)
    if area.kind == "kecamatan":
        return text("overview.kecamatan", lang, name=area.name or area.code)
    return area.name


def crumbs(path: Sequence[Area], link: Link, lang: str) -> str:
    """The way from everything to an area; the last step is where we are."""
    items = [
        f'<li><a href="{escape(link(area), quote=True)}">{escape(name(area, lang))}</a></li>'
        for area in path[:-1]
    ]
    here = f'<li aria-current="page">{escape(name(path[-1], lang))}</li>'
    label = escape(text("overview.path", lang))
    return f'<nav class="jt-crumbs" aria-label="{label}"><ol>{"".join(items)}{here}</ol></nav>'


def finding(area: Area, on: dt.date, rule: Rule, cities: Names, lang: str) -> str:
    """The title, where and when, what to look at first, who is silent, how many cases."""
    levels = [key for key, n in area.by_level.items() for _ in range(n)]
    found = headline_of([*levels, *["tanpa_data"] * area.unasked])
    grouped = {key: number(n, lang) for key, n in found.values.items() if key in _GROUPED}
    title = words.phrase(Phrase(found.key, {**found.values, **grouped}), lang)
    when = text(
        "overview.when",
        lang,
        place=name(area, lang),
        day=day(on, lang),
        rule=words.rule(rule, "short", lang),
    )
    said = "".join(f"<p>{escape(one)}</p>" for one in _sentences(area, rule, cities, lang))
    return (
        f'<div class="jt-finding">{_banner(area, cities, lang)}<h1>{escape(title)}</h1>'
        f'<p class="jt-when">{escape(when)}</p>{said}</div>'
    )


def tally(area: Area, rule: Rule, lang: str) -> str:
    """Legend and count in one: the rule's levels and whatever else occurs."""
    counts = dict.fromkeys(rule.levels, 0) | dict(area.by_level)
    keys = sorted(counts, key=lambda key: ("rt" not in key, -severity_of(key)))
    rows = "".join(_legend(key, counts[key], area.zones, rule, lang) for key in keys)
    if area.unasked:
        label = escape(text("overview.not_asked", lang))
        rows += (
            f'<li data-level=""><span class="jt-chip jt-blank" aria-hidden="true"></span>'
            f'<span class="jt-level">{label}</span><span class="jt-bar" aria-hidden="true"></span>'
            f'<span class="jt-number">{number(area.unasked, lang)}</span></li>'
        )
    return f'<ul class="jt-tally">{rows}</ul>'


def look_at(area: Area, link: Link, cities: Names, lang: str) -> str:
    """The areas within to look at first, each with what is in it; a kecamatan of a province with
    its kota, as such names recur."""
    found = attention(area)
    if not found:
        return f"<p>{escape(text('overview.calm', lang))}</p>" if area.spoken else ""
    rows = "".join(
        f'<li><a href="{escape(link(one), quote=True)}">{escape(_told(one, cities))}</a>'
        f'<span class="jt-look">{escape(_raised(one, lang))}</span></li>'
        for one in found
    )
    return f'<ul class="jt-firsts">{rows}</ul>'


def foot(area: Area, rule: Rule, panels: int, lang: str) -> str:
    """How to read it, and the rule that holds everywhere."""
    version = text("panel.version", lang, version=rule.version)
    if not rule.verified:
        version += ", " + text("rule_words.unverified", lang)
    lines = [text("overview.own_colour", lang)]
    lines += [text("overview.own_scale", lang)] if panels > 1 else []
    lines += [text("overview.order", lang)]
    if area.unsure:
        lines += [text("overview.unsure", lang, n=number(area.unsure, lang))]
    title = escape(words.rule(rule, "title", lang))
    about = escape(f"{version}. {words.rule(rule, 'explain', lang)}")
    said = f"<p>{escape(' '.join(lines))}</p>"
    said += f"<p><b>{escape(text('panel.rule', lang))}:</b> {title}, {about}</p>"
    reasons = [f"{one.name}: {why(one, lang)}" for one in _kota(area) if one.why]
    said += f"<p>{escape('; '.join(reasons))}.</p>" if reasons else ""
    return f'<div class="jt-foot">{said}</div>'


def simulated(area: Area, cities: Names, lang: str) -> str:
    """SIMULASI, where that is all that is coloured; else of which cities; "" for none."""
    if not area.simulated:
        return ""
    real = [one for one in _kota(area) if one.spoken and not one.simulated]
    if not real:
        return text("simulated.banner", lang)
    if len(area.simulated) > _NAMED:
        return text("overview.simulated_many", lang, n=number(len(area.simulated), lang))
    named = _listed([cities[key] for key in area.simulated], lang)
    return text("overview.simulated", lang, cities=named)


def counts(by_level: Mapping[str, int], lang: str) -> str:
    """Kelurahan per level in words, the most severe first."""
    keys = sorted(by_level, key=lambda key: ("rt" not in key, -severity_of(key)))
    return ", ".join(
        text("overview.count", lang, n=number(by_level[key], lang), level=words.level(key, lang))
        for key in keys
        if by_level[key]
    )


def _sentences(area: Area, rule: Rule, cities: Names, lang: str) -> Iterable[str]:
    if area.silent:
        silent = {key: area.by_level[key] for key in SILENT if key in area.by_level}
        total = number(area.zones, lang)
        values = {"n": number(area.silent, lang), "total": total, "counts": counts(silent, lang)}
        yield text("overview.silent", lang, **values)
    if area.unasked:
        named = [cities[key] for key in area.why]
        where = (
            _listed(named, lang)
            if len(named) <= _NAMED
            else text("overview.cities", lang, n=number(len(named), lang))
        )
        yield text("overview.unasked", lang, n=number(area.unasked, lang), cities=where)
    if rule.kind not in COUNTED:
        return
    if area.hidden:
        yield text("overview.cases_hidden", lang)
    elif area.cases is not None:
        known, total = number(area.counted, lang), number(area.zones, lang)
        said = {"cases": number(area.cases, lang), "days": rule.window_days, "known": known}
        yield text("overview.cases", lang, total=total, **said)
        if rule.by_incidence and area.rate is not None:
            known, people = number(area.rated, lang), number(area.people, lang)
            rate = number(area.rate, lang, 1)
            yield text("overview.rate", lang, rate=rate, people=people, known=known)


def _banner(area: Area, cities: Names, lang: str) -> str:
    said = simulated(area, cities, lang)
    return f'<p class="jt-simulated">{escape(said)}</p>' if said else ""


def _told(area: Area, cities: Names) -> str:
    return f"{area.name}, {cities[area.city]}" if area.kind == "kecamatan" else area.name


def _kota(area: Area) -> tuple[Area, ...]:
    return beneath(area, "kota") or (area,)


def why(area: Area, lang: str) -> str:
    """Why the rule can't be asked in an area; "" where it can."""
    return ", ".join(text(f"overview.why.{why}", lang) for why in set(area.why.values()))


def _legend(key: str, n: int, total: int, rule: Rule, lang: str) -> str:
    level = BY_KEY[key]
    bound = words.bound(rule, key, lang)
    small = f"<small>{escape(bound)}</small>" if bound else ""
    bar = f'<i style="width:{100 * n / max(total, 1):.2f}%;background-color:{level.colour}"></i>'
    return (
        f'<li data-level="{key}">{html.chip(key, lang)}<span class="jt-level">'
        f"{escape(words.capital(words.level(key, lang)))}{small}</span>"
        f'<span class="jt-bar" aria-hidden="true">{bar}</span>'
        f'<span class="jt-number">{number(n, lang)}</span></li>'
    )


def _raised(area: Area, lang: str) -> str:
    """What of an area lies above green."""
    above = {key: n for key, n in area.by_level.items() if severity_of(key) > 0}
    if area.kind == "kelurahan":
        return ", ".join(words.level(key, lang) for key in above)
    return counts(above, lang)


def _listed(names: Sequence[str], lang: str) -> str:
    return format_list(list(names), locale=lang)
