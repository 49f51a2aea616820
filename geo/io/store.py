"""The store of case reports: append-only batches, one for each file that was loaded.

Nothing is ever changed or deleted. A batch is a draft, published or retracted, and every state it
takes is kept with its moment, so that each question can be asked of any moment: what counted then?
Of the batches that are published

- the one published last wins for each zone, day and indicator;
- a later reading of the same file replaces its earlier reading as a whole;
- as soon as a city has an import of its own for a disease, its simulated batches no longer count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import sqlalchemy as sa

from geo.cases import measure_faults
from geo.errors import InputError, Problem, StoreError
from geo.io import audit, batches, delays, ledger, responses, versions
from geo.io.batches import Batch, NewBatch, State
from geo.io.bulk import newest_observations
from geo.io.engine import make_engine, make_file, place, sqlite_file, transaction
from geo.io.frames import insert_table, newest_table
from geo.io.tables import OBSERVATIONS, UNALLOCATED
from geo.schema import OBSERVATION_COLUMNS, UNALLOCATED_COLUMNS

__all__ = ["Batch", "NewBatch", "Store"]


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _parsed(
    method: Callable[Concatenate[Store, _P], _R],
) -> Callable[Concatenate[Store, _P], _R]:
    """A day, a moment or a row that is none was not written by us: the store is damaged."""

    @wraps(method)
    def told(self: Store, *words: _P.args, **named: _P.kwargs) -> _R:
        try:
            return method(self, *words, **named)
        except (ValueError, IndexError) as error:
            where = place(self._engine)
            raise StoreError(Problem("store_broken", where, {"found": str(error)[:120]})) from error

    return told


class Store:
    """Case reports of every city and disease behind one narrow interface.

    Every method raises StoreError where the database is locked, damaged or out of reach.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """The store at ``url``; StoreError where it is missing, broken or of another version."""
        engine = make_engine(url)
        file = sqlite_file(engine)
        if file is not None and not file.is_file():
            raise StoreError(Problem("store_missing", str(file)))
        with transaction(engine) as connection:
            versions.check(connection, place(engine))
        return cls(engine)

    @classmethod
    def create(cls, url: str) -> Store:
        """The store at ``url``, with its folder and tables made where they are missing."""
        engine = make_engine(url)
        make_file(engine)
        with transaction(engine, write=True) as connection:
            if versions.found(connection) is None:
                versions.make(connection)
            versions.check(connection, place(engine))
        return cls(engine)

    def check(self) -> None:
        """StoreError where the store can't be read now."""
        with self.reading() as connection:
            versions.check(connection, place(self._engine))

    def close(self) -> None:
        """Give back the connections; the store opens new ones when it is asked again."""
        self._engine.dispose()

    def add(
        self,
        batch: NewBatch,
        observations: pd.DataFrame,
        unallocated: pd.DataFrame,
        *,
        state: State = "published",
    ) -> int | None:
        """Store one batch as a whole or not at all, and return its id.

        ``observations`` and ``unallocated`` are tables of ``geo.schema``. None, with nothing
        changed, where the same file (``sha256``) is already stored for this city and disease with
        the same numbers and was not retracted; a file that gives others now (its names were mended,
        another measure was named) is a new reading of it. InputError where an indicator is counted
        in another measure than before, or where a batch with a gap is to be published.
        """
        with self.writing() as connection:
            earlier = batches.history(connection, batch.city, batch.disease)
            batch = replace(batch, fingerprint=ledger.fingerprint(observations, unallocated))
            if ledger.same_reading(batch, len(observations), earlier):
                return None
            gone = {b.id for b in earlier if b.sha256 == batch.sha256 or b.kind != batch.kind}
            ids = [b.id for b in batches.counted(earlier) if b.id not in gone]
            known = ledger.measures(connection, batch, set(observations["indicator"]), ids)
            if faults := measure_faults(observations, known, batch.file_name):
                raise InputError(faults)
            key = ledger.insert(connection, batch, state, len(observations), len(unallocated))
            fixed = {"batch_id": key, "city": batch.city, "disease": batch.disease}
            insert_table(connection, OBSERVATIONS, observations, OBSERVATION_COLUMNS, fixed)
            insert_table(connection, UNALLOCATED, unallocated, UNALLOCATED_COLUMNS, fixed)
        return key

    def decide(self, batch_id: int, state: State, by: str, note: str = "") -> Batch:
        """Give a batch a new state, for ever recorded with its moment; the batch as it is then.

        InputError where there is no such batch, where it has this state already, where a state
        would become a draft again, where a batch with a gap is published without a ``note``, and
        where it counts an indicator in another measure than what counts already.
        """
        with self.writing() as connection:
            batch = batches.one(connection, batch_id)
            where = f"#{batch_id}"
            if batch is None:
                raise InputError(Problem("batch_unknown", where))
            if state == batch.state or state == "draft":
                values = {"found": batch.state, "wanted": state}
                raise InputError(Problem("batch_state", where, values))
            ledger.may_publish(state, batch.gap, note, f"{where} {batch.file_name}")
            if state == "published" and batch.content == "cases":
                earlier = batches.history(connection, batch.city, batch.disease)
                ledger.check_measures(connection, batch, earlier)
            ledger.set_state(connection, batch_id, state, by, note)
            audit.write(connection, by, state, batch.city, where, {"note": note})
            return batches.one(connection, batch_id) or batch

    def batch(self, batch_id: int) -> Batch | None:
        """A batch by its number, None where there is none."""
        with self.reading() as connection:
            return batches.one(connection, batch_id)

    @_parsed
    def observations(
        self,
        city: str,
        disease: str,
        indicators: Sequence[str] | None = None,
        *,
        as_of: dt.datetime | None = None,
    ) -> pd.DataFrame:
        """What counts, as OBSERVATIONS, in the order indicator, date, zone.

        ``indicators`` limits it; None takes them all. ``as_of`` asks what counted at that moment,
        None what counts now. An unknown city gives an empty table.
        """
        where = [OBSERVATIONS.c.city == city, OBSERVATIONS.c.disease == disease]
        if indicators is not None:
            where.append(OBSERVATIONS.c.indicator.in_(list(indicators)))
        with self.reading() as connection:
            ids = _counted(connection, city, disease, as_of)
            return newest_observations(connection, OBSERVATION_COLUMNS, where, ids)

    @_parsed
    def unallocated(
        self, city: str, disease: str, *, as_of: dt.datetime | None = None
    ) -> pd.DataFrame:
        """Rows that belong to no zone, as UNALLOCATED; the last published wins for each label."""
        table, columns = UNALLOCATED, UNALLOCATED_COLUMNS
        query = sa.select(*(table.c[c] for c in columns), table.c.batch_id)
        query = query.where(table.c.city == city, table.c.disease == disease)
        with self.reading() as connection:
            ids = _counted(connection, city, disease, as_of)
            rows = connection.execute(query.where(table.c.batch_id.in_(ids))).fetchall()
        return newest_table(rows, columns, ("indicator", "date", "label"), ids)

    @_parsed
    def delays(self, city: str, disease: str, *, as_of: dt.datetime | None = None) -> pd.DataFrame:
        """Counted rows that say when they were reported: zone_id, date, indicator, value,
        reported_on; see ``geo.io.delays``."""
        with self.reading() as connection:
            return delays.read(connection, city, disease, as_of)

    @_parsed
    def contents(self, batch_id: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """One batch's own OBSERVATIONS and UNALLOCATED, whatever its state."""
        found, batch = [], self.batch(batch_id)
        for table, columns, place_column in (
            (OBSERVATIONS, OBSERVATION_COLUMNS, "zone_id"),
            (UNALLOCATED, UNALLOCATED_COLUMNS, "label"),
        ):
            key = ("indicator", "date", place_column)
            query = sa.select(*(table.c[c] for c in columns), table.c.batch_id)
            rows: Sequence[Any] = ()
            if batch is not None:  # with its city named, only that city's rows are looked through
                here = (table.c.city == batch.city, table.c.disease == batch.disease)
                with self.reading() as connection:
                    chosen = query.where(*here, table.c.batch_id == batch_id)
                    rows = connection.execute(chosen).fetchall()
            found.append(newest_table(rows, columns, key, [batch_id]))
        return found[0], found[1]

    @_parsed
    def batches(self, city: str, disease: str, *, as_of: dt.datetime | None = None) -> list[Batch]:
        """The history, newest state first, batches that do not count included."""
        with self.reading() as connection:
            return batches.history(connection, city, disease, as_of)

    @_parsed
    def revision(self, city: str, disease: str) -> str:
        """A short word that changes whenever what counts changes, of any content, or the city's
        responses do; drafts don't change it. Cheap enough to ask every second."""
        with self.reading() as connection:
            found = batches.turns(connection, city, disease, limit=1)
            answered = responses.turn(connection, city)
        counted = f"{found[0][0]} {found[0][1].isoformat()}" if found else "0"
        return f"{counted} {answered}" if answered else counted

    @_parsed
    def changed_at(
        self, city: str, disease: str, *, as_of: dt.datetime | None = None
    ) -> dt.datetime | None:
        """When the cases that count changed last, up to ``as_of``; None where none ever counted."""
        with self.reading() as connection:
            found = batches.turns(connection, city, disease, as_of=as_of, content="cases", limit=1)
        return found[0][1] if found else None

    def is_simulated(self, city: str, disease: str, *, as_of: dt.datetime | None = None) -> bool:
        """True where what counts comes from a simulation; False where nothing counts."""
        counted = batches.counted(self.batches(city, disease, as_of=as_of))
        return {batch.kind for batch in counted if batch.content == "cases"} == {"simulated"}

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that reads; for the modules of ``geo.io`` that know other tables."""
        return transaction(self._engine)

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that writes, one at a time, stored as a whole or not at all."""
        return transaction(self._engine, write=True)


def _counted(
    connection: sa.Connection, city: str, disease: str, as_of: dt.datetime | None
) -> list[int]:
    """Numbers of the batches of cases that count, the last one published first."""
    return [b.id for b in batches.counting(connection, [city], disease, as_of).get(city, ())]
