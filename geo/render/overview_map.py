"""The overview's map: every kelurahan in its own colour at every zoom, drawn on a canvas.

static/jaga/overview.js draws it with Leaflet's canvas, where thousands of outlines are one element.
The base map is the same for every area, and an area's sheet travels with the day's levels, so that
drilling down reloads nothing. Areas above a kelurahan get outlines and names and no colour.
Patterns are drawn where a kelurahan is wide enough on the screen to show one; further out tally,
bars and table say the same without colour. A press opens the smallest area that has a name at that
height: a kota in everything and in a province, a kecamatan in a kota, a kelurahan in a kecamatan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.levels import BY_KEY, LEVELS
from geo.render import words
from geo.render.map import OfflineMap, to_script, versioned
from geo.render.overview_plane import NAME_HIGH, Sheet, place_names
from geo.rollup import Area, Kind, beneath
from geo.text import text

OPENS: Mapping[Kind, Kind] = {
    "nation": "kota",
    "province": "kota",
    "kota": "kecamatan",
    "kecamatan": "kelurahan",
}
"""What a press on the map of an area opens."""
UNASKED = " "
"""Stands for a kelurahan where the rule can't be asked; it is left without a fill."""
_OURS = ("packed.js", "zonemap.js", "overview.js")


class OverviewMap(OfflineMap):
    """The empty sheet, in units of its own instead of degrees."""

    default_js: list[tuple[str, str]] = [  # noqa: RUF012  (folium reads a class attribute)
        OfflineMap.default_js[0],
        *((name, versioned(f"jaga/{name}")) for name in _OURS),
    ]
    default_css: list[tuple[str, str]] = [  # noqa: RUF012
        *OfflineMap.default_css[:2],
        ("overview_css", versioned("jaga/overview.css")),
    ]


class _Script(MacroElement):
    """folium plugin: one call of static/jaga/overview.js."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.JagaOverview.{{ this.call }};{% endmacro %}"
    )

    def __init__(self, call: str) -> None:
        super().__init__()
        self._name = "Overview"
        self.call = call


def base_map() -> OverviewMap:
    """A new empty sheet; cheap, made anew for each run."""
    drawn = OverviewMap(
        tiles=None,
        crs="Simple",
        location=(0, 0),
        zoom_start=0,
        zoom_control=True,
        scroll_wheel_zoom=False,
        keyboard=False,
        zoom_snap=0.1,
        zoom_delta=0.5,
        attribution_control=False,
        prefer_canvas=True,
    )
    _Script(f"mount({drawn.get_name()})").add_to(drawn)
    return drawn


def feature_group(payload: str) -> folium.FeatureGroup:
    """The group to pass as ``feature_group_to_add``."""
    group = folium.FeatureGroup()
    _Script(f"update({payload})").add_to(group)
    return group


def payload(area: Area, sheet: Sheet, label: str, badge: str, lang: str) -> str:
    """An area's sheet with the day's levels, as script text. ``label`` says what the map
    shows, ``badge`` what of it is simulated, "" where nothing is.

    The zones stand by kecamatan, these by kota; ``codes`` has a character a zone.
    """
    kota = beneath(area, "kota") or (area,)
    named = [*beneath(area, "province"), *beneath(area, "kota")]
    cities = [
        [one.code, one.name if one.kind == "kota" else "", bool(one.simulated), _why(one, lang)]
        for one in kota
    ]
    districts: list[list[Any]] = []
    zones: list[list[Any]] = []
    codes: list[str] = []
    shapes = dict(sheet.zones)
    for number, city in enumerate(kota):
        for district in beneath(city, "kecamatan"):
            for zone in district.children:
                if zone.code in shapes:
                    short = zone.code.rpartition(".")[2]
                    zones.append([short, zone.name, len(districts), shapes[zone.code]])
                    codes.append(_code(zone))
            districts.append([district.code, district.name, number])
    body = {
        "name_high": NAME_HIGH,
        "opens": OPENS[area.kind],
        "cities": cities,
        "districts": districts,
        "zones": zones,
        "codes": "".join(codes),
        "panels": place_names(sheet.panels, {one.code: one.name for one in named}),
        "levels": {level.code: _level(level.key, lang) for level in LEVELS},
        "words": {name: text(f"overview.map_{name}", lang) for name in ("home", "open", "unasked")},
        "badge": badge,
        "mark": text("simulated.banner", lang),
        "label": label,
    }
    digest = hashlib.sha256(to_script(body).encode()).hexdigest()[:16]
    return to_script({**body, "hash": digest})


def _code(zone: Area) -> str:
    return next((BY_KEY[key].code for key in zone.by_level), UNASKED)


def _why(area: Area, lang: str) -> str:
    return next((text(f"overview.why.{why}", lang) for why in area.why.values()), "")


def _level(key: str, lang: str) -> dict[str, Any]:
    level = BY_KEY[key]
    return {
        "word": words.level(key, lang),
        "letter": level.letter,
        "colour": level.colour,
        "ink": level.ink,
        "pattern": level.pattern,
    }
