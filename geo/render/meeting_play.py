"""What the meeting's screen holds beside its pictures, as values for the browser: the levels of
every day that can be played, and each kelurahan with its level and reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geo import findings
from geo.levels import BY_CODE, BY_KEY, LEVELS
from geo.render import packed, slide_words
from geo.render.meeting_slide import played
from geo.render.words import capital
from geo.render.words import level as level_word
from geo.slides import Briefing, Slide
from geo.text import day_names, raw
from geo.views import CityView
from geo.zoning import Zoning

_WORDS = ("away", "refused", "none", "level_on", "pause", "play", "new")


def content(briefing: Briefing, lang: str, *, live: bool) -> dict[str, Any]:
    """Values for ``static/jaga/meeting*.js``. ``views`` and ``records`` are what slides point to by
    number (``places``). ``live``: somebody can be asked whether there is newer data."""
    views: list[CityView] = []
    records: list[dict[str, Any]] = []
    known: dict[int, int] = {}
    slides = []
    for slide in briefing.slides:
        here = next((n for n, one in enumerate(views) if one is slide.view), len(views))
        if here == len(views):
            views.append(slide.view)
        zoned = played(slide, briefing)
        record = None
        if zoned is not None:
            record = known.setdefault(id(zoned), len(records))
            if record == len(records):
                records.append(_record(zoned, lang))
        slides.append({"key": slide.key, "view": here, "record": record, **_span(slide, zoned)})
    return {
        "lang": lang,
        "live": live,
        "snapshot": briefing.snapshot,
        "slides": slides,
        "views": [_view(view, lang) for view in views],
        "records": records,
        "levels": {level.code: _level(level.key, lang) for level in LEVELS},
        "names": day_names(lang),
        "words": {
            **{name: raw(f"meeting.{name}", lang) for name in _WORDS},
            "place": raw("briefing.place", lang),
        },
    }


def shown_until(briefing: Briefing, lang: str) -> str:
    """What the data on the screen are, for the line that says that nobody answers."""
    return slide_words.source(briefing.view, lang)


def _span(slide: Slide, zoned: Zoning | None) -> dict[str, Any]:
    """First and last day to play: up to the slide's own day, or on from it where it is the first
    one."""
    if zoned is None:
        return {"first": None, "last": None, "day": slide.view.day.isoformat()}
    known = set(zoned.days)
    days = [day for day in slide.span if day in known]
    earlier = [day for day in days if day <= slide.view.day]
    if len(earlier) > 1:
        days = earlier
    return {"first": _iso(days[0]), "last": _iso(days[-1]), "day": _iso(slide.view.day)}


def _record(zoned: Zoning, lang: str) -> dict[str, Any]:
    """The days with one text a zone (``geo.render.packed``), and what is said of each day."""
    said: dict[str, int] = {}
    which = []
    for column in range(len(zoned.days)):
        levels = [BY_CODE[str(code)].key for code in zoned.codes[:, column]]
        sentence = slide_words.say(findings.headline_of(levels), lang)
        which.append(said.setdefault(sentence, len(said)))
    return {
        "days": [_iso(day) for day in zoned.days],
        "codes": [packed.letters(row) for row in zoned.codes],
        "titles": list(said),
        "said": which,
    }


def _view(view: CityView, lang: str) -> dict[str, Any]:
    """A city on a day: every zone with its level's code and the reason for it."""
    return {
        "day": _iso(view.day),
        "city": view.facts.city.name,
        "always": [BY_KEY[key].code for key in view.rule.levels if view.rule.kind != "archive"],
        "zones": [
            [
                zone.zone_id,
                zone.name,
                zone.district,
                BY_KEY[zone.level].code,
                slide_words.say(zone.reason, lang),
            ]
            for zone in view.zones
        ],
    }


def _level(key: str, lang: str) -> dict[str, str]:
    level = BY_KEY[key]
    return {
        "key": key,
        "word": capital(level_word(key, lang)),
        "letter": level.letter,
        "colour": level.colour,
        "ink": level.ink,
        "pattern": level.pattern,
    }


def _iso(day: dt.date) -> str:
    return day.isoformat()
