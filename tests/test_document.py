"""Report and poster read back as PDF: size, structure, typeface, words and counts; the same bytes
twice; names that look like commands stay names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PageObject, PdfReader

from geo import daily
from geo.render import miniature, slide_words
from geo.slides import Briefing
from geo.text import LANGUAGES
from geo.writers import document, document_parts, typefaces
from tests import slides_kit as kit
from tests import toy

MILLIMETRE = 72 / 25.4
CASES = [
    ("2021-07-18", "insidensi7", True),
    ("2020-10-06", "resmi", False),
    ("2019-01-01", "insidensi7", True),
    ("2019-01-01", "resmi", False),
]
BANNER = "SIMULASI, "
NO_OUTLINES = miniature.Shapes(600, 600, {})


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def words(made: str) -> str:
    """Text without line ends and the signs that let long words be broken."""
    return re.sub(r"\s+", "", made.replace("\u200b", ""))


def text_of(made: bytes) -> str:
    return words("".join(page.extract_text() for page in read(made).pages))


def millimetres(page: PageObject) -> tuple[int, int]:
    return round(page.mediabox.width / MILLIMETRE), round(page.mediabox.height / MILLIMETRE)


def tree(made: bytes) -> Iterator[dict[str, Any]]:
    """Every element of the structure of a tagged PDF, in reading order."""
    root = read(made).trailer["/Root"]["/StructTreeRoot"]

    def under(node: Any) -> Iterator[dict[str, Any]]:
        found = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(found, list):
            for one in found:
                yield from under(one)
        elif isinstance(found, dict):
            if "/S" in found:
                yield found
            yield from under(found.get("/K", []))

    return under(root["/K"])


def kinds(made: bytes) -> list[str]:
    return [str(one["/S"]) for one in tree(made)]


def fonts(made: bytes) -> Iterator[dict[str, Any]]:
    """Every font of every page, drawings inside the page included."""

    def of(resources: Any) -> Iterator[dict[str, Any]]:
        for font in resources.get("/Font", {}).values():
            yield font.get_object()
        for form in resources.get("/XObject", {}).values():
            if "/Resources" in form.get_object():
                yield from of(form.get_object()["/Resources"])

    for page in read(made).pages:
        yield from of(page["/Resources"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("day", "rule", "simulated"), CASES)
def test_a_report_says_all_of_its_slides_and_what_it_rests_on(
    day: str, rule: str, simulated: bool, lang: str
) -> None:
    briefing, shapes = kit.banjarmasin(day, rule)
    made = document.report(briefing, shapes, lang)
    pages = read(made).pages
    assert 1 <= len(pages) <= 6
    said = text_of(made)
    for one in briefing.slides:
        assert words(slide_words.title(one, briefing, lang)) in said
        for sentence in slide_words.sentences(one, lang):
            assert words(sentence) in said
        for figure in one.figures:
            assert words(slide_words.figure(figure, lang)) in said
    version = {"id": "versi", "en": "version"}[lang] + briefing.view.rule.version
    of = {"id": "Halaman{}dari{}", "en": "Page{}of{}"}[lang]
    for number, page in enumerate(pages, 1):
        assert millimetres(page) == (210, 297)
        shown = words(page.extract_text())
        assert kit.SNAPSHOT in shown and version in shown
        assert words(slide_words.source(briefing.view, lang)) in shown
        assert words(slide_words.place(briefing, briefing.slides[0], lang)) in shown
        assert of.format(number, len(pages)) in shown
        assert (words(BANNER) in shown) == simulated
    assert ("SIMULASI" in said) == simulated


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("day", "rule", "simulated"), CASES)
def test_a_poster_is_one_sheet_with_map_counts_and_names(
    day: str, rule: str, simulated: bool, lang: str
) -> None:
    briefing, shapes = kit.banjarmasin(day, rule)
    made = document.poster(briefing, shapes, lang)
    (page,) = read(made).pages
    assert millimetres(page) == (420, 297)
    shown = words(page.extract_text())
    slide = next(one for one in briefing.slides if one.key == "map")
    assert words(slide_words.title(slide, briefing, lang)) in shown
    for zone in slide.view.zones:
        assert words(zone.name) in shown
    assert kit.SNAPSHOT in shown and words(slide_words.source(slide.view, lang)) in shown
    assert (words(BANNER) in shown) == ("SIMULASI" in shown) == simulated


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("write", [document.report, document.poster])
def test_a_document_is_tagged_named_and_carries_its_typeface(write: Any, lang: str) -> None:
    briefing, shapes = kit.banjarmasin()
    made = write(briefing, shapes, lang)
    file = read(made)
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert str(root["/Lang"]).startswith(lang)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b"pdfuaid:part" in made
    assert file.metadata is not None and "Kota Banjarmasin" in str(file.metadata.title)
    assert file.metadata.creation_date is not None
    assert file.metadata.creation_date.date() == briefing.view.day
    known = kinds(made)
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= set(known)
    for one in tree(made):
        if one["/S"] == "/Figure":
            assert len(str(one["/Alt"])) > 20
    used = list(fonts(made))
    assert used
    for font in used:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        about = inner["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(about), font["/BaseFont"]
        assert "PlusJakartaSans" in font["/BaseFont"]


@pytest.mark.parametrize("write", [document.report, document.poster])
def test_maps_and_charts_are_drawn_and_no_picture_of_dots_is_inside(write: Any) -> None:
    made = write(*kit.banjarmasin(), "id")
    assert b"/Subtype /Image" not in made and b"/Subtype/Image" not in made
    assert not [image for page in read(made).pages for image in page.images]
    assert kinds(made).count("/Figure") == (7 if write is document.report else 1)


def test_a_section_a_slide_in_its_order() -> None:
    briefing, shapes = kit.banjarmasin()
    made = document.report(briefing, shapes, "id")
    assert kinds(made).count("/H1") == len(briefing.slides)
    said = text_of(made)
    places = [said.index(words(slide_words.title(s, briefing, "id"))) for s in briefing.slides]
    assert places == sorted(places)


@pytest.mark.parametrize(("day", "rule", "simulated"), CASES)
def test_counts_of_the_table_are_those_of_the_view(day: str, rule: str, simulated: bool) -> None:
    briefing, _ = kit.banjarmasin(day, rule)
    counted = document_parts.tally(briefing.view, "id")
    assert {one["level"]: int(one["count"]) for one in counted} == dict(briefing.view.tally)
    assert sum(len(one["names"]) for one in counted) == 52
    for one in counted:
        assert len(one["names"]) == briefing.view.tally[one["level"]]


def test_counts_on_paper_worked_out_by_hand() -> None:
    """15 March: one green, one yellow, one orange, two red, two without data, one stale, one
    hidden; each under its word with its number, once."""
    made = document.report(kit.briefing(), kit.squares(), "id")
    said = text_of(made)
    table = "HHijau1KKuning1OOranye1MMerah2"
    assert said.count(table) == 1
    assert re.search(r"\?Tanpadata2", said) and "Datausang1" in said and "<Disamarkan1" in said


def test_rows_of_a_table_stand_under_heads_that_say_what_they_are() -> None:
    changes = next(one for one in kit.briefing().slides if one.key == "changes")
    found = document_parts.table(changes, "id")
    assert found["heads"] == ["Tempat", "Warna", "Tadinya"]
    assert [[cell["word"] for cell in row] for row in found["rows"]] == [
        ["Lima", "Merah", "Oranye"],
        ["Tiga", "Merah", "Kuning"],
        ["Dua", "Kuning", "Hijau"],
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_briefing_gives_the_same_bytes(lang: str) -> None:
    briefing, shapes = kit.banjarmasin()
    for write in (document.report, document.poster):
        assert write(briefing, shapes, lang) == write(briefing, shapes, lang)


def test_two_at_once_give_what_one_gives() -> None:
    briefing, shapes = kit.briefing(), kit.squares()
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda lang: document.report(briefing, shapes, lang), LANGUAGES))
    assert made == [document.report(briefing, shapes, lang) for lang in LANGUAGES]


# --- Where something is missing -------------------------------------------------------------------


@pytest.mark.parametrize("write", [document.report, document.poster])
def test_a_city_without_outlines_still_has_words_and_counts(write: Any) -> None:
    briefing = kit.briefing()
    made = write(briefing, NO_OUTLINES, "id")
    assert ("HHijau1" if write is document.report else "HHijauSatu1") in text_of(made)
    charts = sum(one.chart is not None for one in briefing.slides)
    assert kinds(made).count("/Figure") == (charts if write is document.report else 0)


def test_one_kelurahan_and_one_without_an_outline() -> None:
    briefing = daily.of_zone(kit.ground(), kit.SNAPSHOT, toy.zone_id(1))
    shapes = kit.squares()
    rest = {key: path for key, path in shapes.paths.items() if key != toy.zone_id(1)}
    for drawn in (shapes, replace(shapes, paths=rest)):
        said = text_of(document.report(briefing, drawn, "id"))
        assert "TaklimatSatu,15Maret2021" in said
        assert "2dari2tetanggaSatudiatashijau" in said
        assert "HHijauSatu1" in text_of(document.poster(briefing, drawn, "id"))


# --- Hostile words --------------------------------------------------------------------------------

HOSTILE = (
    "#panic()",
    '#import "/etc/passwd": *',
    "*tebal* _miring_ $x$ `kode`",
    "] } ) \" ' \\ // /* */",
    "<script>&amp;</script> @rujuk",
    "= Judul - daftar + lagi",
    "كوين",
    "Kuin\u202e\u0007 Utara",
    "x" * 200,
)


def hostile() -> Briefing:
    return kit.briefing(facts=toy.facts(zones=toy.zones(HOSTILE)))


@pytest.mark.parametrize("write", [document.report, document.poster])
def test_names_are_text_and_never_commands(write: Any) -> None:
    made = write(hostile(), kit.squares(), "id")
    said = text_of(made)
    shown = HOSTILE if write is document.poster else HOSTILE[1:5]
    for name in shown:
        clean = words(name).replace("\u202e", "").replace("\u0007", "")
        assert clean in said or clean[::-1] in said, name
    assert b"pdfuaid:part" in made


def test_a_persons_long_words_are_all_there() -> None:
    briefing = kit.briefing()
    note = " ".join(f"#kata{k}" for k in range(700))
    slides = tuple(replace(s, note=note) if s.key == "map" else s for s in briefing.slides)
    own = {"map": "#" + "judul " * 80, "first": "w" * 300}
    made = document.report(replace(briefing, slides=slides, own_words=own), kit.squares(), "id")
    said = text_of(made)
    assert words(own["map"]) in said and own["first"] in said
    assert all(f"#kata{k}" in said for k in range(700))
    (page,) = read(document.poster(replace(briefing, own_words=own), kit.squares(), "id")).pages
    assert words(own["map"]) in words(page.extract_text())
    assert "Cuplikan0a1b2c3d" in words(page.extract_text())


def test_a_script_that_no_typeface_has_costs_the_promise_and_not_the_file() -> None:
    names = ("中文", *toy.NAMES[1:])
    briefing = kit.briefing(facts=toy.facts(zones=toy.zones(names)))
    made = document.poster(briefing, kit.squares(), "id")
    assert b"pdfuaid:part" not in made
    assert "/Table" in kinds(made) and "Lima" in text_of(made)


def test_pages_of_two_sources_say_each_their_own() -> None:
    """A saved scene of the archive among simulated slides: SIMULASI stands on theirs alone."""
    simulated, shapes = kit.banjarmasin()
    archived, _ = kit.banjarmasin("2020-10-06", "resmi")
    mixed = replace(simulated, slides=(simulated.slides[1], replace(archived.slides[1], key="s2")))
    first, second = (
        words(page.extract_text()) for page in read(document.report(mixed, shapes, "id")).pages
    )
    assert words(BANNER) in first and "simulasi,bukanlaporan" in first
    assert "SIMULASI" not in second and "arsipberita" in second


# --- The typeface ---------------------------------------------------------------------------------


def test_the_typeface_is_cut_once_into_its_weights(tmp_path: Path) -> None:
    made = typefaces.folder(tmp_path / "fonts")
    files = {file.name: file.stat().st_mtime_ns for file in made.iterdir()}
    assert sorted(files) == ["500.ttf", "600.ttf", "700.ttf", "800.ttf"]
    for weight in typefaces.WEIGHTS:
        font = TTFont(made / f"{weight}.ttf")
        assert font["OS/2"].usWeightClass == weight and "fvar" not in font
        family = font["name"].getDebugName(16) or font["name"].getDebugName(1)
        assert family == "Plus Jakarta Sans"
    again = typefaces.folder(tmp_path / "fonts")
    assert {file.name: file.stat().st_mtime_ns for file in again.iterdir()} == files
    assert [one.name for one in (tmp_path / "fonts").iterdir()] == [made.name]


def test_two_that_cut_it_at_once_leave_one_whole_folder(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(typefaces.folder, [tmp_path, tmp_path]))
    assert made[0] == made[1]
    assert [one.name for one in tmp_path.iterdir()] == [made[0].name]
    assert len(list(made[0].iterdir())) == len(typefaces.WEIGHTS)


def test_where_nothing_can_be_kept_it_is_made_for_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = typefaces.folder(tmp_path / "file" / "fonts")
    assert tmp_path not in made.parents and (made / "800.ttf").is_file()
    assert typefaces.folder(tmp_path / "file" / "fonts") == made
