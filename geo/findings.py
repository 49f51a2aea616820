"""What a city view says: the finding as one phrase, and the zones to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geo.levels import BY_KEY, severity_of
from geo.reasons import Phrase
from geo.views import CityView, ZoneStatus


def headline(city: CityView) -> Phrase:
    """The finding as one sentence: how many zones are green, how many at the worst level."""
    return headline_of([zone.level for zone in city.zones])


def headline_of(levels: Sequence[str]) -> Phrase:
    """The same of every zone's level alone, as a day of the record gives them."""
    total, counts = len(levels), Counter(levels)
    worst_first = sorted(counts, key=lambda level: -severity_of(level))
    severe = [level for level in worst_first if (BY_KEY[level].severity or 0) > 0]
    green = counts["hijau"]
    rt_levels = [level for level in worst_first if "rt" in level]
    if rt_levels:
        worst = rt_levels[0]
        return Phrase("headline.rt", {"n": counts[worst], "level": worst, "total": total})
    if not severe and not green:
        return Phrase("headline.nothing", {"total": total})
    if not severe:
        key = "headline.all_green" if green == total else "headline.only_green"
        return Phrase(key, {"n": green, "total": total})
    worst = severe[0]
    values = {"n": counts[worst], "level": worst, "green": green, "total": total}
    return Phrase("headline.green_and_worst" if green else "headline.worst", values)


def attention(city: CityView, limit: int = 3) -> tuple[tuple[ZoneStatus, int], ...]:
    """The zones to look at first: the most severe above green, each with how many of its
    neighbours are at yellow or worse. Ties: more cases, then more such neighbours, then name."""
    severity = {zone.zone_id: severity_of(zone.level) for zone in city.zones}
    raised = {zone_id for zone_id, height in severity.items() if height > 0}
    near = city.facts.neighbours
    rows = [
        (zone, sum(other in raised for other in near.get(zone.zone_id, ())))
        for zone in city.zones
        if zone.zone_id in raised
    ]
    rows.sort(
        key=lambda row: (-severity[row[0].zone_id], -(row[0].cases or 0), -row[1], row[0].name)
    )
    return tuple(rows[:limit])
