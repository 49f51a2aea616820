"""Who is like whom: distances worked out by hand, parts left out, and what the public may learn."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geo import alike, suppression, text
from geo.errors import InputError
from geo.facts import Facts
from geo.render.words import phrase
from tests import toy

LAST = dt.date(2021, 5, 2)
SUNDAYS = tuple(LAST - dt.timedelta(days=7 * i) for i in range(8, -1, -1))
"""Nine Sundays, so that a running total gives eight weeks."""
NOBODY = (None,) * 9
Z = toy.zone_id


def city(
    people: Sequence[int | None] = (100_000,) * 3 + (None,) * 6,
    weekly: Sequence[int | None] = NOBODY,
    areas: Sequence[float] = (1.0,) * 9,
    **changes: Any,
) -> Facts:
    """A toy city with the same new cases every week."""
    table = {
        day: tuple(None if n is None else n * week for n in weekly)
        for week, day in enumerate(SUNDAYS)
    }
    zones = toy.zones().assign(area_km2=list(areas))
    return toy.facts(table, population=toy.population(people), zones=zones, **changes)


def found(facts: Facts, square: int = 1, **options: object) -> dict[int, alike.Like]:
    made = alike.alike(facts, Z(square), LAST, **options)  # type: ignore[arg-type]
    return {int(like.zone_id[-1]): like for like in made.nearest}


# --- Distances ----------------------------------------------------------------------------------


def test_people_and_density_by_hand() -> None:
    # Logarithms 0, 1 and 2 times ln 2 apart: their standard deviation is sqrt(2/3) ln 2. On equal
    # areas density goes the same way.
    near = found(city((10_000, 20_000, 40_000, *(None,) * 6)))
    assert list(near) == [2, 3]
    one = math.sqrt(3 / 2)
    assert (near[2].people, near[2].density) == pytest.approx((one, one))
    assert (near[2].distance, near[3].distance) == pytest.approx((one, 2 * one))
    assert near[2].missing == ("course",) and not near[2].hidden


def test_a_part_that_is_the_same_everywhere_is_left_out() -> None:
    # Twice the people on twice the area: the same density in all three.
    facts = city((10_000, 20_000, 40_000, *(None,) * 6), areas=(1.0, 2.0, 4.0) + (1.0,) * 6)
    near = found(facts)
    assert near[2].density is None and near[2].distance == pytest.approx(math.sqrt(3 / 2))
    # As many people everywhere, areas of 1, 2 and 4.
    near = found(city(areas=(1.0, 2.0, 4.0) + (1.0,) * 6))
    assert near[3].people is None and near[3].density == pytest.approx(2 * math.sqrt(3 / 2))


def test_the_course_by_hand() -> None:
    # 1, 4 and 9 cases a week of 100,000 people: roots 1, 2 and 3, standard deviation sqrt(2/3).
    near = found(city(weekly=(1, 4, 9, *(None,) * 6)))
    assert near[2].course == pytest.approx(math.sqrt(3 / 2))
    assert near[3].course == pytest.approx(2 * math.sqrt(3 / 2))
    assert near[2].missing == ("people", "density")


def test_a_course_is_of_rates_not_of_counts() -> None:
    # 4 of 100,000, 16 of 400,000: the same course.
    facts = city((100_000, 400_000, 100_000, *(None,) * 6), (4, 16, 25, *(None,) * 6))
    near = found(facts)
    assert near[2].course == pytest.approx(0) and near[3].course == pytest.approx(2.1213, abs=1e-4)


def test_three_parts_weigh_the_same() -> None:
    # People 1 : 2 : 4 times, area the same, course roots per 100,000 that happen to be 1, 2 and 3.
    people = (100_000, 200_000, 400_000, *(None,) * 6)
    near = found(city(people, (1, 8, 36, *(None,) * 6)))
    one = math.sqrt(3 / 2)
    assert (near[2].people, near[2].density, near[2].course) == pytest.approx((one, one, one))
    assert near[2].distance == pytest.approx(one) and near[2].missing == ()
    # Square 3 as dense as square 1: parts 2, 0 (of a spread of its own) and 2.
    near = found(city(people, (1, 8, 36, *(None,) * 6), (1.0, 1.0, 4.0) + (1.0,) * 6))
    assert near[3].density == pytest.approx(0)
    assert near[3].distance == pytest.approx(math.sqrt((6 + 0 + 6) / 3))


def test_waves_at_other_times_are_far_apart() -> None:
    # The same 36 cases in all, early, late, and early again: only the third has my past.
    early, late = (0, 9, 18, 27, 36, 36, 36, 36, 36), (0, 0, 0, 0, 0, 9, 18, 27, 36)
    table = {day: (early[i], late[i], early[i]) for i, day in enumerate(SUNDAYS)}
    facts = toy.facts(table, population=toy.population((100_000,) * 3 + (None,) * 6))
    near = found(facts)
    assert list(near) == [3, 2] and near[3].course == 0
    # Every week two have the root r and one 0, or the other way round: mean square 2/9 r^2.
    assert near[2].course == pytest.approx(math.sqrt(9 / 2))


def test_ties_go_by_code_and_k_is_kept() -> None:
    facts = city((10_000, 20_000, 20_000, 20_000, 5_000, 5_000, 20_000, 20_000, 10_000))
    made = alike.alike(facts, Z(1), LAST)
    assert [like.zone_id for like in made.nearest] == [Z(k) for k in (9, 2, 3, 4, 5)]
    assert len(alike.alike(facts, Z(1), LAST, nearest=2).nearest) == 2
    assert len(alike.alike(facts, Z(1), LAST, nearest=99).nearest) == 8


def test_it_is_as_far_there_as_back() -> None:
    facts = city((10_000, 23_000, 41_000, *(None,) * 6), (3, 8, 30, *(None,) * 6))
    there, back = found(facts, 1)[2], found(facts, 2)[1]
    assert there.distance == pytest.approx(back.distance) and there.distance > 0


# --- What is missing ----------------------------------------------------------------------------


def test_zones_of_which_nothing_is_known_are_counted() -> None:
    made = alike.alike(city((10_000, 20_000, 40_000, *(None,) * 6)), Z(1), LAST)
    assert len(made.nearest) == 2 and made.unknown == 6 and made.weeks == ()
    nothing = alike.alike(city(NOBODY), Z(1), LAST)
    assert nothing.nearest == () and nothing.unknown == 8
    assert phrase(alike.measure(nothing), "id").startswith("Tidak ada kelurahan")


@pytest.mark.parametrize(("known", "compared"), [(4, True), (3, False)])
def test_a_course_needs_four_weeks_of_both(known: int, compared: bool) -> None:
    table = {day: (i, 4 * i if i <= known else None, 9 * i) for i, day in enumerate(SUNDAYS)}
    facts = toy.facts(table, population=toy.population((100_000,) * 3 + (None,) * 6))
    near = found(facts)
    assert (2 in near) is compared
    assert 3 in near


def test_a_week_that_a_revision_made_negative_is_unknown() -> None:
    table = {day: (i, 4 * i, 9 * i) for i, day in enumerate(SUNDAYS)}
    table[SUNDAYS[4]] = (4, 90, 36)
    facts = toy.facts(table, population=toy.population((100_000,) * 3 + (None,) * 6))
    near = found(facts)
    # The week with 78 cases counts, the one with 70 too few does not.
    weeks = np.array([1, 1, 1, math.sqrt(78) - 1, 1, 1, 1])
    assert near[2].course is not None
    ratio = near[2].course / near[3].course  # type: ignore[operator]
    assert ratio == pytest.approx(math.sqrt((weeks**2).mean()) / 2)


def test_days_after_the_last_report_look_at_the_last_weeks() -> None:
    facts = city(weekly=(1, 4, 9, *(None,) * 6))
    late = alike.alike(facts, Z(1), LAST + dt.timedelta(days=3))
    assert late.weeks == SUNDAYS[:0:-1]
    assert late == alike.alike(facts, Z(1), LAST)
    # Before the last report: nothing of what came after.
    early = alike.alike(facts, Z(1), SUNDAYS[3])
    assert early.weeks[0] == SUNDAYS[3] and all(like.course is None for like in early.nearest)


def test_a_city_with_one_day_of_data_has_no_course() -> None:
    facts = toy.facts({toy.LAST: (3, 5, 9)}, population=toy.population((1_000, 2_000, *NOBODY[2:])))
    made = alike.alike(facts, Z(1), toy.LAST)
    assert [like.missing for like in made.nearest] == [("course",)]
    assert made.weeks == ()
    assert "tidak dapat dipakai" in phrase(alike.measure(made), "id")


def test_settings_and_codes_that_can_not_be() -> None:
    for options in ({"nearest": 0}, {"weeks": 0}):
        with pytest.raises(InputError) as raised:
            alike.alike(city(), Z(1), LAST, **options)  # type: ignore[arg-type]
        assert text.error(raised.value, "id")
    with pytest.raises(InputError):
        alike.alike(city(), "63.71.01.1001", LAST)


# --- Another city -------------------------------------------------------------------------------


def elsewhere(facts: Facts) -> Facts:
    """The same city under other codes."""
    tables = {}
    for name in ("zones", "population", "observations"):
        table = getattr(facts, name)
        tables[name] = table.assign(zone_id=table["zone_id"].str.replace("99.01", "99.02"))
    return replace(facts, **tables, neighbours={})


def test_another_city_is_measured_by_its_own_spread() -> None:
    here = city((10_000, 80_000, *(None,) * 7))
    there = elsewhere(city((10_000, 20_000, 40_000, *(None,) * 6)))
    made = alike.alike(here, Z(1), LAST, among=there)
    assert [like.zone_id[-1] for like in made.nearest] == ["1", "2", "3"]
    assert all(like.zone_id.startswith("99.02") for like in made.nearest)
    assert made.nearest[0].distance == 0
    assert made.nearest[1].people == pytest.approx(math.sqrt(3 / 2))
    assert made.unknown == 6


def test_another_city_is_looked_at_in_the_same_weeks() -> None:
    here = city(weekly=(4, *(None,) * 8))
    there = elsewhere(city(weekly=(1, 4, 9, *(None,) * 6)))
    made = alike.alike(here, Z(1), LAST, among=there)
    assert [int(like.zone_id[-1]) for like in made.nearest] == [2, 1, 3]
    assert made.nearest[0].course == 0
    # Long before: no week of both.
    moved = here.observations["date"] - np.timedelta64(700, "D")
    past = replace(here, observations=here.observations.assign(date=moved))
    made = alike.alike(past, Z(1), LAST, among=there)
    assert all(like.course is None for like in made.nearest)


# --- Who may know -------------------------------------------------------------------------------


def test_the_public_gets_hidden_zones_by_people_and_density_only() -> None:
    facts = city((10_000, 20_000, 40_000, 30_000, *(None,) * 5), (8, 3, 9, 0, *(None,) * 5))
    official, public = found(facts), found(replace(facts, policy=suppression.PUBLIC))
    assert official[2].course is not None and not official[2].hidden
    assert public[2].course is None and public[2].hidden and public[2].people is not None
    assert (
        phrase(alike.left_out(public[2])[0], "id") == "Tanpa kasus mingguan: angka kecil disamarkan"
    )
    assert public[3].course is not None and public[4].course is not None
    # One's own numbers hidden: nobody has a course.
    small = found(replace(facts, policy=suppression.PUBLIC), 2)
    assert all(like.course is None and like.hidden for like in small.values())
    # Its lurah knows them, those of other small ones not.
    lurah = found(replace(facts, policy=suppression.PUBLIC.open_to(Z(2))), 2)
    assert lurah[1].course is not None and not lurah[1].hidden


@pytest.mark.parametrize("square", [1, 2, 3])
def test_nothing_that_the_public_gets_depends_on_a_hidden_count(square: int) -> None:
    people = (10_000, 20_000, 40_000, 30_000, 25_000, *(None,) * 4)
    made = [
        alike.alike(
            city(people, (8, hidden, 9, 12, 0, *(None,) * 4), policy=suppression.PUBLIC),
            Z(square),
            LAST,
        )
        for hidden in (1, 2, 3, 4)
    ]
    assert made[0] == made[1] == made[2] == made[3]


def test_one_hidden_week_hides_the_course() -> None:
    table = {day: (8 * i, 8 * i, 9 * i, 20 * i) for i, day in enumerate(SUNDAYS)}
    table[SUNDAYS[-1]] = (64, 59, 72, 160)
    facts = toy.facts(
        table,
        population=toy.population((10_000,) * 4 + (None,) * 5),
        policy=suppression.PUBLIC,
    )
    near = found(facts)
    assert 2 not in near and set(near) == {3, 4}


def test_an_invented_course_is_marked() -> None:
    facts = city(weekly=(1, 4, 9, *(None,) * 6), simulated=True)
    assert alike.alike(facts, Z(1), LAST).simulated
    assert not alike.alike(replace(facts, simulated=False), Z(1), LAST).simulated
    # Nothing invented goes into people and density.
    assert not alike.alike(city((1_000, 2_000, *NOBODY[2:]), simulated=True), Z(1), LAST).simulated


def test_what_was_measured_is_said() -> None:
    made = alike.alike(city((10_000, 20_000, *NOBODY[2:]), (1, 4, *NOBODY[2:])), Z(1), LAST)
    assert "8 pekan terakhir" in phrase(alike.measure(made), "id")
    assert alike.left_out(made.nearest[0]) == ()
