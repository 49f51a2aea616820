"""The HTTP routes beside the pages, in the same process: health, figures, interface, sign-in,
the meeting's screen.

``routes()``, ``middleware()`` and ``lifespan`` are what app.py hands to the server. Nothing is
opened before the first request; with JAGA_WEBHOOKS a thread looks for messages to send.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send

from geo.errors import ConfigError
from geo.io.web import paths
from geo.io.web.guard import Claims, UploadGuard, nobody
from geo.io.web.headers import Headers
from geo.io.web.pacing import Pacing
from geo.io.web.service import Service
from geo.io.web.watching import Watching
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.io.web.metrics import AskServed


class Later(BaseRoute):
    """All our routes as one, made when the first of them is asked for: what stands behind them
    takes longer to import than a page takes to open."""

    def __init__(self, settings: Settings | None, served: AskServed | None) -> None:
        self._given = settings, served
        self._making = threading.Lock()
        self._made: Router | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        mine = scope["type"] == "http" and paths.ours(scope["path"])
        return (Match.FULL if mine else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        router = self._made
        if router is None:
            router = await run_in_threadpool(self.make)
        await router(scope, receive, send)

    def make(self) -> Router:
        """The routes, made if nobody has yet."""
        with self._making:
            if self._made is None:
                from geo.io.web.table import routes as every

                self._made = Router(routes=every(*self._given), redirect_slashes=False)
            return self._made


def routes(settings: Settings | None = None, served: AskServed | None = None) -> list[BaseRoute]:
    """What app.py gives to the server; see ``geo.io.web.table.routes``."""
    return [Later(settings, served)]


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
