"""A store whose numbers count as real reports: the simulated series, stored as an import. Nobody is
behind an invented number, so that the simulation itself is shown to everybody."""

from __future__ import annotations

import pandas as pd

from geo.io import embedded
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import STATIC


def as_reported(url: str, city: str = "banjarmasin", disease: str = "covid19") -> None:
    """Make a store at ``url`` where it is missing, and let its simulated numbers count as real."""
    from geo.cities import read_cities

    embedded.prepare(url, read_cities(), STATIC)
    store = Store.open(url)
    rows = store.observations(city, disease)
    batch = NewBatch(city, disease, "import", "laporan.csv", "f" * 64)
    store.add(batch, rows, pd.DataFrame(columns=list(UNALLOCATED_COLUMNS)))
    store.close()
