"""The marked workbook: cells filled where findings are, text that stays text, in a second."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo import doctor, text
from geo.diagnosis import Diagnosis, Finding
from geo.errors import InputError, Spot
from geo.io.sources import read
from geo.io.sources.sheets import Sheet, read_book
from geo.render import marked
from tests.intake_kit import CITY, COVID, MANTUIL, ZONES, write_workbook
from tests.test_source_standar import GOOD, NAME


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def at(row: int, column: int, severity: Any = "look", sheet: str = "") -> Finding:
    values = {"zone": "Mantuil", "found": 5, "expected": 3}
    return Finding(
        "doctor_deaths", severity, values, Spot("f", sheet, row, column), zone_id=MANTUIL
    )


def colour(cell: Any) -> str | None:
    return cell.fill.start_color.rgb[-6:] if cell.fill.fill_type else None


def test_bad_cells_are_filled_and_say_why(tmp_path: Path) -> None:
    rows = [list(row) for row in GOOD]
    rows[3][8] = 1  # POSITIF of Mantuil, with 2 in hospital
    file = write_workbook(tmp_path / NAME, ("data", rows), ("data_kecamatan", [["x"]]))
    reading = read(file, CITY, ZONES, {}, disease=COVID)
    diagnosis = doctor.diagnose(
        reading, stored=None, zones=ZONES, case_indicator="positif", today=dt.date(2020, 10, 31)
    )
    book = opened(marked.marked(read_book(file).sheets, diagnosis, "id"))
    assert book.sheetnames == ["Temuan", "data", "data_kecamatan"]
    sheet = book["data"]
    assert [[c.value for c in row] for row in sheet.iter_rows()][4][:5] == [
        "6371031001" if isinstance(GOOD[4][0], str) else 6371031001,
        "KALSEL",
        "UJI",
        None,
        "PELAMBUAN",
    ]
    filled = {c.coordinate for row in sheet.iter_rows() for c in row if colour(c)}
    # TOTAL, and of Mantuil POSITIF's recovered (5 > 1); 4 zones are there, of which 2 report.
    assert filled == {"I2", "K4"}
    assert "5 orang sembuh." in sheet["K4"].comment.text
    assert colour(sheet["I2"]) == "F4B6B6"
    said = [[c.value for c in row] for row in book["Temuan"].iter_rows()]
    assert said[0][:4] == ["berat", "lembar", "baris", "kolom"]
    assert ["harus dijelaskan", "data", 4, "K", "Mantuil"] in [row[:5] for row in said]
    assert len(said) == 1 + len(diagnosis.findings)
    assert dt.datetime(2020, 10, 6) in [row[5] for row in said]


def test_the_gravest_finding_gives_a_cell_its_colour_and_all_their_words() -> None:
    diagnosis = Diagnosis("f", (at(2, 1, "block"), at(2, 1, "note")))
    book = opened(marked.marked([Sheet("", [["a", "b"], [1, 2]])], diagnosis, "en"))
    sheet = book["data"]
    assert colour(sheet["B2"]) == "F4B6B6"
    assert sheet["B2"].comment.text.count("5 persons died.") == 2
    assert colour(sheet["A2"]) is None


EVIL = [
    '=HYPERLINK("http://x";"y")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "#REF!",
    "=1",
    "a\x00b\x1fc",
    "x" * 40_000,
    "\u202egnp.exe",
    "\ud800",
]


@pytest.mark.parametrize("evil", EVIL)
def test_what_others_wrote_stays_text(evil: str) -> None:
    zone = Finding("doctor_deaths", "look", {"zone": evil, "found": 1, "expected": 0}, zone_id="z")
    name = {"found": evil, "rows": 1, "persons": 1, "expected": evil}
    other = Finding("doctor_unmatched", "block", name, Spot("f", evil, 1, 0, evil))
    sheets = [Sheet(evil[:60], [[evil, "b"], [evil]])]
    content = marked.marked(sheets, Diagnosis("f", (zone, other)), "id")
    for sheet in opened(content):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in ("f", "e"), cell.coordinate
                if isinstance(cell.value, str):
                    assert cell.value[:1] not in tuple("=+@\t") and "\u202e" not in cell.value
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [n for n in parts.namelist() if "<f>" in parts.read(n).decode("utf-8", "replace")]


def test_numbers_days_and_dashes_come_back_as_they_were() -> None:
    row = [
        1,
        2.5,
        "-",
        "-3",
        "1.234",
        dt.date(2020, 10, 6),
        None,
        "",
        "Sei. Miai",
        float("nan"),
        10**18,
    ]
    sheet = opened(marked.marked([Sheet("s", [row])], Diagnosis("f", ()), "id"))["s"]
    found = [cell.value for cell in sheet[1]]
    assert found[:6] == [1, 2.5, "-", "-3", "1.234", dt.datetime(2020, 10, 6)]
    assert found[6:] == [None, None, "Sei. Miai", "nan", "1000000000000000000"]
    odd = [dt.date(1812, 1, 1), dt.datetime(2020, 1, 1, tzinfo=dt.UTC), True, {"a": 1}]
    sheet = opened(marked.marked([Sheet("s", [odd])], Diagnosis("f", ()), "id"))["s"]
    assert [cell.value for cell in sheet[1]] == [
        "1812-01-01",
        "2020-01-01 00:00:00+00:00",
        True,
        "{'a': 1}",
    ]


def test_sheet_names_that_excel_refuses_are_mended_and_none_is_lost() -> None:
    sheets = [Sheet(name, [[name]]) for name in ("Temuan", "a/b[1]", "x" * 40, "x" * 50, "", " ")]
    book = opened(marked.marked(sheets, Diagnosis("f", ()), "id"))
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == 7
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert [book[name]["A1"].value for name in book.sheetnames[1:4]] == [
        "Temuan",
        "a/b[1]",
        "x" * 40,
    ]


def test_a_long_sheet_is_cut_but_keeps_the_rows_with_findings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marked, "MOST_ROWS", 3)
    rows = [[f"r{n}"] for n in range(1, 11)]
    sheet = opened(marked.marked([Sheet("s", rows)], Diagnosis("f", (at(8, 0, sheet="s"),)), "en"))[
        "s"
    ]
    found = {cell.row: cell.value for (cell,) in sheet.iter_rows() if cell.value}
    assert set(found) == {1, 2, 3, 8, 12}
    assert found[8] == "r8" and "first 3 rows" in found[12]


def test_comments_are_limited_but_not_the_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "MOST_COMMENTS", 2)
    diagnosis = Diagnosis("f", tuple(at(n, 0, sheet=s) for s in ("s", "t") for n in (1, 2, 3)))
    book = opened(marked.marked([Sheet(s, [[1], [2], [3]]) for s in "st"], diagnosis, "id"))
    cells = [cell for s in "st" for (cell,) in book[s].iter_rows()]
    assert sum(cell.comment is not None for cell in cells) == 2
    assert all(colour(cell) == "FFE39A" for cell in cells)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_file_that_was_refused_is_marked_too(tmp_path: Path, lang: str) -> None:
    file = tmp_path / "k.csv"
    file.write_text(f"kode;tanggal;positif\n{MANTUIL};2020-10-06;tiga\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(file, CITY, ZONES, {}, disease=COVID, measure="new")
    diagnosis = doctor.refused(file.name, caught.value.problems)
    sheet = opened(marked.marked(read_book(file).sheets, diagnosis, lang))["data"]
    assert colour(sheet["C2"]) == "F4B6B6"
    assert "tiga" in sheet["C2"].comment.text
