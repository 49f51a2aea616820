"""Files of other contents than cases: populations, houses per RT, official decisions on zones.

One row is one number, the kelurahan by code or name (``geo.io.sources.placing``):

population   code or name, tahun, penduduk      or a column "penduduk 2021" for each year
rt_houses    code or name, rt, tanggal, rumah   optional rw; an empty cell is no report
zones        code or name, tanggal, warna, sk   optional catatan; one decision on one day

What a file holds is told by its headings. It is read as a whole or refused with every fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from geo.cities import City
from geo.errors import InputError, Problem, Spot
from geo.io import contents
from geo.io.batches import Content
from geo.io.sources import content_words
from geo.io.sources.content_rows import READERS, Said, Table
from geo.io.sources.counts import grouping_mark
from geo.io.sources.placing import EXAMPLE, Places, Unmatched
from geo.io.sources.sheets import Book

_NEEDED = {
    "population": {"year": "tahun", "people": "penduduk"},
    "rt_houses": {"rt": "rt", "date": "tanggal", "houses": "rumah"},
    "zones": {"date": "tanggal", "level": "warna", "decree": "sk"},
}


@dataclass(frozen=True)
class ContentReading:
    """One file, read as a whole: ``table`` has the columns of ``geo.io.contents`` for ``content``.

    ``rows_read`` counts rows that hold anything, heading excluded; ``repeated`` numbers that stand
    twice alike. Rows in ``unmatched`` are no zone's and not in the table; ``gap`` are the persons
    in them. Only populations have such rows, elsewhere an unknown zone is a fault. ``findings`` are
    not fatal.
    """

    file: Path
    sha256: str
    content: Content
    table: pd.DataFrame
    rows_read: int
    repeated: int
    unmatched: tuple[Unmatched, ...]
    gap: int
    findings: tuple[Problem, ...]


def content_of(book: Book) -> Content:
    """What a file speaks of by the headings of its first sheet."""
    return content_words.content_of(book.sheets[0].rows)


def read(
    book: Book, city: City, zones: pd.DataFrame, aliases: Mapping[str, str], *, today: dt.date
) -> ContentReading:
    """The book as the content that ``content_of`` tells, which must not be cases; InputError with
    every fault, each with its cell. What speaks of days after ``today`` is a fault."""
    content = content_of(book)
    if content == "cases":
        raise InputError(Problem("format_unknown", str(book.path), {"found": content}))
    return _Reading(book, content, Places(city, zones, aliases), today).read()


class _Reading:
    """One file on its way to a table."""

    def __init__(self, book: Book, content: Content, places: Places, today: dt.date) -> None:
        self._book, self._content, self._places = book, content, places
        sheet = book.sheets[0]
        head = content_words.head_of(sheet.rows) or 0
        self._first, self._rows = head + 2, sheet.rows[head + 1 :]
        columns, several = content_words.heads(sheet.rows[head])
        by_year = content_words.years_of(sheet.rows[head]) if content == "population" else {}
        counts = [columns[name] for name in ("people", "houses") if name in columns]
        mark = grouping_mark(
            row[c] for row in self._rows for c in (*counts, *by_year) if c < len(row)
        )
        headings = sheet.rows[head]
        where = str(book.path)
        self._table = Table(where, sheet.name, headings, columns, by_year, mark, today)
        self._check_columns(several)
        self._held: dict[tuple[Any, ...], tuple[tuple[Any, ...], Spot]] = {}
        self._totals: dict[Any, int] = {}
        self._apart: dict[Any, int] = {}
        self._unmatched: list[Unmatched] = []
        self._repeated = 0

    def read(self) -> ContentReading:
        rows = [(n, row) for n, row in enumerate(self._rows, self._first) if _filled(row)]
        for number, row in rows:
            self._row(number, row)
        faults = self._table.faults
        if not self._held and not faults:
            faults.append(Problem("no_numbers", str(self._book.path)))
        if faults:
            raise InputError(faults)
        columns = list(contents.COLUMNS[self._content])
        return ContentReading(
            file=self._book.path,
            sha256=self._book.sha256,
            content=self._content,
            table=pd.DataFrame([cells for cells, _ in self._held.values()], columns=columns),
            rows_read=len(rows),
            repeated=self._repeated,
            unmatched=tuple(self._unmatched),
            gap=sum(self._apart.values()),
            findings=tuple(self._findings()),
        )

    def _check_columns(self, several: Mapping[str, Sequence[int]]) -> None:
        """InputError with every heading that is missing or stands twice: nothing can be read."""
        table = self._table
        for first, *others in several.values():
            for column in others:
                values = {
                    n: str(table.headings[c]) for n, c in (("found", column), ("first", first))
                }
                table.fault("heading_twice", table.at(self._first - 1, column), **values)
        needed = {} if table.by_year else _NEEDED[self._content]
        lacking = [word for name, word in needed.items() if name not in table.columns]
        if lacking:
            values = {"columns": ", ".join(lacking), "all": ", ".join(needed.values())}
            table.faults.append(Problem("contents_columns", table.file, values))
        if table.faults:
            raise InputError(table.faults)

    def _row(self, number: int, row: Sequence[Any]) -> None:
        table = self._table
        code, name, district = (table.text(key, row) for key in ("zone_id", "name", "district"))
        spot = table.spot(number, "zone_id" if code or "name" not in table.columns else "name")
        if code == EXAMPLE:
            table.fault("example_row", spot, found=name)
        elif not code and not name:
            table.fault("row_without_zone", spot)
        else:
            self._place(number, row, (code, name, district), spot)

    def _place(
        self, number: int, row: Sequence[Any], identity: tuple[str, str, str], spot: Spot
    ) -> None:
        placed = self._places.place(*identity)
        code, name, district = identity
        counted = self._content == "population"
        if placed.kind == "unmatched" and not counted:
            alike = ", ".join(official for _, official, _ in self._places.closest(name)) or "–"
            self._table.fault("contents_zone", spot, found=name or code, alike=alike)
        if placed.kind == "total" and not counted:
            return
        said = READERS[self._content](self._table, number, row)
        if placed.zone_id is not None:
            for one in said:
                self._put(placed.zone_id, one)
        elif placed.kind == "total":
            self._totals |= {one.key: one.cells[-1] for one in said}
        elif placed.kind == "unmatched" and counted:
            closest = self._places.closest(name)
            self._unmatched.append(Unmatched(name, code, district, number, closest, spot))
            for one in said:
                self._apart[one.key] = self._apart.get(one.key, 0) + one.cells[-1]

    def _put(self, zone_id: str, said: Said) -> None:
        held = self._held.setdefault((zone_id, *said.key), ((zone_id, *said.cells), said.spot))
        if held[1] is said.spot:
            return
        if held[0] == (zone_id, *said.cells):
            self._repeated += 1
        else:
            self._table.fault("contents_differs", said.spot, other=str(held[1]))

    def _findings(self) -> list[Problem]:
        """Cells without a number, sheets that were not read, totals that the rows don't give."""
        where = self._table.file
        found: list[Problem] = []
        if self._table.empty:
            found.append(Problem("contents_empty", where, {"n": self._table.empty}, fatal=False))
        if len(self._book.sheets) > 1:
            others = ", ".join(sheet.name for sheet in self._book.sheets[1:])
            sheets = {"sheet": self._book.sheets[0].name, "others": others}
            found.append(Problem("sheets_ignored", where, sheets, fatal=False))
        for key, total in self._totals.items():
            parts = [cells[-1] for (_, *of), (cells, _) in self._held.items() if tuple(of) == key]
            added = sum(parts) + self._apart.get(key, 0)
            if total != added:
                values = {"year": key[0], "total": total, "sum": added}
                found.append(Problem("contents_total", where, values, fatal=False))
        return found


def _filled(row: Sequence[Any]) -> bool:
    return any(str(cell).strip() for cell in row)
