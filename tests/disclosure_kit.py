"""A reader with a computer: what can be worked out of what was published and, by a lurah, of every
day of one kelurahan; of nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from geo.suppression import Policy, Shown


def bounds(
    shown: Shown,
    groups: Sequence[str],
    policy: Policy,
    days: Sequence[dt.date] = (dt.date(2021, 2, 14),),
    length: int = 1,
    city_daily: Sequence[float] = (),
    known_row: tuple[int, Sequence[float]] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest possible count (zones, closing days), NaN where a count is missing.

    Unknowns are the cases of each zone and day, from 0; every published number is an equation, and
    a hidden window lies within ``policy.range``. ``city_daily`` is the city's published curve.
    ``known_row`` is an insider's: a zone and its cases on each of ``days``, NaN where unknown.
    """
    columns = np.unique(shown.closed[shown.closed >= 0]) if shown.closed.size else np.array([0])
    counts, hidden, known = (_wide(a) for a in (shown.counts, shown.hidden, shown.known))
    totals, city = _wide(shown.totals), np.atleast_1d(shown.city)
    zones = len(counts)
    first = min(days).toordinal() - length + 1
    span = max(days).toordinal() - first + 1
    equal: list[tuple[np.ndarray, float]] = []
    most: list[tuple[np.ndarray, float]] = []

    def cells(members: np.ndarray, begin: int, end: int) -> np.ndarray:
        row = np.zeros((zones, span))
        row[members, begin : end + 1] = 1
        return row.ravel()

    if known_row is not None:
        own, daily = known_row
        for day, count in zip(days, daily, strict=True):
            if not np.isnan(count):
                position = day.toordinal() - first
                equal.append((cells(np.arange(zones) == own, position, position), count))
    targets: dict[tuple[int, int], np.ndarray] = {}
    for at, column in enumerate(columns):
        end = days[column].toordinal() - first
        begin = end - length + 1
        for zone in np.flatnonzero(known[:, column]):
            row = cells(np.arange(zones) == zone, begin, end)
            if hidden[zone, column]:
                low, high = policy.range
                most += [(row, high), (-row, -low)]
                targets[int(zone), at] = row
            else:
                equal.append((row, counts[zone, column]))
        for number, name in enumerate(shown.groups):
            members = known[:, column] & (np.array(groups) == name)
            if not np.isnan(totals[number, column]):
                equal.append((cells(members, begin, end), totals[number, column]))
        if not np.isnan(city[column]):
            equal.append((cells(known[:, column], begin, end), city[column]))
        for i, total in enumerate(city_daily):
            position = days[i].toordinal() - first
            if begin <= position <= end and not np.isnan(total):
                equal.append((cells(known[:, column], position, position), total))
    least, greatest = counts[:, columns].copy(), counts[:, columns].copy()
    for cell, row in targets.items():
        least[cell] = np.ceil(_extreme(row, equal, most) - 1e-6)
        greatest[cell] = np.floor(-_extreme(-row, equal, most) + 1e-6)
    return least, greatest


def recoverable(shown: Shown, groups: Sequence[str], policy: Policy, **rest: Any) -> np.ndarray:
    """True (zones, closing days) where a hidden count can't be every value of ``policy.range``; the
    zone of an insider (``known_row``) is nothing to recover."""
    least, greatest = bounds(shown, groups, policy, **rest)
    low, high = policy.range
    columns = np.unique(shown.closed[shown.closed >= 0]) if shown.closed.size else np.array([0])
    hidden = _wide(shown.hidden)[:, columns].copy()
    if rest.get("known_row") is not None:
        hidden[rest["known_row"][0]] = False
    return np.asarray(hidden & ((least > low) | (greatest < high)))


def _wide(array: np.ndarray) -> np.ndarray:
    return array[:, None] if array.ndim == 1 else array


def _extreme(
    row: np.ndarray, equal: list[tuple[np.ndarray, float]], most: list[tuple[np.ndarray, float]]
) -> float:
    def system(rules: list[tuple[np.ndarray, float]]) -> tuple[Any, Any]:
        if not rules:
            return None, None
        return sparse.csr_array(np.array([r for r, _ in rules])), [b for _, b in rules]

    (a_eq, b_eq), (a_ub, b_ub) = system(equal), system(most)
    answer = linprog(row, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=(0, None))
    assert answer.status == 0, answer.message
    return float(answer.fun)
