"""One day as known at two moments, side by side: finding, two maps, and what has changed."""

from __future__ import annotations

import datetime as dt
from html import escape
from zoneinfo import ZoneInfo

from geo.knowledge import Revised, ZoneChange
from geo.render import html, miniature, words
from geo.text import day, moment, number, text
from geo.views import CityView


def when(at: dt.datetime, timezone: str, lang: str) -> str:
    """A moment in the city's time, in words."""
    return moment(at.astimezone(ZoneInfo(timezone)), lang)


def finding(made: Revised, as_of: dt.datetime, lang: str) -> str:
    """How much of the day's picture has changed, in one sentence and one more."""
    view = made.present
    then = when(as_of, view.facts.city.timezone, lang)
    kind = "recoloured" if made.recoloured else "numbers" if made.changed else "same"
    title = text(f"revision.headline_{kind}", lang, n=made.recoloured, k=len(made.changed))
    said = text("revision.sub", lang, then=then, worse=made.worse, better=made.better)
    if made.added is not None and view.facts.policy.detail:
        said += " " + text("revision.sub_cases", lang, n=_signed(made.added, lang))
    rule = words.rule(view.rule, "short", lang)
    return (
        f'<div class="jt-finding">{html.banners(view, lang)}<h1>{escape(title)}</h1>'
        f'<p class="jt-when">{escape(day(view.day, lang))} · {escape(rule)}</p>'
        f"<p>{escape(said)}</p></div>"
    )


def picture(view: CityView, of: miniature.Shapes, marked: frozenset[str], lang: str) -> str:
    """The city as a still map; ``marked`` zones are outlined."""
    alt = f"{words.title(view, lang)}. {day(view.day, lang)}"
    levels = {zone.zone_id: zone.level for zone in view.zones}
    return miniature.image(miniature.svg(of, levels, marked=marked, words=alt), alt)


def changes(made: Revised, lang: str, link: html.Link) -> str:
    """Zone by zone what is another now; a sentence where nothing is."""
    rows = "".join(_row(zone, lang, link) for zone in made.changed)
    if not rows:
        return f"<p>{escape(text('revision.none', lang))}</p>"
    heads = "".join(
        f'<th scope="col"{side}>{escape(text(f"revision.column.{key}", lang))}</th>'
        for key, side in (("zone", ""), ("then", ""), ("now", ""), ("cases", ' class="r"'))
    )
    caption = escape(text("revision.caption", lang, day=day(made.present.day, lang)))
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(zone: ZoneChange, lang: str, link: html.Link) -> str:
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    numbers = f"{number(zone.cases_then, lang)} → {number(zone.cases_present, lang)}"
    if zone.added:
        numbers += f" ({_signed(zone.added, lang)})"
    cells = "".join(
        f"<td>{html.chip(key, lang)} {escape(words.level(key, lang))}</td>"
        for key in (zone.then, zone.present)
    )
    return (
        f'<tr data-zone="{zone.zone_id}"><th scope="row">{name}</th>{cells}'
        f'<td class="r">{escape(numbers)}</td></tr>'
    )


def _signed(count: int, lang: str) -> str:
    sign = "+" if count > 0 else "−" if count < 0 else "±"
    return f"{sign}{number(abs(count), lang)}"
