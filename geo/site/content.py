"""What a site is made of: one city on one day under one rule, and where its files lie."""

from __future__ import annotations

import datetime as dt
import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import geopandas as gpd

from geo import archive as zone_archive
from geo import boundaries, zoning
from geo.errors import InputError, Problem
from geo.rules import Rule
from geo.selection import nearest_day
from geo.settings import DATA
from geo.text import day, moment, text
from geo.views import CityView, ZoneView, zone_view
from geo.zoning import Zoning


@dataclass(frozen=True)
class Content:
    """A city view with its past, for readers of ``languages`` (the first stands at the root).

    ``zoned`` are all days on the map, the view's among them. ``shapes`` are the outlines for
    drawing, in the order of the zones. ``url`` is the address that the root will have, without a
    slash at its end, None where it is not known: then nothing names it. ``beyond``: the view's day
    lies behind all that anybody reported on.
    """

    view: CityView
    zoned: Zoning
    rule: Rule
    shapes: gpd.GeoDataFrame
    snapshot: str
    languages: tuple[str, ...]
    url: str | None = None
    beyond: bool = False

    @property
    def city(self) -> str:
        return self.view.facts.city.name

    @cached_property
    def zones(self) -> tuple[ZoneView, ...]:
        """Every zone in full, in the order of the city."""
        ids = self.view.facts.zone_ids
        return tuple(zone_view(self.view, zone_id, self.zoned) for zone_id in ids)

    def folder(self, lang: str) -> str:
        """Where the pages of a language lie: "" or "en/"."""
        return "" if lang == self.languages[0] else f"{lang}/"

    def page(self, lang: str, zone_id: str | None = None) -> str:
        """The path of the city's page or of a zone's."""
        name = f"kelurahan/{zone_id}.html" if zone_id else "index.html"
        return self.folder(lang) + name

    def address(self, path: str) -> str | None:
        """The full address of a path, None where the root's is not known."""
        return f"{self.url}/{quote(path)}" if self.url else None

    @property
    def known_at(self) -> dt.datetime | None:
        """When the data that count changed last; the day that its pages were read for an archive of
        reported zones. None where nothing says it."""
        facts = self.view.facts
        zone = ZoneInfo(facts.city.timezone)
        if self.view.rule.kind == "archive" and facts.city.archive_read is not None:
            return dt.datetime.combine(facts.city.archive_read, dt.time(), zone)
        return facts.updated_at.astimezone(zone) if facts.updated_at is not None else None


def content(
    view: CityView,
    rule: Rule,
    zones: gpd.GeoDataFrame,
    snapshot: str,
    languages: tuple[str, ...],
    url: str | None = None,
) -> Content:
    """The content for a view; ``rule`` is the one that was asked for, also one of a by_date family.

    InputError where the city has no day on record, and where the view's day lies between two.
    """
    zoned = zoning.zoning(view.facts, rule, smoothed=view.smoothed)
    if not zoned.days:
        where = {"city": view.facts.city.name, "rule": rule.key}
        raise InputError(Problem("site_empty", "publish --out", where))
    beyond = view.day > zoned.days[-1]
    zoned = zoning.with_day(zoned, view.facts, rule, view.day, smoothed=view.smoothed)
    if view.day not in zoned.days:
        values = {"found": view.day, "nearest": nearest_day(zoned.days, view.day)}
        raise InputError(Problem("site_day", "--date", values))
    return Content(
        view,
        zoned,
        rule,
        boundaries.display(zones),
        snapshot,
        languages,
        url.rstrip("/") if url else None,
        beyond,
    )


def relative(target: str, page: str) -> str:
    """The link from one file of the site to another, both from the root."""
    path, mark, place = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + place


def data_as_of(of: Content, lang: str) -> str:
    """How old the data are, as a sentence; "" where nothing says it."""
    facts = of.view.facts
    if of.view.rule.kind == "archive" and facts.archive is not None:
        spoken, read_on = zone_archive.days(facts.archive), facts.city.archive_read
        if spoken and read_on is not None:
            values = {"first": spoken[0].year, "last": spoken[-1].year}
            return text("panel.archive_updated", lang, day=day(read_on, lang, "long"), **values)
    if of.known_at is None:
        return ""
    return text("panel.updated", lang, moment=moment(of.known_at, lang))


def outlines_from(of: Content, lang: str) -> str:
    """Where the outlines come from and under which licence."""
    file = Path(of.view.facts.city.boundaries)
    if not file.is_relative_to(DATA):
        return text("site.outlines_own", lang, file=file.name)
    return text("site.outlines", lang)
