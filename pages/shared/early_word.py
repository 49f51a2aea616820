"""The early word as a section of a page: sentences, copy, WhatsApp, a picture to send."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from urllib.parse import urljoin

import streamlit as st

from geo import access
from geo.early_word import early_word
from geo.render import card, html, word
from geo.settings import STATIC
from geo.views import WEEK, ZoneView
from pages.shared import cached, frame, parts

_copy = st.components.v2.component(
    "jaga_copy",
    js=(STATIC / "jaga" / "copy.js").read_text(encoding="utf-8"),
    css=(STATIC / "jaga" / "copy.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(here: frame.Here, view: ZoneView) -> None:
    """What to read out of this kelurahan tonight, and three ways to pass it on."""
    link = _address(here, view)
    with st.container(key="word"):
        parts.heading(here, "early_word.heading")
        asked = _question(here, view)
        view = cached.zone_view(asked, view.city.day, view.status.zone_id)
        said = early_word(view, cached.city_view(asked, view.city.day - WEEK))
        written = word.plain(said, here.lang, link)
        st.html(word.html(said, here.lang))
        with st.container(key="wordsend", horizontal=True, vertical_alignment="center"):
            _copy(
                data={
                    "text": written,
                    "label": here.say("early_word.copy"),
                    "copied": here.say("early_word.copied"),
                    "failed": here.say("early_word.copy_failed"),
                },
                key=f"copy_{view.status.zone_id}",
                width="content",
            )
            st.html(_whatsapp(here, written), width="content")
            st.download_button(
                here.say("early_word.picture"),
                partial(card.png, said, cached.shapes(here.selection.city), here.lang),
                file_name=f"{here.say('early_word.file')}-{view.status.zone_id}-{view.city.day}.png",
                mime="image/png",
                on_click="ignore",
            )
        note = escape(here.say("early_word.whatsapp_note"))
        st.html(f'<p class="jt-sent">{note}</p>')


def _question(here: frame.Here, view: ZoneView) -> cached.Question:
    """Whose numbers the word tells: it is made to be passed on, so everybody's, unless who may see
    small ones asks for them."""
    everybodys = replace(here.asked, viewer=access.ANYBODY)
    known, open_to_all = here.facts.policy, cached.facts(everybodys).policy
    if known == open_to_all:
        return here.asked
    if not st.toggle(here.say("early_word.small"), key=f"small_{view.status.zone_id}"):
        return everybodys
    st.html(html.notice([here.say("early_word.small_note")]))
    return here.asked


def _whatsapp(here: frame.Here, written: str) -> str:
    address = escape(word.whatsapp(written), quote=True)
    label = escape(here.say("early_word.whatsapp"))
    return f'<a class="jt-send" href="{address}" target="_blank" rel="noopener">{label}</a>'


def _address(here: frame.Here, view: ZoneView) -> str | None:
    """The whole address of this view as the reader's browser knows it; None where it is unknown."""
    base = st.context.url
    if not base:
        return None
    return urljoin(base, here.link("kelurahan", zone=view.status.zone_id, date=view.city.day))
