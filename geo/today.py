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
    both = [alarms.watch(new, days, facts.zone_ids, day, daily)]
    if sums := facts.added(new):
        city, districts = sums
        wider = np.array([*districts.values(), city])
        both.append(alarms.watch(wider, days, [*districts, facts.city.key], day, methods))
    fired = sorted((a for one in both for a in one.alarms), key=lambda a: -a.severity)
    unknown = tuple(u for one in both for u in one.unknown)
    return alarms.Watch(tuple(fired), unknown, sum(one.judged for one in both))


def name(facts: Facts, place: str) -> str:
    """What a place of an alarm is called."""
    return facts.city.name if place == facts.city.key else facts.names.get(place, place)
