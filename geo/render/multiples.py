"""Small charts of several kelurahan on one scale: the seven-day mean of new cases, and below it the
levels of the same days. One SVG picture each; a day without a number leaves a gap, and a course
without any number has no axis that could be read as zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.levels import BY_KEY
from geo.views import ZoneView

DAYS = 120
"""So many days up to the day shown are drawn."""
_WIDE, _HIGH, _STRIP = 320, 92, 14
_STYLE = (
    "<style>.c{fill:none;stroke:#1f8d95;stroke-width:2.4;stroke-linejoin:round}"
    ".d{fill:#1f8d95}.a{fill:#1f8d95;fill-opacity:.16}.b{stroke:#9aa5ab;stroke-width:1}</style>"
)


@dataclass(frozen=True)
class Scale:
    """Days from ``first`` to ``last``; ``most`` is the highest mean of all charts, 0 where none has
    a case, None where none has a mean."""

    first: dt.date
    last: dt.date
    most: float | None

    @property
    def ends(self) -> tuple[dt.date, dt.date]:
        """The first and the last day drawn."""
        return self.first, self.last

    def x(self, day: dt.date) -> float:
        span = max((self.last - self.first).days, 1)
        return _WIDE * (day - self.first).days / span

    def y(self, mean: float) -> float:
        return _HIGH - 4 - (_HIGH - 12) * max(mean, 0.0) / (self.most or 1.0)


def scale(views: Sequence[ZoneView]) -> Scale:
    """One scale for all of these views, which are of one day."""
    last = views[0].city.day
    first = last - dt.timedelta(days=DAYS - 1)
    on = Scale(first, last, None)
    found = [mean for view in views for mean in means(view, on).values()]
    return Scale(first, last, max(0.0, *found) if found else None)


def known(view: ZoneView, on: Scale) -> bool:
    """True where the course has a mean on at least one of the days."""
    return bool(means(view, on))


def svg(view: ZoneView, on: Scale) -> str:
    """One kelurahan's chart; without a mean only the levels are drawn."""
    top = _HIGH + 6 if known(view, on) else 0
    high = top + _STRIP
    curve = "".join(_run(run, on) for run in _runs(view, on)) if top else ""
    base = f'<path class="b" d="M0,{_HIGH - 4}H{_WIDE}"/>' if top else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" role="img">'
        f"{_STYLE}{base}{curve}{_levels(view, on, top)}</svg>"
    )


def means(view: ZoneView, on: Scale) -> dict[dt.date, float]:
    """The means that are known, of the scale's days."""
    return {d: mean for d, _, mean in view.curve if mean is not None and on.first <= d <= on.last}


def _runs(view: ZoneView, on: Scale) -> list[list[tuple[float, float]]]:
    """Points of unbroken days."""
    runs: list[list[tuple[float, float]]] = []
    before: dt.date | None = None
    for day, mean in means(view, on).items():
        if before is None or (day - before).days > 1:
            runs.append([])
        runs[-1].append((on.x(day), on.y(mean)))
        before = day
    return runs


def _run(points: list[tuple[float, float]], on: Scale) -> str:
    if len(points) == 1:  # a line through one point can't be seen
        return f'<circle class="d" cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3"/>'
    line = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    floor = on.y(0.0)
    area = f"M{points[0][0]:.1f},{floor}L{line}L{points[-1][0]:.1f},{floor}Z"
    return f'<path class="a" d="{area}"/><path class="c" d="M{line}"/>'


def _levels(view: ZoneView, on: Scale, top: float) -> str:
    past = [(day, key) for day, key in view.past if on.first <= day <= on.last]
    wide = _WIDE / DAYS + 0.3
    return "".join(
        f'<rect x="{on.x(day) * (1 - 1 / DAYS):.1f}" y="{top}" width="{wide:.1f}" '
        f'height="{_STRIP}" fill="{BY_KEY[key].colour}"/>'
        for day, key in past
    )
