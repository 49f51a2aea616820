"""The store of case reports: append-only batches, one for each file that was loaded.

Nothing is ever changed or deleted. What counts is decided on reading:

- the newest batch wins for each zone, day and indicator;
- a newer reading of the same file replaces its earlier reading as a whole;
- as soon as a city has an import of its own for a disease, its simulated batches no longer count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd
import sqlalchemy as sa

from geo.cases import measure_faults
from geo.errors import InputError, Problem, StoreError
from geo.io.batches import Batch, NewBatch, batch_of, ignored
from geo.io.engine import make_engine, place, sqlite_file, transaction
from geo.io.frames import insert_table, newest_table
from geo.io.tables import BATCHES, META, METADATA, OBSERVATIONS, UNALLOCATED, VERSION
from geo.schema import OBSERVATION_COLUMNS, UNALLOCATED_COLUMNS

__all__ = ["Batch", "NewBatch", "Store"]


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
            _check_version(connection, place(engine))
        return cls(engine)

    @classmethod
    def create(cls, url: str) -> Store:
        """The store at ``url``, with its folder and tables made where they are missing."""
        engine = make_engine(url)
        file = sqlite_file(engine)
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                found = {"found": str(error)}
                raise StoreError(Problem("store_failed", str(file), found)) from error
        _use_wal(engine)
        with transaction(engine, write=engine.dialect.name == "sqlite") as connection:
            if not sa.inspect(connection).get_table_names():
                METADATA.create_all(connection)
                connection.execute(META.insert().values(key="schema", value=str(VERSION)))
            _check_version(connection, place(engine))
        return cls(engine)

    def close(self) -> None:
        """Give back the connections; the store opens new ones when it is asked again."""
        self._engine.dispose()

    def add(
        self, batch: NewBatch, observations: pd.DataFrame, unallocated: pd.DataFrame
    ) -> int | None:
        """Store one batch as a whole or not at all, and return its id.

        ``observations`` and ``unallocated`` are tables of ``geo.schema``. None, with nothing
        changed, where the same file (``sha256``) is already stored for this city and disease with
        as many observations; a file that gives more or fewer now (its names were mended) is a new
        reading of it. InputError where an indicator is counted in another measure than before.
        """
        with transaction(self._engine, write=True) as connection:
            earlier = _history(connection, batch.city, batch.disease)
            same = [b for b in earlier if b.sha256 == batch.sha256 and b.kind == batch.kind]
            if same and same[0].rows == len(observations):
                return None
            gone = ignored(earlier) | {b.id for b in earlier if b in same or b.kind != batch.kind}
            known = _measures(connection, batch, set(observations["indicator"]), gone)
            if faults := measure_faults(observations, known, batch.file_name):
                raise InputError(faults)
            statement = BATCHES.insert().values(
                city=batch.city,
                disease=batch.disease,
                kind=batch.kind,
                created_at=dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"),
                file_name=batch.file_name,
                sha256=batch.sha256,
                rows=len(observations),
                note=batch.note,
            )
            key = connection.execute(statement.returning(BATCHES.c.id)).scalar_one()
            fixed = {"batch_id": key, "city": batch.city, "disease": batch.disease}
            insert_table(connection, OBSERVATIONS, observations, OBSERVATION_COLUMNS, fixed)
            insert_table(connection, UNALLOCATED, unallocated, UNALLOCATED_COLUMNS, fixed)
        return key

    def observations(
        self, city: str, disease: str, indicators: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """What counts today, as OBSERVATIONS, in the order indicator, date, zone.

        ``indicators`` limits it; None takes them all. An unknown city gives an empty table.
        """
        columns = OBSERVATION_COLUMNS
        return self._read(OBSERVATIONS, columns, "zone_id", city, disease, indicators)

    def unallocated(self, city: str, disease: str) -> pd.DataFrame:
        """Rows that belong to no zone, as UNALLOCATED; the newest batch wins for each label."""
        return self._read(UNALLOCATED, UNALLOCATED_COLUMNS, "label", city, disease, None)

    def batches(self, city: str, disease: str) -> list[Batch]:
        """The history, newest first, batches that no longer count included."""
        with transaction(self._engine) as connection:
            return _history(connection, city, disease)

    def revision(self, city: str, disease: str) -> str:
        """A short word that changes whenever a batch is added; cheap enough to ask every second."""
        newest = (
            sa.select(BATCHES.c.id, BATCHES.c.created_at)
            .where(BATCHES.c.city == city, BATCHES.c.disease == disease)
            .order_by(BATCHES.c.id.desc())
            .limit(1)
        )
        with transaction(self._engine) as connection:
            row = connection.execute(newest).first()
        return f"{row.id} {row.created_at}" if row else "0"

    def is_simulated(self, city: str, disease: str) -> bool:
        """True where what counts comes from a simulation; False where nothing is stored."""
        kinds = {batch.kind for batch in self.batches(city, disease)}
        return kinds == {"simulated"}

    def _read(
        self,
        table: sa.Table,
        columns: Sequence[str],
        place_column: str,
        city: str,
        disease: str,
        indicators: Sequence[str] | None,
    ) -> pd.DataFrame:
        key = ("indicator", "date", place_column)
        query = (
            sa.select(*(table.c[c] for c in columns))
            .where(table.c.city == city, table.c.disease == disease)
            .order_by(*(table.c[c] for c in key), table.c.batch_id)
        )
        if indicators is not None:
            query = query.where(table.c.indicator.in_(list(indicators)))
        with transaction(self._engine) as connection:
            gone = ignored(_history(connection, city, disease))
            if gone:
                query = query.where(table.c.batch_id.not_in(gone))
            rows = connection.execute(query).fetchall()
        return newest_table(rows, columns, key)


def _check_version(connection: sa.Connection, where: str) -> None:
    found, tables = None, sa.inspect(connection).get_table_names()
    if not tables:
        raise StoreError(Problem("store_missing", where))
    if META.name in tables:
        found = connection.scalar(sa.select(META.c.value).where(META.c.key == "schema"))
    if found != str(VERSION):
        values = {"found": found or "–", "expected": VERSION}
        raise StoreError(Problem("store_version", where, values))


def _use_wal(engine: sa.Engine) -> None:
    if sqlite_file(engine) is None:
        return
    with transaction(engine) as connection:  # the mode can't be set inside a transaction
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("BEGIN")


def _history(connection: sa.Connection, city: str, disease: str) -> list[Batch]:
    """Batches of a city and disease, newest first."""
    query = sa.select(BATCHES).where(BATCHES.c.city == city, BATCHES.c.disease == disease)
    return [batch_of(row) for row in connection.execute(query.order_by(BATCHES.c.id.desc()))]


def _measures(
    connection: sa.Connection, batch: NewBatch, indicators: Iterable[str], gone: Iterable[int]
) -> dict[str, str]:
    """The measure of each indicator in all batches but ``gone``, for those that they hold."""
    found = {}
    for indicator in indicators:
        query = sa.select(OBSERVATIONS.c.measure).where(
            OBSERVATIONS.c.city == batch.city,
            OBSERVATIONS.c.disease == batch.disease,
            OBSERVATIONS.c.indicator == indicator,
            OBSERVATIONS.c.batch_id.not_in(gone),
        )
        measure = connection.scalar(query.limit(1))
        if measure is not None:
            found[indicator] = measure
    return found
