"""Aturan: two rules on the same day, where they disagree, zone by zone and through time."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from geo import comparison, rule_choice
from geo.render import comparison as side_by_side
from geo.render import html, words
from pages.shared import cached, frame, parts


def show(here: frame.Here) -> None:
    """Choose the two rules and a day; finding, pairs, chart and table follow."""
    rules = rule_choice.offered(cached.all_rules(), here.facts)
    others = [key for key in rules if key != here.selection.rule]
    with st.container(key="zonepicks", horizontal=True):
        parts.day_choice(here)
        other = st.selectbox(
            here.say("compare.second"),
            others,
            index=next((i for i, key in enumerate(others) if rules[key].kind != "archive"), 0),
            key=f"other_{here.selection.city}_{here.selection.rule}",
            format_func=lambda key: words.rule(rules[key], "title", here.lang),
        )
    if here.selection.date is None:
        parts.empty(here)
    elif other is None:
        st.html(html.notice([here.say("compare.no_other")]))
    else:
        compared(here, other, here.selection.date)


def compared(here: frame.Here, other: str, day: dt.date) -> None:
    """The comparison itself."""
    made, (first, second) = cached.comparison(here.asked, other, day)
    left, right = st.columns([1.6, 1], gap="medium")
    simulated = first.simulated or second.simulated
    with left:
        with st.container(key="status"):
            banner = html.simulated(here.lang) if simulated else ""
            st.html(side_by_side.finding(made, first.rule, second.rule, here.lang, banner))
        with st.container(key="curve"):
            parts.heading(here, "compare.through")
            chart(here, made, simulated)
        with st.container(key="past"):
            parts.heading(here, "compare.table")
            to = partial(here.link, "kelurahan")
            rules = first.rule, second.rule
            st.html(side_by_side.table(made, *rules, here.lang, lambda zone: to(zone=zone)))
    with right:
        with st.container(key="near"):
            parts.heading(here, "compare.pairs")
            st.html(side_by_side.pairs(made, here.lang))
        with st.container(key="foot"):
            for view in (first, second):
                st.html(html.footnote(view, here.lang))


def chart(here: frame.Here, made: comparison.Comparison, simulated: bool) -> None:
    """The share of zones that differ through time, or why there is none."""
    if not made.through:
        st.html(f"<p>{here.say('compare.through_none')}</p>")
        return
    drawn = side_by_side.through(made, here.lang, simulated=simulated)
    st.altair_chart(drawn, alt=here.say("compare.through"))


show(frame.here())
