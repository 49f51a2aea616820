"""What each column of a staff table is taken for: guessed here, confirmed by a person.

A mapping is exact where ``geo.io.sources.words`` knows the heading. What is only likely, by content
or by a heading much like a known one, is proposed and never taken before somebody confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from geo.errors import InputError, Problem
from geo.io.sources.counts import read_count
from geo.io.sources.periods import read_heading, read_year
from geo.io.sources.sheets import Book, Sheet
from geo.io.sources.words import FIELDS, INDICATORS, fold

Sure = Literal["exact", "likely", "none", "chosen"]

HEAD_ROWS = 10
"""The heading stands in one of a sheet's first rows."""

_FIELD_ROLES = tuple(dict.fromkeys(FIELDS.values()))
_INDICATOR_ROLES = tuple(dict.fromkeys(INDICATORS.values()))
_EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """One column: its place (0 is A), heading, role (one of ``choices()``), how sure that is, and
    a few of its cells as they are written.

    ``sure``: "exact" by its heading, "likely" (to be confirmed), "none" (nothing is known of it) or
    "chosen" by a person.
    """

    index: int
    heading: str
    role: str
    sure: Sure
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """What the columns of one sheet stand for. ``row`` is the heading's row as a spreadsheet counts
    (1 is the first); ``sheet`` is "" for a text file."""

    sheet: str
    row: int
    columns: tuple[Column, ...]

    def choose(self, index: int, role: str) -> Mapping:
        """The same with one column given another role by a person."""
        chosen = [
            replace(c, role=role, sure="chosen") if c.index == index else c for c in self.columns
        ]
        return replace(self, columns=tuple(chosen))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a form, a file or the API."""
        table = asdict(self)
        table["columns"] = [{**asdict(c), "examples": list(c.examples)} for c in self.columns]
        return table

    @classmethod
    def from_dict(cls, table: object) -> Mapping:
        """The mapping of ``to_dict``; InputError where it is none or names an unknown role."""
        try:
            found = _from_dict(table)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                Problem("mapping_unreadable", "mapping", {"found": str(error)[:100]})
            ) from error
        for column in found.columns:
            if column.role not in choices():
                where = f"mapping, {column.heading}"
                values = {"found": column.role, "expected": ", ".join(choices())}
                raise InputError(Problem("mapping_role", where, values))
        return found


def choices() -> tuple[str, ...]:
    """Roles that a column can have: fields, indicators (a column of that indicator's numbers),
    "period" (numbers of the day, week, month or year in its heading) and "ignored"."""
    return (*_FIELD_ROLES, *_INDICATOR_ROLES, "period", "ignored")


def find_head(sheet: Sheet) -> int | None:
    """The first row (0 is the first) with a heading for a zone's code or name; None without."""
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        if {FIELDS.get(fold(cell)) for cell in row} & {"zone_id", "name"}:
            return number
    return None


def exact(sheet: Sheet, head: int) -> Mapping:
    """The mapping by known headings alone; all other columns are ignored."""
    return Mapping(sheet.name, head + 1, tuple(_columns(sheet, head)))


def sheet_of(book: Book, mapping: Mapping) -> Sheet:
    """The sheet that a mapping speaks of; InputError where the file has other headings."""
    sheet = next((s for s in book.sheets if s.name == mapping.sheet), None)
    if sheet is None or not 1 <= mapping.row <= len(sheet.rows):
        values = {"found": f"{mapping.sheet} {mapping.row}".strip()}
        raise InputError(Problem("mapping_sheet", str(book.path), values))
    head = sheet.rows[mapping.row - 1]
    other = [
        c for c in mapping.columns if c.index >= len(head) or _said(head[c.index]) != c.heading
    ]
    if other:
        values = {"found": ", ".join(c.heading or str(c.index + 1) for c in other)}
        raise InputError(Problem("mapping_other", str(book.path), values))
    return sheet


def heading_role(cell: object) -> str | None:
    """The role that a heading has for certain; None where it is not known."""
    word = fold(cell)
    if word in FIELDS:
        return FIELDS[word]
    if read_heading(cell):
        return "period"
    return INDICATORS.get(word)


def below(sheet: Sheet, head: int, index: int, most: int) -> list[Any]:
    """Up to ``most`` cells of a column below the heading that hold anything."""
    found = []
    for row in sheet.rows[head + 1 : head + 1 + 4 * most]:
        if index < len(row) and _said(row[index]):
            found.append(row[index])
            if len(found) == most:
                break
    return found


def is_count(cell: object) -> bool:
    """True where a cell can be a number of persons."""
    return read_count(cell, None).state in ("number", "suppressed")


def is_year_heading(cell: object) -> bool:
    """True for "2022": a year, or a number like one."""
    return read_year(cell) is not None


def _columns(sheet: Sheet, head: int) -> list[Column]:
    made = []
    for index, cell in enumerate(sheet.rows[head]):
        role = heading_role(cell)
        examples = tuple(_said(c)[:60] for c in below(sheet, head, index, _EXAMPLES))
        if role or _said(cell) or examples:
            sure: Sure = "exact" if role else "none"
            made.append(Column(index, _said(cell), role or "ignored", sure, examples))
    return made


def _from_dict(table: object) -> Mapping:
    if not isinstance(table, Dict) or not isinstance(table["columns"], Sequence):
        raise TypeError(type(table).__name__)
    columns = []
    for column in table["columns"]:
        index, sure = int(column["index"]), str(column.get("sure", "chosen"))
        if sure not in get_args(Sure) or index < 0:
            raise ValueError(sure)
        texts = str(column["heading"]), str(column["role"])
        examples = tuple(str(cell) for cell in column.get("examples", ()))
        columns.append(Column(index, *texts, sure, examples))  # type: ignore[arg-type]
    return Mapping(str(table["sheet"]), int(table["row"]), tuple(columns))


def _said(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
