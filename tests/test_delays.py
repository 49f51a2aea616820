"""When numbers were reported: kept in the store, of what counts only, at any moment."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pandas as pd

from geo.io.store import NewBatch, Store
from geo.schema import check_observations
from tests import toy

COVID = toy.DISEASE.key


def table(values: dict[str, int], reported: str | None) -> pd.DataFrame:
    """One number of the first zone a day, all reported on one day."""
    made = pd.DataFrame(
        {
            "zone_id": toy.IDS[0],
            "date": pd.to_datetime(list(values)).astype("datetime64[ns]"),
            "indicator": "positif",
            "measure": "new",
            "value": pd.array(list(values.values()), dtype="Int64"),
            "flag": "",
        }
    )
    if reported is not None:
        made["reported_on"] = pd.Timestamp(reported or None)
    return check_observations(made, "uji")


def add(store: Store, values: dict[str, int], reported: str | None, name: str) -> None:
    batch = NewBatch("uji", COVID, "import", name, name)
    empty = toy.observations({}).rename(columns={"zone_id": "label"})
    assert store.add(batch, table(values, reported), empty) is not None


def found(store: Store, as_of: dt.datetime | None = None) -> list[tuple[str, int, str]]:
    rows = store.delays("uji", COVID, as_of=as_of)
    assert rows.columns.tolist() == ["zone_id", "date", "indicator", "value", "reported_on"]
    assert rows["reported_on"].dtype == rows["date"].dtype == "datetime64[ns]"
    days = rows["date"].dt.strftime("%Y-%m-%d"), rows["reported_on"].dt.strftime("%Y-%m-%d")
    return list(zip(days[0], rows["value"], days[1], strict=True))


def test_reports_of_what_counts(tmp_path: Path) -> None:
    store = Store.create(f"sqlite:///{tmp_path / 'uji.sqlite'}")
    assert found(store) == []
    add(store, {"2022-01-01": 3, "2022-01-02": 4}, "2022-01-05", "a")
    both = [("2022-01-01", 3, "2022-01-05"), ("2022-01-02", 4, "2022-01-05")]
    assert found(store) == both
    before = now_after(store)
    add(store, {"2022-01-02": 6}, "2022-01-09", "b")
    assert found(store) == [both[0], ("2022-01-02", 6, "2022-01-09")]
    add(store, {"2022-01-01": 5}, None, "c")  # what counts now does not say when it came
    assert found(store) == [("2022-01-02", 6, "2022-01-09")]
    assert found(store, before) == both
    store.close()


def test_a_number_without_its_day_of_report_is_left_out(tmp_path: Path) -> None:
    store = Store.create(f"sqlite:///{tmp_path / 'uji.sqlite'}")
    add(store, {"2022-01-01": 3}, "", "a")
    assert found(store) == []
    assert store.observations("uji", COVID)["value"].tolist() == [3]
    store.close()


def now_after(store: Store) -> dt.datetime:
    """A moment after everything that is stored and before what comes next."""
    time.sleep(0.01)
    moment = dt.datetime.now(dt.UTC)
    time.sleep(0.01)
    return moment
