"""The zones of a city view as CSV, JSON and GeoJSON: one row a zone, always all zones.

    zone_id, name, district   Kemendagri code and words
    date, rule                ISO day, key of the rule
    level                     published level (``geo.levels``)
    cases                     persons in the rule's window, below 0 where a revision took away more
                              than was new; missing where unknown or not used
    population                persons; missing where unknown
    incidence                 cases per 100,000, two decimals; missing where it can't be told
    reason                    why, as a sentence; says where numbers are simulated or indicative
    incidence_low, _high      exact 95 % limits of the incidence
    smoothed                  empirical Bayes rate per 100,000; missing for the public, who could
                              solve it for hidden counts
    confidence                "yakin" or "ragu" (chance of the colour below 0.8), empty without rate
    rule_version              version of the rule that made the level

Missing is an empty cell in CSV and null in JSON, never 0. The three formats hold the same rows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.inert import for_csv
from geo.levels import BY_KEY
from geo.render import words
from geo.text import text
from geo.views import CityView, ZoneStatus
from geo.why import rates

COLUMNS = (
    "zone_id",
    "name",
    "district",
    "date",
    "rule",
    "level",
    "cases",
    "population",
    "incidence",
    "reason",
    "incidence_low",
    "incidence_high",
    "smoothed",
    "confidence",
    "rule_version",
)
_RATES = ("incidence", "incidence_low", "incidence_high", "smoothed")
Row = Mapping[str, str | int | float | None]


def rows(view: CityView, lang: str) -> list[Row]:
    """One row a zone with the values of COLUMNS, in the order of the view."""
    bounds = rates(view)
    return [
        {
            "zone_id": zone.zone_id,
            "name": zone.name,
            "district": zone.district,
            "date": view.day.isoformat(),
            "rule": view.rule.key,
            "level": BY_KEY[zone.level].published,
            "cases": zone.cases,
            "population": zone.population,
            "incidence": None if zone.incidence is None else round(zone.incidence, 2),
            "reason": reason(zone, view, lang),
            **_certain(*bounds[zone.zone_id]),
            "rule_version": view.rule.version,
        }
        for zone in view.zones
    ]


def _certain(
    low: float | None, high: float | None, smoothed: float | None, confidence: str
) -> dict[str, float | str | None]:
    numbers = {"incidence_low": low, "incidence_high": high, "smoothed": smoothed}
    rounded = {name: None if n is None else round(n, 2) for name, n in numbers.items()}
    return {**rounded, "confidence": confidence}


def reason(zone: ZoneStatus, view: CityView, lang: str) -> str:
    """Why a zone has its level, with every doubt that its page shows beside it."""
    inferred = text("mark.inferred", lang)
    marks = [mark for mark in words.marks(zone, lang) if mark != inferred]
    sentences = [words.phrase(zone.reason, lang), *(f"{words.capital(mark)}." for mark in marks)]
    if view.simulated:
        sentences.insert(0, f"{text('simulated.banner', lang)}.")
    what_if = words.what_if(view, lang)
    if what_if:
        sentences.append(what_if)
    if not view.rule.verified:
        sentences.append(f"{text('rule_words.unverified', lang)}.")
    if view.rule.indicative:
        sentences.append(text("zones.indicative", lang))
    return " ".join(sentences)


def csv_text(table: Iterable[Row], more: Mapping[str, str] | None = None) -> str:
    """CSV with a heading, one line a row; ``more`` are columns behind it with the same text in each
    row. Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay
    as they are."""
    behind = more or {}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *behind])
    same = [for_csv(value) for value in behind.values()]
    writer.writerows([*(_cell(name, row[name]) for name in COLUMNS), *same] for row in table)
    return out.getvalue()


def json_text(table: Iterable[Row]) -> str:
    """A JSON list of objects, one a line."""
    return "[\n" + ",\n".join(map(_json, table)) + "\n]\n"


def geojson_text(
    table: Sequence[Row], shapes: Sequence[Any], about: Mapping[str, str] | None = None
) -> str:
    """A FeatureCollection, one feature a line; ``shapes`` are shapely polygons in EPSG:4326 in the
    order of the rows, None for a zone without one, outer rings turned as RFC 7946 asks. ``about``
    becomes a member of the collection."""
    import shapely

    turned = shapely.orient_polygons(list(shapes))
    features = (
        _json(
            {
                "type": "Feature",
                "properties": row,
                "geometry": None if shape is None else shapely.geometry.mapping(shape),
            }
        )
        for row, shape in zip(table, turned, strict=True)
    )
    said = f'"about":{_json(about)},' if about else ""
    head = f'{{"type":"FeatureCollection",{said}"features":[\n'
    return head + ",\n".join(features) + "\n]}\n"


def _cell(name: str, value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return for_csv(value)
    return f"{value:.2f}" if name in _RATES else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
