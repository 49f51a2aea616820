"""The dashboard itself, as scripts/run starts it, answers the routes beside its pages."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.web_kit import free_port, served


class Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None


def fetched(address: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(address, timeout=60) as reply:
            return reply.status, {k.lower(): v for k, v in reply.headers.items()}, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def test_pages_and_routes_share_one_process(tmp_path: Path) -> None:
    """On a fresh home, without anybody having opened a page before."""
    port = free_port()
    command = ("-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1")
    command += ("--server.port", str(port), "--server.headless", "true")
    command += ("--server.fileWatcherType", "none")
    with served(*command, port=port, JAGA_HOME=str(tmp_path)) as server:
        status, headers, body = fetched(f"{server}/healthz")
        assert (status, json.loads(body)) == (200, {"status": "ok"})
        status, headers, body = fetched(f"{server}/api/v1/zones.json")
        assert status == 200 and len(json.loads(body)) == 52
        assert headers["etag"].startswith('"') and headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers
        status, headers, body = fetched(f"{server}/api/v1/nothing")
        assert (status, headers["content-type"]) == (404, "application/problem+json")
        status, _, body = fetched(f"{server}/")
        assert status == 200 and b"<html" in body
        status, _, body = fetched(f"{server}/peta?lang=en&zone=63.71.01.1001")
        assert status == 200 and b"<html" in body
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.build_opener(Stays).open(f"{server}/peta?lang=en&zone=x%20y", timeout=60)
        assert (told.value.code, told.value.headers["location"]) == (307, "./?lang=en&zone=x%20y")
        status, _, body = fetched(f"{server}/metrics")
        assert b'jaga_requests_total{route="/api/v1/zones.json",status="200"} 1.0' in body
