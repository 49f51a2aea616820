"""The join doctor: everything that a file's numbers are asked before they count.

Pure: readings and tables in, one Diagnosis for each file out. The rules stand in
``geo.doctor_series`` (days of a zone) and ``geo.doctor_values`` (single numbers, totals, names);
nothing is changed and nothing is taken by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo import doctor_grid, doctor_series, doctor_values
from geo.diagnosis import (
    SEVERITIES,
    Balance,
    Diagnosis,
    Finding,
    Proposal,
    Severity,
    Waiting,
    refused,
    to_dict,
)
from geo.doctor_series import Seen

__all__ = [
    "SEVERITIES",
    "Balance",
    "Diagnosis",
    "Finding",
    "Proposal",
    "Severity",
    "Waiting",
    "diagnose",
    "diagnose_all",
    "refused",
    "to_dict",
]

LOOK_BACK = 91
"""So many days before the first day of a file, and after its last, are compared with it."""

MOST_DAYS = 1500
"""Only the last so many days of a file are compared with each other: one slip of a century must not
need a table of a century."""


def diagnose(
    reading: Any,
    *,
    stored: pd.DataFrame | None,
    zones: pd.DataFrame,
    case_indicator: str,
    today: dt.date,
    population: pd.DataFrame | None = None,
) -> Diagnosis:
    """Question one file. ``reading`` is an ``io.sources.Reading``; ``stored`` OBSERVATIONS that
    count already, None where there are none; ``zones`` ZONES; ``population`` POPULATION or None;
    ``today`` the day in the city."""
    return diagnose_all(
        [reading],
        stored=stored,
        zones=zones,
        case_indicator=case_indicator,
        today=today,
        population=population,
    )[0]


def diagnose_all(
    readings: Sequence[Any],
    *,
    stored: pd.DataFrame | None,
    zones: pd.DataFrame,
    case_indicator: str,
    today: dt.date,
    population: pd.DataFrame | None = None,
) -> list[Diagnosis]:
    """Question many files of one city and disease at once, in the order of storing.

    A finding belongs to the file whose number it is about; one on the whole to the last file.
    """
    if not readings:
        return []
    sizes = [len(reading.observations) for reading in readings]
    starts = np.cumsum([0, *sizes])
    brought = pd.concat([r.observations for r in readings], ignore_index=True)
    seen = list(doctor_values.future(brought, today))
    seen += _compared(brought, stored, zones, case_indicator, today, population)
    found: list[list[Finding]] = [[] for _ in readings]
    for origin, finding in seen:
        number = len(readings) - 1
        if origin >= 0:
            number = int(np.searchsorted(starts, origin, side="right")) - 1
            if finding.zone_id or finding.key == "doctor_future":
                finding = _placed(finding, readings[number], origin - int(starts[number]))
        found[number].append(finding)
    return [
        _diagnosis(reading, zones, case_indicator, more)
        for reading, more in zip(readings, found, strict=True)
    ]


def _compared(
    brought: pd.DataFrame,
    stored: pd.DataFrame | None,
    zones: pd.DataFrame,
    case_indicator: str,
    today: dt.date,
    population: pd.DataFrame | None,
) -> Iterator[Seen]:
    """What numbers say beside each other and beside those stored; days to come are left out."""
    dates = brought.loc[brought["date"] <= pd.Timestamp(today), "date"]
    if dates.empty:
        return
    last = dates.max()
    first = max(dates.min(), last - pd.Timedelta(days=MOST_DAYS)) - pd.Timedelta(days=LOOK_BACK)
    end = last
    if stored is not None and not stored.empty:
        around = stored["date"].between(
            first, min(last + pd.Timedelta(days=LOOK_BACK), pd.Timestamp(today))
        )
        stored = stored[around.to_numpy()]
        end = max(last, stored["date"].max()) if len(stored) else last
    names = dict(zip(zones["zone_id"], zones["name"], strict=True))
    ids = list(names)
    grids = {
        indicator: doctor_grid.build(stored, brought, ids, indicator, first, end)
        for indicator in sorted(set(brought["indicator"]))
    }
    for grid in grids.values():
        yield from doctor_series.falls(grid, names)
        yield from doctor_series.steps(grid, names)
    yield from doctor_values.impossible(grids, case_indicator, _people(population, ids), names)
    if case_indicator in grids:
        grid = grids[case_indicator]
        yield from doctor_series.flat(grid, names)
        yield from doctor_series.missing_days(grid)
        yield from doctor_series.weekdays(grid)


def _people(population: pd.DataFrame | None, ids: list[str]) -> doctor_grid.Numbers:
    if population is None:
        return np.full(len(ids), np.nan)
    counts = population.drop_duplicates("zone_id").set_index("zone_id")["population"].reindex(ids)
    return counts.to_numpy(np.float64, na_value=np.nan)


def _placed(finding: Finding, reading: Any, position: int) -> Finding:
    """The finding with the cell of its number, where the reading knows it."""
    cells = getattr(reading, "cells", None)
    if cells is None or position >= len(cells):
        return finding
    return Finding(**{**vars(finding), "spot": cells.spot(position)})


def _diagnosis(
    reading: Any, zones: pd.DataFrame, case_indicator: str, more: list[Finding]
) -> Diagnosis:
    file = reading.file.name
    spoken = doctor_values.spoken_of(reading, case_indicator)
    if spoken is None:
        return Diagnosis(file, _ordered(more))
    indicator, day = spoken
    balance = doctor_values.balance(reading, indicator, day)
    queue = doctor_values.waiting(reading, zones, indicator, day)
    whole = doctor_values.of_reading(reading, zones, indicator, day, balance, queue)
    findings = _ordered([*_once(whole, more), *more])
    return Diagnosis(file, findings, day, indicator, balance, queue)


def _once(whole: Iterator[Finding], more: list[Finding]) -> Iterator[Finding]:
    """Leave out what the file's adapter said of the parts of a row that is told of already."""
    told = ("doctor_parts", "doctor_deaths", "doctor_recovered")
    rows = {(f.spot.sheet, f.spot.row) for f in more if f.key in told and f.spot}
    for finding in whole:
        spot = finding.spot
        if not (finding.key == "parts_differ" and spot and (spot.sheet, spot.row) in rows):
            yield finding


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The gravest first, each kind together, the largest difference of a zone first."""
    first: dict[str, int] = {}
    for number, finding in enumerate(findings):
        first.setdefault(finding.key, number)

    def place(finding: Finding) -> tuple[Any, ...]:
        spot = finding.spot
        cell = (spot.sheet, spot.row, spot.column) if spot else ("", 0, 0)
        found, expected = finding.values.get("found"), finding.values.get("expected")
        off = 0
        if finding.zone_id and isinstance(found, int) and isinstance(expected, int):
            off = abs(found - expected)
        day = finding.day or dt.date.min
        return SEVERITIES.index(finding.severity), first[finding.key], -off, day, cell

    return tuple(sorted(findings, key=place))
