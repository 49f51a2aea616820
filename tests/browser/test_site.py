"""The published site as somebody opens it from a USB stick: files alone, and no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from geo.levels import BY_CODE, BY_KEY
from geo.site import build
from geo.site.content import Content
from tests import site_kit

pytestmark = pytest.mark.browser

FILLS = "paths => Object.fromEntries(paths.map(p => [p.dataset.zone, p.getAttribute('fill')]))"
BANUA_ANYAR = "63.71.02.1006"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("usb") / "situs"
    build.build(made(), out)
    return out


def made() -> Content:
    return site_kit.year()[0]


class Reader:
    """One reader's tab; every request that is none for a file is refused and kept."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.faults: list[str] = []
        context.route("**/*", self._files_only)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", lambda request: self.faults.append(request.url))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )

    def _files_only(self, route) -> None:  # type: ignore[no-untyped-def]
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()

    def open(self, path: str = "index.html") -> Reader:
        self.page.goto(f"file://{self.folder}/{path}")
        return self

    def map(self) -> Reader:
        self.page.locator("#peta[data-ready]").wait_for(state="attached", timeout=20_000)
        return self

    def fills(self) -> dict[str, str]:
        return dict(self.page.locator("#peta path[data-zone]").evaluate_all(FILLS))


@pytest.fixture
def reader(chromium: Browser, folder: Path) -> Iterator[Reader]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    yield Reader(context, folder)
    context.close()


def colours(position: int) -> dict[str, str]:
    """What the map has to show on a day, from the zoning itself."""
    of = made()
    column = of.zoned.codes[:, position]
    ids = of.view.facts.zone_ids
    return {z: BY_CODE[code].colour for z, code in zip(ids, column, strict=True)}


def test_the_map_is_drawn_from_files_alone_in_the_colours_of_the_view(reader: Reader) -> None:
    reader.open().map()
    of = made()
    assert reader.fills() == {z.zone_id: BY_KEY[z.level].colour for z in of.view.zones}
    assert len(reader.fills()) == 52
    words = reader.page.locator(".jaga-badge").inner_text()
    assert words == "SIMULASI, bukan data resmi"
    assert (reader.asked, reader.faults) == ([], [])


def test_the_typeface_is_the_sites_own(reader: Reader) -> None:
    reader.open().map()
    faces = "[...document.fonts].map(f => [f.family.replaceAll('\"', ''), f.status])"
    assert reader.page.evaluate(faces) == [["Plus Jakarta Sans", "loaded"]]


def test_time_moves_by_keys_and_counts_follow(reader: Reader) -> None:
    reader.open().map()
    last = len(made().zoned.days) - 1
    slider = reader.page.get_by_role("slider")
    slider.focus()
    reader.page.keyboard.press("PageDown")
    assert reader.fills() == colours(last - 7)
    reader.page.keyboard.press("Home")
    assert reader.fills() == colours(0)
    heading = reader.page.locator("#hitung")
    first = slider.get_attribute("aria-valuetext")
    reader.page.wait_for_function(
        "w => document.querySelector('#hitung').textContent.endsWith(w)", arg=first
    )
    shown = list(colours(0).values())
    for row in reader.page.locator(".tally li:visible").all():
        key = row.get_attribute("data-level") or ""
        assert int(row.locator("b").last.inner_text()) == shown.count(BY_KEY[key].colour)
    assert reader.page.locator(".tally li:visible").count() == len(set(shown))
    assert heading.is_visible()
    assert reader.faults == []


def test_keys_outside_the_map_stay_with_the_page(reader: Reader) -> None:
    reader.open().map()
    before = reader.fills()
    reader.page.locator("#tabel a").first.focus()
    top = reader.page.evaluate("scrollY")
    for key in ("ArrowLeft", "PageUp", "Home", "Space"):
        reader.page.keyboard.press(key)
    reader.page.wait_for_timeout(400)
    assert reader.fills() == before
    reader.page.keyboard.press("Home")
    reader.page.wait_for_function("t => scrollY < t", arg=top)


def test_a_zone_opens_from_map_table_list_and_neighbour(reader: Reader) -> None:
    reader.open().map()
    box = reader.page.locator(f"path[data-zone='{BANUA_ANYAR}']").bounding_box()
    assert box is not None
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.wait_for_url("**/kelurahan/*.html")
    title = reader.page.get_by_role("heading", level=1).inner_text()
    assert "Banua Anyar" in title
    reader.page.locator("ul.near a").first.click()
    reader.page.wait_for_url(lambda url: BANUA_ANYAR not in url)
    reader.page.get_by_role("link", name="lihat di peta").click()
    reader.map()
    ring = reader.page.locator(".jaga-ring").get_attribute("d")
    assert ring and len(ring) > 20
    reader.page.get_by_label("Kelurahan saya").select_option(label="Mantuil")
    reader.page.get_by_role("heading", name="Mantuil").wait_for()
    reader.page.get_by_role("link", name="English").click()
    reader.page.wait_for_url("**/en/kelurahan/*.html")
    reader.page.get_by_role("link", name="Jaga Tetangga").click()
    reader.map()
    assert reader.page.get_by_role("button", name="Play").is_visible()
    assert reader.faults == []


def test_without_scripts_a_picture_and_the_table_say_the_same(
    chromium: Browser, folder: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = Reader(context, folder).open().page
    assert page.get_by_role("img", name="Peta zona").is_visible()
    assert page.locator("#peta").is_hidden()
    assert page.locator("#saya").is_hidden()
    assert page.locator("tbody tr").count() == 52
    page.locator("tbody a", has_text="Mantuil").click()
    page.wait_for_url("**/kelurahan/63.71.01.1001.html")
    context.close()


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("path", ["index.html", "en/kelurahan/63.71.02.1008.html"])
def test_no_page_scrolls_sideways(chromium: Browser, folder: Path, path: str, width: int) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, has_touch=width < 500, is_mobile=width < 500
    )
    reader = Reader(context, folder).open(path)
    if path.endswith("index.html"):
        reader.map()
        box = reader.page.locator("#peta").bounding_box()
        assert box is not None and box["height"] >= 320
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.page.evaluate("innerWidth") == width
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["index.html", f"kelurahan/{BANUA_ANYAR}.html"])
@pytest.mark.parametrize("lang", ["", "en/"])
def test_axe_finds_nothing(
    chromium: Browser, folder: Path, lang: str, page: str, scheme: str
) -> None:
    context = chromium.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": 1280, "height": 900},
        bypass_csp=True,
    )
    reader = Reader(context, folder).open(lang + page)
    if page == "index.html":
        reader.map()
    found = Axe().run(reader.page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
