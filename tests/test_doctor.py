"""What the doctor asks of a whole file: gaps, names, totals and impossible numbers, with cells."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from geo import doctor, names, text
from geo.boundaries import read_attributes
from geo.cities import City, read_cities
from geo.diagnosis import Balance, Diagnosis, Finding
from geo.errors import InputError
from geo.io.sources import Reading, read
from geo.render import doctor as words
from tests.intake_kit import CEMPAKA, CEMPAKA_2, CITY, COVID, MANTUIL, PELAMBUAN, ZONES
from tests.test_source_standar import GOOD, line
from tests.test_source_standar import load as load_workbook

TODAY = dt.date(2020, 10, 31)
HEAD = "kode,kelurahan,kecamatan,tanggal,positif,sembuh,meninggal,dirawat,isoman\n"


def read_text(
    folder: Path, body: str, aliases: dict[str, str] | None = None, measure: str = "cumulative"
) -> Reading:
    file = folder / "kasus.csv"
    file.write_text(HEAD + body, encoding="utf-8")
    return read(file, CITY, ZONES, aliases or {}, disease=COVID, measure=measure)


def diagnose(reading: Reading, **more: object) -> Diagnosis:
    asked = {"stored": None, "zones": ZONES, "case_indicator": "positif", "today": TODAY, **more}
    return doctor.diagnose(reading, **asked)  # type: ignore[arg-type]


def of(diagnosis: Diagnosis, key: str) -> list[Finding]:
    return [f for f in diagnosis.findings if f.key == key]


FULL = (
    f"{MANTUIL},Mantuil,,2020-10-06,40,30,2,3,5\n"
    f"{PELAMBUAN},Pelambuan,,2020-10-06,30,30,0,0,0\n"
    f"{CEMPAKA},Cempaka,,2020-10-06,10,5,1,4,0\n"
    f"{CEMPAKA_2},Cempaka,,2020-10-06,0,0,0,0,0\n"
)


@pytest.mark.parametrize(
    ("extra", "balance", "gap"),
    [
        ("", Balance(None, 80, 0, 0, 0), 0),
        (",TOTAL,,2020-10-06,80,,,,\n", Balance(80, 80, 0, 0, 0), 0),
        (",TOTAL,,2020-10-06,83,,,,\n", Balance(83, 80, 0, 0, 0), 3),
        (",LUAR KOTA,,2020-10-06,7,,,,\n,TOTAL,,2020-10-06,87,,,,\n", Balance(87, 80, 7, 0, 0), 0),
        (",Mantuwil,,2020-10-06,6,,,,\n", Balance(None, 80, 0, 0, 6), 6),
        (",Mantuwil,,2020-10-06,6,,,,\n,TOTAL,,2020-10-06,86,,,,\n", Balance(86, 80, 0, 0, 6), 6),
        (",Mantuwil,,2020-10-06,6,,,,\n,TOTAL,,2020-10-06,89,,,,\n", Balance(89, 80, 0, 0, 6), 9),
        # The total leaves the unmatched row out: 6 persons are off the map, and 6 of its total.
        (",Mantuwil,,2020-10-06,6,,,,\n,TOTAL,,2020-10-06,80,,,,\n", Balance(80, 80, 0, 0, 6), 12),
        (",Mantuwil,,2020-10-06,0,,,,\n", Balance(None, 80, 0, 0, 0), 0),
    ],
)
def test_the_gap_is_who_nobody_has_placed(
    tmp_path: Path, extra: str, balance: Balance, gap: int
) -> None:
    diagnosis = diagnose(read_text(tmp_path, FULL + extra))
    assert (diagnosis.balance, diagnosis.gap) == (balance, gap)
    assert (diagnosis.day, diagnosis.indicator) == (dt.date(2020, 10, 6), "positif")
    assert diagnosis.blocked == (gap > 0)
    assert [f.severity for f in of(diagnosis, "doctor_gap")] == ["block"] * (gap > 0)
    assert bool(of(diagnosis, "doctor_no_total")) == ("TOTAL" not in extra)


def test_the_gap_is_that_of_the_worst_day(tmp_path: Path) -> None:
    """TOTAL 99, and 6 persons that nobody has placed: 93 of no row at all, and these 6."""
    early = ",Mantuwil,,2020-10-05,6,,,,\n,TOTAL,,2020-10-05,99,,,,\n"
    diagnosis = diagnose(read_text(tmp_path, early + FULL))
    assert diagnosis.gap == 93 + 6
    assert [f.severity for f in of(diagnosis, "doctor_unmatched")] == ["block"]
    assert [f.severity for f in of(diagnosis, "total_differs")] == ["block"]
    assert diagnosis.blocked


def test_a_file_without_cases_is_balanced_by_what_it_has(tmp_path: Path) -> None:
    file = tmp_path / "mati.csv"
    file.write_text("kelurahan,tanggal,meninggal\nMantuwil,2020-10-06,2\n", encoding="utf-8")
    reading = read(file, CITY, ZONES, {}, disease=COVID, measure="new")
    diagnosis = diagnose(reading)
    assert (diagnosis.indicator, diagnosis.gap) == ("meninggal", 2)


def test_shares_are_those_of_the_files_total(tmp_path: Path) -> None:
    small = diagnose(read_text(tmp_path, FULL + ",LUAR KOTA,,2020-10-06,8,,,,\n"))
    large = diagnose(read_text(tmp_path, FULL + ",DALAM PROSES,,2020-10-06,20,,,,\n"))
    assert small.balance is not None and large.balance is not None
    assert small.balance.share("outside") == pytest.approx(8 / 88)
    assert large.balance.share("outside") == 0.2
    (outside,) = of(small, "doctor_outside")
    assert (outside.severity, outside.values["percent"]) == ("note", 9.1)
    assert [f.severity for f in of(large, "doctor_outside")] == ["look"]  # a tenth or more
    assert Balance(None, 0, 0, 0, 0).share("on_map") is None


def test_names_wait_with_their_cells_persons_and_proposals(tmp_path: Path) -> None:
    rows = (
        ",Mantuwil,Banjarmasin Selatan,2020-10-05,5,,,,\n"
        ",Mantuwil,Banjarmasin Selatan,2020-10-06,6,,,,\n"
        ",Cempak,BANJARMASIN UTARA,2020-10-06,9,,,,\n"
        "63.72.02.1001,Mantuil,,2020-10-06,1,,,,\n"
    )
    diagnosis = diagnose(read_text(tmp_path, FULL + rows))
    first, second, third = diagnosis.unmatched
    assert [(w.name, w.rows, w.persons) for w in diagnosis.unmatched] == [
        ("Cempak", 1, 9),
        ("Mantuwil", 2, 6),
        ("Mantuil", 1, 1),
    ]
    assert [spot.row for spot in second.spots] == [6, 7]
    # The namesake in the stated kecamatan comes first, that of another one after it.
    assert [(p.zone_id, p.same_district) for p in first.proposals[:2]] == [
        (CEMPAKA_2, True),
        (CEMPAKA, False),
    ]
    assert second.proposals[0].zone_id == MANTUIL
    found = of(diagnosis, "doctor_unmatched")
    assert [(f.severity, f.spot.address if f.spot else "") for f in found] == [
        ("block", "A6 (kode)"),
        ("block", "A8 (kode)"),
        ("block", "A9 (kode)"),
    ]
    assert diagnosis.gap == 16
    assert second.spelling(MANTUIL, ZONES) == "Mantuwil"
    assert second.spelling(PELAMBUAN, ZONES) == "Mantuwil, Banjarmasin Selatan"
    assert second.spelling(names.OUTSIDE, ZONES) == "Mantuwil, Banjarmasin Selatan"
    assert third.spelling(names.OUTSIDE, ZONES) == "63.72.02.1001"


ANSWERS = [
    # code, name, kecamatan, meaning
    ("", "Mantuwil", "", MANTUIL),
    ("", "Mantuwil", "Banjarmasin Selatan", MANTUIL),
    ("", "Mantuwil", "Selatan", MANTUIL),
    ("", "Mantuwil", "Selatan", names.OUTSIDE),
    ("", "Mantuil", "Kab. Banjar", names.OUTSIDE),
    ("", "Mantuil", "Kab. Banjar", MANTUIL),
    ("63.72.02.1001", "Mantuil", "", MANTUIL),
    ("63.72.02.1001", "Mantuil", "", names.OUTSIDE),
    ("", "RSUD", "", names.OUTSIDE),
]


@pytest.mark.parametrize(("code", "name", "district", "meaning"), ANSWERS)
def test_an_accepted_answer_is_found_again(
    tmp_path: Path, code: str, name: str, district: str, meaning: str
) -> None:
    row = f"{code},{name},{district},2020-10-07,6,,,,\n"
    (waiting,) = diagnose(read_text(tmp_path, row)).unmatched
    written = waiting.spelling(meaning, ZONES)
    reading = read_text(tmp_path, row, {names.normalise(written): meaning})
    assert reading.unmatched == ()
    placed = reading.observations["zone_id"].tolist()
    assert placed == ([] if meaning == names.OUTSIDE else [meaning])
    assert [other.kind for other in reading.others] == ["outside"] * (not placed)
    assert diagnose(reading).gap == 0


def test_an_accepted_answer_draws_in_no_namesake_elsewhere(tmp_path: Path) -> None:
    """Where the kecamatan was another one, the name alone keeps its own meaning."""
    aliases = {names.normalise("Mantuil, Kab. Banjar"): names.OUTSIDE}
    reading = read_text(tmp_path, ",Mantuil,,2020-10-07,6,,,,\n", aliases)
    assert reading.observations["zone_id"].tolist() == [MANTUIL]
    aliases = {names.normalise("Mantuwil"): MANTUIL}
    assert read_text(tmp_path, ",Mantuwil,Lain,2020-10-07,6,,,,\n", aliases).unmatched
    assert read_text(tmp_path, "63.72.02.1001,Mantuwil,,2020-10-07,6,,,,\n", aliases).unmatched


def test_a_namesake_elsewhere_is_proposed_after_its_own_kecamatan() -> None:
    semarang = read_attributes(read_cities()["semarang"])
    for district, first in (("Tembalang", "33.74.10.1003"), ("Kec. Tugu", "33.74.16.1007")):
        found = names.propose("Mangun Harjo", district, semarang)
        assert (found[0].zone_id, found[0].same_district) == (first, True)
    # A misspelled kecamatan is context all the same; one that is alike to none is not.
    assert names.propose("Mangunharjo", "Tembalanng", semarang)[0].zone_id == "33.74.10.1003"
    assert not any(p.same_district for p in names.propose("Mangunharjo", "Kendal", semarang))
    # Nothing in the stated kecamatan is alike: likeness decides.
    assert names.propose("Mangunharjo", "Genuk", semarang)[0].likeness == 100
    assert names.propose("Mangunharjo", "", semarang)[0].same_district is None


def test_numbers_that_can_not_be_are_named_with_their_cells(tmp_path: Path) -> None:
    rows = (
        f"{MANTUIL},,,2020-10-06,10,5,11,0,0\n"
        f"{PELAMBUAN},,,2020-10-06,10,11,0,0,0\n"
        f"{CEMPAKA},,,2020-10-06,10,5,1,1,1\n"
        f"{CEMPAKA_2},,,2020-10-06,10,6,5,,\n"
    )
    diagnosis = diagnose(read_text(tmp_path, rows))
    told = [
        (f.key, f.severity, f.zone_id, f.values["found"], f.values["expected"], str(f.spot)[-18:])
        for f in diagnosis.findings
        if f.key in ("doctor_deaths", "doctor_recovered", "doctor_parts")
    ]
    assert [entry[:5] for entry in told] == [
        ("doctor_deaths", "block", MANTUIL, 11, 10),
        ("doctor_recovered", "block", PELAMBUAN, 11, 10),
        ("doctor_parts", "look", CEMPAKA, 10, 8),
        ("doctor_parts", "look", CEMPAKA_2, 10, 11),
    ]
    cells = ["G2 (meninggal)", "F3 (sembuh)", "E4 (positif)", "E5 (positif)"]
    assert [
        str(f.spot).removeprefix(f"{tmp_path / 'kasus.csv'} ")
        for f in diagnosis.findings
        if f.zone_id
    ] == cells
    fine = (
        f"{MANTUIL},,,2020-10-06,10,5,5,0,0\n{PELAMBUAN},,,2020-10-06,10,10,0,0,0\n"
        f"{CEMPAKA},,,2020-10-06,10,6,4,,\n{CEMPAKA_2},,,2020-10-06,10,6,3,,\n"
    )
    assert [f for f in diagnose(read_text(tmp_path, fine)).findings if f.zone_id] == []
    # Persons of one day: who dies today may have been a case long ago.
    new = diagnose(read_text(tmp_path, f"{MANTUIL},,,2020-10-06,1,,3,,\n", measure="new"))
    assert of(new, "doctor_deaths") == []


def test_more_cases_than_people_are_told_where_people_are_known(tmp_path: Path) -> None:
    people = pd.DataFrame({"zone_id": [MANTUIL, PELAMBUAN], "population": [40, 29]})
    people["population"] = people["population"].astype("Int64")
    found = of(diagnose(read_text(tmp_path, FULL), population=people), "doctor_population")
    assert [(f.zone_id, f.values["found"], f.values["expected"]) for f in found] == [
        (PELAMBUAN, 30, 29)
    ]


def test_days_to_come_block(tmp_path: Path) -> None:
    late = ",,,2020-11-01,2,,,,\n"
    rows = f"{MANTUIL},,,2020-10-31,1,,,,\n{MANTUIL}{late}{PELAMBUAN}{late}"
    (told,) = of(diagnose(read_text(tmp_path, rows)), "doctor_future")
    assert (told.severity, told.day, told.values["n"]) == ("block", dt.date(2020, 11, 1), 2)
    assert told.spot is not None and (told.spot.row, told.spot.letters) == (3, "E")


def test_zones_without_a_number_and_hidden_ones(tmp_path: Path) -> None:
    rows = f"{MANTUIL},,,2020-10-06,1,,,,\n{PELAMBUAN},,,2020-10-06,<5,,,,\n"
    diagnosis = diagnose(read_text(tmp_path, rows))
    (without,) = of(diagnosis, "doctor_zones_without")
    assert (without.values["found"], without.values["names"]) == (2, "Cempaka, Cempaka")
    assert diagnosis.balance is not None and diagnosis.balance.hidden == 1
    assert of(diagnose(read_text(tmp_path, FULL)), "doctor_zones_without") == []


def test_the_same_number_twice_is_a_note_at_its_second_cell(tmp_path: Path) -> None:
    row = f"{MANTUIL},,,2020-10-06,3,,,,\n"
    (twice,) = of(diagnose(read_text(tmp_path, row + row)), "doctor_twice")
    assert twice.severity == "note"
    assert (twice.spot.address if twice.spot else "", twice.values["other"]) == (
        "E3 (positif)",
        "E2 (positif)",
    )


def test_the_files_own_totals_are_told_at_their_cell(tmp_path: Path) -> None:
    rows = [GOOD[0], line("", "TOTAL", [90, 1, 2, 21, 3, 12, 1, 4]), *GOOD[2:]]
    diagnosis = diagnose(load_workbook(tmp_path, rows))
    (total,) = of(diagnosis, "total_differs")
    assert total.severity == "block"
    assert total.spot is not None and total.spot.address == "[data] I2 (POSITIF)"
    assert diagnosis.gap == 1


def test_a_row_is_told_of_once_where_file_and_doctor_see_the_same(tmp_path: Path) -> None:
    wrong = line("6371011001", "MANTUIL", [40, 1, 0, 9, 2, 4, 1, 1])
    rows = [*GOOD[:3], wrong, *GOOD[4:]]
    diagnosis = diagnose(load_workbook(tmp_path, rows))
    assert [f.key for f in diagnosis.findings if "parts" in f.key] == ["doctor_parts"]


def test_a_refused_file_is_diagnosed_by_its_faults(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_text(tmp_path, f"{MANTUIL},,,2020-10-06,x,,,,\n{PELAMBUAN},,,2020-10-06,1.5,,,,\n")
    diagnosis = doctor.refused("kasus.csv", caught.value.problems)
    assert diagnosis.blocked and diagnosis.balance is None
    assert [(f.key, f.spot.address) for f in diagnosis.findings if f.spot] == [
        ("count_fault", "E2 (positif)"),
        ("count_fraction", "E3 (positif)"),
    ]
    assert "E3 (positif)" in words.refused(caught.value.problems, "id")


def test_many_files_are_diagnosed_at_once_each_with_its_own(tmp_path: Path) -> None:
    readings = []
    for number, count in ((6, 50), (7, 44), (8, 60)):
        body = f"{MANTUIL},,,2020-10-{number:02},{count},,,,\n"
        readings.append(read_text(tmp_path, body))
    found = doctor.diagnose_all(
        readings, stored=None, zones=ZONES, case_indicator="positif", today=TODAY
    )
    assert [len(of(d, "doctor_negative")) for d in found] == [0, 1, 0]
    assert [d.day for d in found] == [dt.date(2020, 10, n) for n in (6, 7, 8)]
    assert doctor.diagnose_all([], stored=None, zones=ZONES, case_indicator="x", today=TODAY) == []


def hostile(folder: Path) -> Diagnosis:
    evil = '"<img src=x onerror=alert(1)> =HYPERLINK(""http://x"") \u202e"'
    return diagnose(
        read_text(folder, FULL + f",{evil},<b>K,2020-10-06,6,,,,\n,TOTAL,,2020-10-06,90,,,,\n")
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_what_a_page_gets_is_escaped(tmp_path: Path, lang: str) -> None:
    diagnosis = hostile(tmp_path)
    page = Tags()
    page.feed(words.summary(diagnosis, lang) + words.findings(diagnosis, lang))
    assert page.seen <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    said = "".join(page.said)
    assert "<img src=x onerror=alert(1)>" in said
    assert "\u202e" not in said
    assert "[" not in words.lines(diagnosis, lang)[0]


def test_the_lines_of_the_command_by_hand(tmp_path: Path) -> None:
    diagnosis = diagnose(
        read_text(tmp_path, FULL + ",Mantuwil,,2020-10-06,6,,,,\n,LUAR KOTA,,2020-10-06,4,,,,\n")
    )
    written = words.lines(diagnosis, "id")
    assert written.pop(6).startswith(
        "  A6 (kode): Mantuwil tidak cocok dengan kelurahan mana pun (1 baris, 6 orang). "
        f"Seharusnya salah satu nama resmi; terdekat: Mantuil ({MANTUIL}, Banjarmasin Selatan); "
    )
    assert written == [
        "positif, Selasa, 6 Oktober 2020: ke mana perginya 90 orang di berkas:",
        "  di kelurahan: 80 (88,9%)",
        "  di luar kelurahan (luar kota, dalam proses): 4 (4,4%)",
        "  di baris yang tidak cocok: 6 (6,7%)",
        "  Belum terjelaskan: 6 orang. Penerbitan menunggu penjelasan.",
        "Harus dijelaskan sebelum terbit (2):",
        "  6 Okt 2020, positif: 6 orang dari 90 di berkas tidak ada di peta dan tidak di baris "
        "luar kelurahan: 6 di baris yang tidak cocok, 0 selisih dengan baris TOTAL. Seharusnya di "
        "peta (80) ditambah luar kelurahan (4) sama dengan jumlah berkas. Cocokkan nama-namanya, "
        "tanyakan selisihnya ke sumber, atau tulis penjelasan saat menerbitkan.",
        "Catatan (2):",
        "  6 Okt 2020, positif: tidak ada baris TOTAL; semua baris berjumlah 90. Bandingkan dengan "
        "angka kota yang diumumkan.",
        "  6 Okt 2020, positif: 4 orang (4,4% dari 90) di baris yang bukan kelurahan (luar kota, "
        "dalam proses). Angkanya disimpan dan ditampilkan sebagai bagian tersendiri, bukan di "
        "peta.",
    ]


def test_a_diagnosis_is_plain_data(tmp_path: Path) -> None:
    data = json.loads(json.dumps(doctor.to_dict(hostile(tmp_path))))
    assert data["gap"] == 10 and data["blocked"] is True
    assert data["totals"]["difference"] == 4
    assert data["shares"]["unmatched"] == pytest.approx(6 / 90)
    first = data["findings"][0]
    assert {"key", "severity", "sheet", "row", "column", "found", "expected"} <= set(first)
    assert str(tmp_path) not in json.dumps(data)
    many = dataclasses.replace(hostile(tmp_path), findings=(Finding("doctor_gap", "block"),) * 250)
    data = doctor.to_dict(many)
    assert (len(data["findings"]), data["findings_left_out"]) == (200, 50)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_finding_of_the_doctor_has_its_sentences(lang: str) -> None:
    root = Path(doctor.__file__).parent
    source = "".join(f.read_text(encoding="utf-8") for f in root.glob("doctor*.py"))
    keys = set(re.findall(r'"(doctor_[a-z_]+)"', source)) - {"doctor_grid"}
    assert len(keys) == 20
    there = {k.split(".")[1] for k in text.catalogue(lang) if k.startswith("problem.doctor_")}
    assert there == keys


JAKARTA = City(
    key="jakarta",
    name="DKI Jakarta",
    regency_code="31",
    utm="EPSG:32748",
    timezone="Asia/Jakarta",
    boundaries=Path("none"),
)


def test_the_bulk_revision_of_a_real_city_is_found(testing_files: Path, tmp_path: Path) -> None:
    """Of 26 and 27 February 2022: nearly every kelurahan fell; TOTAL is the sum of all rows."""
    import python_calamine

    from geo.schema import normalise_code

    folder = testing_files / "jakarta_daily"
    days = [f"Standar Kelurahan Data Corona ({n} Februari 2022 Pukul 15.00).xlsx" for n in (26, 27)]
    sheet = python_calamine.CalamineWorkbook.from_path(folder / days[0]).get_sheet_by_index(0)
    rows = [(normalise_code(r[0]), r[4], r[3]) for r in sheet.to_python()]
    zones = pd.DataFrame([r for r in rows if r[0]], columns=["zone_id", "name", "district"])
    readings = [read(folder / day, JAKARTA, zones, {}, disease=COVID) for day in days]
    before, after = doctor.diagnose_all(
        readings, stored=None, zones=zones, case_indicator="positif", today=dt.date(2022, 2, 28)
    )
    assert before.gap == after.gap == 0
    assert of(before, "doctor_negative") == []
    assert after.balance is not None
    assert after.balance.difference == 0
    assert after.balance.on_map + after.balance.outside == after.balance.total_row
    assert 0.1 < (after.balance.share("outside") or 0) < 0.2

    def sums(path: Path) -> pd.Series:
        book = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        column = book[0].index("POSITIF")
        return pd.Series({r[0]: r[column] for r in book[1:] if normalise_code(r[0])})

    change = sums(folder / days[1]) - sums(folder / days[0])
    fallen = change[change < 0]
    (bulk,) = [f for f in of(after, "doctor_bulk") if f.indicator == "positif"]
    assert bulk.values["n"] == len(fallen) == 262
    assert bulk.values["found"] == fallen.sum()
    falls = [f for f in of(after, "doctor_negative") if f.indicator == "positif"]
    assert len(falls) == 262
    assert falls[0].values["step"] == fallen.min()  # the largest first
    assert falls[0].spot is not None and falls[0].spot.heading == "POSITIF"
