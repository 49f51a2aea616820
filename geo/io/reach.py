"""Following the store's revisions without waiting for a store that is slow or gone.

Every screen asks for the newest revision before it draws, and again every few seconds. Where the
store answers promptly that is its own word. Where it doesn't, the last word that was read stands in
for it at once, and says since when; the late answer is taken in when it comes.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from geo.errors import StoreError
from geo.io import moments

PATIENCE_S = 1.0
"""Seconds that a screen waits for the store where it has something to show already."""
_LITTLE = 0.25
"""The part of it that a screen waits where the last answer was late already."""
_AT_ONCE = 8
_WRITING_S = 10.0
"""Longer than what this process writes takes to be there for all."""


@dataclass(frozen=True)
class Word:
    """The store's newest revision as far as it is known.

    ``read_at``: when it was read. ``since``: from when on nothing could be asked promptly, None
    where it is the store's own word now. ``slow``: it answers, but late; else it can't be read.
    """

    revision: str
    read_at: dt.datetime
    since: dt.datetime | None = None
    slow: bool = False


class Follower:
    """The last word of each question; one for all screens of a process. Within ``fresh_s`` of a
    prompt answer nobody asks again: what many viewers ask at once is asked once."""

    def __init__(self, patience_s: float = PATIENCE_S, fresh_s: float = 0.0) -> None:
        self._patience_s = patience_s
        self._fresh_s = fresh_s
        self._until: dict[Hashable, float] = {}
        self._anew_until = 0.0
        self._known: dict[Hashable, Word] = {}
        self._late: dict[Hashable, Future[str]] = {}
        self._lock = threading.Lock()
        self._asking = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reach")

    def look(self, key: Hashable, ask: Callable[[], str]) -> Word:
        """The newest word, by ``ask`` where that answers in time. StoreError where it fails and
        nothing has been read before; where nothing has, the answer is waited for."""
        with self._lock:
            known, late = self._known.get(key), self._late.get(key)
            fresh = time.monotonic() < self._until.get(key, 0.0)
        if known is not None and (fresh or (late is not None and not late.done())):
            return known
        began = _now()
        asked = self._asking.submit(self._ask, key, ask)
        try:
            asked.result(self._patience(known))
        except TimeoutError:
            return self._missed(key, began, late=asked)
        except StoreError:
            if known is None:
                raise
            return self._missed(key, began)
        with self._lock:
            self._known[key] = word = replace(self._known[key], since=None, slow=False)
            now = time.monotonic()
            self._until[key] = now + (self._fresh_s if now >= self._anew_until else 0)
        return word

    def ask_anew(self) -> None:
        """This process is about to write: for some seconds each look asks the store."""
        with self._lock:
            self._until.clear()
            self._anew_until = time.monotonic() + _WRITING_S

    def _patience(self, known: Word | None) -> float | None:
        """Seconds to wait; None for as long as it takes."""
        if known is None:
            return None
        return self._patience_s * (_LITTLE if known.slow else 1)

    def _ask(self, key: Hashable, ask: Callable[[], str]) -> str:
        revision = ask()
        with self._lock:
            known = self._known.get(key) or Word(revision, _now())
            self._known[key] = replace(known, revision=revision, read_at=_now())
        return revision

    def _missed(self, key: Hashable, at: dt.datetime, late: Future[str] | None = None) -> Word:
        """Nothing new: the last word, marked."""
        with self._lock:
            if late is not None:
                self._late[key] = late
            known = self._known[key]
            slow = late is not None
            self._known[key] = word = replace(known, since=known.since or at, slow=slow)
        return word


def _now() -> dt.datetime:
    return moments.read(moments.now())
