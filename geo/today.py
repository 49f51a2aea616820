"""The alarms of a day: every kelurahan by its days, districts and the city also by their weeks.

A kelurahan has too few cases for Farrington's comparison of weeks with earlier years; a district
and the city are watched by every method of the disease.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from geo import alarms
from geo.facts import Facts

WEEKLY = "farrington"


def watch(facts: Facts, day: dt.date) -> alarms.Watch:
    """Alarms by zone_id, by name of a district, and by the city's key; nothing where the reader may
    not see small counts."""
    if not facts.policy.detail:
        return alarms.Watch((), (), 0)
    new, days = facts.cases.new, facts.cases.days
    methods = facts.disease.alarms
    daily = tuple(method for method in methods if method != WEEKLY)
    reporting = ~np.isnan(new).all(axis=1)
    districts = np.array([facts.districts[zone_id] for zone_id in facts.zone_ids])
    names = sorted(set(districts[reporting]))
    sums = [new[reporting & (districts == name)].sum(axis=0) for name in names]
    wider = np.array([*sums, new[reporting].sum(axis=0)]) if names else np.empty((0, len(days)))
    labels = [*names, facts.city.key] if names else []
    both = (
        alarms.watch(new, days, facts.zone_ids, day, daily),
        alarms.watch(wider, days, labels, day, methods),
    )
    fired = sorted((a for one in both for a in one.alarms), key=lambda a: -a.severity)
    unknown = tuple(u for one in both for u in one.unknown)
    return alarms.Watch(tuple(fired), unknown, sum(one.judged for one in both))


def name(facts: Facts, place: str) -> str:
    """What a place of an alarm is called."""
    return facts.city.name if place == facts.city.key else facts.names.get(place, place)
