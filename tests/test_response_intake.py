"""Tables of responses: which part they are, what they say in either language, and every fault by
its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from geo.errors import InputError
from geo.io.sources import contents, responses
from geo.io.sources.placing import Places
from geo.io.sources.response_words import choice
from geo.io.sources.responses import ResponseReading
from geo.io.sources.sheets import read_book_bytes
from geo.response import PARTS, Catchment, Puskesmas, written
from geo.response_cells import Ground
from geo.response_fields import FIELDS
from geo.response_kinds import BY_KEY, ROLES, SIAGA
from geo.settings import DATA
from geo.text import LANGUAGES, problem, text
from tests import toy
from tests.files_kit import KINDS, as_xlsx

TODAY = dt.date(2021, 3, 31)
SATU, DUA = toy.zone_id(1), toy.zone_id(2)
HEADS = {
    "entry": "kelurahan;jenis;mulai",
    "check": "kelurahan;siaga;tanggal;siap",
    "report": "kelurahan;rw;tanggal;tamu",
    "puskesmas": "puskesmas;dibuka",
    "catchment": "puskesmas;kelurahan",
    "session": "puskesmas;program;tanggal;orang",
    "telehealth": "puskesmas;minggu mulai;telekonsultasi;kunjungan",
    "task": "tingkat;tugas;tanggal;tenggat;status",
    "member": "tingkat;unsur;tanggal;anggota",
    "review": "judul;tanggal",
}


def ground() -> Ground:
    known = {name: Puskesmas(puskesmas=name) for name in ("Cempaka", "9 November")}
    there = (Catchment(puskesmas="Cempaka", zone_id=DUA, start=dt.date(2020, 1, 1)),)
    return Ground(frozenset(toy.IDS), known, there, {SATU: 4}, ("insidensi7",), TODAY)


def opened(content: bytes | str, name: str = "respons.csv") -> ResponseReading:
    raw = content.encode() if isinstance(content, str) else content
    places = Places(toy.CITY, toy.zones(), {})
    return responses.read(read_book_bytes(name, raw), places, ground())


def part(content: str) -> str | None:
    return responses.part_of(read_book_bytes("respons.csv", content.encode()))


def bodies(made: ResponseReading) -> list[dict[str, Any]]:
    return [written(record) for record in made.records]


def faults(content: str | bytes, name: str = "respons.csv") -> list[tuple[str, str]]:
    """Key and cell of every fault."""
    with pytest.raises(InputError) as raised:
        opened(content, name)
    found = raised.value.problems
    assert [p for p in found if p.spot is None] == []
    return [(p.key, p.where.removeprefix(name).strip()) for p in found]


def told(made: ResponseReading) -> list[tuple[str, str]]:
    assert [p for p in made.questions if p.fatal] == []
    return [(p.key, p.where.removeprefix("respons.csv").strip()) for p in made.questions]


@pytest.mark.parametrize("wanted", HEADS)
def test_a_table_says_by_its_headings_which_part_it_is(wanted: str) -> None:
    heading = HEADS[wanted]
    line = ";".join("x" for _ in heading.split(";"))
    assert part(f"{heading}\n{line}\n") == wanted
    assert part(f"BUKU RESPONS KOTA\n\n{heading.upper()}\n{line}\n") == wanted


def test_every_part_has_such_headings() -> None:
    assert set(HEADS) == set(PARTS)


@pytest.mark.parametrize("wanted", PARTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_the_screens_are_headings_too(wanted: str, lang: str) -> None:
    names = [field.name for field in FIELDS[wanted]]
    for row in (names, [text(f"response.field.{name}", lang) for name in names]):
        assert part(f"{';'.join(row)}\n{';'.join('x' for _ in row)}\n") == wanted


@pytest.mark.parametrize(
    ("heading", "content"),
    [
        ("kode;kelurahan;kecamatan;tanggal;ukuran;positif;sembuh", "cases"),
        ("zone_id,date,indicator,value", "cases"),
        ("kelurahan;puskesmas;tanggal;positif", "cases"),
        ("kelurahan;puskesmas;positif;sembuh", "cases"),
        ("kelurahan;tanggal;jenis;jumlah", "cases"),
        ("puskesmas;kelurahan;tahun;jumlah", "cases"),
        ("kelurahan;tahun;penduduk", "population"),
        ("Kelurahan;RT;RW;Tanggal;Rumah dengan kasus", "rt_houses"),
        ("zone_id,rt,rw,date,houses", "rt_houses"),
        ("kelurahan;tanggal;warna;SK", "zones"),
        ("tanggal;kode;kelurahan;rw;positif;isolasi mandiri;sembuh", "cases"),
        ("tanggal;kelurahan;rw;isolasi mandiri;kasus baru", "cases"),
        ("tanggal;kelurahan;rw;tamu;kegiatan;jumlah", "cases"),
        ("no;jenis;mulai;kelurahan;rw;positif", "cases"),
        ("jenis;tanggal mulai;tanggal selesai;kelurahan;positif", "cases"),
        ("tanggal mulai;tanggal selesai;kelurahan;positif", "cases"),
        ("puskesmas;tanggal;konsultasi;kunjungan;positif", "cases"),
        ("puskesmas;program;tanggal;positif", "cases"),
        ("puskesmas;kelurahan;positif", "cases"),
        ("puskesmas;kelurahan;total", "cases"),
        ("siaga;kelurahan;tanggal;siap;meninggal", "cases"),
    ],
)
def test_other_tables_stay_what_they_are(heading: str, content: str) -> None:
    line = heading.replace(";", ",")
    book = read_book_bytes("a.csv", f"{line}\n{','.join('1' for _ in line.split(','))}\n".encode())
    assert (responses.part_of(book), contents.content_of(book)) == (None, content)


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (["konfirmasi", "suspek"], None),
        (["konfirmasi", "Posko", "suspek"], None),
        (["Tes massal", "swab"], "entry"),
        (["Tes massal", "pesta"], "entry"),
        (["Tes massal", "", "pesta"], "entry"),
    ],
)
def test_positif_is_an_entrys_where_the_kinds_are_kinds(
    kinds: list[str], wanted: str | None
) -> None:
    rows = "".join(f"{n};{kind};2021-03-01;Satu;3;1\n" for n, kind in enumerate(kinds))
    assert part(f"no;jenis;mulai;kelurahan;rw;positif\n{rows}") == wanted
    # With headings that only a response has it is one, and the kinds are faults.
    assert part(f"dites;jenis;mulai;kelurahan;paket;positif\n{rows}") == "entry"


def test_a_kind_that_holds_no_positif_does_not_swallow_it() -> None:
    assert faults("no;jenis;mulai;kelurahan;rw;positif\n1;PPKM;2021-03-01;Satu;3;1\n") == [
        ("response_not_of_kind", "F2 (positif)")
    ]


@pytest.mark.parametrize(
    ("heading", "wanted", "missing"),
    [
        ("puskesmas;minggu mulai;tele konsultasi;kunjungan", "telehealth", "consultations"),
        ("kelurahan;hari;tamu;ronda;isolasi mandiri", "report", "rw, date"),
        ("Kelurahan;Jenis;Sejak;Paket;Dites", "entry", "start, about"),
        ("kelurahan;siaga;tanggal;siap?;siap", "check", ""),
        ("kelurahan;siaga;tanggal;keadaan siaga", "check", None),
        ("unsur;anggota;tanggal", "member", "level"),
    ],
)
def test_headings_nearly_right_are_told_what_is_missing(
    heading: str, wanted: str, missing: str | None
) -> None:
    """Two headings that one part alone has are enough; one is not."""
    content = f"DATA\n{heading}\n{';'.join('x' for _ in heading.split(';'))}\n"
    if not missing:
        assert part(content) == (None if missing is None else wanted)
        return
    with pytest.raises(InputError) as raised:
        part(content)
    (fault,) = raised.value.problems
    assert (fault.key, fault.where) == ("response_nearly", "respons.csv A2")
    assert (fault.values["part"], fault.values["missing"]) == (wanted, missing)
    template = DATA / "templates" / f"respons_{wanted}.csv"
    named = template.name if template.exists() else "respons_*.csv"
    assert fault.values["template"] == f"data/templates/{named}"
    said = problem(fault, "id")
    assert text(f"response.part.{wanted}", "id") in said
    for name in missing.split(", "):
        assert text(f"response.field.{name}", "id") in said


def test_numbering_and_totals_are_passed_over() -> None:
    made = opened("No;puskesmas;kelurahan\n1;Cempaka;Satu\n")
    assert (made.part, made.questions) == ("catchment", ())
    made = opened("no.;kelurahan;rw;tgl;isoman;tamu;Total tamu\n1;Satu;3;2021-03-01;2;1;9\n")
    assert (made.part, made.questions) == ("report", ())
    assert (bodies(made)[0]["date"], bodies(made)[0]["isolating"]) == ("2021-03-01", 2)


ENTRIES: Sequence[Sequence[Any]] = [
    ["Kelurahan", "RW", "Jenis", "Mulai", "Selesai", "Orang", "Puskesmas", "Program",
     "Penanggung jawab", "Catatan"],
    ["KEL. SATU", "RW 3", "Kampung Siaga", dt.date(2021, 2, 16), None, 1200, None, None,
     "Ketua RW", "ä"],
    ["Dua", "", "swab massal", dt.date(2021, 2, 17), dt.date(2021, 2, 18), 85, None, None,
     "health office", None],
    ["", "", "Program Puskesmas", dt.date(2021, 3, 1), None, None, "puskesmas CEMPAKA",
     "Posyandu remaja", "puskesmas", 12],
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_table_in_every_kind_of_file(kind: str) -> None:
    rows = [[cell if kind != "json" or not isinstance(cell, dt.date) else str(cell)
             for cell in row] for row in ENTRIES]  # fmt: skip
    if kind in ("csv", "json", "parquet"):
        rows = [rows[0], *([None if c is None else str(c) for c in row] for row in rows[1:])]
    made = opened(KINDS[kind](rows), f"respons.{kind}")
    assert (made.part, made.rows_read, made.repeated, made.questions) == ("entry", 3, 0, ())
    assert bodies(made) == [
        {"kind": "kampung", "zone_id": SATU, "rw": "003", "start": "2021-02-16", "people": 1200,
         "role": "rw_head", "note": "ä"},
        {"kind": "swab", "zone_id": DUA, "start": "2021-02-17", "end": "2021-02-18", "people": 85,
         "role": "health_office"},
        {"kind": "programme", "start": "2021-03-01", "puskesmas": "Cempaka",
         "programme": "Posyandu remaja", "role": "puskesmas", "note": "12"},
    ]  # fmt: skip


def test_days_and_numbers_as_people_write_them() -> None:
    made = opened(
        "kelurahan;jenis;mulai;orang;paket\n"
        f"{SATU};aid;16/2/2021;1.250;12\nSatu;bantuan sosial;Selasa, 16 Februari 2021;-;1.000\n"
        "Satu;Vaksinasi;16-Feb-21;0;\n"
    )
    assert [(one["start"], one.get("people"), one.get("packages")) for one in bodies(made)] == [
        ("2021-02-16", 1250, 12), ("2021-02-16", None, 1000), ("2021-02-16", 0, None),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_choice_is_known_by_its_key_and_its_name(lang: str) -> None:
    of = {f.name: f for f in (*FIELDS["entry"], *FIELDS["check"], *FIELDS["task"])}
    for name, keys, table in (
        ("kind", tuple(BY_KEY), "response.kind"),
        ("role", ROLES, "response.role"),
        ("item", SIAGA, "response.siaga"),
        ("state", of["state"].choices, "response.task"),
        ("level", of["level"].choices, "response.level"),
    ):
        for key in keys:
            said = text(f"{table}.{key}", lang)
            for word in (key, key.upper(), said, f"  {said.upper()} "):
                assert choice(of[name], word) == key, word


@pytest.mark.parametrize(
    ("written_as", "key"),
    [
        ("Kampung Tangguh", "kampung"),
        ("PSBK", "psbk"),
        ("Pembatasan Sosial", "psbk"),
        ("Swab massal", "swab"),
        ("fogging", "fogging"),
        ("jogo-tonggo", "jogo_tonggo"),
        ("Bansos", "aid"),
        ("isolasi", "isolation"),
        ("Isolasi Mandiri", "isolation"),
        ("jumantik", "larva"),
        ("disinfeksi", "disinfection"),
        ("Satgas Covid", "satgas"),
        ("SATGAS COVID-19", "satgas"),
        ("rapid test", "swab"),
        ("swab", "swab"),
        ("vaksin", "vaccination"),
        ("PSN", "psn"),
        ("posko", "post"),
        ("Pe", "Pe"),  # too short
        ("Pem", "Pem"),  # the beginning of several
        ("pesta", "pesta"),
    ],
)
def test_a_word_that_means_one_kind_alone_is_that_kind(written_as: str, key: str) -> None:
    assert choice(FIELDS["entry"][0], written_as) == key


@pytest.mark.parametrize(
    ("name", "written_as", "key"),
    [
        ("role", "Dinkes", "health_office"),
        ("role", "polri", "police"),
        ("role", "TNI", "military"),
        ("role", "RW", "rw_head"),
        ("role", "RT", "rt_head"),
        ("role", "Budi", "Budi"),
        ("item", "Ekonomi", "livelihood"),
        ("item", "sosial ekonomi", "livelihood"),
    ],
)
def test_everyday_words_of_roles_and_siaga(name: str, written_as: str, key: str) -> None:
    of = {f.name: f for f in (*FIELDS["entry"], *FIELDS["check"])}[name]
    assert choice(of, written_as) == key


def test_a_word_that_is_no_choice_comes_with_those_most_like_it() -> None:
    with pytest.raises(InputError) as raised:
        opened(
            "kelurahan;siaga;tanggal;siap\nSatu;komunikasih;2021-03-01;ya\n"
            "Satu;zzz;2021-03-01;ya\nSatu;health;2021-03-01;mungkin\n"
        )
    told = [problem(fault, "id") for fault in raised.value.problems]
    assert "terdekat: Siaga komunikasi." in told[0]
    assert "Siaga kesehatan, Siaga keamanan, Siaga logistik" in told[1]
    assert "“Siap” berisi mungkin" in told[2]


def test_reports_checks_and_telehealth() -> None:
    report = opened(
        "kelurahan;rw;tanggal;rumah per rt;isolasi mandiri;ronda;stok pangan hari\n"
        "Satu;3;2021-03-01;1:2, RT 02:0;4;ya;\nSatu;3;2021-03-02;;;tidak;5\n"
    )
    assert bodies(report) == [
        {"zone_id": SATU, "rw": "003", "date": "2021-03-01", "houses": {"001": 2, "002": 0},
         "isolating": 4, "watch": True},
        {"zone_id": SATU, "rw": "003", "date": "2021-03-02", "staples_days": 5, "watch": False},
    ]  # fmt: skip
    check = opened("kelurahan;siaga;tanggal;siap\nSatu;Kesehatan;2021-03-01;belum\n")
    assert bodies(check)[0] == {
        "zone_id": SATU, "item": "health", "date": "2021-03-01", "ready": False,
    }  # fmt: skip
    week = opened("puskesmas;minggu mulai;telekonsultasi;kunjungan\nPKM 9 November;3/3/2021;0;7\n")
    assert bodies(week)[0] == {
        "puskesmas": "9 November", "date": "2021-03-01", "consultations": 0, "visits": 7,
    }  # fmt: skip


def test_every_fault_at_its_cell() -> None:
    head = "kelurahan;rw;jenis;mulai;selesai;orang;dites;positif\n"
    rows = ["Entah;1;psbk;2021-03-01;;;;", "Satu;x;psbk;2021-03-01;;;;", "Satu;1;;2021-03-01;;;;"]
    rows += ["Satu;1;psbk;kemarin;;;;", "Satu;1;psbk;2021-03-02;2021-03-01;;;"]
    rows += ["Satu;1;swab;2021-03-01;;1,5;3;4", "Satu;1;pesta;2021-03-01;;;;"]
    rows += ["Satu;1;swab;2021-03-01;;;3;4", "Satu;1;psbk;2023-03-01;;-3;;", ";1;psbk;;;;;"]
    assert faults(head + "\n".join(rows)) == [
        ("contents_zone", "A2 (kelurahan)"),
        ("response_rw", "B3 (rw)"),
        ("response_missing", "C4 (jenis)"),
        ("response_day", "D5 (mulai)"),
        ("response_order", "E6 (selesai)"),
        ("count_fraction", "F7 (orang)"),
        ("response_more", "H7 (positif)"),
        ("response_choice", "C8 (jenis)"),
        ("response_more", "H9 (positif)"),
        ("response_future", "D10 (mulai)"),
        ("response_number", "F10 (orang)"),
        ("response_when", "D11 (mulai)"),
        ("response_rw_alone", "B11 (rw)"),
    ]


def test_a_fault_in_a_workbook_names_its_sheet() -> None:
    rows = [["Kelurahan", "Jenis", "Mulai"], ["Satu", "psbk", "kapan"]]
    found = faults(as_xlsx(rows), "respons.xlsx")
    assert ("response_day", "[data] C2 (Mulai)") in found


@pytest.mark.parametrize("heading", ["kode", "kelurahan", "zone_id"])
def test_one_column_may_hold_codes_or_names(heading: str) -> None:
    made = opened(f"{heading};jenis;mulai\n{SATU};psbk;2021-03-01\nDua;psbk;2021-03-01\n")
    assert [record.zone_id for record in made.records] == [SATU, DUA]
    entah = faults(f"{heading};jenis;mulai\nEntah;psbk;2021-03-01\n99.01.01.9999;psbk;2021-03-01\n")
    assert entah == [("contents_zone", f"A{row} ({heading})") for row in (2, 3)]


def test_an_unknown_name_comes_with_those_most_alike() -> None:
    with pytest.raises(InputError) as raised:
        opened("kelurahan;jenis;mulai\nSembilen;psbk;2021-03-01\n")
    (problem,) = raised.value.problems
    assert problem.values["alike"].startswith("Sembilan")
    with pytest.raises(InputError) as raised:
        opened("puskesmas;program;tanggal\nCempakka;P;2021-03-01\n")
    (problem,) = raised.value.problems
    assert (problem.key, problem.values["known"]) == ("response_choice", "Cempaka")


def test_questions_let_the_row_in_and_are_told() -> None:
    made = opened(
        f"kode;kelurahan;rw;jenis;mulai;warna hati\n{SATU};Dua;9;psbk;2021-03-01;merah jambu\n"
    )
    assert len(made.records) == 1
    assert told(made) == [
        ("response_column", "F1 (warna hati)"),
        ("name_disagrees", "A2 (kode)"),
        ("response_rw_unknown", "C2 (rw)"),
    ]


def test_rows_that_stand_twice_are_taken_once_and_told() -> None:
    made = opened("kelurahan;jenis;mulai\nSatu;psbk;2021-03-01\nKel. Satu;PSBK;1/3/2021\n")
    assert (len(made.records), made.repeated, made.rows_read) == (1, 1, 2)
    assert [p.key for p in made.questions] == ["response_row_twice"]
    assert made.questions[0].values["other"] == "B2 (jenis)"


TWO: Sequence[tuple[str, str, str, str]] = [
    ("kelurahan;rw;tanggal;tamu", "Satu;3;2021-03-01;{}", "4", "5"),
    ("kelurahan;siaga;tanggal;siap", "Satu;Kesehatan;2021-03-01;{}", "ya", "tidak"),
    ("puskesmas;program;tanggal;orang", "Cempaka;Es {};2021-03-01;4", "Lilin", "lilin"),
    ("puskesmas;program;tanggal;orang", "Cempaka;Es Lilin;2021-03-01;{}", "4", ""),
    ("puskesmas;minggu mulai;konsultasi;kunjungan", "Cempaka;2021-03-01;0;{}", "1", "2"),
    ("puskesmas;kelurahan;mulai;selesai", "Cempaka;Dua;2020-01-01;{}", "", "2021-01-01"),
]


@pytest.mark.parametrize(("head", "row", "one", "other"), TWO)
def test_two_rows_of_one_thing_that_differ_are_a_fault(
    head: str, row: str, one: str, other: str
) -> None:
    same = opened("\n".join((head, row.format(one), row.format(one))))
    assert (len(same.records), same.repeated) == (1, 1)
    with pytest.raises(InputError) as raised:
        opened("\n".join((head, row.format(one), row.format(other), row.format(one))))
    (fault,) = raised.value.problems
    assert fault.key == "response_rows_differ"
    first = head.partition(";")[0]
    assert fault.where == f"respons.csv A3 ({first})"
    assert fault.values["other"] == f"A2 ({first})"


def test_two_entries_of_one_day_and_place_may_both_stand() -> None:
    made = opened("kelurahan;jenis;mulai;paket\nSatu;aid;2021-03-01;5\nSatu;aid;2021-03-01;6\n")
    assert (len(made.records), made.questions) == (2, ())


def test_a_week_of_telehealth_is_one_row_and_begins_on_monday() -> None:
    head = "puskesmas;tanggal;telekonsultasi;kunjungan\n"
    made = opened(f"{head}Cempaka;2021-03-03;5;20\n")
    assert told(made) == [("response_monday", "B2 (tanggal)")]
    assert bodies(made)[0]["date"] == "2021-03-01"
    # Days of one week, alike or not, would overwrite each other.
    days = "".join(f"Cempaka;2021-03-{day:02d};5;20\n" for day in range(1, 8))
    found = faults(head + days)
    assert found == [("response_rows_differ", f"A{row} (puskesmas)") for row in range(3, 9)]


def test_days_long_ago() -> None:
    made = opened("puskesmas;dibuka;ditutup\nUji;1975-03-01;31/12/1999\n")
    assert bodies(made) == [{"puskesmas": "Uji", "opened": "1975-03-01", "closed": "1999-12-31"}]
    with pytest.raises(InputError) as raised:
        opened("kelurahan;jenis;mulai\nSatu;psbk;0202-03-01\nSatu;psbk;1/3/1999\n")
    found = [(p.key, str(p.values["found"]), p.values["first"]) for p in raised.value.problems]
    assert found == [("response_long_ago", day, 2000) for day in ("0202-03-01", "1999-03-01")]


@pytest.mark.parametrize("cell", [dt.time(1, 2), dt.datetime(2021, 3, 1, 1, 2), 2, 2.5, "01:02"])
def test_houses_that_a_workbook_made_a_time_of(cell: Any) -> None:
    rows = [["Kelurahan", "RW", "Tanggal", "Rumah per RT"], ["Satu", 3, "2021-03-01", cell]]
    assert faults(as_xlsx(rows), "a.xlsx") == [("response_houses", "[data] D2 (Rumah per RT)")]


def test_catchments_of_one_file_are_held_against_each_other() -> None:
    head = "puskesmas;kelurahan;berlaku dari\n"
    assert faults(head + "Cempaka;Satu;2020-01-01\n9 November;Satu;2021-01-01\n") == [
        ("response_overlap", "A3 (puskesmas)")
    ]
    assert faults(head + "9 November;Dua;2021-01-01\n") == [("response_overlap", "A2 (puskesmas)")]
    kept = opened("puskesmas;kelurahan;berlaku sampai\n9 November;Dua;2019-12-31\n")
    assert bodies(kept) == [{"puskesmas": "9 November", "zone_id": DUA, "end": "2019-12-31"}]


def test_a_heading_that_stands_twice_and_further_sheets() -> None:
    assert faults("kelurahan;jenis;jenis respons;mulai\nSatu;psbk;psbk;2021-03-01\n") == [
        ("heading_twice", "C1 (jenis respons)")
    ]
    rows = [["Kelurahan", "Jenis", "Mulai"], ["Satu", "psbk", "2021-03-01"]]
    made = opened(as_xlsx(rows, ("lain", [["x"]])), "respons.xlsx")
    assert [p.key for p in made.questions] == ["sheets_ignored"]


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(InputError, match="no_numbers"):
        opened("kelurahan;jenis;mulai\n")


TEMPLATES = sorted(DATA.glob("templates/respons_*.csv"))


def test_the_six_templates_are_there() -> None:
    names = {file.stem.removeprefix("respons_") for file in TEMPLATES}
    assert names == {"entry", "check", "report", "catchment", "session", "telehealth"}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: Path(file).stem)
def test_a_template_is_read_once_its_example_is_replaced(file: Path) -> None:
    raw = file.read_text(encoding="utf-8")
    assert {key for key, _ in faults(raw)} == {"example_row"}
    filled = raw.replace("00.00.00.0000", SATU).replace("CONTOH (hapus baris ini);CONTOH", ";Barat")
    made = opened(filled.replace("CONTOH (hapus baris ini)", "Cempaka").replace("CONTOH", ""))
    assert made.part == file.stem.removeprefix("respons_")
    assert len(made.records) == raw.count("\n") - 1
    assert [p.key for p in made.questions] == []
