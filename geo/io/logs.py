"""What the process tells whoever runs it: one line an event on stderr, as text or as JSON.

A JSON line holds

    time          UTC, ISO with milliseconds
    level, logger, message
    request_id    of the HTTP request or the page run that it belongs to, where there is one
    exception     the traceback, where there is one

and what is known of a request (method, path, route, status, milliseconds, viewer) or of a page run
(page, city, disease, rule, outcome, milliseconds, viewer). ``viewer`` is a role, never a name.

No line holds a secret. Every line is read through ``hidden`` once it is whole, whoever wrote it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import secrets
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import parse_qsl, quote

MARK = "***"
"""What stands where something was hidden."""
FIELDS = (
    *("method", "path", "route", "status", "page", "city", "disease", "rule"),
    *("outcome", "kind", "viewer", "milliseconds"),
)
"""What a line may say beside its message, in this order."""
OPEN = frozenset(
    (
        *("lang", "city", "disease", "rule", "date", "day2", "from", "to", "as_of", "zone"),
        *("zones", "mode", "with", "align", "beside", "kind", "part", "format", "f", "limit"),
        *("offset", "bbox", "level", "rates", "view", "datetime", "kiosk"),
    )
)
"""Fields of a link that are shown with their values; of all others only the name is."""

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NAMED = r"(?:pass(?:word|wd|phrase)?|pwd|(?:[\w-]{0,40}[_-])?(?:token|secret|key)|jaga_session"
_NAMED += r"|_streamlit_user|cookie|set-cookie|(?:x-api-|proxy-)?authori[sz]ation|signature)"
_HIDING = (
    # Of an address only its server: a path may hold a key, as those of chats do.
    (
        re.compile(
            r"\b([a-z][a-z0-9+.-]{0,20}://)(?:[^\s/@'\"]{0,200}@)?([\w.\[\]:-]+)(?:[/?#][^\s'\"<>)\]]*)?"
        ),
        r"\1\2",
    ),
    (re.compile(r"(\b[\w.-]{1,64}):[^\s/@:]{3,200}@(?=[\w.-])"), rf"\1:{MARK}@"),
    (re.compile(r"\b(bearer|basic)\s+[^\s'\",;]+", re.IGNORECASE), rf"\1 {MARK}"),
    (
        re.compile(r"\b(cookie|set-cookie)(['\"]?\s*[:=]\s*['\"]?)[^'\"\n]+", re.IGNORECASE),
        rf"\1\2{MARK}",
    ),
    (
        re.compile(
            rf"\b({_NAMED})(['\"]?\s*[=:]\s*)('[^']*'|\"[^\"]*\"|[^\s'\",;&)\]}}]+)", re.IGNORECASE
        ),
        rf"\1\2{MARK}",
    ),
    (re.compile(r"\[parameters: [^\n]*"), f"[parameters: {MARK}]"),
    (re.compile(r"\$argon2\w*\$\S+"), MARK),
    # What looks drawn by lot: our sessions and tokens, and those of others.
    (
        re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*[0-9])[\w-]{32,}(?![\w-])"),
        MARK,
    ),
)
_LOG = logging.getLogger("geo")


@dataclass
class Trace:
    """A request or a page run on its way; whoever learns something of it adds to ``known``."""

    request_id: str
    known: dict[str, Any] = field(default_factory=dict)


_TRACE: ContextVar[Trace | None] = ContextVar("trace", default=None)


def hidden(text: str) -> str:
    """The text without what may be a secret: passwords, tokens, cookies, keys, the paths of
    addresses. It hides too much rather than too little."""
    for pattern, instead in _HIDING:
        text = pattern.sub(instead, text)
    return text


def path_of(path: str, query: str = "") -> str:
    """A request's path with its query; only fields of OPEN keep their values."""
    shown = hidden(quote(path, safe="/{}:.,-_~%")[:200])
    pairs = parse_qsl(query, keep_blank_values=True)[:30]
    fields = [f"{quote(k[:30])}={quote(v[:60]) if k in OPEN else MARK}" for k, v in pairs]
    return f"{shown}?{'&'.join(fields)}" if fields else shown


def request_id(given: str | None = None) -> str:
    """The id that came with a request where it is one, else a new one."""
    return given if given and _ID.fullmatch(given) else secrets.token_hex(8)


def current() -> Trace | None:
    """The request or page run that this code works for; None for what nobody asked for."""
    return _TRACE.get()


def known(**facts: Any) -> None:
    """Add to what is known of the current request or page run, where there is one."""
    trace = _TRACE.get()
    if trace is not None:
        trace.known.update(facts)


@contextmanager
def traced(given: str | None = None) -> Iterator[Trace]:
    """A request or a page run from its begin to its end."""
    token = _TRACE.set(Trace(request_id(given)))
    try:
        yield _TRACE.get() or Trace("")
    finally:
        _TRACE.reset(token)


def note(log: logging.Logger, level: int, message: str, /, **facts: Any) -> None:
    """Write a line with fields of FIELDS; those that are None are left out."""
    log.log(level, "%s", message, extra={"jaga": facts})


class _Lines(logging.Formatter):
    """What both ways of writing share."""

    def told(self, record: logging.LogRecord) -> dict[str, Any]:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        trace = _TRACE.get()
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": hidden(record.getMessage()),
            "request_id": trace.request_id if trace else None,
        }
        facts = getattr(record, "jaga", {})
        for name in FIELDS:
            value = facts.get(name)
            line[name] = hidden(value) if isinstance(value, str) and name != "path" else value
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = hidden(self.formatException(record.exc_info))
        elif record.exc_text:
            line["exception"] = hidden(record.exc_text)
        return {name: value for name, value in line.items() if value is not None}


class JsonLines(_Lines):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.told(record), ensure_ascii=False, default=str)


class TextLines(_Lines):
    """For people: time, level, logger, message, and the rest behind it."""

    def format(self, record: logging.LogRecord) -> str:
        line = self.told(record)
        head = [str(line.pop(name)) for name in ("time", "level", "logger", "message")]
        exception = line.pop("exception", "")
        rest = [f"{name}={value}" for name, value in line.items()]
        written = " ".join([head[0], head[1].ljust(7), *head[2:], *rest])
        return f"{written}\n{exception}" if exception else written


def handler(kind: str, stream: IO[str] | None = None) -> logging.Handler:
    """A handler that writes "json" or "text" to ``stream``, None for stderr."""
    made = logging.StreamHandler(stream)
    made.setFormatter(JsonLines() if kind == "json" else TextLines())
    return made


def set_up(kind: str, stream: IO[str] | None = None) -> None:
    """Have every line of the process written by us, warnings and uncaught faults among them. Of our
    own lines those from "info" on are written, of others those from "warning" on."""
    root = logging.getLogger()
    root.handlers[:] = [handler(kind, stream)]
    root.setLevel(logging.WARNING)
    for ours in ("geo", "pages"):
        logging.getLogger(ours).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_beside


def take_over(log: logging.Logger) -> None:
    """Have a logger that writes by itself hand its lines to us."""
    log.handlers[:] = []
    log.propagate = True


def _uncaught(
    kind: type[BaseException], error: BaseException, trace: types.TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _LOG.critical("the process ends by a fault", exc_info=(kind, error, trace))


def _uncaught_beside(fault: threading.ExceptHookArgs) -> None:
    if fault.exc_value is not None and not isinstance(fault.exc_value, SystemExit):
        told = (fault.exc_type, fault.exc_value, fault.exc_traceback)
        _LOG.error("a thread ended by a fault", exc_info=told)
