"""Rule files read and checked: what each kind of rule must say, and every fault named at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.cities import read_toml
from geo.errors import ConfigError, Problem
from geo.levels import BY_KEY

LEGAL_LEVELS = ("rt", "kelurahan", "kota")
CERTAINTIES = ("P", "N", "M", "D")
POLICIES = ("worst_rt",)
CONDITION = re.compile(r"(<=|>=|<|>)(\d+(?:\.\d+)?)")

REQUIRED: dict[str, type | tuple[type, ...]] = {
    "version": str,
    "kind": str,
    "legal_level": str,
    "unit": str,
    "certainty": str,
    "indicative": bool,
    "sources": list,
}
OPTIONAL: dict[str, type | tuple[type, ...]] = {
    "regulation": str,
    "valid_from": dt.date,
    "valid_to": dt.date,
    "city": str,
    "diseases": list,
    "bands": list,
    "boxes": list,
    "window_days": int,
    "bound_days": int,
    "per": int,
    "policy": str,
    "stale_days": int,
    "members": list,
    "tables": Mapping,
    "text": Mapping,
}
KINDS: dict[str, tuple[str, ...]] = {
    "archive": (),
    "incidence_bands": ("bands", "window_days", "bound_days", "per"),
    "count_bands": ("bands",),
    "rt_houses": ("bands", "window_days", "policy"),
    "by_date": ("members",),
    "trend_score": ("bands", "window_days", "tables"),
    "three_years": ("bands", "tables"),
    "doubling": ("bands", "tables"),
    "boxes": ("boxes",),
    "city_level": ("tables", "per"),
    "imported_score": ("bands", "tables"),
}
"""Fields that each kind needs beside the required ones."""
TABLES: dict[str, tuple[str, ...]] = {
    "trend_score": ("falling", "flat", "rising", "charts"),
    "three_years": ("larvae_free",),
    "doubling": ("ratio", "least"),
    "city_level": (
        "cases",
        "hospitalised",
        "deaths",
        "positivity",
        "contacts",
        "occupancy",
        "levels",
    ),
    "imported_score": ("decimals", "lowest", "highest"),
}
UNBOUNDED = {"three_years": 4, "doubling": 2}
"""Kinds whose bands are an order of levels without bounds, and how many levels that is."""
BOX_NUMBERS = ("rate", "positivity", "tests")
"""What a condition of a box may speak of."""
LISTS_OF_WORDS = ("sources", "diseases", "members")
WORDS = ("title", "short", "explain", "doubt")


def read(file: Path, known: Mapping[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """The tables of a rule file by key, checked; ConfigError names every fault.

    ``known`` are the rules that stand already. With it the file is a city's own: its rules must not
    take their keys, must be certainty "D" (nobody but the city answers for them) and must carry
    their own words in [<key>.text.id] and [<key>.text.en].
    """
    tables = read_toml(file)
    faults: list[Problem] = []
    for key, table in tables.items():
        where = f"{file} [{key}]"
        if not isinstance(table, Mapping):
            faults.append(Problem("rule_no_table", where))
            continue
        faults += _faults(where, table)
        members = table.get("members") or []
        for name in members if _words(members) else []:
            banded = {**(known or {}), **tables}.get(name, {})
            if not isinstance(banded, Mapping) or banded.get("kind") != "rt_houses":
                faults.append(Problem("rule_member", where, {"found": name}))
        if known is not None:
            faults += _own_faults(where, key, table, known)
    if faults:
        raise ConfigError(faults)
    return tables


def _faults(where: str, table: Mapping[str, Any]) -> list[Problem]:
    fields = {**REQUIRED, **OPTIONAL}
    kind = table.get("kind")
    needed = [*REQUIRED, *KINDS.get(str(kind), ())]
    faults = [Problem("rule_field_unknown", where, {"field": f}) for f in table if f not in fields]
    faults += [Problem("rule_field_missing", where, {"field": f}) for f in needed if f not in table]
    for name, value in table.items():
        if name in fields and not _fits(name, value, fields[name]):
            faults.append(Problem("rule_field_type", where, {"field": name, "found": str(value)}))
    if faults:
        return faults
    choices = {"kind": tuple(KINDS), "legal_level": LEGAL_LEVELS, "certainty": CERTAINTIES}
    if "policy" in table:
        choices["policy"] = POLICIES
    for name, allowed in choices.items():
        if table[name] not in allowed:
            values = {"field": name, "found": table[name], "known": ", ".join(allowed)}
            faults.append(Problem("rule_choice", where, values))
    for name in ("window_days", "bound_days", "per"):
        if table.get(name, 1) < 1:
            values = {"field": name, "found": str(table[name])}
            faults.append(Problem("rule_positive", where, values))
    if table.get("stale_days", 0) < 0:
        values = {"field": "stale_days", "found": str(table["stale_days"])}
        faults.append(Problem("rule_negative", where, values))
    if table.get("valid_from", dt.date.min) > table.get("valid_to", dt.date.max):
        values = {"first": str(table["valid_from"]), "last": str(table["valid_to"])}
        faults.append(Problem("rule_validity", where, values))
    for name in TABLES.get(str(kind), ()):
        field, held = f"tables.{name}", table["tables"].get(name)
        if held is None:
            faults.append(Problem("rule_field_missing", where, {"field": field}))
        elif not _fits_table(name, held):
            values = {"field": field, "found": str(held)}
            faults.append(Problem("rule_field_type", where, values))
    if kind == "by_date" and not table["members"]:
        faults.append(Problem("rule_field_missing", where, {"field": "members"}))
    return faults + _band_faults(where, table) + _box_faults(where, table)


def _fits(name: str, value: Any, kind: type | tuple[type, ...]) -> bool:
    """True where a TOML value can stand for a field; true is no number, a time is no day."""
    if (isinstance(value, bool) and kind is int) or isinstance(value, dt.datetime):
        return False
    return isinstance(value, kind) and (name not in LISTS_OF_WORDS or _words(value))


def _fits_table(name: str, value: Any) -> bool:
    """True where a value can stand for a field of TABLES."""
    if name == "charts":
        return _words(value) and bool(value)
    if name in ("positivity", "contacts", "occupancy"):
        return _words(value) and all(CONDITION.fullmatch(word) for word in value)
    if name in ("cases", "hospitalised", "deaths"):
        return isinstance(value, list) and len(value) == 3 and all(map(_number, value))
    if name == "levels":
        rows = value if isinstance(value, list) else []
        return [isinstance(row, list) and len(row) for row in rows] == [3] * 4
    return _number(value)


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _band_faults(where: str, table: Mapping[str, Any]) -> list[Problem]:
    bands = table.get("bands", [])
    if not all(isinstance(band, Mapping) for band in bands):
        return [Problem("rule_bands", where, {"found": str(bands)})]
    faults = [
        Problem("rule_level", where, {"found": str(band.get("level"))})
        for band in bands
        if str(band.get("level")) not in BY_KEY
    ]
    extra = {name for band in bands for name in band} - {"level", "below", "no_cases"}
    faults += [Problem("rule_field_unknown", where, {"field": f"bands.{f}"}) for f in sorted(extra)]
    wanted = UNBOUNDED.get(table["kind"])
    if wanted and len(bands) != wanted:
        values = {"found": len(bands), "expected": wanted}
        faults.append(Problem("rule_band_count", where, values))
    if wanted or "bands" not in KINDS.get(str(table["kind"]), ()):
        return faults
    bounds = [band.get("below") for band in bands if not band.get("no_cases")]
    whole = all(isinstance(bound, int) and not isinstance(bound, bool) for bound in bounds[:-1])
    zeros = [index for index, band in enumerate(bands) if band.get("no_cases")]
    sound = bool(bounds) and bounds[-1] is None and whole and zeros in ([], [0])
    sound &= all(isinstance(band.get("no_cases", False), bool) for band in bands)
    sound &= not any("below" in bands[index] for index in zeros)
    if not sound or bounds[:-1] != sorted(set(bounds[:-1])) or min(bounds[:-1], default=1) < 1:
        faults.append(Problem("rule_bands", where, {"found": str(bounds)}))
    return faults


def _box_faults(where: str, table: Mapping[str, Any]) -> list[Problem]:
    faults = []
    for box in table.get("boxes", []):
        if not isinstance(box, Mapping) or str(box.get("level")) not in BY_KEY:
            faults.append(Problem("rule_level", where, {"found": str(box)}))
            continue
        for name, condition in box.items():
            if name not in ("level", *BOX_NUMBERS):
                values = {"field": f"boxes.{name}"}
                faults.append(Problem("rule_field_unknown", where, values))
            elif name != "level" and not CONDITION.fullmatch(str(condition)):
                values = {"field": name, "found": str(condition)}
                faults.append(Problem("rule_condition", where, values))
    boxes = table.get("boxes")
    if boxes is not None and (not boxes or set(boxes[-1]) != {"level"}):
        faults.append(Problem("rule_box_last", where))
    return faults


def _own_faults(
    where: str, key: str, table: Mapping[str, Any], known: Mapping[str, Any]
) -> list[Problem]:
    faults = []
    if key in known:
        faults.append(Problem("rule_twice", where, {"found": key}))
    if table.get("certainty") != "D":
        faults.append(Problem("rule_own_certainty", where, {"found": table.get("certainty")}))
    words = table.get("text")
    for lang in ("id", "en"):
        said = words.get(lang) if isinstance(words, Mapping) else None
        lacking = [w for w in WORDS if not isinstance(said, Mapping) or not said.get(w)]
        faults += [
            Problem("rule_field_missing", where, {"field": f"text.{lang}.{word}"})
            for word in lacking
        ]
    return faults
