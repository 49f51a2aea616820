"""Figures of this process for whoever runs it: requests, page runs, errors.

``PROCESS`` is what all parts of the process count into; pages and routes share one process. Labels
come from our own lists of routes, pages and kinds, never from what somebody sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram

from geo.errors import AccessError, ConfigError, InputError, JagaError, StoreError

Where = Literal["page", "route", "alerts"]
Outcome = Literal["shown", "failed", "again"]
KINDS = {
    StoreError: "store",
    ConfigError: "config",
    AccessError: "access",
    InputError: "input",
    JagaError: "request",
}
"""Kinds of error by class; whatever is none of ours is "unexpected"."""
_REQUEST_S = (0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0)
_PAGE_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Served:
    """What the server of the pages says of itself: sessions that are open now, and calls of each
    cache by "hit" or "miss"."""

    sessions: int
    lookups: Mapping[tuple[str, str], int] = field(default_factory=dict)


def kind_of(error: BaseException) -> str:
    """The kind of an error: one word of KINDS, or "unexpected"."""
    return next((word for kind, word in KINDS.items() if isinstance(error, kind)), "unexpected")


class Figures:
    """Counters and histograms with a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "jaga_requests",
            "Requests by route and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self._request_s = Histogram(
            "jaga_request_seconds",
            "Seconds from a request to its answer.",
            ["route"],
            buckets=_REQUEST_S,
            registry=self.registry,
        )
        self._runs = Counter(
            "jaga_page_runs",
            "Runs of a page: shown, failed, or begun again before its end.",
            ["page", "outcome"],
            registry=self.registry,
        )
        self._run_s = Histogram(
            "jaga_page_seconds",
            "Seconds that a whole run of a page took.",
            ["page"],
            buckets=_PAGE_S,
            registry=self.registry,
        )
        self._errors = Counter(
            "jaga_errors",
            "Errors by where they showed and what kind they are.",
            ["where", "kind"],
            registry=self.registry,
        )

    def request(self, route: str, status: int, seconds: float) -> None:
        """Note one answered request."""
        self._requests.labels(route, str(status)).inc()
        self._request_s.labels(route).observe(seconds)

    def page(self, page: str, outcome: Outcome, seconds: float) -> None:
        """Note one run of a page; how long it took counts where it came to its end."""
        self._runs.labels(page, outcome).inc()
        if outcome != "again":
            self._run_s.labels(page).observe(seconds)

    def error(self, where: Where, error: BaseException) -> str:
        """Note an error; its kind."""
        kind = kind_of(error)
        self._errors.labels(where, kind).inc()
        return kind


PROCESS = Figures()
