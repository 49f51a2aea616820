"""One table in every kind of file that can be read, as bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Sequence

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import pyarrow
import pyarrow.parquet
import xlwt

Cell = str | int | float | dt.date | None
Rows = Sequence[Sequence[Cell]]


def as_csv(rows: Rows, encoding: str = "utf-8", mark: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["" if c is None else c for c in r] for r in rows])
    return out.getvalue().encode(encoding, "replace")


def as_xlsx(rows: Rows, *more: tuple[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in (("data", rows), *more):
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xls(rows: Rows) -> bytes:
    book = xlwt.Workbook()
    sheet, day = book.add_sheet("data"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write(number, column, cell, day)
            else:
                sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_ods(rows: Rows) -> bytes:
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="data")
    for row in rows:
        line = odf.table.TableRow()
        for cell in row:
            line.addElement(_ods_cell(cell))
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def as_json(rows: Rows) -> bytes:
    records = [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]
    return json.dumps(records, default=str).encode()


def as_parquet(rows: Rows) -> bytes:
    columns = list(zip(*rows[1:], strict=True))
    table = pyarrow.table(dict(zip(map(str, rows[0]), columns, strict=True)))
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


KINDS: dict[str, Callable[[Rows], bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "xls": as_xls,
    "ods": as_ods,
    "json": as_json,
    "parquet": as_parquet,
}


def repacked(
    content: bytes, change: dict[str, bytes] | None = None, drop: Sequence[str] = ()
) -> bytes:
    """A workbook with entries of its zip changed, added or dropped."""
    entries = entries_of(content) | (change or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, part in entries.items():
            if name not in drop:
                parts.writestr(name, part)
    return out.getvalue()


def entries_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def _ods_cell(cell: Cell) -> odf.table.TableCell:
    if cell is None:
        return odf.table.TableCell()
    if isinstance(cell, (int, float)):
        made = odf.table.TableCell(valuetype="float", value=cell)
    elif isinstance(cell, dt.date):
        made = odf.table.TableCell(valuetype="date", datevalue=cell.isoformat())
    else:
        made = odf.table.TableCell(valuetype="string")
    made.addElement(odf.text.P(text=str(cell)))
    return made
