"""Kelurahan added up to kecamatan, kota, provinsi and everything: one rule, one day, any number of
cities.

An area above a kelurahan has no level of its own: nothing is averaged or voted. What it has is how
many of its kelurahan stand at each level, and sums of their counts with the number of kelurahan
they come from. A sum is made only of numbers that everybody may see, and is None where a single one
beneath it is hidden: no sum of a part and of the whole can be set against each other.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from geo.city_day import CityDay, Zone
from geo.levels import BY_KEY, severity_of
from geo.rates import PER

Kind = Literal["nation", "province", "kota", "kecamatan", "kelurahan"]
KINDS: tuple[Kind, ...] = ("nation", "province", "kota", "kecamatan", "kelurahan")
"""From the whole to the smallest; the children of one are of the next."""
NATION = ""
"""The code of everything that this installation knows."""
SILENT = ("tidak_dilaporkan", "tanpa_data", "usang")
"""Levels of kelurahan of which nothing is known that holds on the day; "disamarkan" is none of
them: its report is there, and this reader may not see what follows from it."""
_WORST = max(level.severity or 0 for level in BY_KEY.values())


@dataclass(frozen=True)
class Area:
    """A kelurahan or what it is part of.

    ``by_level`` counts the kelurahan of each level that occurs, most severe first; those where the
    rule can't be asked (``unasked``) are in none of them. ``cases`` sums the window over the
    ``counted`` kelurahan that have a number; None where none has, or where one of them is
    ``hidden``, to this reader or in a sum. ``rated`` kelurahan have a count of 0 or more and
    people: ``rated_cases`` and ``people``. ``reports``: the oldest and the newest last report of
    its kelurahan, None where none is known. ``simulated`` and ``why`` name the keys of the cities
    that show a simulation, and of those where the rule can't be asked, with the reason. ``unsure``
    levels are inferred, contradicted or doubtful. ``name`` is
    "" where the source gives none.
    """

    code: str
    name: str
    kind: Kind
    city: str
    zones: int
    by_level: Mapping[str, int]
    unasked: int
    unsure: int
    cases: int | None
    counted: int
    hidden: int
    rated_cases: int
    rated: int
    people: int
    reports: tuple[dt.date, dt.date] | None
    simulated: tuple[str, ...]
    why: Mapping[str, str]
    children: tuple[Area, ...] = ()

    @property
    def rate(self) -> float | None:
        """Cases per 100,000 people over the rated kelurahan; None where it can't be known."""
        return self.rated_cases * PER / self.people if self.people and not self.hidden else None

    @property
    def silent(self) -> int:
        """Kelurahan without a report that holds on the day; not those with a zero."""
        return sum(self.by_level.get(level, 0) for level in SILENT)

    @property
    def spoken(self) -> int:
        """Kelurahan whose level says something about risk, of their own or of an RT in them."""
        return sum(n for level, n in self.by_level.items() if severity_of(level) >= 0)

    @property
    def weight(self) -> tuple[int, ...]:
        """For ordering: kelurahan at the highest severity, then at the next, down to yellow."""
        counts = Counter[int]()
        for level, n in self.by_level.items():
            counts[severity_of(level)] += n
        return tuple(counts[severity] for severity in range(_WORST, 0, -1))


def nation(cities: Iterable[CityDay]) -> Area:
    """Everything, with all that it is made of; children in the order of their codes."""
    provinces: dict[str, list[Area]] = {}
    names: dict[str, str] = {}
    for day in sorted(cities, key=lambda one: one.city.regency_code):
        code = day.city.regency_code.partition(".")[0]
        provinces.setdefault(code, []).append(_kota(day))
        names[code] = names.get(code) or day.city.province or ""
    made = [_sum(code, names[code], "province", kota) for code, kota in sorted(provinces.items())]
    return _sum(NATION, "", "nation", made)


def path(root: Area, code: str) -> tuple[Area, ...]:
    """The areas from ``root`` to the one with this code, both included; () where there is none."""
    if root.code == code:
        return (root,)
    for child in root.children:
        below = path(child, code)
        if below:
            return (root, *below)
    return ()


def beneath(area: Area, kind: Kind) -> tuple[Area, ...]:
    """All areas of a kind within an area, itself included."""
    if area.kind == kind:
        return (area,)
    return tuple(one for child in area.children for one in beneath(child, kind))


def ranked(areas: Iterable[Area]) -> tuple[Area, ...]:
    """The areas with the most kelurahan at the highest level first; those alike by how many do not
    speak, then by code. Where the rule can't be asked at all comes last."""
    return tuple(
        sorted(
            areas, key=lambda a: (a.unasked == a.zones, *(-n for n in a.weight), -a.silent, a.code)
        )
    )


def attention(area: Area, limit: int = 5) -> tuple[Area, ...]:
    """What to look at first within an area: of the kota in everything, of the kecamatan in a
    province, of the kelurahan in anything smaller, those with a kelurahan above green."""
    focus: dict[str, Kind] = {"nation": "kota", "province": "kecamatan"}
    found = ranked(beneath(area, focus.get(area.kind, "kelurahan")))
    return tuple(one for one in found if any(one.weight))[:limit]


def _kota(day: CityDay) -> Area:
    """A kota: its kelurahan by the third part of their codes."""
    districts: dict[str, list[Zone]] = {}
    for zone in day.zones:
        districts.setdefault(zone.zone_id.rpartition(".")[0], []).append(zone)
    made = [
        _withheld(zones, _sum(code, zones[0].district, "kecamatan", [_leaf(z, day) for z in zones]))
        for code, zones in sorted(districts.items())
    ]
    return _sum(day.city.regency_code, day.city.name, "kota", made, day.city.key)


def _leaf(zone: Zone, day: CityDay) -> Area:
    key, rated = day.city.key, bool(zone.people) and zone.cases is not None and zone.cases >= 0
    return Area(
        code=zone.zone_id,
        name=zone.name,
        kind="kelurahan",
        city=key,
        zones=1,
        by_level={zone.level: 1} if zone.level is not None else {},
        unasked=int(zone.level is None),
        unsure=int(zone.unsure),
        cases=zone.cases,
        counted=int(zone.cases is not None),
        hidden=int(zone.hidden),
        rated_cases=zone.cases or 0 if rated else 0,
        rated=int(rated),
        people=zone.people or 0 if rated else 0,
        reports=(zone.last_report, zone.last_report) if zone.last_report else None,
        simulated=(key,) if day.simulated else (),
        why={key: day.why} if day.why else {},
    )


def _withheld(zones: Sequence[Zone], area: Area) -> Area:
    """The kecamatan of these zones: no sum of numbers that only this reader sees."""
    own = sum(not zone.hidden and zone.cases is not None and zone.shared is None for zone in zones)
    return replace(area, hidden=area.hidden + own, cases=None) if own else area


def _sum(code: str, name: str, kind: Kind, parts: Sequence[Area], city: str | None = None) -> Area:
    counts = Counter[str]()
    for part in parts:
        counts.update(part.by_level)
    keys = [key for key in BY_KEY if key in counts]
    keys.sort(key=lambda key: ("rt" not in key, -severity_of(key)))
    hidden = sum(part.hidden for part in parts)
    counted = sum(part.counted for part in parts)
    spans = [part.reports for part in parts if part.reports is not None]
    return Area(
        code=code,
        name=name,
        kind=kind,
        city=city or (parts[0].city if kind == "kecamatan" else ""),
        zones=sum(part.zones for part in parts),
        by_level={key: counts[key] for key in keys},
        unasked=sum(part.unasked for part in parts),
        unsure=sum(part.unsure for part in parts),
        cases=sum(p.cases or 0 for p in parts) if counted and not hidden else None,
        counted=counted,
        hidden=hidden,
        rated_cases=sum(part.rated_cases for part in parts),
        rated=sum(part.rated for part in parts),
        people=sum(part.people for part in parts),
        reports=(min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None,
        simulated=tuple(dict.fromkeys(key for part in parts for key in part.simulated)),
        why={key: why for part in parts for key, why in part.why.items()},
        children=tuple(parts),
    )
