"""Houses per RT: reading, the worst RT, and invented ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from geo import rt, simulate_rt
from geo.errors import InputError
from tests import toy

ZONE_OF = np.array([0, 0, 0, 1, 1])


def codes(*words: str) -> np.ndarray:
    return np.array([list(word) for word in words])


def test_the_worst_rt_gives_the_level() -> None:
    by_day = codes("hh", "kh", "oh", "mh", "hh")
    assert rt.worst(by_day, ZONE_OF, 3, "merah").tolist() == [["o", "h"], ["m", "h"], ["?", "?"]]


def test_an_unknown_rt_leaves_the_zone_open_unless_the_worst_is_reached() -> None:
    by_day = codes("?", "o", "h", "m", "?")
    assert rt.worst(by_day, ZONE_OF, 2, "merah")[:, 0].tolist() == ["?", "m"]


def test_all_rts_are_counted() -> None:
    levels = np.array(["h", "k", "h", "m", "?"])
    assert rt.distribution(levels, ZONE_OF, 0) == {"hijau": 2, "kuning": 1}
    assert rt.distribution(levels, ZONE_OF, 1) == {"merah": 1, "tanpa_data": 1}


def test_a_file_is_read_and_what_it_lacks_is_unknown(tmp_path: Path) -> None:
    file = tmp_path / "rt.csv"
    file.write_text(
        "zone_id,rt,date,houses\n99.01.01.1002,001,2021-03-01,4\n"
        "99.01.01.1001,001,2021-03-01,0\n99.01.01.1001,002,2021-03-08,7\n"
    )
    read = rt.read(file, toy.IDS)
    assert read.names == ("001", "002", "001")
    assert read.zone_of.tolist() == [0, 0, 1]
    assert read.days == (dt.date(2021, 3, 1), dt.date(2021, 3, 8))
    np.testing.assert_array_equal(read.houses, [[0, np.nan], [np.nan, 7], [4, np.nan]])


@pytest.mark.parametrize(
    "line",
    [
        "99.01.01.9999,001,2021-03-01,1",
        "99.01.01.1001,001,1 Maret,1",
        "99.01.01.1001,001,2021-03-01,-1",
        "99.01.01.1001,001,2021-03-01,1.5",
        "99.01.01.1001,001,2021-03-01,",
        "99.01.01.1001,,2021-03-01,1",
        "99.01.01.1001,001",
    ],
)
def test_every_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rt.csv"
    good = "99.01.01.1001,009,2021-03-01,1"
    file.write_text(f"zone_id,rt,date,houses\n{good}\n{line}\n{good}\n")
    with pytest.raises(InputError) as raised:
        rt.read(file, toy.IDS)
    places = [fault.where for fault in raised.value.problems]
    assert places == [f"{file}:3", f"{file}:4"]  # the wrong one, and one given twice


def test_missing_columns(tmp_path: Path) -> None:
    (tmp_path / "rt.csv").write_text("zone_id,date\n")
    with pytest.raises(InputError, match="rt_columns"):
        rt.read(tmp_path / "rt.csv", toy.IDS)


def test_invented_houses_follow_the_cases() -> None:
    days = {toy.FIRST + dt.timedelta(days=i): (min(i, 3) * 4, *(0,) * 8) for i in range(20)}
    facts = toy.facts(days)
    made = simulate_rt.houses(facts.cases, facts.people)
    assert (np.bincount(made.zone_of)[:2] == [46, 23]).all()  # 20,000 and 10,000 over 437
    per_day = made.houses[made.zone_of == 0].sum(axis=0)
    # Four cases on days 1, 2 and 3, in one to four houses each, which count for seven days.
    assert per_day[0] == 0
    assert 1 <= per_day[1] <= 4
    assert per_day[3] <= 12
    assert per_day[9] > 0 and per_day[10:].sum() == 0
    assert (made.houses[made.zone_of > 0] == 0).all()
    again = simulate_rt.houses(facts.cases, facts.people)
    np.testing.assert_array_equal(made.houses, again.houses)
