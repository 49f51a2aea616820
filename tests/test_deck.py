"""Decks opened again: zones against the view's levels, charts against the slide's numbers, words,
notes and marks; templates of every kind; the same briefing, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.util import Emu

from geo.levels import BY_KEY, LEVELS
from geo.render import miniature, slide_words
from geo.render.drawing import Area, Zones
from geo.render.words import level as level_word
from geo.slides import Briefing, Chart
from geo.text import problem, text
from geo.writers import deck_fill, zipped
from geo.writers.deck import deck
from geo.writers.deck_shapes import Sheet
from geo.writers.deck_words import Frame
from tests import slides_kit as kit
from tests import toy

BANNER = "SIMULASI"


def opened(briefing: Briefing, shapes: miniature.Shapes, lang: str = "id", **more: Any) -> Any:
    made, problems = deck(briefing, shapes, lang, **more)
    assert problems == ()
    return Presentation(io.BytesIO(made))


def everything(shapes: Any) -> list[Any]:
    """All shapes, those in groups too."""
    found = []
    for shape in shapes:
        found.append(shape)
        if hasattr(shape, "shapes"):
            found += everything(shape.shapes)
    return found


def zones(page: Any) -> dict[str, Any]:
    return {
        one.name.removeprefix("Kelurahan "): one
        for one in everything(page.shapes)
        if one.name.startswith("Kelurahan ") and one._element.find(".//{*}custGeom") is not None
    }


def about(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))


def colour(shape: Any) -> str:
    """The colour of a shape's ground, under its pattern where it has one."""
    fill = shape._element.spPr.find("{*}pattFill/{*}bgClr/{*}srgbClr")
    if fill is None:
        fill = shape._element.spPr.find("{*}solidFill/{*}srgbClr")
    return f"#{fill.get('val').lower()}"


def written(page: Any) -> str:
    return "\n".join(one.text_frame.text for one in everything(page.shapes) if one.has_text_frame)


def the_chart(page: Any) -> Any:
    return next(one for one in page.shapes if getattr(one, "has_chart", False))


# --- What is in it --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
def test_slides_titles_and_notes(lang: str) -> None:
    briefing, shapes = kit.banjarmasin()
    made = opened(briefing, shapes, lang)
    assert len(made.slides) == len(briefing.slides) == 9
    assert made.slide_width * 9 == made.slide_height * 16
    for slide, page in zip(briefing.slides, made.slides, strict=True):
        title = slide_words.title(slide, briefing, lang)
        assert page.shapes.title.text_frame.text == title
        assert page.shapes.title.placeholder_format.type == PP_PLACEHOLDER.TITLE
        notes = page.notes_slide.notes_text_frame.text
        for part in (title, *slide_words.sentences(slide, lang), kit.SNAPSHOT):
            assert part in notes
        assert slide_words.source(slide.view, lang) in notes
        assert slide_words.place(briefing, slide, lang) in written(page)
        assert kit.SNAPSHOT in written(page)


def test_every_zone_has_its_levels_colour_pattern_and_word() -> None:
    """Square by square as the toy city's table says."""
    briefing = kit.briefing()
    made = opened(briefing, kit.squares())
    page = made.slides[[one.key for one in briefing.slides].index("map")]
    found = zones(page)
    said = dict(zip(toy.NAMES, ("hijau", "kuning", "merah", "oranye", "merah"), strict=False))
    said |= {"Enam": "usang", "Tujuh": "tanpa_data", "Delapan": "tanpa_data"}
    said |= {"Sembilan": "disamarkan"}
    assert said.keys() == found.keys()
    assert {name: colour(one) for name, one in found.items()} == {
        name: BY_KEY[key].colour for name, key in said.items()
    }
    assert {name: about(one) for name, one in found.items()} == {
        name: f"{name}: {level_word(key, 'id')}" for name, key in said.items()
    }
    bare = {name for name, one in found.items() if one._element.spPr.find("{*}pattFill") is None}
    assert bare == {"Satu"}


@pytest.mark.parametrize(("day", "rule"), [("2021-07-18", "insidensi7"), ("2020-10-06", "resmi")])
def test_all_zones_of_a_city_by_the_views_levels(day: str, rule: str) -> None:
    briefing, shapes = kit.banjarmasin(day, rule)
    maps = 0
    for slide, page in zip(briefing.slides, opened(briefing, shapes).slides, strict=True):
        if not slide.map:
            assert zones(page) == {}
            continue
        maps += 1
        names = slide.view.facts.names
        expected = {names[z.zone_id]: BY_KEY[z.level].colour for z in slide.view.zones}
        assert {name: colour(one) for name, one in zones(page).items()} == expected
        assert len(expected) == 52
        group = next(one for one in page.shapes if one.name == text("deck.map", "id"))
        assert "52" in about(group)
    assert maps >= 3


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_a_pattern_is_a_native_one(level: Any) -> None:
    fill = parse_xml(deck_fill.of_level(level.key))
    kind = fill.tag.rpartition("}")[2]
    assert kind == ("pattFill" if level.pattern else "solidFill")
    assert fill.findall(".//{*}srgbClr")[-1].get("val") == level.colour[1:].upper()
    if level.pattern:
        fore = fill.find("{*}fgClr/{*}srgbClr").get("val")
        assert fore != level.colour[1:].upper() and fill.get("prst")


def test_an_outline_of_several_parts_with_a_hole_is_one_shape() -> None:
    """A frame of 100 × 100 with a hole of 20, and an island beside it: three rings, closed."""
    rings = "M0,0L100,0L100,100L0,100ZM40,40L60,40L60,60L40,60ZM200,0L300,0L300,50Z"
    page = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    sheet = Sheet(page.shapes._spTree, Frame(0, 0, 100), "id")
    drawn = Zones(Area(10, 20, 400, 400), {"a": rings}, {"a": "merah"}, {"a": "A & <B>"})
    sheet.add(drawn)
    (shape,) = zones(page).values()
    assert shape.name == "Kelurahan A & <B>"
    assert (shape.left, shape.top, shape.width, shape.height) == (1000, 2000, 30000, 10000)
    (path,) = shape._element.findall(".//{*}path")
    assert [len(path.findall(f"{{*}}{kind}")) for kind in ("moveTo", "lnTo", "close")] == [3, 8, 3]
    corners = [(p.get("x"), p.get("y")) for p in path.findall("{*}moveTo/{*}pt")]
    assert corners == [("0", "0"), ("4000", "4000"), ("20000", "0")]


def test_marked_zones_lie_above_the_others_with_an_ink_line() -> None:
    briefing, shapes = kit.banjarmasin()
    for slide, page in zip(briefing.slides, opened(briefing, shapes).slides, strict=True):
        if slide.map and slide.marked:
            names = [slide.view.facts.names[zone_id] for zone_id in slide.marked]
            inked = [
                name
                for name, one in zones(page).items()
                if one._element.find(".//{*}ln//{*}srgbClr").get("val") == "1B2430"
            ]
            assert sorted(inked) == sorted(names)
            assert list(zones(page))[-len(inked) :] == inked


# --- Charts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "rule"), [("2021-07-18", "insidensi7"), ("2020-10-06", "resmi")])
def test_charts_hold_the_slides_numbers(day: str, rule: str) -> None:
    briefing, shapes = kit.banjarmasin(day, rule)
    charted = 0
    for slide, page in zip(briefing.slides, opened(briefing, shapes).slides, strict=True):
        if slide.chart is None:
            continue
        charted += 1
        shape = the_chart(page)
        assert about(shape) == text(f"briefing.{slide.chart.kind}_alt", "id")
        series = [one for plot in shape.chart.plots for one in plot.series]
        assert [tuple(one.values) for one in series] == [
            tuple(row) for row in slide.chart.series.values()
        ]
        sheet = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)).active
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        assert [row[0].date() for row in rows] == list(slide.chart.days)
        for at, row in enumerate(slide.chart.series.values(), 1):
            assert [cells[at] for cells in rows] == pytest.approx(list(row), nan_ok=True)
        if slide.chart.kind == "spread":
            fills = [colour_of_series(one) for one in series]
            assert fills == [BY_KEY[key].colour for key in slide.chart.series]
    assert charted == (2 if rule == "insidensi7" else 1)


def colour_of_series(series: Any) -> str:
    return f"#{series._element.spPr.findall('.//{*}srgbClr')[-1].get('val').lower()}"


def test_a_day_without_data_is_a_gap_in_columns_and_line() -> None:
    days = tuple(dt.date(2021, 3, k) for k in range(1, 6))
    numbers = {"new": (3, None, 0, 4, None), "mean": (None, None, 1.5, 2.0, None)}
    briefing = kit.briefing()
    slide = replace(briefing.slides[0], chart=Chart("curve", days, numbers, days[-1]))
    made = opened(replace(briefing, slides=(slide,)), kit.squares())
    chart = the_chart(made.slides[0]).chart
    columns, line = chart.plots
    assert (type(columns).__name__, type(line).__name__) == ("BarPlot", "LinePlot")
    assert [tuple(one.values) for plot in (columns, line) for one in plot.series] == [
        (3, None, 0, 4, None),
        (None, None, 1.5, 2.0, None),
    ]
    assert chart._chartSpace.find(".//{*}dispBlanksAs").get("val") == "gap"
    axes = [one.get("val") for one in columns._element.findall("{*}axId")]
    assert axes == [one.get("val") for one in line._element.findall("{*}axId")]


# --- What must be said ----------------------------------------------------------------------------


def test_simulated_is_said_on_every_slide_and_archive_on_none() -> None:
    invented, shapes = kit.banjarmasin("2021-07-18", "insidensi7")
    for page in opened(invented, shapes).slides:
        assert BANNER in written(page)
        assert BANNER in page.notes_slide.notes_text_frame.text
    archived, shapes = kit.banjarmasin("2020-10-06", "resmi")
    made = opened(archived, shapes)
    for page in made.slides:
        assert BANNER not in written(page) + page.notes_slide.notes_text_frame.text
    assert made.core_properties.keywords == ""


def test_properties_tell_no_time_but_the_briefings_day() -> None:
    briefing, shapes = kit.banjarmasin()
    core = opened(briefing, shapes, "en").core_properties
    assert core.title == "Briefing on Kota Banjarmasin, 18 July 2021"
    assert (core.language, core.identifier) == ("en-GB", kit.SNAPSHOT)
    assert core.created == core.modified == dt.datetime(2021, 7, 18)
    assert core.keywords == text("simulated.banner", "en")
    assert opened(briefing, shapes).core_properties.language == "id-ID"


def test_a_zone_without_an_outline_is_named_in_the_notes() -> None:
    briefing, whole = kit.briefing(), kit.squares()
    paths = {key: path for key, path in whole.paths.items() if key != toy.zone_id(3)}
    made = opened(briefing, replace(whole, paths=paths))
    page = made.slides[[one.key for one in briefing.slides].index("map")]
    assert len(zones(page)) == 8 and "Tiga" not in zones(page)
    expected = text("deck.no_outline", "id", names="Tiga (merah)")
    assert expected in page.notes_slide.notes_text_frame.text


def test_a_day_without_data_and_a_city_without_outlines_still_make_a_deck() -> None:
    empty, shapes = kit.banjarmasin("2019-01-01")
    made = opened(empty, shapes)
    assert len(made.slides) == 6
    found = zones(made.slides[1])
    assert {colour(one) for one in found.values()} == {BY_KEY["tanpa_data"].colour}
    made = opened(kit.briefing(), miniature.Shapes(600, 600, {}))
    assert all(zones(page) == {} for page in made.slides)


def test_words_of_people_are_text_and_nothing_else() -> None:
    briefing = kit.briefing()
    own = {"map": "A & <b>B</b>"}
    made = opened(replace(briefing, own_words=own), kit.squares())
    page = made.slides[[one.key for one in briefing.slides].index("map")]
    assert page.shapes.title.text_frame.text == "A & <b>B</b>"


def test_a_name_without_end_still_makes_a_deck() -> None:
    facts = toy.facts()
    facts = replace(facts, city=replace(facts.city, name="Kota " + "y" * 300))
    made = opened(kit.briefing(facts=facts), kit.squares())
    assert len(made.core_properties.title) == 255
    assert made.core_properties.title.endswith("y…")


def test_no_two_shapes_of_a_slide_have_one_number() -> None:
    briefing, shapes = kit.banjarmasin()
    for page in opened(briefing, shapes).slides:
        numbers = [one.shape_id for one in everything(page.shapes)]
        assert len(numbers) == len(set(numbers)) > 5


# --- Templates ------------------------------------------------------------------------------------


def template(folder: Path, change: Any = None, name: str = "kota.pptx") -> Path:
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "contoh"
    if change:
        change(made)
    made.save(str(folder / name))
    return folder / name


def test_a_template_gives_size_layout_and_theme_but_none_of_its_slides(tmp_path: Path) -> None:
    def band(made: Any) -> None:
        """A band of 500 000 along the top, as a city's head."""
        shape = made.slides[0].shapes.add_textbox(0, 0, Emu(9_144_000), Emu(500_000))
        made.slide_master.shapes._spTree.append(shape._element)

    briefing = kit.briefing()
    made = opened(briefing, kit.squares(), template=template(tmp_path, band))
    assert (made.slide_width, made.slide_height) == (9_144_000, 6_858_000)
    assert len(made.slides) == len(briefing.slides)
    for page in made.slides:
        assert page.slide_layout.name == "Title Only"
        assert "contoh" not in written(page)
        for one in page.shapes:
            assert one.top >= 500_000
            assert one.left >= 0 and one.left + one.width <= 9_144_000 * 1.01
        assert page.shapes[0].width == 9_144_000  # the sheet that letters stand on
    theme = made.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    assert b"Calibri" in theme.blob and b"Plus Jakarta" not in theme.blob


def test_a_potx_is_a_template_too(tmp_path: Path) -> None:
    file = template(tmp_path)
    out = tmp_path / "kota.potx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            kinds = b"presentationml.presentation.main", b"presentationml.template.main"
            new.writestr(name, old.read(name).replace(*kinds))
    briefing = kit.briefing()
    assert len(opened(briefing, kit.squares(), template=out).slides) == len(briefing.slides)


def untitled(made: Any) -> None:
    for layout in made.slide_layouts:
        for one in list(layout.placeholders):
            if one.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                one._element.getparent().remove(one._element)


def test_what_is_no_template_is_said_and_the_deck_made_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "words.pptx").write_text("not a presentation")
    with zipfile.ZipFile(tmp_path / "other.pptx", "w") as other:
        other.writestr("hello.txt", "not a presentation")
    whole = template(tmp_path, name="whole.pptx").read_bytes()
    (tmp_path / "cut.pptx").write_bytes(whole[: len(whole) // 2])
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as old,
        zipfile.ZipFile(tmp_path / "x.pptx", "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, b"<broken" if name == "ppt/presentation.xml" else old.read(name))
    macros = b"vnd.openxmlformats-officedocument.presentationml.presentation.main"
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as old,
        zipfile.ZipFile(tmp_path / "m.pptm", "w") as new,
    ):
        for name in old.namelist():
            kinds = macros, b"vnd.ms-powerpoint.presentation.macroEnabled.main"
            new.writestr(name, old.read(name).replace(*kinds))
    cases = {
        tmp_path / "none.pptx": "deck_template_missing",
        tmp_path: "deck_template_missing",
        tmp_path / "words.pptx": "deck_template_unreadable",
        tmp_path / "other.pptx": "deck_template_unreadable",
        tmp_path / "cut.pptx": "deck_template_unreadable",
        tmp_path / "x.pptx": "deck_template_unreadable",
        tmp_path / "m.pptm": "deck_template_unreadable",
        template(tmp_path, untitled): "deck_template_no_title",
    }
    briefing = replace(kit.briefing(), slides=kit.briefing().slides[:1])
    plain, _ = deck(briefing, kit.squares(), "id")
    for file, key in cases.items():
        made, problems = deck(briefing, kit.squares(), "id", file)
        assert [(one.key, one.where, one.fatal) for one in problems] == [(key, file.name, False)]
        assert all(file.name in problem(problems[0], lang) for lang in ("id", "en"))
        assert made == plain


def test_notes_without_room_for_text_are_said_and_the_template_used(tmp_path: Path) -> None:
    def bare(made: Any) -> None:
        for one in list(made.notes_master.placeholders):
            one._element.getparent().remove(one._element)

    briefing = replace(kit.briefing(), slides=kit.briefing().slides[:2])
    data, problems = deck(briefing, kit.squares(), "id", template(tmp_path, bare))
    assert [(one.key, one.fatal) for one in problems] == [("deck_template_no_notes", False)]
    made = Presentation(io.BytesIO(data))
    assert (len(made.slides), made.slide_width) == (2, 9_144_000)


# --- Bytes ----------------------------------------------------------------------------------------


def test_the_same_briefing_gives_the_same_bytes_and_another_others(tmp_path: Path) -> None:
    briefing, shapes = kit.banjarmasin()
    one, _ = deck(briefing, shapes, "id")
    assert one == deck(briefing, shapes, "id")[0]
    assert one != deck(replace(briefing, snapshot="ffffffff"), shapes, "id")[0]
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert packed.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in packed.infolist()} == {(2021, 7, 18, 0, 0, 0)}
    city = template(tmp_path)
    assert deck(briefing, shapes, "id", city)[0] == deck(briefing, shapes, "id", city)[0]


def test_a_workbook_behind_a_chart_tells_no_time_either() -> None:
    def packed(moment: str) -> bytes:
        inner, outer = io.BytesIO(), io.BytesIO()
        with zipfile.ZipFile(inner, "w") as made:
            stamp = f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
            made.writestr("docProps/core.xml", stamp)
        with zipfile.ZipFile(outer, "w") as made:
            made.writestr("ppt/embeddings/a.xlsx", inner.getvalue())
        return outer.getvalue()

    made = zipped.again(packed("2026-01-01T10:00:00Z"), dt.date(2021, 7, 18))
    assert made == zipped.again(packed("2027-02-02T11:11:11Z"), dt.date(2021, 7, 18))
    assert made != zipped.again(packed("2026-01-01T10:00:00Z"), dt.date(2021, 7, 19))


# --- By another program ---------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_prints_a_page_a_slide(tmp_path: Path) -> None:
    briefing, shapes = kit.banjarmasin()
    (tmp_path / "deck.pptx").write_bytes(deck(briefing, shapes, "id")[0])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*words, str(tmp_path / "deck.pptx")], check=True, capture_output=True)
    printed = (tmp_path / "deck.pdf").read_bytes()
    assert printed.count(b"/Type/Page/") + printed.count(b"/Type/Page\n") == len(briefing.slides)
