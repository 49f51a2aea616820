"""What one file gave, and the gathering of its numbers on the way there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo.cases import measure_faults
from geo.errors import InputError, Problem
from geo.io.sources.counts import Count
from geo.io.sources.placing import EXAMPLE, Placement, Places, Unmatched


@dataclass(frozen=True)
class Reading:
    """One file, read as a whole.

    ``observations`` and ``unallocated`` are tables of ``geo.schema``. ``totals_in_file`` gives the
    file's own total row of its latest day by indicator; None where it has no total row.
    ``rows_read`` counts rows that hold anything, heading excluded. ``repeated`` counts cells that
    stand twice with the same number. Rows in ``unmatched`` are no zone's; their numbers stand in
    ``unallocated``. ``findings`` are not fatal.
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


class Spot(NamedTuple):
    """Where a cell stands, as a spreadsheet names it: "kasus.xlsx [data] E5 (POSITIF)"."""

    file: str
    sheet: str
    row: int
    column: int
    heading: str = ""

    def __str__(self) -> str:
        letters, rest = "", self.column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(65 + letter) + letters
        sheet = f" [{self.sheet}]" if self.sheet else ""
        heading = f" ({self.heading})" if self.heading else ""
        return f"{self.file}{sheet} {letters}{self.row}{heading}"


class Entry(NamedTuple):
    """One cell: the day, indicator and measure it speaks of, its count, and what is written."""

    day: dt.date
    indicator: str
    measure: str
    counted: Count
    cell: object


_Key = tuple[str, dt.date, str]


@dataclass
class Gathering:
    """Numbers, faults and findings of one file; ``tables`` gives the outcome once all is put in."""

    faults: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    repeated: int = 0
    _zones: dict[_Key, tuple[str, int | None, Spot]] = field(default_factory=dict)
    _others: dict[_Key, tuple[str, int | None]] = field(default_factory=dict)
    _totals: dict[tuple[dt.date, str], int] = field(default_factory=dict)

    def fault(self, key: str, spot: object, **values: object) -> None:
        """Note what makes the file unusable."""
        self.faults.append(Problem(key, str(spot), values))

    def finding(self, key: str, spot: object, **values: object) -> None:
        """Note what is worth saying though the file can be used."""
        self.findings.append(Problem(key, str(spot), values, fatal=False))

    def place(self, places: Places, spot: Spot, *identity: object) -> Placement:
        """Where a row with this code, name and district belongs, with what is to be said of it."""
        placed = places.place(*identity)
        code, name, district = (str(part).strip() for part in (*identity, "", "")[:3])
        if code == EXAMPLE:
            self.fault("example_row", spot, found=name)
        elif placed.kind == "unmatched":
            closest = places.closest(name)
            self.unmatched.append(Unmatched(name, code, district, spot.row, closest))
        if placed.finding:
            values = {"code": code, "name": name, "zone": placed.zone_id, "other": placed.other}
            self.finding(placed.finding, spot, **values)
        return placed

    def put(self, placed: Placement, spot: Spot, entry: Entry) -> None:
        """Put one cell's count where it belongs: a zone, no zone, or the total row."""
        count, at = entry.counted, (entry.day, entry.indicator)
        if count.state in ("fraction", "ambiguous", "fault"):
            self.fault(f"count_{count.state}", spot, found=str(entry.cell))
        elif count.value is not None and count.value < 0 and entry.measure == "cumulative":
            self.fault("count_negative", spot, found=count.value)
        elif count.state == "missing":
            return
        elif placed.kind == "total":
            if count.value is not None:
                self._totals[at] = count.value
        elif placed.zone_id is not None:
            self._put_zone((placed.zone_id, *at), entry.measure, count.value, spot)
        else:
            before = self._others.get((placed.label, *at), ("", 0))[1]
            value = None if before is None or count.value is None else before + count.value
            self._others[placed.label, *at] = (entry.measure, value)

    def _put_zone(self, key: _Key, measure: str, value: int | None, spot: Spot) -> None:
        first = self._zones.setdefault(key, (measure, value, spot))
        if first[2] is spot:
            return
        if first[:2] == (measure, value):
            self.repeated += 1
        else:
            values = {"zone": key[0], "day": key[1].isoformat(), "other": str(first[2])}
            self.fault("count_twice", spot, **values)

    def check_totals(self, where: str) -> None:
        """Compare each total row with the sum of its day's rows; differences become findings."""
        sums: dict[tuple[dt.date, str], int] = {}
        for table in (self._zones, self._others):
            for (_, day, indicator), entry in table.items():
                if entry[1] is not None:
                    sums[day, indicator] = sums.get((day, indicator), 0) + entry[1]
        for (day, indicator), total in self._totals.items():
            values = {"indicator": indicator, "day": day.isoformat(), "total": total}
            if (day, indicator) not in sums:
                self.finding("total_alone", where, **values)
            elif sums[day, indicator] != total:
                self.finding("total_differs", where, **values, sum=sums[day, indicator])

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
        totals = {i: total for (day, i), total in self._totals.items() if day == latest}
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
        )

    def _observations(self) -> pd.DataFrame:
        table = _table("zone_id", self._zones)
        flags = ["" if entry[1] is not None else "suppressed" for entry in self._zones.values()]
        return table.assign(flag=pd.array(flags, dtype="str"))

    def _unallocated(self) -> pd.DataFrame:
        return _table("label", self._others)


def _table(place: str, entries: dict[_Key, Any]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            place: [key[0] for key in entries],
            "date": np.array([key[1] for key in entries], "datetime64[D]").astype("datetime64[ns]"),
            "indicator": [key[2] for key in entries],
            "measure": [entry[0] for entry in entries.values()],
            "value": pd.array([entry[1] for entry in entries.values()], dtype="Int64"),
        }
    )
    return table.astype({place: "str", "indicator": "str", "measure": "str"})
