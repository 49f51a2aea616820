"""The uploaded table as a workbook with its bad cells marked, and a sheet of all findings first.

A workbook of its own, made of the rows that were read: whatever an uploaded workbook held besides
(macros, links, formulas) is left behind, and text is written as text that no spreadsheet runs.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from geo import inert
from geo.diagnosis import Diagnosis, Finding
from geo.render.doctor import SEVERITY, Written, written
from geo.text import number, text

MOST_ROWS, MOST_COLUMNS = 20_000, 200
"""So much of a sheet is copied; rows with findings always."""
MOST_COMMENTS = 500
"""So many cells get a comment; all with a finding are filled."""

_FILLS = {"block": "F4B6B6", "look": "FFE39A", "note": "D6E4F5"}
_HEADS = (
    "doctor.severity",
    "doctor.sheet_name",
    "doctor.row",
    "doctor.column",
    "doctor.zone",
    "doctor.day",
    "doctor.indicator",
    "doctor.found",
    "doctor.expected",
    "doctor.todo",
)
_WIDTHS = (16, 16, 8, 9, 24, 13, 16, 60, 50, 60)
_NUMBERLIKE = re.compile(r"[-+−–—]?[\d.,\s]*")


class Sheet(Protocol):
    """One sheet as it was read (see io.sources.sheets.Sheet); ``rows[0]`` is its row 1."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...


def marked(sheets: Iterable[Sheet], diagnosis: Diagnosis, lang: str) -> bytes:
    """An XLSX of ``sheets`` with every cell of a finding filled; first a sheet of all findings."""
    book = Workbook()
    front = book.active
    front.title = text("doctor.sheet", lang)
    said = [(finding, written(finding, lang)) for finding in diagnosis.findings]
    _list(front, said, lang)
    comments = MOST_COMMENTS
    for sheet in sheets:
        mine = [pair for pair in said if pair[0].spot and pair[0].spot.sheet == sheet.name]
        comments -= _copy(book, sheet, mine, lang, comments)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _list(sheet: Worksheet, said: Sequence[tuple[Finding, Written]], lang: str) -> None:
    for column, (key, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, column)
        _write(cell, text(key, lang))
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    wrap = Alignment(wrap_text=True, vertical="top")
    for row, (finding, words) in enumerate(said[:MOST_ROWS], start=2):
        spot = finding.spot
        cells = (
            text(SEVERITY[finding.severity], lang),
            spot.sheet if spot else "",
            spot.row if spot else "",
            spot.letters if spot else "",
            str(finding.values.get("zone", "")) if finding.zone_id else "",
            finding.day or "",
            text(f"intake.indicator.{finding.indicator}", lang) if finding.indicator else "",
            words.found,
            words.expected,
            words.todo,
        )
        for column, value in enumerate(cells, start=1):
            _write(sheet.cell(row, column), value)
        for column in (8, 9, 10):
            sheet.cell(row, column).alignment = wrap
        sheet.cell(row, 1).fill = _fill(finding.severity)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _copy(
    book: Workbook,
    source: Sheet,
    said: Sequence[tuple[Finding, Written]],
    lang: str,
    comments: int,
) -> int:
    """Copy a sheet and mark it; the number of comments that were written."""
    sheet = book.create_sheet(_title(source.name, [s.title.casefold() for s in book]))
    marks: dict[tuple[int, int], list[tuple[Finding, Written]]] = {}
    for finding, words in said:
        if finding.spot:
            marks.setdefault((finding.spot.row, finding.spot.column + 1), []).append(
                (finding, words)
            )
    later = sorted({row for row, _ in marks if MOST_ROWS < row <= len(source.rows)})
    for line in (*range(1, min(len(source.rows), MOST_ROWS) + 1), *later):
        _copy_row(sheet, line, source.rows[line - 1])
    wrote = 0
    for (row, column), here in marks.items():
        cell = sheet.cell(row, column)
        cell.fill = _fill(here[0][0].severity)  # the gravest comes first
        if wrote < comments:
            cell.comment = _comment(words for _, words in here)
            wrote += 1
    if len(source.rows) > MOST_ROWS:
        note = text("doctor.cut", lang, n=number(MOST_ROWS, lang))
        _write(sheet.cell(len(source.rows) + 2, 1), note)
    return wrote


def _copy_row(sheet: Worksheet, line: int, row: Sequence[Any]) -> None:
    for column, value in enumerate(row[:MOST_COLUMNS], start=1):
        if value is not None and value != "":
            _write(sheet.cell(line, column), value)


def _write(cell: Cell, value: Any) -> None:
    """A number, a day, or text that stays text."""
    own = isinstance(value, dt.date) and value.year >= 1900 and not getattr(value, "tzinfo", None)
    if isinstance(value, (int, float)):
        own = math.isfinite(value) and abs(value) < 1e15
    if own:
        cell.value = value
        return
    said = str(value)
    said = inert.plain(said) if _NUMBERLIKE.fullmatch(said) else inert.for_xlsx(said)
    cell.value = said[: inert.LONGEST]
    cell.data_type = "s"  # also where it begins like a formula or an error value
    cell.quotePrefix = True


def _comment(said: Iterable[Written]) -> Comment:
    lines = []
    for words in said:
        lines += [part for part in (words.about, words.found, words.expected, words.todo) if part]
    comment = Comment("\n".join(lines)[:2000], "Jaga Tetangga")
    comment.width, comment.height = 360, 160
    return comment


def _fill(severity: str) -> PatternFill:
    return PatternFill("solid", start_color=_FILLS[severity])


def _title(name: str, taken: Sequence[str]) -> str:
    """A sheet name that a workbook may have, and has not yet."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", inert.plain(name)).strip()[:28] or "data"
    title, copy = plain, 2
    while title.casefold() in taken:
        title, copy = f"{plain[:26]} {copy}", copy + 1
    return title
