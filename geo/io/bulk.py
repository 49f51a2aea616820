"""Many rows at once, into a table and out of it: several times faster than row by row.

In: one statement and plain tuples, on PostgreSQL its COPY. Out: the database joins the cells of
one indicator and day into one text a column, so that a million rows come as some thousands; the
texts of a column are mostly alike (the same zones every day), and each is taken apart once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from geo.io import partitions
from geo.io.tables import OBSERVATIONS

_BETWEEN = "|"
_MISSING = -(2**62)
"""Stands for a missing number while the numbers of a day are one text."""
_TEXTS, _NUMBERS = ("zone_id", "measure", "flag"), ("value", "days", "batch_id")

Ints = npt.NDArray[np.int64]


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    """Add ``rows``, whose cells stand in the order of ``columns``."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        if table.name == OBSERVATIONS.name:
            at = list(columns).index(OBSERVATIONS.c.date.name)
            partitions.make(connection, {row[at] for row in rows})
        quote = connection.dialect.identifier_preparer.quote
        named = ", ".join(map(quote, columns))
        copying = f"COPY {quote(table.name)} ({named}) FROM STDIN"
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(copying) as copy:
            for row in rows:
                copy.write_row(row)
        return
    insert = table.insert().compile(connection.engine, column_keys=list(columns))
    order = [list(columns).index(name) for name in insert.positiontup or ()]
    if order != list(range(len(columns))):
        rows = [tuple(row[at] for at in order) for row in rows]
    connection.exec_driver_sql(str(insert), rows)


def newest_observations(
    connection: sa.Connection,
    columns: Sequence[str],
    where: Sequence[sa.ColumnElement[bool]],
    newest_first: Sequence[int],
) -> pd.DataFrame:
    """Rows of OBSERVATIONS in the types of geo.schema, in the order indicator, date, zone; of those
    with the same key the one stays whose batch stands foremost in ``newest_first``."""
    found = OBSERVATIONS.c
    joined = [_joined(found[name]) for name in (*_TEXTS, *_NUMBERS)]
    query = sa.select(found.indicator, found.date, *joined)
    query = query.where(*where, found.batch_id.in_(newest_first))
    query = query.group_by(found.indicator, found.date)
    groups = sorted(tuple(row) for row in connection.execute(query)) if newest_first else []
    cells = list(zip(*groups, strict=True)) or [()] * (2 + len(joined))
    texts = {name: _texts(cells[2 + at]) for at, name in enumerate(_TEXTS)}
    numbers = {name: _numbers(cells[5 + at]) for at, name in enumerate(_NUMBERS)}
    sizes = [text.count(_BETWEEN) + 1 for text in cells[2]]
    group = np.repeat(np.arange(len(sizes)), sizes)
    keep = _newest(group, texts["zone_id"][0], numbers["batch_id"], newest_first)
    parts: dict[str, Any] = {
        name: pd.array(words, dtype="str").take(codes[keep])
        for name, (codes, words) in texts.items()
    }
    parts["indicator"] = pd.array(list(cells[0]), dtype="str").take(group[keep])
    parts["date"] = np.array(cells[1], dtype="datetime64[ns]")[group[keep]]
    for name, values in numbers.items():
        missing = values[keep] == _MISSING
        parts[name] = pd.arrays.IntegerArray(np.where(missing, 0, values[keep]), missing)
    return pd.DataFrame({name: parts[name] for name in columns})


def _joined(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """The column's cells of a group as one text; within a group all columns keep one order."""
    filled = sa.func.coalesce(column, _MISSING) if column.name == "value" else column
    return sa.func.aggregate_strings(sa.cast(filled, sa.String), _BETWEEN)


def _numbers(joined: Sequence[str]) -> Ints:
    if not joined:
        return np.empty(0, dtype=np.int64)
    return np.fromstring(_BETWEEN.join(joined), dtype=np.int64, sep=_BETWEEN)


def _texts(joined: Sequence[str]) -> tuple[Ints, list[str]]:
    """The place of each cell among the sorted different words, and these words."""
    apart = {text: text.split(_BETWEEN) for text in set(joined)}
    words = sorted(set().union(*apart.values()))
    place = {word: at for at, word in enumerate(words)}
    codes = {
        text: np.array([place[w] for w in cells], dtype=np.int64) for text, cells in apart.items()
    }
    return np.concatenate([np.empty(0, dtype=np.int64), *(codes[text] for text in joined)]), words


def _newest(group: Ints, zone: Ints, batch: Ints, newest_first: Sequence[int]) -> Ints:
    """Where the rows stand that are kept, in the order of group and zone."""
    if not len(group):
        return group
    rank = np.zeros(max(newest_first) + 1, dtype=np.int64)
    rank[list(newest_first)] = np.arange(len(newest_first))
    order = np.lexsort((rank[batch], zone, group))
    group, zone = group[order], zone[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (group[1:] != group[:-1]) | (zone[1:] != zone[:-1])
    return order[first]
