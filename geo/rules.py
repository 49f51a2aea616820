"""The rule registry: what makes a colour, as data (data/rules.toml), and one classifier.

A rule's bands are compared in whole numbers, ``cases * per < below * population``, so that a zone
exactly on a bound never falls to the wrong side through rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.cities import read_toml
from geo.errors import ConfigError, Problem
from geo.levels import BY_KEY
from geo.settings import DATA

KINDS = ("archive", "incidence_bands")
CERTAINTIES = ("P", "N", "M", "D")
UNKNOWN = "?"


@dataclass(frozen=True)
class Band:
    """One band: ``no_cases`` holds only zero cases; otherwise up to, not including, ``below`` cases
    per ``Rule.per`` people. The last band has no upper bound."""

    level: str
    below: int | None = None
    no_cases: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule of the registry; see the head of data/rules.toml for the fields' meaning."""

    key: str
    version: str
    kind: str
    legal_level: str
    unit: str
    certainty: str
    indicative: bool
    sources: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    window_days: int | None = None
    per: int = 100_000
    regulation: str | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """Level keys that the rule's bands can give, lowest first; empty for an archive."""
        return tuple(band.level for band in self.bands)


@cache
def registry(file: Path = DATA / "rules.toml") -> dict[str, Rule]:
    """Every rule by key; ConfigError names each fault of the file."""
    rules, problems = {}, []
    for key, table in read_toml(file).items():
        faults = _faults(f"{file} [{key}]", table)
        problems += faults
        if not faults:
            bands = tuple(Band(**band) for band in table.get("bands", ()))
            rest = {**table, "bands": bands, "sources": tuple(table["sources"])}
            rules[key] = Rule(key=key, **rest)
    if problems:
        raise ConfigError(problems)
    return rules


def classify(
    rule: Rule, cases: npt.NDArray[np.float64], population: npt.NDArray[np.float64]
) -> npt.NDArray[np.str_]:
    """Level codes (see ``geo.levels``) of window counts under an incidence rule.

    ``cases`` and ``population`` are persons and broadcast together; NaN is unknown. Where the
    result can't be known (no count, a negative count, cases but no population) the code is "?".
    """
    cases, population = np.broadcast_arrays(cases, population)
    known = ~np.isnan(cases) & (cases >= 0)
    whole_cases = np.where(known, cases, 0).astype(np.int64)
    has_people = ~np.isnan(population) & (population > 0)
    people = np.where(has_people, population, 0).astype(np.int64)
    codes = np.full(cases.shape, UNKNOWN, dtype="<U1")
    undecided = known.copy()
    for band in rule.bands:
        if band.no_cases:
            inside = undecided & (whole_cases == 0)
        elif band.below is None:
            inside = undecided & has_people
        else:
            inside = undecided & has_people & (whole_cases * rule.per < band.below * people)
        codes[inside] = BY_KEY[band.level].code
        undecided &= ~inside
    return codes


def _faults(where: str, table: dict[str, Any]) -> list[Problem]:
    fields = set(Rule.__dataclass_fields__) - {"key"}
    required = fields - {"bands", "window_days", "per", "regulation"}
    faults = [Problem("field_unknown", where, {"field": f}) for f in sorted(set(table) - fields)]
    faults += [Problem("field_missing", where, {"field": f}) for f in sorted(required - set(table))]
    if table.get("kind") not in KINDS:
        faults.append(Problem("rule_kind", where, {"found": table.get("kind")}))
    if table.get("certainty") not in CERTAINTIES:
        faults.append(Problem("rule_certainty", where, {"found": table.get("certainty")}))
    if table.get("kind") == "incidence_bands":
        faults += _band_faults(where, table)
    return faults


def _band_faults(where: str, table: dict[str, Any]) -> list[Problem]:
    bands = table.get("bands", [])
    bounds = [band["below"] for band in bands if "below" in band]
    rising = bounds == sorted(set(bounds))
    open_end = bool(bands) and "below" not in bands[-1] and not bands[-1].get("no_cases")
    if not (rising and open_end and "window_days" in table):
        return [Problem("rule_bands", where, {"found": str(bounds)})]
    return [
        Problem("rule_level", where, {"found": band.get("level")})
        for band in bands
        if band.get("level") not in BY_KEY
    ]
