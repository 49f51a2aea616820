"""The early word: what a lurah can read out tonight of one kelurahan, as phrases without words.

Three to six sentences, each with a number or a stated fact of the view behind it: colour and what
it means, cases with their doubt, the week before, the neighbours, the way to the next colour, what
is not known. Warnings (simulated, another time's knowledge, a rule not in force) come first. What
the reader may not see is not in the view, so it is not in the word either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from geo import grounds
from geo.levels import BY_KEY, severity_of
from geo.reasons import Phrase
from geo.suppression import window_end
from geo.views import CityView, ZoneStatus, ZoneView
from geo.why import Why, why

_NAMED = 8
"""Up to so many neighbours are named; of more, the most severe ones."""


@dataclass(frozen=True)
class EarlyWord:
    """The word of one zone on one day. Values of a phrase are numbers as they are said, days,
    names, level keys (``level``, ``now``), a Rule, further phrases, or tuples of these."""

    view: ZoneView
    title: Phrase
    warnings: tuple[Phrase, ...]
    sentences: tuple[Phrase, ...]


def early_word(view: ZoneView, before: CityView) -> EarlyWord:
    """The word of a zone; ``before`` is the same city under the same rule seven days earlier."""
    city, zone = view.city, view.status
    title = Phrase("early_word.title", {"name": zone.name, "level": zone.level, "day": city.day})
    if city.rule.kind == "archive":
        said: list[Phrase | None] = [*_archived(view), _week_stated(view, before)]
        said += [_near(view), _stated(view)]
    else:
        why_so = why(city, zone.zone_id)
        said = [_colour(view), grounds.grounds(view, why_so), _week(view, before)]
        said += [_near(view), _step(why_so) or grounds.smoothed(view, why_so), _open(view, why_so)]
    return EarlyWord(view, title, tuple(_warnings(city)), tuple(one for one in said if one))


def _warnings(city: CityView) -> list[Phrase]:
    out = []
    if city.simulated:
        out.append(Phrase("early_word.simulated", {"day": city.day}))
    if city.facts.as_of is not None:
        out.append(Phrase("early_word.as_of", {"at": local(city, city.facts.as_of)}))
    if not city.rule.in_force(city.day):
        out.append(Phrase("early_word.what_if", {"rule": city.rule, "day": city.day}))
    return out


def _colour(view: ZoneView) -> Phrase:
    zone, rule = view.status, view.city.rule
    values = {"day": view.city.day, "name": zone.name, "level": zone.level, "rule": rule}
    if BY_KEY[zone.level].severity is None:
        return Phrase("early_word.colour.unknown", values)
    means = grounds.meaning(rule, zone.level)
    if means is None:
        return Phrase("early_word.colour.plain", values)
    kind = "worst_rt" if rule.kind == "rt_houses" else "band"
    return Phrase(f"early_word.colour.{kind}", {**values, "meaning": means})


def _week(view: ZoneView, before: CityView) -> Phrase:
    """The change against seven days earlier."""
    zone, city = view.status, view.city
    then = before.zone(zone.zone_id)
    values = {"then": before.day, "level": then.level, "now": zone.level}
    if before.rule.key != city.rule.key:
        return Phrase("early_word.week.other_rule", {**values, "rule": before.rule})
    count = grounds.count(then, before)
    if BY_KEY[then.level].severity is None and count is None:
        known = BY_KEY[zone.level].severity is not None
        return Phrase(f"early_word.week.{'unknown_then' if known else 'unknown'}", values)
    if count is None:
        kind = "same_level" if then.level == zone.level else "level"
        return Phrase(f"early_word.week.{kind}", values)
    values["count"] = count
    if city.rule.window_days:
        values["then"] = window_end(before.day, before.facts.policy, then.zone_id)
    kinds = "week" if BY_KEY[then.level].severity is not None else "week_count"
    if then.cases is None or zone.cases is None or zone.cases < 0:
        return Phrase(f"early_word.{kinds}.was", values)
    more = zone.cases - then.cases
    kind = "more" if more > 0 else "fewer" if more < 0 else "same"
    return Phrase(f"early_word.{kinds}.{kind}", {**values, "n": abs(more)})


def _near(view: ZoneView) -> Phrase:
    """The neighbours that are yellow or worse, and how many are unknown."""
    near, total = view.neighbours, len(view.neighbours)
    if not near:
        return Phrase("early_word.near.nobody", {"name": view.status.name})
    if total == 1:
        only = {"name": near[0].name, "level": near[0].level}
        return Phrase("early_word.near.only", only)
    raised = [zone for zone in near if severity_of(zone.level) > 0]
    unknown = sum(severity_of(zone.level) < 0 for zone in near)
    values = {"total": total, "n": len(raised), "unknown": unknown, "known": total - unknown}
    if not raised:
        kind = "calm" if not unknown else "calm_known" if unknown < total else "unknown"
        return Phrase(f"early_word.near.{kind}", values)
    kind = "raised_rt" if any("rt" in zone.level for zone in near) else "raised"
    key = f"early_word.near.{kind}_gaps" if unknown else f"early_word.near.{kind}"
    return Phrase(key, {**values, "groups": _groups(raised)})


def _groups(raised: Sequence[ZoneStatus]) -> tuple[Phrase, ...]:
    """Neighbours by level, most severe first, names in order."""
    order = sorted(raised, key=lambda zone: (-severity_of(zone.level), zone.level, zone.name))
    groups = [
        Phrase("early_word.near.group", {"names": tuple(z.name for z in zones), "level": level})
        for level, zones in groupby(order[:_NAMED], key=lambda zone: zone.level)
    ]
    rest = len(order) - _NAMED
    return (*groups, Phrase("early_word.near.rest", {"n": rest})) if rest > 0 else tuple(groups)


def _step(of: Why) -> Phrase | None:
    """How many cases lead to the next colour; None where cases alone don't tell."""
    if of.up is not None:
        return Phrase("early_word.step.up", {"n": of.up.count, "level": of.up.level})
    if of.down is not None:
        return Phrase("early_word.step.down", {"n": of.down.count, "level": of.down.level})
    return None


def _open(view: ZoneView, of: Why) -> Phrase | None:
    """What is not known: whether the colour is the true one, or what came after the last load."""
    city = view.city
    if view.status.doubtful and of.certainty is not None:
        values = {"level": view.status.level, "percent": round(100 * of.certainty)}
        return Phrase("early_word.open.doubt", values)
    if city.facts.updated_at is None or city.simulated:
        return None
    return Phrase("early_word.open.loaded", {"at": local(city, city.facts.updated_at)})


def _archived(view: ZoneView) -> list[Phrase]:
    """What was stated of the zone, by whom, and what another page says."""
    zone, day = view.status, view.city.day
    values = {"name": zone.name, "level": zone.level, "day": day}
    kind = zone.reason.key.rpartition(".")[2]
    out = [Phrase(f"early_word.archive.{kind}", values)]
    sites = tuple(dict.fromkeys(_site(url) for url in zone.urls))
    if sites:
        kind = "source_approximate" if zone.approximate else "source"
        out.append(Phrase(f"early_word.archive.{kind}", {"names": sites, "day": day}))
    if zone.contradicts:
        other, level, when, _ = zone.contradicts.split(" ", 3)
        values = {"name": view.city.facts.names.get(other, other), "level": level}
        values["day"] = dt.date.fromisoformat(when)
        out.append(Phrase("early_word.archive.against", values))
    return out


def _week_stated(view: ZoneView, before: CityView) -> Phrase:
    then = before.zone(view.status.zone_id)
    values = {"then": before.day, "level": then.level, "now": view.status.level}
    if severity_of(then.level) < 0:
        return Phrase("early_word.week.not_reported", {**values, "name": then.name})
    if before.period != view.city.period and before.period is not None:
        title = Phrase(f"archive.period.{before.period}.title")
        return Phrase("early_word.week.other_rule", {**values, "rule": title})
    kind = "same_level" if then.level == view.status.level else "level"
    return Phrase(f"early_word.week.{kind}", values)


def _stated(view: ZoneView) -> Phrase:
    """The count that a page gave for this very day, or that none did."""
    day = view.city.day
    for when, measure, count, url in view.stated:
        if when == day:
            said = {"n": count, "measure": Phrase(f"archive.measure.{measure}")}
            return Phrase("early_word.archive.count", {"day": day, "site": _site(url), **said})
    return Phrase("early_word.archive.no_count", {"day": day, "name": view.status.name})


def local(city: CityView, at: dt.datetime) -> dt.datetime:
    """A moment in the city's own time."""
    return at.astimezone(ZoneInfo(city.facts.city.timezone))


def _site(url: str) -> str:
    """The site's name of an address; the text itself where it is none."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
