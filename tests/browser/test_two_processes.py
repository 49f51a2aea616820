"""Two processes of the dashboard on one PostgreSQL, behind nginx as deploy/nginx.conf sets it up:
what one publishes the other shows, and a viewer whose process is killed goes on in the other."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from geo.access import operator
from geo.io.desk import Desk
from geo.io.store import Store
from tests import deploy_kit
from tests.browser.conftest import Viewer, free_port
from tests.store_kit import Server

pytestmark = pytest.mark.browser

NAME, PASSWORD = "petugas", "kata sandi yang panjang"
WAY = "jaga_way"
MANTUIL = "63.71.01.1001"
PLACE = {"city": "banjarmasin", "rule": "insidensi7", "date": "2024-05-08", "zone": MANTUIL}
LINK = f"?{urlencode(PLACE)}&lang=id"
ROWS = (
    "kelurahan,kecamatan,tanggal,positif,ukuran",
    *(
        f"Mantuil,Banjarmasin Selatan,2024-05-{day:02},{n},baru"
        for day, n in enumerate(range(8), 1)
    ),
    *(f"TOTAL,,2024-05-{day:02},{n},baru" for day, n in enumerate(range(8), 1)),
)
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass
class Site:
    """nginx's address, its folder, and the processes behind it by port."""

    url: str
    folder: Path
    store_url: str
    checkout: Path
    replicas: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def log(self) -> list[str]:
        return (self.folder / "access.log").read_text(encoding="utf-8").splitlines()

    def line(self, path: str) -> str:
        """What nginx has noted of one path; it writes a moment after it has answered."""
        for _ in range(200):
            for line in self.log():
                if f" {path}" in line:
                    return line
            time.sleep(0.05)
        raise AssertionError(f"nginx noted nothing of {path}")

    def way(self, port: int) -> dict[str, str]:
        """A cookie, as nginx gives them, that leads to the process on this port."""
        for _ in range(100):
            cookie = {WAY: secrets.token_hex(16)}
            path = f"/ogc/{secrets.token_hex(8)}"  # is none of ours: 404, but it is passed on
            httpx.get(f"{self.url}{path}", cookies=cookie)
            if f"127.0.0.1:{port} " in self.line(path):
                return cookie
        raise AssertionError(f"no way leads to {port}")


@pytest.fixture(scope="module")
def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Started as the image starts it: out of a folder with what the Containerfile copies."""
    deploy_kit.nginx()
    folder = tmp_path_factory.mktemp("site")
    checkout = deploy_kit.copied(folder / "app")
    url = server.fresh()
    home = folder / "home"
    home.mkdir()
    settings = {**os.environ, "JAGA_DB": url, "JAGA_HOME": str(home), "JAGA_LIVE_S": "1"}
    settings |= {"PYTHONDONTWRITEBYTECODE": "1", "JAGA_VIEW": "official", "HOME": str(home)}
    settings |= {"JAGA_PROXIES": "1"}
    settings |= {"STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32)}
    with ExitStack() as ends:
        ends.callback(server.release, url)
        prepare = [sys.executable, "-m", "geo", "prepare", "--quiet"]
        subprocess.run(prepare, cwd=checkout, env=settings, check=True)
        store = Store.open(url)
        Desk(store, operator("uji")).add_user(NAME, "admin", password=PASSWORD)
        store.close()
        made = {file: file.stat().st_mtime_ns for file in checkout.rglob("*")}
        front, inside, *ports = (free_port() for _ in range(4))
        running = Site(f"http://127.0.0.1:{front}", folder, url, checkout)
        for port in ports:
            words = ["-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
            words += ["--server.port", str(port), "--server.headless", "true"]
            words += ["--server.fileWatcherType", "none"]
            start = [sys.executable, *words]
            process = subprocess.Popen(start, cwd=checkout, env=settings, **QUIET)
            running.replicas[port] = process
            ends.callback(process.wait, 20)
            ends.callback(process.terminate)
        file = deploy_kit.configured(folder, front, inside, tuple(ports))
        process = subprocess.Popen(deploy_kit.command(file), **QUIET)
        ends.callback(process.wait, 20)
        ends.callback(process.terminate)
        for address in (*(f"http://127.0.0.1:{port}" for port in ports), running.url):
            _up(f"{address}/healthz")
        yield running
        # Neither beside the code nor, on PostgreSQL, in its home has anything been written.
        assert {file: file.stat().st_mtime_ns for file in checkout.rglob("*")} == made
        assert list(home.iterdir()) == []


def _up(address: str) -> None:
    for _ in range(240):
        try:
            if httpx.get(address, timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.25)
    raise RuntimeError(f"{address} did not answer within a minute")


def cookies(site: Site, port: int) -> list[dict[str, str]]:
    """For a browser: what leads to the process on this port."""
    return [{"name": k, "value": v, "url": site.url} for k, v in site.way(port).items()]


def viewer(chromium: Browser, site: Site, port: int) -> Viewer:
    """A viewer whom nginx sends to the process on this port."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(cookies(site, port))  # type: ignore[arg-type]
    return Viewer(context, site.url)


def levels(address: str) -> dict[str, str]:
    """zone_id -> level of the day, as the HTTP interface gives it."""
    asked = f"{address}/api/v1/zones.json{LINK.partition('&zone')[0]}"
    return {row["zone_id"]: row["level"] for row in httpx.get(asked, timeout=30).json()}


def publish(staff: Viewer, file: Path) -> None:
    """Sign in through nginx, upload a file, let it count."""
    page = staff.page
    staff.open("auth/masuk?lang=id&next=data")
    page.get_by_label("Nama").fill(NAME)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", name="Data Kota Banjarmasin").wait_for(timeout=30_000)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Simpan dan terbitkan").click(timeout=30_000)
    page.get_by_text("terbit; layar lain mengikutinya").wait_for(timeout=30_000)


def _a_file_to_download(staff: Viewer, site: Site, here: int, there: int) -> None:
    """It is held by the process that made it. A tab whose socket is elsewhere than its cookie
    leads, as after a process has come back, gets it all the same."""
    page, own = staff.page, staff.page.context.cookies()
    staff.open("kelurahan?zone=63.71.05.1007&date=2020-10-06&rule=resmi&lang=id")
    button = page.get_by_role("button", name="Unduh gambar (PNG)")
    button.wait_for(timeout=30_000)
    page.context.add_cookies(cookies(site, there))  # type: ignore[arg-type]
    with page.expect_download(timeout=30_000) as waiting:
        button.click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
    moved = f"127.0.0.1:{there}, 127.0.0.1:{here} 404, 200"
    assert moved in site.line(urlsplit(waiting.value.url).path)
    page.context.add_cookies(own)  # type: ignore[arg-type]


class Asking(threading.Thread):
    """Asks nginx again and again, as a program beside the viewer; keeps every status, 0 where
    there was no answer at all."""

    def __init__(self, address: str, cookies: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.statuses: list[int] = []
        self._address, self._cookies = address, cookies
        self._enough = threading.Event()

    def run(self) -> None:
        with httpx.Client(cookies=self._cookies, timeout=30) as client:
            while not self._enough.wait(0.15):
                try:
                    self.statuses.append(client.get(self._address).status_code)
                except httpx.TransportError:
                    self.statuses.append(0)

    def end(self) -> list[int]:
        self._enough.set()
        self.join()
        return self.statuses


WATCH = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.jagaStates = [];
  const note = () => window.jagaStates.push([
    app.getAttribute('data-test-connection-state'), app.getAttribute('data-test-script-state'),
    performance.now()]);
  note();
  new MutationObserver(note).observe(app, {attributes: true});
}"""
BACK = """() => {
  const states = window.jagaStates, lost = states.findIndex(s => s[0] !== 'CONNECTED');
  if (lost < 0) return false;
  return states.slice(lost).some(s => s[0] === 'CONNECTED' && s[1] === 'notRunning');
}"""


def test_what_one_publishes_the_other_shows_and_a_killed_one_is_replaced(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "mei.csv"
    file.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    here, there = site.replicas
    staff, reader = viewer(chromium, site, here), viewer(chromium, site, there)
    reader.open(LINK)
    reader.map()
    assert reader.level(MANTUIL) != "merah"
    publish(staff, file)
    # 1 + … + 7 = 28 cases in seven days among 16,987 people: 165 per 100,000
    red = reader.map().locator(f"path[data-zone='{MANTUIL}'][data-level='merah']")
    red.wait_for(state="attached", timeout=30_000)
    assert levels(f"http://127.0.0.1:{here}") == levels(f"http://127.0.0.1:{there}")
    assert levels(site.url)[MANTUIL] == "merah"
    # What the dashboard says of safety is said once, with nginx before it.
    names = [name for name, _ in httpx.get(f"{site.url}/").headers.multi_items()]
    safety = ("x-frame-options", "x-content-type-options", "referrer-policy")
    assert [names.count(name) for name in safety] == [1, 1, 1]
    # Who signed in at one is known to the other.
    known = {c["name"]: c["value"] for c in staff.page.context.cookies() if c["name"] != WAY}
    answer = httpx.get(f"http://127.0.0.1:{there}/auth/masuk?lang=id", cookies=known)
    assert NAME in answer.text and 'type="password"' not in answer.text

    _a_file_to_download(staff, site, here, there)

    ways = {c["name"]: c["value"] for c in reader.page.context.cookies()}
    failed: list[str] = []
    reader.page.on("requestfailed", lambda request: failed.append(request.url))
    reader.page.on("response", lambda r: r.status >= 400 and failed.append(f"{r.status} {r.url}"))
    reader.page.evaluate(WATCH)
    beside = Asking(f"{site.url}/healthz", ways)
    beside.start()
    before = len(site.log())
    site.replicas[there].send_signal(signal.SIGKILL)
    reader.page.wait_for_function(BACK, timeout=30_000)
    reader.map()
    assert {name: reader.query()[name] for name in PLACE} == PLACE
    assert reader.level(MANTUIL) == "merah"

    # The open page follows the store again, now by the other process.
    store = Store.open(site.store_url)
    desk = Desk(store, operator("uji"))
    newest = next(b for b in desk.batches("banjarmasin", "covid19") if b.file_name == "mei.csv")
    desk.retract(newest.id, "salah kota")
    store.close()
    red.wait_for(state="detached", timeout=30_000)
    statuses = beside.end()
    assert len(statuses) > 5 and set(statuses) == {200}
    assert failed == []
    assert [line for line in site.log()[before:] if '" 5' in line] == []
    switched = [line for line in site.log()[before:] if f"127.0.0.1:{there}, " in line]
    assert switched and all(f", 127.0.0.1:{here} " in line for line in switched)
    for one in (staff, reader):
        assert (one.errors, one.blocked) == ([], [])
        one.page.context.close()
