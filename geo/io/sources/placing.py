"""Which zone a row of a file speaks of: by its code, else by its name, and never by a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pandas as pd

from geo import names
from geo.cities import City
from geo.schema import normalise_code

EXAMPLE = "00.00.00.0000"
"""The code of the example rows in data/templates, which a person has to remove."""

_TOTAL = {"total", "jumlah", "grandtotal", "totaljumlah", "jumlahtotal"}
_OUTSIDE = re.compile(
    r"luar(kota|kab|wilayah|daerah|prov|negeri|dki)|outside|(belum|tidak|tak)(di)?ketahui|unknown|prosesupdate|dalamproses|dalamverifikasi"
)


@dataclass(frozen=True)
class Placement:
    """Where a row belongs.

    kind "zone": ``zone_id`` is set. "outside": a row known to be no zone (outside the city, in
    process). "total": the sum of the others. "unmatched": nothing in the city has this code or
    name. ``label`` is the name as written, the code where there is no name.
    ``finding`` is a catalogue key where code and name do not agree, with ``other`` the zone that
    the name alone would give.
    """

    kind: Literal["zone", "outside", "total", "unmatched"]
    label: str
    zone_id: str | None = None
    finding: str = ""
    other: str = ""


@dataclass(frozen=True)
class Unmatched:
    """A row that is no zone's: as written, its row number, and the closest official names.

    ``closest`` holds (zone_id, name, likeness from 0 to 100), most alike first.
    """

    name: str
    code: str
    district: str
    row: int
    closest: tuple[tuple[str, str, float], ...]


class Places:
    """The zones of one city, asked row by row; answers are remembered."""

    def __init__(self, city: City, zones: pd.DataFrame, aliases: Mapping[str, str]) -> None:
        self._prefix = f"{city.regency_code}."
        self._zones = zones
        self._aliases = aliases
        self._names = dict(zip(zones["zone_id"], zones["name"], strict=True))
        self._known: dict[tuple[str, str, str], Placement] = {}

    def place(self, code: object, name: object, district: object = None) -> Placement:
        """Where a row with this code, name and district belongs; each may be empty."""
        key = (_tidy(code), _tidy(name), _tidy(district))
        if key not in self._known:
            self._known[key] = self._place(*key)
        return self._known[key]

    def closest(self, name: str) -> tuple[tuple[str, str, float], ...]:
        """The official names most alike."""
        return tuple(names.closest(name, self._zones)) if name else ()

    def _place(self, code: str, name: str, district: str) -> Placement:
        label = name or code
        zone_id = normalise_code(code)
        if zone_id is not None and zone_id in self._names:
            return self._by_code(zone_id, name, district, label)
        # A code of another city is believed: a namesake of ours must not get its numbers.
        if zone_id is not None and not zone_id.startswith(self._prefix):
            return Placement("unmatched", label)
        found = names.match(name, district or None, self._zones, self._aliases) if name else None
        if found is None:
            return Placement(_kind(label), label)
        return Placement("zone", label, found, "code_unknown" if zone_id else "", found)

    def _by_code(self, zone_id: str, name: str, district: str, label: str) -> Placement:
        if not name or _fold(name) == _fold(self._names[zone_id]):
            return Placement("zone", label, zone_id)
        other = names.match(name, district or None, self._zones, self._aliases)
        if other is None or other == zone_id:
            return Placement("zone", label, zone_id)
        return Placement("zone", label, zone_id, "name_disagrees", other)


def _kind(label: str) -> Literal["total", "outside", "unmatched"]:
    folded = names.normalise(label)
    if folded in _TOTAL:
        return "total"
    return "outside" if _OUTSIDE.match(folded) else "unmatched"


def _tidy(cell: object) -> str:
    return re.sub(r"\s+", " ", "" if cell is None else str(cell)).strip()


@lru_cache(maxsize=8192)
def _fold(name: str) -> str:
    return names.normalise(name)
