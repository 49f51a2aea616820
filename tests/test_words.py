"""View models as sentences, numbers and dates, in Bahasa Indonesia and English."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from geo import text
from geo.errors import ConfigError
from geo.facts import Facts
from geo.render import words
from geo.render.why import card
from geo.rules import registry
from geo.views import CityView, Phrase, city_view
from geo.why import Step, why
from tests import toy

RULES = registry()
WEEKLY, OFFICIAL = RULES["insidensi7"], RULES["resmi"]
TUESDAY = dt.date(2020, 10, 6)


@pytest.fixture(scope="module")
def banjarmasin() -> Facts:
    return toy.banjarmasin()


def weekly(day: dt.date = toy.LAST, **changes: Any) -> CityView:
    return city_view(toy.facts(**changes), WEEKLY, day)


def reported(*statements: tuple, totals: tuple = (), unit: str = "kelurahan") -> CityView:
    store = toy.archive(statements, totals, unit)
    return city_view(toy.facts(archive=store), OFFICIAL, toy.LAST)


# --- Numbers and dates --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1_234, 0, "1.234", "1,234"),
        (1_234_567, 0, "1.234.567", "1,234,567"),
        (1_234.5, 1, "1.234,5", "1,234.5"),
        (49.86, 1, "49,9", "49.9"),
        (-1, 0, "-1", "-1"),
        (None, 0, "–", "–"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_numbers(value: Any, decimals: int, indonesian: str, english: str) -> None:
    assert text.number(value, "id", decimals) == indonesian
    assert text.number(value, "en", decimals) == english


@pytest.mark.parametrize(
    ("style", "indonesian", "english"),
    [
        ("full", "Selasa, 6 Oktober 2020", "Tuesday, 6 October 2020"),
        ("long", "6 Oktober 2020", "6 October 2020"),
        ("short", "6 Okt 2020", "6 Oct 2020"),
    ],
)
def test_days(style: str, indonesian: str, english: str) -> None:
    assert text.day(TUESDAY, "id", style) == indonesian
    assert text.day(TUESDAY, "en", style) == english


def test_months_that_differ_most() -> None:
    assert text.day(dt.date(2021, 8, 17), "id", "long") == "17 Agustus 2021"
    assert text.day(dt.date(2021, 3, 1), "id") == "Senin, 1 Maret 2021"


def test_a_moment_has_minutes() -> None:
    moment = dt.datetime(2020, 10, 6, 14, 5)
    assert text.moment(moment, "id") == "6 Okt 2020 14.05"
    assert text.moment(moment, "en") == "6 Oct 2020 14:05"


def test_names_for_the_browser_start_on_monday_and_in_january() -> None:
    names = text.day_names("id")
    assert names["weekdays"][0] == "Senin" and names["weekdays"][6] == "Minggu"
    assert names["months"][0] == "Januari" and names["short"][9] == "Okt"
    assert len(names["months"]) == len(names["short"]) == 12


def test_small_counts_are_words() -> None:
    assert [words.count_word(n, "id") for n in (1, 10, 11, 1_200)] == [
        *("satu", "sepuluh", "11", "1.200")
    ]
    assert words.count_word(7, "en") == "seven"
    assert words.count_word(0, "en") == "0"


def test_a_plural_follows_n_and_a_missing_text_is_said() -> None:
    assert text.text("zone_page.cases", "en", n=1) == "1 case"
    assert text.text("zone_page.cases", "en", n=2) == "2 cases"
    with pytest.raises(ConfigError):
        text.text("zone_page.nothing_of_the_kind", "id")


# --- Phrases ------------------------------------------------------------------------------------


def test_a_reason_with_its_numbers() -> None:
    values = {"level": "oranye", "days": 7, "per": 100_000, "cases": 12, "population": 20_001}
    values |= {"n": 12, "rate": 1_200_000 / 20_001}
    said = Phrase("reason.bands.within", values)
    # 12 / 20,001 x 100,000 = 59.997.
    assert words.phrase(said, "id") == (
        "12 kasus dalam 7 hari dari 20.001 penduduk = 60,0 per 100.000: oranye."
    )
    assert words.phrase(said, "en") == (
        "12 cases in 7 days among 20,001 people = 60.0 per 100,000: orange."
    )


ONE_CASE = (
    ("bands.within", "1 case in 7 days among 2,000 people = 50.0 per 100,000: orange."),
    (
        "bands.within_week",
        "1 case in 7 days among 2,000 people = a mean of 50.0 per 100,000 a week: orange.",
    ),
    (
        "bands.within_day",
        "1 case in 7 days among 2,000 people = a mean of 50.0 per 100,000 a day: orange.",
    ),
    (
        "bands.no_population",
        "1 case in 7 days, but the population is not loaded; the incidence can't be computed.",
    ),
    ("count.window", "1 case in 7 days: orange."),
    ("count.so_far", "1 case since the first report: orange."),
    ("klb.month", "1 case this month, 3 in the whole of last year: orange."),
)


@pytest.mark.parametrize(("key", "said"), ONE_CASE)
def test_one_case_is_no_plural(key: str, said: str) -> None:
    values = {"level": "oranye", "days": 7, "per": 100_000, "population": 2_000, "rate": 50.0}
    one = Phrase(f"reason.{key}", {**values, "cases": 1, "n": 1, "before": 3})
    two = Phrase(f"reason.{key}", {**values, "cases": 2, "n": 2, "before": 3})
    assert words.phrase(one, "en") == said
    assert words.phrase(two, "en") == said.replace("1 case", "2 cases")
    assert words.phrase(one, "id").startswith("1 kasus ")


def test_one_case_of_a_whole_city() -> None:
    one = dataclasses.replace(weekly(), window_cases=1)
    assert words.subtitle(one, "en")[-1] == (
        "1 case in the last 7 days, from the 7 kelurahan whose data are complete."
    )
    whole = dataclasses.replace(one, window_known=len(one.zones))
    assert words.subtitle(whole, "en")[-1] == "1 case in the last 7 days."
    many = dataclasses.replace(whole, window_cases=1_200)
    assert words.subtitle(many, "en")[-1] == "1,200 cases in the last 7 days."
    assert words.subtitle(many, "id")[-1] == "1.200 kasus dalam 7 hari terakhir."


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_reason_of_the_toy_city_can_be_said(lang: str) -> None:
    for day in (toy.FIRST - dt.timedelta(days=1), toy.FIRST, toy.LAST):
        for zone in weekly(day).zones:
            sentence = words.phrase(zone.reason, lang)
            assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "-"
            assert "None" not in sentence and "{" not in sentence and "nan" not in sentence


# --- A city in sentences ------------------------------------------------------------------------


def test_the_toy_city() -> None:
    assert words.title(weekly(), "id") == "1 dari 9 kelurahan hijau; dua merah"
    assert words.subtitle(weekly(), "id") == [
        "Tiga dan Lima merah, satu kelurahan oranye, satu kelurahan kuning.",
        "Sepekan sebelumnya, 8 Maret 2021: 5 hijau, 1 kuning, 2 oranye, 1 tanpa data.",
        "49 kasus dalam 7 hari terakhir, dari 7 kelurahan yang datanya lengkap.",
    ]
    assert words.title(weekly(), "en") == "1 of 9 kelurahan green; two red"
    assert words.subtitle(weekly(), "en")[0] == (
        "Tiga and Lima red, one kelurahan orange, one kelurahan yellow."
    )


def test_6_october_2020(banjarmasin: Facts) -> None:
    view = city_view(banjarmasin, OFFICIAL, TUESDAY)
    assert words.title(view, "id") == "45 dari 52 kelurahan hijau; satu merah"
    assert words.title(view, "en") == "45 of 52 kelurahan green; one red"
    # A week before the same 45, 6 and 1 were stated.
    assert "Sama dengan sepekan sebelumnya, 29 September 2020." in words.subtitle(view, "id")
    assert words.period(view, "id") == "Masa 3: 20 Juli 2020 sampai awal Februari 2021"
    assert words.doubts(view, "id") == [
        "45 hijau disimpulkan: jumlah zona lain dinyatakan dan semuanya bernama.",
        "Tanggal perkiraan: halaman sumber tidak memuat tanggalnya.",
    ]


def test_a_week_with_the_same_colours_is_the_same_though_some_have_none() -> None:
    # Square 8 has no population and two cases in each week; the others stay as they are.
    table = {
        day: (0,) * 7 + (2 * week, 0) for week, day in enumerate((toy.FIRST, toy.MIDDLE, toy.LAST))
    }
    assert words.subtitle(weekly(table=table), "en") == [
        "The same as a week before, 8 March 2021.",
        "2 cases in the last 7 days.",
    ]


def test_one_more_rt_zone_is_not_the_same_as_a_week_before() -> None:
    early = ("2021-03-08", 1, "merah")
    view = reported(early, ("2021-03-15", 1, "merah"), ("2021-03-15", 2, "merah"), unit="rt")
    assert words.subtitle(view, "en")[1] == (
        "A week before, 8 March 2021: 1 contains red RT, 8 not reported."
    )
    same = reported(early, ("2021-03-15", 2, "merah"), unit="rt")
    assert words.subtitle(same, "en")[1] == "The same as a week before, 8 March 2021."


def test_an_unknown_week_before_is_said_as_unknown() -> None:
    assert "tidak ada jumlah per zona yang tercatat" in words.subtitle(weekly(toy.MIDDLE), "id")[1]
    assert words.subtitle(weekly(toy.FIRST), "id") == []


def test_up_to_four_zones_are_named_five_are_not() -> None:
    # The five are in the title as a count already.
    red = [("2021-03-15", k, "merah") for k in range(1, 6)]
    first = words.subtitle(reported(*red[:4]), "id")[0]
    assert first == "Satu, Dua, Tiga, dan Empat merah."
    assert not [s for s in words.subtitle(reported(*red), "id") if "Satu" in s]


def test_stated_totals_that_the_named_zones_do_not_reach() -> None:
    statement = ("2021-03-15", 1, "merah")
    view = reported(statement, totals=(("2021-03-15", "merah", 3), ("2021-03-15", "hijau", 2)))
    assert "Jumlah yang diberitakan untuk seluruh kota: 2 hijau, 3 merah" in " ".join(
        words.subtitle(view, "id")
    )
    whole = reported(statement, totals=(("2021-03-15", "merah", 1),))
    assert "diberitakan untuk seluruh kota" not in " ".join(words.subtitle(whole, "id"))


def test_doubts_and_marks() -> None:
    flags = {"flags": "approximate_date contradicted"}
    view = reported(("2021-03-15", 1, "merah", flags), ("2021-03-15", 2, "kuning"))
    assert words.doubts(view, "en") == [
        "Sources contradict each other on Satu.",
        "Approximate date: the source page does not show its date.",
    ]
    assert words.marks(view.zone(toy.zone_id(1)), "en") == [
        "sources contradict",
        "approximate date",
    ]
    assert words.marks(view.zone(toy.zone_id(2)), "en") == []
    assert words.sources(view) == ("https://warta.test/1", "https://warta.test/2")
    rt = reported(("2021-03-15", 1, "merah"), unit="rt")
    assert "it is not the kelurahan's own zone" in words.doubts(rt, "en")[0]


def test_the_population_s_year_is_said_or_its_absence() -> None:
    notes = {
        "Population of 2020.": toy.population(),
        "Population about 2019; the source does not state the year.": toy.population(year=None),
        "Populations of the kelurahan are not loaded yet.": toy.population((None,) * 9),
    }
    for note, people in notes.items():
        assert words.population_note(weekly(population=people), "en") == note


# --- Steps to another colour --------------------------------------------------------------------


def test_one_case_more_is_no_plural() -> None:
    # Square 1 has no case among 20,000 people: one case is 5 per 100,000, yellow.
    made = why(weekly(), toy.zone_id(1))
    assert (made.up, made.down) == (Step(1, "kuning"), None)
    assert "1 more case → yellow" in card(made, "en")
    assert "1 kasus lagi → kuning" in card(made, "id")
    fewer = dataclasses.replace(made, up=Step(10, "oranye"), down=Step(1, "hijau"))
    assert "10 more cases → orange; 1 fewer case → green" in card(fewer, "en")
