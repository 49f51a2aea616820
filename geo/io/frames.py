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


def newest_table(
    rows: Sequence[Sequence[Any]], columns: Sequence[str], key: Sequence[str]
) -> pd.DataFrame:
    """Rows as a table in the types of geo.schema; of rows with the same ``key`` the last stays.

    Texts pass through categories: a million rows hold only some hundred different ones.
    """
    parts = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    read = {c: pd.Categorical(parts.get(c, ())) for c in columns if c != "value"}
    table = pd.DataFrame({**read, "value": pd.array(list(parts.get("value", ())), dtype="Int64")})
    table = table.loc[~table.duplicated(list(key), keep="last"), list(columns)]
    table = table.reset_index(drop=True)
    dates = pd.to_datetime(table["date"].astype("str"), format="%Y-%m-%d")
    types = {c: "str" for c in columns if c not in ("date", "value")}
    return table.astype(types).assign(date=dates.astype("datetime64[ns]"))
