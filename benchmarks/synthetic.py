"""A made city for measuring: 365 days, the same on every run. Nothing of it is real."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import boundaries

KEY, NAME, UTM = "contoh", "Kota Contoh", "EPSG:32750"
DAYS = 365
FIRST_DAY = dt.date(2021, 1, 1)
SEED = 20201006
_WEST, _SOUTH, _SIDE = 114.0, -3.5, 0.24
_STEP = 0.0009
_WAVES = ((0.0016, 180.0), (0.0006, 420.0), (0.00025, 900.0))
"""Borders wave by so many degrees, once in 2 pi / so many degrees. The products add up to less than
one, so that the plane is bent and never folded."""


@dataclass(frozen=True)
class Made:
    """The files that make the dashboard show the city."""

    cities: Path
    zones: gpd.GeoDataFrame


def make(folder: Path, count: int) -> Made:
    """Write the files of a city of ``count`` zones into ``folder`` and import its cases into
    ``folder``/store.db."""
    rng = np.random.default_rng(SEED)
    zones = _zones(rng, count)
    boundaries.write(zones, folder / "zones.geojson", UTM)
    people = rng.lognormal(np.log(30_000), 0.5, count).round().astype(int)
    ids = zones["zone_id"].to_list()
    population = pd.DataFrame({"zone_id": ids, "population": people})
    population.to_csv(folder / "people.csv", index=False)
    cases(rng, people, ids).to_csv(folder / "cases.csv", index=False)
    cities = folder / "cities.toml"
    cities.write_text(
        f'[{KEY}]\nname = "{NAME}"\nregency_code = "99.99"\nutm = "{UTM}"\n'
        f'boundaries = "zones.geojson"\npopulation = "people.csv"\nzones_total = {count}\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "geo", "import", str(folder / "cases.csv"), "--city", KEY]
    command += ["--disease", "covid19", "--measure", "new", "--cities", str(cities)]
    command += ["--db", f"sqlite:///{folder / 'store.db'}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return Made(cities, zones)


def cases(rng: np.random.Generator, people: np.ndarray, ids: list[str]) -> pd.DataFrame:
    """New cases from FIRST_DAY on: three waves that reach each zone at its own time and height."""
    day = np.arange(DAYS)
    late = rng.normal(0, 12, (len(ids), 1))
    height = rng.lognormal(0, 0.6, (len(ids), 1))
    waves = sum(
        top * np.exp(-(((day - middle - late) / width) ** 2) / 2)
        for middle, width, top in ((60, 22, 12), (195, 26, 34), (320, 18, 9))
    )
    counts = rng.poisson(height * waves * people[:, None] / 100_000)
    dates = [(FIRST_DAY + dt.timedelta(days=int(i))).isoformat() for i in day]
    return pd.DataFrame(counts, columns=dates).assign(zone_id=ids)[["zone_id", *dates]]


def _zones(rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    """Cells around random points, their borders bent so that they have many corners."""
    square = shapely.box(_WEST, _SOUTH, _WEST + _SIDE, _SOUTH + _SIDE)
    points = shapely.MultiPoint(rng.uniform((_WEST, _SOUTH), square.bounds[2:], (count, 2)))
    cells = shapely.voronoi_polygons(points, extend_to=square)
    cut = shapely.intersection(shapely.get_parts(cells), square)
    even = shapely.transform(cut, lambda corners: corners.round(7))
    bent = shapely.transform(shapely.segmentize(even, _STEP), _bend)
    number = np.arange(count)
    return gpd.GeoDataFrame(
        {
            "zone_id": [f"99.99.{1 + i // 30:02d}.{1001 + i % 30}" for i in number],
            "name": [f"Contoh {i + 1}" for i in number],
            "district": [f"Kecamatan {1 + i // 30}" for i in number],
            "city": NAME,
            "area_km2": 0.0,
        },
        geometry=list(bent),
        crs="EPSG:4326",
    )


def _bend(corners: np.ndarray) -> np.ndarray:
    """Move every point by waves of its place; equal points stay equal, so borders stay shared."""
    corners = corners.round(9)
    x, y = corners.T
    shift = [
        (reach * np.sin(pace * y + pace), reach * np.sin(pace * x + 2 * pace))
        for reach, pace in _WAVES
    ]
    return (corners + np.sum(shift, axis=0).T).round(7)
