"""Small pieces of HTML for the pages, made of view models and words; all values escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from geo.levels import BY_KEY
from geo.render import words
from geo.text import day, moment, number, text
from geo.views import CityView, ZoneStatus, ZoneView

_FEW = 60
"""Up to so many days on record, each has a block of its own."""

Past = tuple[tuple[dt.date, str], ...]
Link = Callable[[str], str]
"""Gives the address of a zone's page for its zone_id."""


def chip(level_key: str, lang: str) -> str:
    """The square with a level's letter and colour, and its pattern where it says nothing about
    risk; read aloud as the level's word."""
    level = BY_KEY[level_key]
    style = f"background-color:{level.colour};color:{level.ink}"
    label = escape(words.level(level_key, lang))
    pattern = f" p-{level.pattern}" if level.pattern else ""
    return (
        f'<span class="jt-chip{pattern}" style="{style}" role="img" aria-label="{label}">'
        f"<b>{escape(level.letter)}</b></span>"
    )


def finding(view: CityView, lang: str) -> str:
    """Title, day and the sentences under it."""
    sentences = escape(" ".join(words.subtitle(view, lang)))
    rule = escape(text(f"rule.{view.rule.key}.short", lang))
    banner = simulated(lang) if view.simulated else ""
    return (
        f'<div class="jt-finding">{banner}<h1>{escape(words.title(view, lang))}</h1>'
        f'<p class="jt-when">{escape(day(view.day, lang))} · {rule}</p><p>{sentences}</p></div>'
    )


def simulated(lang: str) -> str:
    return f'<p class="jt-simulated">{escape(text("simulated.banner", lang))}</p>'


def tally(view: CityView, lang: str) -> str:
    """Legend and count in one: a row a level with its bar and number of zones."""
    total = max(len(view.zones), 1)
    rows = []
    for key, count in view.tally.items():
        level = BY_KEY[key]
        share = 100 * count / total
        dotted = f' class="p-{level.pattern}"' if "rt" in key else ""
        bar = f'<i{dotted} style="width:{share:.2f}%;background-color:{level.colour}"></i>'
        rows.append(
            f'<li data-level="{key}">{chip(key, lang)}<span class="jt-level">'
            f"{escape(words.capital(words.level(key, lang)))}</span>"
            f'<span class="jt-bar" aria-hidden="true">{bar}</span>'
            f'<span class="jt-number">{number(count, lang)}</span></li>'
        )
    return f'<ul class="jt-tally">{"".join(rows)}</ul>'


def footnote(view: CityView, lang: str) -> str:
    """Rule, doubts, sources, age: what a colour rests on."""
    rule = view.rule
    head = escape(text(f"rule.{rule.key}.title", lang))
    version = escape(text("panel.version", lang, version=rule.version))
    lines = [
        f"<b>{escape(text('panel.rule', lang))}:</b> {head}, {version}. "
        f"{escape(text(f'rule.{rule.key}.explain', lang))}"
    ]
    period = words.period(view, lang)
    if period:
        basis = escape(text(f"archive.period.{view.period}.basis", lang))
        lines.append(f"<b>{escape(period)}</b>: {basis}.")
    figures = words.city_figures(view, lang)
    if figures:
        lines.append(escape(figures))
    lines += [escape(sentence) for sentence in words.doubts(view, lang)]
    lines.append(escape(text(f"rule.{rule.key}.doubt", lang)))
    if rule.kind == "incidence_bands":
        lines.append(escape(words.population_note(view, lang)))
    sources = words.sources(view) or rule.sources
    if sources:
        label = escape(text("panel.sources", lang))
        lines.append(f"<b>{label}:</b> {', '.join(source_link(url) for url in sources)}.")
    lines.append(escape(_age(view, lang)))
    return f'<div class="jt-foot">{"".join(f"<p>{line}</p>" for line in lines)}</div>'


def source_link(url: str) -> str:
    """A link that shows the site's name; plain text where it is no http address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return escape(url)
    host = parts.netloc.removeprefix("www.")
    return f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener">{escape(host)}</a>'


def zone_table(view: CityView, lang: str, link: Link) -> str:
    """The map in rows: what the map shows, for keyboard and screen reader."""
    banded = view.rule.kind == "incidence_bands"
    heads = ["zone", "district", "level"]
    heads += ["cases", "incidence", "population"] if banded else []
    cells = "".join(
        f'<th scope="col"{_right(name)}>'
        f"{escape(text(f'column.{name}', lang, days=view.rule.window_days))}</th>"
        for name in [*heads, "note"]
    )
    rows = "".join(_row(zone, lang, link, banded) for zone in view.zones)
    rule = text(f"rule.{view.rule.key}.short", lang)
    caption = text("panel.table_caption", lang, day=day(view.day, lang), rule=rule)
    mark = f" · {text('simulated.banner', lang)}" if view.simulated else ""
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption + mark)}</caption>"
        f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


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
        links = ", ".join(source_link(url) for url in zone.urls)
        lines.append(f"{label}:{title} {links}")
    banner = simulated(lang) if city.simulated else ""
    rule = escape(text(f"rule.{city.rule.key}.title", lang))
    return (
        f'<div class="jt-finding">{banner}<h1>{chip(zone.level, lang)} '
        f"{escape(text('zone_page.title', lang, **values))}</h1>"
        f'<p class="jt-when">{escape(place + people)}</p>'
        f'<p class="jt-when">{escape(day(city.day, lang))} · {rule}</p>'
        f"<h2>{escape(text('zone_page.why', lang))}</h2>"
        f"{''.join(f'<p>{line}</p>' for line in lines)}"
        f'<p class="jt-when">{escape(_standing(view, lang))}</p></div>'
    )


def neighbours(view: ZoneView, lang: str, link: Link) -> str:
    """Neighbours on the same day, most severe first."""
    if not view.neighbours:
        return f"<p>{escape(text('zone_page.neighbours_none', lang))}</p>"
    order = sorted(view.neighbours, key=lambda z: (-(BY_KEY[z.level].severity or 0), z.name))
    rows = "".join(
        f"<li>{chip(zone.level, lang)}<a href='{escape(link(zone.zone_id), quote=True)}'>"
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
        f'<td class="r">{number(value, lang)}</td><td>{source_link(url)}</td></tr>'
        for when, measure, value, url in view.stated
    )
    return f'<div class="jt-table"><table><tbody>{rows}</tbody></table></div>'


def notice(sentences: Sequence[str]) -> str:
    """What was wrong with a link, as sentences."""
    return "".join(f'<p class="jt-notice" role="status">{escape(s)}</p>' for s in sentences)


def _row(zone: ZoneStatus, lang: str, link: Link, banded: bool) -> str:
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    level = f"{chip(zone.level, lang)} {escape(words.level(zone.level, lang))}"
    numbers = (
        f'<td class="r">{number(zone.cases, lang)}</td>'
        f'<td class="r">{number(zone.incidence, lang, 1)}</td>'
        f'<td class="r">{number(zone.population, lang)}</td>'
        if banded
        else ""
    )
    note = escape(", ".join(words.marks(zone, lang)))
    return (
        f'<tr data-zone="{zone.zone_id}"><th scope="row">{name}</th>'
        f"<td>{escape(zone.district)}</td><td class='l'>{level}</td>{numbers}<td>{note}</td></tr>"
    )


def _right(name: str) -> str:
    return ' class="r"' if name in ("cases", "incidence", "population") else ""


def _short(zone: ZoneStatus, city: CityView, lang: str) -> str:
    word = words.level(zone.level, lang)
    if zone.cases is None or city.rule.kind != "incidence_bands":
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


def _standing(view: ZoneView, lang: str) -> str:
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
    return f"{escape(said)} {source_link(url)}"


def _age(view: CityView, lang: str) -> str:
    if view.rule.kind == "archive" and view.facts.archive is not None:
        return text("panel.archive_updated", lang)
    if view.facts.updated_at is None:
        return ""
    local = view.facts.updated_at.astimezone(ZoneInfo(view.facts.city.timezone))
    return text("panel.updated", lang, moment=moment(local, lang))


def empty(title: str, body: str, command: str) -> str:
    """A city without data: what is there, and the command that brings the rest."""
    return (
        f'<div class="jt-finding"><h1>{escape(title)}</h1><p>{escape(body)}</p>'
        f'<pre class="jt-command"><code>{escape(command)}</code></pre></div>'
    )


def failure(title: str, explained: str) -> str:
    """A page that can't be shown, and what mends it."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in explained.splitlines())
    return f'<div class="jt-failure" role="alert"><h1>{escape(title)}</h1>{lines}</div>'
