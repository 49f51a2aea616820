"""A run of a page as whoever runs the dashboard sees it: figures, and a line without names."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from geo.errors import AccessError, InputError, Problem
from geo.io.figures import PROCESS
from geo.render import method
from pages.shared import watching
from tests.pages.conftest import Open
from tests.pages.signed_in import sign_in

Line = dict[str, object]


def figure(name: str, **labels: str) -> float:
    """A figure of this process now; 0 where it was never counted."""
    text = generate_latest(PROCESS.registry).decode()
    samples = [s for family in text_string_to_metric_families(text) for s in family.samples]
    return sum(s.value for s in samples if s.name == name and s.labels == labels)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[Line]]:
    """What was said of page runs so far: message and fields."""
    caplog.set_level(logging.INFO, logger=watching.__name__)

    def said() -> list[Line]:
        ours = [record for record in caplog.records if record.name == watching.__name__]
        return [{"said": r.getMessage(), **getattr(r, "jaga", {})} for r in ours]

    return said


def test_a_run_is_counted_and_told(open_page: Open, lines: Callable[[], list[Line]]) -> None:
    counted = {"page": "metode", "outcome": "shown"}
    before = figure("jaga_page_runs_total", **counted)
    timed = figure("jaga_page_seconds_count", page="metode")
    open_page("metode", rule="insidensi7", city="banjarmasin")
    assert figure("jaga_page_runs_total", **counted) == before + 1
    assert figure("jaga_page_seconds_count", page="metode") == timed + 1
    (line,) = lines()
    took = line.pop("milliseconds")
    assert isinstance(took, float) and took > 0
    assert line == {
        "said": "page run",
        "page": "metode",
        "city": "banjarmasin",
        "disease": "covid19",
        "rule": "insidensi7",
        "viewer": "public",
        "outcome": "shown",
    }


def test_a_viewer_is_a_role_and_never_a_name(
    open_page: Open,
    lines: Callable[[], list[Line]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mine = sign_in(monkeypatch, "lurah", "banjarmasin", "63.71.01.1001")
    open_page("metode")
    assert [line["viewer"] for line in lines()] == ["lurah"]
    assert mine.name not in caplog.text


def test_a_fault_of_ours_is_counted_and_has_its_traceback(
    open_page: Open,
    lines: Callable[[], list[Line]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("uji")

    before = figure("jaga_errors_total", where="page", kind="unexpected")
    failed = figure("jaga_page_runs_total", page="metode", outcome="failed")
    monkeypatch.setattr(method, "items", broken)
    with pytest.raises(AssertionError):  # the page says that something went wrong
        open_page("metode")
    assert figure("jaga_errors_total", where="page", kind="unexpected") == before + 1
    assert figure("jaga_page_runs_total", page="metode", outcome="failed") == failed + 1
    assert "ZeroDivisionError" in caplog.text
    assert [line["outcome"] for line in lines() if line["said"] == "page run"] == ["failed"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InputError(Problem("zone_unknown", "nama-seseorang", {})), "input"),
        (AccessError(Problem("access_denied", "nama-seseorang", {})), "access"),
    ],
)
def test_what_a_person_asked_for_is_told_by_its_key(
    error: Exception, kind: str, lines: Callable[[], list[Line]], caplog: pytest.LogCaptureFixture
) -> None:
    before = figure("jaga_errors_total", where="page", kind=kind)
    watching.failed(error)
    assert figure("jaga_errors_total", where="page", kind=kind) == before + 1
    assert [line["kind"] for line in lines()] == [kind]
    assert "nama-seseorang" not in caplog.text


def test_a_way_to_another_page_is_no_run_of_this_one() -> None:
    before = generate_latest(PROCESS.registry)
    with pytest.raises(KeyboardInterrupt), watching.run():
        raise KeyboardInterrupt
    assert generate_latest(PROCESS.registry) == before


def test_where_no_server_runs_nothing_is_said_of_it() -> None:
    assert watching.served() is None
