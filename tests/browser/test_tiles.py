"""A tile background is only an option: where it can't be reached, the map stands without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Viewer, free_port, serve, stop

pytestmark = pytest.mark.browser


def test_unreachable_tiles_are_dropped(chromium: Browser, tmp_path: Path) -> None:
    tiles = f"http://127.0.0.1:{free_port()}/{{z}}/{{x}}/{{y}}.png"
    running = serve(tmp_path, JAGA_TILES=tiles)
    try:
        context = chromium.new_context()
        viewer = Viewer(context, running.url).open()
        frame = viewer.map()
        viewer.page.wait_for_function(
            "() => !document.querySelector('iframe').contentWindow.jaga.tiles._map", timeout=20_000
        )
        assert frame.locator(".leaflet-tile").count() == 0
        assert frame.locator("path[data-zone]").count() == 52
        context.close()
    finally:
        stop(running)
