"""A kelurahan's page: status, why, past, curve, neighbours, what was reported of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html import escape

from geo import why as zone_why
from geo.exports import reason
from geo.levels import BY_KEY, severity_of
from geo.render import html as parts
from geo.render import why, words
from geo.render import zone as zone_parts
from geo.site.content import Content
from geo.site.frame import Page, chip, html
from geo.text import day, number, text
from geo.views import ZoneStatus, ZoneView

_SHARED = 120
"""Characters of the grounds that whoever shares a link shows of them."""


def page(of: Content, one: ZoneView, lang: str) -> bytes:
    """The page in a language."""
    zone = one.status
    title = text("zone_page.title", lang, name=zone.name, level_word=words.level(zone.level, lang))
    why_so = reason(zone, of.view, lang)
    short = why_so if len(why_so) <= _SHARED else why_so[: _SHARED - 1].rsplit(" ", 1)[0] + "…"
    made = Page(
        lang,
        of.page(lang, zone.zone_id),
        f"{title} · {of.city}",
        f"{day(of.view.day, lang, 'long')}: {short}",
        "",
        zone_id=zone.zone_id,
    )
    return html(of, replace(made, body=_body(of, one, made, title)))


def strip_file(zone_id: str) -> str:
    """The path of a zone's past as a picture, the same for all languages."""
    return f"kelurahan/{zone_id}-zona.svg"


def curve_file(zone_id: str) -> str:
    """The path of a zone's new cases as a picture, the same for all languages."""
    return f"kelurahan/{zone_id}-kasus.svg"


def _body(of: Content, one: ZoneView, page: Page, title: str) -> str:
    right = f"{_near(of, one, page)}{_stated(one, page)}"
    return (
        f'<div class="zone"><div><section class="card">{_status(of, one, page, title)}</section>'
        f"{_past(one, page)}{_curve(one, page)}</div><div>{right}</div></div>"
    )


def _status(of: Content, one: ZoneView, page: Page, title: str) -> str:
    lang, zone, city = page.lang, one.status, of.view
    place = text("zone_page.place", lang, district=zone.district, city=of.city)
    if zone.population:
        place += " · " + text("zone_page.people", lang, n=number(zone.population, lang))
    said = "".join(f"<p>{line}</p>" for line in zone_parts.said(one, lang))
    of_rule = len(why.rule_lines(city.rule, lang))
    lines = why.lines(zone_why.why(city, zone.zone_id), lang)[:-of_rule]
    rows = "".join(f"<dt>{escape(name)}<dd>{escape(line)}" for name, line in lines)
    grounds = f"<dl>{rows}</dl>" if rows else ""
    to_map = page.link(f"{of.page(lang)}#{zone.zone_id}")
    return (
        f"{parts.banners(city, lang)}"
        f"<h1>{chip(zone.level)}{escape(title)}</h1>"
        f'<p class="jt-when">{escape(place)}<br>{escape(day(city.day, lang))} · '
        f"{escape(_rule(of, lang))} · "
        f'<a href="{to_map}">{escape(text("site.to_map", lang))}</a></p>'
        f"<h2>{escape(text('zone_page.why', lang))}</h2>{said}{grounds}"
        f'<p class="jt-when">{escape(zone_parts.standing(one, lang))}</p>'
    )


def _rule(of: Content, lang: str) -> str:
    """Which rule in which version, and that nobody checked it where nobody did."""
    rule = of.view.rule
    said = [words.rule(rule, "title", lang), text("panel.version", lang, version=rule.version)]
    return ", ".join(said if rule.verified else [*said, text("rule_words.unverified", lang)])


def _past(one: ZoneView, page: Page) -> str:
    lang = page.lang
    heading = escape(text("zone_page.past", lang))
    if not one.past:
        said = escape(text("zone_page.past_none", lang))
        return f'<section class="card"><h2>{heading}</h2><p>{said}</p></section>'
    counts = Counter(key for _, key in one.past)
    listed = ", ".join(
        text("site.days_of", lang, n=counts[key], count=number(counts[key], lang), level=word)
        for key in sorted(counts, key=lambda key: -severity_of(key))
        for word in [words.level(key, lang)]
    )
    file = strip_file(one.status.zone_id)
    return (
        f'<section class="card"><h2>{heading}</h2>'
        f'<img class="strip" src="{page.link(file)}" alt="">{_ends(one, page)}'
        f"<p>{escape(words.capital(listed))}.</p></section>"
    )


def _ends(one: ZoneView, page: Page) -> str:
    first, last = (day(one.past[i][0], page.lang, "short") for i in (0, -1))
    return f'<p class="ends"><span>{escape(first)}</span><span>{escape(last)}</span></p>'


def _curve(one: ZoneView, page: Page) -> str:
    """The curve, or why there is none; who may not see it gets none."""
    lang = page.lang
    heading = escape(text("zone_page.curve", lang))
    known = [(new, when) for when, new, _ in one.curve if new is not None]
    if not known:
        hidden = not one.city.facts.policy.sees(one.status.zone_id)
        said = text("site.curve_hidden" if hidden else "zone_page.curve_none", lang)
        return f'<section class="card"><h2>{heading}</h2><p>{escape(said)}</p></section>'
    most, when = max(known, key=lambda pair: pair[0])
    peak = text("site.peak", lang, n=number(most, lang), day=day(when, lang, "long"))
    alt = f"{text('zone_page.curve', lang)}, {one.status.name}"
    first, last = (day(one.curve[i][0], lang, "short") for i in (0, -1))
    mark = parts.simulated(lang) if one.city.facts.simulated else ""
    return (
        f'<section class="card"><h2>{heading}</h2>{mark}<img class="curve" '
        f'src="{page.link(curve_file(one.status.zone_id))}" alt="{escape(alt, quote=True)}">'
        f'<p class="ends"><span>{escape(first)}</span><span>{escape(last)}</span></p>'
        f"<p>{escape(peak)}</p></section>"
    )


def _near(of: Content, one: ZoneView, page: Page) -> str:
    lang = page.lang
    heading = f"<h2>{escape(text('zone_page.neighbours', lang))}</h2>"
    order = sorted(one.neighbours, key=lambda z: (-(BY_KEY[z.level].severity or 0), z.name))
    rows = "".join(
        f'<li>{chip(zone.level)}<a href="{page.link(of.page(lang, zone.zone_id))}">'
        f"{escape(zone.name)}</a><span>{escape(_short(of, zone, lang))}</span>"
        for zone in order
    )
    none = f"<p>{escape(text('zone_page.neighbours_none', lang))}</p>"
    inside = f'<ul class="near">{rows}</ul>' if rows else none
    return f'<section class="card">{heading}{inside}</section>'


def _short(of: Content, zone: ZoneStatus, lang: str) -> str:
    word = words.level(zone.level, lang)
    if zone.cases is None or not of.view.rule.by_incidence:
        return word
    return f"{word} · {text('zone_page.cases', lang, n=zone.cases)}"


def _stated(one: ZoneView, page: Page) -> str:
    """What pages said of it, beside a colour that rests on such pages."""
    if not one.stated or one.city.rule.kind != "archive":
        return ""
    heading = f"<h2>{escape(text('zone_page.stated', page.lang))}</h2>"
    return f'<section class="card">{heading}{zone_parts.stated(one, page.lang)}</section>'
