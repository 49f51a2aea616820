"""A link that asks for what is not there: one sentence, the nearest valid choice, no failure."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open

OPENING = {"city": "banjarmasin", "date": "2020-10-06", "rule": "resmi", "lang": "id"}
SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{found} {0} {known!r} %s",
    "../../../etc/passwd",
    "'; DROP TABLE observations; --",
    "javascript:alert(1)",
    "a" * 4000,
    "٦٣٫٧١ \u202eevil",
)
FIELDS = ("city", "disease", "rule", "date", "zone", "lang")


@pytest.mark.parametrize(
    ("field", "wrong", "said", "used"),
    [
        (
            "city", "surabaya",
            "kota “surabaya” tidak dikenal. Seharusnya salah satu dari: banjarmasin, semarang.",
            "banjarmasin",
        ),
        (
            "disease", "flu",
            "penyakit “flu” tidak dikenal. Seharusnya salah satu dari: covid19, dbd.",
            None,
        ),
        (
            "rule", "tebakan",
            "aturan “tebakan” tidak dikenal. Seharusnya salah satu dari: resmi, insidensi7,",
            "resmi",
        ),
        ("lang", "fr", "bahasa “fr” tidak dikenal. Seharusnya salah satu dari: id, en.", "id"),
        (
            "date", "2020-10-32",
            "tanggal “2020-10-32” tidak dapat dibaca. Seharusnya tanggal seperti 2020-10-06.",
            "2020-10-06",
        ),
        (
            "date", "06/10/2020",
            "tanggal “06/10/2020” tidak dapat dibaca. Seharusnya tanggal seperti 2020-10-06.",
            "2020-10-06",
        ),
        (
            "zone", "63.71.99.9999",
            "kelurahan “63.71.99.9999” tidak ada di kota ini.",
            None,
        ),
        (
            "zone", "33.74.01.1001",
            "kelurahan “33.74.01.1001” tidak ada di kota ini.",
            None,
        ),
    ],
)  # fmt: skip
def test_an_unknown_value_is_named_and_replaced(
    open_page: Open, field: str, wrong: str, said: str, used: str | None
) -> None:
    page = open_page(**{field: wrong})
    (notice,) = page.notices()
    assert notice.startswith(f"?{field}=: {said}")
    assert page.address.get(field) == used
    assert page.address == OPENING
    assert page.one(".//h1") == "45 dari 52 kelurahan hijau; satu merah"


def test_the_sentence_is_in_the_viewers_language(open_page: Open) -> None:
    page = open_page(city="surabaya", lang="en")
    (notice,) = page.notices()
    assert notice == (
        "?city=: the city “surabaya” is not known. Expected: one of: banjarmasin, semarang. "
        "Shown instead: banjarmasin."
    )


@pytest.mark.parametrize(
    ("asked", "shown", "found", "used"),
    [
        ("2020-10-05", "2020-10-06", "Senin, 5 Oktober 2020", "Selasa, 6 Oktober 2020"),
        ("2020-10-08", "2020-10-06", "Kamis, 8 Oktober 2020", "Selasa, 6 Oktober 2020"),
        ("1990-01-01", "2020-04-10", "Senin, 1 Januari 1990", "Jumat, 10 April 2020"),
        ("9999-12-31", "2021-09-06", "Jumat, 31 Desember 9999", "Senin, 6 September 2021"),
        ("0001-01-01", "2020-04-10", "Senin, 1 Januari 1", "Jumat, 10 April 2020"),
    ],
)
def test_a_day_without_data_gives_way_to_the_nearest(
    open_page: Open, asked: str, shown: str, found: str, used: str
) -> None:
    page = open_page(date=asked)
    (notice,) = page.notices()
    assert notice == (
        f"?date=: tidak ada data untuk {found}. Seharusnya hari yang tercatat, antara "
        "Jumat, 10 April 2020 dan Senin, 6 September 2021. "
        f"Yang ditampilkan: hari tercatat terdekat, {used}."
    )
    assert page.address["date"] == shown


def test_a_misspelt_kelurahan_gets_names_like_it(open_page: Open) -> None:
    page = open_page("kelurahan", zone="Seberang Masjd")
    notice, ask = page.notices()
    assert "yang paling mirip: Seberang Mesjid," in notice
    assert ask.startswith("Pilih kelurahan di atas")
    assert "zone" not in page.address


def test_a_kelurahan_by_its_name_is_no_fault(open_page: Open) -> None:
    page = open_page("kelurahan", zone="seberang mesjid")
    assert page.notices() == []
    assert page.address["zone"] == "63.71.05.1007"
    assert page.one(".//h1") == "M Seberang Mesjid: merah"


def test_every_fault_of_a_link_is_told_at_once(open_page: Open) -> None:
    wrong = dict.fromkeys(FIELDS, "salah")
    page = open_page(**wrong)
    starts = sorted(notice.split(":")[0] for notice in page.notices())
    assert starts == sorted(f"?{field}=" for field in FIELDS)
    assert page.address == OPENING


@pytest.mark.parametrize("page_key", ["peta", "kelurahan"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_stay_text(open_page: Open, page_key: str, hostile: str) -> None:
    page = open_page(page_key, **dict.fromkeys(FIELDS, hostile))
    told = [notice for notice in page.notices() if notice.startswith("?")]
    assert len(told) == len(FIELDS)
    assert all(" ".join(hostile.split()) in notice for notice in told)
    assert page.tree.findall(".//script") == []
    assert page.tree.findall(".//img") == []
    assert [e for e in page.tree.iter() if any(name.startswith("on") for name in e.attrib)] == []
    assert page.address == OPENING


@pytest.mark.parametrize("field", FIELDS)
def test_a_script_in_a_link_is_escaped(open_page: Open, field: str) -> None:
    page = open_page(**{field: SCRIPT})
    assert SCRIPT not in str(page.map())
    assert SCRIPT not in page.html
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;”" in page.html


def test_unknown_and_repeated_fields_do_no_harm(open_page: Open) -> None:
    page = open_page(colour=SCRIPT, city=["semarang", "banjarmasin"], zone="")
    assert page.address == OPENING
    assert page.notices() == []
    assert "alert" not in page.html


def test_the_link_written_opens_the_same_view(open_page: Open) -> None:
    first = open_page("kelurahan", zone="63.71.05.1004", rule="insidensi7", lang="en")
    again = open_page("kelurahan", **first.address)
    assert again.html == first.html
    assert again.address == first.address


def test_a_day_asked_of_a_city_without_days(open_page: Open) -> None:
    for asked in ("2020-10-06", SCRIPT):
        page = open_page(city="semarang", date=asked)
        assert page.one(".//h1") == "Kota Semarang: belum ada data Covid-19"
        assert "date" not in page.address
