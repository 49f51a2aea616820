"""Read files: ``import`` stores them, ``check`` only says what they would bring.

Files or folders: cases, populations, houses per RT, zone decisions, responses. Each is stored as a
whole or refused as a whole; one that is stored already changes nothing. What is stored counts at
once, but for a file whose total differs from the map's: that waits as a draft for an explanation.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from geo import boundaries, doctor, inert, intake, population
from geo.cases import measure_faults
from geo.cities import City, Disease, read_cities, read_diseases
from geo.commands import load_responses, operating
from geo.errors import InputError, Problem
from geo.io import ledger, loading, sources
from geo.io.batches import Batch
from geo.io.desk import Desk
from geo.io.sources import contents, responses
from geo.io.sources.sheets import Book, read_book
from geo.io.store import NewBatch, Store
from geo.render import doctor as doctor_lines
from geo.render import marked
from geo.render.intake import lines
from geo.schema import MEASURES, OBSERVATION_COLUMNS
from geo.settings import Settings
from geo.text import text

ALL_FINE, FAULTS, NOTHING_DONE = 0, 1, 2
SHOWN = 10
"""Of so many files the findings are written out; the rest is counted."""
_TOLD = {"doctor_unmatched", "doctor_zones_without", "doctor_twice", "doctor_negative"}
"""Findings that the report above them tells of already."""


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``import`` and ``check``."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("--city", required=True, help="a key of data/cities.toml or of --cities")
    parser.add_argument("--disease", required=True, help="a key of data/diseases.toml")
    parser.add_argument("--measure", choices=MEASURES, help="where the file does not say it")
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    operating.add_store(parser)
    if name == "check":
        parser.add_argument(
            "--marked", type=Path, metavar="XLSX", help="one file's cells with findings, marked"
        )
        return
    parser.add_argument("--draft", action="store_true", help="store, but let nothing count yet")
    parser.add_argument(
        "--explain", default="", metavar="TEXT", help="why totals differ; such files count then too"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 all fine, 1 a file refused, waiting or with a row unmatched, 2 nothing could be done."""
    settings = Settings()
    cities = read_cities(settings.cities, arguments.cities)
    city: City = _known(cities, arguments.city, "city_unknown", "--city")
    disease: Disease = _known(read_diseases(), arguments.disease, "disease_unknown", "--disease")
    files = sources.find_files(arguments.paths)
    if not files:
        raise InputError(Problem("no_files", ", ".join(map(str, arguments.paths))))
    writes = arguments.command == "import"
    store = operating.store(arguments.db or settings.db_url, writes=writes)
    load = _Load(city, disease, boundaries.read_attributes(city), arguments, store, writes=writes)
    try:
        load.run(files)
    finally:
        if store is not None:
            store.close()
    for line in load.lines():
        print(inert.plain(line))
    if not writes and arguments.marked:
        load.mark(files, arguments.marked)
    return load.code


@dataclass
class _Load:
    """One run over many files."""

    city: City
    disease: Disease
    zones: pd.DataFrame
    arguments: argparse.Namespace
    store: Store | None
    writes: bool = field(kw_only=True)
    readings: list[sources.Reading] = field(default_factory=list)
    others: list[contents.ContentReading] = field(default_factory=list)
    recorded: list[load_responses.Recorded] = field(default_factory=list)
    refused: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    waiting: list[tuple[int, str, int]] = field(default_factory=list)
    previous: pd.DataFrame = field(default_factory=lambda: _no_observations())
    measures: dict[str, str] = field(default_factory=dict)
    earlier: list[Batch] = field(default_factory=list)
    read: set[tuple[str, str]] = field(default_factory=set)

    def run(self, files: list[Path]) -> None:
        """Read every file and, for ``import``, store it at once: what is read stays."""
        aliases = loading.spellings(self.store, self.city)
        if self.store is not None:
            self.earlier = self.store.batches(self.city.key, self.disease.key)
            found = loading.stored(self.store, self.city, self.disease)
            if found is not None:
                self.previous, self.measures = found, _measures(found)
        for file in operating.counted(files):
            try:
                book = read_book(file)
                if responses.part_of(book) is not None:
                    known = (self.store, self.city, self.disease, book)
                    self.recorded.append(load_responses.bring(*known, self.arguments))
                elif contents.content_of(book) == "cases":
                    self._cases(book, aliases)
                else:
                    self._other(book)
            except InputError as error:
                self.refused.append((str(file), error.problems))

    @property
    def code(self) -> int:
        """What the command ends with."""
        if not (self.readings or self.others or self.recorded or self.already):
            return NOTHING_DONE
        clean = self._report().is_clean and not self.waiting
        return ALL_FINE if clean and not any(r.unmatched for r in self.others) else FAULTS

    def lines(self) -> Iterable[str]:
        """The report in words."""
        lang = self.arguments.lang
        yield from lines(self._report(), self.city, self.disease, self.zones, lang, self.writes)
        for reading in self.others:
            holds = text(f"history.content.{reading.content}", lang)
            said = text("load.holds", lang, content=holds, n=len(reading.table))
            yield f"{reading.file}: {said}"
        yield from load_responses.lines(self.recorded, lang)
        for number, file, gap in self.waiting:
            yield text("load.waiting", lang, id=number, file=file, n=gap)
        yield from self._doubts(lang)

    def mark(self, files: list[Path], target: Path) -> None:
        """Write one file's table with its cells marked."""
        if len(files) != 1:
            raise InputError(Problem("marked_one", "--marked", {"n": len(files)}))
        try:
            sheets = read_book(files[0]).sheets
        except InputError:
            sheets = ()
        if self.refused:
            diagnosis = doctor.refused(*self.refused[0])
        else:
            diagnosis = self._diagnoses()[0] if self.readings else doctor.refused("", ())
        target.write_bytes(marked.marked(sheets, diagnosis, self.arguments.lang))

    def _cases(self, book: Book, aliases: Mapping[str, str]) -> None:
        reading = sources.read_opened(
            book,
            self.city,
            self.zones,
            aliases,
            disease=self.disease,
            measure=self.arguments.measure,
        )
        file, table = str(reading.file), reading.observations
        gap = loading.gap(reading, self.disease)
        batch = loading.new_batch(reading, self.city, self.disease, gap)
        numbers = ledger.fingerprint(table, reading.unallocated)
        batch = replace(batch, fingerprint=numbers)
        if (reading.sha256, numbers) in self.read:
            self.already.append(file)
            return
        same = ledger.same_reading(batch, len(table), self.earlier)
        if same is not None:
            self._again(same, file)
            return
        if faults := measure_faults(table, self.measures, file):
            raise InputError(faults)
        if self.writes and self.store is not None:
            desk = Desk(self.store, operating.viewer())
            if not self._settle(desk, desk.draft(batch, table, reading.unallocated), batch):
                return
        self.read.add((reading.sha256, numbers))
        self.readings.append(reading)
        self.measures |= _measures(table)

    def _again(self, same: Batch, file: str) -> None:
        """A file that is stored already: nothing changes, but for a draft that is explained now."""
        explained = self.arguments.explain if self.writes else ""
        if same.state == "draft" and explained and self.store is not None:
            Desk(self.store, operating.viewer()).publish(same.id, explained)
        self.already.append(file)

    def _other(self, book: Book) -> None:
        reading = loading.look_content(self.store, self.city, book)
        if self.writes and self.store is not None:
            desk = Desk(self.store, operating.viewer())
            batch = loading.new_content_batch(reading, self.city, self.disease)
            number = desk.draft_contents(batch, reading.content, reading.table)
            if not self._settle(desk, number, batch):
                return
        self.others.append(reading)

    def _settle(self, desk: Desk, number: int | None, batch: NewBatch) -> bool:
        """Publish what may count; False where the file was stored already."""
        if number is None:
            self.already.append(batch.file_name)
            return False
        if not self.arguments.draft and (not batch.gap or self.arguments.explain):
            desk.publish(number, self.arguments.explain)
        elif batch.gap:
            self.waiting.append((number, batch.file_name, batch.gap))
        return True

    def _report(self) -> intake.IntakeReport:
        cases = intake.report(
            self.readings, self.previous, self.zones, refused=self.refused, already=self.already
        )
        return load_responses.counted(cases, len(self.others), self.recorded)

    def _diagnoses(self) -> list[doctor.Diagnosis]:
        return doctor.diagnose_all(
            self.readings,
            stored=self.previous if len(self.previous) else None,
            zones=self.zones,
            case_indicator=self.disease.case_indicator,
            today=loading.today(self.city),
            population=population.read(self.city),
        )

    def _doubts(self, lang: str) -> Iterable[str]:
        """What the doctor found beyond the report, file by file."""
        shown = 0
        for diagnosis in self._diagnoses():
            kept = [f for f in diagnosis.findings if f.key not in _TOLD and "doctor" in f.key]
            if not any(f.severity != "note" for f in kept):
                continue
            shown += 1
            if shown <= SHOWN:
                yield f"{diagnosis.file}:"
                only = replace(diagnosis, findings=tuple(kept), balance=None)
                yield from (f"  {line}" for line in doctor_lines.lines(only, lang))
        if shown > SHOWN:
            yield text("load.more_files", lang, n=shown - SHOWN)


def _known(records: Mapping[str, Any], key: str, problem: str, where: str) -> Any:
    if key not in records:
        values = {"found": key, "known": ", ".join(sorted(records))}
        raise InputError(Problem(problem, where, values))
    return records[key]


def _measures(observations: pd.DataFrame) -> dict[str, str]:
    return dict(
        zip(observations["indicator"].tolist(), observations["measure"].tolist(), strict=True)
    )


def _no_observations() -> pd.DataFrame:
    types = dict.fromkeys(OBSERVATION_COLUMNS, "str")
    types |= {"date": "datetime64[ns]", "value": "Int64"}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})
