"""Tables of geo.schema to database rows and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo.io.bulk import insert_rows

_NUMBERS = ("value", "days", "batch_id")


def insert_table(
    connection: sa.Connection,
    table: sa.Table,
    rows: pd.DataFrame,
    columns: Sequence[str],
    fixed: dict[str, Any],
) -> None:
    """Add ``rows`` to ``table``; ``fixed`` gives the columns that are the same in every row. A
    column that ``rows`` lack keeps its default; the optional ``reported_on`` goes along."""
    if rows.empty:
        return
    parts = {c: rows[c].to_numpy(dtype=object).tolist() for c in columns if c in rows.columns}
    parts["date"] = pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d").tolist()
    parts["value"] = [
        None if value is pd.NA else int(value) for value in rows["value"].astype("Int64")
    ]
    if "days" in parts:
        parts["days"] = rows["days"].astype("int64").tolist()
    if "reported_on" in rows.columns and "reported_on" in table.c:
        reported = rows["reported_on"].dt.strftime("%Y-%m-%d")
        parts["reported_on"] = [None if pd.isna(day) else day for day in reported]
    parts |= {column: [value] * len(rows) for column, value in fixed.items()}
    insert_rows(connection, table, tuple(parts), list(zip(*parts.values(), strict=True)))


def newest_table(
    rows: Sequence[Sequence[Any]],
    columns: Sequence[str],
    key: Sequence[str],
    newest_first: Sequence[int],
) -> pd.DataFrame:
    """Rows as a table in the types of geo.schema, in the order of ``key``; of rows with the same
    key the one stays whose batch, given after the ``columns``, stands foremost in ``newest_first``.

    Texts pass through categories: a million rows hold only some hundred different ones.
    """
    names = (*columns, "batch_id")
    parts = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    numbers = {c: pd.array(list(parts.get(c, ())), dtype="Int64") for c in names if c in _NUMBERS}
    table = pd.DataFrame(
        {c: numbers[c] if c in numbers else pd.Categorical(parts.get(c, ())) for c in names}
    )
    place = {batch: order for order, batch in enumerate(newest_first)}
    table = table.assign(batch_id=table["batch_id"].map(place))
    table = table.sort_values([*key, "batch_id"]).drop_duplicates(list(key))
    table = table[list(columns)].reset_index(drop=True)
    dates = pd.to_datetime(table["date"].astype("str"), format="%Y-%m-%d")
    types = {c: "str" for c in columns if c not in ("date", *_NUMBERS)}
    return table.astype(types).assign(date=dates.astype("datetime64[ns]"))
