"""The form of houses with cases per RT: what is typed is kept for the session, apart from the
fields on the screen, so that a store that fails or a page that is left loses nothing of it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from geo import rt_form
from geo.access import Viewer
from geo.errors import JagaError
from geo.render import html
from geo.render import rt_form as words
from geo.settings import STATIC
from geo.text import error
from pages.shared import cached, clock, frame, rt_rows

STYLE = STATIC / "jaga" / "rt.css"

Key = tuple[str, str, str, dt.date]
"""City, disease, zone_id and day of a form."""


def place(here: frame.Here, viewer: Viewer) -> str | None:
    """The kelurahan: a lurah's own, else the chosen one; None where there is none yet."""
    facts = here.facts
    if not viewer.may("draft", here.selection.city):
        own = viewer.zone_id
        if own is None or own not in facts.names:
            return None
        name, district = escape(facts.names[own]), escape(facts.districts[own])
        st.html(f'<p class="jt-rt-place"><b>{name}</b> · {district}</p>')
        return own
    st.session_state["rt_zone"] = here.selection.zone
    st.selectbox(
        here.say("rt_form.zone"),
        sorted(facts.zone_ids, key=lambda zone: facts.names[zone]),
        key="rt_zone",
        format_func=lambda zone: f"{facts.names[zone]} · {facts.districts[zone]}",
        placeholder=here.say("pick.zone_search"),
        on_change=lambda: frame.choose(zone=st.session_state["rt_zone"]),
    )
    return here.selection.zone


def day(here: frame.Here) -> dt.date:
    """The day that the numbers speak of: today, or one before."""
    now = clock.today(here.selection.city, None)
    key = "rt_day"
    st.session_state[key] = min(st.session_state.get(key) or now, now)
    chosen = st.date_input(here.say("rt_form.day"), max_value=now, key=key, format="DD/MM/YYYY")
    return chosen if isinstance(chosen, dt.date) else now


def sent_before(here: frame.Here, zone_id: str) -> list[Any]:
    """What was sent of the kelurahan, the last first; a notice where the store fails."""
    desk = cached.desk(frame.viewer())
    try:
        return desk.rt_sent(here.selection.city, here.selection.disease, zone_id)
    except JagaError as failure:
        st.html(html.notice([here.say("rt_form.lost"), *error(failure, here.lang).splitlines()]))
        return []


@st.fragment
def entry(here: frame.Here, zone_id: str, day: dt.date) -> None:
    """The RTs of a kelurahan on a day, each with its number, and sending them."""
    key = (here.selection.city, here.selection.disease, zone_id, day)
    sent = sent_before(here, zone_id)
    form = _form(key, sent)
    last = words.last_numbers(sent)

    def change(how: Any, *values: Any) -> None:
        _change(key, how, *values)

    with st.container(key="rtrows"):
        for name, count in form.entries:
            rt_rows.row(
                here.say("rt_form.houses_of", rt=name),
                words.name(name, last.get(name), here.lang),
                name,
                f"rt_{'_'.join(map(str, key))}_{name}",
                count,
                partial(change, rt_form.put, name),
            )
        if not form.entries:
            st.html(html.notice([here.say("rt_form.no_rts")]))
    rt_rows.more(here, form, change, lambda: change(rt_form.undo))
    with st.container(key="rtsend"):
        if key in _outcomes():
            st.html(_outcomes()[key])
        st.html(words.totals(form, here.lang))
        st.button(
            here.say("rt_form.send"),
            type="primary",
            key="rt_send",
            disabled=not form.numbers,
            width="stretch",
            on_click=lambda: _send(here, key),
        )
    if sent:
        with st.container(key="rtsent"):
            st.html(words.sent(sent, here.facts.city.timezone, here.lang))


def _forms() -> dict[Key, rt_form.Form]:
    """What this viewer has typed and not sent."""
    forms: dict[Key, rt_form.Form] = st.session_state.setdefault("rt_forms", {})
    return forms


def _outcomes() -> dict[Key, str]:
    """What became of the last sending, until something is typed anew."""
    outcomes: dict[Key, str] = st.session_state.setdefault("rt_outcomes", {})
    return outcomes


def _form(key: Key, sent: list[Any]) -> rt_form.Form:
    """The form as typed, else an empty one with the RTs of what was sent last; RTs that were sent
    since the form was begun are not forced upon it."""
    forms = _forms()
    if key not in forms or not (forms[key].entries or forms[key].past):
        forms[key] = rt_form.start(words.last_numbers(sent))
    return forms[key]


def _change(key: Key, how: Any, *values: Any) -> None:
    _outcomes().pop(key, None)
    forms = _forms()
    forms[key] = how(forms.get(key, rt_form.Form()), *values)


def _send(here: frame.Here, key: Key) -> None:
    """Send what has a number; on success the form starts anew, else everything stays as typed."""
    city, disease, zone_id, day = key
    form = _forms().get(key, rt_form.Form())
    if not form.numbers:
        return
    zone = (zone_id, here.facts.names[zone_id])
    try:
        desk = cached.desk(frame.viewer())
        batch = desk.send_rt(city, disease, zone, day, form.numbers)
    except JagaError as failure:
        said = [here.say("rt_form.not_sent"), *error(failure, here.lang).splitlines()]
        _outcomes()[key] = html.notice(said)
        return
    _forms()[key] = rt_form.start(name for name, _ in form.entries)
    _outcomes()[key] = words.thanks(batch, form, here.lang)
