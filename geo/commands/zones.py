"""Print the zones of a city on a day under a rule: CSV, JSON or GeoJSON, one row a kelurahan.

Always all kelurahan. What is left out is what the dashboard would open with.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geo import boundaries, exports, rules
from geo.cities import City, Disease, read_cities, read_diseases
from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.io import assemble
from geo.io.store import Store
from geo.rules import Rule
from geo.selection import nearest_day, opening_day
from geo.settings import Settings
from geo.views import city_view
from geo.zoning import zoning

FORMATS = ("csv", "json", "geojson")
_SHOWN = 8


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``zones``."""
    parser.add_argument("--city", help="a key of data/cities.toml or of --cities; default: first")
    parser.add_argument("--disease", help="a key of data/diseases.toml; default: first")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="default: the day the map opens on")
    parser.add_argument("--rule", help="a key of data/rules.toml; default: the city's own")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")


def run(arguments: argparse.Namespace) -> int:
    """0 when all rows are printed, or the reader has read enough."""
    settings = Settings()
    cities = read_cities(settings.cities, arguments.cities)
    city, disease, rule = _chosen(arguments, cities)
    drawn = arguments.format == "geojson"
    zones = boundaries.read(city) if drawn else boundaries.read_attributes(city)
    store = Store.open(arguments.db or settings.db_url)
    try:
        facts = assemble.facts(store, city, disease, zones, only_cases=True)
    finally:
        store.close()
    view = city_view(facts, rule, _day(arguments.date, facts, rule))
    table = exports.rows(view, arguments.lang)
    if drawn:
        _print(exports.geojson_text(table, zones["geometry"].to_list()))
    else:
        _print(exports.csv_text(table) if arguments.format == "csv" else exports.json_text(table))
    return 0


def _chosen(
    arguments: argparse.Namespace, cities: Mapping[str, City]
) -> tuple[City, Disease, Rule]:
    """The records that the arguments name; an InputError names every one that there is not."""
    diseases, registry = read_diseases(), rules.registry()
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


def _day(written: str | None, facts: Facts, rule: Rule) -> dt.date:
    """The day asked for, inside the days on record; today in the city where there are none and
    none is asked for."""
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
        raise InputError(Problem("zones_day", "--date", values))
    return asked


def _print(content: str) -> None:
    """UTF-8 with plain line ends on every system; a reader that has gone is no fault."""
    try:
        sys.stdout.buffer.write(content.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        # What is still held back would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            values = {"found": str(error)}
            raise InputError(Problem("zones_unwritable", "stdout", values)) from error
