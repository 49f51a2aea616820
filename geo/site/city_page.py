"""The city's page: map with time, the finding, counts, zones to look at, and all in rows."""

from __future__ import annotations

from html import escape

from geo import findings
from geo.levels import BY_KEY
from geo.render import html as parts
from geo.render import words
from geo.site.content import Content
from geo.site.frame import Page, chip, html, picture
from geo.text import day, number, text
from geo.views import ZoneStatus

SCRIPTS = ("assets/leaflet.js", "assets/peta.js", "assets/data.js")


def page(of: Content, lang: str) -> bytes:
    """The page in a language, with its scripts."""
    title = words.title(of.view, lang)
    simulated = f"{text('simulated.banner', lang)}. " if of.view.simulated else ""
    description = text(
        "site.description",
        lang,
        day=day(of.view.day, lang),
        rule=words.rule(of.view.rule, "short", lang),
        city=of.city,
    )
    made = Page(
        lang,
        of.page(lang),
        f"{title} · {of.city}",
        simulated + description,
        "",
        (*SCRIPTS, f"assets/{lang}.js"),
    )
    return html(of, Page(**{**vars(made), "body": _body(of, made)}))


def _body(of: Content, page: Page) -> str:
    view, lang = of.view, page.lang
    return (
        f'<div class="top"><div class="first">{parts.finding(view, lang)}</div>'
        f'<div class="map">{_without_script(of, page)}<div id="peta" hidden></div></div>'
        f'<div class="rest">{_tally(of, lang)}{_choice(lang)}{_attention(of, page)}</div></div>'
        f"{_table(of, page)}"
        f'<section class="card">{parts.footnote(view, lang)}</section>'
    )


def _without_script(of: Content, page: Page) -> str:
    alt = text("site.still", page.lang, city=of.city, day=day(of.view.day, page.lang))
    return (
        f'<noscript><img src="{page.link(picture(page.lang))}" width="1200" height="630" '
        f'alt="{escape(alt, quote=True)}"><p><a href="#tabel">'
        f"{escape(text('site.no_script', page.lang))}</a></p></noscript>"
    )


def _tally(of: Content, lang: str) -> str:
    """Legend and count in one. The script counts anew when the map shows another day, also levels
    that this day has not."""
    view = of.view
    codes = set(of.zoned.codes.ravel())
    keys = [*view.tally, *(k for k, v in BY_KEY.items() if v.code in codes and k not in view.tally)]
    total = max(len(view.zones), 1)
    rows = []
    for key in keys:
        count = view.tally.get(key, 0)
        hidden = "" if key in view.tally else " hidden"
        bound = words.bound(view.rule, key, lang)
        small = f"<small>{escape(bound)}</small>" if bound else ""
        rows.append(
            f'<li data-level="{key}"{hidden}>{chip(key)}'
            f"<span>{escape(words.capital(words.level(key, lang)))}{small}</span>"
            '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect class="{key}" width="{100 * count / total:.4g}" height="8"/></svg>'
            f"<b>{number(count, lang)}</b></li>"
        )
    when = day(view.day, lang)
    said = escape(text("site.counted", lang, day=when))
    pattern = escape(text("site.counted", lang, day="{day}"), quote=True)
    return (
        f'<section><h2 id="hitung" data-say="{pattern}" aria-live="polite">{said}</h2>'
        f'<ul class="tally">{"".join(rows)}</ul></section>'
    )


def _choice(lang: str) -> str:
    """A list of all zones; the script fills it, without one the table does the same."""
    return (
        f'<section id="saya" hidden><label for="pilih">{escape(text("site.mine", lang))}</label>'
        f'<select id="pilih"><option value="">{escape(text("site.choose", lang))}</option>'
        "</select></section>"
    )


def _attention(of: Content, page: Page) -> str:
    lang = page.lang
    rows = findings.attention(of.view)
    items = "".join(
        f'<li>{chip(zone.level)}<a href="{page.link(of.page(lang, zone.zone_id))}">'
        f"{escape(zone.name)}</a><span>{escape(_around(zone, near, lang))}</span></li>"
        for zone, near in rows
    )
    inside = f'<ul class="near look">{items}</ul>' if rows else ""
    calm = "" if rows else f"<p>{escape(text('panel.all_calm', lang))}</p>"
    return f"<section><h2>{escape(text('panel.attention', lang))}</h2>{inside}{calm}</section>"


def _around(zone: ZoneStatus, near: int, lang: str) -> str:
    if "rt" in zone.level:
        around = text("panel.near_rt" if near else "panel.near_rt_none", lang, n=near)
    else:
        around = text("panel.near" if near else "panel.near_none", lang, n=near)
    return f"{words.level(zone.level, lang)} · {around}"


def _table(of: Content, page: Page) -> str:
    """What the map shows, in rows; each name is the link to its page."""
    view, lang = of.view, page.lang
    banded = view.rule.by_incidence
    numbers = ("cases", "incidence", "population") if banded else ()
    heads = "".join(
        f'<th scope="col"{" class=r" if name in numbers else ""}>'
        f"{escape(text(f'column.{name}', lang, days=view.rule.window_days))}</th>"
        for name in ("zone", "level", *numbers, "district", "note")
    )
    rows = "".join(_row(of, page, zone, banded) for zone in view.zones)
    rule = words.rule(view.rule, "short", lang)
    caption = text("panel.table_caption", lang, day=day(view.day, lang), rule=rule)
    if view.simulated:
        caption += f" · {text('simulated.banner', lang)}"
    said = escape(caption, quote=True)
    return (
        f'<section class="card" id="tabel"><h2>{escape(text("site.all_zones", lang))}</h2>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{said}"><table>'
        f"<caption>{said}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
        "</table></div></section>"
    )


def _row(of: Content, page: Page, zone: ZoneStatus, banded: bool) -> str:
    lang = page.lang
    figures = (
        f"<td class=r>{number(zone.cases, lang)}<td class=r>{number(zone.incidence, lang, 1)}"
        f"<td class=r>{number(zone.population, lang)}"
        if banded
        else ""
    )
    return (
        f'<tr><th scope=row><a href="{page.link(of.page(lang, zone.zone_id))}">'
        f"{escape(zone.name)}</a>"
        f"<td class=l>{chip(zone.level)}{escape(words.level(zone.level, lang))}{figures}"
        f"<td>{escape(zone.district)}<td>{escape(', '.join(words.marks(zone, lang)))}"
    )
