"""The form of houses with cases per RT: what is typed is kept for the session, apart from the
fields on the screen, so that a store that fails or a page that is left loses nothing of it."""

from __future__ import annotations

import datetime as dt
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
from pages.shared import cached, clock, frame

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
    with st.container(key="rtrows"):
        for name, count in form.entries:
            _row(here, key, name, count, last.get(name))
        if not form.entries:
            st.html(html.notice([here.say("rt_form.no_rts")]))
    _more(here, key, form)
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


def _row(here: frame.Here, key: Key, name: str, count: int | None, last: Any) -> None:
    """One RT: its name, what was sent last, and big steps for the thumb. An RT without a number
    asks for the first one, as a field of numbers can't step up from nothing."""
    field = f"rt_{'_'.join(map(str, key))}_{name}"
    with st.container(key=f"rtrow_{name}", horizontal=True, vertical_alignment="center"):
        st.html(words.name(name, last, here.lang), width="stretch")
        if count is None:
            for first in (0, 1):
                st.button(
                    str(first),
                    key=f"rtset_{first}_{name}",
                    on_click=_change,
                    args=(key, rt_form.put, name, first),
                )
            return
        # Set only where it differs, after "undo": else taps that are on their way would be lost.
        if st.session_state.get(field) != count:
            st.session_state[field] = count
        st.number_input(
            here.say("rt_form.houses_of", rt=name),
            min_value=0,
            max_value=rt_form.MOST_HOUSES,
            step=1,
            value=None,
            key=field,
            label_visibility="collapsed",
            width=190,
            on_change=lambda: _change(key, rt_form.put, name, st.session_state[field]),
        )


def _more(here: frame.Here, key: Key, form: rt_form.Form) -> None:
    """Add an RT, fill the rest with zero, take the last change back."""
    with st.container(key="rtmore", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            here.say("rt_form.new_rt"), key="rt_new", placeholder=form.next_name, width=110
        )
        st.button(here.say("rt_form.add"), key="rt_add", on_click=lambda: _add(key))
        st.button(
            here.say("rt_form.zero_rest"),
            key="rt_zero",
            disabled=not form.open,
            on_click=lambda: _change(key, rt_form.zero_rest),
        )
        st.button(
            here.say("rt_form.undo"),
            key="rt_undo",
            disabled=not form.past,
            on_click=lambda: _change(key, rt_form.undo),
        )


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


def _add(key: Key) -> None:
    _change(key, rt_form.add, st.session_state.get("rt_new", ""))
    st.session_state["rt_new"] = ""


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
