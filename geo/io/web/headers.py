"""The headers that every answer of the server goes out with: pages, static files, our own routes.

What a route says itself stays: /layar, the sign-in form and the interface say stricter things. The
pages get the strictest policy under which Streamlit runs; SECURITY.md gives each source's reason.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.errors import ConfigError
from geo.io.web.service import Service

YEAR_S = 365 * 86_400
COMPONENT, MEDIA = "/component/", "/media/"
"""Parts of the path below which the server has the map's frame, and files to show or take along."""
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
"""For files that are no pages of ours: opened by themselves they run nothing and load nothing."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
        "clipboard-write=(self), fullscreen=(self), screen-wake-lock=(self)"
    ),
}
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Headers:
    """ASGI middleware: gives every answer the headers that it lacks. Where JAGA_URL is an https
    address, browsers are told to come by https alone, and every cookie to stay on it."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope["path"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, told)

    def _add(self, path: str, headers: MutableHeaders) -> None:
        url, tiles = self._addresses()
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", policy(path, tiles))
        if url.startswith("https://"):
            headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_S}")
            cookies = headers.getlist("set-cookie")
            if cookies:
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", _secure(cookie))

    def _addresses(self) -> tuple[str, str]:
        """JAGA_URL, and the host of JAGA_TILES; "" where there is none or it can't be read."""
        try:
            settings = self._service.settings
        except ConfigError:  # the pages say what is wrong
            return "", ""
        return settings.url or "", origin(settings.tiles or "")


def policy(path: str, tiles: str = "") -> str:
    """The Content-Security-Policy of what is served at ``path``; ``tiles``: the source of a
    background map, which the map's frame may load pictures from."""
    if MEDIA in path:
        return CLOSED
    if COMPONENT in path:
        # streamlit-folium runs the map's script with eval, and gives it no way to say so ahead.
        return _page(("'unsafe-inline'", "'unsafe-eval'"), tiles)
    # Streamlit's protobuf counts 64-bit numbers in WebAssembly, components of version 2 are
    # imported from a blob, the start page has one script in its lines.
    return _page(("'wasm-unsafe-eval'", "blob:", *shell_hashes()))


def _page(scripts: Iterable[str], tiles: str = "") -> str:
    rules = (
        ("default-src", "'self'"),
        ("script-src", "'self'", *scripts),
        ("style-src", "'self'", "'unsafe-inline'"),
        ("img-src", "'self'", "data:", "blob:", tiles),
        ("font-src", "'self'", "data:"),
        ("media-src", "'self'", "blob:"),
        ("connect-src", "'self'"),
        ("frame-src", "'self'"),
        ("worker-src", "'self'", "blob:"),
        ("object-src", "'none'"),
        ("base-uri", "'self'"),
        ("form-action", "'self'"),
        ("frame-ancestors", "'self'"),
    )
    return "; ".join(" ".join(filter(None, rule)) for rule in rules)


@cache
def shell_hashes() -> tuple[str, ...]:
    """Sources for the scripts that stand in the lines of Streamlit's start page, as it is
    installed; none where it can't be found."""
    found = importlib.util.find_spec("streamlit")
    if found is None or found.origin is None:
        return ()
    page = Path(found.origin).parent / "static" / "index.html"
    if not page.is_file():
        return ()
    inline = _SCRIPT.findall(page.read_text(encoding="utf-8"))
    digests = (hashlib.sha256(script.encode()).digest() for script in inline)
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def origin(template: str) -> str:
    """Scheme and host of a tile address as a source, a star for the part that names a server
    ("{s}"); "" where it names none that a policy could say."""
    parts = urlsplit(re.sub(r"\{[a-z]+\}", "*", template))
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https") or not re.fullmatch(
        r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?", host
    ):
        return ""
    return f"{parts.scheme}://{host}"


def _secure(cookie: str) -> str:
    named = {part.strip().lower() for part in cookie.split(";")[1:]}
    return cookie if "secure" in named else f"{cookie}; Secure"
