"""Pola: what stands out on a day: clusters on the map, hot spots, direction, alarms."""

from __future__ import annotations

import datetime as dt
from html import escape

import streamlit as st

from geo.render import html
from geo.render import patterns as patterns_html
from pages.shared import briefing_scenes, cached, frame, parts, widgets


def show(here: frame.Here) -> None:
    """Map with the clusters of the day; beside it what was found, each in plain sentences."""
    day = here.selection.date
    if day is None:
        parts.empty(here)
    elif not here.facts.policy.detail:
        st.html(html.notice([here.say("pattern.private")]))
    else:
        found_on(here, day)


def found_on(here: frame.Here, day: dt.date) -> None:
    """Everything that was found on one day."""
    ready = parts.installed(here, "statistics")
    with st.spinner(here.say("pattern.title", day="…"), show_time=False):
        found = cached.found_patterns(here.asked, day) if ready else None
    with st.container(key="peta"):
        left, right = st.columns([2.4, 1], gap="medium")
    with left:
        rings = cached.cluster_rings(here.asked, day, here.lang) if ready else None
        widgets.show_map(here, rings, page="pattern")
        with st.container(key="curve"), parts.where_installed(here):
            parts.heading(here, "direction.title")
            st.html(patterns_html.direction(cached.heading(here.asked, day), here.facts, here.lang))
        with st.container(key="past"), parts.where_installed(here):
            parts.heading(here, "direction.alarms")
            st.html(patterns_html.alarms(cached.watch(here.asked, day), here.facts, here.lang))
    with right, st.container(key="panel"):
        with st.container(key="finding"):
            view = cached.city_view(here.asked, day)
            banner = html.simulated(here.lang) if here.facts.simulated else ""
            title = here.say("pattern.title", day=html.day(view.day, here.lang, "long"))
            week = escape(patterns_html.week(day, here.lang))
            head = f'<h1>{escape(title)}</h1><p class="jt-when">{week}</p>'
            st.html(f'<div class="jt-finding">{banner}{head}</div>')
        if found is None and ready:
            st.html(f"<p>{escape(here.say('pattern.unavailable'))}</p>")
        if found is None:
            return
        with st.container(key="attention"):
            parts.heading(here, "pattern.clusters")
            st.html(patterns_html.clusters(found, here.facts, here.lang))
        with st.container(key="foot"):
            parts.heading(here, "pattern.hotspots")
            st.html(patterns_html.hot_spots(found, here.facts, here.lang))
        briefing_scenes.save_link(here)


show(frame.here())
