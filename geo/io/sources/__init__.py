"""Files of case reports, one adapter a foreign format.

A mapping that a person confirmed is always read as our own table. To add a format: a module with
NAME, ``fits(book)`` and a reader, one entry in ``_ADAPTERS``, and a sample in the tests. The first
adapter that fits reads the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from geo.cities import City, Disease
from geo.errors import InputError, Problem
from geo.io.sources import canonical, columns, merged, standar_kelurahan
from geo.io.sources.placing import Places, Unmatched
from geo.io.sources.reading import Reading
from geo.io.sources.sheets import ENDINGS, Book, read_book, read_book_bytes
from geo.schema import check_observations

__all__ = [
    "ENDINGS",
    "Reading",
    "Unmatched",
    "find_files",
    "has_layout",
    "read",
    "read_content",
    "read_opened",
]

_Reader = Callable[[Book, Places, Disease, str | None], Reading]

_ADAPTERS: tuple[tuple[Callable[[Book], bool], _Reader], ...] = (
    (
        standar_kelurahan.fits,
        lambda book, places, _disease, measure: standar_kelurahan.read(
            book, places, measure=measure
        ),
    ),
    (
        merged.fits,
        lambda book, places, disease, measure: merged.read(
            book, places, disease=disease, measure=measure
        ),
    ),
    (
        canonical.fits,
        lambda book, places, disease, measure: canonical.read(
            book, places, disease=disease, measure=measure
        ),
    ),
)


def read(
    path: Path,
    city: City,
    zones: pd.DataFrame,
    aliases: Mapping[str, str],
    *,
    disease: Disease,
    measure: str | None = None,
    mapping: columns.Mapping | None = None,
) -> Reading:
    """One file as a Reading, by the first adapter that fits.

    ``zones`` as in geo.schema, ``aliases`` as given by ``geo.names.read_aliases``; ``measure``
    ("new" or "cumulative") where the file does not say it; ``mapping`` what its columns stand for,
    where a person confirmed it (see ``geo.io.sources.mapping``). InputError with every fault of the
    file, each with its cell: it is read as a whole or refused as a whole.
    """
    return _read(read_book(path), Places(city, zones, aliases), disease, measure, mapping)


def read_content(
    name: str,
    content: bytes,
    city: City,
    zones: pd.DataFrame,
    aliases: Mapping[str, str],
    *,
    disease: Disease,
    measure: str | None = None,
    mapping: columns.Mapping | None = None,
) -> Reading:
    """The same for content that came with a name, from an upload or an address; no file is made."""
    book = read_book_bytes(name, content)
    return _read(book, Places(city, zones, aliases), disease, measure, mapping)


def read_opened(
    book: Book,
    city: City,
    zones: pd.DataFrame,
    aliases: Mapping[str, str],
    *,
    disease: Disease,
    measure: str | None = None,
    mapping: columns.Mapping | None = None,
) -> Reading:
    """The same for a file that is opened already."""
    return _read(book, Places(city, zones, aliases), disease, measure, mapping)


def has_layout(book: Book) -> bool:
    """True where the file has a layout of its own, so that its columns need no mapping."""
    return standar_kelurahan.fits(book) or merged.fits(book)


def _read(
    book: Book,
    places: Places,
    disease: Disease,
    measure: str | None,
    mapping: columns.Mapping | None,
) -> Reading:
    if mapping is not None:
        reading = canonical.read(book, places, disease=disease, measure=measure, mapping=mapping)
        check_observations(reading.observations, str(book.path))
        return reading
    for fits, reader in _ADAPTERS:
        if fits(book):
            reading = reader(book, places, disease, measure)
            check_observations(reading.observations, str(book.path))
            return reading
    first = next((row for row in book.sheets[0].rows if any(str(c).strip() for c in row)), [])
    headings = ", ".join(str(cell).strip() for cell in first if str(cell).strip())
    raise InputError(Problem("format_unknown", str(book.path), {"found": headings[:200]}))


def find_files(paths: list[Path]) -> list[Path]:
    """Files named in ``paths`` and those found in folders among them, each once, in order.

    In folders only files that can be read by their ending count; lock files, hidden files and those
    in a folder "templates" do not. A path that does not exist stays in the list, so that reading it
    says so.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
            found += sorted(
                p
                for p in inside
                if not p.name.startswith(("~$", ".")) and p.parent.name != "templates"
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))
