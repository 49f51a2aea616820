"""One operation of the interface as a record: the route is made from it, and its page of the
OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geo.access import Viewer
from geo.io.web.answers import Answer
from geo.io.web.parameters import Parameter
from geo.io.web.questions import Questions
from geo.io.web.service import Service


@dataclass(frozen=True)
class Sent:
    """A file that came with a request: its own name, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Ask:
    """A request as far as its operation needs it. ``values`` are its parameters, read; ``base`` is
    the address of the server without a "/" at its end, ``url`` what was asked of it."""

    service: Service
    questions: Questions
    viewer: Viewer
    lang: str
    values: Mapping[str, Any]
    base: str = ""
    url: str = ""
    sent: Sent | None = None


@dataclass(frozen=True)
class Operation:
    """``path`` is a Starlette route, ``key`` the operationId, ``says`` the catalogue key of its
    words. ``gives`` maps a status to media type and name of a schema; ``faults`` are the statuses
    that answer with a problem. ``takes_file``: the request carries one."""

    key: str
    path: str
    says: str
    run: Callable[[Ask], Answer]
    gives: Mapping[int, tuple[str, str]]
    parameters: tuple[Parameter, ...] = ()
    faults: tuple[int, ...] = (400, 401, 503)
    method: Literal["GET", "POST"] = "GET"
    takes_file: bool = False
