"""Uploads are for those who may load files: the server's own upload address asks nobody who it is,
and holds in memory what it is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.errors import JagaError
from geo.io.vouching import vouched
from geo.io.web.service import Service

if TYPE_CHECKING:
    from geo.access import Viewer

UPLOADS = "/_stcore/upload_file/"
Claims = Callable[[Mapping[str, str]], Mapping[str, Any]]
"""From a request's cookies to what an OpenID provider says of the person, signature checked."""


def nobody(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """The claims where there is no provider."""
    return {}


class UploadGuard:
    """ASGI middleware: 403 for an upload by somebody whose role loads no files."""

    def __init__(self, app: ASGIApp, service: Service, claims: Claims = nobody) -> None:
        self._app = app
        self._service = service
        self._claims = claims

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and UPLOADS in scope["path"] and scope["method"] != "OPTIONS":
            request = Request(scope)
            if not await run_in_threadpool(self._may, request):
                await PlainTextResponse("", status_code=403)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _may(self, request: Request) -> bool:
        try:
            viewer = self._viewer(request.cookies)
        except JagaError:
            return False
        return viewer is not None and viewer.may("draft", viewer.city)

    def _viewer(self, cookies: Mapping[str, str]) -> Viewer | None:
        """As the pages find it: the session first, then whom the provider vouches for."""
        from geo.io import accounts  # the store: not needed before somebody uploads

        secret = cookies.get(accounts.COOKIE, "")
        name, _ = vouched(self._claims(cookies), self._service.settings.session_h, time.time())
        if not secret and not name:
            return None
        with self._service.store.reading() as connection:
            mine = accounts.by_session(connection, secret)
            return mine or (accounts.by_name(connection, name) if name else None)
