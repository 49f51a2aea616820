"""Empirical Bayes: rates of small zones drawn towards the rate of many (Marshall 1991, moments).

Same arrays, unit and missing values as ``geo.rates``: a zone without a known count and population
is NaN and takes no part in the others' rates. The variance between zones is never below 0, so no
rate is either; each day of zones x days is smoothed alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.errors import InputError, Problem
from geo.rate_arrays import JEFFREYS, PER, Numbers, Prior, checked


def empirical_bayes(cases: Any, population: Any) -> Numbers:
    """Rates per 100,000 drawn towards the city's rate, the more so the fewer people a zone has.

    m = sum y/sum n; A = max(0, sum n(y/n-m)^2/sum n - m/mean n); C = A/(A+m/n);
    result m + C(y/n-m). Where zones differ no more than chance makes them differ, A is 0 and every
    zone gets m; so does a city of one zone, and a city without cases gets 0.
    """
    counts, people = checked(cases, population)
    return _smoothed(counts, people, *_moments(counts, people, _everyone(counts)))


def local_empirical_bayes(cases: Any, population: Any, weights: Any) -> Numbers:
    """The same, drawn towards the rate of the zone with its neighbours.

    ``weights`` has shape (zones, zones), dense or a scipy sparse array: 1 where the column's zone
    is a neighbour of the row's, else 0; the diagonal counts as 1 whatever it holds. A zone that
    has no neighbour with a known rate is drawn towards the city's rate instead.
    """
    counts, people = checked(cases, population)
    near = _neighbourhoods(weights, counts)
    mean, variance = _moments(counts, people, near)
    known = (~np.isnan(counts + people)).astype(np.float64)
    alone = near @ known < 2
    city_mean, city_variance = _moments(counts, people, _everyone(counts))
    mean = np.where(alone, city_mean, mean)
    return _smoothed(counts, people, mean, np.where(alone, city_variance, variance))


def empirical_prior(cases: Any, population: Any) -> Prior:
    """The prior whose posterior mean is ``empirical_bayes``: Gamma(m^2/A, m/A), zones of one day.

    Where A is 0 it would be a single point that no data could move; then Jeffreys' is returned.
    """
    counts, people = checked(cases, population)
    mean, variance = _moments(counts, people, _everyone(counts))
    m, spread = mean.item(), variance.item()
    return Prior(m * m / spread, m / spread) if spread > 0 else JEFFREYS


def _everyone(counts: Numbers) -> Numbers:
    return np.ones((1, counts.shape[0]))


def _moments(counts: Numbers, people: Numbers, near: Numbers) -> tuple[Numbers, Numbers]:
    """Mean rate and variance between zones (at least 0) for each row of ``near``; per person, NaN
    where no zone is known. Rates are taken from the city's mean first, against rounding."""
    known = ~np.isnan(counts + people)
    y, n = np.where(known, counts, 0.0), np.where(known, people, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = y.sum(axis=0) / n.sum(axis=0)
        off = np.where(known, y / n - centre, 0.0)
        persons, zones = near @ n, near @ known.astype(np.float64)
        mean = near @ y / persons
        spread = near @ (n * off**2) / persons - (mean - centre) ** 2
        return mean, np.maximum(0.0, spread - mean * zones / persons)


def _smoothed(counts: Numbers, people: Numbers, mean: Numbers, variance: Numbers) -> Numbers:
    noise = mean / people
    with np.errstate(invalid="ignore"):
        share = np.where(variance > 0, variance / (variance + noise), 0.0)
    return ((1 - share) * mean + share * (counts / people)) * PER


def _neighbourhoods(weights: Any, counts: Numbers) -> Numbers:
    """Weights as a dense array of 0 and 1 with the zone itself in its row."""
    dense = weights.toarray() if hasattr(weights, "toarray") else weights
    near = np.array(dense, dtype=np.float64)
    zones = counts.shape[0]
    if near.shape != (zones, zones):
        raise InputError(
            Problem("rates_weights_shape", "weights", {"found": near.shape, "zones": zones})
        )
    wrong = ~np.isin(near, (0.0, 1.0))
    if wrong.any():
        raise InputError(Problem("rates_weights", "weights", {"found": float(near[wrong][0])}))
    np.fill_diagonal(near, 1.0)
    return near
