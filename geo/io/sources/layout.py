"""How one staff table is to be read: the columns of a mapping, sorted by what they are good for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geo.errors import Spot
from geo.io.sources.columns import Mapping
from geo.io.sources.days import read_day
from geo.io.sources.periods import (
    Needed,
    Period,
    Read,
    find_year,
    read_heading,
    read_month,
    read_week,
    read_year,
    whole_year,
)
from geo.io.sources.reading import Gathering
from geo.io.sources.sheets import Book, Sheet
from geo.io.sources.words import FIELDS, INDICATORS

_ZONES = ("zone_id", "name", "district")


@dataclass(frozen=True)
class Layout:
    """Where things stand.

    ``fields`` gives the column of each field, ``numbers`` each column of numbers with the period
    and indicator that its heading names (None where the row says it). ``when`` names the field that
    tells the row's period, with its reader; "" where the headings tell. ``year`` is that of the
    sheet or file, for rows that say none. ``by_period`` is True where no number is of a single day.
    """

    head: int
    fields: dict[str, int]
    numbers: dict[int, tuple[Read, str | None]]
    headings: Sequence[str]
    when: tuple[str, Callable[[object], Read]]
    year: int | None
    by_period: bool

    @property
    def zone_column(self) -> int:
        """The column that says which zone a row speaks of."""
        return next(self.fields[field] for field in _ZONES if field in self.fields)


def lay_out(book: Book, sheet: Sheet, mapping: Mapping, gathering: Gathering) -> Layout:
    """The layout of a mapping's sheet; what makes it unusable goes to ``gathering`` as faults."""
    head = mapping.row - 1
    fields: dict[str, int] = {}
    periods: dict[int, tuple[Read, str | None]] = {}
    indicators: dict[int, tuple[Read, str | None]] = {}
    unread = []
    for column in mapping.columns:
        spot = Spot(str(book.path), sheet.name, head + 1, column.index, column.heading)
        if column.role in fields:
            first = str(sheet.rows[head][fields[column.role]])
            gathering.fault("heading_twice", spot, found=column.heading, first=first)
        elif column.role in FIELDS.values():
            fields[column.role] = column.index
        elif column.role == "period":
            cell = sheet.rows[head][column.index]
            period = read_heading(cell) or _year_of(cell)
            if period is None:
                gathering.fault("period_unreadable", spot, found=column.heading)
            periods[column.index] = (period, None)
        elif column.role in INDICATORS.values():
            indicators[column.index] = (None, column.role)
        elif column.heading:
            unread.append(column.index)
    numbers = _numbers(fields, periods, indicators)
    headings = [str(cell).strip() for cell in sheet.rows[head]]
    where = f"{book.path} [{sheet.name}]" if sheet.name else str(book.path)
    when = "" if periods else _when(fields, where, gathering)
    if not set(_ZONES) & set(fields):
        gathering.fault("column_needed", where, column="zone_id, kode, kelurahan")
    if not numbers:
        gathering.fault("column_needed", where, column="value, nilai")
    if not when and not periods:
        gathering.fault("column_needed", where, column="date, tanggal")
    of_time = {"date", "week", "month", "year"} - {when, *_with_year(when, periods)}
    unread += [fields[field] for field in of_time if field in fields]
    unread += [
        c for c in (*periods, *indicators, fields.get("value", -1)) if c not in {-1, *numbers}
    ]
    if unread:
        ignored = ", ".join(headings[c] for c in sorted(set(unread)))
        gathering.finding("columns_ignored", where, columns=ignored)
    days = [isinstance(period, Period) and period.days == 1 for period, _ in periods.values()]
    by_period = not any(days) if periods else when not in ("", "date")
    return Layout(
        head,
        fields,
        numbers,
        headings,
        (when, _READERS.get(when, read_day_of)),
        _year(book, sheet, head),
        by_period,
    )


def read_day_of(cell: object) -> Read:
    """The day of a cell as a period of one day."""
    day = read_day(cell)
    return Period(day, 1) if day else None


def _numbers(
    fields: dict[str, int],
    periods: dict[int, tuple[Read, str | None]],
    indicators: dict[int, tuple[Read, str | None]],
) -> dict[int, tuple[Read, str | None]]:
    if periods:
        return periods
    if indicators and "indicator" not in fields:
        return indicators
    return {fields["value"]: (None, None)} if "value" in fields else {}


def _when(fields: dict[str, int], where: str, gathering: Gathering) -> str:
    """The field that tells the days of a row: a date goes before all others."""
    if "date" in fields:
        return "date"
    if {"week", "month"} <= set(fields):
        gathering.fault("period_columns", where)
    return next((field for field in ("week", "month", "year") if field in fields), "")


def _with_year(when: str, periods: dict[int, tuple[Read, str | None]]) -> set[str]:
    """The year column where something needs it."""
    needed = any(isinstance(period, Needed) for period, _ in periods.values())
    return {"year"} if needed or when in ("week", "month") else set()


def _year(book: Book, sheet: Sheet, head: int) -> int | None:
    above = " ".join(str(cell) for row in sheet.rows[:head] for cell in row if str(cell).strip())
    return find_year(above, sheet.name, book.path.name)


def _year_of(cell: object) -> Read:
    year = read_year(cell)
    return whole_year(year) if year else None


_READERS: dict[str, Callable[[object], Read]] = {
    "date": read_day_of,
    "week": read_week,
    "month": read_month,
    "year": _year_of,
}
