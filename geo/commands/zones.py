"""Print the zones of a city on a day under a rule: CSV, JSON or GeoJSON, one row a kelurahan.

Always all kelurahan. What is left out is what the dashboard would open with.
"""

from __future__ import annotations

import argparse
import os
import sys

from geo import exports
from geo.commands import asking
from geo.errors import InputError, Problem

FORMATS = ("csv", "json", "geojson")


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``zones``."""
    asking.add_arguments(parser)
    parser.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")


def run(arguments: argparse.Namespace) -> int:
    """0 when all rows are printed, or the reader has read enough."""
    drawn = arguments.format == "geojson"
    asked = asking.answer(arguments, geometry=drawn)
    table = exports.rows(asked.view, arguments.lang)
    if drawn:
        _print(exports.geojson_text(table, asked.zones["geometry"].to_list()))
    else:
        _print(exports.csv_text(table) if arguments.format == "csv" else exports.json_text(table))
    return 0


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
