"""Scan statistics: SaTScan's printed ratios, planted clusters, and chance that stays chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo import hotspots
from geo.errors import InputError
from geo.scan import log_likelihood_ratio

GRID = np.array([(x, y) for y in range(6) for x in range(6)], dtype=float) * 1_000
PEOPLE = np.full(36, 10_000.0)


def calm(days: int = 60, mean: float = 0.5, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (36, days)).astype(float)


def test_ratios_as_satscan_prints_them() -> None:
    ratios = log_likelihood_ratio([10, 2], [1.0, 1.0], 1_175)
    np.testing.assert_allclose(ratios, [14.060436, 0.386720], atol=1e-6)


def test_fewer_than_expected_is_no_cluster() -> None:
    assert log_likelihood_ratio([1, 3], [3.0, 3.0], 100).tolist() == [0.0, 0.0]
    assert log_likelihood_ratio([100], [40.0], 100)[0] == pytest.approx(100 * np.log(2.5))


def test_a_planted_cluster_is_found_where_and_when_it_is() -> None:
    cases = calm()
    block = [8, 13, 14, 15, 20]  # a zone and the four beside it: a circle
    cases[block, -7:] += 4
    best, *_ = hotspots.space_time_scan(cases, PEOPLE, GRID, max_days=28, replications=199, seed=1)
    assert set(best.zones) == set(block)
    assert best.days == 7
    assert best.cases == int(cases[block, -7:].sum())
    # Five of 36 equal zones on seven of 60 days.
    assert best.expected == pytest.approx(cases.sum() * 5 / 36 * 7 / 60)
    assert best.relative == pytest.approx(best.cases / best.expected)
    assert best.p == 1 / 200


def test_two_planted_clusters_are_apart() -> None:
    cases = calm()
    cases[0, -5:] += 5
    cases[35, -10:] += 5
    found = hotspots.space_time_scan(cases, PEOPLE, GRID, max_days=28, replications=99, seed=1)
    assert {frozenset(one.zones) for one in found[:2]} == {frozenset({0}), frozenset({35})}
    seen = [zone for one in found for zone in one.zones]
    assert len(seen) == len(set(seen))
    assert [one.llr for one in found] == sorted((one.llr for one in found), reverse=True)


def test_a_cluster_that_is_over_is_not_prospective() -> None:
    cases = np.zeros((36, 60))
    cases[:, ::3] = 1
    cases[14, 10:20] += 9
    found = hotspots.space_time_scan(cases, PEOPLE, GRID, max_days=14, replications=99, seed=1)
    assert all(one.p > 0.05 for one in found if 14 in one.zones)


def test_in_space_alone() -> None:
    cases = np.full(36, 5.0)
    cases[[1, 6, 7, 8, 13]] = 25
    best, *_ = hotspots.spatial_scan(cases, PEOPLE, GRID, replications=199, seed=3)
    assert set(best.zones) == {1, 6, 7, 8, 13}
    assert (best.days, best.cases) == (1, 125)
    assert best.expected == pytest.approx(cases.sum() * 5 / 36)


def test_more_people_are_expected_to_have_more_cases() -> None:
    people = PEOPLE.copy()
    people[7] = 100_000
    cases = people / 10_000 * 5
    found = hotspots.spatial_scan(cases, people, GRID, replications=99, seed=3)
    assert all(one.p > 0.5 for one in found)


def test_no_circle_holds_more_than_the_share_of_people() -> None:
    cases = calm(30)
    cases[:18, -5:] += 2
    for share in (0.1, 0.25, 0.5):
        found = hotspots.space_time_scan(
            cases, PEOPLE, GRID, max_days=10, max_share=share, replications=9, seed=1
        )
        assert max(len(one.zones) for one in found) <= share * 36


def test_the_same_seed_gives_the_same_p() -> None:
    cases = calm(40, seed=4)
    one, again = (
        hotspots.space_time_scan(cases, PEOPLE, GRID, replications=99, seed=8) for _ in range(2)
    )
    assert one == again


def test_chance_alone_gives_p_that_are_spread_out() -> None:
    p = []
    for seed in range(60):
        cases = np.random.default_rng(seed).multinomial(200, np.full(36, 1 / 36)).astype(float)
        best, *_ = hotspots.spatial_scan(cases, PEOPLE, GRID, replications=59, seed=seed)
        p.append(best.p)
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_unknown_zones_are_left_out_and_nothing_gives_nothing() -> None:
    cases = calm()
    cases[14, -7:] += 6
    cases[3, 10] = np.nan
    people = PEOPLE.copy()
    people[5] = 0
    found = hotspots.space_time_scan(cases, people, GRID, replications=99, seed=1)
    assert set(found[0].zones) == {14}
    assert not {3, 5} & {zone for one in found for zone in one.zones}
    assert hotspots.space_time_scan(np.zeros((36, 9)), PEOPLE, GRID) == ()
    assert hotspots.spatial_scan([4], [100], [(0.0, 0.0)]) == ()
    assert hotspots.spatial_scan([np.nan, np.nan], [1, 1], GRID[:2]) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"coordinates": GRID[:5]},
        {"coordinates": np.full((36, 2), np.nan)},
        {"max_share": 0.0},
        {"max_share": 1.1},
        {"replications": 0},
        {"max_days": 0},
        {"cases": -calm()},
        {"cases": calm() + 0.5},
        {"cases": calm()[:, 0]},
    ],
)
def test_what_can_not_be_scanned(wrong: dict[str, object]) -> None:
    given = {"cases": calm(), "population": PEOPLE, "coordinates": GRID} | wrong
    with pytest.raises(InputError):
        hotspots.space_time_scan(**given)  # type: ignore[arg-type]
