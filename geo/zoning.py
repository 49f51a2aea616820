"""A rule applied to a city's facts: the level code of every zone on every day.

Besides the rule's own levels a zone can be: not reported (archive), without data (nothing was ever
known of it), stale (something was, but not on this day, or its newest report is older than
``geo.staleness`` allows) or suppressed (the source hid a number that its window needs).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import archive as zone_archive
from geo import colouring, staleness
from geo.colouring import Coloured
from geo.doubt import doubtful
from geo.facts import Facts
from geo.levels import BY_CODE, BY_KEY
from geo.panel import Panel
from geo.rules import UNKNOWN, Rule, for_zones

_SETTLED = 8
"""Days beyond window and period after which no number holds on a day any more; a closed week of the
public is the longest of them."""

NO_MARK, INFERRED, CONTRADICTION, DOUBT = " ", "i", "c", "d"


@dataclass(frozen=True)
class Zoning:
    """Codes of ``geo.levels`` and marks, both of shape (zones, days), with the days they speak of.

    A mark is " " (plain), "i" (inferred from the city's totals), "c" (sources contradict) or "d"
    (doubtful: the colour has a chance below 0.8, see ``geo.doubt``). ``cases`` are the window's
    cases per zone and day, NaN where unknown; shape (zones, days), or (zones, 0) for rules without.
    """

    days: tuple[dt.date, ...]
    codes: npt.NDArray[np.str_]
    marks: npt.NDArray[np.str_]
    cases: npt.NDArray[np.float64]

    def on(self, day: dt.date) -> npt.NDArray[np.str_] | None:
        """Codes of all zones on a day, None where the day is not among ``days``."""
        return self.codes[:, self.days.index(day)] if day in self.days else None


def zoning(facts: Facts, rule: Rule, *, smoothed: bool = False) -> Zoning:
    """Every day that the rule can speak of: statement days for the archive, reported days else.

    ``smoothed`` colours incidence rules by smoothed rates (see ``geo.colouring``). InputError where
    the rule is none for a kelurahan.
    """
    if for_zones(rule).kind == "archive":
        return _archived(facts)
    panel = facts.cases
    made = _finished(facts, rule, panel, colouring.colour(facts, rule, panel, smoothed=smoothed))
    reported = set(panel.days_reported)
    columns = [i for i, day in enumerate(made.days) if made.own_days or day in reported]
    days = tuple(made.days[i] for i in columns)
    codes, cases = made.codes[:, columns], made.cases[:, columns] if made.has_cases else made.cases
    marks = np.full(codes.shape, NO_MARK)
    if rule.by_incidence:
        marks[doubtful(rule, codes, cases, facts.people, smoothed=smoothed)] = DOUBT
    return Zoning(days, codes, marks, cases)


def with_day(
    zoned: Zoning, facts: Facts, rule: Rule, day: dt.date, *, smoothed: bool = False
) -> Zoning:
    """``zoned`` with one more day behind its last: one that nobody has reported on yet, as today.
    As it is where ``day`` is no such day."""
    if not zoned.days or day <= zoned.days[-1]:
        return zoned
    levels = statuses_on(facts, rule, day, smoothed=smoothed)["level"]
    codes = np.array([[BY_KEY[level].code] for level in levels])
    cases = zoned.cases
    if cases.shape == zoned.codes.shape:
        cases = np.pad(cases, ((0, 0), (0, 1)), constant_values=np.nan)
    return Zoning(
        (*zoned.days, day),
        np.concatenate([zoned.codes, codes], axis=1),
        np.concatenate([zoned.marks, np.full(codes.shape, NO_MARK)], axis=1),
        cases,
    )


def statuses_on(facts: Facts, rule: Rule, day: dt.date, *, smoothed: bool = False) -> pd.DataFrame:
    """One row a zone, always all zones: zone_id, level, inferred, contradiction, approximate,
    doubtful, cases (in the rule's window, NaN unknown or hidden), shared (the cases that everybody
    may see, for sums), hidden, last_report (date or None), detail (see ``geo.colouring.details``),
    url, also_urls, title, note, contradicts. Works for any day, also one that nobody reported on.
    """
    if for_zones(rule).kind == "archive":
        return _archive_rows(facts, day)
    panel = _until(facts.cases, day, (rule.window_days or 1) + facts.period + _SETTLED)
    coloured = colouring.colour(facts, rule, panel, smoothed=smoothed, only=day)
    made = _finished(facts, rule, panel, coloured, day)
    blank = np.full(len(facts.zone_ids), UNKNOWN)
    column = _column(made, day)
    codes = blank if column is None else made.codes[:, column]
    cases = np.full(len(blank), np.nan)
    if column is not None and made.has_cases:
        cases = made.cases[:, column]
    doubts = np.zeros(len(blank), dtype=bool)
    if rule.by_incidence:
        doubts = doubtful(rule, codes[:, None], cases[:, None], facts.people, smoothed=smoothed)[
            :, 0
        ]
    rows = pd.DataFrame({"zone_id": facts.zone_ids})
    rows["level"] = [BY_CODE[c].key if c in BY_CODE else "tanpa_data" for c in codes]
    rows["cases"], rows["doubtful"] = cases, doubts
    rows["shared"] = cases if made.shared is None or column is None else made.shared[:, column]
    hidden = column is not None and made.hidden is not None
    rows["hidden"] = made.hidden[:, column] if hidden else False  # type: ignore[index]
    rows["last_report"] = _last_reports(panel, day)
    rows["detail"] = pd.Series(colouring.details(facts, rule, panel, day), dtype=object)
    return _with_archive_columns(rows)


def _finished(
    facts: Facts, rule: Rule, panel: Panel, made: Coloured, day: dt.date | None = None
) -> Coloured:
    """With a level for what is unknown: suppressed, stale or without data; nothing keeps a colour
    whose report is too old. ``day``: the one that the last column stands for, where it lies beyond.
    """
    if made.has_cases and not made.own_days:
        made = _held(made, facts.period)
    codes = made.codes.copy()
    if made.has_cases:
        missing = _missing(made)
        codes[missing & np.logical_or.accumulate(~missing, axis=1)] = BY_KEY["usang"].code
        if not made.own_days:
            codes[missing & _hidden(panel, rule.window_days or 1)] = BY_KEY["disamarkan"].code
    codes[codes == UNKNOWN] = BY_KEY["tanpa_data"].code
    limit = staleness.limit(facts, rule)
    if not limit or not made.days:
        return replace(made, codes=codes)
    days = made.days if day is None or day <= made.days[-1] else (*made.days[:-1], day)
    late = staleness.late(panel, days, limit)
    codes[late] = BY_KEY["usang"].code
    cases = np.where(late, np.nan, made.cases) if made.has_cases else made.cases
    hidden = None if made.hidden is None else made.hidden & ~late
    shared = None if made.shared is None else np.where(late, np.nan, made.shared)
    return replace(made, codes=codes, cases=cases, hidden=hidden, shared=shared)


def _held(made: Coloured, period: int) -> Coloured:
    """The number of a weekly or monthly table stands until the next one is due."""
    if period <= 1:
        return made
    rows = np.arange(len(made.codes))[:, None]
    columns = staleness.source(_missing(made), period)
    hidden = None if made.hidden is None else made.hidden[rows, columns]
    shared = None if made.shared is None else made.shared[rows, columns]
    codes, cases = made.codes[rows, columns], made.cases[rows, columns]
    return replace(made, codes=codes, cases=cases, hidden=hidden, shared=shared)


def _missing(made: Coloured) -> npt.NDArray[np.bool_]:
    """True where there is no count, not even one that the reader may not see."""
    missing = np.isnan(made.cases)
    return missing if made.hidden is None else missing & ~made.hidden


def _column(made: Coloured, day: dt.date) -> int | None:
    """The column that stands for ``day``: its own, or beyond the end of the panel the last one,
    where nothing changes any more; None where there is none."""
    if day in made.days:
        return made.days.index(day)
    beyond = bool(made.days) and not made.own_days and day > made.days[-1]
    return len(made.days) - 1 if beyond else None


def _archived(facts: Facts) -> Zoning:
    days = zone_archive.days(facts.archive) if facts.archive is not None else ()
    if facts.archive is None or not days:
        empty = np.empty((len(facts.zone_ids), 0), dtype="<U1")
        return Zoning((), empty, empty, np.empty(empty.shape))
    known = [zone_archive.statuses_on(facts.archive, day, facts.zone_ids) for day in days]
    codes = [[BY_KEY[status["level"]].code for status in zones] for zones in known]
    marks = [[_mark(status) for status in zones] for zones in known]
    shape = (len(facts.zone_ids), 0)
    return Zoning(days, np.array(codes).T, np.array(marks).T, np.empty(shape))


def _mark(status: Mapping[str, Any]) -> str:
    if status["contradiction"]:
        return CONTRADICTION
    return INFERRED if status["inferred"] else NO_MARK


def _archive_rows(facts: Facts, day: dt.date) -> pd.DataFrame:
    if facts.archive is None:
        rows = pd.DataFrame({"zone_id": facts.zone_ids, "level": "tidak_dilaporkan"})
        rows = _with_archive_columns(rows)
    else:
        rows = zone_archive.status_on(facts.archive, day, facts.zone_ids)
    empty = pd.Series([{} for _ in rows.index], dtype=object)
    return rows.assign(
        cases=np.nan, shared=np.nan, last_report=None, doubtful=False, hidden=False, detail=empty
    )


def _with_archive_columns(rows: pd.DataFrame) -> pd.DataFrame:
    flags = {"inferred": False, "contradiction": False, "approximate": False}
    words = dict.fromkeys(("url", "also_urls", "title", "note", "contradicts"), "")
    return rows.assign(**flags, **words)


def _until(panel: Panel, day: dt.date, reach: int) -> Panel:
    """The panel stretched by unreported days towards ``day``, so that staleness can be told, by at
    most ``reach`` days: by then no number holds any more."""
    extra = min((day - panel.days[-1]).days, reach) if panel.days else 0
    return panel.stretched(extra) if extra > 0 else panel


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
