"""How ready a Kampung Siaga is, by looks of known days."""

from __future__ import annotations

import pytest

from geo.response import Record
from geo.response_kinds import SIAGA
from geo.siaga import Readiness, readiness
from tests import toy
from tests.register_kit import check, on, register


def ready(*records: Record, day: str = "2021-03-15", rw: str = "") -> Readiness:
    return readiness(register(*records), toy.zone_id(1), rw, on(day))


def test_nobody_looked_is_not_the_same_as_not_ready() -> None:
    made = ready()
    assert [item.key for item in made.items] == list(SIAGA)
    assert all(item.ready is None and item.date is None and not item.old for item in made.items)
    assert (made.ready, made.known) == (0, False)


def test_the_last_look_up_to_the_day_counts() -> None:
    made = ready(
        check("health", "2021-03-01", ready=False),
        check("health", "2021-03-10", ready=True),
        check("health", "2021-03-16", ready=False),
        check("security", "2021-03-15", ready=False),
    )
    health, security, *others = made.items
    assert (health.ready, health.date) == (True, on("2021-03-10"))
    assert (security.ready, security.counts) == (False, False)
    assert [item.ready for item in others] == [None, None, None]
    assert (made.ready, made.known) == (1, True)


def test_of_two_looks_on_one_day_the_later_record_counts() -> None:
    looks = [check("health", "2021-03-10", ready=yes) for yes in (True, False)]
    assert ready(*looks).items[0].ready is False
    assert ready(*reversed(looks)).items[0].ready is True


@pytest.mark.parametrize(("day", "old"), [("2021-03-31", False), ("2021-04-01", True)])
def test_a_look_is_old_after_thirty_days(day: str, old: bool) -> None:
    item = ready(check("health", "2021-03-01"), day=day).items[0]
    assert (item.old, item.counts, item.ready) == (old, not old, True)


def test_an_rw_and_its_kelurahan_are_two_places() -> None:
    looks = [check("health", "2021-03-10", rw="001"), check("security", "2021-03-10", square=2)]
    assert not ready(*looks).known
    assert ready(*looks, rw="001").ready == 1


def test_all_five_are_ready() -> None:
    assert ready(*(check(item, "2021-03-10") for item in SIAGA)).ready == 5


def test_a_look_that_waits_does_not_count() -> None:
    assert not ready(check("health", "2021-03-10", waiting=True)).known
