"""Screens that follow the store: new data, a store that comes back, a viewer who signed out; and
what a screen says while nothing new can reach it."""

from __future__ import annotations

import streamlit as st

from geo import text
from geo.errors import JagaError
from geo.render import html, revision
from geo.settings import STATIC
from pages.shared import cached, signing

_lost = st.components.v2.component(
    "jaga_lost",
    js=(STATIC / "jaga" / "lost.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def connection(lang: str) -> None:
    """A line that the browser shows by itself while its connection to the server is gone."""
    with st.container(key="lost"):
        _lost(data={"lang": lang, "words": text.raw("connection.lost", lang)}, key="lost_line")


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
    """Look for new data every few seconds; when there are some, run the page again. Where nobody
    can look, say what is shown and since when."""

    @st.fragment(run_every=cached.settings().live_s)
    def look() -> None:
        try:
            word = cached.latest(asked.city, asked.disease)
        except JagaError:
            return
        if word.since is not None:
            key = "connection.store_slow" if word.slow else "connection.store_lost"
            zone = cached.all_cities()[asked.city].timezone
            moments = {"since": word.since, "read": word.read_at}
            said = {name: revision.when(at, zone, lang) for name, at in moments.items()}
            st.html(html.notice([text.text(key, lang, **said)]))
            if word.revision != asked.revision:
                st.rerun()
        elif word.revision != asked.revision or signing.viewer() != asked.viewer:
            st.rerun()

    look()
