"""An older store becomes one of ours, with all that is in it, or stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import alembic.command
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from geo.__main__ import main
from geo.errors import StoreError
from geo.io import embedded, partitions, responses, versions
from geo.io.engine import make_engine, make_file, sqlite_file, transaction
from geo.io.store import Store
from geo.io.tables import METADATA, VERSION
from geo.response import Entry
from tests.store_kit import ENGINES, A, B, apart, batch, fresh_url, observed, values

ROOT = Path(__file__).resolve().parent.parent
BATCHES = [
    (
        1,
        "kota",
        "dbd",
        "simulated",
        "2021-01-01T00:00:00.000001+00:00",
        "s.csv",
        "s",
        1,
        "SIMULASI",
    ),
    (2, "kota", "dbd", "import", "2021-02-01T10:00:00.123456+00:00", "a.csv", "a", 2, "catatan"),
    (4, "kota", "dbd", "import", "2021-03-01T10:00:00.500000+00:00", "b.csv", "b", 1, ""),
]
OBSERVED = [
    ("kota", "dbd", "positif", "2020-10-06", A, 1, "new", 99, ""),
    ("kota", "dbd", "positif", "2020-10-06", A, 2, "cumulative", 5, ""),
    ("kota", "dbd", "positif", "2020-10-06", B, 2, "cumulative", None, "suppressed"),
    ("kota", "dbd", "positif", "2020-10-06", A, 4, "cumulative", 6, ""),
]
APART = [("kota", "dbd", "positif", "2020-10-06", "LUAR | 'KOTA'", 2, "cumulative", 7)]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, request, tmp_path)


@pytest.fixture
def older(url: str) -> Iterator[sa.Engine]:
    """A store of the first version, as its program left it: without Alembic's stamp."""
    engine = make_engine(url)
    make_file(engine)
    with transaction(engine, write=True) as connection:
        versions.make(connection, "0001")
        connection.exec_driver_sql("DROP TABLE alembic_version")
        there = sa.MetaData()
        there.reflect(connection)
        rows = {"meta": [("schema", "1")], "batches": BATCHES}
        rows |= {"observations": OBSERVED, "unallocated": APART}
        for name, tuples in rows.items():
            table = there.tables[name]
            dicts = [dict(zip(table.c.keys(), row, strict=True)) for row in tuples]
            connection.execute(table.insert(), dicts)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT setval('batches_id_seq', 4)")
    yield engine
    engine.dispose()


def migrate(url: str, lang: str = "en") -> int:
    return main(["migrate", "--db", url, "--lang", lang])


def everything(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the database."""
    with transaction(engine) as connection:
        there = sa.MetaData()
        there.reflect(connection)
        parts = partitions.found(connection)  # their rows are those of the whole
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in there.sorted_tables
            if table.name not in parts
        }


def test_our_version_is_the_newest_step() -> None:
    steps = sorted(file.stem for file in (ROOT / "geo/io/migrations/versions").glob("step_*.py"))
    assert steps[-1] == f"step_{VERSION}"
    assert steps == [f"step_{number:04d}" for number in range(1, len(steps) + 1)]


def test_an_older_store_is_refused_until_it_is_migrated(older: sa.Engine, url: str) -> None:
    before = everything(older)
    for make in (Store.open, Store.create):
        with pytest.raises(StoreError, match="store_older"):
            make(url)
    assert everything(older) == before
    assert migrate(url) == 0
    Store.open(url).close()


def test_everything_is_kept_and_published_at_the_moment_it_came(
    older: sa.Engine, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert migrate(url) == 0
    said = capsys.readouterr().out
    assert "from schema 0001 to" in said
    store = Store.open(url)
    found = store.batches("kota", "dbd")
    assert [(b.id, b.state, b.state_at.isoformat()) for b in found] == [
        (row[0], "published", row[4]) for row in reversed(BATCHES)
    ]
    assert all(b.created_at == b.state_at and b.content == "cases" for b in found)
    assert [(b.file_name, b.sha256, b.rows, b.note, b.kind) for b in reversed(found)] == [
        (row[5], row[6], row[7], row[8], row[3]) for row in BATCHES
    ]
    assert values(store) == {
        (A, "2020-10-06", "positif"): 6,
        (B, "2020-10-06", "positif"): None,
    }
    assert values(store, as_of=found[1].created_at)[A, "2020-10-06", "positif"] == 5
    assert values(store, as_of=found[2].created_at) == {(A, "2020-10-06", "positif"): 99}
    table = store.unallocated("kota", "dbd")
    assert table[["label", "value", "days"]].values.tolist() == [["LUAR | 'KOTA'", 7, 1]]
    assert store.observations("kota", "dbd")["days"].tolist() == [1, 1]
    assert store.add(batch("c"), observed((A, "2020-10-07", "positif", 8)), apart()) == 5
    assert store.decide(4, "retracted", "sari", "salah").state == "retracted"
    store.close()


def test_what_the_version_before_held_is_kept_and_responses_begin_empty(url: str) -> None:
    engine = make_engine(url)
    make_file(engine)
    with transaction(engine, write=True) as connection:
        versions.make(connection, "0003")
        there = sa.MetaData()
        there.reflect(connection)
        row = {"briefing_id": "a", "version": 1, "city": "kota", "disease": "dbd", "state": "kept"}
        saved = {**row, "body": "{}", "at": "2021-03-01", "by": "sari"}
        connection.execute(there.tables["briefings"].insert().values(**saved))
    before = everything(engine)
    assert migrate(url) == 0
    after = everything(engine)
    assert after.pop("responses") == []
    assert after.pop("alembic_version") == [(VERSION,)]
    del before["alembic_version"]
    assert after == before
    store = Store.open(url)
    with store.writing() as connection:
        made = responses.save(connection, "sari", "kota", Entry(kind="psbk", about="2020"))
    with store.reading() as connection:
        assert responses.current(connection, "kota") == [made.record]
    store.close()
    engine.dispose()


def test_a_second_run_finds_nothing_to_do(
    older: sa.Engine, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(url)
    after = everything(older)
    capsys.readouterr()
    assert migrate(url) == 0
    assert "has this version already" in capsys.readouterr().out
    assert everything(older) == after


def differences(engine: sa.Engine) -> list[object]:
    with transaction(engine) as connection:
        parts = partitions.found(connection)
        ours = {"include_name": lambda name, *_: name not in parts}
        context = MigrationContext.configure(connection, opts=ours)
        return list(compare_metadata(context, METADATA))


def shape(engine: sa.Engine) -> dict[str, object]:
    """What the database itself says of its tables, the order of columns left out."""
    look = sa.inspect(engine)
    with transaction(engine) as connection:
        parts = partitions.found(connection)
    return {
        name: (
            sorted(
                (c["name"], str(c["type"]), c["nullable"], str(c["default"]))
                for c in look.get_columns(name)
            ),
            look.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (f["referred_table"], *f["constrained_columns"])
                for f in look.get_foreign_keys(name)
            ),
            sorted((i["name"], *i["column_names"], i["unique"]) for i in look.get_indexes(name)),
            sorted(str(c["sqltext"]) for c in look.get_check_constraints(name)),
        )
        for name in sorted(set(look.get_table_names()) - parts.keys())
    }


def test_a_migrated_store_has_the_tables_of_a_fresh_one(
    older: sa.Engine, url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert differences(older) != []
    migrate(url)
    assert differences(older) == []
    fresh = make_engine(fresh_url(older.dialect.name, request, tmp_path / "fresh"))
    Store.create(fresh.url.render_as_string(hide_password=False)).close()
    assert differences(fresh) == []
    assert shape(older) == shape(fresh)
    if older.dialect.name == "sqlite":
        assert storage(older) == storage(fresh)
    fresh.dispose()


def storage(engine: sa.Engine) -> dict[str, tuple[bool, bool]]:
    """By table of an SQLite file: is it kept by its key, do its numbers never come again?"""
    with transaction(engine) as connection:
        made = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        )
        return {name: ("WITHOUT ROWID" in sql, "AUTOINCREMENT" in sql) for name, sql in made}


def test_an_sqlite_store_is_copied_first(
    tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    url = fresh_url("sqlite", request, tmp_path)
    for name in ("store.db.0001", "store.db.0001-2"):
        engine = make_engine(url)
        make_file(engine)
        with transaction(engine, write=True) as connection:
            versions.clear(connection)
            versions.make(connection, "0001")
        before = everything(engine)
        assert migrate(url) == 0
        file = sqlite_file(engine)
        assert file is not None
        copy = file.with_name(name)
        assert str(copy) in capsys.readouterr().out
        kept = make_engine(f"sqlite:///{copy}")
        assert everything(kept) == before
        kept.dispose()
        engine.dispose()


def test_a_newer_store_is_left_alone(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.create(url)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    engine = make_engine(url)
    before = everything(engine)
    assert migrate(url) == 2
    assert "newer version of the program (schema 0999)" in capsys.readouterr().err
    assert everything(engine) == before
    file = sqlite_file(engine)
    if file is not None:
        assert [f.name for f in file.parent.iterdir() if ".0999" in f.name] == []
    engine.dispose()
    store.close()


def test_what_is_no_store_is_not_migrated(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(url) == 2
    assert "python -m geo prepare" in capsys.readouterr().err
    engine = make_engine(url)
    if file := sqlite_file(engine):
        assert not file.exists()
        make_file(engine)
    with transaction(engine, write=True) as connection:
        connection.exec_driver_sql("CREATE TABLE people (name VARCHAR)")
    assert migrate(url) == 2
    assert sa.inspect(engine).get_table_names() == ["people"]
    engine.dispose()


def test_a_step_that_fails_leaves_the_store_as_it_was(
    older: sa.Engine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, upgrade = everything(older), alembic.command.upgrade

    def failing(settings: object, version: str) -> None:
        upgrade(settings, version)
        settings.attributes["connection"].exec_driver_sql("SELECT * FROM nowhere")  # type: ignore[attr-defined]

    monkeypatch.setattr("alembic.command.upgrade", failing)
    assert migrate(url) == 2
    assert everything(older) == before
    monkeypatch.undo()
    assert migrate(url) == 0


KILLED = """
import os, signal, sys
import alembic.command
upgrade = alembic.command.upgrade
def killed(*arguments):
    upgrade(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
alembic.command.upgrade = killed
from geo.__main__ import main
main(["migrate", "--db", sys.argv[1]])
"""


def test_a_migration_that_is_killed_leaves_the_store_as_it_was(older: sa.Engine, url: str) -> None:
    before = everything(older)
    older.dispose()
    ended = subprocess.run([sys.executable, "-c", KILLED, url], cwd=ROOT, env={**os.environ})
    assert ended.returncode == -signal.SIGKILL
    assert everything(older) == before
    assert migrate(url) == 0
    assert Store.open(url).batches("kota", "dbd")[0].id == 4


def test_preparing_an_older_store_says_to_migrate(
    older: sa.Engine, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(older)
    with pytest.raises(StoreError, match="store_older"):
        embedded.prepare(url, {}, tmp_path / "static")
    assert main(["prepare", "--db", url, "--lang", "en"]) == 2
    assert "`python -m geo migrate`" in capsys.readouterr().err
    assert everything(older) == before
