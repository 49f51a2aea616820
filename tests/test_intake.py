"""The report of a load: counts, totals before and after, and all that needs a person's eye."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from geo import text
from geo.cases import measure_faults, negative_steps
from geo.cities import read_diseases
from geo.errors import Problem
from geo.intake import IntakeReport, Step, Total, UnmatchedName, report
from geo.io.sources import Unmatched
from geo.render.intake import SHOWN, lines
from tests.intake_kit import CEMPAKA, CITY, COVID, MANTUIL, PELAMBUAN, ZONES
from tests.store_kit import apart, observed

NONE = observed()


@dataclass(frozen=True)
class Read:
    """As much of a Reading as a report looks at."""

    observations: pd.DataFrame = field(default_factory=observed)
    unallocated: pd.DataFrame = field(default_factory=apart)
    totals_in_file: dict[str, int] | None = None
    rows_read: int = 0
    repeated: int = 0
    unmatched: tuple[Unmatched, ...] = ()
    findings: tuple[Problem, ...] = ()


def test_counts_days_zones_and_totals_by_hand() -> None:
    first = Read(
        observed((MANTUIL, "2020-10-06", "positif", 5), (PELAMBUAN, "2020-10-06", "positif", 7)),
        apart(("LUAR", "2020-10-06", "positif", 3)),
        {"positif": 15},
        rows_read=4,
    )
    second = Read(
        observed(
            (MANTUIL, "2020-10-07", "positif", 6),
            (PELAMBUAN, "2020-10-07", "positif", None),
            (MANTUIL, "2020-10-07", "sembuh", 2),
        ),
        apart(("LUAR", "2020-10-07", "positif", 4), ("PROSES", "2020-10-07", "positif", 2)),
        {"positif": 13, "suspek": 40},
        rows_read=5,
        repeated=1,
    )
    outcome = report([first, second], NONE, ZONES, already=["lama.xlsx"])
    assert (outcome.files_read, outcome.rows, outcome.days) == (2, 9, 2)
    assert (outcome.first, outcome.latest) == (dt.date(2020, 10, 6), dt.date(2020, 10, 7))
    assert (outcome.zones_matched, outcome.zones_without) == (2, ("Cempaka", "Cempaka"))
    assert outcome.unallocated_rows == 3
    assert outcome.totals == (
        Total("positif", 13, 12, 6, 0.5),  # 6 in Mantuil, 4 + 2 outside; Pelambuan is hidden
        Total("sembuh", None, 2, None, 0.0),
        Total("suspek", 40, None, None, None),  # nothing stored is not a stored zero
    )
    assert (outcome.repeated, outcome.overlapping, outcome.revised) == (1, 0, 0)
    assert (outcome.refused, outcome.already, outcome.is_clean) == ((), ("lama.xlsx",), True)


def test_nothing_read_is_reported_without_days() -> None:
    outcome = report([], NONE, ZONES, refused=[("a.xlsx", (Problem("file_empty", "a.xlsx"),))])
    assert (outcome.days, outcome.first, outcome.latest, outcome.totals) == (0, None, None, ())
    assert not outcome.is_clean


def test_the_last_file_counts_where_files_overlap() -> None:
    earlier = Read(observed((MANTUIL, "2020-10-06", "positif", 5)), totals_in_file={"positif": 5})
    later = Read(observed((MANTUIL, "2020-10-06", "positif", 8)), totals_in_file={"positif": 8})
    outcome = report([earlier, later], NONE, ZONES)
    assert outcome.overlapping == 1
    assert outcome.totals == (Total("positif", 8, 8, None, 0.0),)


def test_what_changes_against_the_store_is_counted() -> None:
    stored = observed(
        (MANTUIL, "2020-10-06", "positif", 5),
        (PELAMBUAN, "2020-10-06", "positif", 7),
        (CEMPAKA, "2020-10-06", "positif", None),
    )
    brought = observed(
        (MANTUIL, "2020-10-06", "positif", 4),
        (PELAMBUAN, "2020-10-06", "positif", 7),
        (CEMPAKA, "2020-10-06", "positif", 1),
    )
    assert report([Read(brought)], stored, ZONES).revised == 2
    assert report([Read(stored)], stored, ZONES).revised == 0


def test_falls_are_seen_against_the_store_and_largest_first() -> None:
    stored = observed(
        (MANTUIL, "2020-10-05", "positif", 9),
        (MANTUIL, "2020-10-06", "positif", 8),  # an old fall, of no concern to this load
        (PELAMBUAN, "2020-10-06", "positif", 20),
    )
    brought = observed(
        (MANTUIL, "2020-10-07", "positif", 7),
        (PELAMBUAN, "2020-10-07", "positif", 15),
        (PELAMBUAN, "2020-10-07", "dirawat", 1),
    )
    outcome = report([Read(brought)], stored, ZONES)
    assert outcome.falls == 2
    assert outcome.largest_falls == (
        Step(PELAMBUAN, dt.date(2020, 10, 7), "positif", -5),
        Step(MANTUIL, dt.date(2020, 10, 7), "positif", -1),
    )


def test_negative_steps_reach_over_gaps_and_leave_stocks_out() -> None:
    table = observed(
        (MANTUIL, "2020-10-08", "positif", 4),
        (MANTUIL, "2020-10-05", "positif", 6),
        (MANTUIL, "2020-10-06", "positif", None),
        (PELAMBUAN, "2020-10-05", "positif", 1),
        (PELAMBUAN, "2020-10-06", "positif", 1),
        (PELAMBUAN, "2020-10-05", "dirawat", 5),
        (PELAMBUAN, "2020-10-06", "dirawat", 0),
    )
    assert negative_steps(table).to_dict("records") == [
        {
            "zone_id": MANTUIL,
            "date": pd.Timestamp("2020-10-08"),
            "indicator": "positif",
            "step": -2,
        }
    ]
    assert negative_steps(table.assign(measure="new")).empty
    assert list(negative_steps(NONE).columns) == ["zone_id", "date", "indicator", "step"]


def test_measures_that_meet_are_faults() -> None:
    new = observed((MANTUIL, "2020-10-06", "positif", 5), measure="new")
    both = pd.concat([new, observed((MANTUIL, "2020-10-07", "positif", 5))])
    assert measure_faults(new, {}, "f") == ()
    assert measure_faults(new, {"positif": "new", "sembuh": "cumulative"}, "f") == ()
    assert [p.key for p in measure_faults(new, {"positif": "cumulative"}, "f")] == [
        "measure_differs"
    ]
    assert [p.key for p in measure_faults(both, {}, "f")] == ["measure_mixed"]


def test_unmatched_rows_are_gathered_by_name() -> None:
    closest = ((MANTUIL, "Mantuil", 93.0),)
    rows = tuple(Unmatched("Mantuwil", "", "Selatan", n, closest) for n in (3, 4))
    other = Unmatched("", "6371999999", "", 5, ())
    outcome = report([Read(unmatched=rows), Read(unmatched=(other,))], NONE, ZONES)
    assert outcome.unmatched == (
        UnmatchedName("Mantuwil", "", "Selatan", 2, closest),
        UnmatchedName("", "6371999999", "", 1, ()),
    )
    assert not outcome.is_clean


def everything() -> IntakeReport:
    """A report in which every kind of line has something to say."""
    findings = tuple(
        Problem("columns_ignored", f"f{n}.csv", {"columns": f"k{n}"}, fatal=False)
        for n in range(SHOWN + 3)
    )
    stored = observed(
        (MANTUIL, "2020-10-05", "positif", 1300), (PELAMBUAN, "2020-10-06", "positif", 1)
    )
    brought = observed(
        (MANTUIL, "2020-10-06", "positif", 1234), (PELAMBUAN, "2020-10-06", "positif", 2)
    )
    reading = Read(
        brought,
        apart(("LUAR", "2020-10-06", "positif", 412)),
        {"positif": 1648},
        rows_read=1003,
        repeated=2,
        unmatched=(Unmatched("Mantuwil", "", "", 3, ((MANTUIL, "Mantuil", 93.0),)),),
        findings=findings,
    )
    refused = [("buruk.xlsx", (Problem("file_empty", "buruk.xlsx"),))]
    return report([reading, Read(brought)], stored, ZONES, refused=refused, already=["lama.xlsx"])


def test_the_report_in_indonesian_line_by_line() -> None:
    written = lines(everything(), CITY, COVID, ZONES, "id", stored=True)
    assert written[:12] == [
        "Dimuat ke gudang data: Kota Uji, Covid-19.",
        "Berkas: 2 terbaca, 1 ditolak, 1 sudah pernah dimuat.",
        "Baris: 1.003; hari: 1 (6 Okt 2020 s.d. 6 Okt 2020).",
        "Kelurahan: 2 dari 4 ada di berkas.",
        "Tanpa laporan: Cempaka, Cempaka.",
        "Baris di luar kelurahan (luar kota, dalam proses, tidak cocok): 1.",
        "Angka yang tertulis dua kali dengan isi sama dalam satu berkas: 2.",
        "Angka yang ada di beberapa berkas: 2; berkas yang terakhir yang berlaku.",
        "Angka yang nilainya berubah dibanding yang tersimpan: 1.",
        "Jumlah pada Selasa, 6 Oktober 2020:",
        "  positif: di berkas 1.648, di gudang data 1.648, "
        "di antaranya di luar kelurahan 412 (25,0%).",
        "Angka kumulatif yang turun (revisi di sumber): 1.",
    ]
    assert written[12] == "  Mantuil, 6 Okt 2020, positif: -66."
    assert "  Mantuwil (1 baris); nama resmi terdekat: Mantuil (63.71.01.1001)." in written
    assert "  … dan 3 lagi." in written
    assert written[-3:-1] == [
        "Sudah pernah dimuat, tidak ada yang berubah: lama.xlsx",
        "Ditolak seluruhnya: buruk.xlsx",
    ]
    assert written[-1].startswith("  buruk.xlsx: berkas kosong.")


def test_a_long_list_of_names_ends_on_one_full_stop_and_no_totals_need_no_heading() -> None:
    many = pd.DataFrame({"zone_id": [f"63.71.09.{n}" for n in range(1000, 1012)]})
    zones = pd.concat([ZONES, many.assign(name="Anu")], ignore_index=True)
    brought = observed((MANTUIL, "2020-10-06", "positif", 1))
    outcome = report([Read(brought)], NONE, zones)
    written = lines(outcome, CITY, COVID, zones, "id", stored=True)
    assert (
        written[4] == "Tanpa laporan: Pelambuan, Cempaka, Cempaka, " + "Anu, " * 7 + "dan 5 lagi."
    )
    assert not [said for said in written if ".." in said]
    total = "  positif: berkasnya tanpa baris TOTAL, di gudang data 1, "
    assert [said for said in written if said.startswith(total)]
    hidden = report([Read(observed((MANTUIL, "2020-10-06", "positif", None)))], NONE, ZONES)
    assert hidden.totals == ()
    said = lines(hidden, CITY, COVID, ZONES, "id", stored=True)
    assert not [line for line in said if line.startswith("Jumlah pada")]


def test_the_report_in_english_has_as_many_lines_and_says_when_nothing_was_stored() -> None:
    outcome = everything()
    indonesian = lines(outcome, CITY, COVID, ZONES, "id", stored=False)
    english = lines(outcome, CITY, COVID, ZONES, "en", stored=False)
    assert len(english) == len(indonesian)
    assert english[0] == "Checked only, nothing was stored: Kota Uji, Covid-19."
    assert "  Mantuil, 6 Oct 2020, confirmed: -66." in english
    assert not set(english) & set(indonesian)


MODULES = ["cases.py", "commands/load.py", "io/engine.py", "io/store.py", "io/sources"]


def problem_keys() -> set[str]:
    root = Path(__file__).resolve().parent.parent / "geo"
    files = [f for m in MODULES for f in ([root / m] if m.endswith("py") else (root / m).glob("*"))]
    source = "\n".join(f.read_text(encoding="utf-8") for f in files if f.suffix == ".py")
    keys = set(re.findall(r'(?:Problem|fault|finding|_known)\(\s*"(\w+)"', source))
    keys |= {f"count_{state}" for state in ("fraction", "ambiguous", "fault")}
    faults = (root / "io" / "faults.py").read_text(encoding="utf-8")
    keys |= set(re.findall(r'"(store_[a-z]+)"', faults))
    keys |= {"code_unknown", "name_disagrees", "city_unknown", "disease_unknown"}
    return keys - {"indicator", "measure"}


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_problem_has_its_three_sentences(lang: str) -> None:
    keys = problem_keys()
    assert {"store_locked", "count_twice", "measure_differs", "file_empty"} <= keys
    catalogue = text.catalogue(lang)
    for key in keys:
        for part in ("found", "expected", "todo"):
            assert f"problem.{key}.{part}" in catalogue, key
        assert catalogue[f"problem.{key}.found"], key
        assert catalogue[f"problem.{key}.todo"], key


def test_every_disease_can_be_named_in_a_report() -> None:
    for disease in read_diseases().values():
        for lang in text.LANGUAGES:
            assert lines(report([], NONE, ZONES), CITY, disease, ZONES, lang, stored=True)
