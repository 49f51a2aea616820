"""Kelurahan: one zone in full. Why this colour, its curve, its past, its neighbours."""

from __future__ import annotations

import streamlit as st

from geo.render import charts, html
from geo.render import zone as zone_html
from geo.views import ZoneView
from pages.shared import briefing_scenes, cached, early_word, frame, parts, zone_response


def show(here: frame.Here) -> None:
    """The chosen zone on the chosen day, or what to choose."""
    with st.container(key="zonepicks", horizontal=True):
        parts.zone_search(here)
        parts.day_choice(here)
    if here.selection.date is None:
        parts.empty(here)
        zone_response.without_days(here)
    elif here.selection.zone is None:
        st.html(html.notice([here.say("zone_page.pick")]))
    else:
        zone(here, cached.zone_view(here.asked, here.selection.date, here.selection.zone))


def zone(here: frame.Here, view: ZoneView) -> None:
    """Status, past and curve on the left; neighbours, stated figures and rule on the right."""
    with st.container(key="kelurahan"):
        left, right = st.columns([1.6, 1], gap="medium")
    with left:
        with st.container(key="status"):
            st.html(zone_html.status(view, here.lang))
        early_word.show(here, view)
        with st.container(key="past"):
            parts.heading(here, "zone_page.past")
            st.html(
                zone_html.past_strip(view, here.lang, lambda day: here.link("kelurahan", date=day))
            )
        with st.container(key="curve"):
            parts.heading(here, "zone_page.curve")
            curve(here, view)
        zone_response.ledger(here, view.city.day, view.status.zone_id)
    with right:
        with st.container(key="near"):
            parts.heading(here, "zone_page.neighbours")
            st.html(
                zone_html.neighbours(
                    view, here.lang, lambda other: here.link("kelurahan", zone=other)
                )
            )
        zone_response.show(here, view.city.day, view.status.zone_id)
        if view.stated:
            with st.container(key="stated"):
                parts.heading(here, "zone_page.stated")
                st.html(zone_html.stated(view, here.lang))
        with st.container(key="foot"):
            st.html(html.footnote(view.city, here.lang))
        briefing_scenes.save_link(here)


def curve(here: frame.Here, view: ZoneView) -> None:
    """The epidemic curve, or why there is none."""
    if view.curve:
        alt = here.say("zone_page.curve_alt", name=view.status.name)
        st.altair_chart(charts.epidemic_curve(view, here.lang), alt=alt)
        return
    hidden = "simulated" if view.city.facts.simulated else "none"
    st.html(f"<p>{here.say(f'zone_page.curve_{hidden}')}</p>")


show(frame.here())
