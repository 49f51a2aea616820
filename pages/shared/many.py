"""Several files at once: each looked at in turn under a progress bar, then all stored as drafts or
published where their totals agree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from geo import doctor
from geo.cities import City, Disease
from geo.errors import JagaError, Problem
from geo.io import loading
from geo.io.desk import Desk
from geo.io.sources import contents, responses
from geo.io.sources.sheets import read_book_bytes
from geo.render import many
from pages.shared import cached, frame, parts

File = tuple[str, bytes]


@dataclass(frozen=True)
class Row:
    """What is known of one file of many; ``diagnosis`` None for other contents than cases."""

    name: str
    rows: int
    gap: int
    diagnosis: doctor.Diagnosis | None
    problems: tuple[Problem, ...] = ()


def show(here: frame.Here, desk: Desk, files: Sequence[File]) -> None:
    """The files as a list with what the doctor found, and what can be done with them all."""
    sums = [(name, hashlib.sha256(content).hexdigest()) for name, content in files]
    answers = sorted(loading.spellings(desk.store, here.facts.city).items())
    key = (here.asked.city, here.asked.disease, here.asked.revision, sums, answers)
    kept = st.session_state.get("many")
    if kept is None or kept[0] != key:
        kept = st.session_state["many"] = (key, look(here, desk, files))
    found: list[Row] = kept[1]
    with st.container(key="near"):
        parts.heading(here, "many.title")
        st.html(many.table(found, here.lang))
    good = [file for file, row in zip(files, found, strict=True) if not row.problems]
    sure = [
        file for file, row in zip(files, found, strict=True) if not row.problems and not row.gap
    ]
    publishes = desk.viewer.may("publish", here.facts.city.key)
    with st.container(key="keep", horizontal=True):
        if st.button(here.say("many.draft", n=len(good)), key="many_draft", disabled=not good):
            store(here, desk, good, publish=False)
        if publishes and st.button(
            here.say("many.publish", n=len(sure)),
            key="many_publish",
            type="primary",
            disabled=not sure,
        ):
            store(here, desk, sure, publish=True)


def look(here: frame.Here, desk: Desk, files: Sequence[File]) -> list[Row]:
    """Every file in turn; a broken one doesn't stop the others."""
    city, disease = here.facts.city, cached.all_diseases()[here.selection.disease]
    known = loading.before(desk.store, city, disease)
    bar = st.progress(0.0, here.say("load.reading"))
    found = []
    for number, (name, content) in enumerate(files, start=1):
        bar.progress(number / len(files), here.say("many.reading", n=number, of=len(files)))
        found.append(_row(desk, city, disease, known, name, content))
    bar.empty()
    return found


def store(here: frame.Here, desk: Desk, files: Sequence[File], *, publish: bool) -> None:
    """Bring every file in; what went wrong with one is told and doesn't stop the others."""
    city, disease = here.facts.city, cached.all_diseases()[here.selection.disease]
    known = loading.before(desk.store, city, disease)
    bar = st.progress(0.0, here.say("load.reading"))
    brought, already, failed = 0, 0, 0
    for number, (name, content) in enumerate(files, start=1):
        bar.progress(number / len(files), here.say("many.storing", n=number, of=len(files)))
        try:
            done = loading.bring(desk, city, disease, name, content, known=known)
            if publish and done.batch_id is not None:
                desk.publish(done.batch_id)
        except JagaError:
            failed += 1
        else:
            already += done.already
            brought += not done.already
    st.session_state["said"] = here.say("many.done", n=brought, already=already, failed=failed)
    st.rerun()


def _row(
    desk: Desk, city: City, disease: Disease, known: loading.Before, name: str, content: bytes
) -> Row:
    try:
        book = read_book_bytes(name, content)
        if responses.part_of(book) is not None:
            recorded = desk.responses.look_file(city, book)
            return Row(name, len(recorded.records), 0, None)
        if contents.content_of(book) != "cases":
            other = loading.look_content(desk.store, city, book)
            return Row(name, len(other.table), other.gap, None)
        looked = loading.look(known, city, disease, book)
    except JagaError as failure:
        return Row(name, 0, 0, None, failure.problems)
    table = looked.reading.observations
    return Row(name, len(table), looked.diagnosis.gap, looked.diagnosis)
