"""Which version a store's tables have, and the way from an older one to ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geo.errors import Problem, StoreError
from geo.io import partitions
from geo.io.tables import METADATA, VERSION

_STEPS = Path(__file__).parent / "migrations"
_STAMP = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
_FORMER = ("meta",)
"""Tables that only older versions had."""


def found(connection: sa.Connection) -> str | None:
    """The version of the tables; None for an empty database, "?" for tables of somebody else."""
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        return None
    if _STAMP.name in tables:
        return connection.scalar(sa.select(_STAMP.c.version_num)) or "?"
    if {"meta", "batches"} <= set(tables):
        value = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'schema'").scalar()
        return "0001" if value == "1" else "?"
    return "?"


def known(version: str) -> bool:
    """True for our version and for those that have a way to it."""
    return version == VERSION or version in _steps()


def make(connection: sa.Connection, version: str = VERSION) -> None:
    """Make the tables of a known version in an empty database."""
    if version != VERSION:
        from alembic import command

        command.upgrade(_settings(connection), version)
        return
    METADATA.create_all(connection)
    partitions.begin(connection)
    _STAMP.create(connection, checkfirst=True)
    connection.execute(_STAMP.insert().values(version_num=VERSION))


def contents(connection: sa.Connection) -> list[sa.Table]:
    """The tables that hold what is stored, as they are there, each after those it refers to."""
    names = {*METADATA.tables, *_FORMER} & set(sa.inspect(connection).get_table_names())
    there = sa.MetaData()
    there.reflect(connection, only=sorted(names))
    return there.sorted_tables


def clear(connection: sa.Connection) -> None:
    """Drop our tables; those of others stay."""
    for table in [*reversed(contents(connection)), _STAMP]:
        table.drop(connection, checkfirst=True)


def check(connection: sa.Connection, where: str) -> None:
    """StoreError where the tables are missing, older than ours, newer, or not ours at all."""
    version = found(connection)
    if version is None:
        raise StoreError(Problem("store_missing", where))
    if version != VERSION:
        raise StoreError(fault(version, where))


def fault(version: str, where: str) -> Problem:
    """What is wrong with a version that is not ours."""
    values = {"found": version, "expected": VERSION}
    if version in _steps():
        return Problem("store_older", where, values)
    newer = version.isdigit() and version > VERSION
    return Problem("store_newer" if newer else "store_version", where, values)


def upgrade(connection: sa.Connection, where: str) -> str | None:
    """Bring the tables to our version; the version they had, None where nothing was to do."""
    from alembic import command  # only this command needs it

    version = found(connection)
    if version == VERSION:
        return None
    if version is None or version not in _steps():
        check(connection, where)
    settings = _settings(connection)
    if version == "0001" and not sa.inspect(connection).has_table(_STAMP.name):
        command.stamp(settings, "0001")
    command.upgrade(settings, VERSION)
    return version


def _steps() -> tuple[str, ...]:
    return tuple(sorted(f.stem.removeprefix("step_") for f in _STEPS.glob("versions/step_*.py")))


def _settings(connection: sa.Connection) -> Any:
    from alembic.config import Config

    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(_STEPS))
    return settings
