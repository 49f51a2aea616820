"""Peta: the live zone map of the city, with a time slider; press a kelurahan to open it."""

from __future__ import annotations

import streamlit as st

from geo import findings
from geo.render import html
from pages.shared import briefing_scenes, cached, frame, parts, widgets, zone_response


def show(here: frame.Here) -> None:
    """Map, finding, tally, zones to look at, rule and sources; the same content as a table."""
    with st.container(key="peta"):
        left, right = st.columns([2.4, 1], gap="medium")
        with left:
            widgets.show_map(here)
        if here.selection.date is None:
            with right, st.container(key="panel"), st.container(key="finding"):
                parts.empty(here)
                zone_response.way_in(here)
            return
        view = cached.city_view(here.asked, here.selection.date)
        with right, st.container(key="panel"):
            with st.container(key="finding"):
                st.html(html.finding(view, here.lang))
            with st.container(key="tally"):
                st.html(html.tally(view, here.lang))
                parts.rates_switch(here)
            with st.container(key="mine"):
                parts.zone_search(here)
                parts.way_up(here)
            with st.container(key="attention"):
                parts.attention(here, findings.attention(view))
                zone_response.gaps(here, view.day)
            with st.container(key="foot"):
                st.html(html.footnote(view, here.lang))
            briefing_scenes.save_link(here)
    with st.expander(here.say("panel.table")):
        st.html(html.zone_table(view, here.lang, lambda zone: here.link("kelurahan", zone=zone)))


show(frame.here())
