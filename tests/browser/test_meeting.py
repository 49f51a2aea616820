"""The meeting's screen in a real browser: keys, time, names, what can be read, and a server that
goes and comes back."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from geo.cities import read_cities
from geo.io import embedded
from geo.levels import BY_CODE, BY_KEY
from geo.render import meeting
from geo.render.slide_words import title
from geo.text import day
from tests import slides_kit, web_stores
from tests.browser.conftest import ROOT, Dashboard, serve, stop

DAY = "2021-07-18"
PROJECTOR = {"width": 1920, "height": 1080}
SIZES = {"projector": PROJECTOR, "laptop": {"width": 1280, "height": 720}}
SIZES["phone"] = {"width": 390, "height": 844}
OF, SHAPES = slides_kit.banjarmasin(DAY)
TITLES = [title(slide, OF, "id") for slide in OF.slides]
LOOK_MS = 16_000
"""A little more than the time between two questions to the server."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The screen as one file, as it is handed out."""
    path = tmp_path_factory.mktemp("layar") / "rapat.html"
    path.write_text(meeting.alone(OF, SHAPES, "id"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=list(SIZES))
def screen(chromium: Browser, file: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The file on a projector, a laptop and a phone."""
    yield from opened(chromium, file, SIZES[request.param])


@pytest.fixture
def projector(chromium: Browser, file: str) -> Iterator[Page]:
    yield from opened(chromium, file, PROJECTOR)


def opened(chromium: Browser, address: str, size: dict[str, int]) -> Iterator[Page]:
    """A tab with an address; an error in it, or a policy that was broken, fails the test."""
    context = chromium.new_context(viewport=size, timezone_id="Asia/Makassar")  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
    page.goto(address)
    page.wait_for_selector("html.running")
    yield page
    context.close()
    assert wrong == []


def heading(page: Page) -> str:
    """The one heading that is there to be read."""
    (shown,) = [one for one in page.locator("h1").all() if one.locator("xpath=../..").is_visible()]
    return shown.text_content() or ""


def fills(page: Page) -> dict[str, tuple[str, str]]:
    """Colour and pattern of each zone on the slide that is shown."""
    script = """() => [...document.querySelectorAll('.slide:not([hidden]) .zone')].map((zone) => [
      zone.dataset.zone,
      [...zone.querySelectorAll('path')].map((path) => path.getAttribute('fill'))])"""
    drawn = page.evaluate(script)
    return {
        zone: (paths[0], paths[1] if len(paths) > 1 and paths[1] != "none" else "")
        for zone, paths in drawn
    }


def until(page: Page, script: str) -> None:
    """Wait until a script is true; Playwright's own way would need the policy to let eval run."""
    for _ in range(150):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def expected(codes: Any) -> dict[str, tuple[str, str]]:
    levels = [BY_CODE[str(code)] for code in codes]
    looks = [(one.colour, f"url(#{one.pattern})" if one.pattern else "") for one in levels]
    return dict(zip(OF.view.facts.zone_ids, looks, strict=True))


def test_keys_and_a_clicker_walk_through_the_slides(screen: Page) -> None:
    assert heading(screen) == TITLES[0]
    for n in range(1, len(TITLES)):
        screen.keyboard.press("PageDown" if n % 2 else "ArrowRight")
        assert heading(screen) == TITLES[n]
        assert screen.locator("#live").text_content() == (
            f"Slide {n + 1} dari {len(TITLES)}: {TITLES[n]}"
        )
    screen.keyboard.press("ArrowRight")
    assert heading(screen) == TITLES[-1]
    screen.keyboard.press("PageUp")
    assert heading(screen) == TITLES[-2]
    for key, n in (("Home", 0), ("End", -1), ("ArrowLeft", -2)):
        screen.keyboard.press(key)
        assert heading(screen) == TITLES[n]
    screen.keyboard.press("Home")
    screen.keyboard.press(" ")
    assert heading(screen) == TITLES[1]
    assert screen.url.endswith("#map")
    screen.reload()
    assert heading(screen) == TITLES[1]
    wide = screen.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def test_space_plays_the_colours_patterns_counts_and_words_of_each_day(screen: Page) -> None:
    screen.keyboard.press("ArrowRight")
    before, words = fills(screen), heading(screen)
    last = OF.zoned.days.index(dt.date.fromisoformat(DAY))
    assert before == expected(OF.zoned.codes[:, last])
    screen.keyboard.press(" ")
    until(screen, "JagaMeeting.map.shown > '2020-04-20'")
    screen.keyboard.press(" ")
    now = dt.date.fromisoformat(screen.evaluate("JagaMeeting.map.shown"))
    codes = OF.zoned.codes[:, OF.zoned.days.index(now)]
    screen.wait_for_timeout(300)
    assert screen.evaluate("JagaMeeting.map.shown") == now.isoformat()
    assert fills(screen) == expected(codes) != before
    counts = Counter(BY_CODE[str(code)].key for code in codes)
    drawn = screen.evaluate(
        """() => [...document.querySelectorAll('.slide:not([hidden]) .count')]
        .filter((one) => one.getAttribute('visibility') !== 'hidden')
        .map((one) => [one.dataset.level, one.textContent])"""
    )
    rule_levels = {key: counts[key] for key in OF.view.rule.levels}
    assert {key: int(n) for key, n in drawn} == rule_levels | counts
    bars = screen.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.slide:not([hidden]) .filled')]
        .map((one) => [one.dataset.level, one]).map(([level, one]) => [level,
          one.querySelector('rect').getAttribute('width')
          / one.parentNode.querySelector(`.track[data-level=${level}]`).dataset.wide]))"""
    )
    for key, n in counts.items():
        assert bars[key] == pytest.approx(n / 52, abs=0.02)
    place = screen.locator(".slide:not([hidden]) .when").text_content()
    assert place == f"Kota Banjarmasin · {day(now, 'id')}"
    assert f"{counts['hijau']} dari 52" in heading(screen)
    in_picture = screen.locator(".slide:not([hidden]) .finding").evaluate(
        "one => [...one.querySelectorAll('text')].map((line) => line.textContent).join(' ')"
    )
    assert in_picture == heading(screen) and heading(screen) in (
        screen.locator("#live").text_content() or ""
    )
    screen.keyboard.press("Escape")
    assert fills(screen) == before and heading(screen) == words
    screen.keyboard.press(" ")
    screen.keyboard.press("ArrowRight")
    screen.keyboard.press("ArrowLeft")
    screen.wait_for_timeout(200)
    assert fills(screen) == before and heading(screen) == words


def test_time_ends_on_the_slides_own_day(projector: Page) -> None:
    projector.clock.install()
    projector.reload()
    projector.keyboard.press("ArrowRight")
    before, words = fills(projector), heading(projector)
    projector.keyboard.press(" ")
    projector.clock.run_for(1000)
    assert fills(projector) != before
    projector.clock.run_for(60_000)
    assert projector.evaluate("JagaMeeting.map.shown") == DAY
    assert fills(projector) == before and heading(projector) == words


def test_a_kelurahan_is_called_by_typing_its_name(screen: Page) -> None:
    screen.keyboard.type("kuin c", delay=20)
    assert screen.locator("#find").input_value() == "kuin c"
    assert screen.locator("[aria-selected=true]").text_content().startswith("Kuin Cerucuk")  # type: ignore[union-attr]
    screen.keyboard.press("Enter")
    card = screen.locator("#card")
    assert card.is_visible() and "Kuin Cerucuk" in card.inner_text()
    zone = next(one for one in OF.view.zones if one.name == "Kuin Cerucuk")
    level = screen.evaluate("() => document.querySelector('#card .level').textContent")
    assert level.casefold() == zone.level
    assert screen.locator("#card .why").is_visible()
    assert heading(screen) == TITLES[1]  # the first slide with a map
    line = screen.locator(".slide:not([hidden]) .called path").last
    outline = screen.locator(f".slide:not([hidden]) [data-zone='{zone.zone_id}'] path").first
    assert line.get_attribute("stroke") == "#1b2430"
    assert line.get_attribute("d") == outline.get_attribute("d")
    assert "Kuin Cerucuk" in (screen.locator("#live").text_content() or "")
    screen.keyboard.press("Escape")
    assert card.is_hidden() and screen.locator(".called").count() == 0


def test_letters_that_are_commands_still_begin_names(projector: Page) -> None:
    projector.keyboard.type("basirih s", delay=20)
    assert projector.locator("#find").input_value() == "basirih s"
    projector.keyboard.press("Enter")
    assert "Basirih Selatan" in projector.locator("#card").inner_text()
    projector.keyboard.press("Escape")
    for cover in ("b", "."):
        projector.keyboard.press(cover)
        projector.locator("#blank").wait_for(state="visible")
        projector.keyboard.press("ArrowRight")
        assert projector.locator("#blank").is_hidden() and heading(projector) == TITLES[1]
    assert projector.locator("#finder").is_hidden()
    projector.keyboard.press("l")
    projector.locator("#ring").wait_for(state="attached")
    until(projector, "!document.getElementById('ring').hidden")
    projector.mouse.move(700, 400)
    box = projector.locator("#ring").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] / 2 == pytest.approx(700, abs=1)
    assert box["y"] + box["height"] / 2 == pytest.approx(400, abs=1)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("sei", None), ("smiai", None), ("sungai mia", "Sungai Miai"), ("telk d", "Teluk Dalam"),
     ("mnatuil", None), ("mantiul", None), ("mantui", "Mantuil"), ("pd", "Pemurus Dalam"),
     ("cerucuk", "Kuin Cerucuk"), ("xyz", None)],
)  # fmt: skip
def test_names_are_found_by_their_beginnings(
    projector: Page, typed: str, first: str | None
) -> None:
    projector.keyboard.press("/")
    projector.keyboard.type(typed)
    chosen = projector.locator("[aria-selected=true]")
    if first is None:
        assert chosen.count() == 0
        assert projector.locator("#hits").inner_text() == (
            "Tidak ada kelurahan dengan nama seperti itu."
        )
    else:
        assert (chosen.text_content() or "").startswith(first)


def test_a_hand_points_and_swipes(chromium: Browser, file: str) -> None:
    context = chromium.new_context(viewport=SIZES["phone"], has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(file)
    swipe = """([from, to]) => { for (const [type, x] of [['pointerdown', from], ['pointerup', to]])
      document.querySelector('.slide:not([hidden])').dispatchEvent(new PointerEvent(type,
        { bubbles: true, pointerType: 'touch', clientX: x, clientY: 400 })) }"""
    page.evaluate(swipe, [300, 80])
    assert heading(page) == TITLES[1]
    page.evaluate(swipe, [80, 300])
    assert heading(page) == TITLES[0]
    page.evaluate(swipe, [200, 230])
    assert heading(page) == TITLES[0]
    page.locator("[data-do=next]").tap()
    zone = page.locator(".slide:not([hidden]) .zone").first
    zone.tap()
    name = zone.get_attribute("data-name") or "?"
    assert name in page.locator("#card").inner_text()
    assert page.locator(".slide:not([hidden]) .words").is_visible()
    size = page.locator(".slide:not([hidden]) .said, .slide:not([hidden]) li").first.evaluate(
        "one => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert size >= 16
    context.close()


def test_everything_is_large_enough_and_dark_enough_for_the_last_row(projector: Page) -> None:
    script = """() => [...document.querySelectorAll('.slide:not([hidden]) text')].map((text) => ({
      size: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a,
      onMap: text.getBBox().x < Number((text.closest('svg').dataset.panel || '0').split(' ')[2]),
      ink: text.getAttribute('fill'), halo: text.getAttribute('stroke'),
      level: (text.closest('.level') || { dataset: {} }).dataset.level || '',
      kind: (text.parentNode.getAttribute('class') || ''), said: text.textContent }))"""
    seen = 0
    for _ in TITLES:
        for text in projector.evaluate(script):
            seen += 1
            assert text["size"] >= (19 if text["level"] else 20 - 0.01), text  # a chip's letter
            if re.fullmatch(r"[\d.,]+( dari \d+)?", text["said"]) and text["kind"] == "count":
                assert text["size"] >= 28, text
            least = 7.0
            if text["level"]:
                ground = BY_KEY[text["level"]].colour
            elif text["halo"]:
                ground = text["halo"]
            elif text["ink"] == "#ffffff":
                ground = "#1b2430"
            else:
                ground = "#edf3f3" if text["onMap"] else "#ffffff"
            if text["level"] or text["halo"]:
                least = 4.5 if text["size"] < 24 else 3  # a level's own colours, words say it too
            assert contrast(text["ink"], ground) >= least, text
        projector.keyboard.press("PageDown")
    assert seen > 100
    projector.keyboard.press("Home")
    states = ("", "kuin", "Enter", "?")
    for state in states:
        if state == "kuin":
            projector.keyboard.type(state, delay=20)
        elif state:
            projector.keyboard.press(state)
        options = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
        told = Axe().run(projector, options=options).response["violations"]
        assert told == [], (state, told)
    projector.keyboard.press("Escape")
    found = Axe().run(projector).response["violations"]
    assert [one["id"] for one in found] == []
    sizes = projector.locator("#card p, #card h2").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 20 and max(sizes) >= 28


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("cut", ["%", "%E0%A4", "tidak-ada"])
def test_an_address_that_names_no_slide_opens_the_first(
    chromium: Browser, file: str, cut: str
) -> None:
    for page in opened(chromium, f"{file}#{cut}", PROJECTOR):
        assert heading(page) == TITLES[0]
        page.evaluate("cut => { location.hash = cut; }", cut)
        assert heading(page) == TITLES[0]


def test_printing_gives_one_slide_a_page_with_its_patterns(projector: Page) -> None:
    maps = projector.locator("#stage .zones").count()
    projector.evaluate("dispatchEvent(new Event('beforeprint'))")
    cut = projector.evaluate(
        """() => [...document.querySelectorAll('#stage .zones')].map((map) => [
        map.querySelectorAll('.inked clipPath path').length,
        map.querySelectorAll(".zone path[fill^='url']").length])"""
    )
    assert len(cut) == maps and all(inked == zones > 40 for inked, zones in cut)
    projector.evaluate("dispatchEvent(new Event('afterprint'))")
    assert projector.locator(".inked").count() == 0
    printed = projector.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == len(TITLES)
    assert len(printed) < 6_000_000


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Dashboard]:
    """A dashboard of one's own, to stop and start, with the prepared store."""
    embedded.prepare(f"sqlite:///{tmp_path / 'store.db'}", read_cities(), ROOT / "static")
    running = serve(tmp_path)
    yield running
    if running.process.poll() is None:
        stop(running)


@contextmanager
def live(chromium: Browser, own: Dashboard, more: str = "") -> Iterator[Page]:
    """The served screen under a clock that the test turns."""
    context = chromium.new_context(viewport=PROJECTOR, timezone_id="Asia/Makassar")  # type: ignore[arg-type]
    page = context.new_page()
    page.clock.install(time=dt.datetime(2021, 7, 18, 1, 40, tzinfo=dt.UTC))
    page.goto(f"{own.url}/layar?lang=id&rule=insidensi7&date={DAY}{more}")
    page.wait_for_selector("html.running")
    try:
        yield page
    finally:
        context.close()


def test_the_screen_goes_on_without_its_server_and_says_since_when(
    chromium: Browser, own: Dashboard
) -> None:
    with live(chromium, own) as page:
        page.keyboard.press("ArrowRight")
        before = fills(page)
        told = page.locator("#told")
        page.clock.run_for(LOOK_MS)
        page.wait_for_timeout(500)
        assert told.is_hidden()
        stop(own)
        page.clock.run_for(LOOK_MS)
        told.wait_for(state="visible")
        said = told.text_content() or ""
        assert re.match(r"Sambungan terputus sejak 09\.4\d; yang tampil: Sumber: simulasi", said)
        assert float(told.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) >= 20
        page.clock.run_for(10 * LOOK_MS)
        page.wait_for_timeout(300)
        assert told.text_content() == said  # since the first time, not the last
        page.keyboard.press(" ")
        page.clock.run_for(2000)
        assert fills(page) != before
        page.keyboard.press("Escape")
        page.keyboard.press("PageDown")
        assert heading(page) == TITLES[2]
        port = int(own.url.rpartition(":")[2])
        again = serve(own.home, port)
        try:
            page.clock.run_for(LOOK_MS)
            told.wait_for(state="hidden")
            assert heading(page) == TITLES[2]
        finally:
            stop(again)


def test_new_data_come_onto_the_slide_that_is_shown(chromium: Browser, own: Dashboard) -> None:
    asked: list[str] = []
    with live(chromium, own) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("ArrowRight")
        before, first = fills(page), page.evaluate("JagaMeeting.content.snapshot")
        page.clock.run_for(9_000)
        assert [address for address in asked if "/layar" in address] == []
        new = np.zeros((len(web_stores.ZONES), len(web_stores.DAYS)), dtype=int)
        web_stores.stored(own.home, new)
        page.clock.run_for(LOOK_MS)
        until(page, f"JagaMeeting.content.snapshot !== '{first}'")
        assert page.url.endswith("#map") and page.locator(".slide:not([hidden])").count() == 1
        assert fills(page) != before
        assert "SIMULASI" not in page.locator("#stage").inner_html()
        assert page.locator("#live").text_content() == "Data baru sudah ditampilkan."
        page.keyboard.press("PageDown")
        assert heading(page) != TITLES[1]


def test_a_screen_in_the_office_turns_by_itself(chromium: Browser, own: Dashboard) -> None:
    with live(chromium, own, "&kiosk=20") as page:
        seen = [heading(page)]
        for _ in TITLES:
            page.clock.run_for(20_000)
            page.wait_for_timeout(100)
            seen.append(heading(page))
        assert seen == [*TITLES, TITLES[0]]


def test_the_screen_needs_nothing_from_elsewhere_and_keeps_its_policy(
    chromium: Browser, own: Dashboard
) -> None:
    hosts: set[str] = set()
    with live(chromium, own) as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.reload()
        page.wait_for_selector("html.running")
        loaded = """document.fonts.ready.then(
          () => document.fonts.check('20px "Plus Jakarta Sans"'))"""
        assert page.evaluate(loaded)
        assert hosts == {own.url.split("/")[2]}
        assert [one for one in said if "Policy" in one] == []
        ran = page.evaluate(
            """() => { const one = document.createElement('script');
            one.textContent = 'window.ran = 1';
            document.body.append(one); return window.ran || 0 }"""
        )
        assert ran == 0


def test_simulated_numbers_say_so_on_every_slide(screen: Page) -> None:
    """The word itself is painted, in the picture or beside it."""
    for _ in TITLES:
        shown = screen.evaluate(
            """() => [...document.querySelectorAll('.slide .banner')].some((one) => {
                const box = one.getBoundingClientRect();
                const seen = one.checkVisibility({visibilityProperty: true});
                return seen && box.width > 40 && box.height > 8 && box.right > 0
                    && box.left < innerWidth && one.textContent.includes('SIMULASI');
            })"""
        )
        assert shown, heading(screen)
        screen.keyboard.press("ArrowRight")
