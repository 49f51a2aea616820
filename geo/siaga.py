"""How ready a Kampung Siaga is: its five siaga, each as it was last found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from geo.register import Register
from geo.response import Check
from geo.response_kinds import CHECK_LASTS, SIAGA


@dataclass(frozen=True)
class Item:
    """One siaga. ``ready`` None: nobody looked at it yet; ``old``: it was looked at more than
    ``CHECK_LASTS`` days before, so it does not count as ready."""

    key: str
    ready: bool | None
    date: dt.date | None
    old: bool
    check: Check | None

    @property
    def counts(self) -> bool:
        return bool(self.ready) and not self.old


@dataclass(frozen=True)
class Readiness:
    """The five items of one Kampung Siaga (``rw`` "" for the whole kelurahan) on a day."""

    zone_id: str
    rw: str
    items: tuple[Item, ...]

    @property
    def ready(self) -> int:
        """Items that are ready, by a look that is not old."""
        return sum(item.counts for item in self.items)

    @property
    def known(self) -> bool:
        """False where nobody looked at any item."""
        return any(item.date for item in self.items)


def readiness(register: Register, zone_id: str, rw: str, day: dt.date) -> Readiness:
    """The last look at each item up to ``day``; of two looks on one day the later record."""
    last: dict[str, Check] = {}
    for check in register.checks_by_place.get((zone_id, rw), ()):
        if check.date > day:
            continue
        if check.item not in last or check.date >= last[check.item].date:
            last[check.item] = check
    return Readiness(zone_id, rw, tuple(_item(key, last.get(key), day) for key in SIAGA))


def _item(key: str, check: Check | None, day: dt.date) -> Item:
    if check is None:
        return Item(key, None, None, False, None)
    old = (day - check.date).days > CHECK_LASTS
    return Item(key, check.ready, check.date, old, check)
