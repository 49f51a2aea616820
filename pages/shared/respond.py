"""What the parts of the page on responses share: the view, ways in and out, how states are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from html import escape
from typing import Any

import streamlit as st

from geo import text
from geo.errors import Problem
from geo.gaps import Gap
from geo.inert import for_label
from geo.render import html
from geo.render.response_words import foot as of_states
from geo.response_view import ResponseView
from geo.settings import STATIC
from pages.shared import cached_response, clock, frame, parts

STYLE = STATIC / "jaga" / "respons.css"
FORM_OF = {"report": "report", "check": "check", "task": "task"}
"""The form that mends a gap, where it is not the one of a response."""


def day(here: frame.Here) -> dt.date:
    """The day that is looked at. Where the city has no day on record, as responses may be recorded
    all the same, the link's ``day`` from the register's first to today, else today."""
    today = clock.today(here.selection.city, here.selection.as_of)
    if here.selection.date is not None:
        return here.selection.date
    try:
        return min(dt.date.fromisoformat(here.selection.extra.get("day", "")), today)
    except ValueError:
        return today


def view(here: frame.Here) -> ResponseView:
    """The responses beside the colours of the day."""
    shown, wanted = day(here), here.selection.extra.get("day", "")
    if wanted not in ("", shown.isoformat()) and here.selection.date is None:
        used = text.day(shown, here.lang)
        fault = Problem("url_date", "?day=", {"found": wanted, "used": used}, False)
        refused(here, "day", fault)
    with st.spinner(here.say("response_page.loading")):
        return cached_response.view(here.asked, shown)


def to_zone(here: frame.Here) -> Any:
    """Gives the address of a kelurahan's page."""
    return lambda zone: here.link("kelurahan", zone=zone)


def to_part(here: frame.Here, part: str, **fields: str) -> str:
    """The address of another part of this page; ``zone`` among the fields chooses a kelurahan."""
    changes: dict[str, Any] = {"zone": fields.pop("zone")} if fields.get("zone") else {}
    fields["day"] = here.selection.extra.get("day", "")
    kept = {name: value for name, value in fields.items() if value}
    return here.link("respons", extra={"part": part, **kept}, **changes)


def to_form(here: frame.Here, gap: Gap) -> str:
    """The form in which what a gap lacks is recorded."""
    form = FORM_OF.get(gap.reason, "entry")
    kind = "programme" if gap.reason == "programme" else next(iter(gap.kinds), "")
    return to_part(here, "catat", entry=form, kind=kind, puskesmas=gap.puskesmas, zone=gap.zone_id)


def foot(here: frame.Here, made: ResponseView, *, colours: bool = False) -> None:
    """How long a response counts as going on; under colours, what these rest on too."""
    with st.container(key="foot"):
        st.html(of_states(here.lang) + (html.footnote(made.city, here.lang) if colours else ""))


def filtered(
    here: frame.Here, name: str, known: Mapping[str, str], everything: str, told: str = ""
) -> str:
    """A field of the link that filters, one of ``known`` with its words. "" where it is not named,
    and, with a notice and dropped from the link, where what it names is not there; ``told`` are the
    words for that, ``everything`` those for what is shown then."""
    wanted = here.selection.extra.get(name, "")
    if not wanted or wanted in known:
        return wanted
    values = {"found": told or wanted, "known": ", ".join(known.values()), "used": everything}
    key = "url_response" if known else "url_response_none"
    refused(here, name, Problem(key, f"?{name}=", values, False))
    return ""


def filtered_entry(here: frame.Here, known: Container[str]) -> None:
    """Say, and drop from the link, where the response that it names is none to be tested."""
    wanted = here.selection.extra.get("entry", "")
    if wanted and wanted not in known:
        refused(here, "entry", Problem("url_line", "?entry=", {"found": wanted}, False))


def refused(here: frame.Here, name: str, fault: Problem) -> None:
    """Say what is wrong with a field of the link, and leave it out of the one that is written."""
    st.html(html.notice([text.problem(fault, here.lang)]))
    st.session_state.setdefault("dropped", set()).add(name)


def part(here: frame.Here, known: Mapping[str, str]) -> str:
    """The part of the page that the link asks for, the first of ``known`` where it asks for none
    or, with a notice, for one that is not there; ``known`` gives the words of each."""
    first = next(iter(known))
    wanted = here.selection.extra.get("part", first)
    if wanted in known:
        return wanted
    told = {"found": wanted, "known": ", ".join(known.values()), "used": known[first]}
    refused(here, "part", Problem("url_part", "?part=", told, False))
    return first


def day_choice(here: frame.Here, made: ResponseView) -> None:
    """Choose among the days on record; where the city has none, any day from the first response
    with a day to today."""
    if here.selection.date is not None:
        parts.day_choice(here)
        return
    starts = [line.start for line in made.register.lines if line.start]
    today = clock.today(here.selection.city, here.selection.as_of)
    st.session_state["respond_day"] = made.day
    st.date_input(
        here.say("zone_page.day_choice"),
        min_value=min([*starts, made.day]),
        max_value=max(today, made.day),
        key="respond_day",
        format="DD/MM/YYYY",
        on_change=lambda: frame.choose(day=st.session_state["respond_day"].isoformat()),
    )


def zone_choice(here: frame.Here) -> None:
    """The whole city or one kelurahan, a lurah's own before the others; kept in the link."""
    names, viewer = here.facts.names, here.asked.viewer
    own = viewer.zone_id if viewer.city == here.selection.city else None
    st.session_state["respond_zone"] = here.selection.zone or ""
    st.selectbox(
        here.say("pick.zone"),
        ["", *sorted(names, key=lambda key: (key != own, names[key]))],
        key="respond_zone",
        format_func=lambda key: (
            for_label(names[key]) if key else here.say("response_page.all_zones")
        ),
        on_change=lambda: frame.choose(zone=st.session_state["respond_zone"] or None),
    )


def only(here: frame.Here, zone: str) -> None:
    """That a list is of one kelurahan alone; nothing where it is not."""
    if zone:
        said = here.say("response_page.chosen", parts=here.facts.names[zone])
        st.html(f'<p class="jt-hint">{escape(said)}</p>')
