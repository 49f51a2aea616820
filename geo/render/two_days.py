"""Two days of one city, before and after: what has changed in a sentence, and which zones did."""

from __future__ import annotations

from html import escape

from geo.knowledge import Revised, ZoneChange
from geo.levels import severity_of
from geo.render import html, words
from geo.text import day, number, text


def finding(made: Revised, lang: str) -> str:
    """How many zones are worse and how many better on the later day; of how many it speaks."""
    first, second = made.then, made.present
    days = {"first_day": day(first.day, lang, "long"), "second_day": day(second.day, lang, "long")}
    said = [text("two_days.sub", lang, n=number(made.comparable, lang), **days)]
    if made.lost or made.gained:
        values = {"lost": number(made.lost, lang), "gained": number(made.gained, lang)}
        said.append(text("two_days.sub_unknown", lang, **values))
    if first.rule.key != second.rule.key:
        rules = (words.rule(view.rule, "title", lang) for view in (first, second))
        pair = dict(zip(("first_rule", "second_rule"), rules, strict=True))
        said.append(text("two_days.sub_versions", lang, **pair))
    what_if = dict.fromkeys(words.what_if(view, lang) for view in (first, second))
    banner = html.simulated(lang) if second.simulated else ""
    banner += "".join(f'<p class="jt-what-if">{escape(one)}</p>' for one in what_if if one)
    rule = words.rule(second.rule, "short", lang)
    return (
        f'<div class="jt-finding">{banner}<h1>{escape(_headline(made, lang))}</h1>'
        f'<p class="jt-when">{escape(second.facts.city.name)} · {escape(rule)}</p>'
        f"<p>{escape(' '.join(said))}</p></div>"
    )


def changes(made: Revised, lang: str, link: html.Link) -> str:
    """The zones with another colour: worse ones first, then better, then what came or went."""
    changed = sorted((zone for zone in made.zones if zone.recoloured), key=_order)
    if not changed:
        return f"<p>{escape(text('two_days.none', lang))}</p>"
    first, second = made.then, made.present
    counted = any(zone.cases_then is not None for zone in changed) or any(
        zone.cases_present is not None for zone in changed
    )
    heads = [text("two_days.column.zone", lang)]
    heads += [day(view.day, lang, "short") for view in (first, second)]
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    if counted:
        cases = text("two_days.column.cases", lang, days=second.rule.window_days)
        top += f'<th scope="col" class="r">{escape(cases)}</th>'
    body = "".join(_row(zone, lang, link, counted) for zone in changed)
    days = {"first_day": day(first.day, lang, "long"), "second_day": day(second.day, lang, "long")}
    caption = escape(text("two_days.caption", lang, **days))
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _headline(made: Revised, lang: str) -> str:
    if not made.comparable:
        return text("two_days.headline_unknown", lang)
    if not made.worse and not made.better:
        return text("two_days.headline_same", lang)
    values = {"worse": number(made.worse, lang), "better": number(made.better, lang)}
    return text("two_days.headline", lang, **values)


def _order(zone: ZoneChange) -> tuple[int, int, str]:
    then, now = severity_of(zone.then), severity_of(zone.present)
    kind = 2 if min(then, now) < 0 else 0 if now > then else 1
    return kind, -abs(now - then), zone.name


def _row(zone: ZoneChange, lang: str, link: html.Link, counted: bool) -> str:
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    cells = "".join(
        f"<td>{html.chip(key, lang)} "
        f'<span class="jt-word">{escape(words.level(key, lang))}</span></td>'
        for key in (zone.then, zone.present)
    )
    if counted:
        cells += (
            f'<td class="r">{number(zone.cases_then, lang)} → '
            f"{number(zone.cases_present, lang)}</td>"
        )
    return f'<tr data-zone="{zone.zone_id}"><th scope="row">{name}</th>{cells}</tr>'
