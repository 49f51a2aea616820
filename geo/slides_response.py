"""The slide of responses: where none is recorded though the colour asks for it, and what runs."""

from __future__ import annotations

from geo.gaps import Gap
from geo.reasons import Phrase
from geo.response_view import ResponseView, response_view
from geo.slides import Figure, Row, Slide
from geo.slides_city import ROWS
from geo.views import CityView


def response(view: CityView, before: CityView) -> Slide | None:
    """Kelurahan that ask for a response and have none recorded, with the figures of the register;
    None where nothing at all is recorded of the city, or nobody has a colour."""
    made = response_view(view, before if before.reported else None)
    if not made.lines or not made.known:
        return None
    open_ones = made.open
    rows = [Row(view.facts.names[x.zone_id], x.level, said=_said(x, made)) for x in open_ones]
    more = len(rows) - ROWS
    said = [Phrase("briefing.response.more", {"n": more})] if more > 0 else []
    if made.few:
        of = {"n": made.compared, "total": len(view.zones)}
        said.append(Phrase("briefing.response.few", of))
    said.append(Phrase("briefing.response.recorded", {}))
    return Slide(
        "response",
        view,
        _title(made),
        said=tuple(said),
        figures=_figures(made),
        rows=tuple(rows[:ROWS]),
        map=True,
        marked=tuple(gap.zone_id for gap in open_ones),
    )


def _title(made: ResponseView) -> Phrase:
    """How many ask and have none: "rising" is said only where some can be compared, and that
    there are none only of kelurahan whose colour is known."""
    if made.open:
        some = "some" if made.compared else "some_red"
        return Phrase(f"briefing.response.{some}", {"n": len(made.open)})
    none = ("none", "none_part") if made.compared else ("none_red", "none_red_part")
    return Phrase(f"briefing.response.{none[made.partial]}", {"known": made.known})


def _figures(made: ResponseView) -> tuple[Figure, ...]:
    """Responses that are active, reports that are overdue, Kampung Siaga that are ready."""
    late = sum(gap.reason == "report" for gap in made.gaps)
    running = any(line.kind == "jogo_tonggo" and line.rw for line in made.lines)
    figures = [Figure(Phrase("briefing.figure.running", {}), sum(made.active.values()))]
    if running:
        figures.append(Figure(Phrase("briefing.figure.overdue", {}), late))
    if any(one.known for one in made.kampung):
        ready = sum(one.ready == len(one.items) for one in made.kampung)
        label = Phrase("briefing.figure.ready", {})
        figures.append(Figure(label, ready, of=len(made.kampung)))
    return tuple(figures)


def _said(gap: Gap, made: ResponseView) -> Phrase:
    """What is known of the place: never anything, nothing with a day, or for how long nothing."""
    known, last = made.past(gap.zone_id)
    values = {"n": (made.day - last).days} if last else {}
    return Phrase(f"briefing.response.{known}", values)
