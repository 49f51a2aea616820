"""What the days of a zone are asked: steps, falls, flat lines, missing days, weekdays.

Only numbers that a file brings are judged (or that follow on one), in the light of what is stored.
Every rule says what it needs; where that is missing it says nothing.

step       A day's new count is far above what the zone is used to: more than ``STEP_SPREADS``
           spreads and at least ``STEP_LEAST`` persons above the median of the known days among the
           28 before it, and more than ``STEP_TIMES`` the highest of the last 7. The spread is
           1.4826 MAD, at least the square root of the median and at least 1. At least
           ``STEP_DAYS`` of the 28 must be known. Where the number before is some days old, persons
           per day are compared. The last condition keeps a wave, which grows day by day, silent.
           The city as a whole is asked the same, as far as 9 in 10 of its zones are known.
negative   A cumulative number is lower than the zone's number before it; a "new" number is below 0.
bulk       At least ``BULK_SHARE`` of the zones with a step on a day, and ``BULK_LEAST``, fell.
flat       The zone has stood still for ``FLAT_DAYS`` days while the rest of the city moved so much
           that its share of the city's cases before would have meant ``FLAT_EXPECTED`` cases or
           more (none of 10 expected happens by chance once in 22,000 times). One finding a zone.
missing    Days without any number between the first and the last known, beyond the usual distance
           between reports (the median one, once 4 days are known) by half or more.
weekend    Cases by weekday against the centred mean of the seven days around each, so that a wave
           does not count: chi-square over ``CHI_SQUARE`` (p 0.001, 6 degrees of freedom), one
           weekday at least ``WEEKDAY_OFF`` away from its share, over whole weeks, at least
           ``WEEKS`` of them, with ``WEEK_CASES`` cases or more.

Stocks (dirawat, isolasi_mandiri) may rise and fall at will and are asked none of this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from geo.cases import STOCKS
from geo.diagnosis import Finding
from geo.doctor_grid import Flags, Grid, Numbers

STEP_WINDOW, STEP_DAYS, STEP_SPREADS, STEP_LEAST, STEP_TIMES = 28, 14, 8.0, 10.0, 2.0
BULK_SHARE, BULK_LEAST = 0.2, 5
FLAT_DAYS, FLAT_EXPECTED = 14, 10.0
WEEKS, MOST_WEEKS, WEEK_CASES, CHI_SQUARE, WEEKDAY_OFF = 4, 12, 70, 22.458, 0.25
_CITY_KNOWN = 0.9

Seen = tuple[int, Finding]
"""A finding with the row of the files' table that it is about, -1 where it is about none."""


def steps(grid: Grid, names: Mapping[str, str]) -> Iterator[Seen]:
    """Sudden rises of zones, and of the city as a whole."""
    if grid.indicator in STOCKS or not len(grid.days):
        return
    rates = grid.steps / grid.spans
    found, expected = _jumps(rates, np.flatnonzero((grid.origin >= 0).any(axis=0)))
    for zone, column in np.argwhere(found & (grid.origin >= 0)):
        values = _numbers(rates[zone, column], expected[zone, column])
        yield _seen("doctor_step", grid, names, zone, column, values)
    known = ~np.isnan(rates)
    enough = known.sum(axis=0) >= _CITY_KNOWN * max(known.any(axis=1).sum(), 1)
    city = np.where(enough, np.where(known, rates, 0.0).sum(axis=0), np.nan)[None, :]
    found, expected = _jumps(city, np.flatnonzero((grid.origin >= 0).any(axis=0)))
    for column in np.flatnonzero(found[0]):
        values = _numbers(city[0, column], expected[0, column])
        day = _day(grid, column)
        values |= {"day": day, "indicator": grid.indicator}
        origin = int(grid.origin[:, column].max())
        finding = Finding("doctor_city_step", "look", values, day=day, indicator=grid.indicator)
        yield origin, finding


def falls(grid: Grid, names: Mapping[str, str]) -> Iterator[Seen]:
    """Falls of single zones, and the days on which so many fell that it is one revision."""
    if grid.indicator in STOCKS or not len(grid.days):
        return
    fell = grid.touched & (np.nan_to_num(grid.steps) < 0)
    judged = ~np.isnan(grid.steps) & grid.touched
    for column in np.flatnonzero(fell.any(axis=0)):
        n, of = int(fell[:, column].sum()), int(judged[:, column].sum())
        day = _day(grid, column)
        if n >= max(BULK_LEAST, BULK_SHARE * of):
            total = int(grid.steps[fell[:, column], column].sum())
            values = {"n": n, "of": of, "found": total, "day": day, "indicator": grid.indicator}
            origin = int(grid.origin[:, column].max())
            yield origin, Finding("doctor_bulk", "look", values, day=day, indicator=grid.indicator)
        for zone in np.flatnonzero(fell[:, column]):
            value = grid.values[zone, column]
            expected = value - grid.steps[zone, column] if grid.cumulative else 0.0
            values = _numbers(value, expected)
            values["step"] = int(grid.steps[zone, column])
            key = "doctor_negative" if grid.cumulative else "doctor_below"
            yield _seen(key, grid, names, zone, column, values)


def flat(grid: Grid, names: Mapping[str, str]) -> Iterator[Seen]:
    """Zones that stand still while the city moves; the last day of each."""
    if grid.indicator in STOCKS or len(grid.days) <= FLAT_DAYS:
        return
    moved = np.nan_to_num(np.abs(grid.steps))
    if grid.cumulative:
        change = np.full(grid.values.shape, np.nan)
        change[:, FLAT_DAYS:] = grid.values[:, FLAT_DAYS:] - grid.values[:, :-FLAT_DAYS]
        base = np.full(grid.values.shape, np.nan)
        base[:, FLAT_DAYS:] = grid.values[:, :-FLAT_DAYS]
    else:
        complete = _rolled(grid.known.astype(float)) == FLAT_DAYS
        change = np.where(complete, _rolled(np.nan_to_num(grid.values)), np.nan)
        before = np.cumsum(np.nan_to_num(grid.values), axis=1)
        base = np.full(grid.values.shape, np.nan)
        base[:, FLAT_DAYS:] = before[:, :-FLAT_DAYS]
        base[~complete] = np.nan
    still = (change == 0) & (_rolled(moved) == 0)
    total, city = np.nansum(base, axis=0), np.nansum(change, axis=0)
    rest = total - np.nan_to_num(base)
    expected = np.where(rest > 0, city * base / np.where(rest > 0, rest, 1.0), np.nan)
    standing = still & (np.nan_to_num(expected) >= FLAT_EXPECTED) & (grid.origin >= 0)
    for zone in np.flatnonzero(standing.any(axis=1)):
        column = int(np.flatnonzero(standing[zone])[-1])
        lately = np.flatnonzero(moved[zone, : column + 1] > 0)
        days = column - int(lately[-1]) if lately.size else column - int(grid.known[zone].argmax())
        values = {"days": days, "window": FLAT_DAYS, **_numbers(0.0, expected[zone, column])}
        yield _seen("doctor_flat", grid, names, zone, column, values)


def missing_days(grid: Grid) -> Iterator[Seen]:
    """Days on which no zone has a number, between days on which some have."""
    reported = np.flatnonzero(grid.spoken_for)
    if reported.size < 2:
        return
    distances = np.diff(reported)
    usual = float(np.median(distances)) if reported.size >= 4 else 1.0
    gaps = np.flatnonzero(distances > max(1.0, 1.5 * usual - 1e-9))
    if not gaps.size:
        return
    days = [int(d) for gap in gaps for d in range(reported[gap] + 1, reported[gap + 1])]
    values = {
        "n": len(days),
        "first": _day(grid, days[0]),
        "last": _day(grid, days[-1]),
        "found": len(days),
        "indicator": grid.indicator,
    }
    yield -1, Finding("doctor_missing", "look", values, indicator=grid.indicator)


def weekdays(grid: Grid) -> Iterator[Seen]:
    """Weekdays on which the city reports far more or fewer than its share, of late."""
    if grid.indicator in STOCKS:
        return
    daily = np.where(grid.spans == 1, grid.steps, np.nan)
    known = ~np.isnan(daily)
    enough = known.sum(axis=0) >= _CITY_KNOWN * max(int(known.any(axis=1).sum()), 1)
    city = np.where(enough & known.any(axis=0), np.nansum(daily, axis=0), np.nan)
    if city.size < 7 * (WEEKS + 1):
        return
    around = np.full(city.shape, np.nan)
    around[3:-3] = np.lib.stride_tricks.sliding_window_view(city, 7).mean(axis=1)
    usable = np.flatnonzero(~np.isnan(around) & (city >= 0))
    usable = usable[usable > usable[-1] - 7 * MOST_WEEKS] if usable.size else usable
    weekday = (grid.days.astype("M8[D]").astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    number = np.bincount(weekday[usable], minlength=7)
    if number.min() < WEEKS:
        return
    seen = np.bincount(weekday[usable], weights=city[usable], minlength=7)
    expected = np.bincount(weekday[usable], weights=around[usable], minlength=7)
    if seen.sum() < WEEK_CASES or expected.min() <= 0:
        return
    expected *= seen.sum() / expected.sum()
    chi_square = float(((seen - expected) ** 2 / expected).sum())
    off = seen / expected - 1
    worst = int(np.abs(off).argmax())
    if chi_square > CHI_SQUARE and abs(off[worst]) >= WEEKDAY_OFF:
        values = {
            "weekday": worst,
            "weeks": int(number.min()),
            "found": int(seen[worst]),
            "expected": float(np.round(expected[worst], 1)),
            "percent": float(np.round(100 * off[worst])),
            "chi_square": float(np.round(chi_square, 1)),
            "indicator": grid.indicator,
        }
        yield -1, Finding("doctor_weekend", "note", values, indicator=grid.indicator)


def _jumps(rates: Numbers, columns: np.ndarray) -> tuple[Flags, Numbers]:
    """Where a rate is a step, and the highest that would have been none."""
    found, expected = np.zeros(rates.shape, dtype=bool), np.full(rates.shape, np.nan)
    for column in columns:
        if column == 0:
            continue
        window = rates[:, max(0, column - STEP_WINDOW) : column]
        median = _median(window)
        spread = 1.4826 * _median(np.abs(window - median[:, None]))
        spread = np.maximum(spread, np.maximum(1.0, np.sqrt(np.maximum(median, 0.0))))
        lately = np.where(np.isnan(window[:, -7:]), -np.inf, window[:, -7:]).max(axis=1)
        limit = np.maximum(median + STEP_SPREADS * spread, STEP_TIMES * lately)
        limit = np.maximum(limit, median + STEP_LEAST - 1e-9)
        enough = (~np.isnan(window)).sum(axis=1) >= STEP_DAYS
        found[:, column] = enough & (np.nan_to_num(rates[:, column]) > limit)
        expected[:, column] = limit
    return found, expected


def _median(values: Numbers) -> Numbers:
    """Median of each row's known numbers, NaN where there is none; quick, and without warnings."""
    ordered = np.sort(values, axis=1)  # NaN comes last
    number = (~np.isnan(values)).sum(axis=1)
    row = np.arange(len(values))
    low = ordered[row, np.maximum(number - 1, 0) // 2]
    high = ordered[row, np.minimum(number // 2, values.shape[1] - 1)]
    return np.where(number > 0, (low + high) / 2, np.nan)


def _rolled(values: Numbers) -> Numbers:
    """Sum of the ``FLAT_DAYS`` days that end on each day, NaN on the first ones."""
    sums = np.full(values.shape, np.nan)
    totals = np.cumsum(values, axis=1)
    sums[:, FLAT_DAYS:] = totals[:, FLAT_DAYS:] - totals[:, :-FLAT_DAYS]
    return sums


def _seen(
    key: str,
    grid: Grid,
    names: Mapping[str, str],
    zone: Any,
    column: Any,
    values: dict[str, object],
) -> Seen:
    zone_id, day = grid.zone_ids[zone], _day(grid, column)
    values = {"zone": names[zone_id], "day": day, "indicator": grid.indicator, **values}
    finding = Finding(key, "look", values, zone_id=zone_id, day=day, indicator=grid.indicator)
    return int(grid.origin[zone, column]), finding


def _numbers(found: float, expected: float) -> dict[str, object]:
    return {"found": round(float(found)), "expected": round(float(expected))}


def _day(grid: Grid, column: Any) -> dt.date:
    day: dt.date = grid.days[column].astype(object)
    return day
