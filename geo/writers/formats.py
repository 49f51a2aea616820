"""Every format that a briefing can be handed out in: one table for the command and the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import InputError, Problem
from geo.parts import require
from geo.render import miniature
from geo.rules import Rule
from geo.slides import Briefing, Slide

if TYPE_CHECKING:
    import geopandas as gpd

OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Wanted:
    """What a file is made of.

    ``zones`` are the city's zones in EPSG:4326 in the order of the view; without them there is no
    geometry to write. ``slide`` is the key of the slide a picture shows, None for the map.
    ``template`` is for a deck. ``rule`` is the one that was asked for where it is a family, so that
    every day of a film names its own. ``first`` and ``last`` are the days a film plays, None for
    the slide's own or the whole record. ``progress`` hears how many frames are done, of how many.
    """

    briefing: Briefing
    shapes: miniature.Shapes
    lang: str
    zones: gpd.GeoDataFrame | None = None
    slide: str | None = None
    template: Path | None = None
    rule: Rule | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True)
class Written:
    """The bytes of a file, and what could not be done as asked."""

    data: bytes
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Format:
    """``suffix`` ends the file's name, without its dot; ``media`` is its type on the web.
    ``ending`` tells apart two formats with one suffix: "-a3" before it, "" for the plain one."""

    suffix: str
    media: str
    write: Callable[[Wanted], Written]
    ending: str = ""
    part: str = ""
    """The part that has to be installed for it; "" for none."""


def make(key: str, wanted: Wanted) -> Written:
    """The file of a format; the same briefing gives the same bytes. InputError where there is no
    such format or slide, or nothing that could be drawn; MissingPartError where it needs a part."""
    if key not in FORMATS:
        raise InputError(Problem("files_format", key, {"known": ", ".join(FORMATS)}))
    if FORMATS[key].part:
        require(FORMATS[key].part)
    return FORMATS[key].write(wanted)


def file_name(key: str, briefing: Briefing) -> str:
    """A name that says what is inside: "banjarmasin-2021-07-18-insidensi7.pptx"."""
    view = briefing.view
    parts = [view.facts.city.key, view.day.isoformat(), view.rule.key]
    if briefing.zone:
        parts.insert(1, zone_stem(briefing))
    return f"{'-'.join(parts)}{_end(key)}"


def zone_name(key: str, briefing: Briefing) -> str:
    """The name of one kelurahan's file in a batch: "63.71.01.1001-mantuil.pdf"."""
    return f"{zone_stem(briefing)}{_end(key)}"


def zone_stem(briefing: Briefing) -> str:
    """Code and name of a briefing's kelurahan, in letters that every file system takes."""
    zone_id = briefing.zone or ""
    name = briefing.view.facts.names.get(zone_id, "")
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    code = re.sub(r"[^A-Za-z0-9.]+", "-", zone_id).strip(".-")
    return f"{code}-{slug}" if slug else code


def pictured(wanted: Wanted) -> Slide:
    """The slide that a picture shows: the one that was asked for by its key or kind, else the first
    with a map, else the first. InputError where the briefing has no such slide."""
    slides = wanted.briefing.slides
    if wanted.slide is None:
        return next((slide for slide in slides if slide.map), slides[0])
    for slide in slides:
        if wanted.slide in (slide.key, slide.kind):
            return slide
    known = ", ".join(slide.key for slide in slides)
    raise InputError(Problem("files_slide", wanted.slide, {"known": known}))


def _end(key: str) -> str:
    return f"{FORMATS[key].ending}.{FORMATS[key].suffix}"


def _deck(wanted: Wanted) -> Written:
    from geo.writers import deck

    return Written(*deck.deck(wanted.briefing, wanted.shapes, wanted.lang, wanted.template))


def _report(wanted: Wanted) -> Written:
    from geo.writers import document

    return Written(document.report(wanted.briefing, wanted.shapes, wanted.lang))


def _poster(wanted: Wanted) -> Written:
    from geo.writers import document

    return Written(document.poster(wanted.briefing, wanted.shapes, wanted.lang))


def _screen(wanted: Wanted) -> Written:
    from geo.render import meeting

    written = meeting.alone(wanted.briefing, wanted.shapes, wanted.lang)
    return Written(written.encode("utf-8"))


def _picture(size: str) -> Callable[[Wanted], Written]:
    def write(wanted: Wanted) -> Written:
        from geo.writers import picture

        slide = pictured(wanted)
        return Written(picture.png(slide, wanted.briefing, wanted.shapes, wanted.lang, size))

    return write


def _film(kind: str) -> Callable[[Wanted], Written]:
    def write(wanted: Wanted) -> Written:
        from geo.writers import film

        make = film.mp4 if kind == "mp4" else film.gif
        briefing, first, last = wanted.briefing, wanted.first, wanted.last
        if wanted.slide is not None:
            slide = pictured(wanted)
            zoned = slide.zoned or briefing.zoned
            briefing = replace(briefing, view=slide.view, zoned=zoned)
            if slide.span:
                first, last = first or slide.span[0], last or slide.span[-1]
        days = film.played(briefing, first, last)
        made = make(briefing, wanted.shapes, wanted.lang, days, wanted.progress, rule=wanted.rule)
        return Written(made)

    return write


def _workbook(wanted: Wanted) -> Written:
    from geo.writers import workbook

    return Written(workbook.xlsx(wanted.briefing, wanted.lang, wanted.rule))


def _geodata(kind: str) -> Callable[[Wanted], Written]:
    def write(wanted: Wanted) -> Written:
        from geo.writers import geodata

        if kind == "csv":
            return Written(geodata.csv(wanted.briefing, wanted.lang))
        make = geodata.geojson if kind == "geojson" else geodata.gpkg
        return Written(make(wanted.briefing, wanted.zones, wanted.lang))

    return write


FORMATS: Mapping[str, Format] = {
    "pptx": Format("pptx", f"{OFFICE}presentationml.presentation", _deck, part="exports"),
    "pdf": Format("pdf", "application/pdf", _report, part="exports"),
    "a3": Format("pdf", "application/pdf", _poster, "-a3", part="exports"),
    "html": Format("html", "text/html", _screen),
    "png": Format("png", "image/png", _picture("wide")),
    "square": Format("png", "image/png", _picture("square"), "-square"),
    "tall": Format("png", "image/png", _picture("tall"), "-tall"),
    "mp4": Format("mp4", "video/mp4", _film("mp4"), part="exports"),
    "gif": Format("gif", "image/gif", _film("gif")),
    "xlsx": Format("xlsx", f"{OFFICE}spreadsheetml.sheet", _workbook),
    "csv": Format("csv", "text/csv", _geodata("csv")),
    "geojson": Format("geojson", "application/geo+json", _geodata("geojson")),
    "gpkg": Format("gpkg", "application/geopackage+sqlite3", _geodata("gpkg"), part="geodata"),
}
"""In the order in which they are offered."""
