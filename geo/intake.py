"""What a load of files brought: counts, totals before and after, and all that needs a person's eye.

Pure: tables and readings in, one IntakeReport out; words are written in ``geo.render.intake``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from geo.cases import negative_steps
from geo.errors import Problem

LARGEST_STEPS = 5
"""How many of the largest falls a report names."""

_KEY = ["zone_id", "date", "indicator"]


class _Unmatched(Protocol):
    """A row that is no zone's (see io.sources.Unmatched)."""

    @property
    def name(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def district(self) -> str: ...
    @property
    def closest(self) -> tuple[tuple[str, str, float], ...]: ...


class _Reading(Protocol):
    """What a report needs of one file (see io.sources.Reading)."""

    @property
    def observations(self) -> pd.DataFrame: ...
    @property
    def unallocated(self) -> pd.DataFrame: ...
    @property
    def totals_in_file(self) -> dict[str, int] | None: ...
    @property
    def rows_read(self) -> int: ...
    @property
    def repeated(self) -> int: ...
    @property
    def unmatched(self) -> Sequence[_Unmatched]: ...
    @property
    def findings(self) -> tuple[Problem, ...]: ...


@dataclass(frozen=True)
class UnmatchedName:
    """A name or code that is no zone's, the rows that carry it, and the closest official names."""

    name: str
    code: str
    district: str
    rows: int
    closest: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Total:
    """One indicator on the latest day, in persons.

    ``in_file`` is the file's own total row, None where it has none. ``stored`` is what the zones
    and ``unallocated`` (rows of no zone) add up to, None where neither has a number. ``share`` =
    unallocated / stored, None where that is 0 or missing.
    """

    indicator: str
    in_file: int | None
    stored: int | None
    unallocated: int | None
    share: float | None


@dataclass(frozen=True)
class Step:
    """A cumulative number that fell by ``step`` (negative, persons) against the report before."""

    zone_id: str
    date: dt.date
    indicator: str
    step: int


@dataclass(frozen=True)
class IntakeReport:
    """The outcome of one load.

    ``refused`` and ``already`` name files with their problems, and files stored before. ``days`` is
    the number of days with a number, ``first`` and ``latest`` their ends, None where nothing was
    read. ``zones_without`` are zones that no file speaks of. ``repeated`` counts numbers that stand
    twice in one file, ``overlapping`` those that stand in several files (the last one counts) and
    ``revised`` those that were stored with another value before.
    """

    files_read: int
    refused: tuple[tuple[str, tuple[Problem, ...]], ...]
    already: tuple[str, ...]
    rows: int
    days: int
    first: dt.date | None
    latest: dt.date | None
    zones_matched: int
    zones_without: tuple[str, ...]
    unmatched: tuple[UnmatchedName, ...]
    unallocated_rows: int
    totals: tuple[Total, ...]
    falls: int
    largest_falls: tuple[Step, ...]
    repeated: int
    overlapping: int
    revised: int
    findings: tuple[Problem, ...]

    @property
    def is_clean(self) -> bool:
        """True where no file was refused and every row found its place."""
        return not self.refused and not self.unmatched


def report(
    readings: Sequence[_Reading],
    previous: pd.DataFrame,
    zones: pd.DataFrame,
    *,
    refused: Iterable[tuple[str, tuple[Problem, ...]]] = (),
    already: Iterable[str] = (),
) -> IntakeReport:
    """Summarise ``readings`` (in the order of storing) against ``previous`` observations.

    ``previous`` and the readings' tables as in geo.schema, ``zones`` with zone_id and name.
    """
    brought = pd.concat([_empty(previous), *(r.observations for r in readings)], ignore_index=True)
    after = brought.drop_duplicates(_KEY, keep="last")
    dates = pd.concat([after["date"], *(r.unallocated["date"] for r in readings)]).drop_duplicates()
    matched = set(after["zone_id"])
    falls = _falls(previous, after)
    return IntakeReport(
        files_read=len(readings),
        refused=tuple(refused),
        already=tuple(already),
        rows=sum(r.rows_read for r in readings),
        days=len(dates),
        first=None if dates.empty else dates.min().date(),
        latest=None if dates.empty else dates.max().date(),
        zones_matched=len(matched),
        zones_without=tuple(zones.loc[~zones["zone_id"].isin(matched), "name"]),
        unmatched=_unmatched(readings),
        unallocated_rows=sum(_label_days(r.unallocated) for r in readings),
        totals=() if dates.empty else _totals(readings, after, dates.max()),
        falls=len(falls),
        largest_falls=tuple(
            Step(str(zone_id), pd.Timestamp(date).date(), str(indicator), int(step))
            for zone_id, date, indicator, step in falls.head(LARGEST_STEPS).to_numpy(dtype=object)
        ),
        repeated=sum(r.repeated for r in readings),
        overlapping=len(brought) - len(after),
        revised=_revised(previous, after),
        findings=tuple(finding for r in readings for finding in r.findings),
    )


def _empty(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[:0]


def _falls(previous: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Falls at a day that this load speaks of, the reports stored before taken into account."""
    both = pd.concat([previous, after], ignore_index=True).drop_duplicates(_KEY, keep="last")
    falls = negative_steps(both)
    return falls[falls["date"].isin(after["date"].unique())]


def _revised(previous: pd.DataFrame, after: pd.DataFrame) -> int:
    both = previous.merge(after, on=_KEY, suffixes=("_before", "_after"))
    before, now = both["value_before"], both["value_after"]
    same = (before == now).fillna(False) | (before.isna() & now.isna())
    return int((~same).sum())


def _unmatched(readings: Iterable[_Reading]) -> tuple[UnmatchedName, ...]:
    groups: dict[tuple[str, str, str], list[_Unmatched]] = {}
    for reading in readings:
        for row in reading.unmatched:
            groups.setdefault((row.name, row.code, row.district), []).append(row)
    return tuple(UnmatchedName(*key, len(rows), rows[0].closest) for key, rows in groups.items())


def _label_days(unallocated: pd.DataFrame) -> int:
    return len(unallocated[["label", "date"]].drop_duplicates())


def _totals(
    readings: Sequence[_Reading], after: pd.DataFrame, latest: pd.Timestamp
) -> tuple[Total, ...]:
    """Per indicator on the latest day; the last file that speaks of it gives ``in_file``."""
    others = pd.concat([r.unallocated for r in readings], ignore_index=True)
    others = others.drop_duplicates(["label", "date", "indicator"], keep="last")
    zones_sum, others_sum = _sums(after, latest), _sums(others, latest)
    in_file: dict[str, int] = {}
    for reading in readings:
        tables = (reading.observations, reading.unallocated)
        if any((table["date"] == latest).any() for table in tables):
            in_file.update(reading.totals_in_file or {})
    totals = []
    for indicator in sorted({*zones_sum, *others_sum, *in_file}):
        apart = others_sum.get(indicator)
        parts = [part for part in (zones_sum.get(indicator), apart) if part is not None]
        stored = sum(parts) if parts else None
        share = (apart or 0) / stored if stored else None
        totals.append(Total(indicator, in_file.get(indicator), stored, apart, share))
    return tuple(totals)


def _sums(table: pd.DataFrame, day: pd.Timestamp) -> dict[str, int]:
    known = table[(table["date"] == day) & table["value"].notna()]
    return {str(i): int(total) for i, total in known.groupby("indicator")["value"].sum().items()}
