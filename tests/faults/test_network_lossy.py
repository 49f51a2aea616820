"""Packets to and from the browser are lost, then every connection is cut.

What is modelled: a TCP proxy on localhost holds up 10 % of all segments, each way, for 0.2 to 1 s,
and with a segment everything behind it in its connection: so a program sees packets that TCP sends
again. Not modelled: a window that shrinks, and packets lost before a connection stands. A real loss
(``tc qdisc add dev lo root netem loss 10%``) would fall upon everything else on this machine.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Viewer, serve, stop
from tests.browser.test_two_processes import BACK, WATCH
from tests.faults.kit import Way, prepared

pytestmark = pytest.mark.faults("network_lossy")

LOSS, WHOLE_S = 0.1, 60
PLAY_MS = 3000
ZONE = "63.71.05.1007"
LINK = f"?rule=insidensi7&date=2020-08-01&lang=id&zone={ZONE}"
FRAMES = """() => new Promise((done) => {
  let last = performance.now(), worst = 0, count = 0, begin = last;
  function next(now) {
    worst = Math.max(worst, now - last); last = now; count += 1;
    if (now - begin < MS) requestAnimationFrame(next); else done([count, worst]);
  }
  requestAnimationFrame(next);
})""".replace("MS", str(PLAY_MS))
FONT = """() => document.fonts.ready.then(
  () => document.fonts.check('16px "Plus Jakarta Sans"'))"""


def played(viewer: Viewer) -> tuple[int, int, float]:
    """Days that passed in three seconds of playing, frames drawn, the longest wait for one."""
    frame = viewer.map()
    slider = frame.get_by_role("slider")
    before = int(slider.get_attribute("aria-valuenow") or 0)
    frame.get_by_role("button", name="Putar").click()
    count, worst = viewer.page.frames[-1].evaluate(FRAMES)
    frame.get_by_role("button", name="Jeda").click()
    return int(slider.get_attribute("aria-valuenow") or 0) - before, count, worst


def test_whole_unhindered_and_back(chromium: Browser, tmp_path: Path, seen: list[str]) -> None:
    home = tmp_path / "home"
    prepared(home)
    app = serve(home, JAGA_LIVE_S="1")
    way = Way(("127.0.0.1", int(app.url.rpartition(":")[2])))
    address = f"http://127.0.0.1:{way.port}"
    far, near = Viewer(chromium.new_context(), address), Viewer(chromium.new_context(), app.url)
    failed: list[str] = []
    far.page.on("requestfailed", lambda request: failed.append(request.url))
    try:
        near.open(LINK)
        near.map()
        heading = near.page.locator("h1").first.inner_text()
        way.loss = LOSS
        began = time.monotonic()
        far.page.goto(f"{address}/{LINK}", timeout=WHOLE_S * 1000)
        far.page.frame_locator("iframe[title*='folium']").locator("[data-ready]").wait_for(
            state="attached", timeout=WHOLE_S * 1000
        )
        expect(far.page.locator("h1").first).to_have_text(heading, timeout=30_000)
        took = time.monotonic() - began
        assert far.level(ZONE) == near.level(ZONE)
        assert far.page.evaluate(FONT)
        assert failed == [] and way.held > 5
        seen.append(f"whole after {took:.1f} s, {way.held} segments held up")

        days, frames, worst = played(near)
        near.page.context.close()
        way.frozen = True
        there = played(far)
        way.frozen = False
        assert there[0] >= days * 0.8
        seen.append(
            f"in 3 s of playing {there[0]} days and {there[1]} frames with nothing coming through, "
            f"{days} and {frames} without a fault; longest wait {there[2]:.0f} and {worst:.0f} ms"
        )

        far.page.wait_for_timeout(1500)
        place = far.query()
        far.page.evaluate(WATCH)
        assert way.cut() > 0
        cut = time.monotonic()
        far.page.wait_for_function(BACK, timeout=60_000)
        seen.append(f"connected again {time.monotonic() - cut:.1f} s after the cut")
        far.page.wait_for_timeout(1000)
        assert far.query() == place and place["zone"] == ZONE
        assert far.page.locator("h1").first.inner_text()
        assert far.level(ZONE) is not None
        assert (far.errors, far.blocked) == ([], [])
    finally:
        way.frozen = False
        stop(app)
        way.end()
        far.page.context.close()
