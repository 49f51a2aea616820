"""The same numbers for machines: CSV, GeoJSON, and what they are (Frictionless Data)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from geo import exports
from geo.inert import plain
from geo.levels import LEVELS
from geo.render import words
from geo.site.content import Content, data_as_of, outlines_from
from geo.text import text

_NUMBERS = frozenset({"incidence", "incidence_low", "incidence_high", "smoothed"})
_WHOLE = frozenset({"cases", "population"})


def files(of: Content) -> dict[str, bytes]:
    """Every file of the folder ``data`` by its name."""
    rows = exports.rows(of.view, of.languages[0])
    rounded = shapely.transform(of.shapes.geometry.to_numpy(), lambda xy: np.round(xy, 5))
    short = [{name: row[name] for name in row if name != "reason"} for row in rows]
    found = {
        "zones.csv": exports.csv_text(rows),
        "zones.geojson": exports.geojson_text(short, list(rounded), _warned(of)),
        _levels(of): _series(of, of.zoned.codes),
    }
    found["codes.csv"] = _codes(of)
    found["datapackage.json"] = _json(_package(of, found))
    found["README.txt"] = _readme(of)
    return {name: content.encode() for name, content in found.items()}


def _warned(of: Content) -> dict[str, str]:
    """SIMULASI for a table whose rows have no sentence of their own; {} where nothing is."""
    return {"disclaimer": text("simulated.banner", of.languages[0])} if of.view.simulated else {}


def _levels(of: Content) -> str:
    """The name of the table of levels: its cells are single letters, so that it is the name that
    says SIMULASI."""
    return "levels-SIMULASI.csv" if of.view.simulated else "levels.csv"


def _series(of: Content, cells: np.ndarray) -> str:
    """A row a day, a column a zone."""
    days = (day.isoformat() for day in of.zoned.days)
    heads = ("date", *of.view.facts.zone_ids)
    return _csv(heads, ((day, *column) for day, column in zip(days, cells.T, strict=True)))


def _codes(of: Content) -> str:
    heads = ("code", "key", "published", *(f"word_{lang}" for lang in of.languages), "severity")
    return _csv(
        heads,
        (
            (
                level.code,
                level.key,
                level.published,
                *(words.level(level.key, lang) for lang in of.languages),
                "" if level.severity is None else level.severity,
            )
            for level in LEVELS
        ),
    )


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()


def _package(of: Content, found: dict[str, str]) -> dict[str, Any]:
    """Frictionless Data Package 1: each table with its fields, and what the data rest on."""
    view, lang = of.view, of.languages[-1]
    sources = words.sources(view) or view.rule.sources
    return {
        "profile": "data-package",
        "name": f"jaga-tetangga-{view.facts.city.key}-{view.facts.disease.key}".lower(),
        "title": f"{text('app.name', lang)}: {of.city}",
        "description": _about(of, lang),
        "version": of.snapshot,
        "sources": [{"title": source} for source in sources],
        "simulated": view.simulated,
        "date": view.day.isoformat(),
        "rule": view.rule.key,
        "rule_version": view.rule.version,
        "data_until": of.known_at.isoformat() if of.known_at else None,
        "resources": [_resource(of, name) for name in found],
    }


def _resource(of: Content, name: str) -> dict[str, Any]:
    stem, kind = name.partition(".")[0], name.rpartition(".")[2]
    made: dict[str, Any] = {"name": name.rpartition(".")[0].lower(), "path": name}
    made |= {"format": kind, "mediatype": "text/csv", "encoding": "utf-8"}
    if kind == "geojson":
        return made | {"name": "outlines", "mediatype": "application/geo+json"}
    if stem == "zones":
        fields = [{"name": column, "type": _type(column)} for column in exports.COLUMNS]
        key = "zone_id"
    elif stem == "codes":
        heads = ("code", "key", "published", *(f"word_{lang}" for lang in of.languages))
        fields = [{"name": head, "type": "string"} for head in heads]
        fields.append({"name": "severity", "type": "integer"})
        key = "code"
    else:
        fields = [{"name": "date", "type": "date"}]
        fields += [{"name": zone_id, "type": "string"} for zone_id in of.view.facts.zone_ids]
        key = "date"
    schema = {"fields": fields, "primaryKey": key, "missingValues": [""]}
    return made | {"profile": "tabular-data-resource", "schema": schema}


def _type(column: str) -> str:
    if column == "date":
        return "date"
    return "number" if column in _NUMBERS else "integer" if column in _WHOLE else "string"


def _json(package: dict[str, Any]) -> str:
    """One line for each of its members, so that a person can find one."""
    members = (
        f"{json.dumps(name)}:{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for name, value in package.items()
    )
    return "{\n" + ",\n".join(members) + "\n}\n"


def _about(of: Content, lang: str) -> str:
    view = of.view
    said = [
        f"{text('simulated.banner', lang)}." if view.simulated else "",
        text("site.about", lang, city=of.city, date=view.day, rule=view.rule.key),
        data_as_of(of, lang),
        "" if view.facts.policy.detail else text("site.public", lang),
        text("site.snapshot", lang, id=of.snapshot),
    ]
    return plain(" ".join(filter(None, said)))


def _readme(of: Content) -> str:
    """What each file is, in every language of the site."""
    keys = ("zones", "geojson", "levels", "codes", "package")
    parts = []
    for lang in of.languages:
        lines = [_about(of, lang), ""]
        lines += [text(f"site.file_{key}", lang, levels=_levels(of)) for key in keys]
        parts.append("\n".join([*lines, "", outlines_from(of, lang)]))
    return "\n\n---\n\n".join(parts) + "\n"
