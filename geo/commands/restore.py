"""Fill a store with what a backup holds, as a whole or not at all.

The store has to be empty or missing, on any engine; with --force its former contents are kept aside
in a backup file beside the one that is restored.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from geo import text
from geo.commands.backup import counted
from geo.io.engine import make_engine, place
from geo.io.restore import restore
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``restore``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` wrote")
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")
    parser.add_argument("--force", action="store_true", help="also into a store that holds data")


def run(arguments: argparse.Namespace) -> int:
    """0 when everything is in the store."""
    engine = make_engine(arguments.db or Settings().db_url)
    try:
        with counted() as progress:
            done = restore(arguments.file, engine, force=arguments.force, progress=progress)
    finally:
        engine.dispose()
    lang, manifest = arguments.lang, done.manifest
    values = {"place": place(engine), "file": arguments.file, "made": manifest.made_at[:19]}
    print(text.text("backup.restored", lang, count=text.number(manifest.rows, lang), **values))
    if done.aside is not None:
        print(text.text("backup.aside", lang, file=done.aside))
    return 0
