"""Records of the toy city's register, short to write: days are ISO, places are squares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geo.register import Register
from geo.response import Catchment, Check, Entry, Puskesmas, Record, Report, Session, Task
from tests import toy

on = dt.date.fromisoformat
"""A day as ISO writes it."""


def entry(kind: str, start: str = "", square: int = 1, end: str = "", **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "zone_id": toy.zone_id(square) if square else "",
        "start": on(start) if start else None,
        "end": on(end) if end else None,
        "about": "" if start else "2021",
    }
    return Entry(kind=kind, **(fields | changes))


def report(day: str, square: int = 1, rw: str = "001", **changes: Any) -> Report:
    return Report(zone_id=toy.zone_id(square), rw=rw, date=on(day), **changes)


def check(
    item: str, day: str, ready: bool = True, square: int = 1, rw: str = "", **changes: Any
) -> Check:
    fields: dict[str, Any] = {"item": item, "date": on(day), "ready": ready}
    return Check(zone_id=toy.zone_id(square), rw=rw, **(fields | changes))


def session(
    puskesmas: str, programme: str, day: str, people: int | None = None, **changes: Any
) -> Session:
    named: dict[str, Any] = {"puskesmas": puskesmas, "programme": programme}
    return Session(date=on(day), people=people, **(named | changes))


def puskesmas(name: str, opened: str = "", closed: str = "", **changes: Any) -> Puskesmas:
    return Puskesmas(
        puskesmas=name,
        opened=on(opened) if opened else None,
        closed=on(closed) if closed else None,
        **changes,
    )


def catchment(name: str, square: int, start: str = "", end: str = "", **changes: Any) -> Catchment:
    return Catchment(
        puskesmas=name,
        zone_id=toy.zone_id(square),
        start=on(start) if start else None,
        end=on(end) if end else None,
        **changes,
    )


def task(title: str, day: str, due: str, state: str = "open", done: str = "", **more: Any) -> Task:
    return Task(
        level="city",
        title=title,
        date=on(day),
        due=on(due),
        state=state,
        done=on(done) if done else None,
        **more,
    )


def register(*records: Record, **changes: Any) -> Register:
    return Register(records, **changes)
