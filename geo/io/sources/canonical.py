"""Our own table, for staff: CSV or XLSX with Indonesian or English headings, in three shapes.

long         zone_id, date, indicator, value     one number a row; indicator may be left out
indicators   zone_id, date, positif, sembuh, …   one column an indicator
days         zone_id, 2020-10-01, 2020-10-02, …  one column a day; indicator column optional

Optional columns: name, district (names where codes are missing), measure, disease. Where the
indicator is not named it is the disease's case indicator. Where ``measure`` has no column it has to
be given; dirawat and isolasi_mandiri are stocks, always "cumulative": the state on the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.cases import STOCKS
from geo.cities import Disease
from geo.errors import InputError, Problem
from geo.io.sources.counts import grouping_mark, read_count
from geo.io.sources.days import read_day
from geo.io.sources.placing import Places
from geo.io.sources.reading import Entry, Gathering, Reading, Spot
from geo.io.sources.sheets import Book, Sheet
from geo.io.sources.words import FIELDS, INDICATORS, MEASURES, fold

NAME = "canonical"

_HEAD_ROWS = 10
_IDENTITY = ("zone_id", "name", "district")


@dataclass(frozen=True)
class _Layout:
    """Where things stand: columns of fields, and each number column with what its heading says."""

    head: int
    fields: dict[str, int]
    numbers: dict[int, tuple[Any, str | None]]
    headings: Sequence[str]


def fits(book: Book) -> bool:
    """True where the first sheet has a heading for a zone's code or name."""
    return _head(book.sheets[0]) is not None


def read(book: Book, places: Places, *, disease: Disease, measure: str | None) -> Reading:
    """The table as a Reading; InputError with every fault."""
    sheet, gathering = book.sheets[0], Gathering()
    head = _head(sheet)
    if head is None:
        raise InputError(Problem("format_unknown", str(book.path), {"found": "–"}))
    if len(book.sheets) > 1:
        others = ", ".join(s.name for s in book.sheets[1:])
        gathering.finding("sheets_ignored", book.path, sheet=sheet.name, others=others)
    layout = _layout(book, sheet, head, gathering)
    if measure is None and "measure" not in layout.fields and not _only_stocks(layout):
        gathering.fault("measure_needed", book.path)
    if gathering.faults:
        raise InputError(gathering.faults)
    rows_read = _Rows(book, sheet, layout, places, disease, measure, gathering).gather()
    gathering.check_totals(str(book.path))
    return gathering.finish(book.path, book.sha256, NAME, rows_read)


def _head(sheet: Sheet) -> int | None:
    for number, row in enumerate(sheet.rows[:_HEAD_ROWS]):
        if {FIELDS.get(fold(cell)) for cell in row} & {"zone_id", "name"}:
            return number
    return None


def _only_stocks(layout: _Layout) -> bool:
    return all(indicator in STOCKS for _, indicator in layout.numbers.values())


def _layout(book: Book, sheet: Sheet, head: int, gathering: Gathering) -> _Layout:
    cells = sheet.rows[head]
    fields: dict[str, int] = {}
    days: dict[int, tuple[Any, str | None]] = {}
    indicators: dict[int, tuple[Any, str | None]] = {}
    ignored = []
    for column, cell in enumerate(cells):
        field = FIELDS.get(fold(cell))
        if field in fields:
            spot = Spot(str(book.path), sheet.name, head + 1, column, str(cell))
            gathering.fault("heading_twice", spot, found=str(cell), first=str(cells[fields[field]]))
        elif field:
            fields[field] = column
        elif day := read_day(cell):
            days[column] = (day, None)
        elif fold(cell) in INDICATORS:
            indicators[column] = (None, INDICATORS[fold(cell)])
        elif fold(cell):
            ignored.append(str(cell).strip())
    if days:
        numbers = days
    elif indicators and "indicator" not in fields:
        numbers = indicators
    else:
        numbers = {fields["value"]: (None, None)} if "value" in fields else {}
    headings = [str(cell).strip() for cell in cells]
    ignored += [headings[c] for c in (*days, *indicators) if c not in numbers]
    if "value" in fields and fields["value"] not in numbers:
        ignored.append(headings[fields["value"]])
    where = f"{book.path} [{sheet.name}]" if sheet.name else str(book.path)
    if not numbers:
        gathering.fault("column_needed", where, column="value, nilai")
    if not days and "date" not in fields:
        gathering.fault("column_needed", where, column="date, tanggal")
    if ignored:
        gathering.finding("columns_ignored", where, columns=", ".join(ignored))
    return _Layout(head, fields, numbers, headings)


@dataclass
class _Rows:
    """The rows of one table on their way into a Gathering."""

    book: Book
    sheet: Sheet
    layout: _Layout
    places: Places
    disease: Disease
    measure: str | None
    gathering: Gathering

    def gather(self) -> int:
        """Put every row in; the number of rows that hold anything."""
        rows = self.sheet.rows[self.layout.head + 1 :]
        columns = self.layout.numbers
        mark = grouping_mark(row[c] for row in rows for c in columns if c < len(row))
        rows_read, other = 0, 0
        for number, row in enumerate(rows, start=self.layout.head + 2):
            if any(str(cell).strip() for cell in row):
                rows_read += 1
                other += not self._put(number, row, mark)
        if other:
            values = {"n": other, "disease": self.disease.key}
            self.gathering.finding("other_disease", self.book.path, **values)
        return rows_read

    def _put(self, number: int, row: Sequence[Any], mark: str | None) -> bool:
        """Put one row in; False where it speaks of another disease."""
        if any(str(cell).strip() for cell in row[len(self.layout.headings) :]):
            self.gathering.fault("row_too_long", self._spot(number, len(self.layout.headings)))
            return True
        written = self._written("disease", row)
        if written and re.sub(r"[^a-z0-9]", "", fold(written)) != self.disease.key:
            return False
        identity = [self._written(field, row) for field in _IDENTITY]
        if not identity[0] and not identity[1]:
            self.gathering.fault("row_without_zone", self._spot(number, self._zone_column()))
            return True
        spot = self._spot(number, self._zone_column())
        placed = self.gathering.place(self.places, spot, *identity)
        row_day, row_indicator = self._day(number, row), self._indicator(number, row)
        for column, (day, indicator) in self.layout.numbers.items():
            cell = row[column] if column < len(row) else ""
            at, what = day or row_day, indicator or row_indicator
            measure = self._measure(number, row, what) if what else None
            if at and what and measure:
                entry = Entry(at, what, measure, read_count(cell, mark), cell)
                self.gathering.put(placed, self._spot(number, column), entry)
        return True

    def _day(self, number: int, row: Sequence[Any]) -> Any:
        if "date" not in self.layout.fields:
            return None
        column = self.layout.fields["date"]
        cell = row[column] if column < len(row) else ""
        day = read_day(cell)
        if day is None:
            self.gathering.fault("day_unreadable", self._spot(number, column), found=str(cell))
        return day

    def _indicator(self, number: int, row: Sequence[Any]) -> str | None:
        if "indicator" not in self.layout.fields:
            return self.disease.case_indicator
        written = self._written("indicator", row)
        return self._known("indicator", INDICATORS, written, number)

    def _measure(self, number: int, row: Sequence[Any], indicator: str) -> str | None:
        stock = indicator in STOCKS
        if "measure" not in self.layout.fields:
            return "cumulative" if stock else self.measure
        written = self._written("measure", row)
        measure = self._known("measure", MEASURES, written, number)
        spot = self._spot(number, self.layout.fields["measure"])
        if stock and measure == "new":
            self.gathering.fault("measure_stock", spot, indicator=indicator)
        elif measure and self.measure and measure != self.measure and not stock:
            self.gathering.fault("measure_other", spot, found=measure, expected=self.measure)
        return measure

    def _known(self, field: str, words: dict[str, str], written: str, number: int) -> str | None:
        known = words.get(fold(written))
        if known is None:
            spot = self._spot(number, self.layout.fields[field])
            allowed = ", ".join(dict.fromkeys(words.values()))
            self.gathering.fault("word_unknown", spot, found=written, expected=allowed)
        return known

    def _written(self, field: str, row: Sequence[Any]) -> str:
        column = self.layout.fields.get(field, len(row))
        return str(row[column]).strip() if column < len(row) else ""

    def _zone_column(self) -> int:
        fields = self.layout.fields
        return fields["zone_id"] if "zone_id" in fields else fields["name"]

    def _spot(self, number: int, column: int) -> Spot:
        headings = self.layout.headings
        heading = headings[column] if column < len(headings) else ""
        return Spot(str(self.book.path), self.sheet.name, number, column, heading)
