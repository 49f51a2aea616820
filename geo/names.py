"""Names as people write them -> official zone codes. Exact after tidying, never a guess.

Tidying (``normalise``) evens out case, spaces, punctuation, prefixes and two local spellings. What
then is no official name is looked up among the aliases that people confirmed
(data/aliases/<city>.csv, and those accepted in the store). ``propose`` gives a person the names
that may be meant; nothing takes them by itself.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import weakref
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.errors import ConfigError, Problem
from geo.schema import normalise_code
from geo.settings import DATA

OUTSIDE = "outside"
"""What an alias means that is no zone of the city."""

LIKELY = 75.0
"""From this likeness on a zone of the stated district is proposed before zones of others."""

ALIAS_COLUMNS = ("as_written", "zone_id", "note", "url")

_ALIKE = 85.0
"""From this likeness on a misspelled district is taken for context (never for a match)."""

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
    return re.sub(r"[^a-z0-9]", "", _evened(name))


def with_district(name: str, district: str) -> str:
    """A name together with the district that is stated with it: "Mantuwil, Selatan"."""
    return f"{name}, {district}" if name and district else name


def spelling(code: str, name: str, district: str, meaning: str, zones: pd.DataFrame) -> str:
    """Under which spelling a person's answer on a row has to be kept, so that it is found again.

    A row with a code of another city, or without a name, is known by its code. A name whose stated
    district is not that of the zone that it means (``meaning``: a zone_id or OUTSIDE) is known
    together with that district, so that a namesake elsewhere is not drawn in; else by itself.
    """
    if not name or normalise_code(code) is not None:
        return code
    official = dict(zip(zones["zone_id"], zones["district"], strict=True)).get(meaning, "")
    alone = not normalise(district) or normalise(district) == normalise(official)
    return name if alone else with_district(name, district)


@dataclass(frozen=True)
class Proposal:
    """A zone that a name may mean; ``likeness`` from 0 to 100.

    ``same_district`` is whether the stated district is the zone's, None where none is stated.
    """

    zone_id: str
    name: str
    district: str
    likeness: float
    same_district: bool | None


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
        self._district_name = dict(zip(zones["zone_id"], zones["district"], strict=True))
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

    def propose(self, name: str, district: str, limit: int) -> tuple[Proposal, ...]:
        """The zones that may be meant; see the function ``propose``."""
        from rapidfuzz import fuzz, process

        stated = normalise(district)
        known = stated in self._district.values()
        if stated and not known:  # misspelled too: the most alike, where it is alike at all
            near = process.extractOne(stated, set(self._district.values()), scorer=fuzz.ratio)
            stated = near[0] if near and near[1] >= _ALIKE else stated
        scored = process.extract(_spoken(name), self._spoken, scorer=fuzz.WRatio, limit=None)
        found = [
            Proposal(
                zone_id,
                self._official[zone_id],
                self._district_name[zone_id],
                float(score),
                self._district[zone_id] == stated if stated else None,
            )
            for _, score, zone_id in scored
        ]
        found.sort(key=lambda p: (not (p.same_district and p.likeness >= LIKELY), -p.likeness))
        return tuple(found[:limit])


def match(
    name: str, district: str | None, zones: pd.DataFrame, aliases: Mapping[str, str]
) -> str | None:
    """The code of the zone that ``name`` names, or None where that is not certain.

    ``zones`` has ZONES columns, ``aliases`` come from ``read_aliases``. Official names go before
    aliases. A ``district`` decides between namesakes, and a zone of another district is not
    accepted: a neighbouring regency may have a kelurahan of the same name.
    """
    return _index_of(zones).match(name, district, aliases)


def propose(name: str, district: str, zones: pd.DataFrame, limit: int = 3) -> tuple[Proposal, ...]:
    """Up to ``limit`` zones that a person may choose from, likely ones first.

    Likeness is RapidFuzz's WRatio on tidied names. Zones of the stated ``district`` ("" where none
    is stated) come first as long as they are alike at all (``LIKELY``); zones of other districts,
    namesakes included, come after them, the most alike first.
    """
    return _index_of(zones).propose(name, district, limit)


def closest(name: str, zones: pd.DataFrame, limit: int = 3) -> list[tuple[str, str, float]]:
    """``propose`` without a district, as zone_id, official name and likeness."""
    return [(p.zone_id, p.name, p.likeness) for p in propose(name, "", zones, limit)]


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


def _evened(name: str) -> str:
    """A name in plain lower case with prefixes and spellings evened out, its words kept apart."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = _PREFIX.sub("", _TOWN.sub(" ", plain).strip())
    plain = _ISLAND.sub("pulau ", plain)
    return _BANUA.sub("banua", _RIVER.sub("sungai ", plain))


def _spoken(name: str) -> str:
    """A name for likeness: evened out, one space between its words."""
    return " ".join(re.sub(r"[^a-z0-9]", " ", _evened(name)).split())
