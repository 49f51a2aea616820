"""Metode: rules, formulas, sources, limits, written out of the tables that the code uses."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo import rule_choice, text
from geo.errors import Problem
from geo.render import method
from pages.shared import cached, frame, parts


def show(here: frame.Here) -> None:
    """Every rule of the registry, those of this city's map first; then the computations."""
    rules = cached.all_rules()
    refused = {key: rule_choice.refusal(rule, here.facts) for key, rule in rules.items()}
    usable = [rule for key, rule in rules.items() if refused[key] is None]
    others = [rule for key, rule in rules.items() if refused[key] is not None]
    with st.container(key="metode"):
        title, lead = escape(here.say("method.title")), escape(here.say("method.lead"))
        st.html(f'<div class="jt-finding"><h1>{title}</h1><p>{lead}</p></div>')
        for key, group in (("method.usable", usable), ("method.not_usable", others)):
            parts.heading(here, key)
            for rule in group:
                st.html(method.rule(rule, here.lang, because(refused[rule.key], here.lang)))
        parts.heading(here, "method.statistics")
        st.html(method.items(here.lang))


def because(refused: Problem | None, lang: str) -> str | None:
    """Why a rule can't colour this city's zones, None where it can."""
    if refused is None:
        return None
    return text.text(f"problem.{refused.key}.found", lang, **refused.values)


show(frame.here())
