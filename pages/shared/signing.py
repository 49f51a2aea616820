"""Who looks at this screen: a session's cookie, or the OpenID provider, else nobody in particular.

The store is asked on every run, so that a session that has ended, an account that was switched off
or given another role counts from the next run on. Where the store can't be asked, nobody is signed
in. The provider says who somebody is (its verified e-mail address); the role is ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime import scriptrunner

from geo.access import ANYBODY, Viewer
from geo.errors import JagaError, Problem
from geo.io import accounts
from geo.io.vouching import vouched
from geo.text import error, text
from pages.shared import cached


def secret() -> str:
    """The secret of the browser's session, "" where it has none, or where no browser asks (the
    opening map is made before one does)."""
    if scriptrunner.get_script_run_ctx(suppress_warning=True) is None:
        return ""
    return st.context.cookies.get(accounts.COOKIE, "")


def claims() -> Mapping[str, Any]:
    """What the OpenID provider says of the person; empty where none is configured."""
    return dict(st.user) if cached.provider() else {}


def has_provider() -> bool:
    """True where an OpenID provider is configured (``[auth]`` of Streamlit's secrets)."""
    return "is_logged_in" in claims()


def viewer() -> Viewer:
    """Who looks, ANYBODY where that can't be told."""
    key, name = secret(), _vouched()[0]
    if not key and not name:
        return ANYBODY
    try:
        with cached.store().reading() as connection:
            mine = accounts.by_session(connection, key)
            return mine or (accounts.by_name(connection, name) if name else None) or ANYBODY
    except JagaError:
        return ANYBODY


def refusals(found: Viewer) -> list[Problem]:
    """Why somebody whom the provider knows is not signed in here."""
    name, problem = _vouched()
    if found.signed_in or not (name or problem):
        return []
    if problem:
        return [problem]
    try:
        with cached.store().reading() as connection:
            known = accounts.by_name(connection, name)
    except JagaError:  # the page says that the store is gone
        return []
    return [] if known else [Problem("oidc_unknown", name)]


def corner(found: Viewer, lang: str, page: str, fields: Mapping[str, str]) -> None:
    """The head's corner: the way in, or who it is and the way out. ``page``: path of the page to
    come back to, with its link fields."""
    logged_in = bool(claims().get("is_logged_in"))
    if not found.signed_in and not logged_in:
        target = f"masuk?{urlencode(fields)}" if has_provider() else form(lang, page, fields)
        word = escape(text("page.masuk", lang))
        st.html(f'<a class="jt-who" href="{escape(target)}">{word}</a>', width="content")
        return
    if found.signed_in:
        st.html(f'<span class="jt-who">{escape(found.name)}</span>', width="content")
    st.button(
        text("signin.leave", lang), key="leave", type="tertiary", on_click=_leave, args=(lang,)
    )


def form(lang: str, page: str, fields: Mapping[str, str]) -> str:
    """The address of the form for name and password, relative to the pages."""
    onward = f"{page}?{urlencode(fields)}"
    return f"auth/masuk?{urlencode({'lang': lang, 'next': onward})}"


def _vouched() -> tuple[str, Problem | None]:
    """The e-mail address that the provider vouches for, or why it is not taken."""
    said = claims()
    if not said.get("is_logged_in"):
        return "", None
    return vouched(said, cached.settings().session_h, _now())


def _now() -> float:
    return dt.datetime.now(dt.UTC).timestamp()


def _leave(lang: str) -> None:
    """End the session, in the store and with the provider's cookie."""
    try:
        if secret():
            with cached.store().writing() as connection:
                accounts.end_session(connection, secret())
    except JagaError as failure:
        st.toast(error(failure, lang))
        return
    if claims().get("is_logged_in"):
        st.logout()
