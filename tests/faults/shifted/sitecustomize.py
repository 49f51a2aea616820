"""An app whose clock is off by what a file says, in days. Python imports this module at its start
where its folder is on PYTHONPATH; every module of ours that asks for the time then gets this clock.

libfaketime was tried first: under it the server answers after seconds, for it turns every wait of a
thread into a busy one.
"""

from __future__ import annotations

import datetime
import importlib.machinery
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

MODULES = (
    "geo.io.moments",
    "geo.io.web.features",
    "geo.io.web.questions",
    "pages.shared.clock",
    "pages.shared.signing",
)
FILE = "JAGA_FAULTS_SHIFT"


class Shifted(datetime.datetime):
    """``now`` with the days of the file added; all else as it is."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        days = float(Path(os.environ[FILE]).read_text())
        return datetime.datetime.now(tz) + datetime.timedelta(days=days)


class Clock(ModuleType):
    """The module ``datetime`` with this clock."""

    datetime = Shifted

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime, name)


class Finder:
    """Finds our modules as always, and gives them this clock once they are loaded."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        if name not in MODULES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        assert spec is not None and spec.loader is not None
        load = spec.loader.exec_module

        def loaded(module: ModuleType) -> None:
            load(module)
            module.dt = Clock("datetime")  # type: ignore[attr-defined]

        spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


if FILE in os.environ:
    sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]
