"""Headings and words of tables of other contents than cases, and which content a table is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from geo.io.batches import Content
from geo.io.sources.words import FIELDS, INDICATORS, fold

HEAD_ROWS = 10
"""The heading stands in one of the first so many rows."""

PEOPLE_OF = re.compile(r"(?:jumlah )?(?:penduduk|jiwa|populasi|population|people) \(?(\d{4})\)?")
"""Heading of a column that holds the people of one year."""

_ZONE = ("zone_id", "name", "district", "date", "year", "value")
_FIELDS = {word: key for word, key in FIELDS.items() if key in _ZONE}
_WORDS = {
    "rt": "rt, no rt, no. rt, nomor rt, rukun tetangga",
    "rw": "rw, no rw, no. rw, nomor rw, rukun warga",
    "houses": "houses, rumah, jumlah rumah, rumah kasus, rumah positif, rumah terkonfirmasi, "
    "rumah dengan kasus, jumlah rumah dengan kasus",
    "people": "population, people, penduduk, jumlah penduduk, jiwa, jumlah jiwa, populasi",
    "level": "level, warna, warna zona, zona risiko, status zona, zonasi, tingkat risiko",
    "decree": "decree, sk, no sk, no. sk, nomor sk, surat keputusan, nomor surat keputusan, "
    "keputusan, dasar hukum",
    "note": "note, catatan, keterangan",
}
_FIELDS |= {word.strip(): key for key, words in _WORDS.items() for word in words.split(",")}

LEVELS = {
    "hijau": "hijau",
    "green": "hijau",
    "kuning": "kuning",
    "yellow": "kuning",
    "oranye": "oranye",
    "orange": "oranye",
    "jingga": "oranye",
    "merah": "merah",
    "red": "merah",
}


def head_of(rows: Sequence[Sequence[Any]]) -> int | None:
    """The row with a heading for a zone's code or name; None where there is none."""
    for number, row in enumerate(rows[:HEAD_ROWS]):
        if {_FIELDS.get(fold(cell)) for cell in row} & {"zone_id", "name"}:
            return number
    return None


def heads(cells: Sequence[Any]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Columns by field, and fields that several headings stand for. "Zona" names the kelurahan
    where nothing else does, and is the colour beside a code or another name."""
    found: dict[str, list[int]] = {}
    for column, cell in enumerate(cells):
        key = _FIELDS.get(fold(cell))
        if key:
            found.setdefault(key, []).append(column)
    names = found.get("name", [])
    zona = [column for column in names if fold(cells[column]) in ("zona", "zone")]
    if zona and (len(names) > len(zona) or "zone_id" in found) and "level" not in found:
        found["level"] = zona
        found["name"] = [column for column in names if column not in zona]
    columns = {key: places[0] for key, places in found.items() if places}
    return columns, {key: places for key, places in found.items() if len(places) > 1}


def years_of(cells: Sequence[Any]) -> dict[int, int]:
    """Columns that hold the people of one year, with that year."""
    matches = ((column, PEOPLE_OF.fullmatch(fold(cell))) for column, cell in enumerate(cells))
    return {column: int(match[1]) for column, match in matches if match}


def content_of(rows: Sequence[Sequence[Any]]) -> Content:
    """What a table speaks of by its headings; cases where it is none of these contents."""
    head = head_of(rows)
    if head is None:
        return "cases"
    cells = rows[head]
    found, _ = heads(cells)
    counted = "value" in found or any(fold(cell) in INDICATORS for cell in cells)
    if {"rt", "houses"} <= set(found):
        return "rt_houses"
    if "level" in found and ("decree" in found or not counted):
        return "zones"
    if ("people" in found or years_of(cells)) and "date" not in found and not counted:
        return "population"
    return "cases"
