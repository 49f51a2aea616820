"""The arrays that rates are made from: cases and people, checked and brought to one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError, Problem

Numbers = npt.NDArray[np.float64]

PER = 100_000


@dataclass(frozen=True)
class Prior:
    """Gamma prior of a rate, worth ``shape`` cases seen among ``people`` persons."""

    shape: float
    people: float


JEFFREYS = Prior(0.5, 0.0)


def checked(cases: Any, population: Any) -> tuple[Numbers, Numbers]:
    """Both as float arrays of one shape, a population of 0 as NaN; every fault at once."""
    counts, people = numbers(cases), numbers(population)
    with np.errstate(invalid="ignore"):
        wrong = {
            "rates_cases": ("cases", counts, (counts < 0) | np.isinf(counts) | (counts % 1 != 0)),
            "rates_population": ("population", people, (people < 0) | np.isinf(people)),
        }
    problems = []
    for key, (where, values, bad) in wrong.items():
        bad &= ~np.isnan(values)
        if bad.any():
            problems.append(
                Problem(key, where, {"n": int(bad.sum()), "found": float(values[bad][0])})
            )
    if counts.ndim == 2 and people.ndim == 1:
        people = people[:, None]
    try:
        shape = np.broadcast_shapes(counts.shape, people.shape)
    except ValueError:
        shapes = {"cases": counts.shape, "population": people.shape}
        raise InputError([*problems, Problem("rates_shape", "population", shapes)]) from None
    if problems:
        raise InputError(problems)
    people = np.where(people > 0, people, np.nan)
    return np.broadcast_to(counts, shape), np.broadcast_to(people, shape)


def numbers(values: Any) -> Numbers:
    """Floats with NaN where unknown, also from pandas' integers with missing values."""
    if hasattr(values, "to_numpy"):
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
    return np.asarray(values, dtype=np.float64)
