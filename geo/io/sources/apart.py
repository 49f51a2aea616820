"""A program of its own that reads one workbook or Parquet file, and may die of it.

Readers of binary formats trust their file: one cell far outside its table asks for half a terabyte
and ends the process. So the server starts this file apart, with little memory and time, and without
its environment. Content comes on standard input; on standard output goes, pickled, either
("sheets", [(name, rows)]) or ("refused", key, where inside the file, values).
It imports nothing of ours, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import datetime as dt
import decimal
import io
import os
import pickle
import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

Rows = list[list[Any]]


class Most(NamedTuple):
    """The limits that hold, as in ``geo.io.sources.limits``."""

    seconds: int
    memory: int
    sheets: int
    rows: int
    columns: int
    cells: int
    unpacked: int


class RefusedError(Exception):
    """A file that is not read on: catalogue key, place inside the file, values."""


def confine(most: Most) -> None:
    """Less memory and time from here on; nothing where the system can't."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (most.seconds, most.seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (most.memory, most.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets(kind: str, content: bytes, most: Most) -> list[tuple[str, Rows]]:
    """Sheets with their rows; ``kind`` is "parquet" or a workbook's."""
    found, cells = [], 0
    read = _parquet if kind == "parquet" else _workbook
    for name, height, width, rows in read(content, most):
        _check("rows_too_many", height, most.rows, name)
        _check("columns_too_many", width, most.columns, name)
        cells += height * width
        _check("cells_too_many", cells, most.cells, name)
        found.append((name, rows()))
    return found


def _check(key: str, found: int, most: int, sheet: str) -> None:
    if found > most:
        raise RefusedError(key, sheet, {"found": found, "most": most})


def _workbook(content: bytes, most: Most) -> Iterator[tuple[str, int, int, Any]]:
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError:
        raise RefusedError("workbook_locked", "", {}) from None
    except calamine.CalamineError:
        if _repeats(content, most):
            raise MemoryError from None
        raise
    tables = [s.name for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
    _check("sheets_too_many", len(tables), most.sheets, "")
    for name in tables:
        sheet = book.get_sheet_by_name(name)
        last = sheet.end
        height, width = (last[0] + 1, last[1] + 1) if last else (0, 0)
        yield name, height, width, lambda s=sheet: s.to_python(skip_empty_area=False)


def _repeats(content: bytes, most: Most) -> bool:
    """True for an ODS workbook that says "this row, 1,048,576 times". Most say so of an empty one;
    the reader that gave up on the others does not say why."""
    import zipfile

    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("content.xml") if "content.xml" in parts.namelist() else b""
    times = re.findall(rb'number-(?:rows|columns)-repeated="(\d{1,9})"', xml)
    return max(map(int, times), default=0) > most.rows


def _parquet(content: bytes, most: Most) -> Iterator[tuple[str, int, int, Any]]:
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    held = file.metadata
    _check("columns_too_many", held.num_columns, most.columns, "")
    unpacked = sum(held.row_group(n).total_byte_size for n in range(held.num_row_groups))
    if unpacked > most.unpacked:
        values = {"found": unpacked // 1_000_000, "most": most.unpacked // 1_000_000}
        raise RefusedError("file_unpacks", "", values)
    yield "", held.num_rows + 1, held.num_columns, lambda: _table(file.read(use_threads=False))


def _table(table: Any) -> Rows:
    """Headings, then rows of plain values; missing is ""."""
    import pyarrow as pa

    columns = []
    for column in table.columns:
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us"), safe=False)
        columns.append([_plain(value) for value in column.to_pylist()])
    return [list(table.column_names), *map(list, zip(*columns, strict=True))]


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (str, bool, int, float, dt.date, dt.time, dt.timedelta)):
        return value
    raise RefusedError("cell_nested", "", {})


def main() -> None:
    """Answer on standard output; an end without an answer says that the limits were met."""
    kind, *numbers = sys.argv[1:]
    most = Most(*map(int, numbers))
    content = sys.stdin.buffer.read()
    confine(most)
    answer: tuple[Any, ...]
    try:
        answer = ("sheets", sheets(kind, content, most))
    except RefusedError as refusal:
        answer = ("refused", *refusal.args)
    except MemoryError:
        sys.exit(1)
    except BaseException as error:  # a panic of a reader in Rust is no Exception
        said = str(error)
        if "limit exceeded" in said or "malloc" in said:  # the reader's own limits, and Arrow's
            sys.exit(1)
        answer = ("damaged", said[:200])
    pickle.dump(answer, sys.stdout.buffer, protocol=5)
    sys.stdout.buffer.flush()
    # The interpreter's own end takes down Arrow's threads, and now and then aborts over one of them
    # after all was said: that would look like a limit that was met.
    os._exit(0)


if __name__ == "__main__":
    main()
