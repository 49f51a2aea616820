"""Messages on their way out: each is queued once, taken by one sender at a time, and kept.

quiet     nothing to tell of this state of the store; kept so that it is not looked at again
queued    waits for ``next_at``; a sender that takes it moves ``next_at`` behind its own end
sent      the receiver took it
failed    given up: tried too often, too old, refused for good, or brought back by a restore
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from geo.io import moments
from geo.io.tables import DELIVERIES

STATES = ("quiet", "queued", "sent", "failed")
TRIES = 8
FIRST_WAIT_S, GROWTH = 60, 3
"""Seconds after the first try that fails; each further wait is so many times as long: 18.2 hours
for all tries."""
LONGEST_WAIT_S = FIRST_WAIT_S * GROWTH ** (TRIES - 2)
"""Seconds before the last try; no receiver is given more (``geo.io.sender``)."""
LEASE_S = 120
"""Seconds that a message belongs to the sender that took it; longer than a try may last."""
OLDEST_S = 2 * 86_400
"""Seconds after which a message that waits is no news any more."""


@dataclass(frozen=True)
class Delivery:
    """A message. ``state_id`` is the state of the store that it tells of (``batches.turns``);
    ``next_at`` and ``created_at`` are aware; ``last_error`` is a short key, never a secret."""

    id: int
    webhook: str
    event_id: str
    city: str
    disease: str
    state_id: int
    created_at: dt.datetime
    state: str
    attempts: int
    next_at: dt.datetime
    last_error: str
    body: str


def told(connection: sa.Connection, webhook: str, city: str, disease: str) -> int | None:
    """The last state of the store that this webhook was told of, or that needed no telling; None
    where the webhook is new."""
    return connection.scalar(
        sa.select(sa.func.max(DELIVERIES.c.state_id)).where(
            DELIVERIES.c.webhook == webhook,
            DELIVERIES.c.city == city,
            DELIVERIES.c.disease == disease,
        )
    )


def add(
    connection: sa.Connection,
    webhook: str,
    event_id: str,
    place: tuple[str, str],
    state_id: int,
    after: int | None,
    body: str,
    now: dt.datetime,
) -> bool:
    """Queue a message of a (city, disease), "" where there is nothing to tell. ``after`` is what
    ``told`` gave when it was worked out: False, with nothing stored, where somebody else was
    quicker. In a writing transaction, one of which runs at a time."""
    city, disease = place
    if told(connection, webhook, city, disease) != after:
        return False
    moment = moments.written(now)
    connection.execute(
        DELIVERIES.insert().values(
            webhook=webhook,
            event_id=event_id,
            city=city,
            disease=disease,
            state_id=state_id,
            created_at=moment,
            state="queued" if body else "quiet",
            attempts=0,
            next_at=moment,
            last_error="",
            body=body,
        )
    )
    return True


def due(connection: sa.Connection, webhook: str, now: dt.datetime) -> Delivery | None:
    """The oldest message that waits for this webhook, if its time has come: a later one never
    overtakes it. What waits longer than it ever should was noted by a clock that ran ahead."""
    query = sa.select(DELIVERIES).where(
        DELIVERIES.c.state == "queued", DELIVERIES.c.webhook == webhook
    )
    row = connection.execute(query.order_by(DELIVERIES.c.id).limit(1)).first()
    if row is None:
        return None
    last = now + dt.timedelta(seconds=LONGEST_WAIT_S)
    if moments.written(now) < row.next_at <= moments.written(last):
        return None
    return _delivery(row)


def take(connection: sa.Connection, one: Delivery, now: dt.datetime) -> Delivery | None:
    """The message as ours for ``LEASE_S``; None where another sender has it, or it is given up."""
    late = one.created_at < now - dt.timedelta(seconds=OLDEST_S)
    if late or one.attempts >= TRIES:
        reason = "late" if late else one.last_error or "lost"
        _change(connection, one, state="failed", last_error=reason)
        return None
    until = now + dt.timedelta(seconds=LEASE_S)
    held = {"attempts": one.attempts + 1, "next_at": moments.written(until), "last_error": "lost"}
    if not _change(connection, one, **held):
        return None
    return Delivery(**{**vars(one), **held, "next_at": until})


def settle(
    connection: sa.Connection,
    one: Delivery,
    error: str,
    now: dt.datetime,
    *,
    wait_s: float = 0.0,
    for_good: bool = False,
) -> str:
    """Note how a try went; the state that follows. ``error`` "": the receiver took it;
    ``for_good``: it never will; ``wait_s``: it asks for so many seconds of peace."""
    if not error:
        state, wait = "sent", 0.0
    elif for_good or one.attempts >= TRIES:
        state, wait = "failed", 0.0
    else:
        state, wait = "queued", max(wait_s, FIRST_WAIT_S * GROWTH ** (one.attempts - 1))
    after = moments.written(now + dt.timedelta(seconds=wait))
    _change(connection, one, state=state, last_error=error, next_at=after)
    return state


def listed(connection: sa.Connection, limit: int | None = None) -> list[Delivery]:
    """Every message, the newest first; states that needed no telling are left out."""
    query = sa.select(DELIVERIES).where(DELIVERIES.c.state != "quiet")
    query = query.order_by(DELIVERIES.c.id.desc())
    rows = connection.execute(query.limit(limit) if limit is not None else query)
    return [_delivery(row) for row in rows]


def waiting(connection: sa.Connection, webhook: str) -> list[Delivery]:
    """What waits for a webhook, the oldest first."""
    mine = sa.and_(DELIVERIES.c.state == "queued", DELIVERIES.c.webhook == webhook)
    rows = connection.execute(sa.select(DELIVERIES).where(mine).order_by(DELIVERIES.c.id))
    return [_delivery(row) for row in rows]


def hold_back(connection: sa.Connection) -> None:
    """Give up what waits: after a restore nobody knows whether it was sent in the meantime."""
    waits = DELIVERIES.c.state == "queued"
    connection.execute(
        DELIVERIES.update().where(waits).values(state="failed", last_error="restored")
    )


def _change(connection: sa.Connection, one: Delivery, **values: object) -> bool:
    """Change the row if it is still as ``one`` has it; False where another sender was quicker."""
    same = (
        DELIVERIES.c.id == one.id,
        DELIVERIES.c.state == "queued",
        DELIVERIES.c.attempts == one.attempts,
        DELIVERIES.c.next_at == moments.written(one.next_at),
    )
    return connection.execute(DELIVERIES.update().where(*same).values(**values)).rowcount == 1


def _delivery(row: sa.Row[tuple[object, ...]]) -> Delivery:
    times = {name: moments.read(row._mapping[name]) for name in ("created_at", "next_at")}
    return Delivery(**{**row._mapping, **times})
