"""What every engine keeps to: the same questions to a store on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from geo.errors import InputError, StoreError
from geo.io import accounts, aliases, audit, contents, faults, tables
from geo.io.batches import turns
from geo.io.store import NewBatch, Store
from geo.names import OUTSIDE
from tests.store_kit import ENGINES, A, B, apart, batch, fresh_url, observed, values


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, request, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store.create(url)
    yield made
    made.close()


def rows(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_what_is_added_comes_back_in_the_schema_types(store: Store) -> None:
    table = observed((A, "2020-10-06", "positif", 5), (B, "2020-10-06", "positif", None))
    others = apart(("LUAR KOTA", "2020-10-06", "positif", 7))
    assert store.add(batch("1"), table, others) == 1
    table = store.observations("kota", "dbd")
    assert table.to_dict("records") == [
        {
            "zone_id": A,
            "date": pd.Timestamp("2020-10-06"),
            "indicator": "positif",
            "measure": "cumulative",
            "value": 5,
            "flag": "",
            "days": 1,
        },
        {
            "zone_id": B,
            "date": pd.Timestamp("2020-10-06"),
            "indicator": "positif",
            "measure": "cumulative",
            "value": None,
            "flag": "suppressed",
            "days": 1,
        },
    ]
    assert table.dtypes.astype(str).tolist() == [
        "str",
        "datetime64[ns]",
        "str",
        "str",
        "Int64",
        "str",
        "Int64",
    ]
    assert store.unallocated("kota", "dbd").to_dict("records") == [
        {
            "label": "LUAR KOTA",
            "date": pd.Timestamp("2020-10-06"),
            "indicator": "positif",
            "measure": "cumulative",
            "value": 7,
            "days": 1,
        }
    ]


def test_an_unknown_city_gives_empty_tables_in_the_same_types(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    empty, full = store.observations("lain", "dbd"), store.observations("kota", "dbd")
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)
    assert store.observations("kota", "covid19").empty
    assert store.batches("lain", "dbd") == []


def test_indicators_can_be_chosen(store: Store) -> None:
    table = observed((A, "2020-10-06", "positif", 5), (A, "2020-10-06", "sembuh", 2))
    store.add(batch("1"), table, apart())
    assert store.observations("kota", "dbd", ["sembuh"])["value"].tolist() == [2]
    assert store.observations("kota", "dbd", [])["value"].tolist() == []


def test_the_newest_batch_wins_and_nothing_is_lost(store: Store) -> None:
    store.add(
        batch("1"),
        observed((A, "2020-10-06", "positif", 5), (B, "2020-10-06", "positif", 1)),
        apart(("LUAR", "2020-10-06", "positif", 7)),
    )
    store.add(
        batch("2"),
        observed((A, "2020-10-06", "positif", 4), (A, "2020-10-07", "positif", 6)),
        apart(("LUAR", "2020-10-06", "positif", 8)),
    )
    assert values(store) == {
        (A, "2020-10-06", "positif"): 4,
        (B, "2020-10-06", "positif"): 1,
        (A, "2020-10-07", "positif"): 6,
    }
    assert store.unallocated("kota", "dbd")["value"].tolist() == [8]
    assert rows(store, tables.OBSERVATIONS) == 4


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    table = observed((A, "2020-10-06", "positif", 5))
    store.add(batch("1"), table, apart())
    before = store.revision("kota", "dbd")
    assert store.add(batch("1"), table, apart()) is None
    assert store.revision("kota", "dbd") == before
    assert len(store.batches("kota", "dbd")) == 1
    assert store.add(batch("1", disease="covid19"), table, apart()) == 2


def test_a_new_reading_of_a_file_replaces_the_earlier_one_as_a_whole(store: Store) -> None:
    store.add(
        batch("1"),
        observed((A, "2020-10-06", "positif", 5)),
        apart(("Mantuwil", "2020-10-06", "positif", 3)),
    )
    mended = observed((A, "2020-10-06", "positif", 5), (B, "2020-10-06", "positif", 3))
    assert store.add(batch("1"), mended, apart()) == 2
    assert store.observations("kota", "dbd")["value"].sum() == 8
    assert store.unallocated("kota", "dbd").empty
    assert store.add(batch("1"), mended, apart()) is None


def test_an_import_replaces_the_simulation(store: Store) -> None:
    assert not store.is_simulated("kota", "dbd")
    store.add(batch("s", "simulated"), observed((A, "2020-10-06", "positif", 99)), apart())
    assert store.is_simulated("kota", "dbd")
    assert values(store) == {(A, "2020-10-06", "positif"): 99}
    store.add(batch("1"), observed((B, "2020-10-07", "positif", 1)), apart())
    assert values(store) == {(B, "2020-10-07", "positif"): 1}
    assert not store.is_simulated("kota", "dbd")
    store.add(batch("t", "simulated"), observed((A, "2020-10-06", "positif", 98)), apart())
    assert values(store) == {(B, "2020-10-07", "positif"): 1}


def test_an_import_may_be_in_another_measure_than_the_simulation(store: Store) -> None:
    simulated = observed((A, "2020-10-06", "positif", 9), measure="new")
    store.add(batch("s", "simulated"), simulated, apart())
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 1)), apart())
    assert values(store) == {(A, "2020-10-06", "positif"): 1}


def test_one_indicator_is_never_counted_in_two_measures(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    other = observed((A, "2020-10-07", "positif", 2), (A, "2020-10-07", "sembuh", 1), measure="new")
    with pytest.raises(InputError) as caught:
        store.add(batch("2"), other, apart())
    (problem,) = caught.value.problems
    assert (problem.key, problem.where) == ("measure_differs", "2.csv")
    assert dict(problem.values) == {
        "indicator": "positif",
        "found": "new",
        "expected": "cumulative",
    }
    assert len(store.batches("kota", "dbd")) == 1


def test_the_history_is_newest_first_with_aware_moments(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    store.add(batch("2"), observed((A, "2020-10-07", "positif", 6)), apart())
    newest, oldest = store.batches("kota", "dbd")
    assert (newest.id, newest.file_name, newest.sha256, newest.rows) == (2, "2.csv", "2", 1)
    assert (newest.kind, newest.note, newest.city, newest.disease) == (
        "import",
        "catatan",
        "kota",
        "dbd",
    )
    assert newest.created_at.utcoffset() == dt.timedelta(0)
    assert newest.created_at >= oldest.created_at


def test_the_revision_changes_with_each_batch_of_that_city_only(store: Store) -> None:
    seen = [store.revision("kota", "dbd")]
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    seen.append(store.revision("kota", "dbd"))
    store.add(batch("2", city="lain"), observed((A, "2020-10-06", "positif", 5)), apart())
    assert store.revision("kota", "dbd") == seen[-1]
    store.add(batch("3"), observed((A, "2020-10-07", "positif", 5)), apart())
    seen.append(store.revision("kota", "dbd"))
    assert len(set(seen)) == 3


def test_a_batch_is_stored_as_a_whole_or_not_at_all(store: Store) -> None:
    twice = apart(("LUAR", "2020-10-06", "positif", 7), ("LUAR", "2020-10-06", "positif", 8))
    with pytest.raises(StoreError):
        store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), twice)
    assert store.observations("kota", "dbd").empty
    assert store.batches("kota", "dbd") == []
    assert rows(store, tables.AUDIT) == rows(store, tables.BATCH_STATES) == 0
    assert store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart()) is not None


ODD = ('P. BROMO | "A"', "ä\nb\tc\\N\\", "=1+1", "\u202eabc 😷", "'; --", "Zebra", "apel")


def test_any_text_comes_back_as_it_was_in_the_order_of_its_characters(store: Store) -> None:
    rows_of = [(label, "2020-10-06", "positif", at) for at, label in enumerate(ODD)]
    new = NewBatch("kota", "dbd", "import", ODD[1], "1", note=ODD[3], report='{"a": "|"}')
    assert store.add(new, observed((A, "2020-10-06", "positif", -3)), apart(*rows_of)) == 1
    table = store.unallocated("kota", "dbd")
    assert table["label"].tolist() == sorted(ODD)
    assert dict(zip(table["label"], table["value"], strict=True)) == {
        label: at for at, label in enumerate(ODD)
    }
    (stored,) = store.batches("kota", "dbd")
    assert (stored.file_name, stored.note, stored.report) == (ODD[1], ODD[3], '{"a": "|"}')
    assert values(store) == {(A, "2020-10-06", "positif"): -3}


def test_rows_come_by_indicator_day_and_zone_whatever_the_order_they_went_in(store: Store) -> None:
    keys = [(z, d, i) for i in ("sembuh", "positif") for d in ("2020-10-07", "2020-10-06")
            for z in (B, A)]  # fmt: skip
    store.add(batch("1"), observed(*[(*key, at) for at, key in enumerate(keys)]), apart())
    store.add(batch("2"), observed((A, "2020-10-06", "sembuh", None)), apart())
    table = store.observations("kota", "dbd")
    found = list(
        zip(
            table["indicator"], table["date"].dt.strftime("%Y-%m-%d"), table["zone_id"], strict=True
        )
    )
    assert found == sorted((i, d, z) for z, d, i in keys)
    assert table.index.tolist() == list(range(8))
    assert values(store)[A, "2020-10-06", "sembuh"] is None
    assert table["flag"].tolist() == [*[""] * 4, "suppressed", *[""] * 3]


def test_a_draft_counts_when_it_is_published_and_no_longer_when_it_is_taken_back(
    store: Store,
) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    seen = [store.revision("kota", "dbd")]
    new = observed((A, "2020-10-06", "positif", 7))
    assert store.add(batch("2"), new, apart(), state="draft") == 2
    seen.append(store.revision("kota", "dbd"))
    assert values(store) == {(A, "2020-10-06", "positif"): 5}
    assert store.contents(2)[0]["value"].tolist() == [7]
    store.decide(2, "published", "sari")
    seen.append(store.revision("kota", "dbd"))
    assert values(store) == {(A, "2020-10-06", "positif"): 7}
    taken = store.decide(2, "retracted", "sari", "salah lembar")
    seen.append(store.revision("kota", "dbd"))
    assert (taken.state, taken.state_by, taken.state_note) == ("retracted", "sari", "salah lembar")
    assert values(store) == {(A, "2020-10-06", "positif"): 5}
    assert seen[1] == seen[0]
    assert len(set(seen)) == 3
    assert rows(store, tables.BATCH_STATES) == 4


def test_a_draft_that_is_taken_back_has_never_counted(store: Store) -> None:
    table = observed((A, "2020-10-06", "positif", 5))
    store.add(batch("1"), table, apart(), state="draft")
    store.decide(1, "retracted", "sari", "salah")
    assert store.revision("kota", "dbd") == "0"
    assert store.changed_at("kota", "dbd") is None
    done = store.decide(1, "published", "sari")
    assert store.changed_at("kota", "dbd") == done.state_at
    assert store.changed_at("kota", "dbd", as_of=done.state_at - dt.timedelta(seconds=1)) is None


def test_new_and_cumulative_numbers_never_meet_by_publishing_either(store: Store) -> None:
    day, later = "2020-10-06", "2020-10-07"
    store.add(batch("1"), observed((A, day, "positif", 100)), apart(), state="draft")
    new = observed((A, later, "positif", 3), measure="new")
    store.add(batch("2"), new, apart(), state="draft")
    store.decide(1, "published", "sari")
    with pytest.raises(InputError) as caught:
        store.decide(2, "published", "sari")
    assert caught.value.problems[0].key == "measure_differs"
    assert values(store) == {(A, day, "positif"): 100}
    store.decide(1, "retracted", "sari", "salah ukuran")
    store.decide(2, "published", "sari")
    with pytest.raises(InputError):
        store.decide(1, "published", "sari")
    assert values(store) == {(A, later, "positif"): 3}


def test_another_reading_of_a_file_is_no_file_that_is_stored_already(store: Store) -> None:
    """The same bytes with another measure, another zone: as many rows, other numbers."""
    first = observed((A, "2020-10-06", "positif", 5), measure="new")
    assert store.add(batch("1"), first, apart(), state="draft") == 1
    assert store.add(batch("1"), first, apart(), state="draft") is None
    second = observed((A, "2020-10-06", "positif", 5))
    assert store.add(batch("1"), second, apart(), state="draft") == 2
    third = observed((B, "2020-10-06", "positif", 5))
    assert store.add(batch("1"), third, apart(), state="draft") == 3
    assert store.add(batch("1"), third, apart(), state="draft") is None


def test_a_retracted_file_may_be_loaded_again(store: Store) -> None:
    table = observed((A, "2020-10-06", "positif", 5))
    store.add(batch("1"), table, apart())
    store.decide(1, "retracted", "sari", "salah")
    assert store.observations("kota", "dbd").empty
    assert store.add(batch("1"), table, apart()) == 2
    assert values(store) == {(A, "2020-10-06", "positif"): 5}


def test_every_moment_knows_what_counted_then(store: Store) -> None:
    def now() -> dt.datetime:
        time.sleep(0.002)
        return dt.datetime.now(dt.UTC)

    moments = [now()]
    for act in (
        lambda: store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart()),
        lambda: store.add(
            batch("2"),
            observed((A, "2020-10-06", "positif", 7)),
            apart(("LUAR", "2020-10-06", "positif", 2)),
            state="draft",
        ),
        lambda: store.decide(2, "published", "sari"),
        lambda: store.decide(1, "retracted", "sari", "lama"),
        lambda: store.decide(2, "retracted", "sari", "salah"),
    ):
        act()
        moments.append(now())
    known = [values(store, as_of=moment).get((A, "2020-10-06", "positif")) for moment in moments]
    assert known == [None, 5, 5, 7, 7, None]
    apart_then = [len(store.unallocated("kota", "dbd", as_of=moment)) for moment in moments]
    assert apart_then == [0, 0, 0, 1, 1, 0]
    then = store.batches("kota", "dbd", as_of=moments[2])
    assert [(b.id, b.state) for b in then] == [(2, "draft"), (1, "published")]
    with store.reading() as connection:
        changed = [at for _, at in turns(connection, "kota", "dbd")]
    assert len(changed) == 4
    assert all(a < b for a, b in zip(moments[3:5], reversed(changed[:2]), strict=True))


@pytest.mark.parametrize(
    ("batch_id", "state", "key"),
    [
        (9, "published", "batch_unknown"),
        (1, "published", "batch_state"),
        (1, "draft", "batch_state"),
    ],
)
def test_a_state_that_can_not_follow_is_refused(
    store: Store, batch_id: int, state: str, key: str
) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    with pytest.raises(InputError, match=key):
        store.decide(batch_id, state, "sari")  # type: ignore[arg-type]
    assert rows(store, tables.BATCH_STATES) == 1


def test_a_gap_is_published_with_an_explanation_only(store: Store) -> None:
    new = NewBatch("kota", "dbd", "import", "1.csv", "1", gap=3)
    table = observed((A, "2020-10-06", "positif", 5))
    with pytest.raises(InputError, match="batch_gap"):
        store.add(new, table, apart())
    assert rows(store, tables.BATCHES) == 0
    store.add(new, table, apart(), state="draft")
    with pytest.raises(InputError, match="batch_gap"):
        store.decide(1, "published", "sari", "  ")
    assert store.decide(1, "published", "sari", "tiga orang dari luar").published


def test_a_spelling_means_what_was_said_last(store: Store) -> None:
    for meaning in (A, OUTSIDE, B):
        with store.writing() as connection:
            aliases.accept(connection, "kota", "Pemurus Dlm.", meaning, "sari")
    with store.writing() as connection:
        aliases.accept(connection, "kota", "Teluk", A, "sari")
        aliases.accept(connection, "kota", "TELUK", "", "sari")
        aliases.accept(connection, "lain", "Pemurus Dlm.", A, "sari")
    with store.reading() as connection:
        found = aliases.accepted(connection, "kota")
    assert [(a.written, a.meaning) for a in found.values()] == [("Pemurus Dlm.", B)]
    assert rows(store, tables.ALIASES) == 6


def test_every_write_is_in_the_log_newest_first(store: Store) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    store.decide(1, "retracted", "sari", "ä 😷")
    with store.reading() as connection:
        last, first = audit.entries(connection)
        assert audit.entries(connection, limit=1) == [last]
    assert (last.action, last.by, last.subject) == ("retracted", "sari", "#1")
    assert (first.action, first.city, first.detail["rows"]) == ("batch", "kota", 1)
    assert last.detail == {"note": "ä 😷"}
    assert last.at >= first.at


def test_accounts_and_their_secrets(store: Store) -> None:
    with store.writing() as connection:
        accounts.add(connection, "admin", "sari", "lurah", "kota", A)
    with store.reading() as connection:
        user = accounts.one(connection, "SARI")
        (row,) = connection.execute(sa.select(tables.USERS))
    assert (user.role, user.city, user.zone_id, user.active, user.local) == (
        "lurah", "kota", A, True, False,
    )  # fmt: skip
    assert row.active is True
    token = {
        "sha256": "1" * 64,
        "label": "x",
        "user_name": "sari",
        "created_at": "",
        "created_by": "",
    }
    with store.writing() as connection:
        connection.execute(tables.TOKENS.insert().values(**token))
        connection.execute(
            tables.SIGN_INS.insert().values(name="sari", address="::1", at="", ok=False)
        )
    with store.reading() as connection:
        assert connection.scalar(sa.select(tables.SIGN_INS.c.ok)) is False
        assert connection.scalar(sa.select(tables.TOKENS.c.revoked_at)) == ""
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(tables.TOKENS.insert().values(**token))
    assert rows(store, tables.TOKENS) == 1


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (tables.RT_HOUSES, {"date": "2021-02-09", "zone_id": A, "rt": "003", "houses": 2}),
        (tables.POPULATIONS, {"year": 2021, "zone_id": A, "population": 12_345}),
        (
            tables.ZONE_DECISIONS,
            {"date": "2021-02-09", "zone_id": A, "level": "kuning", "decree": "SK 5/2021"},
        ),
    ],
    ids=lambda part: getattr(part, "name", ""),
)
def test_other_contents_belong_to_a_batch(
    store: Store, table: sa.Table, values: dict[str, object]
) -> None:
    row = {"city": "kota", "batch_id": 1, **values}
    with pytest.raises(StoreError), store.writing() as connection:  # there is no such batch
        connection.execute(table.insert().values(**row))
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    with store.writing() as connection:
        connection.execute(table.insert().values(**row))
    with store.reading() as connection:
        (found,) = connection.execute(sa.select(table)).mappings()
    assert {name: found[name] for name in row} == row


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """What each gives, all begun at the same time; a fault counts as what was given."""
    gate, given = threading.Barrier(len(calls)), [None] * len(calls)

    def run(at: int, call: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            given[at] = call()  # type: ignore[call-overload]
        except Exception as error:
            given[at] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def test_two_that_load_one_file_at_once_store_it_once(store: Store, url: str) -> None:
    table = observed(*[(A, f"2020-10-{day:02d}", "positif", day) for day in range(1, 31)])
    stores = [Store.open(url) for _ in range(4)]
    given = at_once([lambda s=s: s.add(batch("1"), table, apart()) for s in stores])  # type: ignore[misc]
    assert sorted(map(str, given)) == ["1", "None", "None", "None"]
    assert rows(store, tables.OBSERVATIONS) == 30
    for other in stores:
        other.close()


def test_many_that_load_at_once_all_get_their_turn(store: Store, url: str) -> None:
    other = Store.open(url)

    def load(at: int) -> object:
        table = observed((A, f"2020-10-{at + 1:02d}", "positif", at))
        return (store, other)[at % 2].add(batch(f"{at}"), table, apart())

    given = at_once([lambda at=at: load(at) for at in range(8)])  # type: ignore[misc]
    assert len({*given}) == 8
    assert all(isinstance(number, int) for number in given), given
    assert len(values(store)) == 8
    assert [b.rows for b in other.batches("kota", "dbd")] == [1] * 8
    other.close()


def test_a_reader_sees_whole_batches_while_they_are_loaded(store: Store, url: str) -> None:
    other, done, seen = Store.open(url), threading.Event(), set()
    zones = [f"63.71.01.{number}" for number in range(1001, 1101)]

    def load() -> None:
        for value in range(1, 11):
            table = observed(*[(zone, "2020-10-06", "positif", value) for zone in zones])
            other.add(batch(f"{value}"), table, apart())
        done.set()

    writer = threading.Thread(target=load)
    writer.start()
    while not done.is_set():
        found = values(store)
        seen.add((len(found), len(set(found.values()))))
    writer.join(60)
    other.close()
    assert seen <= {(0, 0), (100, 1)}
    assert set(values(store).values()) == {10}


def test_making_a_store_where_one_is_keeps_it(store: Store, url: str) -> None:
    store.add(batch("1"), observed((A, "2020-10-06", "positif", 5)), apart())
    made = at_once([lambda: Store.create(url) for _ in range(3)])
    assert [isinstance(one, Store) for one in made] == [True] * 3
    for again in made:
        assert values(again) == {(A, "2020-10-06", "positif"): 5}  # type: ignore[arg-type]
        again.close()  # type: ignore[attr-defined]


def test_two_that_make_one_store_at_once_both_get_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "BUSY_S", 60)  # other tests run beside it
    made = at_once([lambda: Store.create(url) for _ in range(3)])
    assert [isinstance(one, Store) for one in made] == [True] * 3, made
    for one in made:
        one.close()  # type: ignore[attr-defined]


def test_an_empty_place_is_no_store_until_it_is_made_one(url: str) -> None:
    with pytest.raises(StoreError, match="store_missing"):
        Store.open(url)
    Store.create(url).close()
    opened = Store.open(url)
    opened.check()
    assert opened.batches("kota", "dbd") == []
    opened.close()


@pytest.mark.parametrize(("version", "key"), [("0001", "store_older"), ("9999", "store_newer")])
def test_a_store_of_another_version_is_refused_while_it_is_open(
    store: Store, version: str, key: str
) -> None:
    with store.writing() as connection:
        stamp = sa.table("alembic_version", sa.column("version_num"))
        connection.execute(stamp.update().values(version_num=version))
    with pytest.raises(StoreError, match=key):
        store.check()


def test_other_contents_count_as_cases_do(store: Store) -> None:
    """Published, retracted, and known at a moment; the last one published wins."""
    new = NewBatch("kota", "dbd", "import", "p.csv", "p")
    table = pd.DataFrame({"zone_id": [B, A], "year": [2020, 2020], "population": [20, 10]})
    assert contents.add(store, new, "population", table) == 1
    assert contents.populations(store, "kota").empty
    store.decide(1, "published", "sari")
    known = dt.datetime.now(dt.UTC)
    later = NewBatch("kota", "dbd", "import", "q.csv", "q")
    more = pd.DataFrame({"zone_id": [A], "year": [2020], "population": [11]})
    contents.add(store, later, "population", more, state="published")
    assert contents.populations(store, "kota")["population"].tolist() == [11, 20]
    then = contents.populations(store, "kota", as_of=known)
    assert then[["zone_id", "population"]].to_numpy().tolist() == [[A, 10], [B, 20]]
    store.decide(1, "retracted", "sari", "lama")
    assert contents.populations(store, "kota")["population"].tolist() == [11]
    assert store.observations("kota", "dbd").empty
