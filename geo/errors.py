"""Errors that a person can act on.

    JagaError            anything the project itself reports; carries Problems
    ├── InputError       a file, argument or link from outside is wrong
    ├── ConfigError      a city, disease, rule or text catalogue is broken
    ├── StoreError       the store is missing, locked, too old or damaged
    └── AccessError      this person may not see or do that

A Problem holds keys and numbers, never sentences: ``geo.text.problem`` writes it in the
reader's language from the catalogue table ``problem.<key>`` (found, expected, todo).
Faults are gathered and raised together, so that a person mends a file once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Named(str):
    """A key among a Problem's values that has words of its own, or several with ", " between them:
    whoever reads the sentence reads the text ``table`` + key. To the code it is the key itself."""

    table: str

    def __new__(cls, key: str, table: str = "") -> Named:
        made = super().__new__(cls, key)
        made.table = table
        return made


class Spot(NamedTuple):
    """Where a cell stands, as a spreadsheet names it: "kasus.xlsx [data] E5 (POSITIF)".

    ``row`` counts from 1, ``column`` from 0; ``sheet`` is "" for a text file.
    """

    file: str
    sheet: str
    row: int
    column: int
    heading: str = ""

    @property
    def letters(self) -> str:
        """The column as a spreadsheet names it: "E"."""
        found, rest = "", self.column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            found = chr(65 + letter) + found
        return found

    @property
    def address(self) -> str:
        """The cell without its file: "[data] E5 (POSITIF)"."""
        sheet = f"[{self.sheet}] " if self.sheet else ""
        heading = f" ({self.heading})" if self.heading else ""
        return f"{sheet}{self.letters}{self.row}{heading}"

    def __str__(self) -> str:
        return f"{self.file} {self.address}"


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, and the catalogue key and values that say the rest.

    ``where`` is a file, sheet, row, column, URL field or setting, as precise as it is known.
    ``fatal`` is False for what is worth saying but does not stop the work. ``spot`` is the cell,
    where it is one.
    """

    key: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fatal: bool = True
    spot: Spot | None = field(default=None, compare=False)


class JagaError(Exception):
    """Base of the family; ``problems`` holds every fault that was found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("; ".join(f"{p.where}: {p.key} {dict(p.values)}" for p in self.problems))


class InputError(JagaError):
    """A file, an argument or a link from outside can't be used as it is."""


class ConfigError(JagaError):
    """A file that describes cities, diseases, rules or texts is missing or wrong."""


class StoreError(JagaError):
    """The store can't be opened, read or written."""


class AccessError(JagaError):
    """The person who asks may not see or do this."""
