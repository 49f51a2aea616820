"""How good the data are, as a view: complete, late, revised, placed, fresh. Numbers and keys only.

Completeness and age tell when somebody reported, not how many, so that everybody may see them; that
a source hid a number tells that it was small, so that for the public it is a report like any other.
Delays, revisions and shares speak of counts: they are there only where the reader may see them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.facts import Facts
from geo.panel import Panel
from geo.revised import Change, Delay, Revised, delays, revised
from geo.staleness import ages

MISSING, REPORTED, HIDDEN = 0, 1, 2


@dataclass(frozen=True)
class Completeness:
    """MISSING, REPORTED or HIDDEN (the source hid the number) for each zone and day, from the first
    day on record to the last; a number of several days stands on each of them."""

    days: tuple[dt.date, ...]
    states: npt.NDArray[np.int8]

    def share(self, rows: npt.NDArray[np.bool_] | None = None) -> float:
        """Zone-days that were reported, hidden ones included, as a share of all; NaN of none."""
        states = self.states if rows is None else self.states[rows]
        return float((states != MISSING).mean()) if states.size else float("nan")

    def without_hidden(self) -> Completeness:
        """The same for somebody who may not learn which numbers were small."""
        return replace(self, states=np.where(self.states == HIDDEN, REPORTED, self.states))

    def count(self, state: int) -> npt.NDArray[np.int64]:
        """Days in a state, for each zone."""
        return np.asarray((self.states == state).sum(axis=1))

    def by_weekday(self) -> tuple[float, ...]:
        """The share on each weekday from Monday on, NaN where there was no such day."""
        weekdays = np.array([day.weekday() for day in self.days])
        there = self.states != MISSING
        columns = (there[:, weekdays == weekday] for weekday in range(7))
        return tuple(float(c.mean()) if c.size else float("nan") for c in columns)

    def longest_gap(self, row: int) -> tuple[dt.date, int] | None:
        """First day and length of a zone's longest row of missing days; None where none is."""
        edges = np.diff(np.pad((self.states[row] == MISSING).astype(np.int8), 1))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        if not len(starts):
            return None
        longest = int(np.argmax(ends - starts))
        return self.days[starts[longest]], int(ends[longest] - starts[longest])


@dataclass(frozen=True)
class Outside:
    """Persons of no kelurahan: ``labels`` pair what the source calls them with persons and share of
    all (kelurahan and labels), ``through`` pairs days with the share of all labels together.
    ``day``: the last with such rows. ``so_far``: running totals of that day, else sums of all days.
    """

    labels: tuple[tuple[str, int, float], ...]
    through: tuple[tuple[dt.date, float], ...]
    day: dt.date
    so_far: bool

    @property
    def share(self) -> float:
        return sum(share for _, _, share in self.labels)


@dataclass(frozen=True)
class Quality:
    """The data of a city and disease on the day ``asked_on``. ``newest`` is each zone's newest
    report, ``age`` its days (NaN: none), ``limit`` the age beyond which it is stale (0: none).
    ``delays``, ``revised``, ``changes``, ``outside`` are empty where there is nothing to tell, and
    where ``detail`` is False."""

    facts: Facts
    asked_on: dt.date
    limit: int
    completeness: Completeness
    age: npt.NDArray[np.float64]
    detail: bool
    delays: tuple[Delay, ...] = ()
    revised: tuple[Revised, ...] = ()
    changes: tuple[Change, ...] = ()
    outside: Outside | None = None

    @property
    def newest(self) -> tuple[dt.date | None, ...]:
        return tuple(
            None if np.isnan(age) else self.asked_on - dt.timedelta(days=int(age))
            for age in self.age
        )

    @property
    def stale(self) -> npt.NDArray[np.bool_]:
        """True where a zone's newest report is too old; a zone without any has none to be old."""
        return np.asarray(np.nan_to_num(self.age) > self.limit) & bool(self.limit)


def quality(
    facts: Facts,
    asked_on: dt.date,
    limit: int,
    late: pd.DataFrame | None = None,
    first_and_last: tuple[pd.DataFrame, Mapping[str, int]] | None = None,
    unallocated: pd.DataFrame | None = None,
) -> Quality:
    """The view; ``late`` (delays) and ``first_and_last`` are those of ``geo.io.revisions``, and
    ``unallocated`` is UNALLOCATED. None: the reader may not see it, or there is no store."""
    panel, detail = facts.cases, facts.policy.detail
    age = ages(panel, [asked_on])[:, 0]
    made = completeness(panel)
    changed, changes = revised(facts, first_and_last if detail else None)
    return Quality(
        facts=facts,
        asked_on=asked_on,
        limit=limit,
        completeness=made if detail else made.without_hidden(),
        age=np.where(np.isfinite(age), age, np.nan),
        detail=detail,
        delays=delays(late) if detail else (),
        revised=changed,
        changes=changes,
        outside=_outside(facts, unallocated) if detail else None,
    )


def completeness(panel: Panel) -> Completeness:
    """What was reported, hidden or missing, from a panel of the indicator that counts as a case."""
    states = np.where(panel.reported, REPORTED, MISSING).astype(np.int8)
    states[panel.suppressed] = HIDDEN
    if panel.periods is not None:
        lengths, ends = panel.periods.lengths, states.copy()
        for back in range(1, int(lengths.max(initial=0))):
            covered = (lengths[:, back:] > back) & (states[:, :-back] == MISSING)
            states[:, :-back][covered] = ends[:, back:][covered]
    return Completeness(panel.days, states)


def _outside(facts: Facts, table: pd.DataFrame | None) -> Outside | None:
    if table is None:
        return None
    rows = table[(table["indicator"] == facts.disease.case_indicator) & table["value"].notna()]
    if rows.empty:
        return None
    so_far = bool((rows["measure"] == "cumulative").any())
    newest = rows["date"].max()
    last = newest.date()
    chosen = rows[rows["date"] == newest] if so_far else rows
    placed = _placed(facts, so_far)
    inside = placed.get(last, 0.0) if so_far else sum(placed.values())
    persons = chosen.groupby("label", sort=False)["value"].sum().astype(int)
    everybody = float(persons.sum()) + inside
    labels = [
        (str(name), int(n), n / everybody if everybody else 0.0) for name, n in persons.items()
    ]
    daily = _by_day(rows)
    through = [
        (day, n / (n + placed[day]))
        for day, n in daily.items()
        if day in placed and n + placed[day] > 0
    ]
    labels.sort(key=lambda label: -label[1])
    return Outside(tuple(labels), tuple(through), last, so_far)


def _placed(facts: Facts, so_far: bool) -> dict[dt.date, float]:
    """Persons of all kelurahan for each day that the source gave any: those known are added up."""
    rows = facts.observations
    own = rows[(rows["indicator"] == facts.disease.case_indicator) & rows["value"].notna()]
    own = own[own["measure"] == ("cumulative" if so_far else "new")]
    return _by_day(own)


def _by_day(rows: pd.DataFrame) -> dict[dt.date, float]:
    sums = rows.groupby("date")["value"].sum().astype(float)
    days = pd.DatetimeIndex(sums.index).date.tolist()
    return dict(zip(days, sums.tolist(), strict=True))


def districts(facts: Facts) -> dict[str, npt.NDArray[np.bool_]]:
    """The zones of each kecamatan as rows that are True, by name."""
    own: Sequence[str] = [facts.districts[zone] for zone in facts.zone_ids]
    return {name: np.array([one == name for one in own]) for name in sorted(set(own))}
