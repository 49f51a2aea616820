"""What every page sends before its first useful screen, besides files that a browser keeps.

    python -m benchmarks.first_screen

Two cities have counts: the simulated Banjarmasin, and Semarang with made numbers of 671 days. Each
page opens in a new tab of a browser that has been there before. Its first useful screen is there
when its finding stands and every map on it has its colours. Counted are the bytes on the wire, both
ways: the websocket by a tap between browser and server (compressed, with its headings), answers to
HTTP by the browser, without files that are the same for all. Prints a markdown table; ends with 1
where a page sends more than the limit, the rest of the page included.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import BrowserContext

from benchmarks import synthetic
from benchmarks.measure import Tap, Wire, chromium, kb, machine, table
from geo import boundaries
from geo.cities import read_cities
from tests.browser.conftest import serve, stop
from tests.two_cities_kit import with_semarang

LIMIT = 150_000
VIEW = "city=banjarmasin&disease=covid19&rule=insidensi7&date=2021-07-20&lang=id"
ZONE = "zone=63.71.01.1001"
PAGES = {
    "Peta": ("peta", "", 1),
    "Peta, Semarang": ("peta", "city=semarang", 1),
    "Kelurahan": ("kelurahan", ZONE, 0),
    "Bandingkan, kelurahan": ("bandingkan", ZONE, 0),
    "Bandingkan, dua kota": ("bandingkan", "mode=kota&with=semarang", 2),
    "Bandingkan, dua hari": ("bandingkan", "mode=hari&day2=2021-07-06", 2),
    "Pola": ("pola", "", 1),
    "Aturan": ("aturan", "", 0),
    "Revisi": ("revisi", "", 0),
    "Metode": ("metode", "", 0),
    "Mutu": ("mutu", "", 0),
    "Data": ("data", "", 0),
}
"""Each page's address, what its link asks for, and how many maps it shows."""

SHOWN = """maps => {
  const frames = [...document.querySelectorAll("iframe[title*='folium'], .st-key-pair iframe")];
  const coloured = frame => {
    const inside = frame.contentDocument;
    return inside && inside.querySelector("[data-ready] path[data-level][fill^='#']");
  };
  const said = document.querySelector("[data-testid=stMain] :is(h1, h2, .jt-notice)");
  return said && frames.length === maps && frames.every(coloured);
}"""
QUIET_MS = 1500


def main() -> int:
    """0 where every page keeps to the limit."""
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        two_cities(Path(home))
        dashboard = serve(Path(home), JAGA_VIEW="official")
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            with Tap(dashboard.url) as tap:
                opened(context, tap, next(iter(PAGES)))
                rows = [(page, *opened(context, tap, page)) for page in PAGES]
        finally:
            stop(dashboard)
        print(f"{machine(browser)}\n")
    heads = ("Page", "websocket", "other answers", "together", "whole page", "limit", "held")
    said = []
    for page, socket, made, whole in rows:
        sizes = [kb(size) for size in (socket, made, socket + made, whole, LIMIT)]
        said.append([page, *sizes, "yes" if whole <= LIMIT else "NO"])
    print(table(heads, said))
    return 0 if all(row[-1] == "yes" for row in said) else 1


def two_cities(home: Path) -> None:
    """Make the store: behind the plain numbers of the tests Semarang has a year of waves, since
    zeros alone would pack too well."""
    with_semarang(home)
    zones = list(boundaries.read_attributes(read_cities()["semarang"])["zone_id"])
    rng, people = np.random.default_rng(synthetic.SEED), np.full(len(zones), 10_000)
    file = home / "waves.csv"
    synthetic.cases(rng, people, zones).to_csv(file, index=False)
    command = [sys.executable, "-m", "geo", "import", str(file), "--city", "semarang"]
    command += ["--disease", "covid19", "--measure", "new", "--db", f"sqlite:///{home}/store.db"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def opened(context: BrowserContext, tap: Tap, name: str) -> tuple[int, int, int]:
    """Bytes by the websocket and in other answers until the first useful screen, and of both
    together until the page has come to rest."""
    address, asked, maps = PAGES[name]
    fields = dict(field.split("=") for field in f"{VIEW}&{asked}".split("&") if field)
    link = "&".join(f"{field}={value}" for field, value in fields.items())
    page = context.new_page()
    wire, before = Wire(page), tap.socket
    page.goto(f"{tap.url}/{address}?{link}", wait_until="commit")
    page.wait_for_function(SHOWN, arg=maps, polling=20, timeout=60_000)
    socket, made = tap.socket - before, wire.made
    page.wait_for_timeout(QUIET_MS)
    whole = tap.socket - before + wire.made
    page.close()
    return socket, made, whole


if __name__ == "__main__":
    sys.exit(main())
