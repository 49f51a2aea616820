"""The form of one record of any part, made of the part's fields."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo import response_form
from geo.render import response_form as words
from geo.response_fields import FIELDS
from geo.response_kinds import BY_KEY
from pages.shared import frame, response_drafts
from pages.shared.response_drafts import Key
from pages.shared.response_widgets import Widgets


def widgets(here: frame.Here, key: Key) -> Widgets:
    """The widgets of a form; a kelurahan's people write of their own one."""
    return Widgets(
        here,
        "_".join(key[1:]),
        lambda name, value: response_drafts.put(key, name, value),
        own(here),
    )


def own(here: frame.Here) -> str:
    """The one kelurahan that this viewer may write of, "" for any."""
    zone = here.asked.viewer.zone_id
    return zone if zone in here.facts.names else ""


def presets(here: frame.Here, **more: Any) -> dict[str, Any]:
    """What a new record begins with: the kelurahan, and what the link names."""
    named = {name: here.selection.extra.get(name) for name in ("kind", "puskesmas")}
    if named["kind"] not in BY_KEY:
        named["kind"] = None
    return {"zone_id": own(here) or here.selection.zone, **named, **more}


@st.fragment
def show(here: frame.Here, part: str) -> None:
    """Fields, faults beneath them, and sending."""
    key = response_drafts.key_of(here, part)
    draft = response_drafts.draft(key)
    known = {of.name for of in FIELDS[part]}
    begun = {name: value for name, value in presets(here).items() if name in known}
    shown = response_form.cells(draft, begun)
    fields = response_form.fields(part, shown)
    head(here, key)
    response_drafts.above(here, key, {of.name for of in fields})
    made = widgets(here, key)
    with st.container(key="rffields"):
        for of in fields:
            made.show(of, shown.get(of.name))
            response_drafts.at(here, key, of.name)
    bar(here, key, draft.begun, lambda: response_drafts.send(here, key, shown))


def head(here: frame.Here, key: Key) -> None:
    """What is edited, and the way to a new record."""
    of = response_drafts.draft(key).of
    if of is None:
        return
    with st.container(key="rfedit"):
        title = words.title(of, here.facts.names, here.lang)
        stamp = words.stamp(of, here.facts.city.timezone, here.lang)
        st.html(words.hint(here.say("response_form.editing", title=title, stamp=stamp)))
        st.button(
            here.say("response_form.leave"),
            key="rf_leave",
            on_click=response_drafts.close,
            args=(key,),
        )


def bar(here: frame.Here, key: Key, ready: bool, send: Any, lines: str = "") -> None:
    """What is about to be sent, sending it, and taking the last change back."""
    with st.container(key="rtsend"):
        if lines:
            st.html(lines)
        with st.container(key="rfbar", horizontal=True):
            st.button(
                here.say("rt_form.undo"),
                key="rf_undo",
                disabled=not response_drafts.draft(key).past,
                on_click=response_drafts.undo,
                args=(key,),
            )
            st.button(
                here.say("response_form.save"),
                type="primary",
                key="rf_send",
                disabled=not ready,
                width="stretch",
                on_click=send,
            )
