"""The overview of a province or the nation: 2,000 made kelurahan of 40 kota in four provinces.

    python -m benchmarks.overview [--keep FOLDER]

Every kota has a year of made numbers, and the two cities of data/cities.toml stand beside them. The
page opens on everything: once on a server that has just started (cold: every city's tables are read
and coloured, every outline is thinned), once more in a new tab (warm), then one province and one
kota by a press on the map. Its first screen is there when its finding stands and the map has drawn
its canvas. Bytes on the wire are those of the websocket by a tap between browser and server, both
ways, compressed, with headings, and answers to HTTP, without files that are the same for all; the
content is what the browser unpacks. Prints a markdown table; ends with 1 where a screen is more
than 1.5 MB, on the wire or unpacked, or where a map draws fewer kelurahan than there are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from playwright.sync_api import Page

from benchmarks.measure import Tap, Wire, chromium, kb, machine, table
from geo import boundaries
from geo.cities import read_cities
from geo.io import contents, embedded
from geo.io.store import NewBatch, Store
from geo.schema import UNALLOCATED_COLUMNS
from geo.settings import STATIC
from tests.browser.conftest import serve, stop

LIMIT = 1_500_000
ACROSS, DOWN, ZONES = 8, 5, 50
"""Kota side by side and above each other, and kelurahan in each."""
PROVINCES, DISTRICTS = 4, 5
DAYS, FIRST = 365, "2021-01-01"
SEED, UTM = 20211001, "EPSG:32647"
_WEST, _SOUTH, _SIDE = 100.0, 0.5, 0.2
_STEP, _WAVES = 0.003, ((0.006, 45.0), (0.0025, 110.0))
"""Borders get a corner every so many degrees and wave by so many, once in 2 pi / so many; the
products add up to less than one, so that the plane is bent and never folded."""
VIEW = "rule=insidensi7&date=2021-07-20&lang=id&city=k01"
FRAME = "iframe[title^='Peta ']"
SHOWN = """([selector, area]) => {
  const frame = document.querySelector(selector);
  const inside = frame && frame.contentDocument && frame.contentWindow.jaga;
  const ready = inside && inside.view && inside.container.dataset.ready;
  const said = document.querySelector("[data-testid=stMain] h1");
  return ready && said && frame.title.includes(area) ? inside.zones.length : 0;
}"""
PRESS = """([selector, city]) => {
  const map = document.querySelector(selector).contentWindow.jaga;
  map.open(map.zones.find((zone) => map.view.cities[zone.city][1] === city));
}"""


def main() -> int:
    """0 where every screen keeps to the limit."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.overview")
    reader.add_argument("--keep", type=Path, help="a folder that keeps the made installation")
    kept = reader.parse_args().keep
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        home = kept or Path(folder)
        if not (home / "store.db").exists():
            installation(home)
        total = ACROSS * DOWN * ZONES + 229
        dashboard = serve(home, JAGA_CITIES=str(home / "cities.toml"), JAGA_VIEW="official")
        try:
            with Tap(dashboard.url) as tap:
                rows = []
                for name in ("everything, cold server", "everything, warm server"):
                    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
                    wire = Wire(page)
                    rows.append((name, total, *opened(page, wire, tap)))
                city = "Kota 1"
                rows.append((f"press: {city}", ZONES, *pressed(page, wire, tap, city)))
        finally:
            stop(dashboard)
        print(f"{machine(browser)}; {total} kelurahan, {DAYS} days\n")
    heads = ("Screen", "kelurahan drawn", "seconds", "wire", "unpacked", "files", "limit", "held")
    said, held = [], True
    for name, wanted, seconds, zones, sent, content, static in rows:
        fits = max(sent, content) <= LIMIT and zones == wanted
        held &= fits
        sizes = [kb(size) for size in (sent, content, static, LIMIT)]
        said.append(
            [name, f"{zones} of {wanted}", f"{seconds:.2f}", *sizes, "yes" if fits else "NO"]
        )
    print(table(heads, said))
    return 0 if held else 1


def opened(page: Page, wire: Wire, tap: Tap) -> tuple[float, int, int, int, int]:
    """The overview of everything in a new browser: seconds, kelurahan drawn, bytes on the wire,
    bytes unpacked, bytes of files."""
    return _measured(
        page,
        wire,
        tap,
        "Semua kota",
        lambda: page.goto(f"{tap.url}/wilayah?{VIEW}", wait_until="commit"),
    )


def pressed(page: Page, wire: Wire, tap: Tap, city: str) -> tuple[float, int, int, int, int]:
    """From there one kota by its place on the map."""
    return _measured(page, wire, tap, city, lambda: page.evaluate(PRESS, [FRAME, city]))


def _measured(
    page: Page, wire: Wire, tap: Tap, area: str, act: Any
) -> tuple[float, int, int, int, int]:
    before = tap.socket, wire.made, wire.socket, wire.static
    start = time.perf_counter()
    act()
    drawn = page.wait_for_function(SHOWN, arg=[FRAME, area], polling=20, timeout=180_000)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(1500)
    after = tap.socket, wire.made, wire.socket, wire.static
    socket, made, frames, static = (b - a for a, b in zip(before, after, strict=True))
    return seconds, int(drawn.json_value()), socket + made, frames + made, static


def installation(home: Path) -> None:
    """The files of 40 kota in ``home``, and a store with a year of each."""
    home.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    zones = _zones(rng)
    lines = []
    for number, (code, own) in enumerate(zones.groupby("regency"), start=1):
        key = f"k{number:02d}"
        plain = own.drop(columns="regency").assign(city=f"Kota {number}").reset_index(drop=True)
        boundaries.write(gpd.GeoDataFrame(plain, crs=zones.crs), home / f"{key}.geojson", UTM)
        lines.append(
            f'[{key}]\nname = "Kota {number}"\nregency_code = "{code}"\nutm = "{UTM}"\n'
            f'province = "Contoh {code[:2]}"\nboundaries = "{key}.geojson"\nzones_total = {ZONES}\n'
        )
    (home / "cities.toml").write_text("\n".join(lines), encoding="utf-8")
    url = f"sqlite:///{home / 'store.db'}"
    cities = read_cities(home / "cities.toml")
    embedded.prepare(url, cities, STATIC)
    store = Store.open(url)
    for key, city in cities.items():
        if key.startswith("k"):
            _year(store, key, list(boundaries.read_attributes(city)["zone_id"]), rng)
    store.close()


def _year(store: Store, key: str, zones: list[str], rng: np.random.Generator) -> None:
    """People and a year of waves of one kota."""
    people = rng.lognormal(np.log(12_000), 0.4, len(zones)).round().astype(int)
    day = np.arange(DAYS)
    late = rng.normal(0, 15, (len(zones), 1))
    wave = sum(
        top * np.exp(-(((day - middle - late) / 24) ** 2) / 2)
        for middle, top in ((60, 8), (200, 25))
    )
    counts = rng.poisson(wave * people[:, None] / 100_000)
    days = pd.date_range(FIRST, periods=DAYS)
    rows = pd.MultiIndex.from_product([zones, days], names=["zone_id", "date"]).to_frame(False)
    rows = rows.assign(indicator="positif", measure="new", flag="")
    rows["value"] = pd.array(counts.reshape(-1), dtype="Int64")
    none = pd.DataFrame(columns=list(UNALLOCATED_COLUMNS))
    store.add(NewBatch(key, "covid19", "import", "kasus.csv", f"{key:0>64}"), rows, none)
    counted = pd.DataFrame({"zone_id": zones, "year": 2021, "population": people})
    batch = NewBatch(key, "covid19", "import", "penduduk.csv", f"{key:1>64}")
    contents.add(store, batch, "population", counted, state="published")


def _zones(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Cells around jittered points, 50 to a block that is a kota; borders bent, so that they have
    many corners."""
    wide, high = ACROSS * 10, DOWN * 5
    x, y = np.meshgrid(np.arange(wide), np.arange(high))
    places = np.column_stack([x.ravel(), y.ravel()])
    step = np.array([_SIDE / 10, _SIDE / 5])
    points = np.array([_WEST, _SOUTH]) + (places + rng.uniform(0.2, 0.8, places.shape)) * step
    square = shapely.box(_WEST, _SOUTH, _WEST + ACROSS * _SIDE, _SOUTH + DOWN * _SIDE)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=square, ordered=True)
    cut = shapely.intersection(shapely.get_parts(cells), square)
    even = shapely.transform(cut, lambda corners: corners.round(7))
    bent = shapely.transform(shapely.segmentize(even, _STEP), _bend)
    block = places[:, 0] // 10 + ACROSS * (places[:, 1] // 5)
    inside = places[:, 0] % 10 + 10 * (places[:, 1] % 5)
    province = 91 + block % ACROSS * PROVINCES // ACROSS
    regency = [f"{p}.{1 + b:02d}" for p, b in zip(province, block, strict=True)]
    district = 1 + inside * DISTRICTS // ZONES
    ids = [f"{r}.{d:02d}.{1001 + i}" for r, d, i in zip(regency, district, inside, strict=True)]
    return gpd.GeoDataFrame(
        {
            "zone_id": ids,
            "name": [f"Contoh {i + 1}" for i in inside],
            "district": [f"Kecamatan {d}" for d in district],
            "city": "",
            "area_km2": 0.0,
            "regency": regency,
        },
        geometry=list(bent),
        crs="EPSG:4326",
    )


def _bend(corners: np.ndarray) -> np.ndarray:
    """Move every point by waves of its place; equal points stay equal, so borders stay shared."""
    even = corners.round(9)
    x, y = even.T
    shift = [
        (reach * np.sin(pace * y + pace), reach * np.sin(pace * x + 2 * pace))
        for reach, pace in _WAVES
    ]
    return (even + np.sum(shift, axis=0).T).round(7)


if __name__ == "__main__":
    sys.exit(main())
