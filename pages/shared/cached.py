"""Every cache of the dashboard: what one viewer has asked, the next one gets for nothing.

Only ``st.cache_*`` wrappers stand here; ``geo.io.assemble`` gathers the facts. Keys are strings and
dates; a new batch changes the revision, and with it every key.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from geo import (
    access,
    alarms,
    boundaries,
    cities,
    direction,
    knowledge,
    patterns,
    rules,
    staleness,
    suppression,
    today,
    views,
    zoning,
)
from geo import comparison as compare
from geo import quality as data_quality
from geo.facts import Facts
from geo.io import assemble, batches, embedded, reach, revisions
from geo.io.desk import Desk
from geo.io.store import Store
from geo.render import heat, miniature, timeline
from geo.render import map as zone_map
from geo.render import patterns as patterns_html
from geo.render import quality as quality_html
from geo.settings import STATIC, Settings


@dataclass(frozen=True)
class Question:
    """What the caches are keyed by."""

    city: str
    disease: str
    rule: str
    revision: str
    viewer: access.Viewer = access.ANYBODY
    smoothed: bool = False
    as_of: dt.datetime | None = None


@st.cache_resource(max_entries=1, show_spinner=False)
def settings() -> Settings:
    return Settings()


@st.cache_resource(max_entries=1, show_spinner=False)
def all_cities() -> dict[str, cities.City]:
    return cities.read_cities(settings().cities)


@st.cache_resource(max_entries=1, show_spinner=False)
def all_diseases() -> dict[str, cities.Disease]:
    return cities.read_diseases()


@st.cache_resource(max_entries=1, show_spinner=False)
def store() -> Store:
    """The open store. The embedded one is prepared on the first start; another must be there."""
    chosen = settings()
    if chosen.db is None:
        embedded.prepare(chosen.db_url, all_cities(), STATIC)
    else:
        embedded.assets.ensure(STATIC)
    return Store.open(chosen.db_url)


@st.cache_resource(max_entries=1, show_spinner=False)
def provider() -> bool:
    """True where an OpenID provider is configured: ``[auth]`` of Streamlit's secrets, as they were
    when the server was first asked. Without secrets Streamlit would look for their files anew each
    time that somebody's claims are read, one viewer after another."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def anybody() -> suppression.Policy:
    """Which small counts this dashboard shows to everybody."""
    return suppression.POLICIES[settings().view]


def all_rules() -> dict[str, rules.Rule]:
    """Every rule, the city's own ones included."""
    return rules.registry(own=settings().rules)


@st.cache_resource(max_entries=1, show_spinner=False)
def _follower() -> reach.Follower:
    return reach.Follower(fresh_s=settings().live_s / 10)


def latest(city: str, disease: str) -> reach.Word:
    """What the store says last of the city's cases and responses, asked at most once a second for
    all viewers. While it is out of reach or slow it is the last that was read, so that screens keep
    the last good data."""
    return _follower().look((city, disease), partial(store().revision, city, disease))


def revision(city: str, disease: str) -> str:
    """Changes with every batch of the city's cases, and with it the key of every cache."""
    return latest(city, disease).revision


def desk(viewer: access.Viewer) -> Desk:
    """What this viewer may do with the store; every action checks the role again."""
    _follower().ask_anew()
    return Desk(store(), viewer)


@st.cache_resource(max_entries=24, show_spinner=False)
def turns(city: str, disease: str, revision: str) -> tuple[dt.datetime, ...]:
    """The moments at which what is known of a city changed, newest first."""
    with store().reading() as connection:
        return tuple(at for _, at in batches.turns(connection, city, disease))


@st.cache_resource(max_entries=8, show_spinner=False)
def zones(city: str) -> Any:
    """The city's zones with geometry (GeoDataFrame)."""
    return boundaries.read(all_cities()[city])


@st.cache_resource(max_entries=12, show_spinner=False)
def _known(
    city: str, disease: str, revision: str, viewer: access.Viewer, as_of: dt.datetime | None
) -> Facts:
    return assemble.facts(
        store(),
        all_cities()[city],
        all_diseases()[disease],
        zones(city),
        viewer=viewer,
        anybody=anybody(),
        as_of=as_of,
    )


def facts(asked: Question) -> Facts:
    """What the viewer may know of the city and disease; the rule plays no part in it."""
    return _known(asked.city, asked.disease, asked.revision, asked.viewer, asked.as_of)


@st.cache_resource(max_entries=24, show_spinner=False)
def zoned(asked: Question) -> zoning.Zoning:
    return zoning.zoning(facts(asked), all_rules()[asked.rule], smoothed=asked.smoothed)


@st.cache_resource(max_entries=256, show_spinner=False)
def city_view(asked: Question, day: dt.date) -> views.CityView:
    return views.city_view(facts(asked), all_rules()[asked.rule], day, smoothed=asked.smoothed)


@st.cache_resource(max_entries=256, show_spinner=False)
def zone_view(asked: Question, day: dt.date, zone_id: str) -> views.ZoneView:
    return views.zone_view(city_view(asked, day), zone_id, zoned(asked))


@st.cache_resource(max_entries=64, show_spinner=False)
def comparison(
    asked: Question, other: str, day: dt.date
) -> tuple[compare.Comparison, tuple[views.CityView, views.CityView]]:
    """Two rules on a day, and the view of each."""
    second = replace(asked, rule=other)
    both = city_view(asked, day), city_view(second, day)
    return compare.compare(*both, (zoned(asked), zoned(second))), both


@st.cache_resource(max_entries=64, show_spinner=False)
def revised(asked: Question, as_of: dt.datetime, day: dt.date) -> knowledge.Revised:
    """A day as it was known at ``as_of`` beside what is known of it now."""
    then, now = replace(asked, as_of=as_of), replace(asked, as_of=None)
    return knowledge.revised(city_view(then, day), city_view(now, day))


@st.cache_resource(max_entries=8, show_spinner=False)
def shapes(city: str) -> miniature.Shapes:
    """The outlines for still maps."""
    return miniature.shapes(zones(city), all_cities()[city].utm)


@st.cache_resource(max_entries=8, show_spinner=False)
def centres(city: str) -> Any:
    """The zones' centres in metres of the city's UTM zone, shape (zones, 2)."""
    return boundaries.centres(zones(city), all_cities()[city].utm)


@st.cache_resource(max_entries=64, show_spinner=False)
def found_patterns(asked: Question, day: dt.date) -> patterns.Patterns | None:
    return patterns.patterns(facts(asked), day, centres(asked.city))


@st.cache_resource(max_entries=64, show_spinner=False)
def heading(asked: Question, day: dt.date) -> tuple[direction.Direction, ...]:
    """Where the city and its districts are heading."""
    return direction.directions(facts(asked), day)


@st.cache_resource(max_entries=64, show_spinner=False)
def watch(asked: Question, day: dt.date) -> alarms.Watch:
    """The day's alarms."""
    return today.watch(facts(asked), day)


@st.cache_resource(max_entries=64, show_spinner=False)
def cluster_rings(asked: Question, day: dt.date, lang: str) -> dict[str, Any] | None:
    """The outlines of a day's clusters for the map."""
    found = found_patterns(asked, day)
    if found is None:
        return None
    return patterns_html.rings(found, facts(asked), boundaries.display(zones(asked.city)), lang)


@st.cache_resource(max_entries=8, show_spinner=False)
def outlines(city: str) -> str:
    """The display outlines for the map, as script text."""
    return zone_map.outlines(boundaries.display(zones(city)))


@st.cache_resource(max_entries=24, show_spinner=False)
def record(asked: Question, lang: str, beyond: dt.date | None = None) -> dict[str, Any]:
    """The map's payload without what belongs to one viewer; with ``beyond`` its last day is one
    that nobody has reported on yet."""
    known = facts(asked)
    rule = all_rules()[asked.rule]
    simulated = views.is_simulated(known, rule)
    made = zoned(asked)
    if beyond is not None:
        made = zoning.with_day(made, known, rule, beyond, smoothed=asked.smoothed)
    return timeline.record(
        made, rule, asked.city, lang, simulated=simulated, beyond=beyond is not None
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def quality(asked: Question, today: dt.date) -> data_quality.Quality:
    """How good the data are; what speaks of counts is asked only for those who may see them all."""
    known, which = facts(asked), (asked.city, asked.disease)
    limit = staleness.limit(known, all_rules()[asked.rule])
    if not known.policy.detail:
        return data_quality.quality(known, today, limit)
    late = None
    if not known.simulated:
        place = known.disease.case_indicator, known.city.timezone
        late = revisions.delays(store(), *which, *place, asked.as_of)
    changed = revisions.first_and_last(store(), *which, asked.as_of)
    outside = store().unallocated(*which, as_of=asked.as_of)
    return data_quality.quality(known, today, limit, late, changed, outside)


@st.cache_resource(max_entries=16, show_spinner=False)
def completeness(asked: Question, today: dt.date, lang: str) -> tuple[str, str]:
    """The heat strip and the table of every kelurahan."""
    made = quality(asked, today)
    return heat.strip(made, lang), quality_html.zones(made, lang)
