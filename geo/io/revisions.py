"""What the store knows of its own numbers: how they changed since they first came, how late they
came. Only what counts is asked: batches that are published, of a file read twice the later reading.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from geo.io import batches, moments
from geo.io.batches import Batch
from geo.io.store import Store
from geo.io.tables import BATCH_STATES, OBSERVATIONS

FIRST_AND_LAST = ("indicator", "date", "zone_id", "first", "last", "versions")
DELAYS = ("kind", "days", "numbers")
_KEY = ("indicator", "date", "zone_id")


def first_and_last(
    store: Store, city: str, disease: str, as_of: dt.datetime | None = None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The numbers that changed: ``first`` published value and ``last``, the one that counts, in
    persons, and how many ``versions`` there are; one row a zone, day and indicator. With it, by
    indicator, how many numbers came in more than one batch, changed or not. A value that the source
    hid is no version. ``as_of``: what was known then.
    """
    table = OBSERVATIONS
    key = [table.c[name] for name in _KEY]
    value = table.c.value
    with store.reading() as connection:
        ids = [batch.id for batch in _counted(connection, city, disease, as_of)]
        if len(ids) < 2:
            return pd.DataFrame({column: [] for column in FIRST_AND_LAST}), {}
        where = [table.c.city == city, table.c.disease == disease, table.c.batch_id.in_(ids)]
        where.append(value.is_not(None))
        lowest, highest = sa.func.min(value), sa.func.max(value)
        versions = sa.func.count().label("versions")
        again = sa.select(*key, versions).where(*where).group_by(*key).having(sa.func.count() > 1)
        known = again.subquery()
        counts = sa.select(known.c.indicator, sa.func.count()).group_by(known.c.indicator)
        repeated = {indicator: int(n) for indicator, n in connection.execute(counts)}
        moved = again.having(lowest < highest).subquery()
        same = sa.and_(*(table.c[name] == moved.c[name] for name in _KEY))
        columns = (*key, value, table.c.batch_id, moved.c.versions)
        each = sa.select(*columns).select_from(moved.join(table, same)).where(*where)
        rows = connection.execute(each).fetchall()
    return _ends(rows, ids), repeated


def _ends(rows: Sequence[Any], newest_first: Sequence[int]) -> pd.DataFrame:
    """Versions of numbers as a row a number with its first and last value, where these differ."""
    # Plain tuples: pandas asks every Row what it is, which takes longer than to read it.
    found = pd.DataFrame(
        [tuple(row) for row in rows], columns=[*_KEY, "value", "batch_id", "versions"]
    )
    place = {batch: order for order, batch in enumerate(reversed(newest_first))}
    found = found.assign(place=found["batch_id"].map(place)).sort_values("place", kind="stable")
    last = found.drop_duplicates(list(_KEY), keep="last").rename(columns={"value": "last"})
    first = found.drop_duplicates(list(_KEY)).rename(columns={"value": "first"})
    both = last.merge(first[[*_KEY, "first"]], on=list(_KEY))
    both = both[both["first"] != both["last"]]
    both = both.assign(date=pd.to_datetime(both["date"], format="%Y-%m-%d"))
    return both[list(FIRST_AND_LAST)].sort_values(list(_KEY), ignore_index=True)


def delays(
    store: Store,
    city: str,
    disease: str,
    indicator: str,
    timezone: str,
    as_of: dt.datetime | None = None,
) -> pd.DataFrame:
    """How late the numbers of an indicator came: ``numbers`` that took ``days`` from the day they
    speak of. ``kind`` is "reported" where the source gave a report date, the earliest of it, else
    "published": until the first batch that holds the number was, in the city's own days.
    """
    table = OBSERVATIONS
    with store.reading() as connection:
        counted = _counted(connection, city, disease, as_of)
        first = sa.select(BATCH_STATES.c.batch_id, sa.func.min(BATCH_STATES.c.at).label("at"))
        first = first.where(BATCH_STATES.c.state == "published")
        came = first.group_by(BATCH_STATES.c.batch_id).subquery()
        each = (
            sa.select(
                table.c.date,
                sa.func.min(came.c.at).label("at"),
                sa.func.min(table.c.reported_on).label("reported_on"),
            )
            .join(came, came.c.batch_id == table.c.batch_id)
            .where(table.c.city == city, table.c.disease == disease)
            .where(table.c.indicator == indicator, table.c.batch_id.in_([b.id for b in counted]))
            .group_by(table.c.date, table.c.zone_id)
            .subquery()
        )
        key = (each.c.date, each.c.at, each.c.reported_on)
        rows = connection.execute(sa.select(*key, sa.func.count()).group_by(*key)).fetchall()
    zone = ZoneInfo(timezone)
    found = [
        ("reported", _between(date, dt.date.fromisoformat(reported)), numbers)
        if reported
        else ("published", _between(date, moments.read(at).astimezone(zone).date()), numbers)
        for date, at, reported, numbers in rows
    ]
    table_of = pd.DataFrame(found, columns=list(DELAYS))
    return table_of.groupby(["kind", "days"])[["numbers"]].sum().reset_index()


def _counted(
    connection: sa.Connection, city: str, disease: str, as_of: dt.datetime | None
) -> Sequence[Batch]:
    history = batches.history(connection, city, disease, as_of)
    return [batch for batch in batches.counted(history) if batch.content == "cases"]


def _between(date: str, later: dt.date) -> int:
    return (later - dt.date.fromisoformat(date)).days
