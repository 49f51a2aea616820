"""Where the numbers of a file stand: the cell of each, and those that are no zone's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geo.errors import Spot


class Other(NamedTuple):
    """One number of a row that is no zone's. ``kind`` tells a row known to be none ("outside")
    from one that nothing in the city is called like ("unmatched")."""

    kind: str
    label: str
    day: dt.date
    indicator: str
    value: int | None
    spot: Spot


class TotalRow(NamedTuple):
    """One number of the file's own total row."""

    day: dt.date
    indicator: str
    value: int
    spot: Spot


class Twice(NamedTuple):
    """A number that stands a second time, at ``spot``, as it stood at ``first``."""

    zone_id: str
    day: dt.date
    indicator: str
    value: int | None
    spot: Spot
    first: Spot


class Cells:
    """The cell of every row of a Reading's observations, in their order, held in little room."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._sheets = list(dict.fromkeys((spot.file, spot.sheet) for spot in spots))
        number = {sheet: n for n, sheet in enumerate(self._sheets)}
        where = [(number[s.file, s.sheet], s.row, s.column) for s in spots]
        self._where = np.array(where, np.int32).reshape(-1, 3)
        self._headings = {w[::2]: s.heading for w, s in zip(where, spots, strict=True)}

    def __len__(self) -> int:
        return len(self._where)

    def spot(self, position: int) -> Spot:
        """The cell of the row at this position."""
        sheet, row, column = (int(n) for n in self._where[position])
        return Spot(*self._sheets[sheet], row, column, self._headings[sheet, column])
