"""The course of cases that stands above the action ledger: what the reader may see of it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from geo.facts import Facts
from geo.panel import seven_day_mean
from geo.response_view import ResponseView

Curve = tuple[tuple[dt.date, float | None], ...]
"""Days and the seven-day mean of new cases a day, None where it is unknown."""


def curve(view: ResponseView, zone_id: str = "") -> Curve:
    """The cases of a zone, or of the whole city, up to the view's day; () where nobody reports day
    by day, where the reader may not see daily counts, and where the only counts are invented but
    the colours are not. The city's mean is that of the zones that have any report; a day on which
    one of them has none is unknown."""
    facts = view.city.facts
    invented = facts.simulated and not view.city.simulated
    allowed = facts.policy.sees(zone_id) if zone_id else facts.policy.detail
    if invented or not allowed or facts.period > 1 or not facts.cases.days:
        return ()
    counts = _counts(facts, zone_id)
    if counts is None:
        return ()
    means = seven_day_mean(counts[np.newaxis, :])[0]
    pairs = zip(facts.cases.days, means, strict=True)
    return tuple((day, None if np.isnan(n) else float(n)) for day, n in pairs if day <= view.day)


def _counts(facts: Facts, zone_id: str) -> np.ndarray | None:
    if zone_id:
        return np.asarray(facts.cases.new[facts.zone_ids.index(zone_id)])
    added = facts.added(facts.cases.new)
    return None if added is None else added[0]
