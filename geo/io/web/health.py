"""/healthz: is the process up, and can it read its store?"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.errors import JagaError
from geo.io.web.service import Service


def answer(service: Service) -> Callable[[Request], Response]:
    """200 with ``{"status": "ok"}``, or 503 with the key of what is wrong and nothing more."""

    def healthz(request: Request) -> Response:
        try:
            service.store.check()
        except JagaError as failure:
            body = {"status": "failing", "store": failure.problems[0].key}
            return JSONResponse(body, status_code=503)
        return JSONResponse({"status": "ok"})

    return healthz
