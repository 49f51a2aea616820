"""The project's own sources as syntax trees, all parsed when tests are collected.

CPython 3.11 now and then fails to parse ("recursion depth mismatch") once Playwright's greenlets
have run in the same thread; at collection none has.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "geo").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"])
_TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in SOURCES}


def tree(file: Path) -> ast.Module:
    """The syntax tree of one of SOURCES, or of another file of the project."""
    if file not in _TREES:
        _TREES[file] = ast.parse(file.read_text(encoding="utf-8"))
    return _TREES[file]
