"""The action ledger: records of the register as lines on the time axis.

A line is one response of one place: a Kampung Siaga of an RW, a programme of a Puskesmas. Whatever
speaks of it is a sign of life: an entry, a checked item, a day's report, a session. Without an end
date it is active for its kind's ``lasts`` days after each sign; then nobody confirmed it, which is
not the same as ended, and no record is not the same as no response.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Literal

from geo.response import Check, Entry, Record, Report, Session
from geo.response_kinds import BY_KEY, Kind

State = Literal["planned", "active", "unconfirmed", "ended", "undated"]
"""``undated``: it is known to have been there, but not on which days."""

DAY = dt.timedelta(days=1)

Sign = Check | Report | Session
_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Span:
    """Days from ``start`` to ``end``, both within; ``active`` or ``unconfirmed``. ``end`` None:
    no end is known."""

    start: dt.date
    end: dt.date | None
    state: State


@dataclass(frozen=True)
class Line:
    """One response of one place; ``entries`` in the order of their start, undated ones last.
    ``signs`` are the days that speak of it, in order, each once; ``disease`` is the only one that
    it answers, "" for any."""

    kind: str
    zone_id: str
    rw: str
    puskesmas: str
    programme: str
    disease: str
    entries: tuple[Entry, ...]
    signs: tuple[dt.date, ...]

    @property
    def of(self) -> Kind:
        return BY_KEY[self.kind]

    @property
    def simulated(self) -> bool:
        return any(entry.simulated for entry in self.entries)

    @cached_property
    def start(self) -> dt.date | None:
        """The first day that speaks of it; None where none does."""
        return self.signs[0] if self.signs else None

    @cached_property
    def _closed(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """First and last day of the entries that name both, in order."""
        return tuple(sorted((e.start, e.end) for e in self.entries if e.start and e.end))

    @cached_property
    def _active(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """Stretches of days on which it is active, in order, apart from each other.

        An entry with an end says that it went on until then, whatever else spoke of it meanwhile.
        Every other sign carries on for ``lasts`` days, at most to the end of the entry it falls
        into, or of the next one that has an end.
        """
        lasts = dt.timedelta(days=self.of.lasts)
        known = {start for start, _ in self._closed}
        stretches = list(self._closed)
        for sign in (day for day in self.signs if day not in known):
            over = self._over(sign)
            stretches.append((sign, min(sign + lasts, over or dt.date.max)))
        joined: list[tuple[dt.date, dt.date]] = []
        for first, last in sorted(stretches):
            if joined and first <= joined[-1][1] + DAY:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return tuple(joined)

    def _over(self, sign: dt.date) -> dt.date | None:
        around = [end for start, end in self._closed if start <= sign <= end]
        if around:
            return max(around)
        later = [(start, end) for start, end in self._closed if start > sign]
        return max(end for start, end in later if start == later[0][0]) if later else None

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The line's days in order, from its start; empty where it has none. Days on which it had
        ended are in none of them."""
        cuts = {*self.signs, *(end + DAY for _, end in self._closed)}
        cuts |= {first for first, _ in self._active} | {last + DAY for _, last in self._active}
        found: list[Span] = []
        days = sorted(cuts)
        for first, following in zip_longest(days, days[1:]):
            state, last = self.state_on(first), following - DAY if following else None
            if state == "ended":
                continue
            before = found[-1] if found else None
            if before and before.state == state and before.end == first - DAY:
                first = found.pop().start
            found.append(Span(first, last, state))
        return tuple(found)

    def state_on(self, day: dt.date) -> State:
        """What is known of it on a day. What speaks of later days counts only where it names its
        own first day: an end that is written down says that it went on until then."""
        if self.start is None:
            return "undated"
        if day < self.start:
            return "planned"
        at = bisect_right(self._active, day, key=lambda stretch: stretch[0]) - 1
        if at >= 0 and day <= self._active[at][1]:
            return "active"
        ends = [end for _, end in self._closed if end < day]
        last = self.last_sign(day)
        return "ended" if ends and (last is None or last <= max(ends)) else "unconfirmed"

    def last_sign(self, day: dt.date) -> dt.date | None:
        """The last day up to ``day`` that speaks of it; None where there is none."""
        at = bisect_right(self.signs, day)
        return self.signs[at - 1] if at else None


def lines(records: Iterable[Record]) -> tuple[Line, ...]:
    """Every line of these records, by start, then kind and place; those without a day last.

    A response against one disease is another line than one against another. Checks, reports and
    sessions are signs of life of every line of their place. Where no entry says when it began,
    whoever reports is there all the same: the line begins with its first sign.
    """
    entries: defaultdict[_Key, defaultdict[str, list[Entry]]]
    entries = defaultdict(lambda: defaultdict(list))
    signs: defaultdict[_Key, list[Sign]] = defaultdict(list)
    for record in records:
        if isinstance(record, Entry):
            key = _key(record.kind, record, record.puskesmas, record.programme)
            entries[key][record.disease or BY_KEY[record.kind].disease].append(record)
        elif isinstance(record, Check):
            signs[_key("kampung", record)].append(record)
        elif isinstance(record, Report):
            signs[_key("jogo_tonggo", record)].append(record)
        elif isinstance(record, Session):
            signs[_key("programme", record, record.puskesmas, record.programme)].append(record)
    for key, found in signs.items():
        if not any(entry.start for group in entries[key].values() for entry in group):
            disease = next(iter(entries[key]), "")
            first = min(found, key=lambda sign: sign.date)
            entries[key][disease].append(_witnessed(key[0], first))
    made = [
        _line(key, disease, found, signs[key])
        for key, groups in entries.items()
        for disease, found in groups.items()
    ]
    return tuple(sorted(made, key=_place))


def _line(key: _Key, disease: str, entries: list[Entry], signs: list[Sign]) -> Line:
    days = {entry.start for entry in entries if entry.start} | {sign.date for sign in signs}
    ordered = tuple(sorted(entries, key=_order))
    kind, zone_id, rw, puskesmas, _ = key
    name = ordered[0].programme
    return Line(kind, zone_id, rw, puskesmas, name, disease, ordered, tuple(sorted(days)))


def _place(line: Line) -> tuple[dt.date, str, str, str, str]:
    return line.start or dt.date.max, line.kind, line.zone_id, line.rw, line.disease


def _witnessed(kind: str, sign: Sign) -> Entry:
    """The entry that nobody made of a response that has a sign of life."""
    of_puskesmas = isinstance(sign, Session)
    return Entry(
        id=sign.id,
        kind=kind,
        zone_id="" if of_puskesmas else sign.zone_id,
        rw="" if of_puskesmas else sign.rw,
        start=sign.date,
        puskesmas=sign.puskesmas if isinstance(sign, Session) else "",
        programme=sign.programme if isinstance(sign, Session) else "",
        origin=sign.origin,
        source=sign.source,
        role=sign.role,
    )


def _key(kind: str, record: Record, puskesmas: str = "", programme: str = "") -> _Key:
    """What tells one line from another: a programme is its Puskesmas', wherever it was held; checks
    and reports name no Puskesmas and no programme, so those they speak of are told by place."""
    if kind == "programme":
        return kind, "", "", puskesmas, programme.casefold()
    if kind in ("kampung", "jogo_tonggo"):
        return kind, record.zone_id, record.rw, "", ""
    return kind, record.zone_id, record.rw, puskesmas, programme.casefold()


def _order(entry: Entry) -> tuple[dt.date, dt.date, str]:
    return entry.start or dt.date.max, entry.end or dt.date.max, entry.id
