"""A city's SIMULATED series from its own files, and the CSV that carries it. NOT official data."""

from __future__ import annotations

import pandas as pd

from geo import archive, boundaries, coverage, population, simulate, text
from geo.cities import City
from geo.errors import ConfigError, Problem

DISEASE = "covid19"
"""The disease whose reported totals the simulation is held to."""


def for_city(city: City) -> pd.DataFrame:
    """The city's simulated OBSERVATIONS; see ``geo.simulate`` for the model.

    Neighbours come from the city's boundaries, people from its population, totals from its archive.
    ConfigError where the city has no archive or its archive states no total of cases.
    """
    if city.archive is None:
        raise ConfigError(Problem("archive_none", city.key))
    reported = simulate.clean_anchors(archive.read(city).city_figures)
    if reported["cases"].isna().all():
        raise ConfigError(Problem("simulate_no_totals", str(city.archive)))
    zones = boundaries.read(city)
    near = coverage.neighbours(zones, coverage.read_extra_pairs())
    return simulate.simulate(zones[["zone_id"]], population.read(city), near, reported)


def file_name(city: City) -> str:
    """The name that the series goes by in the store and in messages."""
    return f"simulasi-{city.key}.csv"


def csv_text(observations: pd.DataFrame) -> str:
    """OBSERVATIONS as CSV with a column ``note`` that says in every row that it is simulated."""
    days = observations["date"].dt.strftime("%Y-%m-%d")
    note = text.text("simulated.banner", "id")
    return observations.assign(date=days, note=note).to_csv(index=False, lineterminator="\n")
