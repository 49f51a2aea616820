"""What one file gave, and the gathering of its numbers on the way there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.cases import measure_faults
from geo.errors import InputError, Problem, Spot
from geo.io.sources import limits
from geo.io.sources.cells import Cells, Other, TotalRow, Twice
from geo.io.sources.counts import Count
from geo.io.sources.placing import EXAMPLE, Placement, Places, Unmatched


@dataclass(frozen=True)
class Reading:
    """One file, read as a whole.

    ``observations`` and ``unallocated`` are tables of ``geo.schema``. ``totals_in_file`` gives the
    file's own total row of its latest day by indicator; None where it has no total row.
    ``rows_read`` counts rows that hold anything, heading excluded. ``repeated`` counts cells that
    stand twice with the same number. Rows in ``unmatched`` are no zone's; their numbers stand in
    ``unallocated``. ``findings`` are not fatal. ``cells`` knows where each observation stands;
    ``others`` and ``totals`` hold what the rows of no zone and the total rows say, number by number
    and day by day; ``twice`` the numbers that are repeated.
    """

    file: Path
    sha256: str
    adapter: str
    observations: pd.DataFrame
    unallocated: pd.DataFrame
    totals_in_file: dict[str, int] | None
    rows_read: int
    repeated: int
    unmatched: tuple[Unmatched, ...]
    findings: tuple[Problem, ...]
    cells: Cells | None = None
    others: tuple[Other, ...] = ()
    totals: tuple[TotalRow, ...] = ()
    twice: tuple[Twice, ...] = ()


class Entry(NamedTuple):
    """One cell: the day, indicator and measure it speaks of, its count, and what is written; the
    days that the count covers, ``day`` the last, and the day it was reported on where known."""

    day: dt.date
    indicator: str
    measure: str
    counted: Count
    cell: object
    days: int = 1
    reported_on: dt.date | None = None


_Key = tuple[str, dt.date, str]


class _Held(NamedTuple):
    measure: str
    value: int | None
    spot: Spot
    days: int
    reported_on: dt.date | None


@dataclass
class Gathering:
    """Numbers, faults and findings of one file; ``tables`` gives the outcome once all is put in."""

    faults: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    repeated: int = 0
    _twice: list[Twice] = field(default_factory=list)
    _apart: list[Other] = field(default_factory=list)
    _zones: dict[_Key, _Held] = field(default_factory=dict)
    _others: dict[_Key, _Held] = field(default_factory=dict)
    _totals: dict[tuple[dt.date, str], tuple[int, Spot]] = field(default_factory=dict)

    def fault(self, key: str, spot: object, **values: object) -> None:
        """Note what makes the file unusable; InputError with all of them where they are too many
        to read on."""
        self.faults.append(Problem(key, str(spot), values, spot=_cell(spot)))
        if len(self.faults) >= limits.FAULTS:
            where = spot.file if isinstance(spot, Spot) else str(spot)
            raise InputError([*self.faults, Problem("faults_cut", where, {"n": limits.FAULTS})])

    def finding(self, key: str, spot: object, **values: object) -> None:
        """Note what is worth saying though the file can be used."""
        self.findings.append(Problem(key, str(spot), values, fatal=False, spot=_cell(spot)))

    def place(self, places: Places, spot: Spot, *identity: object) -> Placement:
        """Where a row with this code, name and district belongs, with what is to be said of it."""
        placed = places.place(*identity)
        code, name, district = (str(part).strip() for part in (*identity, "", "")[:3])
        if code == EXAMPLE:
            self.fault("example_row", spot, found=name)
        elif placed.kind == "unmatched":
            closest = places.closest(name, district)
            self.unmatched.append(Unmatched(name, code, district, spot.row, closest, spot))
        if placed.finding:
            zone, other = places.named(placed.zone_id), places.named(placed.other)
            values = {"code": code, "name": name, "zone": zone, "other": other}
            self.finding(placed.finding, spot, **values)
        return placed

    def place_district(self, places: Places, spot: Spot, name: str) -> Placement:
        """Where a row that speaks of a whole district belongs."""
        placed = places.district(name)
        if placed.kind == "unmatched":
            self.unmatched.append(Unmatched("", "", name, spot.row, (), spot))
        return placed

    def put(self, placed: Placement, spot: Spot, entry: Entry) -> None:
        """Put one cell's count where it belongs: a zone, no zone, or the total row."""
        limits.check_numbers(len(self._zones) + len(self._apart) + len(self._twice), spot.file)
        count, at = entry.counted, (entry.day, entry.indicator)
        if count.state in ("fraction", "ambiguous", "fault"):
            self.fault(f"count_{count.state}", spot, found=str(entry.cell))
        elif count.value is not None and count.value < 0 and entry.measure == "cumulative":
            self.fault("count_negative", spot, found=count.value)
        elif count.state == "missing":
            return
        elif placed.kind == "total":
            if count.value is not None:
                self._totals[at] = (count.value, spot)
        elif placed.zone_id is not None:
            self._put_zone((placed.zone_id, *at), _held(entry, spot))
        else:
            self._apart.append(Other(placed.kind, placed.label, *at, count.value, spot))
            self._put_other((placed.label, *at), _held(entry, spot))

    def _put_zone(self, key: _Key, held: _Held) -> None:
        first = self._zones.setdefault(key, held)
        if first is held:
            return
        if (first.measure, first.value, first.days) == (held.measure, held.value, held.days):
            self.repeated += 1
            self._twice.append(Twice(*key, held.value, held.spot, first.spot))
        else:
            self._torn(key, held, first)

    def _put_other(self, key: _Key, held: _Held) -> None:
        first = self._others.setdefault(key, held)
        if first is held:
            return
        if first.days != held.days:
            self._torn(key, held, first)
            return
        known = first.value is not None and held.value is not None
        value = first.value + held.value if known else None  # type: ignore[operator]
        self._others[key] = held._replace(value=value)

    def _torn(self, key: _Key, held: _Held, first: _Held) -> None:
        values = {"zone": key[0], "day": key[1].isoformat(), "other": str(first.spot)}
        self.fault("count_twice", held.spot, **values)

    def check_totals(self, where: str) -> None:
        """Compare each total row with the sum of its day's rows; differences become findings."""
        sums: dict[tuple[dt.date, str], int] = {}
        for table in (self._zones, self._others):
            for (_, day, indicator), entry in table.items():
                if entry[1] is not None:
                    sums[day, indicator] = sums.get((day, indicator), 0) + entry[1]
        for (day, indicator), (total, spot) in self._totals.items():
            values = {"indicator": indicator, "day": day.isoformat(), "total": total}
            if (day, indicator) not in sums:
                self.finding("total_alone", spot, **values)
            elif sums[day, indicator] != total:
                self.finding("total_differs", spot, **values, sum=sums[day, indicator])

    def finish(self, path: Path, sha256: str, adapter: str, rows_read: int) -> Reading:
        """The Reading, or an InputError with every fault that was noted."""
        if not self.faults and not self._zones and not self._others:
            self.fault("no_numbers", path)
        if self.faults:
            raise InputError(self.faults)
        observations = self._observations()
        if mixed := measure_faults(observations, {}, str(path)):
            raise InputError(mixed)
        latest = max((day for day, _ in self._totals), default=None)
        totals = {i: total for (day, i), (total, _) in self._totals.items() if day == latest}
        return Reading(
            file=path,
            sha256=sha256,
            adapter=adapter,
            observations=observations,
            unallocated=self._unallocated(),
            totals_in_file=totals or None,
            rows_read=rows_read,
            repeated=self.repeated,
            unmatched=tuple(self.unmatched),
            findings=tuple(self.findings),
            cells=Cells([entry.spot for entry in self._zones.values()]),
            others=tuple(self._apart),
            totals=tuple(TotalRow(*at, *found) for at, found in self._totals.items()),
            twice=tuple(self._twice),
        )

    def _observations(self) -> pd.DataFrame:
        table = _table("zone_id", self._zones)
        flags = ["" if entry[1] is not None else "suppressed" for entry in self._zones.values()]
        table = table.assign(flag=pd.array(flags, dtype="str"))
        if any(entry.reported_on for entry in self._zones.values()):
            days = [entry.reported_on for entry in self._zones.values()]
            table["reported_on"] = np.array(days, "datetime64[D]").astype("datetime64[ns]")
        return table

    def _unallocated(self) -> pd.DataFrame:
        return _table("label", self._others)


def _cell(where: object) -> Spot | None:
    return where if isinstance(where, Spot) else None


def _held(entry: Entry, spot: Spot) -> _Held:
    return _Held(entry.measure, entry.counted.value, spot, entry.days, entry.reported_on)


def _table(place: str, entries: dict[_Key, _Held]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            place: [key[0] for key in entries],
            "date": np.array([key[1] for key in entries], "datetime64[D]").astype("datetime64[ns]"),
            "indicator": [key[2] for key in entries],
            "measure": [entry[0] for entry in entries.values()],
            "value": pd.array([entry[1] for entry in entries.values()], dtype="Int64"),
            "days": pd.array([entry.days for entry in entries.values()], dtype="Int64"),
        }
    )
    return table.astype({place: "str", "indicator": "str", "measure": "str"})
