"""States of batches, other contents than cases, aliases, accounts and the audit log.

Batches that were stored before counted at once: each becomes published, at the moment it came.
The tables are written out as they were with this step; later steps change them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """New columns with what they were by default, new tables, and a state for each batch."""
    words = {"content": "cases", "created_by": "", "report": "", "fingerprint": ""}
    for name, default in words.items():
        op.add_column("batches", _text(name, default))
    for name in ("other_rows", "gap"):
        op.add_column("batches", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for table in ("observations", "unallocated"):
        op.add_column(table, sa.Column("days", sa.Integer, nullable=False, server_default="1"))
    op.add_column("observations", sa.Column("reported_on", sa.String(10)))
    states = [sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), nullable=False)]
    _numbered("batch_states", *states, *map(_text, ("state", "at", "by", "note")))
    op.create_index("batch_states_by_batch", "batch_states", ["batch_id", "id"])
    _contents()
    _people()
    op.execute(
        'INSERT INTO batch_states (batch_id, state, "at", "by", note) '
        "SELECT id, 'published', created_at, '', '' FROM batches ORDER BY id"
    )
    op.drop_table("meta")


def _contents() -> None:
    date, zone = ("date", sa.String(10)), ("zone_id", sa.String(13))
    _keyed("rt_houses", date, zone, ("rt", sa.String), rest=[_number("houses")])
    _keyed("populations", ("year", sa.Integer), zone, rest=[_number("population")])
    decision = [_text("level"), _text("decree"), _text("note", "")]
    _keyed("zone_decisions", date, zone, rest=decision)


def _people() -> None:
    _numbered("aliases", *map(_text, ("city", "folded", "written", "meaning", "at", "by")))
    op.create_index("aliases_by_city", "aliases", ["city", "folded", "id"])
    op.create_table(
        "users",
        sa.Column("name", sa.String, primary_key=True),
        _text("password"),
        _text("role"),
        sa.Column("city", sa.String),
        sa.Column("zone_id", sa.String(13)),
        sa.Column("active", sa.Boolean, nullable=False),
        _text("created_at"),
        _text("created_by"),
    )
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.String(64), primary_key=True),
        *map(_text, ("user_name", "created_at", "expires_at")),
        _text("ended_at", ""),
    )
    secrets = map(_text, ("sha256", "label", "user_name", "created_at", "created_by"))
    _numbered("tokens", *secrets, _text("expires_at", ""), _text("revoked_at", ""))
    op.create_index("tokens_by_secret", "tokens", ["sha256"], unique=True)
    ok = sa.Column("ok", sa.Boolean, nullable=False)
    _numbered("sign_ins", *map(_text, ("name", "address", "at")), ok)
    op.create_index("sign_ins_by_name", "sign_ins", ["name", "id"])
    _numbered("audit", *map(_text, ("at", "by", "action", "city", "subject", "detail")))


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False, server_default=default)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _numbered(table: str, *columns: sa.Column[Any]) -> None:
    """A table whose rows are numbered as they come."""
    number: sa.Column[int] = sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)
    op.create_table(table, number, *columns, sqlite_autoincrement=True)


def _keyed(table: str, *key: tuple[str, Any], rest: list[sa.Column[Any]]) -> None:
    """A table of one city after the other whose rows are found by their key and batch."""
    keys: list[sa.Column[Any]] = [
        sa.Column(name, kind, primary_key=True, autoincrement=False)
        for name, kind in (("city", sa.String), *key)
    ]
    batch = sa.Column("batch_id", sa.Integer, sa.ForeignKey("batches.id"), primary_key=True)
    op.create_table(table, *keys, batch, *rest, sqlite_with_rowid=False)
