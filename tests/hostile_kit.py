"""Makers of hostile files: bytes torn, tables turned over, archives packed oddly; all seeded."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.files_kit import as_csv, as_ods, as_parquet, as_xls, entries_of
from tests.intake_kit import CEMPAKA, MANTUIL, PELAMBUAN

EVIL: tuple[Any, ...] = (
    *(
        "",
        " ",
        "-",
        "N/A",
        "<5",
        "0",
        "-3",
        "1.234",
        "1,234",
        "1.234,5",
        "12.0",
        "1e5",
        "٣",
        "½",
        "一",
    ),
    *('=HYPERLINK("http://x","y")', "=1+1", "+62", "@SUM(A1)", "\t=1", "＝1", "'", '"', "''", '""'),
    *("<script>alert(1)</script>", "&lt;", "]]>", "<!--", "{0}", "{found}", "%s", "\\", "../../x"),
    *("😀👩‍⚕️", "\u202eevil\u202c", "שלום", "مرحبا", "e\u0301" * 50, "\u200b", "\ufeff", "x" * 3000),
    *("TOTAL", "Jumlah", "LUAR KOTA", "Mantuil", "mantuil ", "MANTUI", "P. Mantuil", "Cempaka"),
    *("63.71.01.1001", "6371011001", "63.71.99.9999", "31.74.01.1001", "00.00.00.0000", "63.71"),
    *(
        "2020-10-06",
        "31/02/2020",
        "06/10/2020",
        "6 Okt 2020",
        "Senin, 6 Oktober 2020",
        "2999-01-01",
    ),
    *("positif", "POSITIF", "new", "cumulative", "kode", "tanggal", "nilai", "minggu", "tahun"),
    *(0, 1, 5, -1, 1.5, 10**9 + 1, 2**53, 6371011001, 44110, 1e15, True, None),
    *(dt.date(2020, 10, 6), dt.date(1999, 1, 1), dt.date(2099, 12, 31)),
)
HEADS = (
    ["kode", "kelurahan", "kecamatan", "tanggal", "indikator", "ukuran", "nilai"],
    ["kelurahan", "kecamatan", "tanggal", "ukuran", "positif", "meninggal"],
    ["zone_id", "measure", "2020-10-05", "2020-10-06", "2020-10-07"],
)
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"),
    *("cp1252", "latin-1", "cp437", "shift_jis", "gb18030", "cp037", "koi8-r"),
)


def table(dice: random.Random) -> list[list[Any]]:
    """A sound table of ours with some of its rows and cells turned over."""
    head = dice.choice(HEADS)
    rows: list[list[Any]] = [list(head)]
    sound = {
        "kode": (MANTUIL, PELAMBUAN, CEMPAKA),
        "zone_id": (MANTUIL, PELAMBUAN, CEMPAKA),
        "kelurahan": ("Mantuil", "Pelambuan"),
        "kecamatan": ("", "Banjarmasin Barat"),
        "indikator": ("positif", "meninggal"),
        "ukuran": ("new",),
        "measure": ("new",),
    }
    for number in range(dice.randrange(1, 8)):
        day = f"2020-10-{number + 1:02d}"
        rows.append(
            [
                day if name == "tanggal" else dice.choice(sound.get(name, (0, 1, 2, 7, "")))
                for name in head
            ]
        )
    for _ in range(dice.choice((0, 0, 1, 2, 6))):
        dice.choice(TURNS)(rows, dice)
    return rows


def _evil_cell(rows: list[list[Any]], dice: random.Random) -> None:
    row = dice.choice(rows)
    if row:
        row[dice.randrange(len(row))] = dice.choice(EVIL)


def _shuffle_columns(rows: list[list[Any]], dice: random.Random) -> None:
    order = list(range(max(map(len, rows))))
    dice.shuffle(order)
    rows[:] = [[row[n] for n in order if n < len(row)] for row in rows]


def _drop_column(rows: list[list[Any]], dice: random.Random) -> None:
    at = dice.randrange(7)
    rows[:] = [row[:at] + row[at + 1 :] for row in rows]


TURNS: tuple[Callable[[list[list[Any]], random.Random], None], ...] = (
    _evil_cell,
    _evil_cell,
    _evil_cell,
    _shuffle_columns,
    _drop_column,
    lambda rows, dice: dice.shuffle(rows),
    lambda rows, dice: rows.append(list(dice.choice(rows))),
    lambda rows, dice: rows.insert(0, ["Laporan", dice.choice(EVIL)]),
    lambda rows, dice: rows.insert(dice.randrange(len(rows) + 1), []),
    lambda rows, dice: dice.choice(rows).extend(dice.choices(EVIL, k=3)),
    lambda rows, dice: rows.append([dice.choice(EVIL) for _ in range(dice.randrange(1, 12))]),
)


def torn(content: bytes, dice: random.Random) -> bytes:
    """Bytes cut, flipped, doubled, zeroed, moved or added."""
    made = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        at, size = dice.randrange(len(made) + 1), dice.choice((1, 1, 2, 4, 16, 200))
        match dice.randrange(7):
            case 0:
                del made[at:]
            case 1:
                del made[at : at + size]
            case 2:
                made[at : at + size] = bytes(len(made[at : at + size]))
            case 3:
                made[at:at] = made[at : at + size]
            case 4:
                made[at:at] = dice.randbytes(size)
            case 5:
                piece = made[at : at + size]
                del made[at : at + size]
                made[dice.randrange(len(made) + 1) :][:0] = piece
            case _:
                for _ in range(size):
                    if made:
                        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def csv_file(dice: random.Random) -> bytes:
    rows = table(dice)
    encoding = dice.choice(ENCODINGS) if dice.random() < 0.4 else "utf-8"
    content = as_csv(rows, encoding, dice.choice(",;\t|"))
    if dice.random() < 0.3:
        content = content.replace(b"\r\n", dice.choice((b"\r", b"\n", b"\n\r", b"\x0b", b"\x00")))
    return torn(content, dice) if dice.random() < 0.6 else content


def json_file(dice: random.Random) -> bytes:
    rows = table(dice)
    head = [str(cell) for cell in rows[0]]
    made: Any = [dict(zip(head, row, strict=False)) for row in rows[1:]]
    match dice.randrange(6):
        case 0:
            made = {"data": made, "when": None}
        case 1:
            made = tree(dice, 5)
        case 2:
            made.append(tree(dice, 3))
        case 3:
            made.append({"kode": "\ud800\x00", "nilai": float("nan")})
    content = json.dumps(made, default=str, ensure_ascii=dice.random() < 0.8)
    encoding = dice.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"))
    written = content.encode(encoding, "surrogatepass")
    return torn(written, dice) if dice.random() < 0.5 else written


def tree(dice: random.Random, depth: int) -> Any:
    kind = dice.randrange(4) if depth else 0
    if kind == 1:
        return [tree(dice, depth - 1) for _ in range(dice.randrange(4))]
    if kind == 2:
        return {str(dice.choice(EVIL)): tree(dice, depth - 1) for _ in range(dice.randrange(4))}
    return dice.choice(EVIL)


def xls_file(dice: random.Random) -> bytes:
    content = as_xls([[_writable(cell) for cell in row] for row in table(dice)])
    return torn(content, dice) if dice.random() < 0.8 else content


def ods_file(dice: random.Random) -> bytes:
    entries = entries_of(as_ods([[_writable(cell) for cell in row] for row in table(dice)]))
    if dice.random() < 0.3:
        count = dice.choice((b"0", b"-1", b"7", b"16384", b"1048576", b"99999999999", b"x"))
        where = dice.choice((b"rows", b"columns"))
        tag = b"<table:table-row" if where == b"rows" else b"<table:table-cell"
        more = b" table:number-" + where + b'-repeated="' + count + b'"'
        entries["content.xml"] = entries["content.xml"].replace(tag, tag + more, 1)
    return packed(entries, "content.xml", dice)


def xlsx_file(dice: random.Random) -> bytes:
    return packed(small_workbook(table(dice)), "xl/worksheets/sheet1.xml", dice)


def real_file(dice: random.Random, entries: dict[str, bytes]) -> bytes:
    """A workbook that an office made, its rows shuffled, doubled or taken out, then torn."""
    sheet = next(n for n in sorted(entries) if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
    rows = re.findall(rb"<row .*?</row>", entries[sheet], re.S)
    head, _, rest = entries[sheet].partition(rows[0])
    tail = rest.rpartition(b"</row>")[2]
    match dice.randrange(6):
        case 0:
            dice.shuffle(rows)
        case 1:
            rows = rows[: dice.randrange(len(rows))]
        case 2:
            rows += dice.choices(rows, k=9)
        case 3:
            rows = [re.sub(rb' r="[A-Z]*\d+"', b"", row) for row in rows]
        case 4:
            rows = dice.sample(rows, len(rows) // 4)
    return packed(entries | {sheet: head + b"".join(rows) + tail}, sheet, dice)


def parquet_file(dice: random.Random) -> bytes:
    rows = [row for row in table(dice) if row]
    width = min(map(len, rows))
    head = [f"{cell}"[:99] for cell in rows[0][:width]]
    words = [["" if c is None else str(c) for c in row[:width]] for row in rows]
    if len(set(head)) < width or len(rows) < 2:
        head, words = ["kode", "nilai"], [["kode", "nilai"], [MANTUIL, "1"]]
    content = as_parquet([head, *words[1:]])
    return torn(content, dice) if dice.random() < 0.8 else content


def packed(entries: dict[str, bytes], main: str, dice: random.Random) -> bytes:
    """A zip of these entries with one thing wrong, or more; the sums of its parts are right."""
    entries = dict(entries)
    match dice.randrange(9):
        case 0 | 1 | 2:
            entries[main] = torn(entries[main], dice)
        case 3:
            name = dice.choice(sorted(entries))
            entries[name] = torn(entries[name], dice)
        case 4:
            del entries[dice.choice(sorted(entries))]
        case 5:
            name = dice.choice(sorted(entries))
            changed = (name.upper(), f"../{name}", name.replace("/", "\\"), f"{name}\x00", "é" * 99)
            entries[dice.choice(changed)] = entries.pop(name)
        case 6:
            entries = {"a.zip": packed(entries, main, dice), "mimetype": b"x"} | (
                entries if dice.random() < 0.5 else {}
            )
    method = dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED))
    if dice.random() < 0.03:
        method = dice.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as parts:
        names = list(entries)
        if dice.random() < 0.1:
            dice.shuffle(names)
        for name in names:
            parts.writestr(name, entries[name])
        if dice.random() < 0.1:
            parts.comment = dice.randbytes(50)
    content = out.getvalue()
    if dice.random() < 0.1:
        content = dice.randbytes(20) + content
    return torn(content, dice) if dice.random() < 0.25 else content


def small_workbook(rows: Sequence[Sequence[Any]]) -> dict[str, bytes]:
    """The parts of a workbook of one sheet, as plain as may be."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    lines = "".join(
        f'<row r="{n}">{"".join(_xlsx_cell(n, c, cell) for c, cell in enumerate(row))}</row>'
        for n, row in enumerate(rows, start=1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData>'
        "</worksheet>",
    }
    return {name: part.encode() for name, part in parts.items()}


def _xlsx_cell(row: int, column: int, cell: Any) -> str:
    place = f'r="{chr(65 + column)}{row}"' if column < 26 else ""
    if cell is None:
        return f"<c {place}/>"
    if isinstance(cell, (int, float)):
        return f"<c {place}><v>{cell}</v></c>"
    return f'<c {place} t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def _writable(cell: Any) -> Any:
    """What the writers of old formats take."""
    if isinstance(cell, int) and abs(cell) > 2**31:
        return float(cell)
    return re.sub("[\x00-\x08\x0b-\x1f]", "", cell) if isinstance(cell, str) else cell


FILES: dict[str, Callable[[random.Random], bytes]] = {
    "csv": csv_file,
    "json": json_file,
    "xlsx": xlsx_file,
    "xls": xls_file,
    "ods": ods_file,
    "parquet": parquet_file,
}
