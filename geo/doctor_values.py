"""What single numbers of a file are asked, and its totals: can this be, and is everybody there?

future       a day after today
deaths       more persons died than ever had the disease (cumulative numbers of one zone and day)
recovered    more recovered than ever had it
parts        dirawat + sembuh + meninggal + isolasi_mandiri is not positif where all four are given,
             or is more than positif where some are
population   more cases so far than people live in the zone
twice        the same number stands twice
zones        zones without a number of the indicator on the file's latest day; a hidden number
             ("<5") is one
outside      rows known to be no zone's, as a share of the file's total; from ``LARGE_SHARE`` on it
             is worth a look
total        the file's own TOTAL against its rows, and whether there is one
gap          persons that are in the file's total, but neither on the map nor in rows known to be
             outside it (``diagnosis.Balance.gap``)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from geo import names
from geo.diagnosis import Balance, Finding, Severity, Waiting, of_problem
from geo.doctor_grid import Flags, Grid, Numbers
from geo.doctor_series import Seen
from geo.errors import Problem, Spot

LARGE_SHARE = 0.1
NAMED = 10
"""So many zones without a report are named in a finding."""

PARTS = ("dirawat", "sembuh", "meninggal", "isolasi_mandiri")


class Reading(Protocol):
    """What the doctor needs of one file (see io.sources.Reading)."""

    @property
    def observations(self) -> pd.DataFrame: ...
    @property
    def unallocated(self) -> pd.DataFrame: ...
    @property
    def unmatched(self) -> Sequence[Any]: ...
    @property
    def findings(self) -> tuple[Problem, ...]: ...
    @property
    def others(self) -> Sequence[Any]: ...
    @property
    def totals(self) -> Sequence[Any]: ...
    @property
    def twice(self) -> Sequence[Any]: ...


def impossible(
    grids: Mapping[str, Grid], cases: str, population: Numbers, named: Mapping[str, str]
) -> Iterator[Seen]:
    """Numbers that can't be: deaths, recovered, parts and cases against what they belong to."""
    grid = grids.get(cases)
    if grid is None or not grid.cumulative:
        return
    given = {k: g for k, g in grids.items() if k in PARTS and g.cumulative}
    origins = [grid.origin, *(g.origin for g in given.values())]
    ours = np.maximum.reduce(origins) >= 0
    said = np.zeros(ours.shape, dtype=bool)
    for part, key in (("meninggal", "doctor_deaths"), ("sembuh", "doctor_recovered")):
        if part in given:
            more = ours & grid.known & (np.nan_to_num(given[part].values) > grid.values)
            said |= more
            yield from _each(key, "block", given[part], more, grid.values, named)
    if given:
        total = np.sum([np.nan_to_num(g.values) for g in given.values()], axis=0)
        whole = np.all([g.known for g in given.values()], axis=0) & (len(given) == len(PARTS))
        odd = (total > np.nan_to_num(grid.values)) | (whole & (total != grid.values))
        odd &= ours & grid.known & ~said
        yield from _each("doctor_parts", "look", grid, odd, total, named)
    people = np.where(np.isnan(population), np.inf, population)[:, None]
    many = ours & (np.nan_to_num(grid.values) > people)
    wide = np.broadcast_to(people, many.shape)
    yield from _each("doctor_population", "look", grid, many, wide, named)


def _each(
    key: str,
    severity: Severity,
    grid: Grid,
    where: Flags,
    expected: Numbers,
    named: Mapping[str, str],
) -> Iterator[Seen]:
    for zone, column in np.argwhere(where):
        zone_id, day = grid.zone_ids[zone], grid.days[column].astype(object)
        values = {"zone": named[zone_id], "day": day, "indicator": grid.indicator}
        values |= {"found": int(grid.values[zone, column]), "expected": int(expected[zone, column])}
        finding = Finding(key, severity, values, zone_id=zone_id, day=day, indicator=grid.indicator)
        yield int(grid.origin[zone, column]), finding


def future(brought: pd.DataFrame, today: dt.date) -> Iterator[Seen]:
    """Days that have not been yet, one finding for each, at its first number."""
    late = np.flatnonzero((brought["date"] > pd.Timestamp(today)).to_numpy())
    for date, rows in pd.Series(late).groupby(brought["date"].to_numpy()[late]):
        day = pd.Timestamp(str(date)).date()
        values = {"n": len(rows), "found": day, "expected": today}
        yield int(rows.iloc[0]), Finding("doctor_future", "block", values, day=day)


def of_reading(
    reading: Reading,
    zones: pd.DataFrame,
    indicator: str,
    day: dt.date,
    balance: Balance,
    waiting: Sequence[Waiting],
) -> Iterator[Finding]:
    """What one file is asked as a whole, on its latest day."""
    at: dict[str, Any] = {"day": day, "indicator": indicator}
    named = dict(zip(zones["zone_id"], zones["name"], strict=True))
    for problem in reading.findings:
        yield of_problem(problem, _severity(problem, indicator, day))
    for number in reading.twice:
        zone = named.get(number.zone_id, number.zone_id)
        values = {"zone": zone, "found": number.value, "other": number.first.address}
        about: dict[str, Any] = {
            "zone_id": number.zone_id,
            "day": number.day,
            "indicator": number.indicator,
        }
        yield Finding("doctor_twice", "note", {**about, **values}, number.spot, **about)
    for name in waiting:
        yield _unmatched(name)
    if balance.gap:
        values = {"found": balance.gap, "expected": 0, "unmatched": balance.unmatched}
        values |= {"difference": balance.difference, "in_file": balance.in_file}
        values |= {"on_map": balance.on_map, "outside": balance.outside + balance.district}
        yield Finding(
            "doctor_gap", "block", {**at, **values}, _total_cell(reading, day, indicator), **at
        )
    if balance.total_row is None:
        yield Finding("doctor_no_total", "note", {**at, "found": balance.rows}, **at)
    yield from _apart(balance, at)
    yield from _without(reading, zones, at)


def _severity(problem: Problem, indicator: str, day: dt.date) -> Severity:
    if problem.fatal:
        return "block"
    if problem.key in ("columns_ignored", "sheets_ignored", "other_disease", "total_alone"):
        return "note"
    latest = problem.values.get("day") == day.isoformat()
    same = problem.values.get("indicator") == indicator
    return "block" if problem.key == "total_differs" and latest and same else "look"


def _unmatched(name: Waiting) -> Finding:
    closest = "; ".join(f"{p.name} ({p.zone_id}, {p.district})" for p in name.proposals) or "–"
    written = ", ".join(part for part in (name.name, name.code, name.district) if part)
    values = {"found": written, "rows": name.rows, "persons": name.persons, "expected": closest}
    spot = name.spots[0] if name.spots else None
    return Finding("doctor_unmatched", "block" if name.persons else "look", values, spot)


def _apart(balance: Balance, at: dict[str, Any]) -> Iterator[Finding]:
    for part, key in (("outside", "doctor_outside"), ("district", "doctor_district")):
        persons, share = getattr(balance, part), balance.share(part)
        if persons and share is not None:
            severity: Severity = "look" if abs(share) >= LARGE_SHARE else "note"
            values = {"found": persons, "percent": round(100 * share, 1)}
            yield Finding(key, severity, {**at, **values, "in_file": balance.in_file}, **at)


def _without(reading: Reading, zones: pd.DataFrame, at: dict[str, Any]) -> Iterator[Finding]:
    table = reading.observations
    on_day = (table["date"] == pd.Timestamp(at["day"])) & (table["indicator"] == at["indicator"])
    without = zones.loc[~zones["zone_id"].isin(table.loc[on_day, "zone_id"]), "name"].tolist()
    if without and len(without) < len(zones):
        values: dict[str, Any] = {
            "found": len(without),
            "expected": 0,
            "of": len(zones),
            "n": len(without),
        }
        values |= {"names": ", ".join(without[:NAMED]) + (", …" if len(without) > NAMED else "")}
        yield Finding("doctor_zones_without", "look", {**at, **values}, **at)


def _total_cell(reading: Reading, day: dt.date, indicator: str) -> Spot | None:
    return next((t.spot for t in reading.totals if t.day == day and t.indicator == indicator), None)


def spoken_of(reading: Reading, case_indicator: str) -> tuple[str, dt.date] | None:
    """The indicator that a file is balanced by, and the day: that with the largest gap, the latest
    where there is none; None where the file has no number."""
    last: dict[str, pd.Timestamp] = {}
    for table in (reading.observations, reading.unallocated):
        for indicator, date in table.groupby("indicator")["date"].max().items():
            last[str(indicator)] = max(date, last.get(str(indicator), date))
    for total in reading.totals:
        if total.indicator in last:
            date = pd.Timestamp(total.day)
            last[total.indicator] = max(date, last[total.indicator])
    if not last:
        return None
    chosen = case_indicator if case_indicator in last else min(last)
    gaps = _gaps(reading, chosen)
    worst = max(gaps, key=lambda day: (gaps[day], day), default=None)
    return chosen, worst if worst is not None and gaps[worst] else last[chosen].date()


def _gaps(reading: Reading, indicator: str) -> dict[dt.date, int]:
    """``Balance.gap`` of every day that has a total row or a row that nothing is called like."""
    totals = {t.day: t.value for t in reading.totals if t.indicator == indicator}
    apart: dict[dt.date, list[int]] = {}
    for other in reading.others:
        if other.indicator == indicator:
            both = apart.setdefault(other.day, [0, 0])
            both[0] += other.value or 0
            both[1] += (other.value or 0) if other.kind == "unmatched" else 0
    table = reading.observations
    mine = table[table["indicator"] == indicator]
    on_map = mine.groupby("date")["value"].sum()
    found = {}
    for day in {*totals, *apart}:
        rows, unmatched = apart.get(day, (0, 0))
        placed = rows + int(on_map.get(pd.Timestamp(day), 0))
        found[day] = abs(unmatched) + abs(totals.get(day, placed) - placed)
    return found


def balance(reading: Reading, indicator: str, day: dt.date) -> Balance:
    """Where the persons of the indicator are on the day (see ``diagnosis.Balance``)."""
    table = reading.observations
    mine = table[(table["date"] == pd.Timestamp(day)) & (table["indicator"] == indicator)]
    apart = {"outside": 0, "district": 0, "unmatched": 0}
    hidden = int(mine["value"].isna().sum())
    for other in reading.others:
        if other.day == day and other.indicator == indicator:
            apart[other.kind] += other.value or 0
            hidden += other.value is None
    total = next(
        (t.value for t in reading.totals if t.day == day and t.indicator == indicator), None
    )
    return Balance(total, int(mine["value"].sum()), hidden=hidden, **apart)


def waiting(
    reading: Reading, zones: pd.DataFrame, indicator: str, day: dt.date
) -> tuple[Waiting, ...]:
    """The queue of names, each once, those with most persons first."""
    persons: dict[tuple[str, int], int] = {}
    for other in reading.others:
        if other.kind == "unmatched" and (other.day, other.indicator) == (day, indicator):
            row = other.spot.sheet, other.spot.row
            persons[row] = persons.get(row, 0) + (other.value or 0)
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in reading.unmatched:
        groups.setdefault((row.name, row.code, row.district), []).append(row)
    queue = []
    for (name, code, district), rows in groups.items():
        spots = tuple(row.spot for row in rows if row.spot is not None)
        counted = [persons[s.sheet, s.row] for s in spots if (s.sheet, s.row) in persons]
        proposals = names.propose(name, district, zones) if name and rows[0].closest else ()
        total = sum(counted) if counted else None
        queue.append(Waiting(name, code, district, len(rows), total, spots, proposals))
    return tuple(sorted(queue, key=lambda one: -(one.persons or 0)))
