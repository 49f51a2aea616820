"""schemathesis reads the served OpenAPI document and asks every route for what it promises, and for
what it does not: no answer is a 5xx, of a status or a shape that the document does not name."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from geo.cities import read_cities
from geo.io import accounts, embedded, tokens
from geo.io.store import Store
from geo.io.web import batches, features, health, zones
from geo.io.web.operations import Operation
from geo.settings import Settings
from tests.web_kit import Web

ACCEPTED = ["2xx", "400", "401", "403", "404", "422"]
"""What a request that fits the document may get: a rule may be none for a city, a zone none of it,
and bytes that nobody chose are no table."""
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            # A token decides what is shown; without one the public answer comes, which is right.
            "ignored_auth": {"enabled": False},
        },
        "generation": {"deterministic": True},
    }
)


@pytest.fixture(scope="module")
def secret_and_web(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Web]:
    folder = tmp_path_factory.mktemp("fuzz")
    url = f"sqlite:///{folder / 'store.db'}"
    embedded.prepare(url, read_cities(), folder / "static")
    store = Store.open(url)
    with store.writing() as connection:
        accounts.add(connection, "uji", "petugas", "dinas")
        secret = tokens.make(connection, "uji", "petugas", "uji")
    store.close()
    return secret, Web(Settings(db=url, home=folder))


@pytest.fixture(scope="module")
def described(secret_and_web: tuple[str, Web]) -> Any:
    _, web = secret_and_web
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", web.app, config=CONFIG)


LISTED = [
    health.OPERATION,
    *zones.OPERATIONS,
    *batches.OPERATIONS,
    *features.OPERATIONS,
]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("listed", LISTED, ids=lambda one: one.key)
def test_every_route_keeps_its_word(
    listed: Operation, mode: GenerationMode, described: Any, secret_and_web: tuple[str, Web]
) -> None:
    secret, _ = secret_and_web
    operation = described[listed.path][listed.method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    def hold(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})

    try:
        hold()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing of this route can be wrong


def test_the_document_lists_what_is_asked_here_and_the_pages_about_it(described: Any) -> None:
    paths = described.raw_schema["paths"]
    there = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    asked = {(one.method, one.path) for one in LISTED}
    about = {("GET", "/metrics"), ("GET", "/api"), ("GET", "/api/v1/openapi.json")}
    assert there == asked | about
