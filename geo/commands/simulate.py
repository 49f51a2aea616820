"""Write a city's SIMULATED series as CSV: an invented epidemic on its map, NOT official data."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo import simulated, text
from geo.cities import read_cities
from geo.errors import InputError, Problem
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``simulate``."""
    parser.add_argument("--city", required=True, help="a key of data/cities.toml")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the CSV to write")


def run(arguments: argparse.Namespace) -> int:
    """0 when the file is written."""
    cities = read_cities(Settings().cities)
    if arguments.city not in cities:
        known = {"found": arguments.city, "known": ", ".join(cities)}
        raise InputError(Problem("simulate_city", "--city", known))
    city = cities[arguments.city]
    observations = simulated.for_city(city)
    try:
        arguments.out.write_text(simulated.csv_text(observations), encoding="utf-8", newline="\n")
    except OSError as error:
        where = str(arguments.out)
        raise InputError(Problem("simulate_unwritable", where, {"found": str(error)})) from error
    lang = arguments.lang
    print(
        text.text(
            "simulate.written",
            lang,
            n=len(observations),
            count=text.number(len(observations), lang),
            city=city.name,
            file=str(arguments.out),
        )
    )
    return 0
