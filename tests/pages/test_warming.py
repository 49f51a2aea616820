"""The opening map is made before anybody asks for it, and no second time for whoever asks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from geo import views
from geo.io import assemble
from geo.render import timeline
from geo.settings import Settings
from pages.shared import cached, warming

from .conftest import Open


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the costly parts of a map was made from here on."""
    found: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        whole = getattr(module, name)

        def one(*given: Any, **named: Any) -> Any:
            found[name] += 1
            return whole(*given, **named)

        monkeypatch.setattr(module, name, one)

    for module, name in ((assemble, "facts"), (views, "city_view"), (timeline, "record")):
        counted(module, name)
    return found


def test_the_first_viewer_finds_the_opening_map_made(open_page: Open, made: Counter[str]) -> None:
    warming.warm()
    assert set(made) == {"facts", "city_view", "record"}
    before = dict(made)
    assert open_page("peta").all(".//h1")
    assert made == before


def test_what_is_wrong_is_left_to_the_first_page(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    broken = tmp_path / "store.db"
    broken.write_bytes(b"no store" * 1000)
    real = cached.settings
    monkeypatch.setattr(cached, "settings", lambda: Settings(db=f"sqlite:///{broken}"))
    cached.store.clear()
    warming.warm()
    monkeypatch.setattr(cached, "settings", real)
    cached.store.clear()
    warming.warm()
    assert open_page("peta").all(".//h1")
