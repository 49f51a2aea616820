"""Taklimat: the day's briefing, or a saved one: its slides, the way into the meeting, files."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.errors import InputError
from geo.render import html
from geo.render.slide_words import say
from geo.text import error
from pages.shared import briefing, briefing_edit, cached_briefing, frame, parts
from pages.shared import briefing_scenes as saved


def show(here: frame.Here) -> None:
    """What the link asks for: a saved briefing, else the one of the day."""
    with st.container(key="taklimat"):
        saved.told(here)
        saved.add(here)
        if here.selection.extra.get("briefing"):
            kept(here)
        elif here.selection.date is None:
            parts.empty(here)
        else:
            made = cached_briefing.of_day(here.asked, here.selection.date, here.selection.zone)
            st.html(f'<h1 class="jt-title">{escape(say(made.title, here.lang))}</h1>')
            with st.container(key="zonepicks", horizontal=True):
                briefing.choose(here)
            briefing.start(here)
            briefing.previews(here, made, here.selection.rule)
            briefing.files(here, made, here.selection.rule)
        briefing_edit.listing(here)


def kept(here: frame.Here) -> None:
    """A saved briefing, with what an officer may do to it."""
    try:
        of = saved.stored(here)
    except InputError as unknown:
        st.html(html.notice([error(unknown, here.lang)]))
        return
    if of is None:
        return
    st.html(f'<h1 class="jt-title">{escape(of.title)}</h1>')
    if not of.removed:
        made, rule = saved.opened(here, of)
        briefing.start(here, of.id)
        briefing.previews(here, made, rule, of.id)
        briefing.share(here, of.id)
        briefing.files(here, made, rule)
    briefing_edit.scenes(here, of)


show(frame.here())
