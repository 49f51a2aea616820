"""Still maps: every zone is drawn once in its level's colour, borders meet, words are escaped."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree

import pytest

from geo import boundaries
from geo.cities import read_cities
from geo.levels import BY_KEY, LEVELS
from geo.render import miniature

SVG = "{http://www.w3.org/2000/svg}"
CITY = read_cities()["banjarmasin"]


@pytest.fixture(scope="module")
def shapes() -> miniature.Shapes:
    return miniature.shapes(boundaries.read(CITY), CITY.utm)


def test_all_zones_fit_into_the_picture(shapes: miniature.Shapes) -> None:
    assert len(shapes.paths) == 52
    points = [
        tuple(map(float, point))
        for path in shapes.paths.values()
        for point in re.findall(r"([\d.]+),([\d.]+)", path)
    ]
    xs, ys = zip(*points, strict=True)
    assert min(xs) == min(ys) == 8
    assert (max(xs), round(max(ys))) == (shapes.width - 8, shapes.height - 8)


def test_a_level_gives_colour_and_pattern_and_a_marked_zone_a_line(
    shapes: miniature.Shapes,
) -> None:
    ids = list(shapes.paths)
    levels = {zone: LEVELS[n % len(LEVELS)].key for n, zone in enumerate(ids)}
    drawn = miniature.svg(shapes, levels, marked=frozenset(ids[:2]), words="Peta <1> & 2")
    tree = ElementTree.fromstring(drawn)  # noqa: S314
    assert tree.findtext(f"{SVG}title") == "Peta <1> & 2"
    zones, lines = tree.findall(f"{SVG}g")
    fills = [path.get("fill") or "" for path in zones]
    plain = [fill for fill in fills if not fill.startswith("url")]
    assert plain == [BY_KEY[levels[zone]].colour for zone in ids]
    patterned = [zone for zone in ids if BY_KEY[levels[zone]].pattern]
    assert [f for f in fills if f.startswith("url")] == [
        f"url(#{BY_KEY[levels[zone]].pattern})" for zone in patterned
    ]
    defined = {pattern.get("id") for pattern in tree.iter(f"{SVG}pattern")}
    assert defined == {BY_KEY[levels[zone]].pattern for zone in patterned}
    assert len(list(lines)) == 2


def test_a_zone_without_a_level_is_paper(shapes: miniature.Shapes) -> None:
    tree = ElementTree.fromstring(miniature.svg(shapes, {}))  # noqa: S314
    fills = {(path.get("fill"), path.get("fill-opacity")) for path in tree.findall(f"{SVG}g")[0]}
    assert fills == {("#8a979b", "0.16")}


def test_the_picture_can_be_cut_to_some_zones(shapes: miniature.Shapes) -> None:
    zone = next(iter(shapes.paths))
    whole = ElementTree.fromstring(miniature.svg(shapes, {}))  # noqa: S314
    assert whole.get("viewBox") == f"0 0 {shapes.width} {shapes.height}"
    cut = ElementTree.fromstring(miniature.svg(shapes, {}, focus=frozenset({zone})))  # noqa: S314
    points = re.findall(r"([\d.]+),([\d.]+)", shapes.paths[zone])
    left, top, wide, high = map(float, (cut.get("viewBox") or "").split(" "))
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    assert left == pytest.approx(min(xs) - 8, abs=0.5)
    assert top == pytest.approx(min(ys) - 8, abs=0.5)
    assert left + wide == pytest.approx(max(xs) + 8, abs=1)
    assert top + high == pytest.approx(max(ys) + 8, abs=1)


def test_the_picture_holds_the_drawing_and_its_words_are_inert() -> None:
    html = miniature.image("<svg/>", 'Kota "A" <b>')
    image = ElementTree.fromstring(html)  # noqa: S314
    assert image.get("alt") == 'Kota "A" <b>'
    kind, data = (image.get("src") or "").split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data) == b"<svg/>"
