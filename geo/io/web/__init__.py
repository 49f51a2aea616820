"""The HTTP routes beside the pages, in the same process: health, figures, interface, sign-in.

``routes()`` and ``middleware()`` are what app.py hands to the server. Nothing is opened before the
first request.
"""

from __future__ import annotations

from collections import defaultdict

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from geo.io.web import batches, features, health, openapi, signin, zones
from geo.io.web.endpoint import Endpoint
from geo.io.web.guard import UploadGuard
from geo.io.web.metrics import OTHER, Metrics
from geo.io.web.operations import Operation
from geo.io.web.questions import Questions
from geo.io.web.service import Service
from geo.settings import Settings

_OURS = ("/api/{rest:path}", "/ogc/{rest:path}")
"""Below these a path that is no route is told so; elsewhere the pages answer."""


def routes(settings: Settings | None = None) -> list[BaseRoute]:
    """Every route; ``settings`` None: those of the environment, read at the first request."""
    service = Service(settings)
    questions, metrics = Questions(service), Metrics(service)
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
    return [*made, *missing, *signin.routes(service)]


def middleware(settings: Settings | None = None) -> list[Middleware]:
    """What stands before the server's own routes."""
    return [Middleware(UploadGuard, service=Service(settings))]
