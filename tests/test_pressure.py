"""Pressure from next door, on nine squares: sums that a pencil can check, and what is not known."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import pytest

from geo import pressure
from geo.facts import Facts
from geo.pressure import NEVER, Pressure, Trigger, warned
from geo.render import words
from geo.suppression import OFFICIAL, PUBLIC, Policy
from tests import toy
from tests.toy import zone_id

SUNDAYS = tuple(day - dt.timedelta(days=1) for day in (toy.FIRST, toy.MIDDLE, toy.LAST))
TUESDAY = toy.LAST + dt.timedelta(days=1)


def around(square: int, *, lag: int = 0, day: dt.date = toy.LAST, **changes: Any) -> Pressure:
    return pressure.pressure(toy.facts(**changes), zone_id(square), day, lag)


def on_sundays(policy: Policy, hidden: int = 4) -> Facts:
    """The toy's reports, each a day earlier, so that weeks close with them; square 2 has ``hidden``
    cases in the last week."""
    first, middle, last = toy.CASES.values()
    last = (*last[:1], 3 + hidden, *last[2:])
    table = dict(zip(SUNDAYS, (first, middle, last), strict=True))
    return toy.facts(table, policy=policy)


def test_one_case_is_one_case() -> None:
    """Square 3 alone has a case, and lies beside square 2 and 6."""
    day = dict.fromkeys([toy.LAST - dt.timedelta(days=n) for n in range(6, 0, -1)], [0] * 9)
    facts = toy.facts(day | {toy.LAST: [0, 0, 1, 0, 0, 0, 0, 0, 0]}, "new")
    said = words.phrase(pressure.sentence(pressure.pressure(facts, zone_id(6), toy.LAST)), "en")
    assert ": 1 case in " in said


def test_cases_of_the_neighbours_over_their_people() -> None:
    """Square 1 lies beside 2 (4 of 10,000) and 4 (6 of 12,000): 10 of 22,000."""
    one = around(1)
    assert (one.cases, one.people, one.neighbours, one.known) == (10, 22_000, 2, 2)
    assert one.incidence == pytest.approx(45.454545)
    assert (one.share, one.why, one.ends) == (1.0, "", toy.LAST)
    two = around(2)  # beside 1, 3 and 5: 0 + 8 + 30 of 45,000
    assert two.incidence == pytest.approx(84.444444)


def test_the_window_ends_lag_days_before() -> None:
    """A week before: 2 + 29 + 0 of 5,000 + 20,000 + 10,000 around square 6."""
    one = around(6, lag=7)
    assert one.incidence == pytest.approx(88.571429)
    assert (one.ends, one.lag) == (toy.MIDDLE, 7)


@pytest.mark.parametrize(
    ("square", "share", "why"),
    [
        (3, 10 / 18, "missing"),  # square 6 did not report
        (4, 40 / 55, "missing"),  # square 7 fell: a revision
        (5, 22 / 40, "missing"),  # square 6 again; 8 counts as large as the others on average
        (8, 20 / 45, "missing"),
    ],
)
def test_too_little_known(square: int, share: float, why: str) -> None:
    one = around(square)
    assert one.share == pytest.approx(share)
    assert (one.incidence, one.cases, one.why) == (None, None, why)


def test_a_neighbour_without_people_is_as_large_as_the_others() -> None:
    """Around square 5 a week before all reported, but 8 has no people: 3 of 4 shares."""
    one = around(5, lag=7)
    assert one.share == pytest.approx(0.75)
    assert (one.incidence, one.why, one.known) == (None, "population", 3)


def test_a_share_of_four_fifths_is_enough() -> None:
    """Square 2 with 3 unknown: 40,000 of 45,000 people left, 0 + 30 cases of 40,000."""
    cells = (*toy.CASES[toy.LAST][:2], toy.NONE, *toy.CASES[toy.LAST][3:])
    facts = toy.facts(toy.CASES | {toy.LAST: cells})
    one = pressure.pressure(facts, zone_id(2), toy.LAST)
    assert one.share == pytest.approx(40 / 45)
    assert (one.incidence, one.cases, one.known) == (75.0, 30, 2)


def test_no_cases_around_are_zero_and_no_report_is_none() -> None:
    """Square 9 lies beside 6 and 8; a day without any report has no pressure anywhere."""
    calm = dict(zip(toy.CASES, ((0,) * 9,) * 3, strict=True))
    assert pressure.pressure(toy.facts(calm), zone_id(1), toy.LAST).incidence == 0.0
    for day in (toy.FIRST, dt.date(2021, 3, 12), dt.date(2020, 1, 1), dt.date(2022, 1, 1)):
        assert {one.why for one in pressure.pressures(toy.facts(), day)} == {"missing"}


def test_an_island_and_a_city_without_outlines() -> None:
    assert around(1, neighbours={**toy.NEIGHBOURS, zone_id(1): ()}).why == "island"
    assert around(1, neighbours={}).why == "no_outlines"
    nobody = toy.population((None,) * 9)
    assert around(1, population=nobody).why == "population"


def test_all_zones_at_once_are_the_same() -> None:
    facts = toy.facts()
    made = pressure.pressures(facts, toy.LAST)
    assert made == tuple(pressure.pressure(facts, one, toy.LAST) for one in toy.IDS)


def test_the_public_gets_closed_weeks_and_a_range_where_a_neighbour_is_hidden() -> None:
    facts = on_sundays(PUBLIC)
    two = pressure.pressure(facts, zone_id(2), TUESDAY)
    assert two.ends == SUNDAYS[-1]
    assert two.incidence == pytest.approx(84.444444)
    one = pressure.pressure(facts, zone_id(1), TUESDAY)  # 1 to 4 and 6 of 22,000
    assert (one.why, one.incidence, one.cases, one.people) == ("hidden", None, None, None)
    assert (one.low, one.high) == (pytest.approx(31.818182), pytest.approx(45.454545))
    before = pressure.pressure(facts, zone_id(2), TUESDAY, 7)
    assert before.ends == SUNDAYS[1]
    six = pressure.pressure(on_sundays(OFFICIAL), zone_id(1), SUNDAYS[-1])
    assert six.incidence == pytest.approx(45.454545)


def test_nothing_changes_where_only_hidden_counts_change() -> None:
    """Neither for the public nor for a lurah, whose own kelurahan may be somebody's neighbour."""
    lurah = PUBLIC.open_to(zone_id(2))
    seen = {
        pressure.pressures(on_sundays(policy, hidden), TUESDAY, lag)
        for policy in (PUBLIC, lurah)
        for hidden in (1, 2, 3, 4)
        for lag in (0, 1)
    }
    assert len({tuple(dataclasses.replace(p, lag=0) for p in made) for made in seen}) == 1


def test_when_to_warn() -> None:
    """Around 60 after 30, the zone itself 40: each bound holds where it is just reached."""
    holds = [Trigger(0, 1.5, 2.0, 60.0), Trigger(0, 0.0, 2.0, 0.0), Trigger(0, 1.5, 0.0, 0.0)]
    fails = [Trigger(0, 1.6, 0.0, 0.0), Trigger(0, 0.0, 2.1, 0.0), Trigger(0, 0.0, 0.0, 61.0)]
    assert [bool(warned(one, 40.0, 60.0, 30.0)) for one in (*holds, *fails)] == [True] * 3 + [
        False
    ] * 3
    assert not warned(NEVER, 40.0, 6e9, 0.0)
    assert not warned(Trigger(0, 0.0, 0.0, 0.0), 0.0, 0.0, 0.0)  # nothing around is no warning
    assert warned(Trigger(0, 2.0, 2.0, 0.0), 0.0, 1.0, 0.0)
    unknown = warned(Trigger(0, 1.0, 1.0, 20.0), 40.0, np.array([np.nan, 60.0]), np.nan)
    assert unknown.tolist() == [False, False]


def test_a_warning_for_a_zone() -> None:
    """Square 2 on the last day: 84.4 around, 40 itself; a week before 2 + 29 of 45,000: 68.9."""
    facts = toy.facts()
    assert pressure.warning(facts, zone_id(2), toy.LAST, Trigger(0, 2.0, 1.2, 50.0)) is True
    assert pressure.warning(facts, zone_id(2), toy.LAST, Trigger(0, 2.2, 1.2, 50.0)) is False
    assert pressure.warning(facts, zone_id(2), toy.LAST, Trigger(0, 2.0, 1.3, 50.0)) is False
    assert pressure.warning(facts, zone_id(3), toy.LAST, Trigger(0, 0.0, 0.0, 0.0)) is None
    assert pressure.warning(facts, zone_id(2), toy.LAST, Trigger(7, 0.0, 1.0, 0.0)) is None
    assert pressure.warning(facts, zone_id(2), toy.LAST, Trigger(7, 0.0, 0.0, 0.0)) is True


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_pressure_can_be_said(lang: str) -> None:
    public = on_sundays(PUBLIC)
    made = [*pressure.pressures(toy.facts(), toy.LAST), *pressure.pressures(public, TUESDAY)]
    made += [around(5, lag=7), around(1, neighbours={}), around(1, neighbours={zone_id(1): ()})]
    said = {words.phrase(pressure.sentence(one), lang) for one in made}
    assert not any("{" in one for one in said)
    assert {one.why for one in made} == {
        "",
        "hidden",
        "missing",
        "population",
        "island",
        "no_outlines",
    }
    rate = "45,5" if lang == "id" else "45.5"
    assert any(rate in one and "10" in one for one in said)
