"""From a link's fields to what is looked at, and the question its caches are keyed by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from geo import names, rule_choice, selection, staleness
from geo.errors import Problem
from geo.selection import Choices, Selection, opening_day
from pages.shared import cached, clock, signing

Ask = Callable[[str, str, str, dt.datetime | None], cached.Question]


@dataclass(frozen=True)
class Found:
    """What a link leads to, and what was wrong with it."""

    selection: Selection
    asked: cached.Question
    problems: list[Any]


def resolve(params: Mapping[str, str], own: Sequence[str], now: bool = False) -> Found:
    """Read a link's fields; ``own`` are the page's. ``now``: every day known now may be chosen, on
    the page that sets two states of knowledge side by side."""
    ask = cache(_question)  # once for each question of a run: it asks the store
    chosen, problems = selection.resolve(
        params,
        cached.all_cities(),
        cached.all_diseases(),
        cached.all_rules(),
        partial(_choices_now if now else _choices, ask),
        partial(_refusal, ask),
        own,
    )
    asked = ask(chosen.city, chosen.disease, chosen.rule, chosen.as_of)
    return Found(chosen, replace(asked, smoothed=chosen.smoothed), problems)


def _question(city: str, disease: str, rule: str, as_of: dt.datetime | None) -> cached.Question:
    revision = cached.revision(city, disease)
    return cached.Question(city, disease, rule, revision, signing.viewer(), as_of=as_of)


def _refusal(
    ask: Ask, city: str, disease: str, rule: str, as_of: dt.datetime | None
) -> Problem | None:
    facts = cached.facts(ask(city, disease, rule, as_of))
    return rule_choice.refusal(cached.all_rules()[rule], facts)


def _choices(ask: Ask, city: str, disease: str, rule: str, as_of: dt.datetime | None) -> Choices:
    asked = ask(city, disease, rule, as_of)
    facts = cached.facts(asked)
    days = cached.zoned(asked).days

    def find_zone(written: str) -> str | None:
        return names.find(written, facts.zones, city)

    def closest(written: str) -> list[str]:
        return [name for _, name, _ in names.closest(written, facts.zones)]

    chosen = cached.all_rules()[rule]
    opening = opening_day(facts, chosen, days)
    until = clock.today(city, as_of) if staleness.limit(facts, chosen) else None
    return Choices(days, opening, find_zone, closest, until)


def _choices_now(ask: Ask, city: str, disease: str, rule: str, _: dt.datetime | None) -> Choices:
    return _choices(ask, city, disease, rule, None)
