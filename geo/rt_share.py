"""How many RT of a kelurahan have which colour on one day, beside whatever colours the kelurahan.

Shown only to who sees every number of a zone: no count of an RT is public (``geo.suppression``),
and a share gives the count back where RTs are few.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from geo import rt
from geo.facts import Facts
from geo.rules import Rule, classify, member

State = Literal["known", "none", "other_day", "hidden"]


@dataclass(frozen=True)
class Share:
    """``counts`` are RTs per level key, from the mildest, those without a report on the day under
    "tanpa_data"; {} unless ``state`` is "known". ``last`` is the last earlier day with a report,
    where the state is "other_day"; "none" means that no RT reported up to the day."""

    state: State
    counts: Mapping[str, int] = field(default_factory=dict)
    last: dt.date | None = None

    @property
    def total(self) -> int:
        """RTs that ever reported; how many the kelurahan has is not known."""
        return sum(self.counts.values())


def rule_for(rules: Iterable[Rule], facts: Facts, shown: Rule, day: dt.date) -> Rule | None:
    """The rule that colours RTs on ``day``: ``shown`` itself where it does, else the first of
    ``rules`` that is in force, else the first (``Rule.in_force`` tells); None where none fits."""
    if shown.kind == "rt_houses":
        return shown
    meant = [member(one, day) for one in rules]
    fit = [one for one in meant if one.kind == "rt_houses" and _fits(one, facts)]
    return next((one for one in fit if one.in_force(day)), fit[0] if fit else None)


def shares(facts: Facts, rule: Rule, day: dt.date, zone_ids: Sequence[str]) -> dict[str, Share]:
    """Each zone's Share under a rule of the kind rt_houses."""
    seen = {zone_id: facts.policy.sees(zone_id) for zone_id in zone_ids}
    # Nobody may see any: then not even whether there are houses is looked up.
    houses = facts.rt_houses if any(seen.values()) else None
    found = {}
    for zone_id in zone_ids:
        if not seen[zone_id]:
            found[zone_id] = Share("hidden")
        elif houses is None:
            found[zone_id] = Share("none")
        else:
            found[zone_id] = _share(houses, rule, day, facts.zone_ids.index(zone_id))
    return found


def _share(houses: rt.RtHouses, rule: Rule, day: dt.date, zone: int) -> Share:
    own = houses.houses[houses.zone_of == zone]
    reported = ~np.isnan(own).all(axis=0)
    days = [one for one, any_rt in zip(houses.days, reported, strict=True) if any_rt and one <= day]
    if not days:
        return Share("none")
    if days[-1] != day:
        return Share("other_day", last=days[-1])
    codes = classify(rule, own[:, [houses.days.index(day)]], np.ones((len(own), 1)))[:, 0]
    return Share("known", rt.distribution(codes, np.zeros(len(own), dtype=np.int64), 0))


def _fits(rule: Rule, facts: Facts) -> bool:
    disease = not rule.diseases or facts.disease.key in rule.diseases
    return disease and rule.city in (None, facts.city.key)
