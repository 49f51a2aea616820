"""Every answer of PostgreSQL comes two seconds late."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Viewer, serve, stop
from tests.browser.test_two_processes import LINK, MANTUIL
from tests.faults.kit import prepared, way_to_postgresql
from tests.store_kit import Server

pytestmark = pytest.mark.faults("database_slow")

LATE_S = 2.0
SLOW = "Gudang data lambat menjawab sejak"


def status(address: str) -> tuple[int, float]:
    """What an address answers with, and after how many seconds."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            code = answer.status
    except urllib.error.HTTPError as failure:
        code = failure.code
    return code, time.monotonic() - began


def opened(viewer: Viewer, link: str, zone: str) -> float:
    """Seconds until the map shows this zone's colour."""
    began = time.monotonic()
    viewer.open(link)
    viewer.page.frame_locator("iframe[title*='folium']").locator(
        f"path[data-zone='{zone}']"
    ).wait_for(state="attached", timeout=200_000)
    return time.monotonic() - began


def test_pages_open_out_of_what_is_known(
    server: Server, chromium: Browser, tmp_path: Path, seen: list[str]
) -> None:
    home = tmp_path / "home"
    direct = prepared(home, server.fresh())
    way, url = way_to_postgresql(server, direct)
    app = serve(home, JAGA_DB=url, JAGA_LIVE_S="1", JAGA_VIEW="official")
    first, second = (Viewer(chromium.new_context(), app.url) for _ in range(2))
    slow = first.page.locator(".jt-notice", has_text=SLOW)
    try:
        opened(first, LINK, MANTUIL)
        usual = opened(second, LINK, MANTUIL)
        assert slow.count() == 0
        way.late_s = LATE_S
        expect(slow).to_be_visible(timeout=20_000)
        assert "layar memperlihatkan data yang terbaca pada" in slow.inner_text()
        took = opened(second, LINK, MANTUIL)
        assert took < usual + 10
        expect(second.page.locator(".jt-notice", has_text=SLOW)).to_be_visible()
        seen.append(f"a page that is known opened in {took:.1f} s, otherwise in {usual:.1f} s")
        alive, ready = status(f"{app.url}/_stcore/health"), status(f"{app.url}/healthz")
        assert alive[0] == 200 and alive[1] < 1
        assert ready[0] in (200, 503) and ready[1] < 6
        seen.append(f"`/healthz` {ready[0]} after {ready[1]:.1f} s")
        took = opened(second, "?city=semarang&lang=id", "33.74.01.1001")
        seen.append(f"another city, which nobody had asked for, in {took:.0f} s")
        for viewer in (first, second):
            assert viewer.page.locator(".jt-failure").count() == 0
            assert viewer.errors == []
        way.late_s = 0.0
        expect(slow).to_have_count(0, timeout=40_000)
    finally:
        way.late_s = 0.0
        stop(app)
        way.end()
        server.release(direct)
        for viewer in (first, second):
            viewer.page.context.close()
