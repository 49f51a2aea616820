"""One row of a table of populations, houses per RT or zone decisions, with the faults of its cells.

Each reader gives what the row says as (key, cells, place): ``cells`` follow the zone's code in the
order of ``geo.io.contents.COLUMNS``, ``key`` those that tell it from the zone's other rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geo import rt
from geo.errors import Problem, Spot
from geo.io.sources.content_words import LEVELS
from geo.io.sources.counts import read_count
from geo.io.sources.days import read_day
from geo.io.sources.words import fold

YEARS = range(1900, 2101)
MOST_PEOPLE = 10_000_000
LONGEST_DECREE, LONGEST_NOTE = 200, 500

Row = Sequence[Any]


class Said(NamedTuple):
    """What a row says, and where."""

    key: tuple[Any, ...]
    cells: tuple[Any, ...]
    spot: Spot


@dataclass
class Table:
    """The headings of a table and what was noted of it on the way.

    ``columns`` by field, ``by_year`` columns with their year; ``mark`` groups thousands (see
    ``geo.io.sources.counts``); ``empty`` counts cells without a number: no report, not zero.
    """

    file: str
    sheet: str
    headings: Row
    columns: Mapping[str, int]
    by_year: Mapping[int, int]
    mark: str | None
    today: dt.date
    faults: list[Problem] = field(default_factory=list)
    empty: int = 0

    def fault(self, key: str, spot: Spot, **values: object) -> None:
        """Note what makes the file unusable."""
        self.faults.append(Problem(key, str(spot), values, spot=spot))

    def at(self, number: int, column: int) -> Spot:
        """The cell of a row and column."""
        heading = str(self.headings[column]) if column < len(self.headings) else ""
        return Spot(self.file, self.sheet, number, column, heading)

    def spot(self, number: int, name: str) -> Spot:
        """The cell of a row and field."""
        return self.at(number, self.columns.get(name, 0))

    def cell(self, name: str, row: Row) -> Any:
        """A field's cell as it is; "" where there is none."""
        column = self.columns.get(name, len(row))
        return row[column] if column < len(row) else ""

    def text(self, name: str, row: Row) -> str:
        """A field's cell as text, spaces tidied."""
        return " ".join(str(self.cell(name, row)).split())

    def day(self, number: int, row: Row) -> dt.date | None:
        """The row's day up to today; None with a fault where it is none."""
        written = self.cell("date", row)
        day = read_day(written)
        spot = self.spot(number, "date")
        if day is None:
            self.fault("day_unreadable", spot, found=str(written)[:60])
        elif day > self.today:
            self.fault("contents_future", spot, found=day, today=self.today)
            return None
        return day

    def count(self, number: int, row: Row, column: int, most: int) -> int | None:
        """A whole number from 0 to ``most``; None where there is none, with a fault where something
        else is written."""
        written = row[column] if column < len(row) else ""
        count = read_count(written, self.mark)
        if count.state == "missing":
            self.empty += 1
        elif count.state in ("fraction", "ambiguous"):
            self.fault(f"count_{count.state}", self.at(number, column), found=str(written)[:60])
        elif count.value is None or not 0 <= count.value <= most:
            found = str(written)[:60]
            self.fault("contents_number", self.at(number, column), found=found, most=most)
        else:
            return count.value
        return None


def population(table: Table, number: int, row: Row) -> list[Said]:
    """People by year."""
    if table.by_year:
        pairs = [(column, year) for column, year in table.by_year.items()]
    else:
        year = read_count(table.cell("year", row), None).value
        if year not in YEARS:
            found = table.text("year", row)[:60]
            table.fault("contents_year", table.spot(number, "year"), found=found)
        pairs = [(table.columns["people"], year or 0)]
    counts = [(column, y, table.count(number, row, column, MOST_PEOPLE)) for column, y in pairs]
    return [
        Said((year,), (year, people), table.at(number, column))
        for column, year, people in counts
        if people is not None and year in YEARS
    ]


def houses(table: Table, number: int, row: Row) -> list[Said]:
    """Houses with cases of one RT on one day."""
    written = table.text("rt", row)
    name, rw = rt.label(table.cell("rt", row)), rt.label(table.cell("rw", row))
    if name and rw:
        name = rt.label(f"{name}/{rw}")
    if not 0 < len(name) <= rt.LONGEST:
        table.fault("contents_rt", table.spot(number, "rt"), found=written[:60], most=rt.LONGEST)
    day = table.day(number, row)
    count = table.count(number, row, table.columns["houses"], rt.MOST)
    if day is None or count is None:
        return []
    return [Said((name, day), (name, day, count), table.spot(number, "houses"))]


def decision(table: Table, number: int, row: Row) -> list[Said]:
    """The colour of a zone on one day, and the decree that says so."""
    day, written = table.day(number, row), table.text("level", row)
    level = LEVELS.get(fold(written).removeprefix("zona ").removesuffix(" zone"))
    if level is None:
        table.fault("contents_level", table.spot(number, "level"), found=written[:60])
    decree, note = table.text("decree", row), table.text("note", row)
    if not decree:
        table.fault("contents_decree", table.spot(number, "decree"))
    for name, said, most in (("decree", decree, LONGEST_DECREE), ("note", note, LONGEST_NOTE)):
        if len(said) > most:
            table.fault("contents_long", table.spot(number, name), n=len(said), most=most)
    if day is None or level is None:
        return []
    return [Said((day,), (day, level, decree, note), table.spot(number, "level"))]


READERS: Mapping[str, Callable[[Table, int, Row], list[Said]]] = {
    "population": population,
    "rt_houses": houses,
    "zones": decision,
}
