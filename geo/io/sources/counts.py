"""Counts of persons as people and programs write them.

Counts are whole, so a dot or comma either groups thousands or stands before zeros. Which of the two
can only be told from the whole file: ``grouping_mark`` looks at all its cells once, ``read_count``
then reads each. What stays ambiguous is a fault and never a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["number", "missing", "suppressed", "fraction", "ambiguous", "fault"]

_MISSING = {"", "-", "–", "—", "n/a", "#n/a", "na", "nan", "null", "none", "tad", "t.a.d."}
_SUPPRESSED = re.compile(r"<\s*=?\s*\d+")
_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:[.,]0+)?")
_ZEROS = re.compile(r"\d+([.,])0+")
_FRACTION = re.compile(r"\d+[.,]\d+")


MOST = 1_000_000_000
"""Persons; a larger number is a slip (a code or a telephone number in the wrong column)."""


@dataclass(frozen=True)
class Count:
    """A cell read as a count; ``value`` is set only where ``state`` is "number".

    missing: an empty cell, "N/A", "-" (no report; never zero). suppressed: "<5".
    fraction, ambiguous, fault: can't be taken as a number of persons.
    """

    state: State
    value: int | None = None


def grouping_mark(cells: Iterable[object]) -> str | None:
    """The mark ("." or ",") that groups thousands in ``cells``; None where none safely does.

    A mark groups if some cell is grouped exactly by it ("1.234", "12,345,678"), and no cell uses it
    before zeros ("12.0", "0.000"). Where all cells end on one mark and three zeros and no cell is a
    plain number below a thousand, it may as well be a decimal mark: None. Both marks: None.
    """
    grouped: set[str] = set()
    sure: set[str] = set()
    decimal: set[str] = set()
    plain = False
    for text in {_tidy(cell) for cell in cells if isinstance(cell, str)}:
        text = text.lstrip("-")
        if _PLAIN.fullmatch(text):
            plain = plain or len(text) < 4
        elif (match := _GROUPED.fullmatch(text)) and not _one_mark_twice(text, match[1]):
            grouped.add(match[1])
            if not re.fullmatch(r"\d+[.,]000", text):
                sure.add(match[1])
        elif match := _ZEROS.fullmatch(text):
            decimal.add(match[1])
    if len(grouped) != 1 or grouped & decimal or not (sure or plain):
        return None
    return grouped.pop()


def read_count(cell: object, mark: str | None) -> Count:
    """One cell as a count, where ``mark`` groups thousands (see ``grouping_mark``).

    Numbers of a workbook are taken as they are: 12.0 is 12, 1.5 is a fraction.
    """
    count = _read(cell, mark)
    return count if count.value is None or abs(count.value) <= MOST else Count("fault")


def _read(cell: object, mark: str | None) -> Count:
    if cell is None:
        return Count("missing")
    if isinstance(cell, bool):
        return Count("fault")
    if isinstance(cell, int):
        return Count("number", cell)
    if isinstance(cell, float):
        if math.isnan(cell):
            return Count("missing")
        return Count("number", int(cell)) if cell.is_integer() else Count("fraction")
    if not isinstance(cell, str):
        return Count("fault")
    text = _tidy(cell)
    if text.lower() in _MISSING:
        return Count("missing")
    if _SUPPRESSED.fullmatch(text):
        return Count("suppressed")
    return _read_text(text, mark)


def _read_text(text: str, mark: str | None) -> Count:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if _PLAIN.fullmatch(digits):
        return Count("number", sign * int(digits))
    match = _GROUPED.fullmatch(digits)
    if match and not _one_mark_twice(digits, match[1]):
        if mark != match[1]:
            return Count("ambiguous")
        whole = re.sub(r"[.,]0+$", "", digits) if _other(match[1]) in digits else digits
        return Count("number", sign * int(whole.replace(match[1], "")))
    match = _ZEROS.fullmatch(digits)
    if match and match[1] != mark:
        return Count("number", sign * int(digits.split(match[1])[0]))
    return Count("fraction" if _FRACTION.fullmatch(digits) else "fault")


def _one_mark_twice(text: str, mark: str) -> bool:
    """True for "1.234.0", where one mark would have to group and to part decimals as well."""
    return any(len(part) != 3 for part in text.split(_other(mark))[0].split(mark)[1:])


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("−", "-")).strip()
