"""The score of four trends (Kepmendagri 440-830/2020), as far as reports allow it.

Each chart is falling, flat or rising over the window; the points are added up. How a chart is
judged was never published. Ours: the second half of the window against the first; a chart that
stays at zero counts as falling, since "no new case" was what Banjarmasin asked of green. A chart
that nobody reports can be anything, so the score is a range, and the level is known only where both
ends of the range give the same one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geo.levels import BY_KEY
from geo.panel import Panel
from geo.rules import UNKNOWN, Rule

Points = npt.NDArray[np.float64]


def points(panel: Panel, days: Sequence[dt.date], rule: Rule) -> Points:
    """Points of one chart, shape (zones, days); NaN where the window is not fully known, or
    a revision made half of it negative."""
    half = (rule.window_days or 14) // 2
    out = np.full((len(panel.zone_ids), len(days)), np.nan)
    recent = panel.window(half)
    earlier = np.full(recent.shape, np.nan)
    earlier[:, half:] = recent[:, :-half]
    known = (recent >= 0) & (earlier >= 0)
    falling = (recent < earlier) | ((recent == 0) & (earlier == 0))
    judged = np.where(falling, rule.tables["falling"], rule.tables["rising"]).astype(float)
    judged[~falling & (recent == earlier)] = rule.tables["flat"]
    judged[~known] = np.nan
    for column, day in enumerate(days):
        at = panel.position(day)
        if at is not None:
            out[:, column] = judged[:, at]
    return out


def score_range(charts: Sequence[Points], rule: Rule) -> tuple[Points, Points]:
    """Lowest and highest score that the known charts leave open; a missing chart is anything."""
    missing = len(rule.tables["charts"]) - len(charts)
    worst, best = float(rule.tables["rising"]), float(rule.tables["falling"])
    low = sum((np.where(np.isnan(c), worst, c) for c in charts), start=np.float64(missing * worst))
    high = sum((np.where(np.isnan(c), best, c) for c in charts), start=np.float64(missing * best))
    return np.asarray(low), np.asarray(high)


def codes(low: Points, high: Points, rule: Rule) -> npt.NDArray[np.str_]:
    """Level codes of score ranges; "?" where the ends differ."""
    first, last = level_index(low, rule), level_index(high, rule)
    letters = np.array([BY_KEY[level].code for level in rule.levels])
    return np.where(first == last, letters[first], UNKNOWN)


def level_index(score: Points, rule: Rule) -> npt.NDArray[np.int64]:
    """The band of each score, by its place in the rule."""
    bounds = [band.below for band in rule.bands if band.below is not None]
    return np.searchsorted(np.array(bounds, dtype=float), score, side="right")
