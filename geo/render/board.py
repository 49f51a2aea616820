"""The lurah's board as HTML: the finding, the table of pairs, and small charts on one scale."""

from __future__ import annotations

from html import escape

from geo import pairs
from geo.board import Board, Member
from geo.levels import severity_of
from geo.pressure import Pressure, sentence
from geo.render import html, miniature, multiples, words
from geo.text import day, number, text


def finding(of: Board, lang: str, around: Pressure | None = None) -> str:
    """Where one's own kelurahan stands against the others, in one sentence and a few more, with
    what is known of the neighbours' incidence."""
    zone = of.own.zone
    level = words.level(zone.level, lang)
    kind = "title" if severity_of(zone.level) >= 0 and of.known else "title_unknown"
    values = {"name": zone.name, "level_word": level, "n": of.more_severe, "known": of.known}
    title = text(f"board.{kind}", lang, **values)
    rule = words.rule(of.city.rule, "short", lang)
    lines = [_different(of, lang)]
    if around is not None and of.city.rule.by_incidence:
        lines.append(words.phrase(sentence(around), lang))
    if of.own_end != of.end:
        ends = {"own": day(of.own_end, lang, "long"), "end": day(of.end, lang, "long")}
        lines.append(text("board.two_ends", lang, **ends))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<div class="jt-finding">{html.banners(of.city, lang)}'
        f"<h1>{html.chip(zone.level, lang)} {escape(title)}</h1>"
        f'<p class="jt-when">{escape(day(of.city.day, lang))} · {escape(rule)}</p>{said}</div>'
    )


def picture(of: Board, shapes: miniature.Shapes, lang: str) -> str:
    """The kelurahan and its neighbours of order 1 and 2 in their colours, the rest of the city as
    paper; one's own has an ink line."""
    own = of.own.zone
    shown = {own.zone_id, *(n.zone_id for n in of.hood.neighbours)}
    levels = {zone.zone_id: zone.level for zone in of.city.zones if zone.zone_id in shown}
    first = ", ".join(of.city.facts.names[zone] for zone in of.hood.of_order(1))
    alt = text("board.map", lang, name=own.name, names=first or "–")
    drawn = miniature.svg(
        shapes, levels, marked=frozenset({own.zone_id}), focus=frozenset(shown), words=alt
    )
    return miniature.image(drawn, alt)


def table(of: Board, lang: str, link: html.Link) -> str:
    """One's own kelurahan, then each other with the verdict of the pair."""
    rows = _row(of.own, lang, link, own=True) + "".join(_row(m, lang, link) for m in of.others)
    heads = "".join(
        f'<th scope="col"{_right(key)}>{escape(text(f"board.column.{key}", lang))}</th>'
        for key in ("zone", "level", "rate", "change", "verdict")
    )
    caption = escape(text("board.caption", lang, day=day(of.city.day, lang)))
    notes = "".join(f"<p>{escape(words.phrase(note, lang))}</p>" for note in of.notes)
    return (
        f'<div class="jt-table jt-board" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f'<tbody>{rows}</tbody></table></div><div class="jt-foot">{notes}</div>'
    )


def charts(of: Board, lang: str, link: html.Link) -> str:
    """The course of each kelurahan on one scale, and its past levels; where a reader may not see
    the days, the levels alone."""
    members = (of.own, *of.others)
    scale = multiples.scale([m.view for m in members])
    cards = "".join(_card(member, scale, lang, link) for member in members)
    top = text("board.scale", lang, n=number(scale.most, lang)) if scale.most else ""
    hidden = not all(member.view.curve for member in members)
    note = text("board.no_curve", lang) if hidden else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in (top, note) if line)
    return f'<ul class="jt-multiples">{cards}</ul><div class="jt-foot">{said}</div>'


def _different(of: Board, lang: str) -> str:
    if not of.others:
        return text("board.nobody", lang)
    tested = [m for m in of.others if m.pair and m.pair.verdict != "unknown"]
    if not tested:
        return text("board.untested", lang)
    if not of.different:
        return text("board.no_difference", lang, n=len(tested))
    lower = [m.zone.name for m in of.different if m.pair and m.pair.direction == "lower"]
    higher = [m.zone.name for m in of.different if m.pair and m.pair.direction == "higher"]
    parts = []
    if lower:
        parts.append(text("board.lower", lang, names=", ".join(lower)))
    if higher:
        parts.append(text("board.higher", lang, names=", ".join(higher)))
    return " ".join(parts)


def _row(member: Member, lang: str, link: html.Link, *, own: bool = False) -> str:
    zone = member.zone
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    mark = ' class="jt-own"' if own else ""
    verdict = text("board.own", lang)
    if member.pair is not None:
        verdict = words.phrase(pairs.sentence(member.pair), lang)
    level = f"{html.chip(zone.level, lang)} {escape(words.level(zone.level, lang))}"
    cells = (
        ("level", level),
        ("rate", escape(_rate(member, lang))),
        ("change", escape(_change(member, lang))),
        ("verdict", escape(verdict)),
    )
    body = "".join(
        f'<td data-label="{escape(text(f"board.column.{key}", lang))}"{_right(key)}>{cell}</td>'
        for key, cell in cells
    )
    return f'<tr data-zone="{zone.zone_id}"{mark}><th scope="row">{name}</th>{body}</tr>'


def _rate(member: Member, lang: str) -> str:
    zone = member.zone
    if zone.incidence is None or member.low is None or member.high is None:
        return "–"
    limits = {"low": number(member.low, lang), "high": number(member.high, lang)}
    rate = number(zone.incidence, lang)
    return text("board.rate", lang, rate=rate, n=zone.cases, **limits)


def _change(member: Member, lang: str) -> str:
    if member.change is None:
        return "–"
    sign = "+" if member.change > 0 else "−" if member.change < 0 else "±"
    return f"{sign}{number(abs(member.change), lang)}"


def _card(member: Member, scale: multiples.Scale, lang: str, link: html.Link) -> str:
    zone = member.zone
    alt = text("board.course", lang, name=zone.name)
    drawn = multiples.svg(member.view, scale)
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    return (
        f'<li data-zone="{zone.zone_id}">{html.chip(zone.level, lang)}{name}'
        f"{miniature.image(drawn, alt)}</li>"
    )


def _right(key: str) -> str:
    return ' class="r"' if key in ("rate", "change") else ""
