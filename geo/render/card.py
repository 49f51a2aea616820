"""The early word as a picture to send: 1080 × 1350, the same bytes wherever it is drawn.

Everything that the picture needs to be believed stands inside it: the day, the rule, what the
numbers rest on, and SIMULASI where they are simulated.
"""

from __future__ import annotations

import resvg_py

from geo.early_word import EarlyWord, local
from geo.levels import BY_KEY
from geo.reasons import Phrase
from geo.render import lettering, miniature, near_map, word, words
from geo.text import day, text

WIDTH, HEIGHT = 1080, 1350
_EDGE = 64
_ROOM = WIDTH - 2 * _EDGE
_INK, _MUTED, _LINE, _PAPER = "#1b2430", "#5b6670", "#d5d9d8", "#f7f7f4"
_FIGURES = frozenset(f"early_word.grounds.{kind}" for kind in ("rate", "nobody", "hidden", "count"))
"""Sentences that the picture shows as large figures instead."""
_ELSEWHERE = _FIGURES | {"early_word.simulated", "early_word.open.loaded"}
"""Those, and what its banner and its foot say."""
_SIZES = range(32, 17, -1)
"""Sizes of the sentences' letters, the first at which the map keeps ``_LEAST_MAP``."""
_LEAST_MAP, _MOST_MAP = 300, 640


def png(of: EarlyWord, shapes: miniature.Shapes, lang: str) -> bytes:
    """The picture; ``shapes`` are the city's outlines of ``geo.render.miniature``."""
    return resvg_py.svg_to_bytes(
        svg_string=svg(of, shapes, lang),
        skip_system_fonts=True,
        font_files=[str(lettering.FILE)],
        font_family=lettering.TYPEFACE,
    )


def svg(of: EarlyWord, shapes: miniature.Shapes, lang: str) -> str:
    """The same as SVG, before it is drawn."""
    top, head = _head(of, lang)
    top, figures = _figures(of, lang, top)
    bottom, foot = _foot(of, lang)
    said = [one for one in (*of.warnings, *of.sentences) if one.key not in _ELSEWHERE]
    sentences = [word.sentence(one, lang) for one in said]
    legend_high = 56
    for size in _SIZES:
        lines = [lettering.wrap(one, size, 500, _ROOM) for one in sentences]
        high = sum(len(one) * size * 1.34 + size * 0.42 for one in lines)
        left = bottom - top - high - legend_high - 24
        if left >= _LEAST_MAP:
            break
    map_high = int(min(max(left, 120), _MOST_MAP))
    drawn = near_map.draw(of.view, shapes, _EDGE, top, _ROOM, map_high)
    y = top + map_high
    y, legend = _legend(of, lang, y) if drawn else (top, "")
    body = _body(lines, size, y + 14)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{lettering.TYPEFACE}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>'
        f"{head}{figures}{drawn}{legend}{body}{foot}</svg>"
    )


def _head(of: EarlyWord, lang: str) -> tuple[float, str]:
    """Banner, chip, title, day; and where they end."""
    city, zone = of.view.city, of.view.status
    top, out = 0.0, []
    if city.simulated:
        out.append(f'<rect width="{WIDTH}" height="76" fill="{_INK}"/>')
        out.append(lettering.line(text("simulated.banner", lang), _EDGE, 51, 36, 800, "#fff"))
        top = 76
    top += 44
    chip = 96
    out.append(_chip(zone.level, _EDGE, top, chip))
    values = {"name": zone.name, "level_word": words.level(zone.level, lang)}
    title = text("zone_page.title", lang, **values)
    x = _EDGE + chip + 28
    size, lines = lettering.fitted(title, range(60, 35, -2), 800, WIDTH - _EDGE - x, 2)
    first = top + (chip - size * 1.14 * len(lines)) / 2 if len(lines) == 1 else top - 6
    for row, said in enumerate(lines):
        y = first + size * (0.86 + 1.14 * row)
        out.append(lettering.line(said, x, y, size, 800, _INK))
    top = max(top + chip, first + size * 1.14 * len(lines)) + 50
    place = text("card.place", lang, day=day(city.day, lang), city=city.facts.city.name)
    size, lines = lettering.fitted(place, range(30, 21, -2), 600, _ROOM, 1)
    out.append(lettering.line(lines[0], _EDGE, top, size, 600, _MUTED))
    return top + 34, "".join(out)


def _chip(level_key: str, x: float, y: float, size: float) -> str:
    """The level's square with its letter."""
    level = BY_KEY[level_key]
    letter = level.letter
    half = size / 2
    middle = ' text-anchor="middle"'
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}" rx="{size * 0.2:g}" '
        f'fill="{level.colour}" stroke="#7f7f7f" stroke-opacity=".4"/>'
        + lettering.line(
            letter, x + half, y + half + size * 0.23, size * 0.62, 800, level.ink, middle
        )
    )


def _figures(of: EarlyWord, lang: str, top: float) -> tuple[float, str]:
    """Cases and rate in large figures, where the word has them; and where they end."""
    found = [said for said in of.sentences if said.key in _FIGURES]
    if not found:
        return top, ""
    values = found[0].values
    pairs = [(_figure(found[0], lang), _label(_counted(of, found[0]), lang))]
    if "per" in values:
        kind = "card.range" if "rate" in values else "card.up_to"
        parts = [values["per"], Phrase(kind, values)]
        pairs.append((word.figure(values.get("rate", 0), lang), _label(parts, lang)))
    room = (_ROOM - 40 * (len(pairs) - 1)) / len(pairs)
    out, most = [], 0
    for place, (value, label) in enumerate(pairs):
        x = _EDGE + place * (room + 40)
        size, big = lettering.fitted(value, range(84, 39, -4), 800, room, 1)
        out.append(lettering.line(big[0], x, top + 66, size, 800, _INK))
        lines = lettering.wrap(label, 28, 600, room)
        out += [
            lettering.line(said, x, top + 108 + 36 * row, 28, 600, _INK)
            for row, said in enumerate(lines)
        ]
        most = max(most, len(lines))
    return top + 96 + 36 * most + 6, "".join(out)


def _figure(said: Phrase, lang: str) -> str:
    """The count without its noun: "8", "1–4", "0"."""
    values = said.values["count"].values
    shown = word.figure(values.get("n", 0), lang)
    return f"{word.figure(values['low'], lang)}–{shown}" if "low" in values else shown


def _counted(of: EarlyWord, said: Phrase) -> list[Phrase]:
    """What the count is of, until when where that is not the day itself, and of how many people."""
    values = {**said.values, "n": said.values["count"].values.get("n", 0)}
    until = values["last"] != of.view.city.day
    parts = [Phrase("card.cases_until" if until else "card.cases", values)]
    if "people" in values:
        parts.append(Phrase("card.people", values))
    if said.key.endswith(".hidden"):
        parts.append(Phrase("card.hidden", values))
    return parts


def _label(parts: list[Phrase], lang: str) -> str:
    return ", ".join(word.written(part, lang) for part in parts)


def _legend(of: EarlyWord, lang: str, top: float) -> tuple[float, str]:
    """The levels in the map, each a chip with its word, on one line as far as they go."""
    zones = (of.view.status, *of.view.neighbours)
    used = [key for key in BY_KEY if any(zone.level == key for zone in zones)]
    x, out = float(_EDGE), []
    for key in used:
        label = words.level(key, lang)
        wide = 36 + 10 + lettering.width(label, 26, 600) + 26
        if x + wide > WIDTH - _EDGE + 26:
            break
        out.append(_chip(key, x, top + 13, 36))
        out.append(lettering.line(label, x + 46, top + 40, 26, 600, _INK))
        x += wide
    return top + 56, "".join(out)


def _body(lines: list[list[str]], size: int, top: float) -> str:
    """The sentences, each on lines of its own."""
    out, y = [], top
    for sentence in lines:
        for said in sentence:
            y += size * 1.34
            out.append(lettering.line(said, _EDGE, y - size * 0.3, size, 500, _INK))
        y += size * 0.42
    return "".join(out)


def _foot(of: EarlyWord, lang: str) -> tuple[float, str]:
    """Rule, source and doubt in small letters at the bottom; and where they begin."""
    city = of.view.city
    rule = text("card.rule", lang, rule=words.rule(city.rule, "title", lang))
    said = [f"{rule}, {text('panel.version', lang, version=city.rule.version)}."]
    if any("low" in one.values and "per" in one.values for one in of.sentences):
        said.append(text("card.note", lang))
    said.append(_source(of, lang))
    lines = lettering.wrap(" ".join(said), 22, 500, _ROOM)[:4]
    y = HEIGHT - 34 - 29 * len(lines)
    rule_line = f'<path d="M{_EDGE},{y - 10}H{WIDTH - _EDGE}" stroke="{_LINE}" stroke-width="2"/>'
    rows = "".join(
        lettering.line(one, _EDGE, y + 22 + 29 * row, 22, 500, _MUTED)
        for row, one in enumerate(lines)
    )
    return y - 22, rule_line + rows


def _source(of: EarlyWord, lang: str) -> str:
    city = of.view.city
    if city.simulated:
        return text("card.source_simulated", lang)
    if city.rule.kind == "archive":
        read_on = city.facts.city.archive_read
        key = "card.source" if read_on is None else "card.source_archive"
        return text(key, lang, day=day(read_on, lang, "long") if read_on else "")
    if city.facts.updated_at is None:
        return text("card.source", lang)
    values = {"at": local(city, city.facts.updated_at)}
    return word.written(Phrase("card.source_until", values), lang)
