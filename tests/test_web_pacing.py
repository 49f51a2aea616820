"""How often an address may ask, and which address that is. The clock is the test's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from geo.io.sign_in import FREE
from geo.io.web import Pacing, turnstile
from geo.io.web.pacing import PACES, address, kind
from geo.io.web.service import Service
from geo.io.web.table import routes
from geo.io.web.turnstile import Pace, Turnstile
from geo.settings import Settings
from tests.test_web_signin import OURS, RIGHT
from tests.web_kit import Reply, Web
from tests.web_stores import reported


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    clock = Clock()
    gate = Turnstile(Pace(3, 10.0), now=clock)
    assert [gate.wait_s("a") for _ in range(5)] == [0, 0, 0, 10, 10]
    clock.now += 9.0
    assert gate.wait_s("a") == 1
    clock.now += 0.5
    assert gate.wait_s("a") == 1  # never 0 while it is refused
    clock.now += 0.5
    assert [gate.wait_s("a"), gate.wait_s("a")] == [0, 10]
    clock.now += 1000.0
    assert [gate.wait_s("a") for _ in range(4)] == [0, 0, 0, 10]


def test_one_does_not_pay_for_another() -> None:
    gate = Turnstile(Pace(1, 60.0), now=Clock())
    assert [gate.wait_s(who) for who in ("a", "b", "a", "b")] == [0, 0, 60, 60]


def test_it_never_remembers_more_than_it_may() -> None:
    gate = Turnstile(Pace(1, 60.0), most=100, now=Clock())
    assert all(gate.wait_s(f"10.0.{n}") == 0 for n in range(5000))
    assert len(gate) == 100
    assert gate.wait_s("10.0.4999") == 60  # the newest are still known
    assert gate.wait_s("10.0.0") == 0
    assert turnstile.MOST <= 100_000


def test_many_threads_get_no_more_than_one_would() -> None:
    gate = Turnstile(Pace(50, 60.0), now=Clock())
    passed: list[int] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        passed.append(sum(gate.wait_s("a") == 0 for _ in range(100)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(passed) == 50


def asked(client: str, proxies: int, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    scope = {"type": "http", "client": (client, 1), "headers": headers}
    return address(Request(scope), proxies)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "who"),
    [
        (0, ("8.8.8.8",), "10.0.0.1"),
        (0, (), "10.0.0.1"),
        (1, ("8.8.8.8",), "8.8.8.8"),
        (1, ("6.6.6.6, 8.8.8.8",), "8.8.8.8"),
        (1, ("6.6.6.6", "8.8.8.8"), "8.8.8.8"),
        (2, ("6.6.6.6, 8.8.8.8, 10.0.0.9",), "8.8.8.8"),
        (2, ("8.8.8.8",), "10.0.0.1"),
        (1, ("",), "10.0.0.1"),
        (1, ("8.8.8.8:4711",), "8.8.8.8"),
        (1, ("[2001:db8:1:2:3::4]:4711",), "2001:db8:1:2::/64"),
        (1, ("2001:db8:1:2:9::9",), "2001:db8:1:2::/64"),
        (1, ("x" * 500,), "x" * 64),
    ],
)
def test_an_address_is_taken_from_as_many_proxies_as_are_ours(
    proxies: int, forwarded: tuple[str, ...], who: str
) -> None:
    assert asked("10.0.0.1", proxies, *forwarded) == who


def test_a_client_without_an_address_is_one_client() -> None:
    assert address(Request({"type": "http", "headers": [], "client": None}), 0) == ""


@pytest.mark.parametrize(
    ("method", "path", "counted"),
    [
        ("GET", "/api", "read"),
        ("GET", "/api/v1/zones.json", "read"),
        ("HEAD", "/api/v1/zones.json", "read"),
        ("GET", "/ogc/collections", "read"),
        ("GET", "/metrics", "read"),
        ("GET", "/layar", "screen"),
        ("GET", "/layar/keadaan", "read"),
        ("POST", "/api/v1/imports", "file"),
        ("PUT", "/dasbor/_stcore/upload_file/1/2", "file"),
        ("GET", "/healthz", None),
        ("GET", "/", None),
        ("GET", "/apigee", None),
        ("OPTIONS", "/api/v1/imports", None),
    ],
)
def test_what_a_request_counts_as(method: str, path: str, counted: str | None) -> None:
    assert kind(method, path) == counted


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return reported(tmp_path_factory.mktemp("city"))


@pytest.fixture
def paced(url: str, tmp_path: Path, clock: Clock) -> Iterator[Web]:
    settings = Settings(db=url, home=tmp_path, proxies=1)
    web = Web(settings)
    web.app = Pacing(web.app, Service(settings), now=clock)  # type: ignore[assignment]
    yield web


def spent(web: Web, method: str, path: str, count: int, **headers: str) -> Reply:
    """Ask so many times without an answer being made; then once more, for the answer."""
    gate = web.app._turnstiles[kind(method, path)]  # type: ignore[attr-defined]
    for _ in range(count):
        assert gate.wait_s(headers.get("x-forwarded-for", "127.0.0.1")) == 0
    return web.ask(method, path, headers)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/zones.json"), ("POST", "/api/v1/imports"), ("GET", "/layar/keadaan")],
)
def test_who_asks_too_often_is_told_how_long_to_wait(
    paced: Web, clock: Clock, method: str, path: str, lang: str
) -> None:
    pace = PACES[str(kind(method, path))]
    address = {"x-forwarded-for": "8.8.8.8", "accept-language": lang}
    last = spent(paced, method, path, pace.burst - 1, **address)
    assert last.status in (200, 401)  # the last one that passes: a POST without a token is refused
    over = paced.ask(method, path, address)
    said = {"id": "terlalu sering meminta", "en": "asks too often"}
    assert over.status == 429
    assert int(over.headers["retry-after"]) == max(1, round(pace.every_s))
    assert over.headers["content-type"] == "application/problem+json"
    assert over.headers["cache-control"] == "no-store"
    (problem,) = over.json()["problems"]
    assert problem["key"] == "web_too_often" and said[lang] in problem["text"]
    other = paced.ask(method, path, {**address, "x-forwarded-for": "9.9.9.9"})
    assert other.status == last.status
    clock.now += int(over.headers["retry-after"])
    assert paced.ask(method, path, address).status == last.status


def test_a_refused_screen_is_a_page_to_read(paced: Web) -> None:
    reply = spent(paced, "GET", "/layar", PACES["screen"].burst - 1)
    assert reply.status == 200
    reply = paced.get("/layar?lang=en")
    assert (reply.status, reply.headers["retry-after"]) == (429, "1")
    assert reply.headers["content-type"].startswith("text/html")
    assert "asks too often" in reply.text and "frame-ancestors" in str(reply.headers)


def test_health_is_never_refused(paced: Web) -> None:
    spent(paced, "GET", "/metrics", PACES["read"].burst - 1)
    assert paced.get("/metrics").status == 429
    assert paced.get("/healthz").status == 200


def test_a_body_is_not_read_where_the_file_is_one_too_many(paced: Web) -> None:
    spent(paced, "POST", "/api/v1/imports", PACES["file"].burst - 1)
    assert paced.ask("POST", "/api/v1/imports", {}, [b"x" * 1000]).status == 429
    assert paced.taken == 0


def test_a_socket_is_passed_on_uncounted(url: str) -> None:
    passed: list[str] = []

    async def server(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    gate = Pacing(server, Service(Settings(db=url)))
    scope = {"type": "websocket", "path": "/api"}
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, gate(scope, None, None)).result()  # type: ignore[arg-type]
    assert passed == ["websocket"]


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 303)])
def test_failed_sign_ins_are_counted_for_the_address_that_asks(
    tmp_path: Path, proxies: int, last: int
) -> None:
    """Behind a proxy that is ours, others behind it don't pay for one who guesses; without one,
    another X-Forwarded-For a try changes nothing."""
    from geo.access import operator
    from geo.io.desk import Desk
    from geo.io.store import Store

    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    Desk(store, operator("uji")).add_user("siti", "admin", None, None, RIGHT)
    store.close()
    web = Web(Settings(db=url, proxies=proxies))
    form = {"content-type": "application/x-www-form-urlencoded", **OURS}
    for n in range(FREE):
        body = f"name=tebak{n}&password=salah".encode()
        reply = web.post(
            "/auth/masuk", body, **form, **{"x-forwarded-for": f"8.8.8.{8 if proxies else n}"}
        )
        assert reply.status == 401
    body = f"name=siti&password={RIGHT.replace(' ', '+')}".encode()
    reply = web.post("/auth/masuk", body, **form, **{"x-forwarded-for": "9.9.9.9"})
    assert reply.status == last


def test_every_route_of_the_interface_is_counted(tmp_path: Path) -> None:
    """But for the health check; a new route of it has a pace by its address."""
    paths = {getattr(route, "path", "") for route in routes(Settings(home=tmp_path))}
    free = {path for path in paths if not kind("GET", path.partition("{")[0].rstrip("/") or "/")}
    assert free == {"/healthz", "/auth/masuk", "/auth/keluar", "/peta"}
