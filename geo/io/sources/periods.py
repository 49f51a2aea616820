"""Weeks, months and years as staff write them: which days a number speaks of.

A week in ISO form ("2022-W05") is an ISO week, Monday to Sunday; every other week number ("M5",
"minggu ke-5") is an epidemic week as in ``geo.series``, Sunday to Saturday. A year that is not
written in the cell comes from elsewhere: a year column, a title, the file name.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from geo.errors import InputError
from geo.io.sources.days import month_number, read_day
from geo.series import Week, first_day

_YEAR = r"(20\d{2})"
_ISO_WEEK = re.compile(_YEAR + r"-?w(\d{1,2})")
_WORD = r"(?:minggu|mgg|mg|m|w|week|epiweek|pekan)"
_WEEK = re.compile(
    rf"(?:{_WORD}\.?\s*(?:ke)?\s*-?\s*)?(\d{{1,2}})(?:\s*[-/,]?\s+{_YEAR}|/{_YEAR})?"
)
_WEEK_AFTER = re.compile(rf"{_YEAR}\s*[-/]?\s*{_WORD}\s*-?(\d{{1,2}})")
_NAMED_WEEK = re.compile(rf"{_WORD}\b|{_WORD}\.?\s*(?:ke)?\s*-?\s*\d")
_MONTH_WORD = re.compile(r"(?:bulan\s+)?([a-z]+)\.?(?:[\s\-/']*(20\d{2}|\d{2}))?")
_MONTH_NUMBER = re.compile(rf"(\d{{1,2}})[-/.]{_YEAR}")
_YEAR_MONTH = re.compile(_YEAR + r"[-/.](\d{1,2})")
_ANY_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")


class Period(NamedTuple):
    """The days that a number speaks of: ``days`` of them, ``last`` the last."""

    last: dt.date
    days: int


class Needed(NamedTuple):
    """A week or month whose year is not written beside it; ``kind`` "week" or "month"."""

    kind: str
    number: int

    def of(self, year: int) -> Period | None:
        """That week or month of a year; None where the year has no such week."""
        return _week(year, self.number) if self.kind == "week" else _month(year, self.number)


Read = Period | Needed | None


def read_week(cell: object) -> Read:
    """The week of a cell, without its year where none is written; None where it is no week."""
    text = _text(cell)
    if match := _ISO_WEEK.fullmatch(text):
        return _iso_week(int(match[1]), int(match[2]))
    if match := _WEEK_AFTER.fullmatch(text):
        return _week(int(match[1]), int(match[2]))
    if match := _WEEK.fullmatch(text):
        number, year = int(match[1]), match[2] or match[3]
        if year:
            return _week(int(year), number)
        return Needed("week", number) if 1 <= number <= 53 else None
    return None


def read_month(cell: object) -> Read:
    """The month of a cell, without its year where none is written; None where it is no month.

    "Jan", "Januari 2022", "2022-01", "01/2022", 1, or a day of that month.
    """
    day = None if isinstance(cell, float) and cell < 13 else read_day(cell)
    if day:
        return _month(day.year, day.month)
    text = _text(cell)
    if match := _YEAR_MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if match := _MONTH_NUMBER.fullmatch(text):
        return _month(int(match[2]), int(match[1]))
    if re.fullmatch(r"\d{1,2}", text):
        return Needed("month", int(text)) if 1 <= int(text) <= 12 else None
    match = _MONTH_WORD.fullmatch(text)
    number = month_number(match[1]) if match else None
    if match is None or number is None:
        return None
    if match[2]:
        return _month(int(match[2]) + (2000 if len(match[2]) == 2 else 0), number)
    return Needed("month", number)


def read_year(cell: object) -> int | None:
    """A year from 2000 to 2099; None where the cell is none."""
    text = _text(cell).removeprefix("tahun ").removeprefix("th. ")
    return int(text) if re.fullmatch(_YEAR, text) else None


def read_heading(cell: object) -> Read:
    """The day, week or month that a column's heading names by itself; bare numbers are none."""
    day = read_day(cell)
    if day:
        return Period(day, 1)
    text = _text(cell)
    if not text or re.fullmatch(r"\d+", text):
        return None
    if _ISO_WEEK.fullmatch(text) or _WEEK_AFTER.fullmatch(text) or _NAMED_WEEK.match(text):
        return read_week(cell)
    return read_month(cell)


def whole_year(year: int) -> Period:
    """A year as a period."""
    return Period(dt.date(year, 12, 31), 366 if calendar.isleap(year) else 365)


def find_year(*texts: str) -> int | None:
    """The year that the first of ``texts`` names that names exactly one; None where none does."""
    for text in texts:
        found = set(_ANY_YEAR.findall(text))
        if len(found) == 1:
            return int(found.pop())
    return None


@lru_cache(maxsize=4096)
def _week(year: int, number: int) -> Period | None:
    try:
        return Period(first_day(Week(year, number)) + dt.timedelta(days=6), 7)
    except InputError:
        return None


def _iso_week(year: int, number: int) -> Period | None:
    try:
        return Period(dt.date.fromisocalendar(year, number, 7), 7)
    except ValueError:
        return None


def _month(year: int, month: int) -> Period | None:
    if not (2000 <= year <= 2099 and 1 <= month <= 12):
        return None
    days = calendar.monthrange(year, month)[1]
    return Period(dt.date(year, month, days), days)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()).lower()
