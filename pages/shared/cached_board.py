"""Caches of the lurah's board; those that every page needs stand in ``pages.shared.cached``."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geo import board as boards
from geo import coverage, pressure, rt_share, views
from pages.shared import cached_response
from pages.shared.cached import (
    Question,
    all_cities,
    all_rules,
    city_view,
    facts,
    zoned,
    zones,
)


@st.cache_resource(max_entries=8, show_spinner=False)
def edges(city: str) -> dict[str, float]:
    """Zones at the city's edge and how many metres of it they have."""
    return coverage.edge(zones(city).to_crs(all_cities()[city].utm))


@st.cache_resource(max_entries=128, show_spinner=False)
def board(
    asked: Question, day: dt.date, zone_id: str, kind: boards.Kind, chosen: tuple[str, ...]
) -> boards.Board:
    """A kelurahan beside others."""
    now, rules = city_view(asked, day), all_rules().values()
    return boards.board(
        now,
        city_view(asked, day - views.WEEK),
        zoned(asked),
        zone_id,
        kind,
        chosen=chosen,
        edge=edges(asked.city),
        by_hand=coverage.read_extra_pairs(),
        rt_rule=rt_share.rule_for(rules, facts(asked), now.rule, day),
        responses=cached_response.view(asked, day).by_zone,
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def next_door(asked: Question, day: dt.date, zone_id: str) -> pressure.Pressure:
    """The incidence of a kelurahan's neighbours."""
    return pressure.pressure(facts(asked), zone_id, day)
