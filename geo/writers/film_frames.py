"""The frames of a film of the time bar: a map, the day, and the count of kelurahan per level.

The map is drawn once for every level, as if all kelurahan had it, and once as numbers of kelurahan;
a frame takes each kelurahan's pixels from the picture of the level it has on that day. So a year is
a few drawings instead of hundreds, with the same colours and patterns as everywhere.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import resvg_py
from PIL import Image

from geo import findings
from geo.levels import BY_KEY
from geo.reasons import Phrase
from geo.render import city_map, drawing_svg, lettering, miniature, slide_column, slide_words
from geo.render.drawing import (
    ACCENT,
    GREY,
    INK,
    MUTED,
    PAPER,
    WATER,
    Area,
    Box,
    Drawing,
    Part,
    Words,
    Zones,
)
from geo.rules import Rule, member
from geo.slides import Briefing, Slide
from geo.text import day as day_words
from geo.text import text
from geo.views import CityView
from geo.writers import record

Pixels = npt.NDArray[np.uint8]
WIDE, HIGH = 1440, 810
"""Units that frames are laid out in; a film scales them."""
_PANEL = Area(36, 36, 776, 656)
_MAP = Area(48, 48, 752, 632)
_TRACK = Area(36, 718, 776, 12)
_COLUMN = Area(848, 36, 556, 738)
_LETTERS, _BANNER = 20, 40
_EDGE = 2
"""Pixels outside a zone that its own edge and line may colour."""
_PLAIN = "hijau"
"""The level that names are placed under; the others take their places over."""


@dataclass(frozen=True)
class Reel:
    """What every frame is put together from, in pixels.

    ``maps`` are whole frames without words, one a level, shape (levels, high, wide, 3); ``zones``
    gives the place of the zone in zone_ids that owns a pixel, -1 outside; ``keys`` the levels'.
    """

    briefing: Briefing
    rule: Rule
    lang: str
    days: tuple[dt.date, ...]
    keys: tuple[str, ...]
    maps: Pixels
    zones: npt.NDArray[np.int16]

    @property
    def scale(self) -> float:
        return self.maps.shape[2] / WIDE


def reel(
    briefing: Briefing,
    shapes: miniature.Shapes,
    lang: str,
    days: Sequence[dt.date],
    wide: int,
    rule: Rule | None = None,
) -> Reel:
    """Ready for frames ``wide`` pixels across of ``days``, each one of the briefing's record.
    ``rule`` is a family whose member of the day each frame names; None: the view's own."""
    keys = record.ever(briefing, days)
    marked = (briefing.zone,) if briefing.zone else ()
    drawn = _map(briefing, shapes, marked)
    around = _around(briefing, days, lang)
    maps = np.stack(
        [_raster(Drawing(WIDE, HIGH, (*around, *_levelled(drawn, key)), ""), wide) for key in keys]
    )
    zones = _numbers(drawn, briefing.view.facts.zone_ids, wide)
    return Reel(briefing, rule or briefing.view.rule, lang, tuple(days), keys, maps, zones)


def frames(of: Reel) -> Iterator[Pixels]:
    """One picture a day, shape (high, wide, 3)."""
    high, wide = of.zones.shape
    across, down = np.meshgrid(np.arange(wide), np.arange(high))
    inside = of.zones >= 0
    owners, x, y = of.zones[inside], across[inside], down[inside]
    place = {key: number for number, key in enumerate(of.keys)}
    for day in of.days:
        levels = record.levels(of.briefing, day)
        picture = of.maps[0].copy()
        which = np.array([place[level] for level in levels])[owners]
        picture[y, x] = of.maps[which, y, x]
        _stamp(picture, _words(of, day, levels), _COLUMN, of.scale)
        _played(picture, of, day)
        yield picture


def _map(briefing: Briefing, shapes: miniature.Shapes, marked: tuple[str, ...]) -> list[Part]:
    """The city with every zone at one level; nothing where it has no outline."""
    names = briefing.view.facts.names
    if not shapes.paths:
        return []
    levels = dict.fromkeys(names, _PLAIN)
    return city_map.drawn(shapes, levels, names, marked, map_area(briefing), _LETTERS, "")


def map_area(briefing: Briefing) -> Area:
    """Where the map lies, in units: below SIMULASI where that stands."""
    down = _BANNER if briefing.view.simulated else 0
    return Area(_MAP.x, _MAP.y + down, _MAP.wide, _MAP.high - down)


def _levelled(parts: Sequence[Part], key: str) -> list[Part]:
    """The same map with every zone at another level, names in the ink that reads on it."""
    level, plain = BY_KEY[key], BY_KEY[_PLAIN]
    made: list[Part] = []
    for part in parts:
        if isinstance(part, Zones):
            part = replace(part, levels=dict.fromkeys(part.paths, key))
        elif isinstance(part, Words) and part.halo == plain.colour:
            part = replace(part, colour=level.ink, halo=level.colour)
        made.append(part)
    return made


def _around(briefing: Briefing, days: Sequence[dt.date], lang: str) -> list[Part]:
    """What stands still: ground, SIMULASI, the time bar's track with its first and last day."""
    first, last = (day_words(day, lang, "short") for day in (days[0], days[-1]))
    y = _TRACK.bottom + 32
    parts: list[Part] = [
        Box(Area(0, 0, WIDE, HIGH), PAPER),
        Box(_PANEL, WATER, 20),
        Box(_TRACK, GREY),
        Words((first,), _TRACK.x, y, 22, 600, MUTED),
        Words((last,), _TRACK.right, y, 22, 600, MUTED, anchor="end"),
    ]
    if briefing.view.simulated:
        said = text("simulated.banner", lang)
        wide = lettering.width(said, 26, 800) + 40
        parts.append(Box(Area(_PANEL.x, _PANEL.y, wide, 48), INK, 12))
        parts.append(Words((said,), _PANEL.x + 20, _PANEL.y + 33, 26, 800, PAPER, role="banner"))
    return parts


def _words(of: Reel, day: dt.date, levels: list[str]) -> Pixels:
    """The column of a day: place, day, finding, tally, foot."""
    view = on_day(of, day, levels)
    slide = Slide("film", view, findings.headline_of(levels), map=True, tally=True)
    wide, high = _COLUMN.wide, _COLUMN.high
    facts, zone = view.facts, of.briefing.zone
    name = facts.names[zone] if zone else facts.city.name
    where, [place] = lettering.fitted(name, range(30, 19, -1), 700, wide, 1)
    when, [said] = lettering.fitted(day_words(day, of.lang), range(44, 23, -1), 800, wide, 1)
    small, lines = lettering.fitted(
        slide_words.say(slide.title, of.lang), range(28, 21, -1), 600, wide, 2
    )
    foot = slide_column.foot_lines(slide, of.briefing, of.lang, wide)
    bottom = high - 26 * len(foot)
    tally, y = slide_column.tally(slide, of.lang, Area(0, 194, wide, bottom - 214))
    if view.stated:
        phrase = Phrase("briefing.city.stated", {"counts": dict(view.stated)})
        room = Area(0, y, wide, bottom - 20 - y)
        added, _ = slide_column.sentences([slide_words.say(phrase, of.lang)], room)
        tally = [*tally, *added]
    parts: list[Part] = [
        Box(Area(0, 0, wide, high), PAPER),
        Words((place,), 0, 30, where, 700, ACCENT),
        Words((said,), 0, 86, when, 800, INK),
        Words(tuple(lines), 0, 130, small, 600, MUTED),
        *tally,
        *slide_column.foot(slide, of.briefing, of.lang, Area(0, bottom, wide, 26 * len(foot))),
    ]
    return _raster(Drawing(round(wide), round(high), tuple(parts), ""), round(wide * of.scale))


def on_day(of: Reel, day: dt.date, levels: Sequence[str]) -> CityView:
    """The briefing's view with day, rule and tally of another day: what a frame's words are made
    from. Levels that come up anywhere in the film keep their line."""
    tally = record.tally(of.briefing, of.rule, day, levels, of.keys)
    stated = record.stated(of.briefing, day) if of.rule.kind == "archive" else {}
    rule = member(of.rule, day)
    return replace(of.briefing.view, day=day, rule=rule, tally=tally, stated=stated)


def _played(picture: Pixels, of: Reel, day: dt.date) -> None:
    """How far the time bar has come; its length is time, so that missing days are a leap."""
    whole = max((of.days[-1] - of.days[0]).days, 1)
    part = (day - of.days[0]).days / whole if len(of.days) > 1 else 1.0
    area, scale = _TRACK, of.scale
    left, right = round(area.x * scale), round((area.x + area.wide * part) * scale)
    top, bottom = round(area.y * scale), round(area.bottom * scale)
    picture[top:bottom, left : max(right, left + 2)] = rgb(ACCENT)


def _stamp(picture: Pixels, small: Pixels, area: Area, scale: float) -> None:
    top, left = round(area.y * scale), round(area.x * scale)
    high, wide = small.shape[:2]
    picture[top : top + high, left : left + wide] = small[: picture.shape[0] - top]


def _raster(drawing: Drawing, wide: int) -> Pixels:
    return _pixels(drawing_svg.png(drawing, wide))


def _pixels(png: bytes) -> Pixels:
    with Image.open(io.BytesIO(png)) as image:
        return np.array(image.convert("RGB"))


def _numbers(parts: Sequence[Part], zone_ids: Sequence[str], wide: int) -> npt.NDArray[np.int16]:
    """For each pixel the place of its zone, -1 where there is none. Without soft edges: a mixed
    pixel would be another zone's number."""
    drawn = ""
    for part in parts:
        if isinstance(part, Zones):
            shift = f"translate({part.area.x:g} {part.area.y:g})"
            shapes = "".join(
                f'<path d="{part.paths[zone_id]}" fill="#{number + 1:06x}"/>'
                for number, zone_id in enumerate(zone_ids)
                if zone_id in part.paths
            )
            drawn += f'<g transform="{shift}" shape-rendering="crispEdges">{shapes}</g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}">{drawn}</svg>'
    with Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, width=wide))) as image:
        rgba = np.array(image.convert("RGBA")).astype(np.int32)
    number = (rgba[..., 0] << 16 | rgba[..., 1] << 8 | rgba[..., 2]) - 1
    return _widened(np.where(rgba[..., 3] > 0, number, -1).astype(np.int16))


def _widened(zones: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """With the soft outer edge of the city, which would keep the first picture's colour."""
    for _ in range(_EDGE):
        padded = np.pad(zones, 1, constant_values=-1)
        sides = (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:])
        zones = np.where(zones < 0, np.maximum.reduce(sides), zones)
    return zones


def rgb(colour: str) -> tuple[int, int, int]:
    """ "#0a5f65" as red, green and blue."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
