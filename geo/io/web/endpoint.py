"""From a request to its answer: who asks, what, in which language, and every way it can fail."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from geo.access import ANYBODY, Viewer, require
from geo.errors import JagaError, Problem, StoreError
from geo.io import logs
from geo.io.web import answers, faults, parameters, uploads
from geo.io.web.metrics import Metrics
from geo.io.web.operations import Ask, Operation, Sent
from geo.io.web.questions import Questions
from geo.io.web.service import Service
from geo.io.web.viewers import identify

_LOG = logging.getLogger("geo.web")


class Endpoint:
    """One path with its operations by method; an ASGI application. All work that takes time is done
    in a thread, so that other requests go on."""

    def __init__(
        self,
        service: Service,
        questions: Questions,
        metrics: Metrics,
        route: str,
        operations: Mapping[str, Operation],
    ) -> None:
        self._service = service
        self._questions = questions
        self._metrics = metrics
        self._route = route
        self._operations = operations
        methods = [*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"]
        self._allowed = ", ".join(methods)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        began = time.perf_counter()
        lang = parameters.language(request.query_params, request.headers.get("accept-language", ""))
        response = await self._answer(request, lang)
        seconds = time.perf_counter() - began
        self._metrics.figures.request(self._route, response.status_code, seconds)
        logs.known(route=self._route)
        await response(scope, receive, send)

    async def _answer(self, request: Request, lang: str) -> Response:
        viewer = ANYBODY
        try:
            operation = self._operation(request)
            if operation is None:
                return answers.options(request, self._service, lang, self._allowed)
            viewer = await run_in_threadpool(identify, request, self._service)
            logs.known(viewer=viewer.role)
            sent: Sent | None = None
            fields: list[tuple[str, str]] = []
            if operation.takes_file:
                require(viewer, "draft", viewer.city)  # before a single byte is taken in
                sent, fields = await uploads.receive(request)
            return await run_in_threadpool(
                self._work, operation, request, viewer, lang, sent, fields
            )
        except Exception as error:
            return await run_in_threadpool(self._failed, error, request, viewer, lang)

    def _operation(self, request: Request) -> Operation | None:
        """What is to be done; None for OPTIONS. RequestError where nothing can be."""
        if not self._operations:
            raise faults.RequestError(404, Problem("web_nothing_here", request.url.path[:80]))
        if request.method == "OPTIONS":
            return None
        method = "GET" if request.method == "HEAD" else request.method
        if method not in self._operations:
            values = {"allowed": self._allowed}
            fault = Problem("web_method", request.url.path[:80], values)
            raise faults.RequestError(405, fault, {"Allow": self._allowed})
        return self._operations[method]

    def _work(
        self,
        operation: Operation,
        request: Request,
        viewer: Viewer,
        lang: str,
        sent: Sent | None,
        fields: list[tuple[str, str]],
    ) -> Response:
        values = self._values(operation, request, fields)
        ask = Ask(
            service=self._service,
            questions=self._questions,
            viewer=viewer,
            lang=lang,
            values=values,
            base=str(request.base_url).rstrip("/"),
            url=str(request.url),
            sent=sent,
        )
        answer = operation.run(ask)
        private = viewer.signed_in
        return answers.response(answer, request, self._service, lang, private=private)

    def _values(
        self, operation: Operation, request: Request, fields: list[tuple[str, str]]
    ) -> dict[str, object]:
        in_query = [one for one in operation.parameters if one.where == "query"]
        given = [*request.query_params.multi_items(), *fields]
        values, problems = parameters.read(given, in_query, self._service)
        for one in operation.parameters:
            if one.where == "path":
                written = request.path_params[one.name]
                try:
                    values[one.name] = one.kind.read(written, self._service)
                except ValueError:
                    fault = Problem("web_nothing_here", request.url.path[:80])
                    raise faults.RequestError(404, fault) from None
        if problems:
            raise faults.RequestError(400, problems)
        return values

    def _failed(self, error: Exception, request: Request, viewer: Viewer, lang: str) -> Response:
        if isinstance(error, StoreError):
            self._service.forget_store()
        refusal = faults.refused(error, signed_in=viewer.signed_in)
        self._metrics.figures.error("route", error)
        if refusal.status >= 500:
            told = error if isinstance(error, JagaError) else None
            _LOG.error("%s: %s", self._route, told or "failed", exc_info=None if told else error)
        return answers.failure(refusal, request, self._service, lang)
