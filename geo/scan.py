"""Scan statistics (Kulldorff, Poisson): which circle of zones, over which last days, has more cases
than chance would give it, with a Monte Carlo p.

Circles are the nearest zones of each zone by distance of coordinates, up to a share of the
population; zones at one distance join together. A space-time window is such a circle over the last
1 .. max_days days (prospective: only what still goes on today). Expected cases are in proportion to
person-days; a day without a report has none, so it is no day without cases. A window scores

    LLR = c ln(c/E) + (N - c) ln((N - c)/(N - E))   where c > E, else 0

and p = (1 + random scores at least as high) / (replications + 1), where random cases are N spread
by a multinomial over zones and days in proportion to person-days. Secondary clusters share no zone
with a better one; their p is against the best score of each replication, so it errs on the safe
side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.cylinders import (
    CLOSE,
    Counts,
    Cylinders,
    best_by_chance,
    circles,
    cylinders,
    ratios,
    until_today,
)
from geo.errors import InputError, Problem
from geo.parts import require
from geo.rate_arrays import checked

Real = npt.NDArray[np.float64]
_MOST = 10


@dataclass(frozen=True)
class Cluster:
    """``zones`` are rows of the input, nearest to the centre first; ``days`` how many last days the
    window spans; ``cases`` observed and ``expected`` in it; ``p`` its Monte Carlo probability."""

    zones: tuple[int, ...]
    days: int
    cases: int
    expected: float
    llr: float
    p: float

    @property
    def relative(self) -> float:
        """Observed over expected cases."""
        return self.cases / self.expected


def spatial_scan(
    cases: Any,
    population: Any,
    coordinates: Any,
    max_share: float = 0.5,
    replications: int = 999,
    seed: int = 0,
) -> tuple[Cluster, ...]:
    """Clusters in space alone, best first. ``cases`` and ``population`` have the shape (zones,),
    ``coordinates`` (zones, 2) in metres; zones with an unknown count or population are left out."""
    counts, people = checked(cases, population)
    if counts.ndim != 1:
        raise InputError(Problem("scan_days", "cases", {"found": str(counts.shape)}))
    return _scan(counts[:, None], people[:, None], coordinates, 1, max_share, replications, seed)


def space_time_scan(
    cases: Any,
    population: Any,
    coordinates: Any,
    max_days: int = 28,
    max_share: float = 0.5,
    replications: int = 999,
    seed: int = 0,
) -> tuple[Cluster, ...]:
    """Clusters that go on until the last day, best first. ``cases`` are new cases, shape (zones,
    days), oldest day first, NaN where unknown. ``population`` (zones,) or (zones, days). A zone
    with no known day or population is left out; nothing goes on where nobody reported the last
    day."""
    counts, people = checked(cases, population)
    if counts.ndim != 2 or max_days < 1:
        raise InputError(Problem("scan_days", "cases", {"found": str(counts.shape)}))
    return _scan(counts, people, coordinates, max_days, max_share, replications, seed)


def log_likelihood_ratio(cases: Any, expected: Any, total: float) -> Real:
    """LLR of windows with ``cases`` observed and ``expected``, of ``total`` in all."""
    require("statistics")
    from scipy.special import xlogy

    c, e = np.asarray(cases, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    rest, rest_expected = total - c, np.maximum(total - e, 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = xlogy(c, c / e) + xlogy(rest, rest / rest_expected)
    return np.where(c > e, score, 0.0)


def _scan(
    counts: Real,
    people: Real,
    coordinates: Any,
    max_days: int,
    max_share: float,
    replications: int,
    seed: int,
) -> tuple[Cluster, ...]:
    places = np.asarray(coordinates, dtype=np.float64)
    if places.shape != (len(people), 2) or not np.isfinite(places).all():
        raise InputError(Problem("scan_places", "coordinates", {"found": str(places.shape)}))
    if not 0 < max_share <= 1 or replications < 1:
        raise InputError(Problem("scan_share", "max_share", {"found": max_share}))
    known = ~np.isnan(counts + people)
    rows = np.flatnonzero(known.any(axis=1))
    known, y = known[rows], np.where(known, counts, 0.0)[rows].astype(np.int64)
    total, longest = int(y.sum()), min(max_days, y.shape[1])
    if len(rows) < 2 or total == 0 or not known[:, -1].any():
        return ()
    person_days = np.where(known, people[rows], 0.0)
    persons = np.nanmean(people[rows], axis=1)
    around = circles(places[rows], persons, max_share)
    if not around.valid.any():
        return ()
    form = cylinders(around, person_days, longest, total)
    best = list(islice(_best_apart(form, until_today(y, longest).astype(np.int32)), _MOST))
    if not best:
        return ()
    highest = best_by_chance(form, person_days, longest, replications, seed)
    found = []
    for k, row, days, llr in best:
        zones = form.circles.order[form.centres[row], : k + 1]
        found.append(
            Cluster(
                zones=tuple(rows[zones].tolist()),
                days=days + 1,
                cases=int(y[zones, -days - 1 :].sum()),
                expected=float(form.expected[k, row, days]),
                llr=llr,
                p=float((1 + (highest >= llr - CLOSE).sum()) / (replications + 1)),
            )
        )
    return tuple(found)


def _best_apart(form: Cylinders, counts: Counts) -> Iterator[tuple[int, int, int, float]]:
    """(k, row, day, score) of windows in ``form``, best first, each without the zones of those
    before it. Of equal ones that with fewer zones, then the narrower, then the shorter."""
    order, far = form.circles.order[form.centres], form.circles.distance[form.centres]
    scores = np.zeros(form.expected.shape)
    for k, llr in enumerate(ratios(form, counts[:, :, None])):
        scores[k, : len(llr)] = llr[:, :, 0]
    while (top := float(scores.max(initial=0.0))) > CLOSE:
        ties = np.argwhere(scores >= top * (1 - CLOSE)).tolist()
        k, row, day = min(ties, key=lambda at: (at[0], far[at[1], at[0]], at[2], at[1]))
        yield k, row, day, top
        taken = np.isin(order, order[row, : k + 1])
        for other, first in enumerate(taken.argmax(axis=1)):
            scores[first:, other] = 0.0
