"""The city workbooks: 130 real ones against their own TOTAL rows, and what can go wrong in one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import python_calamine

from geo.cities import City
from geo.errors import InputError, Problem
from geo.io.sources import Reading, read
from geo.schema import normalise_code
from tests.intake_kit import (
    CITY,
    COVID,
    HEAD_2022,
    MANTUIL,
    PELAMBUAN,
    ZONES,
    rows_of,
    write_workbook,
)

NAME = "Standar Kelurahan Data Corona (06 Oktober 2020 Pukul 10.00).xlsx"
JAKARTA = City(
    key="jakarta",
    name="DKI Jakarta",
    regency_code="31",
    utm="EPSG:32748",
    timezone="Asia/Jakarta",
    boundaries=Path("none"),
)
FIVE = {"positif", "dirawat", "sembuh", "meninggal", "isolasi_mandiri"}


def line(code: object, name: str, numbers: Sequence[object]) -> list[object]:
    """One row under HEAD_2022: suspek, ward, suspek died, POSITIF and its four parts."""
    return [code, "KALSEL", "UJI", "", name, *numbers, ""]


GOOD = [
    HEAD_2022,
    line("", "TOTAL", [90, 1, 2, 20, 3, 12, 1, 4]),
    line("LUAR KOTA", "LUAR KOTA", [30, 0, 0, 6, 1, 4, 0, 1]),
    line("6371011001", "MANTUIL", [40, 1, 0, 9, 2, 5, 1, 1]),
    line(6371031001, "PELAMBUAN", [20, 0, 2, 5, 0, 3, 0, 2]),
]


def load(folder: Path, rows: Sequence[Sequence[object]], name: str = NAME) -> Reading:
    file = write_workbook(folder / name, ("data", rows), ("data_kecamatan", [["x"]]))
    return read(file, CITY, ZONES, {}, disease=COVID)


def faults(folder: Path, rows: Sequence[Sequence[object]], name: str = NAME) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load(folder, rows, name)
    return list(caught.value.problems)


def with_row(number: int, row: list[object]) -> list[list[object]]:
    return [*GOOD[:number], row, *GOOD[number + 1 :]]


def test_a_workbook_in_the_layout_of_2022(tmp_path: Path) -> None:
    reading = load(tmp_path, GOOD)
    day = "2020-10-06"
    assert rows_of(reading.observations) == {
        (MANTUIL, day, "positif"): 9,
        (MANTUIL, day, "dirawat"): 2,
        (MANTUIL, day, "sembuh"): 5,
        (MANTUIL, day, "meninggal"): 1,  # not "Meninggal" of the suspects, which is 0
        (MANTUIL, day, "isolasi_mandiri"): 1,
        (MANTUIL, day, "suspek"): 40,
        (PELAMBUAN, day, "positif"): 5,
        (PELAMBUAN, day, "dirawat"): 0,
        (PELAMBUAN, day, "sembuh"): 3,
        (PELAMBUAN, day, "meninggal"): 0,
        (PELAMBUAN, day, "isolasi_mandiri"): 2,
        (PELAMBUAN, day, "suspek"): 20,
    }
    assert set(reading.observations["measure"]) == {"cumulative"}
    assert rows_of(reading.unallocated, "label")["LUAR KOTA", day, "positif"] == 6
    assert reading.totals_in_file == {
        "positif": 20,
        "dirawat": 3,
        "sembuh": 12,
        "meninggal": 1,
        "isolasi_mandiri": 4,
        "suspek": 90,
    }
    assert (reading.adapter, reading.rows_read) == ("standar_kelurahan", 4)
    assert (reading.findings, reading.unmatched) == ((), ())


def test_a_workbook_in_the_layout_of_early_2020(tmp_path: Path) -> None:
    head = ["ID_KEL", "ID_KEL", "nama_kecamatan", "nama_kelurahan", "ODP", "PDP", "Masih Dirawat"]
    rows = [
        [*head, "POSITIF", "Dirawat", "Sembuh", "Meninggal", "Self Isolation", "Keterangan"],
        ["", "", "", "TOTAL", 1, 2, 3, 9, 2, 5, 1, 1, 0],
        ["6371011001", "6371011001", "", "MANTUIL", 1, 2, 3, 9, 2, 5, 1, 1, ""],
    ]
    reading = load(tmp_path, rows)
    assert set(reading.observations["indicator"]) == FIVE  # PDP is not SUSPEK
    values = reading.observations.set_index("indicator")["value"]
    assert values.to_dict() == {
        "positif": 9,
        "dirawat": 2,
        "sembuh": 5,
        "meninggal": 1,
        "isolasi_mandiri": 1,
    }


def test_the_positif_group_ends_where_the_next_group_begins(tmp_path: Path) -> None:
    rows = [
        ["ID_KEL", "nama_kelurahan", "POSITIF", "Dirawat", "Sembuh", "DISCARDED", "Meninggal"],
        ["6371011001", "MANTUIL", 9, 2, 7, 5, 4],
    ]
    reading = load(tmp_path, rows)
    assert set(reading.observations["indicator"]) == {"positif", "dirawat", "sembuh"}
    absent = [dict(f.values)["column"] for f in reading.findings if f.key == "column_absent"]
    assert absent == ["meninggal", "self isolation"]


def test_the_word_total_may_be_missing(tmp_path: Path) -> None:
    nameless = ["", "", "", "", "", 90, 1, 2, 20, 3, 12, 1, 4, ""]
    reading = load(tmp_path, with_row(1, nameless))
    assert reading.totals_in_file is not None
    assert reading.totals_in_file["positif"] == 20
    (problem,) = faults(tmp_path, [*GOOD, nameless])
    assert (problem.key, problem.where) == ("row_without_zone", f"{tmp_path / NAME} [data] E6")


def test_missing_numbers_make_no_rows(tmp_path: Path) -> None:
    rows = [[*row[:5], *(["N/A"] * 3), *row[8:]] for row in GOOD[2:]]
    reading = load(tmp_path, [*GOOD[:2], *rows])
    assert set(reading.observations["indicator"]) == FIVE
    (finding,) = reading.findings
    assert finding.key == "total_alone"
    assert dict(finding.values) == {"indicator": "suspek", "day": "2020-10-06", "total": 90}


def test_differences_are_told_with_both_numbers_and_stored_as_written(tmp_path: Path) -> None:
    reading = load(tmp_path, with_row(3, line("6371011001", "MANTUIL", [40, 1, 0, 10, 2, 5, 1, 1])))
    assert rows_of(reading.observations)[MANTUIL, "2020-10-06", "positif"] == 10
    told = {f.key: dict(f.values) for f in reading.findings}
    assert told == {
        "parts_differ": {"name": "MANTUIL", "total": 10, "sum": 9},
        "total_differs": {"indicator": "positif", "day": "2020-10-06", "total": 20, "sum": 21},
    }
    assert not any(f.fatal for f in reading.findings)


def test_an_unmatched_row_keeps_the_total_right(tmp_path: Path) -> None:
    rows = with_row(4, line("", "PELAMBWAN", [20, 0, 2, 5, 0, 3, 0, 2]))
    reading = load(tmp_path, rows)
    assert reading.findings == ()
    assert rows_of(reading.unallocated, "label")["PELAMBWAN", "2020-10-06", "positif"] == 5
    (row,) = reading.unmatched
    assert (row.name, row.row, row.closest[0][:2]) == ("PELAMBWAN", 5, (PELAMBUAN, "Pelambuan"))


def test_faults_are_told_together(tmp_path: Path) -> None:
    rows = with_row(3, line("6371011001", "MANTUIL", [40, 1, 0, 9.5, -2, "lima", 1, 1]))
    name = "Standar Kelurahan Data Corona.xlsx"
    where = f"{tmp_path / name}"
    assert [(p.key, p.where) for p in faults(tmp_path, rows, name)] == [
        ("day_not_in_name", where),
        ("count_fraction", f"{where} [data] I4 (POSITIF)"),
        ("count_negative", f"{where} [data] J4 (Dirawat)"),
        ("count_fault", f"{where} [data] K4 (Sembuh)"),
    ]


def test_cumulative_numbers_can_not_be_taken_for_new_ones(tmp_path: Path) -> None:
    file = write_workbook(tmp_path / NAME, ("data", GOOD))
    with pytest.raises(InputError) as caught:
        read(file, CITY, ZONES, {}, disease=COVID, measure="new")
    assert [p.key for p in caught.value.problems] == ["measure_fixed"]


def jakarta_zones(folder: Path) -> pd.DataFrame:
    table = pd.read_csv(folder / "jakarta_boundaries" / "attributes.csv", dtype=str)
    codes = table["KODE_DESA"].map(normalise_code)
    columns = {"DESA_KELUR": "name", "KECAMATAN": "district"}
    zones = table.rename(columns=columns)[["name", "district"]].assign(zone_id=codes)
    return zones.assign(city="", area_km2=1.0)[codes.notna()].reset_index(drop=True)


def own_total(file: Path) -> dict[str, int]:
    """The workbook's TOTAL row, found the plain way: its columns counted from POSITIF."""
    head, total = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()[:2]
    start = head.index("POSITIF")
    names = ("positif", "dirawat", "sembuh", "meninggal", "isolasi_mandiri")
    return {name: int(total[start + n]) for n, name in enumerate(names)}


@pytest.mark.files
@pytest.mark.parametrize(("folder", "files"), [("jakarta_daily", 120), ("jakarta_monthly", 10)])
def test_every_real_workbook_adds_up_to_its_own_total(
    testing_files: Path, folder: str, files: int
) -> None:
    zones = jakarta_zones(testing_files)
    assert len(zones) == 267
    workbooks = sorted((testing_files / folder).glob("*.xlsx"))
    assert len(workbooks) == files
    days = set()
    for workbook in workbooks:
        reading = read(workbook, JAKARTA, zones, {}, disease=COVID)
        assert reading.unmatched == (), workbook.name
        assert reading.observations["zone_id"].nunique() == 267, workbook.name
        assert {f.key for f in reading.findings} <= {"total_alone"}, workbook.name
        both = pd.concat([reading.observations, reading.unallocated])
        sums = both.groupby("indicator")["value"].sum().to_dict()
        assert reading.totals_in_file is not None
        suspects = reading.totals_in_file.pop("suspek", None)
        assert reading.totals_in_file == own_total(workbook), workbook.name
        assert sums.pop("suspek", suspects) == suspects, workbook.name
        assert sums == own_total(workbook), workbook.name
        days |= set(both["date"])
    assert len(days) == files


@pytest.mark.files
def test_numbers_of_one_real_workbook(testing_files: Path) -> None:
    """Read off the workbook of 1 April 2022: Ancol 2740 = 2 + 2702 + 30 + 6; 1,238,377 in all."""
    name = "Standar Kelurahan Data Corona (01 April 2022 Pukul 15.00).xlsx"
    zones = jakarta_zones(testing_files)
    reading = read(testing_files / "jakarta_daily" / name, JAKARTA, zones, {}, disease=COVID)
    ancol = reading.observations[reading.observations["zone_id"] == "31.72.05.1003"]
    assert ancol.set_index("indicator")["value"].to_dict() == {
        "positif": 2740,
        "dirawat": 2,
        "sembuh": 2702,
        "meninggal": 30,
        "isolasi_mandiri": 6,
    }
    assert set(reading.unallocated["label"]) == {"LUAR DKI JAKARTA", "PROSES UPDATE DATA"}
    assert reading.totals_in_file is not None
    assert reading.totals_in_file["positif"] == 1_238_377
