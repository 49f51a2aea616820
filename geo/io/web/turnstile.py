"""How often somebody may come: so many at once, and one more every so many seconds.

It holds one number a comer and at most so many comers, so that nobody fills the memory.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST = 20_000
"""Comers that are remembered; above that, who came longest ago is forgotten."""


@dataclass(frozen=True)
class Pace:
    """``burst`` at once, then one every ``every_s`` seconds."""

    burst: int
    every_s: float


class Turnstile:
    """Counts by a name, for many threads. ``now`` gives seconds of a clock that never goes back."""

    def __init__(
        self, pace: Pace, most: int = MOST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._pace = pace
        self._most = most
        self._now = now
        self._due: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, who: str) -> int:
        """0: may pass, and is counted. Else whole seconds to wait, at least one; nothing is counted
        then, so that asking on does not lengthen the wait."""
        with self._lock:
            now = self._now()
            due = max(self._due.get(who, now), now)
            early = due - now - (self._pace.burst - 1) * self._pace.every_s
            if early > 1e-9:
                return max(1, math.ceil(early))
            self._due[who] = due + self._pace.every_s
            self._due.move_to_end(who)
            while len(self._due) > self._most:
                self._due.popitem(last=False)
            return 0

    def __len__(self) -> int:
        return len(self._due)
