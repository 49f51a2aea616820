"""Where each line of the action ledger stands in its picture: rows of a kind, bars, heights.

Pixels count from the top of the picture; a row's label stands above it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from geo.action_ledger import Line
from geo.render.response_words import kind
from geo.response_kinds import BY_KEY
from geo.text import day, number, text

LABEL = 22
"""Pixels of a row's label."""
_BAR, _GAP, _MANY = 9, 4, 44
"""Pixels of a bar and its gap, and of a row that shows how many go on."""
_FEW = 7
"""Up to so many bars a kind; more lines are shown as a height."""
_DAY = dt.timedelta(days=1)

Mark = dict[str, Any]
"""One thing drawn: x, x2 (timestamps), y, y2 (pixels), its shape, and words for a hand on it."""
_Lane = list[Line]


@dataclass(frozen=True)
class Row:
    """One kind from ``first`` to ``last``. Lines that don't meet share a lane. ``counted`` are
    stretches of days, from one day up to another, with how many lines are active on them and how
    many are active or unconfirmed."""

    kind: str
    first: dt.date
    last: dt.date
    lanes: tuple[_Lane, ...]
    counted: tuple[tuple[dt.date, dt.date, int, int], ...]

    @property
    def many(self) -> bool:
        """True where bars would be too many to tell apart."""
        return len(self.lanes) > _FEW

    @property
    def most(self) -> int:
        return max((known for *_, known in self.counted), default=0)

    @property
    def height(self) -> int:
        return _MANY if self.many else len(self.lanes) * (_BAR + _GAP)

    def label(self, lang: str) -> str:
        """The kind, with the largest number where the row is a height."""
        said = kind(self.kind, lang)
        if not self.many:
            return said
        return text("response_page.chart.many", lang, kind=said, n=number(self.most, lang))

    def marks(self, top: float, lang: str) -> list[Mark]:
        """What is drawn of the row below ``top``."""
        if self.many:
            return self._heights(top + _MANY, lang)
        bars = (
            self._bar(line, top + place * (_BAR + _GAP), lang)
            for place, lane in enumerate(self.lanes)
            for line in lane
        )
        return [mark for of_line in bars for mark in of_line]

    def _heights(self, base: float, lang: str) -> list[Mark]:
        pixels, marks = _MANY / (self.most or 1), []
        for begin, following, active, known in self.counted:
            for state, low, high in (("active", 0, active), ("unconfirmed", active, known)):
                if high > low:
                    made = _mark(begin, following, base - pixels * high, lang)
                    made |= {"y2": base - pixels * low, "shape": f"{state}_many"}
                    made["what"] = f"{kind(self.kind, lang)}: {number(high - low, lang)}"
                    made["state"] = text(f"response.state.{state}", lang)
                    marks.append(made)
        return marks

    def _bar(self, line: Line, top: float, lang: str) -> list[Mark]:
        named = line.programme or (f"Puskesmas {line.puskesmas}" if line.puskesmas else "")
        parts = [kind(line.kind, lang), named, f"RW {line.rw}" if line.rw else ""]
        parts += [text("response.origin.simulated", lang)] if line.simulated else []
        marks = []
        for span in line.spans:
            begin, end = max(span.start, self.first), min(span.end or self.last, self.last)
            if begin > end:
                continue
            single = span.start == span.end and span.state == "active"
            made = _mark(begin, end + _DAY, top, lang)
            made |= {"y2": top + _BAR, "shape": "single" if single else span.state}
            made["what"] = ", ".join(part for part in parts if part)
            made["state"] = text(f"response.state.{span.state}", lang)
            marks.append(made)
        return marks


def rows(lines: Sequence[Line], first: dt.date, last: dt.date) -> tuple[Row, ...]:
    """The kinds that have a line in these days, in the order of the register."""
    held: dict[str, list[Line]] = {}
    for line in lines:
        if line.spans[0].start <= last and (line.spans[-1].end or last) >= first:
            held.setdefault(line.kind, []).append(line)
    return tuple(
        Row(key, first, last, _lanes(held[key], last), _counted(held[key], first, last))
        for key in BY_KEY
        if key in held
    )


def _lanes(lines: Sequence[Line], last: dt.date) -> tuple[_Lane, ...]:
    lanes: list[_Lane] = []
    for line in lines:
        free = (lane for lane in lanes if (lane[-1].spans[-1].end or last) < line.spans[0].start)
        lane = next(free, None)
        if lane is None:
            lanes.append([line])
        else:
            lane.append(line)
    return tuple(lanes)


def _counted(
    lines: Sequence[Line], first: dt.date, last: dt.date
) -> tuple[tuple[dt.date, dt.date, int, int], ...]:
    spans = [span for line in lines for span in line.spans]
    turns = {first, last + _DAY}
    turns |= {span.start for span in spans} | {span.end + _DAY for span in spans if span.end}
    found = []
    for begin, following in pairwise(sorted(t for t in turns if first <= t <= last + _DAY)):
        here = [s for s in spans if s.start <= begin and (s.end or last) >= begin]
        found.append((begin, following, sum(s.state == "active" for s in here), len(here)))
    return tuple(found)


def _mark(begin: dt.date, end: dt.date, top: float, lang: str) -> Mark:
    ends = day(begin, lang, "short"), day(end - _DAY, lang, "short")
    when = ends[0] if ends[0] == ends[1] else " – ".join(ends)
    return {"x": pd.Timestamp(begin), "x2": pd.Timestamp(end), "y": top, "when": when}
