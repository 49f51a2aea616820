"""The map that a plain link opens, made before anybody asks for it."""

from __future__ import annotations

import folium.plugins

from pages.shared import briefing_scenes, cached, cached_response, clock, frame, zone_response

IMPORTED = (folium.plugins, briefing_scenes, zone_response)
"""What takes long to import, beside the caches. The map's own component is not among it: the server
knows those alone that are imported while a page runs."""


def prepare(place: frame.Here) -> None:
    """Fill the caches that the map of this place asks."""
    asked, day = place.asked, place.selection.date
    beyond = clock.beyond(place.selection, asked)
    cached.outlines(asked.city)
    cached.record(asked, place.lang, beyond)
    cached_response.layer(asked, place.lang, beyond)
    if day is not None:
        cached.city_view(asked, day)
        cached_response.view(asked, day)
