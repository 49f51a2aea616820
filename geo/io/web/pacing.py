"""How often one address may ask: of the interface, for a meeting's screen, with a file.

An address may be a whole office, so that the paces are wide; what they stop is a program that asks
without end. Signing in has its own brake, by name and address (``geo.io.sign_in``).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.errors import ConfigError, Problem
from geo.io.addresses import network
from geo.io.web import paths
from geo.io.web.guard import UPLOADS
from geo.io.web.service import Service
from geo.io.web.turnstile import Pace, Turnstile

PACES = {
    "read": Pace(300, 0.1),
    "screen": Pace(60, 1.0),
    "file": Pace(120, 5.0),
}
"""By what is asked for. All 267 kelurahan of the larger two cities can be read one by one at once;
a year's files, one a day, are in within half an hour."""
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")
_READ = (*paths.BELOW, paths.FIGURES, paths.SCREEN_STATE)


def kind(method: str, path: str) -> str | None:
    """What a request counts as; None where it is not counted, as health checks and pages are."""
    if method == "OPTIONS":
        return None
    if UPLOADS in path or (path == "/api/v1/imports" and method == "POST"):
        return "file"
    if path == paths.SCREEN:
        return "screen"
    return "read" if any(path == one or path.startswith(f"{one}/") for one in _READ) else None


def address(request: Request, proxies: int) -> str:
    """Who asks, as it is counted. ``proxies``: how many of our own stand in front; each adds the
    address that it was asked from to the end of X-Forwarded-For, so the one that the outermost saw
    is the so-manieth from the end. What stands before it is a claim of the client's."""
    host = request.client.host if request.client else ""
    if proxies:
        told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        if len(told) >= proxies and told[-proxies].strip():
            host = told[-proxies].strip()
    bare = _WITH_PORT.fullmatch(host)
    return network((bare[1] or bare[2]) if bare else host)


class Pacing:
    """ASGI middleware: 429 for who asks too often, with the seconds to wait."""

    def __init__(
        self, app: ASGIApp, service: Service, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._service = service
        self._turnstiles = {name: Turnstile(pace, now=now) for name, pace in PACES.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        which = kind(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if which is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        wait_s = self._turnstiles[which].wait_s(address(request, self._proxies()))
        if wait_s:
            await self._refused(request, which, wait_s)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _proxies(self) -> int:
        try:
            return self._service.settings.proxies
        except ConfigError:  # the pages say what is wrong
            return 0

    def _refused(self, request: Request, which: str, wait_s: int) -> Response:
        # What answers needs is not needed to let somebody through.
        from geo.io.web import answers, faults, parameters, screen

        lang = parameters.language(request.query_params, request.headers.get("accept-language", ""))
        fault = Problem("web_too_often", request.url.path[:80], {"n": wait_s})
        refusal = faults.RequestError(429, fault, {"Retry-After": str(wait_s)})
        plain = answers.failure(refusal, request, self._service, lang)
        if which != "screen":
            return plain
        headers = {**answers.SAFE, **refusal.headers, "Cache-Control": "no-store"}
        return HTMLResponse(screen.refused(refusal, lang), 429, headers)
