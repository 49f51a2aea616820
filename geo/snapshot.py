"""The name of what a file was made from: the same data, rule and day give the same name."""

from __future__ import annotations

import hashlib

from geo.views import CityView


def snapshot_id(view: CityView) -> str:
    """Eight hexadecimal digits that change with everything that is known of the city
    (``Facts.digest``), the rule with its version and bounds, the day, the rates, and what the
    reader may see. When it was asked, and how often something was published since, plays no part.
    """
    rule, facts = view.rule, view.facts
    parts = (
        *(facts.digest, repr(rule), view.day.isoformat()),
        *(str(view.smoothed), repr(facts.policy)),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
