"""The first part of the page on responses: where the colour asks for one and none is recorded."""

from __future__ import annotations

import streamlit as st

from geo.render import response_gaps as drawn
from pages.shared import frame, parts, respond, widgets


def show(here: frame.Here) -> None:
    """Finding, map, and the list to act on, which can be taken along."""
    made = respond.view(here)
    zone = here.selection.zone or ""
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        respond.zone_choice(here)
    with st.container(key="peta"):
        left, right = st.columns([1.45, 1], gap="medium")
        with left:
            widgets.show_map(here, page="respons", responses="on")
        with right, st.container(key="panel"):
            with st.container(key="finding"):
                st.html(drawn.finding(made, here.lang))
            with st.container(key="attention"):
                parts.heading(here, "response_page.today.heading")
                to = respond.to_zone(here)
                respond.only(here, zone)
                shown = made.of_zone(zone)
                st.html(drawn.listed(shown, here.lang, to, lambda gap: respond.to_form(here, gap)))
                unknown = drawn.unknown(made, here.lang)
                if unknown:
                    parts.heading(here, "response_page.today.unknown")
                    st.html(drawn.sentences(unknown))
                st.download_button(
                    here.say("response_page.today.csv"),
                    drawn.as_csv(shown, here.lang).encode("utf-8-sig"),
                    file_name=f"celah_{here.selection.city}_{made.day.isoformat()}.csv",
                    mime="text/csv",
                    disabled=not shown.gaps,
                )
            respond.foot(here, made, colours=True)
