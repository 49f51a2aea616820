"""Rates against printed reference numbers, hand-worked borders and laws that must always hold."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import rates, smoothing, text
from geo.errors import InputError

NAN = float("nan")
SIX_CASES = [0, 1, 2, 12, 5, 40]
SIX_PEOPLE = [5_000, 8_000, 10_000, 15_000, 20_000, 30_000]


# --- Garwood's limits ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cases", "population", "low", "high"),
    [
        (0, 12_000, 0.0, 30.740662117616125),
        (1, 12_000, 0.21098173320241564, 46.430361591157485),
        (2, 5_000, 4.8441855708793, 144.4937533544792),
        (3, 5_000, 12.3734, 175.3455),
        (5, 10_000, 16.234863901184205, 116.6833207932267),
        (10, 20_000, 23.976943480662168, 91.95178021008888),
        (30, 30_000, 67.46958007140304, 142.75621798269222),
        (100, 700_000, 11.623427321560447, 17.37525625606091),
    ],
)
def test_limits_are_the_published_ones(
    cases: int, population: int, low: float, high: float
) -> None:
    digits = 5e-5 if cases == 3 else 1e-9
    limits = rates.garwood([cases], [population])
    assert limits[0].tolist() == pytest.approx([low], abs=digits)
    assert limits[1].tolist() == pytest.approx([high], abs=digits)


@pytest.mark.parametrize(
    ("cases", "low", "high"),
    [
        (0, 0, 3.6889),
        (1, 0.0253, 5.5716),
        (2, 0.2422, 7.2247),
        (3, 0.6187, 8.7673),
        (5, 1.6235, 11.6683),
        (10, 4.7954, 18.3904),
        (30, 20.2409, 42.8269),
        (100, 81.364, 121.6268),
    ],
)
def test_limits_of_the_count_itself(cases: int, low: float, high: float) -> None:
    limits = rates.garwood([cases], [100_000])
    assert [limits[0].item(), limits[1].item()] == pytest.approx([low, high], abs=5.1e-5)


def test_a_higher_confidence_is_a_wider_interval() -> None:
    # Poisson table: 90 % limits of 10 cases are 5.425 and 16.962, 99 % limits 3.717 and 21.398.
    ninety = rates.garwood([10], [100_000], 0.90)
    ninety_nine = rates.garwood([10], [100_000], 0.99)
    assert [x.item() for x in ninety] == pytest.approx([5.425, 16.962], abs=6e-4)
    assert [x.item() for x in ninety_nine] == pytest.approx([3.717, 21.398], abs=6e-4)


# --- Posterior ----------------------------------------------------------------------------------

EXCEEDANCE = [
    (0, 10_000, 0.04550026389635857, 0.001565402258002549, 4.3204630578274955e-08),
    (1, 5_000, 0.5724067044708798, 0.1717971442967335, 0.0018166489665723214),
    (1, 10_000, 0.26146412994911117, 0.01856613546304325, 1.3800570312932553e-06),
    (2, 10_000, 0.5494159513527802, 0.07523524614651217, 1.4748581038443073e-05),
    (3, 5_000, 0.9598403687301016, 0.6599632296942824, 0.03599940476342876),
    (5, 10_000, 0.969917023878774, 0.5303871510010405, 0.0015845952573066058),
    (8, 10_000, 0.9994829328760004, 0.9036102871855033, 0.026345078283536126),
    (15, 10_000, 0.9999999986263786, 0.9998741184772127, 0.5172965493148962),
    (15, 30_000, 0.9991494921837906, 0.5172965493148962, 1.1647783312436689e-07),
]


@pytest.mark.parametrize(("cases", "population", "p20", "p50", "p150"), EXCEEDANCE)
def test_exceedance_is_the_published_one(
    cases: int, population: int, p20: float, p50: float, p150: float
) -> None:
    found = [rates.exceedance([cases], [population], t).item() for t in (20, 50, 150)]
    assert found == pytest.approx([p20, p50, p150], rel=1e-9)


def test_45_cases_in_30000_exceed_20_surely() -> None:
    assert rates.exceedance([45], [30_000], 20).item() == pytest.approx(1.0, abs=1e-12)


def test_classes_split_the_same_posterior() -> None:
    # 5 cases in 10,000: .969917, .530387 and .001585 exceed 20, 50 and 150.
    found = rates.class_probabilities([5], [10_000], [20, 50, 150])
    assert found.shape == (1, 4)
    assert found[0].tolist() == pytest.approx([0.030083, 0.439530, 0.528803, 0.001585], abs=1e-6)


def test_classes_of_zones_and_days_gain_one_axis() -> None:
    found = rates.class_probabilities([[0, 1], [NAN, 2]], [10_000, 5_000], [50])
    assert found.shape == (2, 2, 2)
    assert found[0, 0, 1] == pytest.approx(0.001565, abs=1e-6)
    assert np.isnan(found[1, 0]).all()
    assert rates.class_probabilities([3], [9_000], []).tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("probability", "certain"), [(0.79, False), (0.8, True), (0.81, True), (NAN, False)]
)
def test_a_class_is_certain_from_80_percent(probability: float, certain: bool) -> None:
    assert rates.confident([probability]).tolist() == [certain]


def test_another_line_for_certain() -> None:
    assert rates.confident([0.94, 0.95], 0.95).tolist() == [False, True]


def test_rates_are_stable_from_20_cases() -> None:
    assert rates.unstable([0, 19, 20, 21, NAN]).tolist() == [True, True, False, False, False]


def test_the_posterior_is_stated_as_data() -> None:
    assert rates.POSTERIOR.prior == rates.Prior(0.5, 0.0)
    assert (rates.POSTERIOR.confident_from, rates.POSTERIOR.stable_from) == (0.8, 20)


# --- Empirical Bayes ----------------------------------------------------------------------------


def test_six_zones_smoothed_as_published() -> None:
    found = smoothing.empirical_bayes(SIX_CASES, SIX_PEOPLE)
    assert found.tolist() == pytest.approx(
        [25.80336877, 27.84874008, 31.24502726, 78.00607126, 30.70475396, 127.33089048], abs=5e-9
    )


def test_six_zones_as_a_gamma_prior() -> None:
    prior = smoothing.empirical_prior(SIX_CASES, SIX_PEOPLE)
    assert prior.shape == pytest.approx(2.075725542955987, rel=1e-12)
    assert prior.people == pytest.approx(3044.3974630021144, rel=1e-12)
    over_50 = rates.exceedance(SIX_CASES, SIX_PEOPLE, 50, prior)
    over_150 = rates.exceedance(SIX_CASES, SIX_PEOPLE, 150, prior)
    assert over_50.tolist() == pytest.approx(
        [
            0.0984227367818923,
            0.09368273599304269,
            0.11724425228613165,
            0.9280781407825982,
            0.06278229677096114,
            0.9999998974053685,
        ],
        rel=1e-9,
    )
    assert over_150.tolist() == pytest.approx(
        [
            8.82333708447984e-05,
            1.1443437159174874e-05,
            5.306756800453564e-06,
            0.0022851080973936787,
            3.1493002239418813e-09,
            0.12645084520326944,
        ],
        rel=1e-9,
    )
    low, high = rates.credible(SIX_CASES, SIX_PEOPLE, prior=prior)
    assert low.tolist() == pytest.approx(
        [3.3095, 5.8996, 8.6502, 42.7266, 12.4191, 91.7982], abs=5.1e-5
    )
    assert high.tolist() == pytest.approx(
        [70.8868, 66.5009, 68.0826, 123.7286, 57.1228, 168.5863], abs=5.1e-5
    )


def test_a_negative_variance_is_none() -> None:
    """Where zones differ less than chance, unclamped moments would give one of them -150."""
    cases, people = [5, 5, 6, 5], [10_000] * 4
    assert smoothing.empirical_bayes(cases, people).tolist() == pytest.approx([52.5] * 4)
    everyone = np.ones((4, 4))
    found = smoothing.local_empirical_bayes(cases, people, everyone)
    assert found.tolist() == pytest.approx([52.5] * 4)
    assert smoothing.empirical_prior(cases, people) == rates.JEFFREYS


def test_no_cases_at_all_is_a_rate_of_0() -> None:
    assert smoothing.empirical_bayes([0, 0, 0], [5_000, 1, 8_000]).tolist() == [0, 0, 0]
    found = smoothing.local_empirical_bayes([0, 0], [5_000, 8_000], [[0, 1], [1, 0]])
    assert found.tolist() == [0, 0]
    assert smoothing.empirical_prior([0, 0], [5_000, 8_000]) == rates.JEFFREYS


def test_one_zone_keeps_its_rate() -> None:
    assert smoothing.empirical_bayes([3], [6_000]).tolist() == pytest.approx([50.0])
    assert smoothing.local_empirical_bayes([3], [6_000], [[0]]).tolist() == pytest.approx([50.0])


def test_an_unknown_zone_is_unknown_and_moves_nobody() -> None:
    with_gaps = smoothing.empirical_bayes([*SIX_CASES, NAN, 9, 9], [*SIX_PEOPLE, 10_000, NAN, 0])
    assert np.isnan(with_gaps[6:]).all()
    assert with_gaps[:6].tolist() == pytest.approx(
        [25.80336877, 27.84874008, 31.24502726, 78.00607126, 30.70475396, 127.33089048], abs=5e-9
    )
    assert np.isnan(smoothing.empirical_bayes([NAN, NAN], [1, 2])).all()


def test_each_day_is_smoothed_alone() -> None:
    days = np.array([SIX_CASES, [5, 5, 6, 5, 0, 0], [NAN] * 6]).T
    people = np.array([SIX_PEOPLE, [10_000] * 4 + [0, 0], SIX_PEOPLE]).T
    found = smoothing.empirical_bayes(days, people)
    assert found[0, 0] == pytest.approx(25.80336877, abs=5e-9)
    assert found[:4, 1].tolist() == pytest.approx([52.5] * 4)
    assert np.isnan(found[4:, 1]).all() and np.isnan(found[:, 2]).all()
    same = smoothing.local_empirical_bayes(days, people, np.ones((6, 6)))
    np.testing.assert_allclose(same, found, rtol=1e-9)


def test_a_zone_without_known_neighbours_turns_to_the_city() -> None:
    """Zones 0-1-2 in a row, 3 alone, 4 beside 5, which is unknown."""
    weights = np.zeros((6, 6))
    for a, b in [(0, 1), (1, 2), (4, 5)]:
        weights[a, b] = weights[b, a] = 1
    cases = [0, 1, 2, 12, 5, NAN]
    found = smoothing.local_empirical_bayes(cases, SIX_PEOPLE, weights)
    city = smoothing.empirical_bayes(cases, SIX_PEOPLE)
    assert found[3] == city[3] and found[4] == city[4]
    assert np.isnan(found[5])
    # Zones 0 to 2 differ less than chance: 0 goes to 1/13,000, 1 to 3/23,000, 2 to 3/18,000.
    assert found[:3].tolist() == pytest.approx([7.692308, 13.043478, 16.666667], abs=1e-6)


def test_a_zone_among_two_worked_by_hand() -> None:
    """2 and 30 cases in 10,000 each: m=.0016, s2=1.96e-6, A=1.96e-6-.00000016=1.8e-6,
    C=1.8/(1.8+.16)=.918367; 160 -+ .918367 x 140."""
    found = smoothing.local_empirical_bayes([2, 30], [10_000] * 2, [[0, 1], [1, 0]])
    assert found.tolist() == pytest.approx([31.428571, 288.571429], abs=1e-6)


def test_sparse_weights_are_weights() -> None:
    from scipy import sparse

    found = smoothing.local_empirical_bayes(
        [2, 30], [10_000] * 2, sparse.csr_array(np.array([[0, 1], [1, 0]]))
    )
    assert found.tolist() == pytest.approx([31.428571, 288.571429], abs=1e-6)


@pytest.fixture
def examples() -> Path:
    """Example counties that the library libpysal carries with it."""
    spec = importlib.util.find_spec("libpysal")
    if spec is None or spec.origin is None:
        pytest.skip("libpysal is not installed")
    return Path(spec.origin).parent / "examples"


def _neighbours(file: Path) -> np.ndarray:
    """A .gal file: a head, then for each zone its name and the number, then the neighbours."""
    head, *lines = file.read_text().splitlines()
    zones = int(next(part for part in head.split() if part != "0"))
    names = [line.split()[0] for line in lines[: 2 * zones : 2]]
    weights = np.zeros((zones, zones))
    for row, line in enumerate(lines[1 : 2 * zones : 2]):
        weights[row, [names.index(name) for name in line.split()]] = 1
    return weights


def test_homicides_around_saint_louis_as_published(examples: Path) -> None:
    table = pd.read_csv(examples / "stl" / "stl_hom.csv")
    cases, people = table["HC7984"], table["PO7984"]
    found = smoothing.empirical_bayes(cases, people)[:3] / rates.PER
    assert found.tolist() == pytest.approx(
        [2.36718950e-05, 4.54539167e-05, 4.78114019e-05], abs=5e-14
    )
    weights = _neighbours(examples / "stl" / "stl.gal")
    near = smoothing.local_empirical_bayes(cases, people, weights)[:3] / rates.PER
    assert near.tolist() == pytest.approx(
        [4.01485749e-05, 3.62437513e-05, 4.93034844e-05], abs=5e-14
    )


def test_infant_deaths_of_north_carolina_as_published(examples: Path) -> None:
    import pyogrio

    table = pyogrio.read_dataframe(examples / "sids2" / "sids2.dbf", read_geometry=False)
    cases, people = table["SID79"], table["BIR79"]
    found = smoothing.empirical_bayes(cases, people)[:5] / 100
    assert found.tolist() == pytest.approx(
        [1.62492458, 2.26270695, 1.86202483, 2.02962147, 1.95648725], abs=5e-9
    )
    weights = _neighbours(examples / "sids2" / "sids2.gal")
    near = smoothing.local_empirical_bayes(cases, people, weights)[:5] / 100
    assert near.tolist() == pytest.approx(
        [0.74360191, 2.29166652, 1.53416571, 2.23313979, 2.98702511], abs=5e-9
    )


# --- Missing values, shapes and faults ----------------------------------------------------------


@pytest.mark.parametrize(("cases", "population"), [(NAN, 5_000), (2, NAN), (2, 0), (0, 0)])
def test_what_is_unknown_has_no_rate(cases: float, population: float) -> None:
    results = [
        rates.crude([cases], [population]),
        *rates.garwood([cases], [population]),
        *rates.credible([cases], [population]),
        rates.exceedance([cases], [population], 20),
        rates.class_probabilities([cases], [population], [20]),
        smoothing.empirical_bayes([cases], [population]),
        smoothing.local_empirical_bayes([cases], [population], [[0]]),
    ]
    assert all(np.isnan(result).all() for result in results)


def test_pandas_integers_with_gaps() -> None:
    cases = pd.Series([2, None], dtype="Int64")
    assert rates.crude(cases, pd.Series([5_000, 5_000], dtype="Int64"))[0] == 40
    assert np.isnan(rates.crude(cases, [5_000, 5_000])[1])


def test_populations_of_zones_go_with_the_rows() -> None:
    found = rates.crude([[1, 2], [3, 4]], [10_000, 20_000])
    assert found.tolist() == [[10, 20], [15, 20]]
    assert rates.crude(np.empty((3, 0)), [1, 2, 3]).shape == (3, 0)


def _faults(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    for fault in error.value.problems:
        for lang in text.LANGUAGES:
            assert "{" not in text.problem(fault, lang)
    return [(fault.key, fault.where) for fault in error.value.problems]


@pytest.mark.parametrize("wrong", [-1, 0.5, float("inf"), float("-inf")])
def test_what_is_no_count_is_refused(wrong: float) -> None:
    with pytest.raises(InputError) as error:
        rates.crude([1, NAN, wrong], [5_000] * 3)
    assert _faults(error) == [("rates_cases", "cases")]
    assert error.value.problems[0].values == {"n": 1, "found": wrong}


@pytest.mark.parametrize("wrong", [-1, float("inf")])
def test_what_is_no_population_is_refused(wrong: float) -> None:
    with pytest.raises(InputError) as error:
        rates.garwood([1, 2], [5_000, wrong])
    assert _faults(error) == [("rates_population", "population")]


def test_faults_are_gathered() -> None:
    with pytest.raises(InputError) as error:
        rates.exceedance([-2, 1.5, 3], [-1, 5_000], 20)
    assert _faults(error) == [
        ("rates_cases", "cases"),
        ("rates_population", "population"),
        ("rates_shape", "population"),
    ]
    assert error.value.problems[0].values == {"n": 2, "found": -2.0}


@pytest.mark.parametrize("bounds", [[50, 20], [20, 20], [-1], [NAN], [float("inf")]])
def test_bounds_must_rise_from_0(bounds: list[float]) -> None:
    with pytest.raises(InputError) as error:
        rates.class_probabilities([1], [5_000], bounds)
    assert _faults(error) == [("rates_bounds", "bounds_per_100k")]


def test_a_negative_threshold_is_refused() -> None:
    with pytest.raises(InputError) as error:
        rates.exceedance([1], [5_000], -20)
    assert _faults(error) == [("rates_bounds", "bounds_per_100k")]


@pytest.mark.parametrize("confidence", [0, 1, 95, NAN])
def test_confidence_is_a_fraction(confidence: float) -> None:
    for limits in (rates.garwood, rates.credible):
        with pytest.raises(InputError) as error:
            limits([1], [5_000], confidence)
        assert _faults(error) == [("rates_confidence", "confidence")]


@pytest.mark.parametrize(
    ("weights", "key"),
    [
        ([[0, 0.5], [1, 0]], "rates_weights"),
        ([[0, NAN], [1, 0]], "rates_weights"),
        ([[0, 1, 0], [1, 0, 0]], "rates_weights_shape"),
    ],
)
def test_weights_are_neighbours_of_the_same_zones(weights: list[list[float]], key: str) -> None:
    with pytest.raises(InputError) as error:
        smoothing.local_empirical_bayes([1, 2], [5_000, 5_000], weights)
    assert _faults(error) == [(key, "weights")]


def test_scipy_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys, geo.rates, geo.smoothing; sys.exit('scipy' in sys.modules)"
    root = Path(__file__).resolve().parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0


# --- Laws ---------------------------------------------------------------------------------------

BOUNDED = settings(max_examples=80, deadline=None, derandomize=True, database=None)
COUNTS = st.integers(0, 400)
PEOPLE = st.integers(500, 200_000)
ZONES = st.lists(st.tuples(COUNTS, PEOPLE), min_size=1, max_size=9)


@BOUNDED
@given(COUNTS, PEOPLE, st.sampled_from([0.5, 0.8, 0.95, 0.999]))
def test_the_rate_lies_between_its_limits(cases: int, people: int, confidence: float) -> None:
    low, high = rates.garwood([cases], [people], confidence)
    rate = cases / people * 100_000
    assert 0 <= low.item() <= rate < high.item()
    wider = rates.garwood([cases], [people], (1 + confidence) / 2)
    assert wider[0].item() <= low.item() and high.item() < wider[1].item()


@BOUNDED
@given(COUNTS, PEOPLE, st.integers(1, 500))
def test_one_case_more_raises_limits_and_probability(cases: int, people: int, bound: int) -> None:
    now = [*rates.garwood([cases], [people]), rates.exceedance([cases], [people], bound)]
    more = [*rates.garwood([cases + 1], [people]), rates.exceedance([cases + 1], [people], bound)]
    assert all(a.item() <= b.item() for a, b in zip(now, more, strict=True))
    assert now[1].item() < more[1].item()


@BOUNDED
@given(COUNTS, PEOPLE, st.integers(1, 500))
def test_more_people_or_a_higher_bound_make_it_less_probable(
    cases: int, people: int, bound: int
) -> None:
    now = rates.exceedance([cases], [people], bound).item()
    assert rates.exceedance([cases], [people + 100], bound).item() <= now
    assert rates.exceedance([cases], [people], bound + 1).item() <= now
    # Twice the people and half the bound is the same expected count: the same probability.
    assert rates.exceedance([cases], [2 * people], bound / 2).item() == pytest.approx(now)


@BOUNDED
@given(COUNTS, PEOPLE, st.lists(st.integers(1, 900), max_size=5, unique=True).map(sorted))
def test_classes_add_up_to_1(cases: int, people: int, bounds: list[int]) -> None:
    found = rates.class_probabilities([cases], [people], bounds)[0]
    assert len(found) == len(bounds) + 1
    assert found.min() >= 0 and found.sum() == pytest.approx(1.0)


@BOUNDED
@given(ZONES)
def test_smoothing_lies_between_the_citys_rate_and_the_zones_own(
    zones: list[tuple[int, int]],
) -> None:
    cases, people = (np.array(column, dtype=float) for column in zip(*zones, strict=True))
    found = smoothing.empirical_bayes(cases, people)
    own, city = cases / people * 1e5, cases.sum() / people.sum() * 1e5
    assert (found >= np.minimum(own, city) - 1e-9).all()
    assert (found <= np.maximum(own, city) + 1e-9).all()
    assert found.min() >= 0


@BOUNDED
@given(ZONES, st.integers(0, 2**36 - 1))
def test_local_smoothing_stays_among_the_rates_it_has_seen(
    zones: list[tuple[int, int]], bits: int
) -> None:
    cases, people = (np.array(column, dtype=float) for column in zip(*zones, strict=True))
    upper = np.zeros((len(cases), len(cases)))
    for at, (row, column) in enumerate(zip(*np.triu_indices(len(cases), 1), strict=True)):
        upper[row, column] = bits >> at & 1
    weights = upper + upper.T
    found = smoothing.local_empirical_bayes(cases, people, weights)
    own = cases / people * 1e5
    for row in range(len(cases)):
        near = weights[row] == 1
        near[row] = True
        seen = own[near] if near.sum() > 1 else own
        assert seen.min() - 1e-9 <= found[row] <= seen.max() + 1e-9
    assert found.min() >= 0


@BOUNDED
@given(ZONES, st.permutations(range(9)))
def test_the_order_of_zones_is_nothing(zones: list[tuple[int, int]], order: list[int]) -> None:
    cases, people = (np.array(column, dtype=float) for column in zip(*zones, strict=True))
    turned = [i for i in order if i < len(cases)]
    found = smoothing.empirical_bayes(cases, people)[turned]
    np.testing.assert_allclose(
        found, smoothing.empirical_bayes(cases[turned], people[turned]), rtol=1e-9, atol=1e-9
    )


@BOUNDED
@given(ZONES, st.integers(2, 50))
def test_the_same_city_many_times_shrinks_the_same(
    zones: list[tuple[int, int]], copies: int
) -> None:
    """Copies of all zones change neither the mean nor the variance between them."""
    cases, people = (np.array(column, dtype=float) for column in zip(*zones, strict=True))
    many = smoothing.empirical_bayes(np.tile(cases, copies), np.tile(people, copies))
    np.testing.assert_allclose(
        many[: len(cases)], smoothing.empirical_bayes(cases, people), rtol=1e-7, atol=1e-7
    )
