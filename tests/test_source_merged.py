"""Tables with merged headings: real dengue tables against their own totals, and odd shapes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from geo.cities import read_cities, read_diseases
from geo.errors import InputError
from geo.io.sources import Reading, read
from geo.settings import DATA
from tests.intake_kit import CEMPAKA, CITY, DBD, MANTUIL, PELAMBUAN, ZONES, write_workbook

MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"]
TOTALS = {  # P and M of the row TOTAL as it is printed in each file
    2022: ([94, 93, 81, 92, 82, 66, 71, 80, 45, 36, 58, 66], [4, 1, 5, 5, 2, 3, 6, 3, 3, 0, 0, 1]),
    2023: ([84, 60, 52, 78, 46, 38, 11, 9, 8, 3, 5, 10], [3, 1, 2, 5, 1, 2, 1, 0, 1, 0, 0, 0]),
    2024: ([20, 42, 43, 36, 52, 42, 22, 16, 10, 15, 12, 13], [0, 0, 1, 0, 2, 1, 0, 0, 2, 0, 0, 0]),
}
FEBRUARY = {2022: 28, 2023: 28, 2024: 29}


@pytest.fixture(scope="module")
def semarang() -> pd.DataFrame:
    collection = json.loads((DATA / "boundaries" / "semarang.geojson").read_text(encoding="utf-8"))
    return pd.DataFrame([feature["properties"] for feature in collection["features"]])


def load(file: Path, **more: object) -> Reading:
    return read(file, CITY, ZONES, {}, **({"disease": DBD} | more))  # type: ignore[arg-type]


def book(folder: Path, rows: Sequence[Sequence[object]], name: str = "dbd_2022.xlsx") -> Path:
    return write_workbook(folder / name, ("data", rows))


def keys(file: Path) -> set[str]:
    with pytest.raises(InputError) as caught:
        load(file)
    return {p.key for p in caught.value.problems}


@pytest.mark.files
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_every_month_of_the_real_tables_adds_up_to_its_own_total(
    testing_files: Path, semarang: pd.DataFrame, year: int
) -> None:
    file = testing_files / "semarang_dbd" / f"DataDBD_{year}.xlsx"
    city, dengue = read_cities()["semarang"], read_diseases()["dbd"]
    reading = read(file, city, semarang, {}, disease=dengue)
    assert (reading.adapter, reading.rows_read, reading.unmatched) == ("merged", 17, ())
    assert reading.observations.empty  # a kecamatan's number is no kelurahan's
    table = reading.unallocated
    assert set(table["label"]) == set(semarang["district"]) and len(table) == 16 * 12 * 2
    assert set(table["measure"]) == {"new"}
    sums = table.groupby(["indicator", table["date"].dt.month])["value"].sum()
    assert (sums["positif"].tolist(), sums["meninggal"].tolist()) == TOTALS[year]
    lengths = table.groupby(table["date"].dt.month)["days"].unique().map(list).tolist()
    expected = [31, FEBRUARY[year], 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert lengths == [[days] for days in expected]
    assert [f.key for f in reading.findings] == ["columns_ignored", "district_rows"]


@pytest.mark.files
def test_single_cells_of_the_real_table(testing_files: Path, semarang: pd.DataFrame) -> None:
    file = testing_files / "semarang_dbd" / "DataDBD_2022.xlsx"
    table = read(
        file, read_cities()["semarang"], semarang, {}, disease=read_diseases()["dbd"]
    ).unallocated.set_index(["label", "indicator", "date"])["value"]
    # "Gajah Mungkur" in the file; 3 cases and 1 death in July. Tugu: 8 and 3 in April.
    july, april = pd.Timestamp("2022-07-31"), pd.Timestamp("2022-04-30")
    assert table["Gajahmungkur", "positif", july] == 3
    assert table["Gajahmungkur", "meninggal", july] == 1
    assert (table["Tugu", "positif", april], table["Tugu", "meninggal", april]) == (8, 3)


HEAD = [
    ["Kecamatan", "Kelurahan", "Kasus DBD", "", "", "", "Jumlah", ""],
    ["", "", "Jan", "", "Feb", "", "P", "M"],
    ["", "", "P", "M", "P", "M", "", ""],
]
BODY = [
    ["Banjarmasin Selatan", "Mantuil", 3, 0, 4, 1, 7, 1],
    ["Banjarmasin Barat", "Pelambuan", 2, 0, "", "", 2, 0],
    ["", "TOTAL", 5, 0, 4, 1, 9, 1],
]


def numbers(reading: Reading) -> dict[tuple[str, str, str], tuple[int, int]]:
    rows = reading.observations.to_dict("records")
    return {
        (r["zone_id"], str(r["date"].date()), r["indicator"]): (int(r["value"]), int(r["days"]))
        for r in rows
    }


def test_rows_of_kelurahan_are_observations_of_whole_months(tmp_path: Path) -> None:
    reading = load(book(tmp_path, HEAD + BODY))
    assert numbers(reading) == {
        (MANTUIL, "2022-01-31", "positif"): (3, 31),
        (MANTUIL, "2022-01-31", "meninggal"): (0, 31),
        (MANTUIL, "2022-02-28", "positif"): (4, 28),
        (MANTUIL, "2022-02-28", "meninggal"): (1, 28),
        (PELAMBUAN, "2022-01-31", "positif"): (2, 31),
        (PELAMBUAN, "2022-01-31", "meninggal"): (0, 31),
    }
    assert reading.unallocated.empty and reading.findings == ()
    assert reading.totals_in_file == {"positif": 4, "meninggal": 1}


def test_a_kecamatan_written_once_holds_for_the_rows_below(tmp_path: Path) -> None:
    body = [["Banjarmasin Tengah", "Cempaka", 1, 0, 0, 0], ["", "Cempaka", 1, 0, 0, 0]]
    body[1][0] = "Banjarmasin Utara"
    body.insert(1, ["", "TOTAL", 2, 0, 0, 0])
    found = numbers(load(book(tmp_path, HEAD + body)))
    assert found[CEMPAKA, "2022-01-31", "positif"] == (1, 31)


@pytest.mark.parametrize(
    ("row", "column", "value", "keys"),
    [
        (5, 2, 6, {"total_differs", "row_sum_differs"}),
        (3, 6, 8, {"row_sum_differs"}),
        (4, 6, 3, set()),  # a month of this row is missing: nothing to compare with
    ],
)
def test_sums_that_do_not_agree_are_told(
    tmp_path: Path, row: int, column: int, value: int, keys: set[str]
) -> None:
    rows = [list(r) for r in HEAD + BODY]
    rows[row][column] = value
    assert {f.key for f in load(book(tmp_path, rows)).findings} == keys


def test_indicators_above_months(tmp_path: Path) -> None:
    rows = [
        ["No", "Kelurahan", "Penderita", "", "Meninggal", ""],
        ["", "", "Januari", "Februari", "Januari", "Februari"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Mantuil", 3, 4, 0, 1],
    ]
    found = numbers(load(book(tmp_path, rows)))
    assert found[MANTUIL, "2022-02-28", "positif"] == (4, 28)
    assert found[MANTUIL, "2022-02-28", "meninggal"] == (1, 28)


def test_two_years_beside_each_other_and_a_title_above(tmp_path: Path) -> None:
    rows = [
        ["Kelurahan", "Tahun 2021", "", "Tahun 2022", ""],
        ["", "Jan", "Feb", "Jan", "Feb"],
        ["Mantuil", 1, 2, 3, 4],
    ]
    found = numbers(load(book(tmp_path, rows, "dbd.xlsx")))
    assert found[MANTUIL, "2021-02-28", "positif"] == (2, 28)
    assert found[MANTUIL, "2022-01-31", "positif"] == (3, 31)
    titled = [["Kasus DBD tahun 2020", "", "", "", "", "", "", ""], *HEAD, *BODY]
    assert (MANTUIL, "2020-02-29", "positif") in numbers(load(book(tmp_path, titled, "dbd.xlsx")))


def test_years_on_sheets(tmp_path: Path) -> None:
    file = tmp_path / "dbd.xlsx"
    write_workbook(file, ("2021", HEAD + BODY), ("2022", HEAD + BODY), ("catatan", [["Sumber"]]))
    reading = load(file)
    days = set(reading.observations["date"].dt.strftime("%Y-%m"))
    assert days == {"2021-01", "2021-02", "2022-01", "2022-02"}
    assert [f.key for f in reading.findings] == ["sheets_ignored"]


def test_without_a_year_nothing_is_read(tmp_path: Path) -> None:
    assert keys(book(tmp_path, HEAD + BODY, "dbd.xlsx")) == {"year_needed"}


def test_men_and_women_are_not_taken_for_cases_and_deaths(tmp_path: Path) -> None:
    rows = [list(r) for r in HEAD + BODY]
    rows[2] = ["", "", "L", "P", "L", "P", "", ""]
    assert keys(book(tmp_path, rows)) == {"heading_twice"}


def test_two_columns_that_say_the_same_are_refused(tmp_path: Path) -> None:
    rows = [list(r) for r in HEAD + BODY]
    rows[1][4] = "Jan"
    assert keys(book(tmp_path, rows)) == {"heading_twice"}


def test_a_kelurahan_that_shares_its_name_with_a_kecamatan(tmp_path: Path) -> None:
    zones = ZONES.assign(district=["Mantuil", "Barat", "Barat", "Barat"])
    rows = [["Wilayah", "Kasus", ""], ["", "Jan", "Feb"], ["Mantuil", 3, 4], ["Barat", 1, 0]]
    file = book(tmp_path, rows)
    reading = read(file, CITY, zones, {}, disease=DBD)
    assert reading.observations.empty
    assert set(reading.unallocated["label"]) == {"Mantuil", "Barat"}
    rows[0][0], rows[3][0] = "Kelurahan", "Pelambuan"
    assert len(read(book(tmp_path, rows), CITY, zones, {}, disease=DBD).observations) == 4


def test_our_own_tables_are_not_taken_for_merged_ones(tmp_path: Path) -> None:
    rows = [["Kelurahan", *MONTHS[:3]], ["Mantuil", 1, 2, 3]]
    assert load(book(tmp_path, rows)).adapter == "canonical"
    long = [
        ["kode", "kelurahan", "tanggal", "tanggal lapor", "ukuran", "nilai"],
        ["", "Mantuil", "2022-01-01", "2022-01-02", "new", 3],
    ]
    assert load(book(tmp_path, long)).adapter == "canonical"
