"""The complete zone x day panel: cumulative to new counts, windows, and four kinds of nothing.

Missing is not zero: a day without a report stays NaN in every array, and a window is known only
when everything it needs was reported. Negative steps (revisions) are kept and flagged. A number of
a week or a month is no day's number: it is known where a window is made of such numbers whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Counts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Periods:
    """Numbers that cover several days, held at the last of them; shape (zones, days).

    ``counts`` are persons, NaN where there is none or the source hid it; ``lengths`` are the days
    that each covers, 0 where there is none.
    """

    counts: Counts
    lengths: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Panel:
    """Counts of one indicator for every zone (rows) and every day from the first that a number
    covers to the last report.

    ``cumulative`` and ``new`` are persons, float64 with NaN where unknown, shape (zones, days).
    ``suppressed`` is True where the source hid the number; ``cumulative_source`` tells whether the
    source counted cumulatively (a window is then a difference of two days) or per day.
    ``periods`` holds numbers of several days, None where all are of one day.
    """

    zone_ids: tuple[str, ...]
    days: tuple[dt.date, ...]
    cumulative: Counts
    new: Counts
    suppressed: Flags
    cumulative_source: bool
    periods: Periods | None = None

    @cached_property
    def negative(self) -> Flags:
        """True where a day's new count is below zero: a revision, not an event."""
        return np.nan_to_num(self.new) < 0

    @cached_property
    def reported(self) -> Flags:
        """True where the source gave a number, or said that it hid one, for the day or for several
        days that end on it."""
        source = self.cumulative if self.cumulative_source else self.new
        reported = ~np.isnan(source) | self.suppressed
        return reported if self.periods is None else reported | (self.periods.lengths > 0)

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
        if self.periods is not None:
            ends = np.arange(length, self.new.shape[1] + 1)
            sums[:, length - 1 :] = self._tiled(ends, length)
            return sums
        known = ~np.isnan(self.new)
        totals = np.cumsum(np.where(known, self.new, 0.0), axis=1)
        counts = np.cumsum(known, axis=1)
        totals[:, length:] -= totals[:, :-length].copy()
        counts[:, length:] -= counts[:, :-length].copy()
        complete = counts == length
        sums[complete] = totals[complete]
        return sums

    def total(self, first: dt.date, last: dt.date) -> Counts:
        """Cases from ``first`` to ``last`` for each zone, NaN where not fully known."""
        start, end = self.position(first), self.position(last)
        unknown = np.full(self.new.shape[0], np.nan)
        if start is None or end is None or start > end:
            return unknown
        if self.cumulative_source:
            before = self.cumulative[:, start - 1] if start else unknown
            return np.asarray(self.cumulative[:, end] - before)
        if self.periods is not None:
            return self._tiled(np.array([end + 1]), end + 1 - start)[:, 0]
        return np.asarray(self.new[:, start : end + 1].sum(axis=1))

    def part(self, first: dt.date, last: dt.date) -> Counts:
        """What was reported of ``first`` to ``last`` for each zone: the sum of all numbers that lie
        whole in these days, NaN where there is none. Where numbers of days and of periods speak of
        the same days, each is counted: good to tell whether anything happened, not how much."""
        inside = [i for i, day in enumerate(self.days) if first <= day <= last]
        new = self.new[:, inside]
        if self.periods is not None and inside:
            lengths = self.periods.lengths[:, inside]
            room = np.array([(self.days[i] - first).days + 1 for i in inside])
            fits = (lengths > 0) & (lengths <= room)
            new = np.concatenate([new, np.where(fits, self.periods.counts[:, inside], np.nan)], 1)
        return np.where(np.isnan(new).all(axis=1), np.nan, np.nansum(new, axis=1))

    def stretched(self, extra: int) -> Panel:
        """The panel with ``extra`` more days behind its end that nobody reported on."""
        pad = ((0, 0), (0, extra))
        more = tuple(self.days[-1] + dt.timedelta(days=i + 1) for i in range(extra))
        periods = self.periods and Periods(
            np.pad(self.periods.counts, pad, constant_values=np.nan),
            np.pad(self.periods.lengths, pad),
        )
        return replace(
            self,
            days=self.days + more,
            cumulative=np.pad(self.cumulative, pad, constant_values=np.nan),
            new=np.pad(self.new, pad, constant_values=np.nan),
            suppressed=np.pad(self.suppressed, pad),
            periods=periods,
        )

    def _tiled(self, ends: npt.NDArray[np.int64], length: int) -> Counts:
        """Sums over the ``length`` days before each border in ``ends`` (border i lies before day
        i), where numbers of days and periods fill them whole.

        At most one number ends on a border and leads to the border where it begins, so that the way
        back has no forks; steps of 1, 2, 4, … numbers at once find where it leads.
        """
        back, sums = self._steps
        levels = [(back, sums)]
        for _ in range(length.bit_length() - 1):
            further = np.take_along_axis(back, np.maximum(back, 0), axis=1)
            sums = sums + np.take_along_axis(sums, np.maximum(back, 0), axis=1)
            back = np.where(back < 0, -1, further)
            levels.append((back, sums))
        here = np.broadcast_to(ends, (back.shape[0], len(ends)))
        start, total = ends - length, np.zeros(here.shape)
        for back, sums in reversed(levels):
            there = np.take_along_axis(back, here, axis=1)
            goes = there >= start
            total = total + np.where(goes, np.take_along_axis(sums, here, axis=1), 0.0)
            here = np.where(goes, there, here)
        return np.where(here == start, total, np.nan)

    @cached_property
    def _steps(self) -> tuple[npt.NDArray[np.int64], Counts]:
        """For each border the border where the number that ends there begins, -1 where none ends
        there, and that number; shape (zones, days + 1)."""
        values = self.new
        lengths = (~np.isnan(self.new)).astype(np.int64)
        if self.periods is not None:
            longer = ~np.isnan(self.periods.counts)
            values = np.where(longer, self.periods.counts, values)
            lengths = np.where(longer, self.periods.lengths, lengths)
        begins = np.arange(1, values.shape[1] + 1) - lengths
        back = np.pad(np.where(lengths > 0, begins, -1), ((0, 0), (1, 0)), constant_values=-1)
        return back, np.pad(np.nan_to_num(values), ((0, 0), (1, 0)))


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
    longer = chosen["days"].to_numpy(np.int64) if "days" in chosen.columns else np.ones(1, np.int64)
    has_periods = bool((longer > 1).any())
    first, last = chosen["date"].min(), chosen["date"].max()
    if has_periods:
        first = (chosen["date"] - pd.to_timedelta(longer - 1, unit="D")).min()
    days = pd.date_range(first, last, freq="D")
    row = pd.Index(zones).get_indexer(pd.Index(chosen["zone_id"]))
    column = (chosen["date"] - first).dt.days.to_numpy()
    values = np.full((len(zones), len(days)), np.nan)
    values[row, column] = chosen["value"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    suppressed = np.zeros(values.shape, dtype=bool)
    suppressed[row, column] = (chosen["flag"] == "suppressed").to_numpy()
    is_cumulative = bool((chosen["measure"] == "cumulative").any())
    dates = tuple(day.date() for day in days)
    if is_cumulative:
        new = np.full(values.shape, np.nan)
        new[:, 1:] = values[:, 1:] - values[:, :-1]
        return Panel(zones, dates, values, new, suppressed, True)
    if not has_periods:
        return Panel(zones, dates, np.cumsum(values, axis=1), values, suppressed, False)
    lengths = np.zeros(values.shape, dtype=np.int64)
    lengths[row, column] = np.where(longer > 1, longer, 0)
    periods = Periods(np.where(lengths > 0, values, np.nan), lengths)
    new = np.where(lengths > 0, np.nan, values)
    made = Panel(zones, dates, np.full(values.shape, np.nan), new, suppressed, False, periods)
    return replace(made, cumulative=_so_far(*made._steps))


def _so_far(back: npt.NDArray[np.int64], sums: Counts) -> Counts:
    """Cases from the panel's first day on, known where numbers fill these days whole."""
    so_far = np.full(sums.shape, np.nan)
    so_far[:, 0] = 0.0
    for border in range(1, sums.shape[1]):
        begin = back[:, border]
        before = np.take_along_axis(so_far, np.maximum(begin, 0)[:, None], axis=1)[:, 0]
        so_far[:, border] = np.where(begin < 0, np.nan, before + sums[:, border])
    return so_far[:, 1:]


def seven_day_mean(new: Counts) -> Counts:
    """Mean of the seven days that end on each day along the last axis, NaN where one is missing."""
    mean = np.full(new.shape, np.nan)
    if new.shape[-1] >= 7:
        windows = np.lib.stride_tricks.sliding_window_view(new, 7, axis=-1)
        mean[..., 6:] = windows.mean(axis=-1)
    return mean
