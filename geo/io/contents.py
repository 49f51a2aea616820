"""Other contents of the store than cases: houses per RT, populations, zone decisions.

They are batches as cases are, with the same states, and nothing of them is ever changed. For each
key the batch that was published last wins. The tables:

rt_houses   zone_id, rt (see ``geo.rt.label``), date, houses       key: zone_id, rt, date
population  zone_id, year, population (persons)                    key: zone_id, year
zones       zone_id, date, level (hijau to merah), decree, note    key: zone_id, date

``date`` is a datetime.date; no cell is missing: what is not known has no row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import batches, ledger, moments
from geo.io.batches import Batch, Content, NewBatch, State
from geo.io.store import Store
from geo.io.tables import BATCHES, POPULATIONS, RT_HOUSES, ZONE_DECISIONS

COLUMNS: dict[str, tuple[str, ...]] = {
    "rt_houses": ("zone_id", "rt", "date", "houses"),
    "population": ("zone_id", "year", "population"),
    "zones": ("zone_id", "date", "level", "decree", "note"),
}
_TABLES = {"rt_houses": RT_HOUSES, "population": POPULATIONS, "zones": ZONE_DECISIONS}
_KEYS = {
    "rt_houses": ("zone_id", "rt", "date"),
    "population": ("zone_id", "year"),
    "zones": ("zone_id", "date"),
}
_WHOLE = ("year", "population", "houses")


def add(
    store: Store, batch: NewBatch, content: Content, table: pd.DataFrame, *, state: State = "draft"
) -> int | None:
    """Store one batch as a whole or not at all, and return its id; None, with nothing changed,
    where the same file is stored already and was not retracted.

    Populations speak of no disease, whatever ``batch`` says. InputError where ``content`` is none
    of this module's, a column is missing, a key stands twice or there is no row.
    """
    table = _checked(content, table, batch.file_name)
    disease = batches.NO_DISEASE if content == "population" else batch.disease
    fingerprint = ledger.fingerprint(table)
    batch = replace(batch, content=content, disease=disease, fingerprint=fingerprint)
    with store.writing() as connection:
        earlier = batches.of_file(connection, batch.city, batch.disease, batch.sha256)
        if ledger.same_reading(batch, len(table), earlier):
            return None
        key = ledger.insert(connection, batch, state, len(table), 0)
        fixed = {"city": batch.city, "batch_id": key}
        rows = [{**row, **fixed} for row in table.to_dict("records")]
        connection.execute(_TABLES[content].insert(), rows)
    return key


def form_batch(
    city: str, disease: str, zone: tuple[str, str], day: dt.date, houses: Mapping[str, int], by: str
) -> tuple[NewBatch, pd.DataFrame]:
    """What an RT form says of a ``zone`` (zone_id, name) and day, as a batch and its table.

    The moment of sending is part of the fingerprint: a form sent again with the numbers of an
    earlier one takes back what was sent in between, and is no file that is stored already.
    """
    rows = [(zone[0], rt, day, count) for rt, count in houses.items()]
    table = pd.DataFrame(rows, columns=list(COLUMNS["rt_houses"]))
    written = f"{moments.now()}\n{table.to_csv(index=False)}"
    digest = hashlib.sha256(written.encode()).hexdigest()
    name = f"Formulir RT {zone[1]} {day.isoformat()}"
    return NewBatch(city, disease, "import", name, digest, created_by=by), table


def rt_houses(
    store: Store, city: str, disease: str, *, as_of: dt.datetime | None = None
) -> pd.DataFrame:
    """Houses with cases per RT as published, in the order zone, RT, day; a further column ``at``
    is the aware moment at which a row's batch was brought in, whenever it was published."""
    return _newest(store, "rt_houses", city, disease, as_of, dated=True)


def populations(store: Store, city: str, *, as_of: dt.datetime | None = None) -> pd.DataFrame:
    """Populations of every year as published, in the order zone, year."""
    return _newest(store, "population", city, batches.NO_DISEASE, as_of)


def zone_decisions(
    store: Store, city: str, disease: str, *, as_of: dt.datetime | None = None
) -> pd.DataFrame:
    """Official decisions on zones as published, in the order zone, day."""
    return _newest(store, "zones", city, disease, as_of)


def rows_of(store: Store, batch: Batch) -> pd.DataFrame:
    """One batch's own table, whatever its state; empty for a batch of cases."""
    if batch.content not in _TABLES:
        return pd.DataFrame()
    with store.reading() as connection:
        return _read(connection, batch.content, batch.city, [batch.id])


def sent(store: Store, city: str, disease: str, zone_id: str) -> list[tuple[Batch, pd.DataFrame]]:
    """Every batch that gives houses per RT of this zone alone, with its table, the last brought in
    first; drafts and retracted ones too."""
    of_zone = sa.select(RT_HOUSES.c.batch_id).where(
        RT_HOUSES.c.city == city, RT_HOUSES.c.zone_id == zone_id
    )
    of_others = sa.select(RT_HOUSES.c.batch_id).where(
        RT_HOUSES.c.city == city, RT_HOUSES.c.zone_id != zone_id
    )
    query = sa.select(BATCHES.c.id).where(BATCHES.c.id.in_(of_zone), BATCHES.c.id.not_in(of_others))
    with store.reading() as connection:
        ids = set(connection.scalars(query))
        found = [b for b in batches.history(connection, city, disease) if b.id in ids]
        found.sort(key=lambda batch: -batch.id)
        return [(b, _read(connection, "rt_houses", city, [b.id])) for b in found]


def _newest(
    store: Store,
    content: str,
    city: str,
    disease: str,
    as_of: dt.datetime | None,
    *,
    dated: bool = False,
) -> pd.DataFrame:
    with store.reading() as connection:
        history = batches.history(connection, city, disease, as_of)
        mine = [b for b in history if b.content == content]
        counted = {b.id: b.created_at for b in batches.counted(mine)}
        return _read(connection, content, city, list(counted), counted if dated else None)


def _read(
    connection: sa.Connection,
    content: str,
    city: str,
    newest_first: Sequence[int],
    brought: Mapping[int, dt.datetime] | None = None,
) -> pd.DataFrame:
    """The rows of these batches; of rows with one key that of the batch that stands foremost. With
    ``brought`` each row has as ``at`` the moment of its batch."""
    table, columns = _TABLES[content], COLUMNS[content]
    query = sa.select(table.c.batch_id, *(table.c[c] for c in columns))
    query = query.where(table.c.city == city, table.c.batch_id.in_(newest_first))
    place = {batch: order for order, batch in enumerate(newest_first)}
    chosen: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
    at = [columns.index(name) for name in _KEYS[content]]
    for batch, *cells in connection.execute(query):
        key = tuple(cells[i] for i in at)
        held = chosen.get(key)
        if held is None or place[batch] < held[0]:
            chosen[key] = (place[batch], tuple(cells))
    keys = sorted(chosen)
    rows = [chosen[key][1] for key in keys]
    parts = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    types = {name: "int64" if name in _WHOLE else "object" for name in columns}
    made = pd.DataFrame({name: list(parts.get(name, ())) for name in columns}).astype(types)
    if "date" in columns:
        days = [dt.date.fromisoformat(day) for day in made["date"]]
        made["date"] = pd.Series(days, dtype=object)
    if brought is not None:
        moments_of = [brought[newest_first[chosen[key][0]]] for key in keys]
        made["at"] = pd.Series(moments_of, dtype=object)
    return made


def _checked(content: str, table: pd.DataFrame, where: str) -> pd.DataFrame:
    """The table with plain values for the database."""
    if content not in COLUMNS:
        known = ", ".join(COLUMNS)
        raise InputError(Problem("contents_kind", where, {"found": content, "known": known}))
    missing = [name for name in COLUMNS[content] if name not in table.columns]
    if missing:
        raise InputError(Problem("columns_missing", where, {"columns": ", ".join(missing)}))
    if table.empty:
        raise InputError(Problem("no_numbers", where))
    made = table[list(COLUMNS[content])].astype(object)
    if "date" in made:
        made["date"] = [pd.Timestamp(day).date().isoformat() for day in made["date"]]
    for name in (name for name in _WHOLE if name in made):
        made[name] = pd.Series([int(n) for n in made[name]], index=made.index, dtype=object)
    twice = made.duplicated(list(_KEYS[content]))
    if twice.any():
        rows = made.loc[twice, list(_KEYS[content])].head(5).to_numpy().tolist()
        found = "; ".join(" ".join(map(str, row)) for row in rows)
        raise InputError(Problem("contents_twice", where, {"n": int(twice.sum()), "found": found}))
    return made
