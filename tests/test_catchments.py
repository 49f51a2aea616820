"""Whose kelurahan is whose on a day, and what a programme reached, by hand.

Lama has squares 1 (20,000 people) and 2 (10,000) until 30 June 2021; from 1 July square 2 is
Baru's, which opened that day. Tetap has square 8, whose people are unknown. Nobody knows about the
others.
"""

from __future__ import annotations

import pytest

from geo import catchments
from geo.response import Record, Session
from tests import toy
from tests.register_kit import catchment, on, puskesmas, register, session

PLACES: tuple[Record, ...] = (
    puskesmas("Tetap"),
    puskesmas("Lama"),
    puskesmas("Baru", opened="2021-07-01"),
    puskesmas("Bekas", closed="2020-12-31"),
    catchment("Lama", 1),
    catchment("Lama", 2, end="2021-06-30"),
    catchment("Baru", 2, start="2021-07-01"),
    catchment("Tetap", 8),
)
PEOPLE = {
    zone: float("nan") if people is None else float(people)
    for zone, people in zip(toy.IDS, toy.PEOPLE, strict=True)
}
REGISTER = register(*PLACES)


@pytest.mark.parametrize(
    ("square", "day", "name"),
    [
        (1, "2019-01-01", "Lama"),
        (1, "2030-01-01", "Lama"),
        (2, "2021-06-30", "Lama"),
        (2, "2021-07-01", "Baru"),
        (3, "2021-07-01", None),
    ],
)
def test_the_puskesmas_of_a_kelurahan(square: int, day: str, name: str | None) -> None:
    found = catchments.of_zone(REGISTER, toy.zone_id(square), on(day))
    assert (found and found.puskesmas) == name


def test_the_kelurahan_of_a_puskesmas() -> None:
    both = (toy.zone_id(1), toy.zone_id(2))
    assert catchments.zones_of(REGISTER, "Lama", on("2021-06-30")) == both
    assert catchments.zones_of(REGISTER, "Lama", on("2021-07-01")) == both[:1]
    assert catchments.zones_of(REGISTER, "Baru", on("2021-06-30")) == ()
    assert catchments.zones_of(REGISTER, "Bekas", on("2020-06-30")) == ()


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2020-12-31", ["Bekas", "Lama", "Tetap"]),
        ("2021-01-01", ["Lama", "Tetap"]),
        ("2021-07-01", ["Baru", "Lama", "Tetap"]),
    ],
)
def test_which_puskesmas_are_open(day: str, names: list[str]) -> None:
    assert [one.puskesmas for one in catchments.open_on(REGISTER, on(day))] == names


def test_which_kelurahan_nobody_is_known_to_serve() -> None:
    served = {toy.zone_id(k) for k in (1, 2, 8)}
    unknown = catchments.unknown(REGISTER, toy.IDS, on("2021-07-01"))
    assert unknown == tuple(zone for zone in toy.IDS if zone not in served)


# --- Coverage, 1 to 28 June ---------------------------------------------------------------------


def covered(*sessions: Session, end: str = "2021-06-28") -> tuple[catchments.Coverage, ...]:
    made = REGISTER.with_(sessions)
    return catchments.coverage(made, PEOPLE, on("2021-06-01"), on(end))


def test_people_reached_per_thousand_of_the_catchment() -> None:
    (made,) = covered(
        session("Lama", "Es Lilin", "2021-05-31", 1000),
        session("Lama", "Es Lilin", "2021-06-01", 40),
        session("Lama", "es lilin", "2021-06-15"),
        session("Lama", "Es Lilin", "2021-06-28", 50),
        session("Lama", "Es Lilin", "2021-06-29", 1000),
    )
    assert (made.puskesmas, made.programme) == ("Lama", "Es Lilin")
    assert (made.sessions, made.counted, made.reached) == (3, 2, 90)
    # 90 of 20,000 + 10,000 people: 3 per 1,000.
    assert (made.people, made.per_1000) == (30_000, 3.0)
    assert not made.simulated


def test_the_catchment_is_that_of_the_last_day() -> None:
    (made,) = covered(session("Lama", "Es Lilin", "2021-06-15", 90), end="2021-07-01")
    assert (made.people, made.per_1000) == (20_000, 4.5)


def test_unknown_people_give_no_rate() -> None:
    (made,) = covered(session("Tetap", "Es Lilin", "2021-06-15", 90))
    assert (made.zones, made.people, made.per_1000) == ((toy.zone_id(8),), None, None)


def test_an_unknown_catchment_gives_no_rate() -> None:
    (made,) = covered(session("Bekas", "Es Lilin", "2021-06-15", 90))
    assert (made.zones, made.reached, made.people, made.per_1000) == ((), 90, None, None)


def test_sessions_that_nobody_counted_are_not_zero() -> None:
    (made,) = covered(session("Lama", "Es Lilin", "2021-06-15"))
    assert (made.sessions, made.counted, made.per_1000) == (1, 0, None)
    (none,) = covered(session("Lama", "Es Lilin", "2021-06-15", 0))
    assert (none.counted, none.per_1000) == (1, 0.0)


def test_each_programme_stands_alone_and_an_invented_session_says_so() -> None:
    first, second = covered(
        session("Lama", "Penting iso Gaya", "2021-06-15", 10, origin="simulated"),
        session("Lama", "Es Lilin", "2021-06-15", 20),
    )
    assert (first.programme, first.reached, first.simulated) == ("Es Lilin", 20, False)
    assert (second.programme, second.reached, second.simulated) == ("Penting iso Gaya", 10, True)


def test_a_session_that_waits_does_not_count() -> None:
    assert covered(session("Lama", "Es Lilin", "2021-06-15", 20, waiting=True)) == ()


def test_a_closed_puskesmas_serves_nobody() -> None:
    made = register(puskesmas("Lama", closed="2023-05-02"), catchment("Lama", 1))
    assert catchments.zones_of(made, "Lama", on("2023-05-02")) == (toy.zone_id(1),)
    assert catchments.zones_of(made, "Lama", on("2023-05-03")) == ()
