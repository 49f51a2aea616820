"""Our own table, for staff: CSV or XLSX with Indonesian or English headings, in three shapes.

long         zone_id, date, indicator, value     one number a row; indicator may be left out
indicators   zone_id, date, positif, sembuh, …   one column an indicator
periods      zone_id, 2020-10-01, 2020-10-02, …  one column a day, week or month; indicator column
                                                 optional

In place of a date stand a week or a month (with or without a year column) or a year: the number
then covers those days. Optional columns: name, district (names where codes are missing), measure,
disease, reported_on. Where the indicator is not named it is the disease's case indicator. Where
``measure`` has no column it has to be given, but numbers of weeks, months and years are "new"
unless it is said otherwise; dirawat and isolasi_mandiri are stocks, always "cumulative": the state
on the day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.cases import STOCKS
from geo.cities import Disease
from geo.errors import InputError, Problem, Spot
from geo.io.sources import columns
from geo.io.sources.columns import Mapping
from geo.io.sources.counts import grouping_mark, read_count
from geo.io.sources.days import read_day
from geo.io.sources.layout import Layout, lay_out
from geo.io.sources.periods import Period, read_year
from geo.io.sources.placing import Placement, Places
from geo.io.sources.reading import Entry, Gathering, Reading
from geo.io.sources.sheets import Book, Sheet
from geo.io.sources.words import INDICATORS, MEASURES, fold

NAME = "canonical"

_IDENTITY = ("zone_id", "name", "district")


def fits(book: Book) -> bool:
    """True where the first sheet has a heading for a zone's code or name."""
    return columns.find_head(book.sheets[0]) is not None


def read(
    book: Book,
    places: Places,
    *,
    disease: Disease,
    measure: str | None,
    mapping: Mapping | None = None,
) -> Reading:
    """The table as a Reading; InputError with every fault.

    ``mapping`` says what the columns stand for, as a person confirmed it; without one only
    headings that are known for certain are read.
    """
    gathering = Gathering()
    sheet, confirmed = _sheet(book, mapping)
    if len(book.sheets) > 1:
        others = ", ".join(s.name for s in book.sheets if s is not sheet)
        gathering.finding("sheets_ignored", book.path, sheet=sheet.name, others=others)
    layout = lay_out(book, sheet, confirmed, gathering)
    assumed = "new" if measure is None and layout.by_period else measure
    if assumed is None and "measure" not in layout.fields and not _only_stocks(layout):
        gathering.fault("measure_needed", book.path)
    if gathering.faults:
        raise InputError(gathering.faults)
    rows_read = _Rows(book, sheet, layout, places, disease, assumed, gathering).gather()
    gathering.check_totals(str(book.path))
    return gathering.finish(book.path, book.sha256, NAME, rows_read)


def _sheet(book: Book, mapping: Mapping | None) -> tuple[Sheet, Mapping]:
    if mapping is not None:
        return columns.sheet_of(book, mapping), mapping
    sheet = book.sheets[0]
    head = columns.find_head(sheet)
    if head is None:
        raise InputError(Problem("format_unknown", str(book.path), {"found": "–"}))
    return sheet, columns.exact(sheet, head)


def _only_stocks(layout: Layout) -> bool:
    return all(indicator in STOCKS for _, indicator in layout.numbers.values())


@dataclass
class _Rows:
    """The rows of one table on their way into a Gathering."""

    book: Book
    sheet: Sheet
    layout: Layout
    places: Places
    disease: Disease
    measure: str | None
    gathering: Gathering

    def gather(self) -> int:
        """Put every row in; the number of rows that hold anything."""
        rows = self.sheet.rows[self.layout.head + 1 :]
        numbers = self.layout.numbers
        mark = grouping_mark(row[c] for row in rows for c in numbers if c < len(row))
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
        placed = self._place(number, row)
        if placed is None:
            return True
        said, row_indicator = self._period(number, row), self._indicator(number, row)
        reported_on = self._reported_on(number, row)
        for column, (heading, indicator) in self.layout.numbers.items():
            cell = row[column] if column < len(row) else ""
            what = indicator or row_indicator
            at = self._of_year(heading, number, row, column) if heading else said
            measure = self._measure(number, row, what) if what else None
            if at and what and measure:
                days = at.days if measure == "new" else 1
                count = read_count(cell, mark)
                entry = Entry(at.last, what, measure, count, cell, days, reported_on)
                self.gathering.put(placed, self._spot(number, column), entry)
        return True

    def _place(self, number: int, row: Sequence[Any]) -> Placement | None:
        code, name, district = (self._written(field, row) for field in _IDENTITY)
        spot = self._spot(number, self.layout.zone_column)
        if not {"zone_id", "name"} & set(self.layout.fields) and district:
            return self.gathering.place_district(self.places, spot, district)
        if not code and not name:
            self.gathering.fault("row_without_zone", spot)
            return None
        return self.gathering.place(self.places, spot, code, name, district)

    def _period(self, number: int, row: Sequence[Any]) -> Period | None:
        """The days that the row's own columns speak of; None where none do or can't be read."""
        field, read = self.layout.when
        if not field:
            return None
        column = self.layout.fields[field]
        cell = row[column] if column < len(row) else ""
        found = read(cell)
        if found is None:
            key = "day_unreadable" if field == "date" else "period_unreadable"
            self.gathering.fault(key, self._spot(number, column), found=str(cell))
            return None
        return self._of_year(found, number, row, column)

    def _of_year(self, found: Any, number: int, row: Sequence[Any], column: int) -> Period | None:
        """A period, with the year that its cell or heading does not say."""
        if isinstance(found, Period):
            return found
        period = found.of(self._year(number, row) or 0)
        if period is None:
            values = {"found": str(found.number), "year": self._written("year", row) or "–"}
            self.gathering.fault("year_needed", self._spot(number, column), **values)
        return period

    def _year(self, number: int, row: Sequence[Any]) -> int | None:
        written = self._written("year", row)
        return read_year(written) if written else self.layout.year

    def _reported_on(self, number: int, row: Sequence[Any]) -> dt.date | None:
        column = self.layout.fields.get("reported_on", len(row))
        cell = row[column] if column < len(row) else ""
        if not str(cell).strip():
            return None
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

    def _spot(self, number: int, column: int) -> Spot:
        headings = self.layout.headings
        heading = headings[column] if column < len(headings) else ""
        return Spot(str(self.book.path), self.sheet.name, number, column, heading)
