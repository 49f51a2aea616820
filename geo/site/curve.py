"""A zone's past and its new cases as small pictures (SVG), without words: all languages share them.

A level shows by colour and by height, from green low to black high; what says nothing about risk is
a thin line. A day without a report is grey in the curve, a day of none is empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from geo.levels import BY_KEY, severity_of
from geo.views import ZoneView

_HIGH = 40
_HEIGHTS = {-1: 4, 0: 12, 1: 20, 2: 28, 3: 36, 4: 40}
"""Pixels of a level's height by its severity."""
_DETAIL = 0.02
_GRAINS = 120
"""In so many steps the height of the mean is told."""
"""The mean may lie that share of the highest count beside where it is, or a day or two."""
_BAR, _MEAN, _GAP, _INK = "#7fa6aa", "#1f8d95", "#9fb0b5", "#1b2430"
"""Colours that read on light and on dark paper: a picture does not know which it lies on."""
_THIN = 'vector-effect="non-scaling-stroke"'
"""As wide as it says, however the picture is stretched."""


def strip(one: ZoneView) -> bytes:
    """The past levels in the order of time, each day as wide as the others; a line marks the day
    that the site shows."""
    days = [day for day, _ in one.past]
    paths: dict[str, str] = {}
    ends: dict[str, int] = {}
    at = 0
    for key, run in groupby(one.past, key=lambda item: item[1]):
        long, middle = len(list(run)), _HIGH - _HEIGHTS[severity_of(key)] / 2
        begin = f"m{at - ends[key]} 0" if key in paths else f"M{at} {middle:g}"
        paths[key] = f"{paths.get(key, '')}{begin}h{long}"
        at += long
        ends[key] = at
    drawn = "".join(
        f'<path stroke="{BY_KEY[key].colour}" stroke-width="{_HEIGHTS[severity_of(key)]}" '
        f'd="{path}"/>'
        for key, path in paths.items()
    )
    return _svg(len(days), 0, _HIGH, drawn + _now(days, one.city.day, 0, _HIGH, bold=True))


def curve(one: ZoneView) -> bytes:
    """New cases a day as bars, their seven-day mean as a line; below the axis what a revision took
    away."""
    days = [day for day, _, _ in one.curve]
    new = [count for _, count, _ in one.curve]
    known = [count for count in new if count is not None]
    top, low = max([1.0, *known]), min([0.0, *known])
    bars = _area(new)
    gaps = "".join(f"M{i}.5 {-low:g}V{-top:g}" for i, n in enumerate(new) if n is None)
    mean = _line([value for _, _, value in one.curve], top)
    drawn = (f'<path stroke="{_GAP}" stroke-opacity=".3" d="{gaps}"/>' if gaps else "") + (
        f'<path fill="{_BAR}" d="{bars}"/>'
        f'<path stroke="{_GAP}" {_THIN} d="M0 0h{len(days)}"/>'
        f'<path transform="translate(.5)scale(1 {top / _GRAINS:.5g})" fill="none" '
        f'stroke="{_MEAN}" {_THIN} stroke-width="2" d="{mean}"/>'
    )
    high = top - low
    return _svg(len(days), -top, high, drawn + _now(days, one.city.day, -top, high, bold=False))


def _area(values: Sequence[float | None]) -> str:
    """Bars that touch, as one area along the axis; nothing where a value is 0 or missing."""
    out, high = ["M0 0"], 0.0
    for value, run in groupby(value or 0.0 for value in values):
        step = f"v{high - value:g}" if value != high else ""
        out.append(f"{step}h{len(list(run))}")
        high = value
    return "".join(out) + "V0"


def _line(values: Sequence[float | None], top: float) -> str:
    """A line through the values that are known, with corners only where it bends."""
    import shapely

    parts = []
    position = 0
    grain = top / _GRAINS
    for missing, run in groupby(values, key=lambda value: value is None):
        found = list(run)
        if not missing and len(found) > 1:
            # A day is as long as a 150th of the height, so that a corner stays on its day.
            scale = top / 150
            points = [((position + i) * scale, float(v or 0)) for i, v in enumerate(found)]
            thin = shapely.simplify(shapely.LineString(points), _DETAIL * top)
            parts.append(_steps([(round(x / scale), round(-y / grain)) for x, y in thin.coords]))
        position += len(found)
    return "".join(parts)


def _steps(corners: Sequence[tuple[int, int]]) -> str:
    """A line through the corners by its steps, which are short to write."""
    written = f"M{corners[0][0]} {corners[0][1]}l"
    for (x, y), (before_x, before_y) in zip(corners[1:], corners[:-1], strict=True):
        across, down = x - before_x, y - before_y
        written += f"{'' if written[-1] == 'l' else ' '}{across}{'' if down < 0 else ' '}{down}"
    return written


def _now(days: Sequence[dt.date], day: dt.date, top: float, high: float, *, bold: bool) -> str:
    """A line at the day that is shown; ``bold``: to be seen upon colours."""
    if day not in days:
        return ""
    line = f'{_THIN} d="M{days.index(day)}.5 {top:g}v{high:g}"'
    if not bold:
        return f'<path stroke="{_GAP}" stroke-width="1.5" stroke-dasharray="4 3" {line}/>'
    paper = f'<path stroke="#fff" stroke-width="5" {line}/>'
    return f'{paper}<path stroke="{_INK}" stroke-width="2" {line}/>'


def _svg(wide: int, top: float, high: float, drawn: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top:g} {max(wide, 1)} {high:g}" '
        f'preserveAspectRatio="none">{drawn}</svg>\n'
    ).encode()
