"""Two views of one city under one rule, zone by zone: what is another in the second.

One day as known at two moments: numbers come late and are revised, so that a map shown in a meeting
and the map of that day as it is known now may differ. Or two days, as known at one moment: before
and after. Of two days the numbers are those of two windows, so that ``added`` is no revision.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.levels import severity_of
from geo.views import CityView


@dataclass(frozen=True)
class ZoneChange:
    """A zone in both views: level keys, and window cases (persons, None where unknown, not used
    by the rule, or hidden from the reader)."""

    zone_id: str
    name: str
    then: str
    present: str
    cases_then: int | None
    cases_present: int | None

    @property
    def recoloured(self) -> bool:
        return self.then != self.present

    @property
    def added(self) -> int | None:
        """Cases that the second number has more, negative where it has fewer; None where either is
        not known."""
        if self.cases_then is None or self.cases_present is None:
            return None
        return self.cases_present - self.cases_then

    @property
    def changed(self) -> bool:
        """True where the colour or the number is another one, a number that came or went
        included."""
        return self.recoloured or self.cases_then != self.cases_present


@dataclass(frozen=True)
class Revised:
    """Two views of the same city and rule; ``zones`` in the views' order, all of them."""

    then: CityView
    present: CityView
    zones: tuple[ZoneChange, ...]

    @property
    def changed(self) -> tuple[ZoneChange, ...]:
        """Zones with another colour or number, other colours first, then the largest change."""
        found = [zone for zone in self.zones if zone.changed]
        return tuple(
            sorted(found, key=lambda z: (not z.recoloured, -abs(z.added or 0), z.name, z.zone_id))
        )

    @property
    def recoloured(self) -> int:
        """Zones with another colour now."""
        return sum(zone.recoloured for zone in self.zones)

    @property
    def worse(self) -> int:
        """Zones that have a more severe level now, both levels speaking of risk."""
        return self._moved(1)

    @property
    def better(self) -> int:
        """Zones that have a milder level now, both levels speaking of risk."""
        return self._moved(-1)

    @property
    def comparable(self) -> int:
        """Zones whose level speaks of risk in both views."""
        return self._known(True, True)

    @property
    def lost(self) -> int:
        """Zones whose level spoke of risk and no longer does."""
        return self._known(True, False)

    @property
    def gained(self) -> int:
        """Zones whose level speaks of risk and did not before."""
        return self._known(False, True)

    @property
    def added(self) -> int | None:
        """Cases added in all, over zones with a number at both moments; None where none has."""
        known = [zone.added for zone in self.zones if zone.added is not None]
        return sum(known) if known else None

    def _known(self, then: bool, now: bool) -> int:
        pairs = ((severity_of(z.then) >= 0, severity_of(z.present) >= 0) for z in self.zones)
        return sum(pair == (then, now) for pair in pairs)

    def _moved(self, way: int) -> int:
        steps = ((severity_of(zone.then), severity_of(zone.present)) for zone in self.zones)
        return sum(then >= 0 and now >= 0 and way * (now - then) > 0 for then, now in steps)


def revised(then: CityView, present: CityView) -> Revised:
    """The changes from one view of a city to another under the same rule."""
    zones = tuple(
        ZoneChange(a.zone_id, a.name, a.level, b.level, a.cases, b.cases)
        for a, b in zip(then.zones, present.zones, strict=True)
    )
    return Revised(then, present, zones)
