"""Days as Indonesian offices write them: ISO, day first, in words, or a workbook's own dates."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "ags", "agt", "agst", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAYS = (
    ("senin", "monday"),
    ("selasa", "tuesday"),
    ("rabu", "wednesday"),
    ("kamis", "thursday"),
    ("jumat", "jum'at", "friday"),
    ("sabtu", "saturday"),
    ("minggu", "ahad", "sunday"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}

_TIME = r"(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?Z?)?"
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TIME)
_WORDS = re.compile(r"(?:([a-z']+),?\s+)?(\d{1,2})[\s-]+([a-z]+)\.?[\s-]+(\d{4}|\d{2})")
_IN_NAME = re.compile(r"(?<!\d)(\d{1,2})[\s_.-]+([a-z]+)[\s_.-]+(\d{4})(?!\d)")
_ISO_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.](\d{2})[-_.](\d{2})(?!\d)")

_EPOCH = dt.date(1899, 12, 30)
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


def read_day(cell: object, first: dt.date = _FIRST) -> dt.date | None:
    """The day of one cell; None where it is none, or a weekday contradicts it.

    "2020-10-06", "06/10/2020" (day first), "6-Okt-20", "Selasa, 6 Oktober 2020", a date or a serial
    number of a workbook. Days before ``first`` (2000) and after 2099 are taken for slips, and so
    are serial numbers of days before 2000, whatever the ``first``: they may well be years.
    """
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    elif isinstance(cell, float):
        cell = _EPOCH + dt.timedelta(days=int(cell)) if 36_526 <= cell < 73_051 else None
    if isinstance(cell, dt.date):
        day: dt.date | None = cell
    else:
        day = _read_text(cell) if isinstance(cell, str) else None
    return day if day and first <= day <= _LAST else None


def find_day(name: str) -> dt.date | None:
    """The one day that a file name speaks of; None where it names no day or several."""
    text = name.lower()
    found = {_make(year, _MONTH.get(month, 0), day) for day, month, year in _IN_NAME.findall(text)}
    found |= {_make(*parts) for parts in _ISO_IN_NAME.findall(text)}
    days = {day for day in found if day and _FIRST <= day <= _LAST}
    return days.pop() if len(days) == 1 else None


def month_number(word: str) -> int | None:
    """1 to 12 of a month's name or its short form in lower case; None where it is none."""
    return _MONTH.get(word)


@lru_cache(maxsize=8192)
def _read_text(text: str) -> dt.date | None:
    text = re.sub(r"\s+", " ", text).strip().lower()
    if match := _ISO.fullmatch(text.upper()):
        return _make(*match.groups())
    if match := _DAY_FIRST.fullmatch(text.upper()):
        return _make(match[4], match[3], match[1])
    if match := _WORDS.fullmatch(text):
        day = _make(match[4], _MONTH.get(match[3], 0), match[2])
        if match[1] and (day is None or _WEEKDAY.get(match[1]) != day.weekday()):
            return None
        return day
    return None


def _make(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    century = 2000 if len(str(year)) == 2 else 0
    try:
        return dt.date(century + int(year), int(month), int(day))
    except ValueError:
        return None
