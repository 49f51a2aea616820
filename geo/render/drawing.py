"""A picture as a list of parts with places in pixels, before it becomes SVG, a slide or a page.

What draws a part decides how: a chart is paths in SVG and a native chart in a deck; zones are
shapes in both. Later parts lie above earlier ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from geo.slides import Chart

INK, MUTED, LINE, PAPER, WATER = "#1b2430", "#48525c", "#d5d9d8", "#ffffff", "#edf3f3"
ACCENT, GREY = "#0a5f65", "#e2e5e3"
"""Colours of a picture; the text colours reach 7 : 1 on paper and on water."""


@dataclass(frozen=True)
class Area:
    """A rectangle in pixels from the upper left corner."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def right(self) -> float:
        return self.x + self.wide

    @property
    def bottom(self) -> float:
        return self.y + self.high


@dataclass(frozen=True)
class Box:
    """A filled rectangle with round corners."""

    area: Area
    fill: str
    radius: float = 0


@dataclass(frozen=True)
class Words:
    """Lines of text; ``y`` is the first one's baseline, ``leading`` the distance of two lines.
    ``role`` is what they are to a reader: "title", "foot", "banner" or "" for plain text. ``halo``
    is the colour behind letters that stand on zones."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    weight: int = 500
    colour: str = INK
    leading: float = 0
    anchor: Literal["start", "middle", "end"] = "start"
    role: Literal["title", "foot", "banner", ""] = ""
    halo: str = ""

    @property
    def step(self) -> float:
        return self.leading or self.size * 1.25


@dataclass(frozen=True)
class Chip:
    """A level's square with its letter."""

    level: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = LINE
    width: float = 2


@dataclass(frozen=True)
class Zones:
    """The zones of a city in an area: SVG path data by zone_id in the area's own pixels, their
    level keys and names. ``marked`` are drawn with an ink line. ``alt`` says the map in words."""

    area: Area
    paths: Mapping[str, str]
    levels: Mapping[str, str]
    names: Mapping[str, str]
    marked: tuple[str, ...] = ()
    alt: str = ""


@dataclass(frozen=True)
class Graph:
    """A chart in an area, with the words for its series and its own description."""

    area: Area
    chart: Chart
    names: Mapping[str, str]
    colours: Mapping[str, str]
    alt: str
    lang: str


Part = Box | Words | Chip | Rule | Zones | Graph


@dataclass(frozen=True)
class Drawing:
    """A picture of ``wide`` × ``high`` pixels; ``title`` is its finding in words, ``alt`` the rest
    for who can't see it."""

    wide: int
    high: int
    parts: tuple[Part, ...]
    title: str
    alt: str = ""
