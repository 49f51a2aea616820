"""A running dashboard, asked from outside as a browser and a proxy ask it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from geo.errors import Problem
from geo.io.checkup import Check, Ground
from geo.io.web.answers import SAFE
from geo.io.web.watching import HEADER

TIMEOUT_S = 20.0
SOCKET = "/_stcore/stream"
ON_PAGES = ("x-content-type-options", "referrer-policy")
"""Headers that a page goes out with, too."""
_HSTS = "strict-transport-security"


def health(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Does /healthz answer, and say that all is well?"""
    url = _url(ground)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        problems.append(Problem("checkup_url", url))
        return {}
    try:
        answer = _get(f"{url}/healthz")
    except httpx.HTTPError as error:
        values = {"found": type(error).__name__}
        problems.append(Problem("checkup_no_answer", url, values))
        return {}
    if answer.status_code != 200 or _status(answer) != "ok":
        status = {"found": answer.status_code}
        problems.append(Problem("checkup_unwell", f"{url}/healthz", status))
    return {"place": url, "seconds": round(answer.elapsed.total_seconds(), 2)}


def page(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Does the first page come?"""
    ground.stands_on("health")
    url = f"{_url(ground)}/"
    answer = _get(url)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.status_code != 200 or kind != "text/html" or "<html" not in answer.text.lower():
        values = {"found": f"{answer.status_code} {kind}".strip()}
        problems.append(Problem("checkup_page", url, values))
    return {"place": url}


def socket(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Is a page's WebSocket let through? Without it a page stays empty."""
    ground.stands_on("health")
    url = _url(ground) + SOCKET
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
    }
    with (
        httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        status = answer.status_code
    if status != 101:
        problems.append(Problem("checkup_socket", url, {"found": status}))
    return {"place": url}


def headers(ground: Ground, problems: list[Problem]) -> Mapping[str, Any]:
    """Do answers go out with what keeps a browser safe?"""
    ground.stands_on("health")
    url = _url(ground)
    ours, page_ = _get(f"{url}/healthz").headers, _get(f"{url}/").headers
    lacks = [name.lower() for name in (*SAFE, HEADER) if name not in ours]
    if lacks:
        values = {"found": ", ".join(lacks)}
        problems.append(Problem("checkup_headers", f"{url}/healthz", values))
    wanted = [*ON_PAGES, *([_HSTS] if urlsplit(url).scheme == "https" else [])]
    if lacks := [name for name in wanted if name not in page_]:
        values = {"found": ", ".join(lacks)}
        problems.append(Problem("checkup_headers", f"{url}/", values, fatal=False))
    return {"n": len(SAFE) + 1}


def _url(ground: Ground) -> str:
    return (ground.url or "").rstrip("/")


def _get(url: str) -> httpx.Response:
    return httpx.get(url, timeout=TIMEOUT_S, trust_env=False)


def _status(answer: httpx.Response) -> object:
    try:
        found = answer.json()
    except ValueError:
        return None
    return found.get("status") if isinstance(found, dict) else None


CHECKS: tuple[tuple[str, Check], ...] = (
    ("health", health),
    ("page", page),
    ("socket", socket),
    ("headers", headers),
)
