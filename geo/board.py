"""The lurah's board: one kelurahan beside others on one day under one rule, never as a ranking.

Each pair is compared by an exact test (``geo.pairs``), corrected for how many there are. The others
are its neighbours, its kecamatan, a set of one's own, or those most like it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from geo import alike, neighbourhood, pairs, rt_share
from geo.action_ledger import Line
from geo.errors import Problem
from geo.facts import Facts
from geo.levels import severity_of
from geo.rates import garwood
from geo.reasons import Phrase
from geo.rules import Rule
from geo.suppression import window_end
from geo.views import CityView, ZoneStatus, ZoneView, zone_view
from geo.zoning import Zoning

Kind = Literal["neighbours", "district", "chosen", "alike"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class Member:
    """A kelurahan on the board. ``order`` is 1 or 2 for neighbours, else None. ``low`` and ``high``
    are the exact 95 % limits of the incidence per 100,000 and ``change`` the window's cases less
    those of a week before (``before``); None where a number is not known or not to be seen.
    ``pair`` is the comparison with one's own, None for it itself; ``like`` how alike it is, where
    that was asked; ``rts`` its RTs by colour, None where no rule colours them; ``lines`` the
    responses that reach it, as far as they are recorded.
    """

    view: ZoneView
    order: int | None = None
    low: float | None = None
    high: float | None = None
    before: ZoneStatus | None = None
    change: int | None = None
    pair: pairs.Pair | None = None
    like: alike.Like | None = None
    rts: rt_share.Share | None = None
    lines: tuple[Line, ...] = ()

    @property
    def zone(self) -> ZoneStatus:
        return self.view.status


@dataclass(frozen=True)
class Board:
    """``own`` and the ``others``, in the order of the choice (neighbours: most severe first).

    ``hood`` holds the neighbours of order 1 and 2 whatever was chosen. ``notes`` are what has to be
    said beside it; ``own_end`` and ``end`` are the last days of the windows of one's own zone and
    of the others, which differ where a lurah sees the own zone day by day. ``rt_rule`` is the rule
    of the RTs' colours; None where there is none.
    """

    city: CityView
    kind: Kind
    own: Member
    others: tuple[Member, ...]
    hood: neighbourhood.Neighbourhood
    notes: tuple[Phrase, ...]
    own_end: dt.date
    end: dt.date
    rt_rule: Rule | None = None

    @property
    def any_response(self) -> bool:
        """True where something is recorded of at least one of them."""
        return any(member.lines for member in self.members)

    @property
    def members(self) -> tuple[Member, ...]:
        """One's own kelurahan, then the others."""
        return (self.own, *self.others)

    @property
    def rts_simulated(self) -> bool:
        """True where the RTs' houses are invented ones."""
        return self.city.facts.simulated and self.city.facts.rt is None

    @property
    def known(self) -> int:
        """Others whose level speaks of risk, where one's own does too."""
        own = severity_of(self.own.zone.level)
        return sum(own >= 0 and severity_of(m.zone.level) >= 0 for m in self.others)

    @property
    def more_severe(self) -> int:
        """Others with a more severe level."""
        own = severity_of(self.own.zone.level)
        return sum(own >= 0 and severity_of(m.zone.level) > own for m in self.others)

    @property
    def different(self) -> tuple[Member, ...]:
        """Others that the test tells from one's own."""
        return tuple(m for m in self.others if m.pair and m.pair.verdict == "different")


def board(
    city: CityView,
    before: CityView | None,
    zoned: Zoning,
    zone_id: str,
    kind: Kind = "neighbours",
    *,
    chosen: Sequence[str] = (),
    edge: Collection[str] = (),
    by_hand: Iterable[tuple[str, str]] = (),
    rt_rule: Rule | None = None,
    responses: Mapping[str, tuple[Line, ...]] | None = None,
) -> Board:
    """The board of a zone. ``before`` is the city a week earlier, None where it isn't known;
    ``chosen`` are zone_ids for the kind of that name (InputError for what can't be in a set);
    ``edge`` and ``by_hand`` as ``neighbourhood`` wants them; ``rt_rule`` as of
    ``rt_share.rule_for``; ``responses`` by zone as of ``ResponseView.by_zone``. Under the archive
    invented houses are left out, as invented cases are."""
    facts = city.facts
    hood = neighbourhood.neighbourhood(facts, zone_id, edge=edge, by_hand=by_hand)
    orders = {n.zone_id: n.order for n in hood.neighbours}
    likes: dict[str, alike.Like] = {}
    notes = list(neighbourhood.notes(hood))
    if kind != "neighbours":
        notes = [note for note in notes if "beyond" in note.key]
    water = [facts.names[n.zone_id] for n in hood.neighbours if n.by_hand and n.order == 1]
    if water:
        notes.append(Phrase("board.across_water", {"names": ", ".join(water)}))
    if kind == "neighbours":
        ids = hood.of_order(1)
    elif kind == "district":
        ids = neighbourhood.district(facts, facts.districts[zone_id])
    elif kind == "chosen":
        ids = neighbourhood.chosen(facts, chosen)
    else:
        found = alike.alike(facts, zone_id, city.day)
        likes = {like.zone_id: like for like in found.nearest}
        ids = tuple(likes)
        notes.append(alike.measure(found))
    others = [city.zone(other) for other in ids if other != zone_id]
    if kind in ("neighbours", "district"):
        others.sort(key=lambda z: z.name)  # an order by rate would be a league table
    tested = pairs.compare(city.zone(zone_id), others)
    by_zone = {pair.other: pair for pair in tested}
    if city.rule.kind == "archive" and facts.simulated and facts.rt is None:
        rt_rule = None
    shown = [zone_id, *(zone.zone_id for zone in others)]
    rts = rt_share.shares(facts, rt_rule, city.day, shown) if rt_rule else {}
    note = pairs.note(tested)
    recorded = responses or {}
    own = _member(city, before, zoned, city.zone(zone_id), None, {}, {}, rts, recorded)
    members = tuple(
        _member(city, before, zoned, zone, orders.get(zone.zone_id), by_zone, likes, rts, recorded)
        for zone in others
    )
    policy = facts.policy
    return Board(
        city=city,
        kind=kind,
        own=own,
        others=members,
        hood=hood,
        notes=(*notes, *([note] if note else [])),
        own_end=window_end(city.day, policy, zone_id),
        end=window_end(city.day, policy),
        rt_rule=rt_rule,
    )


def read_set(
    facts: Facts, written: Sequence[str], own: str | None
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The set of a link: its zones without ``own``, each once, at most MOST; and what was wrong
    with it: zones that the city has not, and zones beyond that number."""
    asked = [zone for zone in dict.fromkeys(written) if zone != own]
    wanted = [zone for zone in asked if zone in facts.names]
    unknown = [zone for zone in asked if zone not in facts.names]
    faults = []
    if unknown:
        values = {"city": facts.city.name, "found": ", ".join(unknown)}
        values["example"] = facts.zone_ids[0]
        faults.append(Problem("url_zones", "?zones=", values, False))
    if len(wanted) > neighbourhood.MOST:
        found = {"count": len(wanted), "most": neighbourhood.MOST}
        faults.append(Problem("url_zones_most", "?zones=", found, False))
    return tuple(wanted[: neighbourhood.MOST]), tuple(faults)


def _member(
    city: CityView,
    before: CityView | None,
    zoned: Zoning,
    zone: ZoneStatus,
    order: int | None,
    tested: dict[str, pairs.Pair],
    likes: dict[str, alike.Like],
    rts: dict[str, rt_share.Share],
    recorded: Mapping[str, tuple[Line, ...]],
) -> Member:
    low, high = _limits(zone)
    then = before.zone(zone.zone_id) if before is not None else None
    counts = (zone.cases, then.cases if then is not None else None)
    # What a revision made negative counts nobody, so nothing grew or shrank from it.
    known = all(count is not None and count >= 0 for count in counts)
    return Member(
        view=zone_view(city, zone.zone_id, zoned),
        order=order,
        low=low,
        high=high,
        before=then,
        change=counts[0] - counts[1] if known else None,  # type: ignore[operator]
        pair=tested.get(zone.zone_id),
        like=likes.get(zone.zone_id),
        rts=rts.get(zone.zone_id),
        lines=recorded.get(zone.zone_id, ()),
    )


def _limits(zone: ZoneStatus) -> tuple[float | None, float | None]:
    if zone.cases is None or zone.cases < 0 or not zone.population or zone.hidden:
        return None, None
    low, high = garwood(np.array([zone.cases]), np.array([zone.population]))
    return float(low[0]), float(high[0])
