"""What tests of faults share: a way between two programs that can be made slow, lossy or cut, and a
PostgreSQL whose processes can be killed."""

from __future__ import annotations

import contextlib
import os
import queue
import random
import signal
import socket
import threading
import time
from pathlib import Path

from geo.access import operator
from geo.cities import read_cities
from geo.io import embedded
from geo.io.desk import Desk
from geo.io.store import Store
from geo.settings import STATIC
from tests.browser.test_two_processes import NAME, PASSWORD
from tests.store_kit import Server, apart, batch, observed

SEGMENT = 16_384
"""Bytes that are passed on at once."""
RESEND_S = (0.2, 1.0)
"""A lost segment comes again after so long: TCP's shortest wait for an answer, and some more."""
Address = tuple[str, int] | str


class Way:
    """A TCP proxy on localhost.

    ``late_s``: every answer comes so much later, as from a server far away or at its limit; what
    follows close behind is not held up further. ``loss``: so many of all segments, in both
    directions, are held up for ``RESEND_S``, and all behind them, as a stream's reader sees packets
    that are lost and sent again; nothing is lost for the programs, as TCP sees to that. ``frozen``:
    nothing comes through. ``cut``: every connection ends in a reset, as when a phone changes its
    network.
    """

    def __init__(self, to: Address, port: int = 0, seed: int = 1) -> None:
        self.late_s, self.loss, self.frozen = 0.0, 0.0, False
        self.held = 0
        self._to, self._random = to, random.Random(seed)  # noqa: S311
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", port))
        self.port = int(self._server.getsockname()[1])
        self._start(self._accept)

    def cut(self) -> int:
        """Reset every connection; how many there were."""
        with self._lock:
            ended, self._open = self._open, set()
        for one in ended:
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            try:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
        return len(ended) // 2

    def end(self) -> None:
        self._server.close()
        self.cut()

    def _start(self, work: object, *words: object) -> None:
        threading.Thread(target=work, args=words, daemon=True).start()  # type: ignore[arg-type]

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            try:
                far = self._connect()
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            for source, target, answers in ((near, far, False), (far, near, True)):
                line: queue.Queue[tuple[float, bytes]] = queue.Queue()
                self._start(self._read, source, line, answers)
                self._start(self._write, target, line)

    def _connect(self) -> socket.socket:
        if isinstance(self._to, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._to)
            return far
        return socket.create_connection(self._to)

    def _read(self, source: socket.socket, line: queue.Queue, answers: bool) -> None:
        while True:
            try:
                found = source.recv(SEGMENT)
            except OSError:
                found = b""
            due = time.monotonic() + (self.late_s if answers else 0.0)
            if self.loss and self._random.random() < self.loss:
                self.held += 1
                due += self._random.uniform(*RESEND_S)
            line.put((due, found))
            if not found:
                return

    def _write(self, target: socket.socket, line: queue.Queue) -> None:
        while True:
            due, found = line.get()
            time.sleep(max(0.0, due - time.monotonic()))
            while self.frozen:
                time.sleep(0.02)
            try:
                if not found:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(found)
            except OSError:
                return


def way_to_postgresql(server: Server, url: str) -> tuple[Way, str]:
    """A way to a server that listens on a Unix socket, and the URL of a database over it."""
    way = Way(str(server.folder / ".s.PGSQL.5432"))
    database = url.partition("@/")[2].partition("?")[0]
    return way, f"postgresql://jaga@127.0.0.1:{way.port}/{database}"


def kill_postgresql(server: Server) -> int:
    """SIGKILL to the server and everything it has started, at once; how many those were."""
    lock = server.folder / "data" / "postmaster.pid"
    first = int(lock.read_text().splitlines()[0])
    family = [first, *children(first)]
    for one in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    for _ in range(200):
        if not any(alive(one) for one in family):
            break
        time.sleep(0.02)
    else:
        raise AssertionError("PostgreSQL lives on")
    for _ in range(100):
        if not Path(f"/proc/{first}").exists():
            return len(family)
        time.sleep(0.02)
    # Dead, but nobody has buried it, as in a container without an init: its lock would look held.
    lock.unlink()
    return len(family)


def children(of: int) -> list[int]:
    """Numbers of the processes that a process has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == of:
            found.append(int(entry.parent.name))
    return found


def alive(process: int) -> bool:
    """False where it is gone, or dead and waits for its parent to notice."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] not in ("Z", "X")


def prepared(home: Path, url: str = "") -> str:
    """A store as ``prepare`` makes it, in ``home`` or at ``url``, with an account of staff; its
    URL."""
    home.mkdir()
    url = url or f"sqlite:///{home / 'store.db'}"
    embedded.prepare(url, read_cities(), STATIC)
    store = Store.open(url)
    Desk(store, operator("uji")).add_user(NAME, "admin", password=PASSWORD)
    store.close()
    return url


def upload(url: str, number: int, zones: int = 400, days: int = 28) -> tuple[int | None, int]:
    """Publish a batch of many rows as an import does; its id and its rows."""
    rows = [
        (f"63.71.{zone // 90 + 10}.{1001 + zone % 90}", f"2020-10-{day + 1:02}", "positif", number)
        for zone in range(zones)
        for day in range(days)
    ]
    store = Store.open(url)
    try:
        return store.add(batch(f"{number}"), observed(*rows), apart()), len(rows)
    finally:
        store.close()
