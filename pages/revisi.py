"""Revisi: a day as it was shown in a meeting, beside what is known of it now."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from geo.render import html
from geo.render import revision as then_and_now
from pages.shared import cached, frame, parts


def show(here: frame.Here) -> None:
    """Choose the moment and the day; finding, two maps and the changes follow."""
    turns = list(cached.turns(here.asked.city, here.asked.disease, here.asked.revision))
    with st.container(key="zonepicks", horizontal=True):
        moment = knowledge_choice(here, turns)
        parts.day_choice(here, replace(here.asked, as_of=None))
    if here.selection.date is None:
        parts.empty(here)
    elif moment is None:
        st.html(html.notice([here.say("revision.no_moment")]))
    else:
        compared(here, moment, here.selection.date)


def knowledge_choice(here: frame.Here, turns: list[dt.datetime]) -> dt.datetime | None:
    """The moment of knowledge: the link's, or one at which something became known."""
    as_of = here.selection.as_of
    options = sorted({*turns, *([as_of] if as_of else [])}, reverse=True)
    zone = here.facts.city.timezone
    state = f"as_of_{here.selection.city}"
    st.session_state[state] = as_of
    return st.selectbox(
        here.say("revision.pick"),
        options,
        key=state,
        format_func=lambda at: then_and_now.when(at, zone, here.lang),
        placeholder=here.say("revision.pick_hint"),
        on_change=lambda: frame.choose(as_of=st.session_state[state].isoformat()),
    )


def compared(here: frame.Here, moment: dt.datetime, day: dt.date) -> None:
    """Then and now, and what has changed."""
    made = cached.revised(here.asked, moment, day)
    of = cached.shapes(here.selection.city)
    marked = frozenset(zone.zone_id for zone in made.zones if zone.recoloured)
    with st.container(key="status"):
        st.html(then_and_now.finding(made, moment, here.lang))
    with st.container(key="pair"):
        for column, view, key in zip(
            st.columns(2, gap="medium"), (made.then, made.present), ("then", "now"), strict=True
        ):
            with column, st.container(key=f"side_{key}"):
                parts.heading(here, f"revision.{key}")
                st.html(then_and_now.picture(view, of, marked, here.lang))
                st.html(html.tally(view, here.lang))
    with st.container(key="past"):
        parts.heading(here, "revision.changes")
        st.html(
            then_and_now.changes(made, here.lang, lambda zone: here.link("kelurahan", zone=zone))
        )
    with st.container(key="foot"):
        st.html(html.footnote(made.present, here.lang))


show(frame.here())
