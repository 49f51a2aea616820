"""A store whose numbers count as real reports: the simulated series, stored as an import. Nobody is
behind an invented number, so that the simulation itself is shown to everybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import sqlalchemy as sa

from geo.io import embedded
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import STATIC


def as_reported(url: str, city: str = "banjarmasin", disease: str = "covid19") -> None:
    """Make an SQLite store at ``url``, where none is, whose simulated numbers count as real."""
    file = Path(sa.make_url(url).database or "")
    with file.open("xb") as new:
        new.write(_whole(city, disease))


@cache
def _whole(city: str, disease: str) -> bytes:
    """The file of such a store: it takes seconds to make, and each test wants one of its own."""
    from geo.cities import read_cities

    with TemporaryDirectory() as folder:
        file = Path(folder) / "store.db"
        url = f"sqlite:///{file}"
        embedded.prepare(url, read_cities(), STATIC)
        store = Store.open(url)
        rows = store.observations(city, disease)
        batch = NewBatch(city, disease, "import", "laporan.csv", "f" * 64)
        store.add(batch, rows, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS)))
        store.close()
        assert not file.with_name("store.db-wal").exists()  # else the file alone is not all of it
        return file.read_bytes()
