"""Tokens for programs: each acts for an account, has a label and an end, and can be revoked."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from geo.errors import InputError, Problem
from geo.io import accounts, audit, moments
from geo.io.tables import TOKENS

PREFIX = "jaga_"
"""How a token begins, so that people and scanners know one when it lies about."""
LONGEST_LABEL = 100


@dataclass(frozen=True)
class Token:
    """A token without its secret. ``expires_at`` and ``revoked_at`` "" where it has none."""

    id: int
    label: str
    user_name: str
    created_at: str
    created_by: str
    expires_at: str
    revoked_at: str


def make(
    connection: sa.Connection, by: str, user_name: str, label: str, days: int | None = None
) -> str:
    """A new token's secret, to be told once and never again. ``days`` None: without an end.

    InputError where there is no such account, it is off, or label or days are no use.
    """
    user = accounts.one(connection, user_name)
    label = label.strip()
    problems = []
    if not user.active:
        problems.append(Problem("user_off", user.name))
    if not 0 < len(label) <= LONGEST_LABEL:
        problems.append(Problem("token_label", user.name, {"longest": LONGEST_LABEL}))
    if days is not None and not 1 <= days <= 3660:
        problems.append(Problem("token_days", user.name, {"found": days}))
    if problems:
        raise InputError(problems)
    secret = PREFIX + secrets.token_urlsafe(32)
    moment = moments.now()
    until = ""
    if days is not None:
        until = moments.written(moments.read(moment) + dt.timedelta(days=days))
    values = {"label": label, "user_name": user.name, "created_at": moment, "created_by": by}
    new = TOKENS.insert().values(sha256=accounts.fingerprint(secret), expires_at=until, **values)
    (key,) = connection.execute(new).inserted_primary_key or (None,)
    detail = {"user": user.name, "label": label, "expires_at": until}
    audit.write(connection, by, "token_make", audit.NO_CITY, f"token {key}", detail)
    return secret


def revoke(connection: sa.Connection, by: str, token_id: int) -> None:
    """Take a token back for good. InputError where there is none, or it is revoked already."""
    row = connection.execute(sa.select(TOKENS).where(TOKENS.c.id == token_id)).first()
    if row is None or row.revoked_at:
        raise InputError(Problem("token_unknown", str(token_id)))
    this = TOKENS.c.id == token_id
    connection.execute(TOKENS.update().where(this).values(revoked_at=moments.now()))
    detail = {"user": row.user_name, "label": row.label}
    audit.write(connection, by, "token_revoke", audit.NO_CITY, f"token {token_id}", detail)


def tokens(connection: sa.Connection) -> list[Token]:
    """Every token, the oldest first."""
    kept = [column for column in TOKENS.c if column.name != "sha256"]
    rows = connection.execute(sa.select(*kept).order_by(TOKENS.c.id))
    return [Token(**row._mapping) for row in rows]
