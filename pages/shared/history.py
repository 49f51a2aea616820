"""The section "history" of the page data: every batch, and publishing or retracting one."""

from __future__ import annotations

import streamlit as st

from geo.errors import JagaError
from geo.io.batches import Batch, counted
from geo.io.desk import Desk
from geo.render import history, html
from geo.text import error
from pages.shared import cached, frame, parts


def show(here: frame.Here, desk: Desk) -> None:
    """The table, and one batch in full when it is chosen."""
    city = here.facts.city
    found = desk.batches(city.key, here.selection.disease)
    if not found:
        st.html(html.notice([here.say("history.none")]))
        return
    said(here)
    counting = frozenset(batch.id for batch in counted(found))
    with st.container(key="past"):
        st.html(history.table(found, counting, city.timezone, here.lang))
    by_id = {batch.id: batch for batch in found}
    chosen = st.selectbox(
        here.say("history.choose"),
        sorted(by_id, reverse=True),
        index=None,
        key=f"batch_{city.key}",
        format_func=lambda key: history.title(by_id[key], here.lang),
        placeholder=here.say("history.choose_hint"),
    )
    if chosen is not None:
        with st.container(key="near"):
            one(here, desk, by_id[chosen])


def one(here: frame.Here, desk: Desk, batch: Batch) -> None:
    """A batch's states, and what may be done with it."""
    parts.heading(here, "history.turns")
    st.html(history.turns(desk.states(batch.id), here.facts.city.timezone, here.lang))
    if batch.state != "published" and desk.viewer.may("publish", batch.city):
        note = ""
        if batch.gap:
            st.html(f"<p>{here.say('history.gap', n=batch.gap)}</p>")
            note = st.text_input(here.say("history.explain"), key=f"explain_{batch.id}")
        if st.button(here.say("history.publish"), type="primary", key=f"publish_{batch.id}"):
            decide(here, desk, batch, note, "publish")
    if batch.state == "published" and desk.viewer.may("retract", batch.city):
        note = st.text_input(here.say("history.reason"), key=f"reason_{batch.id}")
        if st.button(here.say("history.retract"), key=f"retract_{batch.id}"):
            decide(here, desk, batch, note, "retract")


def decide(here: frame.Here, desk: Desk, batch: Batch, note: str, what: str) -> None:
    """Publish or retract; the page runs again with a word of what was done."""
    try:
        done = desk.publish(batch.id, note) if what == "publish" else desk.retract(batch.id, note)
    except JagaError as failure:
        st.html(html.notice(error(failure, here.lang).splitlines()))
        return
    values = {"id": batch.id, "seconds": round(cached.settings().live_s)}
    st.session_state["said"] = here.say(f"history.{done.state}", **values)
    st.rerun()


def said(here: frame.Here) -> None:
    """What was just done, once."""
    words = st.session_state.pop("said", None)
    if words:
        st.html(html.notice([words]))
