"""Briefings for tests: of the toy city, and of Banjarmasin with its simulated year."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
import shapely

from geo import archive, boundaries, coverage, daily, population, response_files, simulated
from geo.cities import read_cities
from geo.facts import Facts
from geo.register import Register
from geo.render import miniature
from geo.rules import registry
from geo.slides import Briefing, Ground
from geo.suppression import PUBLIC
from geo.zoning import zoning
from tests import toy

SNAPSHOT = "0a1b2c3d"
CENTRES = np.array([(k % 3, k // 3) for k in range(9)], dtype=float) * 1000


def ground(
    facts: Facts | None = None, rule: str = "insidensi7", day: dt.date = toy.LAST, **more: Any
) -> Ground:
    """The toy city's ground, or that of other facts with as many zones."""
    known = facts or toy.facts()
    chosen = registry()[rule]
    return Ground(known, chosen, day, zoning(known, chosen), CENTRES, **more)


def briefing(**changes: Any) -> Briefing:
    return daily.of_city(ground(**changes), SNAPSHOT)


def public_weeks() -> Briefing:
    """Three weeks of the toy city as the public sees them, on a Sunday: 3 new cases a week in
    square 1, 7 in square 2, none in the others."""
    days = [toy.FIRST + dt.timedelta(days=n) for n in range(21)]
    daily_ = {day: (int(day.weekday() < 3), 1, *([0] * 7)) for day in days}
    return briefing(facts=toy.facts(daily_, "new", policy=PUBLIC), day=days[-1])


def squares() -> miniature.Shapes:
    """The toy city's outlines as a picture of 600 × 600, square 1 in the lower left corner."""
    paths = {}
    for k, zone_id in enumerate(toy.IDS):
        x, y = k % 3 * 200, 400 - k // 3 * 200
        paths[zone_id] = f"M{x},{y}L{x + 200},{y}L{x + 200},{y + 200}L{x},{y + 200}Z"
    return miniature.Shapes(600, 600, paths)


def square(k: int) -> shapely.Geometry:
    """Square ``k`` of the toy city in pixels of ``squares``."""
    x, y = (k - 1) % 3 * 200, 400 - (k - 1) // 3 * 200
    return shapely.box(x, y, x + 200, y + 200)


@cache
def _banjarmasin() -> tuple[Facts, Any]:
    city = read_cities()["banjarmasin"]
    zones = boundaries.read(city)
    facts = Facts(
        city=city,
        disease=toy.DISEASE,
        zones=zones.drop(columns="geometry"),
        population=population.read(city),
        observations=simulated.for_city(city),
        archive=archive.read(city),
        neighbours=coverage.neighbours(zones, coverage.read_extra_pairs()),
        simulated=True,
        register=Register(
            response_files.read(city.key, tuple(zones["zone_id"])), population.read_rws(city)
        ),
    )
    return facts, zones


@cache
def banjarmasin(day: str = "2021-07-18", rule: str = "insidensi7") -> tuple[Briefing, Any]:
    """Banjarmasin's briefing of a day of the simulated year, and its outlines."""
    facts, zones = _banjarmasin()
    chosen = registry()[rule]
    centres = boundaries.centres(zones, facts.city.utm)
    made = Ground(facts, chosen, dt.date.fromisoformat(day), zoning(facts, chosen), centres)
    return daily.of_city(made, SNAPSHOT), miniature.shapes(zones, facts.city.utm)
