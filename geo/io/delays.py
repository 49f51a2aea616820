"""When numbers were reported: the rows of the store that say it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import sqlalchemy as sa

from geo.io import batches
from geo.io.frames import newest_table
from geo.io.tables import OBSERVATIONS

COLUMNS = ("zone_id", "date", "indicator", "value", "reported_on")

_KEY = ("indicator", "date", "zone_id")


def read(
    connection: sa.Connection, city: str, disease: str, as_of: dt.datetime | None = None
) -> pd.DataFrame:
    """Counted rows with the day they were reported on: zone_id, date, indicator, value (Int64) and
    reported_on (datetime64). A row that a later batch replaced by one without that day is left
    out: of what counts now it is not known."""
    found = batches.history(connection, city, disease, as_of)
    ids = [batch.id for batch in batches.counted(found) if batch.content == "cases"]
    table = OBSERVATIONS
    said = table.c.reported_on.is_not(None)
    chosen = sa.select(*(table.c[c] for c in COLUMNS), table.c.batch_id).where(
        table.c.city == city, table.c.disease == disease
    )
    rows = list(connection.execute(chosen.where(table.c.batch_id.in_(ids), said)).fetchall())
    if rows:
        dates, indicators = {row.date for row in rows}, {row.indicator for row in rows}
        oldest = max(ids.index(batch) for batch in {row.batch_id for row in rows})
        later = chosen.where(
            table.c.indicator.in_(indicators),
            table.c.date.between(min(dates), max(dates)),
            table.c.batch_id.in_(ids[:oldest]),
            sa.not_(said),
        )
        rows += connection.execute(later).fetchall()
    newest = newest_table(rows, COLUMNS, _KEY, ids)
    reported = pd.to_datetime(newest["reported_on"], format="%Y-%m-%d").astype("datetime64[ns]")
    newest = newest.assign(reported_on=reported)[reported.notna()]
    return newest.sort_values(list(_KEY), ignore_index=True)
