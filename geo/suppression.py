"""What a reader may see of small counts: one policy for map, table, card, HTTP route and export.

The public sees a kelurahan's 1 to 4 cases as "<5", a zero as zero, what is missing as missing; 5
and more as they are. A total through which a hidden count could be narrowed is hidden with it: a
kecamatan's while one of its zones is hidden, the city's where the hidden counts left over would
give themselves away. In their place stands the range that the reader can work out anyway. No large
count is hidden to protect a small one, so no red zone leaves the map, and which zones are hidden
follows from nothing but their own counts.

Guaranteed, for one indicator with windows of one length: somebody who has every number of every
``Shown``, each incidence and the populations, ``city_days``, and this file, still finds each of
1, 2, 3 and 4 possible for every hidden count. That holds because

- the city's total is shown only where any of the hidden counts can have any of these values, also
  for a reader who knows one of them, whichever it is and whatever it was: with n hidden counts of
  1 to 4 their sum must lie from n + 6 to 4 n - 6, as one known count takes at most 3 of the slack
  on either side, and the free one the other 3. Where it is hidden that says no more: whatever the
  known one is, the others could all be 1, or all 4;
- windows of different days never overlap: the public sees the window of the last closing day
  (Sunday), so that no two of them differ by a single day's cases;
- whatever gives a count back is hidden with it: incidence, interval, probability, distance to a
  bound (``cover``), and the colour where 1 and 4 cases differ in it (``hide_colours``).

So a policy without ``detail`` publishes no other number of a zone or kecamatan: no daily, running
or cumulative counts, no second window length, no indicator that adds up with another one, no count
of an RT; statistics that mix zones (smoothed rates, clusters) only where nothing is hidden
(``Shown.complete``); and it counts zones by the colour that is shown.

A lurah (``Policy.open_to``) sees the own kelurahan in full, every day of it, and of all others what
the public sees: the same closed windows, never others. This reader is the one with a known count
above. Not covered: what others published, two readers who put their hidden counts together, and
two states of one week before and after a revision.

The bound of 5 is this project's own choice; no Indonesian rule was found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError, Problem
from geo.rate_arrays import Numbers, checked, numbers
from geo.rates import Flags

_INSIDERS = 1
"""How many of the hidden counts a reader of totals may know already: a lurah knows one."""


@dataclass(frozen=True)
class Policy:
    """Counts from 1 up to, not including, ``hide_below`` are hidden; 0 hides nothing.

    ``detail``: daily, running and cumulative counts, counts of RT and mixed statistics may be
    shown. Without it windows end only on ``closing_weekday`` (0 Monday to 6 Sunday), which must
    stay the same as long as anything is published. ``own_zone`` is seen in full nevertheless.
    """

    key: str
    hide_below: int
    detail: bool
    closing_weekday: int = 6
    own_zone: str | None = None

    def open_to(self, zone_id: str) -> Policy:
        """The same policy for somebody who knows everything of one zone: its lurah."""
        return replace(self, key="lurah", own_zone=zone_id)

    def sees(self, zone_id: str) -> bool:
        """True where every number of the zone may be shown."""
        return self.detail or zone_id == self.own_zone

    @property
    def range(self) -> tuple[int, int]:
        """The lowest and highest hidden count."""
        return 1, self.hide_below - 1

    def small(self, counts: Numbers) -> Flags:
        """True where a count itself is to be hidden; a missing one is not."""
        return np.asarray((counts >= 1) & (counts < self.hide_below))


PUBLIC = Policy("public", hide_below=5, detail=False)
OFFICIAL = Policy("official", hide_below=0, detail=True)
POLICIES = {policy.key: policy for policy in (PUBLIC, OFFICIAL)}


@dataclass(frozen=True)
class Shown:
    """What a policy lets through, of zones or of zones x days; persons, NaN hidden or missing.

    ``counts`` has a row a zone, ``totals`` a row for each of ``groups`` (kecamatan, in order of
    first appearance), ``city`` one number (a day); a total adds up the zones whose count is known.
    ``hidden``, ``totals_hidden`` and ``city_hidden`` tell hidden from missing. ``totals_range`` and
    ``city_range`` are the lowest and highest total that the shown counts leave possible, twice the
    same number where the total is shown. ``closed`` is, for each day, the position of the day with
    which its window ends, -1 where none has closed; empty for a table.
    """

    counts: Numbers
    hidden: Flags
    groups: tuple[str, ...]
    totals: Numbers
    totals_hidden: Flags
    totals_range: tuple[Numbers, Numbers]
    city: Numbers
    city_hidden: Flags
    city_range: tuple[Numbers, Numbers]
    closed: npt.NDArray[np.int64]

    @property
    def complete(self) -> Flags:
        """True (for each day) where nothing is hidden, so that mixed statistics can be shown."""
        return np.asarray(~self.hidden.any(axis=0))

    @property
    def known(self) -> Flags:
        """True where a zone has a count, shown or hidden."""
        return ~np.isnan(self.counts) | self.hidden


def hide_table(counts: Any, groups: Sequence[str], policy: Policy) -> Shown:
    """The counts of all zones of one table, each in its group, as the policy shows them.

    NaN is missing, and so is a count below 0 (a revision, not persons); a fraction is refused.
    """
    none = np.empty(0, dtype=np.int64)
    return _hide(_counts(counts, (len(groups),)), groups, policy, none)


def hide_panel(
    windows: Any, days: Sequence[dt.date], groups: Sequence[str], policy: Policy, length: int = 7
) -> Shown:
    """The windows (zones x days) that end on each of ``days`` and last ``length`` days, as shown.

    Each day shows the window of the last closing day, if that is less than ``length`` days old;
    with ``policy.detail`` every day closes its own. A window that was not reported whole on a
    closing day stays missing until the next: another day's would overlap.
    """
    values = _counts(windows, (len(groups), len(days)))
    closed = _closed(days, policy, length)
    held = np.where(closed >= 0, values[:, closed], np.nan)
    return _hide(held, groups, policy, closed)


def window_end(day: dt.date, policy: Policy, zone_id: str | None = None) -> dt.date:
    """The day with which the window of a zone (None: of any other's) that is shown on ``day``
    ends."""
    if policy.detail or (zone_id is not None and policy.sees(zone_id)):
        return day
    return day - dt.timedelta(days=(day.weekday() - policy.closing_weekday) % 7)


def city_days(
    new: Any, days: Sequence[dt.date], shown: Shown, policy: Policy, length: int = 7
) -> Numbers:
    """The whole city's new cases of each day, NaN where they may not be shown or are not known.

    ``new`` is zones x days, ``shown`` the same days' windows. Without ``policy.detail`` a day is
    shown once its window is closed and the window's city total is shown, and adds up the same
    zones as that total, so that it tells nothing new of any zone.
    """
    daily = np.asarray(new, dtype=np.float64)
    if policy.detail:
        known = ~np.isnan(daily)
        return np.where(known.any(axis=0), np.where(known, daily, 0.0).sum(axis=0), np.nan)
    result = np.full(len(days), np.nan)
    for end in np.unique(shown.closed[shown.closed >= 0]):
        if shown.city_hidden[end] or np.isnan(shown.city[end]):
            continue
        within = np.array([0 <= (days[end] - day).days < length for day in days])
        result[within] = daily[shown.known[:, end]][:, within].sum(axis=0)
    return result


def cover(values: Any, hidden: Flags) -> Numbers:
    """Whatever follows from counts (a rate, an interval, a distance), NaN where they are hidden."""
    return np.where(hidden, np.nan, np.asarray(values, dtype=np.float64))


def hide_colours(
    hidden: Flags, classify: Callable[[Numbers], npt.NDArray[np.str_]], policy: Policy
) -> Flags:
    """True where a hidden count's colour must be hidden too: where it could be more than one.

    ``classify`` gives the level codes that all zones would have with given counts, under one rule
    and their populations; in a large kelurahan 1 and 4 cases may well be the same colour.
    """
    lowest, highest = policy.range
    codes = [classify(np.full(hidden.shape, float(n))) for n in range(lowest, highest + 1)]
    differs = [codes[0] != other for other in codes[1:]]
    return hidden & np.any(differs, axis=0) if differs else hidden & False


def _closed(days: Sequence[dt.date], policy: Policy, length: int) -> npt.NDArray[np.int64]:
    """Position of the closing day whose window each day shows; the same weekdays for ever."""
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    positions = np.arange(len(days))
    if policy.detail:
        return positions
    closing = (ordinals - 1 - policy.closing_weekday) % length == 0
    last = np.maximum.accumulate(np.where(closing, positions, -1))
    return np.where((last >= 0) & (ordinals - ordinals[last] < length), last, -1)


def _hide(
    values: Numbers, groups: Sequence[str], policy: Policy, closed: npt.NDArray[np.int64]
) -> Shown:
    names = tuple(dict.fromkeys(groups))
    districts = np.array([[group == name for group in groups] for name in names])
    everyone = np.ones((1, len(groups)), dtype=bool)
    hidden = policy.small(values)
    totals, kept, size, _ = _added(districts, values, hidden)
    city, city_kept, city_size, rest = _added(everyone, values, hidden)
    low, high = policy.range
    # Any one hidden count can have any hidden value if the others can make up for each, and for
    # whatever one of them is known to be.
    slack = (high - low) * (1 + _INSIDERS)
    free = (city_size * low + slack <= rest) & (rest <= city_size * high - slack)
    closed_city = (city_size > 0) & ~free
    return Shown(
        counts=cover(values, hidden),
        hidden=hidden,
        groups=names,
        totals=cover(totals, size > 0),
        totals_hidden=size > 0,
        totals_range=(kept + low * size, kept + high * size),
        city=cover(city, closed_city)[0],
        city_hidden=closed_city[0],
        city_range=(
            np.where(closed_city, city_kept + low * city_size, city)[0],
            np.where(closed_city, city_kept + high * city_size, city)[0],
        ),
        closed=closed,
    )


def _added(members: Flags, values: Numbers, hidden: Flags) -> tuple[Numbers, ...]:
    """For each set of zones: total and shown part (NaN where no zone is known), how many zones are
    hidden and their sum."""
    weights, known = members.astype(np.float64), ~np.isnan(values)
    none = np.where(weights @ known > 0, 0.0, np.nan)
    filled = np.where(known, values, 0.0)
    rest = weights @ np.where(hidden, filled, 0.0)
    total = weights @ filled + none
    return total, total - rest, weights @ hidden, rest


def _counts(values: Any, shape: tuple[int, ...]) -> Numbers:
    array = numbers(values)
    if array.shape != shape:
        raise InputError(
            Problem("suppression_shape", "counts", {"found": array.shape, "wanted": shape})
        )
    return checked(np.where(array < 0, np.nan, array), 1.0)[0]
