"""kill -9 of the app while somebody looks at the map."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geo.io.store import Store
from tests.browser.conftest import Viewer, free_port, serve, stop
from tests.browser.test_two_processes import LINK, MANTUIL, PLACE, ROWS, publish
from tests.faults.kit import prepared
from tests.store_killed import faults_of

pytestmark = pytest.mark.faults("app_killed")

LOST = "Sambungan ke server terputus sejak pukul"


def test_a_viewer_goes_on_and_comes_back(
    chromium: Browser, tmp_path: Path, seen: list[str]
) -> None:
    home, port = tmp_path / "home", free_port()
    url = prepared(home)
    file = tmp_path / "mei.csv"
    file.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    own = {"JAGA_LIVE_S": "1", "JAGA_VIEW": "official"}
    app = serve(home, port, **own)
    staff, reader = (Viewer(chromium.new_context(), app.url) for _ in range(2))
    try:
        publish(staff, file)
        reader.open(LINK)
        assert reader.level(MANTUIL) == "merah"
        app.process.send_signal(signal.SIGKILL)
        app.process.wait(20)

        killed = time.monotonic()
        line = reader.page.locator(".st-key-lost p")
        expect(line).to_contain_text(LOST, timeout=5_000)
        seen.append(f"said after {time.monotonic() - killed:.1f} s since when")
        # Streamlit's own message comes after some seconds; it may not lie across the map.
        reader.page.wait_for_timeout(9_000)
        assert reader.page.get_by_role("dialog").count() == 0
        assert reader.page.locator("#root").get_attribute("aria-hidden") is None
        frame = reader.map()
        slider = frame.get_by_role("slider")
        last = slider.get_attribute("aria-valuenow")
        slider.focus()
        reader.page.keyboard.press("ArrowLeft")
        expect(frame.locator(".jaga-day-words")).to_have_text("Selasa, 7 Mei 2024")
        reader.page.keyboard.press("ArrowRight")
        assert slider.get_attribute("aria-valuenow") == last
        frame.locator(".leaflet-control-zoom-in").click()
        assert reader.level(MANTUIL) == "merah"
        expect(line).to_contain_text(LOST)

        app = serve(home, port, **own)
        started = time.monotonic()
        expect(line).to_be_empty(timeout=30_000)
        seen.append(f"connected {time.monotonic() - started:.1f} s after the app was up again")
        red = f"path[data-zone='{MANTUIL}'][data-level='merah']"
        reader.map().locator(red).wait_for(state="attached", timeout=30_000)
        assert {name: reader.query()[name] for name in PLACE} == PLACE
        expect(reader.page.locator(".jt-when")).to_contain_text("Rabu, 8 Mei 2024")
        seen.append("same place, day and kelurahan; what was published is there")
        assert reader.errors == []
    finally:
        stop(app)
        for viewer in (staff, reader):
            viewer.page.context.close()
    store = Store.open(url)
    assert "mei.csv" in [one.file_name for one in store.batches("banjarmasin", "covid19")]
    assert faults_of(store) == []
    store.close()
