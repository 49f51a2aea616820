"""Faults as application/problem+json: words in the reader's language, nothing of the machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from geo import text
from geo.errors import AccessError, ConfigError, InputError, JagaError, Problem, StoreError

RETRY_S = 5
"""Seconds after which a client may ask again while the store is out of reach."""
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "web.status.bad_request",
    401: "web.status.unauthorized",
    403: "web.status.forbidden",
    404: "web.status.not_found",
    405: "web.status.method",
    413: "web.status.too_large",
    415: "web.status.media_type",
    422: "web.status.unusable",
    429: "web.status.too_often",
    500: "web.status.failure",
    503: "web.status.unavailable",
}
_SHOWN = 50
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^/\\\s:]+)+[/\\]")
"""The folders of an absolute path."""


class RequestError(JagaError):
    """A request that is answered with ``status`` and ``headers``, and with these problems."""

    def __init__(
        self,
        status: int,
        problems: Problem | Iterable[Problem],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problems)
        self.status = status
        self.headers = dict(headers or {})


def refused(failure: Exception, *, signed_in: bool) -> RequestError:
    """Any failure as a refusal. What failed inside (store, files of the project) is told in general
    words only: it is for the log, not for the reader."""
    if isinstance(failure, RequestError):
        return failure
    if isinstance(failure, AccessError):
        if signed_in:
            return RequestError(403, failure.problems)
        return unauthorised(failure.problems)
    if isinstance(failure, InputError):
        return RequestError(400, failure.problems)
    if isinstance(failure, StoreError):
        return RequestError(503, Problem("web_store", "–"), {"Retry-After": str(RETRY_S)})
    if isinstance(failure, ConfigError):
        return RequestError(500, Problem("web_config", "–"))
    return RequestError(500, Problem("web_failure", "–"))


def unauthorised(problems: Problem | Iterable[Problem], error: str = "") -> RequestError:
    """401 with the way to sign in; ``error`` is a word of RFC 6750, "" where nobody signed in."""
    way = 'Bearer realm="jaga"' + (f', error="{error}"' if error else "")
    return RequestError(401, problems, {"WWW-Authenticate": way})


def body(failure: RequestError, lang: str) -> str:
    """The problem document (RFC 9457); ``problems`` lists every fault with its words."""
    shown = [_said(problem, lang) for problem in failure.problems[:_SHOWN]]
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": text.text(TITLES[failure.status], lang),
        "status": failure.status,
        "detail": " ".join(one["text"] for one in shown[:3]),
        "problems": shown,
    }
    return json.dumps(document, ensure_ascii=False) + "\n"


def _said(problem: Problem, lang: str) -> dict[str, str]:
    ours = problem.key.startswith("web_")  # speaks of the request, whose address may be told
    values = {
        name: _bare(value) if isinstance(value, str) and not ours else value
        for name, value in problem.values.items()
    }
    plain = Problem(
        problem.key, problem.where if ours else _bare(problem.where), values, problem.fatal
    )
    parts = ("found", "expected", "todo")
    said = {part: text.text(f"problem.{plain.key}.{part}", lang, **values) for part in parts}
    return {"key": plain.key, "where": plain.where, **said, "text": text.problem(plain, lang)}


def _bare(words: str) -> str:
    """Without the folders of a path of this machine."""
    return _PATH.sub("", words)
