"""Population: shipped tables against published sums, faults named, missing kept missing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from geo import population, text
from geo.cities import City, read_cities
from geo.errors import InputError

CITIES = read_cities()
BANJARMASIN = CITIES["banjarmasin"]


def test_banjarmasin_has_708606_people_and_no_stated_year() -> None:
    table = population.read(BANJARMASIN)
    assert list(table.columns) == ["zone_id", "population", "year"]
    assert len(table) == 52
    assert str(table["population"].dtype) == str(table["year"].dtype) == "Int64"
    assert table["population"].sum() == 708_606
    assert table["year"].isna().all()
    assert table.set_index("zone_id").at["63.71.01.1001", "population"] == 16_987


def test_a_city_without_a_table_has_unknown_people_not_none() -> None:
    table = population.read(CITIES["semarang"])
    assert len(table) == 177
    assert table["population"].isna().all()


def test_districts_of_semarang_add_up_to_the_published_city() -> None:
    table = population.read_districts("semarang")
    totals = table.groupby("year")["population"].sum()
    # 2014 repeats 2012 in the source and is left out; 2018 misses the printed total by one.
    assert totals.to_dict() == {
        2012: 1_559_198,
        2013: 1_572_105,
        2015: 1_595_187,
        2016: 1_602_717,
        2017: 1_753_092,
        2018: 1_786_115,
        2019: 1_814_110,
        2020: 1_653_524,
        2021: 1_656_564,
        2022: 1_659_975,
    }
    assert table["district"].nunique() == 16
    from geo import boundaries

    assert set(table["district"]) == set(boundaries.read_attributes(CITIES["semarang"])["district"])


def test_a_city_without_district_figures_gets_an_empty_table() -> None:
    table = population.read_districts("nowhere")
    assert list(table.columns) == ["district", "year", "population"]
    assert table.empty


def with_table(tmp_path: Path, content: str) -> City:
    file = tmp_path / "people.csv"
    file.write_text(content, encoding="utf-8")
    return dataclasses.replace(BANJARMASIN, population=file)


def test_a_users_table(tmp_path: Path) -> None:
    city = with_table(
        tmp_path,
        "zone_id,population,year\n6371011001,100,2021\n63.71.01.1002,,2021\n63.71.01.1003,0,\n",
    )
    table = population.read(city).set_index("zone_id")
    assert len(table) == 52
    assert table.loc["63.71.01.1001"].to_list() == [100, 2021]
    assert pd.isna(table.at["63.71.01.1002", "population"])
    assert table.at["63.71.01.1003", "population"] == 0
    assert pd.isna(table.at["63.71.01.1003", "year"])
    assert pd.isna(table.at["63.71.01.1004", "population"])


def test_a_table_without_years(tmp_path: Path) -> None:
    table = population.read(with_table(tmp_path, "zone_id,population\n63.71.01.1001,100\n"))
    assert table["population"].sum() == 100
    assert table["year"].isna().all()


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        ("kode,jiwa\n63.71.01.1001,100\n", ["population_columns"]),
        ("zone_id,population\n33.74.01.1001,100\n", ["population_code_unknown"]),
        (
            "zone_id,population,year\n63.71.01.1001,1.000,21\n6371011001,-5,2021\nX,1,2021\n",
            [
                "population_code_unknown",
                "population_code_twice",
                "population_count",
                "population_year",
            ],
        ),
        ("", ["population_unreadable"]),
    ],
)
def test_faults_are_named_together(tmp_path: Path, content: str, keys: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        population.read(with_table(tmp_path, content))
    assert [problem.key for problem in caught.value.problems] == keys
    assert all(text.error(caught.value, lang) for lang in text.LANGUAGES)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    city = dataclasses.replace(BANJARMASIN, population=tmp_path / "none.csv")
    with pytest.raises(InputError) as caught:
        population.read(city)
    assert [problem.key for problem in caught.value.problems] == ["file_missing"]


def test_a_population_field_that_is_not_there(tmp_path: Path) -> None:
    city = dataclasses.replace(BANJARMASIN, population=None, population_field="JIWA")
    with pytest.raises(InputError) as caught:
        population.read(city)
    assert [problem.key for problem in caught.value.problems] == ["population_columns"]


@pytest.mark.files
def test_jakarta_has_11011862_people_in_2019(testing_files: Path) -> None:
    folder = testing_files / "jakarta_boundaries"
    jakarta = City(
        key="jakarta",
        name="DKI Jakarta",
        regency_code="31",
        utm="EPSG:32748",
        timezone="Asia/Jakarta",
        boundaries=folder / "BATAS_DESA_DESEMBER_2019_DUKCAPIL_DKI_JAKARTA.shp",
        zones_total=267,
        code_field="KODE_DESA",
        name_field="DESA",
        district_field="KECAMATAN",
        population_field="JUMLAH_PEN",
        population_year=2019,
    )
    table = population.read(jakarta)
    assert len(table) == 267
    assert table["population"].sum() == 11_011_862
    assert set(table["year"]) == {2019}
    # Keagungan, of the file's first row.
    assert table.set_index("zone_id").at["31.73.03.1006", "population"] == 21_609
