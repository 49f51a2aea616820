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
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, and the catalogue key and values that say the rest.

    ``where`` is a file, sheet, row, column, URL field or setting, as precise as it is known.
    ``fatal`` is False for what is worth saying but does not stop the work.
    """

    key: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fatal: bool = True


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
