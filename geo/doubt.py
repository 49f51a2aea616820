"""How sure a colour is: the chance that the true rate lies in the colour's own band.

Chances are those of the Gamma posterior with Jeffreys' prior (``geo.rates``), or under smoothing
of the empirical Bayes posterior. "No case" is what was reported, no rate, so the band without cases
and the next one are one class: the chance of green with no case is that of a rate below the first
bound. A chance below 0.8 makes a colour doubtful ("ragu"), and it is hatched: our own choice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.levels import BY_KEY
from geo.rules import Rule

Flags = npt.NDArray[np.bool_]
Real = npt.NDArray[np.float64]


def bounds_per_100k(rule: Rule) -> list[float]:
    """The rule's bounds as cases per 100,000 in its window."""
    scale = 100_000 / rule.per * (rule.window_days or 1) / rule.bound_days
    return [band.below * scale for band in rule.bands if band.below is not None]


def chances(rule: Rule, cases: Real, people: Real, *, smoothed: bool = False) -> Real:
    """The chance of each class of an incidence rule, shape (zones, days, classes); NaN unknown.

    Classes are the rule's bands, where a band without cases and its next one are one class.
    ``cases`` are window counts of shape (zones, days), ``people`` of shape (zones,).
    """
    from geo.rates import JEFFREYS, class_probabilities, empirical_prior

    counts = np.where(cases >= 0, cases, np.nan)
    bounds = bounds_per_100k(rule)
    if not smoothed:
        return class_probabilities(counts, people, bounds, JEFFREYS)
    days = [
        class_probabilities(day, people, bounds, empirical_prior(day, people)) for day in counts.T
    ]
    shape = (*counts.shape, len(bounds) + 1)
    return np.stack(days, axis=1) if days else np.empty(shape)


def own_class(rule: Rule, codes: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """The class of each level code; -1 where the code is none of the rule's."""
    first = int(rule.bands[0].no_cases)
    classes = np.full(codes.shape, -1, dtype=np.int64)
    for index, level in enumerate(rule.levels):
        classes[codes == BY_KEY[level].code] = max(index - first, 0)
    return classes


def certainty(
    rule: Rule, codes: npt.NDArray[np.str_], cases: Real, people: Real, *, smoothed: bool = False
) -> Real:
    """The chance of each zone's own colour, shape (zones, days); NaN where there is none."""
    classes = own_class(rule, codes)
    made = chances(rule, cases, people, smoothed=smoothed)
    own = np.take_along_axis(made, np.maximum(classes, 0)[..., None], axis=-1)[..., 0]
    return np.where(classes >= 0, own, np.nan)


def doubtful(
    rule: Rule, codes: npt.NDArray[np.str_], cases: Real, people: Real, *, smoothed: bool = False
) -> Flags:
    """True where a colour has a chance below 0.8; an unknown chance is no doubt of ours."""
    from geo.rates import confident

    sure = certainty(rule, codes, cases, people, smoothed=smoothed)
    return ~np.isnan(sure) & ~confident(sure)
