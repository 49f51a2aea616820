"""Wilayah: every city that this installation knows, from everything down to a kecamatan."""

from __future__ import annotations

import streamlit as st

from geo.render import html, overview, overview_table
from pages.shared import frame, parts
from pages.shared import overview as shared


def show(here: frame.Here) -> None:
    """The way here, map and table, and beside them finding, tally and what to look at first."""
    st.html(shared.STYLE)
    seen = shared.look(here)
    if seen is None:
        return
    area, rule, names, lang = seen.area, seen.rule, shared.names(), here.lang

    def link(to: overview.Area) -> str:
        return shared.link(here, to)

    with st.container(key="areapath", horizontal=True, vertical_alignment="center"):
        st.html(overview.crumbs(seen.path, link, lang), width="content")
    if not area.children:
        st.html(html.notice([here.say("overview.none")]))
        return
    with st.container(key="wilayah"):
        left, right = st.columns([2.4, 1], gap="medium")
        with left:
            shared.show_map(here, seen)
            with st.container(key="areatable"):
                st.html(overview_table.table(area, seen.day, rule, link, lang))
        with right, st.container(key="panel"):
            with st.container(key="finding"):
                st.html(overview.finding(area, seen.day, rule, names, lang))
                if here.selection.date:
                    parts.day_choice(here)
            with st.container(key="tally"):
                st.html(overview.tally(area, rule, lang))
            if firsts := overview.look_at(area, link, names, lang):
                with st.container(key="areafirsts"):
                    parts.heading(here, "overview.attention")
                    st.html(firsts)
            with st.container(key="foot"):
                panels = len(shared.sheet_of(area).panels)
                st.html(overview.foot(area, rule, panels, lang))
    shared.watch(here, seen)


show(frame.here())
