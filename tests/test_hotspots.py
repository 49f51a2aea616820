"""Patterns in space, held to numbers printed by esda and worked out by hand."""

from __future__ import annotations

from itertools import combinations
from math import comb
from statistics import NormalDist

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
    assert rows.z_shuffled == pytest.approx(2.71445170, abs=5e-9)
    assert binary.z_shuffled == pytest.approx(2.58814023, abs=5e-9)
    # Their variances, as (I - E)^2 / z^2.
    off = binary.statistic - binary.expected
    assert (off / binary.z) ** 2 == pytest.approx(0.053125, abs=1e-9)
    assert (off / binary.z_shuffled) ** 2 == pytest.approx(0.0513590976, abs=5e-11)
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
    # Two-sided: 2 / (R + 1) has to be below 0.05 / 267.
    assert hotspots.enough(267) == 10_680
    assert hotspots.enough(1_000) == 40_000


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
    p = np.array([hotspots.moran(rng.normal(size=36), weights, 199, i).p for i in range(200)])
    for share in (0.1, 0.3, 0.5, 0.7):
        assert abs((p <= share).mean() - share) < 0.1


def test_maps_of_chance_alone_have_hot_spots_no_more_often_than_promised() -> None:
    rng = np.random.default_rng(12)
    maps = (hotspots.lisa(rng.normal(size=49), lattice(7), 1_999, i) for i in range(150))
    # 5 % promised: more than 15 of 150 is a chance of 0.3 %.
    assert sum(found.significant.any() for found in maps) <= 15


# --- Chance, counted out ------------------------------------------------------------------------


def test_where_nearly_all_zones_have_no_case_calm_is_no_cold_spot() -> None:
    values = np.zeros(36)
    values[[0, 21, 35]] = 1
    found = hotspots.lisa(values, lattice(6))
    assert not found.significant.any()
    # Zone 15 has a case beside it: of 4 drawn of 35 with 3 cases, at least one is that often.
    chance = 1 - comb(32, 4) / comb(35, 4)
    assert found.p[15] == pytest.approx(2 * chance, abs=0.02)
    # Zone 13 has none: two-sided, nothing is more usual.
    assert found.p[13] == 1
    star = hotspots.getis_ord(values, lattice(6))
    assert not star.significant.any()


def counted(values: np.ndarray, pool: np.ndarray, size: int, total: float) -> float:
    """Two-sided chance of a sum over ``size`` zones of the pool, every choice counted."""
    sums = [sum(values[list(chosen)]) for chosen in combinations(pool, size)]
    above = np.mean([found >= total - 1e-9 for found in sums])
    below = np.mean([found <= total + 1e-9 for found in sums])
    return min(1.0, 2 * min(above, below))


@pytest.mark.parametrize("zone", [0, 1, 5, 8])
def test_p_is_that_of_all_neighbourhoods_counted(zone: int) -> None:
    values, near = np.array(VALUES), np.flatnonzero(lattice()[zone])
    others = np.delete(np.arange(9), zone)
    alone = counted(values, others, len(near), values[near].sum())
    assert hotspots.lisa(VALUES, lattice()).p[zone] == pytest.approx(alone, abs=0.02)
    without = hotspots.getis_ord(VALUES, lattice(), star=False)
    assert without.p[zone] == pytest.approx(alone, abs=0.02)
    around = np.append(near, zone)
    whole = counted(values, np.arange(9), len(around), values[around].sum())
    assert hotspots.getis_ord(VALUES, lattice()).p[zone] == pytest.approx(whole, abs=0.02)


def test_gi_without_the_zone_itself_by_hand() -> None:
    # The corner's neighbours are 2 and 2; the eight others add up to 35, their squares to 195:
    # mean 4.375, variance 195/8 - 4.375^2 = 5.234375; (4 - 8.75) / sqrt(5.234375 x 2 x 6/7).
    found = hotspots.getis_ord(VALUES, lattice(), star=False)
    assert found.statistic[0] == pytest.approx(-4.75 / np.sqrt(5.234375 * 12 / 7))


def test_a_high_zone_among_the_lowest_is_no_hot_spot() -> None:
    values = np.random.default_rng(0).normal(10, 1, 49)
    values[np.flatnonzero(lattice(7)[24])] = 5
    values[24] = 60
    star = hotspots.getis_ord(values, lattice(7))
    assert star.statistic[24] > 1.6
    assert not star.significant[24]
    assert hotspots.lisa(values, lattice(7)).quadrant[24] == 4


def test_values_that_differ_by_rounding_are_equal() -> None:
    values = [0.1 + 0.2] * 4 + [0.3] * 5
    assert hotspots.moran(values, lattice()).p == 1
    assert not hotspots.lisa(values, lattice()).significant.any()


def test_where_every_zone_touches_every_other_nothing_is_left_to_chance() -> None:
    all_round = np.ones((9, 9)) - np.eye(9)
    whole = hotspots.moran(VALUES, all_round)
    assert whole.statistic == pytest.approx(-0.125)
    assert (whole.z, whole.p) == (0.0, 1.0)
    assert hotspots.lisa(VALUES, all_round).p.tolist() == [1.0] * 9
    assert hotspots.getis_ord(VALUES, all_round).statistic.tolist() == [0.0] * 9


def test_the_steps_of_the_false_discovery_rate() -> None:
    # Printed: 25 p-values whose adjusted ones begin .025, .1, .21, .21, .21.
    p = [
        *(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269),
        *(0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986),
    ]
    for alpha, passed in (
        *((0.0249, 0), (0.0251, 1), (0.05, 1), (0.0999, 1)),
        *((0.1001, 2), (0.2099, 2), (0.2101, 5)),
    ):
        assert hotspots.fdr(p, alpha).tolist() == [True] * passed + [False] * (25 - passed)


# --- North Carolina -----------------------------------------------------------------------------

# Sudden infant deaths and births, counties in the order of their codes 37001, 37003, … 37199.
DEATHS_74 = [
    *(13, 0, 0, 15, 1, 0, 7, 6, 8, 5, 9, 5, 3, 6, 0, 5, 2, 5, 2, 2, 1, 0, 10, 15, 13, 38, 1),
    *(0, 8, 1, 4, 16, 10, 10, 2, 11, 0, 0, 4, 4, 23, 18, 6, 2, 5, 7, 7, 0, 4, 2, 6, 1, 5, 10),
    *(8, 5, 0, 2, 2, 44, 0, 3, 5, 8, 12, 9, 29, 4, 1, 3, 4, 1, 4, 14, 1, 7, 4, 31, 16, 3, 12),
    *(4, 8, 5, 1, 5, 3, 3, 0, 4, 4, 16, 4, 5, 1, 18, 4, 11, 1, 0),
]
BIRTHS_74 = [
    *(4672, 1333, 487, 1570, 1091, 781, 2692, 1324, 1782, 2181, 7515, 3573, 4099, 3609, 286),
    *(2414, 1035, 5754, 1646, 1027, 751, 284, 4866, 3350, 5868, 20366, 508, 521, 5509, 1207),
    *(2483, 7970, 3657, 11858, 1399, 9014, 420, 415, 1671, 870, 16184, 3608, 3776, 2110, 2574),
    *(1452, 1494, 338, 4139, 1143, 3999, 578, 2252, 3589, 2216, 1946, 797, 765, 1549, 21588),
    *(671, 1258, 2648, 4021, 5526, 1421, 11158, 3164, 542, 1638, 1228, 484, 1556, 5094, 533),
    *(4456, 2756, 7889, 4449, 4606, 2992, 3025, 2255, 2356, 1612, 3188, 675, 1173, 248, 3915),
    *(2180, 14484, 968, 990, 1323, 6638, 3146, 3702, 1269, 770),
]
DEATHS_79 = [
    *(11, 2, 3, 4, 0, 0, 4, 5, 5, 6, 18, 15, 20, 9, 2, 4, 2, 21, 3, 1, 1, 0, 21, 17, 18, 57),
    *(2, 1, 8, 3, 7, 22, 9, 18, 0, 26, 2, 1, 4, 4, 38, 17, 10, 8, 8, 5, 6, 0, 5, 5, 13, 2, 6),
    *(14, 7, 5, 3, 2, 1, 35, 2, 8, 5, 7, 9, 3, 23, 6, 1, 4, 3, 0, 4, 11, 0, 12, 7, 26, 5, 8),
    *(8, 4, 16, 7, 5, 6, 2, 4, 0, 9, 6, 31, 2, 0, 1, 23, 7, 13, 1, 1),
]
BIRTHS_79 = [
    *(5767, 1683, 542, 1875, 1364, 977, 2909, 1616, 2052, 2655, 9956, 4314, 5669, 4249, 350),
    *(3339, 1253, 6883, 2398, 1173, 899, 419, 5526, 4144, 7595, 26370, 830, 1059, 7143, 1438),
    *(2777, 10432, 4359, 15704, 1863, 11455, 594, 488, 2074, 1178, 20543, 4463, 4789, 2463),
    *(3679, 1838, 1706, 427, 5400, 1504, 4780, 650, 2949, 4225, 2817, 2215, 1157, 926, 1849),
    *(30757, 919, 1598, 3534, 5189, 6917, 1606, 14655, 4478, 631, 2275, 1602, 676, 1790, 6635),
    *(673, 5711, 3108, 9087, 5386, 6427, 3543, 3447, 2617, 3039, 2038, 3616, 883, 1401, 319),
    *(5273, 2753, 20857, 1190, 1141, 1775, 8227, 3725, 4706, 1568, 869),
]
# Cressie and Chan 1989: neighbours of each county among the later ones; 27 and 47 have none.
NEAR_1989 = """
0:16,18,31,40,67 1:13,17,48,96 2:4,85,96 3:61,76,83,89 4:94,96 5:11,13,55,60,94,99 6:58,73,93
7:20,45,58,93 8:23,77 9:64 10:43,44,55,57,87,99 11:13,17,55,60,80 12:59,79,83,89 13:17,55,94,96
14:26,69,71,88 15:68 16:67,72,78 17:35,48,54 18:31,42,52,62,67,91 19:21,37 20:36,45,58,69,71,88,93
21:37,56 22:35,54,80 23:77 24:51,68 25:42,46,81 26:69 28:29,33,75,79 29:33,48,79,98 30:70,81
31:38,67,72,91 32:41,58,63,73,97 33:40,84,98 34:38,63,90,91,92 35:54,59 36:45,71 37:56,86
38:72,90,92 39:53,73,95,97 40:75,78 41:65 42:50,52,91 43:49,57,86,87 44:74,80,87 45:65,71
46:62,77,82 48:54,79,96,98 49:56,86,87 50:91,95,97 51:53,66 52:62 53:73,95 54:59 55:60,80,99 56:86
57:99 58:73,93 59:89 60:94,99 61:62,75,83 63:97 64:70 67:72 69:71,88 71:88,93 74:80 76:82 77:82
78:84 79:83 84:85 85:96,98 88:93 90:92 95:97 96:98
"""
# Counties that touch (libpysal's sids2).
TOUCHING = """
0:16,18,40,67,75,78 1:13,17,48,96 2:4,85,96 3:61,76,83,89 4:94,96 5:11,13,55,60,94
6:24,47,58,68,73,93 7:41,45,58,65,93 8:23,25,70,77,81 9:23,64,70 10:43,44,55,57,80,99
11:13,17,22,55,80 12:48,59,79,83,89 13:17,94,96 14:26,36,69 15:24,51,66 16:67,72,78 17:48,54
18:31,42,52,62,67,75,91 19:21,37,56 20:36,71 21:56 22:35,54,80 23:70,77 24:51,53,68,73
25:42,46,62,77,81 26:27 27:47 28:29,33,40,61,75,79 29:33,48,79,98 30:51,53,66,70,81,95
31:38,67,72,91 32:41,58,63,73,97 33:40,84,85,98 34:38,63,90,91,92 35:54,59 36:45,69,71 37:56,86
38:72,90,91 39:53,73,95,97 40:75,78 41:58,63,65,92 42:50,52,62,81,91 43:49,57,86,87 44:74,80,87
45:65 46:62,77,82 47:88,93 48:54,59,79,96,98 49:56,86,87 50:63,81,91,95,97 51:53,66 52:62 53:73,95
54:59 55:60,80,99 56:86 57:99 58:73,93 59:89 60:99 61:62,75,76,83 62:75,76 63:97 64:70 65:92 66:70
67:72 69:71 70:81 73:97 74:80 76:82 77:82 78:84 79:83 81:95 83:89 84:85 85:96,98 88:93 90:92 94:96
95:97 96:98
"""


def counties(table: str) -> np.ndarray:
    weights = np.zeros((100, 100))
    for row in table.split():
        one, _, others = row.partition(":")
        for other in others.split(","):
            weights[int(one), int(other)] = weights[int(other), int(one)] = 1
    return weights


def test_north_carolina_as_spdep_and_esda_print_it() -> None:
    weights = counties(NEAR_1989)
    assert weights.sum() == 394 and (weights.sum(axis=1) == 0).sum() == 2
    z = hotspots.eb_standardise(DEATHS_74, BIRTHS_74)
    even = hotspots.moran(z, weights, 999, 1, islands=True)
    assert even.statistic == pytest.approx(0.2578895974, abs=5e-11)
    assert even.statistic == pytest.approx(0.25789, abs=5e-6)
    assert even.p == pytest.approx(0.002)
    rates = np.array(DEATHS_74) / np.array(BIRTHS_74)
    raw = hotspots.moran(rates, weights, 999, 1, islands=True)
    assert raw.statistic == pytest.approx(0.2133097905, abs=5e-11)
    # spdep's moran leaves the two islands out of n, but not out of the mean.
    assert raw.statistic * 98 / 100 == pytest.approx(0.20904, abs=5e-6)
    assert hotspots.moran(rates, weights, 9, 1).n == 98


def test_north_carolina_five_years_later_as_esda_prints_it() -> None:
    z = hotspots.eb_standardise(DEATHS_79, BIRTHS_79)
    found = hotspots.moran(z, hotspots.row_standardised(counties(TOUCHING)), 999, 1)
    assert found.statistic == pytest.approx(0.166223436, abs=5e-10)
    assert NormalDist().cdf(-found.z) == pytest.approx(0.0041915, abs=5e-10)


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
