"""What whoever runs the dashboard sees of its pages: a line and figures for each run, what the
server counts of sessions and caches, and the server's own lines in our way of writing."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from streamlit import logger as console
from streamlit import runtime

from geo.errors import ConfigError, JagaError, StoreError
from geo.io import logs
from geo.io.figures import PROCESS, Outcome, Served
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.access import Viewer
    from geo.selection import Selection

_LOG = logging.getLogger(__name__)
_OURS = "pages.shared."
_SESSIONS, _LOOKUPS = "active_sessions", "cache_lookups"
"""What Streamlit calls them among its statistics."""
_ACCESS = "uvicorn.access"


def set_up() -> None:
    """Have all lines of the process written as JAGA_LOG says; once, when the server starts."""
    try:
        kind = Settings().log
    except ConfigError:  # the pages say what is wrong
        kind = "text"
    logs.set_up(kind)
    # Streamlit gives each of its loggers a handler of its own, also those that it makes later.
    console.setup_formatter = _take_over
    console.update_formatter()
    for name in ("uvicorn", "uvicorn.error"):
        _take_over(logging.getLogger(name))


def _take_over(logger: logging.Logger) -> None:
    logs.take_over(logger)
    if logger.name == _ACCESS:  # geo.io.web.watching tells of requests, and hides what is secret
        logger.propagate = False


@contextmanager
def run() -> Iterator[None]:
    """One run of a page, counted and told of at its end."""
    began = time.perf_counter()
    outcome: Outcome = "again"  # stopped, or begun anew, before its end
    with logs.traced() as trace:
        try:
            yield
            outcome = "shown"
        except Exception:
            outcome = "failed"
            raise
        finally:
            if trace.known:
                outcome = "failed" if trace.known.pop("failed", False) else outcome
                seconds = time.perf_counter() - began
                PROCESS.page(str(trace.known.get("page", "none")), outcome, seconds)
                facts = {**trace.known, "outcome": outcome}
                facts["milliseconds"] = round(seconds * 1000, 1)
                logs.note(_LOG, logging.INFO, "page run", **facts)


def noted(page: str, selection: Selection, viewer: Viewer) -> None:
    """Say what this run shows, and to which role."""
    place = {"city": selection.city, "disease": selection.disease, "rule": selection.rule}
    logs.known(page=page, viewer=viewer.role, **place)


def failed(error: Exception) -> None:
    """Note that this run shows a failure: store and files with what is wrong with them, what a
    person asked for by its key alone, a fault of the program with its traceback."""
    kind = PROCESS.error("page", error)
    logs.known(failed=True)
    if isinstance(error, JagaError):
        keys = ", ".join(sorted({problem.key for problem in error.problems}))
        said = str(error) if isinstance(error, StoreError | ConfigError) else keys
        logs.note(_LOG, logging.WARNING, f"page failed: {said}", kind=kind)
    else:
        _LOG.error("page failed", exc_info=error, extra={"jaga": {"kind": kind}})


def served() -> Served | None:
    """Open sessions and the lookups of our caches; None where no server runs."""
    if not runtime.exists():
        return None
    found = runtime.get_instance().stats_mgr.get_stats([_SESSIONS, _LOOKUPS])
    sessions = sum(getattr(stat, "value", 0) for stat in found.get(_SESSIONS, ()))
    lookups: Counter[tuple[str, str]] = Counter()
    for stat in found.get(_LOOKUPS, ()):
        labels = getattr(stat, "labels", None) or {}
        cache = labels.get("cache", "")
        if cache.startswith(_OURS):
            key = cache.removeprefix(_OURS), labels.get("result", "")
            lookups[key] += getattr(stat, "value", 0)
    return Served(sessions, dict(lookups))
