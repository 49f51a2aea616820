"""Houses per RT: reading, the worst RT, and invented ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from geo import rt, simulate_rt
from geo.errors import InputError
from geo.rules import registry
from geo.views import city_view
from geo.zoning import zoning
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
        "99.01.01.1001,001,2021-03-01,100001",
        f"99.01.01.1001,001,2021-03-01,{'9' * 400}",
        "99.01.01.1001,001,2021-02-30,1",
        ",001,2021-03-01,1",
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


@pytest.mark.parametrize(
    ("content", "key"),
    [(None, "file_missing"), (b"zone_id,rt,date,houses\n\xff\n", "archive_unreadable"),
     (b"", "rt_columns"), (b"zone_id;rt;date;houses\n", "rt_columns")],
)  # fmt: skip
def test_a_file_that_can_not_be_read(tmp_path: Path, content: bytes | None, key: str) -> None:
    file = tmp_path / "rt.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as raised:
        rt.read(file, toy.IDS)
    assert [(fault.key, fault.where) for fault in raised.value.problems] == [(key, str(file))]


def test_a_file_of_a_spreadsheet_begins_with_a_mark_and_ends_lines_its_own_way(
    tmp_path: Path,
) -> None:
    file = tmp_path / "rt.csv"
    file.write_bytes("\ufeffzone_id,rt,date,houses\r\n99.01.01.1001,1,2021-03-01,3\r\n".encode())
    assert rt.read(file, toy.IDS).houses.tolist() == [[3]]


APRIL_5, APRIL_6 = dt.date(2021, 4, 5), dt.date(2021, 4, 6)


def by_hand(*houses: tuple[int, list[float]]) -> rt.RtHouses:
    """RTs as (square, houses on 5 and 6 April 2021)."""
    return rt.RtHouses(
        names=tuple(f"{i:03d}" for i in range(len(houses))),
        zone_of=np.array([square - 1 for square, _ in houses]),
        days=(APRIL_5, APRIL_6),
        houses=np.array([counts for _, counts in houses], dtype=float),
    )


def test_the_same_houses_on_both_sides_of_the_change_of_rule() -> None:
    nan = float("nan")
    houses = by_hand(
        *((1, [0, 0]), (1, [3, 3])),  # yellow, then orange
        *((2, [6, 6]), (2, [2, 2])),  # orange, then red
        (3, [0, 0]),
        *((4, [11, 11]), (4, [nan, nan])),  # red whatever the other one has
        *((5, [10, 10]), (5, [nan, nan])),  # orange is not the worst; five more would be
        *((6, [nan, nan]), (6, [0, 0])),
        *((7, [5, 5]), (7, [nan, 1])),  # one open, then both known
    )
    facts = toy.facts(rt=houses)
    family = registry()["ppkm-rt"]
    zoned = zoning(facts, family)
    assert zoned.days == (APRIL_5, APRIL_6)
    assert "".join(zoned.codes[:, 0]) == "kohmtttt" + "t"
    assert "".join(zoned.codes[:, 1]) == "omhmmtot" + "t"
    before, after = (city_view(facts, family, day) for day in (APRIL_5, APRIL_6))
    assert (before.rule.key, after.rule.key) == ("ppkm-rt-v1", "ppkm-rt-v2")
    assert before.zone(toy.zone_id(1)).detail["rts"] == {"hijau": 1, "kuning": 1}
    assert after.zone(toy.zone_id(1)).detail["rts"] == {"hijau": 1, "oranye": 1}
    assert after.zone(toy.zone_id(6)).detail["rts"] == {"hijau": 1, "tanpa_data": 1}
    assert after.zone(toy.zone_id(6)).reason.key == "reason.rt.gaps"
    assert after.zone(toy.zone_id(8)).reason.key == "reason.rt.none"


def test_seven_rts_of_the_published_example() -> None:
    houses = by_hand(*((1, [n, n]) for n in (0, 0, 1, 2, 3, 0, 7)))
    before, after = (
        city_view(toy.facts(rt=houses), registry()["ppkm-rt"], day).zone(toy.zone_id(1))
        for day in (APRIL_5, APRIL_6)
    )
    assert (before.level, after.level) == ("oranye", "merah")
    assert before.detail["rts"] == {"hijau": 3, "kuning": 3, "oranye": 1}
    assert after.detail["rts"] == {"hijau": 3, "kuning": 2, "oranye": 1, "merah": 1}
