"""Sign in: with the account of an OpenID provider where one is configured, or by name and password.

The form itself is a page of its own (``geo/io/web/signin_page.py``)."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.render import html
from pages.shared import frame, signing


def show(here: frame.Here) -> None:
    """The ways in, or who is signed in already."""
    viewer = frame.viewer()
    with st.container(key="status"):
        if viewer.signed_in:
            st.html(html.lead(here.say("signin.signed_title"), viewer.name))
            return
        st.html(html.lead(here.say("page.masuk"), here.say("signin.lead")))
        if signing.has_provider():
            st.button(here.say("signin.provider_title"), type="primary", on_click=st.login)
            st.caption(here.say("signin.provider_lead"))
        target = signing.form(here.lang, "", here.selection.params())
        words = escape(here.say("signin.by_password"))
        st.html(f'<p class="jt-foot"><a href="{escape(target)}">{words}</a></p>')


show(frame.here())
