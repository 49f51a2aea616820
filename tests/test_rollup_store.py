"""Kelurahan added up where they are stored: which numbers count, and of how many zones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import InputError
from geo.io.rollup import COLUMNS, sums
from geo.io.store import Store
from tests.store_kit import ENGINES, apart, batch, fresh_url, observed

A1, A2, A3 = "63.71.01.1001", "63.71.01.1002", "63.71.01.1003"
B1, B2 = "63.71.02.1001", "63.71.02.1002"
C1, C2 = "63.72.01.1001", "63.72.01.1002"
ZONES = (A1, A2, A3, B1, B2, C1, C2)
MONDAY, TUESDAY = "2020-12-31", "2021-01-01"


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store.create(fresh_url(request.param, request, tmp_path))
    yield made
    made.close()


def put(store: Store, name: str, *rows: tuple[str, str, int | None], **more: str) -> int:
    """A batch of (zone, day, cases); ``state``, ``kind``, ``city`` and ``measure`` may be given."""
    measure, state = more.pop("measure", "new"), more.pop("state", "published")
    table = observed(*((z, d, "positif", v) for z, d, v in rows), measure=measure)
    key = store.add(batch(name, **more), table, apart(), state=state)  # type: ignore[arg-type]
    assert key is not None
    return key


def found(store: Store, level: str, *cities: str, **asked: object) -> dict[tuple[str, str], object]:
    """(area, day) -> (sum, reported, hidden, missing, zones); None is a missing sum."""
    table = sums(store, cities or ("kota",), "dbd", "positif", level, ZONES, **asked)  # type: ignore[arg-type]
    assert not table.duplicated(["area", "date"]).any()
    return {
        (row.area, str(row.date.date())): (
            None if row.value is pd.NA else row.value,
            *(row.reported, row.hidden, row.missing, row.zones),
        )
        for row in table.itertuples()
    }


def test_each_level_adds_up_its_zones_and_says_of_how_many(store: Store) -> None:
    put(store, "1", (A1, MONDAY, 5), (A2, MONDAY, None), (B1, MONDAY, 2), (A1, TUESDAY, 7))
    put(store, "2", (C1, MONDAY, 4), (C2, MONDAY, 0), city="kabupaten")
    both = ("kota", "kabupaten")
    assert found(store, "district", *both) == {
        ("63.71.01", MONDAY): (5, 1, 1, 1, 3),
        ("63.71.01", TUESDAY): (7, 1, 0, 2, 3),
        ("63.71.02", MONDAY): (2, 1, 0, 1, 2),
        ("63.72.01", MONDAY): (4, 2, 0, 0, 2),
    }
    assert found(store, "regency", *both) == {
        ("63.71", MONDAY): (7, 2, 1, 2, 5),
        ("63.71", TUESDAY): (7, 1, 0, 4, 5),
        ("63.72", MONDAY): (4, 2, 0, 0, 2),
    }
    assert found(store, "province", *both) == {
        ("63", MONDAY): (11, 4, 1, 2, 7),
        ("63", TUESDAY): (7, 1, 0, 6, 7),
    }
    assert found(store, "regency", "kabupaten").keys() == {("63.72", MONDAY)}


def test_missing_is_not_zero(store: Store) -> None:
    """A day that nobody reported has no row, a hidden number is no nought, a nought is one."""
    put(store, "1", (A1, MONDAY, 0), (A2, MONDAY, 0), (B1, MONDAY, None), (B2, MONDAY, None))
    assert found(store, "district") == {
        ("63.71.01", MONDAY): (0, 2, 0, 1, 3),
        ("63.71.02", MONDAY): (None, 0, 2, 0, 2),
    }
    assert found(store, "regency") == {("63.71", MONDAY): (0, 2, 2, 1, 5)}


def test_of_two_batches_the_later_number_counts_and_no_zone_twice(store: Store) -> None:
    first = put(store, "1", (A1, MONDAY, 5), (A2, MONDAY, 3), (A1, TUESDAY, 1))
    put(store, "2", (A1, MONDAY, 9), (A3, MONDAY, None))
    assert found(store, "district") == {
        ("63.71.01", MONDAY): (12, 2, 1, 0, 3),
        ("63.71.01", TUESDAY): (1, 1, 0, 2, 3),
    }
    store.decide(first, "retracted", "sari", "salah")
    assert found(store, "district") == {("63.71.01", MONDAY): (9, 1, 1, 1, 3)}
    store.decide(first, "published", "sari", "benar")  # published last: now it wins
    assert found(store, "district")["63.71.01", MONDAY] == (8, 2, 1, 0, 3)


def test_files_of_parts_of_a_city_meet_in_its_sum(store: Store) -> None:
    put(store, "1", (A1, MONDAY, 5))
    put(store, "2", (B1, MONDAY, 3))
    assert found(store, "regency") == {("63.71", MONDAY): (8, 2, 0, 3, 5)}


def test_what_does_not_count_is_in_no_sum(store: Store) -> None:
    put(store, "s", (A1, MONDAY, 99), kind="simulated")
    table = sums(store, ["kota"], "dbd", "positif", "regency", ZONES)
    assert table["simulated"].tolist() == [True]
    draft = put(store, "1", (A1, MONDAY, 5), state="draft")
    assert sums(store, ["kota"], "dbd", "positif", "regency", ZONES)["value"].tolist() == [99]
    moment = store.decide(draft, "published", "sari").state_at
    put(store, "x", (C1, MONDAY, 4), kind="simulated", city="kabupaten")
    table = sums(store, ["kota", "kabupaten"], "dbd", "positif", "province", ZONES)
    assert table[["simulated", "value", "missing"]].values.tolist() == [[False, 5, 6], [True, 4, 6]]
    before = dt.timedelta(microseconds=1)
    assert found(store, "regency", as_of=moment)["63.71", MONDAY] == (5, 1, 0, 4, 5)
    assert found(store, "regency", as_of=moment - before)["63.71", MONDAY] == (99, 1, 0, 4, 5)


def test_numbers_of_days_and_weeks_and_so_far_are_never_added(store: Store) -> None:
    table = observed((A1, MONDAY, "positif", 5), (A2, MONDAY, "positif", 9), measure="new")
    weekly = table.assign(days=pd.array([1, 7], dtype="Int64"))
    store.add(batch("1"), weekly, apart())
    put(store, "2", (C1, MONDAY, 40), city="kabupaten", measure="cumulative")
    table = sums(store, ["kota", "kabupaten"], "dbd", "positif", "province", ZONES)
    kinds = table[["measure", "days", "value", "reported", "missing"]].values.tolist()
    assert kinds == [["cumulative", 1, 40, 1, 6], ["new", 1, 5, 1, 6], ["new", 7, 9, 1, 6]]


def test_days_indicators_and_diseases_can_be_chosen(store: Store) -> None:
    put(store, "1", (A1, MONDAY, 5), (A1, TUESDAY, 7))
    other = observed((A1, MONDAY, "sembuh", 50), measure="new")
    store.add(batch("2"), other, apart())
    put(store, "3", (A1, MONDAY, 500), disease="covid19")
    monday, tuesday = dt.date(2020, 12, 31), dt.date(2021, 1, 1)
    assert found(store, "regency", last=monday) == {("63.71", MONDAY): (5, 1, 0, 4, 5)}
    assert found(store, "regency", first=tuesday) == {("63.71", TUESDAY): (7, 1, 0, 4, 5)}
    assert found(store, "regency", first=tuesday, last=monday) == {}


def test_nothing_gives_an_empty_table_of_the_same_types(store: Store) -> None:
    put(store, "1", (A1, MONDAY, 5))
    full = sums(store, ["kota"], "dbd", "positif", "district", ZONES)
    assert tuple(full.columns) == (*COLUMNS, "missing")
    for cities, disease in (([], "dbd"), (["desa"], "dbd"), (["kota"], "malaria")):
        empty = sums(store, cities, disease, "positif", "district", ZONES)
        assert len(empty) == 0
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_more_zones_than_there_are_is_an_error_not_a_negative_number(store: Store) -> None:
    put(store, "1", (A1, MONDAY, 5), (A2, MONDAY, 5))
    with pytest.raises(InputError, match="rollup_zones"):
        sums(store, ["kota"], "dbd", "positif", "regency", [A1])


def test_sums_are_those_of_the_zones_that_the_store_gives(store: Store) -> None:
    """Many batches over each other, some drafts, some taken back: as added up out of the table that
    the map reads."""
    rng = np.random.default_rng(7)
    days = [f"2020-12-{day}" for day in range(20, 32)] + ["2021-01-01", "2021-01-02"]
    for at in range(12):
        chosen = [(z, d) for z in ZONES[:5] for d in days if rng.random() < 0.4]
        rows = [(z, d, None if rng.random() < 0.2 else int(rng.integers(9))) for z, d in chosen]
        key = put(store, f"{at}", *rows, state="draft" if at % 5 == 3 else "published")
        if at % 5 == 2:
            store.decide(key, "retracted", "sari", "salah")
    table = store.observations("kota", "dbd", ["positif"])
    table = table.assign(area=table["zone_id"].str[:8], one=1, known=table["value"].notna())
    groups = table.groupby(["area", "date"])
    wanted = groups["value"].sum(min_count=1)
    got = sums(store, ["kota"], "dbd", "positif", "district", ZONES).set_index(["area", "date"])
    assert len(got) == len(wanted) > 20
    pd.testing.assert_series_equal(got["value"], wanted, check_names=False)
    assert (got["reported"] == groups["known"].sum()).all()
    assert (got["reported"] + got["hidden"] == groups["one"].sum()).all()
    assert (got["reported"] + got["hidden"] + got["missing"] == got["zones"]).all()
