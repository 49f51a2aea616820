"""Two maps on a page in a real browser: what a hand does to one, the other does; no one else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame

from tests.browser.conftest import Dashboard, Viewer, serve, stop
from tests.two_cities_kit import with_semarang

pytestmark = pytest.mark.browser

CITIES = "bandingkan?mode=kota&with=semarang&city=banjarmasin&rule=insidensi7&date=2020-10-06"
DAYS = "bandingkan?mode=hari&city=banjarmasin&rule=insidensi7&date=2020-10-06&day2=2020-09-01"
MAIN = "document.querySelector('[data-testid=stMain]')"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    home = tmp_path_factory.mktemp("both")
    with_semarang(home)
    running = serve(home, JAGA_LIVE_S="30", JAGA_VIEW="official")
    yield running
    stop(running)


@pytest.fixture
def desk(chromium: Browser, both: Dashboard) -> Iterator[Viewer]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Viewer(context, both.url)
    context.close()


@pytest.fixture
def small(chromium: Browser, both: Dashboard) -> Iterator[Viewer]:
    size = {"width": 360, "height": 640}
    context = chromium.new_context(viewport=size, has_touch=True, is_mobile=True)
    yield Viewer(context, both.url)
    context.close()


def frames(viewer: Viewer) -> tuple[Frame, Frame]:
    """The two maps, drawn."""
    found = []
    for name in ("a", "b"):
        frame = f".st-key-map_{name} iframe"
        ready = viewer.page.frame_locator(frame).locator("[data-ready]")
        ready.wait_for(state="attached", timeout=30_000)
        handle = viewer.page.locator(frame).element_handle()
        content = handle.content_frame() if handle else None
        assert content is not None
        found.append(content)
    viewer.page.locator(".st-key-foot").wait_for(timeout=30_000)
    return found[0], found[1]


def day(frame: Frame) -> Any:
    return frame.evaluate("jaga.time.view.days[jaga.time.position]")


def wait_day(frame: Frame, wanted: str) -> None:
    script = "wanted => jaga.time.view.days[jaga.time.position] === wanted"
    frame.wait_for_function(script, arg=wanted, timeout=5_000)


def press(viewer: Viewer, frame: Frame, *keys: str) -> None:
    frame.locator(".jaga-track").focus()
    for key in keys:
        viewer.page.keyboard.press(key)


def test_time_moved_on_either_map_moves_the_other_and_is_reported_once(desk: Viewer) -> None:
    desk.open(CITIES)
    first, second = frames(desk)
    press(desk, first, "ArrowRight")
    wait_day(second, "2020-10-07")
    assert second.locator(".jaga-live").is_visible()
    desk.wait_query("date", "2020-10-07")
    desk.page.get_by_text("Rabu, 7 Oktober 2020 · Semarang: Rabu").wait_for()
    assert first.locator(".jaga-live").is_hidden() and second.locator(".jaga-live").is_hidden()
    press(desk, second, "PageUp")
    wait_day(first, "2020-10-14")
    desk.wait_query("date", "2020-10-14")
    assert "day2" not in desk.query()
    assert desk.page.locator(".st-key-map_b iframe").get_attribute("title") == (
        "Peta zona Kota Semarang"
    )
    assert desk.errors == []


def test_only_the_moved_map_speaks_and_the_server_hears_of_no_step(desk: Viewer) -> None:
    sizes: list[int] = []
    desk.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: sizes.append(len(data)))
    )
    desk.open(CITIES)
    first, second = frames(desk)
    desk.page.wait_for_timeout(1500)
    spy = """() => { const { channel } = jaga.link; const tell = channel.postMessage.bind(channel);
      window.told = 0; channel.postMessage = said => { window.told += 1; tell(said); }; }"""
    first.evaluate(spy)
    second.evaluate(spy)
    requests: list[str] = []
    desk.page.on("request", lambda request: requests.append(request.url))
    quiet = len(sizes)
    first.evaluate("for (let i = 100; i < 200; i += 1) jaga.time.move(i)")
    wanted = day(first)
    wait_day(second, wanted)
    assert first.evaluate("told") == 100
    assert second.evaluate("told") == 0
    assert requests == []
    assert [size for size in sizes[quiet:] if size > 2000] == []


def test_a_second_tab_with_the_same_link_stays_where_it_is(desk: Viewer) -> None:
    desk.open(CITIES)
    first, second = frames(desk)
    other = Viewer(desk.page.context, desk.url).open(CITIES)
    theirs, _ = frames(other)
    press(desk, first, "PageUp")
    wait_day(second, "2020-10-13")
    other.page.wait_for_timeout(700)
    assert day(theirs) == "2020-10-06"


def test_by_the_first_ten_cases_the_clocks_run_five_days_apart(desk: Viewer) -> None:
    desk.open(f"{CITIES}&align=first10")
    first, second = frames(desk)
    assert (day(first), day(second)) == ("2020-10-06", "2020-10-01")
    press(desk, second, "ArrowLeft", "ArrowLeft")
    wait_day(first, "2020-10-04")
    desk.wait_query("date", "2020-10-04")
    assert desk.query()["align"] == "first10"
    # Where the other record ends its last day stays, and the page says that the days don't meet.
    press(desk, first, "End")
    wait_day(second, "2020-12-31")
    desk.page.locator("li[data-key=days_apart]").wait_for()


def test_two_days_move_in_place_together_and_each_in_its_own_time(desk: Viewer) -> None:
    desk.open(DAYS)
    first, second = frames(desk)
    where = "[jaga.map.getCenter().lat, jaga.map.getCenter().lng, jaga.map.getZoom()]"
    assert first.evaluate(where) == pytest.approx(second.evaluate(where))
    home = first.evaluate(where)
    first.locator(".leaflet-control-zoom-in").click()
    second.wait_for_function("zoom => jaga.map.getZoom() === zoom", arg=home[2] + 0.5)
    desk.page.locator(".st-key-map_b iframe").scroll_into_view_if_needed()
    box = desk.page.locator(".st-key-map_b iframe").bounding_box()
    assert box is not None
    desk.page.mouse.move(box["x"] + 200, box["y"] + 150)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 260, box["y"] + 190, steps=5)
    desk.page.mouse.up()
    desk.page.wait_for_timeout(700)
    there = second.evaluate(where)
    assert there[1] < home[1] - 0.001
    assert first.evaluate(where) == pytest.approx(there, abs=1e-4)
    press(desk, first, "ArrowRight")
    desk.wait_query("day2", "2020-09-02")
    assert (day(first), day(second)) == ("2020-09-02", "2020-10-06")
    assert first.evaluate(where) == pytest.approx(there, abs=1e-4)
    second.locator(".jaga-home").click()
    first.wait_for_function("zoom => Math.abs(jaga.map.getZoom() - zoom) < 0.01", arg=home[2])
    link = desk.page.url
    again = Viewer(desk.page.context, desk.url)
    again.page.goto(link)
    left, right = frames(again)
    assert (day(left), day(right)) == ("2020-09-02", "2020-10-06")


def test_a_kelurahan_of_the_other_city_opens_in_that_city(desk: Viewer) -> None:
    desk.open(CITIES)
    _, second = frames(desk)
    zone = second.locator("path[data-zone]").nth(60)
    wanted = zone.get_attribute("data-zone")
    zone.dispatch_event("click")
    desk.wait_query("city", "semarang")
    assert desk.query()["zone"] == wanted
    assert not {"with", "mode"} & desk.query().keys()


@pytest.mark.parametrize("link", [CITIES, DAYS], ids=["kota", "hari"])
def test_a_thumb_on_a_phone(small: Viewer, link: str) -> None:
    small.open(link)
    first, _ = frames(small)
    assert small.page.evaluate(f"{MAIN}.scrollWidth") == 360
    small.page.locator(".st-key-map_a").scroll_into_view_if_needed()
    small.page.wait_for_timeout(400)
    box = small.page.locator(".st-key-map_a iframe").bounding_box()
    assert box is not None
    before, centre = (
        small.page.evaluate(f"{MAIN}.scrollTop"),
        first.evaluate("jaga.map.getCenter()"),
    )
    wire = small.page.context.new_cdp_session(small.page)
    x, y = box["x"] + box["width"] / 2, box["y"] + 130
    for kind, moves in (
        ("touchStart", [0]),
        ("touchMove", range(10, 101, 10)),
        ("touchEnd", [None]),
    ):
        for move in moves:
            points = [] if move is None else [{"x": x, "y": y - move}]
            wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            small.page.wait_for_timeout(16)
    small.page.wait_for_timeout(500)
    assert small.page.evaluate(f"{MAIN}.scrollTop") > before + 50
    assert first.evaluate("jaga.map.getCenter()") == centre
    low = """() => [...document.querySelectorAll('.st-key-pairpicks button, .st-key-pair a')]
      .filter(e => e.offsetParent && !e.closest('[data-testid=stSelectbox]'))
      .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""
    assert small.page.evaluate(low) == []
    targets = """() => [...document.querySelectorAll('button, [role=slider]')]
      .filter(e => e.offsetParent)
      .filter(e => Math.min(e.offsetHeight, e.offsetWidth) < 44).map(e => e.className)"""
    assert first.evaluate(targets) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("link", [f"{CITIES}&align=first10", f"{DAYS}&lang=en"])
def test_axe_finds_nothing(chromium: Browser, both: Dashboard, link: str, scheme: Any) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    viewer = Viewer(context, both.url).open(link)
    frames(viewer)
    viewer.page.wait_for_timeout(1500)
    found = Axe().run(viewer.page).response["violations"]
    context.close()
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
