"""The store's largest table on PostgreSQL, in parts by the year that a number speaks of.

``observations`` is partitioned by ``date``: a question that names days opens their years alone, an
old year is vacuumed, moved to a slower disk or dumped on its own. SQLite keeps one table, and
nobody who asks sees a difference.

Each year from 2000 to 2099 has its partition as soon as a row of it is stored; it is made in the
transaction that stores it, so that a load that fails leaves none. Earlier and later days have one
each, so that a file of absurd dates makes no thousand tables, and no day is refused. There is no
DEFAULT partition: making a year beside one would lock every reader out until the load is through,
and fail where the default holds a row of that year.

A border is a year of four digits, without month and day: "2020-12-31" < "2021" <= "2021-01-01"
holds in every collation that puts digits in their order, whatever it makes of the dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from geo.io.tables import OBSERVATIONS

FIRST, LAST = 2000, 2099
"""The years that have a partition each."""
_TABLE = OBSERVATIONS.name
_EARLIER, _LATER = f"{_TABLE}_earlier", f"{_TABLE}_later"
_FOUND = sa.text(
    "SELECT child.relname, pg_get_expr(child.relpartbound, child.oid) FROM pg_inherits "
    "JOIN pg_class child ON child.oid = inhrelid "
    "WHERE inhparent = to_regclass(:whole) AND child.relispartition ORDER BY child.relname"
)
_YEAR = re.compile(r"20[0-9]{2}", re.ASCII)


def found(connection: sa.Connection) -> dict[str, str]:
    """What each partition holds, in PostgreSQL's words, by its name; {} on other engines and where
    the table is not partitioned."""
    if connection.dialect.name != "postgresql":
        return {}
    rows = connection.execute(_FOUND, {"whole": _TABLE})
    return {name: bound for name, bound in rows}  # noqa: C416, rows are no tuples to mypy


def begin(connection: sa.Connection) -> None:
    """The partitions that every store has, beside a table that was just made."""
    if connection.dialect.name == "postgresql":
        _add(connection, _EARLIER, f"FROM (MINVALUE) TO ('{FIRST}')")
        _add(connection, _LATER, f"FROM ('{LAST + 1}') TO (MAXVALUE)")


def make(connection: sa.Connection, days: Iterable[str]) -> None:
    """See to it that these days (ISO text) have a place; in the transaction that stores them, one
    of ``engine.transaction`` with ``write``: two never make one partition at once."""
    if connection.dialect.name != "postgresql":
        return
    years = {day[:4] for day in days}
    needed = {f"{_TABLE}_{year}": int(year) for year in years if _YEAR.fullmatch(year)}
    there = found(connection) if needed else {}
    if not there:  # an older version's table, whole: a backup of it is being restored
        return
    for name in sorted(needed.keys() - there.keys()):
        _add(connection, name, f"FROM ('{needed[name]}') TO ('{needed[name] + 1}')")


def _add(connection: sa.Connection, name: str, bound: str) -> None:
    """Made beside the table and then attached: unlike CREATE TABLE … PARTITION OF, that lets others
    go on reading."""
    connection.exec_driver_sql(f"CREATE TABLE {name} (LIKE {_TABLE} INCLUDING DEFAULTS)")
    connection.exec_driver_sql(f"ALTER TABLE {_TABLE} ATTACH PARTITION {name} FOR VALUES {bound}")
