"""Two days of one city on linked maps, before and after, for a page that compares.

The page's own day is on the right; on the left is the one to compare with, ``day2`` of the link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape

import streamlit as st

from geo import knowledge, text
from geo.errors import Problem
from geo.render import html, timeline
from geo.render import two_days as pair_html
from geo.selection import nearest_day
from pages.shared import cached, frame, parts, widgets
from pages.shared.two_cities import STYLE

PAGE = "hari"
APART = dt.timedelta(days=14)
"""How far back the other day lies where the link names none."""


def show(here: frame.Here) -> None:
    """Choose the two days; finding, two maps and the zones that changed follow."""
    st.html(STYLE)
    days, date = cached.zoned(here.asked).days, here.selection.date
    if date is None:
        parts.empty(here)
        return
    before = other_day(here, days, date)
    with st.container(key="pairpicks", horizontal=True):
        day_choice(here, days, before)
        parts.day_choice(here)
    with st.container(key="status"):
        if before is None or before == date:
            st.html(html.lead(here.say("two_days.headline_none"), here.say("two_days.same_day")))
        else:
            made = knowledge.revised(
                *(cached.city_view(here.asked, d) for d in sorted((before, date)))
            )
            st.html(pair_html.finding(made, here.lang))
    with st.container(key="pair"):
        for column, name in zip(st.columns(2, gap="medium"), ("a", "b"), strict=True):
            with column, st.container(key=f"side_{name}"):
                one_day(here, name, before if name == "a" else date)
    if before is None or before == date:
        return
    with st.container(key="past"):
        parts.heading(here, "two_days.changes")
        st.html(pair_html.changes(made, here.lang, lambda zone: here.link("kelurahan", zone=zone)))
    with st.container(key="foot"):
        st.html(html.footnote(made.present, here.lang))


def other_day(here: frame.Here, days: tuple[dt.date, ...], date: dt.date) -> dt.date | None:
    """The link's ``day2``, the nearest on record where that day is none; else one two weeks
    earlier, or whatever other day there is. None where the record has no other."""
    written = here.selection.extra.get("day2")
    others = tuple(day for day in days if day != date)
    usual = nearest_day(others, date - APART)
    if written is None:
        return usual
    try:
        asked = dt.date.fromisoformat(written)
    except ValueError:
        used = text.day(usual, here.lang) if usual else "–"
        fault = Problem("url_date", "?day2=", {"found": written, "used": used}, False)
        st.html(html.notice([text.problem(fault, here.lang)]))
        return usual
    found = nearest_day(days, asked)
    if found is not None and found != asked:
        said = {"found": asked, "first": days[0], "last": days[-1], "used": found}
        values = {name: text.day(day, here.lang) for name, day in said.items()}
        st.html(html.notice([text.problem(Problem("url_day", "?day2=", values, False), here.lang)]))
    return found


def day_choice(here: frame.Here, days: tuple[dt.date, ...], chosen: dt.date | None) -> None:
    """The day on the left, newest first."""
    state = f"before_{here.selection.city}_{here.selection.rule}"
    st.session_state[state] = chosen
    st.selectbox(
        here.say("two_days.before"),
        sorted(days, reverse=True),
        key=state,
        format_func=lambda value: text.day(value, here.lang),
        on_change=lambda: frame.choose(day2=st.session_state[state].isoformat()),
    )


def one_day(here: frame.Here, name: str, day: dt.date | None) -> None:
    """The map of one of the days, with its tally; both move in place together, not in time."""
    city, place = here.facts.city.name, here.say(f"two_days.{'left' if name == 'a' else 'right'}")
    shown = text.day(day, here.lang) if day else "–"
    st.html(f'<h2 class="jt-side">{escape(shown)}</h2>')
    one = widgets.Linked(
        name=name,
        label=here.say("two_days.map", city=city, place=place),
        asked=here.asked,
        day=day,
        zone=here.selection.zone,
        link=timeline.linked(widgets.group(PAGE), "view"),
        moved=lambda to: moved(name, to),
        fields={"date": day} if name == "a" else {},
    )
    widgets.show_linked(here, one, PAGE)
    if day is not None:
        st.html(html.tally(cached.city_view(here.asked, day), here.lang))


def moved(name: str, to: dt.date) -> Mapping[str, dt.date | None]:
    """A hand moved one of the maps to a day: keep it in the link."""
    frame.choose(**{"day2" if name == "a" else "date": to})
    return {name: to}
