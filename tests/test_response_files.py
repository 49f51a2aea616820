"""The responses that come with a city: every fact arrives, and a broken file is told by line."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from geo import catchments, text
from geo.boundaries import read_attributes
from geo.cities import read_cities
from geo.errors import ConfigError
from geo.register import Register
from geo.response import Catchment, Entry, Puskesmas
from geo.response_files import FOLDER, read
from tests import toy
from tests.register_kit import on

KEYS = ("banjarmasin", "semarang")
MANTUIL, BASIRIH_SELATAN, SUNGAI_ANDAI = "63.71.01.1001", "63.71.01.1012", "63.71.04.1010"
# Counted by hand: 79 facts collected of the press, less one that was a plan, and one known by month
# only (Teluk Dalam, RT 48), 68 + 1 in Banjarmasin; Semarang's ten and three counts of its Kampung
# Siaga.
BANJARMASIN = {
    "school": 19,
    "kampung": 10,
    "vaccination": 10,
    "psbk": 7,
    "aid": 5,
    "tracing": 5,
    "swab": 4,
    "education": 2,
    "isolation": 2,
    "ppkm": 2,
    "disinfection": 1,
    "lockdown": 1,
    "post": 1,
}
SEMARANG = {"kampung": 8, "jogo_tonggo": 5}


@pytest.fixture(scope="module", params=KEYS)
def city(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def registers() -> dict[str, Register]:
    cities = read_cities()
    zones = {key: read_attributes(cities[key])["zone_id"] for key in KEYS}
    return {key: Register(read(key, tuple(zones[key]))) for key in KEYS}


@pytest.fixture
def banjarmasin(registers: dict[str, Register]) -> Register:
    return registers["banjarmasin"]


def test_every_fact_arrives_under_its_kind(registers: dict[str, Register]) -> None:
    assert Counter(one.kind for one in registers["banjarmasin"].entries) == BANJARMASIN
    assert Counter(one.kind for one in registers["semarang"].entries) == SEMARANG
    assert sum(BANJARMASIN.values()) + sum(SEMARANG.values()) == 78 + 1 + 3


def test_every_record_is_a_fact_with_a_source_and_a_name(
    city: str, registers: dict[str, Register]
) -> None:
    records = registers[city].records
    assert {record.origin for record in records} == {"fact"}
    assert all(record.source for record in records)
    assert len({record.id for record in records}) == len(records)
    named = [one for one in registers[city].entries if not one.link]
    # The only sources without an address.
    assert (
        sorted(one.source for one in named)
        == {
            "banjarmasin": ["kalsel.antaranews.com, berita nomor 183778"],
            "semarang": ["rmoljawatengah, 12 Februari 2021"],
        }[city]
    )


def test_no_line_is_in_a_file_twice(city: str) -> None:
    for file in FOLDER.glob(f"{city}_*.csv"):
        rows = [tuple(row) for row in csv.reader(file.open(encoding="utf-8", newline=""))]
        assert len(rows) == len(set(rows)), file.name


def test_numbers_stand_where_the_page_states_them(banjarmasin: Register) -> None:
    def numbers(one: Entry) -> tuple[int | None, ...]:
        return one.people, one.tested, one.positive, one.houses, one.packages

    stated = {(str(one.start), one.kind): numbers(one) for one in banjarmasin.entries}
    with_any = {key: found for key, found in stated.items() if set(found) != {None}}
    assert with_any == {
        ("2020-07-14", "swab"): (42, None, None, None, None),
        ("2020-08-14", "swab"): (None, 924, 40, None, None),
        ("2021-08-09", "aid"): (40, None, None, None, None),
        ("2021-08-24", "swab"): (None, 29, 0, None, None),
        ("2022-01-10", "vaccination"): (200, None, None, None, None),
    }


def test_ends_stand_where_the_page_states_them(registers: dict[str, Register]) -> None:
    ends = [(one.start, one.end) for r in registers.values() for one in r.entries if one.end]
    assert ends == [
        (on("2020-08-14"), on("2020-08-17")),
        (on("2022-01-10"), on("2022-01-14")),
    ]


def test_the_swab_of_the_whole_city_is_no_one_kelurahans(banjarmasin: Register) -> None:
    (swab,) = [one for one in banjarmasin.entries if one.tested == 924]
    assert (swab.zone_id, swab.puskesmas, swab.role) == ("", "", "puskesmas")


def test_what_is_known_by_year_or_month_only_has_no_day(registers: dict[str, Register]) -> None:
    undated = {one.about for r in registers.values() for one in r.entries if one.start is None}
    assert undated == {"2020", "Juni 2020"}


def test_the_list_of_puskesmas(banjarmasin: Register) -> None:
    names = banjarmasin.puskesmas
    assert len(names) == len(banjarmasin.of(Puskesmas)) == 27
    opened = {name: one.opened for name, one in names.items() if one.opened}
    assert opened == {"Mantuil": on("2023-05-03"), "Sungai Andai": on("2022-05-17")}
    # Of 27 names two were not open yet.
    assert len(catchments.open_on(banjarmasin, on("2021-02-16"))) == 25
    acting = {one.puskesmas for one in banjarmasin.entries if one.puskesmas}
    assert acting <= set(names)
    assert len(acting) == 9


@pytest.mark.parametrize(
    ("zone_id", "day", "name"),
    [
        (MANTUIL, "2023-05-02", "Pekauman"),
        (MANTUIL, "2023-05-03", "Mantuil"),
        (BASIRIH_SELATAN, "2020-06-12", "Pekauman"),
        (BASIRIH_SELATAN, "2024-01-01", "Mantuil"),
        (SUNGAI_ANDAI, "2022-05-16", "Sungai Jingah"),
        (SUNGAI_ANDAI, "2022-05-17", "Sungai Andai"),
        ("63.71.03.1005", "2020-06-12", "Teluk Tiram"),
    ],
)
def test_a_kelurahan_is_its_puskesmas_of_the_day(
    banjarmasin: Register, zone_id: str, day: str, name: str
) -> None:
    found = catchments.of_zone(banjarmasin, zone_id, on(day))
    assert found is not None
    assert found.puskesmas == name


def test_unknown_catchments_stay_unknown(registers: dict[str, Register]) -> None:
    banjarmasin = registers["banjarmasin"]
    known = {one.zone_id for one in banjarmasin.of(Catchment)}
    assert len(known) == 12
    zones = tuple(read_attributes(read_cities()["banjarmasin"])["zone_id"])
    for day in ("2020-06-12", "2024-01-01"):
        assert len(catchments.unknown(banjarmasin, zones, on(day))) == 52 - 12
    assert catchments.of_zone(banjarmasin, "63.71.05.1004", on("2021-02-16")) is None
    assert registers["semarang"].catchments == ()


# --- Files that are not there or broken ---------------------------------------------------------


def test_a_city_without_files_has_no_records(tmp_path: Path) -> None:
    assert read("kotak", toy.IDS, tmp_path) == ()


def test_a_broken_file_names_every_line_and_its_cure(tmp_path: Path) -> None:
    (tmp_path / "kotak_puskesmas.csv").write_text(
        "puskesmas,opened,source\nBaru,2021-07-01,warta\n", encoding="utf-8"
    )
    (tmp_path / "kotak_entry.csv").write_text(
        "kind,zone_id,puskesmas,start,source\n"
        "post,99.01.01.1001,,2021-03-01,warta\n"
        "poskoo,99.01.01.1001,,2021-03-01,warta\n"
        "post,99.01.01.1001,,2021-03-01,\n"
        "post,,Baru,2021-06-30,warta\n"
        "post,99.01.01.1001,,2021-03-01,warta,lebih\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as failure:
        read("kotak", toy.IDS, tmp_path)
    found = [(fault.where, fault.key) for fault in failure.value.problems]
    assert found == [
        ("kotak_entry.csv:3", "response_choice"),
        ("kotak_entry.csv:4", "response_source"),
        ("kotak_entry.csv:5", "response_not_open"),
        ("kotak_entry.csv:6", "response_field"),
    ]
    said = text.error(failure.value, "id").splitlines()
    assert said[0].startswith("kotak_entry.csv:3: “Jenis respons” berisi poskoo")
    assert "Posko" in said[0]
    assert said[1].endswith("Isi kolom `source`.")


def test_catchments_of_a_file_are_held_against_each_other(tmp_path: Path) -> None:
    (tmp_path / "kotak_puskesmas.csv").write_text(
        "puskesmas,source\nLama,warta\nBaru,warta\n", encoding="utf-8"
    )
    (tmp_path / "kotak_catchment.csv").write_text(
        "puskesmas,zone_id,start,end,source\n"
        "Lama,99.01.01.1001,,2021-06-30,warta\n"
        "Baru,99.01.01.1001,2021-06-30,,warta\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as failure:
        read("kotak", toy.IDS, tmp_path)
    (fault,) = failure.value.problems
    assert (fault.where, fault.key) == ("kotak_catchment.csv:3", "response_overlap")
