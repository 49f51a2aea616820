"""Telesehat: the share of contacts from afar by week, of all Puskesmas or of one."""

from __future__ import annotations

import streamlit as st

from geo.render import response_charts as charts
from geo.render import response_telehealth as drawn
from geo.response import Telehealth
from geo.response_view import ResponseView
from geo.telehealth import weeks
from pages.shared import frame, parts, respond, respond_ledger


def show(here: frame.Here) -> None:
    """Finding, chart from 0 with its interval, the weeks in rows, the way to the service."""
    made = respond.view(here)
    who = respond_ledger.puskesmas_wanted(here, made)
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        respond_ledger.puskesmas_choice(here, made, who)
    with parts.where_installed(here):
        shares(here, made, who)
    respond.foot(here, made)


def shares(here: frame.Here, made: ResponseView, who: str) -> None:
    """The weeks' shares; a MissingPartError where their intervals can't be worked out."""
    records = [one for one in made.register.of(Telehealth) if one.over(made.day)]
    found = weeks(records, who)
    with st.container(key="status"):
        st.html(drawn.finding(made, found, who, here.lang))
        st.html(drawn.way_out(here.lang))
    if any(one.share is not None for one in found):
        with st.container(key="curve"):
            parts.heading(here, "response_page.telehealth.chart")
            alt = here.say("response_page.telehealth.alt")
            st.altair_chart(charts.shares(found, here.lang), alt=alt)
    if found:
        with st.container(key="past"):
            parts.heading(here, "response_page.telehealth.caption")
            st.html(drawn.table(found, here.lang))
