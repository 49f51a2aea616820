"""The log of everything that was written: who, when, what, and on what; the newest first.

    id, at       number and moment (UTC)
    by           account; "terminal:NAME" is the account of the machine itself
    action       published, retracted, alias, user_add, token_make, sign_in …
    city         key of the city, empty where it speaks of none
    subject      batch ("#12"), account, token or spelling
    detail       more about it, as JSON

Text that people wrote is made inert: no formula, no line break, no control of a terminal.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys

from geo.commands import operating
from geo.inert import for_csv
from geo.io.audit import Entry

COLUMNS = ("id", "at", "by", "action", "city", "subject", "detail")


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``log``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--limit", type=_count, metavar="N", help="the newest N; default: all")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    operating.add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is written."""
    with operating.desk(arguments) as desk:
        entries = desk.log(arguments.limit)
    if arguments.format == "json":
        print(json.dumps([_record(entry) for entry in entries], ensure_ascii=True, indent=1))
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        said = {**_record(entry), "detail": json.dumps(entry.detail, ensure_ascii=False)}
        writer.writerow([for_csv(str(said[name])) for name in COLUMNS])
    return 0


def _record(entry: Entry) -> dict[str, object]:
    found = {name: getattr(entry, name) for name in COLUMNS}
    return {**found, "at": entry.at.isoformat(timespec="seconds"), "detail": dict(entry.detail)}


def _count(written: str) -> int:
    number = int(written)
    if number < 1:
        raise ValueError(written)
    return number
