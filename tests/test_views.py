"""View models: every figure of the toy city by hand, each reason, and days of the real archive."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from geo.facts import Facts
from geo.rules import registry
from geo.views import Phrase, ZoneStatus, city_view, zone_view
from tests import toy

RULES = registry()
WEEKLY, OFFICIAL = RULES["insidensi7"], RULES["resmi"]
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def banjarmasin() -> Facts:
    return toy.banjarmasin()


def square(k: int, day: dt.date = toy.LAST, **changes: Any) -> ZoneStatus:
    """One square under the weekly rule; any of the toy's facts may be replaced."""
    return city_view(toy.facts(**changes), WEEKLY, day).zone(toy.zone_id(k))


def on(facts: Facts, day: str) -> Any:
    return city_view(facts, OFFICIAL, dt.date.fromisoformat(day))


# --- The city -----------------------------------------------------------------------------------


def test_zones_per_level_the_most_severe_first() -> None:
    tally = city_view(toy.facts(), WEEKLY, toy.LAST).tally
    assert list(tally.items()) == [
        ("merah", 2),
        ("oranye", 1),
        ("kuning", 1),
        ("hijau", 1),
        ("tanpa_data", 2),
        ("usang", 1),
        ("disamarkan", 1),
    ]


def test_levels_of_the_rule_show_even_at_zero() -> None:
    view = city_view(toy.facts({toy.MIDDLE: (0,) * 9, toy.LAST: (0,) * 9}), WEEKLY, toy.LAST)
    assert dict(view.tally) == {"merah": 0, "oranye": 0, "kuning": 0, "hijau": 9}


def test_seven_days_before() -> None:
    view = city_view(toy.facts(), WEEKLY, toy.LAST)
    assert view.before == {"oranye": 2, "kuning": 1, "hijau": 5, "tanpa_data": 1}
    assert not view.before_stated
    # On 8 March a week before is 1 March: reported, but no window is known there.
    assert city_view(toy.facts(), WEEKLY, toy.MIDDLE).before is None


def test_window_cases_are_summed_where_they_are_known() -> None:
    view = city_view(toy.facts(), WEEKLY, toy.LAST)
    # 0 + 4 + 8 + 6 + 30 - 1 + 2 = 49, from all squares but 6 (not reported) and 9 (hidden).
    assert (view.window_cases, view.window_known) == (49, 7)
    nothing = city_view(toy.facts(), WEEKLY, toy.FIRST)
    assert (nothing.window_cases, nothing.window_known) == (None, 0)


def test_what_the_archive_says_does_not_enter_the_incidence() -> None:
    store = toy.archive([("2021-03-15", 1, "merah")], [("2021-03-15", "merah", 1)])
    view = city_view(toy.facts(archive=store), WEEKLY, toy.LAST)
    assert view.stated == {} and view.figures is None and view.period is None
    assert view.zone(toy.zone_id(1)).level == "hijau"


def test_a_view_says_when_its_data_came_and_if_they_are_simulated() -> None:
    simulated = toy.facts(simulated=True, archive=toy.archive([("2021-03-15", 1, "merah")]))
    view = city_view(simulated, WEEKLY, toy.LAST)
    assert view.facts.updated_at == dt.datetime(2021, 3, 15, 2, 5, tzinfo=dt.UTC)
    assert view.simulated
    # The archive's colours are not simulated, whatever the counts are.
    assert not city_view(simulated, OFFICIAL, toy.LAST).simulated
    assert not city_view(toy.facts(), WEEKLY, toy.LAST).simulated


def test_reported_needs_one_zone_with_a_level() -> None:
    assert city_view(toy.facts(), WEEKLY, toy.LAST).reported
    assert not city_view(toy.facts(), WEEKLY, toy.FIRST).reported
    rt = toy.archive([("2021-03-15", 1, "oranye")], unit="rt")
    assert city_view(toy.facts(archive=rt), OFFICIAL, toy.LAST).reported


def test_numbers_of_one_zone() -> None:
    five = square(5)
    assert (five.name, five.district, five.level) == ("Lima", "Tengah", "merah")
    assert (five.cases, five.population, five.incidence) == (30, 20_000, 150.0)
    assert square(8).population is None and square(8).incidence is None
    assert square(6).cases is None and square(6).incidence is None
    # A revision is a count, but no rate.
    assert square(7).cases == -1 and square(7).incidence is None
    # Zero people are no people known.
    assert square(2, population=toy.population((0,) * 9)).population is None


# --- Why a zone has its level -------------------------------------------------------------------


def bands(kind: str, level: str, **values: Any) -> Phrase:
    given = {"level": level, "days": 7, "per": 100_000, **values}
    return Phrase(f"reason.bands.{kind}", given)


def test_reasons_with_a_level() -> None:
    assert square(1).reason == bands("no_cases", "hijau", cases=0, n=0, population=20_000)
    assert square(3).reason == bands("within", "merah", cases=8, n=8, population=5_000, rate=160.0)
    nobody = square(8, toy.MIDDLE, table={toy.FIRST: (0,) * 9, toy.MIDDLE: (0,) * 9})
    assert nobody.reason == bands("no_cases", "hijau", cases=0, n=0, population=None)


def test_reasons_without_one() -> None:
    assert square(9).reason == bands("suppressed", "disamarkan")
    assert square(6).reason == bands("stale", "usang", last=toy.MIDDLE)
    assert square(7).reason == bands("negative", "tanpa_data", cases=-1)
    assert square(8).reason == bands("no_population", "tanpa_data", cases=2, n=2)
    assert square(6, toy.MIDDLE + 15 * DAY).reason == bands("stale", "usang", last=toy.MIDDLE)
    assert square(1, toy.FIRST).reason == bands("incomplete", "tanpa_data", last=toy.FIRST)
    assert square(1, toy.FIRST - DAY).reason == bands("never", "tanpa_data")
    assert square(1, table={}).reason == bands("never", "tanpa_data")


def test_reported_today_but_the_window_is_not_whole() -> None:
    # Known on the 8th; the 9th is reported, but nothing was on the 2nd.
    facts = {**toy.CASES, toy.MIDDLE + DAY: (0,) * 9}
    assert square(1, toy.MIDDLE + DAY, table=facts).reason == bands(
        "incomplete", "usang", last=toy.MIDDLE + DAY
    )


def test_reasons_of_the_archive() -> None:
    totals = [("2021-03-15", level, n) for level, n in (("merah", 1), ("kuning", 0), ("oranye", 0))]
    named = toy.facts(archive=toy.archive([("2021-03-15", 1, "merah")], totals))
    rt = toy.facts(archive=toy.archive([("2021-03-15", 1, "merah")], unit="rt"))
    expected = [
        (named, 1, "stated", "merah"),
        (named, 2, "inferred", "hijau"),
        (rt, 1, "rt", "memuat_rt_merah"),
        (rt, 2, "not_reported", "tidak_dilaporkan"),
    ]
    for facts, k, kind, level in expected:
        status = city_view(facts, OFFICIAL, toy.LAST).zone(toy.zone_id(k))
        assert status.reason == Phrase(f"reason.archive.{kind}", {"level": level, "day": toy.LAST})
        assert status.inferred == (kind == "inferred")
        assert status.cases is None


# --- One zone -----------------------------------------------------------------------------------


def test_neighbours_and_place_among_the_others() -> None:
    view = zone_view(city_view(toy.facts(), WEEKLY, toy.LAST), toy.zone_id(4))
    assert [(zone.name, zone.level) for zone in view.neighbours] == [
        ("Satu", "hijau"),
        ("Lima", "merah"),
        ("Tujuh", "tanpa_data"),
    ]
    # Five squares have a level; two are red, one (itself) is orange.
    assert (view.more_severe, view.same_level, view.ranked) == (2, 1, 5)
    unknown = zone_view(view.city, toy.zone_id(9))
    assert (unknown.more_severe, unknown.same_level, unknown.ranked) == (0, 0, 5)


def test_past_and_curve() -> None:
    daily = {toy.FIRST + i * DAY: (n,) for i, n in enumerate((1, 2, 3, 4, 5, 6, 7, -3))}
    view = zone_view(city_view(toy.facts(daily, "new"), WEEKLY, toy.MIDDLE), toy.zone_id(1))
    # 28 and 24 cases in seven days among 20,000 people: 140 and 120 per 100,000.
    assert [level for _, level in view.past] == ["tanpa_data"] * 6 + ["oranye", "oranye"]
    assert view.past[-1][0] == toy.MIDDLE
    assert view.curve[0] == (toy.FIRST, 1.0, None)
    assert view.curve[6] == (toy.FIRST + 6 * DAY, 7.0, 4.0)
    assert view.curve[7] == (toy.MIDDLE, -3.0, 24 / 7)


def test_a_curve_has_gaps_where_nothing_is_known() -> None:
    view = zone_view(city_view(toy.facts(), WEEKLY, toy.LAST), toy.zone_id(5))
    assert len(view.curve) == 15
    assert {count for _, count, _ in view.curve} == {None}


def test_a_simulated_curve_is_not_shown_under_the_archive() -> None:
    store = toy.archive([("2021-03-15", 1, "merah")])
    for simulated, length in ((True, 0), (False, 15)):
        facts = toy.facts(archive=store, simulated=simulated)
        view = zone_view(city_view(facts, OFFICIAL, toy.LAST), toy.zone_id(1))
        assert len(view.curve) == length


# --- The real archive ---------------------------------------------------------------------------


def test_6_october_2020(banjarmasin: Facts) -> None:
    view = on(banjarmasin, "2020-10-06")
    assert dict(view.tally) == {"merah": 1, "kuning": 6, "hijau": 45}
    # A week before, 45 green, 6 yellow and 1 red were stated, though only the red one was named.
    assert view.before == {"merah": 1, "kuning": 6, "hijau": 45} and view.before_stated
    assert view.period == "3"
    assert view.window_cases is None


def test_stated_totals_beside_the_named_zones(banjarmasin: Facts) -> None:
    view = on(banjarmasin, "2020-10-27")
    # "No red any more" is a stated zero.
    assert view.stated == {"hijau": 40, "kuning": 12, "merah": 0}
    # Twelve yellow ones were counted and none of them named: that is no zero.
    assert dict(view.tally) == {"merah": 0, "hijau": 2, "tidak_dilaporkan": 50}


def test_before_is_counted_where_zones_were_named_and_unknown_elsewhere(
    banjarmasin: Facts,
) -> None:
    # Five black were named on 14 July 2020; nothing was said of the other 47.
    view = on(banjarmasin, "2020-07-21")
    assert view.before == {"hitam": 5, "tidak_dilaporkan": 47}
    assert not view.before_stated
    rt = on(banjarmasin, "2021-07-19")
    assert rt.before == {"memuat_rt_oranye": 6, "memuat_rt_merah": 0} and rt.before_stated
    assert on(banjarmasin, "2020-10-14").before is None


def test_sources_of_a_zone(banjarmasin: Facts) -> None:
    zone = on(banjarmasin, "2020-10-27").zone("63.71.04.1005")
    assert zone.contradiction and zone.level == "hijau"
    assert zone.urls and all(url.startswith("http") for url in zone.urls)
    assert zone.contradicts.split()[1:3] == ["kuning", "2020-10-26"]
