"""Lines of the log: what they hold, and that no secret is in one, whoever wrote it."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from geo.io import logs

SECRETS = (
    "https://api.telegram.org/bot7123456:AAH-rahasia-sekali/sendMessage",
    "GET https://siti:rahasia-sekali@posko.example/zona?x=1",
    "postgresql://jaga:rahasia-sekali@db/jaga: connection refused",
    "postgres//jaga:rahasia-sekali@db/jaga is no URL",
    "Authorization: Bearer jt_rahasia-sekali",
    "{'authorization': 'Basic rahasia-sekali'}",
    "cookie: lang=id; jaga_session=rahasia-sekali; x=rahasia-sekali",
    "jaga_session=rahasia-sekali",
    "?token=rahasia-sekali&lang=id",
    '{"password": "rahasia-sekali dua kata"}',
    "client_secret = 'rahasia-sekali'",
    "X-API-Key: rahasia-sekali",
    "[SQL: SELECT 1]\n[parameters: ('rahasia-sekali', 1)]",
    "$argon2id$v=19$m=65536,t=3,p=4$rahasia-sekali$abc",
)


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger of its own that writes JSON."""
    stream = io.StringIO()
    log = logging.getLogger("uji.logs")
    log.propagate = False
    log.setLevel(logging.DEBUG)
    handler = logs.handler("json", stream)
    log.addHandler(handler)
    yield log, stream
    log.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("said", SECRETS)
def test_what_is_secret_is_hidden(said: str) -> None:
    assert "rahasia" not in logs.hidden(said)


def test_what_looks_drawn_by_lot_is_hidden_and_all_else_stays() -> None:
    drawn = "Zk3bQe9xT0aVw7LmN2pR5sUyC8dFgHjK1oIiEqBtXnM"
    assert logs.hidden(f"session {drawn} ended") == f"session {logs.MARK} ended"
    for plain in (
        "/api/v1/zones.json 200",
        "bandingkan?zone=63.71.01.1001",
        "store_missing: .jaga/store.db",
        'File "/srv/jaga/geo/io/engine.py", line 12, in transaction',
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "URL: http://127.0.0.1:8501",
    ):
        assert logs.hidden(plain) == plain


@pytest.mark.parametrize("piece", ["a-", "a.", "a_", "aA1", "x://", "a:b", "[parameters: ", "key="])
def test_hiding_takes_time_in_proportion_to_the_length(piece: str) -> None:
    def taken(times: int) -> float:
        began = time.process_time()
        logs.hidden(piece * times)
        return time.process_time() - began

    assert taken(20_000) < 2.0


def test_of_a_link_only_fields_that_are_known_keep_their_values() -> None:
    query = "zone=63.71.01.1001&token=abc&code=xyz&lang=en&next=peta%3Ftoken%3Dabc&as_of="
    shown = logs.path_of("/peta", query)
    assert shown == "/peta?zone=63.71.01.1001&token=***&code=***&lang=en&next=***&as_of="
    assert logs.path_of("/a b\n{}") == "/a%20b%0A{}"
    assert logs.path_of("/x") == "/x"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("8f14e45f-ceea-467f-9c1a-3a0f7d6b0c11", True),
        ("abcdefgh", True),
        ("abcdefg", False),
        ("a" * 64, True),
        ("a" * 65, False),
        ("with space", False),
        ("line\nbreak!", False),
        ("", False),
        (None, False),
    ],
)
def test_an_id_is_taken_where_it_is_one(given: str | None, kept: bool) -> None:
    made = logs.request_id(given)
    assert (made == given) is kept
    assert 8 <= len(made) <= 64 and made.replace("-", "").isalnum()


def test_ids_are_never_the_same() -> None:
    assert len({logs.request_id() for _ in range(200)}) == 200


def test_a_line_holds_what_is_known_and_nothing_else(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, stream = written
    with logs.traced("dari-luar-1"):
        logs.note(log, logging.INFO, "request", status=200, viewer="lurah", city=None, name="siti")
    log.warning("di luar %s", "permintaan")
    first, second = lines(stream)
    assert list(first) == ["time", "level", "logger", "message", "request_id", "status", "viewer"]
    assert first["time"].endswith("Z") and len(first["time"]) == 24
    assert (first["level"], first["status"], first["viewer"]) == ("info", 200, "lurah")
    assert first["request_id"] == "dari-luar-1"
    assert "siti" not in stream.getvalue()
    assert (second["message"], second["level"]) == ("di luar permintaan", "warning")
    assert "request_id" not in second


def test_a_traceback_is_one_line_and_its_secrets_are_hidden(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    log, stream = written
    try:
        raise RuntimeError("https://posko.example/bot123:rahasia/kirim")
    except RuntimeError:
        log.exception("gagal")
    (line,) = lines(stream)
    assert "Traceback" in line["exception"] and "RuntimeError" in line["exception"]
    assert "https://posko.example" in line["exception"] and "rahasia" not in line["exception"]


def test_text_says_the_same_to_people() -> None:
    stream = io.StringIO()
    handler = logs.handler("text", stream)
    record = logging.LogRecord("geo.web", logging.INFO, "", 0, "token=abc", (), None)
    record.jaga = {"status": 200, "path": "/x?token=***"}
    handler.emit(record)
    moment, *rest = stream.getvalue().split()
    assert moment.endswith("Z")
    assert rest == ["info", "geo.web", "token=***", "path=/x?token=***", "status=200"]


def test_each_thread_knows_its_own_request() -> None:
    found: dict[str, str] = {}
    begun, go = threading.Barrier(2, timeout=20), threading.Event()

    def work(name: str) -> None:
        with logs.traced(f"permintaan-{name}"):
            begun.wait()
            trace = logs.current()
            found[name] = trace.request_id if trace else ""
        go.set()

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == {"a": "permintaan-a", "b": "permintaan-b"}
    assert logs.current() is None
