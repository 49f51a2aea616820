"""Make a fresh checkout ready to run: the store, the browser files, the simulated series, and the
typeface for documents.

The dashboard does the same on its first start; a second run finds nothing to do.
"""

from __future__ import annotations

import argparse

from geo import text
from geo.cities import read_cities
from geo.io import embedded
from geo.parts import there
from geo.settings import STATIC, Settings
from geo.writers import typefaces


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``prepare``."""
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")
    parser.add_argument("--quiet", action="store_true", help="print nothing but faults")


def run(arguments: argparse.Namespace) -> int:
    """0 when everything is in place."""
    settings = Settings()
    cities = read_cities(settings.cities)
    steps = embedded.prepare(arguments.db or settings.db_url, cities, STATIC)
    if there("exports"):
        typefaces.folder()
    if not arguments.quiet:
        for step in steps or [embedded.Step("nothing")]:
            values = dict(step.values)
            if "n" in values:
                values["count"] = text.number(values["n"], arguments.lang)
            print(text.text(f"prepare.{step.key}", arguments.lang, **values))
    return 0
