"""Read files of case reports: ``import`` stores them, ``check`` only says what it would bring.

Files or whole folders (xlsx, csv). Each file is stored as a whole or refused as a whole; one that
is stored already changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geo import boundaries, intake, names
from geo.cases import measure_faults
from geo.cities import City, Disease, read_cities, read_diseases
from geo.errors import InputError, Problem, StoreError
from geo.io import sources
from geo.io.store import NewBatch, Store
from geo.render.intake import lines
from geo.schema import MEASURES, OBSERVATION_COLUMNS
from geo.settings import Settings

ALL_FINE, FAULTS, NOTHING_DONE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``import`` and ``check``."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("--city", required=True, help="a key of data/cities.toml or of --cities")
    parser.add_argument("--disease", required=True, help="a key of data/diseases.toml")
    parser.add_argument("--measure", choices=MEASURES, help="where the file does not say it")
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")


def run(arguments: argparse.Namespace) -> int:
    """0 all fine, 1 a file refused or a row unmatched, 2 nothing could be done."""
    settings = Settings()
    cities = read_cities(settings.cities, arguments.cities)
    city: City = _known(cities, arguments.city, "city_unknown", "--city")
    disease: Disease = _known(read_diseases(), arguments.disease, "disease_unknown", "--disease")
    zones = boundaries.read_attributes(city)
    files = sources.find_files(arguments.paths)
    if not files:
        raise InputError(Problem("no_files", ", ".join(map(str, arguments.paths))))
    writes = arguments.command == "import"
    store = _store(arguments.db or settings.db_url, writes=writes)
    load = _Load(city, disease, zones, arguments.measure, store, writes=writes)
    try:
        load.run(files)
    finally:
        if store is not None:
            store.close()
    outcome = load.report()
    for line in lines(outcome, city, disease, zones, arguments.lang, stored=writes):
        print(line)
    if not outcome.files_read and not outcome.already:
        return NOTHING_DONE
    return ALL_FINE if outcome.is_clean else FAULTS


@dataclass
class _Load:
    """One run over many files."""

    city: City
    disease: Disease
    zones: pd.DataFrame
    measure: str | None
    store: Store | None
    writes: bool = field(kw_only=True)
    readings: list[sources.Reading] = field(default_factory=list)
    refused: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    previous: pd.DataFrame = field(default_factory=lambda: _no_observations())
    measures: dict[str, str] = field(default_factory=dict)

    def run(self, files: list[Path]) -> None:
        """Read every file and, for ``import``, store it at once: what is read stays."""
        key = (self.city.key, self.disease.key)
        aliases = names.read_aliases(self.city.key)
        stored: set[tuple[str, int]] = set()
        if self.store is not None:
            history = self.store.batches(*key)
            if any(batch.kind == "import" for batch in history):
                self.previous = self.store.observations(*key)
                self.measures = _measures(self.previous)
                stored = {(b.sha256, b.rows) for b in history if b.kind == "import"}
        for file in _counted(files):
            try:
                reading = sources.read(
                    file, self.city, self.zones, aliases, disease=self.disease, measure=self.measure
                )
                self._keep(reading, stored)
            except InputError as error:
                self.refused.append((str(file), error.problems))

    def report(self) -> intake.IntakeReport:
        """What the run brought."""
        return intake.report(
            self.readings, self.previous, self.zones, refused=self.refused, already=self.already
        )

    def _keep(self, reading: sources.Reading, stored: set[tuple[str, int]]) -> None:
        file, table = str(reading.file), reading.observations
        if (reading.sha256, len(table)) in stored:
            self.already.append(file)
            return
        if faults := measure_faults(table, self.measures, file):
            raise InputError(faults)
        if self.writes and self.store is not None:
            batch = NewBatch(
                city=self.city.key,
                disease=self.disease.key,
                kind="import",
                file_name=reading.file.name,
                sha256=reading.sha256,
                note=reading.adapter,
            )
            if self.store.add(batch, table, reading.unallocated) is None:
                self.already.append(file)
                return
        stored.add((reading.sha256, len(table)))
        self.readings.append(reading)
        self.measures |= _measures(table)


def _known(records: Mapping[str, Any], key: str, problem: str, where: str) -> Any:
    if key not in records:
        values = {"found": key, "known": ", ".join(sorted(records))}
        raise InputError(Problem(problem, where, values))
    return records[key]


def _store(url: str, *, writes: bool) -> Store | None:
    """The store; made where it is missing, or None where nothing is to be written."""
    try:
        return Store.open(url)
    except StoreError as error:
        if error.problems[0].key != "store_missing":
            raise
    return Store.create(url) if writes else None


def _counted(files: list[Path]) -> Iterable[Path]:
    """The files, with a running count on a terminal."""
    shown = sys.stderr.isatty()
    for number, file in enumerate(files, start=1):
        if shown:
            print(f"\r{number}/{len(files)}", end="", file=sys.stderr, flush=True)
        yield file
    if shown:
        print("\r\033[K", end="", file=sys.stderr)


def _measures(observations: pd.DataFrame) -> dict[str, str]:
    return dict(
        zip(observations["indicator"].tolist(), observations["measure"].tolist(), strict=True)
    )


def _no_observations() -> pd.DataFrame:
    types = dict.fromkeys(OBSERVATION_COLUMNS, "str")
    types |= {"date": "datetime64[ns]", "value": "Int64"}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})
