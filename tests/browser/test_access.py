"""Accessibility: axe finds no violation on any page, in either language, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import Dashboard, Viewer

pytestmark = pytest.mark.browser

PAGES = (
    "?lang=id",
    "?rule=insidensi7&lang=en",
    "?city=semarang&lang=id&rule=resmi",
    "kelurahan?lang=id&zone=63.71.05.1004&rule=insidensi7",
    "kelurahan?lang=en&zone=63.71.05.1004",
    "pola?lang=id&rule=insidensi7&date=2021-03-01",
    "aturan?lang=en&rule=insidensi7&date=2021-03-01",
    "metode?lang=id",
    "bandingkan?lang=id&rule=insidensi7&date=2021-07-19&zone=63.71.01.1001",
    "bandingkan?lang=en&mode=kota&rule=insidensi7&date=2021-07-19",
    "bandingkan?lang=id&mode=hari&rule=insidensi7&date=2021-07-19",
    "wilayah?lang=id",
    "wilayah?lang=en&area=63.71&rule=insidensi7&date=2021-07-19",
    "wilayah?lang=id&area=63.71.01&rule=insidensi7&date=2021-07-19",
    "data?lang=id",
    "mutu?lang=en&rule=insidensi7",
    "revisi?lang=id&rule=insidensi7&date=2021-07-19&as_of=2099-01-01",
    "rt?lang=id",
    "auth/masuk?lang=en",
    "api?lang=id",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("link", PAGES)
def test_axe_finds_nothing(chromium: Browser, dashboard: Dashboard, link: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    viewer = Viewer(context, dashboard.url).open(link)
    viewer.page.get_by_role("heading", level=1).wait_for(timeout=30_000)
    viewer.page.wait_for_timeout(1500)
    found = Axe().run(viewer.page).response
    context.close()
    assert len(found["passes"]) > 15
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
