"""Cells -> records: every kind of field from both sides of its bounds, and every fault by name."""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo import response_cells
from geo.errors import InputError, Problem
from geo.response import PARTS, Check, Entry, Report, Telehealth
from geo.response_cells import Ground
from geo.response_fields import FIELDS
from geo.response_kinds import BY_KEY
from geo.response_reading import overlapping, read, subject
from geo.text import problem, text
from tests import toy
from tests.register_kit import catchment, on, puskesmas
from tests.source_kit import tree

SQUARE, OTHER = toy.zone_id(1), toy.zone_id(2)
TODAY = on("2021-08-01")
CENTRES = (
    puskesmas("Lama", closed="2021-06-30"),
    puskesmas("Baru", opened="2021-07-01"),
    puskesmas("Tetap"),
)
GROUND = Ground(
    zone_ids=frozenset(toy.IDS),
    puskesmas={one.puskesmas: one for one in CENTRES},
    catchments=(catchment("Lama", 1, end="2021-06-30"), catchment("Tetap", 2)),
    rws={SQUARE: 3},
    rules=("insidensi7", "resmi"),
    last_day=TODAY,
)
Cells = dict[str, Any]
BASES: dict[str, Cells] = {
    "entry": {"kind": "kampung", "start": "2021-07-05"},
    "check": {"zone_id": SQUARE, "item": "health", "date": "2021-07-05", "ready": "ya"},
    "report": {"zone_id": SQUARE, "rw": "1", "date": "2021-07-05", "guests": 0},
    "puskesmas": {"puskesmas": "Puskesmas Cempaka"},
    "catchment": {"puskesmas": "Tetap", "zone_id": toy.zone_id(3)},
    "session": {"puskesmas": "Tetap", "programme": "Es Lilin", "date": "2021-07-05"},
    "telehealth": {"puskesmas": "Tetap", "date": "2021-07-05", "consultations": 1, "visits": 2},
    "task": {
        "level": "city",
        "title": "Buka posko",
        "date": "2021-07-05",
        "due": "2021-07-12",
        "state": "open",
    },
    "member": {"level": "city", "side": "academic", "date": "2021-07-05", "people": 3},
    "review": {"title": "Aturan mingguan", "date": "2021-07-05"},
}
"""The least that each part needs."""


def made(part: str, ground: Ground = GROUND, /, **cells: Any) -> Any:
    return read(part, BASES[part] | cells, ground)[0]


def refused(part: str, ground: Ground = GROUND, /, **cells: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as failure:
        read(part, BASES[part] | cells, ground, "berkas.csv:7")
    assert {fault.where for fault in failure.value.problems} == {"berkas.csv:7"}
    assert all(fault.fatal for fault in failure.value.problems)
    return failure.value.problems


def faults(part: str, ground: Ground = GROUND, /, **cells: Any) -> list[tuple[str, Any]]:
    found = refused(part, ground, **cells)
    return [(fault.key, fault.values.get("field")) for fault in found]


# --- Parts and fields ---------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_every_part_reads_from_the_least_it_needs(part: str) -> None:
    record, questions = read(part, BASES[part], GROUND, id="r1", origin="fact", version=2)
    assert type(record) is PARTS[part]
    assert (record.id, record.origin, record.version, questions) == ("r1", "fact", 2, ())


REQUIRED = [
    ("entry", "kind"),
    *(("check", name) for name in ("zone_id", "item", "date", "ready")),
    *(("report", name) for name in ("zone_id", "rw", "date")),
    ("puskesmas", "puskesmas"),
    *(("catchment", name) for name in ("puskesmas", "zone_id")),
    *(("session", name) for name in ("puskesmas", "programme", "date")),
    *(("telehealth", name) for name in ("puskesmas", "date", "consultations", "visits")),
    *(("task", name) for name in ("level", "title", "date", "due", "state")),
    *(("member", name) for name in ("level", "side", "date", "people")),
    *(("review", name) for name in ("title", "date")),
]


@pytest.mark.parametrize(("part", "name"), REQUIRED)
@pytest.mark.parametrize("blank", [None, "", "  ", float("nan"), pd.NaT])
def test_what_is_required_and_blank_is_named(part: str, name: str, blank: Any) -> None:
    assert faults(part, **{name: blank}) == [("response_missing", name)]


@pytest.mark.parametrize("part", PARTS)
def test_everything_else_may_be_blank(part: str) -> None:
    for blank in (None, " ", float("nan"), pd.NaT):
        cells = {field.name: blank for field in FIELDS[part] if field.name not in BASES[part]}
        assert read(part, cells | BASES[part], GROUND) == read(part, BASES[part], GROUND)


def test_a_part_and_a_column_that_are_not_there() -> None:
    with pytest.raises(InputError) as failure:
        read("entri", {}, GROUND, "berkas.csv:7")
    (fault,) = failure.value.problems
    assert (fault.key, fault.values["found"]) == ("response_part", "entri")
    assert faults("entry", warna="merah") == [("response_field", "warna")]


def test_all_faults_come_together() -> None:
    assert faults("entry", start="kemarin", people="-1", zone_id="99.01.01.1010") == [
        ("response_zone", "zone_id"),
        ("response_day", "start"),
        ("response_number", "people"),
    ]


# --- One field ----------------------------------------------------------------------------------


def test_a_zone_is_one_of_the_city() -> None:
    assert made("entry", zone_id=f" {SQUARE} ").zone_id == SQUARE
    assert made("entry").zone_id == ""
    assert faults("entry", zone_id="99.01.01.1010") == [("response_zone", "zone_id")]


@pytest.mark.parametrize("written", ["3", 3, 3.0, "03", "003", "RW 3", "rw.03", " RW  003 "])
def test_an_rw_is_compared_by_its_number(written: Any) -> None:
    assert made("report", rw=written).rw == "003"


@pytest.mark.parametrize("written", ["0", "100", "-1", "3/4", "RT 3", "tiga", "3 dan 4"])
def test_what_is_no_rw(written: str) -> None:
    assert faults("report", rw=written) == [("response_rw", "rw")]


def test_the_bounds_of_an_rw() -> None:
    assert (
        made("report", zone_id=OTHER, rw="1").rw,
        made("report", zone_id=OTHER, rw="99").rw,
    ) == (
        "001",
        "099",
    )


def test_an_rt() -> None:
    assert made("entry", zone_id=SQUARE, rt="RT 14").rt == "014"
    assert made("entry", zone_id=SQUARE, rt="x" * 20).rt == "x" * 20
    assert faults("entry", zone_id=SQUARE, rt="x" * 21) == [("response_rt", "rt")]


@pytest.mark.parametrize("written", ["Tetap", "tetap", "Puskesmas Tetap", "PKM. TETAP"])
def test_a_puskesmas_by_its_own_name(written: str) -> None:
    assert made("session", puskesmas=written).puskesmas == "Tetap"


def test_an_unknown_puskesmas_comes_with_the_closest() -> None:
    (fault,) = refused("session", puskesmas="Puskesmas Tetapp")
    assert (fault.key, fault.values["field"]) == ("response_choice", "puskesmas")
    assert (fault.values["found"], fault.values["known"]) == ("Tetapp", "Tetap")
    (far,) = refused("session", puskesmas="zzz")
    assert far.values["known"] == "Baru, Lama, Tetap"
    (none,) = refused("session", replace(GROUND, puskesmas={}), puskesmas="zzz")
    assert none.values["known"] == "–"


def test_a_new_puskesmas_keeps_its_own_name() -> None:
    assert made("puskesmas").puskesmas == "Cempaka"
    assert made("puskesmas", puskesmas=" 9  November ").puskesmas == "9 November"
    assert faults("puskesmas", puskesmas="Puskesmas") == [("response_missing", "puskesmas")]


@pytest.mark.parametrize(
    "written", ["2021-07-05", dt.date(2021, 7, 5), pd.Timestamp("2021-07-05 13:00")]
)
def test_a_day(written: Any) -> None:
    day = made("entry", start=written).start
    assert (day, type(day)) == (dt.date(2021, 7, 5), dt.date)


def test_a_day_is_read_as_the_source_writes_it() -> None:
    slashed = replace(GROUND, read_day=lambda cell: on("2021-07-05") if cell == "5/7" else None)
    assert made("entry", slashed, start="5/7").start == on("2021-07-05")
    assert faults("entry", start="5/7") == [("response_day", "start")]
    assert faults("entry", start="2021-02-30") == [("response_day", "start")]


def test_what_is_planned_may_be_a_year_ahead_and_what_was_seen_is_past() -> None:
    assert made("entry", start="2022-08-02").start == TODAY + dt.timedelta(days=366)
    assert faults("entry", start="2022-08-03") == [("response_future", "start")]
    assert made("check", date="2021-08-01").date == TODAY
    assert faults("check", date="2021-08-02") == [("response_future", "date")]


@pytest.mark.parametrize(
    ("part", "name", "first"),
    [
        *(("puskesmas", name, "1900") for name in ("opened", "closed")),
        *(("catchment", name, "1900") for name in ("start", "end")),
        *(("entry", name, "2000") for name in ("start", "end")),
        *((part, "date", "2000") for part in ("check", "report", "session", "telehealth", "task")),
    ],
)
def test_no_day_is_of_a_year_long_ago(part: str, name: str, first: str) -> None:
    none = {"start": None, "about": "dahulu"} if part == "entry" else {}
    day = on(f"{first}-01-03")  # a Monday in 2000
    assert getattr(made(part, **none | {name: str(day)}), name) == day
    for early in (f"{int(first) - 1}-12-31", "0202-03-01", "0001-01-01"):
        (fault,) = refused(part, **none | {name: early})
        assert (fault.key, fault.values["field"]) == ("response_long_ago", name)
        assert (fault.values["found"], fault.values["first"]) == (on(early), int(first))


@pytest.mark.parametrize("day", ["2021-07-26", "2021-07-27", "2021-08-01"])
def test_a_week_begins_on_monday(day: str) -> None:
    """Another day of it stands for its Monday, and is asked about."""
    record, questions = read("telehealth", BASES["telehealth"] | {"date": day}, GROUND)
    assert isinstance(record, Telehealth)
    assert record.date == on("2021-07-26")
    asked = [(one.key, one.values["found"], one.values["monday"]) for one in questions]
    moved = [("response_monday", on(day), on("2021-07-26"))]
    assert asked == (moved if day != "2021-07-26" else [])
    assert not any(one.fatal for one in questions)


@pytest.mark.parametrize(
    ("written", "number"),
    [("0", 0), (0, 0), (3.0, 3), (" 12 ", 12), ("1000000", 1_000_000), (1_000_000, 1_000_000)],
)
def test_a_count(written: Any, number: int) -> None:
    assert made("entry", people=written).people == number


@pytest.mark.parametrize(
    "written", ["-1", -1, "1000001", 1_000_001, "2.5", 2.5, float("inf"), True, "banyak", "1e3"]
)
def test_what_is_no_count(written: Any) -> None:
    (fault,) = refused("entry", people=written)
    assert (fault.key, fault.values["found"]) == ("response_number", str(written))
    assert fault.values["most"] == 1_000_000


def test_missing_is_not_zero() -> None:
    assert (made("entry").people, made("entry", people="0").people) == (None, 0)


@pytest.mark.parametrize(
    ("written", "ready"),
    [("ya", True), ("Siap", True), (True, True), (1, True), ("tidak", False), (False, False)],
)
def test_a_flag(written: Any, ready: bool) -> None:
    record = made("check", ready=written)
    assert isinstance(record, Check)
    assert record.ready is ready


def test_what_is_no_flag() -> None:
    assert faults("check", ready="mungkin") == [("response_flag", "ready")]


@pytest.mark.parametrize(
    "written",
    [
        "RT 1:2, 002:0",
        "001:2; 2:0,",
        "001=2, 2 = 0",
        "RT 1=02;2:0",
        {"1": 2, "2": 0},
        {"RT 001": "2", "002": 0.0},
    ],
)
def test_houses_by_rt(written: Any) -> None:
    """With "=", and with ":" as it used to be written."""
    record = made("report", houses=written)
    assert isinstance(record, Report)
    assert record.houses == {"001": 2, "002": 0}


@pytest.mark.parametrize(
    "written",
    ["001", "001:-1", "001:x", "1:2, RT 01=2", ":3", "=3", " =3", "1=2=3", "1=2:3", {"1": 1.5}],
)
def test_what_are_no_houses(written: Any) -> None:
    assert faults("report", houses=written) == [("response_houses", "houses")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (dt.time(1, 2), "01:02:00"),
        (dt.datetime(1900, 1, 1, 1, 2), "1900-01-01 01:02:00"),
        ("01:02:00", "01:02:00"),
        ("01:02", "01:02"),
        (0.043, "0.043"),
        (2, "2"),
    ],
)
def test_a_time_that_a_workbook_made_of_an_rt_is_refused(written: Any, shown: str) -> None:
    """001:2 becomes 01:02:00 there, which must not be an RT "01:02" without a house."""
    (fault,) = refused("report", houses=written)
    assert (fault.key, fault.values["found"]) == ("response_houses", shown)


def test_a_text_has_500_characters_at_most() -> None:
    assert made("entry", note="  satu \n dua ").note == "satu dua"
    assert made("entry", note="x" * 500).note == "x" * 500
    assert faults("entry", note="x" * 501) == [("response_long", "note")]


@pytest.mark.parametrize("kind", BY_KEY)
def test_every_kind_is_known_by_its_key(kind: str) -> None:
    more = {"puskesmas": "Tetap", "zone_id": SQUARE, "rw": "1"}
    more |= {"programme": "Es Lilin"} if kind == "programme" else {}
    record = made("entry", kind=kind.upper(), **more)
    assert isinstance(record, Entry)
    assert record.kind == kind


def test_an_unknown_kind_comes_with_the_closest() -> None:
    (fault,) = refused("entry", kind="kampng")
    assert (fault.key, fault.values["found"]) == ("response_choice", "kampng")
    assert fault.values["known"].split(", ")[0] == "kampung"


# --- Several fields together --------------------------------------------------------------------


def test_an_end_may_be_the_day_of_the_start_and_not_before() -> None:
    assert made("entry", end="2021-07-05").end == on("2021-07-05")
    (fault,) = refused("entry", end="2021-07-04")
    assert (fault.key, fault.values["field"]) == ("response_order", "end")
    assert (fault.values["start"], fault.values["found"]) == (on("2021-07-05"), on("2021-07-04"))


def test_a_puskesmas_closes_after_it_opened() -> None:
    assert made("puskesmas", opened="2021-07-05", closed="2021-07-05").closed == on("2021-07-05")
    late = {"opened": "2021-07-05", "closed": "2021-07-04"}
    assert faults("puskesmas", **late) == [("response_order", "closed")]


def test_an_entry_says_when() -> None:
    assert made("entry", start=None, about="2020").start is None
    assert faults("entry", start=None) == [("response_when", "start")]
    # A day that can't be read is one fault, not two.
    assert faults("entry", start="kapan") == [("response_day", "start")]


def test_a_jogo_tonggo_is_an_rws_unless_a_source_names_none() -> None:
    assert made("entry", kind="jogo_tonggo", zone_id=SQUARE, rw="1").rw == "001"
    assert made("entry", kind="jogo_tonggo", source="https://warta.test").rw == ""
    assert faults("entry", kind="jogo_tonggo", zone_id=SQUARE) == [("response_needs_rw", "rw")]
    wrong = faults("entry", kind="jogo_tonggo", zone_id=SQUARE, rw="x")
    assert wrong == [("response_rw", "rw")]


def test_a_programme_has_a_name_and_a_puskesmas() -> None:
    whole = {"kind": "programme", "puskesmas": "Tetap", "programme": "Es Lilin"}
    assert made("entry", **whole).programme == "Es Lilin"
    for name in ("puskesmas", "programme"):
        assert faults("entry", **(whole | {name: ""})) == [("response_programme", name)]
    assert faults("entry", **(whole | {"puskesmas": "zzz"})) == [("response_choice", "puskesmas")]


def test_a_kind_of_one_disease_answers_no_other() -> None:
    assert made("entry", kind="swab", disease="covid19").disease == "covid19"
    assert made("entry", kind="swab").disease == ""
    assert made("entry", kind="post", disease="dbd").disease == "dbd"
    (fault,) = refused("entry", kind="swab", disease="dbd")
    assert (fault.key, fault.values["of"]) == ("response_disease", "covid19")


@pytest.mark.parametrize(("kind", "of"), [("swab", "tested"), ("larva", "houses")])
def test_no_more_are_positive_than_were_examined(kind: str, of: str) -> None:
    assert made("entry", kind=kind, positive=40, **{of: 40}).positive == 40
    assert made("entry", kind=kind, positive=40).positive == 40
    (fault,) = refused("entry", kind=kind, positive=41, **{of: 40})
    assert (fault.key, fault.values["found"], fault.values["most"]) == ("response_more", 41, 40)


@pytest.mark.parametrize("kind", ["swab", "tracing"])
def test_no_more_are_positive_than_came(kind: str) -> None:
    assert made("entry", kind=kind, positive=40, people=40).positive == 40
    (fault,) = refused("entry", kind=kind, positive=41, people=40)
    assert (fault.key, fault.values["most"]) == ("response_more", 40)
    assert faults("entry", kind=kind, positive=41, people=40, tested=50) == [
        ("response_more", "positive")
    ]


@pytest.mark.parametrize("kind", BY_KEY)
def test_a_kind_holds_the_numbers_it_can(kind: str) -> None:
    more = {"puskesmas": "Tetap", "programme": "Es Lilin", "zone_id": SQUARE, "rw": "1"}
    more |= {} if kind == "programme" else {"programme": ""}
    counts = {of.name for of in FIELDS["entry"] if of.type == "count"}
    assert set(BY_KEY[kind].counts) <= counts
    for name in counts:
        if name in BY_KEY[kind].counts:
            assert getattr(made("entry", kind=kind, **more, **{name: 0}), name) == 0
        else:
            (fault,) = refused("entry", kind=kind, **more, **{name: 0})
            assert (fault.key, fault.values["field"]) == ("response_not_of_kind", name)
            assert fault.values["kind"] == kind
    if kind != "programme":
        named = more | {"programme": "Es Lilin"}
        assert faults("entry", kind=kind, **named) == [("response_not_of_kind", "programme")]


def test_a_report_states_something() -> None:
    nothing = {"guests": None, "disease": "dbd", "role": "lurah", "source": "buku RW"}
    assert faults("report", **nothing) == [("response_nothing", "houses")]
    assert faults("report", **nothing, houses=",") == [("response_nothing", "houses")]
    assert faults("report", **nothing, watch="entah") == [("response_flag", "watch")]
    assert faults("report", **nothing, houses="1") == [("response_houses", "houses")]
    stated = {"houses": "1=0", "watch": "tidak", "activities": 0, "note": "aman"}
    for name, value in stated.items():
        assert made("report", **nothing, **{name: value}).zone_id == SQUARE


def test_records_that_speak_of_one_thing() -> None:
    """They have one subject, whatever else they say, and another with any of its cells changed."""
    changes: dict[str, Cells] = {
        "check": {"zone_id": OTHER, "rw": "2", "item": "security", "date": "2021-07-06"},
        "report": {"zone_id": OTHER, "rw": "2", "date": "2021-07-06", "disease": "dbd"},
        "catchment": {"puskesmas": "Baru", "zone_id": toy.zone_id(4), "start": "2021-07-06"},
        "session": {"programme": "Lain", "date": "2021-07-06", "zone_id": OTHER},
        "telehealth": {"date": "2021-07-12"},
    }
    for part in PARTS:
        own = subject(made(part))
        assert (own is None) == (part not in changes)
        assert subject(made(part, note="lain", source="warta")) == own
        for name, value in changes.get(part, {}).items():
            assert subject(made(part, **{name: value})) != own
    assert subject(made("session", programme="ES LILIN")) == subject(made("session"))


def test_an_rw_or_rt_stands_in_a_kelurahan() -> None:
    assert faults("entry", rw="1") == [("response_rw_alone", "rw")]
    assert faults("entry", rt="1") == [("response_rw_alone", "rt")]
    wrong = {"zone_id": "99.01.01.1010", "rw": "1", "rt": "1"}
    assert faults("entry", **wrong) == [("response_zone", "zone_id")]


def test_an_rw_beyond_those_known_is_a_question() -> None:
    cells = BASES["report"] | {"rw": "4"}
    record, (question,) = read("report", cells, GROUND, "berkas.csv:7")
    assert record.rw == "004"
    assert (question.key, question.fatal) == ("response_rw_unknown", False)
    assert question.values == {"field": "rw", "found": "004", "zone": SQUARE, "n": 3}
    assert read("report", cells | {"rw": "3"}, GROUND)[1] == ()
    assert read("report", cells | {"zone_id": OTHER}, GROUND)[1] == ()


@pytest.mark.parametrize(
    ("name", "open_day", "closed_day"),
    [("Lama", "2021-06-30", "2021-07-01"), ("Baru", "2021-07-01", "2021-06-30")],
)
def test_a_puskesmas_acts_while_it_exists(name: str, open_day: str, closed_day: str) -> None:
    programme = {"kind": "programme", "programme": "Es Lilin", "puskesmas": name}
    assert made("entry", **programme, start=open_day).puskesmas == name
    (fault,) = refused("entry", **programme, start=closed_day)
    assert (fault.key, fault.values["day"]) == ("response_not_open", on(closed_day))
    assert made("session", puskesmas=name, date=open_day).puskesmas == name
    assert faults("session", puskesmas=name, date=closed_day) == [
        ("response_not_open", "puskesmas")
    ]


def test_a_programme_does_not_outlast_its_puskesmas() -> None:
    programme = {"kind": "programme", "programme": "Es Lilin", "puskesmas": "Lama"}
    days = {"start": "2021-06-01", "end": "2021-07-01"}
    assert faults("entry", **programme, **days) == [("response_not_open", "puskesmas")]


def test_catchments_touch_and_do_not_overlap() -> None:
    """Square 1 is Lama's until 30 June, square 2 Tetap's without any bound."""
    assert made("catchment", zone_id=SQUARE, start="2021-07-01").start == on("2021-07-01")
    (fault,) = refused("catchment", zone_id=SQUARE, start="2021-06-30")
    assert (fault.key, fault.values["other"]) == ("response_overlap", "Lama")
    assert fault.values["span"] == "… – 2021-06-30"
    for days in ({}, {"end": "2021-01-01"}, {"start": "2021-01-01", "end": "2021-12-31"}):
        assert faults("catchment", zone_id=SQUARE, **days) == [("response_overlap", "puskesmas")]
    late = {"puskesmas": "Baru", "zone_id": OTHER, "start": "2022-01-01"}
    assert faults("catchment", **late) == [("response_overlap", "puskesmas")]
    assert made("catchment", zone_id=OTHER, start="2021-01-01").zone_id == OTHER


def test_what_is_entered_comes_before_facts() -> None:
    """A fact that says otherwise is a question; among facts it is a fault as among what is entered,
    and a fact that is nobody else's kelurahan is neither."""
    fact = catchment("Lama", 1, end="2021-06-30", origin="fact", source="https://contoh.id")
    place = puskesmas("Tetap", opened=TODAY.isoformat(), origin="fact", source="buku 2018")
    ground = replace(GROUND, catchments=(fact,), puskesmas={"Tetap": place, "Lama": CENTRES[0]})
    cells = {"puskesmas": "Tetap", "zone_id": SQUARE}
    before = replace(ground, puskesmas=GROUND.puskesmas)
    _, (question,) = read("catchment", cells, before)
    assert (question.key, question.fatal) == ("response_fact_superseded", False)
    assert dict(question.values) == {
        "field": "puskesmas", "found": "Lama (… – 2021-06-30)", "source": "https://contoh.id",
    }  # fmt: skip
    with pytest.raises(InputError) as caught:
        read("catchment", cells, before, origin="fact")
    assert [one.key for one in caught.value.problems] == ["response_overlap"]
    assert read("catchment", {**cells, "puskesmas": "Lama"}, before)[1] == ()
    _, (question,) = read("puskesmas", {"puskesmas": "Tetap"}, ground)
    assert (question.key, question.values["source"]) == ("response_fact_superseded", "buku 2018")
    assert question.values["found"] == f"Tetap ({TODAY} – …)"
    assert read("puskesmas", {"puskesmas": "Tetap"}, ground, origin="fact")[1] == ()
    assert read("puskesmas", {"puskesmas": "Lama"}, ground)[1] == ()


def test_overlap_is_the_same_from_both_sides() -> None:
    spring = catchment("Lama", 1, "2021-03-01", "2021-05-31")
    cases = [
        (catchment("Tetap", 1, "2021-05-31"), True),
        (catchment("Tetap", 1, "2021-06-01"), False),
        (catchment("Tetap", 1, end="2021-03-01"), True),
        (catchment("Tetap", 1, end="2021-02-28"), False),
        (catchment("Tetap", 1), True),
        (catchment("Tetap", 2), False),
        (catchment("Lama", 1), False),
    ]
    for other, expected in cases:
        assert overlapping(spring, other) is expected
        assert overlapping(other, spring) is expected


@pytest.mark.parametrize("part", ["task", "member"])
def test_a_satgas_of_a_kelurahan_or_rw_says_which(part: str) -> None:
    assert made(part, level="city").zone_id == ""
    assert made(part, level="district", district="Banjarmasin Utara").zone_id == ""
    assert faults(part, level="district") == [("response_missing", "district")]
    assert faults(part, level="zone") == [("response_missing", "zone_id")]
    assert faults(part, level="rw", zone_id=SQUARE) == [("response_missing", "rw")]
    assert made(part, level="rw", zone_id=SQUARE, rw="2").rw == "002"


@pytest.mark.parametrize("part", ["task", "member"])
def test_a_satgas_of_the_city_is_of_no_kelurahan(part: str) -> None:
    assert faults(part, level="city", zone_id=SQUARE) == [("response_of_city", "zone_id")]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_faults_are_told_in_words_not_in_keys(lang: str) -> None:
    """Fields, choices, kinds and diseases by their names; to the code they stay keys."""
    for cells, part, wanted in (
        ({"item": "healt"}, "check", [f"“{text('response.field.item', lang)}”", "healt",
                                      text("response.siaga.health", lang)]),
        ({"kind": "zzz"}, "entry", [text(f"response.kind.{key}", lang) for key in BY_KEY]),
        ({"kind": "swab", "disease": "dbd"}, "entry", [text("disease.dbd", lang)]),
        ({"kind": "post", "people": 3}, "entry", [text("response.kind.post", lang)]),
        ({"state": "open", "done": "2021-07-06"}, "task", [text("response.task.open", lang)]),
        ({"warna": "x"}, "entry", ["“warna”", text("response.field.about", lang)]),
    ):  # fmt: skip
        (fault,) = refused(part, **cells)
        said = problem(fault, lang)
        assert [word for word in wanted if word not in said] == []
        assert "`" not in said and "without_aid" not in said


def test_a_task_is_due_and_done_in_order() -> None:
    assert made("task", due="2021-07-05").due == on("2021-07-05")
    assert faults("task", due="2021-07-04") == [("response_order", "due")]
    for state in ("open", "doing"):
        assert faults("task", state=state, done="2021-07-06") == [("response_done", "done")]
    for state in ("done", "dropped"):
        assert made("task", state=state, done="2021-07-06").done == on("2021-07-06")
        assert made("task", state=state, done="2021-07-05").done == on("2021-07-05")
        assert faults("task", state=state) == [("response_missing", "done")]
        assert faults("task", state=state, done="besok") == [("response_day", "done")]
        assert faults("task", state=state, done="2021-07-04") == [("response_order", "done")]


def test_a_review_is_of_a_rule_that_is_there() -> None:
    assert made("review", rule="resmi").rule == "resmi"
    (fault,) = refused("review", rule="resni")
    assert (fault.key, fault.values["known"]) == ("response_choice", "resmi")


def test_each_fault_of_the_code_is_reached_by_a_test() -> None:
    """Every key that the two readers can give stands in this file."""
    here = strings(Path(__file__))
    folder = Path(response_cells.__file__).parent
    keys = strings(folder / "response_cells.py") | strings(folder / "response_reading.py")
    assert len(keys) == 30
    assert keys - here == set()


def strings(file: Path) -> set[str]:
    texts = {node.value for node in ast.walk(tree(file)) if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and text.startswith("response_")}
