"""What fired today, where and why: the detectors run over every zone or district of a city.

Arrays as in ``geo.panel``: rows are zones or districts, columns are days without a gap. A row
whose day, or a day that the detector looks back on, is unknown or revised gives no alarm but an
``Unknown`` with its reason, so that silence is never taken for calm.

An alarm asks for a look, it proves nothing. A baseline of seven days is uncertain itself: on 52
calm zones with one case a day each (simulated, Poisson) C1 and C2 give 1.3 false alarms a day
each and C3 gives 6.3; with 0.3 cases a day it is 0.2, 0.2 and 2.3. Counts of zones are small
numbers: who shows alarms in public masks them first (``geo.suppression``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.detectors import LAGS, cusum, ears
from geo.errors import InputError, Problem
from geo.farrington import farrington
from geo.rates import Flags, Numbers
from geo.series import WEEK, at_least, check_days, weekly, whole

METHODS = ("C1", "C2", "C3")
KNOWN_METHODS = (*METHODS, "cusum", "farrington")
REACH = {"C1": 8, "C2": 10, "C3": 12, "cusum": 42}
"""Days that a method needs to be known, the day itself included. CUSUM: 28 days for its expected
count, then the 14 that it adds up; our choice, like the doubling that it looks for."""
SPAN = {"C1": 1, "C2": 1, "C3": 3, "cusum": 14}
"""Days whose cases make the alarm, the day itself included."""
_LEAST_EXPECTED = 0.1


@dataclass(frozen=True)
class Alarm:
    """One alarm. ``observed`` cases of the day (``farrington``: of the week that ends on ``day``),
    ``expected`` and ``threshold`` on the same scale; ``statistic`` is the method's own.
    ``severity`` is the statistic over the value that makes an alarm, 1 or more, so that methods
    can be ranked together. ``key`` and ``values`` make the Phrase that explains it."""

    zone_id: str
    method: str
    observed: int
    expected: float
    threshold: float
    statistic: float
    severity: float
    day: dt.date
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Unknown:
    """A row that a method can't judge; ``key`` and ``values`` make the Phrase that says why."""

    zone_id: str
    method: str
    day: dt.date
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Watch:
    """A day's watch: alarms, the most severe first, what can't be judged, and how many pairs of a
    row and a method were judged."""

    alarms: tuple[Alarm, ...]
    unknown: tuple[Unknown, ...]
    judged: int


def alarms_today(
    counts: Any,
    days: Sequence[dt.date],
    zone_ids: Sequence[str],
    day: dt.date,
    methods: Iterable[str] = METHODS,
    least_cases: int = 3,
) -> tuple[Alarm, ...]:
    """The alarms of ``watch``, the most severe first."""
    return watch(counts, days, zone_ids, day, methods, least_cases).alarms


def watch(
    counts: Any,
    days: Sequence[dt.date],
    zone_ids: Sequence[str],
    day: dt.date,
    methods: Iterable[str] = METHODS,
    least_cases: int = 3,
    starts: str = "sunday",
) -> Watch:
    """Run ``methods`` on ``day`` with what was reported up to it; later days are not looked at.

    ``counts`` are new cases, shape (rows, days); ``zone_ids`` name the rows, zones or districts.
    Fewer than ``least_cases`` in the days that make an alarm (``SPAN``) never make one: our choice,
    as one case more is no outbreak. ``starts`` is the first day of Farrington's weeks.
    """
    new, asked = whole(counts), tuple(dict.fromkeys(methods))
    check_days(new, days)
    at_least("least_cases", least_cases, 1)
    wrong = [method for method in asked if method not in KNOWN_METHODS]
    if wrong:
        values = {"found": ", ".join(wrong), "known": ", ".join(KNOWN_METHODS)}
        raise InputError(Problem("alarms_method", "methods", values))
    if new.ndim != 2 or len(new) != len(zone_ids):
        shapes = {"rows": len(new) if new.ndim == 2 else new.ndim, "names": len(zone_ids)}
        raise InputError(Problem("alarms_rows", "zone_ids", shapes))
    end = (day - days[0]).days + 1 if days else 0
    inside = 0 < end <= len(days)
    new = new[:, :end] if inside else new[:, :0]
    found: list[Alarm | Unknown | None] = []
    for method in asked:
        if method == "farrington":
            sums = weekly(new, days[: new.shape[1]], starts)
            found += [
                _week(sums.first_days, row, zone_ids[i], day) for i, row in _rows(sums.counts)
            ]
        else:
            found += _days(new, zone_ids, day, method, least_cases)
    alarms = [one for one in found if isinstance(one, Alarm)]
    unknown = tuple(one for one in found if isinstance(one, Unknown))
    alarms.sort(key=lambda alarm: (-alarm.severity, -alarm.observed))
    return Watch(tuple(alarms), unknown, len(found) - len(unknown))


def _rows(counts: Numbers) -> list[tuple[int, Numbers]]:
    return list(enumerate(counts))


def _days(
    new: Numbers, zone_ids: Sequence[str], day: dt.date, method: str, least_cases: int
) -> list[Alarm | Unknown | None]:
    """A daily method on the last column, row by row."""
    reach = REACH[method]
    recent = new[:, -reach:]
    short = reach - recent.shape[1]
    recent = np.pad(recent, [(0, 0), (short, 0)], constant_values=np.nan)
    lost: Flags = np.asarray(np.isnan(recent) | (recent < 0))
    judged: Flags = np.asarray(~lost.any(axis=1))
    if method in LAGS:
        result = ears(recent, method)
        expected = result.expected[:, -1]
        limits = np.full(len(recent), result.limit)
    else:
        expected = np.maximum(recent[:, : -SPAN[method]].mean(axis=1), _LEAST_EXPECTED)
        expected = np.where(judged, expected, 1.0)
        result = cusum(recent[:, -SPAN[method] :], expected)
        limits = np.asarray(result.limit)[:, -1]
    cases = recent[:, -SPAN[method] :].sum(axis=1)
    out: list[Alarm | Unknown | None] = []
    for row, zone_id in enumerate(zone_ids):
        if not judged[row]:
            out.append(_unknown(zone_id, method, day, recent[row], lost[row]))
        elif result.alarm[row, -1] and cases[row] >= least_cases:
            statistic, threshold = result.statistic[row, -1], result.threshold[row, -1]
            values = {
                "cases_span": int(cases[row]),
                "span": SPAN[method],
                "observed": int(recent[row, -1]),
                "expected": float(expected[row]),
                "expected_span": float(expected[row]) * SPAN[method],
                "threshold": int(np.ceil(threshold - 1e-9)),
                "day": day,
            }
            out.append(
                Alarm(
                    zone_id,
                    method,
                    int(recent[row, -1]),
                    float(expected[row]),
                    float(threshold),
                    float(statistic),
                    float(statistic / limits[row]),
                    day,
                    f"alarm.why.{method}",
                    values,
                )
            )
        else:
            out.append(None)
    return out


def _unknown(zone_id: str, method: str, day: dt.date, recent: Numbers, lost: Flags) -> Unknown:
    """Why a daily method can't judge a row: the day itself first, then the days before it."""
    values: dict[str, Any] = {"day": day, "n": int(lost.sum()), "days": len(lost)}
    if recent[-1] < 0:
        kind = "revision"
        values["observed"] = int(recent[-1])
    elif lost[-1]:
        kind = "no_report"
    else:
        kind = "gap"
    return Unknown(zone_id, method, day, f"alarm.unknown.{kind}", values)


def _week(
    firsts: Sequence[dt.date], sums: Numbers, zone_id: str, day: dt.date
) -> Alarm | Unknown | None:
    """Farrington on the last week that is over on ``day``."""
    whole_weeks = [i for i, first in enumerate(firsts) if (day - first).days >= WEEK - 1]
    if not whole_weeks:
        return Unknown(zone_id, "farrington", day, "alarm.unknown.short_history", {"years": 3})
    last = whole_weeks[-1]
    end = firsts[last] + dt.timedelta(days=WEEK - 1)
    result = farrington(sums[: last + 1])
    if result.reason:
        values = {"years": 3, "day": end}
        key = "week_gap" if result.reason == "gap" else result.reason
        return Unknown(zone_id, "farrington", end, f"alarm.unknown.{key}", values)
    if not result.alarm:
        return None
    observed, expected, threshold, statistic = (
        float(value or 0.0)
        for value in (result.observed, result.expected, result.threshold, result.statistic)
    )
    said = {
        "observed": int(observed),
        "expected": expected,
        "threshold": int(np.floor(threshold)) + 1,
        "years": result.years,
        "day": end,
    }
    return Alarm(
        zone_id,
        "farrington",
        int(observed),
        expected,
        threshold,
        statistic,
        statistic,
        end,
        "alarm.why.farrington",
        said,
    )
