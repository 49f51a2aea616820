"""Sending what is due to webhooks: each receiver in a thread of its own, so that one that hangs
holds up no other, and every try with an end.

Headers beside the body (JSON in UTF-8):

    Idempotency-Key     the event's id, the same at every try
    X-Jaga-Signature    t=<unix time>,v1=<hex>: HMAC-SHA256 under the webhook's secret over the
                        time, a dot and the body; left out where the webhook signs nothing

A message counts as taken at any status from 200 to 299. Redirects are not followed: an address
that moved is to be mended in the file, not by whoever answers at the old one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from geo.io import outbox
from geo.io.outbox import Delivery
from geo.io.store import Store
from geo.io.webhooks import Webhook

TIMEOUT_S = 10.0
"""Seconds for a whole try, from the name of the server to the status of its answer."""
LONGEST_PEACE_S = 6 * 3600
"""Seconds that a receiver may ask us to wait (Retry-After)."""
_FOR_GOOD = frozenset({400, 410, 413, 422})
"""What will be answered again and again: the message itself is refused."""
_THREADS = 8

# Its lines at INFO hold whole addresses, and an address may hold a token.
logging.getLogger("httpx").setLevel(logging.WARNING)

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Outcome:
    """How a try went: "" or a short key of ``alerts.error`` with a status behind it."""

    error: str
    for_good: bool = False
    wait_s: float = 0.0


@dataclass(frozen=True)
class Tried:
    """A message and what became of it: one of ``outbox.STATES``."""

    delivery: Delivery
    state: str
    error: str


def deliver(
    store: Store, webhooks: Sequence[Webhook], clock: Clock, timeout_s: float = TIMEOUT_S
) -> list[Tried]:
    """Send all that is due, the oldest first for each webhook. StoreError where the store fails;
    a receiver that fails is noted with the message, which waits for its next try."""
    if not webhooks:
        return []
    with ThreadPoolExecutor(min(_THREADS, len(webhooks)), "jaga-webhook") as threads:
        done = threads.map(lambda one: _serve(store, one, clock, timeout_s), webhooks)
        return [tried for each in done for tried in each]


def _serve(store: Store, webhook: Webhook, clock: Clock, timeout_s: float) -> list[Tried]:
    """All that is due for one webhook. No transaction is open while we wait for the receiver."""
    done: list[Tried] = []
    while True:
        with store.reading() as connection:
            waiting = outbox.due(connection, webhook.name, clock())
        if waiting is None:
            return done
        with store.writing() as connection:
            taken = outbox.take(connection, waiting, clock())
        if taken is None:
            continue  # another sender has it, or it was given up
        body = taken.body.encode()
        headers = headers_of(webhook, taken.event_id, body, clock())
        outcome = asyncio.run(post(webhook.url, body, headers, timeout_s))
        with store.writing() as connection:
            state = outbox.settle(
                connection,
                taken,
                outcome.error,
                clock(),
                wait_s=outcome.wait_s,
                for_good=outcome.for_good,
            )
        done.append(Tried(taken, state, outcome.error))


def headers_of(webhook: Webhook, event: str, body: bytes, moment: dt.datetime) -> dict[str, str]:
    """The headers of one try."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "jaga-tetangga",
        "Idempotency-Key": event,
    }
    if webhook.secret and webhook.kind == "json":
        headers["X-Jaga-Signature"] = signature(webhook.secret, body, moment)
    return headers


def signature(secret: str, body: bytes, moment: dt.datetime) -> str:
    """The value of X-Jaga-Signature."""
    stamp = str(int(moment.timestamp()))
    signed = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"t={stamp},v1={signed.hexdigest()}"


async def post(url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Outcome:
    """One try. Only the status is read; the end comes after ``timeout_s`` whatever happens, also
    where a receiver answers a byte at a time."""
    try:
        async with asyncio.timeout(timeout_s):
            client = httpx.AsyncClient(timeout=timeout_s, follow_redirects=False)
            async with (
                client,
                client.stream("POST", url, content=body, headers=dict(headers)) as answer,
            ):
                return _outcome(answer.status_code, answer.headers.get("retry-after", ""))
    except (TimeoutError, httpx.TimeoutException):
        return Outcome("timeout")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return Outcome("unreachable")  # what the fault says may hold the address


def _outcome(status: int, retry_after: str) -> Outcome:
    if 200 <= status < 300:
        return Outcome("")
    kind = "redirect" if 300 <= status < 400 else "http"
    asked = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0
    return Outcome(f"{kind} {status}", status in _FOR_GOOD, min(asked, LONGEST_PEACE_S))
