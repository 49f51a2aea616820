"""Why a zone has its colour: numbers in, arithmetic, the way to the next colour, and the doubt.

One record for the card on the page, ``python -m geo why`` and exports, so that they can't differ.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from geo import doubt
from geo.colouring import smoothed_rates
from geo.levels import BY_KEY
from geo.rules import NEVER, Rule, first_counts
from geo.suppression import window_end
from geo.views import CityView, ZoneStatus


@dataclass(frozen=True)
class Step:
    """``count`` cases more (or fewer) would make the zone ``level``."""

    count: int
    level: str


@dataclass(frozen=True)
class Why:
    """The grounds of one zone's colour; fields that a rule does not use are None or ().

    ``first_day`` and ``last_day`` bound the window. ``rate`` is crude, ``rate_low`` and
    ``rate_high`` its exact 95 % limits, ``rate_smoothed`` the empirical Bayes rate, all cases per
    100,000 in the window. ``up`` and ``down`` are the steps to the next colours. ``chances`` pair
    levels with the probability that the true rate lies in their band; ``certainty`` is that of the
    zone's own colour. ``few``: under 20 cases, so the rate is unstable. ``coloured_smoothed``: the
    colour was made from the smoothed rate, so the steps of whole cases do not apply.
    """

    status: ZoneStatus
    rule: Rule
    day: dt.date
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    rate_smoothed: float | None = None
    up: Step | None = None
    down: Step | None = None
    chances: tuple[tuple[str, float], ...] = ()
    certainty: float | None = None
    few: bool = False
    coloured_smoothed: bool = False


def why(city: CityView, zone_id: str) -> Why:
    """The grounds of one zone in a city view."""
    from geo.rates import garwood, unstable

    status, rule, day = city.zone(zone_id), city.rule, city.day
    if status.cases is None or BY_KEY[status.level].severity is None or not rule.bands:
        return Why(status, rule, day)
    last = window_end(day, city.facts.policy, zone_id) if rule.window_days else day
    first = last - dt.timedelta(days=rule.window_days - 1) if rule.window_days else None
    up, down = _steps(rule, status) if not city.smoothed else (None, None)
    if not rule.by_incidence or status.population is None:
        return Why(status, rule, day, first, last, up=up, down=down)
    position = city.facts.zone_ids.index(zone_id)
    cases = _cases(city)
    made = doubt.chances(rule, cases[:, None], city.facts.people, smoothed=city.smoothed)
    own = tuple(float(p) for p in made[position, 0])
    index = int(doubt.own_class(rule, np.array([BY_KEY[status.level].code]))[0])
    low, high = garwood(status.cases, status.population)
    public = not city.facts.policy.detail
    return Why(
        status=status,
        rule=rule,
        day=day,
        first_day=first,
        last_day=last,
        rate=status.incidence,
        rate_low=float(low),
        rate_high=float(high),
        rate_smoothed=None if public else float(smoothed_rates(cases, city.facts.people)[position]),
        up=up,
        down=down,
        chances=tuple(zip(_class_levels(rule), own, strict=True)),
        certainty=own[index],
        few=bool(unstable(status.cases)),
        coloured_smoothed=city.smoothed,
    )


def rates(city: CityView) -> dict[str, tuple[float | None, float | None, float | None, str]]:
    """For every zone: low and high limit and smoothed rate per 100,000, and "yakin", "ragu" or "";
    for tables of all zones at once. None where the rule has no incidence."""
    from geo.rates import garwood

    nothing: tuple[None, None, None, str] = (None, None, None, "")
    if not city.rule.by_incidence:
        return {zone.zone_id: nothing for zone in city.zones}
    cases, people = _cases(city), _people(city)
    low, high = garwood(cases, people)
    smooth = smoothed_rates(cases, people)
    if not city.facts.policy.detail:
        smooth = np.full(len(cases), np.nan)
    return {
        zone.zone_id: (
            _number(low[row]),
            _number(high[row]),
            _number(smooth[row]),
            _confidence(zone),
        )
        for row, zone in enumerate(city.zones)
    }


def _confidence(zone: ZoneStatus) -> str:
    if zone.incidence is None or BY_KEY[zone.level].severity is None:
        return ""
    return "ragu" if zone.doubtful else "yakin"


def _people(city: CityView) -> np.ndarray:
    """Population of all zones, NaN where unknown."""
    return np.array([np.nan if z.population is None else float(z.population) for z in city.zones])


def _cases(city: CityView) -> np.ndarray:
    """Window counts of all zones, NaN where unknown, hidden or made negative by a revision."""
    counts = [np.nan if zone.cases is None else float(zone.cases) for zone in city.zones]
    cases = np.array(counts)
    return np.where(cases >= 0, cases, np.nan)


def _steps(rule: Rule, status: ZoneStatus) -> tuple[Step | None, Step | None]:
    """The whole cases to the next band above that a count can reach, and to the one below."""
    if rule.by_incidence and status.population is None:
        return None, None  # without people no number of cases gives another colour
    cases = status.cases or 0
    people = np.array([np.nan if status.population is None else float(status.population)])
    starts = [0, *(int(start[0]) for start in first_counts(rule, people))]
    above = [(start, band) for start, band in zip(starts, rule.bands, strict=True) if start > cases]
    reachable = [(start, band) for start, band in above if start != NEVER]
    up = None
    if reachable:
        start = reachable[0][0]
        # Of bands that start at one count only the last holds it.
        band = [b for s, b in reachable if s == start][-1]
        up = Step(start - cases, band.level)
    at = max(index for index, start in enumerate(starts) if start <= cases)
    if starts[at] == 0:
        return up, None
    below = max(i for i, start in enumerate(starts) if start <= starts[at] - 1)
    return up, Step(cases - starts[at] + 1, rule.bands[below].level)


def _class_levels(rule: Rule) -> tuple[str, ...]:
    """The level of each class of ``doubt.chances``; a band without cases counts with the next."""
    return rule.levels[1:] if rule.bands[0].no_cases else rule.levels


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
