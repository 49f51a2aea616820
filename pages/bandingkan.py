"""Bandingkan: my kelurahan beside others, two cities, or two days of one city."""

from __future__ import annotations

import streamlit as st

from pages.shared import board, briefing_scenes, frame, parts, two_cities, two_days

MODES = {"kelurahan": board.show, two_cities.PAGE: two_cities.show, two_days.PAGE: two_days.show}


def show(here: frame.Here) -> None:
    """The mode that the link asks for."""
    mode = parts.own_field(here, "mode", tuple(MODES))
    st.session_state["compare_mode"] = mode
    st.segmented_control(
        here.say("board.mode"),
        list(MODES),
        key="compare_mode",
        format_func=lambda key: here.say(f"board.mode_{key}"),
        on_change=lambda: frame.choose(mode=st.session_state["compare_mode"] or mode),
        label_visibility="collapsed",
    )
    with st.container(key="bandingkan"):
        MODES[mode](here)
        parts.way_up(here)
        briefing_scenes.save_link(here)


show(frame.here())
