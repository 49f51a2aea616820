"""Case reports per zone and day: which numbers are stocks, and where cumulative numbers fall."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.errors import Problem

STOCKS = ("dirawat", "isolasi_mandiri")
"""Indicators that say how many persons are in a state on the day; they may fall at any time."""


def negative_steps(observations: pd.DataFrame) -> pd.DataFrame:
    """Where a cumulative number is lower than that of the zone's report before: a revision.

    ``observations`` as in geo.schema, one row per key. Gives zone_id, date (of the lower number),
    indicator and step (persons, negative), the largest fall first. Stocks and "new" numbers are
    left out; a missing number is skipped, so that the step reaches over it.
    """
    counted = (observations["measure"] == "cumulative") & observations["value"].notna()
    counted &= ~observations["indicator"].isin(STOCKS)
    rows = observations[counted].sort_values(["zone_id", "indicator", "date"])
    step = rows.groupby(["zone_id", "indicator"])["value"].diff()
    falls = rows.assign(step=step)[step.lt(0).fillna(False).astype(bool)]
    columns = ["zone_id", "date", "indicator", "step"]
    return falls.sort_values(["step", *columns[:3]])[columns].reset_index(drop=True)


def measure_faults(
    observations: pd.DataFrame, known: Mapping[str, str], where: str
) -> tuple[Problem, ...]:
    """Indicators that are not counted in one measure only.

    ``known`` gives the measure in which an indicator is already counted, where it is. New and
    cumulative numbers of one indicator can't be told apart later, so that they must never meet.
    """
    problems = []
    columns = (observations["indicator"].tolist(), observations["measure"].tolist())
    pairs = set(zip(*columns, strict=True))
    for indicator in sorted({indicator for indicator, _ in pairs}):
        found = sorted(measure for of, measure in pairs if of == indicator)
        expected = known.get(indicator, found[0])
        values = {"indicator": indicator, "found": ", ".join(found), "expected": expected}
        if len(found) > 1:
            problems.append(Problem("measure_mixed", where, values))
        elif found != [expected]:
            problems.append(Problem("measure_differs", where, values))
    return tuple(problems)
