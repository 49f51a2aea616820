"""The words of a slide in a column: place, finding, sentences, large figures, tally, list, foot."""

from __future__ import annotations

from geo.levels import BY_KEY
from geo.render import lettering, slide_words
from geo.render.drawing import ACCENT, GREY, INK, MUTED, Area, Box, Chip, Part, Words
from geo.render.words import capital
from geo.render.words import level as level_word
from geo.slides import Briefing, Figure, Row, Slide
from geo.text import number, text

_TITLE = range(64, 33, -2)
_SAID, _FOOT = 26, 20
_LEAST_STEP = 56
_LEAST_LIST = 170
"""Pixels of three rows and the count of the others."""


def column(slide: Slide, briefing: Briefing, lang: str, area: Area) -> list[Part]:
    """Everything beside a map or chart, from the place at the top to the foot."""
    parts, y = head(slide, briefing, lang, area)
    under = foot_lines(slide, briefing, lang, area.wide)
    bottom = area.bottom - 26 * len(under) - 20
    if slide.figures:
        made, y = figures(slide.figures, lang, Area(area.x, y, area.wide, bottom - y))
        parts += made
    if slide.tally:
        made, y = tally(slide, lang, Area(area.x, y, area.wide, bottom - y))
        parts += made
    said = slide_words.sentences(slide, lang)
    after = said if slide.rows else []
    if not slide.rows and said:
        made, y = sentences(said, Area(area.x, y, area.wide, bottom - y))
        parts += made
    if slide.rows:
        need = _needed(after, area.wide)
        made, y = rows(slide, lang, Area(area.x, y, area.wide, bottom - y - need))
        parts += made
        made, y = sentences(after, Area(area.x, y, area.wide, bottom - y))
        parts += made
    return [*parts, *foot(slide, briefing, lang, Area(area.x, bottom + 20, area.wide, 80))]


def head(slide: Slide, briefing: Briefing, lang: str, area: Area) -> tuple[list[Part], float]:
    """Place and finding; and where they end."""
    where = slide_words.place(briefing, slide, lang)
    size, lines = lettering.fitted(where, range(28, 21, -1), 700, area.wide, 1)
    parts: list[Part] = [Words((lines[0],), area.x, area.y + 26, size, 700, ACCENT)]
    most = 2 if area.wide > 900 else 4
    said = slide_words.title(slide, briefing, lang)
    size, lines = lettering.fitted(said, _TITLE, 800, area.wide, most)
    y = area.y + 60 + size * 0.9
    parts.append(Words(tuple(lines), area.x, y, size, 800, INK, size * 1.1, role="title"))
    return parts, y + size * 1.1 * (len(lines) - 1) + 40


def below(slide: Slide, lang: str, area: Area) -> list[Part]:
    """What stands under the map of a square or tall picture: tally, list or figures; the list alone
    where there is no room for both."""
    parts: list[Part] = []
    y = area.y
    if slide.figures:
        made, end = figures(slide.figures, lang, area)
        if not slide.rows or area.bottom - end >= _LEAST_LIST:
            parts, y = made, end
    if slide.tally:
        made, y = tally(slide, lang, Area(area.x, y, area.wide, area.bottom - y))
        parts += made
    elif slide.rows:
        made, y = rows(slide, lang, Area(area.x, y, area.wide, area.bottom - y))
        parts += made
    elif area.bottom - y > 40:
        said = slide_words.sentences(slide, lang)
        made, y = sentences(said, Area(area.x, y, area.wide, area.bottom - y))
        parts += made
    return parts


def figures(of: tuple[Figure, ...], lang: str, area: Area) -> tuple[list[Part], float]:
    """Large numbers, two in a row, each over its label."""
    parts: list[Part] = []
    across = 2 if area.wide < 900 else max(2, min(len(of), 4))
    room = (area.wide - 32 * (across - 1)) / across
    y = area.y
    for start in range(0, len(of), across):
        most = 1
        for place, one in enumerate(of[start : start + across]):
            x = area.x + place * (room + 32)
            shown = slide_words.figure(one, lang)
            size, lines = lettering.fitted(shown, range(60, 35, -2), 800, room, 1)
            parts.append(Words((lines[0],), x, y + 56, size, 800))
            label = lettering.wrap(slide_words.figure_label(one, lang), 22, 500, room)[:3]
            parts.append(Words(tuple(label), x, y + 90, 22, 500, MUTED, 28))
            most = max(most, len(label))
        y += 76 + 28 * most + 20
    return parts, y


def tally(slide: Slide, lang: str, area: Area) -> tuple[list[Part], float]:
    """Zones per level: chip, word, bar, number; the calmest first, as they are spoken. Every level
    is shown: in two columns where one has no room."""
    counts = dict(slide.view.tally)
    keys = sorted(counts, key=lambda key: (BY_KEY[key].severity is None, BY_KEY[key].severity or 0))
    across = 2 if len(keys) * _LEAST_STEP > area.high else 1
    down = -(-len(keys) // across)
    step = min(72.0, max(area.high / max(down, 1), _LEAST_STEP * 0.8))
    gap = 40 * (across - 1)
    total = max(sum(counts.values()), 1)
    parts: list[Part] = []
    for place, key in enumerate(keys):
        wide = (area.wide - gap) / across
        x = area.x + (place // down) * (wide + 40)
        line = Area(x, area.y + place % down * step, wide, step)
        parts += _level(key, counts[key], total, lang, line)
    return parts, area.y + down * step + 16


def _level(key: str, count: int, total: int, lang: str, area: Area) -> list[Part]:
    """One level: chip, word, bar, number."""
    chip = min(52, area.high - 10)
    middle = area.y + chip / 2
    x = area.x + chip + 16
    wide = min(area.wide * 0.36, 210)
    size, said = lettering.fitted(capital(level_word(key, lang)), range(28, 19, -1), 600, wide, 1)
    shown = number(count, lang)
    bar = Area(x + wide, middle - 7, area.right - 84 - x - wide, 14)
    parts: list[Part] = [
        Chip(key, area.x, area.y, chip),
        Words((said[0],), x, middle + 10, size, 600),
        Box(bar, GREY, 7),
        Words((shown,), area.right, middle + 16, min(46, chip), 800, anchor="end"),
    ]
    if count:
        filled = Area(bar.x, bar.y, max(bar.wide * count / total, 8), 14)
        parts.insert(3, Box(filled, BY_KEY[key].colour, 7))
    return parts


def rows(slide: Slide, lang: str, area: Area) -> tuple[list[Part], float]:
    """A list of places: chip, name, and what is said of it in as many lines as there is room."""
    fits = max(int(area.high // 46), 1)
    if fits < len(slide.rows):
        fits = max(int((area.high - 30) // 46), 1)
    shown: tuple[Row, ...] = slide.rows[:fits]
    left = len(slide.rows) - len(shown)
    step = min(96.0, (area.high - 30 * bool(left)) / max(len(shown), 1))
    indent = 54 if any(one.level for one in shown) else 0
    parts: list[Part] = []
    for place, one in enumerate(shown):
        y = area.y + place * step
        if one.level:
            parts.append(Chip(one.level, area.x, y, 38))
        line = Area(area.x + indent, y, area.wide - indent, step)
        parts += _row(*slide_words.row(one, slide, lang), line)
    end = area.y + len(shown) * step + 8
    if left:
        rest = text("briefing.rest", lang, n=left)
        parts.append(Words((rest,), area.x, end + 14, 20, 600, MUTED))
        end += 26
    return parts, end


def _row(name: str, said: str, area: Area) -> list[Part]:
    """A place and what is said of it: beside the name where that is enough room, else below."""
    size, fitted = lettering.fitted(name, range(26, 19, -1), 700, area.wide, 1)
    parts: list[Part] = [Words((fitted[0],), area.x, area.y + 28, size, 700)] if name else []
    beside = lettering.width(f"{name}  ", 26, 700) if name else 0
    lines = int((area.high - 40) // 26)
    short = lettering.width(said, 20, 500) <= area.wide - beside
    if said and (short or lines < 1):
        first = lettering.wrap(said, 20, 500, area.wide - beside)
        shown = first[0] if len(first) == 1 else _cut(first[0])
        parts.append(Words((shown,), area.x + beside, area.y + 28, 20, 500, MUTED))
    elif said:
        wrapped = lettering.wrap(said, 20, 500, area.wide)
        cut = wrapped[:lines]
        if len(wrapped) > lines:
            cut = [*cut[:-1], _cut(cut[-1])]
        parts.append(Words(tuple(cut), area.x, area.y + 56, 20, 500, MUTED, 25))
    return parts


def _cut(line: str) -> str:
    return line if line.endswith(".") else f"{line.rstrip(' ,;:')} …"


def sentences(said: list[str], area: Area) -> tuple[list[Part], float]:
    """Sentences one under another, in the largest letters that fit; never under 20 pixels. What
    still doesn't fit is cut at the end of a line, with a sign that it goes on."""
    size, lines = _SAID, list[list[str]]()
    for size in range(_SAID, 19, -1):
        lines = [lettering.wrap(one, size, 500, area.wide) for one in said]
        if sum(len(one) * size * 1.32 + 10 for one in lines) <= area.high:
            break
    parts: list[Part] = []
    y = area.y
    for one in lines:
        room = int((area.bottom - y) // (size * 1.32))
        if room <= 0:
            break
        kept = one[:room]
        if len(one) > room:
            kept = [*kept[:-1], _cut(kept[-1])]
        if kept:
            parts.append(Words(tuple(kept), area.x, y + size, size, 500, MUTED, size * 1.32))
        y += len(kept) * size * 1.32 + 10
    return parts, y + 6


def _needed(said: list[str], room: float) -> float:
    """How high sentences are at their smallest."""
    return sum(len(lettering.wrap(one, 20, 500, room)) * 26.4 + 10 for one in said)


def foot_lines(slide: Slide, briefing: Briefing, lang: str, room: float) -> list[str]:
    return lettering.wrap(slide_words.foot(briefing, slide, lang), _FOOT, 500, room)


def foot(slide: Slide, briefing: Briefing, lang: str, area: Area) -> list[Part]:
    """Rule, data and snapshot, small."""
    lines = foot_lines(slide, briefing, lang, area.wide)
    most = max(int(area.high // 26), 1)
    return [Words(tuple(lines[:most]), area.x, area.y + 20, _FOOT, 500, MUTED, 26, role="foot")]
