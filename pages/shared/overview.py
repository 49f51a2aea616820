"""The overview of all cities: which area the link asks for, on which day, and its map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit_folium import st_folium

from geo import rollup, rule_choice, selection, text
from geo.errors import JagaError, Problem
from geo.render import html, overview, overview_map
from geo.rollup import Area
from geo.rules import Rule, member
from geo.settings import STATIC
from pages.shared import cached, cached_overview, frame, signing

STYLE = STATIC / "jaga" / "overview.css"
KEY = "overview"


@dataclass(frozen=True)
class Look:
    """An area on a day under the rule that holds on it; ``path`` leads to it from everything, and
    ``known`` are the revisions of all cities that it was made of."""

    path: tuple[Area, ...]
    day: dt.date
    rule: Rule
    known: tuple[str, ...]

    @property
    def area(self) -> Area:
        return self.path[-1]


def look(here: frame.Here) -> Look | None:
    """What the link asks for; None, with a notice, where no city has a day under its rule."""
    day = here.selection.date or _borrowed(here)
    if day is None:
        st.html(html.notice([here.say("overview.no_day")]))
        return None
    known = cached_overview.revisions(here.asked.disease)
    with st.spinner(here.say("overview.loading")):
        root = cached_overview.nation(replace(here.asked, city="", revision=""), known, day)
    wanted = here.selection.extra.get("area", rollup.NATION)
    path = rollup.path(root, wanted)
    if not path or path[-1].kind == "kelurahan":
        examples = [path[-1].code for path in _examples(root)]
        told = {"found": wanted, "known": ", ".join(examples)}
        st.html(html.notice([text.problem(Problem("url_area", "?area=", told, False), here.lang)]))
        path = (root,)
    return Look(path, day, member(cached.all_rules()[here.selection.rule], day), known)


def names() -> Mapping[str, str]:
    """The cities' names by their keys."""
    return {key: city.name for key, city in cached.all_cities().items()}


def link(here: frame.Here, area: Area) -> str:
    """The address of an area's overview; of a kelurahan its own page, in its own city."""
    if area.kind == "kelurahan":
        return here.link("kelurahan", city=area.city, zone=area.code)
    return here.link("wilayah", extra={"area": area.code})


def sheet_of(area: Area) -> overview_map.Sheet:
    """The outlines that an area's map draws."""
    cities = tuple(one.city for one in rollup.beneath(area, "kota")) or (area.city,)
    return cached_overview.sheet(cities, area.code if area.kind == "kecamatan" else None)


def show_map(here: frame.Here, seen: Look) -> None:
    """The map; a pressed area becomes the link's, a pressed kelurahan opens its page."""
    area, lang = seen.area, here.lang
    said = overview.counts(area.by_level, lang) or here.say("overview.not_asked")
    label = here.say("overview.map_label", place=overview.name(area, lang), counts=said)
    badge = overview.simulated(area, names(), lang)
    payload = overview_map.payload(area, sheet_of(area), label, badge, lang)
    with st.container(key="map"):
        st_folium(
            overview_map.base_map(),
            key=KEY,
            height=520,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=overview_map.feature_group(payload),
            on_change=lambda: _pressed(area),
        )


def watch(here: frame.Here, seen: Look) -> None:
    """Look for new data of any city every few seconds; when there are some, run the page again."""

    @st.fragment(run_every=cached.settings().live_s)
    def again() -> None:
        try:
            fresh = cached_overview.revisions(here.asked.disease)
        except JagaError:
            return
        if fresh != seen.known or signing.viewer() != here.asked.viewer:
            st.rerun()

    again()


def _pressed(area: Area) -> None:
    """Take a message of the map, each once: {"event": kind, "code": code, "number": unique}."""
    message = st.session_state.get(KEY) or {}
    number = message.get("number")
    if number is None or number == st.session_state.get(f"message-{KEY}"):
        return
    st.session_state[f"message-{KEY}"] = number
    found = pressed(area, str(message.get("code")))
    if found is None:
        return
    if found.kind == "kelurahan":
        frame.go("kelurahan", city=found.city, zone=found.code)
    else:
        frame.choose(area=found.code)


def pressed(area: Area, code: str) -> Area | None:
    """The area within the one that is shown that a press on the map means."""
    found = rollup.path(area, code)
    return found[-1] if found else None


def _borrowed(here: frame.Here) -> dt.date | None:
    """The opening day of the first other city that has one, where the chosen city has no day."""
    rule = cached.all_rules()[here.selection.rule]
    for key, city in cached.all_cities().items():
        asked = replace(here.asked, city=key, revision=cached.revision(key, here.selection.disease))
        facts = cached.facts(asked)
        if key == here.selection.city or rule_choice.refusal(rule, facts):
            continue
        day = selection.opening_day(facts, rule, cached.zoned(asked).days)
        if day is not None:
            own = here.facts.city.name
            st.html(html.notice([here.say("overview.borrowed", city=own, other=city.name)]))
            return day
    return None


def _examples(root: Area) -> list[tuple[Area, ...]]:
    """The way down to a first kecamatan, a code of each kind."""
    path = [root]
    while path[-1].children and path[-1].kind != "kecamatan":
        path.append(path[-1].children[0])
    return [tuple(path[: i + 1]) for i in range(1, len(path))]
