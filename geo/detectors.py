"""Detectors of unusual counts: EARS C1, C2 and C3, and the Poisson CUSUM.

Counts as in ``geo.series``: days along the last axis, unknown and revised days NaN. A day for
which one of the days that the detector looks back on is unknown has no result (NaN, ``unknown``)
and no alarm: missing is not zero.

EARS as in the manual of R's surveillance package (Hutwagner 2003; Fricker 2008). C3 follows the
formula of that manual: it counts the day itself, which the package's own code leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from geo.errors import InputError, Problem
from geo.rate_arrays import Numbers, numbers
from geo.rates import Flags
from geo.series import WEEK, at_least, counted

LAGS = {"C1": 0, "C2": 2, "C3": 2}
"""Days between the baseline of seven days and the day that is judged."""
CHANCES = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
"""One-sided chance of an alarm on a normal day, were counts normal and the baseline exact."""


@dataclass(frozen=True)
class Detection:
    """What a detector finds, arrays of the counts' shape; NaN where ``unknown``.

    ``expected`` is cases a day in the baseline. ``threshold`` is the day's count from which there
    is an alarm, 0 where the days before are enough for one. ``statistic`` reaches ``limit`` in an
    alarm: standard deviations (C1, C2), their sum over three days less one each (C3), or cases
    above the reference value added up (CUSUM).
    """

    method: str
    expected: Numbers
    threshold: Numbers
    statistic: Numbers
    limit: float | Numbers
    alarm: Flags
    unknown: Flags


def ears(counts: Any, method: str, chance: float | None = None, least_sd: float = 0.5) -> Detection:
    """EARS: the day against the mean and standard deviation (n-1) of seven earlier days.

    C1 takes days t-7..t-1, C2 t-9..t-3, so that a slow start doesn't raise its own threshold;
    C3 = sum of max(0, C2-1) over t-2..t. Alarm where the statistic >= z(1-chance), ``chance``
    .001 (C3: .025). ``least_sd`` in cases, above 0, keeps a baseline of equal counts from
    calling every case an alarm.
    """
    if method not in LAGS:
        raise InputError(
            Problem("alarms_method", "method", {"found": method, "known": ", ".join(LAGS)})
        )
    at_least("least_sd", least_sd, 1e-9)
    limit = _quantile(CHANCES[method] if chance is None else chance)
    y = counted(counts)
    mean, sd = _baseline(y, LAGS[method])
    sd = np.maximum(sd, least_sd)
    statistic = (y - mean) / sd
    threshold = mean + limit * sd
    if method == "C3":
        over = np.maximum(0.0, statistic - 1)
        before = _earlier(over, 1) + _earlier(over, 2)
        statistic = before + over
        threshold = np.where(before >= limit, 0.0, mean + (1 + limit - before) * sd)
    unknown = np.isnan(statistic)
    expected, threshold = np.where(unknown, np.nan, mean), np.where(unknown, np.nan, threshold)
    return Detection(method, expected, threshold, statistic, limit, statistic >= limit, unknown)


def cusum(
    counts: Any, expected: Any, elevated: Any = None, days_between: float = 365.0
) -> Detection:
    """Poisson CUSUM S = max(0, S + y - k) for small rises that last, k = (m1-m0)/ln(m1/m0).

    ``expected`` m0 and ``elevated`` m1 (twice m0 unless given) are cases a day, one number or one
    for each series. Alarm where S >= ln(days_between)/ln(m1/m0): false alarms of a series are on
    average at least so many days apart (Lorden 1971), if m0 is right. An unknown day says nothing
    either way: no result that day, the sum goes on after it. The sum isn't reset by an alarm.
    """
    y = counted(counts)
    m0 = numbers(expected)
    m1 = 2 * m0 if elevated is None else numbers(elevated)
    at_least("days_between", days_between, 2)
    if not (np.all(m0 > 0) and np.all(m1 > m0) and np.all(np.isfinite(m1))):
        raise InputError(Problem("alarms_cusum", "expected"))
    ratio = np.log(m1 / m0)
    reference, limit = (m1 - m0) / ratio, np.log(days_between) / ratio
    statistic, threshold = np.empty_like(y), np.empty_like(y)
    total = np.zeros(y.shape[:-1])
    for t in range(y.shape[-1]):
        threshold[..., t] = np.maximum(0.0, limit + reference - total)
        statistic[..., t] = np.maximum(0.0, total + y[..., t] - reference)
        total = np.where(np.isnan(y[..., t]), total, statistic[..., t])
    unknown = np.isnan(y)
    limits = np.broadcast_to(np.asarray(limit)[..., None], y.shape)
    level = np.where(unknown, np.nan, np.broadcast_to(np.asarray(m0)[..., None], y.shape))
    threshold = np.where(unknown, np.nan, threshold)
    return Detection("cusum", level, threshold, statistic, limits, statistic >= limits, unknown)


def _quantile(chance: float) -> float:
    if not 0 < chance < 0.5:
        raise InputError(Problem("alarms_chance", "chance", {"found": chance}))
    return NormalDist().inv_cdf(1 - chance)


def _baseline(y: Numbers, lag: int) -> tuple[Numbers, Numbers]:
    """Mean and standard deviation of the seven days that end ``lag`` + 1 days before each day."""
    mean, sd = np.full(y.shape, np.nan), np.full(y.shape, np.nan)
    first = WEEK + lag
    if y.shape[-1] > first:
        windows = np.lib.stride_tricks.sliding_window_view(y, WEEK, axis=-1)
        windows = windows[..., : y.shape[-1] - first, :]
        mean[..., first:] = windows.mean(axis=-1)
        sd[..., first:] = windows.std(axis=-1, ddof=1)
    return mean, sd


def _earlier(values: Numbers, days: int) -> Numbers:
    moved = np.full(values.shape, np.nan)
    moved[..., days:] = values[..., :-days]
    return moved
