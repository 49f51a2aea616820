"""Links that ask for what there is not: a sentence and the nearest valid choice, never a crash."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open

HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("field", "asked", "said", "used"),
    [
        ("city", "atlantis", "kota “atlantis” tidak dikenal", {"city": "banjarmasin"}),
        ("disease", "flu", "penyakit “flu” tidak dikenal", {"city": "banjarmasin"}),
        ("rule", "ramalan", "aturan “ramalan” tidak dikenal", {"rule": "resmi"}),
        ("lang", "jv", "bahasa “jv” tidak dikenal", {"lang": "id"}),
        ("date", "kemarin", "tanggal “kemarin” tidak dapat dibaca", {"date": "2020-10-06"}),
        ("date", "2020-13-01", "tidak dapat dibaca", {"date": "2020-10-06"}),
        (
            "date",
            "2020-10-05",
            "tidak ada data untuk Senin, 5 Oktober 2020",
            {"date": "2020-10-06"},
        ),
        ("date", "1999-01-01", "tidak ada data untuk", {"city": "banjarmasin"}),
        ("zone", "Gotham", "kelurahan “Gotham” tidak ada di kota ini", {"city": "banjarmasin"}),
        ("zone", "33.74.01.1001", "tidak ada di kota ini", {"city": "banjarmasin"}),
    ],
)
@pytest.mark.parametrize("page", ["peta", "kelurahan"])
def test_a_wrong_field_is_named_and_the_nearest_used(
    open_page: Open, page: str, field: str, asked: str, said: str, used: dict[str, str]
) -> None:
    screen = open_page(page, **{field: asked})
    assert any(said in notice for notice in screen.notices())
    assert used.items() <= screen.address.items()
    assert asked not in screen.address.values()


@pytest.mark.parametrize("field", ["city", "disease", "rule", "lang", "date", "zone"])
def test_hostile_words_stay_words(open_page: Open, field: str) -> None:
    screen = open_page(**{field: HOSTILE})
    assert any(HOSTILE in notice for notice in screen.notices())
    assert screen.tree.findall(".//script") == []
    assert HOSTILE not in str(screen.map())
    assert HOSTILE not in screen.address.values()


def test_every_fault_of_a_link_is_said_at_once(open_page: Open) -> None:
    screen = open_page(city="atlantis", rule="ramalan", date="kemarin", lang="jv")
    assert len(screen.notices()) == 4


def test_a_name_finds_its_zone_and_the_link_gets_its_code(open_page: Open) -> None:
    screen = open_page("kelurahan", zone="teluk dalam")
    assert screen.address["zone"] == "63.71.05.1004"
    assert screen.notices() == []


def test_the_link_written_opens_the_same_view(open_page: Open) -> None:
    first = open_page("kelurahan", zone="63.71.05.1004", rule="insidensi7", lang="en")
    again = open_page("kelurahan", **first.address)
    assert again.html == first.html
    assert again.address == first.address
