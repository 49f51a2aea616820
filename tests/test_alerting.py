"""From publishing to a message: what is told, when, to whom; the command and the server's thread.

The store holds real reports of Banjarmasin for three weeks and two days of March 2021; the public's
newest window is the week that ends on Sunday, 21 March. Levels by hand: a kelurahan of P people
with P / 600 cases in that week has some 167 per 100,000 (merah), with P / 1,500 some 67 (oranye);
with 1 case of 2,000 to 8,000 people it is kuning, with 4 it would be worse, so that its colour is
hidden.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo import population
from geo.__main__ import main
from geo.cities import read_cities
from geo.errors import StoreError
from geo.io import alerting, outbox, sender, web
from geo.io.alerting import Courier
from geo.io.store import Store
from geo.io.webhooks import Webhook
from geo.settings import Settings
from tests.receiver_kit import HANG, receiver
from tests.web_stores import DAYS, ZONES, stored

LAST = DAYS[-1].isoformat()
PEOPLE = population.read(read_cities()["banjarmasin"]).set_index("zone_id")["population"]
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine itself is never behind a proxy."""
    monkeypatch.setenv("NO_PROXY", "*")


def reports(**per: int) -> np.ndarray:
    """Cases by zone and day: on the last Wednesday, one for so many people; "z3" is the zone 3."""
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    for zone, people in per.items():
        number = int(zone[1:])
        new[number, 16] = int(PEOPLE[ZONES[number]]) // people + 1
    return new


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one published batch: zone 0 orange, zone 1 red, all others green."""
    return stored(tmp_path, reports(z0=1500, z1=600), "a.csv")


@pytest.fixture
def file(tmp_path: Path) -> Write:
    """Writes a file of one webhook to this address."""

    def write(address: str, **fields: str | int) -> Path:
        given: dict[str, str | int] = {"name": "posko", "url": address, "city": "banjarmasin"}
        given |= {"disease": "covid19", "rule": "insidensi7", **fields}
        lines = [f"{name} = {json.dumps(value)}" for name, value in given.items()]
        made = tmp_path / "webhooks.toml"
        made.write_text("\n".join(["[[webhook]]", *lines]), encoding="utf-8")
        return made

    return write


def hook(file: Path) -> Webhook:
    (made,) = alerting.read(Settings(webhooks=file))
    return made


def changed(body: bytes | str) -> list[tuple[str, str, str, str]]:
    return [
        (ZONES.index(one["zone_id"]), one["kind"], one["before"], one["after"])
        for one in json.loads(body)["changes"]
    ]  # type: ignore[return-value]


def later(seconds: float) -> dt.datetime:
    return alerting.utc_now() + dt.timedelta(seconds=seconds)


def test_what_is_published_after_it_began_is_told_once(
    url: str, tmp_path: Path, file: Write
) -> None:
    store = Store.open(url)
    posko = hook(file("https://posko.test"))
    now = later(0)
    assert not alerting.queue(store, posko, None, now)  # it begins
    assert not alerting.queue(store, posko, None, now)
    stored(tmp_path, reports(z0=600, z1=1500), "b.csv")
    assert alerting.queue(store, posko, "https://zona.test", now)
    assert not alerting.queue(store, posko, "https://zona.test", now)
    with store.reading() as connection:
        (row,) = outbox.listed(connection)
    body = json.loads(row.body)
    assert sorted(changed(row.body)) == [
        (0, "rose", "oranye", "merah"),
        (1, "fell", "merah", "oranye"),
    ]
    assert (body["day"], body["day_before"]) == (LAST, LAST)
    assert (body["event"], body["simulated"]) == (row.event_id, False)
    assert body["unchanged"] + 2 <= len(ZONES)
    assert body["url"].startswith("https://zona.test/?city=banjarmasin&date=2021-03-23&")
    assert store.decide(2, "retracted", "ani", "salah").state == "retracted"
    assert alerting.queue(store, posko, None, now)
    with store.reading() as connection:
        row = outbox.listed(connection)[0]
    assert sorted(changed(row.body)) == [
        (0, "fell", "merah", "oranye"),
        (1, "rose", "oranye", "merah"),
    ]
    store.close()


def test_small_counts_stay_hidden_whatever_the_dashboard_shows(
    url: str, tmp_path: Path, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAGA_VIEW", "official")
    small = next(k for k, zone in enumerate(ZONES) if k > 1 and 2_000 < PEOPLE[zone] < 8_000)
    few = reports(z0=1500, z1=600)
    few[small, 16] = 1
    few[5, 22] = 40  # of a week that has not closed
    store = Store.open(url)
    posko = hook(file("https://posko.test"))
    alerting.queue(store, posko, None, later(0))
    stored(tmp_path, few, "b.csv")
    found = alerting.news(store, posko, None)
    assert found is not None
    assert changed(found.body) == [(small, "silent", "hijau", "tanpa_data")]
    store.close()


def test_a_publication_that_changes_no_zone_is_no_message(
    url: str, tmp_path: Path, file: Write
) -> None:
    store = Store.open(url)
    posko = hook(file("https://posko.test"))
    alerting.queue(store, posko, None, later(0))
    same = reports(z0=1500, z1=600)
    same[1, 3] = 9  # of an earlier week
    stored(tmp_path, same, "b.csv")
    assert not alerting.queue(store, posko, None, later(0))
    assert alerting.news(store, posko, None) is None
    with store.reading() as connection:
        assert outbox.listed(connection) == []
        assert outbox.told(connection, "posko", "banjarmasin", "covid19") == 2
    store.close()


def test_many_publications_are_one_message_once_they_are_over(
    url: str, tmp_path: Path, file: Write
) -> None:
    store = Store.open(url)
    posko = hook(file("https://posko.test"))
    alerting.queue(store, posko, None, later(0))
    for number in (2, 3, 4):
        stored(tmp_path, reports(z0=600, **{f"z{number}": 600}), f"{number}.csv")
    assert not alerting.queue(store, posko, None, later(20), alerting.SETTLE_S)
    assert alerting.queue(store, posko, None, later(31), alerting.SETTLE_S)
    with store.reading() as connection:
        (row,) = outbox.listed(connection)
        assert outbox.told(connection, "posko", "banjarmasin", "covid19") == 4
    assert {(zone, after) for zone, _, _, after in changed(row.body)} == {
        (0, "merah"),
        (1, "hijau"),
        (4, "merah"),
    }
    store.close()


def test_a_city_that_reports_without_a_pause_is_told_of_nevertheless(
    url: str, tmp_path: Path, file: Write
) -> None:
    store = Store.open(url)
    posko = hook(file("https://posko.test"))
    alerting.queue(store, posko, None, later(0))
    stored(tmp_path, reports(z0=600), "b.csv")
    first = store.batches("banjarmasin", "covid19")[0].state_at
    turns = [(9, first + dt.timedelta(seconds=600)), (2, first)]
    just = turns[0][1] - dt.timedelta(seconds=1)
    assert alerting._unsettled(turns, just)
    assert not alerting._unsettled(turns, just + dt.timedelta(seconds=1))
    store.close()


def test_who_works_it_out_at_the_same_time_tells_it_once(
    url: str, tmp_path: Path, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(url)
    posko = hook(file("https://posko.test"))
    alerting.queue(store, posko, None, later(0))
    stored(tmp_path, reports(z0=600), "b.csv")
    known = alerting.news(store, posko, None)
    assert alerting.queue(store, posko, None, later(0))
    monkeypatch.setattr(alerting, "news", lambda *_: known)  # of another process, a moment ago
    assert not alerting.queue(store, posko, None, later(0))
    with store.reading() as connection:
        assert len(outbox.listed(connection)) == 1
    store.close()


def test_a_chat_gets_a_text(url: str, tmp_path: Path, file: Write) -> None:
    store = Store.open(url)
    grup = hook(file("https://telegram.test", kind="telegram", chat_id=-100, lang="en"))
    alerting.queue(store, grup, None, later(0))
    stored(tmp_path, reports(z0=600, z1=600), "b.csv")
    alerting.queue(store, grup, None, later(0))
    with store.reading() as connection:
        (row,) = outbox.listed(connection)
    body = json.loads(row.body)
    assert set(body) == {"chat_id", "text"}
    assert body["chat_id"] == -100
    assert " from orange to red." in body["text"].splitlines()[1]
    assert "SIMULASI" not in body["text"]
    store.close()


def run(*words: str) -> int:
    return main(["alerts", *words])


def test_the_command_previews_sends_and_lists(
    url: str, tmp_path: Path, file: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    with receiver(500) as at:
        made = file(f"{at.url}/bot-rahasia")
        named = ("--db", url, "--webhooks", str(made), "--lang", "en")
        assert run("preview", *named) == 0
        out, err = capsys.readouterr()
        assert "a new webhook" in err
        assert {kind for _, kind, _, _ in changed(out)} == {"appeared"}
        assert run("send", *named) == 0
        assert "No message is due" in capsys.readouterr().err
        stored(tmp_path, reports(z0=600, z1=600), "b.csv")
        assert run("preview", *named) == 0
        preview, err = capsys.readouterr()
        assert f"posko ({at.url}): this would be sent." in err
        assert at.got == []
        assert run("list", *named) == 0
        assert capsys.readouterr().out == ""
        assert run("send", *named) == 1
        said = capsys.readouterr().out
        assert "waiting\t1\tanswered 500, tried again" in said
        assert at.got[0].body.decode() == preview.rstrip("\n")
        assert run("preview", *named) == 0
        assert capsys.readouterr().out == preview
        assert run("list", *named) == 0
        assert capsys.readouterr().out == said
    assert "rahasia" not in said + err


def test_the_command_names_what_is_missing_or_wrong(
    url: str, file: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("send", "--db", url) == 2
    assert "JAGA_WEBHOOKS: berkas webhook tidak disebut." in capsys.readouterr().err
    made = file("https://posko.test", kind="mail", lang="fr")
    assert run("preview", "--db", url, "--webhooks", str(made)) == 2
    err = capsys.readouterr().err
    assert "`kind` berisi mail" in err
    assert "`lang` berisi fr" in err


class Rounds:
    """A pause that lets the thread look so many times, something done before each of them."""

    def __init__(self, *before: Callable[[], object]) -> None:
        self._before = list(before)
        self.asked: list[float] = []

    def __call__(self, seconds: float) -> bool:
        self.asked.append(seconds)
        if not self._before:
            return True
        self._before.pop(0)()
        return False


def nothing() -> None:
    """As it is."""


def test_the_thread_begins_tells_and_tries_again(url: str, tmp_path: Path, file: Write) -> None:
    clock = [later(0)]
    with receiver(500) as at:

        def publish() -> None:
            stored(tmp_path, reports(z0=600, z1=600), "b.csv")
            clock[0] = later(31)

        def wait() -> None:
            clock[0] += dt.timedelta(seconds=61)

        settings = Settings(db=url, webhooks=file(at.url), live_s=5)
        rounds = Rounds(nothing, publish, nothing, wait, nothing)
        Courier(settings, lambda: clock[0], rounds).run()
    assert rounds.asked == [5] * 6
    assert len(at.got) == 2
    assert at.got[0].body == at.got[1].body
    assert changed(at.got[0].body) == [(0, "rose", "oranye", "merah")]


def test_the_thread_lives_through_faults_and_says_each_once(
    url: str, tmp_path: Path, file: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with receiver() as at:
        made = file(at.url)
        good = made.read_text(encoding="utf-8")

        def write(words: str) -> Callable[[], object]:
            return lambda: made.write_text(words, encoding="utf-8")

        def publish() -> None:
            stored(tmp_path, reports(z0=600, z1=600), "b.csv")

        moved = tmp_path / "aside.db"
        real = Path(url.removeprefix("sqlite:///"))
        rounds = Rounds(
            nothing,
            write("[[webhook"),
            publish,  # while the file is broken
            write('[[webhook]]\nname = "posko"'),
            write(good),
            lambda: real.rename(moved),
            nothing,
            lambda: moved.rename(real),
        )
        settings = Settings(db=url, webhooks=made)
        Courier(settings, lambda: later(60), rounds).run()
    assert len(at.got) == 1
    lines = [record.getMessage() for record in caplog.records if record.name == "geo.alerts"]
    assert ["toml_broken" in line for line in lines] == [True, False, False]
    assert lines[1].count("webhook_field_missing") == 3
    assert "store_missing" in lines[2]


def test_a_store_that_is_not_made_yet_is_waited_for(tmp_path: Path, file: Write) -> None:
    faults: list[str] = []
    settings = Settings(db=f"sqlite:///{tmp_path / 'none.db'}", webhooks=file("https://posko.test"))
    Courier(settings).look(faults)
    assert faults == []
    assert not (tmp_path / "none.db").exists()


def test_publishing_waits_for_nobody(url: str, tmp_path: Path, file: Write) -> None:
    """A receiver hangs in the middle of its try; a batch is published meanwhile."""
    with receiver(HANG) as at:
        settings = Settings(db=url, webhooks=file(at.url))
        store = Store.open(url)
        alerting.queue(store, hook(file(at.url)), None, later(0))
        stored(tmp_path, reports(z0=600, z1=600), "b.csv")
        courier = Courier(settings, lambda: later(60), Rounds(nothing))
        thread = threading.Thread(target=courier.run)
        thread.start()
        while not at.got:
            assert thread.is_alive()
        assert stored(tmp_path, reports(z0=600), "c.csv") == url
        assert store.batches("banjarmasin", "covid19")[0].file_name == "c.csv"
        assert thread.is_alive()
    thread.join()
    store.close()


def test_one_webhook_that_can_not_be_worked_out_leaves_the_others(
    url: str, tmp_path: Path, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as at:
        posko = hook(file(at.url))
        both = [replace(posko, name="rusak"), posko]
        monkeypatch.setattr(alerting, "read", lambda _settings: both)
        right = alerting.news

        def news(store: Store, webhook: Webhook, *more: object) -> object:
            if webhook.name == "rusak":
                raise OSError("https://posko.test/bot-rahasia")
            return right(store, webhook, *more)  # type: ignore[arg-type]

        monkeypatch.setattr(alerting, "news", news)
        courier = Courier(Settings(db=url, webhooks=tmp_path / "x"), lambda: later(60))
        faults: list[str] = []
        courier.look(faults)
        stored(tmp_path, reports(z0=600, z1=600), "b.csv")
        courier.look(faults)
    assert faults == ["rusak: OSError"] * 2
    assert len(at.got) == 1


def test_a_store_that_fails_is_no_end(
    url: str, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "deliver", lambda *_: (_ for _ in ()).throw(StoreError(())))
    rounds = Rounds(nothing, nothing)
    Courier(Settings(db=url, webhooks=file("https://posko.test")), later_clock, rounds).run()
    assert len(rounds.asked) == 3


def alone(live: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """What it gives in a thread with an event loop of its own: another test's may still be open."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(live())).result()


@pytest.mark.parametrize("words", [None, "", "[[webhook"], ids=["unset", "empty", "broken"])
def test_the_server_runs_the_thread_from_its_start_to_its_end(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str | None
) -> None:
    monkeypatch.setenv("JAGA_DB", url)
    monkeypatch.setenv("JAGA_LIVE_S", "1")
    if words is not None:
        (tmp_path / "w.toml").write_text(words, encoding="utf-8")
        monkeypatch.setenv("JAGA_WEBHOOKS", str(tmp_path / "w.toml"))

    async def live() -> list[threading.Thread]:
        async with web.lifespan(None):
            return [one for one in threading.enumerate() if one.name == "jaga-alerts"]

    running = alone(live)
    assert len(running) == (words is not None)
    for thread in running:
        thread.join(30)
        assert not thread.is_alive()


def test_settings_that_can_not_be_read_keep_no_server_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JAGA_LIVE_S", "soon")
    monkeypatch.setenv("JAGA_WEBHOOKS", "w.toml")

    async def live() -> bool:
        async with web.lifespan(None):
            return any(one.name == "jaga-alerts" for one in threading.enumerate())

    assert alone(live) is False


def later_clock() -> dt.datetime:
    return later(0)


def test_a_moment_that_a_wrong_clock_wrote_is_not_waited_for() -> None:
    """Published by a clock that was a year ahead, looked at by one that is right."""
    now = dt.datetime(2021, 7, 5, tzinfo=dt.UTC)
    quiet_until = now - dt.timedelta(seconds=alerting.SETTLE_S)
    waits = {
        ahead: alerting._unsettled([(1, now + dt.timedelta(days=ahead))], quiet_until)
        for ahead in (0, 365)
    }
    assert waits == {0: True, 365: False}
