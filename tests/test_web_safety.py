"""Headers of every answer of the running server, its cookies, and what other sites can't have a
browser do."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import json
import re
import time
import tomllib
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from geo.access import operator
from geo.io import accounts
from geo.io.desk import Desk
from geo.io.sources import limits
from geo.io.store import Store
from geo.io.web import Headers, uploads
from geo.io.web.guard import UploadGuard
from geo.io.web.headers import ALWAYS, CLOSED, YEAR_S, origin, policy, shell_hashes
from geo.io.web.service import Service
from geo.io.web.table import routes
from geo.settings import ROOT, Settings
from geo.writers import deck_template
from pages.shared import provider
from tests.test_web_guard import ADDRESS
from tests.test_web_imports import NAMED, Office, office, ready
from tests.test_web_signin import FORM, RIGHT
from tests.web_kit import Web, free_port, served

__all__ = ["office", "ready"]

EVERYWHERE = (
    "/",
    "/kelurahan?lang=en",
    "/no/such/page",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
    "/app/static/jaga/app.css",
    "/app/static/jaga/timebar.js",
    "/component/streamlit_folium.st_folium/index.html",
    "/media/none",
    "/api",
    "/api/v1/zones.json",
    "/api/v1/none",
    "/ogc",
    "/layar",
    "/layar/keadaan",
    "/healthz",
    "/metrics",
    "/auth/masuk",
    "/peta",
)
NAMES = {*(name.lower() for name in ALWAYS), "content-security-policy"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard as scripts/run starts it, said to be reached by https, with one account."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    command = ("-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1")
    command += ("--server.port", str(port), "--server.headless", "true")
    command += ("--server.fileWatcherType", "none")
    settings = {"JAGA_HOME": str(home), "JAGA_URL": "https://zona.example"}
    with served(*command, port=port, **settings) as address:
        store = Store.open(f"sqlite:///{home / 'store.db'}")
        Desk(store, operator("uji")).add_user("siti", "dinas", "banjarmasin", None, RIGHT)
        store.close()
        yield address


def ask(
    server: str, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, list[tuple[str, str]], bytes]:
    """One request without following where it leads; header names in lower case."""
    parts = urlsplit(server)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, named)
    reply = connection.getresponse()
    answer = reply.status, [(k.lower(), v) for k, v in reply.getheaders()], reply.read()
    connection.close()
    return answer


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_of_the_server_has_every_header_once(server: str, path: str) -> None:
    status, headers, _ = ask(server, "GET", path)
    assert status in (200, 307, 404)
    names = [name for name, _ in headers]
    assert {name: names.count(name) for name in NAMES} == dict.fromkeys(NAMES, 1)
    assert dict(headers)["strict-transport-security"] == f"max-age={YEAR_S}"
    rules = rules_of(dict(headers)["content-security-policy"])
    assert rules["default-src"] in (["'self'"], ["'none'"])
    assert rules["frame-ancestors"] in (["'self'"], ["'none'"])


def rules_of(written: str) -> dict[str, list[str]]:
    return {rule.split()[0]: rule.split()[1:] for rule in written.split("; ")}


def test_the_pages_policy_names_no_other_host_and_no_eval() -> None:
    rules = rules_of(policy("/kelurahan"))
    assert rules["object-src"] == ["'none'"]
    assert rules["base-uri"] == rules["frame-ancestors"] == rules["connect-src"] == ["'self'"]
    assert not {"'unsafe-eval'", "'unsafe-inline'", "*", "data:"} & {*rules["script-src"]}
    sources = {source for listed in rules.values() for source in listed}
    assert [s for s in sources if "." in s or s in ("http:", "https:", "ws:", "*")] == []


def test_the_maps_frame_alone_may_evaluate() -> None:
    rules = rules_of(policy("/below/component/streamlit_folium.st_folium/index.html"))
    assert {"'unsafe-eval'", "'unsafe-inline'"} <= {*rules["script-src"]}
    assert policy("/media/abc.html") == CLOSED
    assert "sandbox" in rules_of(CLOSED)


def test_scripts_in_the_lines_of_the_start_page_are_those_that_are_named(server: str) -> None:
    """The page as it is served, not as it is kept: each script's hash stands in its own policy."""
    _, headers, body = ask(server, "GET", "/")
    allowed = rules_of(dict(headers)["content-security-policy"])["script-src"]
    scripts = re.findall(r"<script>(.*?)</script>", body.decode(), re.DOTALL)
    digests = [b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert len(digests) == len(shell_hashes()) >= 1
    assert [d for d in digests if f"'sha256-{d}'" not in allowed] == []


@pytest.mark.parametrize(
    ("template", "source"),
    [
        ("https://{s}.tile.example.org/{z}/{x}/{y}.png", "https://*.tile.example.org"),
        ("https://tiles.example:8443/{z}/{x}/{y}?key=a", "https://tiles.example:8443"),
        ("http://10.0.0.1/{z}", "http://10.0.0.1"),
        ("https://user:key@tiles.example/{z}", "https://tiles.example"),
        ("tiles/{z}", ""),
        ("javascript:alert(1)", ""),
        ("https://a.example; script-src *", ""),
        ("https://{s}/x", ""),
        ("", ""),
    ],
)
def test_a_background_maps_host_is_the_one_source_from_elsewhere(
    template: str, source: str
) -> None:
    assert origin(template) == source
    rules = rules_of(policy("/component/x", origin(template)))
    assert rules["img-src"][3:] == ([source] if source else [])
    assert rules["script-src"] == ["'self'", "'unsafe-inline'", "'unsafe-eval'"]


def passed(settings: Settings, *headers: tuple[bytes, bytes]) -> dict[str, list[str]]:
    """What goes out where the server behind answers with these headers."""
    sent: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})

    async def send(message: Any) -> None:
        sent.append(message)

    app = Headers(behind, Service(settings))
    with ThreadPoolExecutor(1) as apart:
        run = app({"type": "http", "path": "/"}, None, send)  # type: ignore[arg-type]
        apart.submit(asyncio.run, run).result()
    out: dict[str, list[str]] = {}
    for name, value in sent[0]["headers"]:
        out.setdefault(name.decode().lower(), []).append(value.decode())
    return out


def test_https_is_demanded_only_where_the_address_is_https(tmp_path: Path) -> None:
    cookies = ((b"set-cookie", b"a=1; Path=/"), (b"set-cookie", b"b=2; secure"))
    over = passed(Settings(home=tmp_path, url="https://zona.example"), *cookies)
    assert over["strict-transport-security"] == [f"max-age={YEAR_S}"]
    assert over["set-cookie"] == ["a=1; Path=/; Secure", "b=2; secure"]
    for url in ("http://zona.example", None):
        plain = passed(Settings(home=tmp_path, url=url), *cookies)
        assert "strict-transport-security" not in plain
        assert plain["set-cookie"] == ["a=1; Path=/", "b=2; secure"]


def test_what_a_route_says_itself_stays(tmp_path: Path) -> None:
    own = ((b"content-security-policy", b"default-src 'none'"), (b"x-frame-options", b"DENY"))
    out = passed(Settings(home=tmp_path), *own)
    assert out["content-security-policy"] == ["default-src 'none'"]
    assert out["x-frame-options"] == ["DENY"]
    assert out["referrer-policy"] == ["same-origin"]


def cookies_of(headers: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Name and value of each cookie that is set, with its attributes in lower case."""
    made = {}
    for name, value in headers:
        if name == "set-cookie":
            first, *rest = value.split(";")
            made[first.strip()] = {part.strip().lower() for part in rest}
    return made


def signed_in(server: str, **headers: str) -> str:
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    ours = {"origin": server, "content-type": FORM, **headers}
    status, found, _ = ask(server, "POST", "/auth/masuk", body, **ours)
    assert status == 303
    ((cookie, attributes),) = cookies_of(found).items()
    assert cookie.startswith(f"{accounts.COOKIE}=") and len(cookie) > 40
    assert {"httponly", "samesite=lax", "secure", "path=/"} <= attributes
    return cookie


def shows_small_counts(server: str, cookie: str) -> bool:
    """Whether the interface takes the cookie for somebody: private answers are kept by nobody."""
    _, headers, _ = ask(server, "GET", "/api/v1/zones.json", cookie=cookie)
    return dict(headers)["cache-control"] == "private, no-store"


def test_a_session_is_new_after_signing_in_and_over_after_signing_out(server: str) -> None:
    planted = f"{accounts.COOKIE}={'a' * 43}"
    first = signed_in(server, cookie=planted)
    assert first != planted and not shows_small_counts(server, planted)
    second = signed_in(server, cookie=first)
    assert second != first
    assert not shows_small_counts(server, first) and shows_small_counts(server, second)
    status, headers, _ = ask(
        server, "POST", "/auth/keluar", b"x=1", origin=server, cookie=second, content_type=FORM
    )
    assert status == 303
    assert any("max-age=0" in found for found in cookies_of(headers).values())
    assert not shows_small_counts(server, second)  # though the browser may still have it


def test_cookies_of_the_pages_server_stay_on_https_too(server: str) -> None:
    _, headers, _ = ask(server, "GET", "/_stcore/health")
    ((name, attributes),) = cookies_of(headers).items()
    assert name.startswith("_streamlit_xsrf=")
    assert {"secure", "samesite=lax"} <= attributes


FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {},
)
CHANGES = {"/auth/masuk": 403, "/auth/keluar": 403, "/api/v1/imports": 401}
"""Routes that change something, and what a post from another site gets, signed in or not."""


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", CHANGES)
def test_no_other_site_changes_anything(server: str, path: str, headers: dict[str, str]) -> None:
    cookie = signed_in(server)
    more = {"cookie": cookie, "content_type": FORM, **headers}
    body = urlencode({"name": "siti", "password": RIGHT}).encode()
    status, found, _ = ask(server, "POST", path, body, **more)
    assert status == CHANGES[path]
    assert cookies_of(found) == {}
    assert shows_small_counts(server, cookie)


def test_every_route_that_takes_more_than_reading_is_among_them(tmp_path: Path) -> None:
    """A new route that writes has to be tried, too."""
    web = Web(Settings(db=f"sqlite:///{tmp_path / 'store.db'}", home=tmp_path))
    writing = set()
    for route in routes(Settings(home=tmp_path)):
        path = re.sub(r"\{.*?\}", "x", getattr(route, "path", ""))
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            if web.ask(method, path, {"content-type": "text/plain"}).status not in (404, 405):
                writing.add(path)
    assert writing == set(CHANGES)


def test_no_other_site_opens_the_pages_socket(server: str) -> None:
    """Browsers send cookies with sockets to anybody; the server looks at where they come from."""
    upgrade = {"connection": "Upgrade", "upgrade": "websocket", "sec_websocket_version": "13"}
    upgrade |= {"sec_websocket_key": b64encode(b"0123456789abcdef").decode()}
    opened = {}
    for site in ("https://evil.example", server):
        status, _, _ = ask_socket(server, origin=site, **upgrade)
        opened[site] = status
    assert opened == {"https://evil.example": 403, server: 101}


def ask_socket(server: str, **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    parts = urlsplit(server)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", "/_stcore/stream", headers=named)
    reply = connection.getresponse()
    answer = reply.status, reply.getheaders(), b""
    connection.close()
    return answer


def test_no_program_drives_the_pages_without_a_browser(server: str) -> None:
    """The pages' server has an interface for programs that asks nobody who they are: it is off."""
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
    for path, body in (("interact", {}), ("mcp", hello)):
        asked = json.dumps(body).encode()
        address = f"/_stcore/agent/{path}"
        _, _, said = ask(server, "POST", address, asked, content_type="application/json")
        assert b"server.enableAgentApi" in said and b"Jaga Tetangga" not in said, said


# -- what is uploaded ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "status", "too_large"),
    [
        (limits.FILE_BYTES, 422, False),
        (limits.FILE_BYTES + 1, 422, True),
        (uploads.MOST_BYTES, 422, True),
        (uploads.MOST_BYTES + 1, 413, True),
    ],
)
def test_the_largest_file_is_read_and_one_byte_more_is_not(
    office: Office, size: int, status: int, too_large: bool
) -> None:
    """A request may have the largest file and room for a form around it. What is sent here is no
    table, so it is refused in any case; the question is whether for its size."""
    piece = b"x" * 1_000_000
    pieces = [piece] * (size // len(piece)) + [b"x" * (size % len(piece))]
    headers = {**office.dinas, "content-type": "text/csv"}
    reply = office.web.ask("POST", NAMED, headers, pieces)
    assert reply.status == status
    (key,) = {one["key"] for one in reply.json()["problems"]}
    assert (key in ("file_too_large", "web_too_large")) == too_large


def test_the_pages_server_takes_no_larger_file_than_the_interface() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    most = config["server"]["maxUploadSize"] * 1024 * 1024
    assert limits.FILE_BYTES <= most <= limits.FILE_BYTES * 1.05


def test_a_template_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "besar.pptx"
    with template.open("wb") as file:
        file.truncate(deck_template._MOST_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    _, _, problems = deck_template.prepare(template)
    assert [one.key for one in problems] == ["deck_template_unreadable"]


# -- uploads of whom a provider vouches for -----------------------------------------------------

SECRET = "k" * 64
EMAIL = "adi@contoh.go.id"


def cookie_of(secret: str, **changes: Any) -> str:
    said = {"is_logged_in": True, "email": EMAIL, "email_verified": True, "iat": time.time()}
    written = json.dumps({**said, **changes})
    return create_signed_value(secret, "_streamlit_user", written).decode()


@pytest.mark.parametrize(
    ("cookie", "status"),
    [
        (cookie_of(SECRET), 204),
        ("x", 403),
        (cookie_of("z" * 64), 403),
        (cookie_of(SECRET, email="lain@contoh.go.id"), 403),
        (cookie_of(SECRET, email_verified=False), 403),
        (cookie_of(SECRET, iat=1_600_000_000), 403),
        (cookie_of(SECRET, is_logged_in=False), 403),
        (cookie_of(SECRET)[:-2] + "AA", 403),
    ],
    ids=["right", "no cookie of ours", "forged", "unknown", "unverified", "over", "out", "changed"],
)
def test_who_says_to_come_from_the_provider_must_prove_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cookie: str, status: int
) -> None:
    monkeypatch.setattr(provider, "get_cookie_secret", lambda: SECRET)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    Desk(store, operator("uji")).add_user(EMAIL, "dinas", "banjarmasin")
    store.close()
    answers: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message: Any) -> None:
        answers.append(message)

    guard = UploadGuard(behind, Service(Settings(db=url)), provider.claims)
    headers = [(b"cookie", f"_streamlit_user={cookie}".encode())]
    scope = {"type": "http", "method": "PUT", "path": ADDRESS, "headers": headers}
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, guard(scope, None, send)).result()  # type: ignore[arg-type]
    assert answers[0]["status"] == status
