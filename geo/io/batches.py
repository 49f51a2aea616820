"""Batches of the store, their states, and which of them count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeVar, get_args

import sqlalchemy as sa

from geo.io import moments
from geo.io.tables import BATCH_STATES, BATCHES

Kind = Literal["import", "simulated"]
Content = Literal["cases", "rt_houses", "population", "zones"]
State = Literal["draft", "published", "retracted"]
CONTENTS: tuple[str, ...] = get_args(Content)
STATES: tuple[str, ...] = get_args(State)
NO_DISEASE = ""
"""The disease of a batch that speaks of none: populations."""


@dataclass(frozen=True)
class NewBatch:
    """What is known of a batch before it is stored; ``sha256`` is that of the file's bytes.

    ``gap`` is the number of persons by which the file's own total and the map would differ without
    anybody having said why; ``report`` is the intake report as JSON, "" where there is none;
    ``fingerprint`` is that of the numbers (``geo.io.ledger``), set when they are stored.
    """

    city: str
    disease: str
    kind: Kind
    file_name: str
    sha256: str
    note: str = ""
    content: Content = "cases"
    created_by: str = ""
    gap: int = 0
    report: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Batch:
    """A stored batch, as known at one moment.

    ``rows`` counts its numbers, ``other_rows`` those of no zone; ``created_at`` and ``state_at``
    are aware, in UTC. ``state`` is its last one up to that moment, given by ``state_by`` with
    ``state_note``; ``changes`` counts the states it has had in all.
    """

    id: int
    city: str
    disease: str
    kind: Kind
    created_at: dt.datetime
    file_name: str
    sha256: str
    rows: int
    note: str
    content: Content
    created_by: str
    other_rows: int
    gap: int
    report: str
    fingerprint: str
    state: State
    state_at: dt.datetime
    state_by: str
    state_note: str
    state_id: int

    @property
    def published(self) -> bool:
        return self.state == "published"


class Standing(NamedTuple):
    """Of a batch only what decides whether it counts: enough for thousands of them at once."""

    id: int
    kind: Kind
    content: Content
    sha256: str
    state: State

    @property
    def published(self) -> bool:
        return self.state == "published"


class _Judged(Protocol):
    @property
    def kind(self) -> Kind: ...
    @property
    def content(self) -> Content: ...
    @property
    def sha256(self) -> str: ...
    @property
    def published(self) -> bool: ...


_J = TypeVar("_J", bound=_Judged)


def history(
    connection: sa.Connection, city: str, disease: str, as_of: dt.datetime | None = None
) -> list[Batch]:
    """Batches of a city and disease with their states at ``as_of`` (None: now), newest state first.

    Batches that speak of no disease are among them; those that came later than ``as_of`` are not.
    """
    where = [BATCHES.c.city == city, BATCHES.c.disease.in_((disease, NO_DISEASE))]
    return _read(connection, where, as_of)


def of_file(connection: sa.Connection, city: str, disease: str, sha256: str) -> list[Batch]:
    """Those of ``history`` that one file gave."""
    where = [BATCHES.c.city == city, BATCHES.c.disease.in_((disease, NO_DISEASE))]
    ids = connection.scalars(sa.select(BATCHES.c.id).where(*where, BATCHES.c.sha256 == sha256))
    known = ids.all()
    return _read(connection, [BATCHES.c.id.in_(known)], None) if known else []


def turns(
    connection: sa.Connection,
    city: str,
    disease: str,
    *,
    as_of: dt.datetime | None = None,
    content: Content | None = None,
    limit: int | None = None,
) -> list[tuple[int, dt.datetime]]:
    """When what counts changed: something was published, or retracted after it had been; newest
    first, as (number of the state, aware moment in UTC). ``content`` None: of any kind."""
    earlier = BATCH_STATES.alias()
    was_published = sa.exists().where(
        earlier.c.batch_id == BATCH_STATES.c.batch_id,
        earlier.c.id < BATCH_STATES.c.id,
        earlier.c.state == "published",
    )
    query = (
        sa.select(BATCH_STATES.c.id, BATCH_STATES.c.at)
        .join(BATCHES, BATCHES.c.id == BATCH_STATES.c.batch_id)
        .where(BATCHES.c.city == city, BATCHES.c.disease.in_((disease, NO_DISEASE)))
        .where(sa.or_(BATCH_STATES.c.state == "published", was_published))
        .order_by(BATCH_STATES.c.id.desc())
    )
    if as_of is not None:
        query = query.where(BATCH_STATES.c.at <= moments.written(as_of))
    if content is not None:
        query = query.where(BATCHES.c.content == content)
    if limit is not None:
        query = query.limit(limit)
    return [(row.id, moments.read(row.at)) for row in connection.execute(query)]


@dataclass(frozen=True)
class Turn:
    """A state that a batch took: when (aware, UTC), by whom and why."""

    state: State
    at: dt.datetime
    by: str
    note: str


def states(connection: sa.Connection, batch_id: int) -> list[Turn]:
    """Every state of a batch, the first one first."""
    query = sa.select(BATCH_STATES).where(BATCH_STATES.c.batch_id == batch_id)
    rows = connection.execute(query.order_by(BATCH_STATES.c.id))
    return [Turn(row.state, moments.read(row.at), row.by, row.note) for row in rows]


def one(connection: sa.Connection, batch_id: int) -> Batch | None:
    """A batch by its number, None where there is none."""
    found = _read(connection, [BATCHES.c.id == batch_id], None)
    return found[0] if found else None


def counting(
    connection: sa.Connection,
    cities: Sequence[str],
    disease: str,
    as_of: dt.datetime | None = None,
) -> dict[str, list[Standing]]:
    """Of each city the batches of cases that count at ``as_of`` (None: now), the last one published
    first; a city without any is left out."""
    where = [BATCHES.c.city.in_(cities), BATCHES.c.disease.in_((disease, NO_DISEASE))]
    last = _last_states(where, as_of)
    own = [BATCHES.c[name] for name in ("id", "kind", "content", "sha256")]
    query = sa.select(BATCHES.c.city, *own, BATCH_STATES.c.state).join_from(
        BATCHES, last, last.c.batch_id == BATCHES.c.id
    )
    query = query.join(BATCH_STATES, BATCH_STATES.c.id == last.c.id)
    query = query.where(BATCH_STATES.c.state == "published").order_by(BATCH_STATES.c.id.desc())
    by_city: dict[str, list[Standing]] = {}
    for city, *rest in connection.execute(query):
        by_city.setdefault(city, []).append(Standing(*rest))
    cases = {
        city: [batch for batch in counted(found) if batch.content == "cases"]
        for city, found in by_city.items()
    }
    return {city: found for city, found in cases.items() if found}


def counted(newest_first: Sequence[_J]) -> list[_J]:
    """Those whose numbers count, the last one published first.

    Published ones, without simulated cases where cases were imported, and of one file that was
    read twice only the later reading.
    """
    published = [batch for batch in newest_first if batch.published]
    imported = any(batch.kind == "import" and batch.content == "cases" for batch in published)
    seen: set[tuple[str, str, str]] = set()
    found = []
    for batch in published:
        file = (batch.kind, batch.content, batch.sha256)
        if not (imported and batch.kind == "simulated") and file not in seen:
            found.append(batch)
        seen.add(file)
    return found


def _read(
    connection: sa.Connection, where: Sequence[sa.ColumnElement[bool]], as_of: dt.datetime | None
) -> list[Batch]:
    last = _last_states(where, as_of)
    query = (
        sa.select(
            BATCHES,
            BATCH_STATES.c.id.label("state_id"),
            BATCH_STATES.c.state,
            BATCH_STATES.c.at.label("state_at"),
            BATCH_STATES.c.by.label("state_by"),
            BATCH_STATES.c.note.label("state_note"),
        )
        .join(last, last.c.batch_id == BATCHES.c.id)
        .join(BATCH_STATES, BATCH_STATES.c.id == last.c.id)
        .where(*where)
        .order_by(BATCH_STATES.c.id.desc())
    )
    found = []
    for row in connection.execute(query):
        times = {name: moments.read(row._mapping[name]) for name in ("created_at", "state_at")}
        found.append(Batch(**{**row._mapping, **times}))
    return found


def _last_states(where: Sequence[sa.ColumnElement[bool]], as_of: dt.datetime | None) -> sa.Subquery:
    """The number of the last state of these batches alone: there are others' by the thousand."""
    states = sa.select(BATCH_STATES.c.batch_id, sa.func.max(BATCH_STATES.c.id).label("id"))
    states = states.where(BATCH_STATES.c.batch_id.in_(sa.select(BATCHES.c.id).where(*where)))
    if as_of is not None:
        states = states.where(BATCH_STATES.c.at <= moments.written(as_of))
    return states.group_by(BATCH_STATES.c.batch_id).subquery()
