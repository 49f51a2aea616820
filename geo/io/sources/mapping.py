"""A guess what the columns of an unknown table stand for, by content and by headings much alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from geo.io.sources.columns import (
    HEAD_ROWS,
    Column,
    Mapping,
    below,
    choices,
    exact,
    find_head,
    is_count,
    is_year_heading,
)
from geo.io.sources.days import read_day
from geo.io.sources.periods import read_month, read_week, read_year
from geo.io.sources.placing import Places
from geo.io.sources.sheets import Book, Sheet
from geo.io.sources.words import FIELDS, INDICATORS, MEASURES, fold
from geo.schema import normalise_code

__all__ = ["Column", "Mapping", "choices", "guess"]

LIKE = 85.0
"""Likeness from 0 to 100 from which a heading is taken for a misspelled one."""

_MOST = 200
_SHARE = 0.8
_NO_CASES = ("penduduk", "population", "rumah", "luas", "ir", "cfr", "no", "nomor", "rt", "rw")


def guess(book: Book, places: Places | None = None) -> Mapping:
    """What the table's columns probably stand for. With ``places`` columns of names are known by
    the city's own names, too."""
    found = [(sheet, find_head(sheet)) for sheet in book.sheets]
    sheet, head = next(((s, h) for s, h in found if h is not None), (book.sheets[0], None))
    if head is None:
        head = _likely_head(sheet)
    mapping = exact(sheet, head)
    taken = {c.role for c in mapping.columns if c.sure == "exact"}
    columns = []
    for column in mapping.columns:
        if column.sure == "none":
            cells = below(sheet, head, column.index, _MOST)
            role = _likely(column.heading, cells, places, taken)
            if role:
                taken.add(role)
                column = replace(column, role=role, sure="likely")
        columns.append(column)
    if not taken & {"value", "period", *INDICATORS.values()}:
        columns = _lone_number(sheet, head, columns)
    return replace(mapping, columns=tuple(columns))


def _likely_head(sheet: Sheet) -> int:
    """The row among the first with most words in it."""
    words = [sum(_is_word(cell) for cell in row) for row in sheet.rows[:HEAD_ROWS]]
    return words.index(max(words))


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and not is_count(cell)


def _likely(heading: str, cells: list[Any], places: Places | None, taken: set[str]) -> str | None:
    if is_year_heading(heading) and _mostly(cells, is_count):
        return "period"
    for role in (_by_heading(heading, cells), _by_content(heading, cells, places)):
        if role and role not in taken:
            return role
    return None


def _by_heading(heading: str, cells: list[Any]) -> str | None:
    from rapidfuzz import fuzz, process

    word = fold(heading)
    if not word or set(word.split()) & set(_NO_CASES):
        return None
    known = {**FIELDS, **INDICATORS}
    found = process.extract(word, list(known), scorer=fuzz.token_set_ratio, score_cutoff=LIKE)
    for like, _, _ in sorted(found, key=lambda f: (-f[1], -len(f[0]))):
        if _mostly(cells, _CONTENT.get(known[like], is_count)):
            late = known[like] == "date" and "lapor" in word
            return "reported_on" if late else known[like]
    return None


def _by_content(heading: str, cells: list[Any], places: Places | None) -> str | None:
    if _mostly(cells, lambda cell: normalise_code(cell) is not None):
        return "zone_id"
    if _mostly(cells, _is_day):
        return "reported_on" if "lapor" in heading.lower() else "date"
    if places is None or not _mostly(cells, _is_word):
        return None
    names = set(map(str, cells))
    zones = sum(places.place("", name).kind == "zone" for name in names)
    districts = sum(places.district(name).kind == "district" for name in names)
    if max(zones, districts) < 0.6 * len(names):
        return None
    return "name" if zones > districts else "district"


def _lone_number(sheet: Sheet, head: int, columns: list[Column]) -> list[Column]:
    """The one column of counts that nothing is known of is likely the value."""
    lone = []
    for number, column in enumerate(columns):
        cells = below(sheet, head, column.index, _MOST)
        counts = column.role == "ignored" and _mostly(cells, is_count)
        if counts and not _numbered(cells) and not set(fold(column.heading).split()) & {*_NO_CASES}:
            lone.append(number)
    if len(lone) == 1:
        columns[lone[0]] = replace(columns[lone[0]], role="value", sure="likely")
    return columns


def _numbered(cells: Iterable[Any]) -> bool:
    """True for 1, 2, 3, …: a row's number, no count."""
    numbers = [str(cell).removesuffix(".0") for cell in cells]
    return len(numbers) > 2 and numbers == [str(i + 1) for i in range(len(numbers))]


def _mostly(cells: list[Any], test: Callable[[Any], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= _SHARE * len(cells)


def _is_day(cell: object) -> bool:
    return not isinstance(cell, (int, float)) and read_day(cell) is not None


def _few(cell: object) -> bool:
    return fold(cell) in INDICATORS


_CONTENT: dict[str, Callable[[Any], bool]] = {
    "zone_id": lambda cell: normalise_code(cell) is not None,
    "name": _is_word,
    "district": _is_word,
    "disease": _is_word,
    "date": _is_day,
    "reported_on": _is_day,
    "week": lambda cell: read_week(cell) is not None,
    "month": lambda cell: read_month(cell) is not None,
    "year": lambda cell: read_year(cell) is not None,
    "indicator": _few,
    "measure": lambda cell: fold(cell) in MEASURES,
}
"""What the cells of a role look like; numbers for all others."""
