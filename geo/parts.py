"""Parts of the program that are installed only where they are wanted, and what a page or a command
says where one is missing.

The default install is the dashboard: map, zones, comparison, rules, intake, the store on SQLite,
the HTTP interface. Each part has a file ``requirements-<part>.txt`` and is imported where it is
used, after ``require``. Nothing is left out quietly: what can't be worked out is a MissingPartError
whose words name the part and the command that installs it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec

from geo.errors import JagaError, Named, Problem

PARTS: Mapping[str, tuple[str, ...]] = {
    "statistics": ("scipy",),
    "exports": ("av", "fontTools", "pptx", "typst"),
    "geodata": ("pyogrio",),
    "server": ("authlib", "psycopg"),
}
"""The modules by which a part is known to be there."""


class MissingPartError(JagaError):
    """What was asked for needs a part that is not installed here."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(problem(part))


def problem(part: str) -> Problem:
    """The fault of a part that is missing."""
    return Problem(
        "part_missing",
        f"requirements-{part}.txt",
        {"part": part, "name": Named(part, "part.name.")},
    )


def require(part: str) -> None:
    """MissingPartError where the part, or one package of it, is not installed."""
    if not there(part):
        raise MissingPartError(part)


def there(part: str) -> bool:
    """Whether every package of the part is installed; nothing is imported."""
    return all(_there(module) for module in PARTS[part])


def _there(module: str) -> bool:
    if module in sys.modules:
        return sys.modules[module] is not None
    return find_spec(module) is not None
