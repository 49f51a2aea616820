"""A small register for tests, on the toy city: what was done in March 2021, worked out by hand.

square 1  Kampung Siaga of RW 001 since 1 March, checked on 10 March
square 3  fogging on 1 March (lasts 7 days): unconfirmed from 9 March
square 5  nothing
square 4  Posko from 2 to 9 March: ended
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from geo.register import Register
from geo.response import Check, Entry, Record
from tests import toy


def day(n: int, month: int = 3) -> dt.date:
    return dt.date(2021, month, n)


def entry(kind: str, square: int | None, start: dt.date | None, **more: Any) -> Entry:
    """An entry of a square, None for the whole city."""
    zone = toy.zone_id(square) if square else ""
    return Entry(id=f"{kind}-{square}-{start}", kind=kind, zone_id=zone, start=start, **more)


def check(square: int, item: str, on: dt.date, *, ready: bool = True, rw: str = "001") -> Check:
    return Check(
        id=f"{item}-{on}", zone_id=toy.zone_id(square), rw=rw, item=item, date=on, ready=ready
    )


RECORDS: tuple[Record, ...] = (
    entry("kampung", 1, day(1), rw="001", source="https://warta.test/kampung", origin="fact"),
    check(1, "health", day(10)),
    entry("disinfection", 3, day(1)),
    entry("post", 4, day(2), end=day(9)),
)


def register(*more: Record) -> Register:
    return Register((*RECORDS, *more))
