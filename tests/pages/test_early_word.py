"""The early word on a kelurahan's page: what is said there is what is copied, sent and drawn."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.pages.conftest import Open, Screen

SEBERANG_MESJID = "63.71.05.1007"


def whatsapp(page: Screen) -> list[str]:
    link = page.tree.find(".//a[@class='jt-send']")
    assert link is not None
    address = str(link.get("href"))
    assert address.startswith("https://wa.me/?text=")
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    return parse_qs(urlsplit(address).query)["text"][0].splitlines()


def copied(page: Screen) -> dict[str, Any]:
    """What the copy button is given."""
    parts = page.app.get("bidi_component")
    (component,) = [part for part in parts if part.proto.component_name.endswith("jaga_copy")]
    return dict(json.loads(component.proto.json))


@pytest.mark.parametrize(
    ("lang", "lines", "note"),
    [
        (
            "id",
            [
                "Seberang Mesjid: merah, 6 Oktober 2020",
                "Pada 6 Oktober 2020 Seberang Mesjid diberitakan berzona merah.",
                "Sumbernya sonora.id dan bakabar.com.",
                "Sepekan sebelumnya, 29 September 2020: juga merah.",
                "Dari 6 kelurahan tetangga, tidak satu pun kuning atau lebih berat.",
                "Jumlah kasus di Seberang Mesjid pada 6 Oktober 2020 tidak diberitakan.",
            ],
            "tidak ada yang terkirim sebelum Anda memilih penerima",
        ),
        (
            "en",
            [
                "Seberang Mesjid: red, 6 October 2020",
                "On 6 October 2020 Seberang Mesjid was reported as red.",
                "Source: sonora.id and bakabar.com.",
                "A week earlier, 29 September 2020: also red.",
                "Of 6 neighbouring kelurahan, none is yellow or worse.",
                "How many cases Seberang Mesjid had on 6 October 2020 was not reported.",
            ],
            "nothing is sent before you choose to whom",
        ),
    ],
)
def test_the_word_of_a_red_kelurahan(
    open_page: Open, lang: str, lines: list[str], note: str
) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06", lang=lang)
    said = page.all(".//div[@class='jt-word']/p")
    assert said == lines
    assert whatsapp(page)[: len(lines)] == [f"*{lines[0]}*", *lines[1:]]
    assert copied(page)["text"].splitlines() == whatsapp(page)
    assert note in page.words


def test_a_simulated_word_begins_with_it(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, rule="insidensi7", date="2020-09-15")
    said = page.all(".//div[@class='jt-word']/p")
    assert said[0] == "SIMULASI: angka untuk 15 September 2020 ini contoh, bukan laporan."
    assert whatsapp(page)[0] == "*SIMULASI, bukan data resmi*"
    assert copied(page)["text"].startswith("*SIMULASI, bukan data resmi*\n")


def test_the_picture_is_offered_under_a_name_that_says_which_it_is(open_page: Open) -> None:
    page = open_page("kelurahan", zone=SEBERANG_MESJID, date="2020-10-06", lang="en")
    (button,) = page.app.get("download_button")
    assert button.proto.label == "Download picture (PNG)"


def test_without_a_kelurahan_there_is_no_word(open_page: Open) -> None:
    page = open_page("kelurahan")
    assert page.tree.find(".//div[@class='jt-word']") is None
    assert page.app.get("download_button") == []
