"""The part "record" of the page on responses: the choice of form, and the form itself."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from geo import response_form, text
from geo.access import Viewer
from geo.errors import JagaError, Problem
from geo.render import html
from geo.render import response_form as words
from geo.settings import STATIC
from pages.shared import (
    cached,
    frame,
    response_check_form,
    response_drafts,
    response_jogo_form,
    response_lists,
    response_record_form,
    rt_entry,
    signing,
)

STYLE = STATIC / "jaga" / "respond.css"
LISTS = {"waiting": response_lists.waiting, "history": response_lists.edits}


def show(here: frame.Here) -> None:
    """The choice of form, or the one that the link names; who may not is told who may."""
    viewer, city = frame.viewer(), here.selection.city
    may = response_form.may(viewer, city)
    with st.container(key="rtform"):
        st.html(rt_entry.STYLE)
        st.html(STYLE)
        if not may:
            st.html(html.lead(here.say("response_form.title"), here.say("response_form.lead")))
            _refused(here, viewer)
            return
        known = (
            *may,
            *(name for name in LISTS if name != "waiting" or viewer.may("confirm", city)),
        )
        chosen = _chosen(here, known)
        if not chosen:
            _choice(here, viewer, known)
            return
        st.button(
            here.say("response_form.other"),
            key="rf_other",
            type="tertiary",
            icon=":material/arrow_back:",
            on_click=lambda: frame.choose(entry=None, kind=None, puskesmas=None),
        )
        title, about = (here.say(f"response_form.{of}.{chosen}") for of in ("choice", "about"))
        st.html(html.lead(title, about))
        if chosen in LISTS:
            LISTS[chosen](here)
        elif chosen == "report":
            response_jogo_form.show(here)
        elif chosen == "check" and not response_drafts.key_of(here, "check")[3]:
            response_check_form.show(here)
        else:
            response_record_form.show(here, chosen)


def _chosen(here: frame.Here, known: tuple[str, ...]) -> str:
    """The form that the link names, "" for none; with a notice where it may not be had."""
    wanted = here.selection.extra.get("entry", "")
    if not wanted or wanted in known:
        return wanted
    told = {"found": wanted, "known": ", ".join(known)}
    fault = Problem("url_entry", "?entry=", told, False)
    st.html(html.notice([text.problem(fault, here.lang)]))
    return ""


def _choice(here: frame.Here, viewer: Viewer, known: tuple[str, ...]) -> None:
    """Every form as a large button with what it is for; how many reports wait stands beside."""
    st.html(html.lead(here.say("response_form.what"), here.say("response_form.lead")))
    waiting = _waiting(here, viewer) if "waiting" in known else 0
    order = sorted(known, key=lambda name: name != "waiting" or not waiting)
    with st.container(key="rfchoices"):
        for name in order:
            begun = (
                name not in LISTS
                and response_drafts.draft(response_drafts.key_of(here, name)).begun
            )
            with st.container(key=f"rfchoice_{name}"):
                label = here.say(f"response_form.choice.{name}")
                label += f" ({waiting})" if name == "waiting" and waiting else ""
                label += f" · {here.say('response_form.begun')}" if begun else ""
                st.button(
                    label,
                    key=f"rf_choose_{name}",
                    width="stretch",
                    on_click=partial(frame.choose, entry=name),
                )
                st.html(words.hint(here.say(f"response_form.about.{name}")))


def _waiting(here: frame.Here, viewer: Viewer) -> int:
    """How many reports wait for this person; 0 where the store can't tell."""
    try:
        return len(cached.desk(viewer).responses.waiting(here.facts.city))
    except JagaError:
        return 0


def _refused(here: frame.Here, viewer: Viewer) -> None:
    """Who may write here, and the way to sign in."""
    said = "response_form.no_role" if viewer.signed_in else "response_form.sign_in"
    st.html(html.notice([here.say(said, city=here.facts.city.name)]))
    if viewer.signed_in:
        return
    target = here.link("masuk")
    if not signing.has_provider():
        target = signing.form(here.lang, "respons", here.selection.params())
    link = f'<a href="{escape(target)}">{escape(here.say("page.masuk"))}</a>'
    st.html(f'<p class="jt-foot jt-rt-in">{link}</p>')
