"""The suite of faults: asked for by name (``scripts/faults``), with a table at its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import chromium
from tests.faults.stated import ALSO, FAULTS
from tests.pages.conftest import fresh, home, settings

__all__ = ["chromium", "fresh", "home", "settings"]

_SEEN = "seen"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Not part of a run of everything: these take minutes and kill what they start."""
    named = any("faults" in Path(word.partition("::")[0]).parts for word in config.args)
    wanted = named or "faults" in (config.option.markexpr or "")
    return None if wanted else True


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> list[str]:
    """What was seen, in short sentences: they stand in the table."""
    said: list[str] = []
    request.node.user_properties.append((_SEEN, said))
    return said


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Hand the fault's key on with the report."""
    report = yield
    mark = item.get_closest_marker("faults")
    if mark is not None:
        report.jaga_fault = mark.args[0]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """fault | outcome stated | seen | held"""
    rows = _Rows()
    for state in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(state, ()):
            if report.when == "call" or state in ("error", "failed", "skipped"):
                rows.add(report, state)
    if not rows.found:
        return
    terminalreporter.write_line("")
    terminalreporter.write_line("| fault | outcome stated | seen | held |")
    terminalreporter.write_line("|---|---|---|---|")
    for fault, outcome, said, held in rows.lines():
        terminalreporter.write_line(f"| {fault} | {outcome} | {said} | {held} |")


class _Rows:
    """Reports by fault."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[str, list[str], float]]] = {}
        self._known = {**FAULTS, **ALSO}

    def add(self, report: pytest.TestReport, state: str) -> None:
        """A report counts for its own fault, or for the row of its test."""
        key = getattr(report, "jaga_fault", None) or next(
            (key for key in ALSO if report.nodeid.startswith(key)), None
        )
        if key is None:
            return
        said = [one for name, all_ in report.user_properties if name == _SEEN for one in all_]
        if state == "skipped" and isinstance(report.longrepr, tuple):
            said = [report.longrepr[2].removeprefix("Skipped: ")]
        self.found.setdefault(key, []).append((state, said, report.duration))

    def lines(self) -> Iterator[tuple[str, str, str, str]]:
        """In the order in which they are stated."""
        for key in sorted(self.found, key=list(self._known).index):
            reports = self.found[key]
            states = {state for state, _, _ in reports}
            seconds = sum(taken for _, _, taken in reports)
            said = [one for _, several, _ in reports for one in several]
            said += [f"{len(reports)} {'test' if len(reports) == 1 else 'tests'}, {seconds:.0f} s"]
            held = "NO" if states & {"failed", "error"} else "yes"
            held = "not tried" if states == {"skipped"} else held
            yield (*self._known[key], "; ".join(said), held)
