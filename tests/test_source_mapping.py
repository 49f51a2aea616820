"""What columns are taken for: exact by words, likely by content, and only as a person confirms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.io.sources import read
from geo.io.sources.mapping import Mapping, choices, guess
from geo.io.sources.placing import Places
from geo.io.sources.sheets import read_book
from tests.intake_kit import CITY, DBD, MANTUIL, PELAMBUAN, ZONES, rows_of

PLACES = Places(CITY, ZONES, {})
UNKNOWN = (
    "No;Wilayah;Tgl kejadian;Jml kasus;Jumlah Penduduk\n"
    "1;Mantuil;2020-10-06;5;1200\n2;Pelambuan;2020-10-06;7;1300\n3;Pelambuan;2020-10-07;8;1300\n"
)


def text_file(folder: Path, content: str) -> Path:
    file = folder / "kasus.csv"
    file.write_text(content, encoding="utf-8")
    return file


def guessed(folder: Path, content: str, places: Places | None = PLACES) -> Mapping:
    return guess(read_book(text_file(folder, content)), places)


def roles(mapping: Mapping) -> dict[str, tuple[str, str]]:
    return {c.heading: (c.role, c.sure) for c in mapping.columns}


def test_known_headings_are_exact(tmp_path: Path) -> None:
    content = "Judul,,,,,,,\nKode,Kecamatan,Minggu,Tahun,positif,Tanggal lapor,2020-10-06,Catatan\n"
    mapping = guessed(tmp_path, content + f"{MANTUIL},,5,2020,1,2020-10-06,2,baik\n")
    assert mapping.row == 2
    assert roles(mapping) == {
        "Kode": ("zone_id", "exact"), "Kecamatan": ("district", "exact"),
        "Minggu": ("week", "exact"), "Tahun": ("year", "exact"), "positif": ("positif", "exact"),
        "Tanggal lapor": ("reported_on", "exact"), "2020-10-06": ("period", "exact"),
        "Catatan": ("ignored", "none"),
    }  # fmt: skip


def test_unknown_headings_are_guessed_by_content_and_likeness(tmp_path: Path) -> None:
    assert roles(guessed(tmp_path, UNKNOWN)) == {
        "No": ("ignored", "none"), "Wilayah": ("name", "likely"),
        "Tgl kejadian": ("date", "likely"), "Jml kasus": ("positif", "likely"),
        "Jumlah Penduduk": ("ignored", "none"),
    }  # fmt: skip


def test_names_of_districts_are_told_from_names_of_kelurahan(tmp_path: Path) -> None:
    content = UNKNOWN.replace("Mantuil", "Banjarmasin Barat")
    content = content.replace("Pelambuan", "Banjarmasin Tengah")
    assert roles(guessed(tmp_path, content))["Wilayah"] == ("district", "likely")
    assert roles(guessed(tmp_path, UNKNOWN, None))["Wilayah"] == ("ignored", "none")


def test_a_guess_is_not_taken_before_it_is_confirmed(tmp_path: Path) -> None:
    file = text_file(tmp_path, UNKNOWN)
    with pytest.raises(InputError) as caught:
        read(file, CITY, ZONES, {}, disease=DBD, measure="new")
    assert [p.key for p in caught.value.problems] == ["format_unknown"]
    mapping = guess(read_book(file), PLACES)
    reading = read(file, CITY, ZONES, {}, disease=DBD, measure="new", mapping=mapping)
    assert rows_of(reading.observations) == {
        (MANTUIL, "2020-10-06", "positif"): 5,
        (PELAMBUAN, "2020-10-06", "positif"): 7,
        (PELAMBUAN, "2020-10-07", "positif"): 8,
    }


def test_what_a_person_chooses_goes_before_the_guess(tmp_path: Path) -> None:
    file = text_file(tmp_path, UNKNOWN)
    mapping = guess(read_book(file), PLACES).choose(3, "meninggal").choose(1, "ignored")
    mapping = mapping.choose(1, "name")
    assert (mapping.columns[3].role, mapping.columns[3].sure) == ("meninggal", "chosen")
    reading = read(file, CITY, ZONES, {}, disease=DBD, measure="new", mapping=mapping)
    assert set(reading.observations["indicator"]) == {"meninggal"}


def test_a_district_chosen_for_the_zone_keeps_numbers_unallocated(tmp_path: Path) -> None:
    content = UNKNOWN.replace("Mantuil", "Banjarmasin Barat").replace("Pelambuan", "TENGAH")
    file = text_file(tmp_path, content)
    mapping = guess(read_book(file), PLACES).choose(1, "district")
    reading = read(file, CITY, ZONES, {}, disease=DBD, measure="new", mapping=mapping)
    assert reading.observations.empty
    assert reading.unallocated.groupby("label")["value"].sum().to_dict() == {
        "Banjarmasin Barat": 5,
        "TENGAH": 15,
    }
    assert {row.district for row in reading.unmatched} == {"TENGAH"}


def test_years_in_headings_are_read_once_confirmed(tmp_path: Path) -> None:
    file = text_file(tmp_path, "kelurahan,2021,2022\nMantuil,5,2\nPelambuan,5,4\n")
    mapping = guess(read_book(file), PLACES)
    assert roles(mapping)["2022"] == ("period", "likely")
    reading = read(file, CITY, ZONES, {}, disease=DBD, mapping=mapping)
    assert rows_of(reading.observations)[MANTUIL, "2022-12-31", "positif"] == 2
    assert set(reading.observations["days"]) == {365}


def test_a_mapping_travels_as_plain_values(tmp_path: Path) -> None:
    mapping = guessed(tmp_path, UNKNOWN)
    assert mapping.columns[1].examples == ("Mantuil", "Pelambuan", "Pelambuan")
    assert Mapping.from_dict(json.loads(json.dumps(mapping.to_dict()))) == mapping
    assert {c.role for c in mapping.columns} <= set(choices())


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (None, "mapping_unreadable"), ({}, "mapping_unreadable"), ([], "mapping_unreadable"),
        ({"sheet": "", "row": "x", "columns": []}, "mapping_unreadable"),
        ({"sheet": "", "row": 1, "columns": [3]}, "mapping_unreadable"),
        ({"sheet": "", "row": 1, "columns": [{"index": -1, "heading": "a", "role": "name"}]},
         "mapping_unreadable"),
        ({"sheet": "", "row": 1, "columns": [{"index": 0, "heading": "a", "role": "raja"}]},
         "mapping_role"),
    ],
)  # fmt: skip
def test_a_broken_mapping_is_refused(table: object, key: str) -> None:
    with pytest.raises(InputError) as caught:
        Mapping.from_dict(table)
    assert [p.key for p in caught.value.problems] == [key]


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"sheet": "lain"}, {"mapping_sheet"}),
        ({"row": 99}, {"mapping_sheet"}),
        ({"row": 0}, {"mapping_sheet"}),
        ({"row": 2}, {"mapping_other"}),
        ({"roles": {1: "period"}}, {"period_unreadable", "column_needed"}),
        ({"roles": {0: "date"}}, {"heading_twice"}),
        ({"roles": {2: "ignored"}}, {"column_needed"}),
        ({"roles": {3: "ignored"}}, {"column_needed"}),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_suit_the_file_is_refused(
    tmp_path: Path, change: dict, keys: set[str]
) -> None:
    file = text_file(tmp_path, UNKNOWN)
    mapping = guess(read_book(file), PLACES)
    for index, role in change.pop("roles", {}).items():
        mapping = mapping.choose(index, role)
    mapping = Mapping.from_dict(mapping.to_dict() | change)
    with pytest.raises(InputError) as caught:
        read(file, CITY, ZONES, {}, disease=DBD, measure="new", mapping=mapping)
    assert {p.key for p in caught.value.problems} == keys
