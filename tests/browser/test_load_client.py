"""The load generator's viewer says to the server what a real Chromium says, and is shown the same.

Were it not so, the benchmark would measure something that no viewer ever asks.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Browser
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.load_client import LoadError, Tab
from tests.browser.conftest import Dashboard, Viewer, serve, stop

pytestmark = pytest.mark.browser

PAGES = ("bandingkan", "pola", "respons", "aturan", "metode", "")
LIVE_S = 30
"""So long that no page runs by itself in the walk, whose messages would depend on how often."""
_PAUSE_S = 2.0
TEXTS = """() => [...document.querySelectorAll("[data-testid=stHtml]")].map(one => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll("style").forEach(style => style.remove());
  return copy.textContent;
})"""


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    running = serve(tmp_path_factory.mktemp("load"), JAGA_LIVE_S=str(LIVE_S))
    yield running
    stop(running)


def alone(walk: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own, as Playwright holds a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, walk).result()


def said(message: BackMsg) -> dict[str, Any]:
    """What a message asks for, without the number that makes a map's message its own."""
    run = message.rerun_script
    values = {}
    for state in run.widget_states.widgets:
        kind = state.WhichOneof("value")
        value = str(getattr(state, kind)) if kind else ""
        if kind == "json_value":
            value = str({k: v for k, v in json.loads(value).items() if k != "number"})
        values[state.id] = (kind, value)
    return {
        "page": (run.page_name, run.page_script_hash, run.query_string, run.context_info.url),
        "by itself": (run.is_auto_rerun, run.fragment_id),
        "values": values,
        "kept": sorted(run.cached_message_hashes),
    }


def kept_in(messages: list[BackMsg]) -> Callable[[str | bytes], None]:
    def keep(payload: str | bytes) -> None:
        assert isinstance(payload, bytes)
        messages.append(BackMsg.FromString(payload))

    return keep


def words(texts: list[str]) -> list[str]:
    """Texts of a page with single blanks, in a fixed order, without empty ones."""
    return sorted(filter(None, (" ".join(text.split()) for text in texts)))


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<style.*?</style>", "", html)))


def of_a_browser(
    chromium: Browser, url: str
) -> tuple[list[BackMsg], list[list[str]], dict[str, str]]:
    """A walk in Chromium: messages sent, texts of each page, what the map was asked to report."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    sent: list[BackMsg] = []
    texts: list[list[str]] = []
    viewer = Viewer(context, url)
    page = viewer.page

    page.on("websocket", lambda socket: socket.on("framesent", kept_in(sent)))

    def rest() -> None:
        page.wait_for_timeout(_PAUSE_S * 1000)
        page.wait_for_selector("[data-test-script-state=notRunning]")
        texts.append(words(page.evaluate(TEXTS)))

    viewer.open()
    slider = viewer.map().locator("[role=slider]").first
    rest()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    rest()
    viewer.map().locator("path[data-zone='63.71.01.1011']").click(force=True)
    rest()
    for name in PAGES:
        page.locator(f".st-key-other_{name or 'peta'} a").click()
        rest()
    context.close()
    reports = [
        json.loads(state.json_value)
        for message in sent
        for state in message.rerun_script.widget_states.widgets
        if state.HasField("json_value")
    ]
    return sent, texts, {k: v for one in reports for k, v in one.items() if k in ("day", "zone")}


async def of_the_client(
    url: str, cookie: str, reported: dict[str, str]
) -> tuple[list[BackMsg], list[list[str]]]:
    """The same walk by the load generator's tab."""
    sent: list[BackMsg] = []
    texts: list[list[str]] = []
    tab = Tab(url, cookie, told=sent.append)

    async def rest() -> None:
        await asyncio.sleep(_PAUSE_S)
        texts.append(words([plain(body) for body in tab.words.values()]))

    await tab.open()
    await rest()
    await tab.rest(reported["day"])
    await rest()
    await tab.press(reported["zone"])
    await rest()
    for name in PAGES:
        await tab.follow(name)
        await rest()
    await tab.close()
    return sent, texts


def test_the_client_says_and_is_shown_what_a_browser_is(
    chromium: Browser, quiet: Dashboard
) -> None:
    browser, seen, reported = of_a_browser(chromium, quiet.url)
    assert reported.keys() == {"day", "zone"}
    client, shown = alone(of_the_client(quiet.url, "none", reported))
    assert len(browser) == 3 + len(PAGES)
    for theirs, ours in zip(browser, client, strict=True):
        assert said(ours) == said(theirs)
    assert len(shown) == len(seen)
    for there, here in zip(seen, shown, strict=True):
        assert there and here == there


@pytest.mark.parametrize("page", ["", "kelurahan", "respons"])
def test_a_page_runs_by_itself_as_in_a_browser(
    chromium: Browser, dashboard: Dashboard, page: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    theirs: list[BackMsg] = []
    viewer = Viewer(context, dashboard.url)
    viewer.page.on("websocket", lambda socket: socket.on("framesent", kept_in(theirs)))
    viewer.open(page)
    viewer.page.wait_for_function("() => document.querySelector('.st-key-head')")
    viewer.page.wait_for_timeout(4000)
    context.close()
    ours: list[BackMsg] = []

    async def wait() -> None:
        tab = Tab(dashboard.url, "none", told=ours.append)
        await tab.open(page)
        await asyncio.sleep(1.5)
        await tab.close()

    alone(wait())
    assert said(ours[0]) == said(theirs[0])
    assert said(theirs[1])["by itself"][0] and said(ours[1]) == said(theirs[1])


def test_a_page_that_does_not_answer_is_an_error(quiet: Dashboard) -> None:
    async def walk() -> None:
        tab = Tab(quiet.url, "none")
        await tab.open()
        socket = tab._socket
        assert socket is not None
        await socket.close()
        with pytest.raises(LoadError, match="connection"):
            await tab.rest(tab.days[0])
        await tab.close()

    alone(walk())
