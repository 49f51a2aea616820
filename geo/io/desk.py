"""The desk: what a person may do with the store. Every method asks ``geo.access`` first, so that
pages, commands and HTTP routes can't forget to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from geo.access import Viewer, require
from geo.errors import InputError, Problem
from geo.io import aliases, audit
from geo.io.batches import Batch, NewBatch
from geo.io.store import Store


@dataclass(frozen=True)
class Desk:
    """One person at one store. AccessError wherever the person's role does not allow it."""

    store: Store
    viewer: Viewer

    def draft(
        self, batch: NewBatch, observations: pd.DataFrame, unallocated: pd.DataFrame
    ) -> int | None:
        """Bring a batch of cases in as a draft; its number, None where it is stored already."""
        require(self.viewer, "draft", batch.city)
        batch = replace(batch, created_by=self.viewer.name)
        return self.store.add(batch, observations, unallocated, state="draft")

    def publish(self, batch_id: int, note: str = "") -> Batch:
        """Let a batch count. InputError where totals differ and ``note`` does not explain it."""
        require(self.viewer, "publish", self._city(batch_id))
        return self.store.decide(batch_id, "published", self.viewer.name, note)

    def retract(self, batch_id: int, note: str) -> Batch:
        """Take a batch back; what counted before it counts again. A reason is asked for."""
        require(self.viewer, "retract", self._city(batch_id))
        if not note.strip():
            raise InputError(Problem("retract_reason", f"#{batch_id}"))
        return self.store.decide(batch_id, "retracted", self.viewer.name, note)

    def batches(self, city: str, disease: str) -> list[Batch]:
        """The history of a city and disease, newest state first."""
        require(self.viewer, "batches", city)
        return self.store.batches(city, disease)

    def contents(self, batch_id: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """One batch's own numbers: OBSERVATIONS and UNALLOCATED."""
        require(self.viewer, "batches", self._city(batch_id))
        return self.store.contents(batch_id)

    def accept_alias(self, city: str, written: str, meaning: str) -> None:
        """From now on ``written`` means this zone_id, or "outside"; "" takes it back."""
        require(self.viewer, "alias", city)
        with self.store.writing() as connection:
            aliases.accept(connection, city, written, meaning, self.viewer.name)

    def log(self, limit: int | None = None) -> list[audit.Entry]:
        """The log of everything that was written, newest first."""
        require(self.viewer, "audit", None)
        with self.store.reading() as connection:
            return audit.entries(connection, limit)

    def _city(self, batch_id: int) -> str | None:
        """A batch's city; None where there is no such batch, which only all-city roles may hear."""
        batch = self.store.batch(batch_id)
        return batch.city if batch else None
