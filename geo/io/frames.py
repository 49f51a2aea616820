"""Tables of geo.schema to database rows and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa


def insert_table(
    connection: sa.Connection,
    table: sa.Table,
    rows: pd.DataFrame,
    columns: Sequence[str],
    fixed: dict[str, Any],
) -> None:
    """Add ``rows`` to ``table``; ``fixed`` gives the columns that are the same in every row."""
    if rows.empty:
        return
    parts = {column: rows[column].to_numpy(dtype=object).tolist() for column in columns}
    parts["date"] = pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d").tolist()
    parts["value"] = [
        None if value is pd.NA else int(value) for value in rows["value"].astype("Int64")
    ]
    parts |= {column: [value] * len(rows) for column, value in fixed.items()}
    # One statement and plain tuples: several times faster than a dict for each row.
    names = tuple(parts)
    insert = table.insert().compile(connection.engine, column_keys=list(names))
    if insert.positiontup is None:
        values: list[Any] = [
            dict(zip(names, row, strict=True)) for row in zip(*parts.values(), strict=True)
        ]
    else:
        values = list(zip(*(parts[column] for column in insert.positiontup), strict=True))
    connection.exec_driver_sql(str(insert), values)


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
