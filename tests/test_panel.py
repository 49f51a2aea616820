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


def periods(rows: list[tuple[str, int, int | None]], zones: int = 1) -> Panel:
    """A panel from (last day, length, count) of its first zone."""
    table = pd.DataFrame(
        {
            "zone_id": toy.IDS[0],
            "date": pd.to_datetime([row[0] for row in rows]).astype("datetime64[ns]"),
            "indicator": "positif",
            "measure": "new",
            "value": pd.array([row[2] for row in rows], dtype="Int64"),
            "flag": ["suppressed" if row[2] is None else "" for row in rows],
            "days": pd.array([row[1] for row in rows], dtype="Int64"),
        }
    )
    return build(table, toy.IDS[:zones], "positif")


def known(made: Panel, length: int) -> dict[str, float]:
    pairs = zip(made.days, made.window(length)[0].tolist(), strict=True)
    return {day.isoformat(): n for day, n in pairs if n == n}


WEEKS = [("2022-02-05", 7, 3), ("2022-02-12", 7, 4), ("2022-02-19", 7, 0), ("2022-02-26", 7, 6)]


def test_a_week_is_no_day() -> None:
    made = periods(WEEKS, zones=2)
    assert np.isnan(made.new).all() and not made.negative.any()
    assert (made.days[0].isoformat(), len(made.days)) == ("2022-01-30", 28)
    ends = ["2022-02-05", "2022-02-12", "2022-02-19", "2022-02-26"]
    assert [day.isoformat() for day in made.days_reported] == ends
    assert not made.reported[1].any()
    assert np.isnan(made.window(7)[1]).all()


def test_windows_that_whole_weeks_fill() -> None:
    made = periods(WEEKS)
    assert known(made, 7) == {d: n for d, _, n in WEEKS}
    assert known(made, 14) == {"2022-02-12": 7, "2022-02-19": 4, "2022-02-26": 6}
    assert known(made, 28) == {"2022-02-26": 13}
    assert known(made, 1) == known(made, 6) == known(made, 8) == known(made, 29) == {}


def test_a_week_that_is_missing_or_hidden_leaves_its_windows_unknown() -> None:
    without = periods(WEEKS[:1] + WEEKS[2:])
    assert known(without, 14) == {"2022-02-26": 6} and known(without, 28) == {}
    hidden = periods([WEEKS[0], ("2022-02-12", 7, None), *WEEKS[2:]])
    assert known(hidden, 7) == {"2022-02-05": 3, "2022-02-19": 0, "2022-02-26": 6}
    assert hidden.reported[0, 13] and hidden.suppressed[0, 13]


def test_days_and_weeks_join_but_are_never_split() -> None:
    # A week to 5 February, then days 6 to 8 (1, 2 and 0), then a week to 15 February.
    days = [("2022-02-06", 1, 1), ("2022-02-07", 1, 2), ("2022-02-08", 1, 0)]
    made = periods([WEEKS[0], *days, ("2022-02-15", 7, 5)])
    assert known(made, 1) == {"2022-02-06": 1, "2022-02-07": 2, "2022-02-08": 0}
    assert known(made, 7) == {"2022-02-05": 3, "2022-02-15": 5}
    assert known(made, 8) == {"2022-02-06": 4, "2022-02-15": 5}
    assert known(made, 10) == {"2022-02-08": 6, "2022-02-15": 8}
    assert known(made, 17) == {"2022-02-15": 11}


def test_days_inside_a_reported_month_do_not_count_twice() -> None:
    # Days 1 to 30 of January, one case each, and the month's own number of 40 on the 31st.
    rows = [(f"2022-01-{day:02}", 1, 1) for day in range(1, 31)]
    made = periods([*rows, ("2022-01-31", 31, 40)])
    assert known(made, 31) == {"2022-01-31": 40}
    assert list(known(made, 7)) == [f"2022-01-{day:02}" for day in range(7, 31)]
    first, last = dt.date(2022, 1, 1), dt.date(2022, 1, 31)
    assert made.total(first, last).tolist() == [40]
    assert made.total(first, last - DAY).tolist() == [30]
    same(made.total(first + DAY, last), [NAN])


def test_totals_of_a_span() -> None:
    made = periods(WEEKS, zones=2)
    start, end = dt.date(2022, 1, 30), dt.date(2022, 2, 26)
    same(made.total(start, end), [13, NAN])
    same(made.total(start, dt.date(2022, 2, 12)), [7, NAN])
    for first, last in ((start + DAY, end), (start, end - DAY), (start - DAY, end), (end, start)):
        same(made.total(first, last), [NAN, NAN])
    same(made.part(start + DAY, end), [10, NAN])  # without the week that begins before
    same(made.part(start, end - DAY), [7, NAN])


def test_totals_of_days_and_of_cumulative_numbers() -> None:
    daily = panel([(1, 0, 2, toy.NONE, 3)], "new")
    same(daily.total(toy.FIRST, toy.FIRST + 2 * DAY), [3])
    same(daily.total(toy.FIRST, toy.FIRST + 3 * DAY), [NAN])
    same(daily.part(toy.FIRST, toy.FIRST + 4 * DAY), [6])
    so_far = panel([(5, toy.NONE, 9, 9)], "cumulative")
    same(so_far.total(toy.FIRST + DAY, toy.FIRST + 2 * DAY), [4])
    same(so_far.total(toy.FIRST, toy.FIRST + 2 * DAY), [NAN])


def test_cases_so_far_grow_by_whole_numbers() -> None:
    made = periods([*WEEKS[:2], ("2022-02-13", 1, 2)])
    so_far = dict(zip((d.isoformat() for d in made.days), made.cumulative[0], strict=True))
    assert {d: n for d, n in so_far.items() if n == n} == {
        "2022-02-05": 3, "2022-02-12": 7, "2022-02-13": 9,
    }  # fmt: skip


def test_unreported_days_behind_the_end_change_no_window() -> None:
    made = periods(WEEKS).stretched(3)
    assert len(made.days) == 31 and made.days[-1] == dt.date(2022, 3, 1)
    assert known(made, 28) == {"2022-02-26": 13}
    assert not made.reported[0, -3:].any()
