"""A workbook or a delimited text file as rows of plain cells, read as a whole or refused."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from geo.errors import InputError, Problem

ENDINGS = (".xlsx", ".csv")
"""Kinds of files that can be read."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Sheet:
    """Rows of one sheet. ``rows[0]`` is the sheet's row 1; ``name`` is "" for a text file."""

    name: str
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Book:
    """A file's sheets that hold anything at all, in order, and the SHA-256 of its bytes."""

    path: Path
    sha256: str
    sheets: tuple[Sheet, ...]


def read_book(path: Path) -> Book:
    """The file as rows; InputError where it is missing, empty, damaged or not such a file."""
    where = str(path)
    if path.suffix.lower() not in ENDINGS:
        raise InputError(Problem("file_kind", where, {"found": path.suffix or "–"}))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("input_missing", where)) from None
    except OSError as error:
        found = {"found": error.strerror or str(error)}
        raise InputError(Problem("file_unreadable", where, found)) from error
    if not content.strip():
        raise InputError(Problem("file_empty", where))
    read = _read_workbook if path.suffix.lower() == ".xlsx" else _read_text
    sheets = tuple(s for s in read(content, where) if any(map(_filled, s.rows)))
    if not sheets:
        raise InputError(Problem("file_empty", where))
    return Book(path, hashlib.sha256(content).hexdigest(), sheets)


def _filled(row: Sequence[Any]) -> bool:
    return any(str(cell).strip() for cell in row)


def _read_workbook(content: bytes, where: str) -> list[Sheet]:
    if not content.startswith(b"PK"):
        raise InputError(Problem("workbook_fake", where))
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        return [
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        found = {"found": str(error)}
        raise InputError(Problem("workbook_damaged", where, found)) from error


def _read_text(content: bytes, where: str) -> list[Sheet]:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(Problem("text_unreadable", where))
    if "\x00" in text:
        raise InputError(Problem("text_unreadable", where))
    lines = io.StringIO(text, newline="")
    try:
        return [Sheet("", list(csv.reader(lines, delimiter=_mark(text), strict=True)))]
    except csv.Error as error:
        raise InputError(Problem("text_broken", where, {"found": str(error)})) from error


def _mark(text: str) -> str:
    """The delimiter: whichever of ; , tab stands most often in the first line that is not empty."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)


def word(cell: object) -> str:
    """A heading or label for comparing: lower case, one space between words."""
    return " ".join(str(cell).split()).lower()
