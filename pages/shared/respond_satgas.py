"""Satgas: members by side, tasks, and what academics found."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.render import response_satgas as drawn
from geo.render import words
from pages.shared import cached, frame, parts, respond


def show(here: frame.Here) -> None:
    """Finding and tasks on the left, members and reviews on the right."""
    made = respond.view(here)
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
    with st.container(key="status"):
        st.html(drawn.finding(made, here.lang))
    left, right = st.columns([1.35, 1], gap="medium")
    with left, st.container(key="past"):
        parts.heading(here, "response_page.satgas.tasks")
        st.html(drawn.tasks(made, here.lang, respond.to_zone(here)))
    with right:
        with st.container(key="near"):
            parts.heading(here, "response_page.satgas.caption")
            st.html(drawn.of_levels(made, here.lang))
        with st.container(key="stated"):
            parts.heading(here, "response_page.satgas.reviews")
            rules = cached.all_rules().items()
            titles = {key: words.rule(rule, "title", here.lang) for key, rule in rules}
            ways = partial(to_rule, here), partial(to_briefing, here)
            st.html(drawn.reviews(made, here.lang, titles, *ways))
    respond.foot(here, made)


def to_rule(here: frame.Here, key: str) -> str:
    """Where a rule is explained."""
    return f"{here.link('metode')}#{key}"


def to_briefing(here: frame.Here, key: str) -> str:
    """A saved briefing."""
    return here.link("taklimat", extra={"briefing": key})
