"""Records that are there: those that wait for a second pair of eyes, and the last edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from geo.access import OF_KELURAHAN
from geo.errors import JagaError
from geo.render import html
from geo.render import response_form as words
from geo.response import Record, part_of
from geo.text import error
from pages.shared import cached, frame, response_drafts

_STEP = 8
"""So many edits are shown at a time."""


def waiting(here: frame.Here) -> None:
    """Every report that waits: what is in it, by whom, and deciding on it. Nobody confirms the own
    one; it is shown all the same, so that it does not seem lost."""
    viewer, city = frame.viewer(), here.facts.city
    desk = cached.desk(viewer).responses
    theirs = {record.id for record in desk.waiting(city)}
    may = viewer.may_write
    found = [
        one
        for one in desk.current(city)
        if one.waiting and may(part_of(one), city.key, one.zone_id)
    ]
    _told()
    if not found:
        st.html(words.hint(here.say("response_form.none_waiting")))
    for record in reversed(found):
        with st.container(key=f"rfwait_{record.id}"):
            st.html(_card(here, record, "waiting", words.body(record, here.facts.names, here.lang)))
            _decide(here, record, own=record.id not in theirs)


def _decide(here: frame.Here, record: Record, *, own: bool) -> None:
    """Let a report count, or send it back with the reason."""
    if own:
        st.html(words.hint(here.say("response_form.own_waits")))
    with st.container(key=f"rfdecide_{record.id}", horizontal=True):
        st.button(
            here.say("response_form.confirm"),
            type="primary",
            key=f"rf_confirm_{record.id}",
            disabled=own,
            on_click=_turn,
            args=(here, "confirm", record),
        )
        if own:
            return
        st.button(
            here.say("response_form.send_back"),
            key=f"rf_back_{record.id}",
            on_click=_send_back,
            args=(here, record),
        )
    st.text_input(here.say("response_form.reason"), key=f"rf_why_{record.id}", max_chars=500)


def edits(here: frame.Here) -> None:
    """The last edits of what this person may write, taken back ones too."""
    found = cached.desk(frame.viewer()).responses.latest(here.facts.city)
    _told()
    if not found:
        st.html(words.hint(here.say("response_form.none_edited")))
    shown = st.session_state.get("response_shown", _STEP)
    for version in found[:shown]:
        record = version.record
        with st.container(key=f"rfpast_{record.id}"):
            more = words.reason(record, here.lang) if version.removed else ""
            st.html(_card(here, record, version.state, more))
            _turns(here, version, record)
            if st.session_state.get("response_open") == record.id:
                _versions(here, record)
    if len(found) > shown:
        st.button(here.say("response_form.more"), key="rf_more", on_click=_show, args=(shown,))


def _turns(here: frame.Here, version: Any, record: Record) -> None:
    """What may be done with a record; an RW leaves alone what others wrote."""
    viewer, names = frame.viewer(), record.id
    others = viewer.role == OF_KELURAHAN[0] and record.by != viewer.name
    say = here.say
    with st.container(key=f"rfturns_{names}", horizontal=True):
        if version.removed and version.part == "report":
            st.button(
                say("response_form.again"),
                key=f"rf_again_{names}",
                on_click=_again,
                args=(here, version.part, record),
            )
        if not version.removed:
            st.button(
                say("response_form.edit"),
                key=f"rf_edit_{names}",
                on_click=response_drafts.edit,
                args=(here, version.part, record),
            )
        turns = ("bring_back",) if version.removed else ("undo", "take_back")
        for turn in turns:
            st.button(
                say(f"response_form.{turn}"),
                key=f"rf_{turn}_{names}",
                disabled=others,
                on_click=_turn,
                args=(here, turn, record),
            )
        st.button(
            say("response_form.versions"),
            key=f"rf_versions_{names}",
            type="tertiary",
            on_click=_open,
            args=(names,),
        )
    if others:
        st.html(words.hint(say("response_form.others_turn")))


def _versions(here: frame.Here, record: Record) -> None:
    """Every version with what it changed, the newest first."""
    names, timezone = here.facts.names, here.facts.city.timezone
    found = cached.desk(frame.viewer()).responses.history(here.facts.city, record.id)
    befores: Sequence[Any] = [*found[1:], None]
    for version, before in zip(found, befores, strict=True):
        if before is None:
            body = words.body(version.record, names, here.lang)
            st.html(_card(here, version.record, version.state, body))
        else:
            pair = before.record, version.record
            said = words.differences(*pair, names, timezone, here.lang)
            st.html(said)


def _card(here: frame.Here, record: Record, state: str, more: str) -> str:
    facts = here.facts
    return words.card(record, state, facts.names, facts.city.timezone, here.lang, more)


def _send_back(here: frame.Here, record: Record) -> None:
    """Take a report back and say why; without a reason its writer would not know what to mend."""
    why = str(st.session_state.get(f"rf_why_{record.id}") or "").strip()
    if not why:
        st.session_state["response_turned"] = html.notice([here.say("response_form.no_reason")])
        return
    desk = cached.desk(frame.viewer()).responses
    counting = any(one.id == record.id and not one.waiting for one in desk.current(here.facts.city))
    if counting:  # only the correction goes back: what was confirmed before goes on counting
        _turn(here, "undo", record)
    else:
        _turn(here, "take_back", record, why)


def _turn(here: frame.Here, turn: str, record: Record, *more: str) -> None:
    """Confirm, take back, bring back or undo; refused where somebody else wrote meanwhile."""
    desk = cached.desk(frame.viewer()).responses
    try:
        made = getattr(desk, turn)(here.facts.city, record.id, record.version, *more)
    except JagaError as failure:
        lines = [words.fault(one, here.lang) for one in failure.problems]
        if not any(one.key.startswith("response_") for one in failure.problems):
            lines = error(failure, here.lang).splitlines()
        st.session_state["response_turned"] = html.notice(lines)
        return
    title = words.title(made, here.facts.names, here.lang)
    said = here.say(f"response_form.did_{turn}", title=title)
    st.session_state["response_turned"] = html.notice([said])


def _again(here: frame.Here, part: str, record: Record) -> None:
    """Open the form with what was sent back, as it was before."""
    try:
        found = cached.desk(frame.viewer()).responses.history(here.facts.city, record.id)
    except JagaError as failure:
        st.session_state["response_turned"] = html.notice(error(failure, here.lang).splitlines())
        return
    before = next((one.record for one in found if not one.removed), record)
    response_drafts.anew(here, part, before)


def _told() -> None:
    """What was just done, once."""
    said = st.session_state.pop("response_turned", "")
    if said:
        st.html(said)


def _show(shown: int) -> None:
    st.session_state["response_shown"] = shown + _STEP


def _open(record_id: str) -> None:
    """Show a record's versions, or put them away."""
    opened = st.session_state.get("response_open") == record_id
    st.session_state["response_open"] = "" if opened else record_id
