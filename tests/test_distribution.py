"""The tables as Citus would have them: which are distributed by city, which stand on every node,
which stay on one. Held here as far as plain PostgreSQL and SQLite can show it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.sql import operators, visitors

from geo.io import contents, revisions, rollup
from geo.io.figures import Figures
from geo.io.store import Store
from geo.io.tables import METADATA
from geo.io.web.metrics import Metrics
from geo.io.web.service import Service
from geo.settings import ROOT, Settings
from tests.source_kit import tree
from tests.store_kit import ENGINES, A, B, apart, batch, fresh_url, observed

KEY = "city"
WHOLE = {"geo.io.checkup.store"}
"""What a doctor counts is the whole store; a backup copies it. These ask every node."""
SILENT = {"geo.io.partitions"}
"""It names a table and asks it nothing."""


def commanded() -> dict[str, tuple[set[str], list[str]]]:
    """What deploy/README.md has Citus do: by function, the tables and their keys."""
    text = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    found: dict[str, tuple[set[str], list[str]]] = {}
    for function, words in re.findall(r"SELECT (create_\w+)\(([^)]*)\);", text):
        table, *rest = re.findall(r"'(\w+)'", words)
        names, others = found.setdefault(function, (set(), []))
        names.add(table)
        others += rest[:1]
    return found


DISTRIBUTED, WORDS = commanded()["create_distributed_table"]
REFERENCE, _ = commanded()["create_reference_table"]
LOCAL = set(METADATA.tables) - DISTRIBUTED - REFERENCE


def test_every_table_has_its_place() -> None:
    assert set(WORDS) == {KEY}
    numbers = {"observations", "unallocated", "rt_houses", "populations", "zone_decisions"}
    assert numbers == DISTRIBUTED
    assert {"batches", "batch_states"} == REFERENCE
    assert {"audit", "users", "sessions", "responses"} <= LOCAL
    assert set(METADATA.tables) >= DISTRIBUTED | REFERENCE


@pytest.mark.parametrize("name", sorted(DISTRIBUTED))
def test_whatever_is_unique_in_a_distributed_table_names_its_city(name: str) -> None:
    table = METADATA.tables[name]
    unique = [tuple(i.columns.keys()) for i in table.indexes if i.unique]
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint):
            unique.append(tuple(constraint.columns.keys()))
    assert unique
    assert all(key[0] == KEY for key in unique)
    assert not table.c[KEY].nullable
    assert str(table.c[KEY].type) == "VARCHAR"


def test_no_table_that_grows_with_numbers_is_left_out() -> None:
    """A kelurahan's numbers stand in tables whose key begins with the city; all are distributed."""
    keyed = {t.name for t in METADATA.tables.values() if next(iter(t.primary_key)).name == KEY}
    assert keyed == DISTRIBUTED


def test_keys_point_where_citus_lets_them() -> None:
    """To a reference table from everywhere; a reference table to reference tables only; nothing to
    a distributed or a local one."""
    keys = [
        (table.name, key.column.table.name)
        for table in METADATA.tables.values()
        for key in table.foreign_keys
    ]
    assert {target for _, target in keys} <= REFERENCE
    assert {source for source, _ in keys} == DISTRIBUTED | {"batch_states"}


def test_an_order_of_commands_that_keys_allow() -> None:
    """A reference table is made before what points to it."""
    text = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"SELECT create_\w+\('(\w+)'", text)
    at = {name: place for place, name in enumerate(named)}
    assert len(at) == len(named)
    for name in named:
        for key in METADATA.tables[name].foreign_keys:
            assert at[key.column.table.name] < at[name]


class Watch:
    """Every question that names a distributed table: whether each of its selects names the city of
    each of them, and which of our modules asked it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.bad: list[str] = []
        self.asked: set[str] = set()
        event.listen(engine, "before_execute", self._saw)

    def _saw(self, _connection: object, clause: object, *_: object) -> None:
        if not isinstance(clause, sa.Select):
            return
        found = False
        for select in selects(clause):
            for table in tables_of(select):
                found = True
                if not names_city(select, table):
                    self.bad.append(str(select))
        if found:
            self.asked |= set(callers())


def selects(clause: sa.Select[tuple[object, ...]]) -> Iterator[sa.Select[tuple[object, ...]]]:
    for part in visitors.iterate(clause):
        if isinstance(part, sa.Select):
            yield part


def tables_of(select: sa.Select[tuple[object, ...]]) -> Iterator[sa.Table]:
    """Distributed tables among those that a select reads itself, joined or not."""
    waiting = list(select.get_final_froms())
    while waiting:
        one = waiting.pop()
        if isinstance(one, sa.Join):
            waiting += [one.left, one.right]
        elif isinstance(one, sa.Table) and one.name in DISTRIBUTED:
            yield one
        elif isinstance(one, sa.Alias):
            assert one.element.name not in DISTRIBUTED, "an alias is not looked into"


def names_city(select: sa.Select[tuple[object, ...]], table: sa.Table) -> bool:
    where = select.whereclause
    parts = list(where.clauses) if isinstance(where, sa.BooleanClauseList) else [where]
    return any(
        isinstance(part, sa.BinaryExpression)
        and part.left is table.c[KEY]
        and part.operator in (operators.eq, operators.in_op)
        for part in parts
    )


def callers() -> Iterator[str]:
    """The module that asked: the first of ours on the way out of SQLAlchemy."""
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        name = str(frame.f_globals.get("__name__"))
        if name.startswith("geo."):
            yield name
            return


def everything_asked(store: Store, folder: Path) -> None:
    """Each question of the store once, with a zone's number in two batches, so that no shortcut is
    taken."""
    city, disease = "banjarmasin", "dbd"
    for name, value in (("1", 5), ("2", 6)):
        table = observed((A, "2020-10-06", "positif", value), (B, "2020-10-06", "positif", None))
        store.add(batch(name, city=city), table.assign(reported_on=table["date"]), apart())
    table = observed((A, "2020-10-06", "positif", 9))
    key = store.add(batch("3", city=city), table, apart(), state="draft")
    assert key is not None
    store.decide(key, "published", "sari")
    assert len(store.contents(key)[0]) == 1
    assert len(store.observations(city, disease)) == 2
    store.delays(city, disease)
    store.unallocated(city, disease)
    assert len(revisions.first_and_last(store, city, disease)[0]) == 1
    revisions.delays(store, city, disease, "positif", "Asia/Makassar")
    people = pd.DataFrame({"zone_id": [A], "year": [2021], "population": [900]})
    contents.add(store, batch("4", city=city), "population", people, state="published")
    assert len(contents.populations(store, city)) == 1
    contents.rt_houses(store, city, disease)
    contents.zone_decisions(store, city, disease)
    contents.sent(store, city, disease, A)
    assert len(rollup.sums(store, [city], disease, "positif", "district", [A, B])) == 1
    service = Service(Settings(db=url_of(store), home=folder))
    service._store = store
    assert "jaga_data_age_seconds{" in Metrics(service, None, Figures()).text()


def url_of(store: Store) -> str:
    return store._engine.url.render_as_string(hide_password=False)


def readers() -> set[str]:
    """Modules that name a distributed table of ``geo.io.tables``."""
    constants = {name.upper() for name in DISTRIBUTED}
    found = set()
    for file in (ROOT / "geo").rglob("*.py"):
        for node in ast.walk(tree(file)):
            asks = isinstance(node, ast.ImportFrom) and node.module == "geo.io.tables"
            if asks and constants & {alias.name for alias in node.names}:
                found.add(".".join(file.relative_to(ROOT).with_suffix("").parts))
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_every_question_names_its_city(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A new module that asks such a table has to ask once in ``everything_asked``."""
    store = Store.create(fresh_url(engine, request, tmp_path))
    watch = Watch(store._engine)
    everything_asked(store, tmp_path / "home")
    assert watch.bad == []
    assert watch.asked == readers() - WHOLE - SILENT
    with store.reading() as connection:  # the watch does see one that names none
        table = METADATA.tables["observations"]
        connection.execute(sa.select(table.c.value).where(table.c.disease == "dbd"))
    assert len(watch.bad) == 1
    store.close()
