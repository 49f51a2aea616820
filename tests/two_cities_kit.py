"""A store in which Semarang has counts too: numbers that a pencil can follow, one city beside the
simulated Banjarmasin.

From 1 April 2020 the first kelurahan has 3 new cases a day, the others none: 3, 6, 9, 12 so far, so
that 4 April is the day of the tenth. In 10,000 people 21 cases a week are 210 per 100,000, merah.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from geo import boundaries
from geo.cities import read_cities
from geo.io import contents, embedded
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import STATIC

START = dt.date(2020, 4, 4)
FIRST, LAST = "2020-03-01", "2020-12-31"


def with_semarang(home: Path, *, people: bool = True) -> None:
    """Make the store in ``home``; without ``people`` Semarang has no population."""
    cities = read_cities()
    url = f"sqlite:///{home / 'store.db'}"
    embedded.prepare(url, cities, STATIC)
    zones = list(boundaries.read_attributes(cities["semarang"])["zone_id"])
    days = pd.date_range(FIRST, LAST)
    table = pd.MultiIndex.from_product([zones, days], names=["zone_id", "date"]).to_frame(False)
    ill = (table["zone_id"] == zones[0]) & (table["date"] >= "2020-04-01")
    table = table.assign(indicator="positif", measure="new", flag="")
    table["value"] = pd.array([3 if one else 0 for one in ill], dtype="Int64")
    store = Store.open(url)
    batch = NewBatch("semarang", "covid19", "import", "laporan.csv", "a" * 64)
    store.add(batch, table, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS)))
    if people:
        counted = pd.DataFrame({"zone_id": zones, "year": 2021, "population": 10_000})
        batch = NewBatch("semarang", "covid19", "import", "penduduk.csv", "b" * 64)
        contents.add(store, batch, "population", counted, state="published")
    store.close()
