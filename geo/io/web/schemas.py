"""Shapes of what the routes give back, as JSON Schema for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from geo.exports import COLUMNS
from geo.io.batches import STATES
from geo.io.web.batches import FIELDS
from geo.levels import PUBLISHED_LEVELS

Schema = dict[str, Any]


def reference(name: str) -> Schema:
    """A place among SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def _maybe(kind: str) -> Schema:
    """A value that is null where it is missing or may not be shown."""
    return {"type": [kind, "null"]}


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
LEVEL: Schema = {"type": "string", "enum": list(PUBLISHED_LEVELS)}
ANYTHING: Schema = {"type": "object"}

_KINDS: dict[str, Schema] = {
    "date": DAY,
    "level": LEVEL,
    "cases": _maybe("integer"),
    "population": _maybe("integer"),
    **dict.fromkeys(("incidence", "incidence_low", "incidence_high"), _maybe("number")),
    "smoothed": _maybe("number"),
    "confidence": {"type": "string", "enum": ["yakin", "ragu", ""]},
}
_ZONE = _object({name: _KINDS.get(name, TEXT) for name in COLUMNS})
_STEP: Schema = {"anyOf": [_object({"count": WHOLE, "level": LEVEL}), {"type": "null"}]}
_RECORDED = _object(
    {"part": TEXT, "stored": WHOLE, "corrected": WHOLE, "known": WHOLE, "waiting": FLAG}
    | {"questions": _list(TEXT)}
)
_LINK = _object({"rel": TEXT, "href": TEXT, "type": TEXT})
_HEAD = {
    "zone_id": TEXT,
    "name": TEXT,
    "district": TEXT,
    "city": TEXT,
    "disease": TEXT,
    "rule": TEXT,
    "rule_version": TEXT,
    "as_of": {"anyOf": [MOMENT, {"type": "null"}]},
    "simulated": FLAG,
}
_DAY_OF_SERIES = _object(
    {
        "date": DAY,
        "cases": _maybe("integer"),
        "window": _maybe("integer"),
        "level": {"anyOf": [LEVEL, {"type": "null"}]},
    }
)
_FEATURE = {"type": {"const": "Feature"}, "properties": reference("Zone"), "geometry": ANYTHING}
_BATCH_KINDS: dict[str, Schema] = {
    "id": WHOLE,
    "rows": WHOLE,
    "other_rows": WHOLE,
    "gap": WHOLE,
    "state": {"type": "string", "enum": list(STATES)},
}
_COLLECTION = _object(
    {
        "id": TEXT,
        "title": TEXT,
        "description": TEXT,
        "itemType": {"const": "feature"},
        "crs": _list(TEXT),
        "extent": ANYTHING,
        "links": _list(_LINK),
    }
)

_FINDING = ("key", "severity", "where", "found", "expected", "todo")

SCHEMAS: dict[str, Schema] = {
    "Zone": _ZONE,
    "Zones": _list(reference("Zone")),
    "ZoneCollection": _object(
        {"type": {"const": "FeatureCollection"}, "features": _list(_object(_FEATURE))}
    ),
    "ZoneFeature": _object({**_FEATURE, "id": TEXT}, {"links": _list(_LINK)}),
    "Items": _object(
        {
            "type": {"const": "FeatureCollection"},
            "timeStamp": MOMENT,
            "numberMatched": WHOLE,
            "numberReturned": WHOLE,
            "links": _list(_LINK),
            "features": _list(reference("ZoneFeature")),
        }
    ),
    "Landing": _object({"title": TEXT, "description": TEXT, "links": _list(_LINK)}),
    "Conformance": _object({"conformsTo": _list(TEXT)}),
    "Collection": _COLLECTION,
    "Collections": _object({"links": _list(_LINK), "collections": _list(reference("Collection"))}),
    "Series": _object({**_HEAD, "days": _list(_DAY_OF_SERIES)}),
    "Grounds": _object(
        {
            **_HEAD,
            "date": DAY,
            "level": LEVEL,
            "hidden": FLAG,
            "cases": _maybe("integer"),
            "population": _maybe("integer"),
            "window": {
                "anyOf": [
                    _object({"first": {"anyOf": [DAY, {"type": "null"}]}, "last": DAY}),
                    {"type": "null"},
                ]
            },
            "rate": _maybe("number"),
            "rate_low": _maybe("number"),
            "rate_high": _maybe("number"),
            "rate_smoothed": _maybe("number"),
            "few_cases": FLAG,
            "up": _STEP,
            "down": _STEP,
            "chances": _list(_object({"level": LEVEL, "chance": {"type": "number"}})),
            "certainty": _maybe("number"),
            "rule_verified": FLAG,
            "rule_indicative": FLAG,
            "sources": _list(TEXT),
            "reason": TEXT,
            "sentences": _list(_object({"label": TEXT, "text": TEXT})),
        }
    ),
    "Batches": _list(
        _object(
            {
                **{name: _BATCH_KINDS.get(name, TEXT) for name in FIELDS},
                "created_at": MOMENT,
                "state_at": MOMENT,
                "counts": FLAG,
            }
        )
    ),
    "Import": _object(
        {
            "batch": _maybe("integer"),
            "state": {"anyOf": [{"type": "string", "enum": list(STATES)}, {"type": "null"}]},
            "already": FLAG,
            "findings": _list(_object(dict.fromkeys(_FINDING, TEXT))),
            "report": ANYTHING,
            "responses": {"anyOf": [_RECORDED, {"type": "null"}]},
        }
    ),
    "Health": _object({"status": {"type": "string", "enum": ["ok", "failing"]}}, {"store": TEXT}),
    "OpenApi": _object({"openapi": TEXT, "info": ANYTHING, "paths": ANYTHING}),
    "Text": TEXT,
    "Problem": _object(
        {
            "type": TEXT,
            "title": TEXT,
            "status": WHOLE,
            "detail": TEXT,
            "problems": _list(
                _object(dict.fromkeys(("key", "where", "found", "expected", "todo", "text"), TEXT))
            ),
        }
    ),
}
