"""Formulir RT: an RW counts houses with cases in each RT, on a phone, with a thumb."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.render import html
from pages.shared import frame, rt_entry, signing


def show(here: frame.Here) -> None:
    """The form for whoever may fill it in; the others are told who may, and where to sign in."""
    viewer = frame.viewer()
    disease = here.say(f"disease.{here.selection.disease}")
    with st.container(key="rtform"):
        st.html(rt_entry.STYLE)
        st.html(html.lead(here.say("rt_form.title"), here.say("rt_form.lead", disease=disease)))
        if viewer.may("draft_rt", here.selection.city):
            zone = rt_entry.place(here, viewer)
            if zone is None:
                st.html(html.notice([here.say("rt_form.choose")]))
            else:
                rt_entry.entry(here, zone, rt_entry.day(here))
            return
        said = "rt_form.no_role" if viewer.signed_in else "rt_form.sign_in"
        st.html(html.notice([here.say(said, city=here.facts.city.name)]))
        if not viewer.signed_in:
            params = here.selection.params()
            target = here.link("masuk")
            if not signing.has_provider():
                target = signing.form(here.lang, "rt", params)
            link = f'<a href="{escape(target)}">{escape(here.say("page.masuk"))}</a>'
            st.html(f'<p class="jt-foot jt-rt-in">{link}</p>')


show(frame.here())
