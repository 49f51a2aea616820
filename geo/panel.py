"""The complete zone x day panel: cumulative to new counts, windows, and four kinds of nothing.

Missing is not zero: a day without a report stays NaN in every array, and a window is known only
when everything it needs was reported. Negative steps (revisions) are kept and flagged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Counts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Counts of one indicator for every zone (rows) and every day from first to last report.

    ``cumulative`` and ``new`` are persons, float64 with NaN where unknown, shape (zones, days).
    ``suppressed`` is True where the source hid the number; ``cumulative_source`` tells whether the
    source counted cumulatively (a window is then a difference of two days) or per day.
    """

    zone_ids: tuple[str, ...]
    days: tuple[dt.date, ...]
    cumulative: Counts
    new: Counts
    suppressed: Flags
    cumulative_source: bool

    @cached_property
    def negative(self) -> Flags:
        """True where a day's new count is below zero: a revision, not an event."""
        return np.nan_to_num(self.new) < 0

    @cached_property
    def reported(self) -> Flags:
        """True where the source gave a number or said that it hid one."""
        source = self.cumulative if self.cumulative_source else self.new
        return ~np.isnan(source) | self.suppressed

    @cached_property
    def days_reported(self) -> tuple[dt.date, ...]:
        """Days on which at least one zone was reported."""
        if not self.days:
            return ()
        return tuple(self.days[i] for i in np.flatnonzero(self.reported.any(axis=0)))

    def position(self, day: dt.date) -> int | None:
        """Column of a day, None outside the panel."""
        if not self.days:
            return None
        offset = (day - self.days[0]).days
        return offset if 0 <= offset < len(self.days) else None

    def window(self, length: int) -> Counts:
        """Cases in the ``length`` days that end on each day, NaN where not fully known.

        A negative result means that a revision took away more than the window added.
        """
        sums = np.full(self.new.shape, np.nan)
        if self.new.shape[1] == 0:
            return sums
        if self.cumulative_source:
            sums[:, length:] = self.cumulative[:, length:] - self.cumulative[:, :-length]
            return sums
        known = ~np.isnan(self.new)
        totals = np.cumsum(np.where(known, self.new, 0.0), axis=1)
        counts = np.cumsum(known, axis=1)
        totals[:, length:] -= totals[:, :-length].copy()
        counts[:, length:] -= counts[:, :-length].copy()
        complete = counts == length
        sums[complete] = totals[complete]
        return sums


def build(observations: pd.DataFrame, zone_ids: Sequence[str], indicator: str) -> Panel:
    """The panel of one indicator from OBSERVATIONS (see ``geo.schema``), all ``zone_ids`` kept.

    Zones that never report are rows of NaN; rows of zones that are not asked for are left out.
    An empty table gives a panel without days.
    """
    chosen = observations[
        (observations["indicator"] == indicator) & observations["zone_id"].isin(list(zone_ids))
    ]
    zones = tuple(zone_ids)
    if chosen.empty:
        empty = np.empty((len(zones), 0))
        return Panel(zones, (), empty, empty, np.empty((len(zones), 0), dtype=bool), True)
    first, last = chosen["date"].min(), chosen["date"].max()
    days = pd.date_range(first, last, freq="D")
    row = pd.Index(zones).get_indexer(pd.Index(chosen["zone_id"]))
    column = (chosen["date"] - first).dt.days.to_numpy()
    values = np.full((len(zones), len(days)), np.nan)
    values[row, column] = chosen["value"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    suppressed = np.zeros(values.shape, dtype=bool)
    suppressed[row, column] = (chosen["flag"] == "suppressed").to_numpy()
    is_cumulative = bool((chosen["measure"] == "cumulative").any())
    if is_cumulative:
        cumulative, new = values, np.full(values.shape, np.nan)
        new[:, 1:] = values[:, 1:] - values[:, :-1]
    else:
        cumulative, new = np.cumsum(values, axis=1), values
    return Panel(
        zones, tuple(day.date() for day in days), cumulative, new, suppressed, is_cumulative
    )


def seven_day_mean(new: Counts) -> Counts:
    """Mean of the seven days that end on each day along the last axis, NaN where one is missing."""
    mean = np.full(new.shape, np.nan)
    if new.shape[-1] >= 7:
        windows = np.lib.stride_tricks.sliding_window_view(new, 7, axis=-1)
        mean[..., 6:] = windows.mean(axis=-1)
    return mean
