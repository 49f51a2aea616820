"""A file on its way into the store: read, looked at by the doctor, brought in as a draft.

The page, the command and the HTTP route all come through here, so that they say the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo import boundaries, doctor, doctor_values, names, population
from geo.access import require
from geo.cities import City, Disease
from geo.errors import InputError, Problem
from geo.io import aliases, batches, moments, response_ground, sources
from geo.io.desk import Desk
from geo.io.response_loads import Kept
from geo.io.sources import contents, responses
from geo.io.sources.columns import Mapping as Columns
from geo.io.sources.placing import Places
from geo.io.sources.sheets import Book, read_book_bytes
from geo.io.store import NewBatch, Store


@dataclass(frozen=True)
class Looked:
    """A file of cases that could be read: its numbers, and what the doctor says of them."""

    reading: sources.Reading
    diagnosis: doctor.Diagnosis


@dataclass(frozen=True)
class Brought:
    """What became of a file. ``batch_id`` is that of the draft, None where the very same file is
    stored ``already``; ``diagnosis`` is what the doctor said of it, None for other contents.
    ``responses`` says it of a file of responses, which makes no batch."""

    batch_id: int | None
    sha256: str
    diagnosis: doctor.Diagnosis | None
    responses: Kept | None = None

    @property
    def already(self) -> bool:
        return self.responses.already if self.responses else self.batch_id is None

    @property
    def report(self) -> dict[str, Any]:
        """The diagnosis as plain data, {} for other contents."""
        return doctor.to_dict(self.diagnosis) if self.diagnosis else {}


def spellings(store: Store | None, city: City) -> dict[str, str]:
    """Known spellings: those that come with the city, and those that people accepted."""
    known = dict(names.read_aliases(city.key))
    if store is not None:
        with store.reading() as connection:
            accepted = aliases.accepted(connection, city.key)
        known |= {folded: alias.meaning for folded, alias in accepted.items()}
    return known


def places(store: Store | None, city: City) -> Places:
    """The city's zones, to be asked by code and name."""
    return Places(city, boundaries.read_attributes(city), spellings(store, city))


@dataclass(frozen=True)
class Before:
    """What files are looked at against: ZONES, known spellings, and what counts already."""

    zones: pd.DataFrame
    spellings: Mapping[str, str]
    history: pd.DataFrame | None


def before(store: Store | None, city: City, disease: Disease) -> Before:
    """Gathered once for many files; ``store`` None is a store that doesn't exist yet."""
    zones = boundaries.read_attributes(city)
    return Before(zones, spellings(store, city), stored(store, city, disease))


def look(
    known: Before,
    city: City,
    disease: Disease,
    book: Book,
    *,
    measure: str | None = None,
    mapping: Columns | None = None,
) -> Looked:
    """Read an opened file of cases and question its numbers; nothing is stored.

    ``mapping`` says what a person takes each column for. InputError with every fault where the
    file can't be read as a whole.
    """
    reading = sources.read_opened(
        book,
        city,
        known.zones,
        known.spellings,
        disease=disease,
        measure=measure,
        mapping=mapping,
    )
    diagnosis = doctor.diagnose(
        reading,
        stored=known.history,
        zones=known.zones,
        case_indicator=disease.case_indicator,
        today=today(city),
        population=population.read(city),
    )
    return Looked(reading, diagnosis)


def look_content(store: Store | None, city: City, book: Book) -> contents.ContentReading:
    """Read an opened file of populations, houses per RT or zone decisions; nothing is stored."""
    zones = boundaries.read_attributes(city)
    return contents.read(book, city, zones, spellings(store, city), today=today(city))


def bring(
    desk: Desk,
    city: City,
    disease: Disease,
    name: str,
    content: bytes,
    *,
    measure: str | None = None,
    mapping: Columns | None = None,
    known: Before | None = None,
) -> Brought:
    """Read a file and store it as a draft; responses are recorded at once. ``known`` where it was
    gathered for many files. Raises AccessError before the file is even read, InputError with every
    fault, StoreError."""
    require(desk.viewer, "draft", city.key)
    book = read_book_bytes(name, content)
    if mapping is None and responses.part_of(book) is not None:
        return keep_responses(desk, city, disease, desk.responses.look_file(city, book))
    if mapping is None and contents.content_of(book) != "cases":
        return keep_content(desk, city, disease, look_content(desk.store, city, book))
    known = known or before(desk.store, city, disease)
    looked = look(known, city, disease, book, measure=measure, mapping=mapping)
    return keep(desk, city, disease, looked)


def keep(desk: Desk, city: City, disease: Disease, looked: Looked) -> Brought:
    """Store cases that were looked at as a draft."""
    reading = looked.reading
    foreign = set(reading.observations["zone_id"]) - set(
        boundaries.read_attributes(city)["zone_id"]
    )
    if foreign:
        values = {"found": ", ".join(sorted(foreign)[:5]), "city": city.name}
        raise InputError(Problem("zone_foreign", str(reading.file), values))
    report = json.dumps(doctor.to_dict(looked.diagnosis), ensure_ascii=False)
    batch = new_batch(reading, city, disease, looked.diagnosis.gap, report)
    key = desk.draft(batch, reading.observations, reading.unallocated)
    return Brought(key, reading.sha256, looked.diagnosis)


def keep_content(
    desk: Desk, city: City, disease: Disease, reading: contents.ContentReading
) -> Brought:
    """Store other contents that were read as a draft."""
    batch = new_content_batch(reading, city, disease)
    key = desk.draft_contents(batch, reading.content, reading.table)
    return Brought(key, reading.sha256, None)


def look_responses(store: Store | None, city: City, book: Book) -> responses.ResponseReading:
    """Read an opened file of responses; nothing is stored."""
    with nullcontext() if store is None else store.reading() as connection:
        ground = response_ground.ground(connection, city)
    return responses.read(book, places(store, city), ground)


def keep_responses(
    desk: Desk, city: City, disease: Disease, reading: responses.ResponseReading
) -> Brought:
    """Record a file of responses that was read."""
    kept = desk.responses.keep_file(city, disease.key, reading)
    return Brought(None, reading.sha256, None, kept)


def gap(reading: sources.Reading, disease: Disease) -> int:
    """Persons by which the file's own total and the map would differ (``doctor.Balance.gap``)."""
    spoken = doctor_values.spoken_of(reading, disease.case_indicator)
    return doctor_values.balance(reading, *spoken).gap if spoken else 0


def new_batch(
    reading: sources.Reading, city: City, disease: Disease, gap: int, report: str = ""
) -> NewBatch:
    """What the store is told of a file of cases."""
    return NewBatch(
        city=city.key,
        disease=disease.key,
        kind="import",
        file_name=reading.file.name,
        sha256=reading.sha256,
        note=reading.adapter,
        gap=gap,
        report=report,
    )


def new_content_batch(reading: contents.ContentReading, city: City, disease: Disease) -> NewBatch:
    """What the store is told of a file of other contents."""
    return NewBatch(
        city=city.key,
        disease=disease.key,
        kind="import",
        file_name=reading.file.name,
        sha256=reading.sha256,
        content=reading.content,
        gap=reading.gap,
    )


def stored(store: Store | None, city: City, disease: Disease) -> pd.DataFrame | None:
    """What counts of real reports; None where nothing does: a simulation is no history."""
    if store is None:
        return None
    history = batches.counted(store.batches(city.key, disease.key))
    if not any(batch.kind == "import" and batch.content == "cases" for batch in history):
        return None
    return store.observations(city.key, disease.key)


def today(city: City) -> dt.date:
    """The day in the city."""
    return moments.today(city.timezone)
