"""A rule applied to a city's facts: the level code of every zone on every day.

Besides the rule's own levels a zone can be: not reported (archive), without data, stale (its window
was known within STALE_DAYS before, but not on this day) or suppressed (the source hid a number that
its window needs).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import archive as zone_archive
from geo.facts import Facts
from geo.levels import BY_KEY
from geo.panel import Panel
from geo.rules import UNKNOWN, Rule, classify

STALE_DAYS = 14
"""A zone whose last known window is at most this many days old is stale, then without data."""

NO_MARK, INFERRED, CONTRADICTION = " ", "i", "c"


@dataclass(frozen=True)
class Zoning:
    """Codes of ``geo.levels`` and marks, both of shape (zones, days), with the days they speak of.

    A mark is " " (plain), "i" (inferred from the city's totals) or "c" (sources contradict).
    ``cases`` are the window's cases per zone and day, NaN where unknown; shape (zones, days), or
    (zones, 0) for an archive.
    """

    days: tuple[dt.date, ...]
    codes: npt.NDArray[np.str_]
    marks: npt.NDArray[np.str_]
    cases: npt.NDArray[np.float64]

    def on(self, day: dt.date) -> npt.NDArray[np.str_] | None:
        """Codes of all zones on a day, None where the day is not among ``days``."""
        return self.codes[:, self.days.index(day)] if day in self.days else None


def zoning(facts: Facts, rule: Rule) -> Zoning:
    """Every day that the rule can speak of: statement days for the archive, reported days else."""
    if rule.kind == "archive":
        return _archived(facts)
    panel = facts.cases
    codes, window = _banded(panel, facts.people, rule)
    reported = set(panel.days_reported)
    columns = [i for i, day in enumerate(panel.days) if day in reported]
    days = tuple(panel.days[i] for i in columns)
    codes = codes[:, columns]
    return Zoning(days, codes, np.full(codes.shape, NO_MARK), window[:, columns])


def statuses_on(facts: Facts, rule: Rule, day: dt.date) -> pd.DataFrame:
    """One row a zone, always all zones: zone_id, level, inferred, contradiction, approximate,
    cases (in the rule's window, NaN unknown), last_report (date or None), url, also_urls, title,
    note, contradicts. Works for any day, also one that nobody reported on."""
    if rule.kind == "archive":
        return _archive_rows(facts, day)
    panel = facts.cases
    reach = (rule.window_days or 1) + STALE_DAYS
    codes, window = _banded(_until(panel, day, reach), facts.people, rule)
    column = (day - panel.days[0]).days if panel.days else -1
    inside = panel.days and 0 <= column < codes.shape[1]
    blank = [UNKNOWN] * len(facts.zone_ids)
    level_of = {level.code: level.key for level in BY_KEY.values()}
    chosen = codes[:, column] if inside else blank
    rows = pd.DataFrame({"zone_id": facts.zone_ids})
    rows["level"] = [level_of.get(code, "tanpa_data") for code in chosen]
    rows["cases"] = window[:, column] if inside else np.nan
    rows["last_report"] = _last_reports(panel, day)
    return _with_archive_columns(rows)


def _archived(facts: Facts) -> Zoning:
    days = zone_archive.days(facts.archive) if facts.archive is not None else ()
    if facts.archive is None or not days:
        empty = np.empty((len(facts.zone_ids), 0), dtype="<U1")
        return Zoning((), empty, empty, np.empty(empty.shape))
    tables = [zone_archive.status_on(facts.archive, day, facts.zone_ids) for day in days]
    codes = [[BY_KEY[level].code for level in table["level"]] for table in tables]
    marks = [_marks(table) for table in tables]
    shape = (len(facts.zone_ids), 0)
    return Zoning(days, np.array(codes).T, np.array(marks).T, np.empty(shape))


def _marks(table: pd.DataFrame) -> list[str]:
    pairs = zip(table["inferred"], table["contradiction"], strict=True)
    return [CONTRADICTION if against else INFERRED if rest else NO_MARK for rest, against in pairs]


def _archive_rows(facts: Facts, day: dt.date) -> pd.DataFrame:
    if facts.archive is None:
        rows = pd.DataFrame({"zone_id": facts.zone_ids, "level": "tidak_dilaporkan"})
        rows["last_report"], rows["cases"] = None, np.nan
        return _with_archive_columns(rows)
    rows = zone_archive.status_on(facts.archive, day, facts.zone_ids)
    return rows.assign(cases=np.nan, last_report=None)


def _with_archive_columns(rows: pd.DataFrame) -> pd.DataFrame:
    flags = {"inferred": False, "contradiction": False, "approximate": False}
    words = dict.fromkeys(("url", "also_urls", "title", "note", "contradicts"), "")
    return rows.assign(**flags, **words)


def _until(panel: Panel, day: dt.date, reach: int) -> Panel:
    """The panel stretched by unreported days up to ``day``, so that staleness can be told; as it is
    where that day lies more than ``reach`` days behind its end: nothing holds for so long."""
    extra = (day - panel.days[-1]).days if panel.days else 0
    if not 0 < extra <= reach:
        return panel
    pad = ((0, 0), (0, extra))
    more = tuple(panel.days[-1] + dt.timedelta(days=i + 1) for i in range(extra))
    return Panel(
        panel.zone_ids,
        panel.days + more,
        np.pad(panel.cumulative, pad, constant_values=np.nan),
        np.pad(panel.new, pad, constant_values=np.nan),
        np.pad(panel.suppressed, pad),
        panel.cumulative_source,
    )


def _banded(
    panel: Panel, people: npt.NDArray[np.float64], rule: Rule
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    length = rule.window_days or 1
    window = panel.window(length)
    codes = classify(rule, window, people[:, None])
    unknown = np.isnan(window)
    codes[unknown & _recent(~unknown, STALE_DAYS)] = BY_KEY["usang"].code
    codes[unknown & _hidden(panel, length)] = BY_KEY["disamarkan"].code
    codes[codes == UNKNOWN] = BY_KEY["tanpa_data"].code
    return codes, window


def _recent(known: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    """True where something was known on this day or at most ``reach`` days before."""
    index = np.where(known, np.arange(known.shape[1]), -reach - 1)
    newest = np.maximum.accumulate(index, axis=1)
    return np.arange(known.shape[1]) - newest <= reach


def _hidden(panel: Panel, length: int) -> npt.NDArray[np.bool_]:
    """True where a number that the window needs was suppressed by the source."""
    if panel.cumulative_source:
        hidden = panel.suppressed.copy()
        hidden[:, length:] |= panel.suppressed[:, :-length]
        return hidden
    counts = np.cumsum(panel.suppressed.astype(np.int64), axis=1)
    counts[:, length:] -= counts[:, :-length].copy()
    return counts > 0


def _last_reports(panel: Panel, day: dt.date) -> Sequence[dt.date | None]:
    """The last day up to ``day`` on which each zone was reported, None where there is none."""
    upto = [i for i, candidate in enumerate(panel.days) if candidate <= day]
    if not upto:
        return [None] * len(panel.zone_ids)
    seen = panel.reported[:, : upto[-1] + 1]
    newest = seen.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    return [panel.days[i] if seen[row, i] else None for row, i in enumerate(newest)]
