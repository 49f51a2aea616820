"""The document is what is served: every route in it, every answer of the shape that it names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from geo.io.web.table import routes as every_route
from geo.settings import Settings
from geo.text import LANGUAGES
from tests.web_kit import Web
from tests.web_stores import CITY, SUNDAY, ZONES, reported, token, web

ASKED = {
    "/healthz": "/healthz",
    "/api/v1/zones.json": f"/api/v1/zones.json?rule=insidensi7&date={SUNDAY}",
    "/api/v1/zones.geojson": f"/api/v1/zones.geojson?rule=insidensi7&date={SUNDAY}",
    "/api/v1/zones/{zone_id}/series": f"/api/v1/zones/{ZONES[5]}/series?rule=insidensi7",
    "/api/v1/why": f"/api/v1/why?zone={ZONES[5]}&rule=insidensi7&date={SUNDAY}",
    "/api/v1/batches": "/api/v1/batches",
    "/ogc": "/ogc",
    "/ogc/conformance": "/ogc/conformance",
    "/ogc/collections": "/ogc/collections",
    "/ogc/collections/{city}": f"/ogc/collections/{CITY}",
    "/ogc/collections/{city}/items": f"/ogc/collections/{CITY}/items?limit=3",
    "/ogc/collections/{city}/items/{zone_id}": f"/ogc/collections/{CITY}/items/{ZONES[0]}",
    "/api/v1/openapi.json": "/api/v1/openapi.json",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Web, dict[str, str]]:
    folder = tmp_path_factory.mktemp("city")
    url = reported(folder)
    return web(url, folder), {"Authorization": token(url, "admin")}


def test_every_route_stands_in_the_document_and_every_path_of_it_is_a_route(
    city: tuple[Web, dict[str, str]], tmp_path: Path
) -> None:
    document = city[0].get("/api/v1/openapi.json").json()
    served = {getattr(route, "path", "") for route in every_route(Settings(home=tmp_path))}
    pages = ("/auth/", "/layar", "/peta")
    of_pages = {path for path in served if path.startswith(pages) or "{rest" in path}
    assert set(document["paths"]) == served - of_pages
    keys = [one["operationId"] for p in document["paths"].values() for one in p.values()]
    assert len(keys) == len(set(keys))
    for path, methods in document["paths"].items():
        for one in methods.values():
            in_path = {p["name"] for p in one["parameters"] if p["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))
            assert all(p["description"] for p in one["parameters"])


@pytest.mark.parametrize("path", ASKED)
def test_an_answer_has_the_shape_that_the_document_names(
    city: tuple[Web, dict[str, str]], path: str
) -> None:
    routes, admin = city
    document = routes.get("/api/v1/openapi.json").json()
    for who in ({}, admin):
        reply = routes.get(ASKED[path], **who)
        answers = document["paths"][path]["get"]["responses"]
        content = answers[str(reply.status)]["content"]
        media_type = reply.headers["content-type"]
        schema = {**content[media_type]["schema"], "components": document["components"]}
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(reply.json(), schema, jsonschema.Draft202012Validator)


def test_an_answer_of_another_shape_would_be_noticed(city: tuple[Web, dict[str, str]]) -> None:
    routes, _ = city
    document = routes.get("/api/v1/openapi.json").json()
    schema = {"$ref": "#/components/schemas/Zone", "components": document["components"]}
    row = routes.get(ASKED["/api/v1/zones.json"]).json()[0]
    for wrong in ({"level": "ungu"}, {"cases": "3"}, {"date": None}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**row, **wrong}, schema, jsonschema.Draft202012Validator)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [str(v) for k, v in attrs if k in ("href", "src")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_for_people_names_every_route_and_needs_nothing_else(
    city: tuple[Web, dict[str, str]], lang: str
) -> None:
    routes, _ = city
    reply = routes.get(f"/api?lang={lang}")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    page = _Page()
    page.feed(reply.text)
    document = routes.get(f"/api/v1/openapi.json?lang={lang}").json()
    assert all(path in reply.text for path in document["paths"])
    assert "script" not in page.tags
    assert page.links and all(href.startswith("/") for href in page.links)
    assert f'<html lang="{lang}">' in reply.text
    assert document["info"]["title"] in reply.text


def test_the_words_of_the_document_are_in_the_language_asked_for(
    city: tuple[Web, dict[str, str]],
) -> None:
    routes, _ = city
    one, two = (routes.get(f"/api/v1/openapi.json?lang={lang}").json() for lang in LANGUAGES)
    why = "/api/v1/why"
    assert one["paths"][why]["get"]["summary"] != two["paths"][why]["get"]["summary"]
    assert one["paths"].keys() == two["paths"].keys()
