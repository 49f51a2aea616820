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
from geo.errors import Spot
from geo.schema import normalise_code

EXAMPLE = "00.00.00.0000"
"""The code of the example rows in data/templates, which a person has to remove."""

MOST_PROPOSED = 300
"""So many different names of a file get proposals."""

_TOTAL = {"total", "jumlah", "grandtotal", "totaljumlah", "jumlahtotal"}
_OUTSIDE = re.compile(
    r"luar(kota|kab|wilayah|daerah|prov|negeri|dki)|outside|(belum|tidak|tak)(di)?ketahui|unknown|prosesupdate|dalamproses|dalamverifikasi"
)


@dataclass(frozen=True)
class Placement:
    """Where a row belongs.

    kind "zone": ``zone_id`` is set. "district": ``label`` is a district's official name, and its
    numbers belong to no single zone. "outside": a row known to be no zone (outside the city, in
    process). "total": the sum of the others. "unmatched": nothing in the city has this code or
    name. ``label`` is the name as written, the code where there is no name.
    ``finding`` is a catalogue key where code and name do not agree, with ``other`` the zone that
    the name alone would give.
    """

    kind: Literal["zone", "district", "outside", "total", "unmatched"]
    label: str
    zone_id: str | None = None
    finding: str = ""
    other: str = ""


@dataclass(frozen=True)
class Unmatched:
    """A row that is no zone's: as written, its row number, and the closest official names.

    ``closest`` holds (zone_id, name, likeness from 0 to 100) as ``geo.names.propose`` orders them,
    the kecamatan taken into account. ``spot`` is the cell of the name or code.
    """

    name: str
    code: str
    district: str
    row: int
    closest: tuple[tuple[str, str, float], ...]
    spot: Spot | None = None


class Places:
    """The zones of one city, asked row by row; answers are remembered.

    ``aliases`` gives what a tidied spelling means: a zone_id, or ``geo.names.OUTSIDE`` for a row
    that is known to be no zone. Its keys are those of ``geo.names.spelling``.
    """

    def __init__(self, city: City, zones: pd.DataFrame, aliases: Mapping[str, str]) -> None:
        self._prefix = f"{city.regency_code}."
        self._zones = zones
        self._aliases = aliases
        self._names = dict(zip(zones["zone_id"], zones["name"], strict=True))
        self._known: dict[tuple[str, str, str], Placement] = {}
        self._districts = {names.normalise(d): d for d in zones["district"].unique() if d}
        self._closest: dict[tuple[str, str], tuple[tuple[str, str, float], ...]] = {}

    def place(self, code: object, name: object, district: object = None) -> Placement:
        """Where a row with this code, name and district belongs; each may be empty."""
        key = (_tidy(code), _tidy(name), _tidy(district))
        if key not in self._known:
            self._known[key] = self._place(*key)
        return self._known[key]

    def named(self, zone_id: str | None) -> str:
        """A zone as people know it: "Mantuil (63.71.01.1001)"; "" where there is none."""
        return f"{self._names[zone_id]} ({zone_id})" if zone_id in self._names else zone_id or ""

    def district(self, name: object) -> Placement:
        """Where a row that speaks of a whole district belongs."""
        label = _tidy(name)
        official = self._districts.get(names.normalise(label))
        return Placement("district", official) if official else Placement(_kind(label), label)

    def closest(self, name: str, district: str = "") -> tuple[tuple[str, str, float], ...]:
        """The official names most alike; none any more after ``MOST_PROPOSED`` different names,
        for which nobody would go through proposals."""
        key = (name, district)
        if key not in self._closest and len(self._closest) < MOST_PROPOSED:
            found = names.propose(name, district, self._zones) if name else ()
            self._closest[key] = tuple((p.zone_id, p.name, p.likeness) for p in found)
        return self._closest.get(key, ())

    def _place(self, code: str, name: str, district: str) -> Placement:
        label = name or code
        zone_id = normalise_code(code)
        if zone_id is not None and zone_id in self._names:
            return self._by_code(zone_id, name, district, label)
        accepted = self._accepted(code, name, district)
        # A code of another city is believed: a namesake of ours must not get its numbers.
        if zone_id is not None and not zone_id.startswith(self._prefix):
            return accepted or Placement("unmatched", label)
        found = names.match(name, district or None, self._zones, self._aliases) if name else None
        if found is None:
            return accepted or Placement(_kind(label), label)
        return Placement("zone", label, found, "code_unknown" if zone_id else "", found)

    def _accepted(self, code: str, name: str, district: str) -> Placement | None:
        """What a person said of this code, of this name in this district, or of the name alone.

        A zone is taken only from the spelling under which such a row is accepted.
        """
        full = names.with_district(name, district)
        own = full if name and normalise_code(code) is None else code
        for written in (code, full, name):
            meaning = self._aliases.get(names.normalise(written))
            if meaning == names.OUTSIDE:
                return Placement("outside", name or code)
            if written == own and meaning in self._names:
                return Placement("zone", name or code, meaning)
        return None

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
