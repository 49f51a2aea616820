"""The register of a city as a whole: facts from the city's own files, and what was entered here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from geo import boundaries, population, response_files, rules
from geo.cities import City
from geo.io import moments, responses
from geo.register import Register
from geo.response import Record
from geo.response_cells import Ground
from geo.settings import Settings

HELD_AGAINST = ("puskesmas", "catchment")
"""Parts that other records are held against."""
_WHEN = ("start", "date", "opened")


def register(
    connection: sa.Connection | None,
    city: City,
    zone_ids: Sequence[str],
    as_of: dt.datetime | None = None,
    parts: Collection[str] | None = None,
) -> Register:
    """Everything recorded of a city as it was known at ``as_of`` (None: now), facts first.

    Facts have no moment at which they became known: those of days after ``as_of`` are left out,
    undated ones stay. ``parts`` limits what is asked of the store; ``connection`` None is a store
    that doesn't exist yet. ConfigError where a file of facts is wrong.
    """
    facts: Sequence[Record] = response_files.read(city.key, zone_ids)
    if as_of is not None:
        last = as_of.astimezone(ZoneInfo(city.timezone)).date()
        facts = [_as_known(record, last) for record in facts if _begun(record, last)]
    stored = responses.current(connection, city.key, as_of, parts) if connection else []
    return Register((*facts, *stored), population.read_rws(city))


def ground(connection: sa.Connection | None, city: City, but: str | None = None) -> Ground:
    """What a new record of the city is held against today; ``but`` is a record that is about to
    change, so that it is not held against itself."""
    zone_ids = tuple(boundaries.read_attributes(city)["zone_id"])
    known = register(connection, city, zone_ids, parts=HELD_AGAINST)
    if but is not None:
        kept = tuple(record for record in known.records if record.id != but)
        known = replace(known, records=kept)
    keys = rules.registry(own=Settings().rules)
    return known.ground(zone_ids, keys, moments.today(city.timezone))


def _as_known(record: Record, last: dt.date) -> Record:
    """A record without an end that nobody can have known on ``last``."""
    end = getattr(record, "end", None)
    return replace(record, end=None) if end is not None and end > last else record  # type: ignore[call-arg]


def _begun(record: Record, last: dt.date) -> bool:
    """False where a record speaks of a day after ``last``."""
    day = next((day for name in _WHEN if (day := getattr(record, name, None))), None)
    return day is None or day <= last
