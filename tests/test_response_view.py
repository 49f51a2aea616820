"""The register beside the toy city's colours of 15 March 2021, by hand.

Under the weekly rule squares 3 and 5 are red, 4 is orange, 2 yellow, 1 green. Since 8 March square
2 rose from green, 3 from yellow, 5 from orange; 4 stayed (see ``tests.toy``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from geo.facts import Facts
from geo.gaps import Gap
from geo.register import Register
from geo.response import Record
from geo.response_view import ResponseView, register_of, response_view
from geo.rules import registry
from geo.views import city_view
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

WEEKLY = registry()["insidensi7"]

RECORDS: tuple[Record, ...] = (
    entry("kampung", "2021-03-01", 5),
    check("health", "2021-03-10", square=5),
    entry("lockdown", "2021-02-20", 3),
    entry("post", "2021-03-20", 2),
    entry("isolation", about="2020", square=2),
    entry("psn", "2021-03-15", 2),
    entry("jogo_tonggo", "2021-03-01", 1, rw="001"),
    report("2021-03-12"),
    entry("school", "2021-03-10", 0),
    puskesmas("Lama"),
    puskesmas("Baru"),
    catchment("Lama", 1),
    catchment("Lama", 2, end="2021-03-15"),
    entry("programme", "2021-03-01", 0, puskesmas="Lama", programme="Es Lilin"),
    session("Lama", "Es Lilin", "2021-02-15", 500),
    session("Lama", "Es Lilin", "2021-02-16", 60),
    session("Lama", "Es Lilin", "2021-03-15", 30),
    task("Buka posko", "2021-03-01", "2021-03-08"),
)


def facts(*records: Record) -> Facts:
    return toy.facts(register=register(*records))


def view(*records: Record, day: dt.date = toy.LAST, compared: bool = True) -> ResponseView:
    of = facts(*records)
    before = city_view(of, WEEKLY, day - dt.timedelta(days=7)) if compared else None
    return response_view(city_view(of, WEEKLY, day), before)


@pytest.fixture(scope="module")
def whole() -> ResponseView:
    return view(*RECORDS)


def test_lines_that_had_begun_and_those_without_a_day(whole: ResponseView) -> None:
    found = [(line.kind, line.state_on(whole.day)) for line in whole.lines]
    # In order of their first sign (a session of 15 February), the undated one last; the post of
    # 20 March and dengue's are not here.
    assert found == [
        ("programme", "active"),
        ("lockdown", "unconfirmed"),
        ("jogo_tonggo", "active"),
        ("kampung", "active"),
        ("school", "active"),
        ("isolation", "undated"),
    ]
    assert whole.active == {"jogo_tonggo": 1, "kampung": 1, "programme": 1, "school": 1}


def test_which_zones_rose_in_seven_days(whole: ResponseView) -> None:
    assert whole.rising == {toy.zone_id(k) for k in (2, 3, 5)}
    assert whole.compared == 5
    alone = view(*RECORDS, compared=False)
    assert (alone.rising, alone.compared) == (frozenset(), 0)


def test_every_gap_with_its_reason(whole: ResponseView) -> None:
    # Square 5 has its Kampung Siaga, square 2 the programme of Lama. Square 3's closure of
    # 20 February was last confirmed 23 days before.
    assert whole.gaps == (
        Gap("unconfirmed", toy.zone_id(3), days=23, level="merah", kinds=("lockdown",)),
        Gap("report", toy.zone_id(1), "001", days=3),
        Gap("programme", puskesmas="Baru"),
        Gap("check", toy.zone_id(5)),
        Gap("task", days=7, title="Buka posko"),
    )


def test_without_a_register_only_colours_ask() -> None:
    made = view()
    assert made.lines == ()
    assert made.gaps == (
        Gap("severe", toy.zone_id(3), level="merah"),
        Gap("severe", toy.zone_id(5), level="merah"),
        Gap("rising", toy.zone_id(2), level="kuning"),
    )
    assert [gap.reason for gap in view(compared=False).gaps] == ["severe", "severe"]


def test_lines_of_each_kelurahan(whole: ResponseView) -> None:
    found = {zone[-1]: [line.kind for line in lines] for zone, lines in whole.by_zone.items()}
    # The catchment of square 2 ends on the day itself; the post there has not begun.
    assert found == {
        "1": ["programme", "jogo_tonggo"],
        "2": ["programme", "isolation"],
        "3": ["lockdown"],
        "5": ["kampung"],
    }


def test_how_ready_each_kampung_is(whole: ResponseView) -> None:
    (made,) = whole.kampung
    assert (made.zone_id, made.rw, made.ready, made.known) == (toy.zone_id(5), "", 1, True)


def test_coverage_of_28_days(whole: ResponseView) -> None:
    # 16 February is the first of 28 days; 90 reached of 20,000 + 10,000 people.
    (made,) = whole.coverages
    assert (made.start, made.end) == (on("2021-02-16"), on("2021-03-15"))
    assert (made.sessions, made.reached, made.people, made.per_1000) == (2, 90, 30_000, 3.0)


def test_kelurahan_whose_puskesmas_is_not_known(whole: ResponseView) -> None:
    assert whole.without_puskesmas == toy.IDS[2:]


def test_an_invented_line_makes_the_view_simulated(whole: ResponseView) -> None:
    assert not whole.simulated
    assert view(entry("post", "2021-03-01", origin="simulated")).simulated


def test_each_gap_says_whether_it_is_invented() -> None:
    records = (
        entry("kampung", "2021-03-01", 5, origin="simulated"),
        entry("kampung", "2021-03-01", 1),
        entry("jogo_tonggo", "2021-03-01", 1, rw="001", origin="simulated"),
        entry("lockdown", "2021-02-20", 3, origin="simulated"),
        puskesmas("Baru"),
        task("Buka posko", "2021-03-01", "2021-03-08"),
    )
    marked = {(gap.reason, gap.zone_id[-1:]): gap.simulated for gap in view(*records).gaps}
    assert marked == {
        ("unconfirmed", "3"): True,
        ("rising", "2"): False,
        ("report", "1"): True,
        ("programme", ""): False,
        ("check", "1"): False,
        ("check", "5"): True,
        ("task", ""): False,
    }


def test_a_gap_of_an_invented_colour_is_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    of = replace(facts(), simulated=True)
    monkeypatch.setattr("geo.response_view.register_of", lambda facts, rule: facts.register)
    made = response_view(city_view(of, WEEKLY, toy.LAST), None)
    assert made.open
    assert all(gap.simulated for gap in made.open)


def test_real_colours_stand_beside_the_real_register() -> None:
    of = facts(*RECORDS)
    assert register_of(of, WEEKLY) is of.register


def test_invented_colours_stand_beside_invented_responses() -> None:
    own = facts(*RECORDS)
    of = replace(own, simulated=True)
    found = register_of(of, WEEKLY)
    assert found.records[: len(RECORDS)] == RECORDS
    assert isinstance(found, Register)
    assert found.has_simulated
    # Reported colours are real, also where the counts are invented.
    assert register_of(of, registry()["resmi"]) is of.register
