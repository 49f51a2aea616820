"""Patterns, direction and alarms of a city on a day, from facts to sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from geo import alarms, direction, patterns, today
from geo.cities import Disease
from geo.facts import Facts
from geo.render import patterns as said
from geo.suppression import PUBLIC
from tests import toy

DAYS = 60
FIRST = dt.date(2021, 1, 1)
LAST = FIRST + dt.timedelta(days=DAYS - 1)
CENTRES = np.array([(x, y) for y in range(3) for x in range(3)], dtype=float) * 1_000
COVID = Disease("covid19", "positif", (4.7, 2.9))


def outbreak() -> Facts:
    """A case a day in every square; six more a day in square 9 in the last week."""
    table = {}
    counts = [0] * 9
    for i in range(DAYS):
        for square in range(9):
            counts[square] += 1 + (6 if square == 8 and i >= DAYS - 7 else 0)
        table[FIRST + dt.timedelta(days=i)] = tuple(counts)
    people = toy.population([10_000] * 9)
    return toy.facts(table, population=people, disease=COVID)


FACTS = outbreak()


def test_the_cluster_is_found_and_said_in_one_sentence() -> None:
    found = patterns.patterns(FACTS, LAST, CENTRES)
    assert found is not None
    best = found.clusters[0]
    assert (best.zones, best.days, best.cases) == ((8,), 7, 49)
    words = said.clusters(found, FACTS, "id")
    assert "Di Sembilan ada 49 kasus sejak 23 Februari 2021" in words
    assert "<ol" in words
    assert "Sembilan" in said.clusters(found, FACTS, "en")
    assert "Moran" in said.hot_spots(found, FACTS, "id")


def test_a_day_without_a_whole_window_has_no_patterns() -> None:
    assert patterns.patterns(FACTS, FIRST, CENTRES) is None
    assert patterns.patterns(FACTS, LAST + dt.timedelta(days=1), CENTRES) is None


def test_a_short_record_is_not_called_calm() -> None:
    found = patterns.patterns(FACTS, FIRST + dt.timedelta(days=15), CENTRES)
    assert found is not None
    assert (found.clusters, found.history_days) == ((), 15)
    assert "belum dapat dihitung: baru 15 hari" in said.clusters(found, FACTS, "id")


def test_a_calm_city_has_none() -> None:
    table = {FIRST + dt.timedelta(days=i): (i,) * 9 for i in range(DAYS)}
    calm = toy.facts(table, population=toy.population([10_000] * 9))
    found = patterns.patterns(calm, LAST, CENTRES)
    assert found is not None
    assert (found.clusters, found.hot, found.cold) == ((), (), ())
    assert "Tidak ada kelompok kelurahan" in said.clusters(found, calm, "id")
    assert "Tidak ada kelurahan yang menonjol" in said.hot_spots(found, calm, "id")


def test_direction_of_the_city_and_its_districts() -> None:
    city, *districts = direction.directions(FACTS, LAST)
    assert [one.district for one in districts] == ["Barat", "Tengah", "Timur"]
    assert (city.cases, districts[0].cases, districts[2].cases) == (9 * 7 + 42, 21, 63)
    assert city.growth.verdict == "naik"
    assert districts[0].growth.verdict == "tidak_jelas"
    assert city.reproduction is not None
    assert city.reproduction.low < city.reproduction.mean < city.reproduction.high
    assert city.reproduction.mean > 1
    html = said.direction((city, *districts), FACTS, "id")
    assert html.count("<tr>") == 4
    assert "belum diverifikasi" in html


def test_too_few_cases_hide_the_reproduction_number() -> None:
    table = {FIRST + dt.timedelta(days=i): (i, *(0,) * 8) for i in range(DAYS)}
    few = toy.facts(table, disease=COVID)
    city, *_ = direction.directions(few, LAST)
    assert (city.cases, city.reproduction) == (7, None)
    assert "disembunyikan" in said.direction((city,), few, "id")


def test_a_disease_without_an_interval_has_no_reproduction_number() -> None:
    dbd = replace(FACTS, disease=Disease("dbd", "positif"))
    assert all(one.reproduction is None for one in direction.directions(dbd, LAST))
    assert "Angka reproduksi" not in said.direction(direction.directions(dbd, LAST), dbd, "id")


def test_weekly_reports_are_not_taken_for_days_without_cases() -> None:
    table = {FIRST + dt.timedelta(days=7 * i): (20 * i,) * 9 for i in range(9)}
    day = FIRST + dt.timedelta(days=56)
    weekly = toy.facts(table, population=toy.population([10_000] * 9), disease=COVID)
    assert direction.directions(weekly, day) == ()
    watch = alarms.watch(weekly.cases.new, weekly.cases.days, weekly.zone_ids, day, ("C1", "C2"))
    assert watch.judged == 0
    html = said.alarms(watch, weekly, "en")
    assert "There is no alarm" not in html and "9 places can&#x27;t be judged" in html


def test_a_revision_larger_than_the_week_leaves_no_count() -> None:
    steps = np.full((DAYS, 9), 3)
    steps[-3, 0] = -200
    running = np.cumsum(steps, axis=0) + 1_000
    table = {FIRST + dt.timedelta(days=i): tuple(map(int, running[i])) for i in range(DAYS)}
    city, west, middle, _ = direction.directions(toy.facts(table, disease=COVID), LAST)
    # The city: 9 zones x 7 days x 3, but for one day of one zone: 189 - 203.
    assert (city.cases, west.cases, middle.cases) == (None, None, 63)
    assert west.growth.verdict == "tidak_diketahui"


def test_the_public_gets_none_of_it() -> None:
    public = replace(FACTS, policy=PUBLIC)
    assert patterns.patterns(public, LAST, CENTRES) is None
    assert direction.directions(public, LAST) == ()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_alarm_says_what_fired(lang: str) -> None:
    day = FIRST + dt.timedelta(days=DAYS - 7)
    watch = alarms.watch(FACTS.cases.new, FACTS.cases.days, FACTS.zone_ids, day, ("C1", "C2"))
    html = said.alarms(watch, FACTS, lang)
    assert html.count("<li>") == 1
    assert "Sembilan" in html and "EARS" in html
    quiet = alarms.watch(
        FACTS.cases.new, FACTS.cases.days, FACTS.zone_ids, day - dt.timedelta(days=1), ("C1", "C2")
    )
    assert "<li>" not in said.alarms(quiet, FACTS, lang)


def test_zones_districts_and_the_city_are_watched() -> None:
    day = FIRST + dt.timedelta(days=DAYS - 7)
    found = today.watch(FACTS, day)
    assert {alarm.zone_id for alarm in found.alarms} == {toy.zone_id(9), "Timur", toy.CITY.key}
    assert today.name(FACTS, toy.CITY.key) == "Kota Kotak"
    assert today.name(FACTS, "Timur") == "Timur"
    html = said.alarms(found, FACTS, "id")
    assert "Kota Kotak" in html and "Sembilan" in html
    assert today.watch(replace(FACTS, policy=PUBLIC), day) == alarms.Watch((), (), 0)


def test_weeks_of_dengue_need_three_years_and_no_kelurahan() -> None:
    dbd = replace(FACTS, disease=Disease("dbd", "positif", alarms=("farrington",)))
    found = today.watch(dbd, LAST)
    assert (found.alarms, found.judged) == ((), 0)
    assert {one.zone_id for one in found.unknown} == {"Barat", "Tengah", "Timur", toy.CITY.key}
    html = said.alarms(found, dbd, "id")
    assert "tiga tahun data mingguan" in html
    assert "Tidak ada tanda bahaya" not in html
