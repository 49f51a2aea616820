"""Looking at the five siaga of a Kampung Siaga: each is ready, not ready, or not looked at."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo import response_form, siaga
from geo.errors import JagaError
from geo.render import html
from geo.render import response_form as words
from geo.response_cells import rw_label
from geo.response_fields import FIELDS
from geo.response_kinds import SIAGA
from pages.shared import cached, clock, frame, response_drafts, response_record_form
from pages.shared.response_drafts import Key

_OF = {of.name: of for of in FIELDS["check"]}
_PLACE = ("zone_id", "rw", "date")


@st.fragment
def show(here: frame.Here) -> None:
    """Place and day, the five, and saving those that were touched."""
    key = response_drafts.key_of(here, "check")
    draft = response_drafts.draft(key)
    begun = response_record_form.presets(here, date=clock.today(here.selection.city, None))
    shown = response_form.cells(draft, begun | {"kind": None, "puskesmas": None})
    response_drafts.above(here, key, {*_PLACE, "note"})
    made = response_record_form.widgets(here, key)
    with st.container(key="rffields"):
        for name in _PLACE:
            made.show(_OF[name], shown.get(name))
            response_drafts.at(here, key, name)
    st.html(words.hint(here.say("response_form.check_how")))
    place = str(shown.get("zone_id", "")), rw_label(shown.get("rw", ""))
    last = siaga.readiness(here.facts.register, *place, clock.today(here.selection.city, None))
    with st.container(key="rfitems"):
        for item in last.items:
            with st.container(key=f"rfitem_{item.key}"):
                st.html(words.looked_at(item, here.lang))
                name = here.say(f"response.siaga.{item.key}")
                made.three(item.key, name, shown.get(item.key), "check")
    made.show(_OF["note"], shown.get("note"))
    response_drafts.at(here, key, "note")
    touched = sum(item in shown for item in SIAGA)
    line = here.say("response_form.touched", n=touched, total=len(SIAGA))
    response_record_form.bar(
        here, key, bool(touched), lambda: _send(here, key, shown), words.hint(line)
    )


def _send(here: frame.Here, key: Key, shown: dict[str, Any]) -> None:
    """Save each item that was touched; where one is refused, it and the rest stay as typed."""
    saved: list[str] = []
    questions: list[Any] = []
    for item, cells in response_form.checks(shown):
        try:
            desk = cached.desk(frame.viewer()).responses
            _, open_ = desk.respond(here.facts.city, "check", cells)
        except JagaError as failure:
            for name in saved:
                response_drafts.put(key, name, None)
            response_drafts.refuse(key, failure)
            return
        questions += [one for one in open_ if one not in questions]
        saved.append(item)
    named = ", ".join(here.say(f"response.siaga.{item}") for item in saved)
    said = html.notice([here.say("response_form.saved_checks", items=named)])
    response_drafts.done(key, said + words.asked(questions, here.lang))
