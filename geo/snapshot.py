"""The name of what a file was made from: the same data, rule and day give the same name."""

from __future__ import annotations

import datetime as dt
import hashlib

from geo.views import CityView


def snapshot_id(view: CityView, revision: str) -> str:
    """Eight hexadecimal digits that change with the data that count (``revision``, see
    ``geo.io.store``), the moment they are asked for, the rule with its version and bounds, the day,
    the rates, and what the reader may see."""
    rule, facts = view.rule, view.facts
    parts = (
        *(facts.city.key, facts.disease.key, revision, _moment(facts.as_of)),
        *(repr(rule), view.day.isoformat(), str(view.smoothed), repr(facts.policy)),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def _moment(at: dt.datetime | None) -> str:
    """The same word for the same moment, in whatever zone it was written."""
    return str(at.astimezone(dt.UTC) if at is not None else at)
