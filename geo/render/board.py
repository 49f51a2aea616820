"""The lurah's board as HTML: the finding, the map and its rows, and the table of pairs."""

from __future__ import annotations

from html import escape

from geo import alike, pairs
from geo.board import Board, Member
from geo.facts import Facts
from geo.levels import severity_of
from geo.pressure import Pressure, sentence
from geo.render import board_cards, board_map, html, miniature, response_lines, words
from geo.text import day, number, text
from geo.views import COUNTED

_NEAR = ("itself", "next", "second")
"""Words for a neighbour's order; 0 is one's own kelurahan."""


def finding(of: Board, lang: str, around: Pressure | None = None, tested: str = "") -> str:
    """Where one's own kelurahan stands against the others, in one sentence and a few more, with
    what is known of the neighbours' incidence; ``tested`` (HTML) says what that is worth."""
    rule = words.rule(of.city.rule, "short", lang)
    lines = [_different(of, lang)]
    if around is not None and of.city.rule.by_incidence:
        lines.append(f"{words.phrase(sentence(around), lang)}.")
    if of.own_end != of.end:
        ends = {"own": day(of.own_end, lang, "long"), "end": day(of.end, lang, "long")}
        lines.append(text("board.two_ends", lang, **ends))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines) + tested
    return (
        f'<div class="jt-finding">{html.banners(of.city, lang)}'
        f"<h1>{html.chip(of.own.zone.level, lang)} {escape(title(of, lang))}</h1>"
        f'<p class="jt-when">{escape(day(of.city.day, lang))} · {escape(rule)}</p>{said}</div>'
    )


def pick(facts: Facts, lang: str, link: html.Link) -> str:
    """All kelurahan by kecamatan, to choose one's own with a thumb."""
    groups = []
    for district in sorted(set(facts.districts.values())):
        inside = [zone for zone in facts.zone_ids if facts.districts[zone] == district]
        items = "".join(
            f'<li><a href="{escape(link(zone), quote=True)}">{escape(facts.names[zone])}</a></li>'
            for zone in sorted(inside, key=lambda zone: facts.names[zone])
        )
        groups.append(f"<section><h2>{escape(district)}</h2><ul>{items}</ul></section>")
    said = escape(text("board.pick", lang))
    return f'<div class="jt-pick"><p>{said}</p>{"".join(groups)}</div>'


def title(of: Board, lang: str) -> str:
    """The finding in one sentence."""
    zone = of.own.zone
    level = words.level(zone.level, lang)
    kind = "title" if severity_of(zone.level) >= 0 and of.known else "title_unknown"
    if kind == "title" and of.known == 1:
        kind = "title_only" if of.more_severe else "title_only_none"
    elif kind == "title" and not of.more_severe:
        kind = "title_none"
    values = {"name": zone.name, "level_word": level, "n": of.more_severe, "known": of.known}
    return text(f"board.{kind}", lang, **values)


def announced(of: Board, lang: str) -> str:
    """What is read aloud once another kelurahan or another comparison is chosen."""
    beside = text(f"board.kind.{of.kind}", lang)
    values = {"title": title(of, lang), "beside": beside, "n": len(of.others)}
    return (f"{text('simulated.banner', lang)}. " if of.city.simulated else "") + text(
        "board.announced", lang, **values
    )


def picture(of: Board, shapes: miniature.Shapes, lang: str) -> str:
    """The kelurahan and its neighbours of order 1 and 2 in their colours with their names, what the
    lines mean, and the same in rows."""
    first = ", ".join(of.city.facts.names[zone] for zone in of.hood.of_order(1))
    alt = text("board.map", lang, name=of.own.zone.name, names=first or "–")
    drawn = board_map.svg(of, shapes, alt)
    lines = _NEAR if of.hood.of_order(2) else _NEAR[: 1 + bool(first)]
    keys = "".join(
        f'<li><i class="{key}"></i>{escape(text(f"board.near.{key}", lang))}</li>' for key in lines
    )
    legend = f'<ul class="jt-orders" aria-hidden="true">{keys}</ul>' if drawn else ""
    return (miniature.image(drawn, alt) if drawn else "") + legend + _map_rows(of, lang)


def _map_rows(of: Board, lang: str) -> str:
    """What the picture shows, in rows: kelurahan, how near it is, its colour."""
    near = [(of.own.zone.zone_id, 0), *((n.zone_id, n.order) for n in of.hood.neighbours)]
    rows = "".join(
        f'<tr data-near="{zone_id}"><th scope="row">{escape(of.city.facts.names[zone_id])}</th>'
        f"<td>{escape(text(f'board.near.{_NEAR[order]}', lang))}</td>"
        f"<td>{_level(of.city.zone(zone_id).level, lang)}</td></tr>"
        for zone_id, order in near
    )
    heads = "".join(
        f'<th scope="col">{escape(text(f"board.column.{key}", lang))}</th>'
        for key in ("zone", "near", "level")
    )
    caption = escape(_dated("board.map_caption", of, lang))
    return (
        f'<details class="jt-rows"><summary>{escape(text("board.map_rows", lang))}</summary>'
        f'<div class="jt-table"><table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _dated(key: str, of: Board, lang: str) -> str:
    """A table's caption: its day, and that it is simulated where it is."""
    said = text(key, lang, day=day(of.city.day, lang))
    return f"{said} · {text('simulated.banner', lang)}" if of.city.simulated else said


def table(of: Board, lang: str, link: html.Link) -> str:
    """One's own kelurahan, then each other with the verdict of the pair."""
    columns = _columns(of)
    rows = "".join(_row(m, lang, link, columns) for m in of.members)
    heads = "".join(
        f'<th scope="col">{escape(text(f"board.column.{key}", lang))}</th>'
        for key in ("zone", *columns)
    )
    caption = escape(_dated("board.caption", of, lang))
    said = [words.phrase(note, lang) for note in of.notes]
    shown = [line for member in of.members for line in member.lines]
    said.append(response_lines.legend(shown, of.city.day, lang))
    notes = "".join(f"<p>{escape(one)}</p>" for one in said if one)
    return (
        f'<div class="jt-table jt-board" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f'<tbody>{rows}</tbody></table></div><div class="jt-foot">{notes}</div>'
    )


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


def _columns(of: Board) -> tuple[str, ...]:
    """Columns after the name; a rule without counts has none of them, and RTs and responses are
    left out where nobody's are known: words below the table then say so of the RTs."""
    rule = of.city.rule
    counts = ("rate" if rule.by_incidence else "cases", "week") if rule.kind in COUNTED else ()
    rts = ("rts",) if board_cards.rts_shown(of) else ()
    return ("level", *counts, *rts, *(("response",) if of.any_response else ()), "verdict")


def _row(member: Member, lang: str, link: html.Link, columns: tuple[str, ...]) -> str:
    zone, own = member.zone, member.pair is None
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    if member.like is not None:
        lacking = (text(said.key, lang) for said in alike.left_out(member.like))
        like = "; ".join(
            [text("board.like", lang, n=number(member.like.distance, lang, 2)), *lacking]
        )
        name += f" <small>{escape(like)}</small>"
    mark = ' class="jt-own"' if own else ""
    verdict = text("board.own", lang)
    if member.pair is not None:
        verdict = words.phrase(pairs.sentence(member.pair), lang)
    cells = {
        "level": _level(zone.level, lang),
        "rate": board_cards.rate(member, lang),
        "cases": board_cards.rate(member, lang),
        "week": board_cards.week(member, lang),
        "rts": board_cards.rts(member.rts, lang),
        "response": response_lines.marks(member.lines, member.view.city.day, lang),
        "verdict": escape(verdict),
    }
    body = "".join(
        f'<td data-label="{escape(text(f"board.column.{key}", lang))}" class="c-{key}">'
        f"{cells[key]}</td>"
        for key in columns
    )
    return f'<tr data-zone="{zone.zone_id}"{mark}><th scope="row">{name}</th>{body}</tr>'


def _level(key: str, lang: str) -> str:
    return f"{html.chip(key, lang)} {escape(words.level(key, lang))}"
