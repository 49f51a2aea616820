"""Is it rising? Growth with its interval and doubling time.

Counts as in ``geo.series``: new cases a day, NaN where unknown; a window that holds an unknown or
revised (negative) day gives no number but says ``tidak_diketahui`` or ``unknown``. Numbers here
describe reported cases: whoever tests or reports more sees growth too.

Verdicts are keys; their words stand in the catalogue under ``trend``. The reproduction number
(``geo.reproduction``), EARS (``geo.detectors``) and epidemic weeks (``geo.series``) are offered
here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from geo import loglinear
from geo.detectors import ears as ears
from geo.errors import InputError, Problem
from geo.parts import require
from geo.rates import Numbers
from geo.reproduction import Reproduction as Reproduction
from geo.reproduction import discretised as discretised
from geo.reproduction import reproduction_number as reproduction_number
from geo.series import WEEK, at_least, counted, tail_of
from geo.series import Week as Week
from geo.series import epidemic_week as epidemic_week
from geo.series import first_day as first_day
from geo.series import weekly as weekly


@dataclass(frozen=True)
class Span:
    """An estimate with its interval, here in days."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Growth:
    """Growth of the last ``days`` days: ``rate`` a day (0.1 is about 10 %), NaN where there is
    none. ``verdict``: ``naik``, ``turun``, ``tidak_jelas`` (the interval includes 0, or all cases
    fall on one edge of the window), ``tanpa_kasus``, ``tidak_diketahui``.
    ``doubling`` only where it rises, ``halving`` only where it falls. ``dispersion`` is 1 or more:
    how much more counts vary than by chance; the interval is widened by its root."""

    verdict: str
    days: int
    rate: float = np.nan
    low: float = np.nan
    high: float = np.nan
    doubling: Span | None = None
    halving: Span | None = None
    dispersion: float = np.nan

    @property
    def key(self) -> str:
        """Catalogue key of the sentence that says it, with ``values``."""
        return f"trend.growth.{self.verdict}"

    @property
    def verdict_key(self) -> str:
        """Catalogue key of the verdict in a word or two."""
        return f"trend.verdict.{self.verdict}"

    @property
    def values(self) -> Mapping[str, Any]:
        span = self.doubling or self.halving
        times = {} if span is None else {"time": span.value, "low": span.low, "high": span.high}
        return {"days": self.days, **times}


@dataclass(frozen=True)
class WeekRatio:
    """Cases of the last seven days over the seven before, with an exact interval; NaN where a day
    is unknown or either week is empty. ``rate`` is the growth a day that gives this ratio."""

    ratio: float
    low: float
    high: float
    rate: float


def growth(counts: Any, window: int | None = 14, confidence: float = 0.95) -> Growth:
    """Growth of one series by a quasi-Poisson line, log mu = a + r t, through its last days.

    ``window`` in days (None: all); whole weeks even out weekdays. Interval r -+ z se sqrt(phi),
    phi = max(1, Pearson's chi-square over n-2). Doubling time ln 2/r.
    """
    y = _one(counts)
    days = len(y) if window is None else window
    at_least("window", days, 3)
    z = -NormalDist().inv_cdf(tail_of(confidence))
    y = y[-days:]
    if len(y) < days or np.isnan(y).any():
        return Growth("tidak_diketahui", days)
    if not y.any():
        return Growth("tanpa_kasus", days)
    line = loglinear.fit(y, np.arange(days))
    if line is None:
        return Growth("tidak_jelas", days)
    rate, spread = float(line.coefficients[1]), max(1.0, line.dispersion)
    error = z * float(np.sqrt(line.covariance[1, 1] * spread))
    low, high = rate - error, rate + error
    if low > 0:
        doubling = Span(*(float(np.log(2) / r) for r in (rate, high, low)))
        return Growth("naik", days, rate, low, high, doubling=doubling, dispersion=spread)
    if high < 0:
        halving = Span(*(float(np.log(2) / -r) for r in (rate, low, high)))
        return Growth("turun", days, rate, low, high, halving=halving, dispersion=spread)
    return Growth("tidak_jelas", days, rate, low, high, dispersion=spread)


def week_ratio(counts: Any, confidence: float = 0.95) -> WeekRatio:
    """Last week over the week before. Given the total of both, the last week is binomial: the
    interval is Clopper and Pearson's, as odds."""
    require("statistics")
    from scipy import special

    y, tail = _one(counts), tail_of(confidence)
    if len(y) < 2 * WEEK:
        return WeekRatio(np.nan, np.nan, np.nan, np.nan)
    before, last = float(y[-2 * WEEK : -WEEK].sum()), float(y[-WEEK:].sum())
    if not (before > 0 and last > 0):
        return WeekRatio(np.nan, np.nan, np.nan, np.nan)
    low = float(special.betaincinv(last, before + 1, tail))
    high = float(special.betaincinv(last + 1, before, 1 - tail))
    rate = float(np.log(last / before) / WEEK)
    return WeekRatio(last / before, low / (1 - low), high / (1 - high), rate)


def _one(counts: Any) -> Numbers:
    y = counted(counts)
    if y.ndim != 1:
        raise InputError(Problem("series_one", "counts", {"found": y.ndim}))
    return y
