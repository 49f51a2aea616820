"""The register of responses of one city: everything recorded, and what it says of a place and day.

Facts from public pages, what was entered here, and what is invented beside simulated cases stand
together; each record says which it is (``Record.origin``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from geo import action_ledger
from geo.action_ledger import Line
from geo.response import (
    Catchment,
    Check,
    Entry,
    Puskesmas,
    Record,
    Report,
    Session,
    Task,
    Telehealth,
)
from geo.response_cells import Ground, iso
from geo.suppression import Policy

T = TypeVar("T", bound=Record)


@dataclass(frozen=True)
class Register:
    """All records of a city; ``rws`` says how many RW a kelurahan has, where that is known."""

    records: tuple[Record, ...] = ()
    rws: Mapping[str, int] = field(default_factory=dict, hash=False)

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """The records of one part that count; those that wait for a second pair of eyes don't."""
        return tuple(r for r in self.records if isinstance(r, kind) and not r.waiting)

    @cached_property
    def waiting(self) -> tuple[Record, ...]:
        """What a second person has to confirm."""
        return tuple(record for record in self.records if record.waiting)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return self.of(Entry)

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        return self.of(Report)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return self.of(Check)

    @cached_property
    def checks_by_place(self) -> dict[tuple[str, str], tuple[Check, ...]]:
        """``checks`` by zone_id and RW ("" for the whole kelurahan), in the register's order."""
        found: dict[tuple[str, str], list[Check]] = {}
        for check in self.checks:
            found.setdefault((check.zone_id, check.rw), []).append(check)
        return {place: tuple(checks) for place, checks in found.items()}

    @cached_property
    def catchments(self) -> tuple[Catchment, ...]:
        """Who serves which kelurahan. What was entered here comes before the facts of public pages,
        most of which name neither a first nor a last day: of such a fact the days before an entered
        catchment of the kelurahan are left, if that has a first day."""
        entered = [one for one in self.of(Catchment) if one.origin == "entered"]
        found: list[Catchment] = []
        for one in self.of(Catchment):
            newer = [
                other
                for other in entered
                if other is not one and one.origin != "entered" and one.meets(other)
            ]
            if not newer:
                found.append(one)
                continue
            first = min(other.start or dt.date.min for other in newer)
            if first > (one.start or dt.date.min):
                found.append(replace(one, end=first - dt.timedelta(days=1)))
        return tuple(found)

    @cached_property
    def puskesmas(self) -> dict[str, Puskesmas]:
        """Health centres by name. Of several records of one name the last entered one counts, else
        the last fact; a day that it doesn't say is that of the record before."""
        found: dict[str, Puskesmas] = {}
        for one in sorted(self.of(Puskesmas), key=lambda one: one.origin == "entered"):
            before = found.get(one.puskesmas)
            opened = one.opened or (before.opened if before else None)
            closed = one.closed or (before.closed if before else None)
            found[one.puskesmas] = replace(one, opened=opened, closed=closed)
        return dict(sorted(found.items()))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The action ledger (``geo.action_ledger``)."""
        return action_ledger.lines(record for record in self.records if not record.waiting)

    def lines_for(self, disease: str) -> tuple[Line, ...]:
        """The lines that answer a disease."""
        return tuple(line for line in self.lines if line.disease in ("", disease))

    @property
    def has_simulated(self) -> bool:
        return any(record.simulated for record in self.records)

    def with_(self, records: Collection[Record]) -> Register:
        """The register with more records."""
        return replace(self, records=(*self.records, *records))

    def ground(self, zone_ids: Collection[str], rules: Collection[str], today: dt.date) -> Ground:
        """What a new record is held against."""
        return Ground(
            zone_ids=frozenset(zone_ids),
            puskesmas=self.puskesmas,
            catchments=self.catchments,
            rws=self.rws,
            rules=rules,
            last_day=today,
            read_day=iso,
        )

    def seen_by(self, policy: Policy) -> Register:
        """What a reader may see: of kelurahan that the policy does not open, no waiting record and
        of a Jogo Tonggo's report only that there is one; of an entry that was made here no numbers
        of persons, no words of a person's own, and no place that would point at few people. Facts
        from public pages and invented ones are everybody's."""
        if policy.detail:
            return self
        shown = (_shown(record, policy) for record in self.records)
        return replace(self, records=tuple(record for record in shown if record is not None))


_OF_A_CASE = ("isolation", "swab", "tracing", "lockdown")
"""Kinds that are there because of a case: their RW would tell where it is."""


def _shown(record: Record, policy: Policy) -> Record | None:
    """A record as it may be seen; None where it may not."""
    if record.origin != "entered" or policy.sees(record.zone_id):
        return record
    if isinstance(record, Report):
        return Report(
            id=record.id,
            zone_id=record.zone_id,
            rw=record.rw,
            date=record.date,
            waiting=record.waiting,
        )
    if record.waiting:
        return None
    hidden: dict[str, object] = {"note": "", "by": "", "source": record.link}
    if isinstance(record, Entry):
        hidden |= dict.fromkeys(("people", "tested", "positive", "houses", "packages"))
        hidden |= {"rt": "", "about": ""}
        hidden |= {"programme": ""} if record.kind != "programme" else {}
        hidden |= {"rw": ""} if record.kind in _OF_A_CASE else {}
    elif isinstance(record, Session):
        hidden |= {"people": None}
    elif isinstance(record, Task) and record.zone_id:
        hidden |= {"title": ""}
    elif isinstance(record, Telehealth):
        few = range(1, policy.hide_below)
        if record.consultations in few or record.visits in few:
            return None
    return replace(record, **hidden)  # type: ignore[arg-type]
