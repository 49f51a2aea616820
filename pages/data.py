"""Data: bring files in, see what they would change, publish and take back."""

from __future__ import annotations

import streamlit as st

from geo.render import html
from geo.render import revision as moments
from pages.shared import cached, frame, history, intake, spellings

SECTIONS = {"load": intake.show, "history": history.show, "spellings": spellings.show}
_NEEDS = {"load": "draft", "history": "batches", "spellings": "alias"}


def show(here: frame.Here) -> None:
    """What everybody may see, and for those who work with the data the section they chose."""
    viewer = frame.viewer()
    with st.container(key="status"):
        st.html(overview(here))
        links(here)
    city = here.selection.city
    offered = [key for key in SECTIONS if viewer.may(_NEEDS[key], city)]  # type: ignore[arg-type]
    if not offered:
        st.html(html.notice([here.say("data.sign_in" if not viewer.signed_in else "data.no_role")]))
        return
    disease_choice(here)
    chosen = st.segmented_control(
        here.say("data.section"),
        offered,
        default=offered[0],
        key="data_section",
        format_func=lambda key: here.say(f"data.{key}"),
        label_visibility="collapsed",
    )
    SECTIONS[chosen or offered[0]](here, cached.desk(viewer))


def overview(here: frame.Here) -> str:
    """The city, and when what is known of it last changed."""
    turns = cached.turns(here.asked.city, here.asked.disease, here.asked.revision)
    zone = here.facts.city.timezone
    title = here.say("data.title", city=here.facts.city.name)
    last = moments.when(turns[0], zone, here.lang) if turns else None
    body = here.say("data.last", moment=last) if last else here.say("data.nothing")
    return html.lead(title, body, html.simulated(here.lang) if here.facts.simulated else "")


def links(here: frame.Here) -> None:
    """The pages that belong to the data."""
    with st.container(key="sublinks", horizontal=True):
        for key in ("mutu", "revisi", "rt"):
            if key in frame.PAGES:
                st.page_link(
                    frame.PAGES[key],
                    label=here.say(f"page.{key}"),
                    query_params=here.selection.params(),
                )


def disease_choice(here: frame.Here) -> None:
    """Which disease the files speak of."""
    st.session_state["data_disease"] = here.selection.disease
    st.selectbox(
        here.say("pick.disease"),
        list(cached.all_diseases()),
        key="data_disease",
        format_func=lambda key: here.say(f"disease.{key}"),
        on_change=lambda: frame.choose(disease=st.session_state["data_disease"], date=None),
        width=280,
    )


show(frame.here())
