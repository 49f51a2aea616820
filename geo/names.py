"""Names as people write them -> official zone codes. Exact after tidying, never a guess.

Tidying (``normalise``) evens out case, spaces, punctuation, prefixes and two local spellings. What
then is no official name is looked up among the aliases that people confirmed
(data/aliases/<city>.csv). ``closest`` proposes names to a person; nothing takes them by itself.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import weakref
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from geo.errors import ConfigError, Problem
from geo.settings import DATA

ALIAS_COLUMNS = ("as_written", "zone_id", "note", "url")

_TOWN = re.compile(r"\(\s*pob[a-z]*\.?\s*\)")
_PREFIX = re.compile(r"^(?:kelurahan|kel|kecamatan|kec)\b[.\s:]*(?=\S)")
_ISLAND = re.compile(r"^p(?:\.\s*|\s+)(?=\w)")
_RIVER = re.compile(r"\bsei\b\.?")
_BANUA = re.compile(r"\bbenua\b")


def normalise(name: str) -> str:
    """A name with only its letters and digits, in lower case: the key under which it is compared.

    Evened out: accents, "(Pob.)", "Kel."/"Kelurahan"/"Kec." in front, "P." and "Pulau", "Sei" and
    "Sungai", "Benua" and "Banua", and all spaces and punctuation. "KEL. BENUA ANYAR" gives
    "banuaanyar".
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = _PREFIX.sub("", _TOWN.sub(" ", plain).strip())
    plain = _ISLAND.sub("pulau ", plain)
    plain = _BANUA.sub("banua", _RIVER.sub("sungai ", plain))
    return re.sub(r"[^a-z0-9]", "", plain)


class NameIndex:
    """The official names of one table of zones, tidied once and then asked many times."""

    def __init__(self, zones: pd.DataFrame) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._district: dict[str, str] = {}
        for zone_id, name, district in zip(
            zones["zone_id"], zones["name"], zones["district"], strict=True
        ):
            self._by_name[normalise(name)].append(zone_id)
            self._district[zone_id] = normalise(district)
        self._official = dict(zip(zones["zone_id"], zones["name"], strict=True))
        self._spoken = {zone_id: _spoken(name) for zone_id, name in self._official.items()}

    def match(self, name: str, district: str | None, aliases: Mapping[str, str]) -> str | None:
        """The one zone of this name; see the function ``match``."""
        key = normalise(name)
        if not key:
            return None
        candidates = self._by_name.get(key, [])
        if not candidates and aliases.get(key) in self._official:
            candidates = [aliases[key]]
        if district and normalise(district):
            stated = normalise(district)
            candidates = [z for z in candidates if self._district[z] in (stated, "")]
        return candidates[0] if len(candidates) == 1 else None

    def closest(self, name: str, limit: int) -> list[tuple[str, str, float]]:
        """The names most alike; see the function ``closest``."""
        from rapidfuzz import fuzz, process

        found = process.extract(_spoken(name), self._spoken, scorer=fuzz.WRatio, limit=limit)
        return [(zone_id, self._official[zone_id], float(score)) for _, score, zone_id in found]


def match(
    name: str, district: str | None, zones: pd.DataFrame, aliases: Mapping[str, str]
) -> str | None:
    """The code of the zone that ``name`` names, or None where that is not certain.

    ``zones`` has ZONES columns, ``aliases`` come from ``read_aliases``. Official names go before
    aliases. A ``district`` decides between namesakes, and a zone of another district is not
    accepted: a neighbouring regency may have a kelurahan of the same name.
    """
    return _index_of(zones).match(name, district, aliases)


def closest(name: str, zones: pd.DataFrame, limit: int = 3) -> list[tuple[str, str, float]]:
    """Up to ``limit`` proposals for a person: zone_id, official name, likeness from 0 to 100.

    Likeness is RapidFuzz's WRatio on tidied names; the most alike first.
    """
    return _index_of(zones).closest(name, limit)


def find(written: str, zones: pd.DataFrame, city_key: str) -> str | None:
    """The zone_id of a code, a name or a confirmed spelling of the city, else None."""
    if (zones["zone_id"] == written).any():
        return written
    return match(written, None, zones, read_aliases(city_key))


def read_aliases(city_key: str, folder: Path = DATA / "aliases") -> dict[str, str]:
    """Confirmed spellings of a city: normalised name -> zone_id; empty where there is no file.

    Rows with an empty zone_id are names that people use but that stand for no single zone; they are
    kept in the file so that nobody adds them, and are left out here. Raises ConfigError where
    columns are missing or one name is given two zones.
    """
    file = folder / f"{city_key}.csv"
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    missing = [c for c in ALIAS_COLUMNS[:2] if rows and c not in rows[0]]
    if missing:
        raise ConfigError(Problem("alias_columns", str(file), {"columns": ", ".join(missing)}))
    zones: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        zones[normalise(row["as_written"])].add(row["zone_id"].strip())
    torn = sorted(name for name, found in zones.items() if len(found) > 1)
    if torn:
        raise ConfigError(Problem("alias_twice", str(file), {"names": ", ".join(torn)}))
    return {name: next(iter(found)) for name, found in zones.items() if found != {""}}


_INDICES: dict[int, tuple[weakref.ref[pd.DataFrame], NameIndex]] = {}


def _index_of(zones: pd.DataFrame) -> NameIndex:
    """The index of this very table, built on the first call; it goes when the table goes."""
    key = id(zones)
    held = _INDICES.get(key)
    if held is not None and held[0]() is zones:
        return held[1]
    index = NameIndex(zones)
    _INDICES[key] = (weakref.ref(zones, lambda _: _INDICES.pop(key, None)), index)
    return index


def _spoken(name: str) -> str:
    """A name in lower case with its words kept apart, for likeness."""
    return " ".join(re.sub(r"[^\w\s]", " ", _PREFIX.sub("", name.casefold().strip())).split())
