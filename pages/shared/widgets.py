"""Parts that pages share: the live map, or two that move together, and what they report back."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from streamlit_folium import st_folium

from geo.render import map as zone_map
from geo.render import timeline
from pages.shared import cached, cached_response, clock, frame


@dataclass(frozen=True)
class Linked:
    """One of two maps on a page.

    ``name`` ("a", "b") keeps it apart from the other, ``label`` says what it shows, ``asked`` and
    ``day`` are its own, ``zone`` is marked on it. ``link`` is ``timeline.linked`` of the page's
    ``group``. ``moved`` takes the day that a hand moved it to and says what both maps show then;
    ``fields`` are the link's when a kelurahan of it is opened.
    """

    name: str
    label: str
    asked: cached.Question
    day: dt.date | None
    zone: str | None
    link: Mapping[str, Any]
    moved: Callable[[dt.date], Mapping[str, dt.date | None]]
    fields: Mapping[str, Any]


def show_map(
    here: frame.Here,
    clusters: Mapping[str, Any] | None = None,
    page: str = "map",
    responses: Literal["off", "on"] = "off",
) -> None:
    """The live map. A day it reports becomes the link's day; a pressed zone opens its page.

    ``clusters`` are outlines to draw over it; ``page`` keeps maps of several pages apart.
    ``responses`` says whether they show at first; a map with clusters has none.
    """
    day, zone = here.selection.date, here.selection.zone
    outlines, key = _base(page, here.selection.city)
    beyond = clock.beyond(here.selection, here.asked)
    layer = cached_response.layer(here.asked, here.lang, beyond) if clusters is None else None
    shown = {**layer, "open": responses == "on"} if layer else None
    own = {"zone": zone, "clusters": clusters, "responses": shown}
    payload = _payload(key, here.asked, here.lang, day, beyond, own)

    def moved(to: dt.date) -> None:
        _keep(key, to)
        frame.choose(date=to)

    with st.container(key="map"):
        _draw(outlines, key, payload, moved, {})


def show_linked(here: frame.Here, one: Linked, page: str) -> None:
    """One of two maps that move together; only the one that a hand moved reports."""
    outlines, key = _base(f"{page}-{one.name}", one.asked.city)
    st.session_state.setdefault(f"linked-{page}", {})[one.name] = key
    own = {"zone": one.zone, "link": one.link, "label": one.label}
    days = cached.zoned(one.asked).days
    beyond = one.day if one.day and days and one.day > days[-1] else None
    payload = _payload(key, one.asked, here.lang, one.day, beyond, own)

    def moved(to: dt.date) -> None:
        shown = one.moved(to)
        for name, of in st.session_state[f"linked-{page}"].items():
            if shown.get(name):
                _keep(of, shown[name])

    with st.container(key=f"map_{one.name}"):
        _draw(outlines, key, payload, moved, one.fields)


def group(page: str) -> str:
    """The name of a page's linked maps: of this page view alone, so that no other tab follows."""
    own = st.session_state.setdefault("link_group", secrets.token_hex(8))
    return f"{page}-{own}"


def _base(page: str, city: str) -> tuple[str, str]:
    """The city's outlines, and the key of their map: another one only where they are others."""
    outlines = cached.outlines(city)
    digest = hashlib.sha256(outlines.encode()).hexdigest()[:8]
    return outlines, f"{page}-{city}-{digest}"


def _payload(
    key: str,
    asked: cached.Question,
    lang: str,
    day: dt.date | None,
    beyond: dt.date | None,
    own: Mapping[str, Any],
) -> str:
    wanted = _request(key, day)
    return timeline.payload(
        cached.record(asked, lang, beyond),
        open_day=wanted["open"],
        turn=wanted["turn"],
        tiles=cached.settings().tiles,
        **own,
    )


def _draw(
    outlines: str,
    key: str,
    payload: str,
    moved: Callable[[dt.date], None],
    fields: Mapping[str, Any],
) -> None:
    st_folium(
        zone_map.base_map(outlines),
        key=key,
        height=620,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=timeline.feature_group(payload),
        on_change=lambda: _reported(key, moved, fields),
    )


def _request(key: str, day: dt.date | None) -> dict[str, Any]:
    """What the map is asked to open: a new turn whenever the link's day is not the map's own.

    While the map itself moves time, the request stays the same, so nothing is sent to it anew.
    """
    state = st.session_state.setdefault(f"request-{key}", {"open": day, "turn": 0, "shown": day})
    if day != state["shown"]:
        state |= {"open": day, "shown": day, "turn": state["turn"] + 1}
    return dict(state)


def _keep(key: str, day: dt.date | None) -> None:
    """The map shows this day already; nothing has to be asked of it."""
    st.session_state[f"request-{key}"]["shown"] = day


def _reported(key: str, moved: Callable[[dt.date], None], fields: Mapping[str, Any]) -> None:
    """Take a message of the map, each once: {"event": "day"|"zone", ..., "number": unique}."""
    message = st.session_state.get(key) or {}
    number = message.get("number")
    if number is None or number == st.session_state.get(f"message-{key}"):
        return
    st.session_state[f"message-{key}"] = number
    if message.get("event") == "day":
        moved(dt.date.fromisoformat(str(message["day"])))
    elif message.get("event") == "zone":
        frame.go("kelurahan", **{**fields, "zone": message["zone"]})
