"""Tables of responses: Kampung Siaga, checks, reports, Puskesmas and their catchments, sessions,
weeks of telehealth, Satgas. One row is one record; which part a table is, its headings tell.

A table is read as a whole or refused with every fault at its cell. What nobody here can settle
(questions) lets a row in and is told; a row that stands twice is taken once and told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from geo.errors import InputError, Named, Problem, Spot
from geo.io.sources import limits, response_typed, response_words
from geo.io.sources.contents import content_of
from geo.io.sources.counts import grouping_mark, read_count
from geo.io.sources.days import read_day
from geo.io.sources.placing import Places
from geo.io.sources.response_words import PLACE
from geo.io.sources.sheets import Book
from geo.response import Catchment, Record, written
from geo.response_cells import Ground, puskesmas_name
from geo.response_fields import FIELDS
from geo.response_reading import read as read_record
from geo.response_reading import subject

_EXAMPLE = "contoh"
"""The Puskesmas of example rows, which a person has to remove."""


@dataclass(frozen=True)
class ResponseReading:
    """One file, read as a whole: the records of one part. ``rows_read`` counts rows that hold
    anything, heading excluded; ``repeated`` those that stand twice alike. ``questions`` are not
    fatal."""

    file: Path
    sha256: str
    part: str
    records: tuple[Record, ...]
    rows_read: int
    repeated: int
    questions: tuple[Problem, ...]


def part_of(book: Book) -> str | None:
    """The part of the register that a file is; None where it is no table of responses. InputError
    where its headings are nearly those of a part: nothing else would read it as it is meant."""
    sheet = book.sheets[0]
    found = response_words.part_of(sheet.rows)
    if found or content_of(book) != "cases":
        return found[0] if found else None
    if near := response_words.near(sheet.rows, str(book.path), sheet.name):
        raise InputError(near)
    return None


def read(book: Book, places: Places, ground: Ground) -> ResponseReading:
    """The book as the part that ``part_of`` tells. InputError with every fault, each with its
    cell: a kelurahan that is not there (with the names most alike), a day, number or word that
    can't be read, and all that ``geo.response_reading`` refuses."""
    found = response_words.part_of(book.sheets[0].rows)
    if found is None:
        raise InputError(Problem("format_unknown", str(book.path), {"found": "–"}))
    return _Reading(book, *found, places, ground).read()


class _Reading:
    """One file on its way to records."""

    def __init__(self, book: Book, part: str, head: int, places: Places, ground: Ground) -> None:
        self._book, self._part, self._head, self._places = book, part, head, places
        self._ground = replace(ground, read_day=partial(read_day, first=dt.date.min))
        sheet = book.sheets[0]
        self._headings, self._rows = sheet.rows[head], sheet.rows[head + 1 :]
        self._columns, several = response_words.columns(part, self._headings)
        counts = [self._columns[f.name] for f in FIELDS[part]
                  if f.type == "count" and f.name in self._columns]  # fmt: skip
        self._mark = grouping_mark(row[c] for row in self._rows for c in counts if c < len(row))
        self._faults: list[Problem] = []
        self._questions: list[Problem] = []
        self._held: dict[object, tuple[str, Spot]] = {}
        self._records: list[Record] = []
        self._repeated = 0
        self._check_headings(several.values())

    def read(self) -> ResponseReading:
        filled = [(n, row) for n, row in enumerate(self._rows, self._head + 2) if _filled(row)]
        for number, row in filled:
            self._row(number, row)
            if len(self._faults) >= limits.FAULTS:
                self._faults.append(
                    Problem("faults_cut", str(self._book.path), {"n": limits.FAULTS})
                )
                break
        if not self._records and not self._faults:
            self._faults.append(Problem("no_numbers", str(self._book.path)))
        if self._faults:
            raise InputError(self._faults)
        return ResponseReading(
            file=self._book.path,
            sha256=self._book.sha256,
            part=self._part,
            records=tuple(self._records),
            rows_read=len(filled),
            repeated=self._repeated,
            questions=tuple(self._questions),
        )

    def _check_headings(self, several: Any) -> None:
        """InputError where a heading stands twice; headings that mean nothing here are told."""
        row = self._head + 1
        for first, *others in several:
            for column in others:
                values = {"found": str(self._headings[column])}
                values["first"] = str(self._headings[first])
                self._fault("heading_twice", self._at(row, column), **values)
        if self._faults:
            raise InputError(self._faults)
        used = set(self._columns.values())
        for column, heading in enumerate(self._headings):
            if column not in used and not response_words.ignored(heading):
                self._question("response_column", self._at(row, column), found=str(heading)[:60])
        if len(self._book.sheets) > 1:
            others = ", ".join(sheet.name for sheet in self._book.sheets[1:])
            sheets = {"sheet": self._book.sheets[0].name, "others": others}
            where = str(self._book.path)
            self._questions.append(Problem("sheets_ignored", where, sheets, fatal=False))

    def _row(self, number: int, row: Sequence[Any]) -> None:
        faults = len(self._faults)
        refused: set[str] = set()
        cells: dict[str, Any] = {}
        for of in FIELDS[self._part]:
            if of.type == "zone":
                cells[of.name] = self._zone(number, row, refused)
            elif of.name in self._columns:
                cells[of.name] = self._cell(of, number, row, refused)
        if self._is_example(cells):
            del self._faults[faults:]
            self._fault("example_row", self._spot(number, "puskesmas"), found=cells["puskesmas"])
            return
        try:
            record, questions = read_record(self._part, cells, self._ground)
        except InputError as error:
            for problem in error.problems:
                name = str(problem.values.get("field", ""))
                alone = problem.key == "response_rw_alone" and "zone_id" in refused
                if name not in refused and not alone:
                    self._place(self._faults, self._in_words(problem), self._spot(number, name))
            return
        if refused:
            return
        for problem in questions:
            self._place(self._questions, problem, self._spot(number, problem.values["field"]))
        moved = [q.values["found"] for q in questions if q.key == "response_monday"]
        self._keep(record, repr(moved), self._spot(number, FIELDS[self._part][0].name))

    def _keep(self, record: Record, moved: str, spot: Spot) -> None:
        """Two rows that speak of one thing are one row, or a fault: nobody here knows which of
        them holds. ``moved`` are days that stand for another one: of one week, say, two of them
        are not the same row, though they be alike."""
        body = repr(sorted(written(record).items())) + moved
        key = subject(record) or body
        if key in self._held:
            before, first = self._held[key]
            if before != body:
                self._fault("response_rows_differ", spot, other=first.address)
                return
            self._repeated += 1
            self._question("response_row_twice", spot, other=first.address)
            return
        self._held[key] = body, spot
        self._records.append(record)
        if isinstance(record, Catchment):  # of two rows of one file, too, only one can be right
            known = (*self._ground.catchments, record)
            self._ground = replace(self._ground, catchments=known)

    def _zone(self, number: int, row: Sequence[Any], refused: set[str]) -> str | None:
        """The kelurahan's code by code and name; None where nothing is written or it is none."""
        code, name, district = (self._text(key, row) for key in PLACE)
        spot = self._spot(number, "code" if code or "name" not in self._columns else "name")
        if not code and not name:
            return None
        zone_id, said = response_typed.zone(self._places, code, name, district)
        for problem in said:
            self._place(self._faults if problem.fatal else self._questions, problem, spot)
        if zone_id is None:
            refused.add("zone_id")
        return zone_id

    def _cell(self, of: Any, number: int, row: Sequence[Any], refused: set[str]) -> Any:
        """A cell as ``geo.response_reading`` takes it."""
        column = self._columns[of.name]
        cell = row[column] if column < len(row) else None
        if cell is None:
            return None
        if (
            isinstance(cell, float)
            and cell.is_integer()
            and of.type not in ("day", "past", "monday")
        ):
            cell = int(cell)
        if of.type == "choice" and str(cell).strip():
            return response_words.choice(of, str(cell))
        if of.type != "count":
            return cell
        count = read_count(cell, self._mark)
        if count.state in ("fraction", "ambiguous"):
            self._fault(f"count_{count.state}", self._spot(number, of.name), found=str(cell)[:60])
            refused.add(of.name)
        if count.state == "missing" or of.name in refused:
            return None
        return cell if count.value is None else count.value

    def _in_words(self, problem: Problem) -> Problem:
        """A choice that is unknown, with those whose words are most like it."""
        fields = {of.name: of for of in FIELDS[self._part] if of.type == "choice"}
        of = fields.get(str(problem.values.get("field")))
        if problem.key != "response_choice" or of is None:
            return problem
        close = response_words.closest(of, str(problem.values["found"])) or of.choices
        known = Named(", ".join(close), of.words)
        return replace(problem, values={**problem.values, "known": known})

    def _is_example(self, cells: dict[str, Any]) -> bool:
        return puskesmas_name(cells.get("puskesmas", "")).casefold().startswith(_EXAMPLE)

    def _text(self, name: str, row: Sequence[Any]) -> str:
        column = self._columns.get(name, len(row))
        return " ".join(str(row[column]).split()) if column < len(row) else ""

    def _at(self, number: int, column: int) -> Spot:
        heading = str(self._headings[column]) if column < len(self._headings) else ""
        sheet = self._book.sheets[0].name
        return Spot(str(self._book.path), sheet, number, column, heading)

    def _spot(self, number: int, name: str) -> Spot:
        """The cell of a row and field; the row's first where the field has no column."""
        if name == "zone_id":
            name = "name" if "name" in self._columns else "code"
        return self._at(number, self._columns.get(name, 0))

    def _fault(self, key: str, spot: Spot, **values: object) -> None:
        self._faults.append(Problem(key, str(spot), values, spot=spot))

    def _question(self, key: str, spot: Spot, **values: object) -> None:
        self._questions.append(Problem(key, str(spot), values, fatal=False, spot=spot))

    @staticmethod
    def _place(noted: list[Problem], problem: Problem, spot: Spot) -> None:
        noted.append(replace(problem, where=str(spot), spot=spot))


def _filled(row: Sequence[Any]) -> bool:
    return any(str(cell).strip() for cell in row)
