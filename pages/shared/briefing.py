"""The page Taklimat: previews of the slides, the way into the meeting, and files to take along."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from geo import text
from geo.inert import for_label
from geo.parts import problem, require, there
from geo.slides import Briefing
from geo.writers import formats
from pages.shared import cached, cached_briefing, frame, parts

FIRST = ("pptx", "pdf", "html", "png")
"""Formats that are asked for most; the others stand behind them."""
KIOSK_S = 20


def screen(here: frame.Here, stored: str | None = None, **more: str | int) -> str:
    """The address of the meeting's screen with what this page shows."""
    fields: dict[str, str | int] = dict(here.selection.with_(extra={}).params())
    if stored:
        fields = {"briefing": stored, "lang": here.lang}
    if "kiosk" in more:
        fields.pop("date", None)
    return f"layar?{urlencode({**fields, **more})}"


def choose(here: frame.Here) -> None:
    """Of the whole city, or of one kelurahan; and of which day."""
    facts = here.facts
    state = f"briefing_of_{here.selection.city}"
    st.session_state[state] = here.selection.zone or ""
    zones = sorted(facts.zone_ids, key=lambda zone: facts.names[zone])

    def words(zone: str) -> str:
        if not zone:
            return here.say("taklimat.whole_city")
        return f"{facts.names[zone]} · {facts.districts[zone]}"

    st.selectbox(
        here.say("taklimat.of"),
        ["", *zones],
        key=state,
        format_func=words,
        on_change=lambda: frame.choose(zone=st.session_state[state] or None),
    )
    parts.day_choice(here)


def start(here: frame.Here, stored: str | None = None) -> None:
    """The way into the meeting; a screen that turns by itself; what the keys do."""
    with st.container(key="start", horizontal=True, vertical_alignment="center"):
        address = screen(here, stored)
        st.link_button(here.say("taklimat.start"), address, type="primary", width="content")
        turning = screen(here, stored, kiosk=KIOSK_S)
        help_ = here.say("taklimat.kiosk_help")
        st.link_button(here.say("taklimat.kiosk"), turning, width="content", help=help_)
        st.html(f'<p class="jt-hint">{escape(here.say("taklimat.hint"))}</p>')


def previews(here: frame.Here, briefing: Briefing, rule: str, stored: str | None = None) -> None:
    """Every slide as a picture with its title; each opens the meeting's screen there. ``rule`` is
    the key of the rule that was asked for."""
    which = cached_briefing.name(briefing, rule)
    made = cached_briefing.previews(briefing.view.facts.city.key, which, here.lang, briefing)
    items = []
    for n, one in enumerate(made, 1):
        values = {"n": n, "total": len(made), "title": one.title, "said": one.said}
        alt = escape(here.say("taklimat.slide_alt", **values))
        address = escape(f"{screen(here, stored)}#{quote(one.key)}")
        items.append(
            f'<li><a href="{address}" target="_blank" rel="noopener">'
            f'<img alt="{alt}" width="640" height="360" '
            f'src="data:image/png;base64,{one.picture}"/></a>'
            f"<p>{n}. {escape(one.title)}</p></li>"
        )
    st.html(f'<ol class="jt-slides">{"".join(items)}</ol>')


def share(here: frame.Here, stored: str) -> None:
    """The address of a saved briefing, to be sent on."""
    fields = urlencode({"briefing": stored, "lang": here.lang})
    address = f"{(st.context.url or '').partition('?')[0]}?{fields}"
    with st.container(key="share"):
        parts.heading(here, "taklimat.share")
        st.code(address, language=None)


def files(here: frame.Here, briefing: Briefing, rule: str) -> None:
    """The briefing as files; each is made when it is asked for. ``rule`` as for ``previews``."""
    with st.container(key="files"):
        parts.heading(here, "taklimat.files")
        with st.container(horizontal=True):
            for key in FIRST:
                _file(here, briefing, rule, key)
        for part in sorted({one.part for one in formats.FORMATS.values()} - {""}):
            with parts.where_installed(here):
                require(part)
        with st.expander(here.say("taklimat.files_more")):
            st.html(f'<p class="jt-hint">{escape(here.say("taklimat.wait"))}</p>')
            with st.container(horizontal=True):
                for key in formats.FORMATS:
                    if key not in FIRST:
                        _file(here, briefing, rule, key)


def _file(here: frame.Here, briefing: Briefing, rule: str, key: str) -> None:
    # The briefing's own city: a link to a saved one may name no city, or another.
    city, lang = briefing.view.facts.city.key, here.lang
    asked = cached.all_rules()[rule]
    family = asked if briefing.view.rule in asked.members else None
    which = cached_briefing.name(briefing, rule)
    wanted = formats.Wanted(briefing, cached.shapes(city), lang, cached.zones(city), rule=family)

    def make() -> bytes:
        return cached_briefing.file(key, which, lang, wanted)

    part = formats.FORMATS[key].part
    lacking = bool(part) and not there(part)
    st.download_button(
        for_label(here.say(f"taklimat.format.{key}")),
        make,
        formats.file_name(key, briefing),
        formats.FORMATS[key].media,
        key=f"file_{key}",
        help=text.sentences(problem(part), lang) if lacking else None,
        on_click="ignore",
        disabled=lacking,
        width="content",
    )
