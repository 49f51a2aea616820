"""A saved briefing under an officer's hands: order, removal, versions; and the city's list."""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from geo.inert import for_label
from geo.scenes import Briefing as Stored
from geo.text import moment
from pages.shared import briefing_scenes as saved
from pages.shared import cached, frame, parts

_VERSIONS = 12
"""Versions listed, the newest first."""


def listing(here: frame.Here) -> None:
    """The city's saved briefings, each a link."""
    if not saved.may(here):
        return
    with st.container(key="saved"):
        parts.heading(here, "taklimat.saved_list")
        known = cached.desk(here.asked.viewer).briefings(here.selection.city)
        if not known:
            st.html(f"<p>{escape(here.say('taklimat.none_saved'))}</p>")
        for one in known:
            _link(here, for_label(one.title), one.id)
        if here.selection.extra.get("briefing"):
            _link(here, here.say("taklimat.today"), "")


def _link(here: frame.Here, label: str, briefing_id: str) -> None:
    extra = {"briefing": briefing_id} if briefing_id else {}
    params = here.selection.with_(extra=extra).params()
    st.page_link(frame.PAGES["taklimat"], label=label, query_params=params)


def scenes(here: frame.Here, of: Stored) -> None:
    """The scenes in their order, with what can be done to each; versions; the briefing itself."""
    if not saved.may(here, of):
        return
    with st.container(key="scenes"):
        parts.heading(here, "taklimat.scenes")
        if of.removed:
            st.html(f"<p>{escape(here.say('taklimat.removed'))}</p>")
            st.button(
                here.say("taklimat.restore"), on_click=lambda: saved.turn(here, "restore", of)
            )
            return
        for n in range(len(of.scenes)):
            _scene(here, of, n)
        st.button(
            here.say("taklimat.remove"),
            on_click=lambda: saved.turn(here, "remove", of),
            type="tertiary",
        )
        with st.expander(here.say("taklimat.versions")):
            versions(here, of)


def _scene(here: frame.Here, of: Stored, n: int) -> None:
    """One scene with its buttons; what is pressed saves the next version."""
    title = saved.name(here, of.scenes[n])
    rest = [scene for place, scene in enumerate(of.scenes) if place != n]
    with st.container(key=f"scene_{n}", horizontal=True, vertical_alignment="center"):
        st.html(f"<span>{n + 1}. {escape(title)}</span>", width="stretch")
        for action, sign, to in (("up", "↑", n - 1), ("down", "↓", n + 1)):
            turned = [*rest[:to], of.scenes[n], *rest[to:]] if to >= 0 else rest
            st.button(
                sign,
                key=f"{action}_{n}",
                help=here.say(f"taklimat.{action}", title=title),
                disabled=not 0 <= to < len(of.scenes),
                on_click=saved.change,
                args=(here, of, turned),
            )
        st.button(
            "×",
            key=f"drop_{n}",
            help=here.say("taklimat.drop", title=title),
            disabled=len(of.scenes) == 1,
            on_click=saved.change,
            args=(here, of, rest, here.say("taklimat.dropped", title=title)),
        )


def versions(here: frame.Here, of: Stored) -> None:
    """The last versions: who saved them when; each can be brought back."""
    desk = cached.desk(here.asked.viewer)
    for number in range(of.version, max(of.version - _VERSIONS, 0), -1):
        one = desk.briefing(of.id, number)
        at = one.created_at.astimezone(ZoneInfo(here.facts.city.timezone))
        values = {"n": number, "at": moment(at, here.lang), "by": one.created_by or "–"}
        with st.container(key=f"version_{number}", horizontal=True, vertical_alignment="center"):
            st.html(escape(here.say("taklimat.version", **values)), width="stretch")
            if number != of.version:
                st.button(
                    here.say("taklimat.restore"),
                    key=f"restore_{number}",
                    type="tertiary",
                    on_click=saved.change,
                    args=(here, of, one.scenes),
                )
