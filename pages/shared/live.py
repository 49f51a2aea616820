"""Screens that follow the store: new data, a store that comes back, a viewer who signed out."""

from __future__ import annotations

import streamlit as st

from geo import text
from geo.errors import JagaError
from geo.render import html
from pages.shared import cached, signing


def retry() -> None:
    """Ask every few seconds whether the store is back, and show the page when it is."""

    @st.fragment(run_every=cached.settings().live_s)
    def look() -> None:
        try:
            cached.store().check()
        except JagaError:
            return
        st.rerun()

    look()


def watch(asked: cached.Question, lang: str) -> None:
    """Look for new data every few seconds; when there are some, run the page again."""

    @st.fragment(run_every=cached.settings().live_s)
    def look() -> None:
        try:
            fresh = cached.fresh_revision(asked.city, asked.disease)
        except JagaError:
            st.html(html.notice([text.text("panel.live_lost", lang)]))
            return
        if fresh != asked.revision or signing.viewer() != asked.viewer:
            st.rerun()

    look()
