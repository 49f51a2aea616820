"""Caches of the overview of all cities: a city's day is kept, its tables are not, so that hundreds
of cities fit; those that every page needs stand in ``pages.shared.cached``."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from geo import boundaries, city_day, rollup
from geo.io import assemble
from geo.render import overview_plane
from pages.shared import cached
from pages.shared.cached import Question, all_cities, all_diseases, all_rules


@st.cache_resource(ttl=1.0, max_entries=4, show_spinner=False)
def revisions(disease: str) -> tuple[str, ...]:
    """Of every city in its order; asked of the store at most once a second, for all viewers."""
    return tuple(cached.revision(city, disease) for city in all_cities())


@st.cache_resource(max_entries=1500, show_spinner=False)
def _city(asked: Question, day: dt.date) -> city_day.CityDay:
    """One city's levels; its facts are read for this alone, without responses and geometry."""
    city = all_cities()[asked.city]
    facts = assemble.facts(
        cached.store(),
        city,
        all_diseases()[asked.disease],
        boundaries.read_attributes(city),
        only_cases=True,
        viewer=asked.viewer,
        anybody=cached.anybody(),
        as_of=asked.as_of,
    )
    return city_day.city_day(facts, all_rules()[asked.rule], day, smoothed=asked.smoothed)


@st.cache_resource(max_entries=24, show_spinner=False)
def nation(asked: Question, known: tuple[str, ...], day: dt.date) -> rollup.Area:
    """All cities on a day, each with the revision that stands in its place in ``known``; the city
    of the question plays no part."""
    return rollup.nation(
        _city(replace(asked, city=key, revision=revision), day)
        for key, revision in zip(all_cities(), known, strict=True)
    )


@st.cache_resource(max_entries=1500, show_spinner=False)
def _outlines(city: str) -> overview_plane.Outlines:
    found, of = boundaries.read(all_cities()[city]), all_cities()[city]
    shapes = found.geometry.to_numpy()
    return overview_plane.outlines(city, of.regency_code, tuple(found["zone_id"]), shapes)


@st.cache_resource(max_entries=64, show_spinner=False)
def sheet(cities: tuple[str, ...], district: str | None) -> overview_plane.Sheet:
    """The outlines of some cities, or of one alone, or of its kecamatan by this code."""
    if len(cities) > 1:
        return overview_plane.sheet([_outlines(city) for city in cities])
    found = boundaries.read(all_cities()[cities[0]])
    if district is not None:
        found = found[found["zone_id"].str.startswith(f"{district}.")]
    code = all_cities()[cities[0]].regency_code
    return overview_plane.close(tuple(found["zone_id"]), found.geometry.to_numpy(), code)
