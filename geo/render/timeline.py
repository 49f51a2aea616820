"""What changes on the map: one character per zone and day, words, and the day to open.

Sent as a folium feature group beside the constant base map, so that a new payload never reloads
the map. A step in time costs nothing but the browser's own work.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from geo import text
from geo.levels import BY_KEY, LEVELS, Level
from geo.render import packed
from geo.render.map import to_script
from geo.rules import Rule
from geo.zoning import CONTRADICTION, DOUBT, INFERRED, Zoning


class Timeline(MacroElement):
    """folium plugin: hands a payload to the zone layer (static/jaga/timebar.js)."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.JagaZoneMap.update({{ this.payload }});"
        "{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__()
        self._name = "Timeline"
        self.payload = payload


def feature_group(payload: str) -> folium.FeatureGroup:
    """The group to pass as ``feature_group_to_add``."""
    group = folium.FeatureGroup()
    Timeline(payload).add_to(group)
    return group


def record(
    zoned: Zoning,
    rule: Rule,
    city: str,
    lang: str,
    *,
    simulated: bool,
    beyond: bool = False,
) -> dict[str, Any]:
    """The part of a payload that doesn't depend on the viewer: days, codes, words, counts.

    ``codes`` and ``marks`` are one text a zone with one character a day, in the order of the city's
    zones; ``cases`` are the window's counts per zone and day, a text a zone too, None for a rule
    without. All three are packed (``geo.render.packed``).
    ``beyond``: the last of the days is none of the record (see ``geo.zoning.with_day``).
    """
    has_cases = zoned.cases.shape == zoned.codes.shape
    body = {
        "days": [day.isoformat() for day in zoned.days],
        "codes": [packed.letters(row) for row in zoned.codes],
        "marks": [packed.letters(row) for row in zoned.marks],
        "cases": [packed.counts(row) for row in zoned.cases] if has_cases else None,
        "levels": {level.code: _level(level, lang) for level in LEVELS},
        "empty": BY_KEY["tanpa_data"].code,
        "order": [level.code for level in sorted(LEVELS, key=_weight, reverse=True)],
        "names": text.day_names(lang),
        "words": _words(rule, lang),
        "badge": text.text("simulated.banner", lang) if simulated else None,
        "beyond": text.text("quality.unrecorded", lang) if beyond else None,
        "question": f"{city} {rule.key}",
    }
    digest = hashlib.sha256(to_script(body).encode()).hexdigest()[:16]
    return {**body, "hash": digest}


def payload(
    body: dict[str, Any],
    *,
    open_day: dt.date | None,
    turn: int,
    zone: str | None,
    tiles: str | None,
    clusters: Mapping[str, Any] | None = None,
    responses: Mapping[str, Any] | None = None,
    link: Mapping[str, Any] | None = None,
    label: str | None = None,
) -> str:
    """``body`` and the viewer's own: the day to open, the selected zone, outlines of ``clusters``
    (see ``geo.render.patterns.rings``), ``responses`` (see ``geo.render.response_layer``) with
    ``open`` True where they show at first. ``turn`` counts requests of the page to open a day; the
    map follows each new one and otherwise keeps its own day. ``link`` (see ``linked``) ties maps of
    one page together, and ``label`` then says what each of them shows."""
    opened = open_day.isoformat() if open_day else None
    own = {"open": opened, "turn": turn, "zone": zone, "tiles": tiles, "clusters": clusters}
    return to_script({**body, **own, "responses": responses, "link": link, "label": label})


def linked(group: str, *what: str, offset_days: int = 0) -> dict[str, Any]:
    """What ties a map to the others of its page: the ``group``'s name, which no other page view may
    have; ``what`` moves with them ("time", "view"); and the days that this map's clock runs ahead
    of the group's."""
    return {"group": group, "what": what, "offset_days": offset_days}


def _weight(level: Level) -> int:
    return level.severity if level.severity is not None else (1 if "rt" in level.key else -1)


def _level(level: Level, lang: str) -> dict[str, Any]:
    return {
        "key": level.key,
        "word": text.text(f"level.{level.key}", lang),
        "letter": level.letter,
        "colour": level.colour,
        "ink": level.ink,
        "pattern": level.pattern,
        "weight": max(_weight(level), 0),
    }


def _words(rule: Rule, lang: str) -> dict[str, Any]:
    plain = ("map", "slider", "play", "pause", "speed", "home", "open", "place", "place_short")
    words: dict[str, Any] = {name: text.raw(f"map.{name}", lang) for name in plain}
    days = rule.window_days
    key = "map.cases" if days else "map.cases_so_far"
    words["cases"] = text.raw(key, lang).replace("{days}", str(days))
    words["marks"] = {
        INFERRED: text.text("mark.inferred", lang),
        CONTRADICTION: text.text("mark.contradiction", lang),
        DOUBT: text.text("doubtful.mark", lang),
    }
    words["group"] = "." if lang == "id" else ","
    words["decimal"] = "," if lang == "id" else "."
    return words
