"""From a link to what is shown: nothing a link can ask for breaks, and every refusal is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from geo import text
from geo.errors import Problem
from geo.rules import registry
from geo.selection import (
    Choices,
    Selection,
    language,
    nearest_day,
    opening_day,
    read_moment,
    resolve,
)
from tests import toy

RULES = registry()
DAYS = (toy.FIRST, toy.MIDDLE, toy.LAST)
CITIES = {"kotak": toy.CITY, "banjarmasin": replace(toy.CITY, key="banjarmasin")}
DISEASES = {"covid19": toy.DISEASE, "dbd": toy.DISEASE}


def choices(city: str, disease: str, rule: str, as_of: dt.datetime | None) -> Choices:
    known = dict(zip(toy.NAMES, toy.IDS, strict=True))
    return Choices(
        days=DAYS,
        opening=toy.LAST,
        find_zone=lambda written: written if written in toy.IDS else known.get(written),
        closest=lambda written: ["Lima", "Enam"],
    )


def asked(offered: Any = choices, **params: str) -> tuple[Selection, list[Problem]]:
    return resolve(params, CITIES, DISEASES, RULES, offered)


def refused(**params: str) -> tuple[Selection, Problem]:
    """The selection and the one Problem, which can be said in both languages and isn't fatal."""
    chosen, (problem,) = asked(**params)
    assert not problem.fatal
    (field,) = (name for name in params if problem.where == f"?{name}=")
    for lang in text.LANGUAGES:
        assert params[field] in text.problem(problem, lang) or problem.key == "url_day"
    return chosen, problem


def test_a_bare_link_opens_the_default_city_on_its_opening_day() -> None:
    chosen, problems = asked()
    assert problems == []
    assert chosen == Selection("banjarmasin", "covid19", "insidensi7", toy.LAST, None, "id")


def test_the_first_city_stands_in_where_the_default_is_not_there() -> None:
    chosen, problems = resolve({}, {"kotak": toy.CITY}, DISEASES, RULES, choices)
    assert chosen.city == "kotak" and problems == []


def test_a_whole_link_is_followed_and_written_back_as_it_was() -> None:
    link = {
        "city": "kotak",
        "date": "2021-03-08",
        "rule": "resmi",
        "zone": toy.zone_id(5),
        "lang": "en",
        "disease": "dbd",
    }
    chosen, problems = asked(**link)
    assert problems == []
    assert chosen.params() == link


def test_the_default_disease_and_what_is_not_chosen_stay_out_of_the_link() -> None:
    chosen = Selection("kotak", "covid19", "resmi", None, None, "id")
    assert chosen.params() == {"city": "kotak", "rule": "resmi", "lang": "id"}
    assert chosen.with_(zone="x").params()["zone"] == "x" and chosen.zone is None


def test_unknown_language() -> None:
    assert language({}) == ("id", [])
    assert language({"lang": ""}) == ("id", [])
    assert language({"lang": "en"}) == ("en", [])
    chosen, problem = refused(lang="jv")
    assert chosen.lang == "id"
    assert problem.values == {"found": "jv", "known": "id, en", "used": "id"}


@pytest.mark.parametrize(
    ("field", "used"), [("city", "banjarmasin"), ("disease", "covid19"), ("rule", "insidensi7")]
)
def test_unknown_city_disease_and_rule(field: str, used: str) -> None:
    chosen, problem = refused(**{field: "entah"})
    assert getattr(chosen, field) == used
    assert problem.key == f"url_{field}" and problem.values["used"] == used
    assert used in problem.values["known"].split(", ")


def test_a_zone_by_code_by_name_and_one_that_is_not_there() -> None:
    assert asked(zone=toy.zone_id(5))[0].zone == toy.zone_id(5)
    assert asked(zone="Lima")[0].zone == toy.zone_id(5)
    chosen, problem = refused(zone="Lina")
    assert chosen.zone is None
    assert problem.values == {"found": "Lina", "known": "Lima, Enam"}


@pytest.mark.parametrize("written", ["kemarin", "2021-13-01", "06/10/2020", "2021-02-29"])
def test_a_date_that_cannot_be_read_opens_the_opening_day(written: str) -> None:
    chosen, problem = refused(date=written)
    assert chosen.date == toy.LAST
    assert problem.key == "url_date"
    assert problem.values == {"found": written, "used": "Senin, 15 Maret 2021"}


def test_a_day_without_data_goes_to_the_nearest_on_record() -> None:
    chosen, problem = refused(date="2021-03-12", lang="en")
    assert chosen.date == toy.LAST  # three days off; the 8th is four
    assert problem.key == "url_day"
    assert problem.values == {
        "found": "Friday, 12 March 2021",
        "first": "Monday, 1 March 2021",
        "last": "Monday, 15 March 2021",
        "used": "Monday, 15 March 2021",
    }


def test_a_city_without_days() -> None:
    def none(*_: str) -> Choices:
        return Choices((), None, lambda _: None, lambda _: [])

    assert asked(none, date="2021-03-12")[0].date is None
    chosen, (problem,) = asked(none, date="kemarin")
    assert chosen.date is None and problem.values["used"] == "–"


@pytest.mark.parametrize("written", ["0001-01-01T00:00", "9999-12-31T23:59:59-12:00", "x"])
def test_a_moment_that_can_not_be(written: str) -> None:
    assert read_moment(written, "Asia/Makassar") is None


def test_several_faults_are_all_said() -> None:
    wrong = {"lang": "x", "city": "x", "disease": "x", "rule": "x", "date": "x", "zone": "x"}
    assert [fault.key for fault in asked(**wrong)[1]] == [f"url_{name}" for name in wrong]


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("2020-01-01", toy.FIRST),
        ("2021-03-04", toy.FIRST),  # three days after the 1st, four before the 8th
        ("2021-03-05", toy.MIDDLE),
        ("2021-03-08", toy.MIDDLE),
        ("2030-01-01", toy.LAST),
    ],
)
def test_nearest_day(wanted: str, nearest: dt.date) -> None:
    assert nearest_day(DAYS, dt.date.fromisoformat(wanted)) == nearest


def test_of_two_days_equally_near_the_earlier() -> None:
    days = (dt.date(2021, 3, 1), dt.date(2021, 3, 3))
    assert nearest_day(days, dt.date(2021, 3, 2)) == days[0]
    assert nearest_day(days[::-1], dt.date(2021, 3, 2)) == days[0]
    assert nearest_day((), dt.date(2021, 3, 2)) is None


def test_opening_day() -> None:
    weekly, official = RULES["insidensi7"], RULES["resmi"]
    own = replace(toy.CITY, opens_on=dt.date(2021, 3, 7))
    # The city's own day under its archive, and on a simulation the day most like it.
    assert opening_day(toy.facts(city=own), official, DAYS) == toy.MIDDLE
    assert opening_day(toy.facts(city=own, simulated=True), weekly, DAYS) == toy.MIDDLE
    # Real counts open on the newest day, and so does a city without a day of its own.
    assert opening_day(toy.facts(city=own), weekly, DAYS) == toy.LAST
    assert opening_day(toy.facts(), official, DAYS) == toy.LAST
    assert opening_day(toy.facts(city=own), official, ()) is None
    assert opening_day(toy.facts(), weekly, ()) is None


def test_a_page_s_own_fields_are_kept_and_stand_in_for_none_of_the_others() -> None:
    link = {"city": "kotak", "with": "lain", "align": "first10", "stray": "x", "day2": ""}
    chosen, problems = resolve(
        link, CITIES, DISEASES, RULES, choices, own=("with", "align", "day2", "date")
    )
    assert problems == []
    assert chosen.extra == {"with": "lain", "align": "first10"}
    assert list(chosen.params()) == ["city", "date", "rule", "lang", "with", "align"]
    assert asked(**link)[0].extra == {}
    posing = chosen.with_(extra={"city": "lain", "zone": "x", "as_of": "x", "mode": "kota"})
    assert posing.params()["city"] == "kotak"
    assert {"zone", "as_of"} & posing.params().keys() == set()
    assert posing.params()["mode"] == "kota"


def test_a_page_s_own_field_has_a_length() -> None:
    chosen, _ = resolve({"with": "a" * 4000}, CITIES, DISEASES, RULES, choices, own=("with",))
    assert len(chosen.extra["with"]) == 400
