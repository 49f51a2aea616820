"""The process under load: started as deploy/start does, and looked at from outside."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.load_viewer import Visit
from benchmarks.measure import STATIC, chromium, machine
from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parents[1]
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Seen:
    """A look: resident memory in MB; seconds of CPU so far, the process's and the machine's."""

    at: float
    mb: float
    cpu: float
    machine: float


@dataclass
class Watch:
    """A process over time."""

    pid: int
    seen: list[Seen] = field(default_factory=list)

    def look(self) -> Seen:
        """Look once, and keep it."""
        said = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        own = said.rpartition(")")[2].split()
        whole = [int(n) for n in Path("/proc/stat").read_text(encoding="ascii").split()[1:9]]
        busy = sum(whole) - whole[3] - whole[4]
        cpu = int(own[11]) + int(own[12])
        now = Seen(time.monotonic(), int(own[21]) * _PAGE / 1e6, cpu / _TICKS, busy / _TICKS)
        self.seen.append(now)
        return now

    async def keep_looking(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(1)

    def between(self, start: float, end: float) -> tuple[float, float, float]:
        """Between two moments: median memory, and cores at work for it and on the machine."""
        inside = [one for one in self.seen if start <= one.at <= end]
        first, last = inside[0], inside[-1]
        span = max(last.at - first.at, 1e-9)
        memory = statistics.median(one.mb for one in inside)
        return memory, (last.cpu - first.cpu) / span, (last.machine - first.machine) / span


@contextmanager
def served(folder: Path, port: int | None) -> Iterator[tuple[str, int]]:
    """The dashboard with the options of deploy/start and a store of its own in ``folder``, where
    it writes ``log``: its address and its process."""
    port = port or free_port()
    told = (ROOT / "deploy" / "start").read_text(encoding="utf-8").replace("\\\n", " ")
    line = re.findall(r"^exec python (-m streamlit .*)$", told, re.M)[0]
    line = re.sub(r"(--server\.address) \S+", r"\1 127.0.0.1", line)
    options = shlex.split(re.sub(r"(--server\.port) \S+", rf"\1 {port}", line))
    inside = {**os.environ, "JAGA_HOME": str(folder / "home")}
    with (folder / "log").open("wb") as log:

        def begin(*told: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, *told]
            return subprocess.Popen(command, cwd=ROOT, env=inside, stdout=log, stderr=log)

        if begin("-m", "geo", "prepare").wait():
            sys.exit((folder / "log").read_text(encoding="utf-8"))
        process = begin(*options)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(url: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.25)
    sys.exit("the dashboard did not start within a minute")


def first_visit(url: str) -> tuple[Visit, str]:
    """What a real browser fetches when it comes for the first time, in its order; and its name."""
    asked: list[str] = []
    opened: list[int] = []
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.on("websocket", lambda _: opened.append(len(asked)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(url)
        frame = page.frame_locator("iframe[title*='folium']")
        frame.locator("[data-ready]").wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(1500)
        name = machine(browser)
    paths = [one.removeprefix(url) for one in asked if one.startswith(url)]
    before = list(dict.fromkeys(paths[: opened[0]]))
    # Asked for twice, a file that may be kept comes over the wire once.
    later = dict.fromkeys(paths[opened[0] :])
    return Visit(before, [p for p in later if p not in before or not _kept(p)]), name


def _kept(path: str) -> bool:
    return urlsplit(path).path.startswith(STATIC)
