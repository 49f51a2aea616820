"""Jogo Tonggo of each RW, as the page on responses shows them."""

from __future__ import annotations

import streamlit as st

from geo.render import response_jogo as drawn
from geo.render import response_words as words
from pages.shared import frame, parts, respond


def show(here: frame.Here) -> None:
    """Finding, then a row a place."""
    made = respond.view(here)
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        respond.zone_choice(here)
    made = made.of_zone(here.selection.zone or "")
    with st.container(key="status"):
        st.html(drawn.finding(made, here.lang))
        respond.only(here, here.selection.zone or "")
    rows = drawn.places(made, here.lang, respond.to_zone(here))
    with st.container(key="past"):
        parts.heading(here, "response_page.jogo.caption")
        st.html(rows or words.hint("response_page.jogo.none", here.lang))
    respond.foot(here, made)
