"""Try the warning from next door on a series that is over: read files, judge, print the table.

Nothing is stored. Files of a city's daily cases go in; out comes how often the neighbours' cases
warned 7 days ahead and how often they cried wolf, beside forecasts that know no neighbours.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import pandas as pd

from geo import boundaries, coverage, inert, names, population, skill
from geo.cities import City, Disease, read_cities, read_diseases
from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.io import sources
from geo.render import skill as words
from geo.settings import Settings
from geo.text import text


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``backtest``."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER", help="file or folder")
    parser.add_argument("--city", required=True, help="a key of data/cities.toml or of --cities")
    parser.add_argument("--disease", required=True, help="a key of data/diseases.toml")
    parser.add_argument("--cities", type=Path, metavar="FILE", help="a cities file of your own")
    parser.add_argument("--write", type=Path, metavar="TOML", help="keep the numbers in this file")


def run(arguments: argparse.Namespace) -> int:
    """0 when the table is printed; every file must be readable."""
    cities = read_cities(Settings().cities, arguments.cities)
    diseases = read_diseases()
    problems = []
    for found, known, key, where in (
        (arguments.city, cities, "city_unknown", "--city"),
        (arguments.disease, diseases, "disease_unknown", "--disease"),
    ):
        if found not in known:
            problems.append(Problem(key, where, {"found": found, "known": ", ".join(known)}))
    if problems:
        raise InputError(problems)
    lang = arguments.lang
    facts = gather(arguments.paths, cities[arguments.city], diseases[arguments.disease])
    made = skill.measure(facts)
    for line in words.lines(made, lang):
        print(inert.plain(line))
    if arguments.write:
        content = skill.to_toml(made, dt.datetime.now(dt.UTC).date())
        try:
            arguments.write.write_text(content, encoding="utf-8", newline="\n")
        except OSError as error:
            where = str(arguments.write)
            raise InputError(
                Problem("backtest_unwritable", where, {"found": str(error)})
            ) from error
        print(text("backtest.written", lang, file=str(arguments.write)))
    return 0


def gather(paths: list[Path], city: City, disease: Disease) -> Facts:
    """The facts of files that are in no store, with the city's people and neighbours.

    InputError names every file that can't be read. Of two files of one day the one that is read
    last counts.
    """
    files = sources.find_files(paths)
    if not files:
        raise InputError(Problem("no_files", ", ".join(map(str, paths))))
    zones = boundaries.read(city)
    aliases = names.read_aliases(city.key)
    tables: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for file in files:
        try:
            tables.append(sources.read(file, city, zones, aliases, disease=disease).observations)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[rows["indicator"] == disease.case_indicator]
    return Facts(
        city=city,
        disease=disease,
        zones=pd.DataFrame(zones.drop(columns="geometry")),
        population=population.read(city),
        observations=rows.drop_duplicates(["zone_id", "date"], keep="last"),
        neighbours=coverage.neighbours(zones, coverage.read_extra_pairs()),
    )
