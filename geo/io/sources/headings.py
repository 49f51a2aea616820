"""Headings of several rows with merged cells, as ministry and city tables have them.

A workbook writes a merged cell's word into its first cell only. A word therefore goes on to the
right over empty cells, but not under another word of a row above: there another group begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.io.sources.periods import Needed, Period, Read, find_year, read_heading, read_year
from geo.io.sources.sheets import Sheet
from geo.io.sources.words import FIELDS, INDICATORS, fold

_HEAD_ROWS = 12
_REACH = 3
_AREA = {"wilayah", "nama wilayah", "area", "daerah"}
_SUMS = {"jumlah", "total"}
_LETTERS = {"p": "positif", "k": "positif", "m": "meninggal"}
"""Under months: penderita or kasus, and meninggal. Only where no other letter stands beside them:
with "L", "P" is perempuan."""


@dataclass(frozen=True)
class Heading:
    """One table's heading.

    ``identity`` gives the columns of zone_id, name, district, and "area" where the heading does not
    say whether kelurahan or kecamatan are meant. ``numbers`` gives each column of counts with its
    period and indicator (None: the disease's own); ``sums`` the columns that add up a row, by
    indicator; ``unread`` the headings of all others. ``body`` is the first row below (0 is the
    sheet's first). ``year`` is what the title, sheet or file name say.
    """

    identity: dict[str, int]
    numbers: dict[int, tuple[Period | Needed, str | None]]
    sums: dict[int, str | None]
    unread: tuple[str, ...]
    words: dict[int, str]
    body: int
    year: int | None


def find_heading(sheet: Sheet, file_name: str) -> Heading | None:
    """The heading of a table with periods as columns and merged cells; None where there is none."""
    rows = sheet.rows[:_HEAD_ROWS]
    of_periods = next((n for n, row in enumerate(rows) if _count(row, read_heading) > 1), None)
    if of_periods is None:
        return None
    near = range(max(0, of_periods - _REACH), min(len(rows), of_periods + _REACH + 1))
    of_names = next((n for n in near if n <= of_periods and _identity(rows[n])), None)
    if of_names is None:
        return None
    others = (n for n in near if n != of_periods)
    of_indicators = next((n for n in others if len(_indicators(rows[n])) > 1), None)
    names = _identity(rows[of_names]).values()
    if of_names < of_periods and any(_filled(rows[of_periods], c) for c in names):
        return None  # a row of a plain table that holds two dates
    if of_names == of_periods and (of_indicators is None or of_indicators < of_periods):
        return None  # one row of headings
    used = [n for n in (of_periods, of_names, of_indicators) if n is not None]
    top, body = min(used), max(used) + 1
    above = " ".join(str(c) for row in rows[:top] for c in row if str(c).strip())
    year = find_year(above, sheet.name, file_name)
    return _sorted(rows[top:body], body, year)


def _sorted(head: Sequence[Sequence[Any]], body: int, year: int | None) -> Heading:
    identity: dict[str, int] = {}
    numbers: dict[int, tuple[Period | Needed, str | None]] = {}
    sums: dict[int, str | None] = {}
    unread, words = [], {}
    letters = [_indicators(row) for row in head]
    for column, path in enumerate(_paths(head)):
        own = [row[column] for row in head if _filled(row, column)]
        words[column] = " · ".join(str(cell).strip() for cell in path if str(cell).strip())
        periods = [(n, when) for n, cell in enumerate(path) if (when := read_heading(cell))]
        known = [
            (n, word)
            for n, cell in enumerate(path)
            if (word := _indicator(cell, letters[n].values()))
        ]
        indicator = known[-1][1] if known else None
        named = next((key for cell in own if (key := _identity_of(cell))), None)
        if named and not periods:
            identity.setdefault(named, column)
        elif periods and _all_known(path, periods[-1][0], [n for n, _ in known]):
            stated = next((y for cell in path if (y := read_year(cell))), None)
            numbers[column] = (_in_year(periods[-1][1], stated), indicator)
        elif not periods and _SUMS & {fold(cell) for cell in path}:
            sums[column] = indicator
        elif own:
            unread.append(" ".join(str(own[0]).split()))
    return Heading(identity, numbers, sums, tuple(unread), words, body, year)


def _paths(head: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """For each column its words from the top row down, merged cells filled to the right."""
    width = max(map(len, head))
    filled: list[list[Any]] = []
    for depth, row in enumerate(head):
        word: Any = ""
        line = []
        for column in range(width):
            if _filled(row, column):
                word = row[column]
            elif any(_filled(above, column) for above in head[:depth]):
                word = ""
            line.append(word)
        filled.append(line)
    return [[line[column] for line in filled] for column in range(width)]


def _all_known(path: Sequence[Any], period_at: int, known_at: Sequence[int]) -> bool:
    """True where nothing stands below the period but an indicator: no "L", no "Dewasa"."""
    return all(n in known_at or not str(path[n]).strip() for n in range(period_at + 1, len(path)))


def _in_year(period: Read, year: int | None) -> Period | Needed:
    found = period.of(year) if isinstance(period, Needed) and year else period
    return found or period  # type: ignore[return-value]


def _indicators(row: Sequence[Any]) -> dict[int, str]:
    """Column and indicator of every cell that names one."""
    words = {column: fold(cell) for column, cell in enumerate(row)}
    letters = {word for word in words.values() if len(word) == 1}
    single = _LETTERS if letters in ({"p", "m"}, {"k", "m"}) else {}
    known = {**INDICATORS, **single}
    return {column: known[word] for column, word in words.items() if word in known}


def _indicator(cell: object, in_row: Any) -> str | None:
    word = fold(cell)
    found = INDICATORS.get(word) or _LETTERS.get(word)
    return found if found in in_row else None


def _identity(row: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        if key := _identity_of(cell):
            found.setdefault(key, column)
    return found


def _identity_of(cell: object) -> str | None:
    field = FIELDS.get(fold(cell))
    if field in ("zone_id", "name", "district"):
        return field
    return "area" if fold(cell) in _AREA else None


def _count(row: Sequence[Any], test: Any) -> int:
    return sum(bool(test(cell)) for cell in row)


def _filled(row: Sequence[Any], column: int) -> bool:
    return column < len(row) and bool(str(row[column]).strip())
