"""Caches of the register of responses; those that every page needs stand in
``pages.shared.cached``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from geo import effect as effects
from geo import programmes, views
from geo.render import response_layer
from geo.response_controls import untouched
from geo.response_view import ResponseView, register_of, response_view
from pages.shared.cached import Question, all_rules, city_view, facts, zoned


@st.cache_resource(max_entries=24, show_spinner=False)
def layer(asked: Question, lang: str, beyond: dt.date | None = None) -> dict[str, Any] | None:
    """The responses for the live map, up to ``beyond`` where the map shows such a day (see
    ``pages.shared.clock``); None where there is none."""
    days, known = zoned(asked).days, facts(asked)
    if not days:
        return None
    rule = all_rules()[asked.rule]
    shown = (*days, beyond) if beyond else days
    apart = response_layer.apart(known, rule, shown)
    ends = days[0], shown[-1]
    register = register_of(known, rule)
    return response_layer.layer(
        register, known.disease.key, known.zone_ids, *ends, lang, apart=apart
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def view(asked: Question, day: dt.date) -> ResponseView:
    """The responses beside a day's colours; a week before is compared where it is on record."""
    earlier = day - views.WEEK
    before = city_view(asked, earlier) if earlier in zoned(asked).days else None
    return response_view(city_view(asked, day), before)


@st.cache_resource(max_entries=64, show_spinner=False)
def effect(
    asked: Question, day: dt.date, kind: str, treated: tuple[str, ...], start: dt.date
) -> effects.Effect:
    """What came after a response of this kind, as far as the day knows."""
    known = facts(asked)
    register = register_of(known, all_rules()[asked.rule])
    spans = {"window": effects.WINDOW, "lag": effects.LAG}
    others = untouched(register, kind, known.disease.key, known.zone_ids, start, **spans)
    return effects.effect(known, treated, start, others, until=day, **spans)


@st.cache_resource(max_entries=1, show_spinner=False)
def named_programmes() -> tuple[programmes.Programme, ...]:
    """Programmes that somebody told of."""
    return programmes.read()
