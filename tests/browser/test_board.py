"""The lurah's board in the hand: 360 px wide, by thumb, and on a wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

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
    phone.page.wait_for_function("() => new URLSearchParams(location.search).get('zone') !== null")
    phone.page.get_by_role("heading", name="Basirih").first.wait_for(timeout=30_000)


def tab_to(page: Page, script: str) -> None:
    """Press Tab until the focus is where the script says; a page without such a stop fails."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(script):
            return
    pytest.fail(f"no stop of the Tab key where {script}")


def test_by_keyboard_and_ear_alone(viewer: Viewer) -> None:
    """From the top of the page to the chooser; the choice is said by a region that was there
    before, and table and map can be read as rows."""
    page = viewer.open(LINK).page
    page.get_by_role("heading", name="Mantuil hijau").wait_for(timeout=30_000)
    said = page.locator(".st-key-said [role=status][aria-live=polite]")
    expect(said).to_contain_text("Mantuil hijau; 2 dari 2 yang dibandingkan lebih berat")
    expect(said).to_contain_text("SIMULASI")
    said.evaluate("node => { node.dataset.before = 'yes'; }")

    tab_to(page, "document.activeElement.getAttribute('aria-label')?.includes('Kelurahan')")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    page.keyboard.type("Seberang Mesjid")
    page.get_by_role("option", name="Seberang Mesjid").wait_for()
    page.keyboard.press("Enter")
    viewer.wait_query("zone", "63.71.05.1007")
    expect(said).to_contain_text("Seberang Mesjid", timeout=15_000)
    expect(said).to_contain_text("Tetangga langsung: ")
    assert said.get_attribute("data-before") == "yes"
    assert "Mantuil" not in said.inner_text()

    tab_to(page, "document.activeElement.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    around = page.get_by_role("table", name="Zona di sekitar kelurahan ini")
    own = around.get_by_role("row", name="Seberang Mesjid")
    expect(own).to_contain_text("kelurahan ini")
    expect(own.get_by_role("cell").last).not_to_be_empty()
    drawn = page.locator(".st-key-status img.jt-mini")
    assert "Seberang Mesjid" in str(drawn.get_attribute("alt"))

    tab_to(page, "document.activeElement.matches('.jt-board')")
    beside = page.get_by_role("table", name="Dibandingkan satu per satu")
    heads = beside.get_by_role("columnheader").all_inner_texts()
    assert heads[2:5] == ["Per 100.000 (rentang 95 %)", "Dari pekan lalu", "RT per warna"]
    near = around.get_by_role("row", name="tetangga langsung").count()
    assert beside.get_by_role("row").count() == 2 + near
    tab_to(page, "document.activeElement.closest('.jt-board th') !== null")
    assert viewer.errors == []


@pytest.mark.parametrize("size", [(360, 640), (768, 1024), (1280, 800), (1920, 1080)])
def test_every_number_of_the_table_is_in_sight(
    chromium: Browser, dashboard: Dashboard, size: tuple[int, int]
) -> None:
    """Beside the map of a tablet the table has little room: its rows become cards, so that no
    column has to be scrolled to; the bar of RTs is as wide as their words say."""
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
    viewer = Viewer(context, dashboard.url).open(f"{LINK}&beside=district")
    board = viewer.page.locator(".jt-board")
    board.wait_for(timeout=30_000)
    viewer.page.wait_for_timeout(1_000)
    viewer.page.get_by_text("Peta ini sebagai tabel").click()
    for table in (board, viewer.page.locator(".jt-rows .jt-table")):
        assert table.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    row = board.locator("tr", has=viewer.page.get_by_role("link", name="Pekauman"))
    assert "21 RT: 71 % hijau, 14 % kuning, 14 % oranye" in " ".join(row.inner_text().split())
    wide = row.locator(".jt-rtbar i").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect().width)"
    )
    assert wide[0] / sum(wide) == pytest.approx(15 / 21, abs=0.02)
    assert wide[1] == pytest.approx(wide[2], abs=1)
    context.close()
