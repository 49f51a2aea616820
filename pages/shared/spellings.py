"""The section "spellings" of the page data: what people accepted, and taking an answer back."""

from __future__ import annotations

import streamlit as st

from geo.io.desk import Desk
from geo.render import history, html
from pages.shared import frame


def show(here: frame.Here, desk: Desk) -> None:
    """Every accepted spelling of the city with who accepted it."""
    city = here.facts.city
    accepted = desk.spellings(city.key)
    if not accepted:
        st.html(html.notice([here.say("spellings.none")]))
        return
    named = [(a.written, here.facts.names.get(a.meaning), a.by) for a in accepted.values()]
    with st.container(key="past"):
        st.html(history.spellings(named, here.lang))
    taken = st.selectbox(
        here.say("spellings.take_back"),
        [alias.written for alias in accepted.values()],
        index=None,
        key=f"alias_{city.key}",
        placeholder=here.say("spellings.hint"),
    )
    if taken is not None and st.button(here.say("spellings.take_back"), key="alias_back"):
        desk.accept_alias(city.key, taken, "")
        st.rerun()
