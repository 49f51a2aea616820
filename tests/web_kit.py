"""Requests to the HTTP routes without a server: the ASGI messages themselves, so that a test can
send a body in pieces, lie about its length, and see exactly what goes out."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette

from geo.io.web.table import routes
from geo.settings import ROOT, Settings


@dataclass(frozen=True)
class Reply:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    def json(self) -> Any:
        return json.loads(self.text)


class Web:
    """The routes over one store."""

    def __init__(self, settings: Settings) -> None:
        self.app = Starlette(routes=routes(settings))

    def get(self, address: str, **headers: str) -> Reply:
        return self.ask("GET", address, headers)

    def post(self, address: str, body: bytes, **headers: str) -> Reply:
        return self.ask("POST", address, headers, [body])

    def ask(
        self,
        method: str,
        address: str,
        headers: dict[str, str] | None = None,
        pieces: Sequence[bytes] = (b"",),
    ) -> Reply:
        """One request; ``headers`` by name with "_" for "-"."""
        parts = urlsplit(address)
        given = {
            "host": "uji.example",
            **{k.replace("_", "-"): v for k, v in (headers or {}).items()},
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": quote(parts.path).encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("uji.example", 80),
        }
        waiting = list(pieces)
        sent: list[Any] = []
        self.taken = 0

        async def receive() -> dict[str, Any]:
            if not waiting:
                return {"type": "http.disconnect"}
            piece = waiting.pop(0)
            self.taken += len(piece)
            return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

        async def send(message: Any) -> None:
            sent.append(message)

        # In a thread of its own: a browser under test keeps this one's loop running.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, self.app(scope, receive, send)).result()
        names = {k.decode().lower(): v.decode("latin-1") for k, v in sent[0]["headers"]}
        body = b"".join(m.get("body", b"") for m in sent[1:])
        return Reply(sent[0]["status"], names, body)


_SERVER = """
import sys, uvicorn
from starlette.applications import Starlette
from geo.io.web.table import routes
uvicorn.run(Starlette(routes=routes()), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    *command: str, port: int, said: IO[bytes] | int = subprocess.DEVNULL, **environment: str
) -> Iterator[str]:
    """The routes in a process of their own (a reader in C would keep ours from answering), or what
    ``command`` starts on ``port``; gives the address. ``said`` takes what it writes on stderr."""
    words = command or ("-c", _SERVER, str(port))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": said}
    settings = {**os.environ, **environment}
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=settings, **quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=30).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        process.terminate()
        process.wait(20)
