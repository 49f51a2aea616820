"""The pieces of one kelurahan's page: status and grounds, neighbours, past, stated counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from itertools import groupby

from geo import why as zone_why
from geo.levels import BY_KEY
from geo.render import html, why, words
from geo.render.html import Link
from geo.text import day, number, text
from geo.views import CityView, ZoneStatus, ZoneView

Past = tuple[tuple[dt.date, str], ...]

_FEW = 60
"""Up to so many days on record, each has a block of its own."""


def status(view: ZoneView, lang: str) -> str:
    """The head of a zone's page: level, place, why, sources and notes."""
    zone, city = view.status, view.city
    values = {"name": zone.name, "level_word": words.level(zone.level, lang)}
    place = text("zone_page.place", lang, district=zone.district, city=city.facts.city.name)
    people = (
        " · " + text("zone_page.people", lang, n=number(zone.population, lang))
        if zone.population
        else ""
    )
    grounds = why.card(zone_why.why(city, zone.zone_id), lang)
    rule = escape(words.rule(city.rule, "title", lang))
    return (
        f'<div class="jt-finding">{html.banners(city, lang)}<h1>{html.chip(zone.level, lang)} '
        f"{escape(text('zone_page.title', lang, **values))}</h1>"
        f'<p class="jt-when">{escape(place + people)}</p>'
        f'<p class="jt-when">{escape(day(city.day, lang))} · {rule}</p>'
        f"<h2>{escape(text('zone_page.why', lang))}</h2>"
        f"{''.join(f'<p>{line}</p>' for line in said(view, lang))}{grounds}"
        f'<p class="jt-when">{escape(standing(view, lang))}</p></div>'
    )


def said(view: ZoneView, lang: str) -> list[str]:
    """Why the zone has its level, its notes and its sources: sentences as HTML."""
    zone = view.status
    lines = [escape(words.phrase(zone.reason, lang))]
    marks = [mark for mark in words.marks(zone, lang) if mark != text("mark.inferred", lang)]
    lines += [escape(words.capital(mark)) + "." for mark in marks]
    if zone.note:
        lines.append(escape(words.capital(zone.note)))
    if zone.contradicts:
        lines.append(_other_source(view, lang))
    if zone.urls:
        label = escape(text("zone_page.source", lang))
        title = f" “{escape(zone.title)}”" if zone.title else ""
        links = ", ".join(html.source_link(url) for url in zone.urls)
        lines.append(f"{label}:{title} {links}")
    return lines


def neighbours(view: ZoneView, lang: str, link: Link) -> str:
    """Neighbours on the same day, most severe first."""
    if not view.neighbours:
        return f"<p>{escape(text('zone_page.neighbours_none', lang))}</p>"
    order = sorted(view.neighbours, key=lambda z: (-(BY_KEY[z.level].severity or 0), z.name))
    rows = "".join(
        f"<li>{html.chip(zone.level, lang)}<a href='{escape(link(zone.zone_id), quote=True)}'>"
        f"{escape(zone.name)}</a><span>{escape(_short(zone, view.city, lang))}</span></li>"
        for zone in order
    )
    return f'<ul class="jt-near">{rows}</ul>'


def past_strip(view: ZoneView, lang: str, day_link: Callable[[dt.date], str]) -> str:
    """Past levels in order of time. Few days: a block each, a link to that day. A daily record:
    one block a run of days at the same level, as wide as it lasted."""
    if not view.past:
        return f"<p>{escape(text('zone_page.past_none', lang))}</p>"
    if len(view.past) <= _FEW:
        blocks = "".join(_block(*item, view, lang, day_link) for item in view.past)
    else:
        blocks = "".join(_run(run, lang) for run in _runs(view.past)) + _now(view)
    kind = "few" if len(view.past) <= _FEW else "many"
    first, last = (day(view.past[i][0], lang, "short") for i in (0, -1))
    return (
        f'<ol class="jt-strip {kind}">{blocks}</ol>'
        f'<p class="jt-ends"><span>{escape(first)}</span><span>{escape(last)}</span></p>'
    )


def stated(view: ZoneView, lang: str) -> str:
    """Counts that public pages gave for this zone, each with its page."""
    rows = "".join(
        f"<tr><td>{escape(day(when, lang, 'short'))}</td>"
        f"<td>{escape(text(f'archive.measure.{measure}', lang))}</td>"
        f'<td class="r">{number(value, lang)}</td><td>{html.source_link(url)}</td></tr>'
        for when, measure, value, url in view.stated
    )
    return f'<div class="jt-table"><table><tbody>{rows}</tbody></table></div>'


def _short(zone: ZoneStatus, city: CityView, lang: str) -> str:
    word = words.level(zone.level, lang)
    if zone.cases is None or not city.rule.by_incidence:
        return word
    return f"{word} · {text('zone_page.cases', lang, n=zone.cases)}"


def _block(
    when: dt.date, key: str, view: ZoneView, lang: str, day_link: Callable[[dt.date], str]
) -> str:
    level = BY_KEY[key]
    label = escape(f"{day(when, lang, 'short')}: {words.level(key, lang)}", quote=True)
    now = ' aria-current="date"' if when == view.city.day else ""
    pattern = f" p-{level.pattern}" if level.pattern else ""
    return (
        f'<li><a href="{escape(day_link(when), quote=True)}" title="{label}" aria-label="{label}"'
        f' class="jt-block{pattern}" style="background-color:{level.colour}"{now}></a></li>'
    )


def _runs(past: Past) -> list[Past]:
    """The record cut where the level changes."""
    return [tuple(run) for _, run in groupby(past, key=lambda item: item[1])]


def _run(run: Past, lang: str) -> str:
    level = BY_KEY[run[0][1]]
    first, last = (day(run[i][0], lang, "short") for i in (0, -1))
    when = first if len(run) == 1 else f"{first} – {last}"
    label = escape(f"{when}: {words.level(level.key, lang)}", quote=True)
    pattern = f" p-{level.pattern}" if level.pattern else ""
    return (
        f'<li style="flex-grow:{len(run)}"><span class="jt-block{pattern}" title="{label}"'
        f' role="img" aria-label="{label}" style="background-color:{level.colour}"></span></li>'
    )


def _now(view: ZoneView) -> str:
    """A mark at the day shown."""
    days = [when for when, _ in view.past]
    if view.city.day not in days:
        return ""
    share = 100 * (days.index(view.city.day) + 0.5) / len(days)
    return f'<li class="jt-now" style="left:{share:.2f}%" aria-hidden="true"></li>'


def standing(view: ZoneView, lang: str) -> str:
    """How many zones of the city have a more severe or the same level."""
    if BY_KEY[view.status.level].severity is None:
        return text("zone_page.place_unknown", lang)
    values = {"more": view.more_severe, "same": view.same_level - 1, "ranked": view.ranked}
    return text("zone_page.place_in_city", lang, **{k: number(v, lang) for k, v in values.items()})


def _other_source(view: ZoneView, lang: str) -> str:
    """The contradicting statement: "zone_id level date url" of the archive, in words."""
    zone_id, level, when, url = view.status.contradicts.split(" ", 3)
    said = text(
        "archive.explain.contradiction_other",
        lang,
        name=view.city.facts.names.get(zone_id, zone_id),
        level=words.level(level, lang) if level in BY_KEY else level,
        day=day(dt.date.fromisoformat(when), lang, "long"),
    )
    return f"{escape(said)} {html.source_link(url)}"
