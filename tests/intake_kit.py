"""A small city and files for the tests of intake."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd

from geo.cities import City, Disease

MANTUIL, PELAMBUAN, CEMPAKA, CEMPAKA_2 = (
    "63.71.01.1001",
    "63.71.03.1001",
    "63.71.04.1001",
    "63.71.05.1001",
)
ZONES = pd.DataFrame(
    [
        (MANTUIL, "Mantuil", "Banjarmasin Selatan", "Uji", 1.0),
        (PELAMBUAN, "Pelambuan", "Banjarmasin Barat", "Uji", 1.0),
        (CEMPAKA, "Cempaka", "Banjarmasin Tengah", "Uji", 1.0),
        (CEMPAKA_2, "Cempaka", "Banjarmasin Utara", "Uji", 1.0),
    ],
    columns=["zone_id", "name", "district", "city", "area_km2"],
)
CITY = City(
    key="uji",
    name="Kota Uji",
    regency_code="63.71",
    utm="EPSG:32750",
    timezone="Asia/Makassar",
    boundaries=Path("uji.geojson"),
)
COVID, DBD = Disease("covid19", "positif"), Disease("dbd", "positif")

HEAD_2022 = [
    *("ID_KEL", "Nama_provinsi", "nama_kota", "nama_kecamatan", "nama_kelurahan"),
    *("SUSPEK", "Perawatan RS", "Meninggal", "POSITIF"),
    *("Dirawat", "Sembuh", "Meninggal", "Self Isolation", "Keterangan"),
]


def rows_of(table: pd.DataFrame, place: str = "zone_id") -> dict[tuple[str, str, str], object]:
    """(place, day, indicator) -> value, or the flag where the value is missing."""
    return {
        (row[place], str(row["date"].date()), row["indicator"]): (
            row.get("flag", "missing") if pd.isna(row["value"]) else int(row["value"])
        )
        for row in table.to_dict("records")
    }


def write_workbook(file: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    """An XLSX file with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(file)
    return file


def write_city(folder: Path) -> Path:
    """Boundary file and cities file of the small city: four squares in a row; the cities file."""
    features = []
    for number, row in enumerate(ZONES.to_dict("records")):
        west, east = 114.5 + number / 100, 114.51 + number / 100
        ring = [[west, -3.3], [east, -3.3], [east, -3.29], [west, -3.29], [west, -3.3]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": row, "geometry": geometry})
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "uji.geojson").write_text(json.dumps(collection), encoding="utf-8")
    cities = folder / "cities.toml"
    cities.write_text(
        '[uji]\nname = "Kota Uji"\nregency_code = "63.71"\nutm = "EPSG:32750"\n'
        'boundaries = "uji.geojson"\nzones_total = 4\n',
        encoding="utf-8",
    )
    return cities
