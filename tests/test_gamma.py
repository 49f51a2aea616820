"""The incomplete gamma function against scipy's, and where its value is known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from geo import gamma

SHAPES = np.array([0.1, 0.5, 1, 1.5, 2, 3.25, 10, 40.5, 99.5, 250, 1000, 20_000])


@pytest.mark.parametrize("times", [0.01, 0.5, 0.99, 1, 1.01, 1.5, 3])
def test_both_tails_are_those_of_scipy(times: float) -> None:
    x = SHAPES * times
    assert gamma.below(SHAPES, x) == pytest.approx(
        special.gammainc(SHAPES, x), rel=1e-9, abs=1e-300
    )
    assert gamma.above(SHAPES, x) == pytest.approx(
        special.gammaincc(SHAPES, x), rel=1e-9, abs=1e-300
    )


@pytest.mark.parametrize("chance", [0.0005, 0.025, 0.5, 0.975])
def test_quantiles_are_those_of_scipy(chance: float) -> None:
    shapes = SHAPES[SHAPES >= 0.5]
    assert gamma.quantile(shapes, chance) == pytest.approx(
        special.gammaincinv(shapes, chance), rel=1e-10
    )
    assert gamma.quantile(shapes, chance, upper=True) == pytest.approx(
        special.gammainccinv(shapes, chance), rel=1e-10
    )


def test_one_event_is_the_exponential_and_a_half_the_error_function() -> None:
    assert gamma.above(1, 2.5) == pytest.approx(math.exp(-2.5), rel=1e-14)
    assert gamma.below(0.5, 1.44) == pytest.approx(math.erf(1.2), rel=1e-13)
    assert gamma.quantile(1, 0.025) == pytest.approx(-math.log(0.975), rel=1e-13)


def test_unknown_stays_unknown_and_nothing_is_at_nothing() -> None:
    assert np.isnan(gamma.above([1.0, np.nan], [np.nan, 1.0])).all()
    assert gamma.above([1.0, 30.0], 0).tolist() == [1, 1]
    found = gamma.quantile([[0.0, np.nan]], 0.975)
    assert found.shape == (1, 2) and found[0, 0] == 0 and np.isnan(found[0, 1])


def test_pairs_keep_their_places() -> None:
    shapes = np.array([[1.0], [2.0], [1.0]])
    x = np.array([0.5, 3.0])
    assert gamma.above(shapes, x) == pytest.approx(special.gammaincc(shapes, x), rel=1e-12)
