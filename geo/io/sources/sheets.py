"""A file of any kind that staff send, as rows of plain cells: read as a whole or refused."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from geo.errors import InputError, Problem
from geo.inert import plain
from geo.io.sources import apart, limits
from geo.io.sources.delimited import read_delimited, read_records
from geo.io.sources.kinds import ENDINGS, Kind, kind_of

__all__ = ["ENDINGS", "Book", "Sheet", "read_book", "read_book_bytes", "word"]

_MOST = apart.Most(
    seconds=limits.SECONDS,
    memory=limits.MEMORY_BYTES,
    sheets=limits.SHEETS,
    rows=limits.ROWS,
    columns=limits.COLUMNS,
    cells=limits.CELLS,
    unpacked=limits.UNPACKED_BYTES,
)
_MET = {1, -6, -9, -24}
"""How ``apart`` ends at a limit: no memory (MemoryError, SIGABRT), killed, out of time."""
_NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Workbooks that are read at the same time: each may take ``limits.MEMORY_BYTES``."""


@dataclass(frozen=True)
class Sheet:
    """Rows of one sheet. ``rows[0]`` is the sheet's row 1; ``name`` is "" for a text file."""

    name: str
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Book:
    """A file's sheets that hold anything at all, in order, and the SHA-256 of its bytes.

    ``path`` is only a name where the content was uploaded.
    """

    path: Path
    sha256: str
    sheets: tuple[Sheet, ...]


def read_book(path: Path) -> Book:
    """The file as rows; InputError where it is missing, empty, damaged, too large or of no kind
    that can be read."""
    shown = Path(plain(str(path)))
    where = str(shown)
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise InputError(Problem("file_special", where))
        with path.open("rb") as file:
            limits.check_size(os.fstat(file.fileno()).st_size, where)
            content = file.read(limits.FILE_BYTES + 1)
    except FileNotFoundError:
        raise InputError(Problem("input_missing", where)) from None
    except (OSError, ValueError) as error:
        found = {"found": getattr(error, "strerror", None) or str(error)}
        raise InputError(Problem("file_unreadable", where, found)) from error
    return _read(shown, content)


def read_book_bytes(name: str, content: bytes) -> Book:
    """The same for content that came with a name, from an upload or an address; no file is made."""
    bare = plain(PureWindowsPath(name).name).strip()[-200:]
    return _read(Path(bare or "-"), content)


def _read(path: Path, content: bytes) -> Book:
    where = str(path)
    limits.check_size(len(content), where)
    kind = kind_of(path.name, content, where) if content.strip() else None
    if kind is None:
        raise InputError(Problem("file_empty", where))
    sheets = tuple(
        Sheet(plain(name), rows)
        for name, rows in _tables(kind, content, where)
        if any(map(_filled, rows))
    )
    if not sheets:
        raise InputError(Problem("file_empty", where))
    _check_cells(sheets, where)
    return Book(path, hashlib.sha256(content).hexdigest(), sheets)


def _tables(kind: Kind, content: bytes, where: str) -> Iterable[tuple[str, apart.Rows]]:
    if kind == "text":
        return [("", read_delimited(content, where))]
    if kind == "json":
        return [("", read_records(content, where))]
    return _read_apart(kind, content, where)


def _read_apart(kind: Kind, content: bytes, where: str) -> Iterable[tuple[str, apart.Rows]]:
    """The sheets of a binary file, read by ``apart`` in a process of its own."""
    command = [sys.executable, "-I", apart.__file__, kind, *map(str, _MOST)]
    given = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    given["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # its own asks for a gigabyte at once
    try:
        with _AT_ONCE:
            done = subprocess.run(  # noqa: S603  (our own program)
                command,
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=given,
                timeout=3 * limits.SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode in _MET:
        values = {"seconds": limits.SECONDS, "most": limits.MEMORY_BYTES // 1_000_000}
        raise InputError(Problem("file_unruly", where, values))
    if done.returncode != 0:
        raise InputError(Problem("workbook_damaged", where, {"found": "–"}))
    verdict, *said = pickle.loads(done.stdout)  # noqa: S301  (what our own program wrote)
    if verdict == "damaged":
        raise InputError(Problem("workbook_damaged", where, {"found": plain(said[0])}))
    if verdict == "refused":
        key, inside, values = said
        raise InputError(Problem(key, _inside(where, inside), values))
    return said[0]


def _check_cells(sheets: Iterable[Sheet], where: str) -> None:
    """InputError where a cell's text is endless or holds what no text may: NUL, half a pair."""
    for sheet in sheets:
        place = _inside(where, sheet.name)
        for number, row in enumerate(sheet.rows, start=1):
            for cell in row:
                if isinstance(cell, str) and len(cell) > limits.CELL_CHARACTERS:
                    values = {"found": len(cell), "most": limits.CELL_CHARACTERS}
                    raise InputError(Problem("cell_too_long", f"{place}:{number}", values))
                if isinstance(cell, str) and _NO_TEXT.search(cell):
                    raise InputError(Problem("cell_unreadable", f"{place}:{number}"))


def _inside(where: str, sheet: str) -> str:
    return f"{where} [{plain(sheet)}]" if sheet else where


def _filled(row: Sequence[Any]) -> bool:
    return any(str(cell).strip() for cell in row)


def word(cell: object) -> str:
    """A heading or label for comparing: lower case, one space between words."""
    return " ".join(str(cell).split()).lower()
