"""Patterns in space, held to numbers printed by esda and worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo import hotspots
from geo.errors import InputError

VALUES = [1.0, 2, 3, 2, 4, 6, 3, 6, 9]


def lattice(side: int = 3) -> np.ndarray:
    """Squares that share a side are neighbours."""
    w = np.zeros((side * side, side * side))
    for i in range(side * side):
        row, column = divmod(i, side)
        for r, c in ((row + 1, column), (row, column + 1)):
            if r < side and c < side:
                w[i, r * side + c] = w[r * side + c, i] = 1
    return w


def test_global_moran_of_the_lattice() -> None:
    rows = hotspots.moran(VALUES, hotspots.row_standardised(lattice()))
    binary = hotspots.moran(VALUES, lattice())
    assert rows.statistic == pytest.approx(0.5128205128205128, abs=1e-12)
    assert binary.statistic == pytest.approx(0.46153846153846156, abs=1e-12)
    assert rows.expected == -0.125
    assert rows.z == pytest.approx(2.66652344, abs=1e-8)
    assert binary.z == pytest.approx(2.54476114, abs=1e-8)
    assert rows.p < 0.01


def test_local_moran_of_the_lattice() -> None:
    found = hotspots.lisa(VALUES, lattice())
    expected = [0.923077, 0.410256, 0, 0.410256, 0, 0.410256, 0, 0.410256, 1.538462]
    np.testing.assert_allclose(found.statistic, expected, atol=5e-7)
    assert found.quadrant.tolist() == [3, 3, 3, 3, 3, 1, 3, 1, 1]


def test_gi_star_of_the_lattice() -> None:
    found = hotspots.getis_ord(VALUES, lattice())
    half = [-1.941451, -1.578704, -0.277350, -1.578704, 0]
    expected = [*half, 1.578704, -0.277350, 1.578704, 2.496151]
    np.testing.assert_allclose(found.statistic, expected, atol=5e-7)


def test_rates_made_comparable() -> None:
    # Assuncao and Reis, as printed by esda.
    cases = [30, 25, 25, 15, 33, 21, 30, 20]
    people = [100, 100, 110, 90, 100, 90, 110, 90]
    expected = [1.03843594, -0.04099089, -0.56250375, -1.73061861]
    made = hotspots.eb_standardise(cases, people)
    np.testing.assert_allclose(made[:4], expected, atol=5e-9)


def test_the_false_discovery_rate_by_hand() -> None:
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, *np.linspace(0.1, 1, 19)]
    assert hotspots.fdr(p).tolist() == [True] + [False] * 24
    # Step up: 0.03 fails its own step of 0.025, but 0.04 passes that of 0.05 and takes it along.
    assert hotspots.fdr([0.04, 0.03]).tolist() == [True, True]
    assert hotspots.fdr([0.051, 0.03]).tolist() == [False, False]
    assert hotspots.fdr([np.nan, 0.01]).tolist() == [False, True]
    assert hotspots.fdr([]).tolist() == []


def test_a_lone_hot_spot_can_pass_only_with_enough_permutations() -> None:
    side = 7
    values = np.random.default_rng(5).normal(0, 0.1, side * side)
    middle = side * side // 2
    values[[middle, middle - 1, middle + 1, middle - side, middle + side]] += 8
    few = hotspots.lisa(values, lattice(side), permutations=99)
    many = hotspots.lisa(values, lattice(side), permutations=hotspots.enough(side * side))
    assert not few.significant.any()
    assert many.significant[middle]
    assert many.quadrant[middle] == 1
    assert hotspots.enough(52) == 9_999
    assert hotspots.enough(1_000) == 20_000


def test_islands_and_unknown_values_take_no_part() -> None:
    weights = np.zeros((11, 11))
    weights[:9, :9] = lattice()
    weights[9, 0] = weights[0, 9] = 1
    values = [*VALUES, float("nan"), 50.0]
    found = hotspots.lisa(values, weights)
    assert found.taking_part.tolist() == [True] * 9 + [False, False]
    assert np.isnan(found.statistic[9:]).all()
    assert np.isnan(found.p[9:]).all()
    assert not found.significant[9:].any()
    np.testing.assert_allclose(found.statistic[:9], hotspots.lisa(VALUES, lattice()).statistic)
    assert hotspots.moran(values, weights).statistic == pytest.approx(0.46153846153846156)


@pytest.mark.parametrize("values", [[0.0] * 9, [3.0] * 9, [float("nan")] * 9])
def test_nothing_to_tell_apart(values: list[float]) -> None:
    whole = hotspots.moran(values, lattice())
    assert (whole.statistic, whole.p) == (0.0, 1.0)
    for found in (hotspots.lisa(values, lattice()), hotspots.getis_ord(values, lattice())):
        assert not found.significant.any()
        assert not np.isnan(found.statistic[found.taking_part]).any()


def test_one_zone_alone() -> None:
    found = hotspots.lisa([4.0], [[0.0]])
    assert found.taking_part.tolist() == [False]
    assert hotspots.moran([4.0], [[0.0]]).p == 1.0


def test_no_cases_at_all_are_no_pattern() -> None:
    assert hotspots.eb_standardise([0, 0, 0], [10, 20, 30]).tolist() == [0.0, 0.0, 0.0]
    part = hotspots.eb_standardise([1, np.nan, 3], [10, 20, 0])
    assert np.isnan(part[1:]).all()


def test_the_same_seed_gives_the_same_answer_and_names_do_not_matter() -> None:
    values = np.random.default_rng(1).normal(size=25)
    order = np.random.default_rng(2).permutation(25)
    weights = lattice(5)
    one, again = (hotspots.lisa(values, weights, 999, 7) for _ in range(2))
    assert one.p.tolist() == again.p.tolist()
    other = hotspots.lisa(values[order], weights[np.ix_(order, order)], 999, 7)
    np.testing.assert_allclose(other.statistic, one.statistic[order])


def test_chance_alone_rarely_looks_like_a_pattern() -> None:
    rng = np.random.default_rng(11)
    weights = hotspots.row_standardised(lattice(6))
    p = [hotspots.moran(rng.normal(size=36), weights, 199, i).p for i in range(200)]
    # One-sided p of either side: uniform on 0 .. 0.5.
    assert 0.2 < np.mean(p) < 0.3
    assert np.mean(np.array(p) <= 0.05) < 0.17


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        ([1.0, 2.0], np.zeros((3, 3))),
        ([1.0, np.inf, 2.0], np.zeros((3, 3))),
        ([1.0, 2.0, 3.0], np.zeros((3, 2))),
        ([1.0, 2.0, 3.0], -np.ones((3, 3))),
        ([1.0, 2.0, 3.0], np.full((3, 3), np.nan)),
    ],
)
def test_what_can_not_be_read(values: list[float], weights: np.ndarray) -> None:
    with pytest.raises(InputError):
        hotspots.lisa(values, weights)
