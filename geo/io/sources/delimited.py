"""Text files as rows: delimited text (CSV) and JSON records, row by row against the limits."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from geo.errors import InputError, Problem
from geo.io.sources import limits

Rows = list[list[Any]]

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PIECE = 1 << 20


def read_delimited(content: bytes, where: str) -> Rows:
    """Rows of words; InputError where it is no text, badly quoted or too large."""
    encoding = _encoding(content, where, ("utf-8-sig", "cp1252"))
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as lines:
        mark = _mark(lines.read(_PIECE))
        limits.check_cells(content.count(mark.encode()), where)
        lines.seek(0)
        try:
            return list(_counted(csv.reader(lines, delimiter=mark, strict=True), where))
        except csv.Error as error:
            raise InputError(Problem("text_broken", where, {"found": str(error)})) from error


def read_records(content: bytes, where: str) -> Rows:
    """A JSON list of records, or {"data": [...]}, as a row of headings and one row a record.

    A key that a record lacks, and null, are an empty cell. InputError for any other shape, for a
    value that is a list or a record itself, and for a key that stands twice in one record.
    """
    records = _records(_parse(content, where), where)
    headings: dict[str, None] = {}
    for record in records:
        headings.update(dict.fromkeys(record))
        limits.check_extent(1, len(headings), where)
    limits.check_extent(len(records) + 1, len(headings), where)
    rows: Rows = [list(headings)]
    for number, record in enumerate(records, start=1):
        for key, value in record.items():
            if isinstance(value, (dict, list)):
                raise InputError(Problem("cell_nested", f"{where} [{number}] {key[:80]}"))
        rows.append(["" if (v := record.get(key)) is None else v for key in headings])
    return rows


def _encoding(content: bytes, where: str, encodings: tuple[str, ...]) -> str:
    """The first encoding that fits the whole content. A NUL fits none: it is a binary file."""
    for encoding in ("utf-16",) if content.startswith(_UTF16) else encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            pieces = range(0, len(content), _PIECE)
            texts = (decoder.decode(content[at : at + _PIECE]) for at in pieces)
            if any("\x00" in text for text in texts):
                break
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        return encoding
    raise InputError(Problem("text_unreadable", where))


def _mark(text: str) -> str:
    """The delimiter: whichever of ; , tab stands most often in the first line that is not empty."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)


def _counted(rows: Iterator[list[str]], where: str) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(rows, start=1):
        cells += len(row)
        limits.check_extent(number, len(row), where)
        limits.check_cells(cells, where)
        yield row


def _parse(content: bytes, where: str) -> Any:
    """The JSON value. What would be many times larger in memory than in the file is refused first:
    more brackets than rows, more commas than cells."""
    encoding = _encoding(content, where, ("utf-8-sig",))
    brackets = content.count(b"{") + content.count(b"[")
    limits.check_extent(brackets - 2, 1, where)
    limits.check_cells(content.count(b","), where)
    try:
        return json.loads(content.decode(encoding), object_pairs_hook=_once, parse_constant=_none)
    except RecursionError:
        raise InputError(Problem("cell_nested", where)) from None
    except ValueError as error:
        raise InputError(Problem("json_broken", where, {"found": str(error)[:200]})) from error


def _records(value: Any, where: str) -> list[dict[str, Any]]:
    records = value.get("data") if isinstance(value, dict) else value
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise InputError(Problem("json_shape", where))
    return records


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key stands twice in one record")
    return record


def _none(word: str) -> None:
    """NaN and Infinity are no JSON, though Python writes them; NaN means missing."""
    if word != "NaN":
        raise ValueError(word)
