"""Which kelurahan changed their level between two days, upward and downward.

Only levels that lie on one scale are compared (``geo.levels``: those with a severity). A zone that
had no level on one of the days is neither better nor worse: it appeared or fell silent, and is
counted apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from geo.archive import period_of
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.rules import Rule, member
from geo.views import CityView


@dataclass(frozen=True)
class Change:
    """One zone whose level differs: keys of ``geo.levels`` before and after."""

    zone_id: str
    name: str
    before: str
    after: str

    @property
    def step(self) -> int:
        """Levels gained (above 0: more severe) or lost; 0 where one of the two is on no scale."""
        old, new = BY_KEY[self.before].severity, BY_KEY[self.after].severity
        return 0 if old is None or new is None else new - old


@dataclass(frozen=True)
class Changes:
    """``rose`` and ``fell``: the most severe first, then by name. ``appeared``: zones that have a
    level now and had none; ``silent``: the reverse. ``same`` counts zones with the same level on
    both days, those without any on both left out."""

    rose: tuple[Change, ...]
    fell: tuple[Change, ...]
    appeared: tuple[Change, ...]
    silent: tuple[Change, ...]
    same: int

    @property
    def compared(self) -> int:
        """Zones that have a level on both days."""
        return len(self.rose) + len(self.fell) + self.same


def meaning(facts: Facts, rule: Rule, day: dt.date) -> tuple[Rule, str | None]:
    """What gives a colour its meaning on a day: the rule in force (of a by_date family its member)
    and, under the archive, the key of its period; None there before the first. Colours of two days
    can be compared where this is the same."""
    archive = facts.archive if rule.kind == "archive" else None
    return member(rule, day), period_of(archive, day) if archive else None


def same_meaning(before: CityView, now: CityView) -> bool:
    """True where a colour means the same on both days: one rule, in one version and period."""
    return (before.rule, before.period) == (now.rule, now.period)


def changes(before: CityView, now: CityView) -> Changes:
    """What changed from one view of a city to another of the same city and rule."""
    return between(
        {zone.zone_id: zone.level for zone in before.zones},
        {zone.zone_id: zone.level for zone in now.zones},
        {zone.zone_id: zone.name for zone in now.zones},
    )


def between(before: Mapping[str, str], now: Mapping[str, str], names: Mapping[str, str]) -> Changes:
    """The same of plain levels by zone_id; a zone that one of them lacks counts as without any."""
    found = [
        Change(zone_id, name, before.get(zone_id, "tanpa_data"), now.get(zone_id, "tanpa_data"))
        for zone_id, name in names.items()
    ]
    found.sort(key=lambda change: (-(BY_KEY[change.after].severity or 0), change.name))
    had = {change.zone_id: BY_KEY[change.before].severity is not None for change in found}
    has = {change.zone_id: BY_KEY[change.after].severity is not None for change in found}
    return Changes(
        rose=tuple(change for change in found if change.step > 0),
        fell=tuple(change for change in found if change.step < 0),
        appeared=tuple(one for one in found if has[one.zone_id] and not had[one.zone_id]),
        silent=tuple(one for one in found if had[one.zone_id] and not has[one.zone_id]),
        same=sum(had[one.zone_id] and has[one.zone_id] and one.step == 0 for one in found),
    )
