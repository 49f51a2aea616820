"""Bring an older store to the version of this program, as a whole or not at all.

An SQLite store is copied first; the copy stays beside it.
"""

from __future__ import annotations

import argparse
import sqlite3
from contextlib import closing
from pathlib import Path

from geo import text
from geo.io import versions
from geo.io.engine import make_engine, place, sqlite_file, transaction
from geo.io.tables import VERSION
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``migrate``."""
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")


def run(arguments: argparse.Namespace) -> int:
    """0 when the store has this program's version."""
    engine = make_engine(arguments.db or Settings().db_url)
    file, where = sqlite_file(engine), place(engine)
    with transaction(engine) as connection:
        version = versions.found(connection)
    copy = None
    if file is not None and file.is_file() and version not in (None, VERSION):
        copy = _copied(file, str(version))
    with transaction(engine, write=True) as connection:
        before = versions.upgrade(connection, where)
    engine.dispose()
    key = "migrate.nothing" if before is None else "migrate.done"
    print(text.text(key, arguments.lang, place=where, before=before or "", after=VERSION))
    if before is not None and copy is not None:
        print(text.text("migrate.copy", arguments.lang, place=copy))
    return 0


def _copied(file: Path, version: str) -> Path:
    """A whole copy of an SQLite store beside it, also of one that is in use."""
    copy = file.with_name(f"{file.name}.{version}")
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return copy
