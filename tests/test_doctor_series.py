"""What the doctor asks of the days of a zone: each rule on both sides of its bound, by hand."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import doctor, text
from geo.diagnosis import Finding
from geo.render import doctor as words

ZONES = pd.DataFrame(
    {
        "zone_id": [f"63.71.01.{1000 + n}" for n in range(1, 21)],
        "name": [f"Kelurahan {n}" for n in range(1, 21)],
        "district": "Kec",
        "city": "Uji",
        "area_km2": 1.0,
    }
)
START = dt.date(2022, 3, 7)
"""A Monday."""


@dataclass(frozen=True)
class Read:
    """As much of a Reading as the doctor looks at."""

    observations: pd.DataFrame
    unallocated: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            {"date": pd.Series(dtype="datetime64[ns]"), "indicator": pd.Series(dtype="str")}
        )
    )
    file: Path = Path("uji.csv")
    unmatched: tuple[Any, ...] = ()
    findings: tuple[Any, ...] = ()
    others: tuple[Any, ...] = ()
    totals: tuple[Any, ...] = ()
    twice: tuple[Any, ...] = ()


def table(
    series: dict[int, list[int | None]],
    measure: str = "new",
    indicator: str = "positif",
    days: int = 1,
) -> pd.DataFrame:
    """OBSERVATIONS: zone number -> its number of each day from START; None leaves the day out."""
    rows = [
        (ZONES["zone_id"][zone], START + dt.timedelta(days=day * days), value)
        for zone, values in series.items()
        for day, value in enumerate(values)
        if value is not None
    ]
    found = pd.DataFrame(rows, columns=["zone_id", "date", "value"])
    found["date"] = pd.to_datetime(found["date"]).astype("datetime64[ns]")
    found["value"] = found["value"].astype("Int64")
    found = found.assign(indicator=indicator, measure=measure, flag="", days=days)
    return found.astype({"days": "Int64"})


def asked(
    brought: pd.DataFrame, stored: pd.DataFrame | None = None, key: str = ""
) -> list[Finding]:
    """Findings of a key, or all of those on days."""
    diagnosis = doctor.diagnose(
        Read(brought),
        stored=stored,
        zones=ZONES,
        case_indicator="positif",
        today=dt.date(2023, 12, 31),
    )
    return [f for f in diagnosis.findings if f.key == key]


def split(whole: pd.DataFrame, last: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(brought, stored): the last days as a file's, the days before as stored."""
    days = np.sort(whole["date"].unique())
    mine = (whole["date"] >= days[-last]).to_numpy()
    return whole[mine].reset_index(drop=True), whole[~mine].reset_index(drop=True)


@pytest.mark.parametrize(
    ("usual", "today", "limit"),
    [
        # Median 4, MAD 0: spread 2 (the root of 4), limit 4 + 8 * 2 = 20.
        ([4] * 28, 20, None),
        ([4] * 28, 21, 20),
        # Median 0: spread 1 and at least 10 persons: 8 would be the limit, 10 is.
        ([0] * 28, 9, None),
        ([0] * 28, 10, 10),
        # Median 10, MAD 2, spread 2.97 < 3.16; limit 10 + 8 * 3.162 = 35.3.
        ([8, 12] * 14, 35, None),
        ([8, 12] * 14, 36, 35),
        # Median 100, MAD 20: spread 29.65; limit 337.2.
        ([80, 120] * 14, 337, None),
        ([80, 120] * 14, 338, 337),
        # A wave: twice the highest of the last 7 days (60) goes before 4 + 8 * 2.
        ([4] * 21 + [10, 20, 30, 40, 50, 55, 60], 120, None),
        ([4] * 21 + [10, 20, 30, 40, 50, 55, 60], 121, 120),
        # 13 known days of 28 are too few, 14 are enough.
        ([None] * 15 + [4] * 13, 500, None),
        ([None] * 14 + [4] * 14, 500, 20),
    ],
)
def test_a_step_needs_spreads_persons_and_twice_the_last_week(
    usual: list[int | None], today: int, limit: int | None
) -> None:
    brought, stored = split(table({0: [*usual, today]}))
    found = asked(brought, stored, "doctor_step")
    assert [(f.values["found"], f.values["expected"]) for f in found] == (
        [] if limit is None else [(today, limit)]
    )


def test_a_step_of_a_cumulative_number_is_persons_a_day_since_the_last_report() -> None:
    daily = list(np.cumsum([4] * 29))
    # Two days without a report, then 45 (15 a day) or 66 (22 a day) more.
    for more, found in ((45, []), (66, [22])):
        brought, stored = split(table({0: [*daily, None, None, daily[-1] + more]}, "cumulative"))
        assert [f.values["found"] for f in asked(brought, stored, "doctor_step")] == found
    stock = table({0: [4] * 28 + [500]}, "cumulative", "dirawat")
    assert asked(*split(stock), key="doctor_step") == []


def test_the_city_is_asked_as_a_whole_when_most_zones_are_known() -> None:
    # Ten zones with one case a day, then nine each: 9 is no step of a zone, 90 is one of the city.
    whole = table({zone: [1] * 28 + [9] for zone in range(10)})
    (found,) = asked(*split(whole), key="doctor_city_step")
    assert (found.values["found"], found.values["expected"]) == (90, 35)  # 10 + 8 * sqrt(10)
    assert asked(*split(whole), key="doctor_step") == []
    brought, stored = split(whole)
    assert (
        asked(brought[brought["zone_id"] < ZONES["zone_id"][8]], stored, "doctor_city_step") == []
    )


def test_a_cumulative_number_that_falls_is_named_with_the_one_before() -> None:
    brought, stored = split(table({0: [50, None, 47], 1: [9, None, 9]}, "cumulative"))
    (fall,) = asked(brought, stored, "doctor_negative")
    assert fall.zone_id == ZONES["zone_id"][0]
    assert fall.day == dt.date(2022, 3, 9)
    assert [fall.values[k] for k in ("found", "expected", "step")] == [47, 50, -3]
    # An older day that comes late is too high for what is stored after it.
    late = table({0: [None, 60]}, "cumulative")
    assert [
        f.day for f in asked(late, table({0: [50, None, 52]}, "cumulative"), "doctor_negative")
    ] == [dt.date(2022, 3, 9)]
    assert asked(table({0: [5, 3]}, "cumulative", "dirawat"), None, "doctor_negative") == []
    assert asked(table({0: [5, 3]}), None, "doctor_below") == []
    assert [f.values["found"] for f in asked(table({0: [5, -3]}), None, "doctor_below")] == [-3]


@pytest.mark.parametrize(
    ("fallen", "zones", "found"), [(4, 5, 0), (5, 20, 1), (4, 20, 0), (5, 26, 0)]
)
def test_many_falls_on_one_day_are_one_revision(fallen: int, zones: int, found: int) -> None:
    """At least 5, and at least a fifth of the zones that can be compared."""
    more = pd.DataFrame({"zone_id": [f"63.71.02.{1000 + n}" for n in range(10)], "name": "x"})
    many = pd.concat([ZONES, more.assign(district="K", city="U", area_km2=1.0)], ignore_index=True)
    rows = [
        (many["zone_id"][z], day, 20 - 2 * (day == 1 and z < fallen))
        for z in range(zones)
        for day in (0, 1)
    ]
    whole = table({0: [0]}, "cumulative").iloc[:0]
    whole = pd.DataFrame(rows, columns=["zone_id", "day", "value"])
    whole["date"] = pd.Timestamp(START) + pd.to_timedelta(whole.pop("day"), unit="D")
    whole = whole.assign(indicator="positif", measure="cumulative", flag="")
    whole["value"] = whole["value"].astype("Int64")
    brought, stored = split(whole)
    diagnosis = doctor.diagnose(
        Read(brought),
        stored=stored,
        zones=many,
        case_indicator="positif",
        today=START + dt.timedelta(9),
    )
    bulk = [f for f in diagnosis.findings if f.key == "doctor_bulk"]
    assert [(f.values["n"], f.values["of"], f.values["found"]) for f in bulk] == [
        (fallen, zones, -2 * fallen)
    ] * found
    assert sum(f.key == "doctor_negative" for f in diagnosis.findings) == fallen


@pytest.mark.parametrize(("growth", "found"), [(9, []), (10, [10])])
def test_a_flat_zone_is_one_whose_share_of_the_city_would_have_been_ten(
    growth: int, found: list[int]
) -> None:
    """Zone 0 had half of the cases; the rest gained 9 or 10 in 14 days, so it should have too."""
    rest = [100] * 3 + [100 + round(growth * day / 14) for day in range(1, 15)]
    whole = table({0: [100] * 17, 1: rest}, "cumulative")
    flat = asked(*split(whole), key="doctor_flat")
    assert [f.values["expected"] for f in flat] == found
    if found:
        assert (flat[0].zone_id, flat[0].values["days"]) == (ZONES["zone_id"][0], 16)
    moved = table({0: [100] * 16 + [101], 1: rest}, "cumulative")
    assert asked(*split(moved), key="doctor_flat") == []


def test_a_flat_zone_of_daily_counts_needs_every_day() -> None:
    # Half of the cases before are zone 0's, so the 28 of the rest mean 28 for it.
    usual, quiet = [2] * 10, [0] * 14
    whole = table({0: [*usual, *quiet], 1: [2] * 24})
    assert [f.values["expected"] for f in asked(*split(whole), key="doctor_flat")] == [28]
    silent = table({0: [*usual, *quiet[:6], None, *quiet[7:]], 1: [2] * 24})
    assert asked(*split(silent), key="doctor_flat") == []


def test_missing_days_are_counted_beyond_the_usual_distance() -> None:
    (found,) = asked(table({0: [1, 1, 1, None, None, 1]}), None, "doctor_missing")
    first, last = dt.date(2022, 3, 10), dt.date(2022, 3, 11)
    assert [found.values[k] for k in ("n", "first", "last")] == [2, first, last]
    assert (
        asked(table({0: [1, 1, None, 1], 1: [None, None, 1, None]}), None, "doctor_missing") == []
    )
    weekly = table({0: [7, 8, 9, 7]}, days=7)
    assert asked(weekly, None, "doctor_missing") == []
    # Cumulative weekly reports: the usual distance is 7 days, 14 are a missing week.
    dates = [5, None, None, None, None, None, None]
    assert asked(table({0: [*dates * 4, 6]}, "cumulative"), None, "doctor_missing") == []
    gone = table({0: [*dates * 3, *[None] * 7, *dates, 6]}, "cumulative")
    assert [f.values["n"] for f in asked(gone, None, "doctor_missing")] == [13]


def weekly(sunday: int, other: int, weeks: int = 6) -> pd.DataFrame:
    return table({0: ([other] * 6 + [sunday]) * weeks})


def test_a_weekend_pattern_needs_chance_and_size() -> None:
    # Of a week 125 cases, so 17.9 a day; the three days at either end have no mean around them.
    (found,) = asked(weekly(5, 20), None, "doctor_weekend")
    assert found.values["weekday"] == 6
    assert found.values["percent"] == pytest.approx(100 * (5 / (125 / 7) - 1), abs=1)
    assert asked(weekly(20, 20), None, "doctor_weekend") == []
    # 20 % fewer on Sundays of a large city is no chance, but small; 30 % fewer is told.
    assert asked(weekly(8000, 10000), None, "doctor_weekend") == []
    assert len(asked(weekly(7000, 10000), None, "doctor_weekend")) == 1
    # As far off, but with 8 persons a week chance explains it.
    assert asked(weekly(0, 1), None, "doctor_weekend") == []
    assert asked(weekly(5, 20, weeks=4), None, "doctor_weekend") == []


def test_a_wave_is_no_weekend_pattern() -> None:
    growing = [round(10 * 1.08**day) for day in range(56)]
    assert asked(table({0: growing}), None, "doctor_weekend") == []


def test_a_number_stored_in_another_measure_is_not_compared() -> None:
    stored = table({0: [500] * 28}, "cumulative")
    brought = table({0: [*[None] * 28, 3]})
    assert asked(brought, stored, "doctor_below") == asked(brought, stored, "doctor_step") == []


def test_a_slip_of_a_century_neither_needs_a_table_of_one_nor_hides_the_rest() -> None:
    brought = table({0: [5, 3]}, "cumulative")
    slip = brought.assign(date=brought["date"] - pd.DateOffset(years=120)).astype(
        {"date": "M8[ns]"}
    )
    assert len(asked(pd.concat([slip, brought]), None, "doctor_negative")) == 1


@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_numbers_are_there_is_a_diagnosis_in_words(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tables = []
    for indicator in ("positif", "sembuh", "meninggal", "dirawat"):
        measure = "cumulative" if indicator == "dirawat" or seed % 2 else "new"
        size = int(rng.integers(1, 60))
        values = {
            zone: [None if rng.random() < 0.3 else int(rng.integers(-5, 10 ** rng.integers(1, 9)))
                   for _ in range(size)]
            for zone in rng.choice(20, size=int(rng.integers(1, 20)), replace=False)
        }  # fmt: skip
        days = int(rng.choice([1, 7])) if measure == "new" else 1
        tables.append(table(values, measure, indicator, days))
    whole = pd.concat(tables, ignore_index=True)
    hidden = pd.Series(rng.random(len(whole)) < 0.1)
    whole.loc[hidden, "flag"], whole.loc[hidden, "value"] = "suppressed", pd.NA
    brought, stored = split(whole, int(rng.integers(1, 4)))
    people = pd.DataFrame({"zone_id": ZONES["zone_id"], "population": rng.integers(1, 999, 20)})
    diagnosis = doctor.diagnose(
        Read(brought),
        stored=stored if seed % 3 else None,
        zones=ZONES,
        case_indicator="positif",
        today=START + dt.timedelta(days=int(rng.integers(0, 80))),
        population=people.astype({"population": "Int64"}),
    )
    for lang in text.LANGUAGES:
        assert "{" not in "".join(words.lines(diagnosis, lang))
    assert json.loads(json.dumps(doctor.to_dict(diagnosis)))["counts"]["look"] >= 0
