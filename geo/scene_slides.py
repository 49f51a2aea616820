"""Saved scenes as slides: each scene becomes the slide that shows what its page shows, with the
title and the note of the person who saved it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geo.reasons import Phrase
from geo.scenes import Briefing as Stored
from geo.scenes import Scene
from geo.slides import Briefing, Ground, Slide
from geo.slides_city import first, todays_map
from geo.slides_counts import alarms, method, trust
from geo.slides_zone import near, word
from geo.views import WEEK


@dataclass(frozen=True)
class Opened:
    """A scene with what it stands on. ``snapshot`` is that of its own view; ``zone`` the kelurahan
    that its link names, None where it names none. ``lost``: its link asked for what is not there
    any more, and ``ground`` is the nearest that is."""

    scene: Scene
    ground: Ground
    snapshot: str
    zone: str | None = None
    lost: bool = False


def briefing(stored: Stored, opened: Sequence[Opened]) -> Briefing:
    """The stored briefing as slides, as many as it has scenes."""
    slides = tuple(slide(one, n) for n, one in enumerate(opened, 1))
    titles = {made.key: one.scene.title for made, one in zip(slides, opened, strict=True)}
    own = {"": stored.title, **{key: title for key, title in titles.items() if title}}
    ground = opened[0].ground
    view = slides[0].view
    title = Phrase("briefing.title", {"city": view.facts.city.name, "day": view.day})
    return Briefing(title, view, ground.zoned, slides, snapshot(stored, opened), own_words=own)


def snapshot(stored: Stored, opened: Sequence[Opened]) -> str:
    """Eight hexadecimal digits that change with the version and with what any scene shows."""
    parts = (stored.id, str(stored.version), *(one.snapshot for one in opened))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def slide(of: Opened, number: int) -> Slide:
    """One scene as the slide ``number`` of its briefing, counted from 1."""
    made = _lost(of) if of.lost else _SHOWN.get(of.scene.page, _map)(of)
    span = days(of) if made.map else ()
    key = f"{made.kind}-{number}"
    return replace(made, key=key, note=of.scene.note, span=span, zoned=of.ground.zoned)


def days(of: Opened) -> tuple[dt.date, ...]:
    """The days that the scene's map plays: from its day to ``until``; without one none but the
    city's own map, which plays its record."""
    first_day, until = of.ground.day, of.scene.until
    if until is None:
        return of.ground.zoned.days if of.scene.page == "peta" else ()
    return tuple(day for day in of.ground.zoned.days if first_day <= day <= until)


def _map(of: Opened) -> Slide:
    view = of.ground.view()
    made = todays_map(of.ground, view)
    return replace(made, marked=(of.zone,)) if of.zone else made


def _kelurahan(of: Opened) -> Slide:
    if of.zone is None:
        return _map(of)
    ground = of.ground
    return word(ground, ground.view(), ground.view(ground.day - WEEK), of.zone)


def _compared(of: Opened) -> Slide:
    view = of.ground.view()
    return near(view, of.zone) if of.zone else first(view)


def _patterns(of: Opened) -> Slide:
    return alarms(of.ground, of.ground.view()) or _map(of)


def _rule(of: Opened) -> Slide:
    return method(of.ground.view())


def _trust(of: Opened) -> Slide:
    return trust(of.ground.view())


def _lost(of: Opened) -> Slide:
    said = Phrase("briefing.scene.lost", {"page": of.scene.page})
    return Slide("lost", of.ground.view(), Phrase("briefing.scene.lost_title", {}), said=(said,))


_SHOWN: dict[str, Callable[[Opened], Slide]] = {
    "peta": _map,
    "kelurahan": _kelurahan,
    "bandingkan": _compared,
    "pola": _patterns,
    "aturan": _rule,
    "metode": _rule,
    "mutu": _trust,
    "data": _trust,
    "revisi": _map,
}
"""The slide of each page that a scene may show (``geo.scenes.PAGES``)."""
