"""/ogc: the zones as OGC API Features (part 1, core and GeoJSON), one collection a city.

A feature is a zone on one day under one rule. ``datetime`` chooses the day, by the date that is
written in it: an instant is that day, of an interval the last day on record within it is shown.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import shapely

from geo import exports, text
from geo.io.web import parameters as p
from geo.io.web.answers import JSON, Answer
from geo.io.web.operations import Ask, Operation
from geo.io.web.questions import Question, no_zone
from geo.io.web.zones import GEOJSON, written
from geo.selection import read_moment

MOST = 1000
"""Features on a page at most; who asks for more gets so many, and a link to the next page."""
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CONFORMS = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "geojson")
)
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"

_SHOWN = (p.DISEASE, p.RULE, p.RATES_, p.AS_OF, p.DATETIME, p.LANG)
Link = dict[str, str]


def landing(ask: Ask) -> Answer:
    """Where everything is."""
    base, lang = ask.base, ask.lang
    links = [
        _link("self", f"{base}/ogc", JSON),
        _link("service-desc", f"{base}/api/v1/openapi.json", OPENAPI),
        _link("service-doc", f"{base}/api", "text/html"),
        _link("conformance", f"{base}/ogc/conformance", JSON),
        _link("data", f"{base}/ogc/collections", JSON),
    ]
    body = {
        "title": text.text("web.ogc.title", lang),
        "description": text.text("web.ogc.about", lang),
        "links": links,
    }
    return Answer(JSON, lambda: written(body), ("ogc", base))


def conformance(ask: Ask) -> Answer:
    """Which parts of the standard hold."""
    return Answer(JSON, lambda: written({"conformsTo": list(CONFORMS)}), ("conformance",))


def collections(ask: Ask) -> Answer:
    """Every city."""
    asked = [ask.questions.ask({"city": city}, ask.viewer) for city in ask.service.cities]

    def body() -> str:
        listed = [_collection(ask, one) for one in asked]
        links = [_link("self", f"{ask.base}/ogc/collections", JSON)]
        return written({"links": links, "collections": listed})

    return Answer(JSON, body, ("collections", ask.base, *asked))


def collection(ask: Ask) -> Answer:
    """One city."""
    asked = ask.questions.ask(ask.values, ask.viewer)
    tag = ("collection", ask.base, asked)
    return Answer(JSON, lambda: written(_collection(ask, asked)), tag)


def items(ask: Ask) -> Answer:
    """A page of zones, those that touch ``bbox``."""
    asked = ask.questions.ask(ask.values, ask.viewer)
    day = _day(ask, asked)
    tag = ("items", ask.url, asked, day)
    return Answer(GEOJSON, lambda: _items(ask, asked, day), tag, weak=True)


def item(ask: Ask) -> Answer:
    """One zone."""
    asked = ask.questions.ask(ask.values, ask.viewer)
    zone_id, zone_ids = ask.values["zone_id"], ask.questions.facts(asked).zone_ids
    day = _day(ask, asked)
    if zone_id not in zone_ids or day is None:
        raise no_zone("zone_id", zone_id)
    place = _place(ask, asked)
    links = [
        _link("self", ask.url, GEOJSON),
        _link("collection", place, JSON),
    ]

    def body() -> str:
        return _features(ask, asked, day, [zone_ids.index(zone_id)], links)[0] + "\n"

    return Answer(GEOJSON, body, ("item", ask.url, asked, day, zone_id))


def _items(ask: Ask, asked: Question, day: dt.date | None) -> str:
    limit = min(ask.values.get("limit", p.PAGE), MOST)
    offset = ask.values.get("offset", 0)
    matching = _touching(ask, asked) if day is not None else []
    rows = matching[offset : offset + limit]
    features = _features(ask, asked, day, rows, ()) if day is not None else []
    links = [_link("self", ask.url, GEOJSON)]
    if offset + limit < len(matching):
        links.append(_link("next", _other_page(ask.url, offset + limit, limit), GEOJSON))
    if offset > 0:
        links.append(_link("prev", _other_page(ask.url, max(0, offset - limit), limit), GEOJSON))
    links.append(_link("alternate", _as_table(ask, asked, day), "text/csv"))
    links.append(_link("collection", _place(ask, asked), JSON))
    head = {
        "type": "FeatureCollection",
        "timeStamp": _utc(dt.datetime.now(dt.UTC)),
        "numberMatched": len(matching),
        "numberReturned": len(features),
        "links": links,
    }
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opened}, "features": [\n' + ",\n".join(features) + "\n]}\n"


def _features(ask: Ask, asked: Question, day: dt.date, rows: list[int], links: Any) -> list[str]:
    view = ask.questions.view(asked, day)
    table = exports.rows(view, ask.lang)
    outlines = ask.service.outlines(asked.city)
    made = []
    for row in rows:
        feature: dict[str, Any] = {"type": "Feature", "id": view.zones[row].zone_id}
        feature |= {"properties": table[row], **({"links": links} if links else {})}
        opened = json.dumps(feature, ensure_ascii=False, allow_nan=False)[:-1]
        made.append(f'{opened}, "geometry": {outlines[row]}}}')
    return made


def _touching(ask: Ask, asked: Question) -> list[int]:
    """Rows of the zones that touch the box; a box may cross the 180th meridian."""
    shapes = ask.service.zones(asked.city)["geometry"].to_numpy()
    box = ask.values.get("bbox")
    if box is None:
        return list(range(len(shapes)))
    west, south, east, north = box
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    boxes = shapely.union_all([shapely.box(a, south, b, north) for a, b in parts])
    return [int(row) for row in shapely.intersects(shapes, boxes).nonzero()[0]]


def _day(ask: Ask, asked: Question) -> dt.date | None:
    """The day that is shown; None where an interval holds no day on record."""
    span = ask.values.get("datetime")
    if span is None:
        return ask.questions.day(asked, None)
    first, last = (_date(end) for end in span)
    if first is not None and span[0] == span[1]:
        return first
    days = ask.questions.zoned(asked).days
    within = [d for d in days if (first is None or first <= d) and (last is None or d <= last)]
    return within[-1] if within else None


def _date(written_as: str | None) -> dt.date | None:
    moment = read_moment(written_as, "UTC") if written_as else None
    return moment.date() if moment else None


def _collection(ask: Ask, asked: Question) -> dict[str, Any]:
    city, facts = ask.questions.city(asked), ask.questions.facts(asked)
    days = ask.questions.zoned(asked).days
    interval = [f"{days[0]}T00:00:00Z", f"{days[-1]}T23:59:59Z"] if days else [None, None]
    about = text.text("web.ogc.collection", ask.lang, city=city.name, n=len(facts.zone_ids))
    if facts.simulated and ask.questions.rule(asked).kind != "archive":
        about = f"{about} {text.text('simulated.banner', ask.lang)}."
    bounds = [float(edge) for edge in ask.service.zones(asked.city).total_bounds]
    place = _place(ask, asked)
    return {
        "id": city.key,
        "title": city.name,
        "description": about,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {
            "spatial": {"bbox": [bounds], "crs": CRS84},
            "temporal": {"interval": [interval], "trs": GREGORIAN},
        },
        "links": [
            _link("self", place, JSON),
            _link("items", f"{place}/items", GEOJSON),
            _link("alternate", f"{ask.base}/api/v1/zones.geojson?city={city.key}", GEOJSON),
        ],
    }


def _place(ask: Ask, asked: Question) -> str:
    return f"{ask.base}/ogc/collections/{asked.city}"


def _as_table(ask: Ask, asked: Question, day: dt.date | None) -> str:
    fields: Mapping[str, Any] = {
        "city": asked.city,
        "disease": asked.disease,
        "rule": asked.rule,
        "date": day.isoformat() if day else None,
        "as_of": ask.values.get("as_of"),
        "rates": ask.values.get("rates"),
    }
    kept = {name: value for name, value in fields.items() if value}
    return f"{ask.base}/api/v1/zones.csv?{urlencode(kept)}"


def _other_page(url: str, offset: int, limit: int) -> str:
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in ("limit", "offset")
    ]
    return parts._replace(query=urlencode([*kept, ("limit", limit), ("offset", offset)])).geturl()


def _link(rel: str, href: str, media_type: str) -> Link:
    return {"rel": rel, "href": href, "type": media_type}


def _utc(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_FAULTS = (400, 401, 503)
_CITY_FAULTS = (400, 401, 403, 404, 503)
_ONE = "/ogc/collections/{city}"
OPERATIONS = (
    Operation(
        "ogcLanding", "/ogc", "web.route.ogc", landing, {200: (JSON, "Landing")},
        (p.LANG,), _FAULTS,
    ),
    Operation(
        "ogcConformance", "/ogc/conformance", "web.route.conformance", conformance,
        {200: (JSON, "Conformance")}, (p.LANG,), _FAULTS,
    ),
    Operation(
        "ogcCollections", "/ogc/collections", "web.route.collections", collections,
        {200: (JSON, "Collections")}, (p.LANG,), _FAULTS,
    ),
    Operation(
        "ogcCollection", _ONE, "web.route.collection", collection,
        {200: (JSON, "Collection")}, (p.CITY_PATH, p.LANG), _CITY_FAULTS,
    ),
    Operation(
        "ogcItems", f"{_ONE}/items", "web.route.items", items, {200: (GEOJSON, "Items")},
        (p.CITY_PATH, p.BBOX, p.LIMIT, p.OFFSET, *_SHOWN), _CITY_FAULTS,
    ),
    Operation(
        "ogcItem", f"{_ONE}/items/{{zone_id}}", "web.route.item", item,
        {200: (GEOJSON, "ZoneFeature")}, (p.CITY_PATH, p.ZONE_PATH, *_SHOWN), _CITY_FAULTS,
    ),
)  # fmt: skip
