"""The house: who may import whom, how long a file may be, what may not be asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "geo").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"])
DOMAIN = [f for f in FILES if f.parent == ROOT / "geo" and f.name != "__main__.py"]

LOWEST = ("errors", "levels", "settings", "cities", "schema")
"""Modules that stand below everything else of geo, each on the ones before at most."""
JOIN = {"pages/shared/cached.py", "pages/shared/frame.py", "geo/__main__.py"}
"""Beside geo/io and geo/commands, the files that may know the store."""
CLOCKS = {"now", "today", "utcnow"}


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions; ``from a import b`` gives a.b."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(file)} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def under(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("file", [f for f in FILES if ROOT / "geo" in f.parents], ids=named)
def test_geo_knows_neither_streamlit_nor_pages(file: Path) -> None:
    upward = [n for n in imports(file) if under(n, "streamlit") or under(n, "pages")]
    assert upward == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_only_the_outer_edge_knows_the_store(file: Path) -> None:
    place = named(file)
    if place in JOIN or place.startswith(("geo/io/", "geo/commands/")):
        return
    known = [n for n in imports(file) if under(n, "geo.io")]
    # Intake reads foreign files and simulated.py writes one: adapters, not the store.
    assert [n for n in known if not under(n, "geo.io.sources")] == []


@pytest.mark.parametrize("file", DOMAIN, ids=named)
def test_the_domain_does_not_know_how_it_is_shown_or_called(file: Path) -> None:
    upward = [n for n in imports(file) if under(n, "geo.render") or under(n, "geo.commands")]
    allowed = ["geo.render.words"] if file.stem == "exports" else []
    assert sorted(set(upward) - set(allowed)) == []


@pytest.mark.parametrize("name", LOWEST)
def test_the_lowest_stand_on_nothing_higher(name: str) -> None:
    above = LOWEST[LOWEST.index(name) + 1 :]
    own = {n.split(".")[1] for n in imports(ROOT / "geo" / f"{name}.py") if under(n, "geo")}
    assert own <= set(LOWEST)
    assert not own & set(above) or name == "errors"


def test_no_import_goes_round_in_a_circle() -> None:
    """At the time modules load; an import inside a function is asked for later."""
    graph = {}
    for file in DOMAIN:
        top = [n for n in tree(file).body if isinstance(n, ast.ImportFrom) and n.module]
        names = {f"{node.module}.{alias.name}" for node in top for alias in node.names}
        names |= {str(node.module) for node in top}
        graph[f"geo.{file.stem}"] = {n for n in names if n in {f"geo.{f.stem}" for f in DOMAIN}}
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {name for name, needs in graph.items() if name not in done and needs <= done}
        assert ready, f"circle among {sorted(set(graph) - done)}"
        done |= ready


@pytest.mark.parametrize("file", FILES, ids=named)
def test_files_stay_small(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    place = named(file)
    most = 70 if place == "app.py" else 270
    if file.parent == ROOT / "pages":
        most = 80
    assert lines <= most


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core"}
    assert [named(f) for f in FILES if f.stem in vague] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_module_and_what_it_offers_say_what_they_are(file: Path) -> None:
    module = tree(file)
    if not module.body:
        return
    assert ast.get_docstring(module), f"{named(file)} has no docstring"
    kinds = (ast.FunctionDef, ast.ClassDef)
    public = [n for n in module.body if isinstance(n, kinds) and not n.name.startswith("_")]
    short = {"show", "run"}
    silent = [n.name for n in public if not ast.get_docstring(n) and n.name not in short]
    said_by_name = [n.name for n in public if isinstance(n, ast.FunctionDef) and len(n.body) == 1]
    assert sorted(set(silent) - set(said_by_name)) == []


@pytest.mark.parametrize("file", DOMAIN, ids=named)
def test_the_domain_reads_no_clock_and_no_environment(file: Path) -> None:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Attribute):
            asks = node.attr in CLOCKS or node.attr in {"environ", "getenv"}
            assert not asks, f"{named(file)}:{node.lineno} asks {node.attr}"


def test_views_do_not_pay_for_geometry_or_statistics() -> None:
    code = (
        "import sys, geo.views, geo.exports;"
        "heavy = {'geopandas', 'scipy', 'streamlit', 'shapely', 'altair', 'pandera'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
