"""Spellings that a person accepted, per city: what was written, and the zone it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from geo.io import audit, moments
from geo.io.tables import ALIASES
from geo.names import normalise


@dataclass(frozen=True)
class Alias:
    """What a spelling means: a zone_id, or names.OUTSIDE; by whom and when (``geo.io.moments``)."""

    written: str
    meaning: str
    by: str
    at: str


def accept(connection: sa.Connection, city: str, written: str, meaning: str, by: str) -> None:
    """Remember what a spelling means; "" takes it back. Earlier answers stay in the table."""
    values = {"city": city, "folded": normalise(written), "written": written, "meaning": meaning}
    connection.execute(ALIASES.insert().values(**values, at=moments.now(), by=by))
    audit.write(connection, by, "alias", city, written, {"meaning": meaning})


def accepted(connection: sa.Connection, city: str) -> Mapping[str, Alias]:
    """By tidied spelling (``geo.names.normalise``), the last answer of each that still holds."""
    query = sa.select(ALIASES).where(ALIASES.c.city == city).order_by(ALIASES.c.id)
    last = {
        row.folded: Alias(row.written, row.meaning, row.by, row.at)
        for row in connection.execute(query)
    }
    return {folded: alias for folded, alias in last.items() if alias.meaning}
