"""/healthz: is the process up, and can it read its store?"""

from __future__ import annotations

from geo.errors import JagaError
from geo.io.web.answers import JSON, Answer
from geo.io.web.operations import Ask, Operation
from geo.io.web.zones import written


def run(ask: Ask) -> Answer:
    """200 with ``{"status": "ok"}``, or 503 with the key of what is wrong and nothing more."""
    try:
        ask.service.store.check()
    except JagaError as failure:
        ask.service.forget_store()
        body = {"status": "failing", "store": failure.problems[0].key}
        return Answer(JSON, lambda: written(body), status=503)
    return Answer(JSON, lambda: written({"status": "ok"}))


OPERATION = Operation(
    "health",
    "/healthz",
    "web.route.health",
    run,
    {200: (JSON, "Health"), 503: (JSON, "Health")},
    faults=(400, 401),
)
