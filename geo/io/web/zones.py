"""/api/v1: the zones of a city, one zone through time, and why a zone has its colour."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from geo import exports, names
from geo.io.web import parameters as p
from geo.io.web.answers import JSON, Answer
from geo.io.web.operations import Ask, Operation
from geo.io.web.questions import Question, no_zone
from geo.levels import BY_CODE, BY_KEY
from geo.render import why as card
from geo.views import CityView, zone_view
from geo.why import Step, why

GEOJSON, CSV = "application/geo+json", "text/csv; charset=utf-8"
_Writer = Callable[[CityView, Ask], str]


def _csv(view: CityView, ask: Ask) -> str:
    return exports.csv_text(exports.rows(view, ask.lang))


def _json(view: CityView, ask: Ask) -> str:
    return exports.json_text(exports.rows(view, ask.lang))


def _geojson(view: CityView, ask: Ask) -> str:
    shapes = ask.service.zones(view.facts.city.key)["geometry"].to_list()
    return exports.geojson_text(exports.rows(view, ask.lang), shapes)


def _zones(media_type: str, write: _Writer) -> Callable[[Ask], Answer]:
    def run(ask: Ask) -> Answer:
        asked = ask.questions.ask(ask.values, ask.viewer)
        day = ask.questions.day(asked, ask.values.get("date"))
        tag = (media_type, asked, day)
        return Answer(media_type, lambda: write(ask.questions.view(asked, day), ask), tag)

    return run


def series(ask: Ask) -> Answer:
    """Every day of one zone: new cases, the rule's window, the level."""
    zone_id = ask.values["zone_id"]
    asked = ask.questions.ask({"city": _city_of(zone_id, ask), **ask.values}, ask.viewer)
    if zone_id not in ask.questions.facts(asked).zone_ids:
        raise no_zone("zone_id", zone_id)
    return Answer(JSON, lambda: written(_series(ask, asked, zone_id)), ("series", asked, zone_id))


def _series(ask: Ask, asked: Question, zone_id: str) -> dict[str, Any]:
    facts, zoned = ask.questions.facts(asked), ask.questions.zoned(asked)
    view = ask.questions.view(asked, ask.questions.day(asked, None))
    row = facts.zone_ids.index(zone_id)
    days: dict[str, dict[str, Any]] = {}
    for day, new, _ in zone_view(view, zone_id, zoned).curve:
        days[day.isoformat()] = {"cases": _whole(new), "window": None, "level": None}
    counted = zoned.cases.shape == zoned.codes.shape
    for column, day in enumerate(zoned.days):
        known = days.setdefault(day.isoformat(), {"cases": None})
        known["window"] = _whole(float(zoned.cases[row, column])) if counted else None
        known["level"] = BY_CODE[zoned.codes[row, column]].published
    return {
        **_head(view, asked, zone_id),
        "days": [{"date": day, **days[day]} for day in sorted(days)],
    }


def grounds(ask: Ask) -> Answer:
    """Why a zone has its colour: the numbers, and the sentences of the card."""
    asked = ask.questions.ask(ask.values, ask.viewer)
    facts = ask.questions.facts(asked)
    zone_id = names.find(ask.values["zone"], facts.zones, asked.city)
    if zone_id is None:
        raise no_zone("?zone=", ask.values["zone"][:80])
    day = ask.questions.day(asked, ask.values.get("date"))
    tag = ("why", asked, day, zone_id)
    return Answer(JSON, lambda: written(_grounds(ask, asked, zone_id, day)), tag)


def _grounds(ask: Ask, asked: Question, zone_id: str, day: Any) -> dict[str, Any]:
    view = ask.questions.view(asked, day)
    of, status, rule = why(view, zone_id), view.zone(zone_id), view.rule
    return {
        **_head(view, asked, zone_id),
        "date": day.isoformat(),
        "level": BY_KEY[status.level].published,
        "hidden": status.hidden,
        "cases": status.cases,
        "population": status.population,
        "window": _window(of.first_day, of.last_day),
        "rate": of.rate,
        "rate_low": of.rate_low,
        "rate_high": of.rate_high,
        "rate_smoothed": of.rate_smoothed,
        "few_cases": of.few,
        "up": _step(of.up),
        "down": _step(of.down),
        "chances": [
            {"level": BY_KEY[level].published, "chance": chance} for level, chance in of.chances
        ],
        "certainty": of.certainty,
        "rule_verified": rule.verified,
        "rule_indicative": rule.indicative,
        "sources": list(status.urls),
        "reason": exports.reason(status, view, ask.lang),
        "sentences": [
            {"label": label, "text": sentence} for label, sentence in card.lines(of, ask.lang)
        ],
    }


def _head(view: CityView, asked: Question, zone_id: str) -> dict[str, Any]:
    zone = view.zone(zone_id)
    return {
        "zone_id": zone_id,
        "name": zone.name,
        "district": zone.district,
        "city": asked.city,
        "disease": asked.disease,
        "rule": asked.rule,
        "rule_version": view.rule.version,
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "simulated": view.simulated,
    }


def _city_of(zone_id: str, ask: Ask) -> str | None:
    """The city whose code a zone's code begins with."""
    cities = ask.service.cities.values()
    return next((c.key for c in cities if zone_id.startswith(f"{c.regency_code}.")), None)


def _window(first: Any, last: Any) -> dict[str, str | None] | None:
    if last is None:
        return None
    return {"first": first.isoformat() if first else None, "last": last.isoformat()}


def _step(step: Step | None) -> dict[str, Any] | None:
    return {**asdict(step), "level": BY_KEY[step.level].published} if step else None


def _whole(value: float | None) -> int | None:
    return None if value is None or np.isnan(value) else int(value)


def written(content: object) -> str:
    """JSON in one line; what is missing is null, never NaN."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


_ASKED = (*p.QUESTION, p.DATE, p.LANG)
_FAULTS = (400, 401, 403, 503)
OPERATIONS = (
    Operation(
        "zonesGeojson", "/api/v1/zones.geojson", "web.route.zones", _zones(GEOJSON, _geojson),
        {200: (GEOJSON, "ZoneCollection")}, _ASKED, _FAULTS,
    ),
    Operation(
        "zonesCsv", "/api/v1/zones.csv", "web.route.zones", _zones(CSV, _csv),
        {200: (CSV, "Text")}, _ASKED, _FAULTS,
    ),
    Operation(
        "zonesJson", "/api/v1/zones.json", "web.route.zones", _zones(JSON, _json),
        {200: (JSON, "Zones")}, _ASKED, _FAULTS,
    ),
    Operation(
        "zoneSeries", "/api/v1/zones/{zone_id}/series", "web.route.series", series,
        {200: (JSON, "Series")}, (p.ZONE_PATH, *p.QUESTION, p.LANG), (*_FAULTS, 404),
    ),
    Operation(
        "why", "/api/v1/why", "web.route.why", grounds,
        {200: (JSON, "Grounds")}, (p.ZONE, *_ASKED), (*_FAULTS, 404),
    ),
)  # fmt: skip
