"""City and disease records: what ships, a user's own file, and faults that name themselves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo import text
from geo.cities import read_cities, read_diseases, read_toml
from geo.errors import ConfigError, Problem
from geo.schema import INDICATORS
from geo.settings import DATA

SOLO = """
[solo]
name = "Kota Surakarta"
regency_code = "33.72"
utm = "EPSG:32749"
boundaries = "peta/solo.gpkg"
"""


def written(folder: Path, content: str) -> Path:
    file = folder / "cities.toml"
    file.write_text(content, encoding="utf-8")
    return file


def faults(folder: Path, content: str) -> list[Problem]:
    with pytest.raises(ConfigError) as raised:
        read_cities(written(folder, content))
    return list(raised.value.problems)


def test_the_cities_that_ship() -> None:
    cities = read_cities()
    assert {"banjarmasin", "semarang"} <= set(cities)
    here = cities["banjarmasin"]
    assert (here.name, here.regency_code, here.zones_total) == ("Kota Banjarmasin", "63.71", 52)
    assert (here.opens_on, here.opens_with) == (dt.date(2020, 10, 6), "resmi")
    assert here.timezone == "Asia/Makassar" and here.simulation
    there = cities["semarang"]
    assert (there.regency_code, there.zones_total, there.archive) == ("33.74", 177, None)
    assert not there.simulation


def test_every_file_that_a_city_names_is_there() -> None:
    for city in read_cities().values():
        for file in (city.boundaries, city.population, city.archive):
            assert file is None or (file.is_absolute() and file.is_file())


def test_a_city_of_one_s_own_comes_to_the_others(tmp_path: Path) -> None:
    solo = read_cities(written(tmp_path, SOLO))["solo"]
    assert solo.key == "solo"
    assert solo.boundaries == tmp_path / "peta" / "solo.gpkg"
    # What was left out.
    assert solo.timezone == "Asia/Jakarta" and solo.opens_with == "insidensi7"
    assert solo.population is solo.archive is solo.zones_total is solo.opens_on is None
    assert (solo.code_field, solo.name_field, solo.district_field) == (
        "zone_id",
        "name",
        "district",
    )
    assert not solo.simulation
    assert set(read_cities()) < set(read_cities(tmp_path / "cities.toml"))


def test_a_later_file_wins(tmp_path: Path) -> None:
    own = SOLO.replace("[solo]", "[semarang]").replace("33.72", "33.74")
    assert read_cities(written(tmp_path, own), None)["semarang"].name == "Kota Surakarta"


def test_every_fault_is_named_together(tmp_path: Path) -> None:
    content = SOLO.replace('utm = "EPSG:32749"', 'warna = "biru"') + "\n[kudus]\nname = 5\n"
    found = [
        (fault.where.split()[-1], fault.key, fault.values["field"])
        for fault in faults(tmp_path, content)
    ]
    assert found == [
        ("[solo]", "field_unknown", "warna"),
        ("[solo]", "field_missing", "utm"),
        ("[kudus]", "field_value", "name"),
        ("[kudus]", "field_missing", "regency_code"),
        ("[kudus]", "field_missing", "utm"),
        ("[kudus]", "field_missing", "boundaries"),
    ]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('zones_total = "52"', "zones_total"),
        ("zones_total = true", "zones_total"),
        ('simulation = "yes"', "simulation"),
        ('opens_on = "2020-10-06"', "opens_on"),
        ("opens_on = 2020-10-06T00:00:00", "opens_on"),
        ('timezone = "Asia/Solo"', "timezone"),
        ('timezone = "../etc/passwd"', "timezone"),
        ("population = 7", "population"),
    ],
)
def test_a_value_of_the_wrong_kind(line: str, field: str, tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, SOLO + line)
    assert (fault.key, fault.values["field"]) == ("field_value", field)
    for lang in text.LANGUAGES:
        assert field in text.problem(fault, lang)


def test_a_key_cannot_be_set_from_inside_its_table(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, SOLO + 'key = "lain"')
    assert (fault.key, fault.values["field"]) == ("field_unknown", "key")


def test_something_that_is_no_table(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, 'solo = "Kota Surakarta"')
    assert fault.key == "city_no_table" and fault.where.endswith("[solo]")


def test_a_file_that_is_missing_or_not_toml(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read_cities(tmp_path / "none.toml")
    assert raised.value.problems == (Problem("file_missing", str(tmp_path / "none.toml")),)
    (fault,) = faults(tmp_path, "[solo\n")
    assert fault.key == "toml_broken" and "line 1" in fault.values["found"]


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('[solo]\nname = "Café"\n'.encode("latin-1"))
    with pytest.raises(ConfigError) as raised:
        read_toml(file)
    assert raised.value.problems[0].key == "toml_broken"


def test_every_disease_counts_a_known_indicator_and_has_a_name() -> None:
    diseases = read_diseases(DATA / "diseases.toml")
    assert {"covid19", "dbd"} <= set(diseases)
    for key, disease in diseases.items():
        assert disease.key == key
        assert disease.case_indicator in INDICATORS
        assert all(text.text(f"disease.{key}", lang) for lang in text.LANGUAGES)
