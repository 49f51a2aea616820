"""Nobody but those who load files can have the server hold an upload."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from geo.access import operator
from geo.io import accounts
from geo.io.desk import Desk
from geo.io.store import Store
from geo.io.web.guard import UploadGuard
from geo.io.web.service import Service
from geo.settings import Settings

ADDRESS = "/dasbor/_stcore/upload_file/1/2"


def sent(url: str, path: str, cookie: str = "", method: str = "PUT") -> tuple[int, bool]:
    """The status of a request, and whether the server's own route was reached."""
    reached, answers = [], []

    async def server(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body is not asked for")

    async def send(message: Any) -> None:
        answers.append(message)

    headers = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    guard = UploadGuard(server, Service(Settings(db=url)))

    def run() -> None:
        asyncio.run(guard(scope, receive, send))

    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as apart:  # a browser under test keeps this thread's loop running
        apart.submit(run).result()
    return answers[0]["status"], bool(reached)


@pytest.fixture
def url(tmp_path: Any) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    Store.create(url).close()
    return url


def session(url: str, role: str) -> str:
    store = Store.open(url)
    zone = "63.71.01.1001" if role == "lurah" else None
    Desk(store, operator("uji")).add_user(role, role, "banjarmasin", zone)
    with store.writing() as connection:
        secret = accounts.start_session(connection, role, 1.0)
    store.close()
    return f"{accounts.COOKIE}={secret}"


def test_nobody_in_particular_uploads_nothing(url: str) -> None:
    assert sent(url, ADDRESS) == (403, False)
    assert sent(url, ADDRESS, method="POST") == (403, False)
    assert sent(url, ADDRESS, f"{accounts.COOKIE}=palsu") == (403, False)
    assert sent(url, "/_stcore/health", method="GET") == (204, True)


def test_whose_role_loads_files_uploads(url: str) -> None:
    assert sent(url, ADDRESS, session(url, "dinas")) == (204, True)
    assert sent(url, ADDRESS, session(url, "lurah")) == (403, False)


def test_without_a_store_nobody_uploads(tmp_path: Any) -> None:
    gone = f"sqlite:///{tmp_path / 'gone.db'}"
    assert sent(gone, ADDRESS, f"{accounts.COOKIE}=x") == (403, False)
