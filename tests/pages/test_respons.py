"""The page on responses: every part opens, in every city, and says what it does not know."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from geo.cities import read_cities
from geo.text import LANGUAGES, text
from tests.pages.conftest import Open, Screen
from tests.pages.signed_in import sign_in

PARTS = (
    "hari",
    "buku",
    "kampung",
    "jogo",
    "satgas",
    "puskesmas",
    "telesehat",
    "dampak",
    "catat",
)
SIMULATED = {"rule": "insidensi7", "date": "2020-10-06"}
ARCHIVE = {"rule": "resmi", "date": "2020-10-06"}


def table(page: Screen) -> list[list[str]]:
    """The cells of the page's first table of the register."""
    found = page.tree.find(".//div[@role='region']/table/tbody")
    rows: list[ElementTree.Element] = [] if found is None else list(found)
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in rows]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("city", sorted(read_cities()))
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_every_city(open_page: Open, part: str, city: str, lang: str) -> None:
    page = open_page("respons", part=part, city=city, lang=lang)
    assert page.address["part"] == part
    assert page.notices() == [] or part in ("buku", "dampak", "catat")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("fields", [{"disease": "dbd"}, SIMULATED], ids=["dbd", "covid"])
def test_dengue_and_the_public_view(
    open_page: Open, settings: pytest.MonkeyPatch, part: str, fields: dict[str, str]
) -> None:
    settings.setenv("JAGA_VIEW", "public")
    open_page("respons", part=part, **fields)


def test_these_are_all_parts(open_page: Open) -> None:
    page = open_page("respons", **ARCHIVE)
    (choice,) = [one for one in page.app.segmented_control if one.key == "respond_part"]
    assert choice.options == [text(f"response_page.part.{part}", "id") for part in PARTS]


def test_the_page_stands_in_the_menu_and_opens_on_the_gaps(open_page: Open) -> None:
    page = open_page("respons", **SIMULATED)
    assert "part" not in page.address
    title = page.one(".//h1")
    assert re.match(r"\w+ dari \d+ kelurahan yang memerlukan respons", title)
    assert page.all(".//p[@class='jt-simulated']") == [text("simulated.banner", "id")]
    groups = page.tree.findall(".//details[@data-reason]")
    assert groups
    for group in groups:
        said = "".join(group[0][0].itertext())
        assert int(said) == len(group.findall(".//li"))


def test_a_gap_leads_to_its_kelurahan_and_to_the_form(open_page: Open) -> None:
    page = open_page("respons", **SIMULATED)
    ways = page.links(".//details[@data-reason='report']")
    assert any(way.startswith("kelurahan?") and "zone=63.71" in way for way in ways)
    forms = [way for way in ways if way.startswith("respons?")]
    assert forms
    assert all("part=catat" in way and "entry=report" in way for way in forms)


def test_the_archive_shows_facts_alone(open_page: Open) -> None:
    page = open_page("respons", part="buku", **ARCHIVE)
    assert "SIMULASI" not in page.one(".//div[@class='jt-finding']")
    origins = {row[-1].split(" http")[0] for row in table(page)}
    assert origins
    assert not any("SIMULASI" in origin for origin in origins)
    invented = open_page("respons", part="buku", **SIMULATED)
    assert any("SIMULASI" in row[-1] for row in table(invented))
    assert "sungguh tercatat" in invented.words


def test_the_ledger_is_filtered_by_kind_and_place(open_page: Open) -> None:
    page = open_page("respons", part="buku", kind="psbk", **ARCHIVE)
    rows = table(page)
    assert rows
    assert all(row[0].startswith("PB ") for row in rows)
    page.app.selectbox(key="respond_zone").select("63.71.02.1006")
    page.run()
    assert page.address["zone"] == "63.71.02.1006"
    assert len(table(page)) == 3
    page.app.selectbox(key="respond_kind").select("")
    page.run()
    assert "kind" not in page.address
    assert len(table(page)) > 3


def test_what_a_link_can_not_have_is_said(open_page: Open) -> None:
    page = open_page("respons", part="buku", kind="<b>x", puskesmas="Tidak Ada", **ARCHIVE)
    said = " ".join(page.notices())
    assert "“<b>x” tidak tercatat di kota ini" in said
    assert "“Tidak Ada” tidak tercatat" in said
    assert len(table(page)) > 10
    wrong = open_page("respons", part="gelas", **ARCHIVE)
    assert "bagian “gelas” tidak ada" in " ".join(wrong.notices())


@pytest.mark.parametrize(
    ("part", "field", "value", "told"),
    [
        ("buku", "kind", "gelas", "Kampung Siaga / Kampung Tangguh"),
        ("telesehat", "puskesmas", "Tidak Ada", "Alalak Selatan"),
        ("dampak", "entry", "gelas", "tidak ada respons bertanda “gelas”"),
    ],
)
def test_what_can_not_be_had_is_told_in_words_above_the_pickers_and_dropped(
    open_page: Open, part: str, field: str, value: str, told: str
) -> None:
    page = open_page("respons", part=part, **{field: value}, **ARCHIVE)
    (said,) = page.notices()[:1]
    assert f"“{value}”" in said
    assert told in said
    assert "kampung," not in said
    assert field not in page.address
    again = page.run()
    assert not any(f"“{value}”" in one for one in again.notices())


def test_only_recorded_kinds_are_offered(open_page: Open) -> None:
    page = open_page("respons", part="buku", kind="fogging", **ARCHIVE)
    assert text("response.kind.fogging", "id") in " ".join(page.notices())
    offered = page.app.selectbox(key="respond_kind").options
    assert text("response.kind.psbk", "id") in offered
    assert text("response.kind.fogging", "id") not in offered


def test_an_unknown_part_is_told_by_name(open_page: Open) -> None:
    page = open_page("respons", part="gelas", **ARCHIVE)
    (said,) = page.notices()
    assert "Buku tindakan" in said
    assert "telesehat," not in said
    assert "part" not in page.address


@pytest.mark.parametrize("part", ["hari", "kampung", "jogo", "puskesmas"])
def test_lists_are_filtered_by_kelurahan(open_page: Open, part: str) -> None:
    whole = open_page("respons", part=part, **SIMULATED)
    page = open_page("respons", part=part, zone="63.71.02.1006", **SIMULATED)
    assert "Hanya " in page.words
    assert "Hanya " not in whole.words
    ways = page.links(".//details[@data-reason]") + page.links(".//div[@role='region']")
    zones = {way.split("zone=")[1][:13] for way in ways if way.startswith("kelurahan?")}
    assert zones <= {"63.71.02.1006"} or part == "puskesmas"
    page.app.selectbox(key="respond_zone").select("")
    page.run()
    assert "zone" not in page.address


def test_without_case_days_any_day_can_be_chosen(open_page: Open) -> None:
    page = open_page("respons", part="buku", disease="dbd", day="2021-03-01")
    assert "1 Maret 2021" in page.words
    assert page.address["day"] == "2021-03-01"
    (picker,) = page.app.date_input
    picker.set_value(dt.date(2021, 4, 2))
    page.run()
    assert page.address["day"] == "2021-04-02"
    assert "2 April 2021" in page.words
    wrong = open_page("respons", part="buku", disease="dbd", day="kemarin")
    assert "“kemarin” tidak dapat dibaca" in " ".join(wrong.notices())
    assert "day" not in wrong.address


def test_kelurahan_and_map_without_case_days_lead_to_the_responses(open_page: Open) -> None:
    page = open_page("kelurahan", disease="dbd", zone="63.71.02.1006")
    assert text("response_line.title", "id") in page.all(".//h2")
    assert any(way.startswith("respons?") for way in page.links(".//p[@class='jt-gaps']"))
    of_map = open_page("peta", disease="dbd")
    assert any(way.startswith("respons?") for way in of_map.links(".//p[@class='jt-gaps']"))


def test_choosing_a_part_changes_the_link(open_page: Open) -> None:
    page = open_page("respons", part="buku", kind="psbk", **ARCHIVE)
    page.app.segmented_control(key="respond_part").set_value("puskesmas")
    page.run()
    assert page.address["part"] == "puskesmas"
    assert "kind" not in page.address
    assert "Wilayah kerja" in page.one(".//h1")


def test_a_real_response_is_not_judged_by_invented_cases(open_page: Open) -> None:
    page = open_page("respons", part="dampak", **ARCHIVE)
    assert "Respons nyata tidak dinilai dengan kasus rekaan" in page.words
    assert page.tree.find(".//section[@class='jt-effect']") is None
    invented = open_page("respons", part="dampak", **SIMULATED)
    assert "Kasus simulasi tidak tahu apa-apa tentang respons simulasi" in invented.words
    (section,) = invented.tree.findall(".//section[@class='jt-effect']")
    assert section.get("data-verdict") in ("lower", "higher", "unclear")
    assert "SIMULASI" in "".join(section.itertext())


def test_the_response_to_test_stands_in_the_link(open_page: Open) -> None:
    page = open_page("respons", part="dampak", **SIMULATED)
    (chosen,) = [box for box in page.app.selectbox if box.key == "respond_line"]
    other = [key for key in chosen.options if "PSBK" in key]
    assert other
    chosen.select(other[0])
    page.run()
    assert page.address["entry"]


def test_the_story_is_said_to_be_the_customers(open_page: Open) -> None:
    page = open_page("respons", part="puskesmas", **ARCHIVE)
    assert "Es Lilin" in page.words
    assert "Diceritakan pemesan dasbor ini, tidak diverifikasi" in page.words
    assert "belum diketahui" in page.words


def test_the_lurah_and_the_office_see_the_page(
    open_page: Open, settings: pytest.MonkeyPatch
) -> None:
    sign_in(settings, "dinas", "banjarmasin")
    page: Any = open_page("respons", part="jogo", **SIMULATED)
    assert text("response_page.hidden", "id") not in page.words
    assert "Jogo Tonggo terlambat melapor" in page.one(".//h1")
