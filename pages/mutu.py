"""Mutu: how complete, late, revised and old the data are; each figure explains itself at a tap."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo.render import charts, html
from geo.render import quality as drawn
from geo.text import day
from pages.shared import cached, clock, frame, parts


def show(here: frame.Here) -> None:
    """Finding, heat strip, ages and weekdays, then what only those see who may see all numbers."""
    if not here.facts.cases.days:
        parts.empty(here)
        return
    lang, today = here.lang, clock.today(here.selection.city, here.selection.as_of)
    made = cached.quality(here.asked, today)
    banner = html.simulated(lang) if here.facts.simulated else ""
    st.html(drawn.finding(made, lang, banner))
    with st.container(key="mutu"):
        strip, table = cached.completeness(here.asked, today, lang)
        st.html(drawn.head("completeness", lang) + strip)
        with st.expander(here.say("quality.table")):
            st.html(table)
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="status"):
        said = {"today": day(today, lang, "long"), "limit": made.limit}
        head = drawn.head("age", lang, "def" if made.limit else "def_none", **said)
        to = here.link("peta", date=today) if made.limit else None
        st.html(head + drawn.ages(made, lang, to))
    with right, st.container(key="near"):
        st.html(drawn.head("weekday", lang) + drawn.weekdays(made, lang))
    if made.detail:
        counted(here, made)
    else:
        st.html(html.notice([here.say("quality.private")]))


def counted(here: frame.Here, made: Any) -> None:
    """Delays, cases of no kelurahan, revisions."""
    lang, simulated = here.lang, here.facts.simulated
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="curve"):
        st.html(drawn.head("delay", lang) + drawn.delays(made, lang))
        for one in made.delays:
            st.altair_chart(charts.delay(one, lang), alt=here.say("quality.delay.title"))
    with right, st.container(key="stated"):
        st.html(drawn.head("outside", lang) + drawn.outside(made.outside, lang))
        if made.outside and len(made.outside.through) > 1:
            chart = charts.outside(made.outside, lang, simulated=simulated)
            st.altair_chart(chart, alt=here.say("quality.column.share"))
    with st.container(key="past"):
        st.html(drawn.head("revision", lang) + drawn.revised(made.revised, lang))
        if made.changes:
            parts.heading(here, "quality.revision.largest")
            st.html(drawn.changes(made.changes, made, lang))


show(frame.here())
