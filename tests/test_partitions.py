"""The largest table in parts by year on PostgreSQL: nothing refused, nothing lost, nobody waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from geo.io import backup, partitions, versions
from geo.io.engine import make_engine, transaction
from geo.io.restore import restore
from geo.io.store import Store
from geo.io.tables import OBSERVATIONS
from tests.store_kit import A, B, Server, apart, batch, fresh_url, observed, values

ENDS = {
    "observations_earlier": "FOR VALUES FROM (MINVALUE) TO ('2000')",
    "observations_later": "FOR VALUES FROM ('2100') TO (MAXVALUE)",
}


def year(number: int) -> dict[str, str]:
    bound = f"FOR VALUES FROM ('{number}') TO ('{number + 1}')"
    return {f"observations_{number}": bound}


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url("postgresql", request, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store.create(url)
    yield made
    made.close()


def there(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return partitions.found(connection)


def where(store: Store) -> dict[str, str]:
    """The partition that holds each day."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT date, tableoid::regclass::text FROM observations")
        return {date: name for date, name in rows}  # noqa: C416


def test_a_new_store_has_the_two_ends_and_a_year_comes_with_its_first_row(store: Store) -> None:
    assert there(store) == ENDS
    store.add(batch("1"), observed((A, "2020-12-31", "positif", 5)), apart())
    assert there(store) == ENDS | year(2020)
    days = ("2020-01-01", "2021-01-01", "2021-12-31")
    store.add(batch("2"), observed(*((A, day, "positif", 6) for day in days)), apart())
    assert there(store) == ENDS | year(2020) | year(2021)
    assert where(store) == {
        "2020-12-31": "observations_2020",
        "2020-01-01": "observations_2020",
        "2021-01-01": "observations_2021",
        "2021-12-31": "observations_2021",
    }


def test_no_day_is_refused_and_absurd_ones_make_no_thousand_tables(store: Store) -> None:
    days = ("1700-01-01", "1999-12-31", "2000-01-01", "2099-12-31", "2100-01-01", "2262-04-11")
    store.add(batch("1"), observed(*((A, day, "positif", 6) for day in days)), apart())
    assert there(store) == ENDS | year(2000) | year(2099)
    names = ("earlier", "earlier", "2000", "2099", "later", "later")
    assert where(store) == {d: f"observations_{n}" for d, n in zip(days, names, strict=True)}
    assert values(store) == {(A, day, "positif"): 6 for day in days}


def test_a_load_that_fails_leaves_no_partition(store: Store) -> None:
    twice = observed((A, "2020-10-06", "positif", 5), (A, "2020-10-06", "positif", 5))
    with pytest.raises(Exception, match="store_failed"):
        store.add(batch("1"), twice, apart())
    assert there(store) == ENDS
    assert store.batches("kota", "dbd") == []


def test_others_read_while_a_year_is_made_and_filled(store: Store, url: str) -> None:
    """Both those who ask for a year that is there and those who ask for everything."""
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    other = Store.open(url)
    seen: list[int] = []
    with store.writing() as connection:
        partitions.make(connection, ["2021-10-06"])
        row = {"city": "kota", "disease": "dbd", "indicator": "positif", "date": "2021-10-06"}
        row |= {"zone_id": A, "measure": "new", "flag": ""}
        connection.execute(OBSERVATIONS.insert().values(**row, batch_id=1))

        def read() -> None:
            seen.append(len(other.observations("kota", "dbd")))
            seen.append(len(other.batches("kota", "dbd")))

        reader = threading.Thread(target=read)
        reader.start()
        reader.join(30)
        assert seen == [1, 1]
    assert len(other.observations("kota", "dbd")) == 2
    other.close()


def test_a_partition_has_key_and_reference_of_the_whole(store: Store) -> None:
    store.add(batch("1"), observed((A, "2021-10-06", "positif", 5)), apart())
    look = sa.inspect(store._engine)
    for name in ("observations", "observations_2021"):
        key = look.get_pk_constraint(name)["constrained_columns"]
        assert key == ["city", "disease", "indicator", "date", "zone_id", "batch_id"]
        (points,) = look.get_foreign_keys(name)
        assert points["referred_table"] == "batches"
        columns = {c["name"]: (c["nullable"], c["default"]) for c in look.get_columns(name)}
        assert columns["days"] == (False, "1")
        assert columns["flag"] == (False, None)
        assert columns["reported_on"] == (True, None)


def opened(store: Store, first: str, last: str) -> set[str]:
    """The tables that PostgreSQL opens for these days."""
    query = "EXPLAIN (FORMAT JSON) SELECT value FROM observations WHERE city = 'kota' "
    query += f"AND date BETWEEN '{first}' AND '{last}'"
    with store.reading() as connection:
        plan = connection.exec_driver_sql(query).scalar()
    text = json.dumps(plan)
    return {name for name in there(store) if f'"{name}"' in text}


def test_a_question_that_names_days_opens_their_years_alone(store: Store) -> None:
    days = ("2019-05-05", "2020-05-05", "2021-05-05")
    store.add(batch("1"), observed(*((A, day, "positif", 6) for day in days)), apart())
    assert opened(store, "2021-03-01", "2021-03-31") == {"observations_2021"}
    assert opened(store, "2020-12-31", "2021-01-01") == {"observations_2020", "observations_2021"}
    assert opened(store, "2022-01-01", "2022-01-31") == set()
    assert opened(store, "0001-01-01", "9999-12-31") == set(there(store))


def test_a_year_borders_rightly_in_every_collation(store: Store) -> None:
    """A database may sort by another language's rules; digits must sort alike in all of them."""
    question = "SELECT '2020-12-31' COLLATE {0} < '2021' AND '2021' <= '2021-01-01' COLLATE {0} "
    question += "AND '2021-12-31' < '2022' COLLATE {0} AND '1999-12-31' < '2000' COLLATE {0}"
    with store.reading() as connection:
        quote = connection.dialect.identifier_preparer.quote_identifier
        names = connection.exec_driver_sql(
            "SELECT collname FROM pg_collation WHERE collencoding IN (-1, 6) AND collname <> "
            "'default' ORDER BY 1"
        ).scalars()
        chosen = [name for name in names if name in {"C", "POSIX", "C.utf8"} or "-x-icu" in name]
        wrong = [
            name
            for name in chosen
            if not connection.exec_driver_sql(question.format(quote(name))).scalar()
        ]
    assert "C" in chosen
    assert wrong == []


def test_a_store_in_an_indonesian_database(server: Server, tmp_path: Path) -> None:
    """Partitioned by the rules of ICU for Indonesian instead of by bytes."""
    admin = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(
            "CREATE DATABASE bahasa LOCALE_PROVIDER icu ICU_LOCALE 'id-ID' TEMPLATE template0"
        )
    store = Store.create(server.url("bahasa"))
    days = ("2020-12-31", "2021-01-01", "2021-12-31", "1999-12-31")
    store.add(batch("1"), observed(*((A, day, "positif", 6) for day in days)), apart())
    names = ("2020", "2021", "2021", "earlier")
    assert where(store) == {d: f"observations_{n}" for d, n in zip(days, names, strict=True)}
    assert opened(store, "2021-01-01", "2021-12-31") == {"observations_2021"}
    store.close()
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE bahasa WITH (FORCE)")
    admin.dispose()


def test_a_store_of_the_version_before_is_turned_into_parts_without_loss(url: str) -> None:
    engine = make_engine(url)
    rows = [
        ("kota", "dbd", "positif", day, zone, 1, "new", value, flag, days, reported)
        for day, days, reported in (
            ("1998-01-01", 1, None),
            ("2020-12-31", 7, "2021-01-02"),
            ("2021-01-01", 1, None),
            ("2150-06-06", 1, None),
        )
        for zone, value, flag in ((A, 5, ""), (B, None, "suppressed"))
    ]
    columns = [c.name for c in OBSERVATIONS.columns]
    asked = sa.text(f"SELECT {', '.join(columns)} FROM observations ORDER BY date, zone_id")  # noqa: S608
    with transaction(engine, write=True) as connection:
        versions.make(connection, "0004")
        connection.exec_driver_sql(
            "INSERT INTO batches (id, city, disease, kind, created_at, file_name, sha256, rows, "
            "note) VALUES (1, 'kota', 'dbd', 'import', '2021', 'a', 'a', 8, '')"
        )
        there = sa.MetaData()
        there.reflect(connection, only=["observations"])
        named = ("city", "disease", "indicator", "date", "zone_id", "batch_id", "measure")
        named += ("value", "flag", "days", "reported_on")
        insert = there.tables["observations"].insert()
        connection.execute(insert, [dict(zip(named, row, strict=True)) for row in rows])
        before = connection.execute(asked).fetchall()
        assert partitions.found(connection) == {}
        assert versions.upgrade(connection, "") == "0004"
        assert connection.execute(asked).fetchall() == before
        assert len(before) == 8
        assert partitions.found(connection) == ENDS | year(2020) | year(2021)
        names = sa.inspect(connection).get_table_names()
        assert "observations_whole" not in names
    engine.dispose()


def test_a_backup_holds_the_rows_once_and_comes_back_in_parts(
    store: Store, url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    days = ("2019-05-05", "2020-05-05", "2150-05-05")
    store.add(batch("1"), observed(*((A, day, "positif", 6) for day in days)), apart())
    file = tmp_path / "store.zip"
    manifest = backup.write(store._engine, file)
    assert [n for n in manifest.tables if n.startswith("observations")] == ["observations"]
    assert manifest.tables["observations"].rows == 3
    restore(file, store._engine, force=True)  # over what is there: its years are made anew
    assert there(store) == ENDS | year(2019) | year(2020)
    sqlite = make_engine(fresh_url("sqlite", request, tmp_path))
    restore(file, sqlite)
    back = backup.write(sqlite, tmp_path / "back.zip")
    assert back.tables["observations"] == manifest.tables["observations"]
    with transaction(sqlite) as connection:
        assert partitions.found(connection) == {}
        assert sa.inspect(connection).get_table_names().count("observations") == 1
    sqlite.dispose()
    assert values(store) == {(A, day, "positif"): 6 for day in days}


def test_an_empty_table_is_stored_without_a_year(store: Store) -> None:
    nothing = observed((A, "2021-01-01", "positif", 1)).iloc[:0]
    assert isinstance(nothing, pd.DataFrame)
    assert store.add(batch("1"), nothing, apart(("LUAR", "2021-01-01", "positif", 1))) == 1
    assert there(store) == ENDS
