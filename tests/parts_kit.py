"""A part taken away for a test, as if it were not installed."""

from __future__ import annotations

import sys

import pytest

from geo.parts import PARTS


def without(monkeypatch: pytest.MonkeyPatch, *parts: str) -> None:
    """Let every import of the parts' modules fail until the test is over."""
    for part in parts:
        for module in PARTS[part]:
            for name in [n for n in sys.modules if n == module or n.startswith(f"{module}.")]:
                monkeypatch.setitem(sys.modules, name, None)
            monkeypatch.setitem(sys.modules, module, None)
