"""The picture to send: its size, that every word is really drawn and stays inside, what it maps."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pytest
import resvg_py
import shapely
from PIL import Image

from geo import boundaries, population, simulated
from geo.archive import read
from geo.cities import read_cities
from geo.early_word import EarlyWord, early_word
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.render import card, lettering, miniature, near_map
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import WEEK, city_view, zone_view
from tests import toy

RULES = registry()
SVG = "{http://www.w3.org/2000/svg}"
CITY = read_cities()["banjarmasin"]
SEBERANG_MESJID, KELAYAN_TENGAH = "63.71.05.1007", "63.71.01.1005"
OCTOBER = dt.date(2020, 10, 6)
HOSTILE = (
    "Kelurahan Pemurus Dalam Baru Sekali Yang Panjang Namanya Tidak Habis-habis",
    "Supercalifragilistikexpialidosius-tanpa-spasi-yang-sangat-panjang-sekali-namanya-betul",
    "<b>Tiga</b> & \"Q\" 'x' \u202e\x07\x00",
    "]]></text><script>alert(1)</script>",
    "Lima\n\tEnam",
    *toy.NAMES[5:],
)


def of(facts: Facts, rule: str, day: dt.date, zone_id: str) -> EarlyWord:
    now, then = city_view(facts, RULES[rule], day), city_view(facts, RULES[rule], day - WEEK)
    return early_word(zone_view(now, zone_id), then)


def square(k: int, rule: str = "insidensi7", **changes: Any) -> EarlyWord:
    return of(toy.facts(**changes), rule, toy.LAST, toy.zone_id(k))


@pytest.fixture(scope="module")
def squares() -> miniature.Shapes:
    """The toy city's nine squares; square 1 in the south-west."""
    boxes = [shapely.box(k % 3, k // 3, k % 3 + 1, k // 3 + 1) for k in range(9)]
    zones = gpd.GeoDataFrame({"zone_id": toy.IDS}, geometry=boxes, crs="EPSG:4326")
    return miniature.shapes(zones, "EPSG:32631")


@pytest.fixture(scope="module")
def city() -> tuple[Facts, miniature.Shapes]:
    zones = boundaries.read(CITY)
    facts = Facts(
        city=CITY,
        disease=toy.DISEASE,
        zones=zones,
        population=population.read(CITY),
        observations=simulated.for_city(CITY),
        archive=read(CITY),
        neighbours={
            SEBERANG_MESJID: ("63.71.04.1006", "63.71.05.1005", "63.71.05.1009"),
            KELAYAN_TENGAH: ("63.71.01.1003", "63.71.01.1004", "63.71.01.1006"),
        },
        simulated=True,
        updated_at=toy.UPDATED,
    )
    return facts, miniature.shapes(zones, CITY.utm)


def drawn(svg: str) -> np.ndarray:
    """The picture's pixels, rows x columns x colours."""
    data = resvg_py.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=[str(lettering.FILE)],
        font_family=lettering.TYPEFACE,
    )
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def texts(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314


def box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """What a line takes up: left, top, right, bottom; of a name in the map within the map."""
    size, x, y = (float(text.get(name) or 0) for name in ("font-size", "x", "y"))
    wide = lettering.width(str(text.text), size, int(text.get("font-weight") or 400))
    left = x - wide / 2 if text.get("text-anchor") == "middle" else x
    return left, y - size, left + wide, y + size * 0.3


CASES = {
    "green": (1, "insidensi7", {}),
    "yellow": (2, "insidensi7", {"simulated": True}),
    "orange": (4, "insidensi14", {}),
    "red": (5, "harvard", {}),
    "stale": (6, "insidensi7", {}),
    "revised": (7, "insidensi7", {}),
    "no population": (8, "insidensi7", {}),
    "suppressed": (9, "insidensi7", {}),
    "count": (5, "bjm-2020-06", {}),
    "long name": (1, "insidensi7", {"zones": toy.zones(HOSTILE)}),
    "endless word": (2, "insidensi7", {"zones": toy.zones(HOSTILE), "simulated": True}),
    "tags": (3, "insidensi7", {"zones": toy.zones(HOSTILE)}),
    "script": (4, "insidensi7", {"zones": toy.zones(HOSTILE)}),
    "no neighbours": (5, "insidensi7", {"neighbours": {}}),
    "one neighbour": (5, "insidensi7", {"neighbours": {toy.zone_id(5): (toy.zone_id(2),)}}),
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", CASES)
def test_every_line_is_drawn_inside_the_picture_and_none_covers_another(
    squares: miniature.Shapes, name: str, lang: str
) -> None:
    k, rule, changes = CASES[name]
    svg = card.svg(square(k, rule, **changes), squares, lang)
    pixels = drawn(svg)
    bare = drawn(re.sub(r"<text .*?</text>", "", svg))
    assert pixels.shape == (1350, 1080, 3)
    root = ElementTree.fromstring(svg)  # noqa: S314
    lines = [text for text in root if text.tag == f"{SVG}text"]
    assert len(lines) > 8
    taken: list[tuple[float, float, float, float]] = []
    for text in lines:
        left, top, right, bottom = box(text)
        assert left >= 0 and top >= 0 and right <= 1080 and bottom <= 1350, text.text
        for other in taken:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart or _same_block(other, (left, top, right, bottom)), text.text
        taken.append((left, top, right, bottom))
        here = (slice(int(top), int(bottom)), slice(int(left), int(right)))
        assert np.abs(pixels[here] - bare[here]).sum() > 500, f"{text.text} is not drawn"


def _same_block(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Lines of one paragraph stand closer than ascenders and descenders together reach."""
    return abs(one[1] - other[1]) > 0.7 * min(one[3] - one[1], other[3] - other[1])


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_the_picture_says(squares: miniature.Shapes, lang: str) -> None:
    svg = card.svg(square(3, simulated=True), squares, lang)
    said = [str(text.text) for text in texts(svg)]
    whole = " ".join(said)
    wanted = {
        "id": ["SIMULASI, bukan data resmi", "Tiga: merah", "Senin, 15 Maret 2021 · Kota Kotak",
               "kasus dalam 7 hari, dari 5.000 penduduk",
               "per 100.000, angka sebenarnya bisa 69 sampai 315",
               "Sepekan sebelumnya, 8 Maret 2021: 2 kasus, kuning; sekarang 6 kasus lebih banyak.",
               "Aturan: Insidensi 7 hari (indikatif), versi 1. Rentang laju: 95\u00a0%. Sumber: "
               "simulasi, bukan laporan."],
        "en": ["SIMULASI, not official data", "Tiga: red", "Monday, 15 March 2021 · Kota Kotak",
               "cases in 7 days, among 5,000 people",
               "per 100,000, the true rate may be 69 to 315",
               "A week earlier, 8 March 2021: 2 cases, yellow; now 6 cases more.",
               "Rule: 7-day incidence (indicative), version 1. Range of the rate: 95%. "
               "Source: simulation, no reports."],
    }[lang]  # fmt: skip
    assert [words for words in wanted if words.replace("\u00a0", " ") not in whole] == []
    assert said[0] == wanted[0]
    large = {str(t.text): float(t.get("font-size") or 0) for t in texts(svg)}
    assert large["8"] >= 60 and large["160"] >= 60
    assert all(float(t.get("font-size") or 0) >= 22 for t in texts(svg))


def test_hidden_counts_and_closed_weeks_in_large_figures(squares: miniature.Shapes) -> None:
    table = {dt.date(2021, 3, d): (0,) * 9 for d in range(1, 15)}
    table[dt.date(2021, 3, 14)] = (2,) + (0,) * 8
    made = of(
        toy.facts(table, "new", policy=PUBLIC), "insidensi7", dt.date(2021, 3, 17), toy.IDS[0]
    )
    said = [str(text.text) for text in texts(card.svg(made, squares, "id"))]
    assert "1–4" in said
    assert "kasus dalam 7 hari sampai 14 Maret 2021, angka sekecil itu disamarkan" in " ".join(said)


def test_not_simulated_is_not_called_simulated(squares: miniature.Shapes) -> None:
    assert "SIMULASI" not in card.svg(square(2), squares, "id")
    assert "SIMULASI" in card.svg(square(2, simulated=True), squares, "id")


def test_hostile_names_stay_words(squares: miniature.Shapes) -> None:
    for k in (3, 4):
        svg = card.svg(square(k, zones=toy.zones(HOSTILE)), squares, "id")
        tags = {e.tag.removeprefix(SVG) for e in ElementTree.fromstring(svg).iter()}  # noqa: S314
        assert tags <= {"svg", "rect", "text", "path", "g", "defs", "pattern", "circle"}
        assert "\u202e" not in svg and "\x07" not in svg
    said = " ".join(str(t.text) for t in texts(svg))
    assert "]]></text><script>alert(1)</script>" in said


def test_the_same_word_gives_the_same_bytes(
    city: tuple[Facts, miniature.Shapes],
) -> None:
    facts, shapes = city
    made = of(facts, "insidensi7", dt.date(2020, 9, 15), KELAYAN_TENGAH)
    first = card.png(made, shapes, "id")
    assert card.png(made, shapes, "id") == first
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert Image.open(io.BytesIO(first)).size == (1080, 1350)
    assert len(first) < 400_000
    assert card.png(made, shapes, "en") != first


def test_the_map_shows_the_zone_and_its_neighbours_in_their_colours(
    city: tuple[Facts, miniature.Shapes],
) -> None:
    """Under the archive of 6 October 2020: red in the middle, three green ones, others white."""
    facts, shapes = city
    made = of(dataclasses.replace(facts, simulated=False), "resmi", OCTOBER, SEBERANG_MESJID)
    svg = near_map.draw(made.view, shapes, 0, 0, 900, 500)
    tree = ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')  # noqa: S314
    fills = [path.get("fill") for path in tree.iter(f"{SVG}path")]
    assert fills.count(BY_KEY["merah"].colour) == 1
    assert fills.count(BY_KEY["hijau"].colour) == 3
    far = tree.findall(f".//{SVG}g[@fill='#fff']/{SVG}path")
    assert len(far) > 5
    names = {str(text.text) for text in tree.iter(f"{SVG}text")}
    assert {"Surgi Mufti", "Antasan Besar", "Melayu"} <= names
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="500">{svg}</svg>'
    pixels = drawn(whole)
    green = (np.abs(pixels - (0xB8, 0xE3, 0xB0)).sum(axis=2) < 6).mean()
    assert green > 0.1


def test_a_small_zone_between_long_ones_is_still_seen(
    city: tuple[Facts, miniature.Shapes],
) -> None:
    facts, shapes = city
    made = of(facts, "insidensi7", dt.date(2020, 9, 15), KELAYAN_TENGAH)
    svg = near_map.draw(made.view, shapes, 0, 0, 900, 400)
    outline = re.findall(r'<path d="([^"]+)" fill="none" stroke="#1b2430" stroke-width="6"', svg)
    points = np.array(
        [tuple(map(float, p)) for p in re.findall(r"([\d.-]+),([\d.-]+)", outline[0])]
    )
    wide, high = points.max(axis=0) - points.min(axis=0)
    assert max(wide / 900, high / 400) > 0.25


def test_a_zone_without_an_outline_has_no_map(squares: miniature.Shapes) -> None:
    none = miniature.Shapes(squares.width, squares.height, {})
    assert near_map.draw(square(2).view, none, 0, 0, 900, 400) == ""
    assert drawn(card.svg(square(2), none, "id")).shape == (1350, 1080, 3)


def test_lines_are_as_wide_as_they_are_measured() -> None:
    """Drawn with the typeface, ink ends within five per cent before the measured end."""
    for weight in (400, 600, 800):
        for words in ("Seberang Mesjid: merah", "1.234,5 per 100.000", "illi WWMM — “Ü”"):
            line = lettering.line(words, 0, 80, 60, weight, "#000")
            svg = (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="120" '
                f'font-family="{lettering.TYPEFACE}"><rect width="1000" height="120" fill="#fff"/>'
                f"{line}</svg>"
            )
            ink = np.flatnonzero((drawn(svg) < 128).any(axis=(0, 2))).max()
            measured = lettering.width(words, 60, weight)
            assert 0.93 * measured < ink < measured, (words, weight)


def test_bold_is_bolder() -> None:
    def ink(weight: int) -> int:
        line = lettering.line("Kelurahan", 10, 80, 60, weight, "#000")
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="500" height="120">{line}</svg>'
        svg = svg.replace("<svg ", f'<svg font-family="{lettering.TYPEFACE}" ')
        data = resvg_py.svg_to_bytes(
            svg_string=svg, skip_system_fonts=True, font_files=[str(lettering.FILE)],
            background="#fff",
        )  # fmt: skip
        return int((np.asarray(Image.open(io.BytesIO(data)).convert("L")) < 128).sum())

    assert ink(400) > 1000
    assert ink(800) > 1.3 * ink(400)


def test_words_are_broken_into_lines_that_fit() -> None:
    text = "Dari 4 kelurahan tetangga, 2 kuning atau lebih berat: Empat (oranye), Dua (kuning)."
    lines = lettering.wrap(text, 30, 500, 420)
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert all(lettering.width(line, 30, 500) <= 420 for line in lines)
    endless = lettering.wrap("x" * 200, 30, 500, 420)
    assert "".join(endless) == "x" * 200
    assert all(lettering.width(line, 30, 500) <= 420 for line in endless)
    size, cut = lettering.fitted("kata " * 60, range(40, 29, -2), 500, 300, 2)
    assert size == 30 and len(cut) == 2 and cut[-1].endswith("…")
