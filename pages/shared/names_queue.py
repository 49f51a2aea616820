"""Names of a file that are no kelurahan's: proposals, and the answer a person gives once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geo import inert
from geo.doctor import Waiting
from geo.io.desk import Desk
from geo.names import OUTSIDE
from geo.render import html
from pages.shared import frame, parts


def show(here: frame.Here, desk: Desk, waiting: Sequence[Waiting]) -> None:
    """One row a name; nothing is chosen beforehand, and nothing is taken without a press."""
    if not waiting:
        return
    parts.heading(here, "queue.title")
    city = here.facts.city
    may = desk.viewer.may("alias", city.key)
    st.html(html.notice([here.say("queue.how" if may else "queue.ask")]))
    for number, name in enumerate(waiting):
        with st.container(key=f"queue_{number}", horizontal=True, vertical_alignment="bottom"):
            row(here, desk, name, number, may)


def row(here: frame.Here, desk: Desk, name: Waiting, number: int, may: bool) -> None:
    """A name as written, the zones most alike first, then every other one, then "no zone"."""
    likely = {proposal.zone_id: round(proposal.likeness) for proposal in name.proposals}
    facts = here.facts
    rest = sorted(set(facts.zone_ids) - set(likely), key=lambda zone: facts.names[zone])

    def words(zone: str) -> str:
        if zone == OUTSIDE:
            return here.say("queue.outside")
        place = f"{facts.names[zone]} · {facts.districts[zone]}"
        return f"{place} · {likely[zone]} %" if zone in likely else place

    written = name.label + (f" ({name.district})" if name.district else "")
    meaning = st.selectbox(
        inert.for_label(here.say("queue.written", name=written, n=name.rows)),
        [*likely, OUTSIDE, *rest],
        index=None,
        key=f"meaning_{number}_{name.label}",
        format_func=words,
        placeholder=here.say("queue.choose"),
        disabled=not may,
    )
    pressed = st.button(
        here.say("queue.accept"), key=f"accept_{number}", disabled=not may or meaning is None
    )
    if pressed and meaning is not None:
        spelling = name.spelling(meaning, facts.zones)
        desk.accept_alias(facts.city.key, spelling, meaning)
        st.session_state["said"] = here.say("queue.accepted", name=written)
        st.rerun()
