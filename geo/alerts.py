"""Messages of zone changes that leave the house: what they hold. ``geo.io.sender`` signs them.

Compared are two states of knowledge (before and after something was published or retracted), each
on its newest day, as the public sees them. As JSON:

    format        "jaga.zone-changes"
    version       1; grows when a field changes its meaning, new fields may come without
    event         id of this message, the same whenever it is tried again
    city          {"key", "name"}
    disease       key of data/diseases.toml
    rule          {"key", "version", "certainty"}
    day           the newest day now, "2021-07-05"
    day_before    the newest day before; null where nothing is compared: nothing was known, it was
                  a simulation, or another rule held
    known_at      when this became known, in UTC
    snapshot      name of the data, rule and day (geo.snapshot)
    simulated     true: the numbers are invented; never pass them on without saying so
    changes       [{"zone_id", "name", "kind", "before", "after"}]; kind is rose, fell, appeared
                  (has a level now and had none) or silent (the reverse); levels as published
    unchanged     zones with the same level on both days
    text          the same for people, in the webhook's language
    url           the map of that day and knowledge; null where the address is not known
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geo.changes import Change, Changes, between
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.rules import Rule
from geo.selection import Selection
from geo.snapshot import snapshot_id
from geo.views import CityView, city_view
from geo.zoning import zoning

FORMAT, VERSION = "jaga.zone-changes", 1
LONGEST_TEXT = 4096
"""Characters that the Bot API takes."""
KINDS = ("rose", "fell", "appeared", "silent")


@dataclass(frozen=True)
class Alert:
    """What changed from one state of knowledge to the next. ``day_before`` None: not compared with
    anything, so that every zone with a level has appeared. ``known_at`` is aware."""

    event: str
    view: CityView
    day_before: dt.date | None
    changes: Changes
    known_at: dt.datetime
    snapshot: str

    @property
    def simulated(self) -> bool:
        return self.view.simulated

    def listed(self) -> Iterator[tuple[str, Change]]:
        """Every change with its kind."""
        for kind in KINDS:
            for change in getattr(self.changes, kind):
                yield kind, change


def newest(facts: Facts, rule: Rule) -> CityView | None:
    """The city on the last day that the rule can speak of; None where there is none."""
    days = zoning(facts, rule).days
    return city_view(facts, rule, days[-1]) if days else None


def alert(
    event: str,
    rule: Rule,
    before: Facts | None,
    now: Facts,
    known_at: dt.datetime,
) -> Alert | None:
    """What is to be told; None where nothing changed.

    ``before`` None: nothing was known. Zones are not compared across a simulation's beginning or
    end, nor across rules and periods that differ; what a simulation shows where nothing counted
    before is no news.
    """
    then = newest(before, rule) if before is not None else None
    present = newest(now, rule)
    if present is None and then is not None:
        present = city_view(now, rule, then.day)  # everything was taken back
    if present is None or (then is None and present.simulated):
        return None
    if then is not None and not _comparable(then, present):
        then = None
    levels = {zone.zone_id: zone.level for zone in then.zones} if then else {}
    changes = between(levels, {z.zone_id: z.level for z in present.zones}, now.names)
    if not any(getattr(changes, kind) for kind in KINDS):
        return None
    day = then.day if then else None
    return Alert(event, present, day, changes, known_at, snapshot_id(present))


def _comparable(then: CityView, present: CityView) -> bool:
    """True where two levels mean the same: both of reports or both invented, and of one rule and
    period, but where no zone has a level any more."""
    same = (then.rule, then.period) == (present.rule, present.period)
    return then.simulated == present.simulated and (same or not present.reported)


def event_id(webhook: str, city: str, disease: str, state_id: int, known_at: dt.datetime) -> str:
    """The id of one message to one webhook: that state of the store and no other."""
    parts = (webhook, city, disease, str(state_id), known_at.isoformat())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def address(alert: Alert, base: str | None, lang: str) -> str | None:
    """The map that the message speaks of; None where the dashboard's address is not known."""
    if not base:
        return None
    view = alert.view
    shown = Selection(
        city=view.facts.city.key,
        disease=view.facts.disease.key,
        rule=view.rule.key,
        date=view.day,
        zone=None,
        lang=lang,
        as_of=alert.known_at,
    )
    return f"{base.rstrip('/')}/?{urlencode(shown.params())}"


def generic(alert: Alert, text: str, url: str | None) -> dict[str, Any]:
    """The message as JSON's values, see the head of this file."""
    view = alert.view
    city, rule = view.facts.city, view.rule
    return {
        "format": FORMAT,
        "version": VERSION,
        "event": alert.event,
        "city": {"key": city.key, "name": city.name},
        "disease": view.facts.disease.key,
        "rule": {"key": rule.key, "version": rule.version, "certainty": rule.certainty},
        "day": view.day.isoformat(),
        "day_before": alert.day_before.isoformat() if alert.day_before else None,
        "known_at": alert.known_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "snapshot": alert.snapshot,
        "simulated": alert.simulated,
        "changes": [
            {
                "zone_id": change.zone_id,
                "name": change.name,
                "kind": kind,
                "before": BY_KEY[change.before].published if alert.day_before else None,
                "after": BY_KEY[change.after].published,
            }
            for kind, change in alert.listed()
        ],
        "unchanged": alert.changes.same,
        "text": text,
        "url": url,
    }


def telegram(text: str, chat_id: str | int) -> dict[str, Any]:
    """The message as the Bot API's ``sendMessage`` takes it: plain text, nothing in it is read as
    a format, what is too long is cut."""
    cut = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    return {"chat_id": chat_id, "text": cut}
