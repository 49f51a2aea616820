"""Tables of geo.schema to database rows and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa


def insert_table(
    connection: sa.Connection,
    table: sa.Table,
    rows: pd.DataFrame,
    columns: Sequence[str],
    fixed: Mapping[str, Any],
) -> None:
    """Add ``rows`` to ``table``; ``fixed`` gives the columns that are the same in every row."""
    if rows.empty:
        return
    plain = rows[list(columns)].assign(date=pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d"))
    plain["value"] = rows["value"].astype("Int64").astype(object).where(rows["value"].notna(), None)
    names = (*columns, *fixed)
    tail = tuple(fixed.values())
    values = [dict(zip(names, row + tail, strict=True)) for row in plain.itertuples(False, None)]
    connection.execute(table.insert(), values)


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """The table as read, in the types of geo.schema."""
    types = {column: "str" for column in table.columns if column not in ("date", "value")}
    dates = pd.to_datetime(table["date"], format="%Y-%m-%d").astype("datetime64[ns]")
    return table.astype({**types, "value": "Int64"}).assign(date=dates)
