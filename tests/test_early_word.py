"""The early word: sentences written out by hand, each with a value of the view and no other."""

# ruff: noqa: E501 (sentences as they are read out stand on one line each)

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from geo.early_word import EarlyWord, early_word
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.reasons import Phrase
from geo.render import word, words
from geo.rt import RtHouses
from geo.rules import Rule, registry
from geo.suppression import OFFICIAL, PUBLIC, Policy, window_end
from geo.text import catalogue
from geo.views import WEEK, CityView, ZoneView, city_view, zone_view
from geo.why import why
from geo.zoning import zoning
from tests import toy
from tests.test_public_view import ORDERS, city

RULES = registry()
OCTOBER = dt.date(2020, 10, 6)
APRIL = dt.date(2021, 4, 6)
SEBERANG_MESJID, PEMURUS_DALAM, MELAYU = "63.71.05.1007", "63.71.01.1010", "63.71.05.1009"
HOUSES = RtHouses(
    ("001", "002", "003"),
    np.array([0, 0, 1]),
    (dt.date(2021, 3, 30), APRIL),
    np.array([[3.0, 3.0], [0.0, 1.0], [0.0, np.nan]]),
)
"""Houses of two RT of square 1 and one of square 2, before and after the rule's second version."""


def said(facts: Facts, rule: str, day: dt.date, zone_id: str, smoothed: bool = False) -> EarlyWord:
    now, then = (
        city_view(facts, RULES[rule], when, smoothed=smoothed) for when in (day, day - WEEK)
    )
    return early_word(zone_view(now, zone_id), then)


def square(k: int, rule: str = "insidensi7", day: dt.date = toy.LAST, **changes: Any) -> EarlyWord:
    return said(toy.facts(**changes), rule, day, toy.zone_id(k))


def daily(first: dt.date, last: dt.date, cases: dict[dt.date, int]) -> Facts:
    """Square 1 with a report on every day, 0 where ``cases`` says nothing; the others have none."""
    days = (first + dt.timedelta(days=i) for i in range((last - first).days + 1))
    return toy.facts({day: (cases.get(day, 0),) for day in days}, "new")


def closed_week(policy: Policy = PUBLIC) -> Facts:
    """Two weeks that close on Sunday: squares 1 to 3 have 0, 3 and 20 cases, then 2, 4 and 20."""
    table = {dt.date(2021, 3, d): (0,) * 9 for d in range(1, 15)}
    table[dt.date(2021, 3, 7)] = (0, 3, 20, 9, 9, 9, 9, 9, 9)
    table[dt.date(2021, 3, 14)] = (2, 4, 20, 9, 9, 9, 9, 9, 9)
    return toy.facts(table, "new", policy=policy)


def lines(of: EarlyWord, lang: str) -> list[str]:
    return [word.title(of, lang), *word.lines(of, lang)]


def golden(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


GREEN = (
    """Satu: hijau, 15 Maret 2021
    Pada 15 Maret 2021 Satu berwarna hijau menurut “insidensi 7 hari, indikatif”; artinya tidak ada kasus dalam 7 hari.
    Tidak ada kasus dalam 7 hari sampai 15 Maret 2021 dari 20.000 penduduk; angka sebenarnya masih bisa sampai 18 per 100.000.
    Sepekan sebelumnya, 8 Maret 2021: tidak ada kasus, hijau; jumlahnya tetap.
    Dari 2 kelurahan tetangga, 2 kuning atau lebih berat: Empat (oranye), Dua (kuning).
    Jika bertambah 1 kasus, warnanya menjadi kuning.
    Angka ini dimuat 15 Maret 2021 pukul 10.05; laporan yang datang sesudahnya belum terhitung.""",
    """Satu: green, 15 March 2021
    On 15 March 2021 Satu is green by the rule “7-day incidence, indicative”; that means no case in 7 days.
    No case in 7 days to 15 March 2021 among 20,000 people; the true rate may still be up to 18 per 100,000.
    A week earlier, 8 March 2021: no case, green; the number is the same.
    Of 2 neighbouring kelurahan, 2 are yellow or worse: Empat (orange), Dua (yellow).
    With 1 more case the colour becomes yellow.
    These numbers were loaded on 15 March 2021 at 10:05; reports that came later are not in them.""",
)
YELLOW = (
    """Dua: kuning, 15 Maret 2021
    Pada 15 Maret 2021 Dua berwarna kuning menurut “insidensi 7 hari, indikatif”; artinya ada kasus, tetapi di bawah 50 per 100.000 penduduk dalam 7 hari.
    4 kasus dalam 7 hari sampai 15 Maret 2021 dari 10.000 penduduk, yaitu 40 per 100.000; angka sebenarnya bisa 11 sampai 102.
    Sepekan sebelumnya, 8 Maret 2021: tidak ada kasus, hijau; sekarang 4 kasus lebih banyak.
    Dari 3 kelurahan tetangga, 2 kuning atau lebih berat: Lima dan Tiga (merah).
    Jika bertambah 1 kasus, warnanya menjadi oranye.
    Warnanya belum pasti: peluang kuning 65 persen.""",
    """Dua: yellow, 15 March 2021
    On 15 March 2021 Dua is yellow by the rule “7-day incidence, indicative”; that means cases, but below 50 per 100,000 people in 7 days.
    4 cases in 7 days to 15 March 2021 among 10,000 people, that is 40 per 100,000; the true rate may be 11 to 102.
    A week earlier, 8 March 2021: no case, green; now 4 cases more.
    Of 3 neighbouring kelurahan, 2 are yellow or worse: Lima and Tiga (red).
    With 1 more case the colour becomes orange.
    The colour is not certain: the chance of yellow is 65 per cent.""",
)
ORANGE = (
    """Empat: oranye, 15 Maret 2021
    Pada 15 Maret 2021 Empat berwarna oranye menurut “insidensi 7 hari, indikatif”; artinya 50 sampai di bawah 150 kasus per 100.000 penduduk dalam 7 hari.
    6 kasus dalam 7 hari sampai 15 Maret 2021 dari 12.000 penduduk, yaitu 50 per 100.000; angka sebenarnya bisa 18 sampai 109.
    Sepekan sebelumnya, 8 Maret 2021: 6 kasus, oranye; jumlahnya tetap.
    Dari 3 kelurahan tetangga, 1 kuning atau lebih berat: Lima (merah); warna 1 lainnya tidak diketahui.
    Jika bertambah 12 kasus, warnanya menjadi merah.
    Warnanya belum pasti: peluang oranye 53 persen.""",
    """Empat: orange, 15 March 2021
    On 15 March 2021 Empat is orange by the rule “7-day incidence, indicative”; that means 50 to below 150 cases per 100,000 people in 7 days.
    6 cases in 7 days to 15 March 2021 among 12,000 people, that is 50 per 100,000; the true rate may be 18 to 109.
    A week earlier, 8 March 2021: 6 cases, orange; the number is the same.
    Of 3 neighbouring kelurahan, 1 is yellow or worse: Lima (red); unknown: 1.
    With 12 more cases the colour becomes red.
    The colour is not certain: the chance of orange is 53 per cent.""",
)
RED = (
    """Lima: merah, 15 Maret 2021
    Pada 15 Maret 2021 Lima berwarna merah menurut “insidensi 7 hari, indikatif”; artinya 150 kasus atau lebih per 100.000 penduduk dalam 7 hari.
    30 kasus dalam 7 hari sampai 15 Maret 2021 dari 20.000 penduduk, yaitu 150 per 100.000; angka sebenarnya bisa 101 sampai 214.
    Sepekan sebelumnya, 8 Maret 2021: 29 kasus, oranye; sekarang 1 kasus lebih banyak.
    Dari 4 kelurahan tetangga, 2 kuning atau lebih berat: Empat (oranye), Dua (kuning); warna 2 lainnya tidak diketahui.
    Jika berkurang 1 kasus, warnanya menjadi oranye.
    Warnanya belum pasti: peluang merah 51 persen.""",
    """Lima: red, 15 March 2021
    On 15 March 2021 Lima is red by the rule “7-day incidence, indicative”; that means 150 cases or more per 100,000 people in 7 days.
    30 cases in 7 days to 15 March 2021 among 20,000 people, that is 150 per 100,000; the true rate may be 101 to 214.
    A week earlier, 8 March 2021: 29 cases, orange; now 1 case more.
    Of 4 neighbouring kelurahan, 2 are yellow or worse: Empat (orange), Dua (yellow); unknown: 2.
    With 1 case fewer the colour becomes orange.
    The colour is not certain: the chance of red is 51 per cent.""",
)


@pytest.mark.parametrize(
    ("k", "texts"), [(1, GREEN), (2, YELLOW), (4, ORANGE), (5, RED)], ids=["H", "K", "O", "M"]
)
def test_each_colour_read_aloud(k: int, texts: tuple[str, str]) -> None:
    made = square(k)
    assert [lines(made, lang) for lang in ("id", "en")] == [golden(text) for text in texts]


STALE = (
    """Enam: data usang, 15 Maret 2021
    Warna Enam pada 15 Maret 2021 tidak diketahui (data usang); itu tidak berarti hijau.
    Laporan terakhirnya 8 Maret 2021; sesudah itu belum ada, jadi warna lama tidak diteruskan.
    Sepekan sebelumnya, 8 Maret 2021: tidak ada kasus, hijau.
    Dari 3 kelurahan tetangga, 2 kuning atau lebih berat: Lima dan Tiga (merah); warna 1 lainnya tidak diketahui.
    Angka ini dimuat 15 Maret 2021 pukul 10.05; laporan yang datang sesudahnya belum terhitung.""",
    """Enam: stale data, 15 March 2021
    The colour of Enam on 15 March 2021 is unknown (stale data); that does not mean green.
    Its last report is of 8 March 2021; none has come since, so the old colour is not carried on.
    A week earlier, 8 March 2021: no case, green.
    Of 3 neighbouring kelurahan, 2 are yellow or worse: Lima and Tiga (red); unknown: 1.
    These numbers were loaded on 15 March 2021 at 10:05; reports that came later are not in them.""",
)


def test_a_stale_zone_says_what_is_missing() -> None:
    made = square(6)
    assert [lines(made, lang) for lang in ("id", "en")] == [golden(text) for text in STALE]


@pytest.mark.parametrize(
    ("k", "indonesian", "english"),
    [
        (7, "Perbaikan laporan membuat jumlah dalam 7 hari menjadi -1, dan itu tidak mungkin; "
         "tunggu angka yang benar.",
         "A correction makes the sum in 7 days -1, which cannot be; wait for the right number."),
        (8, "2 kasus dalam 7 hari sampai 15 Maret 2021, tetapi jumlah penduduknya belum dimuat, "
         "jadi lajunya tidak dapat dihitung.",
         "2 cases in 7 days to 15 March 2021, but its population is not loaded, so there is no "
         "rate."),
        (9, "Jumlah kasus di Sembilan dalam 7 hari memuat angka kecil yang disamarkan sumbernya.",
         "The cases of Sembilan in 7 days hold a small number that its source hides."),
    ],
)  # fmt: skip
def test_what_is_missing_for_a_colour(k: int, indonesian: str, english: str) -> None:
    made = square(k)
    assert word.lines(made, "id")[1] == indonesian
    assert word.lines(made, "en")[1] == english
    assert "tidak berarti hijau" in word.lines(made, "id")[0]


def test_a_zone_that_nobody_ever_reported() -> None:
    made = square(1, table={toy.LAST: (None, 3)})
    assert word.lines(made, "id")[1:3] == [
        "Sampai 15 Maret 2021 belum ada satu pun laporan untuk Satu.",
        "Warna sepekan sebelumnya, 8 Maret 2021, juga tidak diketahui (tanpa data).",
    ]


def test_no_case_and_no_population() -> None:
    """Green without a population: nothing is said of a rate."""
    facts = toy.facts(dict.fromkeys(toy.CASES, (0,) * 9))
    said_of = word.lines(said(facts, "insidensi7", toy.LAST, toy.zone_id(8)), "id")
    assert said_of[1] == "Tidak ada kasus dalam 7 hari sampai 15 Maret 2021."
    assert "per 100.000" not in " ".join(said_of)


@pytest.mark.parametrize(
    ("near", "indonesian", "english"),
    [
        ((), "Menurut data batas, Satu tidak berbatasan dengan kelurahan lain.",
         "By the boundary file Satu borders on no other kelurahan."),
        ((3,), "Satu-satunya kelurahan tetangga, Tiga: merah.",
         "The only neighbouring kelurahan, Tiga: red."),
        ((6,), "Satu-satunya kelurahan tetangga, Enam: data usang.",
         "The only neighbouring kelurahan, Enam: stale data."),
        ((6, 7), "Warna 2 kelurahan tetangga tidak diketahui.",
         "The colours of all 2 neighbouring kelurahan are unknown."),
        ((5, 3, 2), "Dari 3 kelurahan tetangga, 3 kuning atau lebih berat: Lima dan Tiga (merah), "
         "Dua (kuning).",
         "Of 3 neighbouring kelurahan, 3 are yellow or worse: Lima and Tiga (red), Dua (yellow)."),
    ],
)  # fmt: skip
def test_neighbours(near: tuple[int, ...], indonesian: str, english: str) -> None:
    around = {toy.zone_id(1): tuple(map(toy.zone_id, near))}
    made = square(1, neighbours=around)
    assert word.lines(made, "id")[3] == indonesian
    assert word.lines(made, "en")[3] == english


def test_calm_neighbours_and_those_nobody_knows() -> None:
    calm = dict.fromkeys(toy.CASES, (0, 0, 0, 0, 9, *((None,) * 4)))
    assert word.lines(square(1, table=calm), "id")[3] == (
        "Dari 2 kelurahan tetangga, tidak satu pun kuning atau lebih berat."
    )
    assert word.lines(square(5, table=calm), "id")[3] == (
        "Dari 4 kelurahan tetangga, 2 diketahui warnanya, dan tidak satu pun kuning atau lebih "
        "berat."
    )


def test_more_neighbours_than_can_be_read_out() -> None:
    """Eight are named, the most severe first; of others the number is said."""
    names = tuple(f"Tetangga {'ABCDEFGHI'[k]}" for k in range(9))
    table = {dt.date(2021, 3, 8): (0,) * 9, dt.date(2021, 3, 15): (1,) * 8 + (90,)}
    around = {toy.zone_id(9): toy.IDS}
    facts = toy.facts(
        table,
        zones=toy.zones(names),
        population=toy.population((20_000,) * 9),
        neighbours=around,
    )
    near = word.lines(said(facts, "insidensi7", toy.LAST, toy.zone_id(9)), "id")[3]
    assert near.startswith(
        "Dari 9 kelurahan tetangga, 9 kuning atau lebih berat: Tetangga I (merah)"
    )
    assert near.endswith("Tetangga F, dan Tetangga G (kuning), dan 1 lagi.")


PUBLIC_WORDS = {
    1: (
        "Pada 17 Maret 2021 Satu berwarna kuning menurut “insidensi 7 hari, indikatif”; artinya ada "
        "kasus, tetapi di bawah 50 per 100.000 penduduk dalam 7 hari.",
        "1 sampai 4 kasus dalam 7 hari sampai 14 Maret 2021; angka sekecil itu disamarkan.",
        "Sepekan sebelumnya, 7 Maret 2021: tidak ada kasus, hijau.",
    ),
    2: (
        "Pada 17 Maret 2021 Dua berwarna kuning menurut “insidensi 7 hari, indikatif”; artinya ada "
        "kasus, tetapi di bawah 50 per 100.000 penduduk dalam 7 hari.",
        "1 sampai 4 kasus dalam 7 hari sampai 14 Maret 2021; angka sekecil itu disamarkan.",
        "Sepekan sebelumnya, 7 Maret 2021: 1 sampai 4 kasus, kuning.",
    ),
    3: (
        "Pada 17 Maret 2021 Tiga berwarna merah menurut “insidensi 7 hari, indikatif”; artinya 150 "
        "kasus atau lebih per 100.000 penduduk dalam 7 hari.",
        "20 kasus dalam 7 hari sampai 14 Maret 2021 dari 5.000 penduduk, yaitu 400 per 100.000; "
        "angka sebenarnya bisa 244 sampai 618.",
        "Sepekan sebelumnya, 7 Maret 2021: 20 kasus, merah; jumlahnya tetap.",
    ),
}


@pytest.mark.parametrize("k", PUBLIC_WORDS)
def test_the_public_hears_closed_weeks_and_no_small_count(k: int) -> None:
    made = said(closed_week(), "insidensi7", dt.date(2021, 3, 17), toy.zone_id(k))
    assert tuple(word.lines(made, "id")[:3]) == PUBLIC_WORDS[k]


def test_a_colour_that_would_give_a_count_away() -> None:
    # 5,000 people: 1 and 2 cases are yellow, 3 and 4 orange.
    table = {dt.date(2021, 3, d): (0,) * 9 for d in range(1, 15)}
    table[dt.date(2021, 3, 14)] = (0, 0, 2, 0, 0, 0, 0, 0, 0)
    facts = toy.facts(table, "new", policy=PUBLIC)
    made = said(facts, "insidensi7", dt.date(2021, 3, 17), toy.zone_id(3))
    assert word.lines(made, "id")[:2] == [
        "Warna Tiga pada 17 Maret 2021 tidak diketahui (disamarkan); itu tidak berarti hijau.",
        "1 sampai 4 kasus dalam 7 hari sampai 14 Maret 2021; angka sekecil itu disamarkan, dan "
        "warnanya akan membukanya.",
    ]


@pytest.mark.parametrize("order", [1, 9, 17, 23])
def test_hidden_counts_change_no_word(order: int) -> None:
    """Cities that differ in hidden counts alone sound the same to the public, not to an official."""
    days = [dt.date(2021, 3, day) for day in (14, 18, 21, 23)]

    def all_words(policy: Policy, of: int, seed: int) -> list[str]:
        facts = city(of, seed, policy)
        made = [said(facts, "insidensi7", day, zone) for day in days for zone in toy.IDS]
        return [line for one in made for lang in ("id", "en") for line in lines(one, lang)]

    assert len(ORDERS) == 24
    assert all_words(PUBLIC, order, 3) == all_words(PUBLIC, 0, 1)
    assert all_words(OFFICIAL, order, 3) != all_words(OFFICIAL, 0, 1)


def test_houses_per_rt_and_the_rule_of_the_day() -> None:
    assert lines(square(1, "ppkm-rt", APRIL, rt=HOUSES), "id") == golden(
        """Satu: oranye, 6 April 2021
        Pada 6 April 2021 RT terberat di Satu berwarna oranye menurut “PPKM Mikro versi 2”; artinya 3 sampai 5 rumah dengan kasus dalam 7 hari, dan itu bukan zona resmi kelurahan.
        Dari 2 RT: 1 kuning, 1 oranye.
        Sepekan sebelumnya, 30 Maret 2021, berlaku aturan lain (PPKM Mikro versi 1), jadi warnanya tidak dibandingkan.
        Warna 2 kelurahan tetangga tidak diketahui.
        Angka ini dimuat 15 Maret 2021 pukul 10.05; laporan yang datang sesudahnya belum terhitung."""
    )
    gaps = word.lines(square(2, "ppkm-rt", APRIL, rt=HOUSES), "id")[1]
    assert gaps == "Dari 1 RT tidak semua dilaporkan: 1 tanpa data."
    none = word.lines(square(3, "ppkm-rt", APRIL, rt=HOUSES), "en")[1]
    assert none == "For 6 April 2021 no houses per RT are reported in Tiga."


def test_a_rule_that_was_not_in_force_is_said_first() -> None:
    assert word.lines(square(1, "ppkm-rt-v1", APRIL, rt=HOUSES), "id")[:2] == [
        "Pengandaian: pada 6 April 2021 aturan ini tidak berlaku (PPKM Mikro versi 1).",
        "Pada 6 April 2021 RT terberat di Satu berwarna kuning menurut “PPKM Mikro versi 1”; artinya "
        "1 sampai 5 rumah dengan kasus dalam 7 hari, dan itu bukan zona resmi kelurahan.",
    ]


def test_a_lurah_hears_the_own_rts_and_of_others_that_they_are_hidden() -> None:
    lurah = PUBLIC.open_to(toy.zone_id(1))
    own = word.lines(square(1, "ppkm-rt", APRIL, rt=HOUSES, policy=lurah), "id")
    assert own[1] == "Dari 2 RT: 1 kuning, 1 oranye."
    assert own[3] == "Warna 2 kelurahan tetangga tidak diketahui."
    other = word.lines(square(2, "ppkm-rt", APRIL, rt=HOUSES, policy=lurah), "id")
    assert other[1] == "Rumah per RT di Dua hanya terlihat bagi lurahnya dan bagi dinas."


@pytest.mark.parametrize(
    ("k", "rule", "meaning", "count", "step"),
    [
        (5, "bjm-2020-06", "51 kasus atau lebih sejak laporan pertama.", "99 kasus sejak laporan "
         "pertama sampai 15 Maret 2021.", "Jika berkurang 49 kasus, warnanya menjadi merah."),
        (3, "bjm-2020-06", "1 sampai 50 kasus sejak laporan pertama.", "20 kasus sejak laporan "
         "pertama sampai 15 Maret 2021.", "Jika bertambah 31 kasus, warnanya menjadi hitam."),
        (1, "bjm-2020-06", "tidak ada kasus sejak laporan pertama.", "Tidak ada kasus sejak "
         "laporan pertama sampai 15 Maret 2021.", "Jika bertambah 1 kasus, warnanya menjadi "
         "merah."),
    ],
)  # fmt: skip
def test_rules_that_count_since_the_first_report(
    k: int, rule: str, meaning: str, count: str, step: str
) -> None:
    said_of = word.lines(square(k, rule), "id")
    assert said_of[1].endswith(f"artinya {meaning}")
    assert (said_of[2], said_of[5]) == (count, step)


@pytest.mark.parametrize(
    ("rule", "meaning", "rate"),
    [
        ("harvard", "10 sampai di bawah 25 kasus per 100.000 penduduk sehari, rata-rata 7 hari",
         "yaitu 21,4 per 100.000 sehari; angka sebenarnya bisa 14 sampai 31."),
        ("insidensi14", "50 sampai di bawah 150 kasus per 100.000 penduduk tiap 7 hari, rata-rata "
         "14 hari", "yaitu 147,5 per 100.000 tiap 7 hari; angka sebenarnya bisa 112 sampai 190."),
    ],
)  # fmt: skip
def test_a_rate_is_said_as_its_rule_counts(rule: str, meaning: str, rate: str) -> None:
    # 30 / 20,000 / 7 = 21.43 a day; (30 + 29) / 20,000 / 2 = 147.5 a week.
    said_of = word.lines(square(5, rule), "id")
    assert f"artinya {meaning}." in " ".join(said_of)
    assert said_of[-5].endswith(rate)


def test_a_rate_just_below_its_bound_is_not_said_to_be_at_it() -> None:
    # 149 of 99,334 people is 149.999..., and orange ends where 150 begins.
    table = {dt.date(2021, 3, 8): (0,) * 9, dt.date(2021, 3, 15): (149,) + (0,) * 8}
    facts = toy.facts(table, population=toy.population((99_334,) + (1_000,) * 8))
    made = said(facts, "insidensi7", toy.LAST, toy.zone_id(1))
    assert "oranye" in word.title(made, "id")
    assert "yaitu 149,999 per 100.000" in word.lines(made, "id")[1]


def test_a_smoothed_colour_says_what_it_is_from() -> None:
    made = said(toy.facts(), "insidensi7", toy.LAST, toy.zone_id(3), smoothed=True)
    assert word.title(made, "id") == "Tiga: oranye, 15 Maret 2021"
    assert word.lines(made, "id")[-2] == (
        "Warna ini dari angka yang ditarik ke rata-rata kota, 135,1 per 100.000."
    )


def test_dengue_by_years_and_by_month() -> None:
    first, last = dt.date(2018, 1, 1), dt.date(2021, 3, 15)
    cases = {dt.date(2018, 6, 1): 1, dt.date(2020, 2, 2): 11, dt.date(2021, 3, 3): 3}
    facts = daily(first, last, cases)
    strata = said(facts, "dbd-strata", last, toy.zone_id(1))
    assert word.lines(strata, "id")[:3] == [
        "Pada 15 Maret 2021 Satu berwarna oranye menurut “strata DBD”.",
        "Ada kasus di 2 dari 3 tahun, 2018 sampai 2020.",
        "Sepekan sebelumnya, 8 Maret 2021: juga oranye.",
    ]
    outbreak = said(facts, "dbd-klb", last, toy.zone_id(1))
    assert word.lines(outbreak, "id")[:3] == [
        "Pada 15 Maret 2021 Satu berwarna merah menurut “tanda KLB DBD”.",
        "3 kasus bulan ini sampai 15 Maret 2021; sepanjang 2020 11 kasus.",
        "Sepekan sebelumnya, 8 Maret 2021: 3 kasus, merah; jumlahnya tetap.",
    ]
    larvae = said(daily(first, last, {}), "dbd-strata", last, toy.zone_id(1))
    assert word.lines(larvae, "en")[1] == (
        "No case from 2018 to 2020; the colour hangs on the share of houses without larvae, which "
        "is not loaded."
    )
    gap = said(daily(dt.date(2018, 1, 2), last, {}), "dbd-strata", last, toy.zone_id(1))
    assert word.lines(gap, "id")[1] == "Tidak semua hari dari 2018 sampai 2020 dilaporkan."


def test_a_score_of_indicators_is_a_range() -> None:
    assert word.lines(square(3, "kepmendagri-440-830"), "en")[1] == (
        "The score is 60 to 90, from 1 reported indicator; that range is more than one colour."
    )


ARCHIVED = [
    (SEBERANG_MESJID, "2020-10-06", """Seberang Mesjid: merah, 6 Oktober 2020
        Pada 6 Oktober 2020 Seberang Mesjid diberitakan berzona merah.
        Sumbernya sonora.id dan bakabar.com.
        Sepekan sebelumnya, 29 September 2020: juga merah.
        Dari 2 kelurahan tetangga, tidak satu pun kuning atau lebih berat.
        Jumlah kasus di Seberang Mesjid pada 6 Oktober 2020 tidak diberitakan."""),
    (PEMURUS_DALAM, "2020-07-02", """Pemurus Dalam: hitam, 2 Juli 2020
        Pada 2 Juli 2020 Pemurus Dalam diberitakan berzona hitam.
        Sumbernya kanalkalimantan.com.
        Sumber lain tentang Pemurus Dalam, 2 Juli 2020: merah.
        Sepekan sebelumnya, 25 Juni 2020, tidak ada yang memberitakan zona Pemurus Dalam.
        Menurut data batas, Pemurus Dalam tidak berbatasan dengan kelurahan lain.
        Angka yang diberitakan untuk 2 Juli 2020: 61 positif kumulatif (kanalkalimantan.com)."""),
    (MELAYU, "2020-10-14", """Melayu: tidak dilaporkan, 14 Oktober 2020
        Tidak ada yang memberitakan zona Melayu untuk 14 Oktober 2020; itu tidak berarti hijau.
        Sepekan sebelumnya, 7 Oktober 2020, tidak ada yang memberitakan zona Melayu.
        Menurut data batas, Melayu tidak berbatasan dengan kelurahan lain.
        Jumlah kasus di Melayu pada 14 Oktober 2020 tidak diberitakan."""),
    (MELAYU, "2020-10-06", """Melayu: hijau, 6 Oktober 2020
        Pada 6 Oktober 2020 Melayu tidak disebut namanya; hijau disimpulkan, karena jumlah zona lain dinyatakan dan semuanya bernama.
        Sumbernya bakabar.com dan sonora.id; tanggal 6 Oktober 2020 perkiraan, karena halamannya tidak bertanggal.
        Sepekan sebelumnya, 29 September 2020, tidak ada yang memberitakan zona Melayu.
        Menurut data batas, Melayu tidak berbatasan dengan kelurahan lain.
        Jumlah kasus di Melayu pada 6 Oktober 2020 tidak diberitakan."""),
]  # fmt: skip


@pytest.fixture(scope="module")
def banjarmasin() -> Facts:
    near = {SEBERANG_MESJID: ("63.71.04.1006", "63.71.05.1005")}
    return dataclasses.replace(toy.banjarmasin(), neighbours=near)


@pytest.mark.parametrize(("zone", "day", "text"), ARCHIVED)
def test_of_the_archive_only_what_was_stated(
    banjarmasin: Facts, zone: str, day: str, text: str
) -> None:
    made = said(banjarmasin, "resmi", dt.date.fromisoformat(day), zone)
    assert lines(made, "id") == golden(text)


def test_zones_of_rt_in_the_archive_are_never_the_whole_kelurahan() -> None:
    stated = [("2021-03-15", 1, "merah"), ("2021-03-15", 2, "oranye"), ("2021-03-08", 1, "merah")]
    facts = toy.facts(archive=toy.archive(stated, unit="rt"))
    made = said(facts, "resmi", toy.LAST, toy.zone_id(1))
    assert word.lines(made, "id")[:4] == [
        "Pada 15 Maret 2021 Satu diberitakan memuat RT merah; itu zona RT di dalamnya, bukan zona "
        "seluruh kelurahan.",
        "Sumbernya warta.test.",
        "Sepekan sebelumnya, 8 Maret 2021: juga memuat RT merah.",
        "Dari 2 kelurahan tetangga, 1 kuning atau lebih berat atau memuat RT seperti itu: Dua "
        "(memuat RT oranye); zona 1 lainnya tidak diketahui.",
    ]


def test_a_simulated_word_says_so_before_anything_else() -> None:
    made = square(2, simulated=True)
    for lang, first in (
        ("id", "SIMULASI, bukan data resmi"),
        ("en", "SIMULASI, not official data"),
    ):
        sent = word.plain(made, lang, None).splitlines()
        assert sent[0] == f"*{first}*"
        assert word.lines(made, lang)[0].startswith("SIMULASI")
    assert "SIMULASI" not in word.plain(square(2), "id", None)


def test_another_time_s_knowledge_is_said() -> None:
    then = dt.datetime(2021, 3, 15, 4, 30, tzinfo=dt.UTC)
    made = square(2, as_of=then)
    assert word.lines(made, "id")[0] == "Ini yang diketahui sampai 15 Maret 2021 pukul 12.30."


# Every sentence of every case.

Case = tuple[str, EarlyWord, CityView]


def cases() -> Iterator[Case]:
    """Each rule on every square and several days, in several sights; and the archive: a name, the
    word, and the view of the week before."""
    lurah = PUBLIC.open_to(toy.zone_id(2))
    asked: list[tuple[Facts, str, list[dt.date]]] = []
    for key, rule in RULES.items():
        if rule.colours_zones:
            asked.append((toy.facts(rt=HOUSES), key, [toy.MIDDLE, toy.LAST, APRIL]))
        if "rt_houses" in {one.kind for one in (rule, *rule.members)}:
            asked.append((toy.facts(rt=HOUSES, policy=lurah), key, [APRIL]))
    weeks = [dt.date(2021, 3, 14), dt.date(2021, 3, 17)]
    asked += [(closed_week(policy), "insidensi7", weeks) for policy in (PUBLIC, lurah)]
    months = [dt.date(2020, 4, 10), dt.date(2020, 7, 2), OCTOBER, dt.date(2020, 10, 14)]
    asked.append((toy.banjarmasin(), "resmi", months))
    for facts, key, days in asked:
        for day in days:
            before = city_view(facts, RULES[key], day - WEEK)
            now = city_view(facts, RULES[key], day)
            zoned = zoning(facts, now.rule)  # the same for every zone; of the archive it is slow
            for zone_id in facts.zone_ids:
                made = early_word(zone_view(now, zone_id, zoned), before)
                yield f"{key} {day} {zone_id} {facts.policy.key}", made, before


@pytest.fixture(scope="module")
def everything() -> list[Case]:
    return list(cases())


def leaves(value: Any) -> Iterator[Any]:
    """The values inside a value that are spoken; of a phrase those that its text asks for."""
    if isinstance(value, Phrase):
        entry = catalogue("id")[value.key]
        assert isinstance(entry, str)
        for _, name, _, _ in string.Formatter().parse(entry):
            if name is not None:
                yield from leaves(value.values[name])
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, tuple):
        for part in value:
            yield from leaves(part)
    elif value is not None:
        yield value


def stands_in(value: Any, view: ZoneView, before: CityView) -> bool:
    """True where the view itself holds a value: a name, a day, a level, a moment, a number."""
    zone = view.status
    words_of = {zone.name, *(near.name for near in view.neighbours)}
    words_of |= {zone.level, *(near.level for near in view.neighbours)}
    words_of |= {urlsplit(url).hostname for url in zone.urls}
    words_of |= {str(view.city.day.year - back) for back in (1, 2, 3)}
    closed = window_end(before.day, before.facts.policy, zone.zone_id)
    days = {view.city.day, before.day, closed, zone.reason.values.get("last")}
    moments = {view.city.facts.updated_at, view.city.facts.as_of}
    if isinstance(value, Rule):
        return value in (view.city.rule, before.rule)
    if isinstance(value, (int, float)):
        return float(value) in allowed(view, before)
    return value in words_of | days | moments


def test_every_sentence_speaks_a_value_of_the_view(everything: list[Case]) -> None:
    seen = 0
    for name, made, before in everything:
        for one in (*made.warnings, *made.sentences):
            spoken = list(leaves(one))
            assert any(stands_in(value, made.view, before) for value in spoken), (name, one.key)
            seen += 1
    assert seen > 2000


def test_every_word_is_three_to_six_clean_sentences(everything: list[Case]) -> None:
    for name, made, _ in everything:
        assert 3 <= len(made.sentences) <= 6, name
        for lang in ("id", "en"):
            for line in word.lines(made, lang):
                assert line.endswith("."), (name, line)
                assert line[0] == line[0].upper(), (name, line)
                assert not re.search(r"None|[{}]|  |\bnan\b|\(\)", line), (name, line)


NUMBER = {"id": r"\d[\d.]*(?:,\d+)?", "en": r"\d[\d,]*(?:\.\d+)?"}


def numbers_in(line: str, lang: str) -> set[float]:
    thousands, point = (".", ",") if lang == "id" else (",", ".")
    found = re.findall(NUMBER[lang], line)
    return {float(token.rstrip(".,").replace(thousands, "").replace(point, ".")) for token in found}


def allowed(view: ZoneView, before: CityView) -> set[float]:
    """Every number that the view holds, as people round it, and the counts that it leads to."""
    zone, rule, then = view.status, view.city.rule, before.zone(view.status.zone_id)
    why_so = why(view.city, zone.zone_id)
    out: set[Any] = {zone.cases, then.cases, zone.population, len(view.neighbours)}
    scale = rule.per * rule.bound_days / (100_000 * (rule.window_days or 1))
    for rate in (why_so.rate, why_so.rate_low, why_so.rate_high):
        if rate is not None:
            out |= {float(round(rate * scale)), round(rate * scale, 1)}
    if zone.cases is not None and then.cases is not None:
        out.add(abs(zone.cases - then.cases))
    severe = [BY_KEY[near.level.removeprefix("memuat_rt_")].severity for near in view.neighbours]
    out |= {sum(s is not None and s > 0 for s in severe), sum(s is None for s in severe)}
    out |= {sum(s is not None for s in severe)}
    out |= {step.count for step in (why_so.up, why_so.down) if step}
    out |= {round(100 * why_so.certainty)} if why_so.certainty is not None else set()
    out |= {band.below for band in rule.bands} | {(band.below or 1) - 1 for band in rule.bands}
    out |= {rule.window_days, rule.bound_days, rule.per}
    out |= set(view.city.facts.policy.range) if zone.hidden or then.hidden else set()
    for key, value in zone.detail.items():
        found = list(leaves(value)) if isinstance(value, (dict, tuple)) else [value]
        out |= {n for n in found if isinstance(n, int)}
        out |= {len(value)} if key in ("charts", "years") else set()
        out |= {sum(value.values()), *value.values()} if key == "rts" else set()
        out |= {sum(n == 1 for n in value)} if key == "years" else set()
    out |= {count for when, _, count, _ in view.stated if when == view.city.day}
    if zone.reason.key == "reason.bands.negative":
        out.add(abs(zone.reason.values["cases"]))  # the sign is no digit
    return {float(n) for n in out if n is not None}


def days_taken_out(line: str, view: ZoneView, lang: str) -> str:
    """A sentence without its days, its moment, its years before and the rule's own name."""
    line = re.sub(r"\b\d{1,2} \w+ 20\d\d( (pukul|at) \d\d[.:]\d\d)?", "", line)
    for other in RULES.values():
        line = line.replace(words.rule(other, "short", lang), "")
    line = re.sub(r"(Masa|Period) \d[^)]*", "", line)
    return re.sub(r"\b20(18|20)\b", "", line)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_number_is_said_that_the_view_does_not_hold(everything: list[Case], lang: str) -> None:
    checked = 0
    for name, made, before in everything:
        may = allowed(made.view, before)
        for line in word.lines(made, lang):
            said_of = numbers_in(days_taken_out(line, made.view, lang), lang)
            assert said_of <= may, (name, line, said_of - may)
            checked += len(said_of)
    assert checked > 1500


def test_plurals_in_english() -> None:
    assert word.sentence(Phrase("early_word.cases_one", {"n": 1}), "en") == "1 case"
    assert word.sentence(Phrase("early_word.cases_one", {"n": 1234}), "en") == "1,234 cases"
    assert word.sentence(Phrase("early_word.cases_one", {"n": 1234}), "id") == "1.234 kasus"
    assert word.sentence(Phrase("early_word.houses_from", {"n": 6}), "en") == (
        "6 houses with a case or more"
    )


def test_the_text_to_send_has_a_bold_title_and_the_link_last() -> None:
    facts = toy.facts(zones=toy.zones(("*Sa_tu*\u202e~`", *toy.NAMES[1:])))
    made = said(facts, "insidensi7", toy.LAST, toy.zone_id(1))
    sent = word.plain(made, "id", "http://127.0.0.1:8501/kelurahan?zone=1&lang=id").splitlines()
    assert sent[0] == "*Satu: hijau, 15 Maret 2021*"
    assert sent[1].startswith("Pada 15 Maret 2021 Satu berwarna hijau")
    assert sent[-1] == "http://127.0.0.1:8501/kelurahan?zone=1&lang=id"
    assert len(sent) == 8
    link = word.whatsapp("\n".join(sent))
    assert link.startswith("https://wa.me/?text=")
    assert parse_qs(urlsplit(link).query) == {"text": ["\n".join(sent)]}


def test_names_are_escaped_on_the_page() -> None:
    facts = toy.facts(zones=toy.zones(("<img src=x onerror=alert(1)>", *toy.NAMES[1:])))
    drawn = word.html(said(facts, "insidensi7", toy.LAST, toy.zone_id(1)), "id")
    assert "<img" not in drawn
    assert "&lt;img src=x onerror=alert(1)&gt;" in drawn
