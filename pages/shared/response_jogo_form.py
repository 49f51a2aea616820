"""The day's report of an RW's Jogo Tonggo: four bidang, counted with a thumb."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from geo import response_form, rt_form
from geo.render import response_form as words
from geo.render import rt_form as rt_words
from geo.response import Report
from geo.response_cells import rw_label
from geo.response_fields import FIELDS, MOST
from pages.shared import clock, frame, parts, response_drafts, response_record_form, rt_rows
from pages.shared.response_drafts import Key
from pages.shared.response_widgets import Widgets

_OF = {of.name: of for of in FIELDS["report"]}
_PLACE = ("zone_id", "rw", "date")
_ON_SCREEN = {*_PLACE, "note", "houses", *(n for _, names in response_form.SECTIONS for n in names)}


@st.fragment
def show(here: frame.Here) -> None:
    """Place and day, the four bidang, and sending."""
    key = response_drafts.key_of(here, "report")
    draft = response_drafts.draft(key)
    shown = response_form.cells(draft, _presets(here))
    response_record_form.head(here, key)
    response_drafts.above(here, key, _ON_SCREEN)
    made = response_record_form.widgets(here, key)
    with st.container(key="rffields"):
        for name in _PLACE:
            made.show(_OF[name], shown.get(name))
            response_drafts.at(here, key, name)
    for bidang, names in response_form.SECTIONS:
        parts.heading(here, f"response.bidang.{bidang}")
        if bidang == "health":
            _houses(here, key, shown)
        with st.container(key=f"rtrows_{bidang}"):
            for name in names:
                _statement(here, key, made, name, shown)
                response_drafts.at(here, key, name)
    with st.container(key="rfnote"):
        made.show(_OF["note"], shown.get("note"))
        response_drafts.at(here, key, "note")
    lines = words.totals(shown, here.lang) + words.hint(here.say("response_form.before_sending"))
    ready = draft.begun and response_form.said(shown) > 0
    response_record_form.bar(
        here, key, ready, lambda: response_drafts.send(here, key, shown), lines
    )


def _presets(here: frame.Here) -> dict[str, Any]:
    """The own kelurahan, today, and the RW that this person reported of last."""
    name = here.asked.viewer.name
    mine = [one for one in here.facts.register.records if one.by == name and one.rw]
    begun = response_record_form.presets(here, date=clock.today(here.selection.city, None))
    same = [one.rw for one in mine if one.zone_id == begun["zone_id"]]
    return {**begun, "kind": None, "puskesmas": None, "rw": same[-1] if same else None}


def _past(here: frame.Here, shown: dict[str, Any]) -> list[Any]:
    """Earlier reports of the RW, those that wait among them, in the register's order."""
    place = shown.get("zone_id"), rw_label(shown.get("rw", ""))
    records = here.facts.register.records
    return [one for one in records if isinstance(one, Report) and (one.zone_id, one.rw) == place]


def _houses(here: frame.Here, key: Key, shown: dict[str, Any]) -> None:
    """A row an RT: those of the RW's earlier reports until something is typed."""
    disease = shown.get("disease") or here.selection.disease
    lead = here.say("rt_form.lead", disease=here.say(f"disease.{disease}"))
    st.html(words.hint(lead))
    told = [one for one in _past(here, shown) if one.disease in ("", disease)]
    last = response_form.last_numbers(told)
    form = rt_form.Form(response_form.rt_houses(shown.get("houses")))
    if not form.entries:
        form = rt_form.start(last)

    def change(how: Any, *values: Any) -> None:
        response_drafts.change(key, response_form.put_houses, form.entries, how, *values)

    with st.container(key="rtrows"):
        for name, count in form.entries:
            rt_rows.row(
                here.say("rt_form.houses_of", rt=name),
                rt_words.name(name, last.get(name), here.lang),
                name,
                f"rf_{'_'.join(key[1:])}_rt_{name}",
                count,
                partial(change, rt_form.put, name),
            )
        if not form.entries:
            st.html(words.hint(here.say("rt_form.no_rts")))
    response_drafts.at(here, key, "houses")
    rt_rows.more(here, form, change)


def _statement(here: frame.Here, key: Key, made: Widgets, name: str, shown: dict[str, Any]) -> None:
    """One statement of a bidang, with what was reported last."""
    told = [one for one in _past(here, shown) if getattr(one, name) is not None]
    last = max(told, key=lambda one: one.date) if told else None
    head = words.statement(name, last and getattr(last, name), last and last.date, here.lang)
    if _OF[name].type == "flag":
        with st.container(key=f"rfflag_{name}"):
            st.html(head)
            made.three(name, words.label(name, here.lang), shown.get(name), "watch")
        return
    rt_rows.row(
        words.label(name, here.lang),
        head,
        f"of-{name}",
        f"rf_{'_'.join(key[1:])}_{name}",
        shown.get(name),
        lambda count: response_drafts.put(key, name, count),
        MOST,
    )
