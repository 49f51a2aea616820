"""/auth/masuk and /auth/keluar: signing in with name and password, and out.

The session's secret is a cookie that scripts can't read (HttpOnly), that other sites can't send
along (SameSite=Lax), and that goes over HTTPS only where the dashboard is served so. A form is
taken only from our own pages: browsers say where a form comes from (Sec-Fetch-Site, Origin).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from geo.access import Viewer
from geo.errors import JagaError
from geo.inert import plain
from geo.io import accounts
from geo.io.sign_in import sign_in
from geo.io.web import pacing, paths
from geo.io.web import signin_page as page
from geo.io.web.service import Service
from geo.text import LANGUAGES, text

LONGEST_FORM = 8 * 1024
"""Bytes of a form; more is refused unread."""
_NEXT = re.compile(r"[a-z_]{0,40}(?:\?[A-Za-z0-9._~%=&+:-]{0,1500})?")
"""Addresses to go to afterwards: a page and its link fields, never another server or folder."""

Handler = Callable[[Request], Awaitable[Response]]


def routes(service: Service) -> list[Route]:
    """The routes of signing in and out."""
    return [
        Route(paths.SIGN_IN, _show(service), methods=["GET"]),
        Route(paths.SIGN_IN, _enter(service), methods=["POST"]),
        Route(paths.SIGN_OUT, _leave(service), methods=["POST"]),
    ]


def _show(service: Service) -> Handler:
    async def show(request: Request) -> Response:
        place = _place(request.query_params)
        try:
            viewer = await run_in_threadpool(_viewer, service, request)
        except JagaError:
            return _answer(page.form(place, wrong=text("signin.store_lost", place.lang)), 503)
        return _answer(page.signed_in(place, viewer) if viewer else page.form(place))

    return show


def _enter(service: Service) -> Handler:
    async def enter(request: Request) -> Response:
        fields = await _fields(request)
        place = _place(fields or request.query_params)
        if not _is_ours(request):
            return _answer(page.form(place, wrong=text("signin.elsewhere", place.lang)), 403)
        if fields is None:
            return _answer(page.form(place, wrong=text("signin.unread", place.lang)), 400)
        name, password = plain(fields.get("name", ""))[:64], fields.get("password", "")
        try:
            answer = await run_in_threadpool(
                sign_in,
                service.store,
                name,
                password,
                pacing.address(request, service.settings.proxies),
                service.settings.session_h,
            )
            if answer.secret:
                await run_in_threadpool(_end, service, request)  # the one that was there before
        except JagaError:
            wrong = text("signin.store_lost", place.lang)
            return _answer(page.form(place, name, wrong), 503)
        if answer.wait_s:
            wrong = text("signin.wait", place.lang, n=answer.wait_s)
            said = _answer(page.form(place, name, wrong), 429)
            said.headers["Retry-After"] = str(answer.wait_s)
            return said
        if not answer.secret:
            return _answer(page.form(place, name, text("signin.failed", place.lang)), 401)
        response = _onward(place)
        response.set_cookie(
            accounts.COOKIE,
            answer.secret,
            max_age=int(service.settings.session_h * 3600),
            path="/",
            secure=_is_https(request),
            httponly=True,
            samesite="lax",
        )
        return response

    return enter


def _leave(service: Service) -> Handler:
    async def leave(request: Request) -> Response:
        fields = await _fields(request)
        place = _place(fields or request.query_params)
        if not _is_ours(request):
            return _answer(page.form(place, wrong=text("signin.elsewhere", place.lang)), 403)
        try:
            await run_in_threadpool(_end, service, request)
        except JagaError:
            return _answer(page.form(place, wrong=text("signin.store_lost", place.lang)), 503)
        response = _onward(place)
        response.delete_cookie(
            accounts.COOKIE, path="/", secure=_is_https(request), httponly=True, samesite="lax"
        )
        return response

    return leave


def _viewer(service: Service, request: Request) -> Viewer | None:
    secret = request.cookies.get(accounts.COOKIE, "")
    if not secret:
        return None
    with service.store.reading() as connection:
        return accounts.by_session(connection, secret)


def _end(service: Service, request: Request) -> None:
    secret = request.cookies.get(accounts.COOKIE, "")
    if secret:
        with service.store.writing() as connection:
            accounts.end_session(connection, secret)


async def _fields(request: Request) -> dict[str, str] | None:
    """The form's fields; None where it is no form, too long or unreadable."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_FORM:
            return None
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=10, errors="strict"
        )
    except ValueError:  # no ASCII, no UTF-8, too many fields
        return None
    return dict(pairs)


def _place(fields: Mapping[str, str]) -> page.Place:
    lang, onward = fields.get("lang", ""), fields.get("next", "")
    checked = onward if _NEXT.fullmatch(onward) else ""
    return page.Place(lang if lang in LANGUAGES else LANGUAGES[0], checked)


def _is_ours(request: Request) -> bool:
    """True where the browser says that one of our own pages sends the form. Behind a proxy that
    changes the Host, X-Forwarded-Host has the name that the browser knows."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", "")).netloc.lower()
    hosts = {request.headers.get(name, "").lower() for name in ("host", "x-forwarded-host")}
    return bool(origin) and origin in hosts


def _is_https(request: Request) -> bool:
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return request.url.scheme == "https" or forwarded == "https"


def _onward(place: page.Place) -> RedirectResponse:
    """On to the page, below the pages' root whatever stands before it in the address."""
    return RedirectResponse(
        f"../{place.next}", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _answer(body: str, status: int = 200) -> Response:
    return HTMLResponse(body, status_code=status, headers=page.HEADERS)
