"""What a route gives back, and the headers it goes out with: caching, compression, safety."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from geo.io.web import faults
from geo.io.web.service import Service

FRESH_S = 10
"""Seconds that a public answer may be kept without asking again."""
WORTH_GZIP = 500
"""Bytes from which an answer is worth compressing."""
JSON = "application/json"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
VARY = ("Accept-Encoding", "Accept-Language", "Authorization", "Cookie")


@dataclass(frozen=True)
class Answer:
    """``body`` is made only where it is sent. ``tag`` holds all that the body follows from beside
    the code; None where it is never the same. ``weak``: equal in meaning, not letter by letter."""

    media_type: str
    body: Callable[[], str]
    tag: tuple[object, ...] | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    weak: bool = False


def response(
    answer: Answer, request: Request, service: Service, lang: str, *, private: bool
) -> Response:
    """The answer as it goes out; 304 without a body where the client has it already."""
    packed = answer.status == 200 and _takes_gzip(request.headers.get("accept-encoding", ""))
    headers = {**_common(request, service, lang), **answer.headers}
    headers["Cache-Control"] = "private, no-store" if private else f"public, max-age={FRESH_S}"
    if answer.tag is None:
        headers["Cache-Control"] = "private, no-store" if private else "no-store"
    else:
        digest = hashlib.sha256(repr((service.mark, answer.tag, lang)).encode()).hexdigest()[:24]
        if _has(request.headers.get("if-none-match"), digest):
            headers["ETag"] = _etag(digest, packed, answer.weak)
            return Response(status_code=304, headers=headers)
    content = answer.body().encode("utf-8", "replace")
    packed = packed and len(content) >= WORTH_GZIP
    if packed:
        content = gzip.compress(content, 5, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if answer.tag is not None:
        headers["ETag"] = _etag(digest, packed, answer.weak)
    return _finished(request, content, answer.status, answer.media_type, headers)


def failure(
    refusal: faults.RequestError, request: Request, service: Service, lang: str
) -> Response:
    """A refusal as it goes out; nobody keeps it."""
    headers = {**_common(request, service, lang), **refusal.headers, "Cache-Control": "no-store"}
    content = faults.body(refusal, lang).encode("utf-8", "replace")
    return _finished(request, content, refusal.status, faults.MEDIA_TYPE, headers)


def options(request: Request, service: Service, lang: str, allowed: str) -> Response:
    """What may be asked of this address, and by which other sites."""
    headers = {**_common(request, service, lang), "Allow": allowed, "Cache-Control": "no-store"}
    if "Access-Control-Allow-Origin" in headers and "GET" in allowed:
        headers["Access-Control-Allow-Methods"] = "GET"
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        headers["Access-Control-Max-Age"] = "600"
    return Response(status_code=204, headers=headers)


def _common(request: Request, service: Service, lang: str) -> dict[str, str]:
    headers = {**SAFE, "Content-Language": lang, "Vary": ", ".join(VARY)}
    allowed = service.origins()
    if allowed:
        headers["Vary"] += ", Origin"
        origin = request.headers.get("origin")
        if origin in allowed and request.method in ("GET", "HEAD", "OPTIONS"):
            headers["Access-Control-Allow-Origin"] = str(origin)
            headers["Access-Control-Expose-Headers"] = "ETag"
    return headers


def _finished(
    request: Request, content: bytes, status: int, media_type: str, headers: dict[str, str]
) -> Response:
    headers = {**headers, "Content-Type": media_type, "Content-Length": str(len(content))}
    shown = b"" if request.method == "HEAD" else content
    return Response(shown, status_code=status, headers=headers)


def _etag(digest: str, packed: bool, weak: bool) -> str:
    """A compressed answer is another representation, so its strong tag is another one."""
    return f'{"W/" if weak else ""}"{digest}{"-gz" if packed else ""}"'


def _has(held: str | None, digest: str) -> bool:
    if held is None:
        return False
    tags = re.findall(r'"([^"]*)"', held)
    return held.strip() == "*" or any(tag.removesuffix("-gz") == digest for tag in tags)


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        coding, _, rest = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", rest) is None
    return False
