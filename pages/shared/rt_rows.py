"""Rows of numbers for the thumb: an RT or another statement, its number, and big steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo import rt_form
from pages.shared import frame

Change = Callable[..., None]
"""Takes a function of ``geo.rt_form`` and its values."""


def row(
    label: str,
    head: str,
    name: str,
    field: str,
    count: int | None,
    put: Callable[[int | None], None],
    most: int = rt_form.MOST_HOUSES,
) -> None:
    """One row: ``head`` as HTML, then the number with its steps, read aloud as ``label``. Without a
    number it asks for the first one, as a field of numbers can't step up from nothing. ``field`` is
    the widget's key, ``name`` tells the row from the others on the screen."""
    with st.container(key=f"rtrow_{name}", horizontal=True, vertical_alignment="center"):
        st.html(head, width="stretch")
        if count is None:
            for first in (0, 1):
                st.button(str(first), key=f"rtset_{first}_{name}", on_click=put, args=(first,))
            return
        # Set only where it differs, after "undo": else taps that are on their way would be lost.
        if st.session_state.get(field) != count:
            st.session_state[field] = count
        st.number_input(
            label,
            min_value=0,
            max_value=most,
            step=1,
            value=None,
            key=field,
            label_visibility="collapsed",
            width=190,
            on_change=lambda: put(st.session_state[field]),
        )


def more(here: frame.Here, form: rt_form.Form, change: Change, undo: Any = None) -> None:
    """Add an RT, fill the rest with zero; with ``undo`` also take the last change back."""
    with st.container(key="rtmore", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            here.say("rt_form.new_rt"), key="rt_new", placeholder=form.next_name, width=110
        )
        st.button(here.say("rt_form.add"), key="rt_add", on_click=lambda: _add(change))
        st.button(
            here.say("rt_form.zero_rest"),
            key="rt_zero",
            disabled=not form.open,
            on_click=lambda: change(rt_form.zero_rest),
        )
        if undo is not None:
            st.button(
                here.say("rt_form.undo"), key="rt_undo", disabled=not form.past, on_click=undo
            )


def _add(change: Change) -> None:
    change(rt_form.add, st.session_state.get("rt_new", ""))
    st.session_state["rt_new"] = ""
