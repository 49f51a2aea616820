"""The section "load" of the page data: a file, what each column is taken for, what the doctor says,
names to settle, and the draft."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from geo import inert
from geo.errors import InputError
from geo.io import loading, sources
from geo.io.desk import Desk
from geo.io.sources import contents, mapping, responses
from geo.io.sources.sheets import Book
from geo.render import doctor as doctor_html
from geo.render import html, marked
from geo.render import response_loads as responses_words
from geo.schema import MEASURES
from geo.text import problem
from pages.shared import cached, files, frame, history, many, names_queue, parts


def show(here: frame.Here, desk: Desk) -> None:
    """Choose a file; when it can be read, everything that is known of it."""
    history.said(here)
    try:
        chosen = files.choose(here)
        if len(chosen) != 1:
            if chosen:
                many.show(here, desk, chosen)
            return
        ((name, content),) = chosen
        book = _once("opened", (name, _digest(content)), lambda: files.opened(name, content))
        if responses.part_of(book) is not None:
            recorded(here, desk, book)
        elif contents.content_of(book) == "cases":
            cases(here, desk, book)
        else:
            other(here, desk, book)
    except InputError as failure:
        with st.container(key="near"):
            parts.heading(here, "load.refused")
            st.html(doctor_html.refused(failure.problems, here.lang))


def cases(here: frame.Here, desk: Desk, book: Book) -> None:
    """A file of cases: columns, measure, findings, names, draft."""
    measure = st.segmented_control(
        here.say("load.measure"),
        MEASURES,
        key=f"load_measure_{book.sha256[:12]}",
        format_func=lambda key: here.say(f"load.measure_{key}"),
        help=here.say("load.measure_help"),
    )
    chosen, settled = columns(here, desk, book)
    if not settled:
        return
    city, disease = here.facts.city, cached.all_diseases()[here.selection.disease]
    answers = tuple(sorted(loading.spellings(desk.store, city).items()))
    asked = (city.key, book.sha256, str(book.path), measure, str(chosen), answers)

    def look() -> loading.Looked:
        with st.spinner(here.say("load.reading")):
            known = loading.before(desk.store, city, disease)
            return loading.look(known, city, disease, book, measure=measure, mapping=chosen)

    looked: loading.Looked = _once("looked", (*asked, disease.key, here.asked.revision), look)
    with st.container(key="near"):
        st.html(doctor_html.summary(looked.diagnosis, here.lang))
        names_queue.show(here, desk, looked.diagnosis.unmatched)
        st.html(doctor_html.findings(looked.diagnosis, here.lang))
        st.download_button(
            here.say("load.marked"),
            lambda: marked.marked(book.sheets, looked.diagnosis, here.lang),
            file_name=f"{book.path.stem}-temuan.xlsx",
            key="load_marked",
        )
    keep(
        here,
        desk,
        book.sha256,
        looked.diagnosis.gap,
        lambda: loading.keep(desk, city, disease, looked),
    )


def other(here: frame.Here, desk: Desk, book: Book) -> None:
    """A file of populations, houses per RT or zone decisions."""
    city, disease = here.facts.city, cached.all_diseases()[here.selection.disease]
    reading = loading.look_content(desk.store, city, book)
    holds = here.say(f"history.content.{reading.content}")
    with st.container(key="near"):
        st.html(html.lead(here.say("load.holds", content=holds, n=len(reading.table)), ""))
        st.html(html.notice([problem(fault, here.lang) for fault in reading.findings]))
    keep(
        here,
        desk,
        book.sha256,
        reading.gap,
        lambda: loading.keep_content(desk, city, disease, reading),
    )


def recorded(here: frame.Here, desk: Desk, book: Book) -> None:
    """A file of responses: what it holds, what it leaves open, and recording it."""
    city, disease = here.facts.city, cached.all_diseases()[here.selection.disease]
    answers = tuple(sorted(loading.spellings(desk.store, city).items()))
    asked = (city.key, book.sha256, str(book.path), here.asked.revision, answers)
    reading = _once("recorded", asked, lambda: desk.responses.look_file(city, book))
    with st.container(key="near"):
        lead = responses_words.holds(reading.part, len(reading.records), here.lang)
        st.html(html.lead(lead, ""))
        st.html(html.notice(responses_words.questions(reading.questions, here.lang)))
    with st.container(key="keep"):
        if st.button(here.say("response_load.keep"), key="load_record", type="primary"):
            brought = loading.keep_responses(desk, city, disease, reading)
            if brought.responses is not None:
                said = responses_words.brought(brought.responses, here.lang)
                st.session_state["said"] = " ".join(said)
            st.rerun()


def columns(here: frame.Here, desk: Desk, book: Book) -> tuple[mapping.Mapping | None, bool]:
    """What each column is taken for, None where a known layout needs no asking; and whether that
    is certain or confirmed."""
    if sources.has_layout(book):
        return None, True
    guessed = mapping.guess(book, loading.places(desk.store, here.facts.city))
    doubtful = any(column.sure == "likely" for column in guessed.columns)
    with st.expander(here.say("load.columns"), expanded=doubtful):
        if doubtful:
            st.html(html.notice([here.say("load.confirm")]))
        for column in guessed.columns:
            title = column.heading or f"#{column.index + 1}"
            role = st.selectbox(
                inert.for_label(f"{title}: {', '.join(column.examples)}"),
                mapping.choices(),
                index=mapping.choices().index(column.role),
                key=f"column_{book.sha256[:12]}_{column.index}",
                format_func=lambda key: here.say(f"mapping_role.{key}"),
            )
            if role != column.role or column.sure == "likely":
                guessed = guessed.choose(column.index, role)
        settled = not doubtful or st.checkbox(
            here.say("load.confirmed"), key=f"load_confirmed_{book.sha256[:12]}"
        )
    return guessed, settled


def keep(
    here: frame.Here, desk: Desk, sha256: str, gap: int, store: Callable[[], loading.Brought]
) -> None:
    """Store as a draft; who may publish can do both at once, with an explanation where totals
    differ."""
    publishes = desk.viewer.may("publish", here.facts.city.key)
    with st.container(key="keep", horizontal=True, vertical_alignment="bottom"):
        note = ""
        if publishes and gap:
            note = st.text_input(here.say("history.explain"), key=f"load_note_{sha256[:12]}")
        draft = st.button(here.say("load.draft"), key="load_draft")
        now = publishes and st.button(
            here.say("load.publish"),
            key="load_publish",
            type="primary",
            disabled=bool(gap) and not note.strip(),
            help=here.say("load.publish_gap", n=gap) if gap else None,
        )
    if not draft and not now:
        return
    brought = store()
    if brought.batch_id is None:
        st.session_state["said"] = here.say("load.already")
    elif now:
        desk.publish(brought.batch_id, note)
        seconds = round(cached.settings().live_s)
        st.session_state["said"] = here.say(
            "history.published", id=brought.batch_id, seconds=seconds
        )
    else:
        st.session_state["said"] = here.say("load.drafted", id=brought.batch_id)
    st.rerun()


def _once(name: str, key: Any, make: Callable[[], Any]) -> Any:
    """What was made for this key on the last run, made anew when the key is another."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != key:
        kept = st.session_state[name] = (key, make())
    return kept[1]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
