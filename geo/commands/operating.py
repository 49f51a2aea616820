"""The desk of whoever works at the machine itself, its store, and progress on its terminal."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.access import Viewer, operator
from geo.errors import StoreError
from geo.io.desk import Desk
from geo.io.store import Store
from geo.settings import Settings

_BAR = 30
"""Signs of a full bar."""


def add_store(parser: argparse.ArgumentParser) -> None:
    """The argument that says which store."""
    parser.add_argument("--db", metavar="URL", help="the store; default JAGA_DB, else the own one")


@contextmanager
def desk(arguments: argparse.Namespace) -> Iterator[Desk]:
    """The store as the machine's own account may use it; closed at the end."""
    opened = Store.open(arguments.db or Settings().db_url)
    try:
        yield Desk(opened, viewer())
    finally:
        opened.close()


def viewer() -> Viewer:
    """Whoever works at the machine."""
    return operator(_account())


def _account() -> str:
    """The account's name on this machine, "?" where the system doesn't know one (containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def store(url: str, *, writes: bool) -> Store | None:
    """The store; made where it is missing, or None where nothing is to be written."""
    try:
        return Store.open(url)
    except StoreError as error:
        if error.problems[0].key != "store_missing":
            raise
    return Store.create(url) if writes else None


def counted(files: list[Path]) -> Iterable[Path]:
    """The files, with a running count on a terminal."""
    shown = sys.stderr.isatty()
    for number, file in enumerate(files, start=1):
        if shown:
            print(f"\r{number}/{len(files)}", end="", file=sys.stderr, flush=True)
        yield file
    if shown:
        print("\r\033[K", end="", file=sys.stderr)


def bar(done: int, total: int) -> None:
    """How far it is, on the terminal; gone when it is full."""
    full = _BAR * done // total
    shown = f"\r[{'#' * full}{'.' * (_BAR - full)}] {done}/{total}"
    print(shown if done < total else "\r\033[K", end="", file=sys.stderr, flush=True)
