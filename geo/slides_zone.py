"""Slides of one kelurahan: its word, and its neighbours."""

from __future__ import annotations

from geo.early_word import early_word
from geo.levels import severity_of
from geo.reasons import Phrase
from geo.slides import Figure, Ground, Row, Slide
from geo.slides_city import ROWS
from geo.views import CityView, zone_view
from geo.why import why


def word(ground: Ground, view: CityView, before: CityView, zone_id: str) -> Slide:
    """One kelurahan: what its lurah can read out, its figures and its place on the map."""
    shown = zone_view(view, zone_id, ground.zoned)
    early = early_word(shown, before)
    grounds = why(view, zone_id)
    figures = []
    if shown.status.cases is not None:
        figures.append(Figure(Phrase("briefing.figure.window", {}), shown.status.cases))
    if grounds.rate is not None:
        label = Phrase("briefing.figure.rate", {"days": view.rule.window_days or 0})
        limits = (grounds.rate_low, grounds.rate_high)
        figures.append(Figure(label, grounds.rate, 1, *limits))
    return Slide(
        f"zone-{zone_id}",
        view,
        early.title,
        said=(*early.warnings, *early.sentences),
        figures=tuple(figures),
        map=True,
        marked=(zone_id,),
    )


def near(view: CityView, zone_id: str) -> Slide:
    """The neighbours of one kelurahan, the most severe first."""
    others = [view.zone(other) for other in view.facts.neighbours.get(zone_id, ())]
    others.sort(key=lambda zone: (-severity_of(zone.level), zone.name))
    raised = sum(severity_of(zone.level) > 0 for zone in others)
    values = {"n": raised, "total": len(others), "name": view.facts.names[zone_id]}
    bare = sum(severity_of(zone.level) < 0 for zone in others)
    if bare and not raised:
        values["unknown"] = bare
    calm = "calm" if not bare else "gaps" if bare < len(others) else "unknown"
    kind = "none" if not others else "some" if raised else calm
    return Slide(
        f"near-{zone_id}",
        view,
        Phrase(f"briefing.near.{kind}", values),
        rows=tuple(Row(zone.name, zone.level, said=zone.reason) for zone in others[:ROWS]),
        map=True,
        marked=(zone_id,),
    )
