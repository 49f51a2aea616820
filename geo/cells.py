"""Checks of one cell of a fixed CSV: None where it is right, else a problem key and its values.

The keys are those of ``problem.archive_*`` in the text catalogues.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable

from geo.schema import normalise_code

Fault = tuple[str, dict[str, str]]
Check = Callable[[str], Fault | None]

COLOURS = ("hijau", "kuning", "oranye", "merah", "hitam")
RT_LEVELS = {colour: f"memuat_rt_{colour}" for colour in ("kuning", "oranye", "merah")}


def anything(cell: str) -> None:
    """Any text, also none."""


def day(cell: str) -> Fault | None:
    """An ISO date, "2020-10-06"."""
    try:
        exact = dt.date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        exact = False
    return None if exact else ("archive_date", {"found": cell})


def one_of(allowed: Iterable[str]) -> Check:
    """One of the given words."""
    words = tuple(allowed)
    values = {"allowed": ", ".join(words)}
    return lambda cell: None if cell in words else ("archive_choice", {"found": cell, **values})


def words_of(allowed: tuple[str, ...]) -> Check:
    """Nothing, or given words parted by spaces."""
    check = one_of(allowed)
    return lambda cell: next((fault for word in cell.split() if (fault := check(word))), None)


def zone_of(regency_code: str) -> Check:
    """A Kemendagri code of that kota or kabupaten."""

    def check(cell: str) -> Fault | None:
        if normalise_code(cell) == cell and cell.startswith(f"{regency_code}."):
            return None
        return "archive_zone", {"found": cell, "city": regency_code}

    return check


def count(cell: str) -> Fault | None:
    """A whole number of zero or more."""
    return None if re.fullmatch(r"\d+", cell) else ("archive_number", {"found": cell})


def count_or_nothing(cell: str) -> Fault | None:
    """As ``count``, or nothing where the source states no number."""
    return count(cell) if cell else None


def link(cell: str) -> Fault | None:
    """A web address."""
    return None if re.fullmatch(r"https?://\S+", cell) else ("archive_url", {"found": cell})


def links(cell: str) -> Fault | None:
    """Nothing, or web addresses parted by spaces."""
    return next((fault for url in cell.split() if (fault := link(url))), None)


def contradiction(cell: str) -> Fault | None:
    """Nothing, or "zone_id level date url" of the statement that says otherwise."""
    parts = cell.split()
    if not parts:
        return None
    if len(parts) == 4 and normalise_code(parts[0]) and parts[1] in COLOURS:
        return day(parts[2]) or link(parts[3])
    return "archive_contradicts", {"found": cell}
