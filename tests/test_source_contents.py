"""Files of populations, houses per RT and zone decisions: which they are, what they say, and every
fault by its cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.io.sources import contents
from geo.io.sources.sheets import read_book
from geo.settings import DATA
from tests import toy

TODAY = dt.date(2021, 3, 31)
DAY = dt.date(2021, 3, 7)


def read(tmp_path: Path, text: str) -> contents.ContentReading:
    file = tmp_path / "berkas.csv"
    file.write_text(text, encoding="utf-8")
    return contents.read(read_book(file), toy.CITY, toy.zones(), {}, today=TODAY)


def faults(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    """Key and cell of every fault."""
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)
    return [(f.key, f.where.rpartition("berkas.csv")[2].strip()) for f in raised.value.problems]


@pytest.mark.parametrize(
    ("heading", "content"),
    [
        ("kode;tahun;penduduk", "population"),
        ("kelurahan;kecamatan;jumlah jiwa;tahun", "population"),
        ("kelurahan;penduduk 2020;Penduduk (2021)", "population"),
        ("zone_id,rt,date,houses", "rt_houses"),
        ("Kelurahan;RT;RW;Tanggal;Rumah dengan kasus", "rt_houses"),
        ("kelurahan;tanggal;warna;SK", "zones"),
        ("kode;zona;tanggal;keputusan", "zones"),
        ("zona;tanggal;status zona", "zones"),
        ("kode;kelurahan;kecamatan;tanggal;ukuran;positif;sembuh", "cases"),
        ("zone_id,date,indicator,value", "cases"),
        ("kelurahan;tanggal;positif;jumlah penduduk", "cases"),
        ("kelurahan;tanggal;positif;zonasi", "cases"),
        ("nama;tahun;jumlah", "cases"),
        ("apa;saja", "cases"),
    ],
)
def test_a_file_says_by_its_headings_what_it_holds(
    tmp_path: Path, heading: str, content: str
) -> None:
    file = tmp_path / "berkas.csv"
    title = "DAFTAR KOTA KOTAK\n" if ";" in heading else ""
    file.write_text(f"{title}{heading}\n1{';' * heading.count(';')}\n")
    assert contents.content_of(read_book(file)) == content


def test_populations_by_year_with_a_total_and_a_name_that_nobody_knows(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        "Kelurahan;Tahun;Penduduk\nSatu;2020;20.100\nKEL. DUA;2020;10.050\nSatu;2021;20.200\n"
        "Tiga;2021;-\nEntah Mana;2021;70\nLuar Kota;2021;9\nSatu;2020;20.100\n"
        "JUMLAH;2020;30.150\nJUMLAH;2021;20.300\n",
    )
    assert made.content == "population"
    assert made.table.to_numpy().tolist() == [
        [toy.zone_id(1), 2020, 20_100],
        [toy.zone_id(2), 2020, 10_050],
        [toy.zone_id(1), 2021, 20_200],
    ]
    assert (made.rows_read, made.repeated, made.gap) == (9, 1, 70)
    assert [row.name for row in made.unmatched] == ["Entah Mana"]
    assert {p.key: dict(p.values) for p in made.findings} == {
        "contents_empty": {"n": 1},
        # 20,200 of Satu and 70 of nobody knows whom; the file says 20,300.
        "contents_total": {"year": 2021, "total": 20_300, "sum": 20_270},
    }


def test_populations_with_a_column_for_each_year(tmp_path: Path) -> None:
    made = read(tmp_path, "kode;penduduk 2020;penduduk 2021\n99.01.01.1001;7;8\n9901011002;;9\n")
    assert made.table.to_numpy().tolist() == [
        [toy.zone_id(1), 2020, 7],
        [toy.zone_id(1), 2021, 8],
        [toy.zone_id(2), 2021, 9],
    ]


def test_houses_per_rt(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        "Kelurahan;RT;RW;Tanggal;Rumah\nSatu;1;2;7/3/2021;0\nSatu;RT 10;;7 Maret 2021;12\n"
        "Dua;01/03;;2021-03-07;\n",
    )
    assert made.table.to_numpy().tolist() == [
        [toy.zone_id(1), "001/002", DAY, 0],
        [toy.zone_id(1), "010", DAY, 12],
    ]
    assert [(p.key, dict(p.values)) for p in made.findings] == [("contents_empty", {"n": 1})]


def test_decisions_on_zones(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        "Kelurahan;Tanggal;Zona;Nomor SK;Catatan\n"
        "Satu;2021-03-07;Zona  Merah;SK 12/2021;RT 3 saja\n"
        "Dua;2021-03-07;GREEN;SK 12/2021;\nTiga;2021-03-07;jingga;SK 12/2021;\n",
    )
    assert made.table.to_numpy().tolist() == [
        [toy.zone_id(1), DAY, "merah", "SK 12/2021", "RT 3 saja"],
        [toy.zone_id(2), DAY, "hijau", "SK 12/2021", ""],
        [toy.zone_id(3), DAY, "oranye", "SK 12/2021", ""],
    ]


def test_every_fault_of_populations_at_once(tmp_path: Path) -> None:
    rows = ["Satu;20201;10", "Satu;2020;1,5", "Dua;2020;-3", "Tiga;;4", ";2020;5", "Lima;2020;<5"]
    rows += ["Enam;2020;99999999", "Tujuh;2020;7", "Tujuh;2020;8", "Satu;dua ribu;9"]
    assert faults(tmp_path, "Kelurahan;Tahun;Penduduk\n" + "\n".join(rows)) == [
        ("contents_year", "B2 (Tahun)"),
        ("count_fraction", "C3 (Penduduk)"),
        ("contents_number", "C4 (Penduduk)"),
        ("contents_year", "B5 (Tahun)"),
        ("row_without_zone", "A6 (Kelurahan)"),
        ("contents_number", "C7 (Penduduk)"),
        ("contents_number", "C8 (Penduduk)"),
        ("contents_differs", "C10 (Penduduk)"),
        ("contents_year", "B11 (Tahun)"),
    ]


def test_every_fault_of_houses_at_once(tmp_path: Path) -> None:
    rows = ["Entah,1,2021-03-07,1", "Satu,,2021-03-07,1", "Satu,2,2021-04-01,1", "Satu,3,x,1"]
    rows += ["Satu,4,2021-03-07,1.5", "Satu,5,2021-03-07,100001", "99.01.01.9999,1,2021-03-07,1"]
    rows += [f"Satu,{'RT panjang ' * 3},2021-03-07,1", "Satu,6,2021-03-07,1", "Satu,06,7/3/2021,2"]
    assert faults(tmp_path, "kelurahan,rt,tanggal,rumah\n" + "\n".join(rows)) == [
        ("contents_zone", "A2 (kelurahan)"),
        ("contents_rt", "B3 (rt)"),
        ("contents_future", "C4 (tanggal)"),
        ("day_unreadable", "C5 (tanggal)"),
        ("count_fraction", "D6 (rumah)"),
        ("contents_number", "D7 (rumah)"),
        ("contents_zone", "A8 (kelurahan)"),
        ("contents_rt", "B9 (rt)"),
        ("contents_differs", "D11 (rumah)"),
    ]


def test_every_fault_of_decisions_at_once(tmp_path: Path) -> None:
    rows = ["Satu;2021-03-07;ungu;SK 1;", "Dua;2021-03-07;merah;;", "Satu;2021-04-01;merah;SK;"]
    rows += [f"Tiga;2021-03-07;merah;{'S' * 201};{'n' * 501}", "Empat;2021-03-07;hitam;SK;"]
    assert faults(tmp_path, "kelurahan;tanggal;warna;sk;catatan\n" + "\n".join(rows)) == [
        ("contents_level", "C2 (warna)"),
        ("contents_decree", "D3 (sk)"),
        ("contents_future", "B4 (tanggal)"),
        ("contents_long", "D5 (sk)"),
        ("contents_long", "E5 (catatan)"),
        ("contents_level", "C6 (warna)"),
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("kelurahan;rt;rumah\nSatu;1;1\n", ["contents_columns"]),
        ("kelurahan;penduduk\nSatu;1\n", ["contents_columns"]),
        ("kelurahan;tanggal;warna\nSatu;2021-03-07;merah\n", ["contents_columns"]),
        ("kelurahan;tahun;penduduk;jiwa\nSatu;2020;1;1\n", ["heading_twice"]),
        ("kelurahan;tahun;penduduk\nSatu;2020;\n", ["no_numbers"]),
        ("kelurahan;tahun;penduduk\n", ["no_numbers"]),
        ("kode;tanggal;positif\n99.01.01.1001;2021-03-07;1\n", ["format_unknown"]),
    ],
)
def test_what_can_not_be_read_at_all(tmp_path: Path, text: str, keys: list[str]) -> None:
    assert [key for key, _ in faults(tmp_path, text)] == keys


@pytest.mark.parametrize(
    ("name", "content"),
    [("penduduk", "population"), ("rumah_rt", "rt_houses"), ("keputusan_zona", "zones")],
)
def test_a_template_is_read_once_its_example_is_replaced(
    tmp_path: Path, name: str, content: str
) -> None:
    text = (DATA / "templates" / f"{name}.csv").read_text(encoding="utf-8")
    assert {key for key, _ in faults(tmp_path, text)} == {"example_row"}
    made = read(tmp_path, text.replace("00.00.00.0000", toy.zone_id(1)))
    assert (made.content, len(made.table)) == (content, text.count("\n") - 1)
