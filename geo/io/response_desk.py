"""The desk of the register of responses: what a person may record, confirm, take back and undo.

``respond`` writes every part but the day's report of an RW, which ``report`` does: a report waits
until a second person confirms it; its houses with cases by RT count at once. A lurah and an RW act
in the own kelurahan alone, whole files are for the health office (``geo.access``). An RW changes
only what it wrote last itself and nobody confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo import boundaries
from geo.access import OF_KELURAHAN, Viewer, policy_of, require
from geo.cities import City
from geo.errors import AccessError, InputError, Problem
from geo.inert import plain
from geo.io import response_batches, response_ground, response_loads, response_twins, responses
from geo.io.response_centres import unharmed
from geo.io.response_loads import Kept
from geo.io.response_versions import Version
from geo.io.store import Store
from geo.response import PARTS, Record
from geo.response_cells import LONGEST
from geo.response_reading import read as read_record

if TYPE_CHECKING:  # readers of every format: slow to load, rarely needed
    from geo.io.sources.responses import ResponseReading
    from geo.io.sources.sheets import Book

_Turn = Callable[[sa.Connection, str, str, str, int], Version]


@dataclass(frozen=True)
class ResponseDesk:
    """One person at the register of one store. AccessError wherever the role does not allow it;
    InputError as in ``geo.response_reading`` and ``geo.io.responses``."""

    store: Store
    viewer: Viewer

    def respond(
        self,
        city: City,
        part: str,
        cells: Mapping[str, Any],
        *,
        record_id: str | None = None,
        after: int = 0,
    ) -> tuple[Record, tuple[Problem, ...]]:
        """A new record of a part, or the version of ``record_id`` that follows ``after``, and the
        questions it leaves open. What is new and speaks of the same as a record that stands is that
        one's next version. Reports have a way of their own (``report``)."""
        if part == "report" or part not in PARTS:
            self._may(city.key, "entry")
            known = ", ".join(name for name in PARTS if name != "report")
            raise InputError(Problem("response_part", city.key, {"found": part, "known": known}))
        made, questions = self._write(city, part, cells, record_id, after)
        return made.record, questions

    def report(
        self,
        city: City,
        disease: str,
        cells: Mapping[str, Any],
        *,
        record_id: str | None = None,
        after: int = 0,
    ) -> tuple[Record, tuple[Problem, ...]]:
        """The same of a day's report of an RW. It waits; its houses with cases by RT are those of
        ``disease`` and count at once, instead of those of the version before."""
        told = {**cells, "disease": disease}
        made, questions = self._write(city, "report", told, record_id, after)
        return made.record, questions

    def confirm(self, city: City, record_id: str, after: int) -> Record:
        """Let what waits count; not for those who wrote it."""
        require(self.viewer, "confirm", city.key)
        return self._turn(city, record_id, after, responses.confirm)

    def take_back(self, city: City, record_id: str, after: int, why: str = "") -> Record:
        """Take a record back as it is in its version ``after``; nothing is deleted. ``why`` is the
        note of the version that says so; bringing back brings the note before."""
        said = " ".join(plain(why).split())[:LONGEST]
        return self._turn(city, record_id, after, partial(responses.remove, why=said), own=True)

    def bring_back(self, city: City, record_id: str, after: int) -> Record:
        """Bring back what was taken back."""
        return self._turn(city, record_id, after, responses.bring_back, own=True)

    def undo(self, city: City, record_id: str, after: int) -> Record:
        """Back to what the version before ``after`` said; the first version is taken back."""
        return self._turn(city, record_id, after, responses.undo, own=True)

    def history(self, city: City, record_id: str) -> list[Version]:
        """Every version of a record, the newest first; of a kelurahan's people those that speak of
        the own kelurahan."""
        self._may(city.key, None)
        with self.store.reading() as connection:
            found = responses.history(connection, record_id)
        if not found:
            raise responses.unknown(record_id)
        self._may_touch(city.key, found[0])
        may = self.viewer.may_write
        return [one for one in found if may(one.part, one.city, one.record.zone_id)]

    def current(self, city: City, as_of: dt.datetime | None = None) -> tuple[Record, ...]:
        """Everything recorded of a city that this person may see, facts of public pages first."""
        self._may(city.key, None)
        zone_ids = tuple(boundaries.read_attributes(city)["zone_id"])
        with self.store.reading() as connection:
            found = response_ground.register(connection, city, zone_ids, as_of)
        return found.seen_by(policy_of(self.viewer, city.key)).records

    def latest(self, city: City) -> list[Version]:
        """The records that this person may write, each in its newest version, taken back or not,
        the last written first."""
        self._may(city.key, None)
        with self.store.reading() as connection:
            found = responses.latest(connection, city.key)
        may = self.viewer.may_write
        return [one for one in found[::-1] if may(one.part, one.city, one.record.zone_id)]

    def waiting(self, city: City) -> list[Record]:
        """What this person may confirm, but for what the same person wrote anything of; the last
        written last."""
        require(self.viewer, "confirm", city.key)
        with self.store.reading() as connection:
            found = responses.waiting(connection, city.key, but=self.viewer.name)
        may = self.viewer.may_write
        return [one.record for one in found if may(one.part, one.city, one.record.zone_id)]

    def look_file(self, city: City, book: Book) -> ResponseReading:
        """Read an opened file of responses; nothing is stored."""
        self._may_load(city.key)
        from geo.io.loading import look_responses  # which knows this desk

        return look_responses(self.store, city, book)

    def keep_file(self, city: City, disease: str, reading: ResponseReading) -> Kept:
        """Store a file that was read, as a whole or not at all. Reports wait as in ``report``;
        those that name no disease are of ``disease``."""
        self._may_load(city.key)
        by = self.viewer.name
        with self.store.writing() as connection:
            return response_loads.keep(connection, by, city, disease, reading)

    def bring_file(self, city: City, disease: str, name: str, content: bytes) -> Kept:
        """Read a file and store it."""
        self._may_load(city.key)
        from geo.io.sources.sheets import read_book_bytes

        return self.keep_file(city, disease, self.look_file(city, read_book_bytes(name, content)))

    def confirm_file(self, city: City, sha256: str) -> int:
        """Let count all that waits of a file; how many records. Not for those who brought it."""
        self._may_load(city.key)
        with self.store.writing() as connection:
            found = response_batches.confirm(connection, self.viewer.name, city.key, sha256)
        return len(found)

    def take_back_file(self, city: City, sha256: str) -> int:
        """Take back everything that a file brought; how many records. What it corrected says again
        what it said before."""
        self._may_load(city.key)
        with self.store.writing() as connection:
            return response_loads.take_back(connection, self.viewer.name, city, sha256)

    def _write(
        self,
        city: City,
        part: str,
        cells: Mapping[str, Any],
        record_id: str | None,
        after: int,
    ) -> tuple[Version, tuple[Problem, ...]]:
        self._may(city.key, part)
        with self.store.writing() as connection:
            before = responses.newest(connection, record_id) if record_id is not None else None
            if before is not None:
                self._may_edit(city.key, before)
            ground = response_ground.ground(connection, city, record_id)
            record, questions = read_record(part, cells, ground, part)
            self._may(city.key, part, record)
            twin = response_twins.of(connection, city.key, record, record_id)
            if twin is not None:
                if record_id is None and response_twins.same(record, twin):
                    return twin, (*questions, response_twins.known(twin))
                if record_id is not None or not self._may_change(twin):
                    raise InputError(response_twins.recorded(twin))
                before, record_id, after = twin, twin.record.id, twin.record.version
                questions = (*questions, response_twins.corrected(record, twin, part))
            with unharmed(connection, city, part):
                made = responses.save(
                    connection,
                    self.viewer.name,
                    city.key,
                    record,
                    state=response_twins.state(record, before),
                    record_id=record_id,
                    after=after,
                )
        return made, questions

    def _turn(
        self, city: City, record_id: str, after: int, turn: _Turn, *, own: bool = False
    ) -> Record:
        """Another state of a record. With ``own`` an RW does so only where it wrote last: what a
        lurah confirmed or took back stays so."""
        self._may(city.key, None)
        with self.store.writing() as connection:
            before = responses.newest(connection, record_id)
            if before is None:
                raise responses.unknown(record_id)
            self._may_touch(city.key, before)
            if own and self.viewer.role == "rw" and before.record.by != self.viewer.name:
                raise self._denied("respond")
            with unharmed(connection, city, before.part):
                made = turn(connection, self.viewer.name, city.key, record_id, after)
            self._may(city.key, made.part, made.record)  # an older version may be of another place
            if made.removed:
                return made.record
            if made.part == "catchment":
                known = response_ground.ground(connection, city, record_id).catchments
                response_loads.free_of([made.record], known)
            response_twins.check(connection, before, made)
        return made.record

    def _may_load(self, city: str) -> None:
        require(self.viewer, "respond", city)
        if self.viewer.role in OF_KELURAHAN:
            raise self._denied("respond")

    def _may(self, city: str, part: str | None, record: Record | None = None) -> None:
        """AccessError where the person may write nothing here (``part`` None), nothing of this
        part, or not of the place that ``record`` speaks of."""
        if part is None:
            require(self.viewer, "report", city)
        elif not self.viewer.may_write(part, city):
            raise self._denied("report" if part == "report" else "respond")
        elif record is not None and not self.viewer.may_write(part, city, record.zone_id):
            found = {"found": record.zone_id or "–"}
            raise AccessError(Problem("response_other_zone", self.viewer.name, found))

    def _may_touch(self, city: str, version: Version) -> None:
        """AccessError where a record is not of this city, or not this person's to write."""
        if version.city != city:
            raise AccessError(Problem("response_other_city", self.viewer.name or "–"))
        self._may(city, version.part, version.record)

    def _may_edit(self, city: str, version: Version) -> None:
        """AccessError where this person may not change what a version says."""
        self._may_touch(city, version)
        if not self._may_change(version):
            raise self._denied("respond")

    def _may_change(self, version: Version) -> bool:
        """False where an RW would change what others wrote, or what was confirmed."""
        own = version.record.by == self.viewer.name and version.state != "kept"
        return self.viewer.role != "rw" or own

    def _denied(self, action: str) -> AccessError:
        values = {"role": self.viewer.role, "action": action}
        return AccessError(Problem("access_denied", self.viewer.name or "–", values))
