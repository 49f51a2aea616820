"""Local accounts: who there is, with which role, and whose session or token a secret is.

Names are lower case; the name of a person who signs in with an OpenID provider is the e-mail
address. Secrets (sessions, tokens) are random and stored as their SHA-256 only. Every change is a
line of the log, in the same transaction; a new password, another role and switching off end the
person's sessions at once, and switching off revokes the tokens as well.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from geo.access import OF_KELURAHAN, ROLES, Role, Viewer
from geo.errors import InputError, Problem
from geo.inert import plain
from geo.io import audit, moments, passwords
from geo.io.tables import SESSIONS, TOKENS, USERS

COOKIE = "jaga_session"
"""Name of the cookie that holds a session's secret."""
ACCOUNT_ROLES = tuple(role for role in ROLES if role != "public")
"""Roles that an account can have; the public needs none."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
_LONGEST_SECRET = 200


@dataclass(frozen=True)
class User:
    """An account. ``city`` None: every city; ``zone_id``: the own kelurahan of a lurah or an RW;
    ``local`` False where there is no password, as the person signs in with an OpenID provider."""

    name: str
    role: Role
    city: str | None
    zone_id: str | None
    active: bool
    local: bool
    created_at: str
    created_by: str


def tidy(name: str) -> str:
    """A name as it is stored: NFKC, lower case, nothing unseen in it, no spaces around."""
    return plain(unicodedata.normalize("NFKC", name)).strip().lower()


def fingerprint(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def add(
    connection: sa.Connection,
    by: str,
    name: str,
    role: str,
    city: str | None = None,
    zone_id: str | None = None,
    password: str | None = None,
) -> None:
    """Make an account. InputError with every fault: name, role, kelurahan, password; a lurah and an
    RW have a city and a kelurahan, nobody else has one. ``password`` None: OpenID only."""
    name = tidy(name)
    problems = []
    if not _NAME.fullmatch(name):
        problems.append(Problem("user_name", name[:80]))
    elif _row(connection, name) is not None:
        problems.append(Problem("user_exists", name))
    problems += _role_faults(name, role, city, zone_id)
    problems += passwords.faults(password, name) if password is not None else []
    if problems:
        raise InputError(problems)
    values = {"name": name, "role": role, "city": city, "zone_id": zone_id, "active": True}
    values |= {"created_at": moments.now(), "created_by": by}
    stored = "" if password is None else passwords.hashed(password)
    connection.execute(USERS.insert().values(**values, password=stored))
    detail = {"role": role, "city": city, "zone": zone_id, "local": password is not None}
    audit.write(connection, by, "user_add", audit.NO_CITY, name, detail)


def set_password(connection: sa.Connection, by: str, name: str, password: str) -> None:
    """Give a new password; every session of the person ends. The tokens stay: they are revoked one
    by one."""
    name = one(connection, name).name
    if problems := passwords.faults(password, name):
        raise InputError(problems)
    _change(connection, by, name, "user_password", {}, password=passwords.hashed(password))


def set_role(
    connection: sa.Connection,
    by: str,
    name: str,
    role: str,
    city: str | None = None,
    zone_id: str | None = None,
) -> None:
    """Give another role, city and kelurahan; every session of the person ends."""
    name = one(connection, name).name
    if problems := _role_faults(name, role, city, zone_id):
        raise InputError(problems)
    detail = {"role": role, "city": city, "zone": zone_id}
    _change(connection, by, name, "user_role", detail, role=role, city=city, zone_id=zone_id)


def set_active(connection: sa.Connection, by: str, name: str, *, active: bool) -> None:
    """Switch an account on, or off with its sessions and, for good, its tokens."""
    name = one(connection, name).name
    if not active:
        live = (TOKENS.c.user_name == name) & (TOKENS.c.revoked_at == "")
        connection.execute(TOKENS.update().where(live).values(revoked_at=moments.now()))
    _change(connection, by, name, "user_on" if active else "user_off", {}, active=active)


def users(connection: sa.Connection) -> list[User]:
    """Every account by name, those that are switched off included."""
    return [_user(row) for row in connection.execute(sa.select(USERS).order_by(USERS.c.name))]


def one(connection: sa.Connection, name: str) -> User:
    """An account; InputError where there is none of this name."""
    row = _row(connection, tidy(name))
    if row is None:
        raise InputError(Problem("user_unknown", tidy(name)[:80]))
    return _user(row)


def by_name(connection: sa.Connection, name: str) -> Viewer | None:
    """The viewer behind a name that somebody else vouches for; None where it is not an active
    account."""
    if unicodedata.normalize("NFKC", name) != name:  # letters that only look like another's
        return None
    row = _row(connection, tidy(name))
    return _viewer(row) if row is not None and row.active else None


def by_session(connection: sa.Connection, secret: str) -> Viewer | None:
    """Whose session it is, with the role as it is now; None where it has ended or never was."""
    if not 0 < len(secret) <= _LONGEST_SECRET:
        return None
    query = (
        sa.select(USERS)
        .join(SESSIONS, SESSIONS.c.user_name == USERS.c.name)
        .where(SESSIONS.c.sha256 == fingerprint(secret), SESSIONS.c.ended_at == "")
        .where(SESSIONS.c.expires_at > moments.now(), USERS.c.active)
    )
    row = connection.execute(query).first()
    return _viewer(row) if row else None


def by_token(connection: sa.Connection, secret: str) -> Viewer | None:
    """Whose token it is, with the role as it is now; None where it is revoked, expired, of an
    account that is off, or none."""
    if not 0 < len(secret) <= _LONGEST_SECRET:
        return None
    live = (TOKENS.c.expires_at == "") | (TOKENS.c.expires_at > moments.now())
    query = (
        sa.select(USERS)
        .join(TOKENS, TOKENS.c.user_name == USERS.c.name)
        .where(TOKENS.c.sha256 == fingerprint(secret), TOKENS.c.revoked_at == "", live)
        .where(USERS.c.active)
    )
    row = connection.execute(query).first()
    return _viewer(row) if row else None


def start_session(connection: sa.Connection, name: str, hours: float) -> str:
    """A new session's secret, 32 random bytes as text; it ends after ``hours``, used or not."""
    secret = secrets.token_urlsafe(32)
    moment = moments.now()
    until = moments.written(moments.read(moment) + dt.timedelta(hours=hours))
    values = {"user_name": tidy(name), "created_at": moment, "expires_at": until}
    connection.execute(SESSIONS.insert().values(sha256=fingerprint(secret), **values))
    return secret


def end_session(connection: sa.Connection, secret: str) -> None:
    """End a session, if it is a live one; a line of the log then says so."""
    viewer = by_session(connection, secret)
    if viewer is None:
        return
    mine = SESSIONS.c.sha256 == fingerprint(secret)
    connection.execute(SESSIONS.update().where(mine).values(ended_at=moments.now()))
    audit.write(connection, viewer.name, "sign_out", audit.NO_CITY, viewer.name, {})


def _change(
    connection: sa.Connection,
    by: str,
    name: str,
    action: str,
    detail: dict[str, Any],
    **values: Any,
) -> None:
    connection.execute(USERS.update().where(USERS.c.name == name).values(**values))
    live = (SESSIONS.c.user_name == name) & (SESSIONS.c.ended_at == "")
    connection.execute(SESSIONS.update().where(live).values(ended_at=moments.now()))
    audit.write(connection, by, action, audit.NO_CITY, name, detail)


def _role_faults(name: str, role: str, city: str | None, zone_id: str | None) -> list[Problem]:
    if role not in ACCOUNT_ROLES:
        values = {"found": role, "known": ", ".join(ACCOUNT_ROLES)}
        return [Problem("user_role", name, values)]
    bound = role in OF_KELURAHAN
    if bound != bool(zone_id) or (bound and not city):
        return [Problem("user_zone", name, {"role": role})]
    return []


def _row(connection: sa.Connection, name: str) -> sa.Row[Any] | None:
    return connection.execute(sa.select(USERS).where(USERS.c.name == name)).first()


def _viewer(row: sa.Row[Any]) -> Viewer:
    return Viewer(row.name, cast(Role, row.role), row.city, row.zone_id)


def _user(row: sa.Row[Any]) -> User:
    viewer, made = _viewer(row), (row.created_at, row.created_by)
    place = (viewer.city, viewer.zone_id)
    return User(viewer.name, viewer.role, *place, bool(row.active), bool(row.password), *made)
