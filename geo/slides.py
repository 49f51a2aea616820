"""What a briefing shows, screen by screen, as numbers and keys: one slide is one finding with what
it rests on. Meeting screen, deck, document and picture are all drawn from these.

A slide's title states a finding and is made from the same view as its map, chart and rows, so that
they can't contradict each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from geo.facts import Facts
from geo.reasons import Phrase
from geo.rules import Rule
from geo.views import CityView, city_view
from geo.zoning import Zoning

ChartKind = Literal["spread", "curve"]


@dataclass(frozen=True)
class Ground:
    """What a briefing stands on. ``coordinates`` are the zones' centres in metres, shape (zones, 2)
    in the order of zone_ids; only clusters need them."""

    facts: Facts
    rule: Rule
    day: dt.date
    zoned: Zoning
    coordinates: npt.NDArray[np.float64]
    smoothed: bool = False

    def view(self, day: dt.date | None = None) -> CityView:
        """The city on the briefing's day, or on another one."""
        return city_view(self.facts, self.rule, day or self.day, smoothed=self.smoothed)


@dataclass(frozen=True)
class Figure:
    """One large number. ``value`` None: unknown, drawn as a dash and never as 0. ``low`` and
    ``high`` are its 95 % limits where it has any; ``of`` is what it is a part of."""

    label: Phrase
    value: float | None
    decimals: int = 0
    low: float | None = None
    high: float | None = None
    of: int | None = None


@dataclass(frozen=True)
class Row:
    """One line of a list: a place, the level it has and had (keys of ``geo.levels``), and why."""

    name: str
    level: str | None
    before: str | None = None
    said: Phrase | None = None


@dataclass(frozen=True)
class Chart:
    """Values by day. ``spread``: zones at each level (series are level keys, most severe last);
    ``curve``: "new" cases a day and their seven-day "mean". None where unknown; ``now`` is the day
    that the slide speaks of."""

    kind: ChartKind
    days: tuple[dt.date, ...]
    series: Mapping[str, tuple[float | None, ...]]
    now: dt.date


@dataclass(frozen=True)
class Slide:
    """One screen. ``view`` is the city as the slide speaks of it. With ``map`` the zones are drawn,
    those in ``marked`` by an ink line, the first of them the largest; ``tally`` puts the count of
    zones per level beside it. ``said`` are sentences, ``rows`` a list, ``note`` what a person wrote
    beside a saved scene. ``span`` are the days that may be played on this slide's map."""

    key: str
    view: CityView
    title: Phrase
    said: tuple[Phrase, ...] = ()
    figures: tuple[Figure, ...] = ()
    rows: tuple[Row, ...] = ()
    chart: Chart | None = None
    map: bool = False
    tally: bool = False
    marked: tuple[str, ...] = ()
    note: str = ""
    span: tuple[dt.date, ...] = ()
    zoned: Zoning | None = field(default=None, compare=False)
    """The levels behind ``span`` where they are other ones than the briefing's."""

    @property
    def kind(self) -> str:
        """What the slide shows, whatever its number in a briefing: "map-3" is a "map"."""
        return self.key.partition("-")[0]


@dataclass(frozen=True)
class Briefing:
    """Slides in their order, and what they were made from. ``zoned`` are the levels of all zones on
    all days; ``snapshot`` is ``geo.snapshot.snapshot_id``."""

    title: Phrase
    view: CityView
    zoned: Zoning
    slides: tuple[Slide, ...]
    snapshot: str
    zone: str | None = None
    own_words: Mapping[str, str] = field(default_factory=dict)
    """What people wrote as titles of saved scenes, by ``Slide.key``; it replaces the finding."""
