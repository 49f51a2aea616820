"""A city's Facts gathered from the store and the city's own files: the one assembly that the pages
and the commands share."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pandas as pd

from geo import archive, decisions, population, report_houses, rt, suppression
from geo.access import Viewer, policy_of
from geo.cities import City, Disease
from geo.facts import Facts
from geo.io import contents, response_ground
from geo.io import responses as stored
from geo.io.store import Store
from geo.register import Register

ARCHIVED_DISEASE = "covid19"
"""The disease that the archives of reported zones speak of."""
_TRIES = 5
"""So often facts are gathered anew when something is published meanwhile."""


def facts(
    store: Store,
    city: City,
    disease: Disease,
    zones: pd.DataFrame,
    *,
    only_cases: bool = False,
    responses: bool | None = None,
    viewer: Viewer | None = None,
    anybody: suppression.Policy = suppression.PUBLIC,
    as_of: dt.datetime | None = None,
) -> Facts:
    """Everything known of a city and a disease; a city without reports gives empty tables.

    ``zones`` is ZONES (see ``geo.schema``). Where it has geometry the neighbours are read off it,
    else there are none. With ``only_cases`` no other indicator than that of a case is read: three
    times as fast, enough for zones; nor are responses then, unless ``responses`` asks for them, but
    for the houses with cases per RT in reports, which colour zones. ``viewer`` decides which small
    counts are let through, None is a program that shows nothing to anybody; ``anybody`` is what
    nobody in particular may see. ``as_of`` asks for what was known at that moment, None for what is
    known now. Raises StoreError, InputError and ConfigError.
    """
    allowed = suppression.OFFICIAL if viewer is None else policy_of(viewer, city.key, anybody)
    indicators = (disease.case_indicator,) if only_cases else None
    answered = not only_cases if responses is None else responses
    for _ in range(_TRIES):
        revision = store.revision(city.key, disease.key)
        found = _gathered(store, city, disease, zones, indicators, answered, allowed, as_of)
        if store.revision(city.key, disease.key) == revision:
            return found
    # Never still: what was invented and what is real may be mixed, so nothing more is shown.
    return replace(found, policy=allowed)


def _gathered(
    store: Store,
    city: City,
    disease: Disease,
    zones: pd.DataFrame,
    indicators: tuple[str, ...] | None,
    answered: bool,
    allowed: suppression.Policy,
    as_of: dt.datetime | None,
) -> Facts:
    """The facts out of several questions to the store; whole only if nothing was published between
    the first and the last of them."""
    simulated = store.is_simulated(city.key, disease.key, as_of=as_of)
    policy = suppression.OFFICIAL if simulated else allowed  # nobody is behind an invented number
    people = contents.populations(store, city.key, as_of=as_of)
    zone_ids = tuple(zones["zone_id"])
    known = _register(store, city, zone_ids, answered, as_of)
    beside_simulated = allowed if simulated else None
    return Facts(
        city=city,
        disease=disease,
        zones=pd.DataFrame(zones.drop(columns="geometry", errors="ignore")),
        population=population.newest(population.read(city), people),
        observations=store.observations(city.key, disease.key, indicators, as_of=as_of),
        archive=_archive(store, city, disease, as_of),
        neighbours=_neighbours(zones),
        simulated=simulated,
        updated_at=store.changed_at(city.key, disease.key, as_of=as_of),
        rt=_rt(store, city, disease, zone_ids, known, beside_simulated, as_of),
        policy=policy,
        as_of=as_of,
        register=known.seen_by(allowed) if answered else Register(),
    )


def _archive(
    store: Store, city: City, disease: Disease, as_of: dt.datetime | None
) -> archive.Archive | None:
    """The city's files as far as they speak of days up to the moment, and the decisions published
    by then; None where there are neither."""
    if disease.key != ARCHIVED_DISEASE:
        return None
    known = archive.read(city) if city.archive is not None else None
    if known is not None and as_of is not None:
        known = archive.up_to(known, as_of.astimezone(ZoneInfo(city.timezone)).date())
    published = contents.zone_decisions(store, city.key, disease.key, as_of=as_of)
    return decisions.joined(known, published, city.zones_total)


def _rt(
    store: Store,
    city: City,
    disease: Disease,
    zone_ids: tuple[str, ...],
    register: Register,
    beside_simulated: suppression.Policy | None,
    as_of: dt.datetime | None,
) -> rt.RtHouses | None:
    """Houses per RT: those published and those of reports before those of the city's file; of a
    batch and a report that speak of one RT and day the one written later (``report_houses``).

    Beside simulated cases everything is shown to everybody, but these houses are real:
    ``beside_simulated`` then leaves those that this reader may see.
    """
    own = rt.read(city.rt_houses, zone_ids) if city.rt_houses else None
    published = contents.rt_houses(store, city.key, disease.key, as_of=as_of)
    reported = report_houses.houses(register.records, disease.key)
    known = rt.joined(own, report_houses.beside(published, reported), zone_ids)
    if known is None or beside_simulated is None or beside_simulated.detail:
        return known
    return rt.of_zones(known, [beside_simulated.sees(zone_id) for zone_id in zone_ids])


def _register(
    store: Store, city: City, zone_ids: tuple[str, ...], answered: bool, as_of: dt.datetime | None
) -> Register:
    """Everything recorded; without ``answered`` the entered reports alone, for their houses."""
    with store.reading() as connection:
        if answered:
            return response_ground.register(connection, city, zone_ids, as_of)
        return Register(tuple(stored.current(connection, city.key, as_of, ("report",))))


def _neighbours(zones: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    if "geometry" not in zones.columns:
        return {}
    from geo import coverage  # slow to load, and not needed for tables

    return coverage.neighbours(zones, coverage.read_extra_pairs())
