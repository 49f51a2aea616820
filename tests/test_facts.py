"""Facts of one city: orders, missing people, the year, and the panel of the disease's cases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.cities import Disease
from geo.schema import OBSERVATION_COLUMNS, check_observations
from tests import toy


def test_the_toy_city_keeps_the_schema() -> None:
    table = toy.observations()
    assert tuple(check_observations(table, "toy").columns) == OBSERVATION_COLUMNS
    assert len(check_observations(table, "toy")) == 9 + 9 + 8
    for zone, near in toy.NEIGHBOURS.items():
        assert all(zone in toy.NEIGHBOURS[other] for other in near)


def test_names_and_districts_by_code() -> None:
    facts = toy.facts()
    assert facts.zone_ids == toy.IDS
    assert facts.names[toy.zone_id(5)] == "Lima"
    assert facts.districts[toy.zone_id(6)] == "Timur"


def test_people_come_in_the_order_of_the_zones_and_nan_where_unknown() -> None:
    expected = [20_000, 10_000, 5_000, 12_000, 20_000, 8_000, 15_000, np.nan, 10_000]
    shuffled = toy.population().iloc[::-1]
    np.testing.assert_array_equal(toy.facts(population=shuffled).people, expected)


def test_zones_without_a_row_of_people_are_unknown_and_other_rows_are_left_out() -> None:
    one = toy.population().iloc[[2]]
    elsewhere = one.assign(zone_id="99.02.01.1001")
    people = toy.facts(population=pd.concat([one, elsewhere])).people
    np.testing.assert_array_equal(people, [np.nan, np.nan, 5_000] + [np.nan] * 6)
    assert np.isnan(toy.facts(population=toy.population().head(0)).people).all()


def test_the_population_s_year_is_stated_or_not() -> None:
    assert toy.facts().population_year == 2020
    undated = toy.facts(population=toy.population(year=None))
    assert undated.population_year is None
    # Of two years neither can stand for the whole table, nor one for zones without a year.
    two = toy.facts(population=toy.population(year=[2019, 2020] + [2020] * 7))
    assert two.population_year is None
    some = toy.facts(population=toy.population(year=[2019, None] + [2019] * 7))
    assert some.population_year is None and some.population_years == (2019, None)


def test_cases_are_the_indicator_of_the_disease() -> None:
    deaths = toy.observations({toy.FIRST: (3,)}).assign(indicator="meninggal")
    both = pd.concat([toy.observations({toy.FIRST: (8,)}), deaths])
    facts = toy.facts(observations=both)
    assert facts.cases.cumulative[0].tolist() == [8]
    assert facts.panel("meninggal").cumulative[0].tolist() == [3]
    assert toy.facts(observations=both, disease=Disease("x", "meninggal")).cases.cumulative[
        0
    ].tolist() == [3]


def test_what_a_city_need_not_have() -> None:
    bare = toy.facts(neighbours={}, updated_at=None)
    assert bare.archive is None and not bare.simulated
