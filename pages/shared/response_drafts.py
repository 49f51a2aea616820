"""What this viewer has typed into the forms of responses and not sent, kept apart from the fields
on the screen: a fault, a store that fails or a page that is left loses nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from geo import response_form
from geo.errors import JagaError, Problem
from geo.render import html
from geo.render import response_form as words
from geo.response import Record
from geo.response_form import Draft
from geo.text import error
from pages.shared import cached, frame

Key = tuple[str, str, str, str]
"""A form: who fills it in, its city, its part, and the id of the record it edits, "" for none."""


def key_of(here: frame.Here, part: str) -> Key:
    """The form of a part as it is open now: of the record that is edited, else of a new one."""
    place = (here.asked.viewer.name, here.selection.city, part)
    return (*place, _editing().get(place, ""))


def draft(key: Key) -> Draft:
    """What is typed."""
    return _drafts().get(key, Draft())


def change(key: Key, how: Callable[..., Draft], *values: Any) -> None:
    """Change what is typed; the word on the last sending has had its time."""
    _told().pop(key, None)
    _drafts()[key] = how(draft(key), *values)


def put(key: Key, name: str, value: Any) -> None:
    """Type a cell; what was wrong with it is not said any more."""
    if value == "":
        value = None
    _faults()[key] = tuple(one for one in faults(key) if one.values.get("field") != name)
    change(key, response_form.put, name, value)


def undo(key: Key) -> None:
    """Take the last change of what is typed back."""
    _faults().pop(key, None)
    change(key, response_form.undo)


def faults(key: Key) -> tuple[Problem, ...]:
    """What was wrong when it was sent last."""
    return _faults().get(key, ())


def told(key: Key) -> str:
    """What became of the last sending, as HTML."""
    return _told().get(key, "")


def edit(here: frame.Here, part: str, record: Record) -> None:
    """Open the form of a part with a record in it; what was typed into it before stays."""
    place = (here.asked.viewer.name, here.selection.city, part)
    _editing()[place] = record.id
    _drafts().setdefault((*place, record.id), Draft(of=record))
    frame.choose(entry=part)


def anew(here: frame.Here, part: str, record: Record) -> None:
    """Open the form for a new record with the cells of one that was sent back."""
    close(key_of(here, part))
    change(key_of(here, part), response_form.refill, response_form.cells_of(record))
    frame.choose(entry=part)


def close(key: Key) -> None:
    """Leave the record that is edited; what was typed into its form is dropped."""
    if key[3]:
        _editing().pop(key[:3], None)
        _drafts().pop(key, None)
        _faults().pop(key, None)
        _told().pop(key, None)


def send(here: frame.Here, key: Key, cells: Mapping[str, Any]) -> Record | None:
    """Save what is typed and begin anew; None, with everything as typed, where it is refused."""
    try:
        record, questions = _save(here, key, cells)
    except JagaError as failure:
        _faults()[key] = failure.problems
        return None
    done(key, words.saved(record, questions, here.facts.names, here.lang))
    if key[2] == "report":
        _told()[(*key[:3], "")] += words.counted(record, here.lang)
    return record


def done(key: Key, said: str) -> None:
    """What is typed was saved: the form is empty again, and says so."""
    close(key)
    _drafts().pop(key, None)
    _faults().pop(key, None)
    _told()[(*key[:3], "")] = said


def refuse(key: Key, failure: JagaError) -> None:
    """Keep why a form was not taken."""
    _faults()[key] = failure.problems


def above(here: frame.Here, key: Key, fields: set[str]) -> None:
    """The word on the last sending, and what was wrong but belongs to no field on the screen."""
    if told(key):
        st.html(told(key))
    rest = [one for one in faults(key) if one.values.get("field") not in fields]
    if faults(key):
        st.html(html.notice([here.say("response_form.not_saved")]))
    if rest:
        st.html(words.faults(rest, here.lang))
    if any(one.key == "response_version" for one in rest):
        _met(here, key)


def at(here: frame.Here, key: Key, name: str) -> None:
    """What was wrong with a field."""
    own = [one for one in faults(key) if one.values.get("field") == name]
    if own:
        st.html(words.faults(own, here.lang))


def _save(
    here: frame.Here, key: Key, cells: Mapping[str, Any]
) -> tuple[Record, tuple[Problem, ...]]:
    desk, of = cached.desk(frame.viewer()).responses, draft(key).of
    record_id, after = (of.id, of.version) if of is not None else (None, 0)
    city, sent = here.facts.city, response_form.to_send(cells)
    if key[2] == "report":
        disease = sent.pop("disease", here.selection.disease)
        return desk.report(city, disease, sent, record_id=record_id, after=after)
    return desk.respond(city, key[2], sent, record_id=record_id, after=after)


def _met(here: frame.Here, key: Key) -> None:
    """Somebody else saved the record meanwhile: what changed, and which of both is to stand."""
    of = draft(key).of
    if of is None:
        return
    try:
        newest = cached.desk(frame.viewer()).responses.history(here.facts.city, of.id)[0]
    except JagaError as failure:
        st.html(html.notice(error(failure, here.lang).splitlines()))
        return
    names, timezone = here.facts.names, here.facts.city.timezone
    st.html(words.differences(of, newest.record, names, timezone, here.lang))
    with st.container(key="rfmet", horizontal=True):
        st.button(
            here.say("response_form.keep_mine"),
            key="rf_mine",
            on_click=_settle,
            args=(key, response_form.onto(draft(key), newest.record)),
        )
        st.button(
            here.say("response_form.keep_theirs"),
            key="rf_theirs",
            on_click=_settle,
            args=(key, response_form.refill(response_form.onto(draft(key), newest.record), {})),
        )


def _settle(key: Key, chosen: Draft) -> None:
    _faults().pop(key, None)
    _drafts()[key] = chosen


def _drafts() -> dict[Key, Draft]:
    drafts: dict[Key, Draft] = st.session_state.setdefault("response_drafts", {})
    return drafts


def _faults() -> dict[Key, tuple[Problem, ...]]:
    found: dict[Key, tuple[Problem, ...]] = st.session_state.setdefault("response_faults", {})
    return found


def _told() -> dict[Key, str]:
    said: dict[Key, str] = st.session_state.setdefault("response_told", {})
    return said


def _editing() -> dict[tuple[str, str, str], str]:
    editing: dict[tuple[str, str, str], str]
    editing = st.session_state.setdefault("response_editing", {})
    return editing
