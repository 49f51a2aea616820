"""Requests, page runs and the process as whoever runs the dashboard sees them."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from geo.access import operator
from geo.io import outbox, tokens
from geo.io.alerting import utc_now
from geo.io.desk import Desk
from geo.io.figures import Figures
from geo.io.store import Store
from geo.io.web.watching import Watching, route_of
from tests.receiver_kit import receiver
from tests.web_kit import free_port, served

PASSWORD, WRONG = "kata-sandi-benar-7", "kata-sandi-salah-8"
KEY = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
WEBHOOKS = """
[[webhook]]
name = "grup"
kind = "telegram"
url = "{url}/bot{{secret}}/sendMessage"
secret_env = "GRUP_SECRET"
chat_id = -100
city = "banjarmasin"
disease = "covid19"
"""


def asked(
    path: str, query: str = "", headers: dict[str, str] | None = None, status: int | None = 200
) -> tuple[dict[str, str], str]:
    """Headers of the answer, and the figures, of one request through the middleware; ``status``
    None: what is behind it fails."""
    figures, sent = Figures(), []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if status is None:
            raise RuntimeError("gagal")
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": given}
    scope["query_string"] = query.encode()

    def run() -> None:
        asyncio.run(Watching(app, figures)(scope, None, send))  # type: ignore[arg-type]

    with ThreadPoolExecutor(1) as apart:
        done = apart.submit(run)
        if status is None:
            with pytest.raises(RuntimeError):
                done.result()
        else:
            done.result()
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"]} if sent else {}
    return found, generate_latest(figures.registry).decode()


def test_every_answer_has_an_id() -> None:
    assert asked("/", headers={"X-Request-ID": "dari-proxy-1"})[0] == {
        "x-request-id": "dari-proxy-1"
    }
    made = asked("/", headers={"X-Request-ID": "tidak sah"})[0]["x-request-id"]
    assert made != "tidak sah" and len(made) == 16


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/auth/masuk", "/auth/masuk"),
        ("/peta", "/peta"),
        ("/_stcore/upload_file/1/2", "server"),
        ("/dasbor/_stcore/health", "server"),
        ("/app/static/jaga/app.css", "static"),
        ("/static/js/index.js", "static"),
        ("/kelurahan", "pages"),
        ("/rahasia-di-alamat", "pages"),
    ],
)
def test_a_route_is_one_of_a_few_words(path: str, route: str) -> None:
    assert route_of(path) == route
    figures = asked(path, status=403)[1]
    assert f'jaga_requests_total{{route="{route}",status="403"}} 1.0' in figures
    assert f'jaga_request_seconds_count{{route="{route}"}} 1.0' in figures


def test_what_gives_no_answer_counts_as_failed() -> None:
    assert 'jaga_requests_total{route="pages",status="500"} 1.0' in asked("/x", status=None)[1]


def fetched(address: str, body: bytes | None = None, **headers: str) -> tuple[int, Any, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, body, named)
    opener = urllib.request.build_opener(Stays)
    try:
        with opener.open(request, timeout=60) as reply:
            return reply.status, reply.headers, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


class Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None


def waited(found: Any) -> Any:
    """What ``found`` gives once it gives something; at most some 30 seconds."""
    for _ in range(120):
        if answer := found():
            return answer
        time.sleep(0.25)
    raise AssertionError("it never came")


def test_a_whole_session_leaves_no_secret_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sign-in, a failed one, a token, a page run and a message to a chat, on the real server."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.create(url)
    Desk(store, operator("uji")).add_user("siti-rahmah", "admin", password=PASSWORD)
    with store.writing() as connection:
        token = tokens.make(connection, "uji", "siti-rahmah", "uji")
        told = (("banjarmasin", "covid19"), 1, None, '{"text":"x"}', utc_now())
        assert outbox.add(connection, "grup", "grup-1", *told)
    store.close()
    port, log = free_port(), tmp_path / "log"
    command = ("-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1")
    command += ("--server.port", str(port), "--server.headless", "true")
    command += ("--server.fileWatcherType", "none")
    with receiver(500) as chat, log.open("wb") as said:
        (tmp_path / "hooks.toml").write_text(WEBHOOKS.format(url=chat.url), encoding="utf-8")
        settings = {"JAGA_HOME": str(tmp_path), "JAGA_LOG": "json", "JAGA_LIVE_S": "1"}
        settings |= {"JAGA_WEBHOOKS": str(tmp_path / "hooks.toml"), "GRUP_SECRET": KEY}
        settings |= {"NO_PROXY": "*"}
        with served(*command, port=port, said=said, **settings) as server:
            cookie = _session(server, token)
            figures = waited(lambda: _figures(server, chat.got))
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    everything = log.read_text(encoding="utf-8")
    for secret in (PASSWORD, WRONG, token, token[5:], cookie, KEY, "siti-rahmah", "rahasia"):
        assert secret not in everything
    loggers = {line["logger"] for line in lines}
    assert {"geo.web", "pages.shared.watching", "uvicorn.error"} <= loggers
    assert "uvicorn.access" not in loggers
    (run,) = [line for line in lines if line["message"] == "page run"]
    assert (run["page"], run["city"], run["rule"]) == ("mutu", "banjarmasin", "resmi")
    assert (run["viewer"], run["outcome"]) == ("public", "shown")
    asked_with_token = [line for line in lines if line.get("request_id") == "permintaan-1"]
    assert [line["viewer"] for line in asked_with_token] == ["admin"]
    assert asked_with_token[0]["path"] == "/api/v1/batches?city=banjarmasin"
    assert any(line.get("path", "").startswith("/auth/masuk") for line in lines)
    assert figures["jaga_sessions", ()] == 1.0
    assert figures["jaga_page_runs_total", ("shown", "mutu")] == 1.0
    assert figures["jaga_cache_lookups_total", ("cached.settings", "miss")] == 1.0
    assert figures["jaga_requests_total", ("/auth/masuk", "303")] == 1.0
    assert figures["jaga_requests_total", ("/auth/masuk", "401")] == 1.0
    assert figures["jaga_outbox_messages", ("queued",)] == 1.0
    assert figures["process_resident_memory_bytes", ()] > 10_000_000


def _session(server: str, token: str) -> str:
    """What somebody does; the session's secret."""
    ours = {"Sec_Fetch_Site": "same-origin"}
    form = "application/x-www-form-urlencoded"
    fields = {"name": "siti-rahmah", "password": WRONG}
    wrong = fetched(f"{server}/auth/masuk", urlencode(fields).encode(), Content_Type=form, **ours)
    assert wrong[0] == 401
    fields = {"name": "siti-rahmah", "password": PASSWORD}
    right = fetched(f"{server}/auth/masuk", urlencode(fields).encode(), Content_Type=form, **ours)
    assert right[0] == 303
    cookie = right[1]["set-cookie"].partition("=")[2].partition(";")[0]
    fetched(f"{server}/auth/masuk?lang=en&next=peta", Cookie=f"jaga_session={cookie}")
    known = {"Authorization": f"Bearer {token}", "X_Request_ID": "permintaan-1"}
    assert fetched(f"{server}/api/v1/batches?city=banjarmasin", **known)[0] == 200
    assert fetched(f"{server}/api/v1/zones.json?token=rahasia")[0] == 400
    assert fetched(f"{server}/api/v1/batches", Authorization="Bearer jt_rahasia")[0] == 401
    return str(cookie)


def _figures(server: str, got: list[Any]) -> dict[tuple[str, tuple[str, ...]], float] | None:
    """The figures once a page ran, a message was tried and a session is open."""
    if not got:
        return None
    address = server.replace("http", "ws") + "/_stcore/stream"
    with connect(address, subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        message = BackMsg()
        message.rerun_script.page_name = "mutu"
        socket.send(message.SerializeToString())

        def ran() -> dict[tuple[str, tuple[str, ...]], float] | None:
            found = scraped(fetched(f"{server}/metrics")[2])
            return found if ("jaga_page_runs_total", ("shown", "mutu")) in found else None

        Thread(target=lambda: list(socket), daemon=True).start()  # what is not read is held up
        return waited(ran)


def scraped(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every figure by name and the values of its labels, in the order of their names."""
    return {
        (sample.name, tuple(v for _, v in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
