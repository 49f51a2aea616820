"""Kampung Siaga and Kampung Tangguh, as the page on responses shows them."""

from __future__ import annotations

import streamlit as st

from geo.render import response_siaga as drawn
from geo.render import response_words as words
from pages.shared import frame, parts, respond


def show(here: frame.Here) -> None:
    """Finding, a row a place that somebody looked at, then the others by name."""
    made = respond.view(here)
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        respond.zone_choice(here)
    made = made.of_zone(here.selection.zone or "")
    with st.container(key="status"):
        st.html(drawn.finding(made, here.lang))
        respond.only(here, here.selection.zone or "")
    rows = drawn.places(made, here.lang, respond.to_zone(here))
    unseen = drawn.unseen(made, here.lang, respond.to_zone(here))
    if rows or not unseen:
        with st.container(key="past"):
            parts.heading(here, "response_page.siaga.caption")
            st.html(rows or words.hint("response_page.siaga.none", here.lang))
    if unseen:
        with st.container(key="near"):
            parts.heading(here, "response_page.siaga.never")
            st.html(unseen)
            way = words.way(
                respond.to_part(here, "catat", entry="check"),
                here.say("response_page.do.check"),
            )
            st.html(way)
    respond.foot(here, made)
