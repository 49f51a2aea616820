"""What SIMULATED responses are invented on: the days, the simulated counts, dice for each place.

Every place throws dice of its own, so that one record more in the register changes no other's.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.facts import Facts
from geo.response import PARTS, Record

SEED = 20210118
RWS = 3
"""RW of a kelurahan whose number is not known."""
AHEAD = 45
"""Days beyond the last one that something may be planned for."""
LATER = (105, 285)
"""Days after the opening day around which more is recorded, a winter's wave and a summer's; before
it where the city opens on the last day."""


class Dice:
    """A source of chance that is always the same for the same words."""

    def __init__(self, *words: str) -> None:
        key = [SEED, *(zlib.crc32(word.encode()) for word in words)]
        self._next = np.random.Generator(np.random.PCG64(key)).random

    def below(self, n: int) -> int:
        """0 .. n - 1."""
        return int(self._next() * n)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends within."""
        return least + self.below(most - least + 1)

    def chance(self, share: float) -> bool:
        return bool(self._next() < share)

    def said(self, number: int, share: float = 0.85) -> int | None:
        """The number, or None where a record does not say it."""
        return number if self._next() < share else None


class Stage:
    """A city's simulated cases, and the ``records`` that are invented beside them so far."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.zone_ids = facts, facts.zone_ids
        self.days = facts.cases.days
        self.first, self.last = self.days[0], self.days[-1]
        self.records: list[Record] = []
        self._numbers: Counter[str] = Counter()

    def put(self, part: str, **known: Any) -> None:
        """Write one record."""
        self._numbers[part] += 1
        name = f"sim-{part}-{self._numbers[part]:03d}"
        self.records.append(PARTS[part](id=name, origin="simulated", **known))

    @property
    def disease(self) -> str:
        """The disease as records name it; "" where no table of theirs knows it."""
        key = self.facts.disease.key
        return key if key in ("covid19", "dbd") else ""

    @cached_property
    def opening(self) -> dt.date:
        """The day of the first view; the last one where the city has none among these days."""
        day = self.facts.city.opens_on
        return day if day and self.first <= day <= self.last else self.last

    @cached_property
    def anchors(self) -> tuple[dt.date, ...]:
        """Days around which much is recorded, in order; the opening day and the last are among
        them."""
        ahead = 1 if (self.last - self.opening).days > LATER[0] else -1
        more = (self.opening + ahead * dt.timedelta(days=days) for days in LATER)
        inside = (day for day in more if self.first < day < self.last)
        return tuple(sorted({self.opening, *inside, self.last}))

    @cached_property
    def weekly(self) -> npt.NDArray[np.float64]:
        """Cases of the seven days up to each, (zones, days); not known counts as none here."""
        return np.nan_to_num(self.facts.cases.window(7)).clip(min=0)

    @cached_property
    def _people(self) -> npt.NDArray[np.float64]:
        people = self.facts.people
        known = people[people > 0]
        return np.where(people > 0, people, known.mean() if known.size else 12_000.0)

    @cached_property
    def _so_far(self) -> npt.NDArray[np.float64]:
        """Cases since the first day per 100,000 people."""
        new = np.nan_to_num(self.facts.cases.new).clip(min=0)
        return new.cumsum(axis=1) / self._people[:, None] * 100_000

    def crossed(self, zone: int, level: float) -> dt.date | None:
        """The first day on which so many of 100,000 people have had it; None where it never was."""
        at = int(np.searchsorted(self._so_far[zone], level))
        return self.days[at] if at < len(self.days) else None

    def busiest(self, day: dt.date, most: int) -> list[int]:
        """Zones with cases in the week up to a day, by incidence, at most so many."""
        rate = self.weekly[:, (day - self.first).days] / self._people
        order = np.argsort(-rate, kind="stable")[:most].tolist()
        return [zone for zone in order if rate[zone] > 0]

    def drawn(self, words: str, most: int) -> list[int]:
        """Zones by lot, at most so many, in the city's order."""
        by_lot = sorted(
            range(len(self.zone_ids)),
            key=lambda zone: zlib.crc32(f"{SEED} {words} {self.zone_ids[zone]}".encode()),
        )
        return sorted(by_lot[:most])

    def rws(self, zone_id: str) -> int:
        """How many RW a kelurahan has, as far as that is known."""
        return self.facts.register.rws.get(zone_id) or RWS

    def past(self, day: dt.date) -> dt.date:
        """The day itself, held within the record."""
        return min(max(day, self.first), self.last)
