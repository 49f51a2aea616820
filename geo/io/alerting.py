"""From what was published to messages: one look at the store finds what is to be told, and a thread
of the server looks again and again.

Publishing knows nothing of this. Its states are numbered, and the last number that a webhook was
told of stands with its messages, so that whoever looks, and however often, tells of each state once
and leaves none out.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geo import access, alerts, boundaries, rules, suppression
from geo.cities import read_cities, read_diseases
from geo.errors import JagaError, StoreError
from geo.facts import Facts
from geo.io import assemble, batches, moments, outbox, sender, webhooks
from geo.io.figures import PROCESS
from geo.io.store import Store
from geo.io.webhooks import Webhook
from geo.render import alert as in_words
from geo.settings import Settings

SETTLE_S = 30.0
"""Seconds without a further publication before one is told of: a folder of files is one message."""
LONGEST_SETTLE_S = 600.0
_LOG = logging.getLogger("geo.alerts")

Turn = tuple[int, dt.datetime]


@dataclass(frozen=True)
class News:
    """What a webhook is to be told: the state of the store that it speaks of, and the body, ""
    where there is nothing to tell. ``after`` is the state that it was told of before, None for a
    webhook that was not seen yet: it begins with what counts now."""

    event: str
    state_id: int
    after: int | None
    body: str


def read(settings: Settings) -> list[Webhook]:
    """The webhooks of JAGA_WEBHOOKS, none where it is not set. ConfigError names every fault."""
    if settings.webhooks is None:
        return []
    cities, registry = read_cities(settings.cities), rules.registry(own=settings.rules)
    return webhooks.read(settings.webhooks, cities, read_diseases(), registry)


def news(
    store: Store, webhook: Webhook, base: str | None, quiet_until: dt.datetime | None = None
) -> News | None:
    """What the webhook was not told yet; None where that is nothing.

    ``base`` is the dashboard's address. With ``quiet_until`` (a moment, now or earlier) what was
    published later than that waits, but not for ever.
    """
    city, disease = webhook.city.key, webhook.disease.key
    with store.reading() as connection:
        after = outbox.told(connection, webhook.name, city, disease)
        turns = batches.turns(connection, city, disease)
    newest = turns[0] if turns else (0, dt.datetime.fromtimestamp(0, dt.UTC))
    event = alerts.event_id(webhook.name, city, disease, *newest)
    if after is None:
        return News(event, newest[0], None, "")
    fresh = [turn for turn in turns if turn[0] > after]
    if not fresh or (quiet_until and _unsettled(fresh, quiet_until)):
        return None
    before = next((turn for turn in turns if turn[0] <= after), None)
    return News(event, newest[0], after, body(store, webhook, base, before, newest))


def last(store: Store, webhook: Webhook, base: str | None) -> str:
    """What the last publication would have given, "" where it changed no zone or there is none."""
    with store.reading() as connection:
        turns = batches.turns(connection, webhook.city.key, webhook.disease.key)
    before = turns[1] if len(turns) > 1 else None
    return body(store, webhook, base, before, turns[0]) if turns else ""


def body(store: Store, webhook: Webhook, base: str | None, before: Turn | None, now: Turn) -> str:
    """The message of two states of the store, "" where no zone changed."""
    known_at = now[1]
    then = _facts(store, webhook, before[1]) if before else None
    event = alerts.event_id(webhook.name, webhook.city.key, webhook.disease.key, *now)
    facts = _facts(store, webhook, known_at)
    found = alerts.alert(event, webhook.rule, then, facts, known_at)
    if found is None:
        return ""
    url = alerts.address(found, base, webhook.lang)
    said = in_words.message(found, webhook.lang, url)
    if webhook.kind == "telegram":
        values = alerts.telegram(said, webhook.chat_id or "")
    else:
        values = alerts.generic(found, said, url)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def queue(
    store: Store, webhook: Webhook, base: str | None, now: dt.datetime, settle_s: float = 0.0
) -> bool:
    """Queue what the webhook was not told yet; True where a message was queued."""
    quiet_until = now - dt.timedelta(seconds=settle_s) if settle_s else None
    found = news(store, webhook, base, quiet_until)
    if found is None:
        return False
    place = (webhook.city.key, webhook.disease.key)
    with store.writing() as connection:
        added = outbox.add(
            connection,
            webhook.name,
            found.event,
            place,
            found.state_id,
            found.after,
            found.body,
            now,
        )
    return added and bool(found.body)


def _facts(store: Store, webhook: Webhook, known_at: dt.datetime) -> Facts:
    """What was known then, as the public sees it whatever JAGA_VIEW says: it leaves the house."""
    return assemble.facts(
        store,
        webhook.city,
        webhook.disease,
        boundaries.read_attributes(webhook.city),
        only_cases=webhook.rule.kind != "trend_score",
        viewer=access.ANYBODY,
        anybody=suppression.PUBLIC,
        as_of=known_at,
    )


def _unsettled(fresh: Sequence[Turn], quiet_until: dt.datetime) -> bool:
    """True where one waits for more to be published; not for a moment far ahead, which a clock that
    was wrong has written."""
    waited = quiet_until - fresh[-1][1]
    return fresh[0][1] > quiet_until and abs(waited.total_seconds()) < LONGEST_SETTLE_S


def utc_now() -> dt.datetime:
    """This moment, as the store writes it."""
    return moments.read(moments.now())


class Courier:
    """The thread of a server that queues and sends. Nothing that goes wrong ends it: a fault is
    logged once, and everything is tried again, the file of webhooks read anew."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], dt.datetime] = utc_now,
        pause: Callable[[float], bool] | None = None,
    ) -> None:
        """``pause`` waits so many seconds and is True once the thread is to end."""
        self._settings, self._clock = settings, clock
        self._ended = threading.Event()
        self._pause = pause or self._ended.wait
        self._store: Store | None = None
        self._said = ""

    def start(self) -> None:
        """Begin, beside all else that the process does."""
        threading.Thread(target=self.run, name="jaga-alerts", daemon=True).start()

    def stop(self) -> None:
        """End at the next pause; nobody waits for a receiver."""
        self._ended.set()

    def run(self) -> None:
        """Look again and again until ``pause`` is True."""
        while not self._pause(self._settings.live_s):
            faults: list[str] = []
            try:
                self.look(faults)
            except Exception as error:
                faults.append(self._told(error))
            said = "\n".join(faults)
            if said and said != self._said:
                _LOG.warning("%s", said)
            self._said = said

    def look(self, faults: list[str]) -> None:
        """Queue and send once; what goes wrong with one webhook leaves the others alone."""
        known = read(self._settings)
        if self._store is None:
            try:
                self._store = Store.open(self._settings.db_url)
            except StoreError as error:
                if error.problems[0].key == "store_missing":
                    return  # the first request makes it
                raise
        for webhook in known:
            try:
                queue(self._store, webhook, self._settings.url, self._clock(), SETTLE_S)
            except Exception as error:
                faults.append(f"{webhook.name}: {self._told(error)}")
        sender.deliver(self._store, known, self._clock)

    @staticmethod
    def _told(error: Exception) -> str:
        """A fault for the log; of a foreign one only its kind, as its words may hold an address."""
        PROCESS.error("alerts", error)
        return str(error) if isinstance(error, JagaError) else type(error).__name__
