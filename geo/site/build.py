"""Every file of a site, in an order that never changes, and the writing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from geo.render import miniature
from geo.settings import STATIC
from geo.site import city_page, curve, feed, folder, look, picture, script, tables, zone_page
from geo.site.content import Content
from geo.site.frame import picture as shared_picture
from geo.site.licences import licences

KINDS = ("pages", "map", "look", "pictures", "data", "feeds")


def build(
    of: Content, out: Path, progress: Callable[[int, int], None] | None = None
) -> dict[str, int]:
    """Write the site to ``out``; the bytes of each path. ``progress`` hears how many pages of how
    many are done. The same content gives the same bytes. Raises InputError."""
    return folder.write(files(of, progress), out)


def files(
    of: Content, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file."""
    about: dict[str, str | bool] = {
        "city": of.view.facts.city.key,
        "rule": of.rule.key,
        "date": of.view.day.isoformat(),
        "snapshot": of.snapshot,
        "simulated": of.view.simulated,
    }
    yield folder.MARKER, folder.marker(about)
    letters: set[str] = set()
    total = len(of.languages) * (1 + len(of.zones))
    for number, (path, content) in enumerate(_pages(of), start=1):
        letters |= set(content.decode())
        if progress:
            progress(number, total)
        yield path, content
    for one in of.zones:
        yield zone_page.strip_file(one.status.zone_id), curve.strip(one)
        if one.curve:
            yield zone_page.curve_file(one.status.zone_id), curve.curve(one)
    letters |= {letter for text in of.view.facts.names.values() for letter in text}
    yield "assets/site.css", look.sheet(letter for letter in letters if letter.isprintable())
    yield "assets/leaflet.js", (STATIC / "leaflet" / "leaflet.js").read_bytes()
    yield "assets/peta.js", script.program()
    for name, content in script.data(of).items():
        yield f"assets/{name}.js", content
    yield "assets/icon.svg", (STATIC / "jaga" / "icon.svg").read_bytes()
    yield "assets/LICENSES.txt", licences()
    shapes = miniature.shapes(of.shapes, of.view.facts.city.utm)
    for lang in of.languages:
        yield shared_picture(lang), picture.png(of, shapes, lang)
        yield of.folder(lang) + "feed.xml", feed.atom(of, lang)
    for name, content in tables.files(of).items():
        yield f"data/{name}", content
    listed = feed.sitemap(of)
    if listed is not None:
        yield "sitemap.xml", listed


def kind(path: str) -> str:
    """To which of KINDS a file belongs."""
    if path.startswith("data/") or path == folder.MARKER:
        return "data"
    ending = path.rpartition(".")[2]
    by_ending = {"html": "pages", "js": "map", "css": "look", "txt": "look", "xml": "feeds"}
    return by_ending.get(ending, "pictures")


def _pages(of: Content) -> Iterator[tuple[str, bytes]]:
    for lang in of.languages:
        yield of.page(lang), city_page.page(of, lang)
        for one in of.zones:
            yield of.page(lang, one.status.zone_id), zone_page.page(of, one, lang)
