"""A rule applied to given numbers of one place, in exact fractions: cities, RTs, imported scores.

The map never asks here: it classifies whole panels (``geo.rules``, ``geo.colouring``). This answers
"what would the rule say of these numbers", also for rules that can't colour a kelurahan.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from geo import dengue, rt
from geo.errors import InputError, Problem
from geo.levels import BY_CODE
from geo.rule_files import BOX_NUMBERS
from geo.rules import Rule, classify

INPUTS: dict[str, tuple[str, ...]] = {
    "incidence_bands": ("cases", "population"),
    "count_bands": ("cases",),
    "rt_houses": ("houses",),
    "trend_score": ("trends",),
    "three_years": ("years", "larvae_free"),
    "doubling": ("month", "year_before"),
    "boxes": BOX_NUMBERS,
    "city_level": (
        "population",
        "cases",
        "hospitalised",
        "deaths",
        "positivity",
        "contacts",
        "occupancy",
    ),
    "imported_score": ("score",),
}
"""The numbers that each kind asks for; lists are written with commas.

cases, hospitalised, deaths: persons in the window. positivity, occupancy, larvae_free: percent.
contacts: per case. tests: per 100,000 a week. rate: per 100,000. trends: falling, flat or rising.
"""
LARGEST = 10**15
"""Beyond it a number is a slip of the pen, and no longer exact when multiplied by a bound."""
TRENDS = ("falling", "flat", "rising")
TRANSMISSION = ("cases", "hospitalised", "deaths")
CAPACITY = ("positivity", "contacts", "occupancy")


@dataclass(frozen=True)
class Decision:
    """What a rule says: ``level`` is a key of ``geo.levels``, or "level_0" to "level_4" of a city;
    ``parts`` are what it was made from, by name."""

    level: str
    parts: Mapping[str, str | int]


def apply(rule: Rule, given: Mapping[str, str]) -> Decision:
    """The decision on numbers as somebody wrote them; InputError names each missing, unknown or
    unreadable one."""
    wanted = INPUTS.get(rule.kind)
    if wanted is None:
        raise InputError(Problem("apply_kind", rule.key, {"rule": rule.key}))
    faults = [
        Problem("apply_unknown", n, {"known": ", ".join(wanted)}) for n in given if n not in wanted
    ]
    faults += [Problem("apply_missing", n, {"rule": rule.key}) for n in wanted if n not in given]
    if faults:
        raise InputError(faults)
    return _APPLY[rule.kind](rule, given)


def _numbers(given: Mapping[str, str], name: str, *, whole: bool = False) -> list[Fraction]:
    out = []
    for word in given[name].split(","):
        try:
            number = Fraction(word.strip())
        except (ValueError, ZeroDivisionError):
            number = Fraction(-1)
        if not 0 <= number < LARGEST or (whole and number.denominator != 1):
            raise InputError(Problem("apply_number", name, {"found": word.strip()}))
        out.append(number)
    return out


def _number(given: Mapping[str, str], name: str, *, whole: bool = False) -> Fraction:
    numbers = _numbers(given, name, whole=whole)
    if len(numbers) != 1:
        raise InputError(Problem("apply_number", name, {"found": given[name]}))
    return numbers[0]


def _bands(rule: Rule, given: Mapping[str, str]) -> Decision:
    cases = int(_number(given, "cases", whole=True))
    people = int(_number(given, "population", whole=True)) if rule.by_incidence else 1
    code = classify(rule, np.array([float(cases)]), np.array([float(people)]))[0]
    level = BY_CODE[code].key if code in BY_CODE else "tanpa_data"
    return Decision(
        level, {"cases": cases, **({"population": people} if rule.by_incidence else {})}
    )


def _houses(rule: Rule, given: Mapping[str, str]) -> Decision:
    houses = np.array([[float(n)] for n in _numbers(given, "houses", whole=True)])
    codes = classify(rule, houses, np.ones((len(houses), 1)))
    zone_of = np.zeros(len(houses), dtype=np.int64)
    code = rt.worst(codes, zone_of, 1, rule.levels[-1])[0, 0]
    counts = rt.distribution(codes[:, 0], zone_of, 0)
    return Decision(BY_CODE[code].key, {"rts": len(houses), **counts})


def _trends(rule: Rule, given: Mapping[str, str]) -> Decision:
    trends = [word.strip() for word in given["trends"].split(",")]
    charts = len(rule.tables["charts"])
    if len(trends) != charts or not set(trends) <= set(TRENDS):
        values = {"found": given["trends"], "n": charts, "known": ", ".join(TRENDS)}
        raise InputError(Problem("apply_trends", "trends", values))
    score = sum(int(rule.tables[trend]) for trend in trends)
    return Decision(_in_bands(rule, score), {"score": score})


def _in_bands(rule: Rule, value: int) -> str:
    return next(b.level for b in rule.bands if b.below is None or value < b.below)


def _score(rule: Rule, given: Mapping[str, str]) -> Decision:
    """Rounded to the rule's decimals first, half away from zero."""
    unit = 10 ** int(rule.tables["decimals"])
    score = int(_number(given, "score") * unit + Fraction(1, 2))
    if not rule.tables["lowest"] <= score <= rule.tables["highest"]:
        values = {"found": given["score"]}
        raise InputError(Problem("apply_score", "score", values))
    return Decision(_in_bands(rule, score), {"score": score})


def _years(rule: Rule, given: Mapping[str, str]) -> Decision:
    years = _numbers(given, "years", whole=True)
    if len(years) != 3:
        raise InputError(Problem("apply_years", "years", {"found": given["years"]}))
    had = sum(count > 0 for count in years)
    free = _number(given, "larvae_free") >= rule.tables["larvae_free"]
    place = 3 if had == 3 else 2 if had else 0 if free else 1
    return Decision(rule.levels[place], {"years_with_cases": had})


def _doubling(rule: Rule, given: Mapping[str, str]) -> Decision:
    month, before = (int(_number(given, n, whole=True)) for n in ("month", "year_before"))
    code = dengue.alert(np.array([float(month)]), np.array([float(before)]), rule)[0]
    return Decision(BY_CODE[code].key, {"month": month, "year_before": before})


def _boxes(rule: Rule, given: Mapping[str, str]) -> Decision:
    numbers = {name: _number(given, name) for name in INPUTS["boxes"]}
    for box in rule.boxes:
        conditions = [(name, said) for name, said in box.items() if name != "level"]
        if all(_holds(said, numbers[name]) for name, said in conditions):
            return Decision(box["level"], dict(conditions))
    raise AssertionError("the last box has no condition")  # rule_files refuses other files


def _holds(condition: str, value: Fraction) -> bool:
    sign = condition.rstrip("0123456789.")
    bound = Fraction(condition.removeprefix(sign))
    return _SIGNS[sign](value, bound)


def _city_level(rule: Rule, given: Mapping[str, str]) -> Decision:
    """Transmission 1 to 4 is the highest of three rates, compared in fractions; capacity 0 to 2 the
    worst of three; their matrix gives the level."""
    people = _number(given, "population", whole=True)
    if people == 0:
        raise InputError(Problem("apply_number", "population", {"found": "0"}))
    transmission = {}
    for name in TRANSMISSION:
        rate = _number(given, name, whole=True) * rule.per / people
        transmission[name] = 1 + sum(rate >= bound for bound in rule.tables[name])
    capacity = {}
    for name in CAPACITY:
        value = _number(given, name)
        met = [_holds(said, value) for said in rule.tables[name]]
        capacity[name] = met.index(True) if True in met else len(met)
    worst, lacking = max(transmission.values()), max(capacity.values())
    level = rule.tables["levels"][worst - 1][lacking]
    return Decision(
        f"level_{level}",
        {**transmission, **capacity, "transmission": worst, "capacity": lacking},
    )


_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_APPLY = {
    "incidence_bands": _bands,
    "count_bands": _bands,
    "rt_houses": _houses,
    "trend_score": _trends,
    "three_years": _years,
    "doubling": _doubling,
    "boxes": _boxes,
    "city_level": _city_level,
    "imported_score": _score,
}
