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


def test_ratios_of_new_mexico_to_the_digits_of_their_expected_cases() -> None:
    # Expected cases are printed with two decimals; the ratio moves by 0.004 and 0.002 with these.
    assert log_likelihood_ratio(232, 170.81, 1_175) == pytest.approx(11.7487, abs=2e-3)
    assert log_likelihood_ratio(576, 517.73, 1_175) == pytest.approx(5.8250, abs=2e-3)


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
    cases[3] = np.nan
    people = PEOPLE.copy()
    people[5] = 0
    found = hotspots.space_time_scan(cases, people, GRID, replications=99, seed=1)
    assert set(found[0].zones) == {14}
    assert not {3, 5} & {zone for one in found for zone in one.zones}
    assert hotspots.space_time_scan(np.zeros((36, 9)), PEOPLE, GRID) == ()
    assert hotspots.spatial_scan([4], [100], [(0.0, 0.0)]) == ()
    assert hotspots.spatial_scan([np.nan, np.nan], [1, 1], GRID[:2]) == ()


def searched(
    cases: np.ndarray, people: np.ndarray, places: np.ndarray, longest: int, share: float
) -> tuple[float, set[tuple[frozenset[int], int]]]:
    """The best ratio of any window, and the windows that have it, by looking at each."""
    zones, days = cases.shape
    total, person_days = cases.sum(), people.sum()
    persons, top = people.mean(axis=1), (0.0, set())
    for centre in range(zones):
        far = [float(np.hypot(*(places[i] - places[centre]))) for i in range(zones)]
        for radius in sorted(set(far)):
            inside = [i for i in range(zones) if far[i] <= radius + 1e-6]
            if persons[inside].sum() > share * persons.sum() + 1e-6:
                continue
            for length in range(1, longest + 1):
                c = cases[inside, days - length :].sum()
                e = total * people[inside, days - length :].sum() / person_days
                if c <= e:
                    continue
                ratio = float(stats.poisson.logpmf(c, c) - stats.poisson.logpmf(c, e))
                if c < total:
                    rest = total - c
                    ratio += float(
                        stats.poisson.logpmf(rest, rest) - stats.poisson.logpmf(rest, total - e)
                    )
                window = (frozenset(inside), length)
                if ratio > top[0] + 1e-7:
                    top = (ratio, {window})
                elif ratio > top[0] - 1e-7:
                    top[1].add(window)
    return top


@pytest.mark.parametrize("seed", range(6))
def test_the_best_window_is_the_one_that_a_plain_search_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    on_a_grid = seed % 2
    places = GRID[:15] if on_a_grid else rng.random((15, 2)) * 9_000
    people = rng.integers(2_000, 20_000, (15, 1)) * np.ones((1, 24))
    people[3, 12:] *= 2
    cases = rng.poisson(people / 8_000).astype(float)
    ratio, windows = searched(cases, people, places, 7, 0.4)
    best, *_ = hotspots.space_time_scan(cases, people, places, 7, 0.4, 19, seed)
    assert best.llr == pytest.approx(ratio, abs=1e-6)
    assert (frozenset(best.zones), best.days) in windows


def test_the_order_of_zones_does_not_matter() -> None:
    cases = calm(seed=3)
    cases[[8, 9, 14], -7:] += 1
    before, *_ = hotspots.space_time_scan(cases, PEOPLE, GRID, replications=9, seed=1)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(36)
        after, *_ = hotspots.space_time_scan(cases[order], PEOPLE, GRID[order], 28, 0.5, 9, 1)
        assert {int(order[zone]) for zone in after.zones} == set(before.zones)
        assert (after.days, after.cases) == (before.days, before.cases)
        assert after.llr == pytest.approx(before.llr)


def test_a_day_that_nobody_reported_is_no_day_without_cases() -> None:
    cases = calm(seed=3)
    cases[14, -7:] += 6
    cases[:, 20] = np.nan
    cases[3, 10] = np.nan
    best, *_ = hotspots.space_time_scan(cases, PEOPLE, GRID, replications=99, seed=1)
    assert (best.zones, best.days, best.p) == ((14,), 7, 0.01)
    # 36 zones of 60 days, less a day of all and one more.
    assert best.expected == pytest.approx(np.nansum(cases) * 7 / (36 * 59 - 1))
    cases[:, -1] = np.nan
    assert hotspots.space_time_scan(cases, PEOPLE, GRID, replications=9) == ()


def test_people_who_move_in_are_expected_to_fall_ill() -> None:
    people = np.tile(PEOPLE[:, None], (1, 60))
    people[14, 30:] *= 10
    cases = np.random.default_rng(3).poisson(people * 5e-5).astype(float)
    found = hotspots.space_time_scan(cases, people, GRID, replications=99, seed=1)
    assert all(one.p > 0.1 for one in found)


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
