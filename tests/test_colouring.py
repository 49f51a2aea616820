"""Kinds of rules beside bands on a toy city: trends, dengue, RTs by date, smoothed, refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from geo import dengue, rule_choice, trend_score
from geo.cities import Disease
from geo.errors import InputError
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import city_view
from geo.zoning import statuses_on, zoning
from tests import toy

RULES = registry()
DBD = Disease("dbd", "positif")


def daily(first: dt.date, cumulative: list[int]) -> dict[dt.date, tuple[int, ...]]:
    """Reports of square 1 on consecutive days; the others stay at nothing."""
    days = (first + dt.timedelta(days=i) for i in range(len(cumulative)))
    return {day: (count, *(0,) * 8) for day, count in zip(days, cumulative, strict=True)}


@pytest.mark.parametrize(
    ("first_week", "second_week", "points"),
    [(7, 6, 25), (7, 7, 20), (7, 8, 15), (0, 0, 25), (0, 1, 15), (1, 0, 25)],
)
def test_a_chart_compares_two_weeks(first_week: int, second_week: int, points: int) -> None:
    counts = [0, *[first_week] * 7, *[first_week + second_week] * 7]
    facts = toy.facts(daily(toy.FIRST, counts))
    day = toy.FIRST + dt.timedelta(days=14)
    made = trend_score.points(facts.cases, [day, day - dt.timedelta(days=1)], RULES["bjm-2020-07"])
    assert made[0, 0] == points
    assert np.isnan(made[0, 1])


def test_a_score_is_a_range_until_it_has_one_colour() -> None:
    rule = RULES["kepmendagri-440-830"]
    low, high = trend_score.score_range([np.array([[25.0, 15.0, np.nan]])] * 3, rule)
    assert low.tolist() == [[90, 60, 60]]
    assert high.tolist() == [[100, 70, 100]]
    assert trend_score.codes(low, high, rule).tolist() == [["?", "m", "?"]]


def test_three_calendar_years_of_dengue() -> None:
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=i) for i in range(3 * 365 + 30)]
    counts = {day: (day.year - 2020, 5, *(0,) * 7) for day in days}
    counts[dt.date(2020, 12, 31)] = (0,) * 9
    facts = toy.facts(counts, disease=DBD)
    codes = zoning(facts, RULES["dbd-strata"]).on(dt.date(2024, 1, 5))
    assert codes is not None
    # Square 1 has a case each year, square 2 in the first only; without one, larvae decide.
    assert codes.tolist() == ["m", "o", *["t"] * 7]
    early = zoning(facts, RULES["dbd-strata"]).on(dt.date(2023, 6, 1))
    # 2020 is open. Square 1 may have had a case then; square 2 had none in 2022, so not every year.
    assert early is not None and early.tolist() == ["t", "o", *["t"] * 7]


def test_an_outbreak_needs_the_whole_year_before() -> None:
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=i) for i in range(365 + 20)]
    counts = {day: (min((day - days[0]).days // 15, 24), *(0,) * 8) for day in days}
    counts |= {day: (24 + (day.day - 9), *(0,) * 8) for day in days if day >= dt.date(2022, 1, 10)}
    counts[dt.date(2020, 12, 31)] = (0,) * 9
    facts = toy.facts(counts, disease=DBD)
    rule = RULES["dbd-klb"]
    month, before = dengue.month_and_mean(facts.cases, dt.date(2022, 1, 13))
    assert (month[0], before[0]) == (4, 24)
    assert zoning(facts, rule).on(dt.date(2022, 1, 12)).tolist()[0] == "h"  # type: ignore[union-attr]
    assert zoning(facts, rule).on(dt.date(2022, 1, 13)).tolist()[0] == "m"  # type: ignore[union-attr]
    assert zoning(facts, rule).on(dt.date(2021, 6, 1)).tolist()[0] == "t"  # type: ignore[union-attr]


def test_the_rt_rule_follows_the_date_and_shows_its_rts() -> None:
    # Four cases every day: some houses of square 1 always count.
    first = dt.date(2021, 3, 30)
    facts = toy.facts(daily(first, list(range(0, 60, 4))), simulated=True)
    before, after = dt.date(2021, 4, 5), dt.date(2021, 4, 6)
    for day, version in ((before, "1"), (after, "2")):
        view = city_view(facts, RULES["ppkm-rt"], day)
        assert view.rule.version == version
        own = zoning(facts, view.rule).on(day)
        family = zoning(facts, RULES["ppkm-rt"]).on(day)
        assert own is not None and family is not None
        assert own.tolist() == family.tolist()
        status = view.zone(toy.zone_id(1))
        assert sum(status.detail["rts"].values()) == 46
        assert status.cases is None


def test_smoothing_moves_colours_but_not_bounds_and_not_reported_zeros() -> None:
    crude = statuses_on(toy.facts(), RULES["insidensi7"], toy.LAST)
    smooth = statuses_on(toy.facts(), RULES["insidensi7"], toy.LAST, smoothed=True)
    assert crude["level"].tolist()[:5] == ["hijau", "kuning", "merah", "oranye", "merah"]
    # 160 of 5,000 people is drawn below 150; a zone without a case stays green.
    assert smooth["level"].tolist()[0] == "hijau"
    assert smooth["level"].tolist()[2] == "oranye"
    assert smooth["level"].tolist()[5:] == crude["level"].tolist()[5:]
    assert smooth["cases"].tolist()[:5] == crude["cases"].tolist()[:5]


@pytest.mark.parametrize("key", ["kmk4805", "satgas-skor", "ecdc-v1", "ecdc-v2"])
def test_a_rule_for_a_city_is_refused_with_its_reason(key: str) -> None:
    fault = rule_choice.refusal(RULES[key], toy.facts())
    assert fault is not None
    assert fault.key == f"rule_not_for_zones_{RULES[key].kind}"
    with pytest.raises(InputError):
        zoning(toy.facts(), RULES[key])


def test_what_a_menu_offers() -> None:
    plain = set(rule_choice.offered(RULES, toy.facts()))
    assert plain == {
        "resmi", "insidensi7", "insidensi14", "kepmendagri-440-830", "cdc-transmisi", "harvard",
    }  # fmt: skip
    with_rts = set(rule_choice.offered(RULES, toy.facts(simulated=True)))
    assert with_rts - plain == {"ppkm-rt", "ppkm-rt-v1", "ppkm-rt-v2"}
    dengue_rules = set(rule_choice.offered(RULES, toy.facts(disease=DBD)))
    assert dengue_rules == {"resmi", "insidensi7", "insidensi14", "dbd-strata", "dbd-klb"}
    public = rule_choice.offered(RULES, replace(toy.facts(), policy=PUBLIC))
    assert set(public) == {"resmi", "insidensi7", "cdc-transmisi", "harvard"}
