"""The store's tables in SQLAlchemy Core: one definition for every engine.

``VERSION`` is the newest step below ``geo/io/migrations``; a test holds the two together. Dates are
ISO text and moments ISO text in UTC of one fixed length (``geo.io.moments``): they sort as they are
in every engine and are quick to read in bulk.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

VERSION = "0005"

METADATA = sa.MetaData()


def _name(**more: Any) -> sa.Column[str]:
    """A zone's code: one of the official ten digits with dots."""
    return sa.Column("zone_id", sa.String(13), **more)


def _batch() -> sa.Column[int]:
    return sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True)


def _key(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), primary_key=True)


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False, server_default=default)


BATCHES = sa.Table(
    "batches",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("city"),
    _text("disease"),  # "" where the contents speak of no disease (populations)
    sa.Column("kind", sa.String, sa.CheckConstraint("kind IN ('import', 'simulated')")),
    _text("created_at"),
    _text("file_name"),
    _text("sha256"),
    sa.Column("rows", sa.Integer, nullable=False),
    _text("note"),
    _text("content", "cases"),  # one of geo.io.batches.CONTENTS
    _text("created_by", ""),
    sa.Column("other_rows", sa.Integer, nullable=False, server_default="0"),
    sa.Column("gap", sa.Integer, nullable=False, server_default="0"),
    _text("report", ""),
    _text("fingerprint", ""),
    sa.Index("batches_by_city", "city", "disease", "id"),
    sqlite_autoincrement=True,
)

BATCH_STATES = sa.Table(
    "batch_states",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("batch_id", sa.Integer, sa.ForeignKey(BATCHES.c.id), nullable=False),
    _text("state"),  # one of geo.io.batches.STATES
    _text("at"),
    _text("by"),
    _text("note"),
    sa.Index("batch_states_by_batch", "batch_id", "id"),
    sqlite_autoincrement=True,
)

# A key begins with what a question always names, so that one question is one range of the table.
OBSERVATIONS = sa.Table(
    "observations",
    METADATA,
    _key("city"),
    _key("disease"),
    _key("indicator"),
    _key("date", 10),
    _name(primary_key=True),
    _batch(),
    _text("measure"),
    sa.Column("value", sa.Integer),
    _text("flag"),
    sa.Column("days", sa.Integer, nullable=False, server_default="1"),
    sa.Column("reported_on", sa.String(10)),
    postgresql_partition_by="RANGE (date)",  # see geo.io.partitions
    sqlite_with_rowid=False,
)

UNALLOCATED = sa.Table(
    "unallocated",
    METADATA,
    _key("city"),
    _key("disease"),
    _key("indicator"),
    _key("date", 10),
    _key("label"),
    _batch(),
    _text("measure"),
    sa.Column("value", sa.Integer),
    sa.Column("days", sa.Integer, nullable=False, server_default="1"),
    sqlite_with_rowid=False,
)

RT_HOUSES = sa.Table(
    "rt_houses",
    METADATA,
    _key("city"),
    _key("date", 10),
    _name(primary_key=True),
    _key("rt"),
    _batch(),
    sa.Column("houses", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

POPULATIONS = sa.Table(
    "populations",
    METADATA,
    _key("city"),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    _name(primary_key=True),
    _batch(),
    sa.Column("population", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

ZONE_DECISIONS = sa.Table(
    "zone_decisions",
    METADATA,
    _key("city"),
    _key("date", 10),
    _name(primary_key=True),
    _batch(),
    _text("level"),
    _text("decree"),
    _text("note", ""),
    sqlite_with_rowid=False,
)

ALIASES = sa.Table(
    "aliases",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("city"),
    _text("folded"),  # geo.names.normalise of what was written
    _text("written"),
    _text("meaning"),  # a zone_id, "outside" (no zone of the city), or "" (taken back)
    _text("at"),
    _text("by"),
    sa.Index("aliases_by_city", "city", "folded", "id"),
    sqlite_autoincrement=True,
)

USERS = sa.Table(
    "users",
    METADATA,
    _key("name"),
    _text("password"),  # an argon2 hash; "" where the person signs in elsewhere
    _text("role"),
    sa.Column("city", sa.String),
    sa.Column("zone_id", sa.String(13)),
    sa.Column("active", sa.Boolean, nullable=False),
    _text("created_at"),
    _text("created_by"),
)

# Secrets are held as their SHA-256: whoever reads the store can't sign in with what stands there.
SESSIONS = sa.Table(
    "sessions",
    METADATA,
    _key("sha256", 64),
    _text("user_name"),
    _text("created_at"),
    _text("expires_at"),
    _text("ended_at", ""),
)

TOKENS = sa.Table(
    "tokens",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("sha256"),
    _text("label"),
    _text("user_name"),
    _text("created_at"),
    _text("created_by"),
    _text("expires_at", ""),
    _text("revoked_at", ""),
    sa.Index("tokens_by_secret", "sha256", unique=True),
    sqlite_autoincrement=True,
)

SIGN_INS = sa.Table(
    "sign_ins",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("name"),
    _text("address"),
    _text("at"),
    sa.Column("ok", sa.Boolean, nullable=False),
    sa.Index("sign_ins_by_name", "name", "id"),
    sqlite_autoincrement=True,
)

AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    *map(_text, ("at", "by", "action", "city", "subject")),
    _text("detail"),  # JSON
    sqlite_autoincrement=True,
)

BRIEFINGS = sa.Table(
    "briefings",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("briefing_id", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    _text("city"),
    _text("disease"),
    _text("state"),  # one of geo.io.briefings.STATES
    _text("body"),  # JSON, see geo.scenes
    _text("at"),
    _text("by"),
    sa.Index("briefings_by_version", "briefing_id", "version", unique=True),
    sa.Index("briefings_by_city", "city", "briefing_id"),
    sqlite_autoincrement=True,
)

RESPONSES = sa.Table(
    "responses",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("record_id", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    *map(_text, ("city", "part", "zone_id")),  # "" where it speaks of no one kelurahan
    _text("state"),  # one of geo.io.response_versions.STATES
    _text("body"),  # JSON, see geo.response.written
    *map(_text, ("at", "by", "origin_file")),  # "<sha256> <file name>" of a whole file, else ""
    sa.Index("responses_by_version", "record_id", "version", unique=True),
    sa.Index("responses_by_city", "city", "part", "record_id"),
    sa.Index("responses_by_turn", "city", "id"),
    sqlite_autoincrement=True,
)

# The only table whose rows change: a message waits, and then it is sent or given up.
DELIVERIES = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("webhook"),
    _text("event_id"),
    _text("city"),
    _text("disease"),
    sa.Column("state_id", sa.Integer, nullable=False),  # of batch_states; 0: nothing counted
    _text("created_at"),
    _text("state"),  # one of geo.io.outbox.STATES
    sa.Column("attempts", sa.Integer, nullable=False),
    _text("next_at"),
    _text("last_error"),
    _text("body"),
    sa.Index("deliveries_by_event", "webhook", "event_id", unique=True),
    sa.Index("deliveries_by_state", "state", "webhook", "id"),
    sqlite_autoincrement=True,
)
