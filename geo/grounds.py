"""What a colour means under its rule and the numbers that made it, or what is missing for one.

Phrases without words, for people who read them out: numbers are rounded here as they are said.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from geo.levels import BY_KEY
from geo.reasons import Phrase
from geo.rules import Rule
from geo.suppression import window_end
from geo.views import CityView, ZoneStatus, ZoneView
from geo.why import Why

Values = dict[str, Any]
_OTHER_GROUNDS = ("rt_houses", "trend_score", "three_years", "doubling")
_MISSING = {
    "reason.bands.stale": "stale",
    "reason.bands.hidden_colour": "hidden_colour",
    "reason.bands.suppressed": "suppressed",
    "reason.bands.negative": "negative",
    "reason.bands.no_population": "no_population",
    "reason.bands.no_population_hidden": "no_population",
    "reason.bands.never": "never",
    "reason.bands.incomplete": "incomplete",
    "reason.rt.hidden": "rt_hidden",
    "reason.rt.none": "rt_none",
    "reason.rt.gaps": "rt_gaps",
    "reason.trend.none": "trend_none",
    "reason.trend.open": "trend_open",
    "reason.years.larvae": "larvae",
    "reason.years.open": "years_open",
}
"""The reason of a zone without a colour and the phrase that says what is missing."""


def meaning(rule: Rule, level: str) -> Phrase | None:
    """What one of the rule's levels means; None where its bounds are none of cases or houses."""
    if rule.kind not in ("incidence_bands", "count_bands", "rt_houses"):
        return None
    index = rule.levels.index(level)
    band = rule.bands[index]
    low = rule.bands[index - 1].below if index else None
    if band.no_cases or (band.below == 1 and not rule.by_incidence):
        nothing = Phrase(f"early_word.{'no_houses' if rule.unit == 'houses' else 'no_cases'}")
        return Phrase("early_word.band.none", {"count": nothing, "span": _span(rule)})
    if rule.by_incidence:
        kind = "from" if band.below is None else "between" if low is not None else "below"
        kind = "some" if kind == "below" and index else kind
        values = {"low": low, "high": band.below, "per": _per(rule, people=True)}
        return Phrase(f"early_word.band.{kind}", values)
    least = low or 0
    most = None if band.below is None else band.below - 1
    kind = "from" if most is None else "one" if most == least else "to"
    unit = "houses" if rule.unit == "houses" else "cases"
    values = {"n": least if most is None else most, "low": least}
    counted = Phrase(f"early_word.{unit}_{kind}", values)
    return Phrase("early_word.band.count", {"count": counted, "span": _span(rule)})


def grounds(view: ZoneView, of: Why) -> Phrase:
    """The numbers that made the colour, with their doubt, or what is missing for one."""
    zone, city = view.status, view.city
    if BY_KEY[zone.level].severity is None:
        return _missing(view)
    if city.rule.kind in _OTHER_GROUNDS:
        return _other_grounds(view)
    values: Values = {"count": count(zone, city), "span": _span(city.rule), "last": _last(view)}
    if zone.hidden:
        return Phrase("early_word.grounds.hidden", values)
    if of.rate is None or of.rate_low is None or of.rate_high is None:
        return Phrase("early_word.grounds.count", values)
    scale = _scale(city.rule)
    values |= {"people": zone.population, "per": _per(city.rule)}
    values |= {"low": _spoken(of.rate_low * scale), "high": _spoken(of.rate_high * scale)}
    if zone.cases == 0:
        return Phrase("early_word.grounds.nobody", values)
    values["rate"] = _within_band(of.rate * scale, city.rule, zone.level)
    return Phrase("early_word.grounds.rate", values)


def smoothed(view: ZoneView, of: Why) -> Phrase | None:
    """The rate that coloured a zone where it was a smoothed one."""
    if not of.coloured_smoothed or of.rate_smoothed is None:
        return None
    rule = view.city.rule
    rate = _within_band(of.rate_smoothed * _scale(rule), rule, view.status.level)
    return Phrase("early_word.step.smoothed", {"rate": rate, "per": _per(rule)})


def _other_grounds(view: ZoneView) -> Phrase:
    """The same for rules that look at more than the window's cases of a kelurahan."""
    zone, day, detail = view.status, view.city.day, view.status.detail
    if view.city.rule.kind == "rt_houses":
        rts = detail["rts"]
        return Phrase("early_word.grounds.rt", {"rts": rts, "n": sum(rts.values())})
    if view.city.rule.kind == "trend_score":
        values = {"low": detail["low"], "high": detail["high"], "n": len(detail["charts"])}
        return Phrase("early_word.grounds.trend", values)
    if view.city.rule.kind == "three_years":
        years = detail["years"]
        values = {"had": sum(year == 1 for year in years), "years": len(years)}
        return Phrase("early_word.grounds.years", {**values, **_years(day)})
    before = {"before": _cases(detail["year_before"]), "year": str(day.year - 1)}
    return Phrase("early_word.grounds.month", {"count": _cases(zone.cases), "day": day, **before})


def _missing(view: ZoneView) -> Phrase:
    """What is missing for a colour; one phrase for each reason that has no colour."""
    zone, city = view.status, view.city
    of, kind = zone.reason.values, _MISSING[zone.reason.key]
    values: Values = {"name": zone.name, "day": city.day, "span": _span(city.rule)}
    values |= {"last": of.get("last"), "until": _last(view), "n": of.get("cases")}
    values["count"] = count(zone, city)
    values |= {name: of[name] for name in ("rts", "low", "high") if name in of}
    if kind in ("rt_gaps", "trend_open"):
        values["n"] = of["total" if kind == "rt_gaps" else "known"]
    return Phrase(f"early_word.missing.{kind}", {**values, **_years(city.day)})


def count(zone: ZoneStatus, city: CityView) -> Phrase | None:
    """A window's cases as everybody may hear them; None where unknown or below zero."""
    if zone.hidden and city.rule.by_incidence:
        low, high = city.facts.policy.range
        return Phrase("early_word.cases_to", {"low": low, "n": high})
    return None if zone.cases is None or zone.cases < 0 else _cases(zone.cases)


def _per(rule: Rule, *, people: bool = False) -> Phrase:
    """What the bounds of an incidence rule are counted by, ``people`` with words and all."""
    kind = "window" if rule.bound_days == rule.window_days else "days"
    kind = "day" if rule.bound_days == 1 else kind
    key = f"early_word.per.{kind}_people" if people else f"early_word.per.{kind}"
    return Phrase(key, {"per": rule.per, "bound": rule.bound_days, "days": rule.window_days})


def _span(rule: Rule) -> Phrase:
    """The days whose cases a rule counts."""
    kind = "month" if rule.kind == "doubling" else "window" if rule.window_days else "so_far"
    return Phrase(f"early_word.span.{kind}", {"days": rule.window_days})


def _cases(count: int | None) -> Phrase | None:
    if count is None:
        return None
    return Phrase("early_word.cases_one", {"n": count}) if count else Phrase("early_word.no_cases")


def _years(day: dt.date) -> dict[str, str]:
    """The first and the last of the three calendar years before a day's own."""
    return {"first_year": str(day.year - 3), "last_year": str(day.year - 1)}


def _last(view: ZoneView) -> dt.date:
    return window_end(view.city.day, view.city.facts.policy, view.status.zone_id)


def _scale(rule: Rule) -> float:
    """From cases per 100,000 in the window to the unit of the rule's bounds."""
    return rule.per * rule.bound_days / (100_000 * (rule.window_days or 1))


def _spoken(rate: float) -> float:
    """A limit as it is said: whole from 10 on, else one decimal."""
    return round(rate, 1) if round(rate, 1) < 10 else round(rate)


def _within_band(rate: float, rule: Rule, level: str) -> float:
    """A rate with one decimal, or with as many as keep it below the bound that it lies below."""
    below = rule.bands[rule.levels.index(level)].below
    spoken = (round(rate, decimals) for decimals in range(1, 6))
    return next((one for one in spoken if below is None or one < below or rate >= below), rate)
