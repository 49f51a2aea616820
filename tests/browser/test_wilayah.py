"""The overview's map as it is drawn: colours read from the canvas, and presses that lead down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator

from geo.levels import BY_KEY
from tests.browser.conftest import Dashboard, Viewer, serve, stop
from tests.two_cities_kit import with_semarang

pytestmark = pytest.mark.browser

VIEW = "rule=insidensi7&date=2020-10-06&lang=id"
MIROTO, GABAHAN = "33.74.01.1001", "33.74.01.1002"
MANTUIL = "63.71.01.1001"
PIXELS = """(zoneId) => {
  const map = window.jaga;
  const index = map.zones.findIndex((zone) => zone.id === zoneId);
  const canvas = map.renderer._container;
  const scale = canvas.width / canvas.clientWidth;
  const at = map.map.latLngToLayerPoint(map.layers[index].getCenter());
  const place = at.subtract(map.renderer._bounds.min).multiplyBy(scale).round();
  const data = canvas.getContext("2d").getImageData(place.x - 3, place.y - 3, 7, 7).data;
  return Array.from({ length: 49 }, (_, i) => [...data.slice(4 * i, 4 * i + 4)].join());
}"""
PLACE = """(zoneId) => {
  const map = window.jaga;
  const index = map.zones.findIndex((zone) => zone.id === zoneId);
  const at = map.map.latLngToContainerPoint(map.layers[index].getCenter());
  return [at.x, at.y];
}"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Two cities with counts: Semarang's are 3 a day in Miroto, merah, and 0 elsewhere, hijau."""
    home: Path = tmp_path_factory.mktemp("both")
    with_semarang(home)
    running = serve(home)
    yield running
    stop(running)


@pytest.fixture(params=["light", "dark"])
def seen(chromium: Browser, both: Dashboard, request: pytest.FixtureRequest) -> Iterator[Viewer]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=request.param
    )
    yield Viewer(context, both.url)
    context.close()


def sheet(viewer: Viewer) -> FrameLocator:
    """The map's frame; its title says what it shows."""
    frame = viewer.page.frame_locator("iframe[title^='Peta ']")
    frame.locator("[data-ready]").wait_for(state="attached", timeout=30_000)
    return frame


def frame_of(viewer: Viewer) -> Frame:
    """The same, once its canvas is painted, for questions to its script."""
    sheet(viewer)
    found = next(f for f in viewer.page.frames if "component/streamlit_folium" in f.url)
    found.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    return found


def drawn(frame: Frame, zone_id: str) -> str:
    """The colour that most of the pixels in a kelurahan's middle have."""
    (colour, n), *_ = Counter(frame.evaluate(PIXELS, zone_id)).most_common(1)
    red, green, blue, alpha = map(int, colour.split(","))
    assert n >= 5 and alpha == 255, colour
    return f"#{red:02x}{green:02x}{blue:02x}"


def press(viewer: Viewer, zone_id: str) -> None:
    frame = frame_of(viewer)
    x, y = frame.evaluate(PLACE, zone_id)
    box = viewer.page.locator("iframe[title^='Peta']").bounding_box()
    assert box is not None
    viewer.page.mouse.click(box["x"] + x, box["y"] + y)


def test_every_kelurahan_of_both_cities_has_its_own_colour(seen: Viewer) -> None:
    own = seen.open(f"?{VIEW}").colour(MANTUIL)
    frame = frame_of(seen.open(f"wilayah?{VIEW}"))
    assert drawn(frame, MIROTO) == BY_KEY["merah"].colour
    assert drawn(frame, GABAHAN) == BY_KEY["hijau"].colour
    assert drawn(frame, MANTUIL) == own
    assert sheet(seen).locator("canvas").count() == 1
    assert sheet(seen).locator("svg path").count() == 0
    assert seen.errors == [] == seen.blocked


def test_another_day_is_drawn_on_the_same_sheet(seen: Viewer) -> None:
    """A rerun with another day doesn't reload the map."""
    frame = frame_of(seen.open(f"wilayah?{VIEW}"))
    frame.evaluate("window.kept = true")
    days = seen.page.get_by_role("combobox", name="Hari yang dilihat")
    days.click()
    days.press_sequentially("Minggu, 4 Oktober 2020")
    seen.page.get_by_role("option", name="Minggu, 4 Oktober 2020").click()
    seen.wait_query("date", "2020-10-04")
    seen.page.get_by_text("Minggu, 4 Oktober 2020 ·").wait_for()
    assert frame.evaluate("window.kept") is True
    assert drawn(frame, MIROTO) == BY_KEY["merah"].colour


def test_where_the_rule_cannot_be_asked_no_colour_is_drawn(seen: Viewer) -> None:
    frame = frame_of(seen.open("wilayah?rule=resmi&date=2020-10-06&lang=id"))
    colours = {level.colour for level in BY_KEY.values()}
    assert drawn(frame, MIROTO) not in colours
    assert drawn(frame, MANTUIL) == BY_KEY["hijau"].colour


def test_presses_lead_down_to_the_kelurahans_own_page(seen: Viewer) -> None:
    seen.open(f"wilayah?{VIEW}")
    for code in ("33.74", "33.74.01"):
        before = sheet(seen).locator("[data-ready]").get_attribute("data-ready")
        press(seen, MIROTO)
        seen.wait_query("area", code)
        sheet(seen).locator(f"[data-ready]:not([data-ready='{before}'])").wait_for()
    assert drawn(frame_of(seen), MIROTO) == BY_KEY["merah"].colour
    assert sheet(seen).locator("[data-patterns='on']").count() == 1
    press(seen, MIROTO)
    seen.page.wait_for_url("**/kelurahan?*")
    assert seen.query()["zone"] == MIROTO
    assert (seen.query()["city"], seen.query().get("area")) == ("semarang", None)
    seen.page.get_by_role("heading", name="Miroto").first.wait_for()


def test_lines_divide_kecamatan_and_kota(seen: Viewer) -> None:
    """A side between two kelurahan of a kecamatan is no line of either kind."""
    frame = frame_of(seen.open(f"wilayah?{VIEW}&area=63.71"))
    sides: dict[str, Any] = frame.evaluate(
        "() => ({ district: jaga.edges.district.length, city: jaga.edges.city.length,"
        " all: jaga.zones.flatMap((zone) => zone.rings.flat(2)).length })"
    )
    assert sides["district"] > 0 and sides["city"] > 0
    assert 2 * sides["district"] + sides["city"] < sides["all"]


def test_a_finger_gets_a_card_and_a_button(chromium: Browser, both: Dashboard) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone = Viewer(context, both.url)
    frame = frame_of(phone.open(f"wilayah?{VIEW}&area=63.71"))
    box = phone.page.locator("iframe[title^='Peta']").bounding_box()
    assert box is not None
    x, y = frame.evaluate(PLACE, MANTUIL)
    phone.page.touchscreen.tap(box["x"] + x, box["y"] + y)
    card = sheet(phone).locator(".jaga-card")
    assert card.locator(".jaga-card-name").inner_text() == "Mantuil"
    assert "Banjarmasin Selatan · Kota Banjarmasin" in card.inner_text()
    assert "SIMULASI" in card.inner_text()
    card.get_by_role("button", name="Buka").tap()
    phone.wait_query("area", "63.71.01")
    context.close()
