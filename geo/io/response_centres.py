"""What hangs on a Puskesmas in the register: no change may leave it behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from geo import boundaries
from geo.cities import City
from geo.errors import InputError, Problem
from geo.io import response_ground
from geo.register import Register
from geo.response import Puskesmas, Record


@contextmanager
def unharmed(connection: sa.Connection, city: City, part: str) -> Iterator[None]:
    """Around a write of ``part``. InputError where a health centre would then have the name of
    another one but for capitals, or where what was entered of one would speak of a Puskesmas that
    is gone, has another name or was not open on that day. The transaction has to be given up."""
    if part != "puskesmas":
        yield
        return
    zone_ids = tuple(boundaries.read_attributes(city)["zone_id"])
    was = response_ground.register(connection, city, zone_ids)
    yield
    now = response_ground.register(connection, city, zone_ids)
    _check_names(was, now)
    _check_users(was, now)


def _check_names(was: Register, now: Register) -> None:
    before = _twice(was)
    for name, other in _twice(now).items():
        if name not in before:
            raise InputError(Problem("response_name_taken", name, {"found": name, "other": other}))


def _twice(register: Register) -> dict[str, str]:
    """Names of health centres that were entered though there is one already, and that one. A fact
    of the very same name is what such a record corrects."""
    found: dict[str, str] = {}
    held: dict[str, Puskesmas] = {}
    for one in sorted(register.of(Puskesmas), key=lambda one: one.origin == "entered"):
        other = held.setdefault(one.puskesmas.casefold(), one)
        corrects = other.origin == "fact" and other.puskesmas == one.puskesmas
        if other is not one and one.origin == "entered" and not corrects:
            found[one.puskesmas] = other.puskesmas
        elif one.origin == "entered":
            held[one.puskesmas.casefold()] = one
    return found


def _check_users(was: Register, now: Register) -> None:
    for name, before in was.puskesmas.items():
        after = now.puskesmas.get(name)
        if after is not None and (after.opened, after.closed) == (before.opened, before.closed):
            continue
        left = [
            one
            for one in now.records
            if one.origin == "entered"
            and _named(one) == name
            and _fits(one, before)
            and not (after and _fits(one, after))
        ]
        if left:
            raise InputError(Problem("response_in_use", name, {"found": name, "n": len(left)}))


def _named(record: Record) -> str:
    """The Puskesmas that a record hangs on, "" where it is one itself or names none."""
    return "" if isinstance(record, Puskesmas) else getattr(record, "puskesmas", "")


def _fits(record: Record, centre: Puskesmas) -> bool:
    """True where the Puskesmas was open on every day that the record names."""
    days = (getattr(record, name, None) for name in ("date", "start", "end"))
    return all(centre.existed(day) for day in days if day)
