"""Patterns in space: does risk cluster (Moran), and where (LISA, Gi*), with a false discovery rate.

Arrays of zones in, small frozen records out. ``weights`` is a dense (zones, zones) array, 0 where
two zones are no neighbours; its diagonal is ignored. Zones with an unknown value (NaN) and islands
(zones without a neighbour that has a value) take no part: they are flagged, their results are NaN,
and n counts the others. Where all values are equal, or fewer than three zones remain, nothing can
be said: statistics are 0 and p is 1.

p of permutations is one-sided towards the side that was observed, (count + 1) / (permutations + 1),
as in esda. With fewer than zones / alpha permutations the least p can't pass the first step of the
false discovery rate, so one lone hot spot would never show: ``enough`` says how many it takes.

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
    """Global Moran's I: ``statistic``, its ``expected`` value -1 / (n - 1), the normal ``z``
    under normality, and ``p`` of the permutations; ``n`` zones took part."""

    statistic: float
    expected: float
    z: float
    p: float
    n: int


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
    return max(9_999, math.ceil(zones / alpha))


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


def moran(values: Any, weights: Any, permutations: int = 9_999, seed: int = 0) -> Moran:
    """Global Moran's I of ``values`` under ``weights`` as given (binary or row-standardised)."""
    x, w, _ = _taking_part(values, weights)
    n = len(x)
    z = x - x.mean() if n else x
    spread, total = float((z**2).sum()), float(w.sum())
    if n < 3 or spread == 0 or total == 0:
        return Moran(0.0, -1 / (n - 1) if n > 1 else 0.0, 0.0, 1.0, n)
    statistic = n / total * float(z @ w @ z) / spread
    expected = -1 / (n - 1)
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(z, (permutations, 1)), axis=1)
    simulated = n / total * np.einsum("ri,ri->r", shuffled @ w.T, shuffled) / spread
    above = int((simulated >= statistic - 1e-12).sum())
    p = (min(above, permutations - above) + 1) / (permutations + 1)
    return Moran(statistic, expected, (statistic - expected) / _normal_sd(w, n), p, n)


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
    if n < 3 or spread == 0:
        return _nothing(part)
    w = row_standardised(w)
    lag = w @ z
    statistic = (n - 1) * z * lag / spread
    p = _conditional_p(z, w, lag, permutations, seed)
    quadrant = np.where(z > 0, np.where(lag > 0, 1, 4), np.where(lag > 0, 2, 3))
    return _local(statistic, p, quadrant, part, alpha)


def getis_ord(
    values: Any, weights: Any, permutations: int = 9_999, seed: int = 0, alpha: float = 0.05
) -> Local:
    """Gi* with binary weights, the zone itself included; ``statistic`` is its z.

    z_i = (sum_j w_ij x_j - W_i mean) / (s sqrt((n S_i - W_i^2) / (n - 1))), W_i the sum and S_i the
    sum of squares of row i, s the population standard deviation.
    """
    x, w, part = _taking_part(values, weights)
    n = len(x)
    s = float(x.std()) if n else 0.0
    if n < 3 or s == 0:
        return _nothing(part)
    w = (w > 0).astype(np.float64)
    lag = w @ x
    np.fill_diagonal(w, 1.0)
    sums = w.sum(axis=1)
    below = s * np.sqrt(np.maximum((n * sums - sums**2) / (n - 1), 0.0))
    top = w @ x - x.mean() * sums
    z = np.divide(top, below, out=np.zeros(n), where=below > 0)
    np.fill_diagonal(w, 0.0)
    p = _conditional_p(x, w, lag, permutations, seed)
    return _local(z, p, np.where(z > 0, 1, 3), part, alpha)


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


def _conditional_p(z: Real, w: Real, lag: Real, permutations: int, seed: int) -> Real:
    """p of each zone's lag, its own value held: its neighbours' values drawn from all others.

    Every zone uses the same draws of ranks among the others, which is as good and much faster.
    """
    n = len(z)
    rng = np.random.default_rng(seed)
    most = int((w > 0).sum(axis=1).max())
    draws = np.argsort(rng.random((permutations, n - 1)), axis=1)[:, :most]
    p = np.empty(n)
    for i in range(n):
        near = w[i, w[i] > 0]
        others = np.delete(z, i)
        simulated = others[draws[:, : len(near)]] @ near
        above = int((simulated >= lag[i] - 1e-12).sum())
        p[i] = (min(above, permutations - above) + 1) / (permutations + 1)
    return p


def _normal_sd(w: Real, n: int) -> float:
    s0 = w.sum()
    s1 = ((w + w.T) ** 2).sum() / 2
    s2 = ((w.sum(axis=0) + w.sum(axis=1)) ** 2).sum()
    variance = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - 1 / (n - 1) ** 2
    return math.sqrt(variance)


def _matrix(weights: Any) -> Real:
    matrix = np.array(weights, dtype=np.float64)
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1]
    if not square or not np.isfinite(matrix).all() or (matrix < 0).any():
        raise InputError(Problem("hotspots_weights", "weights", {"found": str(matrix.shape)}))
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _taking_part(values: Any, weights: Any) -> tuple[Real, Real, Flags]:
    """Values and weights of the zones that take part, and which these are."""
    x, matrix = np.asarray(values, dtype=np.float64), _matrix(weights)
    if x.shape != (len(matrix),) or np.isinf(x).any():
        shapes = {"found": str(x.shape), "expected": len(matrix)}
        raise InputError(Problem("hotspots_values", "values", shapes))
    part = ~np.isnan(x)
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
