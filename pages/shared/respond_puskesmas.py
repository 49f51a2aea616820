"""Puskesmas: whom they serve, their programmes, and how many people these reached."""

from __future__ import annotations

import streamlit as st

from geo.render import response_puskesmas as drawn
from geo.render import response_words as words
from pages.shared import cached_response, frame, parts, respond


def show(here: frame.Here) -> None:
    """Finding, a row a Puskesmas, kelurahan without a known one, the programmes of the story."""
    made = respond.view(here)
    to = respond.to_zone(here)
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        respond.zone_choice(here)
    with st.container(key="status"):
        st.html(drawn.finding(made, here.lang))
    if made.register.puskesmas:
        with st.container(key="past"):
            parts.heading(here, "response_page.puskesmas.caption")
            respond.only(here, here.selection.zone or "")
            st.html(drawn.table(made, here.lang, to, here.selection.zone or ""))
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="near"):
        parts.heading(here, "response_page.puskesmas.unknown")
        st.html(drawn.without(made, here.lang, to))
    with right, st.container(key="stated"):
        parts.heading(here, "response_page.puskesmas.story")
        st.html(words.hint("response_page.puskesmas.told", here.lang))
        st.html(drawn.story(cached_response.named_programmes()))
    respond.foot(here, made)
