"""The action ledger on the time axis, and the share of consultations from afar (Altair).

The ledger is one picture in pixels from the top: the curve of cases, then a row a kind. A kind with
few lines has a bar for each; of many only how many go on at once can be seen, as a height. Accent
and greys alone: colours of levels say how severe something is, and no response is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from geo.action_ledger import Line
from geo.render.charts import LINE, NOW
from geo.render.response_rows import LABEL, Mark, rows
from geo.render.response_words import kind
from geo.response_curve import Curve
from geo.telehealth import Share
from geo.text import day, number, text

_CURVE, _MARGIN = 84, 10
"""Pixels of the curve, and below it and each row."""
_LABELS = 296
"""Pixels that a row's name may take: a longer one would make the picture narrower on a phone."""
_DAY = dt.timedelta(days=1)


def ledger(
    lines: Sequence[Line],
    first: dt.date,
    last: dt.date,
    lang: str,
    curve: Curve | None = None,
    *,
    simulated: bool = False,
) -> Any:
    """Responses from ``first`` to ``last``: bars while they are active, dashed while nobody
    confirmed them, dots for a single day. ``curve`` above on the same axis. ``simulated``: the
    curve is invented; invented lines say so themselves. Lines without a day are not drawn."""
    top = (_CURVE + _MARGIN) if curve else 0
    marks: list[Mark] = []
    ticks: list[tuple[float, str]] = []
    for row in rows([line for line in lines if line.spans], first, last):
        ticks.append((top + LABEL / 2, row.label(lang)))
        marks += row.marks(top + LABEL, lang)
        top += LABEL + row.height + _MARGIN
    height = max(top, LABEL)
    if curve:
        ticks.insert(0, (LABEL / 2, _curve_label(curve, first, last, lang)))
    layers = [_axis(ticks, first, last, height), *_layers(marks, height, lang)]
    if curve:
        layers.insert(1, _course(curve, first, last, height))
    marked = simulated or any(line.simulated for line in lines)
    title = text("simulated.banner", lang) if marked else ""
    return alt.layer(*layers).properties(
        height=height + (28 if title else 0), title=title, background="transparent"
    )


def last_active(lines: Sequence[Line]) -> dt.date:
    """The last day on which a line is known to be active: after it nothing but doubt is drawn."""
    ends = [s.end for line in lines for s in line.spans if s.state == "active" and s.end]
    return max(ends, default=dt.date.max - dt.timedelta(days=366))


def ledger_alt(lines: Sequence[Line], first: dt.date, last: dt.date, lang: str) -> str:
    """What the ledger shows, for who can't see it."""
    counts: dict[str, int] = {}
    for line in lines:
        if line.spans:
            counts[line.kind] = counts.get(line.kind, 0) + 1
    parts = [f"{kind(key, lang)}: {number(n, lang)}" for key, n in sorted(counts.items())]
    ends = {"first_day": day(first, lang, "long"), "last_day": day(last, lang, "long")}
    return text("response_page.chart.alt", lang, parts="; ".join(parts) or "–", **ends)


def shares(made: Sequence[Share], lang: str) -> Any:
    """The share a week as a line from 0, its 95 % limits as a band; weeks without any contact, and
    weeks that nobody reported on, leave a gap."""
    run, points, before = 0, [], None
    for one in made:
        if one.share is None or (before and one.week - before > 7 * _DAY):
            run += 1
        before = one.week
        if one.share is not None:
            row = {"week": pd.Timestamp(one.week), "share": one.share, "run": run}
            points.append({**row, "low": one.low, "high": one.high, "n": one.consultations})
    table = pd.DataFrame(points)
    x = alt.X("yearmonthdate(week):T", title=None, axis=alt.Axis(format="%d/%m/%Y", grid=False))
    y = alt.Axis(format=".0%", tickCount=5)
    scale = alt.Scale(domainMin=0, nice=True)
    base = alt.Chart(table).encode(x=x, detail="run:N")
    band = base.mark_area(color=NOW, opacity=0.3).encode(
        y=alt.Y("low:Q", title=None, axis=y, scale=scale), y2="high"
    )
    hover = [
        alt.Tooltip(
            "yearmonthdate(week):T",
            format="%d/%m/%Y",
            title=text("response_page.telehealth.week", lang),
        ),
        alt.Tooltip("share:Q", format=".1%", title=text("response_page.telehealth.share", lang)),
        alt.Tooltip("low:Q", format=".1%", title=text("response_page.telehealth.low", lang)),
        alt.Tooltip("high:Q", format=".1%", title=text("response_page.telehealth.high", lang)),
    ]
    line = base.mark_line(color=LINE, strokeWidth=2, point=alt.OverlayMarkDef(color=LINE)).encode(
        y=alt.Y("share:Q", scale=scale), tooltip=hover
    )
    title = text("simulated.banner", lang) if any(one.simulated for one in made) else ""
    return alt.layer(band, line).properties(height=240, title=title, background="transparent")


def _layers(marks: list[Mark], height: float, lang: str) -> list[Any]:
    looks: dict[str, dict[str, Any]] = {
        "active_many": {"fill": LINE, "stroke": LINE, "strokeWidth": 0.7},
        "unconfirmed_many": {"color": NOW, "opacity": 0.3},
        "active": {"color": LINE, "cornerRadius": 2},
        "unconfirmed": {
            "fill": NOW,
            "fillOpacity": 0.16,
            "stroke": NOW,
            "strokeDash": [3, 3],
            "strokeWidth": 1,
        },
    }
    hover = [
        alt.Tooltip("what:N", title=" "),
        alt.Tooltip("when:N", title=text("response_page.chart.when", lang)),
        alt.Tooltip("state:N", title=text("response_page.chart.state", lang)),
    ]
    layers = []
    for shape, look in looks.items():
        found = pd.DataFrame([mark for mark in marks if mark["shape"] == shape])
        if not found.empty:
            drawn = alt.Chart(found).mark_rect(**look)
            layers.append(drawn.encode(x="x:T", x2="x2:T", y=_y(height), y2="y2:Q", tooltip=hover))
    dots = pd.DataFrame([mark for mark in marks if mark["shape"] == "single"])
    if not dots.empty:
        dots["y"] = (dots["y"] + dots["y2"]) / 2
        drawn = alt.Chart(dots).mark_circle(color=LINE, size=64, opacity=1)
        layers.append(drawn.encode(x="x:T", y=_y(height), tooltip=hover))
    return layers


def _y(height: float) -> Any:
    return alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False), title=None)


def _axis(ticks: list[tuple[float, str]], first: dt.date, last: dt.date, height: float) -> Any:
    """An unseen mark that carries both axes: days below, the rows' names inside on the left."""
    places = [place for place, _ in ticks]
    names = json.dumps([name for _, name in ticks], ensure_ascii=False)
    own = alt.Axis(
        values=places,
        labelExpr=f"{names}[indexof({json.dumps(places)}, datum.value)]",
        labelAlign="left",
        labelPadding=-2,
        labelLimit=_LABELS,
        labelFontSize=11,
        labelFontWeight=500,
        labelOverlap=False,
        grid=False,
        ticks=False,
        domain=False,
        zindex=1,
    )
    scale = alt.Scale(domain=[0, height], reverse=True, nice=False)
    months = (last - first).days > 120
    table = pd.DataFrame(
        {"x": [pd.Timestamp(first), pd.Timestamp(last + _DAY)], "y": [0.0, height]}
    )
    x = alt.X(
        "x:T",
        title=None,
        scale=alt.Scale(nice=False),
        axis=alt.Axis(
            format="%m/%Y" if months else "%d/%m/%Y", grid=True, tickCount=6, labelOverlap=True
        ),
    )
    return (
        alt.Chart(table)
        .mark_point(opacity=0)
        .encode(x=x, y=alt.Y("y:Q", scale=scale, title=None, axis=own))
    )


def _course(curve: Curve, first: dt.date, last: dt.date, height: float) -> Any:
    """The curve as an area from its own ground; days that are not known leave a gap."""
    shown = [(on, n) for on, n in curve if first <= on <= last]
    most = max((n for _, n in shown if n is not None), default=0) or 1
    run, points = 0, []
    for on, n in shown:
        if n is None:
            run += 1
            continue
        top = _CURVE - max(n, 0) / most * (_CURVE - LABEL)
        points.append({"x": pd.Timestamp(on), "y": top, "y2": _CURVE, "run": run})
    table = pd.DataFrame(points, columns=["x", "y", "y2", "run"])
    drawn = alt.Chart(table).mark_area(color=NOW, opacity=0.4)
    return drawn.encode(x="x:T", y=_y(height), y2="y2:Q", detail="run:N")


def _curve_label(curve: Curve, first: dt.date, last: dt.date, lang: str) -> str:
    known = [n for on, n in curve if first <= on <= last and n is not None]
    peak = number(max(known), lang, 1) if known else "–"
    return text("response_page.chart.curve", lang, n=peak)
