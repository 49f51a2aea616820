"""Suppression: borders by hand, and attacks that must not find a hidden count."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import FrozenInstanceError, replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import suppression, text
from geo.errors import InputError
from geo.rules import classify, registry
from geo.suppression import OFFICIAL, PUBLIC, Shown, hide_panel, hide_table
from tests.disclosure_kit import bounds, recoverable

NAN = float("nan")
SUNDAY = dt.date(2021, 2, 14)


def _days(count: int, last: dt.date = SUNDAY) -> list[dt.date]:
    return [last - dt.timedelta(days=count - 1 - i) for i in range(count)]


def _sums(daily: np.ndarray, length: int = 7) -> np.ndarray:
    """Sums of the last ``length`` days, unknown before there are so many."""
    result = np.full(daily.shape, np.nan)
    for day in range(length - 1, daily.shape[1]):
        result[:, day] = daily[:, day - length + 1 : day + 1].sum(axis=1)
    return result


# --- One table ----------------------------------------------------------------------------------


def test_counts_from_1_to_4_are_hidden_and_nothing_else() -> None:
    shown = hide_table([0, 1, 2, 3, 4, 5, 6, NAN], ["a"] * 8, PUBLIC)
    assert shown.hidden.tolist() == [False, True, True, True, True, False, False, False]
    assert shown.counts[[0, 5, 6]].tolist() == [0, 5, 6]
    assert np.isnan(shown.counts[[1, 2, 3, 4, 7]]).all()


def test_missing_is_neither_hidden_nor_zero() -> None:
    shown = hide_table([NAN, 7, NAN], ["a", "a", "b"], PUBLIC)
    assert shown.known.tolist() == [False, True, False]
    assert shown.totals[0] == 7 and np.isnan(shown.totals[1])
    assert shown.totals_hidden.tolist() == [False, False]
    assert shown.city == 7 and not shown.city_hidden
    nothing = hide_table([NAN], ["a"], PUBLIC)
    assert np.isnan(nothing.city) and not nothing.city_hidden


def test_officials_see_all() -> None:
    shown = hide_table([0, 1, 2, NAN], ["a", "a", "b", "b"], OFFICIAL)
    assert shown.counts[:3].tolist() == [0, 1, 2]
    assert shown.totals.tolist() == [1, 2]
    assert shown.city == 3
    assert not shown.hidden.any() and shown.complete


@pytest.mark.parametrize(
    ("counts", "city"),
    [
        ([0, 0, 5], 5),
        ([3, 0, 9], None),  # one hidden: the rest would give it
        ([2, 3], None),  # free to an outsider, but whoever knows the 2 has the 3
        ([1, 2, 3], None),  # whoever knows the 3 knows that the others have 3, so none has 4
        ([1, 2, 3, 4], 10),  # 4 known: 6 = 4+1+1 = 1+4+1; 1 known: 9 = 1+4+4 = 4+4+1
        ([1, 1, 4, 4, 20], 30),
        ([1, 2, 3, 3], None),  # 9: whoever has 4 leaves 5, of which nobody has 4
        ([2, 2, 3, 4], None),  # 11: whoever has 1 leaves 10, of which nobody has 1
        ([1, 1, 1, 4, 4], 11),
        ([1, 1, 1, 3, 4], None),
        ([1, 1, 4, 4, 4], 14),
        ([1, 2, 4, 4, 4], None),
    ],
)
def test_the_citys_total_is_shown_where_it_gives_nothing_away(
    counts: list[int], city: int | None
) -> None:
    for groups in (["a"] * len(counts), [str(i) for i in range(len(counts))]):
        shown = hide_table(counts, groups, PUBLIC)
        assert bool(shown.city_hidden) == (city is None)
        assert np.isnan(shown.city) if city is None else shown.city == city


def test_a_kecamatans_total_is_hidden_with_any_of_its_zones() -> None:
    shown = hide_table([1, 9, 4, 2, 3, 6, 0], ["a", "a", "b", "b", "b", "c", "c"], PUBLIC)
    assert shown.groups == ("a", "b", "c")
    assert shown.totals_hidden.tolist() == [True, True, False]
    assert np.isnan(shown.totals[:2]).all() and shown.totals[2] == 6
    assert shown.city == 25  # 1+4+2+3: the one sum of four hidden counts that tells nobody anything


def test_in_place_of_a_hidden_total_stands_what_everybody_can_add_up() -> None:
    shown = hide_table([3, 40, NAN, 0, 7, NAN], ["a", "a", "a", "b", "b", "c"], PUBLIC)
    low, high = shown.totals_range
    assert low[:2].tolist() == [41, 7] and high[:2].tolist() == [44, 7]
    assert np.isnan([low[2], high[2]]).all()
    assert [float(end) for end in shown.city_range] == [48, 51]
    free = hide_table([2, 3, 10, 1, 4], ["a", "b", "b", "a", "a"], PUBLIC)
    assert free.city == 20 and [float(end) for end in free.city_range] == [20, 20]
    assert [end.tolist() for end in free.totals_range] == [[3, 11], [12, 14]]


def test_groups_may_be_mixed_and_keep_their_first_order() -> None:
    shown = hide_table([6, 7, 8, 9], ["b", "a", "b", "a"], PUBLIC)
    assert shown.groups == ("b", "a")
    assert shown.totals.tolist() == [14, 16]


def test_a_revision_below_zero_is_missing() -> None:
    shown = hide_table([-3, 6], ["a", "a"], PUBLIC)
    assert np.isnan(shown.counts[0]) and not shown.hidden[0] and not shown.known[0]
    assert shown.totals.tolist() == [6]


def test_pandas_counts_with_gaps() -> None:
    shown = hide_table(pd.Series([2, None, 8], dtype="Int64"), ["a"] * 3, PUBLIC)
    assert shown.hidden.tolist() == [True, False, False]
    assert shown.counts[2] == 8


@pytest.mark.parametrize(
    ("counts", "groups", "key"),
    [
        ([1.5], ["a"], "rates_cases"),
        ([1, 2], ["a"], "suppression_shape"),
        ([[1, 2]], ["a"], "suppression_shape"),
    ],
)
def test_faults_are_named(counts: list[float], groups: list[str], key: str) -> None:
    with pytest.raises(InputError) as error:
        hide_table(counts, groups, PUBLIC)
    assert [fault.key for fault in error.value.problems] == [key]
    for lang in text.LANGUAGES:
        assert "{" not in text.problem(error.value.problems[0], lang)


def test_a_policy_is_frozen_and_says_its_range() -> None:
    assert PUBLIC.range == (1, 4) and (PUBLIC.detail, OFFICIAL.detail) == (False, True)
    with pytest.raises(FrozenInstanceError):
        PUBLIC.hide_below = 0  # type: ignore[misc]


def test_a_lurah_has_one_zone_more_and_no_other_window() -> None:
    lurah = PUBLIC.open_to("b")
    assert (lurah.own_zone, lurah.hide_below, lurah.detail) == ("b", 5, False)
    assert [lurah.sees(zone) for zone in "abc"] == [False, True, False]
    assert not any(PUBLIC.sees(zone) for zone in "abc") and OFFICIAL.sees("a")
    tuesday = SUNDAY + dt.timedelta(days=2)
    ends = [suppression.window_end(tuesday, lurah, zone) for zone in ("a", "b", None)]
    assert ends == [SUNDAY, tuesday, SUNDAY]


def test_another_bound_hides_another_range() -> None:
    under_10 = replace(PUBLIC, hide_below=10)
    shown = hide_table([0, 1, 9, 4, 6, 10], ["a"] * 6, under_10)
    assert shown.hidden.tolist() == [False, True, True, True, True, False]
    assert shown.city == 30  # 20 of four: 9 known leaves 11 = 9+1+1; 1 known leaves 19 = 1+9+9
    assert hide_table([0, 1, 9, 4, 5, 10], ["a"] * 6, under_10).city_hidden


# --- What follows from counts -------------------------------------------------------------------


def test_a_rate_is_hidden_with_its_count() -> None:
    shown = hide_table([2, 10], ["a", "a"], PUBLIC)
    found = suppression.cover([40.0, 100.0], shown.hidden)
    assert np.isnan(found[0]) and found[1] == 100


def test_a_colour_is_hidden_where_1_and_4_cases_differ_in_it() -> None:
    """Bounds 50 and 150: 4 cases are 50 per 100,000 in 8,000 people, below it in 8,001."""
    people = np.array([5_000.0, 8_000, 8_001, 8_001, NAN])
    hidden = np.array([True, True, True, False, True])
    colour = partial(classify, registry()["insidensi7"], population=people)
    assert suppression.hide_colours(hidden, colour, PUBLIC).tolist() == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert not suppression.hide_colours(np.zeros(5, dtype=bool), colour, OFFICIAL).any()


# --- Days ---------------------------------------------------------------------------------------


def test_the_public_sees_the_week_that_closed_on_sunday() -> None:
    days = _days(17, SUNDAY + dt.timedelta(days=2))  # Sunday 31 January to Tuesday 16 February
    windows = np.arange(10.0, 27.0)[None, :]
    shown = hide_panel(windows, days, ["a"], PUBLIC)
    assert days[0].weekday() == 6
    assert shown.closed.tolist() == [0] * 7 + [7] * 7 + [14] * 3
    assert shown.counts[0].tolist() == [10] * 7 + [17] * 7 + [24] * 3
    assert shown.city.tolist() == shown.totals[0].tolist() == shown.counts[0].tolist()


def test_before_the_first_closing_day_nothing_is_known() -> None:
    days = _days(8, SUNDAY + dt.timedelta(days=2))  # Tuesday to Tuesday
    shown = hide_panel(np.full((1, 8), 6.0), days, ["a"], PUBLIC)
    assert shown.closed.tolist() == [-1] * 5 + [5, 5, 5]
    assert np.isnan(shown.counts[0, :5]).all() and not shown.hidden.any()


def test_closing_days_do_not_move_with_the_first_day() -> None:
    """Whoever loads a longer history must not publish windows that overlap older ones."""
    for count in range(8, 30):
        days = _days(count)
        shown = hide_panel(np.full((1, count), 6.0), days, ["a"], PUBLIC)
        assert {days[i].weekday() for i in shown.closed if i >= 0} == {6}


def test_another_closing_day() -> None:
    saturday = replace(PUBLIC, closing_weekday=5)
    shown = hide_panel(np.array([[6.0, 7.0]]), _days(2), ["a"], saturday)
    assert shown.counts.tolist() == [[6, 6]]


def test_a_closing_day_without_a_whole_window_is_missing() -> None:
    windows = np.array([[8.0] * 7 + [NAN] + [9.0] * 3])
    shown = hide_panel(windows, _days(11, SUNDAY + dt.timedelta(days=3)), ["a"], PUBLIC)
    assert np.isnan(shown.counts[0, 7:]).all() and not shown.hidden.any()


def test_a_gap_of_days_does_not_stretch_a_window() -> None:
    days = [SUNDAY, SUNDAY + dt.timedelta(days=6), SUNDAY + dt.timedelta(days=8)]
    shown = hide_panel(np.array([[6.0, 7.0, 8.0]]), days, ["a"], PUBLIC)
    assert shown.closed.tolist() == [0, 0, -1]


def test_officials_see_the_window_of_every_day() -> None:
    windows = np.array([[1.0, 2, NAN], [0, 3, 9]])
    shown = hide_panel(windows, _days(3), ["a", "b"], OFFICIAL)
    np.testing.assert_array_equal(shown.counts, windows)
    assert shown.city.tolist() == [1, 5, 9]
    assert shown.closed.tolist() == [0, 1, 2]


def test_a_panel_without_days() -> None:
    shown = hide_panel(np.empty((2, 0)), [], ["a", "b"], PUBLIC)
    assert shown.counts.shape == (2, 0) and shown.city.shape == (0,)


def test_the_citys_days_are_those_of_weeks_whose_total_is_shown() -> None:
    daily = np.zeros((2, 16))  # two closed weeks and two days of a third
    daily[0, 0], daily[1, 3] = 6, 9  # first week: 6 and 9, all shown
    daily[0, 8], daily[1, 9] = 2, 9  # second week: 2 is hidden, and with it the total of 11
    daily[0, 14] = 8
    days = _days(16, SUNDAY + dt.timedelta(days=2))
    shown = hide_panel(_sums(daily), days, ["a", "b"], PUBLIC)
    curve = suppression.city_days(daily, days, shown, PUBLIC)
    assert curve[:7].tolist() == [6, 0, 0, 9, 0, 0, 0]
    assert np.isnan(curve[7:]).all()
    whole = suppression.city_days(daily, days, shown, OFFICIAL)
    assert whole[[0, 3, 8, 9, 14]].tolist() == [6, 9, 2, 9, 8]


def test_the_citys_days_leave_out_zones_whose_week_is_unknown() -> None:
    daily = np.full((2, 7), 3.0)
    daily[1, 2] = NAN
    shown = hide_panel(_sums(daily), _days(7), ["a", "a"], PUBLIC)
    assert suppression.city_days(daily, _days(7), shown, PUBLIC).tolist() == [3] * 7


# --- Attacks ------------------------------------------------------------------------------------


def _naive(counts: np.ndarray, groups: list[str], closed: np.ndarray) -> Shown:
    """Hides 1 to 4 and nothing else: what must not be done."""
    hidden = (counts >= 1) & (counts <= 4)
    names = tuple(dict.fromkeys(groups))
    totals = np.array([counts[np.array(groups) == name].sum(axis=0) for name in names])
    city = np.asarray(counts.sum(axis=0))
    return Shown(
        counts=np.where(hidden, np.nan, counts),
        hidden=hidden,
        groups=names,
        totals=totals,
        totals_hidden=np.zeros(totals.shape, dtype=bool),
        totals_range=(totals, totals),
        city=city,
        city_hidden=np.zeros(city.shape, dtype=bool),
        city_range=(city, city),
        closed=closed,
    )


def test_the_attack_finds_what_a_total_gives_away() -> None:
    shown = _naive(np.array([3.0, 9, 1, 2]), ["a", "a", "b", "b"], np.empty(0, dtype=np.int64))
    least, greatest = bounds(shown, ["a", "a", "b", "b"], PUBLIC)
    assert least.ravel().tolist() == [3, 9, 1, 1]
    assert greatest.ravel().tolist() == [3, 9, 2, 2]
    assert recoverable(shown, ["a", "a", "b", "b"], PUBLIC).ravel().tolist() == [
        True,
        False,
        True,
        True,
    ]


def test_the_attack_finds_what_windows_of_following_days_give_away() -> None:
    """0 for a week, then 5, then 4, then none: the window of the 15th day can only be 4, as the
    step from 5 to 9 told the 4 of the ninth."""
    daily = np.zeros((1, 28))
    daily[0, 14], daily[0, 15] = 5, 4
    days = _days(28)
    windows = _sums(daily)[:, 6:]
    every_day = _naive(windows, ["a"], np.arange(22))
    blind = replace(
        every_day, totals=np.full_like(windows, np.nan), city=np.full(windows.shape[1], np.nan)
    )
    least, greatest = bounds(blind, ["a"], PUBLIC, days=days[6:], length=7)
    assert windows[0, 15] == 4 and blind.hidden[0, 15]
    assert (least[0, 15], greatest[0, 15]) == (4, 4)
    held = hide_panel(_sums(daily), days, ["a"], PUBLIC)
    assert not recoverable(held, ["a"], PUBLIC, days=days, length=7).any()


def test_the_attack_finds_what_a_total_gives_away_to_a_lurah() -> None:
    """1+4 of two hidden counts: free to an outsider, solved by whoever knows one of them; and of
    three with the sum 6 nobody but an outsider believes that one has 4."""
    free = _naive(np.array([1.0, 4, 9]), ["a"] * 3, np.empty(0, dtype=np.int64))
    assert not recoverable(free, ["a"] * 3, PUBLIC).any()
    found = bounds(free, ["a"] * 3, PUBLIC, known_row=(0, [1]))
    assert [ends.ravel().tolist() for ends in found] == [[1, 4, 9], [1, 4, 9]]
    six = _naive(np.array([1.0, 2, 3]), ["a"] * 3, np.empty(0, dtype=np.int64))
    assert not recoverable(six, ["a"] * 3, PUBLIC).any()
    least, greatest = bounds(six, ["a"] * 3, PUBLIC, known_row=(2, [3]))
    assert least.ravel().tolist() == [1, 1, 3] and greatest.ravel().tolist() == [2, 2, 3]
    assert recoverable(six, ["a"] * 3, PUBLIC, known_row=(2, [3])).ravel().tolist() == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("sizes", [[1], [2], [3], [4], [5], [6], [1, 1], [3, 2], [2, 2, 1, 1]])
def test_no_table_gives_a_value_away_to_one_who_knows_this_very_program(sizes: list[int]) -> None:
    """Every table with so many hidden zones in each kecamatan, a 0 and a 9 beside them: among those
    that are published alike, each hidden count takes every value from 1 to 4."""
    groups = [str(number) for number, size in enumerate(sizes) for _ in range(size)]
    alike: dict[tuple[float, ...], list[set[int]]] = defaultdict(lambda: [set() for _ in groups])
    for counts in itertools.product(range(1, 5), repeat=len(groups)):
        shown = hide_table([*counts, 0, 9], [*groups, "0", "other"], PUBLIC)
        assert shown.hidden.tolist() == [True] * len(groups) + [False] * 2
        parts = [shown.totals, *shown.totals_range, shown.city, *shown.city_range]
        key = tuple(np.nan_to_num(np.hstack(parts), nan=-1).tolist())
        for seen, count in zip(alike[key], counts, strict=True):
            seen.add(count)
    assert all(seen == {1, 2, 3, 4} for zones in alike.values() for seen in zones)


@pytest.mark.parametrize("sizes", [[2], [3], [4], [5], [6], [3, 1], [2, 2, 1], [2, 2, 1, 1]])
def test_no_table_gives_a_value_away_to_a_lurah_who_knows_this_very_program(
    sizes: list[int],
) -> None:
    """As above, and the reader knows the count of one of the hidden zones, any of them."""
    groups = [str(number) for number, size in enumerate(sizes) for _ in range(size)]
    alike: dict[tuple[float, ...], list[set[int]]] = defaultdict(lambda: [set() for _ in groups])
    shown_at_least_once = False
    for counts in itertools.product(range(1, 5), repeat=len(groups)):
        shown = hide_table([*counts, 0, 9], [*groups, "0", "other"], PUBLIC)
        shown_at_least_once |= not shown.city_hidden
        parts = [shown.totals, *shown.totals_range, shown.city, *shown.city_range]
        public = np.nan_to_num(np.hstack(parts), nan=-1).tolist()
        for own, known in enumerate(counts):
            for zone, count in enumerate(counts):
                if zone != own:
                    alike[(own, known, *public)][zone].add(count)
    assert shown_at_least_once == (sum(sizes) >= 4)
    for key, zones in alike.items():
        for zone, seen in enumerate(zones):
            assert seen == (set() if zone == key[0] else {1, 2, 3, 4})


BOUNDED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
COUNT = st.one_of(st.integers(0, 6), st.integers(0, 60), st.just(NAN))


@BOUNDED
@given(st.lists(st.tuples(COUNT, st.sampled_from("abcd")), min_size=1, max_size=14))
def test_no_hidden_count_of_a_table_is_narrowed(zones: list[tuple[float, str]]) -> None:
    counts, groups = [zone[0] for zone in zones], [zone[1] for zone in zones]
    shown = hide_table(counts, groups, PUBLIC)
    assert not recoverable(shown, groups, PUBLIC).any()
    for own in np.flatnonzero(shown.hidden):
        insider = (int(own), [counts[own]])
        assert not recoverable(shown, groups, PUBLIC, known_row=insider).any()
    assert (shown.counts[~np.isnan(shown.counts)] % 1 == 0).all()
    for count, hidden, public in zip(counts, shown.hidden, shown.counts, strict=True):
        assert hidden == (1 <= count <= 4)
        assert hidden or count == public or (np.isnan(count) and np.isnan(public))


@BOUNDED
@given(
    st.lists(
        st.lists(st.sampled_from([0, 0, 0, 0, 1, 1, 2, 5]), min_size=24, max_size=24),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 23)), max_size=2),
)
def test_no_hidden_window_of_a_panel_is_narrowed(
    rows: list[list[int]], shift: int, gaps: list[tuple[int, int]]
) -> None:
    daily = np.array(rows, dtype=float)
    for row, day in gaps:
        daily[row % len(rows), day] = np.nan
    groups = ["a", "b", "a", "b"][: len(rows)]
    days = _days(24, SUNDAY + dt.timedelta(days=shift))
    shown = hide_panel(_sums(daily), days, groups, PUBLIC)
    curve = suppression.city_days(daily, days, shown, PUBLIC)
    published = {"days": days, "length": 7, "city_daily": curve.tolist()}
    assert not recoverable(shown, groups, PUBLIC, **published).any()
    for own in range(len(rows)):
        insider = (own, daily[own].tolist())
        assert not recoverable(shown, groups, PUBLIC, **published, known_row=insider).any()


def test_a_lurah_with_the_citys_days_in_hand_learns_nothing_of_the_others() -> None:
    """Four kelurahan with 1, 2, 3 and 4 cases a week: the city's total of 10 and its days are
    shown, and the lurah of each knows the own days too."""
    daily = np.zeros((5, 14))
    for zone, days_of in enumerate([[0], [1, 3], [0, 2, 6], [3, 3, 4, 5], [1] * 9]):
        for day in days_of:
            daily[zone, day] += 1
            daily[zone, 13 - day] += 1
    days, groups = _days(14), ["a", "a", "b", "b", "c"]
    shown = hide_panel(_sums(daily), days, groups, PUBLIC)
    curve = suppression.city_days(daily, days, shown, PUBLIC)
    assert shown.city[[6, 13]].tolist() == [19, 19]
    assert curve[:7].tolist() == [2, 10, 1, 3, 1, 1, 1]
    for own in range(5):
        found = recoverable(
            shown,
            groups,
            PUBLIC,
            days=days,
            length=7,
            city_daily=curve.tolist(),
            known_row=(own, daily[own].tolist()),
        )
        assert not found.any()
