"""python -m geo boundaries build: what it writes, says and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import box

from geo import boundaries
from geo.__main__ import main
from geo.cities import read_cities

# Two zones of 0.01 x 0.01 degrees that leave a slit of 0.0001 degrees (11 m), closed by two others.
OUTLINES = """\
63.71.01.1001|Kiri|-3.31000,114.58000 -3.31000,114.59000 -3.30000,114.59000 -3.30000,114.58000
63.71.01.1002|Kanan|-3.31000,114.59010 -3.31000,114.60000 -3.30000,114.60000 -3.30000,114.59010
63.71.02.1001|Bawah|-3.32000,114.58000 -3.32000,114.60000 -3.31000,114.60000 -3.31000,114.58000
63.71.02.1002|Atas|-3.30000,114.58000 -3.30000,114.60000 -3.29000,114.60000 -3.29000,114.58000
"""
DISTRICTS = "kode_kecamatan,kecamatan,kota\n63.71.01,Tengah,Kota Toy\n63.71.02,Tepi,Kota Toy\n"


@pytest.fixture
def outline_file(tmp_path: Path) -> Path:
    file = tmp_path / "outlines.txt"
    file.write_text(OUTLINES)
    (tmp_path / "districts.csv").write_text(DISTRICTS)
    return file


def build(file: Path, *more: object) -> int:
    return main(["boundaries", "build", str(file), *(str(word) for word in more)])


def test_outlines_become_a_coverage_and_the_repair_is_told(
    outline_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = outline_file.with_name("toy.geojson")
    districts = outline_file.with_name("districts.csv")
    code = build(
        outline_file, "--name", "Kota Toy", "--out", out, "--districts", districts, "--lang", "en"
    )
    assert code == 0
    zones = geopandas.read_file(out)
    assert list(zones["zone_id"]) == [
        "63.71.01.1001",
        "63.71.01.1002",
        "63.71.02.1001",
        "63.71.02.1002",
    ]
    assert list(zones["district"]) == ["Tengah", "Tengah", "Tepi", "Tepi"]
    assert set(zones["city"]) == {"Kota Toy"}
    assert shapely.coverage_is_valid(zones.geometry.to_numpy())
    assert shapely.union_all(zones.geometry.to_numpy()).geom_type == "Polygon"
    said = capsys.readouterr().out
    # The slit is 11.1 m x 1,105.7 m: 0.0123 km².
    assert "Gaps closed: 1, 0.0123 km² in all." in said
    assert "Overlaps removed: 0" in said
    assert "Largest shift of a zone: 11.1 m." in said
    assert "Code column: code; name column: name." in said
    assert "4 zones in 2 kecamatan" in said
    # The location gives the UTM zone, and the table for a cities file is printed.
    assert 'utm = "EPSG:32750"' in said
    assert "[toy]" in said
    assert 'regency_code = "63.71"' in said
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "districts.csv",
        "outlines.txt",
        "toy.geojson",
    ]


def test_the_printed_table_makes_the_city_appear(
    outline_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = outline_file.with_name("toy.geojson")
    build(outline_file, "--name", "Kota Toy", "--out", out)
    printed = capsys.readouterr().out
    cities_file = outline_file.with_name("cities.toml")
    cities_file.write_text(printed[printed.index("[toy]") :])
    toy = read_cities(cities_file)["toy"]
    assert len(boundaries.read(toy)) == 4
    assert list(boundaries.read_attributes(toy)["name"]) == ["Kiri", "Kanan", "Bawah", "Atas"]


def layer(**columns: list[object]) -> geopandas.GeoDataFrame:
    table = {
        "ID": [1, 2, 3],
        "KODE_DESA": ["6371011001", "6371011002", "31888888"],
        "DESA": ["KIRI", "KANAN", "DANAU"],
        **columns,
    }
    squares = [box(230000 + 1000 * i, 9630000, 231000 + 1000 * i, 9631000) for i in range(3)]
    return geopandas.GeoDataFrame(table, geometry=squares, crs="EPSG:32750")


def test_columns_are_guessed_and_features_without_a_code_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer().to_file(file := tmp_path / "toy.shp")
    out = tmp_path / "toy.geojson"
    assert build(file, "--name", "Toy", "--out", out) == 1
    said = capsys.readouterr().out
    assert "Kolom kode: KODE_DESA; kolom nama: DESA." in said
    assert "Batas sudah bertemu tepat" in said
    assert "Tanpa kode kelurahan, tidak dimuat: Danau." in said
    features = json.loads(out.read_text())["features"]
    assert [feature["properties"] for feature in features] == [
        {
            "zone_id": "63.71.01.1001",
            "name": "Kiri",
            "district": "",
            "city": "Toy",
            "area_km2": 1.0,
        },
        {
            "zone_id": "63.71.01.1002",
            "name": "Kanan",
            "district": "",
            "city": "Toy",
            "area_km2": 1.0,
        },
    ]


def test_names_give_codes_where_a_city_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zones = boundaries.read(read_cities()["banjarmasin"])
    nameless = zones.rename(columns={"name": "KELURAHAN", "district": "KECAMATAN"})
    nameless = nameless.drop(columns=["zone_id", "city", "area_km2"])
    nameless["KELURAHAN"] = nameless["KELURAHAN"].replace("Seberang Mesjid", "Seberang Masjid")
    nameless.to_file(file := tmp_path / "names.gpkg")
    out = tmp_path / "out.geojson"
    assert build(file, "--city", "banjarmasin", "--out", out, "--lang", "en") == 0
    assert list(geopandas.read_file(out)["zone_id"]) == list(zones["zone_id"])
    assert "63.71.05.1007: Seberang Mesjid -> Seberang Masjid" in capsys.readouterr().out

    nameless["KELURAHAN"] = nameless["KELURAHAN"].replace({"Mawar": "Mawr", "Gadang": "Gdang"})
    nameless.to_file(file)
    out.unlink()
    assert build(file, "--city", "banjarmasin", "--out", out, "--lang", "en") == 2
    said = capsys.readouterr().err
    assert "`Mawr` fits no kelurahan; much like it: Mawar" in said
    assert "`Gdang` fits no kelurahan; much like it: Gadang" in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("columns", "more", "said"),
    [
        ({"KODE_DESA": ["a", "b", "c"]}, [], "no kelurahan code"),
        ({}, ["--code-field", "KODE"], "no column `KODE`; the columns are: ID, KODE_DESA, DESA"),
        ({}, ["--name-field", "NAMA"], "no column `NAMA`"),
        ({"KODE_DESA": ["6371011001"] * 3}, [], "codes stand more than once: 63.71.01.1001"),
        ({}, ["--districts", "none.csv"], "none.csv: the file was not found"),
    ],
)
def test_faulty_layers_are_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    columns: dict[str, list[object]],
    more: list[str],
    said: str,
) -> None:
    layer(**columns).to_file(file := tmp_path / "toy.gpkg")
    out = tmp_path / "out.geojson"
    assert build(file, "--name", "Toy", "--out", out, "--lang", "en", *more) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_other_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.geojson"
    assert build(tmp_path / "none.gpkg", "--name", "Toy", "--out", out, "--lang", "en") == 2
    assert "the file was not found" in capsys.readouterr().err
    layer().to_file(file := tmp_path / "toy.shp")
    assert build(file, "--city", "banjarmasin", "--out", out, "--lang", "en") == 2
    assert (
        "there are 2 zones. Expected: 52 zones for the city `banjarmasin`"
        in capsys.readouterr().err
    )
    assert build(file, "--city", "atlantis", "--lang", "en") == 2
    assert (
        "`atlantis` is not known. Expected: one of: banjarmasin, semarang"
        in capsys.readouterr().err
    )
    file.with_suffix(".prj").unlink()
    assert build(file, "--name", "Toy", "--out", out, "--lang", "en") == 2
    assert "the coordinate system is not stated" in capsys.readouterr().err
    assert not out.exists()


def test_a_district_without_a_name_is_refused(
    outline_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    districts = outline_file.with_name("districts.csv")
    districts.write_text("kode_kecamatan,kecamatan\n63.71.01,Tengah\n")
    out = outline_file.with_name("toy.geojson")
    arguments = ("--name", "Toy", "--out", out, "--districts", districts, "--lang", "en")
    assert build(outline_file, *arguments) == 2
    assert "kecamatan without a name: 63.71.02" in capsys.readouterr().err
    districts.write_text("kode,nama\n63.71.01,Tengah\n")
    assert build(outline_file, *arguments) == 2
    assert "kode_kecamatan, kecamatan" in capsys.readouterr().err
