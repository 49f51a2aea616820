"""Write the whole store into one file, while it is in use.

The file holds password hashes and every number without suppression: keep it as safe as the store.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo import text
from geo.io import backup
from geo.io.engine import make_engine, place
from geo.settings import Settings


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Arguments of ``backup``."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a new file, or a folder: its name is then the day"
    )
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")


def run(arguments: argparse.Namespace) -> int:
    """0 when the file is whole and was read back."""
    engine = make_engine(arguments.db or Settings().db_url)
    file = arguments.file
    if file.is_dir():
        file /= f"jaga-tetangga-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.zip"
    try:
        with counted() as progress:
            manifest = backup.write(engine, file, progress)
    finally:
        engine.dispose()
    values = {"place": place(engine), "file": file}
    count, size = (text.number(n, arguments.lang) for n in (manifest.rows, file.stat().st_size))
    print(text.text("backup.written", arguments.lang, count=count, size=size, **values))
    return 0


@contextmanager
def counted() -> Iterator[backup.Progress]:
    """A running count of rows on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield backup.ignore
        return
    yield lambda done, total: print(f"\r{done}/{total}", end="", file=sys.stderr, flush=True)
    print("\r\033[K", end="", file=sys.stderr)
