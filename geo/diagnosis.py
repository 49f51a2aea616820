"""What the join doctor found in one file: keys and numbers, for pages, commands and programs.

Words are written in ``geo.render.doctor`` from the catalogue table ``problem.<key>``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from geo import names
from geo.errors import Problem, Spot
from geo.names import Proposal

Severity = Literal["block", "look", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""block: can't count unless a person explains it. look: probably wrong, or a revision that should
be known. note: worth knowing."""


@dataclass(frozen=True)
class Finding:
    """One thing that a file's numbers were asked and did not answer well.

    ``spot`` is the cell, None where the finding is about no cell of this file; ``zone_id``, ``day``
    and ``indicator`` as far as it is about one. ``values`` fill the sentences of ``problem.<key>``;
    among them ``found`` and ``expected``, where they are single numbers.
    """

    key: str
    severity: Severity
    values: Mapping[str, Any] = field(default_factory=dict)
    spot: Spot | None = None
    zone_id: str = ""
    day: dt.date | None = None
    indicator: str = ""


@dataclass(frozen=True)
class Waiting:
    """A name or code that is no zone's and waits for a person's answer.

    ``rows`` counts the rows that carry it, ``persons`` those of the case indicator on the file's
    latest day (None where it has no number there). ``spots`` are the cells of the name.
    """

    name: str
    code: str
    district: str
    rows: int
    persons: int | None
    spots: tuple[Spot, ...]
    proposals: tuple[Proposal, ...]

    @property
    def label(self) -> str:
        """The name as written, the code where there is no name."""
        return self.name or self.code

    def spelling(self, meaning: str, zones: pd.DataFrame) -> str:
        """Under which spelling the answer ``meaning`` is to be accepted (``names.spelling``)."""
        return names.spelling(self.code, self.name, self.district, meaning, zones)


@dataclass(frozen=True)
class Balance:
    """Where the persons of one indicator on the file's latest day are.

    ``total_row`` is the file's own total, None where it has no total row. ``on_map`` are in zones,
    ``outside`` in rows known to be no zone's, ``district`` in rows that speak of a whole district,
    ``unmatched`` in rows that nothing in the city is called like. Hidden numbers ("<5") are in none
    of them; ``hidden`` counts them.
    """

    total_row: int | None
    on_map: int
    outside: int
    district: int
    unmatched: int
    hidden: int = 0

    @property
    def rows(self) -> int:
        """What all rows add up to."""
        return self.on_map + self.outside + self.district + self.unmatched

    @property
    def difference(self) -> int:
        """The total row less the sum of the rows; 0 where there is no total row."""
        return 0 if self.total_row is None else self.total_row - self.rows

    @property
    def in_file(self) -> int:
        """The file's total: its total row, else the sum of its rows."""
        return self.rows if self.total_row is None else self.total_row

    @property
    def gap(self) -> int:
        """Persons that nobody has placed: unmatched rows and the total's difference.

        Both count as they are, so that the one can't hide the other.
        """
        return abs(self.unmatched) + abs(self.difference)

    def share(self, part: str) -> float | None:
        """The share of ``part`` (a field) in the file's total, None where the total is 0."""
        return getattr(self, part) / self.in_file if self.in_file else None


@dataclass(frozen=True)
class Diagnosis:
    """Everything the doctor says of one file, the gravest first.

    ``day`` is the day with the largest gap, else the file's latest, of ``indicator``: the cases, or
    the file's first one where it has no cases; None where the file could not be read. ``gap`` is
    ``balance.gap``: publishing has to be explained while it is not 0.
    """

    file: str
    findings: tuple[Finding, ...]
    day: dt.date | None = None
    indicator: str = ""
    balance: Balance | None = None
    unmatched: tuple[Waiting, ...] = ()

    @property
    def gap(self) -> int:
        return self.balance.gap if self.balance else 0

    @property
    def blocked(self) -> bool:
        """True where the numbers must not count without a person's explanation."""
        return self.gap != 0 or any(f.severity == "block" for f in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings of a severity there are."""
        return sum(f.severity == severity for f in self.findings)


def refused(file: str, problems: Iterable[Problem]) -> Diagnosis:
    """The diagnosis of a file that could not be read: its faults, each with its cell."""
    return Diagnosis(file, tuple(of_problem(fault, "block") for fault in problems))


def of_problem(problem: Problem, severity: Severity) -> Finding:
    """A fault or finding of reading as a Finding; its sentences say what it is about."""
    return Finding(problem.key, severity, problem.values, spot=problem.spot)


MOST = 200
"""So many findings and names go into a report of plain data; the rest is counted."""


def to_dict(diagnosis: Diagnosis) -> dict[str, Any]:
    """The diagnosis as plain data for JSON: keys and numbers, days as ISO text, no file paths."""
    balance = diagnosis.balance
    parts = ("on_map", "outside", "district", "unmatched")
    return {
        "day": _plain(diagnosis.day),
        "indicator": diagnosis.indicator,
        "gap": diagnosis.gap,
        "blocked": diagnosis.blocked,
        "totals": None
        if balance is None
        else {
            "total_row": balance.total_row,
            "in_file": balance.in_file,
            "difference": balance.difference,
            "hidden": balance.hidden,
            **{part: getattr(balance, part) for part in parts},
        },
        "shares": {part: balance.share(part) for part in parts} if balance else {},
        "counts": {severity: diagnosis.count(severity) for severity in SEVERITIES},
        "findings": [_finding(f) for f in diagnosis.findings[:MOST]],
        "findings_left_out": max(len(diagnosis.findings) - MOST, 0),
        "unmatched": [_waiting(w) for w in diagnosis.unmatched[:MOST]],
        "unmatched_left_out": max(len(diagnosis.unmatched) - MOST, 0),
    }


def _finding(of: Finding) -> dict[str, Any]:
    return {
        "key": of.key,
        "severity": of.severity,
        **_cell(of.spot),
        "zone_id": of.zone_id,
        "day": _plain(of.day),
        "indicator": of.indicator,
        "found": _plain(of.values.get("found")),
        "expected": _plain(of.values.get("expected")),
        "values": {name: _plain(value) for name, value in of.values.items()},
    }


def _waiting(of: Waiting) -> dict[str, Any]:
    return {
        "name": of.name,
        "code": of.code,
        "district": of.district,
        "rows": of.rows,
        "persons": of.persons,
        **_cell(of.spots[0] if of.spots else None),
        "proposals": [vars(proposal) for proposal in of.proposals],
    }


def _cell(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {"sheet": "", "row": None, "column": "", "heading": ""}
    return {
        "sheet": spot.sheet,
        "row": spot.row,
        "column": spot.letters,
        "heading": spot.heading,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
