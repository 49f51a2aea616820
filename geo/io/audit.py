"""The log of everything that was written: who, when, what, and on what."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geo.io import moments
from geo.io.tables import AUDIT

NO_CITY = ""
"""City of an entry that speaks of none (accounts)."""


@dataclass(frozen=True)
class Entry:
    """A line of the log. ``subject`` is a batch ("#12"), a user or a token; ``at`` aware, UTC."""

    id: int
    at: dt.datetime
    by: str
    action: str
    city: str
    subject: str
    detail: Mapping[str, Any]


def write(
    connection: sa.Connection,
    by: str,
    action: str,
    city: str,
    subject: str,
    detail: Mapping[str, Any],
) -> None:
    """Add a line, in the very transaction of what it speaks of. Never a secret in ``detail``."""
    values = {"at": moments.now(), "by": by, "action": action, "city": city, "subject": subject}
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    connection.execute(AUDIT.insert().values(**values, detail=text))


def entries(connection: sa.Connection, limit: int | None = None) -> list[Entry]:
    """The log, newest first."""
    query = sa.select(AUDIT).order_by(AUDIT.c.id.desc())
    rows = connection.execute(query.limit(limit) if limit is not None else query)
    return [
        Entry(
            **{**row._mapping, "at": moments.read(row.at), "detail": json.loads(row.detail)},
        )
        for row in rows
    ]
