"""The HTTP routes beside the pages, in the same process: health, figures, interface, sign-in.

``routes()`` is what app.py hands to the server. Nothing is opened before the first request.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from geo.io.web import health
from geo.io.web.service import Service
from geo.settings import Settings


def routes(settings: Settings | None = None) -> list[BaseRoute]:
    """Every route; ``settings`` None: those of the environment, read at the first request."""
    service = Service(settings)
    return [Route("/healthz", health.answer(service), methods=["GET"])]
