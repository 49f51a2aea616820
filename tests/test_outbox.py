"""Messages that wait, on either engine: queued once, taken once, tried again, given up."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from geo.errors import StoreError
from geo.io import backup, moments, outbox
from geo.io.engine import make_engine
from geo.io.outbox import Delivery
from geo.io.restore import restore
from geo.io.store import Store
from geo.io.tables import DELIVERIES
from tests.store_kit import ENGINES, fresh_url

NOW = dt.datetime(2021, 7, 5, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, request, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store.create(url)
    yield made
    made.close()


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def add(store: Store, state: int, after: int | None, body: str = "{}", hook: str = "a") -> bool:
    with store.writing() as connection:
        place = ("kota", "dbd")
        return outbox.add(connection, hook, f"event {state}", place, state, after, body, NOW)


def due(store: Store, now: dt.datetime = NOW, hook: str = "a") -> Delivery | None:
    with store.reading() as connection:
        return outbox.due(connection, hook, now)


def take(store: Store, one: Delivery | None, now: dt.datetime = NOW) -> Delivery | None:
    assert one is not None
    with store.writing() as connection:
        return outbox.take(connection, one, now)


def settle(store: Store, one: Delivery | None, error: str, now: dt.datetime, **how: object) -> str:
    assert one is not None
    with store.writing() as connection:
        return outbox.settle(connection, one, error, now, **how)  # type: ignore[arg-type]


def listed(store: Store) -> list[tuple[str, str, int, str]]:
    with store.reading() as connection:
        rows = outbox.listed(connection)
    return [(row.event_id, row.state, row.attempts, row.last_error) for row in rows]


def test_a_state_is_told_once_whoever_looks(store: Store) -> None:
    assert add(store, 3, None, "")
    assert not add(store, 3, None, "")
    assert add(store, 5, 3)
    assert not add(store, 7, 3)
    assert add(store, 7, 5)
    assert add(store, 7, None, hook="b")
    with store.reading() as connection:
        assert outbox.told(connection, "a", "kota", "dbd") == 7
        assert outbox.told(connection, "a", "kota", "covid19") is None
        assert outbox.told(connection, "c", "kota", "dbd") is None
        assert [row.state_id for row in outbox.waiting(connection, "a")] == [5, 7]
    states = [("event 7", "queued", 0, "")] * 2 + [("event 5", "queued", 0, "")]
    assert listed(store) == states


def test_of_many_who_take_one_has_it(store: Store) -> None:
    add(store, 1, None)
    one, begin, taken = due(store), threading.Barrier(6), []

    def attempt() -> None:
        begin.wait()
        taken.append(take(store, one))

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bool(mine) for mine in taken) == [False] * 5 + [True]
    assert due(store) is None


def test_a_message_waits_ever_longer_and_is_given_up_after_eight_tries(store: Store) -> None:
    add(store, 1, None)
    now, waits = NOW, []
    for number in range(1, 9):
        mine = take(store, due(store, now), now)
        assert mine is not None
        assert mine.attempts == number
        state = settle(store, mine, "http 500", now)
        with store.reading() as connection:
            after = outbox.listed(connection)[0].next_at
        waits.append((after - now).total_seconds())
        assert state == ("failed" if number == 8 else "queued")
        assert due(store, after - dt.timedelta(microseconds=1)) is None
        now = after
    assert waits == [60, 180, 540, 1620, 4860, 14_580, 43_740, 0]
    assert due(store, now) is None
    assert listed(store) == [("event 1", "failed", 8, "http 500")]


def test_what_was_taken_is_sent_no_more_and_a_later_one_never_overtakes(store: Store) -> None:
    add(store, 1, None)
    add(store, 2, 1)
    first = take(store, due(store))
    assert due(store) is None
    settle(store, first, "timeout", NOW)
    assert due(store, later(59)) is None
    again = due(store, later(60))
    assert again is not None
    assert again.event_id == "event 1"
    assert settle(store, take(store, again, later(60)), "", later(61)) == "sent"
    then = due(store, later(61))
    assert then is not None
    assert then.event_id == "event 2"


def test_a_receiver_may_refuse_for_good_or_ask_for_peace(store: Store) -> None:
    add(store, 1, None)
    mine = take(store, due(store))
    assert settle(store, mine, "http 429", NOW, wait_s=7200) == "queued"
    assert due(store, later(7199)) is None
    mine = take(store, due(store, later(7200)), later(7200))
    assert settle(store, mine, "http 400", later(7200), for_good=True) == "failed"
    assert listed(store) == [("event 1", "failed", 2, "http 400")]


def test_a_sender_that_died_holds_a_message_only_for_a_while(store: Store) -> None:
    add(store, 1, None)
    dead = take(store, due(store))
    assert due(store, later(outbox.LEASE_S - 1)) is None
    again = due(store, later(outbox.LEASE_S))
    assert again is not None
    assert again.last_error == "lost"
    mine = take(store, again, later(outbox.LEASE_S))
    assert mine is not None
    assert mine.attempts == 2
    settle(store, dead, "http 500", later(outbox.LEASE_S))  # it was not dead, only slow
    assert settle(store, mine, "", later(outbox.LEASE_S)) == "sent"
    assert listed(store) == [("event 1", "sent", 2, "")]


def test_a_clock_that_ran_ahead_holds_up_nothing(store: Store) -> None:
    """Queued and refused by a clock that was a year ahead; the clock is put right."""
    add(store, 1, None)
    ahead = 365 * 86_400
    with store.writing() as connection:
        waits = {"next_at": moments.written(later(ahead)), "created_at": moments.written(NOW)}
        connection.execute(DELIVERIES.update().values(**waits))
    one = take(store, due(store, NOW), NOW)
    assert one is not None
    assert settle(store, one, "http 500", NOW) == "queued"
    assert due(store, NOW) is None
    assert due(store, later(outbox.FIRST_WAIT_S)) is not None


def test_the_longest_wait_is_kept(store: Store) -> None:
    add(store, 1, None)
    one = take(store, due(store))
    settle(store, one, "http 503", NOW, wait_s=outbox.LONGEST_WAIT_S)
    assert due(store, later(outbox.LONGEST_WAIT_S - 1)) is None
    assert due(store, NOW) is None


def test_old_news_is_given_up(store: Store) -> None:
    add(store, 1, None)
    day = outbox.OLDEST_S
    assert take(store, due(store, later(day + 1)), later(day + 1)) is None
    assert listed(store) == [("event 1", "failed", 0, "late")]
    add(store, 2, 1)
    assert take(store, due(store, later(day)), later(day)) is not None


def test_the_database_itself_refuses_an_event_twice(store: Store) -> None:
    add(store, 1, None)
    with store.reading() as connection:
        row = dict(connection.execute(sa.select(DELIVERIES)).one()._mapping)
    del row["id"]
    with pytest.raises(StoreError, match="store_failed"), store.writing() as connection:
        connection.execute(DELIVERIES.insert().values(**row))


def test_what_waited_in_a_backup_is_not_sent_after_a_restore(
    store: Store, url: str, tmp_path: Path
) -> None:
    add(store, 1, None)
    add(store, 2, 1)
    settle(store, take(store, due(store)), "", NOW)
    file = tmp_path / "cadangan.zip"
    engine = make_engine(url)
    backup.write(engine, file)
    restore(file, engine, force=True)
    engine.dispose()
    assert listed(store) == [("event 2", "failed", 0, "restored"), ("event 1", "sent", 1, "")]
    with store.reading() as connection:
        assert outbox.told(connection, "a", "kota", "dbd") == 2
