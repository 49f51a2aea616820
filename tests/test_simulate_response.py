"""Invented responses: valid, marked, of every state and gap, and never beside real cases."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo import (
    archive,
    boundaries,
    coverage,
    gaps,
    population,
    response_files,
    simulate,
    simulate_response,
)
from geo import response_kinds as kinds
from geo.action_ledger import lines
from geo.cities import read_cities, read_diseases
from geo.facts import Facts
from geo.register import Register
from geo.response import (
    Catchment,
    Check,
    Entry,
    Member,
    Puskesmas,
    Record,
    Report,
    Review,
    Session,
    Task,
    Telehealth,
    part_of,
    written,
)
from geo.response_reading import read
from geo.response_view import response_view
from geo.rules import registry
from geo.views import city_view
from tests import toy

OPENING, LAST = dt.date(2020, 10, 6), dt.date(2022, 2, 28)
QUIET, COMMON, WAVE = dt.date(2020, 3, 29), dt.date(2021, 1, 19), dt.date(2021, 7, 18)
WEEK = dt.timedelta(days=7)
NAMES = ("Alalak Tengah", "Cempaka", "Gadang Hanyar", "Kayu Tangi", "Mantuil", "Pekauman")
LATE = Puskesmas(puskesmas="Sungai Andai", opened=dt.date(2022, 5, 17))
CLOSED = Puskesmas(puskesmas="Terminal", closed=dt.date(2020, 12, 31))
SUNGAI_MIAI, ANTASAN = "63.71.04.1005", "63.71.04.1008"
KNOWN: tuple[Record, ...] = (
    *(Puskesmas(puskesmas=name) for name in NAMES),
    LATE,
    CLOSED,
    Catchment(puskesmas="Kayu Tangi", zone_id=SUNGAI_MIAI),
    Catchment(puskesmas="Kayu Tangi", zone_id=ANTASAN, end=dt.date(2021, 6, 30)),
)


def invented(key: str, disease: str = "covid19", known: tuple[Record, ...] = ()) -> Facts:
    """A city with a simulated series; Semarang's is held to Banjarmasin's totals."""
    cities = read_cities()
    city = cities[key]
    zones = boundaries.read(city)
    near = coverage.neighbours(zones, coverage.read_extra_pairs())
    totals = simulate.clean_anchors(archive.read(cities["banjarmasin"]).city_figures)
    people = population.read(city)
    return Facts(
        city=city,
        disease=read_diseases()[disease],
        zones=zones.drop(columns="geometry"),
        population=people,
        observations=simulate.simulate(zones[["zone_id"]], people, near, totals),
        simulated=True,
        register=Register(known, population.read_rws(city)),
    )


def small(days: int = 60, **changes: Any) -> Facts:
    """The toy city with a simulated record of some days."""
    table = {toy.FIRST + n * dt.timedelta(days=1): tuple(range(n, n + 9)) for n in range(days)}
    changes = {"register": Register((Puskesmas(puskesmas="Kotak"),)), **changes}
    return toy.facts(table, **{"simulated": True, **changes})


@pytest.fixture(scope="module")
def every() -> dict[str, Facts]:
    covid = invented("banjarmasin", known=KNOWN)
    return {
        "covid19": covid,
        "dbd": replace(covid, disease=read_diseases()["dbd"]),
        "semarang": invented("semarang"),
        "short": small(),
        "a day": small(1),
        "other": small(disease=replace(toy.DISEASE, key="campak")),
    }


@pytest.fixture(scope="module")
def made(every: dict[str, Facts]) -> dict[str, tuple[Record, ...]]:
    return {name: simulate_response.records(facts) for name, facts in every.items()}


@pytest.fixture
def found(made: dict[str, tuple[Record, ...]]) -> tuple[Record, ...]:
    return made["covid19"]


WHICH = ("covid19", "dbd", "semarang", "short", "a day", "other")


@pytest.mark.parametrize("which", WHICH)
def test_every_record_reads_back_as_it_is(
    which: str, every: Mapping[str, Facts], made: Mapping[str, tuple[Record, ...]]
) -> None:
    facts = every[which]
    ground = facts.register.ground(facts.zone_ids, registry(), facts.cases.days[-1])
    for record in made[which]:
        back, questions = read(
            part_of(record), written(record), ground, id=record.id, origin=record.origin
        )
        assert (back, questions) == (record, ())
    assert len(made[which]) > 20


@pytest.mark.parametrize("which", WHICH)
def test_all_are_marked(which: str, made: Mapping[str, tuple[Record, ...]]) -> None:
    ids = [record.id for record in made[which]]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("sim-") for name in ids)
    assert {record.origin for record in made[which]} == {"simulated"}
    assert all(
        record.version == 0 and record.at is None and not record.by for record in made[which]
    )


@pytest.mark.parametrize("which", ("covid19", "dbd", "semarang"))
def test_they_are_few_enough_to_travel(which: str, made: Mapping[str, tuple[Record, ...]]) -> None:
    count = Counter(part_of(record) for record in made[which])
    assert 150 <= count["entry"] <= 300
    assert 200 <= count["report"] <= 700 and 150 <= count["check"] <= 400
    assert count["telehealth"] <= 600 and count["session"] <= 300
    assert count["task"] and count["member"] and count["review"]
    assert count["puskesmas"] == count["catchment"] == 0


def test_many_puskesmas_stay_within_the_limits(every: Mapping[str, Facts]) -> None:
    many = tuple(Puskesmas(puskesmas=f"Nomor {number}") for number in range(45))
    asked = replace(every["covid19"], register=Register(many))
    count = Counter(part_of(record) for record in simulate_response.records(asked))
    assert 150 <= count["entry"] <= 300
    assert 0 < count["telehealth"] <= 600 and 0 < count["session"] <= 300


@pytest.mark.parametrize(("which", "bound"), [("covid19", 0.5), ("semarang", 0.8)])
def test_they_are_made_quickly(which: str, bound: float, every: Mapping[str, Facts]) -> None:
    """Some ten times what was measured on an idle core: 22 ms and 15 ms."""
    facts = every[which]
    simulate_response.records(facts)
    begin = time.process_time()
    simulate_response.records(facts)
    assert time.process_time() - begin < bound


def test_the_same_facts_give_the_same_records(
    every: Mapping[str, Facts], found: tuple[Record, ...]
) -> None:
    assert simulate_response.records(replace(every["covid19"])) == found


def test_they_are_the_same_in_every_process() -> None:
    ask = (
        "import hashlib;from tests.test_simulate_response import *;"
        "print(hashlib.sha256(repr(simulate_response.records(small())).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[1]
    answers = {
        subprocess.run(
            [sys.executable, "-c", ask],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    here = hashlib.sha256(repr(simulate_response.records(small())).encode()).hexdigest()
    assert answers == {here}


def test_nothing_is_invented_beside_real_cases(every: Mapping[str, Facts]) -> None:
    for facts in every.values():
        real = replace(facts, simulated=False)
        assert simulate_response.records(real) == ()
        assert real.register_beside_simulated is real.register
    silent = small(observations=toy.observations({}))
    assert simulate_response.records(silent) == ()
    register = every["covid19"].register_beside_simulated
    assert register.has_simulated and register.records[: len(KNOWN)] == KNOWN


def test_every_state_is_there_on_the_opening_day_and_at_the_end(found: tuple[Record, ...]) -> None:
    of = lines(found)
    for day in (OPENING, LAST):
        states = Counter(line.state_on(day) for line in of)
        assert set(states) == {"planned", "active", "unconfirmed", "ended", "undated"}
        assert states["active"] >= 20 and states["ended"] >= 10 and states["unconfirmed"] >= 10
    kampung = {
        line.state_on(day) for line in of if line.kind == "kampung" for day in (OPENING, WAVE)
    }
    assert kampung == {"planned", "active", "unconfirmed", "ended"}


def test_some_kelurahan_never_become_a_kampung_siaga(
    every: Mapping[str, Facts], found: tuple[Record, ...]
) -> None:
    have = {r.zone_id for r in found if isinstance(r, Entry) and r.kind == "kampung"}
    assert 30 <= len(have) < len(every["covid19"].zone_ids)
    rws = {bool(r.rw) for r in found if isinstance(r, Entry) and r.kind == "kampung"}
    assert rws == {True, False}


def _gaps(facts: Facts, rule: str, day: dt.date) -> Counter[str]:
    now = city_view(facts, registry()[rule], day)
    before = city_view(facts, registry()[rule], day - WEEK)
    return Counter(gap.reason for gap in response_view(now, before).gaps)


def test_every_gap_is_there_on_the_opening_day(every: Mapping[str, Facts]) -> None:
    """No kelurahan is merah by incidence on that day; by the rule of April 2020 all of them are."""
    facts = every["covid19"]
    by_incidence = _gaps(facts, "insidensi7", OPENING)
    assert by_incidence["severe"] == 0
    assert set(by_incidence) == set(gaps.REASONS) - {"severe"}
    assert _gaps(facts, "bjm-2020-04", OPENING)["severe"] > 0
    assert set(_gaps(facts, "insidensi7", WAVE)) == set(gaps.REASONS)


def test_every_gap_can_be_absent(every: Mapping[str, Facts]) -> None:
    facts = every["covid19"]
    assert set(_gaps(facts, "insidensi7", QUIET)) == {"programme"}
    assert _gaps(facts, "insidensi7", COMMON)["programme"] == 0


def test_reports_are_overdue_at_the_end_too(every: Mapping[str, Facts]) -> None:
    register = every["covid19"].register_beside_simulated
    for day in (OPENING, LAST):
        late = gaps.of_reports(register, "covid19", day)
        of = [line for line in register.lines if line.kind == "jogo_tonggo"]
        active = [line for line in of if line.state_on(day) == "active"]
        assert late and len(late) < len(of)
        assert len(active) > len({(gap.zone_id, gap.rw) for gap in late} & _places(active))


def _places(of: list[Any]) -> set[tuple[str, str]]:
    return {(line.zone_id, line.rw) for line in of}


def test_siaga_are_ready_and_not_fresh_and_old(every: Mapping[str, Facts]) -> None:
    register = every["covid19"].register_beside_simulated
    view = city_view(every["covid19"], registry()["insidensi7"], OPENING)
    items = [item for one in response_view(view, None).kampung for item in one.items]
    looks = {(item.ready, item.old) for item in items}
    assert looks == {(None, False), (True, False), (False, False), (True, True), (False, True)}
    ready = [one.ready for one in response_view(view, None).kampung]
    assert {0, 5} <= set(ready)
    assert {check.item for check in register.checks} == set(kinds.SIAGA)
    assert len({check.date for check in register.checks}) > 30


@pytest.mark.parametrize("which", WHICH)
def test_counts_can_be(which: str, made: Mapping[str, tuple[Record, ...]]) -> None:
    counts = ("people", "tested", "positive", "houses", "packages")
    for record in made[which]:
        numbers = {n: getattr(record, n) for n in counts if isinstance(record, Entry)}
        given = {name: n for name, n in numbers.items() if n is not None}
        assert all(n >= 0 for n in given.values())
        if isinstance(record, Entry):
            assert set(given) <= set(kinds.BY_KEY[record.kind].counts)
            if "tested" in given:
                assert given.get("positive", 0) <= given["tested"] <= given["people"]
            if record.kind == "larva":
                assert given["positive"] <= given["houses"]
        if isinstance(record, Telehealth):
            assert record.consultations >= 0 and record.visits >= 0


def test_houses_follow_the_simulated_week(
    every: Mapping[str, Facts], found: tuple[Record, ...]
) -> None:
    facts = every["covid19"]
    weekly = np.nan_to_num(facts.cases.window(7))
    for report in found:
        if isinstance(report, Report):
            row = facts.zone_ids.index(report.zone_id)
            day = facts.cases.position(report.date)
            assert len(report.houses) == 5
            assert sum(report.houses.values()) <= weekly[row, day] + 1
    said = [r for r in found if isinstance(r, Report)]
    for name in ("isolating", "without_aid", "staples_days", "guests", "watch", "activities"):
        values = [getattr(report, name) for report in said]
        assert None in values and any(value is not None for value in values)


def test_kinds_are_those_of_the_disease(made: Mapping[str, tuple[Record, ...]]) -> None:
    found = {
        name: {r.kind for r in records if isinstance(r, Entry)} for name, records in made.items()
    }
    both = {"kampung", "jogo_tonggo", "satgas", "programme"}
    assert found["dbd"] == both | {"psn", "larva", "fogging", "education"}
    assert found["covid19"] == set(kinds.BY_KEY) - {"psn", "larva", "fogging"}
    assert found["other"] <= both | {"education", "aid", "post"}
    named = {r.programme for r in made["dbd"] if isinstance(r, Session)}
    assert len(named) == 3 and "Es Lilin" not in named
    jabs = [r.start for r in made["covid19"] if isinstance(r, Entry) and r.kind == "vaccination"]
    assert jabs and min(day for day in jabs if day) >= dt.date(2021, 1, 14)
    for which in ("covid19", "dbd"):
        named = {r.disease for r in made[which] if isinstance(r, Entry)}
        assert named == {"", which}


def test_rw_are_those_of_the_kelurahan(
    every: Mapping[str, Facts], found: tuple[Record, ...], made: Mapping[str, tuple[Record, ...]]
) -> None:
    rws = every["covid19"].register.rws
    assert all(int(record.rw) <= rws[record.zone_id] for record in found if record.rw)
    assert {record.rw for record in made["semarang"]} == {"", "001", "002", "003"}


def test_a_satgas_has_academics_tasks_and_reviews(found: tuple[Record, ...]) -> None:
    members = [r for r in found if isinstance(r, Member)]
    tasks = [r for r in found if isinstance(r, Task)]
    reviews = [r for r in found if isinstance(r, Review)]
    assert {"city", "zone"} <= {m.level for m in members if m.side == "academic"}
    assert {m.level for m in members} == {t.level for t in tasks} == set(kinds.LEVELS)
    assert {t.state for t in tasks} == set(kinds.TASK_STATES)
    late = [t for t in tasks if t.done and t.done > t.due]
    assert late and any(t.done and t.done <= t.due for t in tasks)
    assert all(t.done is None or t.done >= t.date for t in tasks)
    covid = {k for k, r in registry().items() if not r.diseases or "covid19" in r.diseases}
    assert reviews and {r.rule for r in reviews} <= covid
    for review in reviews:
        rule = registry()[review.rule]
        begun = [one.valid_from for one in rule.members or (rule,)]
        assert any(day is None or day <= review.date for day in begun)
    for day in (OPENING, WAVE, LAST):
        assert gaps.of_tasks(Register(found), day)


def test_puskesmas_act_only_while_they_are_open(found: tuple[Record, ...]) -> None:
    sessions = [r for r in found if isinstance(r, Session)]
    acted = {r.puskesmas for r in found if isinstance(r, Entry | Session | Telehealth)} - {""}
    assert acted == {*NAMES, "Terminal"}
    named = {session.programme for session in sessions}
    assert {"Es Lilin", "Penting iso Gaya", "Posyandu keliling"} <= named
    for record in found:
        if isinstance(record, Session | Telehealth) and record.puskesmas == "Terminal":
            assert record.date <= dt.date(2020, 12, 31)
    # No catchment but Kayu Tangi's is known, and its second kelurahan for a time.
    where = {(session.puskesmas, session.zone_id) for session in sessions if session.zone_id}
    assert where == {("Kayu Tangi", SUNGAI_MIAI), ("Kayu Tangi", ANTASAN)}
    at = [s.date for s in sessions if s.zone_id == ANTASAN]
    assert max(at) <= dt.date(2021, 6, 30)


def test_more_and_more_is_asked_from_afar(found: tuple[Record, ...]) -> None:
    weeks = sorted((r for r in found if isinstance(r, Telehealth)), key=lambda r: r.date)
    part = len(weeks) // 4
    first, last = (
        sum(r.consultations for r in some) / sum(r.consultations + r.visits for r in some)
        for some in (weeks[:part], weeks[-part:])
    )
    assert first < 0.2 and last > first + 0.2
    assert all(week.date.weekday() == 0 for week in weeks)


@pytest.mark.parametrize("which", ("semarang", "a day"))
def test_where_no_puskesmas_is_known_none_is_invented(
    which: str, every: Mapping[str, Facts]
) -> None:
    facts = replace(every[which], register=Register())
    records = simulate_response.records(facts)
    assert not any(isinstance(r, Session | Telehealth) for r in records)
    assert {r.puskesmas for r in records if isinstance(r, Entry)} == {""}


def test_real_semarang_has_none() -> None:
    city = read_cities()["semarang"]
    table = boundaries.read_attributes(city).assign(district="", area_km2=1.0)
    real = toy.facts(city=city, zones=table, observations=toy.observations({}))
    assert real.register_beside_simulated.records == ()


def test_what_is_recorded_stays_alone_and_moves_nothing_else(
    every: Mapping[str, Facts], found: tuple[Record, ...]
) -> None:
    """No invented check may become a sign of life of a real Kampung Siaga."""
    check = next(r for r in found if isinstance(r, Check))
    report = next(r for r in found if isinstance(r, Report))
    session = next(r for r in found if isinstance(r, Session))
    week = next(r for r in found if isinstance(r, Telehealth))
    real: tuple[Record, ...] = (
        Entry(kind="kampung", zone_id=check.zone_id, rw=check.rw, about="2020"),
        Report(zone_id=report.zone_id, rw=report.rw, date=OPENING),
        replace(session, origin="entered", programme=session.programme.upper()),
        replace(week, origin="entered"),
    )
    facts = every["covid19"]
    beside = simulate_response.records(replace(facts, register=facts.register.with_(real)))
    gone = set(found) - set(beside)
    assert set(beside) < set(found) and {check, report, session, week} <= gone
    for record in gone:
        assert (record.zone_id, record.rw) in {
            (check.zone_id, check.rw),
            (report.zone_id, report.rw),
        } or getattr(record, "puskesmas", "") in {session.puskesmas, week.puskesmas}
    by_hand = [line for line in lines((*beside, *real)) if not line.simulated]
    assert {(line.kind, line.zone_id, line.puskesmas, line.signs) for line in by_hand} == {
        ("kampung", check.zone_id, "", ()),
        ("jogo_tonggo", report.zone_id, "", (OPENING,)),
        ("programme", "", session.puskesmas, (session.date,)),
    }


@pytest.mark.parametrize("which", ("covid19", "semarang"))
def test_beside_the_city_s_own_records_no_line_is_half_invented(
    which: str, every: Mapping[str, Facts]
) -> None:
    facts = every[which]
    real = response_files.read(facts.city.key, facts.zone_ids)
    beside = replace(facts, register=Register(real, facts.register.rws))
    register = beside.register_beside_simulated
    ground = register.ground(facts.zone_ids, registry(), LAST)
    for record in register.records[len(real) :]:
        assert read(part_of(record), written(record), ground)[1] == ()
    known = {line for line in register.lines if not line.simulated}
    assert {entry.id for line in known for entry in line.entries} == {
        record.id for record in real if isinstance(record, Entry)
    }
    assert known == set(beside.register.lines)
