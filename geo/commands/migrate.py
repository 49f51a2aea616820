"""Bring an older store to the version of this program, as a whole or not at all.

An SQLite store is copied first; the copy stays beside it. Of another store make a backup first:
python -m geo backup.
"""

from __future__ import annotations

import argparse
from itertools import count
from pathlib import Path

from geo import text
from geo.io import versions
from geo.io.engine import copy_file, make_engine, place, sqlite_file, transaction
from geo.io.tables import VERSION
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``migrate``."""
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")


def run(arguments: argparse.Namespace) -> int:
    """0 when the store has this program's version."""
    engine = make_engine(arguments.db or Settings().db_url)
    file, where = sqlite_file(engine), place(engine)
    copy = None
    with transaction(engine, write=True) as connection:
        version = versions.found(connection)
        if file is not None and version not in (None, VERSION) and versions.known(str(version)):
            copy = _free(file.with_name(f"{file.name}.{version}"))
            copy_file(file, copy)
        before = versions.upgrade(connection, where)
    engine.dispose()
    key = "migrate.nothing" if before is None else "migrate.done"
    print(text.text(key, arguments.lang, place=where, before=before or "", after=VERSION))
    if before is not None and copy is not None:
        print(text.text("migrate.copy", arguments.lang, place=copy))
    return 0


def _free(file: Path) -> Path:
    """The path, or the first that is free with a number after it."""
    paths = (file if at == 1 else file.with_name(f"{file.name}-{at}") for at in count(1))
    return next(path for path in paths if not path.exists())
