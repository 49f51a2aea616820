"""The rule registry: what makes a colour, as data, and the classifier of counts.

data/rules.toml holds every rule with version, bounds, source and certainty; a city adds its own in
a file of the same form. Bounds are compared as whole numbers of cases: for each zone
``first_counts`` works out, once and in integers, the smallest count of every band, so that a zone
exactly on a bound never falls to the wrong side through rounding, and "2 more cases to orange" is
the very number that the colour was made with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo import rule_files
from geo.errors import InputError, Problem
from geo.levels import BY_KEY
from geo.settings import DATA

UNKNOWN = "?"
NEVER = np.iinfo(np.int64).max
"""The first count of a band that no count reaches."""
_ROWS = 4096
"""Zones classified at a time, so that a country's panel fits into memory."""


@dataclass(frozen=True)
class Band:
    """One band: ``no_cases`` holds only zero cases; otherwise up to, not including, ``below``. The
    last band has no upper bound."""

    level: str
    below: int | None = None
    no_cases: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule of the registry; the head of data/rules.toml says what the fields mean.

    ``words`` are a city's own rule's texts by language, empty for rules of the catalogues.
    """

    key: str
    version: str
    kind: str
    legal_level: str
    unit: str
    certainty: str
    indicative: bool
    sources: tuple[str, ...]
    regulation: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    city: str | None = None
    diseases: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    boxes: tuple[Mapping[str, str], ...] = ()
    window_days: int | None = None
    bound_days: int = 1
    per: int = 100_000
    policy: str | None = None
    stale_days: int = 7
    members: tuple[Rule, ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def levels(self) -> tuple[str, ...]:
        """Level keys that the rule's bands can give, in their order; empty for an archive."""
        return tuple(band.level for band in self.bands)

    @property
    def verified(self) -> bool:
        """False where part of the rule is only remembered: it must not be called official."""
        return self.certainty != "M"

    @property
    def by_incidence(self) -> bool:
        """True where the colour follows from cases per population."""
        return self.kind == "incidence_bands"

    @property
    def colours_zones(self) -> bool:
        """True where the rule can colour a kelurahan at all."""
        return self.kind not in ("city_level", "imported_score", "boxes")

    def in_force(self, day: dt.date) -> bool:
        """True where the rule is not known to have been out of force on ``day``."""
        first, last = self.valid_from or dt.date.min, self.valid_to or dt.date.max
        return first <= day <= last


def load(file: Path = DATA / "rules.toml", own: Path | None = None) -> dict[str, Rule]:
    """Every rule by key, a city's ``own`` file last; ConfigError names each fault of the files."""
    tables = rule_files.read(file)
    if own is not None:
        tables |= rule_files.read(own, known=tables)
    return {key: _rule(key, tables) for key in tables}


@cache
def registry(file: Path = DATA / "rules.toml", own: Path | None = None) -> dict[str, Rule]:
    """``load``, once for each file."""
    return load(file, own)


def member(rule: Rule, day: dt.date) -> Rule:
    """The rule that is meant on ``day``: itself, or of a by_date rule the member in force. Before
    the first member it is the first, after the last one the last."""
    if rule.kind != "by_date":
        return rule
    members = sorted(rule.members, key=lambda r: r.valid_from or dt.date.min)
    begun = [r for r in members if (r.valid_from or dt.date.min) <= day]
    return begun[-1] if begun else members[0]


def for_zones(rule: Rule) -> Rule:
    """The rule itself, or an InputError that says why it can't colour a kelurahan."""
    if rule.colours_zones:
        return rule
    raise InputError(Problem(f"rule_not_for_zones_{rule.kind}", rule.key, {"rule": rule.key}))


def first_counts(rule: Rule, population: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The smallest count of each band but the first, shape (bands - 1, zones); NEVER where unknown.

    incidence_bands: the band from b cases per ``per`` people per ``bound_days`` days starts at the
    smallest whole y with y * per * bound_days >= b * population * window_days. A band right after
    no_cases starts at 1. Counts and houses: at the bound itself. ``population`` is persons, NaN or
    0 unknown.
    """
    known = ~np.isnan(population) & (population > 0)
    people = np.where(known, population, 0).astype(np.int64)
    starts = np.full((len(rule.bands) - 1, len(people)), NEVER, dtype=np.int64)
    for index, band in enumerate(rule.bands[:-1]):
        if band.no_cases:
            starts[index] = 1
        elif not rule.by_incidence:
            starts[index] = int(band.below or 0)
        else:
            divisor = rule.per * rule.bound_days
            top = int(band.below or 0) * people * int(rule.window_days or 1)
            starts[index, known] = -(-top // divisor)[known]
    if rule.bands[0].no_cases and len(starts) > 1:
        starts[1:] = np.maximum(starts[1:], 1)
    return starts


def classify(
    rule: Rule, cases: npt.NDArray[np.float64], population: npt.NDArray[np.float64]
) -> npt.NDArray[np.str_]:
    """Level codes (see ``geo.levels``) of counts under a banded rule.

    ``cases`` are persons (or houses) and ``population`` persons; they broadcast together, NaN is
    unknown. Where the result can't be known (no count, a negative count, an incidence but no
    population) the code is "?"; zero cases need no population under a rule with a no_cases band.
    """
    shape = np.broadcast_shapes(cases.shape, population.shape)
    if population.ndim == 2 and population.shape[1] == 1 and cases.ndim == 2:
        people = np.broadcast_to(population[:, 0], (shape[0],))
        counts: npt.NDArray[np.float64] = np.broadcast_to(cases, shape)
    else:
        people = np.broadcast_to(population, shape).reshape(-1)
        counts = np.broadcast_to(cases, shape).reshape(-1, 1)
    codes = np.empty(counts.shape, dtype="<U1")
    for start in range(0, len(people), _ROWS):
        rows = slice(start, start + _ROWS)
        codes[rows] = _coded(rule, counts[rows], people[rows])
    return codes.reshape(shape)


def _coded(
    rule: Rule, counts: npt.NDArray[np.float64], people: npt.NDArray[np.float64]
) -> npt.NDArray[np.str_]:
    letters = np.array([BY_KEY[level].code for level in rule.levels] + [UNKNOWN])
    index = np.zeros(counts.shape, dtype=np.int8)
    for start in first_counts(rule, people):
        index += counts >= start[:, None]
    index[~(counts >= 0)] = len(rule.bands)
    if rule.by_incidence:
        lacking = ~(np.nan_to_num(people) > 0)
        beyond = counts[lacking] > 0 if rule.bands[0].no_cases else True
        index[lacking] = np.where(beyond, len(rule.bands), index[lacking])
    return letters[index]


def _rule(key: str, tables: Mapping[str, Mapping[str, Any]]) -> Rule:
    fields = {name: value for name, value in tables[key].items() if name != "text"}
    for name in ("sources", "diseases", "boxes"):
        fields[name] = tuple(fields.get(name, ()))
    fields["members"] = tuple(_rule(name, tables) for name in fields.get("members", ()))
    fields["bands"] = tuple(Band(**band) for band in fields.get("bands", ()))
    return Rule(key=key, words=tables[key].get("text", {}), **fields)
