"""Every HTTP request gets an id, a line in the log and a place in the figures: those of our routes,
of sign-in, and those that the server of the pages answers."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.io import logs
from geo.io.figures import PROCESS, Figures
from geo.io.web import paths

HEADER = "X-Request-ID"
OWN = (paths.SIGN_IN, paths.SIGN_OUT, paths.FRONT)
"""Routes of ours that are no Endpoint and so don't count by themselves."""
_SERVER = {
    "/_stcore/": "server",
    "/app/static/": "static",
    "/static/": "static",
    "/media/": "media",
    "/component/": "component",
}
"""What the server of the pages answers beside them, by a part of the path: a proxy or a setting may
have put all of it below a path of its own."""
PAGES = "pages"
_QUIET = frozenset({*_SERVER.values(), paths.HEALTH, paths.FIGURES})
"""Asked for so often that a line is worth it only where something went wrong."""
_LOG = logging.getLogger("geo.web")


def route_of(path: str) -> str:
    """The route of a path that no Endpoint answered: one of a few words."""
    if path in OWN:
        return path
    return next((word for part, word in _SERVER.items() if part in path), PAGES)


class Watching:
    """ASGI middleware, the outermost: it sees also what others refuse."""

    def __init__(self, app: ASGIApp, figures: Figures = PROCESS) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500  # where no answer is begun
        with logs.traced(Headers(scope=scope).get(HEADER)) as trace:

            async def told(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    MutableHeaders(scope=message)[HEADER] = trace.request_id
                await send(message)

            try:
                await self._app(scope, receive, told)
            finally:
                self._note(scope, trace, status, time.perf_counter() - began)

    def _note(self, scope: Scope, trace: logs.Trace, status: int, seconds: float) -> None:
        route = trace.known.get("route")
        if route is None:  # an Endpoint has counted its own
            route = route_of(scope["path"])
            self._figures.request(route, status, seconds)
        path = logs.path_of(scope["path"], scope.get("query_string", b"").decode("latin-1"))
        quiet = route in _QUIET and (status < 400 or status == 404)
        level = logging.DEBUG if quiet else logging.INFO
        level = logging.ERROR if status >= 500 else level
        facts = {"method": scope["method"], "path": path, "route": route, "status": status}
        facts |= {"viewer": trace.known.get("viewer"), "milliseconds": round(seconds * 1000, 1)}
        logs.note(_LOG, level, "request", **facts)
