"""Houses with a case per RT: reading them, and one level for a kelurahan from many.

An RT (rukun tetangga) is the neighbourhood of some dozens of houses that the PPKM Mikro rules
colour. No national rule says how RTs become one colour of a kelurahan, so the way is a named policy
and the RTs per level are always shown beside it.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError, Problem
from geo.levels import BY_CODE, LEVELS
from geo.rules import UNKNOWN

COLUMNS = ("zone_id", "rt", "date", "houses")
MOST = 100_000
"""An RT has some dozens of houses; so many are a slip of the pen."""
LONGEST = 20
"""Characters of an RT's name."""

_NUMBERS = re.compile(
    r"(?:rt)?[\s.:]*(\d{1,3})(?:\.0)?(?:(?:[\s/-]+(?:rw)?|[\s,]*rw)[\s.:]*(\d{1,3}))?", re.I
)


@dataclass(frozen=True)
class RtHouses:
    """Houses with at least one confirmed case in the seven days that end on each day.

    ``houses`` has the shape (RTs, days), NaN where not reported; ``zone_of`` is each RT's row among
    the city's zones and ``names`` its name in its kelurahan.
    """

    names: tuple[str, ...]
    zone_of: npt.NDArray[np.int64]
    days: tuple[dt.date, ...]
    houses: npt.NDArray[np.float64]


def label(written: object) -> str:
    """The name of an RT as it is compared: "1", "RT 01" and 1.0 give "001", "RT 1 / RW 2" and
    "01/02" give "001/002"; another name stays as written, spaces tidied, "" stays ""."""
    text = " ".join(str(written).split())
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return text
    return "/".join(f"{int(number):03d}" for number in match.groups() if number)


def read(file: Path, zone_ids: Sequence[str]) -> RtHouses:
    """RtHouses from a CSV with the columns zone_id, rt, date (ISO), houses.

    InputError names every line that can't be read: unknown zone, date, a number that is not a whole
    one of at least zero, an RT given twice for a day. Days that an RT lacks are unknown, not zero.
    """
    faults: list[Problem] = []
    numbers: dict[tuple[int, str, dt.date], int] = {}
    places = {zone_id: row for row, zone_id in enumerate(zone_ids)}
    table = csv.DictReader(_lines(file))
    lacking = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if lacking:
        raise InputError(Problem("rt_columns", str(file), {"columns": ", ".join(lacking)}))
    for line, row in enumerate(table, start=2):
        where = f"{file}:{line}"
        try:
            day, houses = dt.date.fromisoformat(row["date"]), int(row["houses"])
            key = (places[row["zone_id"]], label(row["rt"]), day)
            if not 0 <= houses <= MOST or not key[1] or key in numbers:
                raise ValueError
        except (KeyError, ValueError, TypeError, AttributeError):
            found = ", ".join(str(row.get(name)) for name in COLUMNS)
            faults.append(Problem("rt_line", where, {"found": found}))
            continue
        numbers[key] = houses
    if faults:
        raise InputError(faults)
    return _arranged(numbers)


def joined(houses: RtHouses | None, rows: pd.DataFrame, zone_ids: Sequence[str]) -> RtHouses | None:
    """``houses`` with ``rows`` (COLUMNS) put in, which win where both speak of one RT and day; None
    where there are neither. Rows of zones that are not asked for are left out."""
    numbers: dict[tuple[int, str, dt.date], int] = {}
    if houses is not None:
        for row, column in zip(*np.nonzero(~np.isnan(houses.houses)), strict=True):
            key = (int(houses.zone_of[row]), houses.names[row], houses.days[column])
            numbers[key] = int(houses.houses[row, column])
    places = {zone_id: row for row, zone_id in enumerate(zone_ids)}
    cells = zip(*(rows[name] for name in COLUMNS), strict=True)
    numbers |= {
        (places[zone], name, day): int(count) for zone, name, day, count in cells if zone in places
    }
    return _arranged(numbers) if numbers else houses


def of_zones(houses: RtHouses, kept: Sequence[bool]) -> RtHouses | None:
    """The RTs of the zones that are kept, one flag a zone of the city; None where none is left."""
    rows = np.flatnonzero(np.asarray(kept, dtype=bool)[houses.zone_of])
    if not len(rows):
        return None
    names = tuple(houses.names[row] for row in rows)
    return RtHouses(names, houses.zone_of[rows], houses.days, houses.houses[rows])


def _arranged(numbers: Mapping[tuple[int, str, dt.date], int]) -> RtHouses:
    """Houses by zone's row, RT and day as one table; what has no number is unknown."""
    rts = sorted({(zone, name) for zone, name, _ in numbers})
    days = sorted({day for _, _, day in numbers})
    houses_of = np.full((len(rts), len(days)), np.nan)
    row_of = {rt: row for row, rt in enumerate(rts)}
    column_of = {day: column for column, day in enumerate(days)}
    for (zone, name, day), count in numbers.items():
        houses_of[row_of[zone, name], column_of[day]] = count
    zone_of = np.array([zone for zone, _ in rts], dtype=np.int64)
    return RtHouses(tuple(name for _, name in rts), zone_of, tuple(days), houses_of)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except FileNotFoundError:
        raise InputError(Problem("file_missing", str(file))) from None
    except UnicodeDecodeError as error:
        values = {"found": str(error)}
        raise InputError(Problem("archive_unreadable", str(file), values)) from error


def worst(
    codes: npt.NDArray[np.str_], zone_of: npt.NDArray[np.int64], zones: int, highest: str
) -> npt.NDArray[np.str_]:
    """The policy ``worst_rt``: a zone has the level of its most severe RT; shape (zones, days).

    ``codes`` are the RTs' level codes. A zone with an RT that is not known is known only where
    another RT has the ``highest`` level of the rule already; a zone without RTs is unknown.
    """
    rank = {level.code: level.severity for level in LEVELS if level.severity is not None}
    top = max(rank[code] for code in rank if BY_CODE[code].key == highest)
    heights = np.full(codes.shape, -1, dtype=np.int64)
    for code, height in rank.items():
        heights[codes == code] = height
    most = np.full((zones, codes.shape[1]), -1, dtype=np.int64)
    np.maximum.at(most, zone_of, heights)
    gaps = np.zeros(most.shape, dtype=bool)
    np.logical_or.at(gaps, zone_of, heights < 0)
    out = np.full(most.shape, UNKNOWN, dtype="<U1")
    for code, height in rank.items():
        out[(most == height) & (~gaps | (height == top))] = code
    return out


def distribution(
    codes: npt.NDArray[np.str_], zone_of: npt.NDArray[np.int64], zone: int
) -> dict[str, int]:
    """RTs per level key in one zone on one day, from ``codes`` of shape (RTs,); unknown RTs under
    "tanpa_data"."""
    own = codes[zone_of == zone]
    counts: dict[str, int] = {}
    for code in own:
        key = BY_CODE[code].key if code in BY_CODE else "tanpa_data"
        counts[key] = counts.get(key, 0) + 1
    order = [level.key for level in LEVELS]
    return dict(sorted(counts.items(), key=lambda item: order.index(item[0])))
