"""Slides of a city that look at reports and counts: the curve, alarms and clusters, how far all of
it can be trusted, and the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from geo import patterns, staleness, today
from geo import quality as data_quality
from geo.alarms import Alarm
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.patterns import Patterns
from geo.reasons import Phrase
from geo.slides import Chart, Figure, Ground, Row, Slide
from geo.slides_city import ROWS, SPREAD_DAYS
from geo.views import CityView, is_simulated


def curve(ground: Ground, view: CityView) -> Slide | None:
    """New cases of the city a day; None where nobody reports day by day, or where the only counts
    are simulated and the colours are not."""
    facts = ground.facts
    end = facts.cases.position(view.day)
    if _invented(ground) or end is None or not facts.policy.detail or facts.period > 1:
        return None
    first_of = max(0, end + 1 - SPREAD_DAYS - 6)
    sums = facts.added(facts.cases.new[:, first_of : end + 1])
    if sums is None:
        return None
    new, days = sums[0], facts.cases.days[first_of : end + 1]
    means = [float(new[i - 6 : i + 1].mean()) if i >= 6 else np.nan for i in range(len(new))]
    keep = slice(-SPREAD_DAYS, None)
    series = {"new": _known(new[keep].tolist()), "mean": _known(means[keep])}
    week = float(new[-7:].sum()) if len(new) >= 7 else np.nan
    earlier = float(new[-14:-7].sum()) if len(new) >= 14 else np.nan
    return Slide(
        "curve",
        view,
        _trend(week, earlier, view.day),
        figures=(
            Figure(Phrase("briefing.figure.week", {}), _whole(week)),
            Figure(Phrase("briefing.figure.week_before", {}), _whole(earlier)),
        ),
        chart=Chart("curve", tuple(days[keep]), series, view.day),
    )


def alarms(ground: Ground, view: CityView) -> Slide | None:
    """Alarms and clusters of the day; None where the reader may not see small counts, where the
    colours do not come from counts, or where the only counts are simulated and the colours are not.
    """
    if view.rule.kind == "archive" or not ground.facts.policy.detail or _invented(ground):
        return None
    found = patterns.patterns(ground.facts, view.day, ground.coordinates)
    if found is None:
        return None
    watch = today.watch(ground.facts, view.day)
    places = list(dict.fromkeys(alarm.zone_id for alarm in watch.alarms))
    count = {"alarms": len(places), "clusters": len(found.clusters)}
    kind = "some" if places or found.clusters else "none" if watch.judged else "unknown"
    rows = [*_clusters(found, ground.facts, view.day)]
    rows += [_alarm(ground.facts, view, watch.alarms, place) for place in places]
    judged = Phrase("briefing.alarms.judged", {"n": watch.judged})
    more = len(rows) - ROWS
    said = [Phrase("briefing.alarms.more", {"n": more})] if more > 0 else []
    marked = (row for cluster in found.clusters for row in cluster.zones)
    zones = [ground.facts.zone_ids[row] for row in marked]
    zones += [place for place in places if place in ground.facts.names]
    return Slide(
        "alarms",
        view,
        Phrase(f"briefing.alarms.{kind}", {**count, "day": view.day}),
        said=(*said, judged),
        rows=tuple(rows[:ROWS]),
        map=True,
        marked=tuple(dict.fromkeys(zones)),
    )


def trust(view: CityView) -> Slide:
    """How far the colours can be trusted: who has reported, how old the reports are, what is
    doubtful."""
    facts, total = view.facts, len(view.zones)
    own = [BY_KEY[zone.level].severity is not None or "rt" in zone.level for zone in view.zones]
    coloured, doubtful = sum(own), sum(zone.doubtful for zone in view.zones)
    figures = [Figure(Phrase("briefing.figure.coloured", {}), coloured, of=total)]
    archived = view.rule.kind == "archive"
    if archived:
        stated = sum(bool(zone.urls) and not zone.inferred for zone in view.zones)
        inferred = sum(zone.inferred for zone in view.zones)
        figures.append(Figure(Phrase("briefing.figure.stated", {}), stated, of=total))
        figures.append(Figure(Phrase("briefing.figure.inferred", {}), inferred, of=total))
    else:
        limit = staleness.limit(facts, view.rule)
        known = data_quality.quality(facts, view.day, limit)
        age = known.age[np.isfinite(known.age)]
        figures.append(Figure(Phrase("briefing.figure.doubtful", {}), doubtful, of=total))
        oldest = float(age.max()) if age.size else None
        figures.append(Figure(Phrase("briefing.figure.oldest", {}), oldest))
    kind = "all" if coloured == total else "some" if coloured else "nobody"
    missing = total - coloured
    title = Phrase(f"briefing.trust.{kind}", {"n": missing, "total": total, "day": view.day})
    silent = [zone.name for zone, has in zip(view.zones, own, strict=True) if not has]
    said = [Phrase("briefing.trust.silent", {"names": tuple(silent)})] if 0 < missing <= 10 else []
    if facts.updated_at is None or archived:
        said.append(Phrase("briefing.trust.no_batch", {}) if not archived else _read_on(view))
    else:
        said.append(Phrase("briefing.trust.updated", {"at": _local(view, facts.updated_at)}))
    return Slide("trust", view, title, said=tuple(said), figures=tuple(figures), map=True)


def method(view: CityView) -> Slide:
    """The rule that made the colours."""
    rule = view.rule
    rows = tuple(Row("", level) for level in rule.levels)
    title = Phrase("briefing.method.title", {"rule": rule})
    return Slide("method", view, title, rows=rows)


def _trend(now: float, before: float, day: dt.date) -> Phrase:
    """The city's week against the one before, as one sentence."""
    if not now >= 0:  # unknown, or below 0 by a revision
        return Phrase("briefing.curve.unknown", {"day": day})
    values = {"n": int(now)}
    if not before >= 0:
        return Phrase("briefing.curve.alone", values)
    way = (now > before) - (now < before)
    kind = ("same", "more", "fewer")[way]
    return Phrase(f"briefing.curve.{kind}", {**values, "then": int(before)})


def _clusters(found: Patterns, facts: Facts, day: dt.date) -> list[Row]:
    return [
        Row(facts.names[facts.zone_ids[c.zones[0]]], None, said=patterns.sentence(c, facts, day))
        for c in found.clusters
    ]


def _alarm(facts: Facts, view: CityView, fired: Sequence[Alarm], place: str) -> Row:
    """One row a place, with the most severe of its alarms."""
    worst = next(alarm for alarm in fired if alarm.zone_id == place)
    level = view.zone(place).level if place in facts.names else None
    return Row(today.name(facts, place), level, said=Phrase(worst.key, worst.values))


def _read_on(view: CityView) -> Phrase:
    read_on = view.facts.city.archive_read
    if read_on is None:
        return Phrase("briefing.trust.archive", {})
    return Phrase("briefing.trust.archive_read", {"day": read_on})


def _invented(ground: Ground) -> bool:
    """True where the counts are simulated and the colours are not: nothing would say so."""
    return ground.facts.simulated and not is_simulated(ground.facts, ground.rule)


def _local(view: CityView, at: dt.datetime) -> dt.datetime:
    return at.astimezone(ZoneInfo(view.facts.city.timezone))


def _known(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)


def _whole(value: float) -> float | None:
    """A number of persons; None where it is unknown or a revision made it negative."""
    return value if value >= 0 else None
