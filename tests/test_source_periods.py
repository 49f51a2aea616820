"""Weeks, months and years in staff tables: which days each number covers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import InputError, Problem
from geo.io.sources import Reading, read
from geo.io.sources.periods import Needed, Period, read_heading, read_month, read_week
from geo.panel import build
from tests.intake_kit import CITY, COVID, DBD, MANTUIL, PELAMBUAN, ZONES

WEEK_5 = Period(dt.date(2022, 2, 5), 7)  # Sunday 30 January to Saturday 5 February
ISO_5 = Period(dt.date(2022, 2, 6), 7)  # Monday 31 January to Sunday 6 February
JANUARY = Period(dt.date(2022, 1, 31), 31)


def load(folder: Path, content: str, name: str = "kasus.csv", **more: object) -> Reading:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return read(file, CITY, ZONES, {}, **({"disease": DBD} | more))  # type: ignore[arg-type]


def faults(folder: Path, content: str, name: str = "kasus.csv", **more: object) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load(folder, content, name, **more)
    return list(caught.value.problems)


def rows(reading: Reading) -> list[tuple[object, ...]]:
    table = reading.observations.sort_values(["zone_id", "date", "indicator"])
    days = table["date"].dt.strftime("%Y-%m-%d")
    parts = (table["zone_id"], days, table["indicator"], table["measure"])
    return list(zip(*parts, table["value"], table["days"], strict=True))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2022-W05", ISO_5), ("2022W5", ISO_5), ("M5 2022", WEEK_5), ("2022 M5", WEEK_5),
        ("5/2022", WEEK_5), ("Minggu ke-5 2022", WEEK_5), ("Week 5, 2022", WEEK_5),
        ("M5", Needed("week", 5)), (5.0, Needed("week", 5)), ("minggu 53", Needed("week", 53)),
        # 2020 has 53 ISO weeks, 2022 has 52; the epidemic year 2020 has 53 and 2022 has 52.
        ("2020-W53", Period(dt.date(2021, 1, 3), 7)), ("2022-W53", None),
        ("M53 2020", Period(dt.date(2021, 1, 2), 7)), ("M53 2022", None),
        # Week 1 of 2022 starts on Sunday, 2 January; that of 2025 on 29 December 2024.
        ("M1 2022", Period(dt.date(2022, 1, 8), 7)), ("M1 2025", Period(dt.date(2025, 1, 4), 7)),
        ("M0", None), ("M54", None), ("lima", None), ("", None),
    ],
)  # fmt: skip
def test_weeks(cell: object, expected: object) -> None:
    assert read_week(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Januari 2022", JANUARY), ("Jan-22", JANUARY), ("2022-01", JANUARY), ("01/2022", JANUARY),
        (dt.datetime(2022, 1, 1), JANUARY), ("bulan Jan 2022", JANUARY),
        ("Feb 2023", Period(dt.date(2023, 2, 28), 28)),
        ("Peb 2024", Period(dt.date(2024, 2, 29), 29)),
        ("Jan", Needed("month", 1)), ("Des", Needed("month", 12)), (12.0, Needed("month", 12)),
        ("13", None), ("0", None), ("Jawa", None), ("2022-13", None), ("", None),
    ],
)  # fmt: skip
def test_months(cell: object, expected: object) -> None:
    assert read_month(cell) == expected


@pytest.mark.parametrize("cell", ["m", "Minggu", "Meninggal", "5", "2022", 5.0, "", "Jumlah"])
def test_no_heading_of_a_period(cell: object) -> None:
    assert read_heading(cell) is None


def test_a_weekly_table_gives_seven_days_that_end_on_saturday(tmp_path: Path) -> None:
    content = "kode,tahun,minggu,kasus\n"
    content += f"{MANTUIL},2022,M5,3\n{MANTUIL},2022,6,4\n{PELAMBUAN},,2022-W05,1\n"
    assert rows(load(tmp_path, content)) == [
        (MANTUIL, "2022-02-05", "positif", "new", 3, 7),
        (MANTUIL, "2022-02-12", "positif", "new", 4, 7),
        (PELAMBUAN, "2022-02-06", "positif", "new", 1, 7),
    ]


def test_months_as_rows_and_as_columns_are_the_same(tmp_path: Path) -> None:
    long = f"kode,bulan,meninggal\n{MANTUIL},Januari 2022,0\n{MANTUIL},Februari 2022,2\n"
    wide = f"kode,indikator,Jan,Feb,Mar\n{MANTUIL},meninggal,0,2,\n"
    expected = [
        (MANTUIL, "2022-01-31", "meninggal", "new", 0, 31),
        (MANTUIL, "2022-02-28", "meninggal", "new", 2, 28),
    ]
    assert rows(load(tmp_path, long)) == expected
    assert rows(load(tmp_path, wide, "dbd_2022.csv")) == expected


def test_a_year_and_its_leap_day(tmp_path: Path) -> None:
    found = rows(load(tmp_path, f"kode,tahun,nilai\n{MANTUIL},2023,9\n{MANTUIL},2024,8\n"))
    assert [(row[1], row[5]) for row in found] == [("2023-12-31", 365), ("2024-12-31", 366)]


def test_what_is_counted_so_far_is_the_state_on_the_last_day(tmp_path: Path) -> None:
    content = f"kode,bulan,positif,dirawat\n{MANTUIL},2022-01,30,4\n"
    found = rows(load(tmp_path, content, disease=COVID, measure="cumulative"))
    assert {(row[2], row[3], row[5]) for row in found} == {
        ("positif", "cumulative", 1),
        ("dirawat", "cumulative", 1),
    }


@pytest.mark.parametrize(
    ("content", "name", "key"),
    [
        ("kode,minggu,nilai\n{z},M5,3\n", "kasus.csv", "year_needed"),
        ("kode,minggu,nilai\n{z},M5,3\n", "2021_2022.csv", "year_needed"),
        ("kode,Jan,Feb\n{z},3,4\n", "kasus.csv", "year_needed"),
        ("kode,tahun,minggu,nilai\n{z},2022,53,3\n", "kasus.csv", "year_needed"),
        ("kode,bulan,nilai\n{z},Janu,3\n", "kasus_2022.csv", "period_unreadable"),
        ("kode,bulan,minggu,nilai\n{z},Jan,1,3\n", "kasus_2022.csv", "period_columns"),
        ("kode,tanggal,tanggal_lapor,ukuran,nilai\n{z},2022-01-31,besok,new,3\n", "k.csv",
         "day_unreadable"),
    ],
)  # fmt: skip
def test_what_can_not_be_told_is_refused(tmp_path: Path, content: str, name: str, key: str) -> None:
    found = faults(tmp_path, content.replace("{z}", MANTUIL), name)
    assert {p.key for p in found} == {key}


def test_a_day_and_a_month_that_end_together_do_not_pass_for_one_number(tmp_path: Path) -> None:
    content = f"kode,ukuran,2022-01-31,Januari 2022\n{MANTUIL},new,2,2\n"
    assert [p.key for p in faults(tmp_path, content)] == ["count_twice"]


def test_a_date_goes_before_a_week(tmp_path: Path) -> None:
    content = f"kode,tanggal,minggu,ukuran,nilai\n{MANTUIL},2022-01-31,5,new,2\n"
    reading = load(tmp_path, content)
    assert rows(reading) == [(MANTUIL, "2022-01-31", "positif", "new", 2, 1)]
    assert [f.values["columns"] for f in reading.findings] == ["minggu"]


def test_the_day_of_the_report_is_kept_where_the_file_has_it(tmp_path: Path) -> None:
    content = "kode,tanggal,ukuran,nilai,tanggal lapor\n"
    content += f"{MANTUIL},2022-01-31,new,2,02/02/2022\n{PELAMBUAN},2022-01-31,new,0,\n"
    reported = load(tmp_path, content).observations["reported_on"]
    assert reported.dtype == "datetime64[ns]"
    assert reported.iloc[0] == pd.Timestamp("2022-02-02") and pd.isna(reported.iloc[1])
    plain = load(tmp_path, f"kode,tanggal,ukuran,nilai\n{MANTUIL},2022-01-31,new,2\n")
    assert "reported_on" not in plain.observations.columns


def test_a_weekly_table_gives_the_week_at_its_end_and_nothing_between(tmp_path: Path) -> None:
    # Weeks 5 to 8 of 2022 end on 5, 12, 19 and 26 February: 3, 4, 0 and 6 cases.
    lines = [f"{MANTUIL},2022,{week},{n}\n" for week, n in ((5, 3), (6, 4), (7, 0), (8, 6))]
    made = load(tmp_path, "kode,tahun,minggu,nilai\n" + "".join(lines)).observations
    panel = build(made, (MANTUIL,), "positif")
    assert panel.days[0] == dt.date(2022, 1, 30) and panel.days[-1] == dt.date(2022, 2, 26)
    week = dict(zip(panel.days, panel.window(7)[0].tolist(), strict=True))
    known = {day: n for day, n in week.items() if n == n}
    assert {day.isoformat(): n for day, n in known.items()} == {
        "2022-02-05": 3, "2022-02-12": 4, "2022-02-19": 0, "2022-02-26": 6,
    }  # fmt: skip
