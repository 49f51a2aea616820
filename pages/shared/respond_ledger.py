"""The action ledger of the city, of one kelurahan or Puskesmas: the time axis and every entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from geo.action_ledger import Line
from geo.inert import for_label
from geo.render import response_charts as charts
from geo.render import response_ledger as drawn
from geo.render import response_words as words
from geo.render.html import notice
from geo.response_curve import curve
from geo.response_kinds import BY_KEY
from geo.response_view import ResponseView
from pages.shared import frame, parts, respond

SHORTEST = dt.timedelta(days=60)
"""The axis is never shorter: a single day has no course."""


def show(here: frame.Here) -> None:
    """Choose kind and place; finding, chart and table follow."""
    made = respond.view(here)
    kind, puskesmas = kind_wanted(here, made), puskesmas_wanted(here, made)
    zone = here.selection.zone or ""
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        kind_choice(here, made, kind)
        respond.zone_choice(here)
        puskesmas_choice(here, made, puskesmas)
    lines = chosen(made, kind, zone, puskesmas)
    with st.container(key="status"):
        of = words.chosen(made.city.facts.names, kind, zone, puskesmas, here.lang)
        st.html(drawn.finding(made, lines, here.lang, of))
    with st.container(key="curve"):
        parts.heading(here, "response_page.ledger.axis")
        chart(here, made, lines, zone)
    if lines:
        with st.container(key="past"):
            parts.heading(here, "response_page.ledger.entries")
            st.html(drawn.table(made, lines, here.lang, respond.to_zone(here)))
    respond.foot(here, made)


def chosen(made: ResponseView, kind: str, zone: str, puskesmas: str) -> tuple[Line, ...]:
    """The lines that all filters let through."""
    lines = made.by_zone.get(zone, ()) if zone else made.lines
    return tuple(
        line for line in lines if kind in ("", line.kind) and puskesmas in ("", line.puskesmas)
    )


def chart(here: frame.Here, made: ResponseView, lines: Sequence[Line], zone: str) -> None:
    """The lines on the time axis with the curve above, as far as the reader may see it."""
    starts = [line.start for line in lines if line.start]
    course = curve(made, zone)
    if starts:
        last = made.day if course else min(made.day, charts.last_active(lines) + SHORTEST)
        first = min(min(starts), last - SHORTEST)
        invented = bool(course) and made.simulated
        shown = charts.ledger(lines, first, last, here.lang, course, simulated=invented)
        st.altair_chart(shown, alt=charts.ledger_alt(lines, first, last, here.lang))
        lacking = "" if course else words.hint("response_page.ledger.no_curve", here.lang)
        st.html(drawn.legend(here.lang) + lacking)
    left_out = drawn.undated(lines, here.lang)
    if left_out:
        st.html(notice([left_out]))
    elif not starts:
        st.html(words.hint("response_page.ledger.nothing", here.lang))


def kinds(here: frame.Here, made: ResponseView) -> dict[str, str]:
    """The kinds that are recorded, with their words."""
    there = {line.kind for line in made.lines}
    return {key: words.kind(key, here.lang) for key in BY_KEY if key in there}


def kind_wanted(here: frame.Here, made: ResponseView) -> str:
    """The kind that the link asks for, "" for all; what is wrong with it is said here."""
    wanted = here.selection.extra.get("kind", "")
    told = words.kind(wanted, here.lang) if wanted in BY_KEY else wanted
    everything = here.say("response_page.all_kinds")
    return respond.filtered(here, "kind", kinds(here, made), everything, told)


def kind_choice(here: frame.Here, made: ResponseView, wanted: str) -> None:
    """All kinds, or one of those that are recorded; kept in the link."""
    offered = kinds(here, made)
    st.session_state["respond_kind"] = wanted
    st.selectbox(
        here.say("response_page.pick_kind"),
        ["", *offered],
        key="respond_kind",
        format_func=lambda key: offered.get(key) or here.say("response_page.all_kinds"),
        on_change=lambda: frame.choose(kind=st.session_state["respond_kind"] or None),
    )


def puskesmas_wanted(here: frame.Here, made: ResponseView) -> str:
    """The Puskesmas that the link asks for, "" for all; what is wrong with it is said here."""
    known = {name: name for name in made.register.puskesmas}
    everything = here.say("response_page.all_puskesmas")
    return respond.filtered(here, "puskesmas", known, everything)


def puskesmas_choice(here: frame.Here, made: ResponseView, wanted: str) -> None:
    """All Puskesmas of the register, or one; kept in the link. Nothing where there are none."""
    known = list(made.register.puskesmas)
    if not known:
        return
    everything = here.say("response_page.all_puskesmas")
    st.session_state["respond_puskesmas"] = wanted
    st.selectbox(
        here.say("response_page.pick_puskesmas"),
        ["", *known],
        key="respond_puskesmas",
        format_func=lambda key: for_label(key) if key else everything,
        on_change=lambda: frame.choose(puskesmas=st.session_state["respond_puskesmas"] or None),
    )
