"""Patterns in space: does risk cluster (Moran), and where (LISA, Gi*), with a false discovery rate.

Arrays of zones in, small frozen records out. ``weights`` is a dense (zones, zones) array, 0 where
two zones are no neighbours; its diagonal is ignored. Zones with an unknown value (NaN) and islands
(zones without a neighbour that has a value) take no part: they are flagged, their results are NaN,
and n counts the others. Where all values are equal but for rounding, or fewer than three zones
remain, nothing can be said: statistics are 0 and p is 1.

p of permutations is two-sided, 2 (count + 1) / (permutations + 1) of the rarer side; ties count on
both. esda's ``p_sim`` is half of that: at a rate of 5 % it lets twice as many false hot spots
through. With fewer than 2 zones / alpha permutations one lone hot spot could never pass the first
step of the false discovery rate: ``enough`` says how many it takes.

Our own arrays rather than esda: its import takes 1.4 s and 250 MB, and its rate smoothing turns
negative. esda's printed numbers are the test. Moran 1950, Anselin 1995, Ord & Getis 1995,
Assuncao & Reis 1999, Benjamini & Hochberg 1995.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError, Problem
from geo.permuted import CLOSE, drawn_p, flat, two_sided
from geo.rate_arrays import checked
from geo.scan import Cluster, space_time_scan, spatial_scan

__all__ = [
    "Cluster",
    "Local",
    "Moran",
    "eb_standardise",
    "enough",
    "fdr",
    "getis_ord",
    "lisa",
    "moran",
    "row_standardised",
    "space_time_scan",
    "spatial_scan",
]

Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
QUADRANTS = ("", "high-high", "low-high", "low-low", "high-low")
"""Own value against the neighbours' mean, both against the mean of all."""


@dataclass(frozen=True)
class Moran:
    """Global Moran's I: ``statistic``, its ``expected`` value -1 / (n - 1), its ``z`` were values
    normal and ``z_shuffled`` were these shuffled, ``p`` of the permutations; ``n`` zones took
    part."""

    statistic: float
    expected: float
    z: float
    p: float
    n: int
    z_shuffled: float = 0.0


@dataclass(frozen=True)
class Local:
    """A local statistic per zone; NaN where ``taking_part`` is False. Shapes (zones,).

    ``statistic`` is local I or the z of Gi*; ``quadrant`` indexes QUADRANTS (for Gi*: 1 hot, 3
    cold); ``significant`` passes the false discovery rate ``alpha``.
    """

    statistic: Real
    p: Real
    quadrant: npt.NDArray[np.int64]
    significant: Flags
    taking_part: Flags


def enough(zones: int, alpha: float = 0.05) -> int:
    """Permutations that let a lone zone pass the false discovery rate: at least 9,999."""
    return max(9_999, math.ceil(2 * zones / alpha))


def row_standardised(weights: Any) -> Real:
    """Weights whose rows add up to 1; a zone without neighbours keeps a row of 0."""
    matrix = _matrix(weights)
    sums = matrix.sum(axis=1, keepdims=True)
    return np.divide(matrix, sums, out=np.zeros_like(matrix), where=sums > 0)


def eb_standardise(cases: Any, population: Any) -> Real:
    """Rates as z-scores that allow for the larger spread of small zones (Assuncao & Reis).

    z_i = (y_i/n_i - b) / sqrt(a + b/n_i), b = sum y / sum n, a = s2 - b / mean n; where that
    variance is not positive, b/n_i alone is used (as spdep and esda do). 0 where nobody is a case.
    """
    counts, people = checked(cases, population)
    known = ~np.isnan(counts + people)
    y, n = counts[known], people[known]
    z = np.full(counts.shape, np.nan)
    if not known.any() or y.sum() == 0:
        z[known] = 0.0
        return z
    b = y.sum() / n.sum()
    a = (n * (y / n - b) ** 2).sum() / n.sum() - b / n.mean()
    variance = a + b / n
    z[known] = (y / n - b) / np.sqrt(np.where(variance > 0, variance, b / n))
    return z


def moran(
    values: Any, weights: Any, permutations: int = 9_999, seed: int = 0, islands: bool = False
) -> Moran:
    """Global Moran's I of ``values`` under ``weights`` as given (binary or row-standardised).

    ``islands`` counts them in n and in the mean, as esda and spdep's EBImoran do."""
    x, w, _ = _taking_part(values, weights, islands)
    n = len(x)
    z = x - x.mean() if n else x
    spread, total = float((z**2).sum()), float(w.sum())
    if n < 3 or flat(x) or total == 0:
        return Moran(0.0, -1 / (n - 1) if n > 1 else 0.0, 0.0, 1.0, n)
    statistic = n / total * float(z @ w @ z) / spread
    expected = -1 / (n - 1)
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(z, (permutations, 1)), axis=1)
    simulated = n / total * np.einsum("ri,ri->r", shuffled @ w.T, shuffled) / spread
    p = two_sided(simulated, statistic, CLOSE)
    # A spread of 0: every zone is every other's neighbour, and I is what is expected.
    z_normal, z_shuffled = (
        (statistic - expected) / sd if sd > CLOSE else 0.0 for sd in _spreads(z, w)
    )
    return Moran(statistic, expected, z_normal, p, n, z_shuffled)


def lisa(
    values: Any, weights: Any, permutations: int = 9_999, seed: int = 0, alpha: float = 0.05
) -> Local:
    """Local Moran's I with row-standardised weights and conditional permutations.

    I_i = (n - 1) z_i * (mean z of the neighbours) / sum z^2.
    """
    x, w, part = _taking_part(values, weights)
    n = len(x)
    z = x - x.mean() if n else x
    spread = float((z**2).sum())
    if n < 3 or flat(x):
        return _nothing(part)
    w = row_standardised(w)
    lag = w @ z
    statistic = (n - 1) * z * lag / spread
    p = drawn_p(z, w > 0, permutations, seed, whole=False)
    p[np.abs(z) <= CLOSE * np.abs(z).max()] = 1.0
    quadrant = np.where(z > 0, np.where(lag > 0, 1, 4), np.where(lag > 0, 2, 3))
    return _local(statistic, p, quadrant, part, alpha)


def getis_ord(
    values: Any,
    weights: Any,
    permutations: int = 9_999,
    seed: int = 0,
    star: bool = True,
    alpha: float = 0.05,
) -> Local:
    """Gi* (``star``: the zone is part of its neighbourhood) or Gi, with binary weights;
    ``statistic`` is its z.

    z_i = (S - k m) / (s sqrt(k (N - k) / (N - 1))), S the sum of the k values around i, m and s the
    mean and population standard deviation of the N that they could be drawn from: all zones, or
    for Gi all others. p draws them from these, so that z and p speak of the same thing.
    """
    x, w, part = _taking_part(values, weights)
    n = len(x)
    if n < 3 or flat(x):
        return _nothing(part)
    z = x - x.mean()
    near = (w > 0) | np.eye(n, dtype=bool) if star else w > 0
    own, pool = (np.zeros(n), n) if star else (z, n - 1)
    k, mean = near.sum(axis=1), -own / pool
    variance = ((z**2).sum() - own**2) / pool - mean**2
    spread = np.sqrt(np.maximum(variance, 0.0) * k * (pool - k) / (pool - 1))
    some = spread > CLOSE * np.abs(z).max()
    statistic = np.divide(near @ z - k * mean, spread, out=np.zeros(n), where=some)
    p = drawn_p(z, near, permutations, seed, whole=star)
    return _local(statistic, p, np.where(statistic > 0, 1, 3), part, alpha)


def fdr(p: Any, alpha: float = 0.05) -> Flags:
    """True for each p that passes the Benjamini-Hochberg step-up at ``alpha``; NaN never does."""
    values = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    passed = np.zeros(values.shape, dtype=bool)
    order = known[np.argsort(values[known], kind="stable")]
    below = np.flatnonzero(
        values[order] <= alpha * np.arange(1, len(order) + 1) / max(len(order), 1)
    )
    if below.size:
        passed[order[: below[-1] + 1]] = True
    return passed


def _spreads(z: Real, w: Real) -> tuple[float, float]:
    """Standard deviations of Moran's I: values normal, values shuffled (Cliff & Ord)."""
    n, s0 = len(z), w.sum()
    s1 = ((w + w.T) ** 2).sum() / 2
    s2 = ((w.sum(axis=0) + w.sum(axis=1)) ** 2).sum()
    normal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0)
    kurtosis = (z**4).mean() / (z**2).mean() ** 2
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    second = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    shuffled = (first - second) / ((n - 1) * (n - 2) * max(n - 3, 1) * s0 * s0)
    least = 1 / (n - 1) ** 2
    return math.sqrt(max(normal - least, 0.0)), math.sqrt(max(shuffled - least, 0.0))


def _matrix(weights: Any) -> Real:
    matrix = np.array(weights, dtype=np.float64)
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1]
    if not square or not np.isfinite(matrix).all() or (matrix < 0).any():
        raise InputError(Problem("hotspots_weights", "weights", {"found": str(matrix.shape)}))
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _taking_part(values: Any, weights: Any, islands: bool = False) -> tuple[Real, Real, Flags]:
    """Values and weights of the zones that take part, and which these are."""
    x, matrix = np.asarray(values, dtype=np.float64), _matrix(weights)
    if x.shape != (len(matrix),) or np.isinf(x).any():
        shapes = {"found": str(x.shape), "expected": len(matrix)}
        raise InputError(Problem("hotspots_values", "values", shapes))
    part = ~np.isnan(x)
    if not islands:
        part &= (matrix[:, part] > 0).any(axis=1)
    return x[part], matrix[np.ix_(part, part)], part


def _local(
    statistic: Real, p: Real, quadrant: npt.NDArray[np.int64], part: Flags, alpha: float
) -> Local:
    whole = np.full(len(part), np.nan)
    chances, quadrants = whole.copy(), np.zeros(len(part), dtype=np.int64)
    whole[part], chances[part], quadrants[part] = statistic, p, quadrant
    return Local(whole, chances, quadrants, fdr(chances, alpha), part)


def _nothing(part: Flags) -> Local:
    zeros, ones = np.where(part, 0.0, np.nan), np.where(part, 1.0, np.nan)
    none = np.zeros(len(part), dtype=bool)
    return Local(zeros, ones, np.zeros(len(part), dtype=np.int64), none, part)
