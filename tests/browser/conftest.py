"""A served dashboard and a real Chromium whose every request outside localhost is refused."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOCAL = ("127.0.0.1", "localhost")


@dataclass
class Dashboard:
    """A running dashboard: its address and the folder that holds its store."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(home: Path, port: int | None = None, /, **environment: str) -> Dashboard:
    """Start the dashboard on localhost; the caller stops it."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    settings = {**os.environ, "JAGA_HOME": str(home), **environment}
    process = subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    dashboard = Dashboard(f"http://127.0.0.1:{port}", home, process)
    for _ in range(1500):
        try:
            urllib.request.urlopen(f"{dashboard.url}/_stcore/health", timeout=1).read()
            return dashboard
        except OSError:
            time.sleep(0.02)
    stop(dashboard)
    raise RuntimeError("the dashboard did not start within 30 seconds")


def stop(dashboard: Dashboard) -> None:
    dashboard.process.terminate()
    dashboard.process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("no Chromium found: run scripts/test, or set CHROMIUM to its program")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    running = serve(tmp_path_factory.mktemp("home"), JAGA_LIVE_S="1")
    yield running
    stop(running)


class Viewer:
    """One viewer's tab; collects requests that left localhost and errors of the page."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.blocked: list[str] = []
        self.errors: list[str] = []
        context.route("**/*", self._only_local)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _only_local(self, route) -> None:  # type: ignore[no-untyped-def]
        host = urlsplit(route.request.url).hostname
        if host in LOCAL or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            self.blocked.append(route.request.url)
            route.abort()

    def open(self, link: str = "") -> Viewer:
        self.page.goto(f"{self.url}/{link}")
        return self

    def map(self) -> FrameLocator:
        """The map's frame, once it has drawn a payload."""
        frame = self.page.frame_locator("iframe[title*='folium']")
        frame.locator("[data-ready]").wait_for(state="attached", timeout=30_000)
        return frame

    def colour(self, zone_id: str) -> str | None:
        """The fill drawn for a zone, read from its path."""
        return self.map().locator(f"path[data-zone='{zone_id}']").get_attribute("fill")

    def level(self, zone_id: str) -> str | None:
        return self.map().locator(f"path[data-zone='{zone_id}']").get_attribute("data-level")

    def query(self) -> dict[str, str]:
        script = "() => Object.fromEntries(new URLSearchParams(location.search))"
        return dict(self.page.evaluate(script))

    def wait_query(self, field: str, value: str) -> None:
        script = "([f, v]) => new URLSearchParams(location.search).get(f) === v"
        self.page.wait_for_function(script, arg=[field, value], timeout=15_000)


@pytest.fixture
def viewer(chromium: Browser, dashboard: Dashboard) -> Iterator[Viewer]:
    """A viewer at a desk: 1280 x 800."""
    with_size = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield Viewer(with_size, dashboard.url)
    with_size.close()


@pytest.fixture
def phone(chromium: Browser, dashboard: Dashboard) -> Iterator[Viewer]:
    """A viewer with a phone: 390 x 844, touch."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    yield Viewer(context, dashboard.url)
    context.close()
