"""The four-trend score of Kepmendagri 440-830: points of a chart, ranges of gaps, every sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from geo import trend_score
from geo.panel import Panel
from geo.rules import registry
from geo.views import city_view
from tests import toy

RULE = registry()["kepmendagri-440-830"]
LOCAL = registry()["bjm-2020-07"]
NAN = float("nan")
DAY = dt.date(2021, 3, 14)


def panel(*rows: Sequence[float]) -> Panel:
    """New cases of each day up to DAY, one row a zone."""
    new = np.array(rows, dtype=float)
    first = DAY - dt.timedelta(days=new.shape[1] - 1)
    days = tuple(first + dt.timedelta(days=i) for i in range(new.shape[1]))
    hidden = np.zeros(new.shape, dtype=bool)
    return Panel(toy.IDS[: len(rows)], days, new.cumsum(axis=1), new, hidden, False)


def points(*rows: Sequence[float], day: dt.date = DAY) -> list[float]:
    return trend_score.points(panel(*rows), [day], RULE)[:, 0].tolist()


def test_a_week_less_the_same_and_more() -> None:
    falling, flat, rising = [2] * 7 + [1] * 7, [0, 3] * 7, [1] * 7 + [2] * 7
    assert points(falling, flat, rising) == [25, 15, 15]  # 9 then 12
    assert points([3, 0, 3, 0, 3, 0, 0] * 2) == [20]


def test_nothing_in_both_weeks_counts_as_falling() -> None:
    assert points([0] * 14, [0] * 7 + [1] + [0] * 6, [1] + [0] * 13) == [25, 15, 25]


def test_a_gap_or_a_negative_week_is_no_trend() -> None:
    gap_now, gap_before = [1] * 13 + [NAN], [NAN] + [1] * 13
    revised = [1] * 7 + [0] * 6 + [-2]
    revised_before = [-2] + [0] * 6 + [1] * 7
    assert np.isnan(points(gap_now, gap_before, revised, revised_before)).all()
    # One case less within a week that stays above zero is a plain count: 7 then 5.
    assert points([1] * 7 + [1] * 6 + [-1]) == [25]


@pytest.mark.parametrize("length", [1, 6, 7, 13])
def test_a_short_record_has_no_trend(length: int) -> None:
    assert np.isnan(points([1] * length)).all()


def test_a_day_outside_the_record_has_no_trend() -> None:
    assert np.isnan(points([1] * 20, day=DAY + dt.timedelta(days=1))).all()
    assert np.isnan(points([1] * 20, day=DAY - dt.timedelta(days=20))).all()


SUMS = {60: "m", 65: "m", 70: "m", 75: "m", 80: "k", 85: "k", 90: "k", 95: "k", 100: "h"}


@pytest.mark.parametrize("rule", [RULE, LOCAL])
def test_every_sum_from_sixty_to_a_hundred(rule: object) -> None:
    sums = np.array([list(SUMS)], dtype=float)
    assert trend_score.codes(sums, sums, rule).tolist() == [list(SUMS.values())]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [(60, 75, "m"), (60, 80, "?"), (80, 95, "k"), (75, 80, "?"), (95, 100, "?"), (100, 100, "h")],
)
def test_a_range_has_a_colour_only_where_both_ends_agree(
    low: float, high: float, code: str
) -> None:
    found = trend_score.codes(np.array([[float(low)]]), np.array([[float(high)]]), RULE)
    assert found.tolist() == [[code]]


def test_what_is_not_reported_can_be_anything() -> None:
    def ends(*charts: float) -> tuple[float, float]:
        low, high = trend_score.score_range([np.array([[chart]]) for chart in charts], RULE)
        return float(np.squeeze(low)), float(np.squeeze(high))

    assert ends(25, 25, 25, 25) == (100, 100)
    assert ends(25, 25, 25) == (90, 100)
    assert ends(15, 15, 15) == (60, 70)
    assert ends(20, NAN, 15) == (65, 85)
    assert ends() == (60, 100)


def four_charts(weeks: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """Two weeks of daily reports of square 1, each week's cases on its first day."""
    tables = []
    for indicator, (before, now) in weeks.items():
        counts = [before, *[0] * 6, now, *[0] * 6]
        first = DAY - dt.timedelta(days=13)
        days = {first + dt.timedelta(days=i): (n,) for i, n in enumerate(counts)}
        tables.append(toy.observations(days, "new").assign(indicator=indicator))
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize(
    ("weeks", "level", "score"),
    [
        ({"positif": (3, 1), "suspek": (2, 0), "meninggal": (0, 0), "nakes": (0, 0)}, "hijau", 100),
        ({"positif": (3, 1), "suspek": (2, 2), "meninggal": (0, 0), "nakes": (0, 0)}, "kuning", 95),
        ({"positif": (1, 3), "suspek": (0, 2), "meninggal": (0, 0), "nakes": (1, 0)}, "kuning", 80),
        ({"positif": (1, 3), "suspek": (2, 2), "meninggal": (1, 1), "nakes": (1, 1)}, "merah", 75),
        ({"positif": (0, 1), "suspek": (0, 1), "meninggal": (0, 1), "nakes": (0, 1)}, "merah", 60),
    ],
)
def test_a_kelurahan_with_all_four_charts(
    weeks: dict[str, tuple[int, int]], level: str, score: int
) -> None:
    facts = toy.facts(observations=four_charts(weeks))
    status = city_view(facts, RULE, DAY).zone(toy.zone_id(1))
    assert status.level == level
    assert (status.detail["low"], status.detail["high"]) == (score, score)
    assert len(status.detail["charts"]) == 4


def test_three_charts_are_told_as_a_range_that_may_have_one_colour() -> None:
    rising = dict.fromkeys(("positif", "suspek", "meninggal"), (0, 1))
    status = city_view(toy.facts(observations=four_charts(rising)), RULE, DAY).zone(toy.zone_id(1))
    assert (status.level, status.detail["low"], status.detail["high"]) == ("merah", 60, 70)
    falling = dict.fromkeys(rising, (1, 0))
    status = city_view(toy.facts(observations=four_charts(falling)), RULE, DAY).zone(toy.zone_id(1))
    assert (status.level, status.detail["low"], status.detail["high"]) == ("tanpa_data", 90, 100)
    assert status.reason.key == "reason.trend.open"
