"""What every benchmark in a browser needs: Chromium, bytes on the wire, the machine, a table."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import socket
import statistics
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, LOCAL, PROGRAMS

STATIC = ("/static/", "/app/static/", "/component/", "/favicon")
"""Paths of files that a server only hands out; all else is made for the viewer."""

ONLY_LOCAL = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@contextmanager
def chromium(others: int | None = None) -> Iterator[Browser]:
    """A browser to which only this machine exists; unlike a route, that leaves its cache alone.

    ``others``: a port of this machine that answers over TLS for every other host.
    """
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit("no Chromium found: put one on PATH, or set CHROMIUM to its program")
    with sync_playwright() as driver:
        flags = [*FLAGS, ONLY_LOCAL]
        if others is not None:
            found = f"MAP * 127.0.0.1:{others}"
            flags = [*FLAGS, ONLY_LOCAL.replace("MAP * ~NOTFOUND", found)]
            flags += ["--ignore-certificate-errors"]
        browser = driver.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class Wire:
    """Bytes that a page moved: ``static`` files, ``made`` answers, ``socket`` frames.

    HTTP is counted as it went over the wire, with headings; a file from the browser's cache is 0.
    ``unpacked``: what of all that the page had to read, decompressed, out of the cache too.
    Frames are counted both ways by their content, unpacked; ``Tap`` counts them on the wire.
    """

    def __init__(self, page: Page) -> None:
        self.static = self.made = self.socket = self.unpacked = 0
        self._asked_for: dict[str, tuple[str | None, str]] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.dataReceived", self._data)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.on("Network.webSocketFrameSent", self._frame)
        session.send("Network.enable")
        session.send("Performance.enable")
        self._session = session

    @property
    def total(self) -> int:
        return self.static + self.made + self.socket

    def busy_ms(self) -> float:
        """Milliseconds that the page's main thread has been at work since it was made."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration") * 1000

    def _asked(self, event: dict[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme in ("http", "https"):  # what a page holds itself moves nothing
            self._asked_for[event["requestId"]] = parts.hostname, parts.path

    def _loaded(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        host, path = self._asked_for.get(event["requestId"], (None, ""))
        if host is None:
            return
        if host not in LOCAL or path.startswith(STATIC):
            self.static += size
        else:
            self.made += size

    def _data(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._asked_for:
            self.unpacked += int(event["dataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        content, binary = event["response"]["payloadData"], event["response"]["opcode"] == 2
        size = len(content) * 3 // 4 - content[-2:].count("=") if binary else len(content)
        self.socket += size
        self.unpacked += size


def processor_s(process: int) -> float:
    """Seconds of processor that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kb(process: int) -> int:
    """A process's resident memory in kB of 1024."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0])


class Tap:
    """A way to a server of this machine that counts what its websockets move on the wire, both
    ways, heads and handshake included: what a browser itself tells of them is unpacked already."""

    def __init__(self, url: str) -> None:
        self.socket = 0
        self._to = urlsplit(url).hostname, urlsplit(url).port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def _let_in(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                near = self._door.accept()[0]
                far = socket.create_connection(self._to)
                kind: list[bool] = []
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(*ends, kind), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, kind: list[bool]) -> None:
        """Hand on until an end closes; ``kind`` holds what the browser's first words asked for."""
        with suppress(OSError):
            while chunk := source.recv(65536):
                if not kind:
                    kind.append(b"upgrade: websocket" in chunk.lower())
                if kind[0]:
                    self.socket += len(chunk)
                target.sendall(chunk)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def machine(browser: Browser | None = None) -> str:
    """One line for the head of a table: when and on what it was measured."""
    parts = [
        dt.datetime.now(dt.UTC).date().isoformat(),
        f"{os.cpu_count()} cores",
        f"{platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
    ]
    if browser is not None:
        parts.append(f"Chromium {browser.version}")
    return ", ".join(parts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A markdown table; the first column is text, the others are numbers."""
    marks = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows))


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay below."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def kb(size: float) -> str:
    """Bytes as kB of 1000."""
    return f"{size / 1000:.1f} kB" if size < 1e6 else f"{size / 1e6:.1f} MB"
