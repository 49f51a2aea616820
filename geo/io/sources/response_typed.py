"""Cells of a response that somebody typed, in words: which kelurahan, kind or role they mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geo.errors import InputError, Problem
from geo.io.sources import response_words
from geo.io.sources.placing import EXAMPLE, Places
from geo.io.sources.response_words import PLACE
from geo.response_fields import FIELDS
from geo.schema import normalise_code


def zone(
    places: Places, code: str, name: str, district: str
) -> tuple[str | None, tuple[Problem, ...]]:
    """The zone_id of a kelurahan by code and name, and what is to be said of it: a fault where it
    is None, a question where code and name disagree. Either may be "", or stand for the other."""
    alone = code or name
    if not (code and name) and (normalise_code(alone) is None) == bool(code):
        code, name = name, code
    placed = places.place(code, name, district)
    if code == EXAMPLE:
        return None, (Problem("example_row", "", {"found": name}),)
    if placed.zone_id is None:
        alike = ", ".join(n for _, n, _ in places.closest(name, district)) or "–"
        return None, (Problem("contents_zone", "", {"found": name or code, "alike": alike}),)
    if not placed.finding:
        return placed.zone_id, ()
    own, other = (places.named(zone_id) for zone_id in (placed.zone_id, placed.other))
    values = {"code": code, "name": name, "zone": own, "other": other}
    return placed.zone_id, (Problem(placed.finding, "", values, fatal=False),)


def cells(
    part: str, pairs: Iterable[tuple[str, str]], places: Places
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Cells by field name of pairs as somebody types them, and the questions they leave open:
    fields by key or heading, choices and kelurahan in words. InputError with every fault: a field
    that stands twice, a kelurahan that is not there. An unknown field is left as it was typed."""
    of = {field.name: field for field in FIELDS.get(part, ())}
    known = response_words.headings(part) if of else {}
    found: dict[str, Any] = {}
    said: list[Problem] = []
    for typed, value in pairs:
        name = typed if typed in of else known.get(response_words.fold(typed), typed)
        name = "code" if name == "zone_id" else name
        if name in found:
            said.append(Problem("response_field_twice", typed, {"found": typed}))
        choice = name in of and of[name].type == "choice" and value.strip()
        found[name] = response_words.choice(of[name], value) if choice else value
    place = {name: " ".join(str(found.get(name, "")).split()) for name in PLACE}
    for name in PLACE:
        if name not in of:
            found.pop(name, None)
    if place["code"] or place["name"]:
        found["zone_id"], told = zone(places, **place)
        said += [Problem(one.key, part, one.values, one.fatal) for one in told]
    if any(one.fatal for one in said):
        raise InputError([one for one in said if one.fatal])
    return found, tuple(said)
