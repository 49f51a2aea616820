"""Did it help? Cases before and after one response, beside kelurahan that had none like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import islice

import streamlit as st

from geo.action_ledger import Line
from geo.effect import LAG, WINDOW, Effect
from geo.inert import for_label
from geo.parts import require, there
from geo.render import effect as drawn
from geo.render import response_words as words
from geo.render.html import notice
from geo.response_view import ResponseView
from pages.shared import cached_response, frame, parts, respond

TRIED = 24
"""So many lines are asked for an answer to open with."""


def show(here: frame.Here) -> None:
    """Choose a response; what came after it, or why that can't be told."""
    made = respond.view(here)
    lines = judged(made)
    respond.filtered_entry(here, lines)
    with st.container(key="zonepicks", horizontal=True):
        respond.day_choice(here, made)
        chosen = lines[line_choice(here, made, lines)] if lines else None
    with st.container(key="status"), parts.where_installed(here):
        if chosen:
            require("statistics")
            one(here, made, *chosen)
        else:
            title, why = (here.say(f"response_page.effect.{key}") for key in ("title", "nothing"))
            st.html(words.finding(title, made, [why], here.lang))
    respond.foot(here, made)


def one(here: frame.Here, made: ResponseView, line: Line, start: dt.date) -> None:
    """The answer for one response. A real one is never judged by invented cases."""
    title = words.titled(made, line, here.lang)
    facts = made.city.facts
    if not _may_judge(made, line):
        said = here.say("response_page.effect.real_by_simulated")
        st.html(words.finding(title, made, [said], here.lang))
        return
    if line.simulated:
        st.html(notice([here.say("response_page.effect.simulated")]))
    with st.spinner(here.say("response_page.loading")):
        found = _answer(here, made, line, start)
    invented = line.simulated or facts.simulated
    st.html(drawn.effect_html(found, facts.names, here.lang, title=title, simulated=invented))


def judged(made: ResponseView) -> dict[str, tuple[Line, dt.date]]:
    """Lines with a start and a kelurahan, with that start, by the name of their first entry: those
    whose window after is over by the day before the others, each group newest first."""
    pairs = [(line, line.start) for line in made.lines if line.zone_id and line.start]

    def order(pair: tuple[Line, dt.date]) -> tuple[bool, int]:
        age = (made.day - pair[1]).days
        return age < LAG + WINDOW - 1, age

    return {line.entries[0].id: (line, start) for line, start in sorted(pairs, key=order)}


def line_choice(
    here: frame.Here, made: ResponseView, lines: Mapping[str, tuple[Line, dt.date]]
) -> str:
    """One of the lines; kept in the link by the name of its first entry."""
    wanted = here.selection.extra.get("entry", "")
    st.session_state["respond_line"] = wanted if wanted in lines else first(here, made, lines)
    st.selectbox(
        here.say("response_page.effect.pick"),
        list(lines),
        key="respond_line",
        format_func=lambda key: for_label(words.named(made, lines[key][0], here.lang)),
        on_change=lambda: frame.choose(entry=st.session_state["respond_line"]),
    )
    return str(st.session_state["respond_line"])


def first(here: frame.Here, made: ResponseView, lines: Mapping[str, tuple[Line, dt.date]]) -> str:
    """The line to open with: the first of some that has an answer, whichever it is."""
    if not there("statistics"):
        return next(iter(lines))
    for key, (line, start) in islice(lines.items(), TRIED):
        if _may_judge(made, line) and _answer(here, made, line, start).verdict != "unknown":
            return key
    return next(iter(lines))


def _may_judge(made: ResponseView, line: Line) -> bool:
    return line.simulated or not made.city.facts.simulated


def _answer(here: frame.Here, made: ResponseView, line: Line, start: dt.date) -> Effect:
    return cached_response.effect(here.asked, made.day, line.kind, (line.zone_id,), start)
