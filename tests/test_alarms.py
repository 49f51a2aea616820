"""Detectors and the day's alarms against R's surveillance package, printed numbers and hand work.

Numbers of EARS and Farrington were made with surveillance 1.20.3 (earsC, algo.farrington) on the
series written here. Its ``alpha`` is two-sided for Farrington, so its 0.01 is a chance of 0.005;
its regressions ran to convergence (glm.control epsilon 1e-15), as by default only six digits hold.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo import alarms, loglinear, text, trends
from geo.detectors import cusum, ears
from geo.errors import InputError
from geo.farrington import farrington, prediction
from geo.render import words
from geo.views import Phrase

NAN = float("nan")
OUTBREAK = [2, 1, 3, 2, 0, 2, 1, 4, 2, 3, 9, 12, 8]
# Salmonella Newport, Germany: the nine weeks before 2011 and its first thirteen.
NEWPORT = [5, 3, 1, 1, 1, 3, 3, 1, 2, 1, 0, 3, 3, 3, 1, 0, 0, 0, 1, 3, 0, 2]


# --- EARS ---------------------------------------------------------------------------------------


def test_c1_on_salmonella_newport_is_the_package_s() -> None:
    found = ears(NEWPORT, "C1", chance=0.05)
    printed = [
        *(3.27885359359, 3.27885359359, 3.43651727429, 3.85561664478, 3.85561664478),
        *(3.85561664478, 3.85561664478, 3.86974349885, 3.91535636572, 3.91535636572),
        *(3.35549025702, 3.35549025702, 2.54450987186),
    ]
    assert found.threshold[9:].tolist() == pytest.approx(printed, abs=5e-11)
    assert not found.alarm.any()


def test_c2_on_salmonella_newport_is_the_package_s() -> None:
    printed = [
        *(7.10056352888, 5.16074015292, 4.65368295097, 4.65368295097, 5.07542264666),
        *(5.61173120493, 5.61173120493, 5.61173120493, 5.61173120493, 5.88933681694),
        *(6.10056352888, 6.10056352888, 5.29979258018),
    ]
    assert ears(NEWPORT, "C2").threshold[9:].tolist() == pytest.approx(printed, abs=5e-11)


def test_c1_c2_and_c3_on_an_outbreak() -> None:
    c1, c2, c3 = (ears(OUTBREAK, method) for method in ("C1", "C2", "C3"))
    assert c1.statistic[7:].tolist() == pytest.approx(
        [2.4885, 0.1062, 0.7746, 5.4222, 3.0571, 0.7914], abs=5e-5
    )
    assert c2.statistic[9:].tolist() == pytest.approx([1.4639, 5.3099, 7.7460, 4.6476], abs=5e-5)
    assert c3.statistic[11:].tolist() == pytest.approx([11.5198, 14.7035], abs=5e-5)
    # The package's own upper bounds and alarms with minSigma = 0.5.
    bounds = [4.58718650445, 6.01407829446, 5.98947275257, 5.98947275257]
    assert c1.threshold[7:].tolist() == pytest.approx(
        [*bounds, 12.09739758316, 17.54455484555], abs=5e-11
    )
    assert c2.threshold[9:].tolist() == pytest.approx(bounds, abs=5e-11)
    assert c1.alarm[7:].tolist() == [False, False, False, True, False, False]
    assert c2.alarm[9:].tolist() == [False, True, True, True]
    assert c3.alarm[11:].tolist() == [True, True]
    assert c1.unknown.sum() == 7 and c2.unknown.sum() == 9 and c3.unknown.sum() == 11
    assert np.isnan(c1.statistic[:7]).all() and np.isnan(c3.threshold[:11]).all()


def test_c3_counts_the_day_itself() -> None:
    # A calm fortnight, mean 2, variance 4/6; its day 3 before the last but one is .2247 too high
    # (1/.8165 - 1), the last one isn't.
    calm = [1, 2, 3, 1, 2, 3, 2] * 2
    high = ears([*calm, 5], "C3")
    assert high.statistic[-1] == pytest.approx(0.2247 + 3.6742 - 1, abs=1e-4)
    assert high.alarm[-1]
    # It fires from 2 + (1 + 1.95996 - .22474) x .81650 = 4.2333 cases.
    assert high.threshold[-1] == pytest.approx(4.2333, abs=5e-5)
    assert not ears([*calm, 4], "C3").alarm[-1]


def test_the_limit_is_walked_from_both_sides() -> None:
    # Equal counts, so the sd is the least one: 2 + 3.0902 x 1.5 = 6.635, or x .9 = 4.781.
    for least_sd, alarm in ((1.5, [False, False, True]), (0.9, [True, True, True])):
        found = [bool(ears([2] * 7 + [n], "C1", least_sd=least_sd).alarm[-1]) for n in (5, 6, 7)]
        assert found == alarm
    assert not ears([2] * 7 + [4], "C1", least_sd=0.9).alarm[-1]


def test_equal_baselines_do_not_call_one_case_an_alarm() -> None:
    for today, alarm in ((0, False), (1, False), (2, True)):
        # 0 + 3.09 x 0.5 = 1.55 cases.
        assert bool(ears([0] * 9 + [today], "C2").alarm[-1]) is alarm


@pytest.mark.parametrize(
    ("method", "reach"),
    [("C1", [0, *range(1, 8)]), ("C2", [0, *range(3, 10)]), ("C3", list(range(12)))],
)
@pytest.mark.parametrize("hole", [NAN, -2])
def test_an_unknown_or_revised_day_silences_the_days_that_look_back_on_it(
    method: str, reach: list[int], hole: float
) -> None:
    counts = np.full(60, 3.0)
    counts[30], counts[31:] = hole, 50
    found = ears(counts, method)
    start = {"C1": 7, "C2": 9, "C3": 11}[method]
    assert np.flatnonzero(found.unknown).tolist() == [*range(start), *(30 + k for k in reach)]
    assert not found.alarm[found.unknown].any()
    assert np.isnan(found.statistic[found.unknown]).all()
    assert np.isnan(found.threshold[found.unknown]).all()


def test_zones_are_judged_each_alone() -> None:
    both = ears([OUTBREAK, [0] * 13], "C1")
    assert np.array_equal(both.statistic[0], ears(OUTBREAK, "C1").statistic, equal_nan=True)
    assert not both.alarm[1].any()
    assert ears([], "C1").alarm.shape == (0,) and ears([1] * 7, "C1").unknown.all()


def test_trends_offers_ears_too() -> None:
    assert trends.ears is ears


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=12, max_size=30), st.integers(0, 100))
def test_an_alarm_is_a_count_at_its_threshold(counts: list[int], more: int) -> None:
    for method in ("C1", "C2", "C3"):
        found = ears(counts, method)
        known = ~found.unknown
        clear = known & (np.abs(found.threshold - counts) > 1e-9)
        assert (found.alarm == (np.array(counts) >= found.threshold))[clear].all()
        higher = ears([*counts[:-1], counts[-1] + more], method)
        assert higher.alarm[-1] >= found.alarm[-1]


# --- CUSUM --------------------------------------------------------------------------------------

STEADY = [2, 1, 3, 2, 0, 2, 1, 4, 2, 3, 5, 6, 4]


def test_the_cusum_is_the_printed_one() -> None:
    printed = [0, 0, 0.1146, 0, 0, 0, 0, 1.1146, 0.2292, 0.3438, 2.4584, 5.5730, 6.6877]
    assert cusum(STEADY, 2, 4).statistic.tolist() == pytest.approx(printed, abs=5.1e-5)
    assert cusum(STEADY, 2).statistic.tolist() == pytest.approx(printed, abs=5.1e-5)


def test_the_limit_is_a_likelihood_ratio() -> None:
    # ln 32 / ln 2 = 5: the twelfth day's 5.5730 passes it, the day before's 2.4584 doesn't.
    found = cusum(STEADY, 2, 4, days_between=32)
    assert found.limit == pytest.approx(5)
    assert np.flatnonzero(found.alarm).tolist() == [11, 12]
    # From 2.4584 it takes 5 + 2.88539 - 2.4584 = 5.4270 cases on the twelfth day.
    assert found.threshold[11] == pytest.approx(5.4270, abs=5e-5)


def test_false_alarms_are_as_rare_as_promised() -> None:
    # Mean time to the first alarm of 300 calm series is at least 60 days, if none ends sooner.
    rng = np.random.default_rng(3)
    found = cusum(rng.poisson(2.0, (300, 1_000)), 2.0, days_between=60).alarm
    first = np.where(found.any(axis=1), found.argmax(axis=1) + 1, 1_000)
    assert first.mean() > 60
    shifted = cusum(rng.poisson(4.0, (300, 1_000)), 2.0, days_between=60).alarm
    assert (shifted.argmax(axis=1) + 1).mean() < 12


def test_an_unknown_day_neither_adds_nor_takes_away() -> None:
    for hole in (NAN, -4):
        found = cusum([*STEADY[:11], hole, *STEADY[11:]], 2, 4)
        assert found.unknown.tolist() == [False] * 11 + [True] + [False] * 2
        assert np.isnan(found.statistic[11]) and not found.alarm[11]
        assert found.statistic[12] == pytest.approx(5.5730, abs=5.1e-5)


def test_each_series_has_its_own_expected_count() -> None:
    both = cusum([STEADY, [0] * 13], [2, 0.5])
    assert both.statistic[0, -1] == pytest.approx(6.6877, abs=5e-5)
    assert both.statistic[1, -1] == 0


# --- Poisson regression and Farrington ----------------------------------------------------------

WEEKS = np.arange(300)
SEASON = 3 * np.sin(2 * np.pi * WEEKS / 52) + (WEEKS * 7) % 5
LEVEL = np.floor(6 + 4 * np.sin(2 * np.pi * WEEKS / 52) + (WEEKS * 7) % 5)
GROWING = np.floor(3 + WEEKS / 15 + SEASON)
FALLING = np.floor(40 - WEEKS / 12 + SEASON)
OLD_OUTBREAKS = LEVEL + 25 * ((WEEKS % 52 < 2) & (WEEKS < 150))
LUMPS = FALLING + 60 * np.isin(WEEKS, [140, 189, 241])


def test_the_series_are_the_ones_given_to_the_package() -> None:
    assert LEVEL[:12].tolist() == [6, 8, 10, 8, 10, 8, 10, 12, 10, 12, 9, 11]
    assert FALLING[:6].tolist() == [40, 42, 44, 41, 44, 41]
    assert FALLING[-6:].tolist() == [16, 12, 14, 16, 13, 15]


@pytest.mark.parametrize(
    ("series", "week", "years", "expected", "threshold", "trend"),
    [
        (LEVEL, 265, 3, 9.0476190476, 18.0428018257, False),
        (LEVEL, 280, 3, 10.1904761905, 19.6761891154, False),
        (LEVEL, 300, 3, 3.8991132208, 10.1320449772, False),
        (LEVEL, 265, 5, 9.1428571429, 18.0886047487, False),
        (LEVEL, 280, 5, 10.2857142857, 19.7150128986, False),
        (LEVEL, 300, 5, 4.0000000000, 10.2352224445, False),
        (GROWING, 265, 3, 16.1836082642, 27.8752472133, False),
        (GROWING, 300, 3, 14.1609027640, 25.1632787479, False),
        (GROWING, 265, 5, 12.4624414116, 26.9812416893, False),
        (GROWING, 300, 5, 10.5607542425, 25.2004647484, False),
        (OLD_OUTBREAKS, 265, 3, 9.2920610482, 18.3946957430, False),
        (OLD_OUTBREAKS, 265, 5, 9.6527259764, 18.8177851087, False),
        (FALLING, 280, 3, 21.3573751801, 36.0889350911, True),
        (FALLING, 294, 3, 16.2711980835, 29.2127126301, True),
        (FALLING, 300, 4, 15.3106543434, 27.3522206798, True),
        (FALLING, 300, 5, 15.7618436312, 27.7044952797, True),
        (LUMPS, 294, 3, 26.1686276445, 65.0543118709, False),
        (LUMPS, 300, 3, 14.3147304506, 26.4348361164, True),
        (LUMPS, 294, 4, 18.9402658657, 44.6583578077, True),
        (LUMPS, 294, 5, 18.9804300349, 38.5406990267, True),
        (LUMPS, 300, 5, 15.8647300831, 27.8311356100, True),
    ],
)
def test_farrington_is_the_package_s(
    series: Any, week: int, years: int, expected: float, threshold: float, trend: bool
) -> None:
    found = farrington(series, week - 1, years)
    assert found.expected == pytest.approx(expected, rel=1e-8)
    assert found.threshold == pytest.approx(threshold, rel=1e-8)
    assert (found.trend, found.years, found.reason) == (trend, years, None)
    assert not found.alarm and found.observed == series[week - 1]


def test_a_burst_is_an_alarm() -> None:
    burst = LEVEL.copy()
    burst[-1] = 40
    found = farrington(burst)
    assert found.alarm and found.threshold == pytest.approx(10.2352224445, abs=1e-8)
    # (40 - 4) / (10.2352224445 - 4)
    assert found.statistic == pytest.approx(5.77365, abs=1e-5)
    burst[-1] = 10
    assert not farrington(burst).alarm
    burst[-1] = 11
    assert farrington(burst).alarm


@pytest.mark.parametrize(
    ("power", "printed"),
    [
        ("none", (1.3073128, 8.6926872, 0.0907246, 0.8124165)),
        ("1/2", (1.9891097, 9.3744842, 0.1189986, 0.6857951)),
        ("2/3", (1.8084477, 9.1154825, 0.1094727, 0.7289546)),
    ],
)
def test_limits_of_a_prediction_are_the_printed_ones(power: str, printed: tuple) -> None:
    assert prediction(5, 0.2, 1, 8, 0.05, power) == pytest.approx(printed, abs=5.1e-8)


def test_a_lower_limit_is_never_below_zero() -> None:
    assert prediction(0.2, 0.1, 1, 1, 0.05, "none")[0] == 0


def test_few_cases_in_four_weeks_are_no_alarm() -> None:
    rare = np.zeros(300)
    rare[[90, 145, 197, 249]] = 1
    for recent, alarm in (([1, 0, 0, 3], False), ([1, 0, 1, 3], True), ([0, 0, 0, 5], True)):
        rare[-4:] = recent
        found = farrington(rare)
        assert found.alarm is alarm and found.few is not alarm
        assert (found.statistic == 0) is not alarm


def test_farrington_needs_three_whole_years() -> None:
    # 3 x 52 weeks and half a window of 3 before the week: 160 weeks with it.
    assert farrington(LEVEL[:159]).reason == "short_history"
    assert farrington(LEVEL[:160]).reason is None
    assert farrington(LEVEL[:160]).years == 3
    assert farrington([]).reason == "short_history" and farrington([]).observed is None
    assert farrington(LEVEL, at=400).reason == "short_history"


def test_years_with_a_missing_week_are_left_out_and_fewer_than_three_are_a_gap() -> None:
    holes = LEVEL.copy()
    holes[299 - 52], holes[299 - 104 + 3] = NAN, -1
    found = farrington(holes)
    assert (found.years, found.reason) == (3, None)
    holes[299 - 156 - 3] = NAN
    found = farrington(holes)
    assert (found.reason, found.expected, found.alarm) == ("gap", None, False)
    assert found.observed == LEVEL[299]
    # A hole outside the windows harms nothing.
    outside = LEVEL.copy()
    outside[299 - 52 + 4] = NAN
    assert farrington(outside) == farrington(LEVEL)
    today = LEVEL.copy()
    today[-1] = NAN
    assert farrington(today).reason == "gap" and farrington(today).observed is None


def test_a_missing_recent_week_is_a_gap_only_where_it_decides() -> None:
    quiet = LEVEL.copy()
    quiet[-4:] = [NAN, 1, 1, 2]
    assert farrington(quiet).reason == "gap"
    quiet[-4:] = [NAN, 1, 2, 2]
    assert farrington(quiet).reason is None


def test_weeks_without_any_case_before_have_no_expectation() -> None:
    never = np.zeros(300)
    never[-1] = 9
    assert farrington(never).reason == "no_cases"


def test_a_regression_without_a_best_line_says_so() -> None:
    assert loglinear.fit([0, 0, 0], [0, 1, 2]) is None
    assert loglinear.fit([0, 0, 4], [0, 1, 2]) is None
    assert loglinear.fit([4, 0, 0], [0, 1, 2]) is None
    level = loglinear.fit([0, 0, 6], [0, 1, 2], trend=False)
    assert level is not None and level.at(9)[0] == pytest.approx(2)
    # Mean of 2 from 6 cases in all: standard error 2 / sqrt(6).
    assert level.at(9)[1] == pytest.approx(2 / np.sqrt(6))
    # Doubling exactly: 1, 2, 4, 8.
    line = loglinear.fit([1, 2, 4, 8], [0, 1, 2, 3])
    assert line is not None
    assert line.coefficients[1] == pytest.approx(np.log(2), abs=1e-12)
    assert line.at(4)[0] == pytest.approx(16) and line.dispersion == pytest.approx(0, abs=1e-20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=3, max_size=40))
@example([0] * 38 + [1, 1_000_000])
def test_the_best_line_keeps_the_sum_and_the_mean_day_of_the_cases(counts: list[int]) -> None:
    times = np.arange(len(counts))
    line = loglinear.fit(counts, times)
    if line is None:
        assert not any(counts[1:]) or not any(counts[:-1])
        return
    assert line.fitted.sum() == pytest.approx(sum(counts), rel=1e-6)
    assert line.fitted @ times == pytest.approx(np.array(counts) @ times, rel=1e-6)
    assert line.leverage.sum() == pytest.approx(2)


# --- The day's alarms ---------------------------------------------------------------------------

LAST = dt.date(2021, 3, 15)
CALM = [1, 2, 3, 1, 2, 3, 2] * 7
"""Seven weeks: mean 2 a day, standard deviation .8165 in every seven days."""
HOLE = [*CALM[:-6], NAN, *CALM[-5:]]


def days(n: int, last: dt.date = LAST) -> list[dt.date]:
    return [last - dt.timedelta(days=n - 1 - k) for k in range(n)]


def today(*rows: list, **options: Any) -> alarms.Watch:
    names = [f"z{k}" for k in range(len(rows))]
    return alarms.watch(np.array(rows, dtype=float), days(len(rows[0])), names, LAST, **options)


def test_what_fired_where_and_why_the_most_severe_first() -> None:
    found = today([*CALM, 5], [*CALM, 4], [*CALM, 9], methods=["C1"])
    # C1 fires from 2 + 3.0902 x .8165 = 4.523 cases.
    assert [(a.zone_id, a.method, a.observed) for a in found.alarms] == [
        *(("z2", "C1", 9), ("z0", "C1", 5))
    ]
    worst = found.alarms[0]
    assert worst.expected == pytest.approx(2) and worst.day == LAST
    assert worst.threshold == pytest.approx(4.52316, abs=5e-6)
    assert worst.statistic == pytest.approx(7 / 0.816497, abs=1e-5)
    assert worst.severity == pytest.approx(7 / 0.816497 / 3.090232, abs=1e-5)
    assert found.unknown == () and found.judged == 3
    assert words.phrase(Phrase(worst.key, worst.values), "id") == (
        "Kasus pada 15 Maret 2021: 9. Tujuh hari sebelumnya rata-rata 2 sehari; alarm berbunyi "
        "mulai 5 (EARS C1)."
    )
    with pytest.raises(AttributeError):
        worst.observed = 1  # type: ignore[misc]


def test_all_methods_of_a_burst_rank_together() -> None:
    found = today([*CALM, 9], [*CALM, 2])
    assert {(a.zone_id, a.method) for a in found.alarms} == {("z0", m) for m in ("C1", "C2", "C3")}
    assert [a.severity for a in found.alarms] == sorted(
        (a.severity for a in found.alarms), reverse=True
    )
    assert all(a.severity >= 1 for a in found.alarms) and found.judged == 6
    table = np.array([[*CALM, 9], [*CALM, 2]], dtype=float)
    assert alarms.alarms_today(table, days(50), ["z0", "z1"], LAST) == found.alarms


def test_fewer_cases_than_asked_for_are_no_alarm() -> None:
    rare = [0] * 20 + [2]
    assert today(rare, methods=["C1", "C2"]).alarms == ()
    assert len(today(rare, methods=["C1", "C2"], least_cases=2).alarms) == 2
    # C3 counts its three days.
    spread = [0] * 18 + [1, 0, 2]
    assert [a.method for a in today(spread).alarms] == ["C3"]
    assert today([0] * 18 + [0, 0, 2]).alarms == ()


def test_nothing_known_is_not_taken_for_calm() -> None:
    found = today(
        [*CALM, NAN], [*CALM, -2], [*HOLE, 9], [*CALM, 2], [NAN] * 50, methods=["C1", "C2"]
    )
    assert found.alarms == () and found.judged == 2
    said = {(u.zone_id, u.method): u for u in found.unknown}
    assert len(said) == 8 and not any(zone == "z3" for zone, _ in said)
    kinds = {key: one.key for key, one in said.items() if key[1] == "C1"}
    assert kinds == {
        ("z0", "C1"): "alarm.unknown.no_report",
        ("z1", "C1"): "alarm.unknown.revision",
        ("z2", "C1"): "alarm.unknown.gap",
        ("z4", "C1"): "alarm.unknown.no_report",
    }
    gap = said[("z2", "C1")]
    assert words.phrase(Phrase(gap.key, gap.values), "en") == (
        "1 of the 8 days needed up to 15 March 2021 is unknown; the alarm can't be judged."
    )
    revised = said[("z1", "C2")]
    assert "-2" in words.phrase(Phrase(revised.key, revised.values), "id")


def test_days_after_the_one_asked_for_are_not_looked_at() -> None:
    table = np.array([[*CALM, 2, 90, 90]], dtype=float)
    span = days(52, LAST + dt.timedelta(days=2))
    assert alarms.alarms_today(table, span, ["z"], LAST) == ()
    assert len(alarms.alarms_today(table, span, ["z"], LAST + dt.timedelta(days=1))) == 3


@pytest.mark.parametrize("day", [dt.date(2021, 1, 24), dt.date(2021, 3, 16)])
def test_a_day_outside_the_panel_is_unknown_everywhere(day: dt.date) -> None:
    table = np.array([[*CALM, 9]], dtype=float)
    found = alarms.watch(table, days(50), ["z"], day)
    assert found.alarms == () and found.judged == 0
    assert {u.key for u in found.unknown} == {"alarm.unknown.no_report"}
    empty = alarms.watch(np.empty((1, 0)), [], ["z"], day, alarms.KNOWN_METHODS)
    assert len(empty.unknown) == 5 and empty.judged == 0


def test_the_panel_s_first_days_are_too_few() -> None:
    table = np.array([CALM[:10]], dtype=float)
    found = alarms.watch(table, days(10), ["z"], LAST)
    assert [u.method for u in found.unknown] == ["C3"] and found.judged == 2
    assert found.unknown[0].values["n"] == 2


def test_the_cusum_sees_a_small_rise_that_lasts() -> None:
    # Four weeks of 2 a day, then a fortnight of 4: S = 14 x (4 - 2.88539) = 15.604, limit 8.512.
    slow = [2] * 28 + [4] * 14
    found = today(slow, [2] * 42, methods=["cusum"])
    assert [(a.zone_id, a.method) for a in found.alarms] == [("z0", "cusum")]
    alarm = found.alarms[0]
    assert alarm.statistic == pytest.approx(15.6045, abs=5e-4)
    assert alarm.severity == pytest.approx(15.6045 / 8.5118, abs=5e-4)
    assert words.phrase(Phrase(alarm.key, alarm.values), "en") == (
        "Cases in the 14 days to 15 March 2021: 56; the four weeks before would give about 28. "
        "A small excess that lasts passes the limit (CUSUM)."
    )
    assert today([NAN, *slow[1:]], methods=["cusum"]).unknown[0].key == "alarm.unknown.gap"


def test_farrington_judges_the_last_week_that_is_over() -> None:
    # Days are made so that their weeks add up to LEVEL with a burst of 40 in the last one.
    sums = LEVEL.copy()
    sums[-1] = 40
    daily = np.zeros((1, 2_100))
    daily[0, ::7] = sums
    sunday = dt.date(2021, 3, 14)
    span = days(2_100, sunday - dt.timedelta(days=1))
    assert span[0].weekday() == 6
    ends = span[-1]
    for day, extra in ((ends, 0), (ends + dt.timedelta(days=5), 5)):
        table = np.pad(daily, [(0, 0), (0, extra)])
        found = alarms.watch(
            table,
            span + [ends + dt.timedelta(days=k + 1) for k in range(extra)],
            ["z"],
            day,
            ["farrington"],
        )
        alarm = found.alarms[0]
        assert (alarm.observed, alarm.day, alarm.method) == (40, ends, "farrington")
        assert alarm.threshold == pytest.approx(10.2352224445, abs=1e-7)
        assert words.phrase(Phrase(alarm.key, alarm.values), "id") == (
            "Kasus dalam sepekan sampai 13 Maret 2021: 40. Pekan yang sama pada 5 tahun "
            "sebelumnya memberi harapan 4; alarm berbunyi mulai 11 (Farrington)."
        )
    before = alarms.watch(daily[:, :-1], span[:-1], ["z"], span[-2], ["farrington"])
    assert before.alarms == () and before.judged == 1
    short = alarms.watch(daily[:, -900:], span[-900:], ["z"], ends, ["farrington"])
    assert [u.key for u in short.unknown] == ["alarm.unknown.short_history"]


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_alarm_and_every_unknown_has_its_sentence(lang: str) -> None:
    sentences = {key for key in text.catalogue(lang) if key.startswith("alarm.")}
    values: dict[str, Any] = {
        "observed": 9,
        "expected": 2.25,
        "expected_span": 6.75,
        "cases_span": 12,
        "span": 3,
        "threshold": 5,
        "years": 5,
        "day": LAST,
        "n": 2,
        "days": 8,
    }
    assert len(sentences) == 11
    for key in sentences:
        said = words.phrase(Phrase(key, values), lang)
        assert "{" not in said and said.endswith(".")
    decimal = {"id": "2,2", "en": "2.2"}[lang]
    assert f" {decimal} " in words.phrase(Phrase("alarm.why.C1", values), lang)


def test_what_is_asked_wrongly_is_named() -> None:
    table, span = np.array([CALM], dtype=float), days(49)
    calls: dict[str, list[Any]] = {
        "alarms_method": [
            lambda: ears(CALM, "C4"),
            lambda: alarms.watch(table, span, ["z"], LAST, ["C1", "ewma"]),
            lambda: prediction(5, 0.2, 1, 8, 0.05, "3/4"),
        ],
        "alarms_chance": [
            lambda: ears(CALM, "C1", chance=0.0),
            lambda: ears(CALM, "C1", chance=0.5),
            lambda: farrington(LEVEL, chance=1.0),
        ],
        "alarms_cusum": [
            lambda: cusum(CALM, 0.0),
            lambda: cusum(CALM, NAN),
            lambda: cusum(CALM, 2.0, 2.0),
            lambda: cusum(CALM, 2.0, np.inf),
        ],
        "alarms_rows": [
            lambda: alarms.watch(table, span, ["a", "b"], LAST),
            lambda: alarms.watch(CALM, span, ["a"], LAST),
        ],
        "series_setting": [
            lambda: ears(CALM, "C1", least_sd=0),
            lambda: ears(CALM, "C1", least_sd=NAN),
            lambda: cusum(CALM, 2.0, days_between=1),
            lambda: farrington(LEVEL, years=2),
            lambda: alarms.watch(table, span, ["z"], LAST, least_cases=0),
        ],
        "series_one": [lambda: farrington([LEVEL, LEVEL])],
        "series_days": [lambda: alarms.watch(table, span[1:], ["z"], LAST)],
        "series_counts": [lambda: alarms.watch(table + 0.5, span, ["z"], LAST)],
    }
    for key, wrong in calls.items():
        for call in wrong:
            with pytest.raises(InputError) as failure:
                call()
            assert failure.value.problems[0].key == key
            for lang in text.LANGUAGES:
                assert text.problem(failure.value.problems[0], lang)


def test_calm_zones_give_as_many_false_alarms_as_the_module_says() -> None:
    # 52 zones, 40 days, one case a day each: C1 and C2 about 1.3 a day each, C3 about 6.3.
    table = np.random.default_rng(5).poisson(1.0, (52, 60)).astype(float)
    span, names = days(60), [str(k) for k in range(52)]
    fired = [a for day in span[20:] for a in alarms.alarms_today(table, span, names, day)]
    a_day = {m: sum(a.method == m for a in fired) / 40 for m in alarms.METHODS}
    assert 0.8 < a_day["C1"] < 1.9 and 0.8 < a_day["C2"] < 1.9 and 4.8 < a_day["C3"] < 7.8
