"""The lurah's board: my kelurahan beside its neighbours, its kecamatan, a set, or those like it."""

from __future__ import annotations

import streamlit as st

from geo import board as boards
from geo import skill, text
from geo.board import KINDS
from geo.neighbourhood import MOST
from geo.render import board as drawn
from geo.render import board_cards, html
from geo.render import skill as skill_html
from geo.settings import STATIC
from pages.shared import cached, cached_board, early_word, frame, parts

_said = st.components.v2.component(
    "jaga_said",
    js=(STATIC / "jaga" / "said.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(here: frame.Here) -> None:
    """Choose a kelurahan and what it is set beside; finding, map, table, words, charts follow."""
    own = here.selection.zone or frame.viewer().zone_id
    with st.container(key="zonepicks", horizontal=True):
        zone_choice(here, own)
        kind = kind_choice(here)
        chosen = set_choice(here, own) if kind == "chosen" else ()
    if here.selection.date is None:
        announce("")
        parts.empty(here)
    elif own is None:
        announce("")
        st.html(drawn.pick(here.facts, here.lang, lambda zone: here.link("bandingkan", zone=zone)))
    elif kind == "chosen" and not chosen:
        announce(here.say("board.pick_set", most=MOST))
        st.html(html.notice([here.say("board.pick_set", most=MOST)]))
    else:
        compared(here, cached_board.board(here.asked, here.selection.date, own, kind, chosen))


def compared(here: frame.Here, made: boards.Board) -> None:
    """The board itself."""
    announce(drawn.announced(made, here.lang))
    left, right = st.columns([1, 1.5], gap="medium")
    with left:
        with st.container(key="status"):
            own, day = made.own.zone.zone_id, made.city.day
            around = cached_board.next_door(here.asked, day, own)
            st.html(drawn.finding(made, here.lang, around, tested(here, made)))
            shapes = cached.shapes(here.selection.city)
            st.html(drawn.picture(made, shapes, here.lang))
        early_word.show(here, made.own.view)
    with right:
        with st.container(key="near"):
            parts.heading(here, f"board.kind.{made.kind}")
            st.html(drawn.table(made, here.lang, lambda zone: here.link("bandingkan", zone=zone)))
        with st.container(key="curve"):
            parts.heading(here, "board.charts")
            st.html(
                board_cards.charts(made, here.lang, lambda zone: here.link("kelurahan", zone=zone))
            )
    with st.container(key="foot"):
        st.html(html.footnote(made.city, here.lang))


def tested(here: frame.Here, made: boards.Board) -> str:
    """What the neighbours' incidence is worth as a warning; "" where none is shown."""
    if not made.city.rule.by_incidence:
        return ""
    way = here.link("metode") + "#backtest"
    return skill_html.short(skill.read(), here.selection.disease, here.lang, way)


def announce(words: str) -> None:
    """What a choice has changed, for who does not see it; the region is there before its words."""
    with st.container(key="said"):
        _said(data={"text": words}, key="board_said")


def zone_choice(here: frame.Here, own: str | None) -> None:
    """The kelurahan that is looked at."""
    facts = here.facts
    state = f"board_zone_{here.selection.city}"
    st.session_state[state] = own
    st.selectbox(
        here.say("pick.zone"),
        sorted(facts.zone_ids, key=lambda zone: facts.names[zone]),
        key=state,
        format_func=lambda zone: f"{facts.names[zone]} · {facts.districts[zone]}",
        placeholder=here.say("pick.zone_search"),
        on_change=lambda: frame.choose(zone=st.session_state[state]),
    )


def kind_choice(here: frame.Here) -> boards.Kind:
    """What it is set beside; kept in the link."""
    st.session_state["board_kind"] = parts.own_field(here, "beside", KINDS)
    st.selectbox(
        here.say("board.beside"),
        KINDS,
        key="board_kind",
        format_func=lambda key: here.say(f"board.kind.{key}"),
        on_change=lambda: frame.choose(beside=st.session_state["board_kind"]),
    )
    kind: boards.Kind = st.session_state["board_kind"]
    return kind


def set_choice(here: frame.Here, own: str | None) -> tuple[str, ...]:
    """A set of one's own; kept in the link."""
    facts = here.facts
    written = filter(None, here.selection.extra.get("zones", "").split(","))
    wanted, faults = boards.read_set(facts, list(written), own)
    if faults:
        st.html(html.notice([text.problem(fault, here.lang) for fault in faults]))
    st.session_state["board_set"] = list(wanted)
    st.multiselect(
        here.say("board.set"),
        [zone for zone in facts.zone_ids if zone != own],
        key="board_set",
        format_func=lambda zone: facts.names[zone],
        max_selections=MOST,
        on_change=lambda: frame.choose(zones=",".join(st.session_state["board_set"])),
    )
    return tuple(st.session_state["board_set"])
