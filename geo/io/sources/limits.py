"""How large a file may be, and the refusal of what is larger, as early as it can be told.

Generous for staff: 267 zones of one year in the long shape are 97,455 rows. The limits keep one
upload below about 1.5 GB of memory and 30 seconds.
"""

from __future__ import annotations

from geo.errors import InputError, Problem

FILE_BYTES = 50_000_000
UNPACKED_BYTES = 100_000_000
"""What a workbook's parts may be together once they are unpacked."""
UNPACKED_RATIO = 250
"""Times that a zip of some size may grow; sheets of real offices grow 3 to 30 times."""
ZIP_ENTRIES = 2_000
SHEETS = 100
ROWS = 200_000
"""Rows of one sheet."""
COLUMNS = 2_000
"""Columns of one sheet."""
CELLS = 5_000_000
"""Cells of all sheets together, empty ones inside the table included."""
NUMBERS = 1_000_000
"""Numbers of one file: 267 zones of a year with ten indicators."""
CELL_CHARACTERS = 32_767
"""What a cell of a workbook can hold; a longer one means a quotation mark that never closes."""
SECONDS = 20
"""Processor time for reading a workbook apart."""
MEMORY_BYTES = 1_500_000_000
"""Memory for reading a workbook apart."""
FAULTS = 1_000
"""Faults of one file after which nobody reads on."""

_MEGA = 1_000_000


def check_size(size: int, where: str) -> None:
    """InputError where a file of ``size`` bytes is too large to be read."""
    if size > FILE_BYTES:
        values = {"found": -(-size // _MEGA), "most": FILE_BYTES // _MEGA}
        raise InputError(Problem("file_too_large", where, values))


def check_extent(rows: int, columns: int, where: str) -> None:
    """InputError where a sheet has too many rows, columns or cells."""
    _refuse_above("rows_too_many", rows, ROWS, where)
    _refuse_above("columns_too_many", columns, COLUMNS, where)
    check_cells(rows * columns, where)


def check_cells(cells: int, where: str) -> None:
    """InputError where a file has too many cells."""
    _refuse_above("cells_too_many", cells, CELLS, where)


def check_numbers(numbers: int, where: str) -> None:
    """InputError where a file has too many numbers."""
    _refuse_above("numbers_too_many", numbers, NUMBERS, where)


def check_entries(entries: int, where: str) -> None:
    """InputError where a zip has too many parts."""
    _refuse_above("zip_entries", entries, ZIP_ENTRIES, where)


def check_unpacked(packed: int, unpacked: int, where: str) -> None:
    """InputError where the parts of a zip are too large, or far too large for what it weighs."""
    most = UNPACKED_BYTES if unpacked < 10 * _MEGA else min(UNPACKED_BYTES, packed * UNPACKED_RATIO)
    if unpacked > most:
        values = {"found": unpacked // _MEGA, "most": UNPACKED_BYTES // _MEGA}
        raise InputError(Problem("file_unpacks", where, values))


def _refuse_above(key: str, found: int, most: int, where: str) -> None:
    if found > most:
        raise InputError(Problem(key, where, {"found": found, "most": most}))
