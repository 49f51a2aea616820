"""How many pages are worked out at once, where many are asked for at the same moment.

One process works at one page at a time whatever it begins (Python's interpreter lock): twenty begun
together are all late, twenty one after the other are done one by one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 3
"""More than one, as a page may wait for the store."""
PATIENCE_S = 2.0
"""Whoever has waited this long begins: those before may be waiting for a store that is slow."""

_SEATS = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def one(seats: threading.Semaphore = _SEATS, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """A page's turn."""
    seated = seats.acquire(timeout=patience_s)
    try:
        yield
    finally:
        if seated:
            seats.release()
