"""Uploads are for those who may load files: the server's own upload address asks nobody who it is,
and holds in memory what it is sent."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.errors import JagaError
from geo.io import accounts
from geo.io.web.service import Service

UPLOADS = "/_stcore/upload_file/"
_PROVIDER = "_streamlit_user"
"""Cookie of somebody whom an OpenID provider vouches for; signed by the server."""


class UploadGuard:
    """ASGI middleware: 403 for an upload by somebody whose role loads no files."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and UPLOADS in scope["path"] and scope["method"] != "OPTIONS":
            request = Request(scope)
            if not await run_in_threadpool(self._may, request):
                await PlainTextResponse("", status_code=403)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _may(self, request: Request) -> bool:
        if request.cookies.get(_PROVIDER):
            return True
        secret = request.cookies.get(accounts.COOKIE, "")
        if not secret:
            return False
        try:
            with self._service.store.reading() as connection:
                viewer = accounts.by_session(connection, secret)
        except JagaError:
            return False
        return viewer is not None and viewer.may("draft", viewer.city)
