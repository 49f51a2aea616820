"""What has changed of a day between two states of knowledge, counted by hand on nine squares."""

from __future__ import annotations

import datetime as dt

from geo import knowledge
from geo.rules import registry
from geo.views import city_view
from tests import toy

RULE = registry()["insidensi7"]
DAY = dt.date(2021, 3, 8)


def daily(*last: int | None) -> dict[dt.date, list[int | None]]:
    """Eight days without a case, but for what each square reports on the last."""
    table: dict[dt.date, list[int | None]] = {
        DAY - dt.timedelta(days=n): [0] * 9 for n in range(7, 0, -1)
    }
    table[DAY] = list(last)
    return table


def test_colours_and_numbers_that_changed() -> None:
    """10,000 people each: 1 case is 10 per 100,000 (kuning), 6 are 60 (oranye), 20 are 200."""
    people = toy.population([10_000] * 9)
    then = toy.facts(daily(0, 1, 6, 20, 1, 0, 0, None, 0), "new", population=people)
    now = toy.facts(daily(0, 6, 1, 20, 2, None, 0, None, 3), "new", population=people)
    made = knowledge.revised(*(city_view(facts, RULE, DAY) for facts in (then, now)))
    found = {zone.zone_id: zone for zone in made.zones}
    two, three, five, six, nine = (found[toy.zone_id(n)] for n in (2, 3, 5, 6, 9))
    assert (two.then, two.present, two.added) == ("kuning", "oranye", 5)
    assert (three.then, three.present, three.added) == ("oranye", "kuning", -5)
    assert (five.recoloured, five.added, five.changed) == (False, 1, True)
    assert (six.then, six.present, six.cases_present, six.added) == (
        "hijau",
        "usang",
        None,
        None,
    )
    assert (nine.then, nine.present, nine.added) == ("hijau", "kuning", 3)
    assert not found[toy.zone_id(8)].changed
    assert made.recoloured == 4
    assert (made.worse, made.better) == (2, 1)
    assert made.added == 5 - 5 + 1 + 3
    order = [found[toy.zone_id(n)] for n in (2, 3, 9, 6, 5)]
    by_name = sorted(order[:2], key=lambda zone: zone.name)
    assert list(made.changed) == [*by_name, *order[2:]]


def test_nothing_known_then_is_no_change_of_numbers() -> None:
    then, now = toy.facts({}, "new"), toy.facts(daily(*[0] * 9), "new")
    made = knowledge.revised(*(city_view(facts, RULE, DAY) for facts in (then, now)))
    assert made.recoloured == 9
    assert (made.worse, made.better, made.added) == (0, 0, None)


def test_two_days_of_one_record() -> None:
    """A week apart: hijau to kuning (1 case), to oranye (6); one zone is not reported on the second
    day, one has a first number on it."""
    people = toy.population([10_000] * 9)
    table = {
        DAY + dt.timedelta(days=n): [0, 0, 0, 0, 0, 0, 0, 0, None if n < 1 else 0]
        for n in range(-7, 7)
    }
    table[DAY + dt.timedelta(days=7)] = [0, 1, 6, 0, 0, 0, 0, None, 0]
    facts = toy.facts(table, "new", population=people)
    later = DAY + dt.timedelta(days=7)
    made = knowledge.revised(*(city_view(facts, RULE, day) for day in (DAY, later)))
    assert (made.worse, made.better, made.comparable) == (2, 0, 7)
    assert (made.lost, made.gained) == (1, 1)
    assert made.recoloured == 4
