"""Fixtures for tests: real files that are kept beside the checkout, never inside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.store_kit import server

__all__ = ["server"]

SHARED = Path(__file__).resolve().parent.parent / ".." / "shared" / "data" / "testing"


@pytest.fixture
def testing_files() -> Path:
    """Folder of real workbooks and boundary files; skips where it is missing, but fails in CI."""
    if not SHARED.is_dir():
        message = f"real files are not at {SHARED}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return SHARED
