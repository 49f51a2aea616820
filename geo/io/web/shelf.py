"""A bounded shelf of things that are dear to make: what was asked for last stays."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """At most ``size`` things by key, for many threads. Two that ask for one key at the same time
    get the same thing, made once; others do not wait for it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._makers: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of ``key``, made now where it is not there; a failure is not kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
            maker = self._makers.setdefault(key, threading.Lock())
        with maker:
            with self._lock:
                if key in self._things:
                    return self._things[key]
            try:
                thing = make()
            finally:
                with self._lock:
                    self._makers.pop(key, None)
            with self._lock:
                self._things[key] = thing
                while len(self._things) > self._size:
                    self._things.popitem(last=False)
            return thing

    def __len__(self) -> int:
        return len(self._things)
