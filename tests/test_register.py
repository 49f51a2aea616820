"""The register: what counts, what answers a disease, and what each reader may see of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.response import Check, Entry, Record, Report, Telehealth, part_of, stored, written
from geo.suppression import OFFICIAL, PUBLIC
from tests import toy
from tests.register_kit import (
    catchment,
    check,
    entry,
    on,
    puskesmas,
    register,
    report,
    session,
    task,
)

LURAH = PUBLIC.open_to(toy.zone_id(1))
NUMBERS: dict[str, Any] = {"people": 3, "tested": 4, "positive": 1, "houses": 2, "packages": 5}
DETAILS: dict[str, Any] = {
    "houses": {"001": 2},
    "isolating": 3,
    "without_aid": 1,
    "guests": 4,
    "watch": True,
}


# --- What counts --------------------------------------------------------------------------------


def test_what_waits_does_not_count() -> None:
    sent = report("2021-03-05", waiting=True)
    made = register(
        entry("jogo_tonggo", "2021-03-01", rw="001"), sent, check("health", "2021-03-05")
    )
    assert (made.waiting, made.reports) == ((sent,), ())
    assert len(made.checks) == len(made.entries) == 1
    kampung, jogo = sorted(made.lines, key=lambda line: line.kind, reverse=True)
    assert (kampung.kind, jogo.signs) == ("kampung", (on("2021-03-01"),))


def test_lines_for_a_disease_are_those_of_it_and_of_any() -> None:
    made = register(
        entry("psn", "2021-03-01"), entry("swab", "2021-03-01"), entry("post", "2021-03-01")
    )
    assert [line.kind for line in made.lines_for("dbd")] == ["post", "psn"]
    assert [line.kind for line in made.lines_for("covid19")] == ["post", "swab"]


def test_of_two_records_of_a_puskesmas_the_one_with_an_opening_day_counts() -> None:
    named, dated = puskesmas("Lama"), puskesmas("Lama", "2021-07-01")
    later = puskesmas("Lama", "2021-08-01")
    for order in ((named, dated), (dated, named)):
        assert register(*order).puskesmas == {"Lama": dated}
    assert register(named, dated, later).puskesmas == {"Lama": later}
    assert list(register(puskesmas("Lama"), puskesmas("Baru")).puskesmas) == ["Baru", "Lama"]


def test_more_records_leave_the_first_register_as_it_was() -> None:
    first = register(entry("post", "2021-03-01"), rws={toy.zone_id(1): 2})
    second = first.with_([entry("post", "2021-03-01", origin="simulated")])
    assert (len(first.records), len(second.records), second.rws) == (1, 2, first.rws)
    assert (first.has_simulated, second.has_simulated) == (False, True)


def test_what_a_new_record_is_held_against() -> None:
    made = register(puskesmas("Lama"), rws={toy.zone_id(1): 2})
    ground = made.ground(toy.IDS, ("resmi",), on("2021-03-15"))
    assert set(ground.zone_ids) == set(toy.IDS)
    assert (dict(ground.puskesmas), dict(ground.rws)) == (made.puskesmas, {toy.zone_id(1): 2})
    assert (ground.rules, ground.last_day) == (("resmi",), on("2021-03-15"))


# --- Who sees what ------------------------------------------------------------------------------


def test_an_official_sees_everything() -> None:
    made = register(entry("swab", "2021-03-01", **NUMBERS), report("2021-03-05", waiting=True))
    assert made.seen_by(OFFICIAL) is made


def test_the_public_sees_an_entry_without_its_numbers_note_and_author() -> None:
    own = entry("swab", "2021-03-01", **NUMBERS, note="catatan", by="lurah1", role="lurah", id="7")
    (seen,) = register(own).seen_by(PUBLIC).entries
    assert seen == entry("swab", "2021-03-01", role="lurah", id="7")


def test_the_public_sees_that_there_is_a_report_and_no_more() -> None:
    full = report("2021-03-05", **DETAILS, note="catatan", by="rw1", role="rw_head", id="7")
    (seen,) = register(full).seen_by(PUBLIC).reports
    assert seen == report("2021-03-05", id="7")


def test_the_public_sees_a_check_without_note_and_author() -> None:
    full = check("health", "2021-03-05", note="catatan", by="lurah1", id="7")
    (seen,) = register(full).seen_by(PUBLIC).checks
    assert seen == check("health", "2021-03-05", id="7")


@pytest.mark.parametrize("origin", ["fact", "simulated"])
def test_facts_and_invented_records_are_everybodys(origin: str) -> None:
    records: tuple[Record, ...] = (
        entry("swab", "2021-03-01", **NUMBERS, note="catatan", origin=origin),
        report("2021-03-05", **DETAILS, origin=origin),
    )
    assert register(*records).seen_by(PUBLIC).records == records


def test_the_public_sees_nothing_that_waits() -> None:
    waits = [
        entry("post", "2021-03-01", waiting=True),
        report("2021-03-05", waiting=True),
        check("health", "2021-03-05", waiting=True),
        task("Buka posko", "2021-03-01", "2021-03-08", waiting=True),
    ]
    # But that a report has arrived: else it would be called overdue.
    assert register(*waits).seen_by(PUBLIC).records == (report("2021-03-05", waiting=True),)


def test_a_lurah_sees_the_own_kelurahan_in_full_and_others_like_the_public() -> None:
    own: tuple[Record, ...] = (
        entry("swab", "2021-03-01", **NUMBERS, note="catatan"),
        report("2021-03-05", **DETAILS, waiting=True),
    )
    other: tuple[Record, ...] = (
        entry("swab", "2021-03-01", 2, **NUMBERS, note="catatan"),
        report("2021-03-05", 2, **DETAILS, waiting=True),
        entry("swab", "2021-03-01", 0, **NUMBERS),
    )
    seen = register(*own, *other).seen_by(LURAH).records
    assert seen == (
        *own,
        entry("swab", "2021-03-01", 2),
        report("2021-03-05", 2, waiting=True),
        entry("swab", "2021-03-01", 0),
    )


def test_what_points_at_few_people_stays_with_those_who_may_see_it() -> None:
    """Words of a person's own, an RT, the RW of what is there because of a case, small sums."""
    full: dict[str, Any] = {"rw": "003", "rt": "001", "about": "1 warga positif", "source": "RT 3"}
    isolation = entry("isolation", "2021-03-01", programme="Bu Siti", **full)
    post = entry("post", "2021-03-01", **full)
    held = session("Lama", "Es Lilin", "2021-03-01", 1, zone_id=toy.zone_id(1))
    weeks = [
        Telehealth(puskesmas="Lama", date=on("2021-03-01"), consultations=n, visits=v)
        for n, v in ((4, 90), (90, 4), (0, 5), (5, 0))
    ]
    named = task("Antar obat 1 pasien RT 03", "2021-03-01", "2021-03-08", zone_id=toy.zone_id(1))
    of_city = task("Buka posko", "2021-03-01", "2021-03-08")
    seen = register(isolation, post, held, *weeks, named, of_city).seen_by(PUBLIC).records
    assert seen == (
        entry("isolation", "2021-03-01"),
        entry("post", "2021-03-01", rw="003"),
        replace(held, people=None),
        *weeks[2:],
        replace(named, title=""),
        of_city,
    )
    known = entry("post", "2021-03-01", source="https://warta.test/1")
    assert register(known).seen_by(PUBLIC).records == (known,)


# --- Facts and what was entered -----------------------------------------------------------------


def test_an_entered_catchment_comes_before_a_fact_without_days() -> None:
    """A fact of 2018 says Lama; from 2024 on somebody entered Baru: before that the fact holds."""
    fact = catchment("Lama", 1, origin="fact", about="2018")
    made = register(fact, catchment("Baru", 1, start="2024-01-01"))
    assert [(one.puskesmas, one.start, one.end) for one in made.catchments] == [
        ("Lama", None, on("2023-12-31")),
        ("Baru", on("2024-01-01"), None),
    ]
    alone = register(fact, catchment("Baru", 1))
    assert [one.puskesmas for one in alone.catchments] == ["Baru"]
    elsewhere = register(fact, catchment("Baru", 2))
    assert elsewhere.catchments[0] == fact


def test_entered_days_of_a_puskesmas_join_those_of_a_fact() -> None:
    fact = puskesmas("Lama", "2010-01-01", origin="fact")
    for records in (
        (fact, puskesmas("Lama", "", "2023-05-02")),
        (puskesmas("Lama", "", "2023-05-02"), fact),
    ):
        made = register(*records).puskesmas["Lama"]
        assert (made.opened, made.closed) == (on("2010-01-01"), on("2023-05-02"))
    corrected = register(fact, puskesmas("Lama", "2011-01-01")).puskesmas["Lama"]
    assert corrected.opened == on("2011-01-01")


def test_rws_stay_with_the_register() -> None:
    made = register(entry("post", "2021-03-01"), rws={toy.zone_id(1): 2})
    assert made.seen_by(PUBLIC).rws == {toy.zone_id(1): 2}


# --- Records as they are stored -----------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        entry("swab", "2021-03-01", end="2021-03-04", **NUMBERS, note="catatan"),
        entry("kampung"),
        report("2021-03-05", **DETAILS),
        report("2021-03-05", watch=False, guests=0),
        check("health", "2021-03-05", ready=False, rw="001"),
        session("Lama", "Es Lilin", "2021-03-05", 0),
        puskesmas("Lama", "2021-01-01", "2021-12-31"),
        task("Buka posko", "2021-03-01", "2021-03-08", "done", "2021-03-07"),
    ],
    ids=lambda record: part_of(record),
)
def test_a_record_comes_back_as_it_was_stored(record: Record) -> None:
    body = written(record)
    assert stored(part_of(record), body) == record
    assert None not in body.values() and "" not in body.values()


def test_zero_and_no_are_stored_and_unknown_is_not() -> None:
    assert written(report("2021-03-05", watch=False, guests=0)) == {
        "zone_id": toy.zone_id(1),
        "rw": "001",
        "date": "2021-03-05",
        "guests": 0,
        "watch": False,
    }


def test_a_source_is_a_link_where_it_is_an_address() -> None:
    link = "https://warta.test/1"
    assert entry("post", "2021-03-01", source=link).link == link
    assert entry("post", "2021-03-01", source="warta, 1 Maret").link == ""
    assert entry("post", "2021-03-01", source="javascript:alert(1)").link == ""


def test_records_are_of_their_parts() -> None:
    assert part_of(entry("post", "2021-03-01")) == "entry"
    assert (part_of(report("2021-03-05")), part_of(check("health", "2021-03-05"))) == (
        "report",
        "check",
    )
    assert {Entry, Report, Check} < {type(stored(p, b)) for p, b in BODIES.items()}


BODIES: dict[str, dict[str, Any]] = {
    "entry": {"kind": "post", "start": "2021-03-01"},
    "report": {"date": "2021-03-05"},
    "check": {"item": "health", "date": "2021-03-05", "ready": True},
    "task": {"level": "city", "title": "x", "date": "2021-03-01", "due": "2021-03-08"},
}
