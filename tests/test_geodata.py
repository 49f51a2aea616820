"""CSV, GeoJSON and GeoPackage of a briefing: the rows of its view, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely

from geo import daily, exports
from geo.errors import InputError
from geo.writers import geodata
from tests import slides_kit as kit
from tests import toy


def outlines(**changed: Any) -> gpd.GeoDataFrame:
    """The toy city's squares, one degree each; ``changed`` by number of the square."""
    shapes = [shapely.box(k % 3, k // 3, k % 3 + 1, k // 3 + 1) for k in range(9)]
    for square, shape in changed.items():
        shapes[int(square.removeprefix("square")) - 1] = shape
    return gpd.GeoDataFrame({"zone_id": toy.IDS}, geometry=shapes, crs="EPSG:4326")


def layer(data: bytes, folder: Path, name: str = "zones") -> Any:
    file = folder / "read.gpkg"
    file.write_bytes(data)
    return pyogrio.read_dataframe(file, layer=name)


def test_csv_is_that_of_the_exports_with_what_it_was_made_from() -> None:
    briefing = kit.briefing()
    rows = list(csv.DictReader(io.StringIO(geodata.csv(briefing, "id").decode())))
    plain = list(csv.DictReader(io.StringIO(exports.csv_text(exports.rows(briefing.view, "id")))))
    assert [{k: row[k] for k in exports.COLUMNS} for row in rows] == plain
    assert {row["snapshot"] for row in rows} == {kit.SNAPSHOT}
    assert {row["data"] for row in rows} == {"Data sampai 15 Maret 2021 pukul 10.05."}


def test_geojson_has_every_outline_and_says_what_it_is() -> None:
    briefing = kit.briefing()
    read = json.loads(geodata.geojson(briefing, outlines(), "id"))
    assert read["type"] == "FeatureCollection"
    assert (read["about"]["snapshot"], read["about"]["date"]) == (kit.SNAPSHOT, "2021-03-15")
    assert "disclaimer" not in read["about"]
    levels = {f["properties"]["name"]: f["properties"]["level"] for f in read["features"]}
    assert levels == {zone.name: zone_level(zone.level) for zone in briefing.view.zones}
    for feature, shape in zip(read["features"], outlines().geometry, strict=True):
        assert shapely.geometry.shape(feature["geometry"]).equals(shape)


def zone_level(key: str) -> str:
    return {"usang": "tanpa_data", "disamarkan": "tanpa_data"}.get(key, key)


def test_a_geopackage_has_the_rows_and_a_readme(tmp_path: Path) -> None:
    briefing = kit.briefing()
    data = geodata.gpkg(briefing, outlines(), "id")
    read = layer(data, tmp_path)
    assert read.crs.to_epsg() == 4326
    wanted = exports.rows(briefing.view, "id")
    assert read["level"].tolist() == [row["level"] for row in wanted]
    cases = [None if value != value else int(value) for value in read["cases"]]
    assert cases == [row["cases"] for row in wanted] == [0, 4, 8, 6, 30, None, -1, 2, None]
    readme = layer(data, tmp_path, "readme").set_index("key")["value"]
    assert readme.index.is_unique
    assert (readme["snapshot"], readme["rule"]) == (kit.SNAPSHOT, "insidensi7")
    assert readme["zones.cases"].startswith("Orang dalam jendela aturan")


def test_a_geopackage_bears_no_other_moment_than_its_day(tmp_path: Path) -> None:
    made = [geodata.gpkg(kit.briefing(), outlines(), "id") for _ in range(2)]
    assert made[0] == made[1]
    file = tmp_path / "read.gpkg"
    file.write_bytes(made[0])
    with sqlite3.connect(file) as read:
        rows = read.execute("select table_name, last_change from gpkg_contents").fetchall()
    read.close()
    assert rows == [("zones", "2021-03-15T00:00:00.000Z"), ("readme", "2021-03-15T00:00:00.000Z")]
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_two_geopackages_at_a_time_keep_their_own_days() -> None:
    inside = threading.Event()

    def other() -> None:
        with geodata._dated(dt.date(2021, 3, 2)):
            inside.set()
            left.wait()

    left = threading.Event()
    second = threading.Thread(target=other)
    with geodata._dated(dt.date(2021, 3, 1)):
        second.start()
        assert not inside.wait(0.2)
        said = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    left.set()
    second.join()
    assert said == "2021-03-01T00:00:00.000Z"
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


@pytest.mark.parametrize("missing", [None, shapely.Polygon()], ids=["none", "empty"])
def test_a_kelurahan_without_an_outline_keeps_its_row(missing: Any, tmp_path: Path) -> None:
    zones = outlines(square5=missing)
    read = json.loads(geodata.geojson(kit.briefing(), zones, "id"))
    assert [f["properties"]["name"] for f in read["features"] if f["geometry"] is None] == ["Lima"]
    table = layer(geodata.gpkg(kit.briefing(), zones, "id"), tmp_path)
    assert table.loc[table.geometry.isna(), "name"].tolist() == ["Lima"]


def test_outlines_of_several_parts_are_written(tmp_path: Path) -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 0.4, 0.4), shapely.box(0.6, 0.6, 1, 1)])
    table = layer(geodata.gpkg(kit.briefing(), outlines(square1=parts), "id"), tmp_path)
    assert table.geometry.iloc[0].area == pytest.approx(0.32)


@pytest.mark.parametrize("make", [geodata.geojson, geodata.gpkg])
def test_no_outlines_at_all_is_said(make: Any) -> None:
    with pytest.raises(InputError) as refused:
        make(kit.briefing(), None, "id")
    assert refused.value.problems[0].key == "files_no_outlines"


def test_simulated_rows_say_so_in_every_format(tmp_path: Path) -> None:
    briefing, _ = kit.banjarmasin()
    ids = briefing.view.facts.zone_ids
    zones = gpd.GeoDataFrame(
        {"zone_id": ids}, geometry=[shapely.box(0, k, 1, k + 1) for k in range(52)], crs=4326
    )
    assert geodata.csv(briefing, "en").decode().count("SIMULASI") >= 52
    read = json.loads(geodata.geojson(briefing, zones, "en"))
    assert read["about"]["disclaimer"].startswith("SIMULASI")
    data = geodata.gpkg(briefing, zones, "en")
    assert layer(data, tmp_path)["reason"].str.startswith("SIMULASI").all()
    assert layer(data, tmp_path, "readme")["value"].str.startswith("SIMULASI").any()


def test_hidden_counts_are_in_no_file_of_the_public(tmp_path: Path) -> None:
    """Square 1 has 3 cases in the week, which are hidden; square 2 has 7, square 3 none."""
    briefing = kit.public_weeks()
    rows = csv.DictReader(io.StringIO(geodata.csv(briefing, "id").decode()))
    assert [row["cases"] for row in rows][:3] == ["", "7", "0"]
    read = json.loads(geodata.geojson(briefing, outlines(), "id"))
    assert [f["properties"]["cases"] for f in read["features"]][:3] == [None, 7, 0]
    table = layer(geodata.gpkg(briefing, outlines(), "id"), tmp_path)
    assert table["cases"].isna().tolist()[:3] == [True, False, False]
    assert table["smoothed"].isna().all()
    assert table["incidence"].isna().iloc[0]


def test_a_kelurahan_s_file_is_of_it_and_its_neighbours() -> None:
    briefing = daily.of_zone(kit.ground(), kit.SNAPSHOT, toy.zone_id(1))
    rows = csv.DictReader(io.StringIO(geodata.csv(briefing, "id").decode()))
    assert [row["name"] for row in rows] == ["Satu", "Dua", "Empat"]


def test_a_name_that_looks_like_a_formula_is_inert() -> None:
    zones = toy.zones()
    zones["name"] = ["=1+1", *zones["name"][1:]]
    made = geodata.csv(kit.briefing(facts=toy.facts(zones=zones)), "id").decode()
    assert ",'=1+1," in made
