"""Numbers and days as people write them: read rightly, or refused and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.io.sources.counts import MOST, Count, grouping_mark, read_count
from geo.io.sources.days import find_day, read_day
from geo.text import LANGUAGES, day

NUMBER = [
    ("12", None, 12),
    (" 12 ", None, 12),
    ("\u00a012", None, 12),
    ("0", None, 0),
    ("-3", None, -3),
    ("−3", None, -3),
    ("12,0", None, 12),
    ("12.0", None, 12),
    ("12.00", ",", 12),
    ("1.234", ".", 1234),
    ("1,234", ",", 1234),
    ("-1.234", ".", -1234),
    ("1.234.567", ".", 1_234_567),
    ("1.234,00", ".", 1234),
    ("1,234.0", ",", 1234),
    (12, None, 12),
    (12.0, None, 12),
    (0.0, None, 0),
    (MOST, None, MOST),
]


@pytest.mark.parametrize(("cell", "mark", "value"), NUMBER)
def test_a_number_is_read(cell: object, mark: str | None, value: int) -> None:
    assert read_count(cell, mark) == Count("number", value)


OTHER = [
    ("", "missing"),
    (None, "missing"),
    ("  ", "missing"),
    ("N/A", "missing"),
    ("n/a", "missing"),
    ("NA", "missing"),
    ("-", "missing"),
    ("–", "missing"),
    (float("nan"), "missing"),
    ("<5", "suppressed"),
    ("< 5", "suppressed"),
    ("<=5", "suppressed"),
    ("1.234", "ambiguous"),
    ("1,000", "ambiguous"),
    ("12,5", "fraction"),
    ("12.5", "fraction"),
    ("0.123", "fraction"),
    (12.5, "fraction"),
    ("1.23.456", "fault"),
    ("1.234.0", "fault"),
    ("dua", "fault"),
    ("5 orang", "fault"),
    ("1e3", "fault"),
    ("#REF!", "fault"),
    (True, "fault"),
    (dt.datetime(2020, 10, 6), "fault"),
    (float("inf"), "fraction"),
    (MOST + 1, "fault"),
    ("6371011001", "fault"),
]


@pytest.mark.parametrize(("cell", "state"), OTHER)
def test_what_is_no_number_is_told_apart(cell: object, state: str) -> None:
    assert read_count(cell, None) == Count(state)  # type: ignore[arg-type]


def test_a_grouped_number_under_the_other_mark_is_ambiguous() -> None:
    assert read_count("1.234", ",").state == "ambiguous"
    assert read_count("12.0", ".").state != "number"


MARKS = [
    (["1.234", "5"], "."),
    (["1,234", "5"], ","),
    (["1.000", "999"], "."),
    (["1.000", "2.500"], "."),
    (["1.234,00", "5"], "."),
    (["12", "5"], None),
    (["1.000", "2.000"], None),
    (["1.000", "0.000", "3"], None),
    (["1.234", "12.0"], None),
    (["1.234", "1,234"], None),
    (["1.23.456", "5"], None),
    ([1234.0, None, "5"], None),
    ([], None),
]


@pytest.mark.parametrize(("cells", "mark"), MARKS)
def test_the_mark_is_told_from_the_whole_file(cells: list[object], mark: str | None) -> None:
    assert grouping_mark(cells) == mark


@given(st.integers(0, MOST), st.sampled_from(".,"))
def test_thousands_come_back(value: int, mark: str) -> None:
    written = f"{value:,}".replace(",", mark)
    found = grouping_mark([written, "7"])
    assert found == (mark if value >= 1000 else None)
    assert read_count(written, found) == Count("number", value)


@given(st.integers(-MOST, MOST), st.sampled_from(["{}", " {} ", "{}.0", "{},0", "{}.00"]))
def test_whole_numbers_come_back(value: int, form: str) -> None:
    assert read_count(form.format(value), None) == Count("number", value)


SIXTH = dt.date(2020, 10, 6)
DAYS = [
    "2020-10-06",
    "2020/10/6",
    "2020-10-06 00:00:00",
    "2020-10-06T15:00:00Z",
    "06/10/2020",
    "6/10/2020",
    "06-10-2020",
    "6.10.2020",
    "06/10/20",
    "6 Oktober 2020",
    "6 oktober  2020",
    "6 Okt 2020",
    "6-Okt-20",
    "6 October 2020",
    "Selasa, 6 Oktober 2020",
    "Selasa 6 Oktober 2020",
    "TUESDAY, 6 OCTOBER 2020",
    dt.date(2020, 10, 6),
    dt.datetime(2020, 10, 6, 15, 0),
    44110.0,
]


@pytest.mark.parametrize("cell", DAYS)
def test_a_day_is_read(cell: object) -> None:
    assert read_day(cell) == SIXTH


NO_DAYS = [
    "",
    None,
    "Rabu, 6 Oktober 2020",
    "31/02/2020",
    "10/16/2020",
    "6 Foo 2020",
    "2020-10",
    "06/10-2020",
    "1899-12-30",
    "6 Oktober 1020",
    dt.date(1900, 1, 1),
    "44110",
    12.0,
    True,
    "positif",
    "Kelayan 6 Oktober 2020",
]


@pytest.mark.parametrize("cell", NO_DAYS)
def test_what_is_no_day_is_none(cell: object) -> None:
    assert read_day(cell) is None


FRIDAYS = ["Jumat, 9 Oktober 2020", "Jum'at, 9 Oktober 2020", "9 Nopember 2020", "9 Pebruari 2020"]


def test_older_spellings_are_read() -> None:
    assert [read_day(cell) for cell in FRIDAYS] == [
        dt.date(2020, 10, 9),
        dt.date(2020, 10, 9),
        dt.date(2020, 11, 9),
        dt.date(2020, 2, 9),
    ]


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["full", "long", "short"]),
)
def test_a_day_that_we_write_is_read_again(value: dt.date, lang: str, style: str) -> None:
    assert read_day(day(value, lang, style)) == value


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y"]),
)
def test_a_day_in_figures_is_read_again(value: dt.date, form: str) -> None:
    assert read_day(value.strftime(form)) == value


IN_NAMES = [
    ("Standar Kelurahan Data Corona (01 April 2022 Pukul 15.00).xlsx", dt.date(2022, 4, 1)),
    ("Standar Kelurahan Data Corona (09 April 2022 pukul 15.00) (1).xlsx", dt.date(2022, 4, 9)),
    ("STANDAR KELURAHAN DATA CORONA (31 DESEMBER 2020 PUKUL 10.00).XLSX", dt.date(2020, 12, 31)),
    ("kasus_2020-10-06.xlsx", SIXTH),
    ("data_6_Oktober_2020.xlsx", SIXTH),
    ("Standar Kelurahan Data Corona.xlsx", None),
    ("6 Oktober 2020 - 7 Oktober 2020.xlsx", None),
    ("6 Oktobr 2020.xlsx", None),
    ("31 April 2022.xlsx", None),
]


@pytest.mark.parametrize(("name", "value"), IN_NAMES)
def test_the_day_in_a_file_name(name: str, value: dt.date | None) -> None:
    assert find_day(name) == value
