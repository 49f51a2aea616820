"""Every figure under /metrics, and that Grafana's dashboard asks for no other."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from geo.errors import AccessError, ConfigError, InputError, JagaError, Problem, StoreError
from geo.io import outbox
from geo.io.figures import Figures, Served, kind_of
from geo.io.store import Store
from geo.io.tables import VERSION
from geo.io.web.metrics import Metrics
from geo.io.web.service import Service
from geo.settings import PROGRAM, ROOT, Settings
from tests.web_stores import CITY, DISEASE, reported

BOARD = json.loads((ROOT / "deploy" / "grafana.json").read_text(encoding="utf-8"))
LONG_AGO = dt.datetime(2021, 7, 5, 1, 0, tzinfo=dt.UTC)
LABELS = {
    "jaga_requests_total": {"route", "status"},
    "jaga_request_seconds_bucket": {"route", "le"},
    "jaga_page_runs_total": {"page", "outcome"},
    "jaga_page_seconds_bucket": {"page", "le"},
    "jaga_errors_total": {"where", "kind"},
    "jaga_build_info": {"version", "python", "schema"},
    "jaga_sessions": set(),
    "jaga_cache_lookups_total": {"cache", "result"},
    "jaga_store_up": set(),
    "jaga_store_seconds": set(),
    "jaga_data_updated_timestamp_seconds": {"city", "disease"},
    "jaga_batch_age_days": {"city", "disease"},
    "jaga_data_age_seconds": {"city", "disease"},
    "jaga_batches": {"city", "disease", "state"},
    "jaga_outbox_messages": {"state"},
    "jaga_outbox_oldest_seconds": set(),
    "process_cpu_seconds_total": set(),
    "process_resident_memory_bytes": set(),
    "process_start_time_seconds": set(),
    "process_open_fds": set(),
    "process_max_fds": set(),
}
"""What runs elsewhere relies on: names and labels of the figures."""
Sample = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Reports, two messages that wait and one that was given up."""
    opened = Store.open(reported(tmp_path_factory.mktemp("store")))
    with opened.writing() as connection:
        for state_id, name in enumerate(("rahasia-a", "rahasia-b", "rahasia-c"), start=1):
            told = ((CITY, DISEASE), state_id, None, "{}", LONG_AGO)
            assert outbox.add(connection, name, f"{name}-1", *told)
        (first, *_) = outbox.waiting(connection, "rahasia-a")
        assert outbox.take(connection, first, LONG_AGO + dt.timedelta(days=3)) is None
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def metrics(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Metrics:
    """The figures of a process in which everything happened once."""
    figures = Figures()
    figures.request("/healthz", 200, 0.01)
    figures.page("peta", "shown", 0.3)
    figures.page("peta", "again", 9.0)
    figures.page("rt", "failed", 0.2)
    figures.error("page", StoreError(Problem("store_missing", "x")))
    lookups = {("cached.facts", "hit"): 7, ("cached.facts", "miss"): 2}
    url = store._engine.url.render_as_string()
    settings = Settings(db=url, home=tmp_path_factory.mktemp("home"))
    return Metrics(Service(settings), lambda: Served(3, lookups), figures)


@pytest.fixture(scope="module")
def found(metrics: Metrics) -> dict[Sample, float]:
    """Every figure by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(metrics.text())
        for sample in family.samples
    }


def value(found: dict[Sample, float], name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


@pytest.mark.parametrize("name", LABELS)
def test_a_figure_is_there_with_its_labels(name: str, found: dict[Sample, float]) -> None:
    labels = [{label for label, _ in has} for known, has in found if known == name]
    assert labels and all(one == LABELS[name] for one in labels)


def test_no_figure_is_there_that_is_not_known(found: dict[Sample, float]) -> None:
    ends = re.compile(r"_(bucket|count|sum|created|total)$")
    known = {ends.sub("", name) for name in LABELS}
    ours = {ends.sub("", name) for name, _ in found if name.startswith("jaga_")}
    assert ours == {name for name in known if name.startswith("jaga_")}


def test_figures_say_what_happened(found: dict[Sample, float]) -> None:
    assert value(found, "jaga_requests_total", route="/healthz", status="200") == 1
    assert value(found, "jaga_page_runs_total", page="peta", outcome="shown") == 1
    assert value(found, "jaga_page_runs_total", page="peta", outcome="again") == 1
    assert value(found, "jaga_page_runs_total", page="rt", outcome="failed") == 1
    assert value(found, "jaga_page_seconds_count", page="peta") == 1
    assert value(found, "jaga_page_seconds_bucket", page="peta", le="0.25") == 0
    assert value(found, "jaga_page_seconds_bucket", page="peta", le="0.5") == 1
    assert value(found, "jaga_errors_total", where="page", kind="store") == 1
    assert value(found, "jaga_sessions") == 3
    assert value(found, "jaga_cache_lookups_total", cache="cached.facts", result="hit") == 7
    assert value(found, "jaga_store_up") == 1
    assert 0 < value(found, "jaga_store_seconds") < 60
    (build,) = [dict(labels) for name, labels in found if name == "jaga_build_info"]
    assert (build["version"], build["schema"]) == (PROGRAM, VERSION)


def test_the_age_of_a_batch_is_that_of_its_publication(
    metrics: Metrics, found: dict[Sample, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    updated = value(found, "jaga_data_updated_timestamp_seconds", city=CITY, disease=DISEASE)
    monkeypatch.setattr("geo.io.web.metrics.time.time", lambda: updated + 5.5 * 86_400)
    said = re.search(
        rf'jaga_batch_age_days{{city="{CITY}",disease="{DISEASE}"}} (\S+)', metrics.text()
    )
    assert said is not None and float(said[1]) == pytest.approx(5.5)
    assert not [
        has for name, has in found if name == "jaga_batch_age_days" and ("disease", "dbd") in has
    ]


def test_messages_are_counted_without_saying_whose(
    metrics: Metrics, found: dict[Sample, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    for state, count in (("queued", 2), ("failed", 1), ("sent", 0)):
        assert value(found, "jaga_outbox_messages", state=state) == count
    monkeypatch.setattr("geo.io.web.metrics.time.time", lambda: LONG_AGO.timestamp() + 90)
    assert "jaga_outbox_oldest_seconds 90.0" in metrics.text()
    assert "rahasia" not in metrics.text()


def test_without_pages_there_are_no_sessions(store: Store, tmp_path: Path) -> None:
    url = store._engine.url.render_as_string()
    said = Metrics(Service(Settings(db=url, home=tmp_path)), None, Figures()).text()
    assert "jaga_sessions" not in said and "jaga_build_info" in said


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StoreError([]), "store"),
        (ConfigError([]), "config"),
        (AccessError([]), "access"),
        (InputError([]), "input"),
        (JagaError([]), "request"),
        (ValueError("x"), "unexpected"),
    ],
)
def test_each_error_has_its_kind(error: Exception, kind: str) -> None:
    assert kind_of(error) == kind


# Grafana's dashboard.


def panels() -> list[dict[str, Any]]:
    return [panel for panel in BOARD["panels"] if panel["type"] != "row"]


def expressions() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]]


WORDS = {"by", "or", "and", "on", "without"}


def asked(expression: str) -> tuple[set[str], set[str]]:
    """Names of figures, and of labels, that an expression of PromQL speaks of."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    labels = {
        label.strip()
        for listed in re.findall(r"\bby \(([^)]*)\)", bare)
        for label in listed.split(",")
    }
    bare = re.sub(r"\bby \([^)]*\)", "", bare)
    labels |= set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", bare))
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", bare)
    names = set(re.findall(r"\b[a-zA-Z_][\w:]*\b(?!\s*\()", bare)) - WORDS
    return names, labels


def test_the_dashboard_asks_for_every_panel_what_metrics_offers(
    found: dict[Sample, float],
) -> None:
    offered: dict[str, set[str]] = {}
    for name, labels in found:
        offered.setdefault(name, set()).update(label for label, _ in labels)
    assert len(expressions()) > 20
    for expression in expressions():
        names, labels = asked(expression)
        assert names and names <= set(offered), expression
        known = set().union(*(offered[name] for name in names)) | {"job", "instance"}
        assert labels <= known, expression


def test_reading_an_expression_finds_what_it_asks_for() -> None:
    said = (
        'histogram_quantile(0.95, sum by (le, page) (rate(a_bucket{x="b{c",y!~"d"}[5m]))) / e_total'
    )
    assert asked(said) == ({"a_bucket", "e_total"}, {"le", "page", "x", "y"})


def test_every_figure_of_ours_has_its_panel() -> None:
    shown = set().union(*(asked(expression)[0] for expression in expressions()))
    assert {name for name in LABELS if name.startswith("jaga_")} <= shown


def test_every_panel_says_what_to_do_and_takes_the_chosen_source() -> None:
    for panel in panels():
        assert len(panel["description"].split()) > 12, panel["title"]
        assert panel["datasource"]["uid"] == "${source}"
        assert all(target["datasource"]["uid"] == "${source}" for target in panel["targets"])
    assert BOARD["templating"]["list"][0]["type"] == "datasource"
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


def test_no_two_panels_lie_on_one_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
