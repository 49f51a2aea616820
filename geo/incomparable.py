"""What can't be compared between two cities, and why: phrases, each with its numbers.

A difference that the data can't show, such as how much was tested, is said as well as one that they
do. Days, shares and rules are values; ``geo.render.two_cities`` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from geo.quality import completeness
from geo.reasons import Phrase
from geo.rules import Rule
from geo.two_cities import FIRST, Side, TwoCities, same_version

_COMPLETE = 0.95
"""Below this share of zone-days reported, completeness is worth saying; our own choice."""
_TESTS = ("tes", "spesimen")
"""Indicators that would tell how much was tested; no source format carries one yet."""
_STARTS = {
    "none": "start_none",
    "never": "start_never",
    "above": "start_above",
    "hidden": "start_hidden",
}


def reasons(
    made: TwoCities,
    rules: Mapping[str, Rule],
    outside: Sequence[float | None] = (None, None),
) -> tuple[Phrase, ...]:
    """Everything that stands between the two cities, what weighs most first.

    ``rules`` is the registry; ``outside`` are the shares of persons of no kelurahan, None where the
    source has no such rows or the reader may not see them.
    """
    found = chain(_data(made), _rules(made, rules), _days(made), _people(made))
    return tuple(chain(found, _reporting(made, outside)))


def _data(made: TwoCities) -> Iterator[Phrase]:
    """What is not there at all, and what is invented."""
    for side in made.sides:
        counted = bool(side.facts.cases.days_reported)
        if not counted and side.facts.archive is not None:
            yield _of(side, "archive_only")
        elif not counted:
            yield _of(side, "no_cases")
        if side.zoned is None:
            yield _of(side, "refused", rule=made.rule)
        elif not side.zoned.days and made.rule.kind == "archive":
            yield _of(side, "no_archive")
        elif not side.zoned.days and counted:
            yield _of(side, "no_day", rule=made.rule)
    views = [side.view for side in made.sides if side.view is not None]
    simulated = [view.simulated for view in views]
    if len(views) == 2 and all(simulated):
        yield Phrase("two_cities.cannot.simulated_both")
    elif any(simulated):
        at = simulated.index(True)
        city = views[at].facts.city
        others = [side.facts for side in made.sides if side.facts.city.key != city.key]
        if any(facts.cases.days_reported for facts in others):
            yield Phrase("two_cities.cannot.simulated_one", {"city": city.name})


def _rules(made: TwoCities, rules: Mapping[str, Rule]) -> Iterator[Phrase]:
    """What the colours mean in each city."""
    if made.rule.kind == "archive":
        yield Phrase("two_cities.cannot.archive_rules")
    elif made.rule.legal_level != "kelurahan":
        unit = made.rule.legal_level
        yield Phrase("two_cities.cannot.legal_unit", {"rule": made.rule, "unit": unit})
    for side in made.sides:
        own = tuple(rule for rule in rules.values() if rule.city == side.facts.city.key)
        if own:
            yield _of(side, "own_rules", rules=own)
        day = side.view.day if side.view is not None else None
        if day is not None and side.view is not None and not side.view.rule.in_force(day):
            yield _of(side, "not_in_force", rule=side.view.rule, day=day)
    first, second = (side.view for side in made.sides)
    if first and second and not same_version(made.rule, first.day, second.day):
        values = {"first_rule": first.rule, "second_rule": second.rule}
        yield Phrase("two_cities.cannot.versions", values)


def _days(made: TwoCities) -> Iterator[Phrase]:
    """Days that don't meet, and clocks that can't be set."""
    if made.align == "first10":
        for side in made.sides:
            if side.start.why:
                yield _of(side, _STARTS[side.start.why], first=FIRST)
            elif not side.start.complete:
                lacking = side.start.total - side.start.reporting
                yield _of(side, "start_partial", first=FIRST, n=lacking, total=side.start.total)
    first, second = (side.view for side in made.sides)
    if first and second:
        apart = (second.day - first.day).days - made.offset
        if apart:
            yield Phrase(
                "two_cities.cannot.days_apart",
                {"n": abs(apart), "first_day": first.day, "second_day": second.day},
            )
    for side in made.sides:
        if side.view is None or side.spread is None or side.view.day not in side.spread.days:
            continue
        known = int(side.spread.known[side.spread.days.index(side.view.day)])
        if 2 * known < side.spread.total:
            yield _of(side, "few_known", known=known, total=side.spread.total)


def _people(made: TwoCities) -> Iterator[Phrase]:
    """What rates are divided by; only where the rule looks at rates."""
    if not made.rule.by_incidence:
        yield Phrase("two_cities.cannot.no_rates", {"rule": made.rule})
        return
    for side in made.sides:
        facts, lacking = side.facts, int(np.isnan(side.facts.people).sum())
        total = len(facts.zone_ids)
        if lacking == total:
            yield _of(side, "population_none")
        elif lacking:
            yield _of(side, "population_part", n=lacking, total=total)
        if len(facts.population_years) > 1:
            yield _of(side, "population_years", years=facts.population_years)
        elif lacking < total and facts.population_year is None:
            yield _of(side, "population_undated")
        if side.rates is not None and side.rates.hidden:
            yield _of(side, "hidden", n=side.rates.hidden, known=side.rates.known)
    first, second = (side.facts.population_year for side in made.sides)
    if first and second and first != second:
        yield _both(made, "population_year", str(first), str(second))


def _reporting(made: TwoCities, outside: Sequence[float | None]) -> Iterator[Phrase]:
    """How the counts came about."""
    panels = [side.facts.cases for side in made.sides]
    if not all(panel.days_reported for panel in panels):
        return
    first, second = (side.facts.period for side in made.sides)
    if first != second:
        yield _both(made, "period", first, second)
    whole = [completeness(panel).share() for panel in panels]
    if min(whole) < _COMPLETE:
        yield _both(made, "completeness", *whole)
    if any(share is not None for share in outside):
        yield _both(made, "outside", *outside)
    if not all(side.facts.indicators & set(_TESTS) for side in made.sides):
        yield Phrase("two_cities.cannot.testing")


def _of(side: Side, key: str, **values: Any) -> Phrase:
    return Phrase(f"two_cities.cannot.{key}", {"city": side.name, **values})


def _both(made: TwoCities, key: str, first: Any, second: Any) -> Phrase:
    names = {"first_city": made.first.name, "second_city": made.second.name}
    return Phrase(f"two_cities.cannot.{key}", {**names, "first": first, "second": second})
