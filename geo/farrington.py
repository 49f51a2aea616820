"""Farrington's detector: a week against the same weeks of earlier years (Farrington 1996).

For diseases with a season, dengue above all, and for units with some cases in most weeks: a city
or a district, not a kelurahan. A quasi-Poisson line goes through the weeks within three of this
one in up to five earlier years; outbreaks among them weigh less. It needs three whole years.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from geo import loglinear
from geo.errors import InputError, Problem
from geo.parts import require
from geo.rates import Numbers
from geo.series import at_least, counted

LEAST_YEARS = 3
YEAR_WEEKS = 52
FEW_CASES, FEW_WEEKS = 5, 4
"""No alarm below five cases in the four weeks that end with the one judged."""
TREND_CHANCE = 0.05
POWERS = {"none": 1.0, "1/2": 1 / 2, "2/3": 2 / 3}


@dataclass(frozen=True)
class Farrington:
    """One week judged; numbers are None where ``reason`` says why they are not available.

    ``expected`` and ``threshold`` are cases in the week; ``statistic`` is (observed - expected) /
    (threshold - expected), over 1 in an alarm, 0 where ``few`` cases can't give one.
    ``probability`` is that of so many cases or more. ``years`` were used, with a ``trend`` or not.
    """

    observed: float | None
    expected: float | None = None
    threshold: float | None = None
    statistic: float | None = None
    probability: float | None = None
    alarm: bool = False
    few: bool = False
    trend: bool = False
    years: int = 0
    reason: str | None = None


def farrington(
    weekly_counts: Any,
    at: int = -1,
    years: int = 5,
    half_window: int = 3,
    chance: float = 0.005,
) -> Farrington:
    """Judge week ``at`` (the last one) of one series of weekly counts, NaN where unknown.

    A year counts where every week of its window is known; fewer than three such years give the
    reason ``short_history`` or, where weeks are missing, ``gap``; so does an unknown week itself.
    Without any case in those windows the reason is ``no_cases``. ``chance`` is one-sided.
    """
    at_least("years", years, LEAST_YEARS)
    at_least("half_window", half_window, 1)
    counts = counted(weekly_counts)
    if counts.ndim != 1:
        raise InputError(Problem("series_one", "weekly_counts", {"found": counts.ndim}))
    at = at if at >= 0 else len(counts) + at
    if not 0 <= at < len(counts) or at - LEAST_YEARS * YEAR_WEEKS - half_window < 0:
        known = 0 <= at < len(counts) and not np.isnan(counts[at])
        return Farrington(float(counts[at]) if known else None, reason="short_history")
    if np.isnan(counts[at]):
        return Farrington(None, reason="gap")
    observed = float(counts[at])
    centres = [at - YEAR_WEEKS * back for back in range(years, 0, -1)]
    windows = [np.arange(c - half_window, c + half_window + 1) for c in centres]
    whole = [w for w in windows if w[0] >= 0 and not np.isnan(counts[w]).any()]
    recent = counts[max(0, at - FEW_WEEKS + 1) : at + 1]
    few = bool(np.nansum(recent) < FEW_CASES)
    if len(whole) < LEAST_YEARS or (few and np.isnan(recent).any()):
        return Farrington(observed, reason="gap")
    weeks = np.concatenate(whole)
    line = _line(counts[weeks], weeks.astype(np.float64), at)
    if line is None:
        return Farrington(observed, reason="no_cases")
    expected, error = line.at(at)
    spread = max(line.dispersion, 1.0)
    _, high, probability, score = prediction(
        expected, error * np.sqrt(spread), spread, observed, chance
    )
    return Farrington(
        observed=observed,
        expected=expected,
        threshold=high,
        statistic=0.0 if few else score,
        probability=probability,
        alarm=not few and score > 1,
        few=few,
        trend=line.trend,
        years=len(whole),
    )


def prediction(
    expected: float,
    error: float,
    dispersion: float,
    observed: float,
    chance: float,
    power: str = "2/3",
) -> tuple[float, float, float, float]:
    """Prediction limits (low, high) of a count, the probability of ``observed`` or more, and the
    score (observed - expected) / (high - expected).

    The count to the ``power`` is taken as normal with variance p^2 m^(2p-1) (phi + se^2/m);
    2/3 takes the skewness out of a Poisson count. ``chance`` is that of passing one limit.
    """
    if power not in POWERS:
        known = ", ".join(POWERS)
        raise InputError(Problem("alarms_method", "power", {"found": power, "known": known}))
    if not 0 < chance < 0.5:
        raise InputError(Problem("alarms_chance", "chance", {"found": chance}))
    p = POWERS[power]
    sd = p * np.sqrt(expected ** (2 * p - 1) * (dispersion + error**2 / expected))
    z = NormalDist().inv_cdf(1 - chance)
    low = float(max(expected**p - z * sd, 0.0) ** (1 / p))
    high = float((expected**p + z * sd) ** (1 / p))
    probability = 1 - NormalDist().cdf(float((observed**p - expected**p) / sd))
    return low, high, probability, (observed - expected) / (high - expected)


def _line(counts: Numbers, times: Numbers, at: int) -> loglinear.Fit | None:
    """The line, level unless its trend is sure (5 %) and doesn't leave what has been seen."""
    require("statistics")
    from scipy import special

    line = _reweighted(counts, times, trend=True)
    if line is not None:
        error = np.sqrt(line.covariance[1, 1] * line.dispersion)
        if error > 0:
            t = -abs(line.coefficients[1]) / error
            sure = 2 * special.stdtr(line.freedom, t) < TREND_CHANCE
        else:
            sure = True
        if sure and line.at(at)[0] <= counts.max():
            return line
    return _reweighted(counts, times, trend=False)


def _reweighted(counts: Numbers, times: Numbers, trend: bool) -> loglinear.Fit | None:
    """A second fit in which weeks with a standardised Anscombe residual s > 1 weigh s^-2."""
    line = loglinear.fit(counts, times, trend)
    if line is None:
        return None
    mu, spread = line.fitted, max(line.dispersion, 1.0)
    raw = 1.5 * (counts ** (2 / 3) * mu ** (-1 / 6) - np.sqrt(mu))
    residuals = raw / np.sqrt(spread * (1 - line.leverage))
    weights = np.where(residuals > 1, np.maximum(residuals, 1.0) ** -2, 1.0)
    return loglinear.fit(counts, times, trend, weights * len(weights) / weights.sum())
