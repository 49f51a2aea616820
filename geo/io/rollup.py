"""Kelurahan rolled up into kecamatan, kota or kabupaten, and province: sums worked out where the
numbers are, so that a province's year comes as some thousand rows.

An official code holds those of the areas around it, "63.71.01.1001" = province 63, kota 63.71,
kecamatan 63.71.01. Which numbers count is what ``geo.io.batches`` says of each city, and of two
batches that give a zone's number the later one counts, as in ``Store.observations``. Missing is not
zero: each sum stands beside how many zones it is made of, and of how many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import batches
from geo.io.batches import Standing
from geo.io.bulk import newest_observations
from geo.io.store import Store
from geo.io.tables import OBSERVATIONS
from geo.schema import OBSERVATION_COLUMNS

Level = Literal["province", "regency", "district"]
LEVELS: Mapping[Level, int] = {"province": 2, "regency": 5, "district": 8}
"""How much of a code names the area: province; kota or kabupaten; kecamatan."""
COLUMNS = ("area", "date", "measure", "days", "simulated", "value", "reported", "hidden", "zones")
"""Those of ``sums``; after them comes ``missing``."""
_KEY = ["area", "date", "measure", "days", "simulated"]
_SETTINGS = """
SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL effective_io_concurrency = 64;
SET LOCAL statement_timeout = '20s'
"""
"""For one question of PostgreSQL: room for a province's year of sums, which its own 4 MB send to
the disk; no program compiled for it, which takes longer than it saves; many pages asked for at once
where they are not in memory, and time to read them the first time after a restart."""


def sums(
    store: Store,
    cities: Sequence[str],
    disease: str,
    indicator: str,
    level: Level,
    zones: Iterable[str],
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    as_of: dt.datetime | None = None,
) -> pd.DataFrame:
    """What counts of ``cities`` (their keys), summed by area and day, in that order.

    ``zones`` are the codes of all kelurahan of these cities, whether they report or not. ``first``
    and ``last`` limit the days, both included; ``as_of`` asks what counted then. Columns:

    area       str     the area's code, "63.71.01" of a kecamatan
    date       datetime64[ns]
    measure    str     "cumulative" or "new"; ``days`` Int64 and ``simulated`` bool: numbers of
                       different measure, of days and of weeks, invented and real are never added,
                       an area that has several has a row of each
    value      Int64   persons: the sum over the zones that gave a number; missing where none did
                       but some were hidden by their source
    reported   Int64   zones in the sum
    hidden     Int64   zones whose number the source hid: reported, and not in the sum
    zones      Int64   zones of the area, reporting or not
    missing    Int64   zones that gave nothing: what happened there is not known

    A day on which no zone of an area was reported has no row; persons of no zone (UNALLOCATED) are
    in no sum. InputError where an area has more reporting zones than ``zones`` knows; StoreError as
    always.
    """
    where = [OBSERVATIONS.c.disease == disease, OBSERVATIONS.c.indicator == indicator]
    if first is not None:
        where.append(OBSERVATIONS.c.date >= first.isoformat())
    if last is not None:
        where.append(OBSERVATIONS.c.date <= last.isoformat())
    with store.reading() as connection:
        standing = batches.counting(connection, cities, disease, as_of)
        each = _by_batch(connection, sorted(standing), where, LEVELS[level], standing)
        # Where two batches speak of one city and day, only its zones tell which number counts.
        twice = each.groupby(["city", "date"])["batch_id"].transform("nunique") > 1
        found = [each[~twice]]
        for city, days in each[twice].groupby("city")["date"]:
            inside = OBSERVATIONS.c.date.between(days.min(), days.max())
            named = [OBSERVATIONS.c.city == city, inside, *where]
            table = _by_zone(connection, named, LEVELS[level], standing[str(city)])
            found.append(table[table["date"].isin(set(days))])
    table = pd.concat(found).groupby(_KEY, as_index=False)[["value", "reported", "hidden"]].sum()
    return _of_how_many(table, zones, LEVELS[level], indicator)


def _by_batch(
    connection: sa.Connection,
    cities: Sequence[str],
    where: Sequence[sa.ColumnElement[bool]],
    length: int,
    standing: Mapping[str, Sequence[Standing]],
) -> pd.DataFrame:
    """Sums of each counted batch on its own: ``city`` and ``batch_id`` beside what ``sums`` has."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_SETTINGS)
    found = OBSERVATIONS.c
    area = sa.func.substr(found.zone_id, 1, length).label("area")
    key = (found.batch_id, found.date, area, found.measure, found.days)
    value = sa.func.sum(found.value), sa.func.count(found.value), sa.func.count()
    query = sa.select(*key, *value).where(found.city.in_(cities), *where).group_by(*key)
    rows = connection.execute(query).fetchall() if cities else []
    names = ("batch_id", "date", "area", "measure", "days", "value", "reported", "rows")
    cells = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    table = pd.DataFrame({name: list(cells.get(name, ())) for name in names})
    numbers = ("batch_id", "days", "value", "reported", "rows")
    table = table.fillna({"value": 0}).astype(dict.fromkeys(numbers, "int64"))
    own = {batch.id: (city, batch) for city, some in standing.items() for batch in some}
    table = table[table["batch_id"].isin(own.keys())]
    table["city"] = [own[key][0] for key in table["batch_id"]]
    table["simulated"] = [own[key][1].kind == "simulated" for key in table["batch_id"]]
    table["hidden"] = table["rows"] - table["reported"]
    return table


def _by_zone(
    connection: sa.Connection,
    where: Sequence[sa.ColumnElement[bool]],
    length: int,
    standing: Sequence[Standing],
) -> pd.DataFrame:
    """One city's zones, the number of each that counts, as ``_by_batch`` gives sums."""
    ids = [batch.id for batch in standing]
    table = newest_observations(connection, OBSERVATION_COLUMNS, where, ids)
    return pd.DataFrame(
        {
            "area": table["zone_id"].str[:length],
            "date": table["date"].dt.strftime("%Y-%m-%d"),
            "measure": table["measure"],
            "days": table["days"].astype("int64"),
            "simulated": bool(standing) and standing[0].kind == "simulated",
            "value": table["value"].fillna(0).astype("int64"),
            "reported": table["value"].notna().astype("int64"),
            "hidden": table["value"].isna().astype("int64"),
        }
    )


def _of_how_many(
    table: pd.DataFrame, zones: Iterable[str], length: int, indicator: str
) -> pd.DataFrame:
    there = pd.Series([zone[:length] for zone in set(zones)], dtype="str").value_counts()
    known = table["area"].map(there).fillna(0).astype("int64")
    missing = known - table["reported"] - table["hidden"]
    if (missing < 0).any():
        areas = sorted(set(table["area"][missing < 0]))
        raise InputError(Problem("rollup_zones", indicator, {"found": ", ".join(areas[:5])}))
    dates = pd.to_datetime(table["date"], format="%Y-%m-%d").astype("datetime64[ns]")
    value = table["value"].astype("Int64").mask(np.asarray(table["reported"] == 0))
    table = table.assign(date=dates, value=value, zones=known, missing=missing)
    types = {"area": "str", "measure": "str", "simulated": "bool"}
    types |= dict.fromkeys(("days", "reported", "hidden", "zones", "missing"), "Int64")
    return table.astype(types)[[*COLUMNS, "missing"]]
