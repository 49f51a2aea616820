"""A rule applied to facts: levels by hand on the toy city, and the real archive's days."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from geo.facts import Facts
from geo.rules import Rule, registry
from geo.zoning import Zoning, statuses_on, zoning
from tests import toy

RULES = registry()
WEEKLY, OFFICIAL = RULES["insidensi7"], RULES["resmi"]
DAY = dt.timedelta(days=1)
ALALAK_TENGAH, SUNGAI_MIAI = "63.71.04.1001", "63.71.04.1005"


@pytest.fixture(scope="module")
def banjarmasin() -> Facts:
    return toy.banjarmasin()


@pytest.fixture(scope="module")
def archived(banjarmasin: Facts) -> Zoning:
    return zoning(banjarmasin, OFFICIAL)


def levels(facts: Facts, day: dt.date) -> list[str]:
    return statuses_on(facts, WEEKLY, day)["level"].tolist()


def column(zoned: Zoning, day: str) -> tuple[str, str]:
    """Codes and marks of a day."""
    at = zoned.days.index(dt.date.fromisoformat(day))
    return "".join(zoned.codes[:, at]), "".join(zoned.marks[:, at])


# --- Incidence ----------------------------------------------------------------------------------


def test_the_toy_city_day_by_day() -> None:
    zoned = zoning(toy.facts(), WEEKLY)
    assert zoned.days == (toy.FIRST, toy.MIDDLE, toy.LAST)
    # On the first day no window is known; then as worked out at the head of tests/toy.py.
    assert ["".join(codes) for codes in zoned.codes.T] == ["ttttttttt", "hhkoohhth", "hkmomutts"]
    # Doubtful colours: as worked out in tests/test_timeline.py.
    assert ["".join(marks) for marks in zoned.marks.T] == [" " * 9, "  ddd    ", " dddd    "]
    assert zoned.on(toy.MIDDLE) is not None and zoned.on(toy.MIDDLE + DAY) is None


def test_window_cases_go_with_the_codes() -> None:
    cases = zoning(toy.facts(), WEEKLY).cases
    nan = float("nan")
    assert np.isnan(cases[:, 0]).all()
    np.testing.assert_array_equal(cases[:, 1], [0, 0, 2, 6, 29, 0, 0, 1, 0])
    np.testing.assert_array_equal(cases[:, 2], [0, 4, 8, 6, 30, nan, -1, 2, nan])


def test_last_reports_are_each_zone_s_own() -> None:
    rows = statuses_on(toy.facts(), WEEKLY, toy.LAST)
    expected = [toy.LAST] * 9
    expected[5] = toy.MIDDLE
    assert rows["last_report"].tolist() == expected
    assert rows["zone_id"].tolist() == list(toy.IDS)


def test_stale_from_the_first_day_without_a_report_on() -> None:
    # Square 6 is last known on 8 March; without data is only what was never known.
    cells = (toy.NONE,) * 8 + (0,)
    later = {toy.MIDDLE + i * DAY: cells for i in (14, 15)}
    facts = toy.facts({**toy.CASES, **later})
    assert levels(facts, toy.MIDDLE + 14 * DAY)[5] == "usang"
    assert levels(facts, toy.MIDDLE + 15 * DAY)[5] == "usang"
    assert "".join(zoning(facts, WEEKLY).codes[5]) == "thuuu"


def test_staleness_counts_on_past_the_last_report() -> None:
    # Nothing is reported after 15 March. Squares 7 and 8 had a count, so that they too are stale.
    # The window of 22 March begins with the number that the source hid in square 9.
    facts = toy.facts()
    for days in (1, 6, 8, 14, 15, 9000):
        assert Counter(levels(facts, toy.LAST + days * DAY)) == {"usang": 9}
    assert levels(facts, toy.LAST + 7 * DAY) == ["usang"] * 8 + ["disamarkan"]


def test_no_colour_before_the_record() -> None:
    rows = statuses_on(toy.facts(), WEEKLY, toy.FIRST - DAY)
    assert set(rows["level"]) == {"tanpa_data"}
    assert set(rows["last_report"]) == {None}
    assert rows["cases"].isna().all()


def test_a_hidden_day_hides_the_seven_windows_that_need_it() -> None:
    # "New" counts of twelve days, the third hidden: days 3 to 9 need it, day 10 (days 4 to 10) is
    # the first whole window. Day 11 was not reported: day 12 is stale, hidden no longer.
    cells: list[toy.Report] = [0, 0, toy.HIDDEN, 0, 0, 0, 0, 0, 0, 0, toy.NONE, 0]
    daily = {toy.FIRST + i * DAY: (cell,) for i, cell in enumerate(cells)}
    zoned = zoning(toy.facts(daily, "new"), WEEKLY)
    assert toy.FIRST + 10 * DAY not in zoned.days
    assert "".join(zoned.codes[0]) == "ttsssssss" + "h" + "u"


def test_a_hidden_cumulative_count_hides_its_day_and_the_one_a_week_on() -> None:
    daily = {toy.FIRST + i * DAY: (toy.HIDDEN if i == 1 else 0,) for i in range(10)}
    zoned = zoning(toy.facts(daily), WEEKLY)
    assert "".join(zoned.codes[0]) == "tsttttthsh"


def test_a_city_without_reports_has_all_zones_and_no_day() -> None:
    facts = toy.facts({})
    assert zoning(facts, WEEKLY).days == ()
    rows = statuses_on(facts, WEEKLY, toy.LAST)
    assert len(rows) == 9 and set(rows["level"]) == {"tanpa_data"}


# --- The archive --------------------------------------------------------------------------------


def test_6_october_2020_one_red_six_yellow_the_rest_inferred(archived: Zoning) -> None:
    codes, marks = column(archived, "2020-10-06")
    assert Counter(codes) == {"m": 1, "k": 6, "h": 45}
    assert {(code, mark) for code, mark in zip(codes, marks, strict=True)} == {
        ("m", " "),
        ("k", " "),
        ("h", "i"),
    }


def test_a_contradiction_is_marked(banjarmasin: Facts, archived: Zoning) -> None:
    miai = banjarmasin.zone_ids.index(SUNGAI_MIAI)
    for day, code in (("2020-10-26", "k"), ("2020-10-27", "h")):
        codes, marks = column(archived, day)
        assert (codes[miai], marks[miai]) == (code, "c")
        assert marks.count("c") == 1
    rows = statuses_on(banjarmasin, OFFICIAL, dt.date(2020, 10, 27))
    assert rows["contradicts"][miai].startswith(f"{SUNGAI_MIAI} kuning 2020-10-26 http")


def test_an_inferred_colour_that_is_contradicted_is_marked_contradicted(
    banjarmasin: Facts, archived: Zoning
) -> None:
    # 22 May 2020: one green is named and called the only one, so Alalak Tengah is red by inference;
    # a page of 26 May calls it green for as long.
    codes, marks = column(archived, "2020-05-22")
    tengah = banjarmasin.zone_ids.index(ALALAK_TENGAH)
    assert (codes[tengah], marks[tengah]) == ("m", "c")
    assert marks.count("i") == 50


def test_a_day_of_rt_zones_gives_no_kelurahan_a_colour(archived: Zoning) -> None:
    codes, marks = column(archived, "2021-07-09")
    assert Counter(codes) == {"O": 5, "n": 47}
    assert marks == " " * 52


def test_the_archive_speaks_of_28_days_and_carries_none_over(
    banjarmasin: Facts, archived: Zoning
) -> None:
    assert len(archived.days) == 28
    assert archived.on(dt.date(2020, 10, 7)) is None
    assert archived.cases.shape == (52, 0)
    rows = statuses_on(banjarmasin, OFFICIAL, dt.date(2020, 10, 7))
    assert len(rows) == 52 and set(rows["level"]) == {"tidak_dilaporkan"}


def test_a_city_without_an_archive_has_nothing_reported() -> None:
    assert zoning(toy.facts(), OFFICIAL).days == ()
    rows = statuses_on(toy.facts(), OFFICIAL, toy.LAST)
    assert rows["level"].tolist() == ["tidak_dilaporkan"] * 9
    assert set(rows["last_report"]) == {None}


@pytest.mark.parametrize("rule", [WEEKLY, OFFICIAL], ids=["insidensi7", "resmi"])
def test_every_rule_fills_the_same_columns(rule: Rule, banjarmasin: Facts) -> None:
    rows = statuses_on(banjarmasin, rule, dt.date(2020, 10, 6))
    expected = "zone_id level inferred contradiction approximate cases last_report url also_urls"
    assert {*expected.split(), "title", "note", "contradicts"} <= set(rows.columns)
    assert rows["zone_id"].tolist() == list(banjarmasin.zone_ids)
