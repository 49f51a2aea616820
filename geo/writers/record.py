"""The record behind a briefing day by day: levels of all kelurahan and how many have each.

Films and tables take their days from here, so that both count alike.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence

from geo import archive
from geo.levels import BY_CODE, BY_KEY
from geo.rules import Rule, member
from geo.slides import Briefing


def levels(briefing: Briefing, day: dt.date) -> list[str]:
    """Level keys of all zones in their order; ``day`` is one of the record."""
    codes = briefing.zoned.codes[:, briefing.zoned.days.index(day)]
    return [BY_CODE[code].key if code in BY_CODE else "tanpa_data" for code in codes]


def ever(briefing: Briefing, days: Sequence[dt.date]) -> tuple[str, ...]:
    """Level keys that any zone has on any of ``days``, in the order of ``geo.levels``."""
    found = {key for day in days for key in levels(briefing, day)}
    return tuple(key for key in BY_KEY if key in found)


def tally(
    briefing: Briefing, rule: Rule, day: dt.date, levels: Sequence[str], known: Collection[str]
) -> dict[str, int]:
    """Zones per level on a day. The levels of the rule and ``known``, those of the whole film or
    table, are there as 0, too. Under the archive a 0 is only what the day's totals say is none, and
    what says that nothing is known: no zone named green is not none green."""
    counts = Counter(levels)
    if rule.kind == "archive":
        none = {key for key, count in stated(briefing, day).items() if count == 0}
        always = none | {k for k in known if BY_KEY[k].severity is None and "rt" not in k}
    else:
        always = {*member(rule, day).levels, *known}
    return {key: counts[key] for key in BY_KEY if key in counts or key in always}


def stated(briefing: Briefing, day: dt.date) -> dict[str, int]:
    """Totals per level that a source of the archive gave for a day; {} where none did."""
    facts = briefing.view.facts
    return dict(archive.totals_on(facts.archive, day)) if facts.archive else {}


def shown_zones(briefing: Briefing) -> tuple[str, ...]:
    """The zones that tables speak of: all, or a kelurahan of its own and then its neighbours."""
    facts = briefing.view.facts
    if briefing.zone is None:
        return tuple(facts.zone_ids)
    return (briefing.zone, *facts.neighbours.get(briefing.zone, ()))
