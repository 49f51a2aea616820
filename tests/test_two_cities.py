"""Two cities under one rule: shares, quartiles, starts and days, worked out with a pencil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geo import incomparable, two_cities
from geo.facts import Facts
from geo.reasons import Phrase
from geo.render import spread as spread_html
from geo.render import two_cities as words
from geo.rules import Rule, registry
from geo.suppression import PUBLIC
from geo.text import LANGUAGES
from geo.views import city_view
from geo.zoning import zoning
from tests import toy

RULES = registry()
WEEKLY, OFFICIAL = RULES["insidensi7"], RULES["resmi"]
OTHER = replace(toy.CITY, key="lain", name="Kota Lain")
DAY = dt.date(2021, 3, 8)


def days(first: dt.date, rows: Sequence[Sequence[Any]]) -> dict[dt.date, Sequence[Any]]:
    """A daily table: one row of nine squares a day."""
    return {first + dt.timedelta(days=n): row for n, row in enumerate(rows)}


def week(last: Sequence[Any], before: int = 7, first: dt.date = DAY) -> Facts:
    """New cases: ``before`` days of nothing, and ``last`` on the day itself."""
    start = first - dt.timedelta(days=before)
    people = toy.population([10_000] * 9)
    return toy.facts(days(start, [*[[0] * 9] * before, last]), "new", population=people)


def made(
    first: Facts,
    second: Facts,
    rule: Rule = WEEKLY,
    align: str = "calendar",
    day: dt.date | None = toy.LAST,
    other: dt.date | None = toy.LAST,
) -> two_cities.TwoCities:
    pair = tuple(zoning(facts, rule) for facts in (first, second))
    starts = tuple(two_cities.start(facts) for facts in (first, second))
    levels = two_cities.scale(rule, *pair)
    views = [
        city_view(facts, rule, at) if at else None for facts, at in ((first, day), (second, other))
    ]
    sides = [
        two_cities.side(facts, zoned, view, begun, levels)
        for facts, zoned, view, begun in zip((first, second), pair, views, starts, strict=True)
    ]
    return two_cities.TwoCities(rule, *sides, align, two_cities.offset(*starts, align))


def said(of: two_cities.TwoCities, *outside: float | None) -> dict[str, Phrase]:
    """What can't be compared by key; of two cities with one fault the first city's."""
    found = incomparable.reasons(of, RULES, outside or (None, None))
    return {one.key.removeprefix("two_cities.cannot."): one for one in reversed(found)}


def test_shares_are_of_the_zones_whose_level_is_known() -> None:
    """The toy city on its three days (see tests/toy.py): none known; 5 hijau, 1 kuning and 2 oranye
    of 8; 1 hijau, 1 kuning, 1 oranye and 2 merah of 5."""
    zoned = zoning(toy.facts(), WEEKLY)
    levels = two_cities.scale(WEEKLY, zoned)
    assert levels == ("hijau", "kuning", "oranye", "merah")
    found = two_cities.spread(zoned, levels)
    assert found.counts.tolist() == [[0, 5, 1], [0, 1, 1], [0, 2, 1], [0, 0, 2]]
    assert (found.known.tolist(), found.total) == ([0, 8, 5], 9)
    assert np.isnan(found.shares[:, 0]).all()
    assert found.shares[:, 2].tolist() == pytest.approx([0.2, 0.2, 0.2, 0.4])


def test_one_scale_has_what_either_city_has() -> None:
    black = toy.archive([("2021-03-15", 1, "hitam")])
    green = toy.archive([("2021-03-15", 1, "hijau")])
    pair = [zoning(toy.facts(archive=store), OFFICIAL) for store in (black, green)]
    assert two_cities.scale(OFFICIAL, *pair) == ("hijau", "hitam")
    assert two_cities.scale(OFFICIAL, pair[1], None) == ("hijau",)


def test_quartiles_are_over_known_zones_and_say_how_many() -> None:
    """On the last day squares 1 to 5 are known: 0, 40, 160, 50 and 150 per 100,000. In order 0, 40,
    50, 150, 160: quartiles 40, 50, 150. Together 0+4+8+6+30 = 48 cases in 67,000 people."""
    rates = two_cities.rates(city_view(toy.facts(), WEEKLY, toy.LAST))
    assert rates is not None
    assert (rates.known, rates.hidden, rates.total, rates.people) == (5, 0, 9, 67_000)
    assert rates.quartiles == ((40.0, 40.0), (50.0, 50.0), (150.0, 150.0))
    assert rates.city == pytest.approx((48 / 0.67, 48 / 0.67))


def test_a_rule_that_looks_at_no_rates_has_none() -> None:
    assert two_cities.rates(city_view(toy.facts(), OFFICIAL, toy.LAST)) is None
    without = toy.facts(population=toy.population([None] * 9))
    assert two_cities.rates(city_view(without, WEEKLY, toy.LAST)) is None


def test_for_the_public_hidden_counts_leave_a_range() -> None:
    """A closed week (Sunday 7 March): counts 0, 2, 6, 20, 1, 0, 0, missing, 8 in 10,000 people
    each. Seen: 0, 60, 200, 0, 0, 80 per 100,000 and two of 10 to 40. The median of 0 0 0 10 10 60
    80 200 is 10, that of 0 0 0 40 40 60 80 200 is 40; together 36 to 42 cases in 80,000 people."""
    sunday = dt.date(2021, 3, 7)
    facts = replace(week([0, 2, 6, 20, 1, 0, 0, None, 8], first=sunday), policy=PUBLIC)
    rates = two_cities.rates(city_view(facts, WEEKLY, sunday))
    assert rates is not None
    assert (rates.known, rates.hidden) == (8, 2)
    assert rates.quartiles[1] == (10.0, 40.0)
    assert rates.city == (36 / 0.8, 42 / 0.8)
    assert two_cities.start(facts) == two_cities.Start(None, "hidden")
    found = said(made(facts, facts, day=sunday, other=sunday, align="first10"))
    assert dict(found["hidden"].values) == {"city": "Kota Kotak", "n": 2, "known": 8}
    assert "start_hidden" in found


@pytest.mark.parametrize(
    ("rows", "day", "why"),
    [
        ([[4] + [0] * 8, [5] + [0] * 8, [0, 1] + [0] * 7, [9] * 9], 2, ""),  # 4, 9, 10
        ([[4] + [0] * 8, [5] + [0] * 8], None, "never"),
        ([[5, 5] + [0] * 7, [0] * 9], None, "above"),
        ([], None, "none"),
    ],
)
def test_the_start_is_the_day_of_the_tenth_case(
    rows: list[list[int]], day: int | None, why: str
) -> None:
    found = two_cities.start(toy.facts(days(DAY, rows), "new"))
    wanted = None if day is None else DAY + dt.timedelta(days=day)
    assert (found.day, found.why) == (wanted, why)


def test_running_totals_keep_their_last_report_and_gaps_are_told() -> None:
    """Square 1 reports 4 and then nothing, square 2 reports 0 and 6: ten on the third day. Squares
    3 to 9 never reported before it."""
    none = [None] * 7
    table = days(DAY, [[4, 0, *none], [None, 5, *none], [None, 6, *none]])
    found = two_cities.start(toy.facts(table, "cumulative"))
    assert found == two_cities.Start(DAY + dt.timedelta(days=2), "", 2, 9)
    assert not found.complete
    gap = days(DAY, [[4] + [0] * 8, [None] + [0] * 8, [6] + [0] * 8])
    partial = two_cities.start(toy.facts(gap, "new"))
    assert (partial.day, partial.reporting) == (DAY + dt.timedelta(days=2), 8)


def test_a_revision_back_below_ten_does_not_move_the_start() -> None:
    rows = [[9] + [0] * 8, [1] + [0] * 8, [-3] + [0] * 8, [5] + [0] * 8]
    assert two_cities.start(toy.facts(days(DAY, rows), "new")).day == DAY + dt.timedelta(days=1)


def test_days_of_the_other_city() -> None:
    one, two = two_cities.Start(dt.date(2020, 4, 1)), two_cities.Start(dt.date(2020, 3, 20))
    assert two_cities.offset(one, two, "first10") == -12
    assert two_cities.offset(one, two, "calendar") == 0
    assert two_cities.offset(one, two_cities.Start(None, "never"), "first10") == 0
    record = (dt.date(2021, 3, 1), dt.date(2021, 3, 8))
    assert two_cities.other_day(record, dt.date(2021, 3, 17), -12) == dt.date(2021, 3, 8)
    assert two_cities.other_day(record, dt.date(2021, 3, 4), 0) == dt.date(2021, 3, 1)
    assert two_cities.other_day((), dt.date(2021, 3, 4), 0) is None
    assert two_cities.other_day(record, None, 0) is None


def test_days_are_counted_from_each_city_s_start() -> None:
    early = toy.facts(days(DAY, [[0] * 9, [12] + [0] * 8, [0] * 9, [0] * 9]), "new")
    late = toy.facts(days(DAY, [[0] * 9] * 3 + [[12] + [0] * 8]), "new", city=OTHER)
    ends = DAY + dt.timedelta(days=3)
    found = made(early, late, align="first10", day=ends, other=ends)
    assert (found.offset, found.aligned) == (2, True)
    assert [side.since for side in found.sides] == [2, 0]
    assert dict(said(found)["days_apart"].values) == {
        "n": 2,
        "first_day": ends,
        "second_day": ends,
    }
    assert "days_apart" not in said(made(early, late, day=ends, other=ends))


def test_nothing_loaded_and_an_archive_alone() -> None:
    store = toy.archive([("2021-03-15", 1, "merah")])
    bare, archived = toy.facts({}, city=OTHER), toy.facts({}, archive=store)
    found = said(made(archived, bare, OFFICIAL, other=None))
    assert found["archive_only"].values["city"] == "Kota Kotak"
    assert found["no_cases"].values["city"] == found["no_archive"].values["city"] == "Kota Lain"
    assert {"archive_rules", "no_rates"} <= found.keys()
    assert "testing" not in found and "completeness" not in found


def test_populations_that_are_of_other_years_unstated_or_missing() -> None:
    other = toy.facts(city=OTHER, population=toy.population(year=2023))
    values = said(made(toy.facts(), other))["population_year"].values
    assert (values["first"], values["second"]) == ("2020", "2023")
    undated = toy.facts(city=OTHER, population=toy.population(year=None))
    found = said(made(toy.facts(), undated))
    assert found["population_undated"].values["city"] == "Kota Lain"
    assert "population_year" not in found
    assert dict(found["population_part"].values) == {"city": "Kota Kotak", "n": 1, "total": 9}
    mixed = toy.facts(city=OTHER, population=toy.population(year=[2020] * 8 + [2021]))
    assert said(made(toy.facts(), mixed))["population_years"].values["years"] == (2020, 2021)
    none = toy.facts(city=OTHER, population=toy.population([None] * 9))
    found = said(made(toy.facts(), none))
    assert found["population_none"].values["city"] == "Kota Lain"
    assert "population_undated" not in found


def test_one_simulated_and_the_other_not() -> None:
    real, invented = toy.facts(), toy.facts(city=OTHER, simulated=True)
    assert said(made(real, invented))["simulated_one"].values["city"] == "Kota Lain"
    bare = toy.facts(observations=toy.observations({}))
    assert "simulated_one" not in said(made(bare, invented, day=None))
    assert "simulated_both" in said(made(invented, invented))
    assert not {"simulated_one", "simulated_both"} & said(made(real, real)).keys()
    # Under the archive no simulated number takes part.
    store = toy.archive([("2021-03-15", 1, "merah")])
    pair = toy.facts(archive=store), toy.facts(archive=store, simulated=True)
    assert "simulated_one" not in said(made(*pair, OFFICIAL))


def test_reporting_that_differs() -> None:
    """The toy city reported on 3 of 15 days, once without square 6: 26 of 9 x 15 numbers; the other
    reported all of them."""
    daily = week([1] * 9)
    daily = replace(daily, city=OTHER)
    found = said(made(toy.facts(), daily, day=toy.MIDDLE, other=DAY), 0.125, None)
    share = found["completeness"].values
    assert (share["first"], share["second"]) == (pytest.approx(26 / 135), 1.0)
    outside = found["outside"].values
    assert (outside["first"], outside["second"]) == (0.125, None)
    assert "testing" in found and "period" not in found
    weekly = toy.observations(toy.CASES, "new").assign(days=7)
    assert said(made(toy.facts(observations=weekly), daily))["period"].values["first"] == 7


def test_rules_that_hold_in_one_place_or_at_one_time_alone() -> None:
    own = replace(WEEKLY, key="khas", city="lain")
    pair = made(toy.facts(), toy.facts(city=OTHER))
    found = {p.key.rpartition(".")[2]: p for p in incomparable.reasons(pair, {"khas": own})}
    assert found["own_rules"].values["city"] == "Kota Lain"
    assert found["own_rules"].values["rules"] == (own,)
    two = {key: replace(RULES[key], city="lain") for key in ("insidensi7", "insidensi14")}
    listed = words.cannot(incomparable.reasons(pair, two), "id")
    assert "lain: “Insidensi 7 hari (indikatif)”, “Insidensi 14 hari (indikatif)”." in listed
    assert found["legal_unit"].values["unit"] == "kota"
    dated = replace(WEEKLY, valid_from=toy.LAST)
    found = said(made(toy.facts(), toy.facts(city=OTHER), dated, other=toy.MIDDLE))
    assert (found["not_in_force"].values["city"], found["not_in_force"].values["day"]) == (
        "Kota Lain",
        toy.MIDDLE,
    )
    assert not two_cities.same_version(RULES["ppkm-rt"], dt.date(2021, 4, 5), dt.date(2021, 4, 6))
    assert two_cities.same_version(RULES["ppkm-rt"], dt.date(2021, 4, 6), dt.date(2021, 4, 7))


def test_a_city_that_the_rule_cannot_colour() -> None:
    pair = made(toy.facts(), toy.facts(city=OTHER))
    refused = replace(pair, second=replace(pair.second, zoned=None, view=None, spread=None))
    assert said(refused)["refused"].values["rule"] is WEEKLY
    assert words.finding(refused, "id").count("Lain belum dapat dibandingkan") == 1


def test_few_known_zones_are_said() -> None:
    facts = week([0, 0, 0, 0, *[None] * 5])
    found = said(made(facts, facts, day=DAY, other=DAY))
    assert dict(found["few_known"].values) == {"city": "Kota Kotak", "known": 4, "total": 9}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_can_be_said_in_both_languages(lang: str) -> None:
    dated = replace(WEEKLY, valid_from=toy.LAST)
    undated = toy.facts(city=OTHER, population=toy.population(year=[2020] * 8 + [None]))
    pair = made(toy.facts(simulated=True), undated, dated, "first10", other=toy.MIDDLE)
    html = words.cannot(incomparable.reasons(pair, RULES, (0.125, None)), lang)
    assert "{" not in html and "Rule(" not in html
    assert ("12,5\xa0%" if lang == "id" else "12.5%") in html
    assert ("15 Maret 2021" if lang == "id" else "15 March 2021") in html
    said_of = words.finding(pair, lang)
    assert ("Hijau: 1 dari 5" if lang == "id" else "Green: 1 of 5") in said_of
    assert "Kotak: SIMULASI" in said_of
    assert ("50,0" if lang == "id" else "50.0") in words.figures(pair, lang)


def test_why_the_clocks_are_not_set_is_said_once_for_each_cause() -> None:
    """Nine cases in all: the tenth never comes. The other city's days are not for the public."""
    few = week([1] * 9)
    hidden = replace(toy.facts(city=OTHER), policy=PUBLIC)
    pair = made(few, hidden, align="first10", day=DAY, other=None)
    assert words.unaligned(pair, "id") == [
        "Tetap menurut tanggal: Kotak belum sampai 10 kasus.",
        "Tetap menurut tanggal: jumlah kasus harian Lain tidak terbuka untuk umum.",
    ]
    twice = made(hidden, hidden, align="first10", day=None, other=None)
    assert words.unaligned(twice, "en") == [
        "Still by date: daily counts of Lain and Lain are not open to the public."
    ]
    assert words.unaligned(made(few, hidden, day=DAY, other=None), "id") == []
    begun = week([10] * 9)
    assert words.unaligned(made(begun, begun, align="first10", day=DAY, other=DAY), "id") == []


@pytest.mark.parametrize(
    ("length", "ticks"),
    [
        (15, 4),
        (99, 4),
        (101, {"interval": "month", "step": 1}),
        (400, {"interval": "month", "step": 1}),
        (1100, {"interval": "month", "step": 3}),
    ],
)
def test_the_axis_of_days_names_no_month_twice(length: int, ticks: object) -> None:
    """Three years are 37 months: every third one. Of a few weeks days are named, not months."""
    start = dt.date(2021, 1, 1)
    facts = toy.facts(days(start, [[0] * 9] * length), "new")
    last = start + dt.timedelta(days=length - 1)
    pair = made(facts, facts, day=last, other=last)
    assert pair.first.spread is not None
    drawn = spread_html.chart(pair, pair.first, pair.first.spread, "id").to_dict()
    axis = drawn["layer"][0]["encoding"]["x"]["axis"]
    assert axis["tickCount"] == ticks
    assert axis["format"] == ("%m/%Y" if isinstance(ticks, dict) else "%d/%m/%Y")


def test_a_chart_has_a_bar_for_each_level_that_has_zones_and_none_where_nothing_is_known() -> None:
    pair = made(toy.facts(), toy.facts(city=OTHER))
    spread = pair.first.spread
    assert spread is not None
    bars, band, _ = spread_html.chart(pair, pair.first, spread, "id").to_dict()["layer"]
    drawn = spread_html.chart(pair, pair.first, spread, "id").to_dict()["datasets"]
    rows = drawn[bars["data"]["name"]]
    assert [(row["level"], row["known"]) for row in rows[:3]] == [
        ("hijau", "8 dari 9"),
        ("kuning", "8 dari 9"),
        ("oranye", "8 dari 9"),
    ]
    assert [round(row["share"], 3) for row in rows] == [0.625, 0.125, 0.25, 0.2, 0.2, 0.2, 0.4]
    assert rows[-1]["high"] == pytest.approx(1)
    reach = [round(row["reach"], 3) for row in drawn[band["data"]["name"]]]
    assert reach == [0, 0.889, 0.556]
    alternative = spread_html.alternative(pair.first, spread, "id")
    shares = "Pada 15 Maret 2021: hijau 20 %, kuning 20 %, oranye 20 %, merah 40 %"
    assert shares in alternative.replace("\xa0", " ")
    table = spread_html.numbers(pair, pair.first, spread, "id")
    assert "tidak diketahui" in table and "5 dari 9" in table
