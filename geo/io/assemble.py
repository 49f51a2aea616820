"""A city's Facts gathered from the store and the city's own files: the one assembly that the pages
and the commands share."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd

from geo import archive, population, rt, suppression
from geo.access import Viewer, policy_of
from geo.cities import City, Disease
from geo.facts import Facts
from geo.io.store import Store

ARCHIVED_DISEASE = "covid19"
"""The disease that the archives of reported zones speak of."""


def facts(
    store: Store,
    city: City,
    disease: Disease,
    zones: pd.DataFrame,
    *,
    only_cases: bool = False,
    viewer: Viewer | None = None,
    anybody: suppression.Policy = suppression.PUBLIC,
    as_of: dt.datetime | None = None,
) -> Facts:
    """Everything known of a city and a disease; a city without reports gives empty tables.

    ``zones`` is ZONES (see ``geo.schema``). Where it has geometry the neighbours are read off it,
    else there are none. With ``only_cases`` no other indicator than that of a case is read: three
    times as fast, enough for zones. ``viewer`` decides which small counts are let through, None is
    a program that shows nothing to anybody; ``anybody`` is what nobody in particular may see.
    ``as_of`` asks for what was known at that moment, None for what is known now. Raises StoreError,
    InputError and ConfigError.
    """
    # Asked before the counts: an import in between then leaves a mark too many, never one too few.
    simulated = store.is_simulated(city.key, disease.key, as_of=as_of)
    batches = store.batches(city.key, disease.key, as_of=as_of)
    policy = suppression.OFFICIAL
    if viewer is not None and not simulated:  # nobody is behind an invented number
        policy = policy_of(viewer, city.key, anybody)
    indicators = (disease.case_indicator,) if only_cases else None
    archived = city.archive is not None and disease.key == ARCHIVED_DISEASE
    return Facts(
        city=city,
        disease=disease,
        zones=pd.DataFrame(zones.drop(columns="geometry", errors="ignore")),
        population=population.read(city),
        observations=store.observations(city.key, disease.key, indicators, as_of=as_of),
        archive=_archive(city, as_of) if archived else None,
        neighbours=_neighbours(zones),
        simulated=simulated,
        updated_at=batches[0].state_at if batches else None,
        rt=rt.read(city.rt_houses, tuple(zones["zone_id"])) if city.rt_houses else None,
        policy=policy,
        as_of=as_of,
    )


def _archive(city: City, as_of: dt.datetime | None) -> archive.Archive:
    """The archive as far as it speaks of days up to the moment."""
    whole = archive.read(city)
    if as_of is None:
        return whole
    return archive.up_to(whole, as_of.astimezone(ZoneInfo(city.timezone)).date())


def _neighbours(zones: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    if "geometry" not in zones.columns:
        return {}
    from geo import coverage  # slow to load, and not needed for tables

    return coverage.neighbours(zones, coverage.read_extra_pairs())
