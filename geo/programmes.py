"""Named programmes of a Puskesmas that a form can offer: data/response/programmes.csv.

A name here says that somebody told of such a programme, not where or when it was held; what was
held is an entry of the register.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import ConfigError, Problem
from geo.response_files import FOLDER

FILE = FOLDER / "programmes.csv"
COLUMNS = ("name", "long_name", "source")


@dataclass(frozen=True)
class Programme:
    """``name`` as people say it, ``long_name`` what it stands for ("" where nobody said), and
    ``source``, an address or words."""

    name: str
    long_name: str
    source: str


def read(file: Path = FILE) -> tuple[Programme, ...]:
    """Every programme, in the order of the file. ConfigError with every fault: a file or column
    that is missing, a column that is unknown, a line without name or source, a name that comes
    twice."""
    if not file.exists():
        raise ConfigError(Problem("input_missing", file.name))
    with file.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, restkey="?", restval="")
        headings = table.fieldnames or ()
        rows = list(table)
    faults = _headings(headings, f"{file.name}:1")
    if faults:
        raise ConfigError(faults)
    found: dict[str, Programme] = {}
    for number, row in enumerate(rows, start=2):
        where = f"{file.name}:{number}"
        cells = {column: " ".join(str(row[column]).split()) for column in COLUMNS}
        if "?" in row:
            faults.append(_unknown("?", where))
        faults += [
            Problem("response_missing", where, {"field": column})
            for column in ("name", "source")
            if not cells[column]
        ]
        name = cells["name"]
        if name and name.casefold() in found:
            faults.append(Problem("programme_twice", where, {"field": "name", "found": name}))
        found.setdefault(name.casefold(), Programme(**cells))
    if faults:
        raise ConfigError(faults)
    return tuple(found.values())


def _headings(there: Sequence[str], where: str) -> list[Problem]:
    missing = [
        Problem("response_missing", where, {"field": column})
        for column in COLUMNS
        if column not in there
    ]
    return missing + [_unknown(column, where) for column in there if column not in COLUMNS]


def _unknown(column: str, where: str) -> Problem:
    return Problem("response_field", where, {"field": column, "known": ", ".join(COLUMNS)})
