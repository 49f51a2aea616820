"""The zone x day panel: every number of a small table worked out by hand, four kinds of nothing."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo.panel import Panel, build, seven_day_mean
from tests import toy

DAY = dt.timedelta(days=1)
NAN = float("nan")


def panel(rows: list[tuple], measure: str, start: dt.date = toy.FIRST) -> Panel:
    """A panel of as many zones as there are rows, one cell a day from ``start``."""
    columns = list(zip(*rows, strict=True))
    table = {start + i * DAY: cells for i, cells in enumerate(columns)}
    return build(toy.observations(table, measure), toy.IDS[: len(rows)], "positif")


def same(found: np.ndarray, expected: list) -> None:
    np.testing.assert_array_equal(found, np.array(expected, dtype=float))


def test_cumulative_becomes_new_and_a_fall_is_kept_and_flagged() -> None:
    # 5, 8, 7, 7, 10: three more, a revision of one less, none, three more. Before the first
    # report nothing is known, so that its 5 are not new cases of that day.
    made = panel([(5, 8, 7, 7, 10)], "cumulative")
    same(made.new, [[NAN, 3, -1, 0, 3]])
    assert made.negative.tolist() == [[False, False, True, False, False]]
    assert made.cumulative_source


def test_a_day_without_report_is_not_a_day_without_cases() -> None:
    made = panel([(0, 0, toy.NONE, 4, 4)], "cumulative")
    # The four cases fell on the third or the fourth day: neither day's count is known.
    same(made.new, [[NAN, 0, NAN, NAN, 0]])
    same(made.cumulative, [[0, 0, NAN, 4, 4]])
    assert made.reported.tolist() == [[True, True, False, True, True]]


def test_a_suppressed_number_is_reported_but_unknown() -> None:
    made = panel([(0, toy.HIDDEN, 6, toy.NONE)], "new")
    same(made.new, [[0, NAN, 6]])
    assert made.suppressed.tolist() == [[False, True, False]]
    assert made.reported.tolist() == [[True, True, True]]


def test_windows_of_daily_counts() -> None:
    made = panel([(1, 0, 2, 3, 0, 0, 1, 4, -2, 0)], "new")
    # 1+0+2+3+0+0+1 = 7; then +4-1 = 10; then -2-0 = 8; then +0-2 = 6.
    same(made.window(7), [[NAN] * 6 + [7, 10, 8, 6]])
    # 1+0+2 = 3, 0+2+3 = 5, 2+3+0 = 5, 3, 1, 5, 3, 2.
    same(made.window(3), [[NAN, NAN, 3, 5, 5, 3, 1, 5, 3, 2]])


def test_fourteen_days_of_daily_counts() -> None:
    # 1+2+...+14 = 105; a day later the 1 goes and a 15 comes: 119.
    made = panel([tuple(range(1, 16))], "new")
    same(made.window(14), [[NAN] * 13 + [105, 119]])


def test_a_gap_in_daily_counts_hides_every_window_that_needs_it() -> None:
    made = panel([(1, 1, 1, toy.NONE, 1, 1, 1, 1), (0,) * 8], "new")
    same(made.window(3), [[NAN, NAN, 3, NAN, NAN, NAN, 3, 3], [NAN, NAN] + [0] * 6])


def test_a_window_of_cumulative_counts_needs_its_two_ends_only() -> None:
    # Reports on days 1, 8 and 15 of March: 69 - 40 = 29, 99 - 69 = 30; over 14 days 99 - 40 = 59.
    made = build(toy.observations(), toy.IDS, "positif")
    week, fortnight = made.window(7)[4], made.window(14)[4]
    assert np.flatnonzero(~np.isnan(week)).tolist() == [7, 14]
    assert (week[7], week[14]) == (29, 30)
    assert np.flatnonzero(~np.isnan(fortnight)).tolist() == [14]
    assert fortnight[14] == 59


def test_a_window_whose_earlier_end_is_missing_is_unknown() -> None:
    made = panel([(5, 6, toy.NONE, 9, 9, 9)], "cumulative")
    same(made.window(3), [[NAN, NAN, NAN, 4, 3, NAN]])


def test_a_revision_can_make_a_window_negative() -> None:
    made = build(toy.observations(), toy.IDS, "positif")
    assert made.window(7)[6, 14] == -1


@pytest.mark.parametrize("measure", ["cumulative", "new"])
def test_a_window_longer_than_the_record_is_unknown(measure: str) -> None:
    same(panel([(1, 2, 3)], measure).window(7), [[NAN, NAN, NAN]])


def test_days_run_on_without_a_hole() -> None:
    made = build(toy.observations(), toy.IDS, "positif")
    assert made.days == tuple(toy.FIRST + i * DAY for i in range(15))
    assert made.days_reported == (toy.FIRST, toy.MIDDLE, toy.LAST)
    assert made.position(toy.MIDDLE) == 7
    assert made.position(toy.FIRST - DAY) is None
    assert made.position(toy.LAST + DAY) is None


def test_zones_are_all_kept_in_their_order_and_strangers_left_out() -> None:
    table = toy.observations({toy.FIRST: (1, 2, 3)})
    made = build(table, (toy.zone_id(9), toy.zone_id(2)), "positif")
    assert made.zone_ids == (toy.zone_id(9), toy.zone_id(2))
    same(made.cumulative, [[NAN], [2]])


def test_another_indicator_is_another_panel() -> None:
    deaths = toy.observations({toy.FIRST: (7,)}).assign(indicator="meninggal")
    both = pd.concat([toy.observations({toy.FIRST: (1,)}), deaths])
    same(build(both, toy.IDS[:1], "positif").cumulative, [[1]])
    same(build(both, toy.IDS[:1], "meninggal").cumulative, [[7]])


def test_an_empty_table_is_a_panel_without_days() -> None:
    made = build(toy.observations({}), toy.IDS, "positif")
    assert made.days == () and made.days_reported == ()
    assert made.position(toy.FIRST) is None
    assert made.window(7).shape == made.new.shape == (9, 0)


def test_the_mean_of_seven_days_needs_all_seven() -> None:
    # (1+2+3+4+5+6+7)/7 = 4, then (2+...+8)/7 = 5.
    mean = seven_day_mean(np.array([[1, 2, 3, 4, 5, 6, 7, 8], [1, NAN, 3, 4, 5, 6, 7, 8.0]]))
    same(mean, [[NAN] * 6 + [4, 5], [NAN] * 8])
    same(seven_day_mean(np.ones((1, 6))), [[NAN] * 6])
