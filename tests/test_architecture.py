"""The house: who may import whom, how long a file may be, what may not be asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source_kit import SOURCES, tree

ROOT = Path(__file__).resolve().parents[1]
FILES = SOURCES
DOMAIN = [f for f in FILES if f.parent == ROOT / "geo" and f.name != "__main__.py"]

LADDER = (
    {"geo.errors", "geo.levels", "geo.settings", "geo.parts"},
    {"geo.schema", "geo.cities", "geo.text", "geo.names", "geo.assets", "geo.cells"},
    {"geo.disputed", "geo.coverage", "geo.boundaries", "geo.population", "geo.cases"}
    | {"geo.boundary_files"}
    | {"geo.archive_files", "geo.archive", "geo.intake"},
    {"geo.panel"},
    {"MEASURES", "geo.io"},
    {"geo.views", "geo.findings", "geo.selection", "geo.why", "geo.comparison", "geo.knowledge"}
    | {"geo.grounds", "geo.early_word", "geo.changes", "geo.alerts"}
    | {"geo.snapshot", "geo.slides", "geo.slides_city", "geo.slides_counts", "geo.slides_zone"}
    | {"geo.slides_response", "geo.two_responses"}
    | {"geo.daily", "geo.scene_slides"}
    | {"geo.two_cities", "geo.incomparable", "geo.board"}
    | {"geo.response_view", "geo.response_curve"}
    | {"geo.city_day", "geo.rollup"},
    {"geo.render", "geo.exports"},
    {"geo.writers"},
    {"geo.site"},
    {"geo.commands", "geo.__main__", "geo.io.web", "geo.io.alerting", "geo.io.checkup"},
    {"pages.shared"},
    {"pages"},
    {"app"},
)
"""From the ground up: who stands on a step imports from it and from those below. A package
stands for its modules; a module of geo that is not named is a measure: rates, rules, alarms."""
EDGE = ("geo/settings.py", "geo/commands/", "geo/io/", "geo/__main__.py")
"""Files of geo that may ask the world: what time it is, what the environment says."""
JOIN = {"pages/shared/cached.py", "geo/__main__.py", "app.py"} | {
    f"pages/shared/{desk}.py"
    for desk in (
        "cached_overview",
        "files",
        "history",
        "intake",
        "many",
        "names_queue",
        "signing",
        "spellings",
        "watching",
    )
}
"""Beside geo/io and geo/commands, the files that may know the store."""
SPEAKING = {"selection", "simulated", "exports", "text"}
"""Modules of the domain that may ask for words; the others give numbers and keys."""
CLOCKS = {"now", "today", "utcnow"}
WORLD = {"environ", "environb", "getenv"}
OUTSIDE = ("time", "socket", "http", "urllib.request", "urllib3", "requests", "httpx", "aiohttp")


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


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


def module(file: Path) -> str:
    """A file's dotted name; a package's own file has the package's."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def step(name: str) -> int:
    """The step of the ladder that a module stands on."""
    while name:
        for height, modules in enumerate(LADDER):
            if name in modules:
                return height
        name = name.rpartition(".")[0] if name.count(".") > 1 or name[:4] != "geo." else "MEASURES"
    return -1


def ours(name: str) -> bool:
    """True for our own modules; ``geo`` alone is no more than their folder."""
    return any(under(name, package) for package in ("geo", "pages", "app")) and name != "geo"


@pytest.mark.parametrize("file", FILES, ids=named)
def test_imports_point_down(file: Path) -> None:
    own = step(module(file))
    upward = [name for name in imports(file) if ours(name) and step(name) > own]
    assert upward == []


def test_the_ladder_knows_every_module() -> None:
    """And names none that is gone; a name without a step would import what it likes."""
    modules = {module(file) for file in FILES}
    assert [name for name in sorted(modules) if ours(name) and step(name) < 0] == []
    listed = set().union(*LADDER) - {"MEASURES"}
    assert sorted(name for name in listed if not any(under(m, name) for m in modules)) == []
    assert step("geo.rates") == step("geo.rules.classify") < step("geo.views.CityView")
    assert step("geo.render.map") < step("pages.shared.cached") < step("pages.peta") < step("app")


@pytest.mark.parametrize("file", [f for f in FILES if ROOT / "geo" in f.parents], ids=named)
def test_geo_knows_neither_streamlit_nor_pages(file: Path) -> None:
    upward = [n for n in imports(file) if under(n, "streamlit") or under(n, "pages")]
    assert upward == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_only_the_outer_edge_knows_the_store(file: Path) -> None:
    place = named(file)
    if place in JOIN or place.startswith(("geo/io/", "geo/commands/")):
        return
    assert [n for n in imports(file) if under(n, "geo.io")] == []


@pytest.mark.parametrize("file", DOMAIN, ids=named)
def test_the_domain_does_not_know_how_it_is_shown_or_called(file: Path) -> None:
    upward = [n for n in imports(file) if under(n, "geo.render") or under(n, "geo.commands")]
    allowed = ["geo.render.words"] if file.stem == "exports" else []
    assert sorted(set(upward) - set(allowed)) == []


@pytest.mark.parametrize("file", DOMAIN, ids=named)
def test_the_domain_gives_keys_and_numbers_not_words(file: Path) -> None:
    if file.stem not in SPEAKING:
        assert [n for n in imports(file) if under(n, "geo.text")] == []


@pytest.mark.parametrize("file", sorted((ROOT / "pages").glob("*.py")), ids=named)
def test_a_page_asks_for_a_view_and_renders_it(file: Path) -> None:
    """No table, no store, no other page: only what is shared, views and what draws them."""
    views = ("geo.views", "geo.findings", "geo.levels", "geo.errors")
    views += ("geo.comparison", "geo.rule_choice")
    known = ("pages.shared", "geo.render", "geo.exports", "geo.text", *views)
    assert [n for n in imports(file) if ours(n) and not any(under(n, k) for k in known)] == []
    tables = ("pandas", "numpy", "geopandas", "shapely", "sqlalchemy")
    assert [n for n in imports(file) if any(under(n, t) for t in tables)] == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_cache_of_a_page_is_in_a_file_named_so(file: Path) -> None:
    if not named(file).startswith("pages/shared/cached"):
        marks = [n for n in ast.walk(tree(file)) if isinstance(n, ast.Attribute)]
        assert [n.lineno for n in marks if n.attr in {"cache_data", "cache_resource"}] == []


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


@pytest.mark.parametrize(
    "file",
    [f for f in FILES if f.is_relative_to(ROOT / "geo") and not named(f).startswith(EDGE)],
    ids=named,
)
def test_geo_reads_no_clock_no_environment_no_network(file: Path) -> None:
    asked = [
        f"{node.lineno} {node.attr}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS | WORLD
    ]
    named_world = [name for name in imports(file) if name.rpartition(".")[2] in WORLD]
    reached = [name for name in imports(file) if any(under(name, n) for n in OUTSIDE)]
    assert asked + named_world + reached == []


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
