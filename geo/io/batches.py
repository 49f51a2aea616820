"""Batches of the store, and which of them count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["import", "simulated"]


@dataclass(frozen=True)
class NewBatch:
    """What is known of a batch before it is stored; ``sha256`` is that of the file's bytes."""

    city: str
    disease: str
    kind: Kind
    file_name: str
    sha256: str
    note: str = ""


@dataclass(frozen=True)
class Batch:
    """A stored batch. ``rows`` counts its observations; ``created_at`` is aware, in UTC."""

    id: int
    city: str
    disease: str
    kind: Kind
    created_at: dt.datetime
    file_name: str
    sha256: str
    rows: int
    note: str


def batch_of(row: Any) -> Batch:
    """A row of the table of batches as a Batch."""
    return Batch(**{**row._mapping, "created_at": dt.datetime.fromisoformat(row.created_at)})


def ignored(newest_first: Sequence[Batch]) -> set[int]:
    """Ids of batches that no longer count.

    These are simulated ones beside an import, and earlier readings of a file that was read again.
    """
    imported = any(batch.kind == "import" for batch in newest_first)
    seen: set[tuple[str, str]] = set()
    found = set()
    for batch in newest_first:
        file = (batch.kind, batch.sha256)
        if (imported and batch.kind == "simulated") or file in seen:
            found.add(batch.id)
        seen.add(file)
    return found
