"""Copying, sending and drawing the early word in a real browser."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Dashboard, Viewer

pytestmark = pytest.mark.browser

LINK = "kelurahan?zone=63.71.05.1007&date=2020-10-06"
FIRST = "*Seberang Mesjid: merah, 6 Oktober 2020*"
NO_CLIPBOARD = (
    "Object.defineProperty(window, 'isSecureContext', {get: () => false});"
    "Object.defineProperty(navigator, 'clipboard', {get: () => undefined});"
)
"""What a browser offers under plain http in an office network."""


def opened(viewer: Viewer, link: str = LINK) -> Page:
    viewer.open(link)
    viewer.page.locator(".jt-copy").wait_for(timeout=30_000)
    return viewer.page


def in_clipboard(page: Page) -> list[str]:
    return str(page.evaluate("navigator.clipboard.readText()")).splitlines()


def test_the_text_is_copied_whole_and_the_page_says_so(viewer: Viewer) -> None:
    viewer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(viewer)
    status = page.locator(".jt-copied")
    assert status.inner_text() == ""
    page.get_by_role("button", name="Salin teks").click()
    page.get_by_text("Teks disalin.").wait_for(timeout=5000)
    assert status.get_attribute("role") == "status"
    lines = in_clipboard(page)
    assert lines[0] == FIRST
    assert lines[1:-1] == page.locator(".jt-word p").all_inner_texts()[1:]
    address = urlsplit(lines[-1])
    assert f"{address.scheme}://{address.netloc}" == viewer.url
    assert parse_qs(address.query)["zone"] == ["63.71.05.1007"]
    again = viewer.page.context.new_page()
    again.goto(lines[-1])
    again.get_by_role("heading", name="Seberang Mesjid: merah").wait_for(timeout=30_000)
    assert viewer.errors == []


def test_copying_by_keyboard_alone(viewer: Viewer) -> None:
    viewer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(viewer)
    page.locator(".st-key-word").scroll_into_view_if_needed()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "jt-copy":
            break
    assert page.evaluate("document.activeElement.innerText") == "Salin teks"
    page.keyboard.press("Enter")
    page.get_by_text("Teks disalin.").wait_for(timeout=5000)
    assert in_clipboard(page)[0] == FIRST
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Kirim lewat WhatsApp"


def test_without_a_clipboard_the_text_is_selected_and_copied(
    chromium: Browser, dashboard: Dashboard
) -> None:
    context = chromium.new_context()
    context.add_init_script(NO_CLIPBOARD)
    viewer = Viewer(context, dashboard.url)
    page = opened(viewer)
    assert page.evaluate("navigator.clipboard") is None
    button = page.get_by_role("button", name="Salin teks")
    button.click()
    page.get_by_text("Teks disalin.").wait_for(timeout=5000)
    assert page.locator("textarea").count() == 0
    assert page.evaluate("document.activeElement.className") == "jt-copy"
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.locator("body > textarea").focus()
    page.keyboard.press("Control+V")
    pasted = page.locator("body > textarea").input_value().splitlines()
    context.close()
    assert pasted[0] == FIRST
    assert len(pasted) == 7
    assert viewer.errors == []


def test_where_nothing_can_be_copied_the_page_says_what_to_do(
    chromium: Browser, dashboard: Dashboard
) -> None:
    context = chromium.new_context()
    context.add_init_script(f"{NO_CLIPBOARD} document.execCommand = () => false;")
    page = opened(Viewer(context, dashboard.url), f"{LINK}&lang=en")
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("Could not copy; select the text and copy it yourself.").wait_for(timeout=5000)
    context.close()


def test_the_copied_text_follows_the_day(viewer: Viewer) -> None:
    """Another day on the same page: the button copies the new word, and no longer says copied."""
    viewer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(viewer)
    page.locator(".jt-copy").click()
    page.get_by_text("Teks disalin.").wait_for(timeout=5000)
    page.locator("[class*='st-key-day_choice_']").click()
    page.keyboard.type("10 April")
    page.get_by_role("option", name="Jumat, 10 April 2020").click()
    viewer.wait_query("date", "2020-04-10")
    page.get_by_text("Seberang Mesjid: merah, 10 April 2020").wait_for(timeout=15_000)
    page.wait_for_function("() => document.querySelector('.jt-copied').textContent === ''")
    page.locator(".jt-copy").click()
    page.get_by_text("Teks disalin.").wait_for(timeout=5000)
    assert in_clipboard(page)[0] == "*Seberang Mesjid: merah, 10 April 2020*"


def test_the_picture_is_drawn_when_it_is_asked_for(viewer: Viewer) -> None:
    page = opened(viewer)
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("button", name="Unduh gambar (PNG)").click()
    assert waiting.value.suggested_filename == "kata-malam-ini-63.71.05.1007-2020-10-06.png"
    picture = Image.open(io.BytesIO(waiting.value.path().read_bytes()))
    assert (picture.format, picture.size) == ("PNG", (1080, 1350))
    assert viewer.blocked == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_small_phone(chromium: Browser, dashboard: Dashboard, scheme: str) -> None:
    """360 x 640: targets of 44 px, nothing wider than the screen, axe finds nothing."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    viewer = Viewer(context, dashboard.url)
    page = opened(viewer, f"{LINK}&rule=insidensi7&lang=en")
    names = [
        page.locator(".jt-copy"),
        page.locator("a.jt-send"),
        page.get_by_role("button", name="Download picture (PNG)"),
    ]
    for target in names:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44 and box["width"] >= 44
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page, context=".st-key-word").response
    context.close()
    assert len(found["passes"]) > 5
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
