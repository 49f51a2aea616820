"""The start of the server: what it imports before its first answer, and what is made meanwhile."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest

from geo.io.web import Later, paths
from geo.io.web.table import routes
from geo.settings import ROOT, Settings
from pages.shared import collecting

HEAVY = ("numpy", "pandas", "geopandas", "shapely", "sqlalchemy", "folium", "babel", "altair")

SERVER = """
import sys
import app
print(*sorted(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_the_server_answers_before_the_domain_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVER, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_every_route_of_ours_is_one_that_the_server_leaves_to_us() -> None:
    later = Later(None, None)
    for route in routes(Settings()):
        path = route.path.replace("{rest:path}", "any/thing")
        match, _ = later.matches({"type": "http", "path": path})
        assert match.name == "FULL", path


@pytest.mark.parametrize(
    "path", ["/", "/kelurahan", "/apix", "/api-docs", "/auth/login", "/_stcore/health", "/peta/x"]
)
def test_pages_and_the_server_s_own_paths_are_left_to_it(path: str) -> None:
    assert not paths.ours(path)


def test_a_websocket_is_never_a_route_of_ours() -> None:
    match, _ = Later(None, None).matches({"type": "websocket", "path": "/api/v1/zones"})
    assert match.name == "NONE"


class Ring:
    """Two of these that know each other: what only looking for garbage gives back."""

    other: Ring


def ring() -> weakref.ref[Ring]:
    one, two = Ring(), Ring()
    one.other, two.other = two, one
    return weakref.ref(one)


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_settled_objects_are_passed_over_until_all_is_looked_through() -> None:
    gc.disable()
    try:
        before, settled = ring(), gc.get_freeze_count()
        collecting.settle()
        after = ring()
        gc.collect()
        assert gc.get_freeze_count() > settled
        assert before() is not None
        assert after() is None
        collecting.look_through()
        assert before() is None
        assert gc.get_freeze_count() > settled
    finally:
        gc.enable()


@pytest.mark.usefixtures("thawed")
def test_the_keeper_settles_each_round_looks_through_the_last_and_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    stop = threading.Event()

    def noted(what: str) -> None:
        done.append(what)
        if len(done) == 7:
            stop.set()

    monkeypatch.setattr(collecting, "settle", lambda: noted("settle"))
    monkeypatch.setattr(collecting, "look_through", lambda: noted("all"))
    collecting.keep(stop, every_s=0.001, rounds=3)
    assert done == ["settle", "settle", "all", "settle", "settle", "all", "settle"]
