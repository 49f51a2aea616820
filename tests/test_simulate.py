"""The simulated series: held to the reported totals, spreading between neighbours."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo import archive, boundaries, coverage, population, schema, simulate, simulated
from geo.cities import City, read_cities
from geo.errors import ConfigError

CASES = {
    # The city's totals as the pages of those days state them; of two for one day, the one that
    # agrees with the counts by kelurahan (10 April) or carries a date (16 May).
    "2020-04-10": 15,
    "2020-04-22": 32,
    "2020-04-24": 40,
    "2020-04-30": 59,
    "2020-05-05": 60,
    "2020-05-16": 136,
    "2020-05-26": 223,
    "2020-06-06": 654,
    "2020-06-09": 729,
    "2020-06-10": 741,
    "2020-06-18": 1009,
    "2020-06-19": 1009,
    "2020-06-23": 1184,
    "2020-07-03": 1441,
    "2020-07-07": 1500,
    "2020-07-08": 1530,
    "2020-08-18": 2625,
    "2020-08-23": 2694,
    "2020-10-06": 3335,
    "2020-10-14": 3413,
    "2020-10-27": 3498,
    "2021-01-07": 4143,
    "2021-02-17": 4996,
    "2021-06-25": 9337,
    "2021-07-12": 9622,
    "2021-07-19": 10409,
    "2022-01-26": 15633,
    # stated as active cases only: 15633 + (1147 - 21), a lower bound
    "2022-02-08": 16759,
}
RECOVERED = {"2020-07-03": 254, "2020-10-06": 2810, "2021-06-25": 9014, "2022-01-26": 15060}
DEATHS = {"2020-06-06": 79, "2020-10-06": 160, "2021-07-19": 219, "2022-01-26": 552}
CASE_TOLERANCE, END_TOLERANCE = 0.03, 0.10


@pytest.fixture(scope="module")
def banjarmasin() -> City:
    return read_cities()["banjarmasin"]


@pytest.fixture(scope="module")
def series(banjarmasin: City) -> pd.DataFrame:
    return simulated.for_city(banjarmasin)


def by_zone(series: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Cumulative counts, zones down and days across."""
    rows = series[series["indicator"] == indicator]
    return rows.pivot(index="zone_id", columns="date", values="value").astype("int64")


def new(cumulative: pd.DataFrame) -> np.ndarray:
    return np.diff(cumulative.to_numpy(), axis=1, prepend=0)


def city_on(series: pd.DataFrame, indicator: str, day: str) -> int:
    return int(by_zone(series, indicator)[pd.Timestamp(day)].sum())


def test_it_is_a_table_of_observations_for_every_zone_and_day(series: pd.DataFrame) -> None:
    checked = schema.check_observations(series, "simulated")
    days = (dt.date(2022, 2, 28) - dt.date(2020, 3, 22)).days + 1
    assert days == 709
    assert len(checked) == 52 * days * 3
    assert set(checked["measure"]) == {"cumulative"}
    assert set(checked["indicator"]) == {"positif", "sembuh", "meninggal"}
    assert (checked["value"] == 0).sum() > 1000


@pytest.mark.parametrize("day", CASES)
def test_the_citys_total_passes_near_the_reported_one(series: pd.DataFrame, day: str) -> None:
    assert city_on(series, "positif", day) == pytest.approx(CASES[day], rel=CASE_TOLERANCE)


@pytest.mark.parametrize("day", RECOVERED)
def test_recovered_pass_near_the_reported_ones(series: pd.DataFrame, day: str) -> None:
    assert city_on(series, "sembuh", day) == pytest.approx(RECOVERED[day], rel=END_TOLERANCE)


@pytest.mark.parametrize("day", DEATHS)
def test_deaths_pass_near_the_reported_ones(series: pd.DataFrame, day: str) -> None:
    assert city_on(series, "meninggal", day) == pytest.approx(DEATHS[day], rel=END_TOLERANCE)


@pytest.mark.parametrize("indicator", ["positif", "sembuh", "meninggal"])
def test_nothing_is_ever_taken_back(series: pd.DataFrame, indicator: str) -> None:
    assert new(by_zone(series, indicator)).min() == 0


def test_nobody_recovers_or_dies_without_being_a_case(series: pd.DataFrame) -> None:
    active = by_zone(series, "positif") - by_zone(series, "sembuh") - by_zone(series, "meninggal")
    assert active.to_numpy().min() >= 0


def test_most_zones_have_no_case_on_most_days(series: pd.DataFrame) -> None:
    assert (new(by_zone(series, "positif")) == 0).mean() > 0.5


def test_fewer_are_reported_at_weekends(series: pd.DataFrame) -> None:
    cumulative = by_zone(series, "positif")
    daily = pd.Series(new(cumulative).sum(axis=0), index=cumulative.columns)
    by_weekday = daily.groupby(cumulative.columns.dayofweek).mean()
    assert by_weekday[6] < 0.8 * by_weekday[:5].mean()


def test_a_week_of_a_zone_looks_like_its_neighbours_week(
    banjarmasin: City, series: pd.DataFrame
) -> None:
    cumulative = by_zone(series, "positif")
    people = population.read(banjarmasin).set_index("zone_id")["population"]
    near = coverage.neighbours(boundaries.read(banjarmasin))
    weekly = new(cumulative)[:, :707].reshape(52, 101, 7).sum(axis=2)
    busy = weekly[:, weekly.sum(axis=0) > 50]
    rates = busy / people.reindex(cumulative.index).to_numpy(dtype=float)[:, None]
    pairs = [
        (row, cumulative.index.get_loc(other))
        for row, zone_id in enumerate(cumulative.index)
        for other in near[zone_id]
    ]
    left, right = np.array(pairs).T

    def moran(order: np.ndarray) -> float:
        away = rates[order] - rates.mean(axis=0)
        mean_product = (away[left] * away[right]).mean(axis=0)
        return float((mean_product / (away**2).mean(axis=0)).mean())

    shuffled = np.random.default_rng(1)
    permuted = [moran(shuffled.permutation(52)) for _ in range(200)]
    # without dependence Moran's I is near -1/51
    assert np.mean(permuted) == pytest.approx(-1 / 51, abs=0.02)
    assert moran(np.arange(52)) > max(permuted) + 0.05


def test_equal_seeds_give_equal_series(banjarmasin: City, series: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(simulated.for_city(banjarmasin), series)


# --- small worlds, worked out by hand -----------------------------------------------------------

PAIR = pd.DataFrame({"zone_id": ["33.74.01.1001", "33.74.01.1002"]})
PEOPLE = pd.DataFrame(
    {
        "zone_id": PAIR["zone_id"],
        "population": pd.array([1000, 3000], dtype="Int64"),
        "year": pd.array([None, None], dtype="Int64"),
    }
)


def totals(**columns: list) -> pd.DataFrame:
    return pd.DataFrame({"date": [dt.date(2020, 4, 1), dt.date(2020, 5, 1)], **columns})


def test_the_seed_matters_and_totals_are_met_exactly() -> None:
    worlds = [
        simulate.simulate(PAIR, PEOPLE, {}, totals(cases=[10, 400]), seed=seed) for seed in (1, 2)
    ]
    for world in worlds:
        assert city_on(world, "positif", "2020-04-01") == 10
        assert city_on(world, "positif", "2020-05-01") == 400
    assert not worlds[0].equals(worlds[1])


def test_a_world_without_cases_stays_without() -> None:
    world = simulate.simulate(PAIR, PEOPLE, {}, totals(cases=[0, 0]))
    assert world["value"].sum() == 0
    assert len(world) == 2 * 709 * 3


def test_a_zone_without_people_gets_no_case() -> None:
    empty = PEOPLE.assign(population=pd.array([0, 3000], dtype="Int64"))
    near = {PAIR["zone_id"][0]: (PAIR["zone_id"][1],), PAIR["zone_id"][1]: (PAIR["zone_id"][0],)}
    world = by_zone(simulate.simulate(PAIR, empty, near, totals(cases=[10, 400])), "positif")
    # with nobody to pass it on to in the neighbour, a case of zone 2 stays in zone 2
    assert world.iloc[0].sum() == 0


def test_a_zone_of_unknown_population_gets_the_mean() -> None:
    unknown = PEOPLE.assign(population=pd.array([2000, None], dtype="Int64"))
    level = PEOPLE.assign(population=pd.array([2000, 2000], dtype="Int64"))
    worlds = [
        simulate.simulate(PAIR, table, {}, totals(cases=[10, 400])) for table in (unknown, level)
    ]
    pd.testing.assert_frame_equal(*worlds)


FIGURES = {
    "date": [dt.date(2020, 5, day) for day in (1, 1, 2, 3, 4, 5)],
    "cases": pd.array([17, 15, 30, 20, 40, None], dtype="Int64"),
    "active": pd.array([None, 9, None, None, 12, 32], dtype="Int64"),
    "recovered": pd.array([None] * 6, dtype="Int64"),
    "deaths": pd.array([None, 3, None, 2, 4, None], dtype="Int64"),
    "flags": ["contradicted set_aside", "contradicted", "", "", "", ""],
}


def test_reported_totals_are_cleaned_before_use() -> None:
    table = simulate.clean_anchors(pd.DataFrame(FIGURES))
    assert [day.day for day in table["date"]] == [1, 2, 3, 4, 5]
    # 17 is set aside; 20 after 30 can't be; 40 + (32 - 12) where only active cases are stated
    assert table["cases"].fillna(-1).tolist() == [15, 30, -1, 40, 60]
    assert table["deaths"].fillna(-1).tolist() == [3, -1, -1, 4, -1]


def test_the_archive_gives_the_totals_that_were_checked_above(banjarmasin: City) -> None:
    table = simulate.clean_anchors(archive.read(banjarmasin).city_figures)
    stated = table[table["cases"].notna()]
    assert dict(zip(stated["date"].astype(str), stated["cases"], strict=True)) == CASES


def test_a_city_without_totals_can_not_be_simulated() -> None:
    with pytest.raises(ConfigError, match="archive_none"):
        simulated.for_city(read_cities()["semarang"])
