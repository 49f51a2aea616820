"""Stored briefings, and messages on their way out.

Nothing that was stored before changes. The tables are written out as they were with this step.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Two new tables, empty."""
    _numbered(
        "briefings",
        sa.Column("briefing_id", sa.String(16), nullable=False),
        _number("version"),
        *map(_text, ("city", "disease", "state", "body", "at", "by")),
    )
    key = ["briefing_id", "version"]
    op.create_index("briefings_by_version", "briefings", key, unique=True)
    op.create_index("briefings_by_city", "briefings", ["city", "briefing_id"])
    _numbered(
        "deliveries",
        *map(_text, ("webhook", "event_id", "city", "disease")),
        _number("state_id"),
        *map(_text, ("created_at", "state")),
        _number("attempts"),
        *map(_text, ("next_at", "last_error", "body")),
    )
    op.create_index("deliveries_by_event", "deliveries", ["webhook", "event_id"], unique=True)
    op.create_index("deliveries_by_state", "deliveries", ["state", "webhook", "id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _numbered(table: str, *columns: sa.Column[Any]) -> None:
    """A table whose rows are numbered as they come."""
    number: sa.Column[int] = sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)
    op.create_table(table, number, *columns, sqlite_autoincrement=True)
