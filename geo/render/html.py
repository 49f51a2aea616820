"""Small pieces of HTML for the pages, made of view models and words; all values escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from geo import archive as zone_archive
from geo.levels import BY_KEY
from geo.render import words
from geo.rules import Rule
from geo.text import day, moment, number, text
from geo.views import CityView, ZoneStatus

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
    rule = escape(words.rule(view.rule, "short", lang))
    return (
        f'<div class="jt-finding">{banners(view, lang)}<h1>{escape(words.title(view, lang))}</h1>'
        f'<p class="jt-when">{escape(day(view.day, lang))} · {rule}</p><p>{sentences}</p></div>'
    )


def banners(view: CityView, lang: str) -> str:
    """What must be said before any number: simulated, or a rule that was not in force."""
    what_if = words.what_if(view, lang)
    said = f'<p class="jt-what-if">{escape(what_if)}</p>' if what_if else ""
    return (simulated(lang) if view.simulated else "") + said


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
            f"{escape(words.capital(words.level(key, lang)))}"
            f"{_bound(view.rule, key, lang)}</span>"
            f'<span class="jt-bar" aria-hidden="true">{bar}</span>'
            f'<span class="jt-number">{number(count, lang)}</span></li>'
        )
    return f'<ul class="jt-tally">{"".join(rows)}</ul>'


def _bound(rule: Rule, key: str, lang: str) -> str:
    said = words.bound(rule, key, lang)
    return f"<small>{escape(said)}</small>" if said else ""


def footnote(view: CityView, lang: str) -> str:
    """Rule, doubts, sources, age: what a colour rests on."""
    rule = view.rule
    head = escape(words.rule(rule, "title", lang))
    version = escape(text("panel.version", lang, version=rule.version))
    if not rule.verified:
        version += f", <b>{escape(text('rule_words.unverified', lang))}</b>"
    lines = [
        f"<b>{escape(text('panel.rule', lang))}:</b> {head}, {version}. "
        f"{escape(words.rule(rule, 'explain', lang))}"
    ]
    period = words.period(view, lang)
    if period:
        basis = escape(text(f"archive.period.{view.period}.basis", lang))
        lines.append(f"<b>{escape(period)}</b>: {basis}.")
    figures = words.city_figures(view, lang)
    if figures:
        lines.append(escape(figures))
    lines += [escape(sentence) for sentence in words.doubts(view, lang)]
    lines.append(escape(words.rule(rule, "doubt", lang)))
    if rule.by_incidence:
        lines.append(escape(words.population_note(view, lang)))
    named = (
        {"sources": words.sources(view)} if words.sources(view) else {"rule_sources": rule.sources}
    )
    for key, urls in named.items():
        if urls:
            label = escape(text(f"panel.{key}", lang))
            lines.append(f"<b>{label}:</b> {', '.join(source_link(url) for url in urls)}.")
    lines.append(escape(_age(view, lang)))
    return f'<div class="jt-foot">{"".join(f"<p>{line}</p>" for line in lines)}</div>'


def source_link(url: str) -> str:
    """A link that shows the site's name; plain text where it is no http address."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a decree's number may look like half an address
        return escape(url)
    if parts.scheme not in ("http", "https"):
        return escape(url)
    host = parts.netloc.removeprefix("www.")
    return f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener">{escape(host)}</a>'


def zone_table(view: CityView, lang: str, link: Link) -> str:
    """The map in rows: what the map shows, for keyboard and screen reader."""
    banded = view.rule.by_incidence
    heads = ["zone", "district", "level"]
    heads += ["cases", "incidence", "population"] if banded else []
    cells = "".join(
        f'<th scope="col"{_right(name)}>'
        f"{escape(text(f'column.{name}', lang, days=view.rule.window_days))}</th>"
        for name in [*heads, "note"]
    )
    rows = "".join(_row(zone, lang, link, banded) for zone in view.zones)
    rule = words.rule(view.rule, "short", lang)
    caption = text("panel.table_caption", lang, day=day(view.day, lang), rule=rule)
    mark = f" · {text('simulated.banner', lang)}" if view.simulated else ""
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption + mark)}</caption>"
        f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def lead(title: str, body: str, banner: str = "") -> str:
    """A page's title with a sentence under it."""
    return f'<div class="jt-finding">{banner}<h1>{escape(title)}</h1><p>{escape(body)}</p></div>'


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


def _age(view: CityView, lang: str) -> str:
    if view.rule.kind == "archive" and view.facts.archive is not None:
        spoken = zone_archive.days(view.facts.archive)
        read_on = view.facts.city.archive_read
        if not spoken or read_on is None:
            return ""
        first, last = spoken[0].year, spoken[-1].year
        return text(
            "panel.archive_updated", lang, first=first, last=last, day=day(read_on, lang, "long")
        )
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
