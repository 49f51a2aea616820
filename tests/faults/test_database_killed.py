"""kill -9 of PostgreSQL, every process of it, while batches are published and a screen looks on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geo.errors import StoreError
from geo.io.store import Store
from tests.browser.conftest import Viewer, serve, stop
from tests.browser.test_two_processes import LINK, MANTUIL
from tests.faults.kit import kill_postgresql, prepared, upload
from tests.store_killed import faults_of
from tests.store_kit import Server, programs

pytestmark = pytest.mark.faults("database_killed")

KILLS = 6
LOST = "Gudang data tidak terbaca sejak"


@pytest.fixture
def earnest() -> Iterator[Server]:
    """A PostgreSQL of this test alone, which flushes to the disk as it does in earnest."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL is installed (Debian: apt-get install postgresql)")
    running = Server(found, safe=True)
    yield running
    running.end()


def test_a_batch_is_whole_or_absent(earnest: Server, seen: list[str]) -> None:
    url = earnest.fresh()
    Store.create(url).close()
    began = time.monotonic()
    key, rows = upload(url, 0)
    whole = time.monotonic() - began
    stored, cut = {key: rows}, 0
    for number in range(1, KILLS + 1):
        given: list[object] = []

        def publish(number: int = number, given: list[object] = given) -> None:
            try:
                given.append(upload(url, number)[0])
            except StoreError as failure:
                given.append(failure)

        thread = threading.Thread(target=publish)
        thread.start()
        time.sleep(whole * (number - 0.5) / KILLS)
        assert kill_postgresql(earnest) > 3
        thread.join(60)
        assert len(given) == 1 and not thread.is_alive()
        earnest.start()
        if isinstance(given[0], StoreError):
            assert given[0].problems[0].key == "store_unreachable"
            cut += 1
        else:
            stored[given[0]] = rows  # type: ignore[index]
        store = Store.open(url)
        there = {one.id: one.rows for one in store.batches("kota", "dbd")}
        assert stored.items() <= there.items()
        assert faults_of(store) == []
        store.close()
        stored = there
    assert cut >= 2
    assert upload(url, KILLS + 1)[0] is not None
    seen.append(f"{KILLS} kills, {cut} while a batch of {rows} rows was stored: none half stored")


def test_screens_keep_the_last_good_data(
    earnest: Server, chromium: Browser, tmp_path: Path, seen: list[str]
) -> None:
    home = tmp_path / "home"
    url = prepared(home, earnest.fresh())
    app = serve(home, JAGA_DB=url, JAGA_LIVE_S="1", JAGA_VIEW="official")
    viewer = Viewer(chromium.new_context(), app.url)
    try:
        viewer.open(LINK)
        level = viewer.level(MANTUIL)
        lost = viewer.page.locator(".jt-notice", has_text=LOST)
        assert lost.count() == 0
        killed = time.monotonic()
        kill_postgresql(earnest)
        expect(lost).to_be_visible(timeout=20_000)
        seen.append(f"said after {time.monotonic() - killed:.1f} s since when")
        assert viewer.level(MANTUIL) == level
        viewer.page.reload()  # whoever comes now gets the last good data, too
        assert viewer.level(MANTUIL) == level
        expect(lost).to_be_visible(timeout=20_000)
        assert viewer.page.locator(".jt-failure").count() == 0
        earnest.start()
        back = time.monotonic()
        expect(lost).to_have_count(0, timeout=20_000)
        seen.append(f"the line gone {time.monotonic() - back:.1f} s after the server was back")
        assert (viewer.level(MANTUIL), viewer.errors) == (level, [])
    finally:
        stop(app)
        viewer.page.context.close()
