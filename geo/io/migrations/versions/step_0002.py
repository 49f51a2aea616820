"""States of batches, other contents than cases, aliases, accounts and the audit log.

Batches that were stored before counted at once: each becomes published, at the moment it came.
"""

import sqlalchemy as sa
from alembic import op

from geo.io.tables import (
    ALIASES,
    AUDIT,
    BATCH_STATES,
    POPULATIONS,
    RT_HOUSES,
    SESSIONS,
    SIGN_INS,
    TOKENS,
    USERS,
    ZONE_DECISIONS,
)

revision = "0002"
down_revision = "0001"

_NEW = (
    BATCH_STATES,
    RT_HOUSES,
    POPULATIONS,
    ZONE_DECISIONS,
    ALIASES,
    USERS,
    SESSIONS,
    TOKENS,
    SIGN_INS,
    AUDIT,
)


def upgrade() -> None:
    """New columns with what they were by default, new tables, and a state for each batch."""
    words = {"content": "cases", "created_by": "", "report": ""}
    for name, default in words.items():
        op.add_column("batches", sa.Column(name, sa.String, nullable=False, server_default=default))
    for name in ("other_rows", "gap"):
        op.add_column("batches", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for table in ("observations", "unallocated"):
        op.add_column(table, sa.Column("days", sa.Integer, nullable=False, server_default="1"))
    op.add_column("observations", sa.Column("reported_on", sa.String(10)))
    for new in _NEW:
        new.create(op.get_bind())
    op.execute(
        "INSERT INTO batch_states (batch_id, state, at, by, note) "
        "SELECT id, 'published', created_at, '', '' FROM batches ORDER BY id"
    )
    op.drop_table("meta")
