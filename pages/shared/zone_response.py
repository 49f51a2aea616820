"""Responses beside the risk on pages of one kelurahan or of the city's map."""

from __future__ import annotations

import datetime as dt
from html import escape

import streamlit as st

from geo.render import response_gaps, response_lines
from pages.shared import cached_response, frame, parts, respond


def show(here: frame.Here, day: dt.date, zone_id: str) -> None:
    """What is recorded of a kelurahan, and the way to the city's register."""
    made = cached_response.view(here.asked, day)
    lines = made.by_zone.get(zone_id, ())
    with st.container(key="responses"):
        parts.heading(here, "response_line.title")
        mark = response_lines.simulated(lines, day, here.lang)
        st.html(mark + response_lines.listed(lines, day, here.lang))
        way_in(here, zone=zone_id)


def without_days(here: frame.Here) -> None:
    """The responses of the chosen kelurahan where the city has no day of cases on record."""
    if here.selection.zone:
        show(here, respond.day(here), here.selection.zone)
    else:
        way_in(here)


def ledger(here: frame.Here, day: dt.date, zone_id: str) -> None:
    """A kelurahan's responses on the time axis below its cases; nothing where none has a day."""
    made = cached_response.view(here.asked, day)
    lines = made.by_zone.get(zone_id, ())
    if any(line.start for line in lines):
        from pages.shared import respond_ledger  # charts: the page of the map has none

        st.html(respond.STYLE)
        with st.container(key="ledger"):
            parts.heading(here, "response_line.ledger")
            respond_ledger.chart(here, made, lines, zone_id)


def gaps(here: frame.Here, day: dt.date) -> None:
    """How many kelurahan ask for a response and have none on record, and the way there."""
    made = cached_response.view(here.asked, day)
    if made.lines and made.known:
        said = escape(response_gaps.short(made, here.lang))
        st.html(f'<p class="jt-gaps">{said} {_link(here)}</p>')
    else:
        way_in(here)


def way_in(here: frame.Here, **fields: str) -> None:
    """A link to the page of responses."""
    st.html(f'<p class="jt-gaps">{_link(here, **fields)}</p>')


def _link(here: frame.Here, **fields: str) -> str:
    target = escape(here.link("respons", **fields), quote=True)
    return f'<a href="{target}">{escape(here.say("response_line.to_page"))}</a>'
