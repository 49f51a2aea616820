"""What a kelurahan is looked at with: neighbours of order 1 and 2, a kecamatan, a set of one's own,
and what lies across the city's edge.

Who touches whom comes from ``Facts.neighbours``. Outlines meet in the middle of rivers, so zones on
two banks touch; pairs kept by hand (data/boundaries/neighbours_extra.csv) are in there too, and
marked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.cities import City
from geo.errors import InputError, Problem
from geo.facts import Facts
from geo.reasons import Phrase

MOST = 8
"""Kelurahan of a set of one's own: as many small charts as can be compared on one scale."""


@dataclass(frozen=True)
class Neighbour:
    """``order`` 1 touches the zone itself, 2 one of those. ``by_hand``: it would not be of that
    order without a pair that somebody wrote down."""

    zone_id: str
    order: int
    by_hand: bool = False


@dataclass(frozen=True)
class Beyond:
    """What lies across the city's edge: ``names`` of other regencies, and a ``sea``, "" for none.

    Kept for the whole city: which of them a zone faces is not known. ``shares``: one of them gives
    its counts away; so far none does.
    """

    names: tuple[str, ...]
    sea: str = ""
    shares: bool = False


@dataclass(frozen=True)
class Neighbourhood:
    """A zone with its neighbours, order 1 first, each order by zone_id.

    ``known`` is False where there are no outlines to tell neighbours from; no neighbours then mean
    nothing. ``beyond`` is None where the zone is not at the city's edge, or nothing is known there.
    """

    zone_id: str
    neighbours: tuple[Neighbour, ...]
    known: bool = True
    beyond: Beyond | None = None

    def of_order(self, order: int) -> tuple[str, ...]:
        return tuple(near.zone_id for near in self.neighbours if near.order == order)

    @property
    def island(self) -> bool:
        """True where no zone of the city touches it."""
        return self.known and not self.neighbours


def neighbourhood(
    facts: Facts,
    zone_id: str,
    *,
    edge: Collection[str] = (),
    by_hand: Iterable[tuple[str, str]] = (),
) -> Neighbourhood:
    """The zone's surroundings; InputError where the city has no such zone.

    ``edge`` are the zones of ``coverage.edge``, ``by_hand`` the pairs of
    ``coverage.read_extra_pairs``: both are geometry's, so the caller asks for them, once.
    """
    known(facts, (zone_id,))
    pairs = {frozenset(pair) for pair in by_hand}
    touching = {
        one: tuple(other for other in near if frozenset((one, other)) not in pairs)
        for one, near in facts.neighbours.items()
    }
    orders, without = _orders(facts.neighbours, zone_id), _orders(touching, zone_id)
    return Neighbourhood(
        zone_id=zone_id,
        neighbours=tuple(
            Neighbour(other, order, without.get(other) != order)
            for other, order in sorted(orders.items(), key=lambda found: (found[1], found[0]))
        ),
        known=zone_id in facts.neighbours,
        beyond=beyond(facts.city) if zone_id in edge else None,
    )


def beyond(city: City) -> Beyond | None:
    """What lies across a city's edge; None where its record names no regency."""
    return Beyond(city.beyond, city.sea or "") if city.beyond else None


def district(facts: Facts, name: str) -> tuple[str, ...]:
    """The zones of a kecamatan, however many; InputError where there is none of that name."""
    found = tuple(zone_id for zone_id in facts.zone_ids if facts.districts[zone_id] == name)
    if not found:
        names = ", ".join(sorted(set(facts.districts.values())))
        values = {"name": name, "city": facts.city.name, "names": names}
        raise InputError(Problem("set_district", "district", values))
    return found


def chosen(facts: Facts, zone_ids: Sequence[str]) -> tuple[str, ...]:
    """A set of one's own, 1 to MOST zones of the city, in the order given, each once; every fault
    together as an InputError."""
    asked = tuple(dict.fromkeys(zone_ids))
    problems = []
    if not asked:
        problems.append(Problem("set_none", "zones", {"most": MOST}))
    if len(asked) > MOST:
        problems.append(Problem("set_too_many", "zones", {"count": len(asked), "most": MOST}))
    problems += _strangers(facts, asked)
    if problems:
        raise InputError(problems)
    return asked


def known(facts: Facts, zone_ids: Sequence[str]) -> None:
    """Raises InputError where the city has no such zones."""
    problems = _strangers(facts, zone_ids)
    if problems:
        raise InputError(problems)


def notes(of: Neighbourhood) -> tuple[Phrase, ...]:
    """What has to be said of the surroundings: an island, no outlines, what lies beyond."""
    said = []
    if not of.known:
        said.append(Phrase("neighbourhood.no_outlines"))
    elif of.island:
        said.append(Phrase("neighbourhood.island"))
    if of.beyond is not None:
        values = {"names": ", ".join(of.beyond.names), "sea": of.beyond.sea}
        kind = "beyond_shares" if of.beyond.shares else "beyond_sea" if of.beyond.sea else "beyond"
        said.append(Phrase(f"neighbourhood.{kind}", values))
    return tuple(said)


def _orders(neighbours: Mapping[str, Sequence[str]], zone_id: str) -> dict[str, int]:
    """Zones one or two steps away and how many."""
    first = set(neighbours.get(zone_id, ())) - {zone_id}
    second = {far for near in first for far in neighbours.get(near, ())} - first - {zone_id}
    return dict.fromkeys(first, 1) | dict.fromkeys(second, 2)


def _strangers(facts: Facts, zone_ids: Sequence[str]) -> list[Problem]:
    unknown = [zone_id for zone_id in zone_ids if zone_id not in facts.names]
    if not unknown:
        return []
    values = {"city": facts.city.name, "names": ", ".join(unknown)}
    values["example"] = facts.zone_ids[0] if facts.zone_ids else "63.71.01.1001"
    return [Problem("set_unknown", "zones", values)]
