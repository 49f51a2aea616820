"""Scan statistics (Kulldorff, Poisson): which circle of zones, over which last days, has more cases
than chance would give it, with a Monte Carlo p.

Circles are the k nearest zones of each zone by distance of coordinates, up to a share of the
population; a space-time window is such a circle over the last 1 .. max_days days (prospective: only
what still goes on today). Expected cases are in proportion to people; a window scores

    LLR = c ln(c/E) + (N - c) ln((N - c)/(N - E))   where c > E, else 0

and p = (1 + random scores at least as high) / (replications + 1), where random cases are N spread
by a multinomial over zones and days in proportion to people. Secondary clusters share no zone with
a better one; their p is against the best score of each replication, so it errs on the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError, Problem
from geo.rate_arrays import checked

Real = npt.NDArray[np.float64]
_AT_ONCE = 4_000_000
"""Numbers held at a time while replications are scored."""


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
    return _scan(counts[:, None], people, coordinates, 1, max_share, replications, seed)


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
    days), oldest day first; a zone with an unknown day is left out. ``population`` (zones,)."""
    counts, people = checked(cases, population)
    if counts.ndim != 2 or max_days < 1:
        raise InputError(Problem("scan_days", "cases", {"found": str(counts.shape)}))
    return _scan(counts, people[:, 0], coordinates, max_days, max_share, replications, seed)


def log_likelihood_ratio(cases: Any, expected: Any, total: float) -> Real:
    """LLR of windows with ``cases`` observed and ``expected``, of ``total`` in all."""
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
    known = np.flatnonzero(~np.isnan(counts).any(axis=1) & ~np.isnan(people))
    y, n = counts[known], people[known]
    total = float(y.sum())
    if len(known) < 2 or total == 0 or y.shape[1] == 0:
        return ()
    longest = min(max_days, y.shape[1])
    circles = _circles(places[known], n, max_share)
    if not len(circles):
        return ()
    share = n / n.sum()
    expected = _windows(circles, share[:, None] * total / y.shape[1], longest)
    scores = log_likelihood_ratio(_windows(circles, y, longest), expected, total)
    highest = _replicated(circles, share, expected, total, y.shape, longest, replications, seed)
    found = _best_apart(circles, scores)
    recent = np.cumsum(y[:, ::-1], axis=1)
    return tuple(
        Cluster(
            zones=tuple(int(known[i]) for i in _ordered(circles[row], places[known])),
            days=days + 1,
            cases=int(recent[circles[row], days].sum()),
            expected=float(expected[row, days]),
            llr=float(scores[row, days]),
            p=float((1 + (highest >= scores[row, days] - 1e-9).sum()) / (replications + 1)),
        )
        for row, days in found
    )


def _circles(places: Real, people: Real, max_share: float) -> npt.NDArray[np.bool_]:
    """Membership of every distinct circle, shape (circles, zones). Zones that are equally far join
    one after another, by their order."""
    distance = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    order = np.argsort(distance, axis=1, kind="stable")
    inside = np.cumsum(people[order], axis=1) <= max_share * people.sum() + 1e-9
    seen: dict[bytes, npt.NDArray[np.bool_]] = {}
    for centre, allowed in zip(order, inside, strict=True):
        members = np.zeros(len(people), dtype=bool)
        for zone in centre[allowed]:
            members[zone] = True
            seen.setdefault(np.packbits(members).tobytes(), members.copy())
    return np.array(list(seen.values()), dtype=bool).reshape(-1, len(people))


def _windows(circles: npt.NDArray[np.bool_], daily: Real, longest: int) -> Real:
    """Sums over each circle and the last 1 .. ``longest`` days, shape (circles, longest). ``daily``
    of one column stands for the same number every day."""
    if daily.shape[1] == 1 and longest > 1:
        recent = daily * np.arange(1, longest + 1)
    else:
        recent = np.cumsum(daily[:, ::-1], axis=1)[:, :longest]
    return circles.astype(np.float64) @ recent


def _replicated(
    circles: npt.NDArray[np.bool_],
    share: Real,
    expected: Real,
    total: float,
    shape: tuple[int, ...],
    longest: int,
    replications: int,
    seed: int,
) -> Real:
    """The highest score of each replication.

    Only the last ``longest`` days matter: how many cases fall on each of them is drawn first.
    """
    rng = np.random.default_rng(seed)
    zones, days = shape
    weight = circles.astype(np.float32)
    highest = np.empty(replications)
    step = max(1, _AT_ONCE // (len(circles) * longest))
    chances = np.full(longest + 1, 1 / days)
    chances[-1] = 1 - longest / days
    table = _Scores(total)
    for start in range(0, replications, step):
        size = min(step, replications - start)
        per_day = rng.multinomial(int(total), np.maximum(chances, 0), size=size)[:, :longest]
        drawn = rng.multinomial(per_day.ravel(), share).reshape(size, longest, zones)
        recent = np.cumsum(drawn, axis=1, dtype=np.float32)
        sums = (recent.reshape(-1, zones) @ weight.T).reshape(size, longest, len(circles))
        highest[start : start + size] = table.highest(sums, expected.T)
    return highest


class _Scores:
    """LLR of whole counts against fixed expectations, with c ln c looked up instead of computed."""

    def __init__(self, total: float) -> None:
        whole = np.arange(int(total) + 1, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(whole > 0, whole * np.log(whole), 0.0)
        self._both = (logs + logs[::-1]).astype(np.float64)
        self._total = total

    def highest(self, sums: npt.NDArray[np.float32], expected: Real) -> Real:
        """The highest score of each replication; ``sums`` (replications, days, circles)."""
        inside = np.log(expected)
        outside = np.log(np.maximum(self._total - expected, 1e-300))
        best = np.zeros(len(sums))
        for index, counts in enumerate(sums):
            more = counts > expected
            c = counts[more]
            if c.size:
                score = self._both[c.astype(np.int64)] - c * (inside - outside)[more]
                best[index] = (score - self._total * outside[more]).max()
        return best


def _best_apart(
    circles: npt.NDArray[np.bool_], scores: Real, most: int = 10
) -> list[tuple[int, int]]:
    """(circle, day index) of the best windows that share no zone, best first; of equal ones the
    smaller circle and the shorter time."""
    best_day = scores.argmax(axis=1)
    best = scores[np.arange(len(scores)), best_day]
    order = np.lexsort((best_day, circles.sum(axis=1), -best))
    taken = np.zeros(circles.shape[1], dtype=bool)
    found: list[tuple[int, int]] = []
    for row in order:
        if best[row] <= 0 or len(found) == most:
            break
        if not (circles[row] & taken).any():
            found.append((int(row), int(best_day[row])))
            taken |= circles[row]
    return found


def _ordered(members: npt.NDArray[np.bool_], places: Real) -> npt.NDArray[np.int64]:
    """The members, nearest to their middle first."""
    zones = np.flatnonzero(members)
    middle = places[zones].mean(axis=0)
    return zones[np.argsort(np.hypot(*(places[zones] - middle).T), kind="stable")]
