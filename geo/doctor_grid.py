"""One indicator by zone and day, stored numbers and those of the files side by side.

Missing is not zero: a day without a number is NaN in every array.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """Arrays of zones (rows) by days (columns).

    ``values`` are persons as the source counts them, NaN where there is no number; ``hidden`` is
    True where the source hid it. ``origin`` is the row of the files' table that a number comes
    from, -1 where it was stored before. ``covers`` is the number of days of a "new" number.
    """

    indicator: str
    cumulative: bool
    zone_ids: tuple[str, ...]
    days: npt.NDArray[np.datetime64]
    values: Numbers
    hidden: Flags
    origin: Places
    covers: Numbers

    @cached_property
    def known(self) -> Flags:
        return ~np.isnan(self.values)

    @cached_property
    def before(self) -> Places:
        """Column of the zone's last number before each day, -1 where there is none."""
        columns = np.where(self.known, np.arange(self.values.shape[1]), -1)
        found = np.full(columns.shape, -1, dtype=np.int64)
        if columns.shape[1] > 1:
            found[:, 1:] = np.maximum.accumulate(columns, axis=1)[:, :-1]
        return found

    @cached_property
    def steps(self) -> Numbers:
        """Persons since the number before: a "new" number itself, else the difference to the
        zone's last one, however many days ago."""
        if not self.cumulative:
            return self.values
        earlier = np.take_along_axis(self.values, np.maximum(self.before, 0), axis=1)
        return np.where(self.before >= 0, self.values - earlier, np.nan)

    @cached_property
    def spans(self) -> Numbers:
        """Days that each step covers."""
        if not self.cumulative:
            return self.covers
        return np.where(self.before >= 0, np.arange(self.values.shape[1]) - self.before, np.nan)

    @cached_property
    def touched(self) -> Flags:
        """True where a step rests on a number of the files."""
        own = self.origin >= 0
        if not self.cumulative:
            return own
        earlier = np.take_along_axis(self.origin, np.maximum(self.before, 0), axis=1)
        return own | ((self.before >= 0) & (earlier >= 0) & self.known)

    @cached_property
    def spoken_for(self) -> Flags:
        """By day: True where any zone has a number, or where a number covers the day."""
        reported: Flags = np.asarray((self.known | self.hidden).any(axis=0))
        for column in np.flatnonzero((np.nan_to_num(self.covers) > 1).any(axis=0)):
            longest = int(np.nanmax(self.covers[:, column]))
            reported[max(0, column - longest + 1) : column] = True
        return reported


def build(
    stored: pd.DataFrame | None,
    brought: pd.DataFrame,
    zone_ids: Sequence[str],
    indicator: str,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> Grid:
    """The grid of an indicator between two days, both included.

    ``stored`` and ``brought`` are OBSERVATIONS (see ``geo.schema``); where both have a number that
    of ``brought`` counts, its last one where it has several. Zones that are not asked for are left
    out, and stored numbers of another measure.
    """
    mine = brought[(brought["indicator"] == indicator).to_numpy()]
    cumulative = not bool((mine["measure"] == "new").any())
    days = np.arange(
        first.to_datetime64(), last.to_datetime64() + np.timedelta64(1, "D"), dtype="M8[D]"
    )
    shape = (len(zone_ids), len(days))
    values, covers = np.full(shape, np.nan), np.full(shape, np.nan)
    hidden, origin = np.zeros(shape, dtype=bool), np.full(shape, -1, dtype=np.int64)
    zones = pd.Index(zone_ids)
    tables = [(mine, np.flatnonzero((brought["indicator"] == indicator).to_numpy()))]
    if stored is not None:
        measure = "cumulative" if cumulative else "new"
        kept = (stored["indicator"] == indicator) & (stored["measure"] == measure)
        table = stored[kept.to_numpy()]
        tables.insert(0, (table, np.full(len(table), -1)))
    for table, origins in tables:
        row = zones.get_indexer(pd.Index(table["zone_id"]))
        column = (table["date"].to_numpy("M8[D]") - days[0]).astype(int)
        inside = (row >= 0) & (column >= 0) & (column < len(days))
        at = row[inside], column[inside]
        values[at] = table["value"].to_numpy(np.float64, na_value=np.nan)[inside]
        hidden[at] = (table["flag"] == "suppressed").to_numpy()[inside]
        origin[at] = origins[inside]
        covers[at] = _days(table)[inside]
    return Grid(indicator, cumulative, tuple(zone_ids), days, values, hidden, origin, covers)


def _days(table: pd.DataFrame) -> Numbers:
    if "days" not in table.columns:
        return np.ones(len(table))
    return table["days"].to_numpy(np.float64, na_value=1.0)
