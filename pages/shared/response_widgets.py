"""One widget a type of field of the register: choices by their words, kelurahan by name, numbers
without a number in them, days, and flags that may stay unanswered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo import inert
from geo.render import response_form as words
from geo.render import words as rules_words
from geo.response_cells import AHEAD, LONGEST
from geo.response_fields import MOST, Field
from pages.shared import cached, cached_response, clock, frame

ANSWERS = ("yes", "no", "unknown")
FIRST = dt.date(1945, 8, 17)
"""No day of a register is earlier: health centres are from after the war."""

Put = Callable[[str, Any], None]
"""Types a cell: the field's name, and its value or None."""


@dataclass(frozen=True)
class Widgets:
    """The widgets of one form: ``key`` tells it from others, ``put`` types a cell. ``bound`` is the
    one kelurahan that this person may write of, "" for any."""

    here: frame.Here
    key: str
    put: Put
    bound: str = ""

    def show(self, of: Field, value: Any, label: str = "") -> None:
        """The widget of a field with what is typed, None for nothing."""
        label = label or self._label(of)
        key = f"rf_{self.key}_{of.name}"
        if of.type == "zone" and self.bound:
            facts = self.here.facts
            st.html(words.place(facts.names[self.bound], facts.districts[self.bound]))
            return
        if of.name in ("programme", "rule"):
            getattr(self, f"_{of.name}")(of, label, key, value)
            return
        getattr(self, f"_{of.type}")(of, label, key, value)

    def _label(self, of: Field) -> str:
        said = words.label(of.name, self.here.lang)
        return f"{said} *" if of.required else said

    def _typed(self, of: Field, key: str) -> Callable[[], None]:
        return lambda: self.put(of.name, st.session_state[key])

    def _zone(self, of: Field, label: str, key: str, value: Any) -> None:
        facts = self.here.facts
        zones = sorted(facts.zone_ids, key=lambda zone: facts.names[zone])
        self._select(
            of, label, key, value, zones, lambda z: f"{facts.names[z]} · {facts.districts[z]}"
        )

    def _choice(self, of: Field, label: str, key: str, value: Any) -> None:
        lang = self.here.lang
        self._select(
            of, label, key, value, of.choices, lambda one: words.choice(of.name, one, lang)
        )

    def _puskesmas(self, of: Field, label: str, key: str, value: Any) -> None:
        self._select(of, label, key, value, self.here.facts.register.puskesmas, inert.plain)

    def _programme(self, of: Field, label: str, key: str, value: Any) -> None:
        """Programmes that somebody told of, and any other one that is typed."""
        long = {one.name: one.long_name for one in cached_response.named_programmes()}

        def named(name: str) -> str:
            return f"{name} · {long[name]}" if long.get(name) else name

        self._select(of, label, key, value, long, named, new=True)

    def _rule(self, of: Field, label: str, key: str, value: Any) -> None:
        rules, lang = cached.all_rules(), self.here.lang
        known = {name: rules_words.rule(rule, "title", lang) for name, rule in rules.items()}
        self._select(of, label, key, value, known, lambda name: known.get(name, name))

    def _select(
        self,
        of: Field,
        label: str,
        key: str,
        value: Any,
        options: Iterable[str],
        called: Callable[[str], str],
        *,
        new: bool = False,
    ) -> None:
        listed = list(options)
        if value is not None and value not in listed:
            listed.append(value)
        _keep(key, value)
        said = "choose_or_type" if new else "choose" if listed else "none_yet"
        st.selectbox(
            label,
            listed,
            index=None,
            key=key,
            format_func=called,
            placeholder=self.here.say(f"response_form.{said}"),
            accept_new_options=new,
            on_change=self._typed(of, key),
        )

    def _text(self, of: Field, label: str, key: str, value: Any) -> None:
        _keep(key, value or "")
        known = {"rw": "003", "rt": "014", "about": "2020"}
        st.text_input(
            label,
            key=key,
            max_chars=LONGEST,
            placeholder=known.get(of.name, ""),
            on_change=self._typed(of, key),
        )

    _rw = _rt = _text

    def _day(self, of: Field, label: str, key: str, value: Any) -> None:
        last = clock.today(self.here.selection.city, None)
        last += dt.timedelta(days=AHEAD if of.type == "day" else 0)
        _keep(key, value)
        st.date_input(
            label,
            value=None,
            min_value=min(FIRST, value or FIRST),
            max_value=max(last, value or last),
            key=key,
            format="DD/MM/YYYY",
            on_change=self._typed(of, key),
        )

    _past = _monday = _day

    def _count(self, of: Field, label: str, key: str, value: Any) -> None:
        _keep(key, value)
        st.number_input(
            label,
            min_value=0,
            max_value=MOST,
            step=1,
            value=None,
            key=key,
            placeholder=self.here.say("response_form.not_known"),
            on_change=self._typed(of, key),
        )

    def _flag(self, of: Field, label: str, key: str, value: Any, kind: str = "answer") -> None:
        """Yes, no, or no answer; ``kind`` says which words these are."""
        _keep(key, "unknown" if value is None else "yes" if value else "no")
        st.segmented_control(
            label,
            ANSWERS,
            key=key,
            format_func=lambda one: self.here.say(f"response_form.{kind}_{one}"),
            on_change=lambda: self.put(of.name, answered(st.session_state[key])),
            width="stretch",
        )

    def three(self, name: str, label: str, value: bool | None, kind: str) -> None:
        """A flag by itself, its name not shown again."""
        of = Field(name, "flag")
        self._flag(of, label, f"rf_{self.key}_{name}", value, kind)


def answered(chosen: str | None) -> bool | None:
    """What an answer means; None where there is none."""
    return {"yes": True, "no": False}.get(chosen or "")


def _keep(key: str, value: Any) -> None:
    """Show what is typed; set only where it differs, else what is on its way would be lost."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
