"""Which kelurahan are like mine: as many people, as dense, and with the same past.

A distance in three parts, each the difference of two zones over the spread of the city that is
searched (a standard deviation over its zones), so that 1 is an ordinary difference in every part:

- people: logarithm of the population;
- density: logarithm of people per km²;
- course: square root of weekly cases per 100,000 people in the last whole weeks; the root of the
  mean square over the weeks. The square root evens out chance: for counts, its size no longer
  depends on how high they are.

The distance is the root of the mean square of the parts that are known of both zones, all weighing
the same. Our own choice, no published measure. A part without a spread (one zone, all alike) tells
nothing and is left out.

Nothing hidden goes in: weeks are the closed ones that the reader is shown (``geo.suppression``),
and a zone with a hidden count in any of them has no course at all, as the weeks left over would be
those with many cases.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.neighbourhood import known as check_known
from geo.rate_arrays import PER, Numbers
from geo.reasons import Phrase
from geo.suppression import hide_panel

NEAREST = 5
WEEKS = 8
LEAST_WEEKS = 4
"""Fewer weeks known of both zones are no course."""
_DAYS = 7


@dataclass(frozen=True)
class Like:
    """A zone and how far it is from mine; each part is None where it could not be compared, and
    ``hidden`` tells that the course could not because of hidden counts, in either zone."""

    zone_id: str
    distance: float
    people: float | None
    density: float | None
    course: float | None
    hidden: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts that took no part."""
        parts = {"people": self.people, "density": self.density, "course": self.course}
        return tuple(name for name, value in parts.items() if value is None)


@dataclass(frozen=True)
class Likeness:
    """The zones most like ``zone_id``, nearest first, ties by zone_id.

    ``weeks`` are the last days of the weeks that were looked at, newest first, () where there are
    no counts. ``unknown`` zones have nothing that could be compared. ``simulated``: a course here
    comes from invented counts.
    """

    zone_id: str
    nearest: tuple[Like, ...]
    weeks: tuple[dt.date, ...]
    unknown: int
    simulated: bool


@dataclass(frozen=True)
class _Traits:
    """Zones by trait: logarithms, and weekly square roots (zones, weeks); NaN where unknown."""

    people: Numbers
    density: Numbers
    course: Numbers
    hidden: np.ndarray


def alike(
    facts: Facts,
    zone_id: str,
    day: dt.date,
    *,
    among: Facts | None = None,
    nearest: int = NEAREST,
    weeks: int = WEEKS,
) -> Likeness:
    """The ``nearest`` zones to one of ``facts``, in its own city or in that of ``among``.

    The weeks are the last ones up to ``day`` that any zone of the own city reported whole; another
    city is looked at in the same calendar weeks. InputError where the city has no such zone.
    """
    check_known(facts, (zone_id,))
    for where, value in (("nearest", nearest), ("weeks", weeks)):
        if value < 1:
            raise InputError(Problem("alike_setting", where, {"found": value}))
    ends = _week_ends(facts, day, weeks)
    searched = facts if among is None else among
    own, theirs = _traits(facts, ends), _traits(searched, ends)
    row = facts.zone_ids.index(zone_id)
    parts = np.stack(
        [
            np.abs(theirs.people - own.people[row]) / _spread(theirs.people),
            np.abs(theirs.density - own.density[row]) / _spread(theirs.density),
            _apart(theirs.course, own.course[row]) / _spread(theirs.course),
        ]
    )
    used = ~np.isnan(parts)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(used, parts, 0.0) ** 2
        distances = np.sqrt(squares.sum(axis=0) / used.sum(axis=0))
    likes = [
        Like(
            other,
            float(distances[i]),
            *_known(parts[:, i]),
            hidden=bool(theirs.hidden[i] or own.hidden[row]),
        )
        for i, other in enumerate(searched.zone_ids)
        if other != zone_id and used[:, i].any()
    ]
    others = sum(other != zone_id for other in searched.zone_ids)
    likes.sort(key=lambda like: (round(like.distance, 9), like.zone_id))
    found = tuple(likes[:nearest])
    invented = facts.simulated or searched.simulated
    return Likeness(
        zone_id=zone_id,
        nearest=found,
        weeks=ends,
        unknown=others - len(likes),
        simulated=invented and any(like.course is not None for like in found),
    )


def measure(of: Likeness) -> Phrase:
    """By what the zones were found."""
    if not of.nearest:
        return Phrase("alike.nobody")
    if all(like.course is None for like in of.nearest):
        return Phrase("alike.measure_without")
    return Phrase("alike.measure", {"weeks": len(of.weeks)})


def left_out(like: Like) -> tuple[Phrase, ...]:
    """What could not be compared with one zone."""
    why = {"course": "hidden"} if like.hidden else {}
    return tuple(Phrase(f"alike.left_out.{why.get(part, part)}") for part in like.missing)


def _known(parts: Numbers) -> tuple[float | None, float | None, float | None]:
    people, density, course = (None if np.isnan(part) else float(part) for part in parts)
    return people, density, course


def _week_ends(facts: Facts, day: dt.date, weeks: int) -> tuple[dt.date, ...]:
    """Last days of the weeks up to the last one known by ``day``, newest first."""
    panel = facts.cases
    reported = np.flatnonzero(~np.isnan(panel.window(_DAYS)).all(axis=0))
    ends = [panel.days[column] for column in reported if panel.days[column] <= day]
    return tuple(ends[-1] - dt.timedelta(days=_DAYS * i) for i in range(weeks)) if ends else ()


def _traits(facts: Facts, ends: tuple[dt.date, ...]) -> _Traits:
    people = np.where(facts.people > 0, facts.people, np.nan)
    area = facts.zones["area_km2"].to_numpy(np.float64)
    counts, hidden = _weekly(facts, ends)
    return _Traits(
        people=np.log(people),
        density=np.log(people / np.where(area > 0, area, np.nan)),
        course=np.sqrt(counts * PER / people[:, None]),
        hidden=hidden,
    )


def _weekly(facts: Facts, ends: tuple[dt.date, ...]) -> tuple[Numbers, np.ndarray]:
    """Cases of the weeks that the reader is shown on ``ends``, (zones, weeks), and the zones of
    which one of them is hidden."""
    panel, policy = facts.cases, facts.policy
    windows = panel.window(_DAYS)
    groups = [facts.districts[zone_id] for zone_id in facts.zone_ids]
    shown = hide_panel(windows, panel.days, groups, policy, _DAYS)
    counts, hidden = shown.counts.copy(), shown.hidden.copy()
    for row, zone_id in enumerate(facts.zone_ids):
        if not policy.detail and policy.sees(zone_id):
            own = np.where(shown.closed >= 0, windows[row, shown.closed], np.nan)
            counts[row], hidden[row] = np.where(own >= 0, own, np.nan), False
    weekly = np.full((len(counts), len(ends)), np.nan)
    covered = np.zeros(len(counts), dtype=bool)
    for week, end in enumerate(ends):
        column = panel.position(end)
        if column is not None:
            weekly[:, week] = counts[:, column]
            covered |= hidden[:, column]
    weekly[covered] = np.nan
    return weekly, covered


def _apart(courses: Numbers, own: Numbers) -> Numbers:
    """Root mean square difference of each course to one's own, over the weeks known of both."""
    gaps = courses - own
    known = ~np.isnan(gaps)
    weeks = known.sum(axis=1)
    enough = weeks >= min(LEAST_WEEKS, max(1, gaps.shape[1]))
    sums = (np.where(known, gaps, 0.0) ** 2).sum(axis=1)
    return np.where(enough, np.sqrt(sums / np.maximum(weeks, 1)), np.nan)


def _spread(trait: Numbers) -> float:
    """Standard deviation between the zones, of weeks that of all together, each around its own
    mean; NaN where there is none."""
    values = trait if trait.ndim == 2 else trait[:, None]
    known = ~np.isnan(values)
    zones = known.sum(axis=0)
    means = np.where(known, values, 0.0).sum(axis=0) / np.maximum(zones, 1)
    squares = np.where(known, values - means, 0.0) ** 2
    variance = squares.sum() / known.sum() if known.any() else 0.0
    return float(np.sqrt(variance)) if variance > 0 else float("nan")
