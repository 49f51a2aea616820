"""Batches and their observations, with the version in a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The tables as the first stores had them."""
    op.create_table(
        "meta",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("city", sa.String, nullable=False),
        sa.Column("disease", sa.String, nullable=False),
        sa.Column("kind", sa.String, sa.CheckConstraint("kind IN ('import', 'simulated')")),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("batches_by_city", "batches", ["city", "disease", "id"])
    for table, place, more in (
        ("observations", sa.Column("zone_id", sa.String(13), primary_key=True), True),
        ("unallocated", sa.Column("label", sa.String, primary_key=True), False),
    ):
        flag = [sa.Column("flag", sa.String, nullable=False)] if more else []
        op.create_table(
            table,
            sa.Column("city", sa.String, primary_key=True),
            sa.Column("disease", sa.String, primary_key=True),
            sa.Column("indicator", sa.String, primary_key=True),
            sa.Column("date", sa.String(10), primary_key=True),
            place,
            sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True),
            sa.Column("measure", sa.String, nullable=False),
            sa.Column("value", sa.Integer),
            *flag,
            sqlite_with_rowid=False,
        )
