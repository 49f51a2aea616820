"""Learning from another city: a kind of response of one city, opened beside the other's."""

from __future__ import annotations

import streamlit as st

from geo import two_responses
from geo.render import two_responses as drawn
from geo.response_view import register_of
from geo.two_cities import TwoCities
from pages.shared import frame, parts


def show(here: frame.Here, made: TwoCities) -> None:
    """Choose a kind that one of the cities has; what is recorded of it in both follows."""
    registers = [register_of(side.facts, made.rule) for side in made.sides]
    diseases = [side.facts.disease.key for side in made.sides]
    kinds = two_responses.kinds(*zip(registers, diseases, strict=True))
    if not kinds:
        return
    with st.container(key="tworesponses"):
        parts.heading(here, "two_responses.title")
        kind = kind_choice(here, kinds)
        sides = [
            (side.facts, two_responses.began(side.facts, register, kind))
            for side, register in zip(made.sides, registers, strict=True)
        ]
        st.html(drawn.shown(sides, here.lang))


def kind_choice(here: frame.Here, kinds: tuple[str, ...]) -> str:
    """The kind, kept in the link."""
    chosen = parts.own_field(here, "kind", kinds)
    st.session_state["two_kind"] = chosen
    st.selectbox(
        here.say("two_responses.pick"),
        kinds,
        key="two_kind",
        format_func=lambda key: here.say(f"response.kind.{key}"),
        on_change=lambda: frame.choose(kind=st.session_state["two_kind"]),
        width=320,
    )
    return chosen
