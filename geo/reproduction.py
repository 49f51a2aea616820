"""Reproduction number: how many people one case infects, from cases by day alone (Cori 2013).

Counts as in ``geo.series``: new cases a day, days along the last axis, NaN where unknown or
revised (negative). For a city or a district, not a kelurahan; and not for dengue, whose cases
don't infect each other: the interval between them follows the mosquito and the weather.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import InputError, Problem
from geo.parts import require
from geo.rates import Flags, Numbers
from geo.series import at_least, counted, tail_of

LEAST_CASES = 12
"""Cases in a window below which a reproduction number is hidden: its error would pass 30 %."""
PRIOR_SHAPE, PRIOR_SCALE = 1.0, 5.0
_GAP = 0.01
_EARLY = 0.05
_LONGEST = 3_660
"""Days that an interval may reach at most, as mean + 10 sd."""


@dataclass(frozen=True)
class Reproduction:
    """Reproduction number of the window that ends on each day, arrays of the incidence's shape.

    NaN where ``hidden`` (too few cases) or ``unknown`` (an unknown day in reach, too near the
    first day, or nobody to catch it from). ``cases`` in the window. ``early``: more than a
    twentieth of the serial interval reaches before the first day, so that the number is too high
    unless the outbreak began there. ``serial_interval`` is the distribution by days used.
    """

    mean: Numbers
    sd: Numbers
    median: Numbers
    low: Numbers
    high: Numbers
    cases: Numbers
    hidden: Flags
    unknown: Flags
    early: Flags
    serial_interval: Numbers


def reproduction_number(
    incidence: Any,
    serial_interval: Any,
    window: int = 7,
    least_cases: int = LEAST_CASES,
    confidence: float = 0.95,
) -> Reproduction:
    """Instantaneous reproduction number of Cori 2013.

    Posterior Gamma(1 + sum I, 1/(1/5 + sum L)) over the window, L_t = sum over s of w_s I_{t-s}.
    Cases of the first day come from outside and count as infectors only; days before it as without
    cases. The first window starts on the second day and ends after the mean serial interval. Where
    up to 1 % of the interval's weight falls on unknown days, the rest stands for it; more makes
    the day unknown.

    ``serial_interval`` is a distribution over 0, 1, 2, ... days whose first weight is 0, or a pair
    (mean, sd) in days with a mean over 1, which ``discretised`` turns into one.
    """
    require("statistics")
    from scipy import special

    y = counted(incidence, "incidence")
    at_least("window", window, 1)
    tail, total = tail_of(confidence), y.shape[-1]
    weights = _distribution(serial_interval, total)
    pressure, gap, early = _pressure(y, weights)
    cases, infectors = _sums(y, window), _sums(pressure, window)
    mean_interval = float(weights @ np.arange(len(weights)))
    first = max(window, int(np.floor(mean_interval)))
    unknown = np.isnan(cases + infectors) | (infectors <= 0) | (_sums(gap, window) > 0)
    unknown[..., :first] = True
    hidden = ~unknown & (cases < least_cases)
    shown = ~unknown & ~hidden
    shape = np.where(shown, PRIOR_SHAPE + cases, np.nan)
    scale = 1 / (1 / PRIOR_SCALE + np.where(shown, infectors, np.nan))
    low, median, high = (special.gammaincinv(shape, q) * scale for q in (tail, 0.5, 1 - tail))
    started = np.nan_to_num(_sums(early, window)) > 0
    sd, cases = np.sqrt(shape) * scale, np.where(unknown, np.nan, cases)
    return Reproduction(
        shape * scale, sd, median, low, high, cases, hidden, unknown, started, weights
    )


def discretised(mean: float, sd: float, length: int) -> Numbers:
    """Chances of a serial interval of 0, 1, ... ``length``-1 days: a Gamma shifted by one day,
    with ``mean`` (over 1) and ``sd`` in days.

    Cori 2013: a day's chance is the shifted Gamma weighed by a triangle from the day before to the
    day after, as infector and infected each fall ill at any hour. Never below 0; day 0 has 0.
    """
    require("statistics")
    from scipy import special

    if not (mean > 1 and sd > 0 and mean + 10 * sd < _LONGEST):
        raise InputError(Problem("trends_interval", "serial_interval", {"found": (mean, sd)}))
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    edges = np.maximum(np.arange(-2, length), 0) / scale
    # Integrals of the density and of x times the density up to each edge.
    share = special.gammainc(shape, edges)
    moment = shape * scale * special.gammainc(shape + 1, edges)
    kinks = np.arange(-2, length) * share - moment
    weights = kinks[2:] - 2 * kinks[1:-1] + kinks[:-2]
    return np.asarray(np.maximum(weights, 0.0))


def _distribution(interval: Any, length: int) -> Numbers:
    found = np.asarray(interval, dtype=np.float64)
    if found.shape == (2,) and found[0] != 0:
        mean, sd = found.tolist()
        reach = mean + 10 * sd if mean + 10 * sd < _LONGEST else 0.0
        return discretised(mean, sd, max(length, int(reach) + 1))
    sound = found.ndim == 1 and len(found) > 1 and found[0] == 0 and bool((found >= 0).all())
    if not sound or abs(found.sum() - 1) > _GAP:
        raise InputError(Problem("trends_interval", "serial_interval", {"found": interval}))
    return found


def _pressure(y: Numbers, weights: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Infectors that each day's cases come from; 1 where too many of them are unknown; 1 where too
    much of the interval reaches before the first day."""
    known = np.where(np.isnan(y), 0.0, y)
    missing = np.isnan(y).astype(np.float64)
    sums, lost = np.zeros_like(y), np.zeros_like(y)
    for lag in np.flatnonzero(weights[: y.shape[-1]]):
        sums[..., lag:] += weights[lag] * known[..., :-lag]
        lost[..., lag:] += weights[lag] * missing[..., :-lag]
    reach = np.cumsum(weights)
    days = np.minimum(np.arange(y.shape[-1]), len(weights) - 1)
    early = np.broadcast_to(reach[-1] - reach[days] > _EARLY, y.shape)
    gap = lost > _GAP * reach[-1]
    return sums / np.where(gap, 1.0, 1 - lost / reach[-1]), gap * 1.0, early * 1.0


def _sums(values: Numbers, window: int) -> Numbers:
    """Sum of the ``window`` days that end on each day, NaN where one is unknown or before it."""
    sums = np.full(values.shape, np.nan)
    if values.shape[-1] >= window:
        windows = np.lib.stride_tricks.sliding_window_view(values, window, axis=-1)
        sums[..., window - 1 :] = windows.sum(axis=-1)
    return sums
