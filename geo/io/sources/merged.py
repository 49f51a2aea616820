"""Tables with merged headings: months (weeks, days) across, indicators below or above them.

Such are the yearly dengue tables of cities: one row a kecamatan, under each month P (penderita,
cases) and M (meninggal, deaths), a row TOTAL. The year often stands in the file name only. Where
rows speak of kecamatan their numbers are kept as the kecamatan's, unallocated: which kelurahan they
belong to is not known, and nothing is spread over them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from geo.cases import STOCKS
from geo.cities import Disease
from geo.errors import InputError, Problem, Spot
from geo.io.sources.counts import grouping_mark, read_count
from geo.io.sources.headings import Heading, find_heading
from geo.io.sources.periods import Needed
from geo.io.sources.placing import Placement, Places
from geo.io.sources.reading import Entry, Gathering, Reading
from geo.io.sources.sheets import Book, Sheet

NAME = "merged"


def fits(book: Book) -> bool:
    """True where a sheet has such a heading."""
    return any(find_heading(sheet, book.path.name) for sheet in book.sheets)


def read(book: Book, places: Places, *, disease: Disease, measure: str | None) -> Reading:
    """Every sheet with such a heading, as one Reading; InputError with every fault."""
    gathering, rows_read = Gathering(), 0
    found = [(sheet, find_heading(sheet, book.path.name)) for sheet in book.sheets]
    tables = [
        _Table(book, sheet, heading, places, disease, measure, gathering)
        for sheet, heading in found
        if heading
    ]
    if not tables:
        raise InputError(Problem("format_unknown", str(book.path), {"found": "–"}))
    others = ", ".join(sheet.name for sheet, heading in found if heading is None)
    if others:
        names = ", ".join(table.sheet.name for table in tables)
        gathering.finding("sheets_ignored", book.path, sheet=names, others=others)
    for table in tables:
        rows_read += table.gather()
    gathering.check_totals(str(book.path))
    return gathering.finish(book.path, book.sha256, NAME, rows_read)


@dataclass
class _Table:
    """One sheet on its way into a Gathering."""

    book: Book
    sheet: Sheet
    heading: Heading
    places: Places
    disease: Disease
    measure: str | None
    gathering: Gathering

    def gather(self) -> int:
        """Put every row in; the number of rows that hold counts."""
        heading, where = self.heading, f"{self.book.path} [{self.sheet.name}]"
        if heading.unread:
            columns = ", ".join(heading.unread)
            self.gathering.finding("columns_ignored", where, columns=columns)
        if self._needs_year() or not self._check_columns():
            return 0
        rows = self.sheet.rows[heading.body :]
        by_district = self._by_district(rows)
        mark = grouping_mark(row[c] for row in rows for c in heading.numbers if c < len(row))
        rows_read, district, of_districts = 0, "", 0
        for number, row in enumerate(rows, start=heading.body + 1):
            if self._is_numbered(row) or not any(_said(row, c) for c in heading.numbers):
                continue
            rows_read += 1
            district = self._said_of("district", row) or district
            placed = self._place(number, row, district, by_district)
            if placed is None:
                continue
            of_districts += placed.kind == "district"
            self._put(number, row, placed, mark)
        if of_districts:
            self.gathering.finding("district_rows", where, n=of_districts)
        return rows_read

    def _needs_year(self) -> bool:
        needed = any(isinstance(period, Needed) for period, _ in self.heading.numbers.values())
        if needed and self.heading.year is None:
            first = next(iter(self.heading.numbers))
            spot, found = self._spot(self.heading.body, first), self.heading.words[first]
            self.gathering.fault("year_needed", spot, found=found, year="–")
        return needed and self.heading.year is None

    def _check_columns(self) -> bool:
        """False where nothing can be read: no column of counts, or two of the same."""
        seen: dict[object, int] = {}
        for column, what in self.heading.numbers.items():
            if what in seen:
                found, first = (self.heading.words[c] for c in (column, seen[what]))
                spot = self._spot(self.heading.body, column)
                self.gathering.fault("heading_twice", spot, found=found, first=first)
            seen.setdefault(what, column)
        if not self.heading.numbers:
            self.gathering.fault("column_needed", self.book.path, column="Jan, Feb, … (P, M)")
        return len(seen) == len(self.heading.numbers) > 0

    def _by_district(self, rows: Sequence[Sequence[Any]]) -> bool:
        """True where the rows speak of kecamatan. A heading that says so decides; else more names
        must be kecamatan than kelurahan: many a kecamatan has a kelurahan of its own name."""
        identity = self.heading.identity
        if {"name", "zone_id"} & set(identity) or "area" not in identity:
            return not {"name", "zone_id"} & set(identity)
        named = {_said(row, identity["area"]) for row in rows} - {""}
        districts = sum(self.places.district(name).kind == "district" for name in named)
        zones = sum(self.places.place("", name).kind == "zone" for name in named)
        return districts > 0 and districts >= zones

    def _place(
        self, number: int, row: Sequence[Any], district: str, by_district: bool
    ) -> Placement | None:
        identity = self.heading.identity
        name = self._said_of("name", row) or self._said_of("area", row)
        code = self._said_of("zone_id", row)
        column = next(iter(identity.values()))
        spot = self._spot(number, column)
        if by_district and (self._said_of("district", row) or name):
            label = name or self._said_of("district", row)
            return self.gathering.place_district(self.places, spot, label)
        if code or name:
            return self.gathering.place(self.places, spot, code, name, district)
        before = range(min(self.heading.numbers))
        label = next((said for c in before if (said := _said(row, c))), "")
        if not label:
            self.gathering.fault("row_without_zone", spot)
            return None
        return self.gathering.place(self.places, spot, "", label)

    def _put(self, number: int, row: Sequence[Any], placed: Placement, mark: str | None) -> None:
        sums: dict[str, int | None] = {}
        for column, (period, named) in self.heading.numbers.items():
            indicator = named or self.disease.case_indicator
            cell = row[column] if column < len(row) else ""
            at = period.of(self.heading.year or 0) if isinstance(period, Needed) else period
            count = read_count(cell, mark)
            before = sums.get(indicator, 0)
            known = before is not None and count.value is not None
            sums[indicator] = before + count.value if known else None  # type: ignore[operator]
            measure = "cumulative" if indicator in STOCKS else self.measure or "new"
            if at is None:
                values = {"found": self.heading.words[column], "year": self.heading.year}
                self.gathering.fault("year_needed", self._spot(number, column), **values)
                continue
            days = at.days if measure == "new" else 1
            entry = Entry(at.last, indicator, measure, count, cell, days)
            self.gathering.put(placed, self._spot(number, column), entry)
        if self.measure != "cumulative":
            self._check_sums(number, row, placed, sums, mark)

    def _check_sums(
        self,
        number: int,
        row: Sequence[Any],
        placed: Placement,
        sums: dict[str, int | None],
        mark: str | None,
    ) -> None:
        """Compare what the row itself gives as its sum with its columns; a difference is told."""
        for column, named in self.heading.sums.items():
            stated = read_count(row[column] if column < len(row) else "", mark).value
            total = sums.get(named or self.disease.case_indicator)
            if stated is not None and total is not None and stated != total:
                values = {"name": placed.label, "total": stated, "sum": total}
                self.gathering.finding("row_sum_differs", self._spot(number, column), **values)

    def _is_numbered(self, row: Sequence[Any]) -> bool:
        """True for the row of column numbers, "(1) (2) (3)", that some tables have."""
        said = [re.sub(r"[()]|\.0$", "", str(cell).strip()) for cell in row]
        numbers = [int(s) for s in said if s.isdecimal()]
        filled = [s for s in said if s]
        return len(numbers) == len(filled) > 3 and all(
            later == before + 1 for before, later in pairwise(numbers)
        )

    def _said_of(self, field: str, row: Sequence[Any]) -> str:
        column = self.heading.identity.get(field)
        return "" if column is None else _said(row, column)

    def _spot(self, number: int, column: int) -> Spot:
        words = self.heading.words.get(column, "")
        return Spot(str(self.book.path), self.sheet.name, number, column, words)


def _said(row: Sequence[Any], column: int) -> str:
    return str(row[column]).strip() if column < len(row) else ""
