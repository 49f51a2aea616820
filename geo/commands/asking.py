"""What commands on a city's zones have in common: their arguments, and the facts these name."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from geo import access, boundaries, rule_choice, rules, suppression, text
from geo.cities import City, Disease, read_cities, read_diseases
from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.io import assemble
from geo.io.store import Store
from geo.rules import Rule
from geo.selection import nearest_day, opening_day, read_moment
from geo.settings import Settings
from geo.views import CityView, city_view
from geo.zoning import zoning

_SHOWN = 8


@dataclass(frozen=True)
class Asked:
    """A city on a day under a rule, and its zones (with geometry where it was asked for). The rule
    is the one that was asked for; the view has the member of its day where it is a family."""

    view: CityView
    zones: pd.DataFrame
    rule: Rule


def add_arguments(parser: argparse.ArgumentParser, *, public: bool = False) -> None:
    """The arguments that choose a city, a disease, a day, a rule and a reader; ``public``: always
    what anybody may see."""
    parser.add_argument("--city", help="a key of data/cities.toml or of --cities; default: first")
    parser.add_argument("--disease", help="a key of data/diseases.toml; default: first")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="default: the day the map opens on")
    parser.add_argument(
        "--rule", help="a key of data/rules.toml or of --rules; default: the city's"
    )
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    parser.add_argument("--rules", type=Path, metavar="FILE", help="a rules file of your own")
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")
    parser.add_argument(
        "--as-of",
        metavar="MOMENT",
        help="what was known then: 2021-07-19 (its end) or 2021-07-19T09:00, in the city's time",
    )
    if public:
        parser.set_defaults(smoothed=False, view=suppression.PUBLIC.key)
        return
    parser.add_argument("--smoothed", action="store_true", help="colour by smoothed rates")
    parser.add_argument(
        "--view",
        choices=sorted(suppression.POLICIES),
        default=suppression.OFFICIAL.key,
        help="public hides small counts; default: official, all that the store holds",
    )


def answer(arguments: argparse.Namespace, *, geometry: bool, responses: bool = False) -> Asked:
    """The view that the arguments ask for, with the ``responses`` on record where these are shown.
    A day without reports gives a view whose zones say so; outside the days on record a line on
    stderr names the nearest of them."""
    settings = Settings()
    cities = read_cities(settings.cities, arguments.cities)
    registry = rules.registry(own=arguments.rules or settings.rules)
    city, disease, rule = _chosen(arguments, cities, registry)
    zones = boundaries.read(city) if geometry else boundaries.read_attributes(city)
    store = Store.open(arguments.db or settings.db_url)
    as_of = _moment(arguments.as_of, city)
    try:
        only = rule.kind != "trend_score"
        facts = assemble.facts(
            store,
            city,
            disease,
            zones,
            only_cases=only,
            responses=responses,
            viewer=access.ANYBODY,
            anybody=suppression.POLICIES[arguments.view],
            as_of=as_of,
        )
    finally:
        store.close()
    refused = rule_choice.refusal(rule, facts)
    if refused:
        raise InputError(Problem(refused.key, "--rule", refused.values))
    day = _day(arguments.date, facts, rule, arguments.lang)
    smoothed = arguments.smoothed and facts.policy.detail
    return Asked(city_view(facts, rule, day, smoothed=smoothed), zones, rule)


def keys(arguments: argparse.Namespace) -> tuple[str, str]:
    """The keys of the city and the disease that the arguments name, known or not."""
    cities = read_cities(Settings().cities, arguments.cities)
    city = _given(arguments.city, next(iter(cities)))
    return city, _given(arguments.disease, next(iter(read_diseases())))


def _moment(written: str | None, city: City) -> dt.datetime | None:
    if written is None:
        return None
    moment = read_moment(written, city.timezone)
    if moment is None:
        raise InputError(Problem("url_as_of", "--as-of", {"found": written}))
    return moment


def _chosen(
    arguments: argparse.Namespace, cities: Mapping[str, City], registry: Mapping[str, Rule]
) -> tuple[City, Disease, Rule]:
    """The records that the arguments name; an InputError names every one that there is not."""
    diseases = read_diseases()
    city = cities.get(_given(arguments.city, next(iter(cities))))
    disease = diseases.get(_given(arguments.disease, next(iter(diseases))))
    default = city.opens_with if city else next(iter(registry))
    rule = registry.get(_given(arguments.rule, default))
    problems = []
    if city is None:
        problems.append(_unknown("city_unknown", "--city", arguments.city, cities))
    if disease is None:
        problems.append(_unknown("disease_unknown", "--disease", arguments.disease, diseases))
    if rule is None:
        where = "opens_with" if arguments.rule is None else "--rule"
        problems.append(_unknown("rule_unknown", where, _given(arguments.rule, default), registry))
    if city is None or disease is None or rule is None:
        raise InputError(problems)
    return city, disease, rule


def _given(written: str | None, default: str) -> str:
    """What was written, also where it is an empty word: a variable without a value is a mistake."""
    return default if written is None else written


def _unknown(key: str, where: str, found: str, known: Iterable[str]) -> Problem:
    """A problem that lists what there is, the most alike first."""
    alike = sorted(
        known, key=lambda name: SequenceMatcher(None, found.casefold(), name).ratio(), reverse=True
    )
    shown = [*alike[:_SHOWN], *(["…"] if len(alike) > _SHOWN else [])]
    return Problem(key, where, {"found": found, "known": ", ".join(shown)})


def _day(written: str | None, facts: Facts, rule: Rule, lang: str) -> dt.date:
    """The day asked for, else the one the map opens on, else today in the city."""
    days = zoning(facts, rule).days
    opening = opening_day(facts, rule, days)
    today = dt.datetime.now(ZoneInfo(facts.city.timezone)).date()
    if written is None:
        return opening or today
    try:
        asked = dt.date.fromisoformat(written)
    except ValueError:
        values: dict[str, Any] = {"found": written, "used": opening or today}
        values["days"] = f"{days[0]} … {days[-1]}" if days else "–"
        raise InputError(Problem("zones_date", "--date", values)) from None
    if days and not days[0] <= asked <= days[-1]:
        values = {"found": asked, "first": days[0], "last": days[-1]}
        values["nearest"] = nearest_day(days, asked)
        print(text.problem(Problem("zones_day", "--date", values, False), lang), file=sys.stderr)
    return asked
