"""A public Google Sheet as CSV, fetched by its address and from nowhere else.

Only ``docs.google.com`` is asked, and the hosts under ``googleusercontent.com`` that it sends us on
to; every hop is checked before it is asked. The address that is asked is put together anew from the
sheet's id, so that nothing else of what a person pasted reaches the network.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

from geo.errors import InputError, Problem
from geo.inert import plain
from geo.io.sources import limits

SECONDS = 30
"""For the whole of a sheet."""
PAUSE = 10
"""Seconds that the other side may be silent."""
REDIRECTS = 3

HOST = "docs.google.com"
_SIGN_IN = "accounts.google.com"
_CONTENT_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.googleusercontent\.com")
_PUBLISHED = re.compile(r"/spreadsheets/d/e/([A-Za-z0-9_-]{20,200})/pub(?:html)?")
_SHEET = re.compile(
    r"/spreadsheets/(?:u/\d{1,2}/)?d/([A-Za-z0-9_-]{20,200})"
    r"(?:/(?:edit|view|export|preview|copy|htmlview)?)?"
)
_TAB = re.compile(r"(?:^|&)gid=(\d{1,12})(?:&|$)")
_NAME = re.compile(r"""filename\*=UTF-8''([^;\s]+)|filename="([^"]*)"(?!.*filename\*)""", re.I)
_PIECE = 1 << 16

Open = Callable[[str, float], Any]
"""Asks one address with so many seconds for each answer, and follows no redirect. What it gives has
``status``, ``headers``, ``read1(n)`` and ``close()``; OSError where nobody answers."""


def export_address(address: str) -> str:
    """The address that gives a sheet as CSV, from any address of it in a browser; InputError where
    it is none, or not plainly one."""
    parts = _split(address)
    if parts is None or parts.hostname != HOST:
        raise InputError(Problem("sheet_address", plain(address)[:200]))
    tab = _TAB.search(parts.fragment) or _TAB.search(parts.query)
    if match := _PUBLISHED.fullmatch(parts.path):
        ending = f"&gid={tab[1]}&single=true" if tab else ""
        return f"https://{HOST}/spreadsheets/d/e/{match[1]}/pub?output=csv{ending}"
    if match := _SHEET.fullmatch(parts.path):
        ending = f"&gid={tab[1]}" if tab else ""
        return f"https://{HOST}/spreadsheets/d/{match[1]}/export?format=csv{ending}"
    raise InputError(Problem("sheet_address", plain(address)[:200]))


def fetch(address: str, ask: Open | None = None) -> tuple[str, bytes]:
    """A name and the CSV content of a public sheet, for ``sources.read_content``.

    InputError where the address is no sheet's, where the sheet is private, missing, too large or
    does not come in time, and where the answer sends us to a host that is not Google's.
    """
    ask = ask or _ask
    there = export_address(address)
    deadline = time.monotonic() + SECONDS
    for _ in range(REDIRECTS + 1):
        try:
            answer = ask(there, PAUSE)
            try:
                if answer.status in (301, 302, 303, 307, 308):
                    there = _next(there, str(answer.headers.get("Location", "")))
                    continue
                _check_status(answer.status, there)
                content = _content(answer, there, deadline)
                return _name(answer.headers, there), content
            finally:
                answer.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            values = {"found": plain(str(error))[:200]}
            raise InputError(Problem("sheet_unreachable", there, values)) from error
    raise InputError(Problem("sheet_redirect", there, {"found": HOST}))


def _split(address: str) -> SplitResult | None:
    """The parts of an https address without credentials, port or odd characters; else None."""
    if len(address) > 2_000 or not re.fullmatch(r"[!-\[\]-~]+", address):
        return None
    try:
        parts = urlsplit(address)
        bare = parts.netloc == parts.hostname and parts.port is None
    except ValueError:
        return None
    return parts if parts.scheme == "https" and bare else None


def _next(there: str, location: str) -> str:
    """Where a redirect leads, if it may be followed."""
    address = urljoin(there, location)
    parts = _split(address)
    host = (parts.hostname or "") if parts else ""
    if host == _SIGN_IN:
        raise InputError(Problem("sheet_private", there))
    if parts is None or not (host == HOST or _CONTENT_HOST.fullmatch(host)):
        values = {"found": plain(host or location)[:200] or "–"}
        raise InputError(Problem("sheet_redirect", there, values))
    return parts._replace(fragment="").geturl()


def _check_status(status: int, there: str) -> None:
    if status in (401, 403):
        raise InputError(Problem("sheet_private", there))
    if status in (404, 410):
        raise InputError(Problem("sheet_missing", there))
    if status != 200:
        raise InputError(Problem("sheet_unreachable", there, {"found": f"HTTP {status}"}))


def _content(answer: Any, there: str, deadline: float) -> bytes:
    """The whole answer, stopped at the limits; InputError where it is a page to sign in."""
    if "html" in str(answer.headers.get("Content-Type", "")).lower():
        raise InputError(Problem("sheet_private", there))
    declared = str(answer.headers.get("Content-Length", ""))
    if declared.isdecimal():
        limits.check_size(int(declared[:18]), there)
    content = bytearray()
    while piece := answer.read1(_PIECE):
        content += piece
        limits.check_size(len(content), there)
        if time.monotonic() > deadline:
            raise TimeoutError(f"{SECONDS} s")
    if declared.isdecimal() and len(content) < int(declared[:18]):
        raise http.client.IncompleteRead(b"")
    return bytes(content)


def _name(headers: Mapping[str, str], there: str) -> str:
    """The sheet's name as Google gives it, made harmless; ends on ".csv"."""
    given = _NAME.search(str(headers.get("Content-Disposition", "")))
    said = unquote(given[1]) if given and given[1] else given[2] if given else ""
    name = plain(said).replace("\\", "/").rpartition("/")[2].strip()
    if not name:
        parts = urlsplit(there)
        name = f"google-{parse_qs(parts.query).get('gid', ['0'])[0]}"
    return f"{name.removesuffix('.csv')[:120]}.csv"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing: ``fetch`` looks at each hop first."""


def _ask(address: str, seconds: float) -> Any:
    request = urllib.request.Request(address, headers={"Accept": "text/csv"})  # noqa: S310
    try:
        return urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds)
    except urllib.error.HTTPError as answer:
        return answer
