"""Rates of small areas, said with what is not known: intervals and probabilities.

Cases are whole persons, population is persons at risk (person-weeks and the like may be
fractional); both are arrays, of zones or of zones x days, where a population of shape (zones,)
goes with the rows. Rates are cases per 100,000.

NaN in is NaN out: unknown cases, unknown population or a population of 0 give no rate, and such a
zone takes no part in another zone's rate (``geo.smoothing``). Negative, fractional or infinite
cases and negative or infinite populations are an InputError; a window that a revision made
negative is unknown, so make it NaN before. Nothing here colours a zone: ``geo.rules.classify``
compares counts with bounds, in whole numbers.

Garwood 1936; Gamma posterior with Jeffreys' prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from geo import gamma
from geo.errors import InputError, Problem
from geo.rate_arrays import JEFFREYS, PER, Numbers, Prior, checked
from geo.smoothing import empirical_bayes, empirical_prior, local_empirical_bayes

__all__ = [
    "JEFFREYS",
    "PER",
    "POSTERIOR",
    "Posterior",
    "Prior",
    "class_probabilities",
    "confident",
    "credible",
    "crude",
    "empirical_bayes",
    "empirical_prior",
    "exceedance",
    "garwood",
    "local_empirical_bayes",
    "unstable",
]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Posterior:
    """How probabilities are made and read: the prior, the probability from which a class is
    certain ("yakin"), and the count from which a rate is stable. Our own choice, no regulation."""

    prior: Prior = JEFFREYS
    confident_from: float = 0.8
    stable_from: int = 20


POSTERIOR = Posterior()


def crude(cases: Any, population: Any) -> Numbers:
    """Cases per 100,000."""
    counts, people = checked(cases, population)
    return counts * PER / people


def garwood(cases: Any, population: Any, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """Exact Poisson limits (low, high) of the rate per 100,000; low is 0 for no cases.

    low = chi2.ppf(a/2, 2y)/2, high = chi2.ppf(1-a/2, 2y+2)/2 with a = 1-confidence, over n;
    written with the inverse incomplete gamma function, which is the same and faster.
    """
    counts, people = checked(cases, population)
    tail = _tail(confidence)
    low = gamma.quantile(counts, tail)
    high = gamma.quantile(counts + 1, tail, upper=True)
    return low / people * PER, high / people * PER


def exceedance(
    cases: Any, population: Any, threshold_per_100k: float, prior: Prior = POSTERIOR.prior
) -> Numbers:
    """Posterior probability that the rate lies above ``threshold_per_100k``.

    With a prior Gamma(a, b) the rate is Gamma(a+y, b+n) after y cases in n persons.
    """
    counts, people = checked(cases, population)
    _check_bounds([threshold_per_100k])
    return _above(counts, people, threshold_per_100k, prior)


def credible(
    cases: Any, population: Any, confidence: float = 0.95, prior: Prior = POSTERIOR.prior
) -> tuple[Numbers, Numbers]:
    """Limits (low, high) per 100,000 that cut equal tails off the same posterior."""
    counts, people = checked(cases, population)
    tail, shape, scale = _tail(confidence), counts + prior.shape, PER / (people + prior.people)
    return (
        gamma.quantile(shape, tail) * scale,
        gamma.quantile(shape, tail, upper=True) * scale,
    )


def class_probabilities(
    cases: Any,
    population: Any,
    bounds_per_100k: Sequence[float],
    prior: Prior = POSTERIOR.prior,
) -> Numbers:
    """Posterior probability of each band that rising bounds cut; one more axis, len(bounds) + 1.

    Band 0 lies below the first bound, the last one above the last; a row adds up to 1, or is NaN.
    """
    counts, people = checked(cases, population)
    _check_bounds(bounds_per_100k)
    above = [_above(counts, people, bound, prior) for bound in bounds_per_100k]
    known = np.where(np.isnan(counts) | np.isnan(people), np.nan, 1.0)
    steps = np.stack([known, *above, 0.0 * known], axis=-1)
    return steps[..., :-1] - steps[..., 1:]


def confident(probability: Any, threshold: float = POSTERIOR.confident_from) -> Flags:
    """True where a class is certain enough to show without hatching; unknown is not."""
    return np.asarray(np.asarray(probability, dtype=np.float64) >= threshold)


def unstable(cases: Any) -> Flags:
    """True where so few cases (under 20, a relative error over 22 %) make a rate "tidak stabil".
    False where the count is unknown: there is no rate to warn of."""
    counts, _ = checked(cases, 1.0)
    return np.asarray(counts < POSTERIOR.stable_from)


def _above(counts: Numbers, people: Numbers, threshold: float, prior: Prior) -> Numbers:
    expected = threshold / PER * (people + prior.people)
    return gamma.above(counts + prior.shape, expected)


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InputError(Problem("rates_confidence", "confidence", {"found": confidence}))
    return (1 - confidence) / 2


def _check_bounds(bounds: Sequence[float]) -> None:
    rising = all(low < high for low, high in pairwise(bounds))
    if not (rising and all(0 <= bound < np.inf for bound in bounds)):
        raise InputError(Problem("rates_bounds", "bounds_per_100k", {"found": list(bounds)}))
