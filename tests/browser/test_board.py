"""The lurah's board in the hand: 360 px wide, by thumb, and on a wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Dashboard, Viewer

pytestmark = pytest.mark.browser

LINK = "bandingkan?rule=insidensi7&date=2021-07-19&zone=63.71.01.1001"
SCRIPT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return main.scrollWidth - main.clientWidth;
}"""


@pytest.mark.parametrize("mode", ["kelurahan", "kota", "hari"])
@pytest.mark.parametrize("size", [(360, 640), (768, 1024), (1920, 1080)])
def test_nothing_stands_out_sideways(
    chromium: Browser, dashboard: Dashboard, size: tuple[int, int], mode: str
) -> None:
    wide, high = size
    context = chromium.new_context(
        viewport={"width": wide, "height": high}, has_touch=wide < 500, is_mobile=wide < 500
    )
    viewer = Viewer(context, dashboard.url).open(f"{LINK}&mode={mode}")
    viewer.page.get_by_role("heading", level=1).wait_for(timeout=30_000)
    viewer.page.wait_for_timeout(1_500)
    assert viewer.page.evaluate(SCRIPT) <= 0
    assert viewer.errors == []
    assert viewer.blocked == []
    context.close()


def test_a_neighbour_is_a_touch_away(phone: Viewer) -> None:
    phone.open(LINK)
    link = phone.page.locator(".jt-board").get_by_role("link", name="Basirih", exact=True)
    link.wait_for(timeout=30_000)
    box = link.bounding_box()
    assert box is not None and box["height"] >= 40
    link.tap()
    phone.page.wait_for_function("new URLSearchParams(location.search).get('zone') !== null")
    phone.page.get_by_role("heading", name="Basirih").first.wait_for(timeout=30_000)
