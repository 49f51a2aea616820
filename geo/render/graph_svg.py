"""A slide's chart as SVG: stacked columns of zones per level, or columns of new cases with their
mean. A day without data is a gap, never a zero."""

from __future__ import annotations

import datetime as dt
from html import escape

from geo.levels import BY_KEY
from geo.render import lettering
from geo.render.drawing import INK, LINE, MUTED, Area, Graph
from geo.text import day, number

_AXIS, _LEGEND, _LETTERS = 44, 56, 22


def graph(of: Graph) -> str:
    """The chart with its legend, value axis and days."""
    plot = Area(
        of.area.x + 64, of.area.y + _LEGEND, of.area.wide - 72, of.area.high - _LEGEND - _AXIS
    )
    top = highest(of)
    body = _columns(of, plot, top)
    if "mean" in of.chart.series:
        body += _line(of, plot, top)
    inside = _legend(of) + _scale(of, plot, top) + body + _days(of, plot)
    return f'<g role="img" aria-label="{escape(of.alt, quote=True)}" class="graph">{inside}</g>'


def highest(of: Graph) -> float:
    """The end of the value axis: a round number at or above the highest column."""
    series = of.chart.series
    if of.chart.kind == "spread":
        most = max(sum(row[i] or 0 for row in series.values()) for i in range(len(of.chart.days)))
    else:
        most = max((value for row in series.values() for value in row if value), default=0)
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000):
        if most <= 4 * step:
            return -(-most // step) * step or 1
    return most


def _x(of: Graph, plot: Area, at: dt.date) -> float:
    """The middle of a day's column."""
    return plot.x + ((at - of.chart.days[0]).days + 0.5) * _step(of, plot)


def _step(of: Graph, plot: Area) -> float:
    return plot.wide / ((of.chart.days[-1] - of.chart.days[0]).days + 1)


def _columns(of: Graph, plot: Area, top: float) -> str:
    wide = min(max(_step(of, plot) * 0.84, 3), 64)
    out = []
    for i, at in enumerate(of.chart.days):
        base = plot.bottom
        for key, row in of.chart.series.items():
            value = row[i]
            if key == "mean" or not value or value < 0:
                continue
            high = plot.high * value / top
            box = f'x="{_x(of, plot, at) - wide / 2:.1f}" y="{base - high:.1f}" '
            box += f'width="{wide:.1f}" height="{high:.1f}"'
            out.append(f'<rect {box} fill="{of.colours[key]}"/>')
            pattern = BY_KEY[key].pattern if key in BY_KEY else ""
            if pattern:
                out.append(f'<rect {box} fill="url(#{pattern})"/>')
            base -= high
    return "".join(out)


def _line(of: Graph, plot: Area, top: float) -> str:
    """The mean, broken where it is unknown."""
    path, pen = "", "M"
    for at, value in zip(of.chart.days, of.chart.series["mean"], strict=True):
        if value is None:
            pen = "M"
            continue
        path += f"{pen}{_x(of, plot, at):.1f},{plot.bottom - plot.high * max(value, 0) / top:.1f}"
        pen = "L"
    return f'<path d="{path}" fill="none" stroke="{of.colours["mean"]}" stroke-width="5"/>'


def _legend(of: Graph) -> str:
    x, out = of.area.x, ""
    y = of.area.y
    for key, name in of.names.items():
        box = f'x="{x:.1f}" y="{y:.1f}" width="26" height="26" rx="5"'
        out += f'<rect {box} fill="{of.colours[key]}"/>'
        if key in BY_KEY and BY_KEY[key].pattern:
            out += f'<rect {box} fill="url(#{BY_KEY[key].pattern})"/>'
        out += lettering.line(name, x + 36, y + 21, _LETTERS, 600, INK)
        x += 36 + lettering.width(name, _LETTERS, 600) + 32
    return out


def _scale(of: Graph, plot: Area, top: float) -> str:
    out = ""
    whole = top == int(top)
    for share in (0, 0.5, 1):
        y = plot.bottom - plot.high * share
        value = top * share
        shown = number(value, of.lang, 0 if whole and value == int(value) else 1)
        out += (
            f'<path d="M{plot.x:.1f},{y:.1f}H{plot.right:.1f}" stroke="{LINE}" stroke-width="2"/>'
        )
        end = ' text-anchor="end"'
        out += lettering.line(shown, plot.x - 12, y + 8, _LETTERS, 600, MUTED, end)
    return out


def _days(of: Graph, plot: Area) -> str:
    """The first and the last day, one between where there is room, and the slide's own marked."""
    days = of.chart.days
    shown = {days[0]: "start", days[-1]: "end"} if len(days) > 1 else {days[0]: "middle"}
    if (days[-1] - days[0]).days > 20:
        shown[days[0] + (days[-1] - days[0]) / 2] = "middle"
    out = ""
    for at, anchor in shown.items():
        half = _step(of, plot) / 2
        x = _x(of, plot, at) + {"start": -half, "end": half}.get(anchor, 0)
        more = f' text-anchor="{anchor}"'
        written = day(at, of.lang, "short")
        out += lettering.line(written, x, plot.bottom + 34, _LETTERS, 600, MUTED, more)
    return out
