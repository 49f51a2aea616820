"""A toy city of nine squares whose every number can be worked out with a pencil.

    7 8 9     each square is one degree wide, square 1 has its south-west corner at 0, 0;
    4 5 6     columns are the districts Barat, Tengah, Timur; zone_id "99.01.01.100k" for square k
    1 2 3

CASES are cumulative reports of three days, a week apart, so that a 7-day window is the difference
of two columns. On the last day, 15 March 2021, under insidensi7:

    square  people   8 March: window, level   15 March: window, level
    1       20,000    0  hijau                 0  hijau
    2       10,000    0  hijau                 4  40 per 100,000, kuning
    3        5,000    2  40, kuning            8  160, merah
    4       12,000    6  50, oranye            6  50, oranye
    5       20,000   29  145, oranye          30  150, merah
    6        8,000    0  hijau                 not reported: usang
    7       15,000    0  hijau                -1  a revision: tanpa_data
    8      unknown    1  tanpa_data            2  tanpa_data
    9       10,000    0  hijau                 hidden by the source: disamarkan
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from geo.archive import Archive, read
from geo.archive_files import Period
from geo.cities import City, Disease, read_cities
from geo.facts import Facts

FIRST, MIDDLE, LAST = dt.date(2021, 3, 1), dt.date(2021, 3, 8), dt.date(2021, 3, 15)
HIDDEN, NONE = "<5", None

IDS = tuple(f"99.01.01.100{k}" for k in range(1, 10))
NAMES = ("Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan")
DISTRICTS = ("Barat", "Tengah", "Timur") * 3
PEOPLE = (20_000, 10_000, 5_000, 12_000, 20_000, 8_000, 15_000, None, 10_000)

NEIGHBOURS = {
    zone_id: tuple(IDS[k - 1] for k in near)
    for zone_id, near in zip(
        IDS,
        [(2, 4), (1, 3, 5), (2, 6), (1, 5, 7), (2, 4, 6, 8), (3, 5, 9), (4, 8), (5, 7, 9), (6, 8)],
        strict=True,
    )
}

Report = int | str | None
CASES: dict[dt.date, tuple[Report, ...]] = {
    FIRST: (0, 3, 10, 5, 40, 2, 9, 0, 0),
    MIDDLE: (0, 3, 12, 11, 69, 2, 9, 1, 0),
    LAST: (0, 7, 20, 17, 99, NONE, 8, 3, HIDDEN),
}

CITY = City(
    key="kotak",
    name="Kota Kotak",
    regency_code="99.01",
    utm="EPSG:32631",
    timezone="Asia/Makassar",
    boundaries=Path("kotak.geojson"),
)
DISEASE = Disease("covid19", "positif")
UPDATED = dt.datetime(2021, 3, 15, 2, 5, tzinfo=dt.UTC)


def zone_id(square: int) -> str:
    return IDS[square - 1]


def observations(
    table: Mapping[dt.date, Sequence[Report]] = CASES, measure: str = "cumulative"
) -> pd.DataFrame:
    """OBSERVATIONS (see ``geo.schema``): a number, HIDDEN for a suppressed one, NONE for no row."""
    rows = [
        (zone, pd.Timestamp(day), "positif", measure, cell)
        for day, cells in table.items()
        for zone, cell in zip(IDS, cells, strict=False)
        if cell is not NONE
    ]
    frame = pd.DataFrame(rows, columns=["zone_id", "date", "indicator", "measure", "value"])
    frame["date"] = frame["date"].astype("datetime64[ns]")
    frame["flag"] = ["suppressed" if cell == HIDDEN else "" for cell in frame["value"]]
    numbers = [pd.NA if cell == HIDDEN else cell for cell in frame["value"]]
    return frame.assign(value=pd.array(numbers, dtype="Int64"))


def zones(names: Sequence[str] = NAMES) -> pd.DataFrame:
    columns = {"zone_id": IDS, "name": names, "district": DISTRICTS, "city": CITY.name}
    return pd.DataFrame(columns).assign(area_km2=1.0)


def population(
    people: Sequence[int | None] = PEOPLE, year: int | Sequence[int | None] | None = 2020
) -> pd.DataFrame:
    table = pd.DataFrame({"zone_id": IDS})
    table["population"] = pd.array([pd.NA if n is None else n for n in people], dtype="Int64")
    years = [year] * len(IDS) if year is None or isinstance(year, int) else list(year)
    table["year"] = pd.array([pd.NA if y is None else y for y in years], dtype="Int64")
    return table


def facts(
    table: Mapping[dt.date, Sequence[Report]] = CASES, measure: str = "cumulative", **changes: Any
) -> Facts:
    """The toy city's facts; any field may be replaced."""
    fields: dict[str, Any] = {
        "city": CITY,
        "disease": DISEASE,
        "zones": zones(),
        "population": population(),
        "observations": observations(table, measure),
        "neighbours": NEIGHBOURS,
        "updated_at": UPDATED,
    }
    return Facts(**(fields | changes))


Statement = tuple[str, int, str]


def archive(
    statements: Sequence[Statement | tuple[str, int, str, dict[str, str]]],
    totals: Sequence[tuple[str, str, int]] = (),
    unit: str = "kelurahan",
) -> Archive:
    """An archive of one rule period, from statements (day, square, level, other columns)."""
    rows = []
    for day, square, level, *other in statements:
        texts = dict.fromkeys(("flags", "contradicts", "also_urls", "title", "note"), "")
        row: dict[str, Any] = {"date": dt.date.fromisoformat(day), "zone_id": zone_id(square)}
        row |= {"level": level, "scope": unit, "period": "1", "url": f"https://warta.test/{square}"}
        rows.append(row | texts | dict(*other))
    counts = [(dt.date.fromisoformat(day), level, n, True) for day, level, n in totals]
    stated = pd.DataFrame(counts, columns=["date", "level", "count", "usable_for_inference"])
    stated = stated.astype({"usable_for_inference": bool})
    colours = ("hijau", "kuning", "oranye", "merah")
    start = dt.date(2021, 1, 1)
    period = Period("1", start, None, colours, unit, "", (), comparable=True)
    figures = ["date", "cases", "active", "recovered", "deaths", "flags", "url", "note"]
    return Archive(
        statements=pd.DataFrame(rows),
        totals=stated.assign(why_not="", url="https://warta.test/kota", note=""),
        city_figures=pd.DataFrame(columns=figures),
        cases=pd.DataFrame(columns=["date", "zone_id", "measure", "value", "url", "note"]),
        periods={"1": period},
        zones_total=len(IDS),
    )


def banjarmasin() -> Facts:
    """Kota Banjarmasin with its real archive of reported zones and no case counts."""
    city = read_cities()["banjarmasin"]
    outlines = json.loads(city.boundaries.read_text(encoding="utf-8"))
    table = pd.DataFrame([feature["properties"] for feature in outlines["features"]])
    return Facts(
        city=city,
        disease=DISEASE,
        zones=table,
        population=population().head(0),
        observations=observations({}),
        archive=read(city),
    )
