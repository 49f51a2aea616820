"""Cylinders of a scan: circles of zones by the last days, their likelihood ratios, and chance.

Zones are rows of those that take part in ``geo.scan``. Counts "until today" have shape
(zones, days, replications): cases of the last 1, 2, … days, as many columns as a cylinder may have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int32]

CLOSE = 1e-9
"""Distances and likelihood ratios that differ by less differ by rounding: they are ties."""
_CELLS = 120_000


@dataclass(frozen=True)
class Circles:
    """Circles around each zone: row the centre, column k the circle of k + 1 zones.

    ``order`` holds each centre's zones by distance, itself first, and ``distance`` how far they
    are. ``valid`` is False where a circle would cut zones at one distance or hold too many people.
    """

    order: npt.NDArray[np.intp]
    distance: Numbers
    valid: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Cylinders:
    """Circles by days, and ``expected`` cases of each, of ``total``.

    Axes of ``expected``, ``slope`` and ``offset``: k, centre in the order of ``centres``, days.
    ``centres`` come by the number of their circles, most first; ``reach[k]`` of them have a circle
    k. The ratio of c cases is ``table[c]`` - c ``slope`` - ``offset``, as long as c is above
    ``expected``, which is infinite where there is no cylinder.
    """

    circles: Circles
    centres: npt.NDArray[np.intp]
    reach: tuple[int, ...]
    expected: Numbers
    slope: Numbers
    offset: Numbers
    table: Numbers
    total: int


def circles(coordinates: Numbers, persons: Numbers, max_share: float) -> Circles:
    """Circles of at most ``max_share`` of all persons around each of the places (zones, 2)."""
    apart = np.linalg.norm(coordinates[:, None] - coordinates[None], axis=2)
    np.fill_diagonal(apart, -1.0)
    order = np.argsort(apart, axis=1, kind="stable")
    distance = np.maximum(np.take_along_axis(apart, order, axis=1), 0.0)
    whole = np.ones(order.shape, dtype=bool)
    whole[:, :-1] = np.diff(distance, axis=1) > CLOSE * distance.max()
    inside = persons[order].cumsum(axis=1)
    return Circles(order, distance, whole & (inside <= max_share * persons.sum() * (1 + CLOSE)))


def cylinders(around: Circles, person_days: Numbers, days: int, total: int) -> Cylinders:
    """Every circle by the last 1 to ``days`` days; ``person_days`` has shape (zones, all days)."""
    zones = len(around.order)
    longest = np.where(around.valid.any(axis=1), zones - around.valid[:, ::-1].argmax(axis=1), 0)
    centres = np.argsort(-longest, kind="stable")
    reach = tuple(int((longest > k).sum()) for k in range(longest.max()))
    order, valid = around.order[centres, : len(reach)].T, around.valid[centres, : len(reach)].T
    share = (until_today(person_days, days) / person_days.sum())[order].cumsum(axis=0)
    real = valid[:, :, None] & (share > 0) & (share < 1 - CLOSE)
    share = np.where(real, share, 0.5)
    offset = np.where(real, total * np.log1p(-share), 0.0)
    slope = np.where(real, np.log(total * share) - np.log1p(-share), 0.0)
    c = np.arange(total + 1.0)
    table = c * np.log(np.maximum(c, 1)) + (total - c) * np.log(np.maximum(total - c, 1) / total)
    expected = np.where(real, total * share, np.inf)
    return Cylinders(around, centres, reach, expected, slope, offset, table, total)


def ratios(form: Cylinders, counts: Counts) -> Iterator[Numbers]:
    """Log likelihood ratios of circles k = 0, 1, …: (centres that reach k, days, replications).

    The array is written over by the next."""
    inside = np.zeros((len(form.centres), *counts.shape[1:]), dtype=counts.dtype)
    ratio, less = np.empty(inside.shape), np.empty(inside.shape)
    for k, reach in enumerate(form.reach):
        c, llr, part = inside[:reach], ratio[:reach], less[:reach]
        c += counts[form.circles.order[form.centres[:reach], k]]
        np.take(form.table, c, out=llr, mode="clip")
        llr -= np.multiply(c, form.slope[k, :reach, :, None], out=part)
        llr -= form.offset[k, :reach, :, None]
        llr *= c > form.expected[k, :reach, :, None]
        yield llr


def best_by_chance(
    form: Cylinders, person_days: Numbers, days: int, replications: int, seed: int
) -> Numbers:
    """The best ratio of any cylinder in each replication: all cases dealt again by person-days."""
    rng = np.random.default_rng(seed)
    zones = len(person_days)
    late, before = person_days[:, -days:].ravel(), person_days[:, :-days].sum()
    chance = np.append(late, before) / (late.sum() + before)
    most = max(1, _CELLS // late.size)
    best = np.zeros(replications)
    for start in range(0, replications, most):
        count = min(most, replications - start)
        dealt = rng.multinomial(form.total, chance, size=count)[:, :-1]
        counts = until_today(dealt.T.reshape(zones, days, count), days).astype(np.int32)
        top = np.zeros(counts.shape)
        for llr in ratios(form, counts):
            np.maximum(top[: len(llr)], llr, out=top[: len(llr)])
        best[start : start + count] = top.max(axis=(0, 1))
    return best


def until_today(daily: np.ndarray, days: int) -> np.ndarray:
    """Sums of the last 1, 2, … ``days`` days; days are the second axis."""
    return np.cumsum(daily[:, : -days - 1 : -1], axis=1)
