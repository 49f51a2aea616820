"""/layar: the meeting's screen of a day's briefing or of a saved one, and whether it is still the
newest. It is a screen like the pages, no part of the interface for programs: what can't be shown is
told as a page, too."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from geo import boundaries, daily, names, scene_slides
from geo.access import Viewer
from geo.errors import JagaError
from geo.io.desk import Desk
from geo.io.web import faults, paths
from geo.io.web import parameters as p
from geo.io.web.answers import JSON, SAFE, Answer
from geo.io.web.endpoint import Endpoint
from geo.io.web.metrics import Metrics
from geo.io.web.operations import Ask, Operation
from geo.io.web.questions import Question, Questions, no_zone
from geo.io.web.service import Service
from geo.io.web.shelf import Shelf
from geo.render import meeting, miniature
from geo.scene_slides import Opened
from geo.scenes import Briefing as Stored
from geo.scenes import Scene
from geo.slides import Briefing, Ground
from geo.snapshot import snapshot_id
from geo.text import text

HTML = "text/html; charset=utf-8"
_ZONE = p.Parameter("zone", "web.parameter.zone", p.ZONE.kind)
_BRIEFING = p.Parameter("briefing", "", p.NAME.kind)
_KIOSK = p.Parameter("kiosk", "", p.DWELL)
LONGEST_S = 3600
"""The longest that a slide stays on a screen that turns by itself; who asks for more gets this. A
browser takes a timer of more than 24 days for one of none, and the slides would flicker."""
_SHOWN = (*p.QUESTION, p.DATE, _ZONE)
_ASKED = (*_SHOWN, _BRIEFING, _KIOSK, p.LANG)


@dataclass(frozen=True)
class Made:
    """What one address shows: the name of its data, what it follows from, and how to make it."""

    snapshot: str
    tag: tuple[object, ...]
    city: str
    make: Callable[[], Briefing]


class Screens:
    """The screens of one process; a briefing is made once for all who may see the same."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._briefings: Shelf[Briefing] = Shelf(16)
        self._pages: Shelf[str] = Shelf(8)
        self._shapes: Shelf[miniature.Shapes] = Shelf(8)
        self._centres: Shelf[Any] = Shelf(8)

    def screen(self, ask: Ask) -> Answer:
        """The whole document."""
        made = self._made(ask)
        fields = {name: ask.values[name] for name in ask.values if name != "kiosk"}
        fields["lang"] = ask.lang
        state = f"layar/keadaan?{urlencode(fields)}"
        kiosk = min(ask.values["kiosk"], LONGEST_S) if "kiosk" in ask.values else None
        tag = ("screen", made.tag, state, kiosk)

        def draw() -> str:
            of = self._briefings.get(made.tag, made.make)
            return meeting.page(
                of, self._outlines(made.city), ask.lang, meeting.Screen(state, kiosk_s=kiosk)
            )

        headers = {"Content-Security-Policy": meeting.CSP, "Referrer-Policy": "same-origin"}
        # Drawn once for all: anybody may ask, and dozens of maps take a second.
        return Answer(HTML, lambda: self._pages.get(tag, draw), tag, headers=headers)

    def state(self, ask: Ask) -> Answer:
        """The snapshot that the document would be made from now."""
        made = self._made(ask)
        content = json.dumps({"snapshot": made.snapshot}) + "\n"
        return Answer(JSON, lambda: content, ("state", made.tag))

    def _made(self, ask: Ask) -> Made:
        values = ask.values
        if "briefing" in values:
            return self._stored(ask, values["briefing"])
        asked = ask.questions.ask(values, ask.viewer)
        day = ask.questions.day(asked, values.get("date"))
        zone = values.get("zone")
        if zone is not None:
            found = names.find(zone, ask.questions.facts(asked).zones, asked.city)
            if found is None:
                raise no_zone("?zone=", zone[:80])
            zone = found
        snapshot = snapshot_id(ask.questions.view(asked, day))

        def make() -> Briefing:
            ground = self._ground(ask.questions, asked, day)
            if zone:
                return daily.of_zone(ground, snapshot, zone)
            return daily.of_city(ground, snapshot)

        return Made(snapshot, (snapshot, asked, day, zone), asked.city, make)

    def _stored(self, ask: Ask, briefing_id: str) -> Made:
        try:
            stored = Desk(self._service.store, ask.viewer).briefing(briefing_id)
        except JagaError as unknown:
            raise faults.RequestError(404, unknown.problems) from unknown
        opened = [self._opened(ask.questions, ask.viewer, stored, one) for one in stored.scenes]
        name = scene_slides.snapshot(stored, opened)
        policy = self._service.policy(ask.viewer, stored.city)
        tag = (name, stored.id, stored.version, policy)
        return Made(name, tag, stored.city, lambda: scene_slides.briefing(stored, opened))

    def _opened(self, questions: Questions, viewer: Viewer, stored: Stored, scene: Scene) -> Opened:
        """A scene with the ground that its link names, or the city's own where that is gone."""
        own = {"city": stored.city, "disease": stored.disease}
        known = [one for one in _SHOWN if one.name in scene.params]
        given = [(one.name, scene.params[one.name]) for one in known]
        values, problems = p.read(given, known, self._service)
        lost = bool(problems) or values.get("city", stored.city) != stored.city
        try:
            asked = questions.ask({**own, **({} if lost else values)}, viewer)
        except JagaError:
            lost, asked = True, questions.ask(own, viewer)
        day = questions.day(asked, None if lost else values.get("date"))
        ground = self._ground(questions, asked, day)
        zone = None if lost else values.get("zone")
        if zone is not None:
            zone = names.find(zone, ground.facts.zones, asked.city)
            lost = zone is None
        return Opened(scene, ground, snapshot_id(ground.view()), zone, lost)

    def _ground(self, questions: Questions, asked: Question, day: dt.date) -> Ground:
        rule = questions.rule(asked)
        return Ground(
            questions.facts(asked),
            rule,
            day,
            questions.zoned(asked),
            self._points(asked.city),
            asked.smoothed,
        )

    def _points(self, city: str) -> Any:
        utm = self._service.cities[city].utm
        return self._centres.get(city, lambda: boundaries.centres(self._service.zones(city), utm))

    def _outlines(self, city: str) -> miniature.Shapes:
        utm = self._service.cities[city].utm
        return self._shapes.get(city, lambda: miniature.shapes(self._service.zones(city), utm))


class _Page(Endpoint):
    """An endpoint whose refusals are a page to read."""

    def _failed(self, error: Exception, request: Request, viewer: Viewer, lang: str) -> Response:
        plain = super()._failed(error, request, viewer, lang)
        refusal = faults.refused(error, signed_in=viewer.signed_in)
        headers = {**SAFE, "Cache-Control": "no-store", "Content-Language": lang}
        return HTMLResponse(refused(refusal, lang), plain.status_code, headers)


def refused(refusal: faults.RequestError, lang: str) -> str:
    """A refusal as a page to read."""
    said = [one["text"] for one in json.loads(faults.body(refusal, lang))["problems"]]
    title = escape(text("meeting.gone_title", lang))
    lines = "".join(f"<p>{escape(one)}</p>" for one in said)
    back = f'<p><a href="taklimat?lang={lang}">{escape(text("meeting.back", lang))}</a></p>'
    style = (
        "body{margin:12vh auto;max-width:40em;padding:0 24px;background:#fff;color:#1b2430;"
        "font:500 20px/1.5 sans-serif}a{color:#0a5f65}"
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{style}</style></head><body><main><h1>{title}</h1>{lines}{back}</main></body></html>"
    )


def routes(service: Service, questions: Questions, metrics: Metrics) -> list[BaseRoute]:
    """The screen and its state."""
    screens = Screens(service)
    screen = Operation("meeting", paths.SCREEN, "", screens.screen, {}, _ASKED)
    state = Operation("meetingState", paths.SCREEN_STATE, "", screens.state, {}, _ASKED)
    page = _Page(service, questions, metrics, paths.SCREEN, {"GET": screen})
    plain = Endpoint(service, questions, metrics, paths.SCREEN_STATE, {"GET": state})
    return [
        Route(paths.SCREEN, page, name=paths.SCREEN),
        Route(paths.SCREEN_STATE, plain, name=paths.SCREEN_STATE),
    ]
