"""Doubt and clusters as they are drawn, and the pages around them on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Viewer

pytestmark = pytest.mark.browser

DAY = "rule=insidensi7&date=2021-03-01"


def patterns(viewer: Viewer) -> dict[str, str]:
    """The fill of every zone's pattern."""
    frame = viewer.map()
    zones = frame.locator("path[data-zone]").evaluate_all("ps => ps.map(p => p.dataset.zone)")
    script = "ps => ps.map(p => p.getAttribute('fill'))"
    return dict(zip(zones, frame.locator(".jaga-pattern").evaluate_all(script), strict=True))


def doubtful(viewer: Viewer) -> set[str]:
    """The zones that the table under the map calls doubtful."""
    script = """rows => rows.filter(r => r.lastChild.textContent.includes("ragu"))
        .map(r => r.dataset.zone)"""
    return set(viewer.page.locator("tr[data-zone]").evaluate_all(script))


def test_doubtful_colours_are_striped_and_no_others(viewer: Viewer) -> None:
    viewer.open(f"?{DAY}")
    drawn = {zone for zone, fill in patterns(viewer).items() if fill == "url(#jaga-doubt)"}
    assert drawn
    viewer.page.get_by_text("Tabel: isi peta dalam baris").click()
    viewer.page.locator("tr[data-zone]").first.wait_for(timeout=20_000)
    assert drawn == doubtful(viewer)


def test_smoothing_repaints_the_map(viewer: Viewer) -> None:
    viewer.open(f"?{DAY}")
    script = "ps => ps.map(p => p.getAttribute('fill'))"
    before = viewer.map().locator("path[data-zone]").evaluate_all(script)
    viewer.page.get_by_role("radio", name="Dihaluskan").click()
    viewer.wait_query("rates", "smoothed")
    viewer.page.wait_for_timeout(1500)
    assert viewer.map().locator("path[data-zone]").evaluate_all(script) != before


def test_clusters_are_drawn_on_their_day_alone(viewer: Viewer) -> None:
    viewer.open(f"pola?{DAY}")
    ring = viewer.map().locator(".jaga-cluster")
    viewer.page.locator(".jt-clusters li").first.wait_for(timeout=30_000)
    viewer.page.wait_for_timeout(1500)
    drawn = str(ring.get_attribute("d"))
    count = viewer.page.locator("ol.jt-clusters li").count()
    assert drawn.count("M") >= count > 0
    viewer.map().get_by_role("slider").focus()
    viewer.page.keyboard.press("ArrowRight")
    assert ring.get_attribute("d") in (None, "", "M0 0")


@pytest.mark.parametrize("page", ["pola", "aturan", "metode"])
def test_nothing_sticks_out_on_a_phone(phone: Viewer, page: str) -> None:
    phone.open(f"{page}?{DAY}&lang=en")
    phone.page.get_by_role("heading", level=1).wait_for(timeout=30_000)
    phone.page.wait_for_timeout(1000)
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
