"""The workbook of a briefing: the numbers of its view, nothing hidden in it, nothing that runs."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from geo import exports, text
from geo.slides import Briefing
from geo.views import city_view
from geo.writers.workbook import xlsx
from tests import slides_kit as kit
from tests import toy

Table = list[tuple[Any, ...]]


def opened(briefing: Briefing, lang: str = "id") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx(briefing, lang)))


def table(book: openpyxl.Workbook, name: str, lang: str = "id") -> Table:
    """Rows of a sheet from its heads on."""
    sheet = book[text.text(f"files_out.sheet.{name}", lang)]
    return list(sheet.iter_rows(min_row=3, values_only=True))


def texts(book: openpyxl.Workbook) -> list[str]:
    return [str(v) for s in book for row in s.values for v in row if isinstance(v, str)]


def test_the_same_briefing_gives_the_same_bytes() -> None:
    assert xlsx(kit.briefing(), "id") == xlsx(kit.briefing(), "id")


def test_every_date_inside_is_the_day_of_the_briefing() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(kit.briefing(), "id"))) as pack:
        assert {entry.date_time for entry in pack.infolist()} == {(2021, 3, 15, 0, 0, 0)}
        assert b"2021-03-15T00:00:00Z" in pack.read("docProps/core.xml")


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_sheets_stand_in_their_order(lang: str) -> None:
    names = ("readme", "zones", "levels", "cases", "tally")
    wanted = [text.text(f"files_out.sheet.{name}", lang) for name in names]
    assert opened(kit.briefing(), lang).sheetnames == wanted


def test_the_kelurahan_are_the_rows_of_the_other_exports() -> None:
    briefing = kit.briefing()
    head, *rows = table(opened(briefing), "zones")
    assert head == exports.COLUMNS
    made = exports.rows(briefing.view, "id")
    wanted = [[None if row[name] == "" else row[name] for name in head] for row in made]
    assert [list(row) for row in rows] == wanted
    by_name = {row[1]: row for row in rows}
    assert by_name["Tiga"][5:9] == ("merah", 8, 5000, 160)
    assert by_name["Sembilan"][6:9] == (None, 10000, None)


def test_the_record_day_by_day() -> None:
    """Levels and windows of the head of ``tests.toy``; what is unknown is an empty cell."""
    book = opened(kit.briefing())
    head, *levels = table(book, "levels")
    assert head[1] == f"Satu ({toy.zone_id(1)})"
    assert [row[0].date() for row in levels] == [toy.FIRST, toy.MIDDLE, toy.LAST]
    assert levels[1][1:6] == ("hijau", "hijau", "kuning", "oranye", "oranye")
    assert levels[2][1:6] == ("hijau", "kuning", "merah", "oranye", "merah")
    assert levels[2][6:] == ("data usang", "tanpa data", "tanpa data", "disamarkan")
    _, *cases = table(book, "cases")
    assert cases[1][1:7] == (0, 0, 2, 6, 29, 0)
    assert cases[2][1:10] == (0, 4, 8, 6, 30, None, -1, 2, None)


def test_the_tally_of_every_day_is_that_of_its_view() -> None:
    briefing = kit.briefing()
    head, *rows = table(opened(briefing), "tally")
    words = {text.text(f"level.{key}", "id"): key for key in briefing.view.tally}
    for row in rows:
        view = city_view(briefing.view.facts, briefing.view.rule, row[0].date())
        shown = dict(zip(head[1:-2], row[1:-2], strict=True))
        assert {words[word]: n for word, n in shown.items() if n} == {
            key: n for key, n in view.tally.items() if n
        }
        assert row[-2:] == ("insidensi7", "1")


def test_under_the_archive_nothing_is_counted_that_nobody_counted() -> None:
    """One square named, no totals: no other colour gets a number, and there are no cases."""
    facts = toy.facts(archive=toy.archive([("2021-03-15", 1, "merah")]))
    briefing = kit.briefing(facts=facts, rule="resmi")
    book = opened(briefing)
    assert text.text("files_out.sheet.cases", "id") not in book.sheetnames
    head, row = table(book, "tally")
    assert dict(zip(head, row, strict=True))["merah"] == 1
    assert "hijau" not in head


def test_the_readme_says_what_the_file_was_made_from() -> None:
    said = texts(opened(kit.briefing()))
    for part in ("insidensi7", kit.SNAPSHOT, "2021-03-15"):
        assert part in said
    assert any("Kota Kotak" in one for one in said)
    assert not any("SIMULASI" in one for one in said)


def test_every_sheet_of_a_simulation_says_so() -> None:
    briefing, _ = kit.banjarmasin()
    for sheet in opened(briefing, "en"):
        first = " ".join(str(v) for v in next(sheet.values) if v)
        assert "SIMULASI" in first, sheet.title


def numbers_of(rows: Table, column: int) -> list[Any]:
    return [row[column] for row in rows]


def test_hidden_counts_are_in_no_sheet_of_the_public() -> None:
    """Square 1 has 3 cases in each of three weeks, which are hidden; square 2 has 7, 3 none."""
    book = opened(kit.public_weeks())
    _, *rows = table(book, "zones")
    assert numbers_of(rows, 6)[:3] == [None, 7, 0]
    assert numbers_of(rows, 12) == [None] * 9
    _, *series = table(book, "cases")
    assert series[-1][1:4] == (None, 7, 0)
    assert {row[1] for row in series} == {None}
    assert any("disamarkan untuk umum" in said for said in texts(book))


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    zones = toy.zones()
    zones["name"] = ['=HYPERLINK("http://x","y")', *zones["name"][1:]]
    book = opened(kit.briefing(facts=toy.facts(zones=zones)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)
    assert any(said.startswith("'=HYPERLINK") for said in texts(book))


def test_a_kelurahan_s_workbook_is_of_it_and_its_neighbours() -> None:
    from geo import daily

    briefing = daily.of_zone(kit.ground(), kit.SNAPSHOT, toy.zone_id(3))
    _, *rows = table(opened(briefing), "zones")
    assert numbers_of(rows, 1) == ["Tiga", "Dua", "Enam"]


def test_a_day_and_a_record_without_data() -> None:
    briefing = kit.briefing(day=dt.date(2020, 1, 1))
    _, *rows = table(opened(briefing), "zones")
    assert set(numbers_of(rows, 5)) == {"tanpa_data"}
    bare = replace(briefing.zoned, days=(), codes=briefing.zoned.codes[:, :0])
    bare = replace(bare, cases=bare.cases[:, :0], marks=bare.marks[:, :0])
    assert len(table(opened(replace(briefing, zoned=bare)), "levels")) == 1
