"""The store's tables, schema version 1, in SQLAlchemy Core: one definition for every engine."""

from __future__ import annotations

import sqlalchemy as sa

VERSION = 1

METADATA = sa.MetaData()

META = sa.Table(
    "meta",
    METADATA,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

BATCHES = sa.Table(
    "batches",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("city", sa.String, nullable=False),
    sa.Column("disease", sa.String, nullable=False),
    sa.Column("kind", sa.String, sa.CheckConstraint("kind IN ('import', 'simulated')")),
    sa.Column("created_at", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Index("batches_by_city", "city", "disease", "id"),
    sqlite_autoincrement=True,
)

# The key begins with what a question always names, so that one question is one range of the table.
# Dates are ISO text: they sort as dates in every engine and are quick to read in bulk.
OBSERVATIONS = sa.Table(
    "observations",
    METADATA,
    sa.Column("city", sa.String, primary_key=True),
    sa.Column("disease", sa.String, primary_key=True),
    sa.Column("indicator", sa.String, primary_key=True),
    sa.Column("date", sa.String(10), primary_key=True),
    sa.Column("zone_id", sa.String(13), primary_key=True),
    sa.Column("batch_id", sa.Integer, sa.ForeignKey(BATCHES.c.id), primary_key=True),
    sa.Column("measure", sa.String, nullable=False),
    sa.Column("value", sa.Integer),
    sa.Column("flag", sa.String, nullable=False),
    sqlite_with_rowid=False,
)

UNALLOCATED = sa.Table(
    "unallocated",
    METADATA,
    sa.Column("city", sa.String, primary_key=True),
    sa.Column("disease", sa.String, primary_key=True),
    sa.Column("indicator", sa.String, primary_key=True),
    sa.Column("date", sa.String(10), primary_key=True),
    sa.Column("label", sa.String, primary_key=True),
    sa.Column("batch_id", sa.Integer, sa.ForeignKey(BATCHES.c.id), primary_key=True),
    sa.Column("measure", sa.String, nullable=False),
    sa.Column("value", sa.Integer),
    sqlite_with_rowid=False,
)
