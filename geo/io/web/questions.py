"""What a request asks of a city: who may see what, under which rule, of which day, as known when;
and the facts and views that answer it, each made once for all who may see the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from geo import rule_choice, views, zoning
from geo.access import Viewer
from geo.cities import City, Disease
from geo.errors import Problem
from geo.facts import Facts
from geo.io import assemble
from geo.io.web.faults import RequestError
from geo.io.web.service import Service
from geo.io.web.shelf import Shelf
from geo.rules import Rule
from geo.selection import RATES, opening_day, read_moment
from geo.suppression import Policy


@dataclass(frozen=True)
class Question:
    """One question of a city; equal for all who get the same answer. ``policy`` says which small
    counts are shown, ``revision`` is the store's; the viewer is no part of what is compared."""

    city: str
    disease: str
    rule: str
    revision: str
    policy: Policy
    as_of: dt.datetime | None
    smoothed: bool
    viewer: Viewer = field(compare=False)


class Questions:
    """Answers of one process, the last ones kept."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._facts: Shelf[Facts] = Shelf(10)
        self._zoned: Shelf[zoning.Zoning] = Shelf(24)
        self._views: Shelf[views.CityView] = Shelf(128)

    def ask(self, values: Mapping[str, Any], viewer: Viewer) -> Question:
        """The question of a request's parameters; what is left out is what the map opens with.
        RequestError where the rule can't colour this city for this viewer."""
        service = self._service
        city = service.cities[values.get("city") or next(iter(service.cities))]
        disease = service.diseases[values.get("disease") or next(iter(service.diseases))]
        rule = service.rules()[values.get("rule") or city.opens_with]
        written = values.get("as_of")
        asked = Question(
            city=city.key,
            disease=disease.key,
            rule=rule.key,
            revision=service.store.revision(city.key, disease.key),
            policy=service.policy(viewer, city.key),
            as_of=read_moment(written, city.timezone) if written else None,
            smoothed=False,
            viewer=viewer,
        )
        facts = self.facts(asked)
        refused = rule_choice.refusal(rule, facts)
        if refused is not None:
            status = 403 if refused.key == "rule_not_public" else 400
            raise RequestError(status, refused)
        smoothed = values.get("rates") == RATES[1] and facts.policy.detail
        return replace(asked, smoothed=smoothed)

    def city(self, asked: Question) -> City:
        return self._service.cities[asked.city]

    def disease(self, asked: Question) -> Disease:
        return self._service.diseases[asked.disease]

    def rule(self, asked: Question) -> Rule:
        return self._service.rules()[asked.rule]

    def facts(self, asked: Question) -> Facts:
        """What this viewer may know, responses among it; of indicators only that of a case where
        the rule looks at nothing else."""
        only = self.rule(asked).kind != "trend_score"
        key = (asked.city, asked.disease, asked.revision, asked.policy, asked.as_of, only)
        return self._facts.get(
            key,
            lambda: assemble.facts(
                self._service.store,
                self.city(asked),
                self.disease(asked),
                self._service.zones(asked.city),
                only_cases=only,
                responses=True,
                viewer=asked.viewer,
                anybody=self._service.anybody,
                as_of=asked.as_of,
            ),
        )

    def zoned(self, asked: Question) -> zoning.Zoning:
        """The rule on every day on record."""
        facts, rule = self.facts(asked), self.rule(asked)
        return self._zoned.get(asked, lambda: zoning.zoning(facts, rule, smoothed=asked.smoothed))

    def view(self, asked: Question, day: dt.date) -> views.CityView:
        """The city on a day; a day without reports gives a view whose zones say so."""
        facts, rule = self.facts(asked), self.rule(asked)
        return self._views.get(
            (asked, day), lambda: views.city_view(facts, rule, day, smoothed=asked.smoothed)
        )

    def day(self, asked: Question, wanted: dt.date | None) -> dt.date:
        """The day asked for, else the one the map opens on, else today in the city."""
        if wanted is not None:
            return wanted
        opening = opening_day(self.facts(asked), self.rule(asked), self.zoned(asked).days)
        return opening or dt.datetime.now(ZoneInfo(self.city(asked).timezone)).date()


def no_zone(where: str, written: str) -> RequestError:
    """404 for a zone that the city does not have."""
    return RequestError(404, Problem("web_zone", where, {"found": written}))
