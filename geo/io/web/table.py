"""Every route of ours with what answers it. Importing this imports the domain, the store and the
pictures: ``geo.io.web`` does so after the server has begun to answer."""

from __future__ import annotations

from collections import defaultdict

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from geo.io.web import batches, features, health, openapi, paths, screen, signin, zones
from geo.io.web.endpoint import Endpoint
from geo.io.web.metrics import OTHER, AskServed, Metrics
from geo.io.web.operations import Operation
from geo.io.web.questions import Questions
from geo.io.web.service import Service
from geo.settings import Settings


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
    missing = [
        Route(path, nothing, name=path)
        for path in (f"{below}/{{rest:path}}" for below in paths.BELOW)
    ]
    screens = screen.routes(service, questions, metrics)
    return [*made, *missing, *screens, *signin.routes(service), Route(paths.FRONT, _front)]


async def _front(request: Request) -> Response:
    """From the first page's own name to where the server has it; the question is kept. The way is
    relative, as a proxy may have put the dashboard below a path of its own."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")
