"""The register on one day beside the day's colours: the one view of page, map, table and slides."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from geo import gaps
from geo.action_ledger import Line
from geo.catchments import Coverage, coverage, unknown
from geo.catchments import of_zone as catchment_of
from geo.changes import changes, same_meaning
from geo.facts import Facts
from geo.gaps import OF_ZONES, Gap
from geo.levels import BY_KEY
from geo.register import Register
from geo.response import Task
from geo.rules import Rule
from geo.siaga import Readiness, readiness
from geo.views import CityView, is_simulated

COVERED = 28
"""Days up to and with the day whose sessions count for coverage."""

Known = Literal["never", "undated", "ended", "since"]
"""What is on record of a kelurahan that has nothing active: no line at all; only lines without a
day; lines that ended; lines that nobody confirmed since."""


@dataclass(frozen=True)
class ResponseView:
    """A city's responses on the day of ``city``.

    ``lines`` are those that had begun by then, and those without a day. ``rising`` are kelurahan
    whose level is more severe than seven days before; empty where that day is unknown or a colour
    meant something else on it. ``compared`` counts the kelurahan of which rising can be told: those
    with a level on both days, 0 on such a day. ``simulated``: something here is invented.
    """

    city: CityView
    register: Register
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    rising: frozenset[str]
    compared: int

    @property
    def day(self) -> dt.date:
        return self.city.day

    @property
    def simulated(self) -> bool:
        return self.city.simulated or any(line.simulated for line in self.lines)

    @cached_property
    def known(self) -> int:
        """Kelurahan that have a colour of their own on the day; only they can ask."""
        return sum(BY_KEY[zone.level].severity is not None for zone in self.city.zones)

    @property
    def partial(self) -> bool:
        """True where some kelurahan have no colour of their own."""
        return self.known < len(self.city.zones)

    @property
    def few(self) -> bool:
        """True where rising can be told of some kelurahan, but of fewer than half."""
        return 0 < self.compared * 2 < len(self.city.zones)

    @cached_property
    def open(self) -> tuple[Gap, ...]:
        """Kelurahan that ask for a response and have none on record as active."""
        return tuple(gap for gap in self.gaps if gap.reason in OF_ZONES)

    def past(self, zone_id: str) -> tuple[Known, dt.date | None]:
        """What is on record of a kelurahan without an active line, and the day of the last end or
        sign; None where there is no day."""
        lines = self.by_zone.get(zone_id, ())
        signs = [sign for line in lines if (sign := line.last_sign(self.day))]
        if any(line.state_on(self.day) == "unconfirmed" for line in lines):
            return "since", max(signs)
        ends = [span.end for x in lines for span in x.spans if span.end and span.end < self.day]
        if ends:
            return "ended", max(ends)
        return ("undated", None) if lines else ("never", None)

    def of_zone(self, zone_id: str) -> ResponseView:
        """The same with the lines and gaps of one kelurahan alone, its Puskesmas' among them; ""
        keeps all."""
        if not zone_id:
            return self
        lines = self.by_zone.get(zone_id, ())
        serving = catchment_of(self.register, zone_id, self.day)
        centre = serving.puskesmas if serving else None
        kept = (
            gap
            for gap in self.gaps
            if gap.zone_id == zone_id or (gap.puskesmas and gap.puskesmas == centre)
        )
        return replace(self, lines=lines, gaps=tuple(kept))

    @cached_property
    def active(self) -> Mapping[str, int]:
        """Lines that are active on the day, by kind."""
        return Counter(line.kind for line in self.lines if line.state_on(self.day) == "active")

    @cached_property
    def by_zone(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each kelurahan, its Puskesmas' among them where the catchment is known."""
        known = set(self.lines)
        found = gaps.by_zone(self.register, self.city.facts.disease.key, self.day)
        return {
            zone_id: kept
            for zone_id, lines in found.items()
            if (kept := tuple(line for line in lines if line in known))
        }

    @cached_property
    def kampung(self) -> tuple[Readiness, ...]:
        """How ready every Kampung Siaga of a known place is that is not known to have ended."""
        places = dict.fromkeys(
            (line.zone_id, line.rw)
            for line in self.lines
            if line.kind == "kampung" and line.zone_id and line.state_on(self.day) != "ended"
        )
        return tuple(readiness(self.register, *place, self.day) for place in places)

    @cached_property
    def coverages(self) -> tuple[Coverage, ...]:
        """What programmes reached in the ``COVERED`` days up to the day."""
        facts = self.city.facts
        people = dict(zip(facts.zone_ids, facts.people.tolist(), strict=True))
        return coverage(self.register, people, self.day - dt.timedelta(days=COVERED - 1), self.day)

    @cached_property
    def without_puskesmas(self) -> tuple[str, ...]:
        """Kelurahan whose Puskesmas is not known on the day."""
        return unknown(self.register, self.city.facts.zone_ids, self.day)


def register_of(facts: Facts, rule: Rule) -> Register:
    """The register that stands beside a rule's colours: the invented responses only where the
    colours are invented too."""
    return facts.register_beside_simulated if is_simulated(facts, rule) else facts.register


def response_view(city: CityView, before: CityView | None) -> ResponseView:
    """The responses beside a city's view; ``before`` is the view seven days earlier, None where it
    can't be compared."""
    register = register_of(city.facts, city.rule)
    disease, day = city.facts.disease.key, city.day
    if before is not None and not same_meaning(before, city):
        before = None
    change = changes(before, city) if before else None
    rising = frozenset(one.zone_id for one in change.rose) if change else frozenset()
    levels = {zone.zone_id: zone.level for zone in city.zones}
    found = (
        *gaps.of_zones(register, disease, day, levels, rising),
        *gaps.of_reports(register, disease, day),
        *gaps.of_puskesmas(register, disease, day),
        *gaps.of_checks(register, disease, day),
        *gaps.of_tasks(register, day),
    )
    begun = tuple(line for line in register.lines_for(disease) if line.state_on(day) != "planned")
    compared = change.compared if change else 0
    made = ResponseView(city, register, begun, found, rising, compared)
    return replace(made, gaps=tuple(_marked(gap, made) for gap in found))


def _marked(gap: Gap, view: ResponseView) -> Gap:
    """The gap with the mark of what is invented: the colour that asks, or the records that it
    speaks of."""
    register, place = view.register, (gap.zone_id, gap.rw)
    if gap.reason in OF_ZONES:
        weak = (x for x in view.by_zone.get(gap.zone_id, ()) if x.kind in gap.kinds)
        invented = view.city.simulated or any(line.simulated for line in weak)
    elif gap.reason == "task":
        tasks = (x for x in register.of(Task) if (x.zone_id, x.rw, x.title) == (*place, gap.title))
        invented = any(task.simulated for task in tasks)
    elif gap.reason == "programme":
        lines = (line for line in view.lines if line.kind == "programme")
        invented = any(x.simulated for x in lines if x.puskesmas == gap.puskesmas)
    else:
        kind = "jogo_tonggo" if gap.reason == "report" else "kampung"
        lines = (line for line in view.lines if line.kind == kind)
        invented = any(x.simulated for x in lines if (x.zone_id, x.rw) == place)
    return replace(gap, simulated=invented)
