"""Text of others comes out harmless: in CSV, in workbooks, on a line, in HTML."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import exports
from geo.inert import LONGEST, for_csv, for_label, for_xlsx, plain
from tests.test_exports import cells, view, zone

ZWJ = "\u200d"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Kelayan Timur", "Kelayan Timur"),
        ("P. Harapan (Pob.) / Banua-Anyar", "P. Harapan (Pob.) / Banua-Anyar"),
        ("dua\r\nbaris\tdan\u2028tiga", "dua baris dan tiga"),
        ("\u202egnirotceV\u202c", "gnirotceV"),
        ("\u2066a\u2069\u200f\u061c", "a"),
        ("a\x00b\x1b[31mc\x9b", "ab[31mc"),
        ("ka\u200bma\ufeffr\u00ad", "kamar"),
        ("x\ud800y", "x\ufffdy"),
        (f"👩{ZWJ}⚕️ 😀", f"👩{ZWJ}⚕️ 😀"),
        ("שלום مرحبا", "שלום مرحبا"),
        ("<b>\"'&", "<b>\"'&"),
    ],
)
def test_a_line_without_what_no_reader_sees(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")'),
        ("+62811", "'+62811"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "' =1"),
        ("  \r\n=1", "'   =1"),
        ("\u200b=1", "'=1"),
        (f"{ZWJ}=1", f"'{ZWJ}=1"),
        ("\u202e=1", "'=1"),
        ("\x00=1", "'=1"),
        ('"=1', "'\"=1"),
        ("Kuin;=1+1", "Kuin;'=1+1"),
        ("Kuin; @x;-1", "Kuin;' @x;'-1"),
        ("Kuin-Utara = 1", "Kuin-Utara = 1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(written: str, shown: str) -> None:
    assert for_csv(written) == for_xlsx(written) == shown


@given(
    st.text(alphabet=st.one_of(st.sampled_from("=+-@;\t\r\n\"' \u200b\u202e\0a"), st.characters()))
)
def test_nothing_starts_a_formula_however_the_line_is_parted(written: str) -> None:
    for made in (for_csv(written), for_xlsx(written)):
        out = io.StringIO()
        csv.writer(out).writerow(["x", made, "y"])
        for mark in ",;\t":
            for row in csv.reader(io.StringIO(out.getvalue()), delimiter=mark):
                for cell in row:
                    assert cell.lstrip(' "')[:1] not in {*"=+-@＝＋－＠", "\t", "\r", "\n"}
        assert for_csv(made) == made


def test_a_workbook_holds_it_as_text_and_opens_again() -> None:
    written = ["=1+1", "a\x00b\x0b", "x" * 40_000, "\ufffe\ud800", "<b>&", "\u202eabc"]
    book = openpyxl.Workbook()
    book.active.append([for_xlsx(text) for text in written])
    out = io.BytesIO()
    book.save(out)
    (row,) = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active.iter_rows()
    assert [cell.data_type for cell in row] == ["s"] * 6
    assert row[0].value == "'=1+1"
    assert row[1].value == "ab "
    assert (len(row[2].value), row[2].value[-1]) == (LONGEST, "…")
    assert [cell.value for cell in row[3:]] == ["\ufffd", "<b>&", "abc"]


def test_the_csv_of_the_zones_is_inert() -> None:
    name = '\u202e=HYPERLINK("http://x")\x00;+1 <b>😀'
    (row,) = cells(zone(name=name, district=name))
    shown = "'=HYPERLINK(\"http://x\");'+1 <b>😀"
    assert (row["name"], row["district"]) == (shown, shown)
    content = exports.csv_text(exports.rows(view(zone(name=name)), "id"))
    assert not any(mark in content for mark in "\u202e\x00\r")


def test_a_label_holds_no_link_no_picture_and_no_formula() -> None:
    said = for_label("a ![x](http://b.example) <i> `c` $d$ www.e.example https://f.example")
    assert said == "a !［x］(http: //b.example) ＜i＞ 'c' ＄d＄ www .e.example https: //f.example"
    assert for_label(said) == said
    assert for_label("Tertulis: Mantuwil (Selatan), 8 baris; zone_id") == (
        "Tertulis: Mantuwil (Selatan), 8 baris; zone_id"
    )
