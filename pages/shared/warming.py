"""What the first viewer would wait for, done while the server starts: imports, and the opening map.

A browser takes about half a second to load the server's own scripts before it asks for a page. In
that time a thread imports what pages stand on and fills the caches with what the plain link shows.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from geo.errors import JagaError
from pages.shared import collecting

_LOG = logging.getLogger(__name__)
Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def before(lifespan: Lifespan) -> Lifespan:
    """The same lifespan, begun with a thread that warms the server and then keeps garbage small.
    Nothing waits for it: a page that is asked for sooner shares with it what is being made."""

    @asynccontextmanager
    async def both(app: Any) -> AsyncIterator[None]:
        stop = threading.Event()
        threading.Thread(target=_work, args=(stop,), name="warming", daemon=True).start()
        try:
            async with lifespan(app):
                yield
        finally:
            stop.set()

    return both


def _work(stop: threading.Event) -> None:
    # Imports make some hundred thousand objects that stay: to look for garbage among them again and
    # again takes a fifth of the time, and finds none.
    gc.disable()
    try:
        warm()
    finally:
        collecting.settle()
        gc.enable()
    collecting.keep(stop)


def warm() -> None:
    """Import and make what the opening map asks for. What is wrong there is left to the first page,
    which says it."""
    try:
        from pages.shared import frame, opening

        opening.prepare(frame.place({})[0])
    except JagaError:
        return
    except Exception:
        _LOG.exception("the opening map could not be made ahead")
