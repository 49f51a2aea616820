"""DKI Jakarta's workbook "Standar Kelurahan Data Corona (01 April 2022 Pukul 15.00).xlsx".

One workbook a day; the day stands only in the file name. Columns move between workbooks and
headings repeat under several groups, so a number is found by the group that it follows: Dirawat,
Sembuh, Meninggal and Self Isolation are those after POSITIF. PDP of early 2020 counts other persons
than SUSPEK and is not read.

All numbers have measure "cumulative". For positif, sembuh, meninggal and suspek that is persons
so far; dirawat and isolasi_mandiri are stocks, the persons in that state on the day, so that they
fall as well as rise. In each row POSITIF = Dirawat + Sembuh + Meninggal + Self Isolation; TOTAL is
the sum of all rows, those outside the city included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from geo.errors import InputError, Problem
from geo.io.sources.counts import grouping_mark, read_count
from geo.io.sources.days import find_day
from geo.io.sources.placing import Placement, Places
from geo.io.sources.reading import Entry, Gathering, Reading, Spot
from geo.io.sources.sheets import Book, Sheet, word

NAME = "standar_kelurahan"

_GROUPS = {"odp", "pdp", "suspek", "probable", "pelaku perjalanan", "kontak erat", "discarded"}
_PARTS = {
    "dirawat": "dirawat",
    "sembuh": "sembuh",
    "meninggal": "meninggal",
    "self isolation": "isolasi_mandiri",
}
_HEAD_ROWS = 10


def fits(book: Book) -> bool:
    """True where a sheet has the headings ID_KEL, nama_kelurahan and POSITIF."""
    return _find(book) is not None


def read(book: Book, places: Places, *, measure: str | None) -> Reading:
    """The workbook as a Reading; InputError with every fault."""
    found = _find(book)
    if found is None:
        raise InputError(Problem("format_unknown", str(book.path), {"found": "–"}))
    sheet, head = found
    day = find_day(book.path.name)
    gathering = Gathering()
    if day is None:
        gathering.fault("day_not_in_name", book.path)
    if measure == "new":
        gathering.fault("measure_fixed", book.path)
    columns = _columns([word(cell) for cell in sheet.rows[head]])
    for heading, indicator in _PARTS.items():
        if indicator not in columns:
            gathering.finding("column_absent", f"{book.path} [{sheet.name}]", column=heading)
    rows_read = _gather(book, sheet, head, columns, day, places, gathering)
    gathering.check_totals(str(book.path))
    return gathering.finish(book.path, book.sha256, NAME, rows_read)


def _find(book: Book) -> tuple[Sheet, int] | None:
    for sheet in book.sheets:
        for number, row in enumerate(sheet.rows[:_HEAD_ROWS]):
            if {"id_kel", "nama_kelurahan", "positif"} <= {word(cell) for cell in row}:
                return sheet, number
    return None


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Column number of each identity field and indicator."""
    columns = {"code": head.index("id_kel"), "name": head.index("nama_kelurahan")}
    if "nama_kecamatan" in head:
        columns["district"] = head.index("nama_kecamatan")
    if "suspek" in head:
        columns["suspek"] = head.index("suspek")
    start = columns["positif"] = head.index("positif")
    for number in range(start + 1, len(head)):
        if head[number] in _GROUPS:
            break
        if head[number] in _PARTS:
            columns.setdefault(_PARTS[head[number]], number)
    return columns


def _gather(
    book: Book,
    sheet: Sheet,
    head: int,
    columns: dict[str, int],
    day: dt.date | None,
    places: Places,
    gathering: Gathering,
) -> int:
    """Put every row into ``gathering``; the number of rows that hold anything."""
    identity = [columns[c] for c in ("code", "name", "district") if c in columns]
    numbers = {c: n for c, n in columns.items() if c not in ("code", "name", "district")}
    mark = grouping_mark(row[n] for row in sheet.rows[head + 1 :] for n in numbers.values())
    rows_read = 0
    for number, row in enumerate(sheet.rows[head + 1 :], start=head + 2):
        if not any(word(cell) for cell in row):
            continue
        row = [*row, *[""] * (len(sheet.rows[head]) - len(row))]
        rows_read += 1
        spot = Spot(str(book.path), sheet.name, number, columns["name"])
        if any(word(row[n]) for n in identity):
            placed = gathering.place(places, spot, *(row[n] for n in identity))
        elif rows_read == 1:  # one workbook lost the word TOTAL; its place still says what it is
            placed = Placement("total", "TOTAL")
        else:
            gathering.fault("row_without_zone", spot)
            continue
        counts = {i: read_count(row[n], mark) for i, n in numbers.items()}
        for indicator, count in counts.items():
            column = numbers[indicator]
            heading = str(sheet.rows[head][column])
            cell_spot = Spot(str(book.path), sheet.name, number, column, heading)
            entry = Entry(day or dt.date.min, indicator, "cumulative", count, row[column])
            gathering.put(placed, cell_spot, entry)
        values = [counts[i].value if i in counts else None for i in ("positif", *_PARTS.values())]
        if None not in values and values[0] != sum(values[1:]):  # type: ignore[arg-type]
            total, parts = values[0], sum(values[1:])  # type: ignore[arg-type]
            gathering.finding("parts_differ", spot, name=placed.label, total=total, sum=parts)
    return rows_read
