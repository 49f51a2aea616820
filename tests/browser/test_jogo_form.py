"""A Jogo Tonggo report on a phone: filled in by taps, sent, and its houses counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from geo import report_houses
from geo.access import Viewer, operator
from geo.cities import read_cities
from geo.io import accounts, embedded
from geo.io.desk import Desk
from geo.io.response_desk import ResponseDesk
from geo.io.store import Store
from geo.settings import STATIC
from tests.browser.conftest import Dashboard, serve, stop
from tests.browser.conftest import Viewer as Tab

pytestmark = pytest.mark.browser

MANTUIL = "63.71.01.1001"
LINK = "respons?city=banjarmasin&disease=covid19&part=catat"
SMALL = """() => [...document.querySelectorAll(
  '.st-key-rtform :is(button, a, [data-testid$="InputRootElement"], [role=group],'
  + '[data-testid=stDateInputField], [data-testid=stNumberInputContainer])')]
  .filter(e => !e.parentElement.closest('[data-testid=stDateInputField],'
    + '[data-testid$=RootElement], [data-testid=stNumberInputContainer],'
    + '[data-testid=stSelectbox] [role=group]'))
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([r]) => r.width > 0 && r.height > 0 && (r.height < 44 || r.width < 44))
  .map(([r, e]) => `${e.tagName} ${e.innerText || e.dataset.testid} ${r.width} ${r.height}`)"""
"""Whatever is pressed or typed into and is smaller than a thumb."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dashboard, str]]:
    """A dashboard with an RW of Mantuil, and the secret of that person's session."""
    home = tmp_path_factory.mktemp("home")
    url = f"sqlite:///{home / 'store.db'}"
    embedded.prepare(url, read_cities(), STATIC)
    store = Store.open(url)
    Desk(store, operator("uji")).add_user("rina", "rw", "banjarmasin", MANTUIL)
    with store.writing() as connection:
        secret = accounts.start_session(connection, "rina", 8.0)
    store.close()
    running = serve(home, JAGA_LIVE_S="1")
    yield running, secret
    stop(running)


@pytest.fixture
def tab(chromium: Browser, office: tuple[Dashboard, str]) -> Iterator[Tab]:
    dashboard, secret = office
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    context.add_cookies([{"name": accounts.COOKIE, "value": secret, "url": dashboard.url}])
    yield Tab(context, dashboard.url)
    context.close()


def tap(page: Page, key: str, name: str = "") -> None:
    """Tap the button of a key, or the one in it that reads ``name``."""
    inside = page.locator(f".st-key-{key}")
    (inside.get_by_role("radio", name=name) if name else inside.locator("button")).first.tap()


def test_a_report_is_tapped_together_and_its_houses_count(
    tab: Tab, office: tuple[Dashboard, str]
) -> None:
    page = tab.open(LINK).page
    page.locator(".st-key-rf_choose_report button").tap(timeout=60_000)
    total = page.locator(".jt-rt-total")
    expect(total).to_contain_text("0 dari 7 isian", timeout=30_000)
    rw = page.get_by_label("RW *")
    rw.tap()
    rw.fill("3")
    rw.press("Enter")
    tap(page, "rt_add")
    tap(page, "rtset_1_001")
    plus = page.locator(".st-key-rtrow_001 [data-testid='stNumberInputStepUp']")
    for _ in range(2):
        plus.tap()
    expect(total).to_contain_text("3 rumah dengan kasus", timeout=15_000)
    tap(page, "rt_add")
    tap(page, "rtset_0_002")
    tap(page, "rtset_1_of-guests")
    tap(page, "rfflag_watch", "Ya")
    expect(total).to_contain_text("3 dari 7 isian", timeout=15_000)
    assert page.locator(".st-key-rtform button").count() > 15
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    found = Axe().run(page, context=".st-key-rtform").response["violations"]
    assert [(one["id"], [n["target"] for n in one["nodes"]]) for one in found] == []
    tap(page, "rf_send")
    notices = page.locator(".st-key-rtform .jt-notice")
    expect(notices.nth(1)).to_contain_text("3 rumah dengan kasus Covid-19", timeout=15_000)
    expect(notices.first).to_contain_text("menunggu pemeriksaan orang kedua")
    store = Store.open(f"sqlite:///{office[0].home / 'store.db'}")
    rina = Viewer("rina", "rw", "banjarmasin", MANTUIL)
    records = ResponseDesk(store, rina).current(read_cities()["banjarmasin"])
    store.close()
    counted = report_houses.houses(records, "covid19")
    assert dict(zip(counted["rt"], counted["houses"], strict=True)) == {
        "001/003": 3,
        "002/003": 0,
    }
    (report,) = [one for one in records if one.by == "rina"]
    assert (report.waiting, report.guests, report.watch) == (True, 1, True)  # type: ignore[attr-defined]
    page.locator(".st-key-rf_other button").tap()
    page.locator(".st-key-rf_choose_history button").tap()
    expect(page.locator(".jt-rf-card")).to_contain_text("Mantuil, RW 003", timeout=15_000)
    assert page.evaluate(SMALL) == []
    assert tab.errors == [] and tab.blocked == []
