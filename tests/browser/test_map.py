"""The live map in a real browser: what is drawn, not what the page says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Viewer

pytestmark = pytest.mark.browser

SEBERANG_MESJID, PEMURUS_DALAM = "63.71.05.1007", "63.71.01.1010"
MANTUIL, SUNGAI_MIAI, KERTAK_BARU_ULU = "63.71.01.1001", "63.71.04.1005", "63.71.05.1002"
HIJAU, KUNING, MERAH = "#b8e3b0", "#f7d13d", "#8a0f1f"


def test_draws_the_opening_day_without_anything_from_outside(viewer: Viewer) -> None:
    viewer.open()
    paths = viewer.map().locator("path[data-zone]")
    assert paths.count() == 52
    fills = paths.evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")
    assert sorted((fills.count(c), c) for c in set(fills)) == [(1, MERAH), (6, KUNING), (45, HIJAU)]
    assert viewer.colour(SEBERANG_MESJID) == MERAH
    assert viewer.colour(PEMURUS_DALAM) == KUNING
    assert viewer.colour(MANTUIL) == HIJAU
    assert viewer.blocked == []
    assert viewer.errors == []


def test_each_zone_covers_ground(viewer: Viewer) -> None:
    viewer.open()
    boxes = viewer.map().locator("path[data-zone]")
    areas = boxes.evaluate_all(
        "ps => ps.map(p => { const b = p.getBBox(); return b.width * b.height })"
    )
    assert min(areas) > 50
    frame = viewer.map().locator(".jaga-map").bounding_box()
    assert frame is not None and frame["height"] > 400


def test_level_has_a_second_channel_beside_colour(viewer: Viewer) -> None:
    viewer.open()
    script = """paths => paths.map(path => path.getAttribute('fill'))"""
    patterns = viewer.map().locator(".jaga-pattern").evaluate_all(script)
    assert patterns.count("url(#jaga-dots)") == 6
    assert patterns.count("url(#jaga-dense)") == 1
    defined = viewer.map().locator("defs pattern").evaluate_all("ps => ps.map(p => p.id)")
    assert {"jaga-dots", "jaga-dense", "jaga-lines", "jaga-thin"} <= set(defined)


def test_arrow_keys_step_day_by_day_and_report_where_time_rests(viewer: Viewer) -> None:
    viewer.open()
    frame = viewer.map()
    frame.get_by_role("slider").focus()
    viewer.page.keyboard.press("ArrowRight")
    assert frame.locator(".jaga-day-words").inner_text() == "Rabu, 14 Oktober 2020"
    assert viewer.colour(SUNGAI_MIAI) == MERAH
    assert viewer.level(MANTUIL) == "tidak_dilaporkan"
    assert frame.locator(".jaga-live").inner_text().split() == ["M", "2", "–", "50"]
    viewer.wait_query("date", "2020-10-14")
    viewer.page.get_by_role("heading", name="Dua dari 52 kelurahan merah").wait_for()
    assert frame.locator(".jaga-live").is_hidden()
    viewer.page.keyboard.press("Home")
    assert frame.get_by_role("slider").get_attribute("aria-valuetext") == "Jumat, 10 April 2020"
    viewer.wait_query("date", "2020-04-10")
    viewer.page.keyboard.press("End")
    viewer.wait_query("date", "2021-09-06")
    viewer.page.keyboard.press("ArrowRight")
    assert frame.locator(".jaga-day-words").inner_text() == "Senin, 6 September 2021"


def test_rt_statements_never_take_the_colour_itself(viewer: Viewer) -> None:
    viewer.open("?date=2021-08-24")
    assert viewer.level(SUNGAI_MIAI) == "memuat_rt_merah"
    assert viewer.colour(SUNGAI_MIAI) not in (MERAH, HIJAU, KUNING)
    script = "paths => paths.map(path => path.getAttribute('fill'))"
    patterns = viewer.map().locator(".jaga-pattern").evaluate_all(script)
    assert patterns.count("url(#jaga-rt-merah)") == 4


def test_a_contradiction_is_drawn_as_one(viewer: Viewer) -> None:
    viewer.open("?date=2020-10-27")
    index = (
        viewer.map()
        .locator("path[data-zone]")
        .evaluate_all("(ps, id) => ps.findIndex(p => p.dataset.zone === id)", SUNGAI_MIAI)
    )
    pattern = viewer.map().locator(".jaga-pattern").nth(index)
    assert viewer.level(SUNGAI_MIAI) == "hijau"
    assert pattern.get_attribute("fill") == "url(#jaga-doubt)"


def test_play_runs_and_pause_reports(viewer: Viewer) -> None:
    viewer.open("?rule=insidensi7&date=2020-08-01")
    frame = viewer.map()
    start = frame.get_by_role("slider").get_attribute("aria-valuenow")
    frame.get_by_role("button", name="Putar").click()
    viewer.page.wait_for_timeout(1500)
    frame.get_by_role("button", name="Jeda").click()
    stopped = frame.get_by_role("slider").get_attribute("aria-valuenow")
    assert start is not None and stopped is not None
    assert int(stopped) >= int(start) + 5
    words = frame.locator(".jaga-day-words").inner_text()
    viewer.page.locator(".jt-when", has_text=words).wait_for()
    later = "() => new URLSearchParams(location.search).get('date') > '2020-08-01'"
    viewer.page.wait_for_function(later, timeout=10_000)


def test_time_moves_without_a_word_to_the_server_and_keeps_zoom(viewer: Viewer) -> None:
    sent: list[int] = []
    viewer.page.on(
        "websocket",
        lambda socket: (
            socket.on("framesent", lambda data: sent.append(len(data))),
            socket.on("framereceived", lambda data: sent.append(len(data))),
        ),
    )
    viewer.open("?rule=insidensi7&date=2020-08-01")
    frame = viewer.map()
    frame.locator(".leaflet-control-zoom-in").click()
    viewer.page.wait_for_timeout(800)
    zoomed = viewer.page.frames[-1].evaluate("map_div.getZoom()")
    requests: list[str] = []
    viewer.page.on("request", lambda request: requests.append(request.url))
    quiet = len(sent)
    viewer.page.frames[-1].evaluate("for (let i = 0; i < 200; i += 1) jaga.time.show(i)")
    assert frame.get_by_role("slider").get_attribute("aria-valuenow") == "200"
    heartbeat = [size for size in sent[quiet:] if size > 2000]
    assert heartbeat == []
    assert requests == []
    viewer.page.frames[-1].evaluate("jaga.time.rest(0)")
    viewer.page.wait_for_function("() => !location.search.includes('2020-08-01')")
    viewer.page.wait_for_timeout(800)
    assert viewer.page.frames[-1].evaluate("map_div.getZoom()") == zoomed


def test_pressing_a_zone_opens_it_and_hover_names_it(viewer: Viewer) -> None:
    viewer.open()
    zone = viewer.map().locator(f"path[data-zone='{SEBERANG_MESJID}']")
    zone.hover()
    card = viewer.map().locator(".jaga-card")
    name = re.compile(r"^Seberang Mesjid\s+Banjarmasin Tengah\s+M\s+merah")
    expect(card).to_have_text(name, use_inner_text=True)  # once it is painted
    zone.click()
    viewer.page.get_by_role("heading", name="Seberang Mesjid: merah").wait_for()
    assert viewer.query() == {
        "city": "banjarmasin",
        "date": "2020-10-06",
        "rule": "resmi",
        "zone": SEBERANG_MESJID,
        "lang": "id",
    }
    assert viewer.page.evaluate("location.pathname") == "/kelurahan"


def test_simulated_numbers_never_stand_without_the_word(viewer: Viewer) -> None:
    viewer.open("?rule=insidensi7")
    assert viewer.map().locator(".jaga-badge").inner_text() == "SIMULASI, bukan data resmi"
    assert viewer.page.locator(".st-key-finding .jt-simulated").is_visible()
    viewer.map().locator(f"path[data-zone='{MANTUIL}']").hover()
    assert "SIMULASI" in viewer.map().locator(".jaga-card").inner_text()
    viewer.open("?rule=resmi")
    viewer.map()
    assert viewer.page.get_by_text("SIMULASI").count() == 0


def test_colours_fade_between_days_but_not_where_days_run_past(viewer: Viewer) -> None:
    viewer.open("?rule=insidensi7&date=2020-08-01")
    frame = viewer.map()
    fade = "path => getComputedStyle(path).transitionDuration"
    zone = frame.locator(f"path[data-zone='{MANTUIL}']")
    viewer.page.wait_for_timeout(400)
    viewer.page.frames[-1].evaluate("jaga.time.show(100)")
    assert zone.evaluate(fade) == "0.15s"
    viewer.page.wait_for_timeout(400)
    viewer.page.frames[-1].evaluate("for (const day of [101, 102, 103]) jaga.time.show(day)")
    assert zone.evaluate(fade) == "0s"
    viewer.page.wait_for_timeout(400)
    viewer.page.frames[-1].evaluate("jaga.time.show(104)")
    assert zone.evaluate(fade) == "0.15s"
