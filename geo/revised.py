"""How numbers changed after they first came, and how late they came: from tables of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.facts import Facts

_MOST = 12
"""So many of the largest changes are listed."""


@dataclass(frozen=True)
class Delay:
    """Days from the day that a number speaks of to the day it came: ``kind`` "reported" (the report
    date that the source gives) or "published" (the first batch with it was published). ``counts``
    pair days with numbers; ``median`` and ``ninth`` (nine in ten came by then) are days."""

    kind: str
    counts: tuple[tuple[int, int], ...]
    median: int
    ninth: int


@dataclass(frozen=True)
class Change:
    """One number before and after, in persons; ``relative`` is (last - first) / |first|, None where
    the first was 0."""

    indicator: str
    zone_id: str
    day: dt.date
    first: int
    last: int

    @property
    def relative(self) -> float | None:
        return (self.last - self.first) / abs(self.first) if self.first else None


@dataclass(frozen=True)
class Revised:
    """Of ``numbers`` of an indicator ``repeated`` came in several batches and ``changed`` are not
    what they first were. ``mean`` is the mean size of the relative changes, ``largest`` the one
    that is largest in size; both leave out changes from 0 and are None where no other is left."""

    indicator: str
    numbers: int
    repeated: int
    changed: int
    mean: float | None
    largest: float | None


def delays(table: pd.DataFrame | None) -> tuple[Delay, ...]:
    """From a table of ``geo.io.revisions.delays``: by report date first, then by publication."""
    if table is None:
        return ()
    made = []
    for kind in ("reported", "published"):
        rows = table[table["kind"] == kind].sort_values("days")
        if rows.empty:
            continue
        days, numbers = rows["days"].to_numpy(np.int64), rows["numbers"].to_numpy(np.int64)
        come = np.cumsum(numbers)
        median, ninth = (int(days[np.searchsorted(come, p * come[-1])]) for p in (0.5, 0.9))
        pairs = zip(days.tolist(), numbers.tolist(), strict=True)
        made.append(Delay(kind, tuple(pairs), median, ninth))
    return tuple(made)


def revised(
    facts: Facts, found: tuple[pd.DataFrame, Mapping[str, int]] | None
) -> tuple[tuple[Revised, ...], tuple[Change, ...]]:
    """From ``geo.io.revisions.first_and_last``: each indicator that has numbers, that of
    cases first, and the largest changes, relative ones before those from 0."""
    if found is None:
        return (), ()
    table, repeated = found
    counts = facts.observations["indicator"].value_counts()
    changed = table[table["zone_id"].isin(facts.zone_ids)]
    first = changed["first"].to_numpy(np.float64)
    step = np.where(first != 0, changed["last"].to_numpy(np.float64) - first, np.nan)
    changed = changed.assign(relative=step / np.where(first != 0, np.abs(first), 1.0))
    changed = changed.assign(size=changed["relative"].abs())
    made = []
    for indicator in sorted(counts.index, key=lambda name: name != facts.disease.case_indicator):
        own = changed[changed["indicator"] == indicator]
        known = own.dropna(subset="size")
        most = None if known.empty else float(known.loc[known["size"].idxmax(), "relative"])
        mean = None if known.empty else float(known["size"].mean())
        made.append(
            Revised(
                indicator, int(counts[indicator]), repeated.get(indicator, 0), len(own), mean, most
            )
        )
    top = changed.sort_values(["size", "date"], ascending=[False, False], na_position="last")
    top = top.head(_MOST)
    columns = [top[name].to_list() for name in ("indicator", "zone_id", "date", "first", "last")]
    changes = tuple(
        Change(indicator, zone_id, day.date(), int(before), int(after))
        for indicator, zone_id, day, before, after in zip(*columns, strict=True)
    )
    return tuple(made), changes
