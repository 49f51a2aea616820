"""The register of responses.

Nothing that was stored before changes. The table is written out as it was with this step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A new table, empty."""
    number: sa.Column[int] = sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)
    op.create_table(
        "responses",
        number,
        sa.Column("record_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *map(_text, ("city", "part", "zone_id", "state", "body", "at", "by", "origin_file")),
        sqlite_autoincrement=True,
    )
    key = ["record_id", "version"]
    op.create_index("responses_by_version", "responses", key, unique=True)
    op.create_index("responses_by_city", "responses", ["city", "part", "record_id"])
    op.create_index("responses_by_turn", "responses", ["city", "id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)
