"""Take the pictures of the documents from the running dashboard; ``scripts/screenshots`` calls it.

    scripts/screenshots                all of docs/gambar/
    scripts/screenshots peta rt        some of them, by name
    scripts/screenshots --list         the names

The dashboard runs on a free port of 127.0.0.1 with a store of its own, so pictures show what a
fresh checkout shows. Chromium is $CHROMIUM, or the first one on PATH.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import FLAGS, PROGRAMS, serve, stop  # noqa: E402

FOLDER = ROOT / "docs" / "gambar"
LARGEST = 250_000
"""Bytes a picture may have; colours are taken away until it fits."""

Part = Callable[[Page], Locator]


@dataclass(frozen=True)
class Picture:
    """``path`` is the dashboard's link; ``parts`` get numbered callouts, in this order."""

    path: str
    size: tuple[int, int] = (1280, 800)
    dark: bool = False
    phone: bool = False
    before: Callable[[Page], None] | None = None
    parts: tuple[Part, ...] = field(default=())


def in_map(selector: str) -> Part:
    return lambda page: page.frame_locator("iframe[title*='folium']").locator(selector).first


def on_page(selector: str) -> Part:
    return lambda page: page.locator(selector).first


DESK = "?city=banjarmasin&date=2020-10-06&rule=resmi"
ZONE, RED = "63.71.02.1008", "63.71.05.1007"

MAP_PARTS = (
    on_page(".st-key-menu a"),
    on_page(".st-key-pick_city"),
    in_map(f"path[data-zone='{RED}']"),
    in_map(".leaflet-control-zoom"),
    in_map(".jaga-time"),
    on_page(".st-key-finding"),
    on_page(".st-key-tally"),
    on_page(".st-key-mine"),
    on_page(".st-key-attention"),
    on_page(".st-key-foot"),
)


def tap(zone_id: str) -> Callable[[Page], None]:
    return lambda page: in_map(f"path[data-zone='{zone_id}']")(page).tap()


PICTURES = {
    "map": Picture(f"{DESK}&lang=en", parts=MAP_PARTS),
    "peta": Picture(f"{DESK}&lang=id", parts=MAP_PARTS),
    "gelap": Picture(f"{DESK}&lang=id", dark=True),
    "kelurahan": Picture(f"kelurahan{DESK}&zone={ZONE}&lang=id"),
    "kurva": Picture(
        f"kelurahan?city=banjarmasin&date=2021-07-19&rule=insidensi7&zone={RED}&lang=id",
        (1280, 1000),
    ),
    "kosong": Picture("?city=semarang&lang=id"),
    "simulasi": Picture("?city=banjarmasin&date=2021-07-19&rule=insidensi7&lang=id"),
    "rt": Picture("?city=banjarmasin&date=2021-07-19&rule=resmi&lang=id"),
    "ponsel": Picture(f"{DESK}&lang=id", (390, 844), phone=True),
    "ponsel-kartu": Picture(f"{DESK}&lang=id", (390, 844), phone=True, before=tap(ZONE)),
    "ponsel-kelurahan": Picture(f"kelurahan{DESK}&zone={ZONE}&lang=id", (390, 844), phone=True),
}


def chromium() -> str:
    """The browser to use."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SystemExit("no Chromium found: put one on PATH, or set CHROMIUM to its program")
    return program


def main(wanted: list[str]) -> int:
    """0 when the pictures are written, 2 when a name is not known."""
    if wanted == ["--list"]:
        print("\n".join(PICTURES))
        return 0
    unknown = sorted(set(wanted) - set(PICTURES))
    if unknown:
        print(f"no such picture: {', '.join(unknown)}; try --list", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as driver:
        dashboard = serve(Path(home))
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            for name in wanted or PICTURES:
                size = take(browser, dashboard.url, PICTURES[name], FOLDER / f"{name}.png")
                print(f"{name}.png {size // 1000} kB")
        finally:
            browser.close()
            stop(dashboard)
    return 0


def take(browser: Browser, url: str, picture: Picture, file: Path) -> int:
    """Write one picture; returns its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        has_touch=picture.phone,
        is_mobile=picture.phone,
        device_scale_factor=2 if picture.phone else 1.5,
    )
    page = context.new_page()
    page.goto(f"{url}/{picture.path}")
    settle(page, has_map="kelurahan" not in picture.path.split("?")[0])
    if picture.before:
        picture.before(page)
        page.wait_for_timeout(600)
    shot = io.BytesIO(page.screenshot(animations="disabled", caret="hide"))
    image = Image.open(shot).convert("RGB")
    scale = image.width / width
    spots = [part(page).bounding_box() for part in picture.parts]
    for number, spot in enumerate(spots, start=1):
        if spot is None:
            raise SystemExit(f"{file.name}: part {number} is not on the page")
        callout(image, number, (spot["x"] * scale, spot["y"] * scale), scale)
    context.close()
    return write(image, file)


def settle(page: Page, *, has_map: bool) -> None:
    """Wait until the page has run, the map is drawn and the typeface is there."""
    page.locator(".st-key-foot, .jt-command").first.wait_for(timeout=60_000)
    if has_map:
        in_map("[data-ready]")(page).wait_for(state="attached", timeout=60_000)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_timeout(1500)


def callout(image: Image.Image, number: int, at: tuple[float, float], scale: float) -> None:
    """A numbered disc left of a part's upper left corner, kept inside the picture."""
    radius = 13 * scale
    x = min(max(at[0] - radius, radius + 2), image.width - radius - 2)
    y = min(max(at[1], radius + 2), image.height - radius - 2)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(ROOT / "static" / "fonts" / "PlusJakartaSans.ttf", 15 * scale)
    draw.circle((x, y), radius, fill="#1b2430", outline="#ffffff", width=round(2 * scale))
    draw.text((x, y), str(number), fill="#ffffff", font=font, anchor="mm")


def write(image: Image.Image, file: Path) -> int:
    """Save with the largest palette that fits into LARGEST; rare colours stay what they are."""
    method, dither = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    for colours in (256, 128, 64, 32):
        packed = io.BytesIO()
        palette = image.quantize(colours, method=method, kmeans=2, dither=dither)
        palette.save(packed, "PNG", optimize=True)
        if packed.tell() <= LARGEST:
            break
    file.write_bytes(packed.getvalue())
    return packed.tell()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
