"""Two rules on the same facts: where they disagree, zone by zone, and how often through time.

Only zones that both rules give a colour count; the rest is unknown, neither agreement nor not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geo.levels import LEVELS, severity_of
from geo.views import CityView
from geo.zoning import Zoning


@dataclass(frozen=True)
class ZonePair:
    """One zone: its level under both rules on the day, and through time the days that both rules
    gave a colour and those of them on which the colours differ."""

    zone_id: str
    name: str
    first: str
    second: str
    known: bool
    days: int
    days_different: int

    @property
    def differs(self) -> bool:
        """True where both rules give a colour on the day and not the same one."""
        return self.known and self.first != self.second


@dataclass(frozen=True)
class Comparison:
    """Two rules on a day and through time.

    ``pairs`` counts zones by (level under the first, level under the second) on the day, both
    known. ``through`` pairs each common day with zones known under both and zones that differ.
    """

    day: dt.date
    zones: tuple[ZonePair, ...]
    pairs: Mapping[tuple[str, str], int]
    through: tuple[tuple[dt.date, int, int], ...]

    @property
    def known(self) -> int:
        """Zones that both rules give a colour on the day."""
        return sum(zone.known for zone in self.zones)

    @property
    def different(self) -> int:
        """Zones among them with two different colours."""
        return sum(zone.differs for zone in self.zones)


def compare(first: CityView, second: CityView, past: tuple[Zoning, Zoning]) -> Comparison:
    """Both views must be of the same city and day; ``past`` are the rules' zonings of it."""
    days, known, differs = _through(*past)
    zones = tuple(
        ZonePair(
            zone_id=a.zone_id,
            name=a.name,
            first=a.level,
            second=b.level,
            known=severity_of(a.level) >= 0 and severity_of(b.level) >= 0,
            days=int(known[row].sum()),
            days_different=int(differs[row].sum()),
        )
        for row, (a, b) in enumerate(zip(first.zones, second.zones, strict=True))
    )
    counts = Counter((zone.first, zone.second) for zone in zones if zone.known)
    order = sorted(counts, key=lambda pair: tuple(-severity_of(level) for level in pair))
    through = zip(days, known.sum(axis=0), differs.sum(axis=0), strict=True)
    return Comparison(
        day=first.day,
        zones=zones,
        pairs={pair: counts[pair] for pair in order},
        through=tuple((day, int(n), int(k)) for day, n, k in through),
    )


def _through(first: Zoning, second: Zoning) -> tuple[list[dt.date], np.ndarray, np.ndarray]:
    """Common days, and per zone and common day: both known, and different."""
    common = sorted(set(first.days) & set(second.days))
    a, b = (zoned.codes[:, [zoned.days.index(d) for d in common]] for zoned in (first, second))
    spoken = [level.code for level in LEVELS if severity_of(level.key) >= 0]
    known = np.isin(a, spoken) & np.isin(b, spoken)
    return common, known, known & (a != b)
