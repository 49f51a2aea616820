"""Writing batches and their states; ``geo.io.store`` says when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import audit, moments
from geo.io.batches import Batch, NewBatch, State
from geo.io.tables import BATCH_STATES, BATCHES, OBSERVATIONS


def is_stored(batch: NewBatch, rows: int, earlier: Iterable[Batch]) -> bool:
    """True where the same file with as many numbers is among ``earlier`` and not retracted."""
    same = (b for b in earlier if b.sha256 == batch.sha256 and b.kind == batch.kind)
    newest = next((b for b in same if b.content == batch.content and b.state != "retracted"), None)
    return newest is not None and newest.rows == rows


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


def measures(
    connection: sa.Connection, batch: NewBatch, indicators: Iterable[str], ids: Sequence[int]
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
