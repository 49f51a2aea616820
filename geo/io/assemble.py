"""A city's Facts gathered from the store and the city's own files: the one assembly that the pages
and the commands share."""

from __future__ import annotations

import pandas as pd

from geo import archive, population, rt, suppression
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
    policy: suppression.Policy = suppression.OFFICIAL,
) -> Facts:
    """Everything known of a city and a disease; a city without reports gives empty tables.

    ``zones`` is ZONES (see ``geo.schema``). Where it has geometry the neighbours are read off it,
    else there are none. With ``only_cases`` no other indicator than that of a case is read: three
    times as fast, enough for zones. Raises StoreError, InputError and ConfigError.
    """
    # Asked before the counts: an import in between then leaves a mark too many, never one too few.
    simulated = store.is_simulated(city.key, disease.key)
    batches = store.batches(city.key, disease.key)
    indicators = (disease.case_indicator,) if only_cases else None
    archived = city.archive is not None and disease.key == ARCHIVED_DISEASE
    return Facts(
        city=city,
        disease=disease,
        zones=pd.DataFrame(zones.drop(columns="geometry", errors="ignore")),
        population=population.read(city),
        observations=store.observations(city.key, disease.key, indicators),
        archive=archive.read(city) if archived else None,
        neighbours=_neighbours(zones),
        simulated=simulated,
        updated_at=batches[0].created_at if batches else None,
        rt=rt.read(city.rt_houses, tuple(zones["zone_id"])) if city.rt_houses else None,
        policy=policy,
    )


def _neighbours(zones: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    if "geometry" not in zones.columns:
        return {}
    from geo import coverage  # slow to load, and not needed for tables

    return coverage.neighbours(zones, coverage.read_extra_pairs())
