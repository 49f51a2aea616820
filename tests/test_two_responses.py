"""One kind of response in two cities: starts, the level of cases, what followed; by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.archive import CityFigures
from geo.register import Register
from geo.render import two_responses as drawn
from geo.suppression import PUBLIC
from geo.two_responses import Began, began, kinds
from tests import response_kit as kit
from tests import toy

START = kit.day(8)
DAILY = {kit.day(1) + dt.timedelta(days=n): [1 if n < 8 else 2] * 9 for n in range(36)}
"""Nine squares: a case a day up to 8 March, two a day from 9 March to 5 April."""
REGISTER = Register((kit.entry("kampung", 1, START), kit.entry("kampung", 2, kit.day(12))))


def of(register: Register = REGISTER, kind: str = "kampung", **changes: object) -> Began:
    return began(toy.facts(DAILY, "new", **changes), register, kind)


def test_who_started_when() -> None:
    made = of()
    assert (made.first, made.last) == (START, kit.day(12))
    assert (len(made.lines), made.zones, made.total, made.undated) == (2, 2, 9, 0)


def test_at_what_level_of_cases_and_what_followed() -> None:
    """9 squares: 7 days of 1 at the start; 14 and 28 days later 7 days of 2; 56 days later is
    beyond the record."""
    weeks = [(week.after, week.cases, week.reporting) for week in of().weeks]
    assert weeks == [(0, 63, 9), (14, 126, 9), (28, 126, 9), (56, None, 0)]


def test_a_real_response_is_not_set_beside_invented_cases() -> None:
    made = of(simulated=True)
    assert (made.weeks, made.why, made.simulated) == ((), "mixed", False)


def test_an_invented_one_is() -> None:
    invented = Register((kit.entry("kampung", 1, START, origin="simulated"),))
    made = of(invented, simulated=True)
    assert made.simulated
    assert made.weeks[0].cases == 63
    shown = drawn.shown([(toy.facts(), made)], "id")
    assert shown.count("SIMULASI") == 3  # above the places, in the caption, to be read aloud


def test_where_both_are_there_the_real_ones_are_told() -> None:
    both = REGISTER.with_([kit.entry("kampung", 3, kit.day(2), origin="simulated")])
    made = of(both, simulated=True)
    assert (made.first, made.simulated, len(made.lines)) == (START, False, 2)


def test_small_counts_stay_hidden() -> None:
    made = of(policy=PUBLIC)
    assert (made.weeks, made.why) == ((), "hidden")


def test_nothing_recorded_and_no_day() -> None:
    assert of(kind="satgas").lines == ()
    undated = of(Register((kit.entry("kampung", 1, None, about="2020"),)))
    assert (undated.first, undated.undated, undated.weeks) == (None, 1, ())
    said = drawn.shown([(toy.facts(), of(kind="satgas")), (toy.facts(), undated)], "en")
    assert "none on record" in said
    assert "1 place on record, without a date" in said


@pytest.mark.parametrize(("away", "told"), [(14, True), (-14, True), (15, False), (-15, False)])
def test_a_stated_figure_speaks_of_a_start_up_to_a_fortnight_away(away: int, told: bool) -> None:
    day = START + dt.timedelta(days=away)
    archive = toy.archive([("2021-03-01", 1, "merah")])
    row = {"date": day, "cases": 1009, "active": None, "recovered": None, "deaths": None}
    row |= {"flags": "", "url": "https://warta.test/kota", "note": ""}
    archive.city_figures.loc[0] = row
    made = of(archive=archive)
    assert (made.stated is not None) is told
    if made.stated:
        assert isinstance(made.stated, CityFigures)
        assert made.stated.cases == 1009


def test_the_kinds_of_both_are_offered_once() -> None:
    other = Register((kit.entry("aid", 1, kit.day(1)), kit.entry("kampung", 1, kit.day(2))))
    assert kinds((REGISTER, "covid19"), (other, "covid19")) == ("kampung", "aid")
    invented = Register((kit.entry("post", 1, kit.day(1), origin="simulated"), *other.records))
    assert kinds((invented, "covid19")) == ("aid", "kampung", "post")
    dengue = Register((kit.entry("fogging", 1, kit.day(1)),))
    assert kinds((dengue, "covid19")) == ()


def test_the_table_compares_with_the_start() -> None:
    shown = drawn.shown([(toy.facts(), of()), (toy.facts(), of(kind="aid"))], "id")
    assert "126 (2 kali saat mulai)" in shown or "126 (2,0 kali saat mulai)" in shown
    assert "63" in shown
