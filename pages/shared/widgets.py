"""Parts that pages share: the live map and what it reports back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.render import map as zone_map
from geo.render import timeline
from pages.shared import cached, clock, frame


def show_map(
    here: frame.Here, clusters: Mapping[str, Any] | None = None, page: str = "map"
) -> None:
    """The live map. A day it reports becomes the link's day; a pressed zone opens its page.

    ``clusters`` are outlines to draw over it; ``page`` keeps maps of several pages apart.
    """
    outlines = cached.outlines(here.selection.city)
    digest = hashlib.sha256(outlines.encode()).hexdigest()[:8]
    key = f"{page}-{here.selection.city}-{digest}"
    wanted = _request(key, here.selection.date)
    beyond = clock.beyond(here.selection, here.asked)
    payload = timeline.payload(
        cached.record(here.asked, here.lang, beyond),
        open_day=wanted["open"],
        turn=wanted["turn"],
        zone=here.selection.zone,
        tiles=cached.settings().tiles,
        clusters=clusters,
    )
    with st.container(key="map"):
        st_folium(
            zone_map.base_map(outlines),
            key=key,
            height=620,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=timeline.feature_group(payload),
            on_change=lambda: _reported(key),
        )


def _request(key: str, day: dt.date | None) -> dict[str, Any]:
    """What the map is asked to open: a new turn whenever the link's day is not the map's own.

    While the map itself moves time, the request stays the same, so nothing is sent to it anew.
    """
    state = st.session_state.setdefault(f"request-{key}", {"open": day, "turn": 0, "shown": day})
    if day != state["shown"]:
        state |= {"open": day, "shown": day, "turn": state["turn"] + 1}
    return dict(state)


def _reported(key: str) -> None:
    """Take a message of the map, each once: {"event": "day"|"zone", ..., "number": unique}."""
    message = st.session_state.get(key) or {}
    number = message.get("number")
    if number is None or number == st.session_state.get("map_message"):
        return
    st.session_state["map_message"] = number
    if message.get("event") == "day":
        day = str(message["day"])
        st.session_state[f"request-{key}"]["shown"] = dt.date.fromisoformat(day)
        frame.choose(date=day)
    elif message.get("event") == "zone":
        frame.go("kelurahan", zone=message["zone"])
