"""The HTTP routes beside the pages, in the same process: health, figures, interface, sign-in,
the meeting's screen.

``routes()``, ``middleware()`` and ``lifespan`` are what app.py hands to the server. Nothing is
opened before the first request; with JAGA_WEBHOOKS a thread looks for messages to send.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from geo.errors import ConfigError
from geo.io.web import batches, features, health, openapi, screen, signin, zones
from geo.io.web.endpoint import Endpoint
from geo.io.web.guard import Claims, UploadGuard, nobody
from geo.io.web.headers import Headers
from geo.io.web.metrics import OTHER, AskServed, Metrics
from geo.io.web.operations import Operation
from geo.io.web.pacing import Pacing
from geo.io.web.questions import Questions
from geo.io.web.service import Service
from geo.io.web.watching import Watching
from geo.settings import Settings

FRONT = "/peta"
"""Pages have their file's name as address; the server knows the first one as "/" alone."""
_OURS = ("/api/{rest:path}", "/ogc/{rest:path}")
"""Below these a path that is no route is told so; elsewhere the pages answer."""


def routes(settings: Settings | None = None, served: AskServed | None = None) -> list[BaseRoute]:
    """Every route; ``settings`` None: those of the environment, read at the first request.
    ``served`` says what the server of the pages counts."""
    service = Service(settings)
    questions, metrics = Questions(service), Metrics(service, served)
    known = (
        health.OPERATION,
        metrics.operation(),
        *zones.OPERATIONS,
        *batches.OPERATIONS,
        *features.OPERATIONS,
    )
    by_path: dict[str, dict[str, Operation]] = defaultdict(dict)
    for one in (*known, *openapi.operations(known)):
        by_path[one.path][one.method] = one
    made: list[BaseRoute] = [
        Route(path, Endpoint(service, questions, metrics, path, here), name=path)
        for path, here in by_path.items()
    ]
    nothing = Endpoint(service, questions, metrics, OTHER, {})
    missing = [Route(path, nothing, name=path) for path in _OURS]
    screens = screen.routes(service, questions, metrics)
    return [*made, *missing, *screens, *signin.routes(service), Route(FRONT, _front)]


async def _front(request: Request) -> Response:
    """From the first page's own name to where the server has it; the question is kept. The way is
    relative, as a proxy may have put the dashboard below a path of its own."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


def middleware(settings: Settings | None = None, claims: Claims = nobody) -> list[Middleware]:
    """What stands before the server's own routes, the outermost first. ``claims``: what an OpenID
    provider says of whoever sends these cookies."""
    service = Service(settings)
    return [
        Middleware(Watching),
        Middleware(Headers, service=service),
        Middleware(Pacing, service=service),
        Middleware(UploadGuard, service=service, claims=claims),
    ]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """From the server's start to its end: messages are sent, where anybody is to be told."""
    try:
        settings = Settings()
    except ConfigError:  # the pages say what is wrong
        settings = None
    if settings is None or settings.webhooks is None:
        yield
        return
    from geo.io.alerting import Courier  # views and rules: not needed where nobody is told

    courier = Courier(settings)
    courier.start()
    try:
        yield
    finally:
        courier.stop()
