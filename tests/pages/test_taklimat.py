"""The page Taklimat: previews, the way into the meeting, and scenes under an officer's hands."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st

from geo.access import operator
from geo.io.desk import Desk
from geo.io.store import Store
from geo.scenes import Scene
from geo.settings import Settings
from pages.shared import cached_briefing
from tests import slides_kit
from tests.pages.conftest import Open, Screen
from tests.pages.signed_in import sign_in
from tests.two_cities_kit import with_semarang

DAY, CITY, RULE = "2020-10-06", "banjarmasin", "resmi"
MANTUIL = "63.71.01.1001"


def starts(page: Screen) -> list[str]:
    """Where the two ways into the meeting lead."""
    return [one.proto.url for one in page.app.get("link_button")]


def pictures(page: Screen) -> list[str]:
    return [one.get("alt") or "" for one in page.tree.findall(".//ol[@class='jt-slides']//img")]


def test_the_slides_of_the_day_and_the_way_into_the_meeting(open_page: Open) -> None:
    page = open_page("taklimat", lang="id")
    assert page.one(".//h1") == "Taklimat Kota Banjarmasin, 6 Oktober 2020"
    shown = pictures(page)
    assert len(shown) >= 5
    assert any("45 dari 52 kelurahan hijau; satu merah" in alt for alt in shown)
    for one in page.tree.findall(".//ol[@class='jt-slides']//img"):
        kind, _, data = (one.get("src") or "").partition(",")
        assert kind == "data:image/png;base64" and base64.b64decode(data).startswith(b"\x89PNG")
    meeting, office = starts(page)
    assert urlsplit(meeting).path == "layar"
    asked = {"city": [CITY], "date": [DAY], "rule": [RULE], "lang": ["id"]}
    assert parse_qs(urlsplit(meeting).query) == asked
    turning = parse_qs(urlsplit(office).query)
    assert turning == {**{k: v for k, v in asked.items() if k != "date"}, "kiosk": ["20"]}
    opened = page.links(".//ol[@class='jt-slides']")
    assert opened[1] == f"{meeting}#map"


def test_the_briefing_of_one_kelurahan(open_page: Open) -> None:
    page = open_page("taklimat", zone=MANTUIL, rule="insidensi7", date="2021-06-28")
    assert "Mantuil" in page.one(".//h1")
    assert len(pictures(page)) == 3
    assert parse_qs(urlsplit(starts(page)[0]).query)["zone"] == [MANTUIL]
    choice = next(s for s in page.app.selectbox if s.key == f"briefing_of_{CITY}")
    choice.set_value("")
    page.run()
    assert "zone" not in page.address and len(pictures(page)) > 3


def test_files_are_offered(open_page: Open) -> None:
    page = open_page("taklimat")
    offered = [one.proto.label for one in page.app.get("download_button")]
    assert offered[:4] == ["PowerPoint", "PDF laporan", "Layar rapat, satu berkas", "Gambar lebar"]


def test_nobody_in_particular_saves_nothing(open_page: Open) -> None:
    for name in ("peta", "taklimat"):
        page = open_page(name, add="peta") if name == "taklimat" else open_page(name)
        assert "Simpan ke taklimat" not in labels(page)
        assert page.app.get("form") == [] and "Adegan" not in page.words


def labels(page: Screen) -> list[str]:
    return [one.proto.label for one in page.app.get("page_link")]


@pytest.mark.parametrize("name", ["peta", "kelurahan", "bandingkan", "pola"])
def test_an_officer_keeps_what_is_on_the_screen(
    open_page: Open, settings: pytest.MonkeyPatch, name: str
) -> None:
    sign_in(settings, "dinas", CITY)
    page = open_page(name, zone=MANTUIL)
    (link,) = [o for o in page.app.get("page_link") if o.proto.label == "Simpan ke taklimat"]
    fields = parse_qs(link.proto.query_string)
    assert fields["add"] == [name] and fields["zone"] == [MANTUIL]


def test_scenes_are_added_moved_removed_and_brought_back(
    open_page: Open, settings: pytest.MonkeyPatch
) -> None:
    who = sign_in(settings, "dinas", CITY)
    first = open_page("taklimat", add="peta", rule="insidensi7", date="2021-06-28")
    fill(first, "Peta kita", "Bahas <b>ini</b>", "Rapat Senin")
    saved = first.address["briefing"]
    assert "add" not in first.address
    assert first.one(".//h1") == "Rapat Senin"
    assert "Peta kita" in pictures(first)[0] and "Bahas <b>ini</b>" in pictures(first)[0]
    second = open_page("taklimat", add="kelurahan", zone=MANTUIL, date="2021-06-28")
    fill(second, "", "", "", into=str(saved))
    assert second.address["briefing"] == saved
    assert len(pictures(second)) == 2
    assert parse_qs(urlsplit(starts(second)[0]).query) == {"briefing": [saved], "lang": ["id"]}
    press(second, "up_1")
    assert "Peta kita" in pictures(second)[1]
    press(second, "drop_0")
    assert len(pictures(second)) == 1 and "dihapus dari taklimat" in second.words
    undo = next(b for b in second.app.button if b.label == "Urungkan")
    undo.click()
    second.run()
    assert len(pictures(second)) == 2
    store = Store.open(Settings().db_url)
    kept = Desk(store, operator("uji")).briefing(str(saved))
    assert (kept.version, kept.created_by) == (5, who.name)
    assert [scene.page for scene in kept.scenes] == ["kelurahan", "peta"]
    assert kept.scenes[1].params["date"] == "2021-06-28" and "lang" not in kept.scenes[1].params
    store.close()
    press(second, "restore_1")
    assert len(pictures(second)) == 1
    remove = next(b for b in second.app.button if b.label == "Hapus taklimat ini")
    remove.click()
    second.run()
    assert pictures(second) == [] and "sudah dihapus" in second.words
    next(b for b in second.app.button if b.label == "Pulihkan").click()
    second.run()
    assert len(pictures(second)) == 1


def test_a_saved_briefing_of_another_city_is_drawn_as_that_city(
    open_page: Open, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_semarang(tmp_path)
    st.cache_resource.clear()
    settings.setenv("JAGA_HOME", str(tmp_path))
    sign_in(settings, "dinas", CITY)
    store = Store.open(Settings().db_url)
    scenes = [Scene("", "", "peta", {"city": "semarang", "rule": "insidensi7", "date": DAY})]
    kept = Desk(store, operator("uji")).save_briefing("semarang", "covid19", "Rapat", scenes)
    store.close()
    drawn: list[str] = []
    outlines = cached_briefing.shapes

    def shapes(city: str) -> Any:
        drawn.append(city)
        return outlines(city)

    settings.setattr(cached_briefing, "shapes", shapes)
    page = open_page("taklimat", briefing=kept.id)
    assert page.one(".//h1") == "Rapat" and len(pictures(page)) == 1
    assert set(drawn) == {"semarang"}
    assert "Adegan" not in page.words
    st.cache_resource.clear()


def test_a_family_of_rules_and_its_member_of_the_day_are_kept_apart() -> None:
    of = slides_kit.briefing()
    assert cached_briefing.name(of, "ppkm-rt") != cached_briefing.name(of, "ppkm-rt-v1")


def fill(page: Screen, title: str, note: str, name: str, into: str = "") -> None:
    """Type into the form for a view and press its button."""
    page.app.text_input(key="scene_title").set_value(title)
    page.app.text_area(key="scene_note").set_value(note)
    page.app.text_input(key="briefing_title").set_value(name)
    if into:
        page.app.selectbox(key="scene_into").set_value(into)
    next(b for b in page.app.button if b.label == "Tambahkan").click()
    page.run()


def press(page: Screen, key: str) -> None:
    page.app.button(key=key).click()
    page.run()


def test_a_public_briefing_opens_for_everybody_and_one_for_officers_does_not(
    open_page: Open, settings: pytest.MonkeyPatch
) -> None:
    store = Store.open(Settings().db_url)
    desk = Desk(store, operator("uji"))
    params = {"city": CITY, "date": DAY}
    open_one = desk.save_briefing(CITY, "covid19", "Umum", [Scene("Satu", "", "peta", params)])
    closed = desk.save_briefing(CITY, "covid19", "Dalam", [Scene("Dua", "", "data", params)])
    store.close()
    page = open_page("taklimat", briefing=open_one.id)
    assert page.one(".//h1") == "Umum" and len(pictures(page)) == 1
    page = open_page("taklimat", briefing=closed.id)
    assert pictures(page) == [] and "tidak ada taklimat dengan tautan ini" in page.words
