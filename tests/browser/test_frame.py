"""Links, languages, phones and fresh data in a real browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from geo import boundaries
from geo.cities import read_cities
from geo.io.store import NewBatch, Store
from tests.browser.conftest import Dashboard, Viewer, serve, stop

pytestmark = pytest.mark.browser

BASIRIH_SELATAN = "63.71.01.1012"


def test_deep_link_right_after_a_fresh_start(chromium: Browser, tmp_path: Path) -> None:
    fresh = serve(tmp_path)
    try:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        viewer = Viewer(context, fresh.url)
        viewer.open("kelurahan?zone=63.71.05.1007&date=2020-10-14&lang=en")
        viewer.page.get_by_role("heading", name="Seberang Mesjid: red").wait_for(timeout=30_000)
        viewer.page.get_by_role("link", name="Map", exact=True).wait_for(timeout=10_000)
        assert viewer.blocked == []
        assert viewer.errors == []
        context.close()
    finally:
        stop(fresh)


def test_a_link_opens_exactly_the_view_it_names(viewer: Viewer) -> None:
    link = "?city=banjarmasin&date=2020-07-03&rule=resmi&lang=en"
    viewer.open(link)
    words = viewer.map().locator(".jaga-day-words").inner_text()
    assert words == "Friday, 3 July 2020"
    heading = viewer.page.get_by_role("heading", level=1).inner_text()
    assert heading == "Four of 52 kelurahan black"
    other = Viewer(viewer.page.context.browser.new_context(), viewer.url)  # type: ignore[union-attr]
    other.open(viewer.page.evaluate("location.search"))
    assert other.map().locator(".jaga-day-words").inner_text() == words
    other.page.context.close()


def test_language_changes_every_part(viewer: Viewer) -> None:
    viewer.open("?lang=id")
    viewer.map()
    viewer.page.locator(".st-key-pick_lang").click()
    viewer.page.get_by_role("option", name="EN").click()
    viewer.wait_query("lang", "en")
    viewer.page.get_by_role("heading", name="45 of 52 kelurahan green; one red").wait_for()
    frame = viewer.map()
    frame.get_by_role("button", name="Play").wait_for()
    assert frame.locator(".jaga-day-words").inner_text() == "Tuesday, 6 October 2020"


def test_rule_change_keeps_the_map_and_shows_the_other_colours(viewer: Viewer) -> None:
    viewer.open()
    frame = viewer.map()
    frame.locator(".jaga-map").evaluate("node => { node.dataset.mine = 'kept' }")
    viewer.page.locator(".st-key-pick_rule").click()
    viewer.page.get_by_role("option", name="Insidensi 7 hari (indikatif)").click()
    viewer.wait_query("rule", "insidensi7")
    frame.locator(".jaga-badge", has_text="SIMULASI").wait_for()
    assert frame.locator(".jaga-map").get_attribute("data-mine") == "kept"


def test_another_city_draws_its_own_zones(viewer: Viewer) -> None:
    viewer.open("?city=semarang")
    assert viewer.map().locator("path[data-zone]").count() == 177
    levels = viewer.map().locator("path[data-level='tanpa_data']")
    assert levels.count() == 177
    assert viewer.page.get_by_text("python -m geo import").is_visible()
    assert viewer.errors == []


def test_nothing_sticks_out_on_a_phone(phone: Viewer) -> None:
    phone.open()
    phone.map()
    for link in ("", "kelurahan?zone=63.71.05.1007&rule=insidensi7"):
        phone.open(link)
        phone.page.get_by_role("heading", level=1).wait_for()
        wide = "document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
        assert phone.page.evaluate(wide) <= 0
    phone.open()
    phone.map()
    box = phone.page.locator("iframe").bounding_box()
    title = phone.page.get_by_role("heading", level=1).bounding_box()
    tally = phone.page.locator(".jt-tally").bounding_box()
    assert box is not None and title is not None and tally is not None
    assert title["y"] < box["y"] < tally["y"]
    assert box["height"] <= 0.45 * 844 + 1


def test_a_tap_shows_the_card_and_a_second_opens(phone: Viewer) -> None:
    phone.open()
    frame = phone.map()
    frame.locator(f"path[data-zone='{BASIRIH_SELATAN}']").tap()
    assert "Basirih Selatan" in frame.locator(".jaga-card").inner_text()
    button = frame.get_by_role("button", name="Buka kelurahan ini")
    box = button.bounding_box()
    assert box is not None and box["height"] >= 44
    button.tap()
    phone.page.get_by_role("heading", name="Basirih Selatan: hijau").wait_for()


def test_search_by_name_opens_a_kelurahan(viewer: Viewer) -> None:
    viewer.open()
    viewer.map()
    box = viewer.page.get_by_role("combobox", name="Kelurahan")
    box.click()
    box.fill("teluk dal")
    viewer.page.get_by_role("option", name="Teluk Dalam").click()
    viewer.page.get_by_role("heading", name="Teluk Dalam: kuning").wait_for()
    assert viewer.query()["zone"] == "63.71.05.1004"


def test_published_data_reach_open_screens_without_losing_zoom(
    viewer: Viewer, dashboard: Dashboard
) -> None:
    viewer.open("?city=semarang")
    frame = viewer.map()
    frame.locator(".leaflet-control-zoom-in").click()
    viewer.page.wait_for_timeout(800)
    zoomed = viewer.page.frames[-1].evaluate("map_div.getZoom()")
    store = Store.open(f"sqlite:///{dashboard.home / 'store.db'}")
    zones = boundaries.read_attributes(read_cities()["semarang"])
    days = pd.date_range(dt.date(2024, 1, 1), periods=8)
    rows = pd.DataFrame(
        [(zone, day, "positif", "new", 0, "") for zone in zones["zone_id"] for day in days],
        columns=["zone_id", "date", "indicator", "measure", "value", "flag"],
    ).astype({"value": "Int64"})
    empty = pd.DataFrame(columns=["label", "date", "indicator", "measure", "value"])
    batch = NewBatch("semarang", "covid19", "import", "dua.csv", "0" * 64, "")
    assert store.add(batch, rows, empty) is not None
    store.close()
    heading = viewer.page.get_by_role("heading", name="Semua 177 kelurahan hijau")
    heading.wait_for(timeout=30_000)
    assert viewer.level("33.74.01.1001") == "hijau"
    assert viewer.page.frames[-1].evaluate("map_div.getZoom()") == zoomed
    assert frame.locator(".jaga-day-words").inner_text() == "Senin, 8 Januari 2024"
