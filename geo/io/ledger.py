"""Writing batches and their states; ``geo.io.store`` says when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd
import sqlalchemy as sa

from geo.cases import measure_faults
from geo.errors import InputError, Problem
from geo.io import audit, batches, moments
from geo.io.batches import Batch, NewBatch, State
from geo.io.tables import BATCH_STATES, BATCHES, OBSERVATIONS


def fingerprint(*tables: pd.DataFrame) -> str:
    """What tables hold, whatever the order of rows: another reading of a file has another one."""
    digest = hashlib.sha256()
    for table in tables:
        rows = pd.util.hash_pandas_object(table.astype("string"), index=False).to_numpy()
        digest.update(np.sort(rows).tobytes())
    return digest.hexdigest()


def same_reading(batch: NewBatch, rows: int, earlier: Iterable[Batch]) -> Batch | None:
    """The batch in which the very same numbers of this file are stored and not retracted, as long
    as no other reading of the file came after it. Batches of older stores have no fingerprint:
    there as many ``rows`` are the same."""
    same = (b for b in earlier if b.sha256 == batch.sha256 and b.kind == batch.kind)
    newest = next((b for b in same if b.content == batch.content and b.state != "retracted"), None)
    if newest is None:
        return None
    old = not newest.fingerprint and newest.rows == rows
    return newest if old or newest.fingerprint == batch.fingerprint else None


def insert(
    connection: sa.Connection, batch: NewBatch, state: State, rows: int, other_rows: int
) -> int:
    """A new row of the table of batches with its first state and a line of the log; its id."""
    may_publish(state, batch.gap, "", batch.file_name)
    statement = BATCHES.insert().values(
        **asdict(batch), created_at=moments.now(), rows=rows, other_rows=other_rows
    )
    key = int(connection.execute(statement.returning(BATCHES.c.id)).scalar_one())
    set_state(connection, key, state, batch.created_by, "")
    detail = {"file": batch.file_name, "sha256": batch.sha256, "rows": rows, "state": state}
    audit.write(connection, batch.created_by, "batch", batch.city, f"#{key}", detail)
    return key


def may_publish(state: State, gap: int, note: str, where: str) -> None:
    """InputError where a batch with a gap is to be published and no ``note`` explains it."""
    if state == "published" and gap and not note.strip():
        raise InputError(Problem("batch_gap", where, {"gap": gap}))


def set_state(connection: sa.Connection, batch_id: int, state: State, by: str, note: str) -> None:
    """Add a state; the earlier ones stay."""
    values = {"batch_id": batch_id, "state": state, "at": moments.now(), "by": by, "note": note}
    connection.execute(BATCH_STATES.insert().values(**values))


def check_measures(connection: sa.Connection, batch: Batch, earlier: Sequence[Batch]) -> None:
    """InputError where a batch counts an indicator in another measure than what counts beside it;
    new and cumulative numbers of one indicator must never meet."""
    others = [b for b in earlier if b.sha256 != batch.sha256 and b.kind == batch.kind]
    ids = [b.id for b in batches.counted(others) if b.content == "cases"]
    query = sa.select(OBSERVATIONS.c.indicator, OBSERVATIONS.c.measure)
    here = [OBSERVATIONS.c.city == batch.city, OBSERVATIONS.c.disease == batch.disease]
    own = connection.execute(query.where(*here, OBSERVATIONS.c.batch_id == batch.id).distinct())
    table = pd.DataFrame([tuple(row) for row in own], columns=["indicator", "measure"])
    known = measures(connection, batch, set(table["indicator"]), ids)
    if faults := measure_faults(table, known, f"#{batch.id} {batch.file_name}"):
        raise InputError(faults)


def measures(
    connection: sa.Connection,
    batch: NewBatch | Batch,
    indicators: Iterable[str],
    ids: Sequence[int],
) -> dict[str, str]:
    """The measure of each indicator in the batches ``ids``, for those that they hold."""
    found = {}
    for indicator in indicators:
        query = sa.select(OBSERVATIONS.c.measure).where(
            OBSERVATIONS.c.city == batch.city,
            OBSERVATIONS.c.disease == batch.disease,
            OBSERVATIONS.c.indicator == indicator,
            OBSERVATIONS.c.batch_id.in_(ids),
        )
        measure = connection.scalar(query.limit(1))
        if measure is not None:
            found[indicator] = measure
    return found
