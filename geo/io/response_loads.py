"""Whole files of responses: all of a file is stored or nothing, and all of it can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo import boundaries, response_files
from geo.cities import City
from geo.errors import InputError, Problem
from geo.io import response_batches, response_ground, responses
from geo.io.response_centres import unharmed
from geo.io.response_twins import corrected, told
from geo.io.response_versions import Version
from geo.response import Catchment, Record, Report, written
from geo.response_reading import overlaps, subject

if TYPE_CHECKING:
    from geo.io.sources.responses import ResponseReading

REPORT = "report"
TOLD = 20
"""So many corrections are questions of their own; the rest is counted."""


@dataclass(frozen=True)
class Kept:
    """What became of a file of responses of one ``part``: ``stored`` records are new, ``corrected``
    ones were there and have another version, ``known`` rows said what is recorded already and were
    left out. ``already``: the very same file stands. ``waiting``: they count once a second person
    confirms them."""

    part: str
    sha256: str
    stored: int
    corrected: int
    known: int
    already: bool
    questions: tuple[Problem, ...]

    @property
    def waiting(self) -> bool:
        return self.part == REPORT


def keep(
    connection: sa.Connection, by: str, city: City, disease: str, reading: ResponseReading
) -> Kept:
    """Store a file that was read; its reports are of ``disease`` where they name none. A row that
    says something else of what is recorded already corrects that record. InputError where two rows
    do so of one record, and where a catchment overlaps one that was recorded since the file was
    read."""
    part, sha256, file = reading.part, reading.sha256, str(reading.file)
    if response_batches.stands(connection, city.key, sha256):
        return Kept(part, sha256, 0, 0, 0, True, reading.questions)
    brought = [_of(record, disease) for record in reading.records]
    _once(brought, file)
    there = responses.latest(connection, city.key, (part,))
    new, corrections = _sorted(_but_facts(brought, city), there)
    if part == "catchment":
        changed = {last.record.id for last, _ in corrections}
        held = response_ground.ground(connection, city).catchments
        others = [one for one in held if one.id not in changed]
        free_of([*new, *(record for _, record in corrections)], others)
    origin_file = f"{sha256} {reading.file.name}"
    state = "waiting" if part == REPORT else "kept"
    given = by, city.key, new, origin_file
    with unharmed(connection, city, part):
        response_batches.add_many(connection, *given, state=state, corrections=corrections)
    said = tuple(corrected(record, last, file) for last, record in corrections[:TOLD])
    known = len(brought) - len(new) - len(corrections)
    counts = len(new), len(corrections), known
    return Kept(part, sha256, *counts, False, (*reading.questions, *said))


def take_back(connection: sa.Connection, by: str, city: City, sha256: str) -> int:
    """Take back what a file brought, as it is now; how many records. InputError where there is
    nothing of it."""
    there = response_batches.of_file(connection, city.key, sha256)
    part = there[0].part if there else ""
    with unharmed(connection, city, part):
        return len(response_batches.take_back(connection, by, city.key, sha256))


def free_of(records: Iterable[Record], catchments: Iterable[Catchment]) -> None:
    """InputError where one of these gives a kelurahan to a second Puskesmas on one day; not where
    that is a fact, which what is entered comes before."""
    others = defaultdict(list)
    for other in catchments:
        others[other.zone_id].append(other)
    for record in records:
        if isinstance(record, Catchment):
            found = overlaps(record, others[record.zone_id], record.zone_id)
            if faults := [problem for problem in found if problem.fatal]:
                raise InputError(faults)


def _sorted(
    brought: Iterable[Record], there: Iterable[Version]
) -> tuple[list[Record], list[tuple[Version, Record]]]:
    """Of what a file brings the new records, and those that correct one that stands."""
    standing = [one for one in there if not one.removed]
    known = {repr(written(one.record)) for one in standing}
    of_subject = {about: one for one in standing if (about := subject(one.record)) is not None}
    new: list[Record] = []
    corrections: list[tuple[Version, Record]] = []
    for record in brought:
        body = repr(written(record))
        if body in known:
            continue
        known.add(body)
        about = subject(record)
        last = of_subject.get(about) if about is not None else None
        if last is None:
            new.append(record)
        else:
            corrections.append((last, record))
    return new, corrections


def _but_facts(brought: Iterable[Record], city: City) -> list[Record]:
    """What a file brings without what the city's own facts say word for word: a list that was
    written of the register holds both."""
    zone_ids = tuple(boundaries.read_attributes(city)["zone_id"])
    facts = {repr(written(one)) for one in response_files.read(city.key, zone_ids)}
    return [record for record in brought if repr(written(record)) not in facts]


def _once(records: Iterable[Record], where: str) -> None:
    """InputError where two records speak of one thing; which is right nobody here can know."""
    held: dict[object, Record] = {}
    for record in records:
        about = subject(record)
        other = held.setdefault(about, record) if about is not None else record
        if other is not record and written(other) != written(record):
            raise InputError(Problem("response_twice", where, {"found": told(record)}))


def _of(record: Record, disease: str) -> Record:
    """A report with the disease of its load, unless it names one itself."""
    if not isinstance(record, Report) or record.disease:
        return record
    return replace(record, disease=disease)
