"""Who asks: a token in the Authorization header, or the cookie of a signed-in browser."""

from __future__ import annotations

from starlette.requests import Request

from geo.access import ANYBODY, Viewer
from geo.errors import Problem
from geo.io import accounts
from geo.io.accounts import COOKIE
from geo.io.web.faults import unauthorised
from geo.io.web.service import Service


def identify(request: Request, service: Service) -> Viewer:
    """The viewer of a request; ANYBODY where it names none. 401 for a token that is unknown,
    expired or revoked. A cookie only ever lets read: whatever changes something needs a token, so
    that no other site can have a browser do it."""
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.strip().partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise unauthorised(Problem("web_authorization", "Authorization"), "invalid_request")
        with service.store.reading() as connection:
            viewer = accounts.by_token(connection, secret.strip())
        if viewer is None:
            raise unauthorised(Problem("web_token", "Authorization"), "invalid_token")
        return viewer
    cookie = request.cookies.get(COOKIE)
    if not cookie or request.method not in ("GET", "HEAD"):
        return ANYBODY
    with service.store.reading() as connection:
        return accounts.by_session(connection, cookie) or ANYBODY
