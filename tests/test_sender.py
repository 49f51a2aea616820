"""Sending to a receiver on this machine that takes, refuses, hangs, drips or points elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geo import rules
from geo.cities import read_cities, read_diseases
from geo.io import outbox, sender
from geo.io.sender import Tried
from geo.io.store import Store
from geo.io.webhooks import Webhook
from tests.receiver_kit import BUSY, DRIP, HANG, MOVED, Receiver, receiver
from tests.store_kit import ENGINES, fresh_url

NOW = dt.datetime(2021, 7, 5, 1, 0, 30, 500_000, tzinfo=dt.UTC)
KEY = "kunci-posko-2021-panjang"
BODY = '{"text":"Mantuil dari hijau menjadi merah é"}'
QUICK = 0.4
"""Seconds that a try may last here."""


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store.create(fresh_url(request.param, request, tmp_path))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine itself is never behind a proxy."""
    monkeypatch.setenv("NO_PROXY", "*")


def hook(url: str, name: str = "posko", **changes: object) -> Webhook:
    city = read_cities()["banjarmasin"]
    rule = rules.registry()["insidensi7"]
    made = Webhook(name, "json", city, read_diseases()["covid19"], rule, "id", url, KEY)
    return replace(made, **changes)  # type: ignore[arg-type]


def add(store: Store, *states: int, name: str = "posko") -> None:
    with store.writing() as connection:
        for state in states:
            place = ("banjarmasin", "covid19")
            told = outbox.told(connection, name, *place)
            assert outbox.add(connection, name, f"{name}-{state}", place, state, told, BODY, NOW)


def send(
    store: Store, *hooks: Webhook, after_s: float = 0, timeout_s: float = 10
) -> list[tuple[str, str, str]]:
    """(event, state, error) of each try."""
    now = NOW + dt.timedelta(seconds=after_s)
    done = sender.deliver(store, hooks, lambda: now, timeout_s)
    return [_short(one) for one in done]


def _short(one: Tried) -> tuple[str, str, str]:
    return one.delivery.event_id, one.state, one.error


def test_a_message_is_sent_once_and_signed(store: Store) -> None:
    add(store, 1, 2)
    with receiver(200, 204) as at:
        posko = hook(f"{at.url}/zona?key=x")
        assert send(store, posko) == [("posko-1", "sent", ""), ("posko-2", "sent", "")]
        assert send(store, posko) == []
    first, second = at.got
    assert (first.path, first.body) == ("/zona?key=x", BODY.encode())
    assert [got.headers["idempotency-key"] for got in at.got] == ["posko-1", "posko-2"]
    assert first.headers["content-type"] == "application/json; charset=utf-8"
    stamp = int(NOW.timestamp())
    digest = hmac.new(KEY.encode(), f"{stamp}.".encode() + second.body, hashlib.sha256)
    assert second.headers["x-jaga-signature"] == f"t={stamp},v1={digest.hexdigest()}"


def test_without_a_secret_and_to_a_chat_nothing_is_signed(store: Store) -> None:
    add(store, 1)
    add(store, 1, name="grup")
    with receiver() as at:
        send(store, hook(at.url, secret=""), hook(at.url, "grup", kind="telegram"))
    assert len(at.got) == 2
    assert not any("x-jaga-signature" in got.headers for got in at.got)


def test_what_fails_is_tried_again_under_the_same_key(store: Store) -> None:
    add(store, 1)
    with receiver(500) as at:
        posko = hook(at.url)
        assert send(store, posko) == [("posko-1", "queued", "http 500")]
        assert send(store, posko, after_s=59) == []
        assert send(store, posko, after_s=60) == [("posko-1", "sent", "")]
    assert [got.headers["idempotency-key"] for got in at.got] == ["posko-1"] * 2
    stamps = [got.headers["x-jaga-signature"].split(",")[0] for got in at.got]
    assert stamps[0] != stamps[1]


@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        (HANG, "queued", "timeout"),
        (DRIP, "queued", "timeout"),
        (MOVED, "queued", "redirect 307"),
        (404, "queued", "http 404"),
        (400, "failed", "http 400"),
        (410, "failed", "http 410"),
    ],
)
def test_each_way_to_fail_is_noted(store: Store, answer: int | str, state: str, error: str) -> None:
    add(store, 1)
    with receiver(answer) as at:
        said = send(store, hook(at.url), timeout_s=QUICK if isinstance(answer, str) else 10)
    assert said == [("posko-1", state, error)]
    assert len(at.got) == 1


def test_a_receiver_that_asks_for_peace_gets_it(store: Store) -> None:
    add(store, 1)
    with receiver(BUSY) as at:
        assert send(store, hook(at.url)) == [("posko-1", "queued", "http 429")]
        assert send(store, hook(at.url), after_s=7199) == []
        assert send(store, hook(at.url), after_s=7200) == [("posko-1", "sent", "")]


def test_who_is_not_there_or_speaks_no_http_is_noted_without_the_address(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    add(store, 1)
    add(store, 1, name="grup")
    with receiver() as at:
        gone = at.url
    caplog.set_level(logging.INFO)
    broken = hook("https://posko..test/bot-rahasia/", "grup")
    said = send(store, hook(f"{gone}/bot-rahasia"), broken)
    assert said == [("posko-1", "queued", "unreachable"), ("grup-1", "queued", "unreachable")]
    with receiver() as at:
        send(store, hook(f"{at.url}/bot-rahasia"), after_s=60)
    assert at.got[0].path == "/bot-rahasia"
    assert "rahasia" not in caplog.text
    with store.reading() as connection:
        assert not any("rahasia" in row.last_error for row in outbox.listed(connection))


def test_one_that_hangs_holds_up_no_other(store: Store) -> None:
    for name in ("lambat", "posko"):
        add(store, 1, 2, name=name)
    done = threading.Event()

    def work(slow: Receiver, quick: Receiver) -> None:
        send(store, hook(slow.url, "lambat"), hook(quick.url))
        done.set()

    with receiver() as quick, receiver(HANG) as slow:
        threading.Thread(target=work, args=(slow, quick), daemon=True).start()
        while len(quick.got) < 2:
            assert not done.wait(0.01)
        assert not done.is_set()  # the other one still hangs
    assert done.wait(30)


def test_two_senders_at_once_send_nothing_twice(store: Store) -> None:
    add(store, *range(1, 9))
    begin = threading.Barrier(4)
    with receiver() as at:

        def work() -> None:
            begin.wait()
            send(store, hook(at.url))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        send(store, hook(at.url))
    keys = [got.headers["idempotency-key"] for got in at.got]
    assert keys == [f"posko-{number}" for number in range(1, 9)]


def test_the_store_can_be_written_while_a_receiver_hangs(store: Store) -> None:
    add(store, 1)
    with receiver(HANG) as at:
        thread = threading.Thread(target=lambda: send(store, hook(at.url)))
        thread.start()
        while not at.got:
            assert thread.is_alive()
        add(store, 1, name="lain")
    thread.join()
    with store.reading() as connection:
        assert {row.webhook for row in outbox.listed(connection)} == {"posko", "lain"}
