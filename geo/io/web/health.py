"""/healthz: is the process up, and can it read its store?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from geo.errors import JagaError
from geo.io.web import paths
from geo.io.web.answers import JSON, Answer
from geo.io.web.operations import Ask, Operation
from geo.io.web.zones import written

PATIENCE_S = 4.0
"""Seconds after which the store counts as slow: those who ask give up after five."""
_ASKING = ThreadPoolExecutor(4, thread_name_prefix="health")


def run(ask: Ask) -> Answer:
    """200 with ``{"status": "ok"}``, or 503 with the key of what is wrong and nothing more."""
    service = ask.service
    if service.checking is None or service.checking.done():
        service.checking = _ASKING.submit(lambda: service.store.check())
    try:
        service.checking.result(PATIENCE_S)
    except TimeoutError:  # the next who asks waits for the same answer
        return _failing("store_slow")
    except JagaError as failure:
        service.forget_store()
        return _failing(failure.problems[0].key)
    return Answer(JSON, lambda: written({"status": "ok"}))


def _failing(key: str) -> Answer:
    return Answer(JSON, lambda: written({"status": "failing", "store": key}), status=503)


OPERATION = Operation(
    "health",
    paths.HEALTH,
    "web.route.health",
    run,
    {200: (JSON, "Health"), 503: (JSON, "Health")},
    faults=(400, 401),
)
