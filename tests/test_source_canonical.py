"""Our own table in its three shapes, in the ways staff write and save it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.errors import InputError, Problem
from geo.io.sources import Reading, read
from geo.settings import DATA
from tests.intake_kit import (
    CEMPAKA,
    CEMPAKA_2,
    CITY,
    COVID,
    DBD,
    MANTUIL,
    PELAMBUAN,
    ZONES,
    rows_of,
    write_workbook,
)

LONG = (
    "zone_id,date,indicator,measure,value\n"
    "63.71.01.1001,2020-10-06,positif,cumulative,5\n"
    "63.71.03.1001,2020-10-06,positif,cumulative,7\n"
)
WANTED = {(MANTUIL, "2020-10-06", "positif"): 5, (PELAMBUAN, "2020-10-06", "positif"): 7}


def load(file: Path, measure: str | None = None, **more: object) -> Reading:
    options = {"disease": COVID, "aliases": {}} | more
    return read(
        file,
        CITY,
        ZONES,
        options["aliases"],  # type: ignore[arg-type]
        disease=options["disease"],  # type: ignore[arg-type]
        measure=measure,
    )


def text_file(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    file = folder / "kasus.csv"
    file.write_bytes(content.encode(encoding))
    return file


def faults(file: Path, measure: str | None = None, **more: object) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load(file, measure, **more)
    return list(caught.value.problems)


def test_the_long_shape(tmp_path: Path) -> None:
    reading = load(text_file(tmp_path, LONG))
    assert rows_of(reading.observations) == WANTED
    assert reading.observations["measure"].unique().tolist() == ["cumulative"]
    assert (reading.adapter, reading.rows_read, reading.repeated) == ("canonical", 2, 0)
    assert (reading.unmatched, reading.findings, reading.totals_in_file) == ((), (), None)
    assert reading.unallocated.empty
    # printf of LONG through sha256sum
    assert reading.sha256 == "e3fbec7f8018a30ddfbdfee36d228d24af05e8f3cddc6ba08f6df3263155047a"


SAME = {
    "semicolons": LONG.replace(",", ";"),
    "tabs": LONG.replace(",", "\t"),
    "Windows line ends": LONG.replace("\n", "\r\n"),
    "no last line end": LONG.rstrip("\n"),
    "empty lines": LONG.replace("\n", "\n\n"),
    "title above": "Laporan kasus,,,,\n" + LONG,
    "plain codes": LONG.replace("63.71.01.1001", "6371011001"),
    "float codes": LONG.replace("63.71.01.1001", "6371011001.0"),
    "float values": LONG.replace(",5\n", ",5.0\n"),
    "quotes": LONG.replace("5\n", '"5,0"\n'),
    "day first": LONG.replace("2020-10-06", "06/10/2020"),
    "words": LONG.replace("2020-10-06", '"Selasa, 6 Oktober 2020"'),
    "Indonesian": LONG.replace(
        "zone_id,date,indicator,measure,value", "Kode,Tanggal,Indikator,Ukuran,Nilai"
    ).replace("cumulative", "kumulatif"),
    "other words": LONG.replace("positif", "Kasus"),
    "no indicator": "zone_id,date,measure,value\n"
    + "".join(f"{z},2020-10-06,cumulative,{n}\n" for z, n in ((MANTUIL, 5), (PELAMBUAN, 7))),
    "names": "kelurahan,kecamatan,date,measure,value\n"
    "MANTUIL,Banjarmasin Selatan,2020-10-06,cumulative,5\n"
    "Kel. Pelambuan,,2020-10-06,cumulative,7\n",
    "indicators as columns": "zone_id,date,measure,positif\n"
    "6371011001,2020-10-06,cumulative,5\n6371031001,2020-10-06,cumulative,7\n",
    "days as columns": "zone_id,measure,2020-10-06\n"
    "6371011001,cumulative,5\n6371031001,cumulative,7\n",
    "days and an indicator": "zone_id,indikator,measure,6 Okt 2020\n"
    "6371011001,positif,cumulative,5\n6371031001,positif,cumulative,7\n",
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME.keys())
def test_the_same_table_in_other_clothes(tmp_path: Path, content: str) -> None:
    assert rows_of(load(text_file(tmp_path, content)).observations) == WANTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = LONG.replace("zone_id,", "zone_id,kelurahan,").replace("1001,", "1001,Café ’x’,")
    reading = load(text_file(tmp_path, content, encoding))
    assert rows_of(reading.observations) == WANTED


def test_a_workbook_with_dates_and_numbers_of_its_own(tmp_path: Path) -> None:
    rows = [
        ["zone_id", "date", "indicator", "measure", "value"],
        [6371011001, dt.datetime(2020, 10, 6), "positif", "cumulative", 5],
        [6371031001.0, dt.date(2020, 10, 6), "positif", "cumulative", 7.0],
    ]
    reading = load(write_workbook(tmp_path / "kasus.xlsx", ("kasus", rows)))
    assert rows_of(reading.observations) == WANTED


def test_a_workbook_with_days_as_headings(tmp_path: Path) -> None:
    rows = [
        ["kode", dt.datetime(2020, 10, 5), dt.datetime(2020, 10, 6)],
        [6371011001, 4, 5],
        [6371031001, None, 7],
    ]
    file = write_workbook(tmp_path / "kasus.xlsx", ("kasus", rows), ("catatan", [["apa saja"]]))
    reading = load(file, "cumulative")
    assert rows_of(reading.observations) == WANTED | {(MANTUIL, "2020-10-05", "positif"): 4}
    (finding,) = reading.findings
    assert (finding.key, finding.fatal) == ("sheets_ignored", False)
    assert dict(finding.values) == {"sheet": "kasus", "others": "catatan"}


def test_missing_is_not_zero_and_suppressed_is_neither(tmp_path: Path) -> None:
    content = (
        "zone_id,date,positif,sembuh,meninggal\n"
        "6371011001,2020-10-06,0,,N/A\n"
        "6371031001,2020-10-06,<5,-,3\n"
    )
    reading = load(text_file(tmp_path, content), "new")
    assert rows_of(reading.observations) == {
        (MANTUIL, "2020-10-06", "positif"): 0,
        (PELAMBUAN, "2020-10-06", "positif"): "suppressed",
        (PELAMBUAN, "2020-10-06", "meninggal"): 3,
    }


def test_thousands_are_read_where_the_whole_file_agrees(tmp_path: Path) -> None:
    content = LONG.replace(",", ";").replace(";5\n", ";1.234\n")
    reading = load(text_file(tmp_path, content))
    assert rows_of(reading.observations)[MANTUIL, "2020-10-06", "positif"] == 1234
    mixed = content.replace(";7\n", ";7.0\n")
    (problem,) = faults(text_file(tmp_path, mixed))
    assert problem.key == "count_ambiguous"
    assert problem.where == f"{tmp_path / 'kasus.csv'} E2 (value)"
    assert dict(problem.values) == {"found": "1.234"}


def test_an_unquoted_thousands_comma_is_seen(tmp_path: Path) -> None:
    (problem,) = faults(text_file(tmp_path, LONG.replace(",5\n", ",1,234\n")))
    assert (problem.key, problem.where) == ("row_too_long", f"{tmp_path / 'kasus.csv'} F2")


def test_all_faults_are_told_at_once_with_their_cells(tmp_path: Path) -> None:
    content = (
        "zone_id;date;indicator;measure;value\n"
        "6371011001;2020-13-06;positif;new;5\n"
        "6371011001;2020-10-06;positip;new;5\n"
        "6371011001;2020-10-06;positif;baru sekali;5\n"
        "6371011001;2020-10-06;positif;new;1,5\n"
        "6371011001;2020-10-06;positif;new;lima\n"
        ";2020-10-06;positif;new;5\n"
        "6371011001;2020-10-06;sembuh;cumulative;-1\n"
        "6371011001;2020-10-06;dirawat;new;1\n"
    )
    file = text_file(tmp_path, content)
    assert [(p.key, p.where.removeprefix(f"{file} ")) for p in faults(file)] == [
        ("day_unreadable", "B2 (date)"),
        ("word_unknown", "C3 (indicator)"),
        ("word_unknown", "D4 (measure)"),
        ("count_fraction", "E5 (value)"),
        ("count_fault", "E6 (value)"),
        ("row_without_zone", "A7 (zone_id)"),
        ("count_negative", "E8 (value)"),
        ("measure_stock", "D9 (measure)"),
    ]


def test_new_numbers_may_be_negative_revisions(tmp_path: Path) -> None:
    reading = load(text_file(tmp_path, "zone_id,date,value\n6371011001,2020-10-06,-2\n"), "new")
    assert rows_of(reading.observations) == {(MANTUIL, "2020-10-06", "positif"): -2}


def test_the_measure_has_to_be_said(tmp_path: Path) -> None:
    content = "zone_id,date,positif,dirawat\n6371011001,2020-10-06,5,2\n"
    file = text_file(tmp_path, content)
    assert [p.key for p in faults(file)] == ["measure_needed"]
    table = load(file, "new").observations.set_index("indicator")["measure"]
    assert table.to_dict() == {"positif": "new", "dirawat": "cumulative"}
    stocks = text_file(tmp_path, content.replace("positif", "isoman"))
    assert load(stocks).observations["measure"].tolist() == ["cumulative", "cumulative"]


def test_column_and_option_must_not_disagree(tmp_path: Path) -> None:
    file = text_file(tmp_path, LONG)
    assert rows_of(load(file, "cumulative").observations) == WANTED
    assert {p.key for p in faults(file, "new")} == {"measure_other"}


def test_one_indicator_in_two_measures_is_refused(tmp_path: Path) -> None:
    content = LONG + "63.71.01.1001,2020-10-07,positif,new,1\n"
    (problem,) = faults(text_file(tmp_path, content))
    assert problem.key == "measure_mixed"
    assert dict(problem.values)["found"] == "cumulative, new"


def test_the_same_number_twice_is_counted_and_another_one_refused(tmp_path: Path) -> None:
    again = LONG + "63.71.01.1001,2020-10-06,positif,cumulative,5\n"
    reading = load(text_file(tmp_path, again))
    assert (rows_of(reading.observations), reading.repeated) == (WANTED, 1)
    file = text_file(tmp_path, LONG + "6371011001,2020-10-06,positif,cumulative,6\n")
    (problem,) = faults(file)
    assert problem.where == f"{file} E4 (value)"
    assert dict(problem.values) == {
        "zone": MANTUIL,
        "day": "2020-10-06",
        "other": f"{file} E2 (value)",
    }


def test_an_unmatched_row_is_no_zones_but_its_numbers_add_up(tmp_path: Path) -> None:
    content = (
        "kode,kelurahan,kecamatan,tanggal,nilai\n"
        "6371011001,Mantuil,Banjarmasin Selatan,2020-10-06,5\n"
        ",Mantuwil,Banjarmasin Selatan,2020-10-06,3\n"
        ",Mantuwil,Banjarmasin Selatan,2020-10-07,4\n"
        ",Luar Kota Banjarmasin,,2020-10-06,2\n"
        "6371999999,,,2020-10-06,1\n"
        ",TOTAL,,2020-10-06,11\n"
    )
    reading = load(text_file(tmp_path, content), "cumulative")
    assert rows_of(reading.observations) == {(MANTUIL, "2020-10-06", "positif"): 5}
    assert rows_of(reading.unallocated, "label") == {
        ("Mantuwil", "2020-10-06", "positif"): 3,
        ("Mantuwil", "2020-10-07", "positif"): 4,
        ("Luar Kota Banjarmasin", "2020-10-06", "positif"): 2,
        ("6371999999", "2020-10-06", "positif"): 1,
    }
    assert [(u.name, u.code, u.district, u.row) for u in reading.unmatched] == [
        ("Mantuwil", "", "Banjarmasin Selatan", 3),
        ("Mantuwil", "", "Banjarmasin Selatan", 4),
        ("", "6371999999", "", 6),
    ]
    assert reading.unmatched[0].closest[0][:2] == (MANTUIL, "Mantuil")
    assert reading.totals_in_file == {"positif": 11}
    assert reading.findings == ()  # 5 + 3 + 2 + 1 = 11


def test_an_alias_that_people_confirmed_is_taken(tmp_path: Path) -> None:
    content = "kelurahan,tanggal,nilai\nMantuwil,2020-10-06,3\n"
    file = text_file(tmp_path, content)
    reading = load(file, "new", aliases={"mantuwil": MANTUIL})
    assert rows_of(reading.observations) == {(MANTUIL, "2020-10-06", "positif"): 3}
    assert reading.unmatched == ()


def test_namesakes_need_their_district(tmp_path: Path) -> None:
    content = (
        "kelurahan,kecamatan,tanggal,nilai\n"
        "Cempaka,Banjarmasin Utara,2020-10-06,3\n"
        "Cempaka,,2020-10-06,4\n"
    )
    reading = load(text_file(tmp_path, content), "new")
    assert rows_of(reading.observations) == {(CEMPAKA_2, "2020-10-06", "positif"): 3}
    assert {zone_id for zone_id, _, _ in reading.unmatched[0].closest[:2]} == {CEMPAKA, CEMPAKA_2}


def test_a_code_of_another_city_never_falls_to_a_namesake(tmp_path: Path) -> None:
    content = "kode,kelurahan,tanggal,nilai\n63.72.02.1001,Mantuil,2020-10-06,3\n"
    reading = load(text_file(tmp_path, content), "new")
    assert reading.observations.empty
    assert rows_of(reading.unallocated, "label") == {("Mantuil", "2020-10-06", "positif"): 3}


def test_code_and_name_that_do_not_agree_are_told(tmp_path: Path) -> None:
    content = (
        "kode,kelurahan,tanggal,nilai\n"
        "6371011001,Pelambuan,2020-10-06,3\n"
        "6371019999,Pelambuan,2020-10-06,4\n"
    )
    reading = load(text_file(tmp_path, content), "new")
    assert rows_of(reading.observations) == {
        (MANTUIL, "2020-10-06", "positif"): 3,
        (PELAMBUAN, "2020-10-06", "positif"): 4,
    }
    assert [(f.key, dict(f.values)["other"]) for f in reading.findings] == [
        ("name_disagrees", f"Pelambuan ({PELAMBUAN})"),
        ("code_unknown", f"Pelambuan ({PELAMBUAN})"),
    ]


def test_a_total_row_that_is_wrong_is_told_with_both_numbers(tmp_path: Path) -> None:
    reading = load(
        text_file(tmp_path, "kelurahan,tanggal,nilai\nMantuil,2020-10-06,5\nJumlah,2020-10-06,6\n"),
        "new",
    )
    (finding,) = reading.findings
    assert finding.key == "total_differs"
    assert dict(finding.values) == {
        "indicator": "positif",
        "day": "2020-10-06",
        "total": 6,
        "sum": 5,
    }


def test_rows_of_another_disease_are_left_out_and_told(tmp_path: Path) -> None:
    content = (
        "penyakit,kode,tanggal,nilai\n"
        "COVID-19,6371011001,2020-10-06,5\n"
        "DBD,6371011001,2020-10-06,1\n"
    )
    file = text_file(tmp_path, content)
    covid, dbd = load(file, "new"), load(file, "new", disease=DBD)
    assert covid.observations["value"].tolist() == [5]
    assert dbd.observations["value"].tolist() == [1]
    assert [(f.key, dict(f.values)["n"]) for f in covid.findings] == [("other_disease", 1)]


def test_columns_that_are_not_known_are_told(tmp_path: Path) -> None:
    content = "kode,tanggal,positif,postif,catatan\n6371011001,2020-10-06,5,6,baik\n"
    (finding,) = load(text_file(tmp_path, content), "new").findings
    assert (finding.key, dict(finding.values)) == (
        "columns_ignored",
        {"columns": "postif, catatan"},
    )


HEADINGS = {
    "kode,positif\n6371011001,5\n": ["column_needed"],
    "kode,tanggal\n6371011001,2020-10-06\n": ["column_needed"],
    "kode,kelurahan,nama,tanggal,nilai\n6371011001,a,b,2020-10-06,5\n": ["heading_twice"],
    "a,b,c\n1,2,3\n": ["format_unknown"],
    "hanya satu kata\n": ["format_unknown"],
    "kode,tanggal,nilai\n": ["no_numbers"],
    "kode,tanggal,nilai\n6371011001,2020-10-06,\n": ["no_numbers"],
}


@pytest.mark.parametrize(("content", "keys"), HEADINGS.items())
def test_headings_that_can_not_be_used(tmp_path: Path, content: str, keys: list[str]) -> None:
    assert [p.key for p in faults(text_file(tmp_path, content), "new")] == keys


def test_files_that_are_not_what_they_seem(tmp_path: Path) -> None:
    made: dict[str, bytes] = {
        "none.csv": b"",
        "blank.csv": b" \n\n",
        "none.xlsx": b"",
        "text.xlsx": LONG.encode(),
        "cut.xlsx": b"PK\x03\x04 not a workbook",
        "binary.csv": b"zone_id,date\x00\x00",
        "quote.csv": b'zone_id,date,value\n"6371011001,2020-10-06,5\n',
        "kasus.pdf": b"%PDF",
    }
    found = {}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
        (found[name],) = (p.key for p in faults(tmp_path / name, "new"))
    (found["absent.csv"],) = (p.key for p in faults(tmp_path / "absent.csv", "new"))
    empty = write_workbook(tmp_path / "empty.xlsx", ("kosong", []))
    (found["empty.xlsx"],) = (p.key for p in faults(empty, "new"))
    assert found == {
        "none.csv": "file_empty",
        "blank.csv": "file_empty",
        "none.xlsx": "file_empty",
        "text.xlsx": "workbook_fake",
        "cut.xlsx": "workbook_damaged",
        "binary.csv": "text_unreadable",
        "quote.csv": "text_broken",
        "kasus.pdf": "file_kind",
        "absent.csv": "input_missing",
        "empty.xlsx": "file_empty",
    }


@pytest.mark.parametrize("name", sorted(p.name for p in (DATA / "templates").glob("kasus_*.csv")))
def test_the_templates_are_read_once_their_example_rows_are_gone(tmp_path: Path, name: str) -> None:
    template = DATA / "templates" / name
    assert [p.key for p in faults(template)] == ["example_row", "example_row"]
    content = template.read_text(encoding="utf-8").replace("00.00.00.0000", MANTUIL)
    reading = load(text_file(tmp_path, content))
    assert reading.findings == ()
    assert reading.observations["value"].iloc[0] == 3
