"""The desk: what a person may do with the store. Every method asks ``geo.access`` first, so that
pages, commands and HTTP routes can't forget to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from geo.access import Viewer, require
from geo.errors import AccessError, InputError, Problem
from geo.io import accounts, aliases, audit, briefings, contents, tokens
from geo.io.batches import Batch, Content, NewBatch, Turn, states
from geo.io.response_desk import ResponseDesk
from geo.io.store import Store
from geo.scenes import Briefing, Scene


@dataclass(frozen=True)
class Desk:
    """One person at one store. AccessError wherever the person's role does not allow it."""

    store: Store
    viewer: Viewer

    @property
    def responses(self) -> ResponseDesk:
        """The same person at the register of responses."""
        return ResponseDesk(self.store, self.viewer)

    def draft(
        self, batch: NewBatch, observations: pd.DataFrame, unallocated: pd.DataFrame
    ) -> int | None:
        """Bring a batch of cases in as a draft; its number, None where it is stored already."""
        require(self.viewer, "draft", batch.city)
        batch = replace(batch, created_by=self.viewer.name)
        return self.store.add(batch, observations, unallocated, state="draft")

    def draft_contents(self, batch: NewBatch, content: Content, table: pd.DataFrame) -> int | None:
        """Bring other contents than cases in as a draft (``geo.io.contents``); its number, None
        where it is stored already. Houses per RT are a lurah's too, of the own kelurahan alone."""
        self._may_draft(batch.city, content, table.get("zone_id", ()))
        batch = replace(batch, created_by=self.viewer.name)
        return contents.add(self.store, batch, content, table, state="draft")

    def send_rt(
        self,
        city: str,
        disease: str,
        zone: tuple[str, str],
        day: dt.date,
        houses: Mapping[str, int],
    ) -> int | None:
        """Bring an RT form in as a draft: houses with cases by RT of a ``zone`` (zone_id, name)."""
        made = contents.form_batch(city, disease, zone, day, houses, self.viewer.name)
        return self.draft_contents(made[0], "rt_houses", made[1])

    def rt_sent(self, city: str, disease: str, zone_id: str) -> list[tuple[Batch, pd.DataFrame]]:
        """What was sent of one kelurahan's RTs, whatever its state, the last first."""
        self._may_draft(city, "rt_houses", [zone_id])
        return contents.sent(self.store, city, disease, zone_id)

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

    def rows_of(self, batch_id: int) -> pd.DataFrame:
        """One batch's own table, of other contents than cases; empty for cases."""
        require(self.viewer, "batches", self._city(batch_id))
        batch = self.store.batch(batch_id)
        return contents.rows_of(self.store, batch) if batch else pd.DataFrame()

    def states(self, batch_id: int) -> list[Turn]:
        """Every state that a batch took, the first one first."""
        require(self.viewer, "batches", self._city(batch_id))
        with self.store.reading() as connection:
            return states(connection, batch_id)

    def accept_alias(self, city: str, written: str, meaning: str) -> None:
        """From now on ``written`` means this zone_id, or "outside"; "" takes it back."""
        require(self.viewer, "alias", city)
        with self.store.writing() as connection:
            aliases.accept(connection, city, written, meaning, self.viewer.name)

    def spellings(self, city: str) -> Mapping[str, aliases.Alias]:
        """What people accepted, by tidied spelling."""
        require(self.viewer, "alias", city)
        with self.store.reading() as connection:
            return aliases.accepted(connection, city)

    def save_briefing(
        self,
        city: str,
        disease: str,
        title: str,
        scenes: Sequence[Scene],
        *,
        briefing_id: str | None = None,
        after: int = 0,
    ) -> Briefing:
        """A new briefing, or the version that follows the version ``after`` of ``briefing_id``."""
        require(self.viewer, "briefing", city)
        with self.store.writing() as connection:
            return briefings.save(
                connection,
                self.viewer.name,
                city,
                disease,
                title,
                scenes,
                briefing_id=briefing_id,
                after=after,
            )

    def remove_briefing(self, city: str, briefing_id: str, after: int) -> Briefing:
        """Take a briefing back as it is in its version ``after``; nothing is deleted."""
        require(self.viewer, "briefing", city)
        with self.store.writing() as connection:
            return briefings.remove(connection, self.viewer.name, city, briefing_id, after)

    def restore_briefing(self, city: str, briefing_id: str, after: int) -> Briefing:
        """Bring back a briefing that was taken back with its version ``after``."""
        require(self.viewer, "briefing", city)
        with self.store.writing() as connection:
            return briefings.restore(connection, self.viewer.name, city, briefing_id, after)

    def briefings(self, city: str, *, removed: bool = False) -> list[Briefing]:
        """A city's briefings in their newest version, the last saved first."""
        require(self.viewer, "briefing", city)
        with self.store.reading() as connection:
            return briefings.listing(connection, city, removed=removed)

    def briefing(self, briefing_id: str, version: int | None = None) -> Briefing:
        """A briefing by the id of its link. Whoever may save in its city may read every version;
        others the newest one, where all its pages are public and it was not taken back. InputError
        where there is none, told alike where it may not be read."""
        with self.store.reading() as connection:
            if version is None:
                found = briefings.newest(connection, briefing_id)
            else:
                found = briefings.version(connection, briefing_id, version)
        if found is None:
            raise briefings.unknown(briefing_id)
        mine = self.viewer.may("briefing", found.city)
        if not mine and (version is not None or found.removed or not found.public):
            raise briefings.unknown(briefing_id)
        return found

    def users(self) -> list[accounts.User]:
        """Every account by name."""
        require(self.viewer, "users", None)
        with self.store.reading() as connection:
            return accounts.users(connection)

    def add_user(
        self,
        name: str,
        role: str,
        city: str | None = None,
        zone_id: str | None = None,
        password: str | None = None,
    ) -> None:
        """Make an account; without a password it is for an OpenID provider's e-mail address."""
        require(self.viewer, "users", None)
        with self.store.writing() as connection:
            accounts.add(connection, self.viewer.name, name, role, city, zone_id, password)

    def set_password(self, name: str, password: str) -> None:
        """Give a new password; the person's sessions end."""
        require(self.viewer, "users", None)
        with self.store.writing() as connection:
            accounts.set_password(connection, self.viewer.name, name, password)

    def set_role(
        self, name: str, role: str, city: str | None = None, zone_id: str | None = None
    ) -> None:
        """Give another role; the person's sessions end."""
        require(self.viewer, "users", None)
        with self.store.writing() as connection:
            accounts.set_role(connection, self.viewer.name, name, role, city, zone_id)

    def set_active(self, name: str, *, active: bool) -> None:
        """Switch an account on, or off with its sessions and tokens."""
        require(self.viewer, "users", None)
        with self.store.writing() as connection:
            accounts.set_active(connection, self.viewer.name, name, active=active)

    def tokens(self) -> list[tokens.Token]:
        """Every token, without its secret."""
        require(self.viewer, "users", None)
        with self.store.reading() as connection:
            return tokens.tokens(connection)

    def make_token(self, user_name: str, label: str, days: int | None = None) -> str:
        """A new token's secret, to be told once."""
        require(self.viewer, "users", None)
        with self.store.writing() as connection:
            return tokens.make(connection, self.viewer.name, user_name, label, days)

    def revoke_token(self, token_id: int) -> None:
        """Take a token back for good."""
        require(self.viewer, "users", None)
        with self.store.writing() as connection:
            tokens.revoke(connection, self.viewer.name, token_id)

    def log(self, limit: int | None = None) -> list[audit.Entry]:
        """The log of everything that was written, newest first."""
        require(self.viewer, "audit", None)
        with self.store.reading() as connection:
            return audit.entries(connection, limit)

    def _may_draft(self, city: str, content: Content, zone_ids: Iterable[str]) -> None:
        require(self.viewer, "draft_rt" if content == "rt_houses" else "draft", city)
        if self.viewer.may("draft", city):
            return
        others = sorted({str(zone) for zone in zone_ids} - {self.viewer.zone_id})
        if others:
            found = {"found": ", ".join(others[:5])}
            raise AccessError(Problem("rt_other_zone", self.viewer.name, found))

    def _city(self, batch_id: int) -> str | None:
        """A batch's city; None where there is no such batch, which only all-city roles may hear."""
        batch = self.store.batch(batch_id)
        return batch.city if batch else None
