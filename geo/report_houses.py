"""Houses with cases per RT as the RW's reports give them, and beside what was published of them.

They count from the moment a report is written, while the rest of it still waits. Nothing is kept of
them anywhere else: an edit, an undo or taking back a report changes them by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from geo import rt
from geo.response import Record, Report

COLUMNS = (*rt.COLUMNS, "at")
"""Those of ``geo.rt`` and the aware moment at which the number was written."""
_KEY = list(rt.COLUMNS[:3])


def houses(records: Iterable[Record], disease: str) -> pd.DataFrame:
    """The houses (COLUMNS) of the reports of ``disease`` that were entered here, waiting or not;
    empty where there are none.

    ``records`` come in the order in which they were written: of two reports of one zone, RT and day
    the one written (edited, confirmed) last counts, of two versions of one record the later alone.
    A report that names no disease counts for none, an invented one never. An RT that a report
    doesn't name has no row.
    """
    reports = [one for one in records if isinstance(one, Report) and one.origin == "entered"]
    newest = {one.id: one.version for one in reports}
    found: dict[tuple[str, str, dt.date], tuple[int, dt.datetime | None]] = {}
    labels: dict[tuple[str, str], str] = {}
    for record in reports:
        if not disease or record.disease != disease or record.version < newest[record.id]:
            continue
        for name, count in record.houses.items():
            place = name, record.rw
            if place not in labels:
                labels[place] = _label(name, record.rw)
            found[record.zone_id, labels[place], record.date] = count, record.at
    rows = [(*key, *said) for key, said in found.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def beside(published: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Both tables (COLUMNS) as one, each zone, RT and day once.

    Of a batch and a report that speak of the same the one written later counts: the batch as it was
    brought in, whenever somebody published it. At one moment the report counts.
    """
    if published.empty or reported.empty:
        return published if reported.empty else reported
    written = dict(zip(_keys(published), published["at"], strict=True))
    older = [
        (moment := written.get(key)) is not None and at is not None and at < moment
        for key, at in zip(_keys(reported), reported["at"], strict=True)
    ]
    both = pd.concat([published, reported[[not one for one in older]]], ignore_index=True)
    return both.drop_duplicates(_KEY, keep="last", ignore_index=True)


def _keys(table: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    return zip(*(table[name] for name in _KEY), strict=True)


def _label(name: str, rw: str) -> str:
    """The RT with its RW ("001/003"), as RT of several RW have the same number."""
    return name if "/" in name else rt.label(f"{name}/{rw}")
