"""Stores for the tests of the HTTP routes: real reports of a city, and accounts with tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from geo import boundaries
from geo.cities import read_cities
from geo.io import accounts, tokens
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import Settings
from tests.web_kit import Web

CITY, DISEASE = "banjarmasin", "covid19"
ZONES = tuple(boundaries.read_attributes(read_cities()[CITY])["zone_id"])
MONDAY = dt.date(2021, 3, 1)
DAYS = [MONDAY + dt.timedelta(days=i) for i in range(23)]  # three weeks that close, and two days
SUNDAY = DAYS[13]
SMALL = 4
"""The first so many zones have 1 to 4 cases a week, each another number."""
ORDERS = list(itertools.permutations((1, 2, 3, 4)))


def weekly(order: int) -> np.ndarray:
    """Cases of each zone and week: the first four hidden, the others none or at least 5."""
    counts = np.zeros((len(ZONES), 3), dtype=int)
    for week in range(3):
        counts[:SMALL, week] = ORDERS[(order + 5 * week) % len(ORDERS)]
        counts[SMALL:, week] = [(0, 5, 12, 40)[k % 4] for k in range(len(ZONES) - SMALL)]
    return counts


def reported(folder: Path, order: int = 0, seed: int = 0) -> str:
    """A store of real reports; ``order`` says who has which hidden count, ``seed`` scatters each
    week's cases over its days. Returns its URL."""
    rng = np.random.default_rng(seed)
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    for (zone, week), count in np.ndenumerate(weekly(order)):
        for day in rng.integers(7, size=count):
            new[zone, 7 * week + day] += 1
    new[:, 21:] = rng.integers(0, 3, (len(ZONES), 2))
    return stored(folder, new)


def stored(folder: Path, new: np.ndarray, file: str = "laporan.csv") -> str:
    """Daily new cases (zones, days) as one published import of a new or an old store."""
    url = f"sqlite:///{folder / 'store.db'}"
    store = Store.create(url)
    rows = [
        (zone, pd.Timestamp(day), "positif", "new", int(new[k, i]), "", 1)
        for k, zone in enumerate(ZONES)
        for i, day in enumerate(DAYS)
    ]
    columns = ["zone_id", "date", "indicator", "measure", "value", "flag", "days"]
    table = pd.DataFrame(rows, columns=columns).astype({"value": "Int64", "days": "Int64"})
    table["date"] = table["date"].astype("datetime64[ns]")
    digest = hashlib.sha256(new.tobytes()).hexdigest()
    batch = NewBatch(CITY, DISEASE, "import", file, digest, created_by="uji")
    store.add(batch, table, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS)))
    store.close()
    return url


def token(
    url: str, role: str, city: str | None = None, zone_id: str | None = None, name: str = ""
) -> str:
    """A new account of this role and a token for it: the value of an Authorization header."""
    store = Store.open(url)
    who = name or f"{role}.{city or 'semua'}"
    with store.writing() as connection:
        accounts.add(connection, "uji", who, role, city, zone_id)
        secret = tokens.make(connection, "uji", who, "uji")
    store.close()
    return f"Bearer {secret}"


def web(url: str, folder: Path, **settings: str) -> Web:
    """The routes over a store."""
    return Web(Settings(db=url, home=folder, **settings))
