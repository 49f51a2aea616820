"""Reads what geo/render/packed.py writes; static/jaga/packed.js does it in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


def letters(packed: str) -> str:
    return re.sub(r"(\D)(\d+)", lambda run: run[1] * int(run[2]), packed)


def by_day(rows: Sequence[str]) -> list[str]:
    """From a text a zone to a text a day."""
    return ["".join(day) for day in zip(*map(letters, rows), strict=True)]


def numbers(line: str) -> Iterator[int]:
    """The numbers of an encoded polyline, read as its published description says."""
    value, shift = 0, 0
    for character in line:
        chunk = ord(character) - 63
        value |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            yield ~(value >> 1) if value & 1 else value >> 1
            value, shift = 0, 0


def counts(packed: str) -> list[int | None]:
    found: list[int | None] = []
    last = 0
    for known in re.split("( )", letters(packed)):
        if known == " ":
            found.append(None)
        for change in numbers(known.strip()):
            last += change
            found.append(last)
    return found
