"""A viewer of the load: fetches what a browser fetches, and moves about as people do.

What a viewer does inside the map (steps, playing, cards, layers) never reaches the server, so it is
no part of the load. What does: opening, the day at which time comes to rest, a kelurahan that is
opened, a link of the menu; and a look for new data every JAGA_LIVE_S by each page by itself.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.load_client import LoadError, Tab

MEDIAN_S, SPREAD = 8.0, 0.8
"""Between two interactions a viewer reads: lognormal, half of it shorter than this; the mean is
exp(SPREAD² / 2) times the median, 11 s."""
LINKS = (("", 6), ("city=semarang", 2), ("rule=insidensi7", 1), ("lang=en", 1))
"""What the links that viewers came by ask for, and how often."""
MENU = {"": 5, "kelurahan": 3, "bandingkan": 3, "pola": 2, "respons": 2, "aturan": 1, "metode": 1}
"""Pages chosen from the menu, and how often; never the one that is open."""
ON_MAP = {"time": 55, "zone": 20, "page": 25}
"""What a viewer does next where a map is; elsewhere the menu is used."""
DAYS = 30
"""The farthest that time is moved at once."""
CONNECTIONS = 6
"""Requests of one browser to one host at a time (HTTP/1.1)."""
_BROWSER = (
    "Accept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: id-ID,id;q=0.9\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) jaga-load\r\n"
)


KINDS = ("open", "time came to rest", "kelurahan opened", "page changed")
"""Interactions: from the viewer's message until the page's last one. Opening begins with the
connection."""
FIRST = "first visit, all files"
"""From a browser's first request to page and files. No interaction, as the network decides it."""
STAY_S = 300.0
"""Where viewers come and go, half of them stay longer (lognormal, as the think time)."""


@dataclass(frozen=True)
class Done:
    """An interaction that came to its end: when, what, how long, what came over the socket."""

    at: float
    kind: str
    seconds: float
    messages: int
    bytes: int


@dataclass
class Told:
    """What viewers met; errors in words, ``own_runs`` are those that pages began by themselves."""

    done: list[Done] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    own_runs: int = 0
    file_bytes: int = 0
    files: int = 0


@dataclass(frozen=True)
class Visit:
    """What a browser asks for before its socket opens, and after the page came."""

    before: Sequence[str]
    after: Sequence[str]


async def fetch(url: str, paths: Sequence[str], told: Told) -> dict[str, str]:
    """Fetch files over a few lasting connections; the cookies that came with them."""
    waiting, cookies = list(reversed(paths)), dict[str, str]()
    port = urlsplit(url).port
    host = urlsplit(url).hostname

    async def one_after_another() -> None:
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
        try:
            while waiting:
                path = waiting.pop()
                writer.write(
                    f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{_BROWSER}\r\n".encode()
                )
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                size = await _body(reader, _heads(head, cookies))
                told.file_bytes += size
                told.files += 1
                if not head[0].split(" ")[1].startswith("2"):
                    told.errors.append(f"{path}: {head[0]}")
        finally:
            writer.close()

    count = min(CONNECTIONS, len(waiting))
    await asyncio.gather(*(one_after_another() for _ in range(count)))
    return cookies


def _heads(lines: Sequence[str], cookies: dict[str, str]) -> dict[str, str]:
    heads: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        heads[name.lower()] = value.strip()
        if name.lower() == "set-cookie":
            key, _, rest = value.strip().partition("=")
            cookies[key] = rest.partition(";")[0]
    return heads


async def _body(reader: asyncio.StreamReader, heads: dict[str, str]) -> int:
    """Read an answer's body away; its bytes."""
    if "content-length" in heads:
        size = int(heads["content-length"])
        await reader.readexactly(size)
        return size
    total = 0
    while True:
        size = int(await reader.readline(), 16)
        await reader.readexactly(size + 2)
        total += size
        if not size:
            return total


async def come_and_go(url: str, seed: int, visit: Visit, told: Told, until: float) -> None:
    """A viewer, and when that one has left the next, until the moment ``until``."""
    dice = random.Random(-seed)  # noqa: S311
    clock = asyncio.get_running_loop().time
    number = 0
    while clock() < until:
        left = clock() + STAY_S * dice.lognormvariate(0, SPREAD)
        await live(url, seed + number * 10_000_000, visit, told, min(left, until))
        number += 1
        await asyncio.sleep(1)


async def live(url: str, seed: int, visit: Visit, told: Told, until: float) -> None:
    """One viewer from the first visit until the moment ``until`` (of the loop's clock)."""
    dice = random.Random(seed)  # noqa: S311
    query = dice.choices([link for link, _ in LINKS], [often for _, often in LINKS])[0]
    clock = asyncio.get_running_loop().time
    tab, more, began = None, None, time.perf_counter()
    try:
        cookies = await fetch(url, visit.before, told)
        tab = Tab(url, cookies["_streamlit_xsrf"])
        more = asyncio.create_task(_more(tab, url, visit, told))
        _note(told, "open", await tab.open(query=query), tab)
        await more
        _note(told, FIRST, time.perf_counter() - began, tab)
        while True:
            think = MEDIAN_S * dice.lognormvariate(0, SPREAD)
            if clock() + think > until:
                await asyncio.sleep(max(until - clock(), 0))
                return
            await asyncio.sleep(think)
            await _act(tab, dice, told)
    except (LoadError, OSError, asyncio.IncompleteReadError) as error:
        told.errors.append(f"{type(error).__name__}: {error}")
    finally:
        if more:
            more.cancel()
        if tab:
            told.own_runs += tab.own_runs
            await tab.close()


async def _more(tab: Tab, url: str, visit: Visit, told: Told) -> None:
    """The files of the page itself, once its map is there."""
    await tab.drawn.wait()
    await fetch(url, visit.after, told)


async def _act(tab: Tab, dice: random.Random, told: Told) -> None:
    """One interaction."""
    what = "page"
    if tab.map and tab.days and tab.zones:
        what = dice.choices(list(ON_MAP), list(ON_MAP.values()))[0]
    tab.messages = tab.bytes = 0
    if what == "time":
        _note(told, "time came to rest", await tab.rest(_near(tab, dice)), tab)
    elif what == "zone":
        _note(told, "kelurahan opened", await tab.press(dice.choice(tab.zones)), tab)
    else:
        pages = {page: often for page, often in MENU.items() if page != tab.page}
        chosen = dice.choices(list(pages), list(pages.values()))[0]
        _note(told, "page changed", await tab.follow(chosen), tab)


def _near(tab: Tab, dice: random.Random) -> str:
    """Another day, at most DAYS away from the one that the link names."""
    shown = dict(part.partition("=")[::2] for part in tab.query.split("&")).get("date", "")
    at = tab.days.index(shown) if shown in tab.days else len(tab.days) - 1
    others = [i for i in range(max(0, at - DAYS), min(len(tab.days), at + DAYS + 1)) if i != at]
    return tab.days[dice.choice(others)] if others else tab.days[at]


def _note(told: Told, kind: str, seconds: float, tab: Tab) -> None:
    told.done.append(Done(time.monotonic(), kind, seconds, tab.messages, tab.bytes))
