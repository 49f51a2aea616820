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
    """What stands under the map of a square or tall picture: tally, list or figures."""
    parts: list[Part] = []
    y = area.y
    if slide.figures:
        parts, y = figures(slide.figures, lang, area)
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
    across = 2 if area.wide < 900 else 4
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
    """Zones per level: chip, word, bar, number; the calmest first, as they are spoken."""
    counts = dict(slide.view.stated or slide.view.tally)
    keys = sorted(counts, key=lambda key: (BY_KEY[key].severity is None, BY_KEY[key].severity or 0))
    step = max(44, min(72.0, area.high / max(len(keys), 1)))
    fits = keys[: max(int(area.high // step), 1)]
    total = max(sum(counts.values()), 1)
    parts: list[Part] = []
    chip = min(52, step - 12)
    wide = max(lettering.width(_word(key, lang), 28, 600) for key in fits)
    wide = min(wide, area.wide * 0.42)
    for row, key in enumerate(fits):
        y = area.y + row * step
        parts.append(Chip(key, area.x, y, chip))
        size, word = lettering.fitted(_word(key, lang), range(28, 19, -1), 600, wide, 1)
        middle = y + chip / 2
        x = area.x + chip + 16
        parts.append(Words((word[0],), x, middle + 10, size, 600))
        bar = Area(x + wide + 20, middle - 7, area.right - 96 - x - wide - 20, 14)
        if bar.wide > 40:
            parts.append(Box(bar, GREY, 7))
            share = counts[key] / total
            if share:
                filled = Area(bar.x, bar.y, max(bar.wide * share, 8), 14)
                parts.append(Box(filled, BY_KEY[key].colour, 7))
        shown = number(counts[key], lang)
        parts.append(Words((shown,), area.right, middle + 16, 46, 800, anchor="end"))
    return parts, area.y + len(fits) * step + 16


def _word(key: str, lang: str) -> str:
    return capital(level_word(key, lang))


def rows(slide: Slide, lang: str, area: Area) -> tuple[list[Part], float]:
    """A list of places: chip, name, and what is said of it in as many lines as there is room."""
    least = 46
    shown: tuple[Row, ...] = slide.rows[: max(int(area.high // least), 1)]
    step = min(96.0, area.high / max(len(shown), 1))
    parts: list[Part] = []
    for place, one in enumerate(shown):
        y = area.y + place * step
        x = area.x
        if one.level:
            parts.append(Chip(one.level, x, y, 38))
            x += 54
        elif any(other.level for other in shown):
            x += 54
        name, said = slide_words.row(one, slide, lang)
        room = area.right - x
        lines = max(int((step - 40) // 26), 0)
        wrapped = lettering.wrap(said, 20, 500, room) if said else []
        beside = lettering.width(f"{name}  ", 26, 700)
        if name:
            size, fitted = lettering.fitted(name, range(26, 19, -1), 700, room, 1)
            parts.append(Words((fitted[0],), x, y + 28, size, 700))
        if wrapped and len(wrapped) == 1 and beside + lettering.width(said, 20, 500) <= room:
            parts.append(Words((said,), x + beside, y + 28, 20, 500, MUTED))
        elif wrapped and lines:
            cut = wrapped[:lines]
            if len(wrapped) > lines:
                cut = [*cut[:-1], _cut(cut[-1])]
            parts.append(Words(tuple(cut), x, y + 56, 20, 500, MUTED, 25))
    end = area.y + len(shown) * step + 8
    left = len(slide.rows) - len(shown)
    if left:
        parts.append(
            Words((text("briefing.rest", lang, n=left),), area.x, end + 14, 20, 600, MUTED)
        )
        end += 26
    return parts, end


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
