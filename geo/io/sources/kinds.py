"""What kind of file this is: told by its first bytes, and by its ending where it is text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Literal

from geo.errors import InputError, Problem
from geo.io.sources import limits

ENDINGS = (".xlsx", ".csv", ".xls", ".ods", ".json", ".parquet")
"""Kinds of files that can be read."""

Kind = Literal["text", "json", "xlsx", "xls", "ods", "parquet"]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY = b"PK\x01\x02"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|table|meta)\b", re.I)
_RECORDS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*[\"}]")
_PIECE = 1 << 20


def kind_of(name: str, content: bytes, where: str) -> Kind:
    """The kind of a file with this name and content; InputError where it is none of ours.

    A workbook is read as what it is, whatever its ending says; text under the ending of a workbook
    is refused. A zip is unpacked once on the way, as far as it may, to see how large it truly is.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise InputError(Problem("file_kind", where, {"found": ending or "–"}))
    if content.startswith(_COMPOUND):
        return "xls"
    if content.startswith(b"PAR1"):
        return "parquet"
    if content.startswith(_ZIP):
        return _zip_kind(content, where)
    if _PAGE.match(content):
        raise InputError(Problem("file_page", where))
    if ending not in (".csv", ".json"):
        raise InputError(Problem("workbook_fake", where, {"found": ending}))
    return "json" if ending == ".json" or _RECORDS.match(content) else "text"


def _zip_kind(content: bytes, where: str) -> Kind:
    limits.check_entries(content.count(_ENTRY), where)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts, len(content), where)
            return _workbook_kind(parts, where)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
    ) as e:
        raise InputError(Problem("workbook_damaged", where, {"found": str(e)[:200]})) from e


def _check_parts(parts: zipfile.ZipFile, packed: int, where: str) -> None:
    """Refuse by what the directory says; then unpack, as a directory may lie."""
    entries = parts.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(Problem("workbook_locked", where))
    if {entry.compress_type for entry in entries} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("compression method")
    limits.check_unpacked(packed, sum(entry.file_size for entry in entries), where)
    unpacked = 0
    for entry in entries:
        entry.file_size = limits.UNPACKED_BYTES + _PIECE  # else reading stops where it says
        with parts.open(entry) as part:
            while piece := part.read(_PIECE):
                unpacked += len(piece)
                limits.check_unpacked(packed, unpacked, where)


def _workbook_kind(parts: zipfile.ZipFile, where: str) -> Kind:
    names = {name.lower() for name in parts.namelist()}
    if "xl/workbook.bin" in names:
        raise InputError(Problem("file_kind", where, {"found": ".xlsb"}))
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names and parts.read("mimetype").startswith(_ODS):
        return "ods"
    held = ", ".join(sorted(names)[:5])
    raise InputError(Problem("zip_without_workbook", where, {"found": held[:200] or "–"}))
