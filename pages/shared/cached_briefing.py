"""Caches of the page Taklimat; those that every page needs stand in ``pages.shared.cached``."""

from __future__ import annotations

import base64
import datetime as dt
import threading
from contextlib import nullcontext
from dataclasses import dataclass

import streamlit as st

from geo import daily
from geo.render import drawing_svg, slide_layout
from geo.slides import Briefing, Ground
from geo.snapshot import snapshot_id
from geo.writers import formats
from pages.shared.cached import Question, all_rules, centres, city_view, facts, shapes, zoned

_WIDE = 640
"""Pixels of a preview."""
_FILMS = ("mp4", "gif")
_ONE_FILM = threading.Lock()
"""A film keeps a processor busy for half a minute, and anybody may ask for one: who asks at the
same time waits, so that the pages of all others stay quick."""


@dataclass(frozen=True)
class Preview:
    """A slide as a small picture (PNG in Base64): an image in a page can't use the page's typeface,
    so that SVG would be written in another one."""

    key: str
    title: str
    said: str
    picture: str


def ground(asked: Question, day: dt.date) -> Ground:
    """What a briefing of a day stands on."""
    rule = all_rules()[asked.rule]
    return Ground(facts(asked), rule, day, zoned(asked), centres(asked.city), asked.smoothed)


def snapshot(asked: Question, day: dt.date) -> str:
    """The name of the data of a day."""
    return snapshot_id(city_view(asked, day))


@st.cache_resource(max_entries=24, show_spinner=False)
def of_day(asked: Question, day: dt.date, zone: str | None) -> Briefing:
    """The daily briefing of a city, or of one kelurahan."""
    made = ground(asked, day)
    if zone:
        return daily.of_zone(made, snapshot(asked, day), zone)
    return daily.of_city(made, snapshot(asked, day))


def name(of: Briefing, rule: str) -> str:
    """What tells a briefing from every other one, for the caches below. ``rule`` is the key of the
    rule that was asked for: a family and its member of the day share a snapshot, and their other
    days differ."""
    facts = of.view.facts
    return f"{of.snapshot} {of.zone} {facts.as_of} {facts.city.key} {rule}"


@st.cache_data(max_entries=24, show_spinner=False)
def file(key: str, which: str, lang: str, _wanted: formats.Wanted) -> bytes:
    """A briefing in one of ``formats.FORMATS``: a film takes half a minute to make, once."""
    with _ONE_FILM if key in _FILMS else nullcontext():
        return formats.make(key, _wanted).data


@st.cache_resource(max_entries=24, show_spinner=False)
def previews(city: str, which: str, lang: str, _briefing: Briefing) -> tuple[Preview, ...]:
    """The slides of a briefing in their order; ``which`` is its ``name``."""
    out = []
    for slide in _briefing.slides:
        drawn = slide_layout.lay(slide, _briefing, shapes(city), lang)
        picture = base64.b64encode(drawing_svg.png(drawn, _WIDE)).decode()
        out.append(Preview(slide.key, drawn.title, drawn.alt, picture))
    return tuple(out)
