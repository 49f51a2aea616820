"""The register's records: what was done against a disease, where, since when, by whom.

Dates are ``datetime.date``; None or "" is what is not known, never zero. ``zone_id`` "" speaks of
no one kelurahan. Which cells of a table become which field stands in ``geo.response_fields``.

    Entry      a response of one of ``response_kinds.KINDS``
    Check      one of the five siaga of a Kampung Siaga, looked at on a day
    Report     a day's report of an RW's Jogo Tonggo
    Puskesmas  a health centre, and from when to when it exists
    Catchment  the kelurahan of a Puskesmas, from a day to a day
    Session    one session of a Puskesmas' programme
    Telehealth a week's consultations and visits of a Puskesmas
    Task, Member, Review  a Satgas: what is to be done, who is in it, what its academics found
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Origin = Literal["fact", "entered", "simulated"]
"""From a public page with its address; entered here; invented."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What all records have. ``id`` is its name in the register, ``version`` and ``at`` (aware)
    those of the last edit, 0 and None where nobody edits it. ``source`` is an address or words.
    ``waiting``: a second pair of eyes has not confirmed it yet, so it does not count."""

    id: str = ""
    zone_id: str = ""
    rw: str = ""
    role: str = ""
    note: str = ""
    source: str = ""
    origin: Origin = "entered"
    version: int = 0
    by: str = ""
    at: dt.datetime | None = None
    waiting: bool = False

    @property
    def simulated(self) -> bool:
        return self.origin == "simulated"

    @property
    def link(self) -> str:
        """The source where it is an address, else ""."""
        return self.source if self.source.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, kw_only=True)
class Entry(Record):
    """A response. ``start`` None: only ``about`` says when ("2020"). ``end`` None: no end is known.
    Numbers are persons reached, tested and positive, houses (for ``larva``: inspected) and
    packages of aid; ``disease`` "" answers any."""

    kind: str
    start: dt.date | None = None
    end: dt.date | None = None
    about: str = ""
    rt: str = ""
    puskesmas: str = ""
    programme: str = ""
    disease: str = ""
    people: int | None = None
    tested: int | None = None
    positive: int | None = None
    houses: int | None = None
    packages: int | None = None


@dataclass(frozen=True, kw_only=True)
class Check(Record):
    """One of ``response_kinds.SIAGA`` as somebody found it on a day."""

    item: str
    date: dt.date
    ready: bool


@dataclass(frozen=True, kw_only=True)
class Report(Record):
    """A day of an RW. ``houses`` with a case of ``disease`` in seven days by RT, "" where it is not
    said which; people in isolation at home, households without the aid that is due to them, stock
    of staples in days, guests recorded, whether the night watch was held, activities held; None
    where the report does not say."""

    date: dt.date
    disease: str = ""
    houses: Mapping[str, int] = field(default_factory=dict, hash=False)
    isolating: int | None = None
    without_aid: int | None = None
    staples_days: int | None = None
    guests: int | None = None
    watch: bool | None = None
    activities: int | None = None


@dataclass(frozen=True, kw_only=True)
class Puskesmas(Record):
    """A health centre; ``opened`` and ``closed`` None where no source says."""

    puskesmas: str
    opened: dt.date | None = None
    closed: dt.date | None = None

    def existed(self, day: dt.date) -> bool:
        """False where it is known not to have been open on that day."""
        return not (self.opened and day < self.opened) and not (self.closed and day > self.closed)


@dataclass(frozen=True, kw_only=True)
class Catchment(Record):
    """The zone belongs to the Puskesmas from ``start`` to ``end``; None where no source says when
    it began or ended. ``about`` is the year that the source speaks of."""

    puskesmas: str
    start: dt.date | None = None
    end: dt.date | None = None
    about: str = ""

    def on(self, day: dt.date) -> bool:
        return not (self.start and day < self.start) and not (self.end and day > self.end)

    def meets(self, other: Catchment) -> bool:
        """True where both speak of one kelurahan on one day."""
        first = max(self.start or dt.date.min, other.start or dt.date.min)
        last = min(self.end or dt.date.max, other.end or dt.date.max)
        return self.zone_id == other.zone_id and first <= last


@dataclass(frozen=True, kw_only=True)
class Session(Record):
    """One session of a programme and the people it reached."""

    puskesmas: str
    programme: str
    date: dt.date
    people: int | None = None


@dataclass(frozen=True, kw_only=True)
class Telehealth(Record):
    """A week that begins on ``date`` (Monday): consultations from afar and visits in person."""

    puskesmas: str
    date: dt.date
    consultations: int
    visits: int

    def over(self, day: dt.date) -> bool:
        """True from the last day of the week on."""
        return self.date + dt.timedelta(days=6) <= day


@dataclass(frozen=True, kw_only=True)
class Task(Record):
    """What a Satgas of this ``level`` has to do by ``due``; ``done`` is the day on which it was
    done or dropped. ``district`` names the kecamatan of a Satgas at that level."""

    level: str
    district: str = ""
    title: str
    date: dt.date
    due: dt.date
    state: str = "open"
    done: dt.date | None = None

    def state_on(self, day: dt.date) -> str:
        """Its state on a day: what was done or dropped later was still open then. Without that day
        it always was."""
        return "open" if self.done is not None and day < self.done else self.state

    def late(self, day: dt.date) -> bool:
        """True where it was set by then, is past its due date and neither done nor dropped."""
        return self.date <= day and self.due < day and self.state_on(day) in ("open", "doing")


@dataclass(frozen=True, kw_only=True)
class Member(Record):
    """So many members of a Satgas from one side, since a day; ``district`` as of Task."""

    level: str
    district: str = ""
    side: str
    date: dt.date
    people: int


@dataclass(frozen=True, kw_only=True)
class Review(Record):
    """What members (academics among them) found of a rule or a briefing: its key or id."""

    title: str
    date: dt.date
    rule: str = ""
    briefing: str = ""


PARTS: dict[str, type[Record]] = {
    "entry": Entry,
    "check": Check,
    "report": Report,
    "puskesmas": Puskesmas,
    "catchment": Catchment,
    "session": Session,
    "telehealth": Telehealth,
    "task": Task,
    "member": Member,
    "review": Review,
}
_PART_OF = {made: part for part, made in PARTS.items()}
_KEPT_APART = ("id", "origin", "version", "by", "at", "waiting")
_OWN = {
    made: tuple(f.name for f in fields(made) if f.name not in _KEPT_APART)
    for made in PARTS.values()
}


def part_of(record: Record) -> str:
    """The name of a record's part of the register."""
    return _PART_OF[type(record)]


def written(record: Record) -> dict[str, Any]:
    """A record's own fields for JSON, without those that are not known."""
    kept = ((name, getattr(record, name)) for name in _OWN[type(record)])
    return {name: _plain(value) for name, value in kept if value not in (None, "", {})}


def stored(part: str, body: Mapping[str, Any], **kept: Any) -> Record:
    """The record of what ``written`` gave; ``kept`` are its id, origin, version, by, at, waiting.
    Nothing is asked: what once was good can always be read."""
    days = ("start", "end", "date", "opened", "closed", "due", "done")
    read: dict[str, Any] = {
        name: dt.date.fromisoformat(value) if name in days else value
        for name, value in body.items()
    }
    return PARTS[part](**read, **kept)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value
