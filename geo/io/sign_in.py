"""Signing in with name and password, slowed where it fails.

After FREE failures within WINDOW_S, of one name or from one address, every further try must wait
since the last failure: 2 s, 4 s, 8 s … up to LONGEST_S. A try within the wait is refused without a
look at the password, and does not lengthen the wait. A right password forgives its own name, not
the address. Each try is written down as failed before the password is looked at, so that tries at
the same moment can't slip past the count.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from dataclasses import dataclass

import sqlalchemy as sa

from geo.io import accounts, audit, moments, passwords
from geo.io.addresses import network
from geo.io.store import Store
from geo.io.tables import SIGN_INS, USERS

FREE = 5
WINDOW_S = 15 * 60
FIRST_S, LONGEST_S = 2, 5 * 60
_KEPT = dt.timedelta(days=30)


@dataclass(frozen=True)
class Answer:
    """``secret``: of the new session, "" where there is none. ``wait_s``: whole seconds to wait
    before the next try is looked at, 0 where this one was."""

    secret: str
    wait_s: int = 0


def sign_in(store: Store, name: str, password: str, address: str, hours: float) -> Answer:
    """Try name and password; on success a session of ``hours``. Unknown names, accounts that are
    off and wrong passwords give the same answer after the same work."""
    name, address = accounts.tidy(name), network(address)
    with store.writing() as connection:
        stored = connection.scalar(
            sa.select(USERS.c.password).where(USERS.c.name == name, USERS.c.active)
        )
        known = connection.scalar(sa.select(USERS.c.name).where(USERS.c.name == name))
        # People type passwords into the wrong field: a name that is no account's isn't kept.
        shown = name if known else f"?{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        wait = _wait(connection, shown, address)
        if wait:
            return Answer("", wait)
        values = {"name": shown, "address": address, "at": moments.now(), "ok": False}
        added = connection.execute(SIGN_INS.insert().values(**values))
        (key,) = added.inserted_primary_key or (None,)
    if not passwords.fits(password, stored or ""):
        return Answer("")
    renewed = passwords.hashed(password) if passwords.is_outdated(str(stored)) else stored
    with store.writing() as connection:
        same = (USERS.c.name == name) & (USERS.c.password == stored) & USERS.c.active
        if connection.scalar(sa.select(USERS.c.name).where(same)) is None:
            return Answer("")  # changed or switched off while we looked at the password
        connection.execute(USERS.update().where(same).values(password=renewed))
        connection.execute(SIGN_INS.update().where(SIGN_INS.c.id == key).values(ok=True))
        old = moments.written(moments.read(moments.now()) - _KEPT)
        connection.execute(SIGN_INS.delete().where(SIGN_INS.c.at < old))
        audit.write(connection, name, "sign_in", audit.NO_CITY, name, {"address": address})
        return Answer(accounts.start_session(connection, name, hours))


def delay_s(failures: int) -> int:
    """Seconds to wait after so many failures."""
    return 0 if failures < FREE else min(FIRST_S * 2 ** (failures - FREE), LONGEST_S)


def _wait(connection: sa.Connection, name: str, address: str) -> int:
    """Whole seconds that this name or this address still has to wait, the longer of the two."""
    now = moments.read(moments.now())
    since = moments.written(now - dt.timedelta(seconds=WINDOW_S))
    forgiven = sa.select(sa.func.coalesce(sa.func.max(SIGN_INS.c.id), 0))
    forgiven = forgiven.where(SIGN_INS.c.name == name, SIGN_INS.c.ok)
    after = connection.scalar(forgiven) or 0
    whose = ((SIGN_INS.c.name == name) & (SIGN_INS.c.id > after), SIGN_INS.c.address == address)
    longest = 0.0
    for mine in whose:
        query = sa.select(sa.func.count(), sa.func.max(SIGN_INS.c.at))
        found = connection.execute(query.where(mine, ~SIGN_INS.c.ok, SIGN_INS.c.at > since)).one()
        failures, last = found
        if last is not None:
            gone = (now - moments.read(last)).total_seconds()
            longest = max(longest, delay_s(failures) - gone)
    return math.ceil(longest)
