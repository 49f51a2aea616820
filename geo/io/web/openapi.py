"""The OpenAPI document, written from the same records as the routes, and the page for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from geo import text
from geo.io.web import faults, schemas
from geo.io.web.answers import Answer
from geo.io.web.features import OPENAPI
from geo.io.web.operations import Ask, Operation
from geo.io.web.pacing import kind
from geo.io.web.parameters import LANG, Parameter
from geo.io.web.service import Service
from geo.io.web.uploads import FORM, RAW
from geo.io.web.zones import written

VERSION = "1"
_GIVES = {200: "web.gives.ok", 201: "web.gives.created", 503: "web.gives.failing"}


def operations(others: Sequence[Operation]) -> tuple[Operation, ...]:
    """The two routes that tell of all routes, these included."""

    def document_of(ask: Ask) -> Answer:
        made = document(listed, ask.service, ask.lang)
        return Answer(OPENAPI, lambda: written(made), ("openapi",))

    def page_of(ask: Ask) -> Answer:
        html = "text/html; charset=utf-8"
        return Answer(html, lambda: page(listed, ask.service, ask.lang), ("page",))

    own = (
        Operation(
            "openapi",
            "/api/v1/openapi.json",
            "web.route.openapi",
            document_of,
            {200: (OPENAPI, "OpenApi")},
            (LANG,),
            (400, 401),
        ),
        Operation(
            "page",
            "/api",
            "web.route.page",
            page_of,
            {200: ("text/html; charset=utf-8", "Text")},
            (LANG,),
            (400, 401),
        ),
    )
    listed = (*others, *own)
    return own


def document(listed: Sequence[Operation], service: Service, lang: str) -> dict[str, Any]:
    """The whole document in one language."""
    paths: dict[str, dict[str, Any]] = {}
    for one in listed:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, service, lang)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text.text("web.title", lang),
            "description": text.text("web.about", lang),
            "version": VERSION,
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.SCHEMAS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": text.text("web.token", lang),
                }
            },
        },
    }


def _operation(one: Operation, service: Service, lang: str) -> dict[str, Any]:
    answers = {
        str(status): {
            "description": text.text(_GIVES[status], lang),
            "content": {_bare(media_type): {"schema": schemas.reference(schema)}},
        }
        for status, (media_type, schema) in one.gives.items()
    }
    paced = {429} if kind(one.method, one.path) else set()
    for status in sorted(({*one.faults} | paced) - set(one.gives)):
        answers[str(status)] = {
            "description": text.text(faults.TITLES[status], lang),
            "content": {faults.MEDIA_TYPE: {"schema": schemas.reference("Problem")}},
        }
    made: dict[str, Any] = {
        "operationId": one.key,
        "summary": text.text(one.says, lang),
        "parameters": [_parameter(p, service, lang) for p in one.parameters],
        "responses": answers,
        "security": [{"token": []}] if one.takes_file else [{}, {"token": []}],
    }
    if one.takes_file:
        made["requestBody"] = _file(one, service, lang)
    return made


def _parameter(parameter: Parameter, service: Service, lang: str) -> dict[str, Any]:
    made = {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.required,
        "description": text.text(parameter.says, lang),
        "schema": parameter.kind.schema(service),
    }
    if parameter.where == "query":
        made |= {"style": "form", "explode": False}
    return made


def _file(one: Operation, service: Service, lang: str) -> dict[str, Any]:
    """A form with the file, or the file itself as the body."""
    raw = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    file = {
        "type": "string",
        "contentMediaType": "application/octet-stream",
        "description": text.text("web.file", lang),
    }
    form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {
        "required": True,
        "content": {FORM: {"schema": form}, **dict.fromkeys(RAW, raw)},
    }


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0] if media_type.startswith("text/") else media_type


def page(listed: Sequence[Operation], service: Service, lang: str) -> str:
    """Every route for a person to read; needs nothing from elsewhere."""
    title = escape(text.text("web.title", lang))
    rows = "".join(_route(one, service, lang) for one in listed)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(text.text('web.about', lang))}</p>"
        f"<p>{escape(text.text('web.token', lang))}</p>"
        f'<p><a href="/api/v1/openapi.json?lang={lang}">OpenAPI</a></p>{rows}</main></body></html>'
    )


def _route(one: Operation, service: Service, lang: str) -> str:
    path = escape(one.path)
    shown = path
    if one.method == "GET" and "{" not in one.path:
        shown = f'<a href="{path}">{path}</a>'
    items = "".join(
        f"<dt><code>{escape(parameter.name)}</code></dt>"
        f"<dd>{escape(_sentence(parameter, service, lang))}</dd>"
        for parameter in one.parameters
    )
    words = escape(text.text(one.says, lang))
    names = f"<dl>{items}</dl>" if items else ""
    return f"<section><h2>{one.method} <code>{shown}</code></h2><p>{words}</p>{names}</section>"


def _sentence(parameter: Parameter, service: Service, lang: str) -> str:
    said = text.text(parameter.says, lang)
    options = parameter.kind.schema(service).get("enum")
    return f"{said} {', '.join(options)}." if options else said


_STYLE = re.sub(
    r"\s+",
    " ",
    """
    :root { color-scheme: light dark }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f7f7f4; color: #1b2430 }
    a { color: #0b6e75 }
    @media (prefers-color-scheme: dark) {
      body { background: #11171b; color: #eef2f2 }
      a { color: #5cc4c9 }
    }
    main { max-width: 48rem; margin: 0 auto; padding: 1rem }
    h2 { font-size: 1.05rem; margin: 2rem 0 0; overflow-wrap: anywhere }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0 }
    dd { margin: 0; overflow-wrap: anywhere }
    """,
).strip()
