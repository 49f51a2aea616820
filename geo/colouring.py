"""What each kind of rule makes of a city's facts: codes, "?" where the rule can't tell.

``geo.zoning`` asks here and then says what kind of nothing a "?" is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from geo import dengue, rt, trend_score
from geo.doubt import bounds_per_100k
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.panel import Panel
from geo.rules import UNKNOWN, Rule, classify, member
from geo.suppression import hide_colours, hide_panel

Codes = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Coloured:
    """Codes of shape (zones, days); ``cases`` the counts they were made from, NaN unknown, or of
    shape (zones, 0). ``own_days``: the days are not those of the case panel. ``hidden``: where the
    reader may not see the count; None where nothing is hidden. ``shared``: the counts that
    everybody may see, for sums of zones; None where they are ``cases``."""

    days: tuple[dt.date, ...]
    codes: Codes
    cases: npt.NDArray[np.float64]
    own_days: bool = False
    hidden: npt.NDArray[np.bool_] | None = None
    shared: npt.NDArray[np.float64] | None = None

    @property
    def has_cases(self) -> bool:
        return self.cases.shape == self.codes.shape


def colour(
    facts: Facts,
    rule: Rule,
    panel: Panel,
    *,
    smoothed: bool = False,
    only: dt.date | None = None,
) -> Coloured:
    """The rule on every day of ``panel`` (the city's case panel, perhaps stretched), or, to save
    work where the rule allows it, on the day ``only`` alone.

    ``smoothed``: incidence rules look at empirical Bayes rates of each day instead of crude ones;
    "no case" stays what was reported. Other rules have nothing to smooth.

    Without ``policy.detail`` the own zone alone is coloured in full, the others as for the public.
    """
    if rule.by_incidence and not facts.policy.detail:
        return _for_public(facts, rule, panel)
    if not facts.policy.detail and rule.kind != "by_date":
        return _own_alone(facts, _KINDS[rule.kind](facts, rule, panel, only))
    if rule.by_incidence and smoothed:
        return _smoothed(facts, rule, panel)
    return _KINDS[rule.kind](facts, rule, panel, only)


def details(facts: Facts, rule: Rule, panel: Panel, day: dt.date) -> list[Mapping[str, Any]]:
    """What the rule looked at beside the window's cases, one mapping a zone, {} where nothing or
    where the reader may not see it.

    rt_houses: RTs per level key. trend_score: ``low`` and ``high`` of the score, ``charts`` known.
    three_years: ``years``, one of 1, 0, -1 (see ``geo.dengue``). doubling: ``year_before``, cases.
    """
    made = _details(facts, rule, panel, day)
    pairs = zip(facts.zone_ids, made, strict=True)
    return [detail if facts.policy.sees(zone_id) else {} for zone_id, detail in pairs]


def _details(facts: Facts, rule: Rule, panel: Panel, day: dt.date) -> list[Mapping[str, Any]]:
    zones = range(len(facts.zone_ids))
    nothing: list[Mapping[str, Any]] = [{} for _ in zones]
    chosen = member(rule, day)
    if chosen.kind == "rt_houses":
        houses = facts.rt_houses
        if houses is None or day not in houses.days:
            return nothing
        column = houses.days.index(day)
        codes = _rt_codes(chosen, houses.houses[:, column : column + 1])[:, 0]
        return [{"rts": rt.distribution(codes, houses.zone_of, zone)} for zone in zones]
    if chosen.kind == "trend_score":
        charts, low, high = _scores(facts, chosen, (day,))
        return [
            {"low": int(low[zone, 0]), "high": int(high[zone, 0]), "charts": charts}
            for zone in zones
        ]
    if chosen.kind == "three_years":
        years = [dengue.year_had_case(panel, day.year - back) for back in (3, 2, 1)]
        return [{"years": tuple(int(year[zone]) for year in years)} for zone in zones]
    if chosen.kind == "doubling":
        _, before = dengue.month_and_mean(panel, day)
        return [{"year_before": None if np.isnan(n) else int(n)} for n in before]
    return nothing


def _bands(facts: Facts, rule: Rule, panel: Panel, only: dt.date | None) -> Coloured:
    counts = panel.window(rule.window_days) if rule.window_days else panel.cumulative
    return Coloured(panel.days, classify(rule, counts, facts.people[:, None]), counts)


def _for_public(facts: Facts, rule: Rule, panel: Panel) -> Coloured:
    """Closed windows only, small counts hidden, and their colours where those would tell them."""
    length = rule.window_days or 1
    groups = [facts.districts[zone_id] for zone_id in facts.zone_ids]
    windows = panel.window(length)
    shown = hide_panel(windows, panel.days, groups, facts.policy, length)
    people = facts.people[:, None]
    told = hide_colours(shown.hidden, lambda n: classify(rule, n, people), facts.policy)
    codes = classify(rule, np.where(shown.hidden, facts.policy.range[0], shown.counts), people)
    codes[told] = BY_KEY["disamarkan"].code
    made = Coloured(panel.days, codes, shown.counts, hidden=shown.hidden)
    own = _own(facts)
    if not own.any():
        return made
    cases, hidden = made.cases.copy(), shown.hidden.copy()
    cases[own], hidden[own] = windows[own], False
    codes[own] = classify(rule, windows, people)[own]
    shared = np.where(shown.hidden.any(axis=0), np.nan, shown.counts)
    return Coloured(panel.days, codes, cases, hidden=hidden, shared=shared)


def _own_alone(facts: Facts, made: Coloured) -> Coloured:
    """What the public is not offered at all: the reader's own zone, and nothing of the others."""
    others = ~_own(facts)
    codes, hidden = made.codes.copy(), np.zeros(made.codes.shape, dtype=bool)
    codes[others], hidden[others] = BY_KEY["disamarkan"].code, True
    cases = made.cases.copy()
    cases[others] = np.nan
    return replace(made, codes=codes, cases=cases, hidden=hidden)


def _own(facts: Facts) -> npt.NDArray[np.bool_]:
    """The row of the zone that the reader may see in full; of nobody where there is none."""
    return np.array([zone_id == facts.policy.own_zone for zone_id in facts.zone_ids])


def _smoothed(facts: Facts, rule: Rule, panel: Panel) -> Coloured:
    made = _bands(facts, rule, panel, None)
    rates = smoothed_rates(made.cases, facts.people)
    letters = np.array([BY_KEY[level].code for level in rule.levels])
    place = np.searchsorted(bounds_per_100k(rule), np.nan_to_num(rates), side="right")
    place += rule.bands[0].no_cases
    raised = (made.codes != UNKNOWN) & ~np.isnan(rates)
    if rule.bands[0].no_cases:
        raised &= made.cases > 0
    return replace(made, codes=np.where(raised, letters[place], made.codes))


def smoothed_rates(
    cases: npt.NDArray[np.float64], people: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Empirical Bayes rates per 100,000 of window counts (zones, days); counts that a revision made
    negative are unknown."""
    from geo.rates import empirical_bayes

    return np.asarray(empirical_bayes(np.where(cases >= 0, cases, np.nan), people))


def _rt(facts: Facts, rule: Rule, panel: Panel, only: dt.date | None) -> Coloured:
    houses, zones = facts.rt_houses, len(facts.zone_ids)
    if houses is None:
        return _nothing(zones)
    columns = [i for i, day in enumerate(houses.days) if only in (None, day)]
    codes = _rt_codes(rule, houses.houses[:, columns])
    zoned = rt.worst(codes, houses.zone_of, zones, rule.levels[-1])
    days = tuple(houses.days[i] for i in columns)
    return Coloured(days, zoned, np.empty((zones, 0)), own_days=True)


def _rt_codes(rule: Rule, houses: npt.NDArray[np.float64]) -> Codes:
    return classify(rule, houses, np.ones((len(houses), 1)))


def _by_date(facts: Facts, rule: Rule, panel: Panel, only: dt.date | None) -> Coloured:
    made = {one.key: colour(facts, one, panel, only=only) for one in rule.members}
    first = next(iter(made.values()))
    codes = first.codes.copy()
    for column, day in enumerate(first.days):
        codes[:, column] = made[member(rule, day).key].codes[:, column]
    return replace(first, codes=codes)


def _trends(facts: Facts, rule: Rule, panel: Panel, only: dt.date | None) -> Coloured:
    days = panel.days if only is None else (only,)
    _, low, high = _scores(facts, rule, days)
    if not days:
        return _nothing(len(facts.zone_ids))
    codes = trend_score.codes(low, high, rule)
    return Coloured(days, codes, np.empty((len(codes), 0)), own_days=only is not None)


def _scores(
    facts: Facts, rule: Rule, days: Sequence[dt.date]
) -> tuple[tuple[str, ...], trend_score.Points, trend_score.Points]:
    known = tuple(name for name in rule.tables["charts"] if name in facts.indicators)
    charts = [trend_score.points(facts.panel(name), days, rule) for name in known]
    low, high = trend_score.score_range(charts, rule)
    shape = (len(facts.zone_ids), len(days))
    return known, np.broadcast_to(low, shape), np.broadcast_to(high, shape)


def _three_years(facts: Facts, rule: Rule, panel: Panel, only: dt.date | None) -> Coloured:
    days = panel.days if only is None else (only,)
    years = {day.year for day in days}
    had = {y: dengue.year_had_case(panel, y) for year in years for y in range(year - 3, year)}
    strata = {
        year: dengue.strata(np.stack([had[year - back] for back in (3, 2, 1)]), rule)
        for year in years
    }
    codes = [strata[day.year] for day in days]
    return _columns(days, codes, facts, only)


def _doubling(facts: Facts, rule: Rule, panel: Panel, only: dt.date | None) -> Coloured:
    days = panel.days if only is None else (only,)
    pairs = [dengue.month_and_mean(panel, day) for day in days]
    made = _columns(days, [dengue.alert(*pair, rule) for pair in pairs], facts, only)
    cases = np.stack([month for month, _ in pairs], axis=1) if pairs else made.cases
    return replace(made, cases=cases)


def _columns(
    days: Sequence[dt.date], codes: list[Codes], facts: Facts, only: dt.date | None
) -> Coloured:
    zones = len(facts.zone_ids)
    stacked = np.stack(codes, axis=1) if codes else np.empty((zones, 0), dtype="<U1")
    return Coloured(tuple(days), stacked, np.empty((zones, 0)), own_days=only is not None)


def _nothing(zones: int) -> Coloured:
    empty = np.empty((zones, 0), dtype="<U1")
    return Coloured((), empty, np.empty((zones, 0)), own_days=True)


_KINDS: Mapping[str, Callable[[Facts, Rule, Panel, dt.date | None], Coloured]] = {
    "incidence_bands": _bands,
    "count_bands": _bands,
    "rt_houses": _rt,
    "by_date": _by_date,
    "trend_score": _trends,
    "three_years": _three_years,
    "doubling": _doubling,
}
