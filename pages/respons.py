"""Respons: what is done against the disease, where it is missing, and whether it helped."""

from __future__ import annotations

import streamlit as st

from pages.shared import (
    frame,
    respond,
    respond_effect,
    respond_jogo,
    respond_kampung,
    respond_ledger,
    respond_puskesmas,
    respond_satgas,
    respond_telehealth,
    respond_today,
    response_forms,
)

PARTS = {
    "hari": respond_today.show,
    "buku": respond_ledger.show,
    "kampung": respond_kampung.show,
    "jogo": respond_jogo.show,
    "satgas": respond_satgas.show,
    "puskesmas": respond_puskesmas.show,
    "telesehat": respond_telehealth.show,
    "dampak": respond_effect.show,
    "catat": response_forms.show,
}


def show(here: frame.Here) -> None:
    """The part of the register that the link asks for."""
    st.html(respond.STYLE)
    st.session_state.pop("dropped", None)
    labels = {key: here.say(f"response_page.part.{key}") for key in PARTS}
    part = respond.part(here, labels)
    st.set_page_config(page_title=f"{labels[part]} · {here.say('page.respons')}")
    st.session_state["respond_part"] = part
    with st.container(key="parts"):
        st.segmented_control(
            here.say("response_page.parts"),
            list(PARTS),
            key="respond_part",
            format_func=lambda key: labels[key],
            on_change=lambda: frame.choose(
                part=st.session_state["respond_part"] or part, kind=None, entry=None
            ),
            label_visibility="collapsed",
        )
    with st.container(key="respons"):
        PARTS[part](here)


show(frame.here())
