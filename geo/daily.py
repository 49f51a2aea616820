"""The daily briefing ("taklimat harian") of a city or of one kelurahan, made for any day from the
views alone, so that nobody has to arrange it."""

from __future__ import annotations

from geo.reasons import Phrase
from geo.slides import Briefing, Ground, Slide
from geo.slides_city import changed, first, standing, todays_map
from geo.slides_counts import alarms, curve, method, trust
from geo.slides_response import response
from geo.slides_zone import near, word
from geo.views import WEEK


def of_city(ground: Ground, snapshot: str) -> Briefing:
    """The city's briefing of a day; a day without any report gives slides that say so."""
    view, before = ground.view(), ground.view(ground.day - WEEK)
    made: list[Slide | None] = [standing(ground, view), todays_map(ground, view)]
    made += [changed(view, before), curve(ground, view), alarms(ground, view)]
    made += [first(view), response(view, before), trust(view), method(view)]
    title = Phrase("briefing.title", {"city": view.facts.city.name, "day": view.day})
    slides = tuple(slide for slide in made if slide is not None)
    return Briefing(title, view, ground.zoned, slides, snapshot)


def of_zone(ground: Ground, snapshot: str, zone_id: str) -> Briefing:
    """The briefing of one kelurahan."""
    view, before = ground.view(), ground.view(ground.day - WEEK)
    slides = (word(ground, view, before, zone_id), near(view, zone_id), method(view))
    name = ground.facts.names[zone_id]
    title = Phrase("briefing.title", {"city": name, "day": view.day})
    return Briefing(title, view, ground.zoned, slides, snapshot, zone_id)
