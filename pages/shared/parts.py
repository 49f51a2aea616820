"""Small controls and sections that pages share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st

from geo import text
from geo.errors import Problem
from geo.parts import MissingPartError, problem, require, there
from geo.render import html, words
from geo.selection import RATES
from geo.text import day
from geo.views import ZoneStatus
from pages.shared import cached, clock, frame


def heading(here: frame.Here, key: str) -> None:
    st.html(f'<h2 class="jt-heading">{escape(here.say(key))}</h2>')


@contextmanager
def where_installed(here: frame.Here) -> Iterator[None]:
    """A section that needs a part which may not be installed: then a notice stands in its place."""
    try:
        yield
    except MissingPartError as missing:
        st.html(html.notice([text.sentences(problem(missing.part), here.lang)]))


def installed(here: frame.Here, part: str) -> bool:
    """Whether a part is there; where it isn't, a notice says so."""
    with where_installed(here):
        require(part)
    return there(part)


def own_field(here: frame.Here, name: str, known: Sequence[str]) -> str:
    """One of the page's own fields of the link: the first of ``known`` where it is not named, and,
    with a notice, where what it names is not known."""
    wanted = here.selection.extra.get(name, known[0])
    if wanted in known:
        return wanted
    told = {"found": wanted, "known": ", ".join(known), "used": known[0]}
    fault = Problem(f"url_{name}", f"?{name}=", told, False)
    st.html(html.notice([text.problem(fault, here.lang)]))
    return known[0]


def zone_search(here: frame.Here) -> None:
    """Find a kelurahan by name; choosing one opens its page."""
    facts = here.facts
    state = f"zone_search_{here.selection.city}"
    st.session_state[state] = here.selection.zone
    st.selectbox(
        here.say("pick.zone"),
        sorted(facts.zone_ids, key=lambda zone: facts.names[zone]),
        key=state,
        format_func=lambda zone: f"{facts.names[zone]} · {facts.districts[zone]}",
        placeholder=here.say("pick.zone_search"),
        on_change=lambda: frame.go("kelurahan", zone=st.session_state[state]),
    )


def way_up(here: frame.Here) -> None:
    """The way to the overview of all cities, on the same day under the same rule."""
    with st.container(key="wayup"):
        fields = here.selection.with_(extra={}, zone=None).params()
        st.page_link(frame.PAGES["wilayah"], label=here.say("overview.way_in"), query_params=fields)


def day_choice(here: frame.Here, asked: cached.Question | None = None) -> None:
    """Choose among the days on record, newest first; ``asked`` where it is another record."""
    days = sorted(cached.zoned(asked or here.asked).days, reverse=True)
    if not days:
        return
    beyond = clock.beyond(here.selection, here.asked)
    if beyond and asked is None:
        days.insert(0, beyond)
    state = f"day_choice_{here.selection.city}_{here.selection.rule}"
    st.session_state[state] = here.selection.date
    st.selectbox(
        here.say("zone_page.day_choice"),
        days,
        key=state,
        format_func=lambda value: day(value, here.lang),
        on_change=lambda: frame.choose(date=st.session_state[state].isoformat()),
    )


def rates_switch(here: frame.Here) -> None:
    """Crude or smoothed rates; only where the rule looks at rates and smoothing hides nothing."""
    rule = cached.all_rules()[here.selection.rule]
    if not rule.by_incidence or not here.facts.policy.detail:
        return
    st.session_state["rates"] = RATES[int(here.selection.smoothed)]
    st.segmented_control(
        here.say("rates.label"),
        RATES,
        key="rates",
        format_func=lambda key: here.say(f"rates.{key}"),
        help=here.say("rates.help"),
        on_change=lambda: frame.choose(rates=st.session_state["rates"]),
        label_visibility="collapsed",
    )


def attention(here: frame.Here, rows: tuple[tuple[ZoneStatus, int], ...]) -> None:
    """The zones to look at first, each a link to its page."""
    heading(here, "panel.attention")
    if not rows:
        st.html(f"<p>{escape(here.say('panel.all_calm'))}</p>")
        return
    for zone, near in rows:
        with st.container(key=f"look_{zone.zone_id.replace('.', '_')}", horizontal=True):
            st.page_link(
                frame.PAGES["kelurahan"],
                label=zone.name,
                query_params=here.selection.with_(zone=zone.zone_id).params(),
            )
            kind = "near_rt" if "rt" in zone.level else "near"
            around = here.say(f"panel.{kind}" if near else f"panel.{kind}_none", n=near)
            level = words.level(zone.level, here.lang)
            st.html(f'<span class="jt-look">{escape(level)} · {escape(around)}</span>')


def empty(here: frame.Here) -> None:
    """A city without a day on record: what is missing and the command that loads it."""
    city, disease = here.selection.city, here.selection.disease
    name = here.facts.city.name
    title = here.say("empty.title", city=name, disease=here.say(f"disease.{disease}"))
    body = here.say("empty.body_archive" if here.selection.rule == "resmi" else "empty.body")
    command = f"python -m geo import FOLDER --city {city} --disease {disease}"
    st.html(html.empty(title, body, command))
