"""The regularised incomplete gamma function and its inverse, for whole arrays.

P(a, x) is the chance that a Gamma(a) lies below x, Q = 1 - P. Below x = a + 1 P is the power
series x^a e^-x / Gamma(a+1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...), above it Q is Legendre's
continued fraction by Lentz's steps (Abramowitz and Stegun 6.5.29 and 6.5.31). To within 1e-11 of
the value, which the tests hold to scipy's; written here so that neither the map's doubt nor an
interval needs it. NaN where an argument is NaN.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
_TINY, _STEPS, _CLOSE = 1e-300, 100_000, 1e-15


def below(shape: Any, x: Any) -> Real:
    """P(a, x); a > 0, x >= 0."""
    return _once(shape, x, upper=False)


def above(shape: Any, x: Any) -> Real:
    """Q(a, x) = 1 - P(a, x); a > 0, x >= 0."""
    return _once(shape, x, upper=True)


def quantile(shape: Any, chance: float, *, upper: bool = False) -> Real:
    """The x with P(a, x) = ``chance``, or with ``upper`` Q(a, x) = ``chance``; 0 < chance < 1.
    0 for a = 0, where all of the chance lies at 0."""
    shapes = np.asarray(shape, dtype=np.float64)
    single, back = np.unique(shapes, return_inverse=True)
    found = np.where(np.isnan(single), np.nan, 0.0)
    known = single > 0
    found[known] = _solved(single[known], chance, upper)
    return found[back].reshape(shapes.shape)


def _once(shape: Any, x: Any, *, upper: bool) -> Real:
    """Each pair of arguments worked out once: counts and people come again on every day."""
    shapes, places = np.broadcast_arrays(
        np.asarray(shape, dtype=np.float64), np.asarray(x, dtype=np.float64)
    )
    made = np.full(shapes.shape, np.nan)
    known = ~(np.isnan(shapes) | np.isnan(places))
    pairs, back = np.unique(shapes[known] + 1j * places[known], return_inverse=True)
    made[known] = _worked(pairs.real, pairs.imag, upper)[back]
    return made


def _worked(a: Real, x: Real, upper: bool) -> Real:
    near = x < a + 1
    out = np.empty(a.shape)
    small, large = _series(a[near], x[near]), _fraction(a[~near], x[~near])
    out[near], out[~near] = (1 - small, large) if upper else (small, 1 - large)
    return out


def _front(a: Real, x: Real) -> Real:
    """x^a e^-x / Gamma(a)."""
    single, back = np.unique(a, return_inverse=True)
    logs = np.array([math.lgamma(one) for one in single])[back]
    with np.errstate(divide="ignore"):
        return np.exp(a * np.log(x) - x - logs)


def _series(a: Real, x: Real) -> Real:
    term = 1 / a
    total, divisor = term.copy(), a.copy()
    for _ in range(_STEPS):
        divisor += 1
        term *= x / divisor
        total += term
        if not (term > total * _CLOSE).any():
            break
    return total * _front(a, x)


def _fraction(a: Real, x: Real) -> Real:
    b = x + 1 - a
    c, d = np.full(a.shape, 1 / _TINY), 1 / b
    made = d.copy()
    for step in range(1, _STEPS):
        part = -step * (step - a)
        b = b + 2
        d, c = part * d + b, b + part / c
        d[np.abs(d) < _TINY], c[np.abs(c) < _TINY] = _TINY, _TINY
        d = 1 / d
        made *= d * c
        if not (np.abs(d * c - 1) > _CLOSE).any():
            break
    return made * _front(a, x)


def _solved(a: Real, chance: float, upper: bool) -> Real:
    """Newton's steps between two bounds that close in on the place."""
    low, high = np.zeros(a.shape), a + 40 * np.sqrt(a) + 800
    x, sign = a.copy(), -1.0 if upper else 1.0
    for _ in range(200):
        ahead = sign * (_worked(a, x, upper) - chance)
        low, high = np.where(ahead < 0, x, low), np.where(ahead < 0, high, x)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            tried = x - ahead / (_front(a, x) / x)
        inside = (tried > low) & (tried < high)
        following = np.where(inside, tried, (low + high) / 2)
        done = np.abs(following - x) <= 1e-14 * np.abs(x)
        x = following
        if done.all():
            break
    return x
