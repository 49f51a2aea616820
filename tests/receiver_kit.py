"""A receiver of messages on 127.0.0.1 that answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANG, DRIP, MOVED, BUSY = "hang", "drip", "moved", "busy"


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """``answers`` are statuses, or one of the words above, in turn; then 200."""

    url: str
    got: list[Got] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def receiver(*answers: int | str) -> Iterator[Receiver]:
    """A running receiver; it and all that hangs on it ends with the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            names = {name.lower(): value for name, value in self.headers.items()}
            with here.lock:
                here.got.append(Got(self.path, names, body))
                answer = here.answers.pop(0) if here.answers else 200
            if answer == HANG:
                here.ended.wait(60)
            elif answer == DRIP:
                self._drip()
            elif answer == MOVED:
                self._say(307, Location=f"{here.url}/elsewhere")
            elif answer == BUSY:
                self._say(429, **{"Retry-After": "7200"})
            else:
                self._say(int(answer))

        def _say(self, status: int, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _drip(self) -> None:
            """An answer that is never whole, though each byte of it comes quickly."""
            try:
                while not here.ended.is_set():
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.02)
            except OSError:
                return

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here = Receiver(f"http://127.0.0.1:{server.server_port}", answers=list(answers))
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield here
    finally:
        here.ended.set()
        server.shutdown()
        serving.join()
        server.server_close()
