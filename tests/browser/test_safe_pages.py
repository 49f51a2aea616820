"""Every page runs under its Content-Security-Policy: nothing it does is refused by the browser, and
nothing is asked of another host."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from geo.access import operator
from geo.io.desk import Desk
from geo.io.store import Store
from pages.shared.frame import PAGES
from tests.browser.conftest import Dashboard, Viewer

pytestmark = pytest.mark.browser

RIGHT = "kuda laut biru muda"
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (e) => {
  window.refused.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`);
});
"""
DAY = "rule=insidensi7&date=2021-07-19"
LINKS = {
    "peta": ("?lang=id", f"?{DAY}&lang=en", "?city=semarang&lang=id"),
    "kelurahan": (f"kelurahan?{DAY}&zone=63.71.05.1004",),
    "bandingkan": (
        f"bandingkan?{DAY}&zone=63.71.01.1001",
        f"bandingkan?{DAY}&mode=kota",
        f"bandingkan?{DAY}&mode=hari",
    ),
    "pola": ("pola?rule=insidensi7&date=2021-03-01",),
    "taklimat": (f"taklimat?{DAY}",),
    "wilayah": ("wilayah?lang=id", f"wilayah?{DAY}&area=63.71.01&lang=en"),
}
"""Where a page has more to show than its bare address."""
OTHERS = ("layar", f"layar?{DAY}", "auth/masuk", "api", "api/v1/openapi.json", "ogc", "healthz")
"""What is served beside the pages."""
ADDRESSES = [link for key in PAGES for link in LINKS.get(key, (f"{key}?lang=id",))]


class Watched(Viewer):
    """A viewer whose browser tells what its policies refuse."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        super().__init__(context, url)
        context.add_init_script(WATCH)
        self.told: list[str] = []
        self.page.on("console", lambda message: self._heard(message.text))

    def _heard(self, words: str) -> None:
        if "Content Security Policy" in words or "Permissions policy" in words:
            self.told.append(words)

    def refused(self) -> list[str]:
        found = list(self.told)
        for frame in self.page.frames:
            found += frame.evaluate("window.refused || []")
        return found


@pytest.fixture
def watched(chromium: Browser, dashboard: Dashboard):  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Watched(context, dashboard.url)
    context.close()


def settle(page: Page) -> None:
    """Wait until the page is drawn, and look at all of it."""
    if page.locator("#root").count():
        page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for(
            timeout=120_000
        )
        assert page.locator("[data-testid='stException']").count() == 0
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(800)


@pytest.mark.parametrize("link", [*ADDRESSES, *OTHERS])
def test_nothing_is_refused_and_nobody_else_is_asked(watched: Watched, link: str) -> None:
    answer = watched.page.goto(f"{watched.url}/{link}")
    assert answer is not None and answer.status == 200
    assert "default-src" in answer.headers["content-security-policy"]
    settle(watched.page)
    if link.startswith("?"):
        watched.map()
    assert watched.refused() == []
    assert watched.blocked == []
    assert watched.errors == []


def test_a_chart_is_drawn_without_eval_in_the_page(watched: Watched) -> None:
    watched.open(f"kelurahan?{DAY}&zone=63.71.05.1004")
    drawn = watched.page.locator("[data-testid='stVegaLiteChart'] canvas, .stVegaLiteChart svg")
    drawn.first.wait_for(timeout=60_000)
    assert watched.refused() == []


def test_what_is_not_ours_is_refused_by_the_page(watched: Watched) -> None:
    """The other side of the border: the browser does stop what the policy does not name."""
    watched.open("metode?lang=id")
    settle(watched.page)
    page = watched.page
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.bad = 1';"
        " document.body.append(s); const i = new Image(); i.src = 'http://localhost:9/x.png';"
        " document.body.append(i); setTimeout('window.worse = 1', 0) }"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("[window.bad, window.worse]") == [None, None]
    directives = {words.split()[0] for words in page.evaluate("window.refused")}
    assert directives >= {"script-src-elem", "img-src", "script-src"}


@pytest.mark.parametrize(("host", "shown"), [("localhost", False), ("127.0.0.1", True)])
def test_no_other_site_shows_the_dashboard_in_a_frame(
    chromium: Browser, dashboard: Dashboard, host: str, shown: bool
) -> None:
    """The same server by its other name is another site to a browser."""
    context = chromium.new_context()
    page = context.new_page()
    around = f"{dashboard.url.replace('127.0.0.1', host)}/luar"
    body = f'<iframe src="{dashboard.url}/metode"></iframe>'
    context.route(around, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(around)
    page.wait_for_timeout(1500)
    assert page.frames[1].url.startswith(f"{dashboard.url}/metode") == shown
    context.close()


def test_officers_pages_run_too(chromium: Browser, dashboard: Dashboard) -> None:
    """Signed in: the form itself, the page of files with an upload, and a file to take along."""
    store = Store.open(f"sqlite:///{dashboard.home / 'store.db'}")
    Desk(store, operator("uji")).add_user("petugas", "admin", None, None, RIGHT)
    store.close()
    context = chromium.new_context(accept_downloads=True)
    watched = Watched(context, dashboard.url)
    page = watched.page
    page.goto(f"{dashboard.url}/auth/masuk?lang=id&next=data")
    page.fill("#name", "petugas")
    page.fill("#password", RIGHT)
    page.keyboard.press("Enter")
    page.locator("span.jt-who").wait_for(timeout=60_000)
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached", timeout=60_000)
    settle(page)
    with page.expect_response(lambda reply: "/upload_file/" in reply.url) as sent:
        chooser.set_input_files(
            {"name": "aneh.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
        )
    assert sent.value.status < 300
    settle(page)
    page.goto(f"{dashboard.url}/taklimat?{DAY}&lang=id")
    settle(page)
    with page.expect_download(timeout=60_000) as taken:
        page.locator(".st-key-file_png button").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    assert watched.refused() == []
    assert watched.blocked == []
    context.close()
