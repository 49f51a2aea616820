"""Why a colour: chances and steps worked out by hand, smoothed and hidden ones included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo import doubt, exports
from geo.render import why as card
from geo.render import words
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import city_view
from geo.why import Step, Why, rates, why
from tests import toy

RULES = registry()
WEEKLY = RULES["insidensi7"]


def of(square: int, rule: str = "insidensi7", *, smoothed: bool = False) -> Why:
    view = city_view(toy.facts(), RULES[rule], toy.LAST, smoothed=smoothed)
    return why(view, toy.zone_id(square))


@pytest.mark.parametrize(
    ("square", "up", "down"),
    [
        (1, Step(1, "kuning"), None),  # none of 20,000
        (2, Step(1, "oranye"), Step(4, "hijau")),  # 4 of 10,000: 5 is orange
        (3, None, Step(1, "oranye")),  # 8 of 5,000: 7.5 is the bound
        (4, Step(12, "merah"), Step(1, "kuning")),  # 6 of 12,000: 6 and 18
        (5, None, Step(1, "oranye")),  # 30 of 20,000: exactly at the bound
    ],
)
def test_the_steps_to_the_next_colours(square: int, up: Step | None, down: Step | None) -> None:
    made = of(square)
    assert (made.up, made.down) == (up, down)


def test_a_step_may_jump_a_colour() -> None:
    facts = toy.facts()
    population = facts.population.assign(population=[1_000, *toy.PEOPLE[1:]])
    view = city_view(replace(facts, population=population), WEEKLY, toy.LAST)
    # One case among 1,000 is 100 per 100,000: orange, yellow is never reached.
    assert why(view, toy.zone_id(1)).up == Step(1, "oranye")


@pytest.mark.parametrize(
    ("cases", "people", "above_20", "above_50", "above_150"),
    [
        (0, 10_000, 0.045500, 0.001565, 0.0),
        (1, 5_000, 0.572407, 0.171797, 0.001817),
        (3, 5_000, 0.959840, 0.659963, 0.035999),
        (8, 10_000, 0.999483, 0.903610, 0.026345),
        (15, 10_000, 1.000000, 0.999874, 0.517297),
    ],
)
def test_chances_are_those_of_the_published_table(
    cases: int, people: int, above_20: float, above_50: float, above_150: float
) -> None:
    made = doubt.chances(WEEKLY, np.array([[float(cases)]]), np.array([float(people)]))[0, 0]
    assert made == pytest.approx([1 - above_50, above_50 - above_150, above_150], abs=2e-6)
    assert made.sum() == pytest.approx(1)


def test_green_is_as_sure_as_a_rate_below_the_first_bound() -> None:
    codes, cases = np.array([["h", "k"]]).T, np.array([[0.0], [1.0]])
    sure = doubt.certainty(WEEKLY, codes, cases, np.array([10_000.0, 5_000.0]))
    assert sure[:, 0] == pytest.approx([1 - 0.001565, 1 - 0.171797], abs=2e-6)
    people = np.array([1_000.0, 5_000.0])
    # None of 1,000: chi-square with one degree beyond 1 is 0.3173, so green is not sure.
    assert doubt.doubtful(WEEKLY, codes, cases, people)[:, 0].tolist() == [True, False]


def test_a_colour_that_says_nothing_has_no_chance() -> None:
    codes = np.array([["t", "u", "s", "?"]]).T
    cases = np.array([[np.nan], [np.nan], [np.nan], [-1.0]])
    assert np.isnan(doubt.certainty(WEEKLY, codes, cases, np.full(4, 1_000.0))).all()
    assert not doubt.doubtful(WEEKLY, codes, cases, np.full(4, 1_000.0)).any()


def test_rate_range_and_window_by_hand() -> None:
    made = of(4)
    assert (made.first_day, made.last_day) == (toy.MIDDLE + toy.dt.timedelta(days=1), toy.LAST)
    assert made.rate == pytest.approx(50)
    # Garwood for 6 cases: 2.2019 and 13.0595.
    assert (made.rate_low, made.rate_high) == pytest.approx((18.349, 108.829), abs=2e-3)
    assert made.few


@pytest.mark.parametrize("square", [6, 7, 8, 9])
def test_without_a_colour_there_are_no_steps(square: int) -> None:
    made = of(square)
    assert (made.up, made.down, made.chances, made.certainty) == (None, None, (), None)


def test_smoothed_colours_have_no_steps_of_whole_cases() -> None:
    made = of(3, smoothed=True)
    assert made.coloured_smoothed
    assert (made.up, made.down) == (None, None)
    rate = made.rate_smoothed
    assert rate is not None and made.rate is not None
    # Drawn from 160 towards the city's 48 cases among 67,000 people: 71.6.
    assert 71.6 < rate < made.rate
    assert any("dihaluskan" in sentence for _, sentence in card.lines(made, "id"))


def test_counts_since_the_first_report_have_steps_but_no_chances() -> None:
    made = of(3, "bjm-2020-06")
    assert made.status.cases == 20
    assert (made.up, made.down) == (Step(31, "hitam"), Step(20, "hijau"))
    assert made.chances == ()
    assert made.first_day is None


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_card_can_be_said(lang: str) -> None:
    for rule in ("insidensi7", "harvard", "insidensi14", "bjm-2020-04", "kepmendagri-440-830"):
        for square in range(1, 10):
            for label, sentence in card.lines(of(square, rule), lang):
                assert label
                assert "{" not in sentence and "None" not in sentence and "nan" not in sentence


def test_the_public_learns_no_small_count() -> None:
    facts = replace(toy.facts(), policy=PUBLIC)
    view = city_view(facts, WEEKLY, toy.LAST)  # a Monday: Sunday's window shows, never reported
    assert all(zone.cases is None for zone in view.zones)
    sunday = toy.facts({toy.dt.date(2021, 3, 7): (0,) * 9, toy.dt.date(2021, 3, 14): range_of(9)})
    view = city_view(replace(sunday, policy=PUBLIC), WEEKLY, toy.dt.date(2021, 3, 15))
    counts = [zone.cases for zone in view.zones]
    assert counts == [0, None, None, None, None, 5, 6, 7, 8]
    assert [zone.hidden for zone in view.zones] == [False, *[True] * 4, *[False] * 4]
    assert view.window_cases is None
    hidden = why(view, toy.zone_id(2))
    assert (hidden.up, hidden.rate, hidden.chances) == (None, None, ())
    shown = why(view, toy.zone_id(6))
    assert shown.last_day == toy.dt.date(2021, 3, 14)
    assert shown.rate_smoothed is None
    made = rates(view)
    assert made[toy.zone_id(2)] == (None, None, None, "")
    assert made[toy.zone_id(6)][2] is None


def range_of(length: int) -> tuple[int, ...]:
    return tuple(range(length))


def test_rates_of_all_zones_are_those_of_each_card() -> None:
    view = city_view(toy.facts(), WEEKLY, toy.LAST)
    made = rates(view)
    for square in range(1, 6):
        low, high, smoothed, confidence = made[toy.zone_id(square)]
        single = why(view, toy.zone_id(square))
        assert (low, high) == pytest.approx((single.rate_low, single.rate_high))
        assert smoothed == pytest.approx(single.rate_smoothed)
        assert confidence == ("ragu" if single.status.doubtful else "yakin")


@pytest.mark.parametrize(
    ("people", "cases", "up", "down"),
    [
        # One of 666 is 150.15 per 100,000: from green past yellow and orange, and back again.
        (666, 0, Step(1, "merah"), None),
        (666, 1, None, Step(1, "hijau")),
        (666, 9, None, Step(9, "hijau")),
        # One of 1,000 is 100, two are 200; yellow is never reached.
        (1_000, 1, Step(1, "merah"), Step(1, "hijau")),
        (1_000, 2, None, Step(1, "oranye")),
        # 50 and 150 per 100,000 of 31,027 are 15.5 and 46.5 cases.
        (31_027, 15, Step(1, "oranye"), Step(15, "hijau")),
        (31_027, 16, Step(31, "merah"), Step(1, "kuning")),
        (31_027, 46, Step(1, "merah"), Step(31, "kuning")),
        (31_027, 47, None, Step(1, "oranye")),
    ],
)
def test_steps_of_the_small_and_the_large(
    people: int, cases: int, up: Step | None, down: Step | None
) -> None:
    table = {toy.MIDDLE: (0,) * 9, toy.LAST: (cases, *(0,) * 8)}
    facts = toy.facts(table, population=toy.population([people, *toy.PEOPLE[1:]]))
    made = why(city_view(facts, WEEKLY, toy.LAST), toy.zone_id(1))
    assert (made.up, made.down) == (up, down)


def test_steps_under_a_rule_without_a_band_of_no_cases() -> None:
    # Of 20,000: a case a day is 5 per 100,000; 1, 10 and 25 are 1.4, 14 and 35 cases in 7 days.
    table = {toy.MIDDLE: (0,) * 9, toy.LAST: (1, 0, 0, 0, 14, 0, 0, 0, 0)}
    view = city_view(toy.facts(table), RULES["harvard"], toy.LAST)
    one, five = (why(view, toy.zone_id(square)) for square in (1, 5))
    assert (one.status.level, one.up, one.down) == ("hijau", Step(1, "kuning"), None)
    assert (five.status.level, five.up, five.down) == (
        "oranye", Step(21, "merah"), Step(1, "kuning"),
    )  # fmt: skip


# cases, people, low, high: exact Poisson limits per 100,000.
GARWOOD = [
    (0, 12_000, 0, 30.7407), (1, 12_000, 0.2110, 46.4304), (2, 5_000, 4.8442, 144.4938),
    (3, 5_000, 12.3734, 175.3455), (5, 10_000, 16.2349, 116.6833), (10, 20_000, 23.9769, 91.9518),
    (30, 30_000, 67.4696, 142.7562), (100, 700_000, 11.6234, 17.3753),
]  # fmt: skip


def test_limits_in_exports_are_those_of_the_published_table() -> None:
    table = {toy.MIDDLE: (0,) * 9, toy.LAST: (*(row[0] for row in GARWOOD), toy.NONE)}
    facts = toy.facts(table, population=toy.population([*(row[1] for row in GARWOOD), 10_000]))
    rows = exports.rows(city_view(facts, WEEKLY, toy.LAST), "id")
    for row, (_, _, low, high) in zip(rows, GARWOOD, strict=False):
        assert row["incidence_low"] == pytest.approx(low, abs=0.0051)
        assert row["incidence_high"] == pytest.approx(high, abs=0.0051)
    assert [row["rule_version"] for row in rows] == ["1"] * 9
    assert [row["confidence"] for row in rows] == [
        "yakin",  # green: a rate below 50 with 0.9990
        "yakin",  # 1 of 12,000
        "ragu",  # 2 of 5,000 = 40: the limits reach from 5 to 144
        "ragu",  # 3 of 5,000: 0.66 - 0.04
        "ragu",  # 5 of 10,000 = 50, the very bound
        "ragu",  # 10 of 20,000 = 50 as well
        "yakin",  # 30 of 30,000 = 100, limits 67 and 143
        "yakin",  # 100 of 700,000 = 14, limits 12 and 17
        "",
    ]
    last = rows[8]
    names = ("cases", "incidence", "incidence_low", "incidence_high", "smoothed")
    assert [last[name] for name in names] == [None] * 5


def test_smoothed_rates_in_exports_by_hand() -> None:
    cases, people = (0, 1, 2, 12, 5, 40), (5_000, 8_000, 10_000, 15_000, 20_000, 30_000)
    table = {toy.MIDDLE: (0,) * 9, toy.LAST: (*cases, *[toy.NONE] * 3)}
    facts = toy.facts(table, population=toy.population([*people, None, None, None]))
    rows = exports.rows(city_view(facts, WEEKLY, toy.LAST), "en")
    # Marshall: 68.18 per 100,000 in all, drawn to it by 0.38 of 5,000 people, 0.09 of 30,000.
    assert [row["smoothed"] for row in rows[:6]] == [25.80, 27.85, 31.25, 78.01, 30.70, 127.33]
    assert [row["smoothed"] for row in rows[6:]] == [None] * 3


def test_a_rule_without_rates_has_a_version_and_no_confidence() -> None:
    rows = exports.rows(city_view(toy.facts(), RULES["bjm-2020-06"], toy.LAST), "id")
    for row in rows:
        assert (row["incidence_low"], row["incidence_high"], row["smoothed"]) == (None,) * 3
        assert (row["confidence"], row["rule_version"]) == ("", "1")


@pytest.mark.parametrize(
    ("key", "day", "lang", "said"),
    [
        ("cdc-transmisi", (2021, 1, 31), "en", ["not in force on 31 January 2021", "what-if"]),
        ("cdc-transmisi", (2021, 1, 31), "id", ["tidak berlaku pada 31 Januari 2021"]),
        ("cdc-transmisi", (2021, 2, 1), "en", []),
        ("cdc-transmisi", (2022, 2, 24), "en", []),
        ("cdc-transmisi", (2022, 2, 25), "en", ["from 1 February 2021 to 24 February 2022"]),
        ("insidensi7", (1999, 1, 1), "en", []),
    ],
)
def test_a_day_redrawn_under_a_rule_of_another_time(
    key: str, day: tuple[int, int, int], lang: str, said: list[str]
) -> None:
    view = city_view(toy.facts(), RULES[key], toy.dt.date(*day))
    banner = words.what_if(view, lang)
    assert (banner is not None) == bool(said)
    reason = str(exports.rows(view, lang)[0]["reason"])
    for word in said:
        assert word in str(banner) and word in reason


@pytest.mark.parametrize("weekday", range(7))
def test_the_public_week_ends_on_sunday(weekday: int) -> None:
    # 14 March 2021 is a Sunday; the week after it is open until the 21st.
    daily = {toy.dt.date(2021, 3, 1) + toy.dt.timedelta(days=i): (2,) * 9 for i in range(21)}
    facts = replace(toy.facts(daily, "new"), policy=PUBLIC)
    day = toy.dt.date(2021, 3, 14) + toy.dt.timedelta(days=weekday)
    made = why(city_view(facts, WEEKLY, day), toy.zone_id(5))
    assert (made.first_day, made.last_day) == (toy.dt.date(2021, 3, 8), toy.dt.date(2021, 3, 14))
    assert (made.status.cases, made.up) == (14, Step(16, "merah"))  # 10 and 30 of 20,000
